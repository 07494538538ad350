"""Measures words in a figure or document, and makes them fit.

A name comes out of data and can be of any length and hold anything.  It is kept
on one line, broken into a few, or shortened with an ellipsis; labels that would
run into one another are moved apart.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain

from bugcase.characters import visible
from bugcase.style.fonts import Weight, face
from bugcase.style.tokens import TYPE
from bugcase.wording import say


def one_line(words: str) -> str:
    """Give words without line breaks, control characters or invisible marks."""
    return " ".join(visible(words).split())


def text_width(words: str, size: float, weight: Weight = "normal") -> float:
    """Say how many pixels words take in a line, or in whatever their size is given.

    Nothing else in the package measures words.  A letter that the typeface lacks counts
    as a square, which few are wider than.
    """
    return size * face(weight).width(words)


def shortened(words: str, size: int, weight: Weight, width: float) -> tuple[str, float]:
    """Give as much of the words as fits, and how wide it is."""
    wide = text_width(words, size, weight)
    if wide <= width:
        return words, wide
    fits = bisect_left(
        range(len(words)),
        True,
        key=lambda n: text_width(words[: n + 1] + "…", size, weight) > width,
    )
    shown = words[:fits].rstrip() + "…"
    return shown, text_width(shown, size, weight)


def line_count(words: str, *, size: float, room: float, weight: Weight = "normal") -> int:
    """Count the lines that words take where a line is `room` wide; none takes one.

    A word that is wider than a line takes several.

    >>> line_count("one two three", size=32, room=150)
    2
    """
    space = text_width(" ", size, weight)
    lines, filled = 1, 0.0
    for word in words.split():
        wide = text_width(word, size, weight)
        if filled and filled + space + wide > room:
            lines, filled = lines + 1, 0.0
        if wide > room:
            more = math.ceil(wide / room) - 1
            lines, filled = lines + more, wide - more * room
        else:
            filled += wide + (space if filled else 0.0)
    return lines


def column_widths(
    columns: Sequence[Sequence[str]], *, size: float, room: float, gaps: Sequence[float]
) -> tuple[float, ...]:
    """Give each column of a table what its words ask for, and where that is too much a fair part.

    As a browser does it, except that the first column, which names the rows, takes one line
    while that is at most a quarter of the room.

    Parameters
    ----------
    columns
        The words of each column, cell by cell, its head among them.
    gaps
        What is left free behind the words of each.

    Examples
    --------
    >>> wide = column_widths([["a"], ["a longer one"]], size=24, room=200, gaps=[24, 0])
    >>> round(sum(wide)), wide[0] < wide[1]
    (200, True)
    """
    asked, least = [], []
    for number, (cells, gap) in enumerate(zip(columns, gaps, strict=True)):
        widest = max(text_width(one, size, "bold") for one in cells)
        words = chain.from_iterable(map(str.split, cells))
        longest = max((text_width(one, size, "bold") for one in words), default=0.0)
        named = min(widest, room / 4) if not number else 0.0
        asked.append(widest + gap + 2)
        least.append(min(max(longest, named) + gap + 2, room / len(columns)))
    if sum(asked) <= room:
        return tuple(room * one / sum(asked) for one in asked)
    over = sum(asked) - sum(least)
    return tuple(
        low + (room - sum(least)) * (one - low) / over
        for low, one in zip(least, asked, strict=True)
    )


def wrapped(
    words: str, *, width: float, most: int, size: int = TYPE["label"], weight: Weight = "normal"
) -> list[str]:
    """Break words into at most so many lines; `Canvas.words` shortens the last if it must."""
    lines: list[str] = []
    for word in one_line(words).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (len(lines) == most or text_width(longer, size, weight) <= width):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def enumerated(
    names: Sequence[str], *, lead: str = "", width: float, size: int = TYPE["label"]
) -> str:
    """Name as many as fit in a line, and count the others.

    >>> enumerated(["a price", "a date", "a name"], lead="not known: ", width=320)
    'not known: a price and 2 more'
    """
    names = [one_line(name) for name in names]
    for shown in range(len(names), 0, -1):
        words = ", ".join(names[:shown])
        if shown < len(names):
            words = say("list.more", what=words, n=len(names) - shown)
        words = f"{lead}{words}"
        if text_width(words, size) <= width:
            return words
    return f"{lead}{', '.join(names)}"


def apart(places: Sequence[float], *, pitch: float, low: float, high: float) -> list[float]:
    """Move labels as little as need be so that none is nearer than `pitch` to the next.

    Places that run into one another share their middle; all stay between low and high
    as long as they fit there.

    >>> apart([10, 12, 50], pitch=20, low=0, high=100)
    [1.0, 21.0, 50.0]
    """
    order = sorted(range(len(places)), key=places.__getitem__)
    blocks: list[tuple[float, int]] = []  # the lowest place, and how many
    for i in order:
        start, many = float(places[i]), 1
        start = min(max(start, low), high)
        while blocks and start < blocks[-1][0] + pitch * blocks[-1][1]:
            before, held = blocks.pop()
            middle = (
                held * (before + pitch * (held - 1) / 2) + many * (start + pitch * (many - 1) / 2)
            ) / (held + many)
            many += held
            start = max(low, min(middle - pitch * (many - 1) / 2, high - pitch * (many - 1)))
        blocks.append((start, many))
    spread = [start + pitch * k for start, many in blocks for k in range(many)]
    found = [0.0] * len(places)
    for i, place in zip(order, spread, strict=True):
        found[i] = place
    return found
