"""Chooses how large the words of a slide are set, from the widths of their letters.

A slide is fitted where it is made, so that the notebook, the deck and its PDF show the
same: no script changes a size afterwards.  Words are set as large as the type scale says,
and smaller only as far as they need, never below the size of a source.  What does not fit
even then is cut, and the slide says so; rows of a table are left out, and counted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from bugcase.deck.body import Block, Body, Cards, Lights, Numbers, Table, Written
from bugcase.figures.picture import Picture
from bugcase.style.lettering import column_widths, line_count, text_width
from bugcase.style.tokens import GUTTER, LAYOUT, SPACE, TYPE, column_end
from bugcase.text import Span, Text, parted

Kind: TypeAlias = Literal["evidence", "decision"]

WIDTH: Final = LAYOUT["figure-width"]
MEASURE: Final = column_end(9)  # of a paragraph: longer lines are not found again
OWN_FONT: Final = 1.08  # of our letters: as wide as another family's may be
# Sizes of a title by the kind of its slide, largest first.
_TITLES: Final[dict[Kind, tuple[int, ...]]] = {
    "evidence": (TYPE["title"], 40, 36, 32, TYPE["body"], TYPE["label"]),
    "decision": (TYPE["headline"], 54, 48, TYPE["title"], 40, 36, 32, TYPE["body"]),
}
_VALUES: Final = (TYPE["number"], 72, TYPE["headline"], 54, TYPE["title"], 36, TYPE["body"], 24)
_OPENING_LINES: Final = 3
_TIGHT: Final = 0.84  # a title gives way before the words under it get smaller than this
_CUTS: Final = (400, 240, 160, 100, 64, 40, 24)  # letters of a text
_STEP: Final = 0.04

# How the style sheet sets them: the height of a line in sizes, and what is around the lines.
_TITLE_LEADING: Final[dict[Kind, float]] = {"evidence": 1.14, "decision": 1.1}
_LEADING: Final = 1.35
_TABLE_LEADING: Final = 1.25
_EYEBROW: Final = TYPE["note"] * 1.3 + SPACE["hair"]
_FOOT: Final = LAYOUT["slide-height"] - LAYOUT["figure-top"] - LAYOUT["figure-height"]
_TABLE_GAP: Final = 32  # between columns
_CELL_AIR: Final = 0.5  # above and below the words of a cell, in sizes
_SIGN: Final = 40  # a light
_CARD_LABEL: Final = 0.36  # of a card: the column of the labels, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A slide as it is set.

    Attributes
    ----------
    title, body
        What is shown.
    title_size
        In pixels.
    value_size
        Of the numbers of a strip, in pixels.
    scale
        What the sizes of the body are multiplied by.
    widths
        The columns of a table, as shares.
    left_out
        How many rows of a table are not shown.
    cut
        Whether words are missing.
    """

    title: Text
    body: Body
    title_size: int
    value_size: int = TYPE["number"]
    scale: float = 1.0
    widths: tuple[float, ...] = ()
    left_out: int = 0
    cut: bool = False


@lru_cache(maxsize=64)  # a slide is asked for its title, its body and its sizes one by one
def fitted(title: Text, body: Body, *, kind: Kind, has_eyebrow: bool, own_font: bool) -> Fitted:
    """Set a slide: its title as large as its zone holds, its body as large as fits under it.

    `own_font` says whether a theme names a family, whose widths are not known here.
    """
    room = WIDTH / (OWN_FONT if own_font else 1.0)
    sizes, cut = _TITLES[kind], False
    taken = _EYEBROW if has_eyebrow else 0.0
    fitting = [size for size in sizes if _holds(title, size, kind, room, taken=taken)]
    if not fitting:
        title, cut = _shortened_title(title, kind, room, taken=taken), True
        fitting = [sizes[-1]]
    if isinstance(body, Picture):
        return Fitted(title=title, body=body, title_size=fitting[0], cut=cut)
    value_size = min(
        (_value_size(one, room) for one in _blocks(body) if isinstance(one, Numbers)),
        default=TYPE["number"],
    )

    below = {
        size: _room_below(title, size, room, kind=kind, has_eyebrow=has_eyebrow) for size in fitting
    }
    scales = [(size, _scale(body, high, room, value_size)) for size, high in below.items()]
    size, scale = next(
        (one for one in scales if one[1] >= _TIGHT), max(scales, key=lambda one: one[1])
    )
    left_out = 0
    if not scale:
        body, left_out, shortened = _cut(body, below[size], room, value_size)
        scale, cut = _least(body), cut or shortened
    return Fitted(
        title=title, body=body, title_size=size, value_size=value_size, scale=scale, cut=cut,
        widths=_shares(body, scale, room) if isinstance(body, Table) else (), left_out=left_out,
    )  # fmt: skip


def _holds(title: Text, size: int, kind: Kind, room: float, *, taken: float) -> bool:
    """Whether a title fits its zone, of which an eyebrow has taken so much."""
    lines = line_count(str(title), size=size, room=room, weight="bold")
    if kind == "decision":
        return lines <= _OPENING_LINES
    zone = LAYOUT["figure-top"] - LAYOUT["head"] - SPACE["apart"]
    return lines * size * _TITLE_LEADING[kind] <= zone - taken


def _shortened_title(title: Text, kind: Kind, room: float, *, taken: float) -> Text:
    size = _TITLES[kind][-1]
    return next(
        (
            short
            for most in _CUTS
            if _holds(short := _shortened(title, most), size, kind, room, taken=taken)
        ),
        _shortened(title, _CUTS[-1]),
    )


def _room_below(title: Text, size: int, room: float, *, kind: Kind, has_eyebrow: bool) -> float:
    """How high the body may be."""
    if kind == "evidence":
        return LAYOUT["figure-height"]
    eyebrow = _EYEBROW if has_eyebrow else 0
    lines = line_count(str(title), size=size, room=room, weight="bold")
    above = lines * size * _TITLE_LEADING[kind] + SPACE["zone"]
    return LAYOUT["slide-height"] - LAYOUT["head"] - eyebrow - above - _FOOT


def _scale(body: Written, height: float, room: float, value_size: int) -> float:
    """Give the largest scale at which a body fits; 0 where it fits at none."""
    least = _least(body)
    steps = round((1 - least) / _STEP)
    scales = (1 - step * _STEP for step in range(steps + 1))
    return next((one for one in scales if _height(body, one, room, value_size) <= height), 0.0)


def _least(body: Written) -> float:
    """Give the scale at which the smallest words of a body are as small as words may be."""
    smallest = min((_smallest(one) for one in _blocks(body)), default=TYPE["body"])
    return 1 - _STEP * ((1 - TYPE["source"] / smallest) // _STEP)


def _smallest(block: Block | Table) -> float:
    match block:
        case Text():
            return TYPE["body"]
        case Numbers():
            return TYPE["source"]
        case Cards() | Lights():
            return TYPE["note"]
        case _:
            return TYPE["label"]


def _blocks(body: Written) -> Sequence[Block | Table]:
    return (body,) if isinstance(body, Table) else body


def _height(body: Written, scale: float, room: float, value_size: int) -> float:
    """How high a body is."""
    total = 0.0
    for number, block in enumerate(blocks := _blocks(body)):
        last = number == len(blocks) - 1
        match block:
            case Text():
                total += _paragraph(block, TYPE["body"] * scale, min(room, MEASURE))
                total += 0 if last else 0.6 * TYPE["body"] * scale
            case Numbers():
                total += _strip(block, room, value_size) + (SPACE["zone"] if number else 0)
            case Cards():
                total += _cards(block, scale, room) + (0 if last else SPACE["apart"])
            case Lights():
                total += _lights(block, scale, room) + (0 if last else SPACE["apart"])
            case _:
                total += sum(_row_heights(block, scale, room))
    return total


def _paragraph(text: Text, size: float, room: float) -> float:
    return line_count(str(text), size=size, room=room) * size * _LEADING


def panel_width(many: int) -> float:
    """Say how wide one of several panels side by side is, in pixels."""
    return (WIDTH - GUTTER * (many - 1)) / many


def _value_size(strip: Numbers, room: float) -> int:
    """Choose the size at which every number of a strip stands in one line."""
    wide = panel_width(len(strip.numbers)) * room / WIDTH
    values = [str(one.value) for one in strip.numbers]
    fitting = (
        size
        for size in _VALUES
        if all(text_width(one, size, "bold") * 1.01 <= wide for one in values)
    )
    return next(fitting, _VALUES[-1])


def _strip(strip: Numbers, room: float, value_size: int) -> float:
    wide = panel_width(len(strip.numbers)) * room / WIDTH

    def most(texts: Sequence[Text | None], size: int) -> int:
        return max((line_count(str(one), size=size, room=wide) for one in texts if one), default=0)

    labels = most([one.label for one in strip.numbers], TYPE["label"]) * TYPE["label"] * 1.25
    values = max(
        line_count(str(one.value), size=value_size, room=wide, weight="bold")
        for one in strip.numbers
    )
    notes = most([one.note for one in strip.numbers], TYPE["note"]) * TYPE["note"] * _LEADING
    return 3 + SPACE["near"] + labels + values * value_size * 1.15 + SPACE["hair"] + notes


def _cards(cards: Cards, scale: float, room: float) -> float:
    wide = (panel_width(len(cards.cards)) - 2 * SPACE["apart"]) * room / WIDTH
    label = TYPE["note"] * scale
    value, name = TYPE["label"] * scale, TYPE["body"] * scale
    left = label_width(cards, scale)
    heights = []
    for one in cards.cards:
        lines = sum(
            max(
                line_count(str(text), size=value, room=wide - left) * value * 1.25,
                line_count(str(of), size=label, room=left) * label * 1.25,
            )
            + SPACE["hair"]
            for of, text in one.lines
        )
        head = line_count(str(one.name), size=name, room=wide, weight="bold") * name * 1.2
        heights.append((head, lines))
    heads, lines = max(head for head, _ in heights), max(lines for _, lines in heights)
    return 2 * SPACE["apart"] + label * _LEADING + heads + SPACE["near"] + lines


def label_width(cards: Cards, scale: float) -> float:
    """Say how wide the column of the labels of cards is, in pixels."""
    words = {str(label) for one in cards.cards for label, _ in one.lines}
    widest = max((text_width(one, TYPE["note"] * scale) for one in words), default=0.0)
    most = _CARD_LABEL * (panel_width(len(cards.cards)) - 2 * SPACE["apart"])
    return min(1.02 * widest, most) + SPACE["near"]


def _lights(lights: Lights, scale: float, room: float) -> float:
    wide = min(room, MEASURE) - _SIGN - SPACE["apart"]
    words, evidence = TYPE["body"] * scale, TYPE["label"] * scale
    heights = (
        max(
            float(_SIGN),
            line_count(str(one.words), size=words, room=wide, weight="bold") * words * 1.25
            + (_paragraph(one.evidence, evidence, wide) if one.evidence else 0),
        )
        for one in lights.lights
    )
    return sum(heights) + SPACE["apart"] * (len(lights.lights) - 1)


def head_size(scale: float) -> float:
    """Say how large the heads of a table are set, in pixels."""
    return max(TYPE["source"], TYPE["note"] * scale)


def _row_heights(table: Table, scale: float, room: float) -> list[float]:
    """Say how high the head and each row of a table are."""
    size = TYPE["label"] * scale
    widths = _widths(table, scale, room)
    gap = _gap(table, room)
    heights = []
    for place, row in enumerate((table.columns, *table.rows)):
        letters = size if place else head_size(scale)
        lines = max(
            line_count(
                str(cell), size=letters, room=wide - (gap if number < len(row) - 1 else 0),
                weight="bold" if place and (not number or place - 1 == table.lead) else "normal",
            )
            for number, (cell, wide) in enumerate(zip(row, widths, strict=True))
        )  # fmt: skip
        air = 2 * _CELL_AIR * size if place else _CELL_AIR * letters
        heights.append(lines * letters * _TABLE_LEADING + air + (1 if place else 2))
    return heights


def _gap(table: Table, room: float) -> float:
    return min(_TABLE_GAP, room / len(table.columns) / 4)


def _widths(table: Table, scale: float, room: float) -> tuple[float, ...]:
    gaps = [_gap(table, room)] * (len(table.columns) - 1) + [3.0 * SPACE["hair"]]
    size = TYPE["label"] * scale
    return column_widths(table.cells_by_column, size=size, room=room, gaps=gaps)


def _shares(table: Table, scale: float, room: float) -> tuple[float, ...]:
    return tuple(round(wide / room, 4) for wide in _widths(table, scale, room))


def _cut(body: Written, height: float, room: float, value_size: int) -> tuple[Written, int, bool]:
    """Cut what fits at no size; gives what is left, how many rows are not, and if words are cut."""
    if isinstance(body, Table):
        shorter = (body, *(body.mapped(_to_length(most)) for most in _CUTS))
        kept = [_rows_that_fit(one, height, room) for one in shorter]
        place = next((place for place, one in enumerate(kept) if one.rows), len(kept) - 1)
        return kept[place], len(body.rows) - len(kept[place].rows), place > 0
    shown: tuple[Block, ...] = body
    for most in _CUTS:
        change = _to_length(most)
        shown = tuple(change(one) if isinstance(one, Text) else one.mapped(change) for one in body)
        if _height(shown, _least(shown), room, value_size) <= height:
            return shown, 0, True
    while shown and _height(shown, _least(shown), room, value_size) > height:
        shown = shown[:-1]
    return shown, 0, True


def _rows_that_fit(table: Table, height: float, room: float) -> Table:
    """Keep the first rows, and the one that leads; there is room for their count below them."""
    scale = _least(table)
    head, *heights = _row_heights(table, scale, room)
    count = TYPE["label"] * scale * (_TABLE_LEADING + 2 * _CELL_AIR)
    return table.within(heights, height - head - count)


def _to_length(most: int) -> Callable[[Text], Text]:
    return lambda text: _shortened(text, most)


def _shortened(text: Text, most: int) -> Text:
    if len(str(text)) <= most:
        return text
    words = str(text)
    end = words.rfind(" ", 0, most + 1)
    shown, _ = parted(text, most if end <= 0 else end)
    return Text((*shown.spans, Span(words="…")))
