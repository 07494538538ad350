"""Writes the report as an HTML page that prints to one sheet of paper.

The page has to print to one sheet of A4 and to one of Letter, and may run no script
that would measure it.  So its size is chosen here, from the widths of letters: the
largest at which the words fill the sheet, down to the smallest that is read with
comfort.  What does not fit even then is cut on paper, where it says so; on the
screen, and in report.md, it is whole.
"""

import math
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from markupsafe import Markup

from bugcase.deck.slide import templates
from bugcase.documents.document import Document
from bugcase.documents.report import Report, report
from bugcase.facts.facts import Facts
from bugcase.story.follow_up import Section
from bugcase.style.fonts import Weight, font_faces
from bugcase.style.lettering import text_width
from bugcase.style.tokens import css_properties
from bugcase.text import Text, parted
from bugcase.wording import say

MM: Final = 25.4 / 72  # a point
WIDTH: Final = 180.0  # mm: A4 less its margins; Letter is wider
HEIGHT: Final = 255.0  # mm: Letter less its margins; A4 is higher
GUTTER: Final = 9.0
LABEL: Final = 7.5  # em: the column of the labels
SIZES: Final = tuple(size / 4 for size in range(40, 27, -1))  # 10 points down to 7, the floor
CUTS: Final = (1200, 800, 560, 400, 280, 200, 140, 100, 70, 50)  # characters of a text


def report_html(facts: Facts, *, share: bool = False) -> str:
    """Write the report as one HTML page that needs no network and runs no script.

    With `share` it is as everybody may read it.
    """
    said = report(facts, share=share)
    sheet = _fitted(said)

    def page(*, style: str, policy: str) -> str:
        return (
            templates()
            .get_template("report.html.j2")
            .render(
                said=said,
                policy=policy,
                style=Markup(style),
                fitted=sheet.fitted,
                printed=sheet.sections,
            )
        )

    shown = page(style="", policy="")
    style = (
        templates()
        .get_template("report.css")
        .render(
            fonts=Markup(font_faces(shown)),
            properties=Markup(css_properties()),
            size=sheet.size,
            small=_small(sheet.size),
        )
    )
    checksum = b64encode(sha256(style.encode()).digest()).decode("ascii")
    return page(
        style=style,
        policy=f"default-src 'none'; style-src 'sha256-{checksum}'; font-src data:; "
        "base-uri 'none'; form-action 'none'",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fitted:
    """A text on paper: what is shown of it, the rest, and how many characters that has."""

    shown: Text
    rest: Text
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """A sheet of paper: the size of its letters in points, and how much of a text it takes."""

    size: float
    most: int | None = None  # characters of a text
    sections: int | None = None

    def fitted(self, text: Text) -> _Fitted:
        """Cut a text between two words, and a word only if it is longer than all the room."""
        words = str(text)
        if self.most is None or len(words) <= self.most:
            return _Fitted(shown=text, rest=Text(()), left=0)
        end = words.rfind(" ", 0, self.most + 1)
        shown, rest = parted(text, self.most if end <= 0 else end)
        return _Fitted(shown=shown, rest=rest, left=len(str(rest)))

    def holds(self, said: Report) -> bool:
        """Whether the report fits."""
        return self._height(said) <= HEIGHT

    def _height(self, said: Report) -> float:
        em = self.size * MM
        sections = said.sections[: self.sections]
        return (
            1.3 * 0.82 * em  # the kicker
            + self._lines(said.headline, 2.1 * em, WIDTH, "bold") * 1.14 * 2.1 * em
            + self._particulars(said, em)
            + (self._lead(said.lead, 1.2 * em) if said.lead else 0.0)
            + _balanced([self._section(one, em) for one in sections])
            + self._foot(said, _small(self.size) * MM)
        )

    def _particulars(self, said: Report, em: float) -> float:
        width = (WIDTH - 6.0 * (len(said.particulars) - 1)) / len(said.particulars)
        most = max(self._lines(one.text, em, width) for one in said.particulars)
        return (0.8 + 1.6 + 1.1 + most * 1.32 + 1.6) * em

    def _lead(self, lead: Section, em: float) -> float:
        lines = sum(self._lines(one.text, em, WIDTH) for one in lead.lines)
        return (lines * 1.38 + 0.4 * len(lead.lines)) * em + 1.7 * em

    def _section(self, section: Section, em: float) -> float:
        column = (WIDTH - GUTTER) / 2
        heading = Text.plain(section.heading)
        height = 1.3 * self._lines(heading, em, column, "bold") + 0.95 + 0.2
        for line in section.lines:
            label = self._lines(Text.plain(line.label or ""), em, LABEL * em)
            width = column - LABEL * em if line.label else column
            height += max(label, self._lines(line.text, em, width)) * 1.38 + 0.34
        return height * em

    def _foot(self, said: Report, em: float) -> float:
        column = (WIDTH - GUTTER) / 2
        lines = said.foot.lines if said.foot else ()
        texts = [*(one.text for one in lines), *said.origins]
        blocks = [(self._lines(text, em, column) * 1.34 + 0.25) * em for text in texts]
        return 4.6 * em + _balanced(blocks)

    def _lines(self, text: Text, em: float, width: float, weight: Weight = "normal") -> int:
        """Say how many lines a text takes at that size in that width, a bit too many."""
        fitted = self.fitted(text)
        words = str(fitted.shown).split()
        if fitted.left:
            words += [say("report.more_characters", n=1234)]
        return _wrapped(words, 0.98 * width / em, weight)


def _fitted(said: Report) -> _Sheet:
    """Choose the largest letters at which all fits; failing that, cut as little as need be."""
    floor = SIZES[-1]
    sheets: Iterable[_Sheet] = [
        *(_Sheet(size=size) for size in SIZES),
        *(_Sheet(size=floor, most=most) for most in CUTS),
        *(
            _Sheet(size=floor, most=CUTS[-1], sections=count)
            for count in range(len(said.sections) - 1, 0, -1)
        ),
    ]
    last = _Sheet(size=floor, most=CUTS[-1], sections=0)
    return next((sheet for sheet in sheets if sheet.holds(said)), last)


def _small(size: float) -> float:
    """Give the size of the foot beside that of the text."""
    return max(0.8 * size, 6.25)


def _balanced(blocks: Sequence[float]) -> float:
    """Give the height of two columns that hold blocks in their order."""
    return min(
        (max(sum(blocks[:cut]), sum(blocks[cut:])) for cut in range(len(blocks) + 1)), default=0.0
    )


def _wrapped(words: Iterable[str], width: float, weight: Weight = "normal") -> int:
    """Count the lines of words in a width, in the size of their letters; a long word is broken.

    >>> _wrapped(["Hold", "release", "214"], 6)
    2
    """
    space = text_width(" ", 1, weight)
    lines, used = 1, 0.0
    for word in words:
        wide = text_width(word, 1, weight)
        if used and used + space + wide > width:
            lines, used = lines + 1, 0.0
        used += (space if used else 0.0) + wide
        broken = max(0, math.ceil(used / width) - 1)
        lines, used = lines + broken, used - broken * width
    return lines


DOCUMENT = Document(
    name="report.html", make=lambda of: report_html(of.facts, share=of.share), shared=True
)
