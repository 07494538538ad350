"""Finds the line of a TOML file on which words of an entry stand, for the place of a finding."""

import re
from dataclasses import dataclass

_TABLE = re.compile(r"^\s*\[\[?\s*([a-z_]+)[\].\s]")
_ID = re.compile(r"^\s*(?:id|slot)\s*=\s*[\"']([^\"']+)[\"']")
_ENTRY = re.compile(r"^\s*\[\[\s*[a-z_]+\s*\]\]")


@dataclass(frozen=True, slots=True)
class SourceLines:
    """The text of a playbook, line by line."""

    lines: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "SourceLines":
        """Take a text apart."""
        return cls(tuple(text.splitlines()))

    def line_of(self, section: str, entry: str, words: str) -> int:
        r"""Give the number of the line on which words of an entry begin.

        Where they can't be found as they stand (an escape in them), it is the first line of
        the entry; without that too, the first of the file.

        >>> text = '[[turns]]\nid = "open"\nsay = \'\'\'\nIt is\nlate.\n\'\'\''
        >>> SourceLines.of(text).line_of("turns", "open", "late.")
        5
        """
        numbered = self._entry(section, entry)
        if not numbered:
            return 1
        joined, starts = "", []
        for number, line in numbered:
            starts.append((len(joined), number))
            joined += " ".join(line.split()) + " "
        at = joined.find(" ".join(words.split()))
        return max((start, number) for start, number in starts if start <= max(at, 0))[1]

    def _entry(self, section: str, entry: str) -> list[tuple[int, str]]:
        """Give the lines of an entry: from its table to the next one of any section."""
        found: list[tuple[int, str]] = []
        current, here = "", ""
        for number, line in enumerate(self.lines, start=1):
            if table := _TABLE.match(line):
                if _ENTRY.match(line) or table[1] != current:
                    here = ""
                current = table[1]
            if not here and (named := _ID.match(line)):
                here = named[1]
            if current == section and here == entry:
                found.append((number, line))
        return found
