r"""Escapes words for Markdown, so that none of them is taken for markup.

A name out of the data may look like a heading, a link or a tag.  Every character
that CommonMark, or the tables, links and formulas of its dialects, would take for
markup gets a backslash; a reader of the plain text still recognises the words.
"""

import re
from collections.abc import Iterable
from typing import Final

from bugcase.characters import visible
from bugcase.text import Text

_MARKUP: Final = re.compile(
    r"[\\`*_\[\]<>#|~$&]"  # emphasis, code, links, tags, headings, tables, formulas, entities
    r"|:(?=//)|(?<=www)\.",  # a bare address, which some dialects make a link
    re.IGNORECASE,
)
_BEGINS_BLOCK: Final = re.compile(r"^(?:(?P<mark>[-+=:])|(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$))")


def escaped(words: object) -> str:
    r"""Give words, on one line, for the middle of a line of Markdown.

    >>> print(escaped("**x** [a](b) <script>"))
    \*\*x\*\* \[a\](b) \<script\>
    """
    return _MARKUP.sub(lambda found: f"\\{found[0]}", " ".join(visible(str(words)).split()))


def block(words: str | Text) -> str:
    r"""Give words for a block of their own: a paragraph, or what follows a bullet.

    >>> print(block("2016. That is a year, and no list."))
    2016\. That is a year, and no list.
    """
    return _BEGINS_BLOCK.sub(_unbegun, escaped(words))


def _unbegun(found: re.Match[str]) -> str:
    return f"\\{found['mark']}" if found["mark"] else f"{found['number']}\\{found['dot']}"


def labelled(label: str | None, words: str | Text) -> str:
    """Give a paragraph with its label, if it has one.

    >>> print(labelled("Due", "4 hours after the decision"))
    **Due:** 4 hours after the decision
    """
    return f"**{escaped(label)}:** {escaped(words)}" if label else block(words)


def heading(level: int, words: str | Text) -> str:
    r"""Give a heading.

    >>> print(heading(2, "SEV #2"))
    ## SEV \#2
    """
    return f"{'#' * level} {block(words)}"


def bullets(items: Iterable[str]) -> str:
    """Give a list of pieces of Markdown."""
    return "\n".join(f"- {item}" for item in items)


def quoted(*paragraphs: str) -> str:
    """Set paragraphs of Markdown off from the text around them."""
    return "\n>\n".join(f"> {one}" for one in paragraphs)
