"""Words, tables and pictures as PowerPoint has them, each as high as it needs to be.

A block says how high it is at a scale, and draws itself into a box.  What does not fit
into its box is cut, and says so: words end in an ellipsis, and a table in the count of
its other rows.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import zip_longest
from typing import Final, Protocol

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.shapes.base import BaseShape
from pptx.slide import Slide as Sheet
from pptx.text.text import _Paragraph as Paragraph

from bugcase.characters import visible
from bugcase.documents.powerpoint.master import MUTED, Box, no_margins, pixels
from bugcase.documents.powerpoint.parts import Image, Line, Style
from bugcase.documents.powerpoint.runs import say
from bugcase.documents.powerpoint.typesetting import cut, line_count
from bugcase.style.tokens import TYPE
from bugcase.text import Span, Text


class Block(Protocol):
    """What stands on a slide under its title."""

    @property
    def least(self) -> float:
        """The least height that it can make use of."""

    def height(self, *, scale: float, room: float) -> float:
        """How high it is where a line is `room` wide."""

    def draw(self, sheet: Sheet, box: Box, *, scale: float) -> None:
        """Put it on a slide."""


@dataclass(frozen=True, slots=True)
class _Setting:
    """How a line is set: its size, how far lines are apart, and the room below, in sizes."""

    size: float
    leading: float = 1.35
    below: float = 0.7
    bold: bool = False


_WORDS: Final = TYPE["body"]
_SETTINGS: Final[dict[Style, _Setting]] = {
    "words": _Setting(_WORDS),
    "heading": _Setting(_WORDS * 1.1, below=0.4, bold=True),
    "bullet": _Setting(_WORDS, below=0.35),
    "number": _Setting(_WORDS, below=0.35),
    "code": _Setting(_WORDS * 0.62, leading=1.4, below=0.0),
    "remark": _Setting(TYPE["label"]),
}
_INDENT: Final = 36  # how far a list stands in; its marks hang
_MARKS: Final[dict[Style, str]] = {
    "bullet": f'<a:buChar {nsdecls("a")} char="•"/>',
    "number": f'<a:buAutoNum {nsdecls("a")} type="arabicPeriod"/>',
}


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs and lists."""

    lines: Sequence[Line]

    @property
    def least(self) -> float:
        """About a line."""
        return float(_WORDS)

    def height(self, *, scale: float, room: float) -> float:
        """How high all the lines are."""
        return sum(
            _count(line, scale, room) * _pitch(line, scale) + _below(line, scale)
            for line in self.lines
        )

    def draw(self, sheet: Sheet, box: Box, *, scale: float) -> None:
        """Put the lines into the slide's placeholder, or where it is taken into a box."""
        body = next((one for one in sheet.placeholders if one.placeholder_format.idx == 1), None)
        if body is None or body.text_frame.text:
            body = sheet.shapes.add_textbox(*box.place)
            body.name = "Words"
            body.text_frame.word_wrap = True
            no_margins(body.text_frame)
        box.hold(body)
        for place, line in enumerate(_fitted(self.lines, box, scale)):
            frame = body.text_frame
            _write(frame.add_paragraph() if place else frame.paragraphs[0], line, scale)


def _fitted(lines: Sequence[Line], box: Box, scale: float) -> Iterator[Line]:
    """Give as many of the lines as there is room for, the last of them cut where it must be."""
    left = box.height + 1  # a rounding error is no reason to leave a line out
    for line, following in zip_longest(lines, lines[1:]):
        pitch, whole = _pitch(line, scale), _count(line, scale, box.width)
        if left < pitch:
            return
        after = left - whole * pitch - _below(line, scale)
        if following and after < _pitch(following, scale):  # the last one, but not the end
            line = replace(line, text=Text((*line.text.spans, Span(words=" …"))))  # noqa: PLW2901
        setting = _SETTINGS[line.style]
        said = str(line.text)
        shown = cut(
            said, size=setting.size * scale, room=_room(line, box.width),
            most=math.floor(left / pitch), bold=setting.bold,
        )  # fmt: skip
        yield line if shown == said else replace(line, text=Text.plain(shown))
        left = after


def _count(line: Line, scale: float, room: float) -> int:
    setting = _SETTINGS[line.style]
    return line_count(
        str(line.text), size=setting.size * scale, room=_room(line, room), bold=setting.bold
    )


def _room(line: Line, room: float) -> float:
    return room - _INDENT * _depth(line)


def _depth(line: Line) -> int:
    """How many steps the words of a line stand in."""
    return min(line.level, 8) + (line.style in _MARKS)


def _pitch(line: Line, scale: float) -> float:
    setting = _SETTINGS[line.style]
    return setting.size * setting.leading * scale


def _below(line: Line, scale: float) -> float:
    setting = _SETTINGS[line.style]
    return setting.size * setting.below * scale


def _write(paragraph: Paragraph, line: Line, scale: float) -> None:
    setting = _SETTINGS[line.style]
    say(
        paragraph,
        line.text,
        size=setting.size * scale,
        leading=setting.leading,
        below=_below(line, scale),
        bold=setting.bold,
        colour=MUTED if line.style == "remark" else None,
        font="Consolas" if line.style == "code" else None,
    )
    if depth := _depth(line):
        hanging = _INDENT if line.style in _MARKS else 0
        properties = paragraph._p.get_or_add_pPr()
        properties.set("marL", str(pixels(_INDENT * depth)))
        properties.set("indent", str(-pixels(hanging)))
        if hanging:
            properties.append(parse_xml(_MARKS[line.style]))


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, as large as its box allows."""

    image: Image
    name: str = "Figure"

    @property
    def least(self) -> float:
        """Below this nobody reads a figure: six lines of words, as in the deck."""
        return 6.0 * _WORDS

    def height(self, *, scale: float, room: float) -> float:  # noqa: ARG002  (as `Block` says)
        """As high as it is when it is as wide as the slide."""
        return room * self.image.height / self.image.width

    def draw(self, sheet: Sheet, box: Box, *, scale: float) -> None:  # noqa: ARG002  (as above)
        """Put it at the left top of its box."""
        fit = min(box.width / self.image.width, box.height / self.image.height)
        place = Box(box.left, box.top, fit * self.image.width, fit * self.image.height).place
        picture = sheet.shapes.add_picture(BytesIO(self.image.data), *place)
        describe(picture, name=self.name, alt=self.image.alt)


def describe(shape: BaseShape, *, name: str, alt: str) -> None:
    """Name a shape for who finds it in the selection pane, and describe it to who cannot see it."""
    shape.name = name
    (properties,) = shape.element.xpath("./*[1]/p:cNvPr")
    properties.set("descr", visible(alt))
