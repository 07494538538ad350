"""Numbers in a strip, choices as cards and a state as lights, as shapes of PowerPoint.

Each is made of shapes that can be moved and of words that can be corrected.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.slide import Slide as Sheet

from bugcase.deck.body import Card, Cards, Light, Lights, Number, Numbers, Sign
from bugcase.documents.powerpoint.master import MUTED, Box, no_margins
from bugcase.documents.powerpoint.runs import say
from bugcase.documents.powerpoint.typesetting import cut, line_count, width
from bugcase.style.tokens import GUTTER, SPACE, TYPE
from bugcase.text import Text

_LEADING: Final = 1.25
_RULE: Final = 3.0  # above a number
_SIGN: Final = 40.0
_VALUES: Final = (TYPE["number"], 72, TYPE["headline"], TYPE["title"], 36, TYPE["body"])
_HARM: Final = MSO_THEME_COLOR.ACCENT_2
_SLATE: Final = MSO_THEME_COLOR.ACCENT_1
_PAPER: Final = MSO_THEME_COLOR.BACKGROUND_1
_TINT: Final = MSO_THEME_COLOR.BACKGROUND_2
_SIGNS: Final[dict[Sign, tuple[MSO_THEME_COLOR, str]]] = {  # its colour, and its mark
    "good": (_SLATE, "✓"),
    "open": (MUTED, "?"),
    "bad": (_HARM, "!"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """How a text of a panel is set."""

    size: float
    bold: bool = False
    colour: MSO_THEME_COLOR | None = None

    def height(self, text: Text, room: float) -> float:
        lines = line_count(str(text), size=self.size, room=room, bold=self.bold)
        return lines * self.size * _LEADING

    def write(self, sheet: Sheet, text: Text, box: Box, *, name: str) -> None:
        """Write a text into a box of its own, cut where it does not fit."""
        shape = sheet.shapes.add_textbox(*box.place)
        shape.name = name
        frame = shape.text_frame
        frame.word_wrap = True
        no_margins(frame)
        most = max(1, round(box.height / (self.size * _LEADING)))
        shown = cut(str(text), size=self.size, room=box.width, most=most, bold=self.bold)
        (paragraph,) = frame.paragraphs
        say(
            paragraph,
            text if shown == str(text) else Text.plain(shown),
            size=self.size,
            leading=_LEADING,
            bold=self.bold,
            colour=self.colour,
        )


def _columns(box: Box, many: int) -> Iterator[Box]:
    wide = (box.width - GUTTER * (many - 1)) / many
    for place in range(many):
        yield Box(box.left + place * (wide + GUTTER), box.top, wide, box.height)


def _fill(
    sheet: Sheet, box: Box, colour: MSO_THEME_COLOR, *, name: str, round_: bool = False
) -> None:
    kind = MSO_SHAPE.OVAL if round_ else MSO_SHAPE.RECTANGLE
    shape = sheet.shapes.add_shape(kind, *box.place)
    shape.name = name
    shape.shadow.inherit = False
    shape.fill.solid()
    shape.fill.fore_color.theme_color = colour
    shape.line.fill.background()


@dataclass(frozen=True, slots=True)
class Strip:
    """A strip of numbers."""

    numbers: Numbers

    @property
    def least(self) -> float:
        """A number, what it counts, and a line below."""
        return _RULE + SPACE["near"] + 2 * TYPE["label"] + TYPE["title"] + SPACE["hair"]

    def height(self, *, scale: float, room: float) -> float:  # noqa: ARG002  (as `Block` says)
        """How high the highest of the numbers is."""
        box = Box(0, 0, room, 0)
        columns = _columns(box, len(self.numbers.numbers))
        parts = (
            self._parts(one, at.width)
            for one, at in zip(self.numbers.numbers, columns, strict=True)
        )
        return (
            _RULE
            + SPACE["near"]
            + max(sum(setting.height(text, room) for setting, text, room in each) for each in parts)
        )

    def draw(self, sheet: Sheet, box: Box, *, scale: float) -> None:  # noqa: ARG002  (as above)
        """Put each number below a line, its label above it and its note below."""
        for one, at in zip(
            self.numbers.numbers, _columns(box, len(self.numbers.numbers)), strict=True
        ):
            _fill(sheet, Box(at.left, at.top, at.width, _RULE), MSO_THEME_COLOR.TEXT_1, name="Line")
            top = at.top + _RULE + SPACE["near"]
            names = ("Label", "Number", "Note")
            for name, (setting, text, room) in zip(names, self._parts(one, at.width), strict=False):
                high = min(
                    setting.height(text, room), max(box.top + box.height - top, setting.size)
                )
                setting.write(sheet, text, Box(at.left, top, at.width, high), name=name)
                top += high

    def _parts(self, one: Number, room: float) -> list[tuple[_Setting, Text, float]]:
        values = [str(number.value) for number in self.numbers.numbers]
        size = next(
            (it for it in _VALUES if all(width(v, size=it, bold=True) <= room for v in values)),
            _VALUES[-1],
        )
        parts = [
            (_Setting(size=TYPE["label"]), one.label, room),
            (_Setting(size=size, bold=True, colour=_HARM if one.harm else None), one.value, room),
        ]
        if one.note:
            parts.append((_Setting(size=TYPE["note"], colour=MUTED), one.note, room))
        return parts


@dataclass(frozen=True, slots=True)
class Choices:
    """Cards side by side, the recommended one filled."""

    cards: Cards

    @property
    def least(self) -> float:
        """A name and two lines."""
        return 6.0 * TYPE["label"]

    def height(self, *, scale: float, room: float) -> float:
        """How high the highest of the cards is."""
        wide = next(_columns(Box(0, 0, room, 0), len(self.cards.cards))).width
        return (
            max(
                sum(high for _, _, high, _ in self._lines(place, one, wide, scale))
                for place, one in enumerate(self.cards.cards)
            )
            + 2 * SPACE["apart"]
        )

    def draw(self, sheet: Sheet, box: Box, *, scale: float) -> None:
        """Put each card into its column, all as high as the highest."""
        columns = _columns(box, len(self.cards.cards))
        for place, (one, at) in enumerate(zip(self.cards.cards, columns, strict=True)):
            leads = place == self.cards.lead
            _fill(sheet, at, _SLATE if leads else _TINT, name="Card")
            top, end = at.top + SPACE["apart"], at.top + at.height - SPACE["hair"]
            for setting, text, high, name in self._lines(place, one, at.width, scale):
                if top + setting.size * _LEADING > end:
                    break
                inside = Box(
                    at.left + SPACE["apart"],
                    top,
                    at.width - 2 * SPACE["apart"],
                    min(high, end - top),
                )
                setting.write(sheet, text, inside, name=name)
                top += high

    def _lines(
        self, place: int, one: Card, wide: float, scale: float
    ) -> Iterator[tuple[_Setting, Text, float, str]]:
        leads = place == self.cards.lead
        ink, muted = (_PAPER, _PAPER) if leads else (None, MUTED)
        room = wide - 2 * SPACE["apart"]
        small = _Setting(size=TYPE["note"] * scale, colour=muted)
        name = _Setting(size=TYPE["body"] * scale, bold=True, colour=ink)
        words = _Setting(size=TYPE["label"] * scale, colour=ink)
        above = self.cards.above(place)
        yield small, above, small.height(above, room), "Above"
        yield name, one.name, name.height(one.name, room) + SPACE["near"] * scale, "Choice"
        for label, text in one.lines:
            yield small, label, small.height(label, room), "Label"
            yield words, text, words.height(text, room) + SPACE["hair"] * scale, "Words"


@dataclass(frozen=True, slots=True)
class State:
    """Lights one below the other, each with its words and the evidence for it."""

    lights: Lights

    @property
    def least(self) -> float:
        """A light each."""
        return (_SIGN + SPACE["hair"]) * len(self.lights.lights)

    def height(self, *, scale: float, room: float) -> float:
        """How high all lights are."""
        wide = room - _SIGN - SPACE["apart"]
        return sum(self._height(one, wide, scale) + SPACE["near"] for one in self.lights.lights)

    def draw(self, sheet: Sheet, box: Box, *, scale: float) -> None:
        """Put a disc with a mark before each."""
        top, wide = box.top, box.width - _SIGN - SPACE["apart"]
        left = box.left + _SIGN + SPACE["apart"]
        for one in self.lights.lights:
            colour, mark = _SIGNS[one.sign]
            _fill(sheet, Box(box.left, top, _SIGN, _SIGN), colour, name="Light", round_=True)
            sign = _Setting(size=TYPE["label"], bold=True, colour=_PAPER)
            middle = width(mark, size=sign.size, bold=True)
            at = Box(box.left + (_SIGN - middle) / 2, top + 5, middle + 8, sign.size * _LEADING)
            sign.write(sheet, Text.plain(mark), at, name="Mark")
            row = top
            for setting, text in self._parts(one, scale):
                high = setting.height(text, wide)
                setting.write(sheet, text, Box(left, row, wide, high), name="State")
                row += high
            top += self._height(one, wide, scale) + SPACE["near"]

    def _parts(self, one: Light, scale: float) -> list[tuple[_Setting, Text]]:
        parts = [(_Setting(size=TYPE["body"] * scale, bold=True), one.words)]
        if one.evidence:
            parts.append((_Setting(size=TYPE["label"] * scale, colour=MUTED), one.evidence))
        return parts

    def _height(self, one: Light, wide: float, scale: float) -> float:
        parts = self._parts(one, scale)
        return max(_SIGN, sum(setting.height(text, wide) for setting, text in parts))
