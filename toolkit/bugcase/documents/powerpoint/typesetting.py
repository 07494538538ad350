"""How large words may be so that they fit, told without a renderer.

Nobody lays a PowerPoint file out before it is opened, and then perhaps in a font that
this machine does not have.  But Arial's letters are as wide as Helvetica's, and
those widths matplotlib carries; for a letter that Helvetica lacks, DejaVu Sans, which
runs wide, is asked.  Lengths are pixels of a slide, as in the deck.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal, TypeAlias
from unicodedata import east_asian_width, normalize

from matplotlib import get_data_path
from matplotlib.font_manager import FontProperties, findfont, get_font

__all__ = ["STEPS", "cut", "line_count", "width"]

Weight: TypeAlias = Literal["normal", "bold"]

STEPS: Final = tuple(1 - 0.04 * step for step in range(11))  # as far down as the deck goes
_SAFETY: Final = 1.04  # kerning, rounding, and the programs that are not PowerPoint
_HELVETICA: Final = {"normal": "Helvetica.afm", "bold": "Helvetica-Bold.afm"}


@cache
def _helvetica(weight: Weight) -> Mapping[str, float]:
    """Read how wide its letters are, those of ASCII, from Adobe's metrics."""
    metrics = Path(get_data_path(), "fonts", "pdfcorefonts", _HELVETICA[weight])
    letters = re.findall(
        r"^C (\d+) ; WX (\d+)", metrics.read_text(encoding="latin-1"), re.MULTILINE
    )
    return {chr(int(code)): int(wide) / 1000 for code, wide in letters if int(code) <= ord("~")}


@cache
def _em(letter: str, weight: Weight) -> float:
    """How wide a letter is, in its own size."""
    bare = normalize("NFD", letter)[0]  # an accent makes no letter wider
    if bare in _helvetica(weight):
        return _helvetica(weight)[bare]
    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight=weight)))
    if east_asian_width(letter) in ("W", "F") or not font.get_char_index(ord(letter)):
        return 1.0
    font.set_size(100, 72)
    return float(font.load_char(ord(letter)).linearHoriAdvance / 65_536 / 100)


@lru_cache(maxsize=4096)  # the same words are tried at many sizes
def _ems(words: str, weight: Weight) -> float:
    return sum(_em(letter, weight) for letter in words)


def width(words: str, *, size: float, bold: bool = False) -> float:
    """How wide words are in one line."""
    return size * _SAFETY * _ems(words, "bold" if bold else "normal")


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

    >>> cut("one two three", size=32, room=150, most=1)
    'one two…'
    """
    if line_count(words, size=size, room=room, bold=bold) <= most:
        return words

    def too_long(end: int) -> bool:
        return line_count(words[:end] + "…", size=size, room=room, bold=bold) > most

    end = bisect_left(range(1, len(words)), True, key=too_long)
    return words[:end].rstrip() + "…"
