"""A sheet that marks are put on by the pixel.

A figure of a case is a few marks with words beside them, laid out as on
paper: so far from the left, so far from the foot.  The sheet knows how wide
words are, and so can shorten a name that does not fit, keep a label inside
the edge, and never lets a name be read as anything but a name.
"""

import math
import warnings
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Final, Literal, Self

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator

from bugcase.estimate import Estimate
from bugcase.show.slides import Picture, visible
from bugcase.show.style import COLOURS, SIZES, figure_style

__all__ = ["HEIGHT", "MINUS", "WIDTH", "Canvas", "CaseFigure", "Scale", "drawing", "one_line"]

WIDTH: Final = SIZES["figure-width"]
HEIGHT: Final = SIZES["figure-height"]
MINUS: Final = "\N{MINUS SIGN}"


@contextmanager
def drawing() -> Iterator[None]:
    """Draw in the house's style; a letter that no font here has becomes a box, not a warning."""
    with figure_style(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


class CaseFigure(Figure):
    """A figure of a case, with its words.

    An ordinary matplotlib figure, as wide as a slide between its margins.  It
    shows itself in a notebook, and goes onto a slide as
    ``Slide(body=figure.picture, source_line=figure.source_line, …)``.

    Parameters
    ----------
    alt
        What the figure shows, for those who cannot see it.
    source_line
        n, method and short hash of the data.
    """

    def __init__(self, *, alt: str, source_line: str) -> None:
        super().__init__(figsize=(WIDTH / 72, HEIGHT / 72), dpi=72)
        self.alt = alt
        self.source_line = source_line

    @property
    def picture(self) -> Picture:
        """The figure as SVG: for the same numbers the same bytes."""
        drawn = StringIO()
        with drawing():
            neither_dates_nor_versions = dict.fromkeys(("Creator", "Date", "Format", "Type"))
            self.savefig(drawn, format="svg", metadata=neither_dates_nor_versions)
        return Picture(svg=drawn.getvalue(), alt=self.alt)

    def _repr_html_(self) -> str:
        return self.picture.html


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Values laid between two places of the sheet."""

    low: float
    high: float
    left: float
    right: float
    factor: int  # what a value is multiplied by where it is written: 1000 for rates

    @classmethod
    def holding(
        cls, values: list[float], *, left: float, right: float, margin: float, factor: int
    ) -> Self:
        """Span every finite one of `values`, with `margin` of their range free on either side."""
        finite = [value for value in values if math.isfinite(value)]
        low, high = min(finite), max(finite)
        free = margin * (high - low) or 1 / factor
        return cls(low=low - free, high=high + free, left=left, right=right, factor=factor)

    def place(self, value: float) -> float:
        """Where a value stands; one beyond the scale stands at its edge."""
        within = min(max(value, self.low), self.high)
        share = (within - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    def holds(self, value: float) -> bool:
        """Whether the value is on the scale."""
        return self.low <= value <= self.high

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """Give values along the scale that are round when written, each as it is written."""
        round_numbers = MaxNLocator(nbins=most, steps=[1, 2, 5, 10]).tick_values(
            self.low * self.factor, self.high * self.factor
        )
        return [
            (number / self.factor, f"{number:+.6g}".replace("-", MINUS) if number else "0")
            for number in map(float, round_numbers)
            if self.holds(number / self.factor)
        ]


class Canvas:
    """The sheet: `WIDTH` by `HEIGHT` pixels, counted from the lower left."""

    def __init__(self, *, alt: str, source_line: str) -> None:
        self.figure = CaseFigure(alt=alt, source_line=source_line)
        self._axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, HEIGHT))
        self._axes.set_axis_off()

    def words(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: int = SIZES["label"],
        colour: str = "ink",
        bold: bool = False,
        align: Literal["left", "center", "right"] = "left",
        width: float = WIDTH,
    ) -> float:
        """Write words with their foot at `y`, shortened to `width`; returns how wide they are."""
        weight = "bold" if bold else "normal"
        shown, wide = _shortened(one_line(words), size, weight, width)
        left = x - {"left": 0.0, "center": wide / 2, "right": wide}[align]
        left = max(0.0, min(left, WIDTH - wide))  # a label never runs over the edge
        self._axes.text(left, y, shown, size=size, color=COLOURS[colour], weight=weight)
        return wide

    def line(  # noqa: D102  (what it says)
        self, x1: float, y1: float, x2: float, y2: float, *, width: float, colour: str
    ) -> None:
        self._axes.plot(
            [x1, x2], [y1, y2], linewidth=width, color=COLOURS[colour], solid_capstyle="butt"
        )

    def block(  # noqa: D102
        self, left: float, foot: float, right: float, top: float, *, colour: str
    ) -> None:
        self._axes.add_patch(
            Rectangle((left, foot), right - left, top - foot, color=COLOURS[colour], linewidth=0)
        )

    def squares(
        self, left: float, top: float, *, start: float, stop: float, side: float, colour: str
    ) -> None:
        """Fill places `start` to `stop` of a grid, forty to the row; a part of a place in part.

        One path holds them all: a thousand shapes would be a megabyte.
        """
        pitch, across = 13.0, 40
        corners: list[tuple[float, float]] = []
        for place in range(math.floor(start), math.ceil(stop)):
            row, column = divmod(place, across)
            inset = (pitch - side) / 2
            x = left + column * pitch + inset
            y = top - (row + 1) * pitch + inset
            x1 = x + side * max(0.0, start - place)
            x2 = x + side * min(1.0, stop - place)
            corners += [(x1, y), (x2, y), (x2, y + side), (x1, y + side), (x1, y)]
        if corners:
            codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * (len(corners) // 5)
            self._axes.add_patch(
                PathPatch(Path(corners, codes), facecolor=COLOURS[colour], linewidth=0)
            )

    def interval(
        self, scale: Scale, estimate: Estimate, *, y: float, height: float, limit: float | None,
        colour: str = "baseline",
    ) -> None:  # fmt: skip
        """Draw an estimate as a bar with its value as a dot, in the accent past the limit.

        An end that is not on the scale is drawn as an arrow.
        """
        left, right = scale.place(estimate.low), scale.place(estimate.high)
        split = right if limit is None else min(max(scale.place(limit), left), right)
        self.block(left, y - height / 2, split, y + height / 2, colour=colour)
        self.block(split, y - height / 2, right, y + height / 2, colour="harm")
        if not scale.holds(estimate.low):
            self._arrow(left, y, height, -1, colour=colour if left < split else "harm")
        if not scale.holds(estimate.high):
            self._arrow(right, y, height, 1, colour="harm" if split < right else colour)
        self._axes.plot(
            [scale.place(estimate.value)],
            [y],
            marker="o",
            markersize=max(height * 0.9, 9),
            color=COLOURS["paper"],
            markeredgecolor=COLOURS["ink"],
            markeredgewidth=max(height / 10, 2),
        )

    def _arrow(self, x: float, y: float, height: float, way: int, *, colour: str) -> None:
        tip = x + way * height * 0.8
        corners = [(x, y + height * 0.9), (tip, y), (x, y - height * 0.9), (x, y + height * 0.9)]
        path = Path(corners, [Path.MOVETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY])
        self._axes.add_patch(PathPatch(path, facecolor=COLOURS[colour], linewidth=0))

    def axis(
        self, scale: Scale, *, y: float, size: int, most: int, but_not_near: float | None = None
    ) -> None:
        """Draw the scale's line with signed round numbers under it, clear of one place on it."""
        self.line(scale.left, y, scale.right, y, width=1.5, colour="muted")
        for value, written in scale.ticks(most):
            at = scale.place(value)
            if but_not_near is not None and abs(at - scale.place(but_not_near)) < size * 2:
                continue
            self.line(at, y - 6, at, y, width=1.5, colour="muted")
            self.words(at, y - 10 - size, written, size=size, colour="muted", align="center")


def one_line(words: str) -> str:
    """Give words without line breaks, control characters or invisible marks."""
    return " ".join(visible(words).split())


def _shortened(words: str, size: int, weight: str, width: float) -> tuple[str, float]:
    """Give as much of the words as fits, and how wide it is."""
    wide = _width(words, size, weight)
    if wide <= width:
        return words, wide
    fits = bisect_left(
        range(len(words)), True, key=lambda n: _width(words[: n + 1] + "…", size, weight) > width
    )
    shown = words[:fits].rstrip() + "…"
    return shown, _width(shown, size, weight)


def _width(words: str, size: int, weight: str) -> float:
    font = FontProperties(size=size, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(words, font, ismath=False)
    return float(width)
