"""Tells how large words may be so that they fit, without a renderer.

Nobody lays a PowerPoint file out before it is opened, and the machine that opens it may
not have its typeface.  Arial stands in then, whose letters are up to a tenth wider; so
room is kept for them.  Lengths are pixels of a slide, as in the deck.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from bugcase.style.lettering import text_width

STEPS: Final = tuple(1 - 0.04 * step for step in range(11))  # as far down as the deck goes
# The playbooks' sentences are 1.07 times as wide in Arial, 1.09 in bold, and figures 1.12.
_RESERVE: Final = 1.12


def width(words: str, *, size: float, bold: bool = False) -> float:
    """How wide words are in one line."""
    return _RESERVE * text_width(words, size, "bold" if bold else "normal")


def _breaks(words: str, *, size: float, room: float, bold: bool) -> Iterator[int]:
    """Yield, word by word, in which line it ends; what is wider than a line takes several."""
    space = width(" ", size=size, bold=bold)
    line, filled = 1, 0.0
    for word in words.split():
        wide = width(word, size=size, bold=bold)
        if filled and filled + space + wide > room:
            line, filled = line + 1, 0.0
        if wide > room:
            more = math.ceil(wide / room) - 1
            line, filled = line + more, wide - more * room
        else:
            filled += wide + (space if filled else 0.0)
        yield line


def line_count(words: str, *, size: float, room: float, bold: bool = False) -> int:
    """How many lines words take where a line is `room` wide; none takes one.

    >>> line_count("one two three", size=32, room=150)
    2
    """
    return max(_breaks(words, size=size, room=room, bold=bold), default=1)


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
