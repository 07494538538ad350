"""Lists the excerpts of a playbook: what is said or read at one place, with its conditions.

An excerpt is one variant of a text as it stands in the file.  Before there is a case,
its slots are filled with examples (`bugcase.facts.slots.examples`): so words and numbers
are counted as somebody would hear them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from pydantic import BaseModel

from bugcase.facts.slots.examples import example_of
from bugcase.playbook.condition import Condition
from bugcase.playbook.format import Playbook
from bugcase.playbook.passage import Passage
from bugcase.text import split_sentences

Manner: TypeAlias = Literal["spoken", "title", "written"]

_SPOKEN: Mapping[str, tuple[str, ...]] = {  # sections, and their parts that are said
    "turns": ("say",),
    "branches": ("ask", "say"),
    "questions": ("ask", "say"),
    "brief": ("say",),
}
SLOT = re.compile(r"\{([a-z][a-z0-9_]*)(?::[a-z]+)?\}")
_SENTENCE_IN_A_SLOT = re.compile(rf"((?:^|[.?!…][”’\"')]?\s){SLOT.pattern})\s+(?=[“‘]?[A-Z])")


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """Words at a place of a playbook, one variant of them.

    Attributes
    ----------
    section, entry, part
        Where: "turns", the entry, "say".
    lines
        Its lines with their slots in braces, each with its twin, if it has one.
    conditions
        What has to hold for them to be said: of the variant, and of all that it stands in.
    """

    playbook: Playbook = field(repr=False)
    section: str
    entry: BaseModel
    part: str
    lines: tuple[tuple[str, ...], ...]
    conditions: tuple[Condition, ...]

    @property
    def id(self) -> str:
        """The id of the entry."""
        return str(getattr(self.entry, "id", getattr(self.entry, "slot", "")))

    @property
    def place(self) -> str:
        """The section and the entry, as a finding names them."""
        return f"{self.section}[{self.id}]"

    @property
    def manner(self) -> Manner:
        """Whether it is said, stands as the title of a slide, or is read elsewhere."""
        if self.part in _SPOKEN.get(self.section, ()):
            return "spoken"
        return "title" if (self.section, self.part) == ("slides", "title") else "written"

    @property
    def spoken(self) -> bool:
        """Whether it is said, and not read."""
        return self.manner == "spoken"

    @property
    def written(self) -> str:
        """Its lines, without their twins."""
        return " ".join(line for line, *_ in self.lines)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of its lines and twins, with their slots in braces."""
        return tuple(one for line in self.lines for side in line for one in sentences_of(side))

    def said(self, words: str) -> str:
        """Fill the slots of some of its words with examples."""
        return SLOT.sub(lambda slot: example_of(slot[1], self.playbook), words)


def excerpts(playbook: Playbook) -> Iterator[Excerpt]:
    """Walk the sections in their order; words that take no slots are labels and not listed."""
    for section in type(playbook).model_fields:
        entries = getattr(playbook, section)
        if not isinstance(entries, tuple):
            continue
        for entry in entries:
            for part in type(entry).model_fields:
                for passage, holds in _within(getattr(entry, part), _when(entry)):
                    yield Excerpt(
                        playbook=playbook,
                        section=section,
                        entry=entry,
                        part=part,
                        lines=tuple(tuple(map(str, line.templates)) for line in passage.lines),
                        conditions=holds,
                    )


def sentences_of(words: str) -> list[str]:
    """Part words into sentences; a slot at the start, before a capital, is one by itself.

    >>> sentences_of("{holding_line} We know more at “ten.” It is late.")
    ['{holding_line}', 'We know more at “ten.”', 'It is late.']
    """
    lines = _SENTENCE_IN_A_SLOT.sub(r"\1\n", words).split("\n")
    return [sentence for line in lines for sentence in split_sentences(line)]


def _within(
    value: object, conditions: tuple[Condition, ...]
) -> Iterator[tuple[Passage, tuple[Condition, ...]]]:
    match value:
        case Passage():
            yield value, conditions
        case tuple():
            for item in value:
                yield from _within(item, conditions)
        case BaseModel():
            more = (*conditions, *_when(value))
            for part in type(value).model_fields:
                yield from _within(getattr(value, part), more)


def _when(entry: BaseModel) -> tuple[Condition, ...]:
    when: tuple[Condition, ...] = getattr(entry, "when", ())
    return when
