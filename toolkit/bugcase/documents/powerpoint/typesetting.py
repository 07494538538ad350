"""Tells how large words may be so that they fit, without a renderer.

Nobody lays a PowerPoint file out before it is opened, and the machine that opens it may
not have its typeface.  Arial stands in then, whose letters are up to a tenth wider; so
room is kept for them.  Lengths are pixels of a slide, as in the deck.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from bugcase.style import lettering

STEPS: Final = tuple(1 - 0.04 * step for step in range(11))  # as far down as the deck goes
# The playbooks' sentences are 1.07 times as wide in Arial, 1.09 in bold, and figures 1.12.
_RESERVE: Final = 1.12


def width(words: str, *, size: float, bold: bool = False) -> float:
    """How wide words are in one line."""
    return _RESERVE * lettering.text_width(words, size, "bold" if bold else "normal")


def column_widths(
    columns: Sequence[Sequence[str]], *, size: float, room: float, gaps: Sequence[float]
) -> tuple[float, ...]:
    """Give the widths of a table's columns, as `lettering.column_widths` does, with the reserve."""
    return lettering.column_widths(columns, size=_RESERVE * size, room=room, gaps=gaps)


def line_count(words: str, *, size: float, room: float, bold: bool = False) -> int:
    """How many lines words take where a line is `room` wide; none takes one.

    >>> line_count("one two three", size=32, room=150)
    2
    """
    return lettering.line_count(
        words, size=size, room=room / _RESERVE, weight="bold" if bold else "normal"
    )


def cut(words: str, *, size: float, room: float, most: int, bold: bool = False) -> str:
    """Give as much of words as fits into so many lines, with an ellipsis where that is not all.

    >>> cut("one two three", size=32, room=160, most=1)
    'one two…'
    """
    if line_count(words, size=size, room=room, bold=bold) <= most:
        return words

    def too_long(end: int) -> bool:
        return line_count(words[:end] + "…", size=size, room=room, bold=bold) > most

    end = bisect_left(range(1, len(words)), True, key=too_long)
    return words[:end].rstrip() + "…"
