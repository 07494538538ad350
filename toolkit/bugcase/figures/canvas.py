"""The canvas of the figures: marks and words are placed by the pixel.

A figure of a case is a few marks with words beside them, laid out as on
paper: so far from the left, so far from the foot.  The sheet knows how wide
words are, and so can shorten a name that does not fit, keep a label inside
the edge, and never lets a name be read as anything but a name.
"""

import math
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO, StringIO
from itertools import chain, count
from threading import RLock
from typing import Final, Literal, TypeAlias

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text

from bugcase.estimate import Estimate
from bugcase.figures.picture import Assumed, Hotspot, Picture
from bugcase.figures.scale import Scale, signed
from bugcase.style.fonts import Weight
from bugcase.style.lettering import one_line, shortened
from bugcase.style.tokens import LAYOUT, TYPE, figure_style, palette

WIDTH: Final = LAYOUT["figure-width"]
HEIGHT: Final = LAYOUT["figure-height"]
Align: TypeAlias = Literal["left", "center", "right"]
_alone = RLock()  # a figure that is drawn is shown within


@contextmanager
def drawing() -> Iterator[None]:
    """Draw in the house's style; a letter that no font here has becomes a box, not a warning.

    Style and warnings are of the whole process, and an export draws beside the notebook:
    one thread draws at a time.
    """
    with _alone, figure_style(), warnings.catch_warnings():
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
    assumed
        What it rests on that nobody measured.
    """

    def __init__(self, *, alt: str, source_line: str, assumed: Iterable[Assumed] = ()) -> None:
        super().__init__(figsize=(WIDTH / 72, HEIGHT / 72), dpi=72)
        self.alt = alt
        self.source_line = source_line
        self.assumed = tuple(assumed)
        self.hotspots: list[Hotspot] = []
        self.steps: list[list[Artist]] = [[]]  # what comes into sight together
        self.placed: list[tuple[float, Align, str]] = []  # words that stand on the grid

    @property
    def picture(self) -> Picture:
        """The figure as SVG: for the same numbers the same bytes."""
        whole = self._svg()
        layers: list[str] = []
        if len(self.steps) > 1:
            for step in self.steps:
                self._show(step)
                layers.append(self._svg())
            self._show(chain.from_iterable(self.steps))
        return Picture(
            svg=whole, alt=self.alt, layers=tuple(layers), hotspots=tuple(self.hotspots),
            assumed=self.assumed,
        )  # fmt: skip

    def _svg(self) -> str:
        drawn = StringIO()
        with drawing():
            neither_dates_nor_versions = dict.fromkeys(("Creator", "Date", "Format", "Type"))
            self.savefig(drawn, format="svg", metadata=neither_dates_nor_versions)
        return drawn.getvalue()

    def _show(self, shown: Iterable[Artist]) -> None:
        seen = set(map(id, shown))
        for artist in chain.from_iterable(self.steps):
            artist.set_visible(id(artist) in seen)

    def png(self, dpi: int = 2 * 72) -> bytes:
        """Give the figure as PNG, twice as fine as the slide's own pixels."""
        drawn = BytesIO()
        with drawing():
            self.savefig(drawn, format="png", dpi=dpi, metadata={"Software": None})
        return drawn.getvalue()

    def _repr_html_(self) -> str:
        return self.picture.html


class Canvas:
    """The sheet: `WIDTH` by `HEIGHT` pixels, counted from the lower left.

    What is put on it later lies on top.
    """

    def __init__(self, *, alt: str, source_line: str, assumed: Iterable[Assumed] = ()) -> None:
        self.figure = CaseFigure(alt=alt, source_line=source_line, assumed=assumed)
        self._axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, HEIGHT))
        self._axes.set_axis_off()
        self._layers = count(1)

    def words(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: int = TYPE["label"],
        colour: str = "ink",
        bold: bool = False,
        align: Align = "left",
        width: float = WIDTH,
        slot: str | None = None,
        beside: bool = False,
    ) -> float:
        """Write words with their foot at `y`, shortened to `width`; returns how wide they are.

        Parameters
        ----------
        slot
            The fact that they say, which a slide tells the source of.
        beside
            Whether they stand beside a mark; other words begin or end with a column.
        """
        weight: Weight = "bold" if bold else "normal"
        shown, wide = shortened(one_line(words), size, weight, width)
        before = {"left": 0.0, "center": wide / 2, "right": wide}[align]
        x = max(before, min(x, WIDTH - wide + before))  # a label never runs over the edge
        text = Text(x, y, shown, size=size, color=palette()[colour], weight=weight, ha=align)
        self._put(text)
        if not beside:
            self.figure.placed.append((x, align, shown))
        if slot:
            self._mark(slot, shown, left=x - before, foot=y, wide=wide, size=size)
        return wide

    def step(self) -> None:
        """Let what is drawn from here on come into sight at the next key, on a slide."""
        self.figure.steps.append([])

    def _mark(
        self, slot: str, words: str, *, left: float, foot: float, wide: float, size: int
    ) -> None:
        self.figure.hotspots.append(
            Hotspot(
                left=left / WIDTH,
                top=(HEIGHT - foot - 0.85 * size) / HEIGHT,
                width=wide / WIDTH,
                height=1.05 * size / HEIGHT,
                slot=slot,
                words=words,
                step=len(self.figure.steps) - 1,
            )
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, width: float, colour: str
    ) -> None:
        self.curve([(x1, y1), (x2, y2)], width=width, colour=colour)

    def block(self, left: float, foot: float, right: float, top: float, *, colour: str) -> None:
        self._fill(Rectangle((left, foot), right - left, top - foot), colour)

    def curve(self, places: Sequence[tuple[float, float]], *, width: float, colour: str) -> None:
        """Draw a line through places of the sheet."""
        xs, ys = zip(*places, strict=True)
        self._put(
            Line2D(xs, ys, linewidth=width, color=palette()[colour], solid_capstyle="butt",
                   solid_joinstyle="round")
        )  # fmt: skip

    def area(self, corners: Sequence[tuple[float, float]], *, colour: str) -> None:
        """Fill what lies between places of the sheet."""
        self._fill(Polygon(corners), colour)

    def dot(
        self, x: float, y: float, *, size: float, edge: float = 2, colour: str = "ink",
        filled: bool = False, shape: Literal["o", "D", "^", "v"] = "o",
    ) -> None:  # fmt: skip
        """Mark a place: a ring, or filled a disc; or a diamond, or an arrow's tip."""
        self.dots([(x, y)], size=size, edge=edge, colour=colour, filled=filled, shape=shape)

    def dots(
        self, places: Sequence[tuple[float, float]], *, size: float, edge: float = 2,
        colour: str = "ink", filled: bool = False, shape: Literal["o", "D", "^", "v"] = "o",
    ) -> None:  # fmt: skip
        """Mark several places alike, which is drawn faster than one `dot` after another."""
        xs, ys = zip(*places, strict=True)
        self._put(
            Line2D(xs, ys, linestyle="none", marker=shape, markersize=size, markeredgewidth=edge,
                   color=palette()[colour if filled else "paper"],
                   markeredgecolor=palette()[colour])
        )  # fmt: skip

    def gap(self, left: float, foot: float, right: float, top: float, words: str) -> None:
        """Show that something is not known, as a gap in a sentence is shown."""
        self.block(left, foot, right, top, colour="gap-tint")
        self.line(left, foot, right, foot, width=2, colour="gap")
        size = TYPE["note"]
        y = (foot + top) / 2 - size * 0.36
        self.words(left + 10, y, words, size=size, colour="gap", width=right - left - 20,
                   beside=True)  # fmt: skip

    def squares(
        self, left: float, top: float, *, start: float, stop: float, side: float, colour: str,
        pitch: float, across: int,
    ) -> None:  # fmt: skip
        """Fill places `start` to `stop` of a grid, `across` to the row; a part of a place in part.

        One path holds them all: a thousand shapes would be a megabyte.
        """
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
            self._fill(PathPatch(Path(corners, codes)), colour)

    def cells(
        self, cells: Iterable[tuple[float, float, float, float]], *, colour: str,
        edge: str | None = None,
    ) -> None:  # fmt: skip
        """Fill many rectangles (left, foot, right, top) as one path, with an edge if it has one.

        A shape for each of a thousand would take a second to draw and a megabyte to keep.
        """
        corners: list[tuple[float, float]] = []
        for left, foot, right, top in cells:
            corners += [(left, foot), (right, foot), (right, top), (left, top), (left, foot)]
        if not corners:
            return
        codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * (len(corners) // 5)
        patch = PathPatch(Path(corners, codes))
        self._fill(patch, colour)
        if edge:
            patch.set(edgecolor=palette()[edge], linewidth=1.5)

    def interval(
        self, scale: Scale, estimate: Estimate, *, y: float, height: float, limit: float | None,
        colour: str = "baseline", dot: float | None = None,
    ) -> None:  # fmt: skip
        """Draw an estimate as a bar with its value as a dot, in the accent past the limit.

        The dot is nearly as high as the bar, or as large as `dot` says.  An end that is not
        on the scale is drawn as an arrow.
        """
        left, right = scale.place(estimate.low), scale.place(estimate.high)
        split = right if limit is None else min(max(scale.place(limit), left), right)
        self.block(left, y - height / 2, split, y + height / 2, colour=colour)
        self.block(split, y - height / 2, right, y + height / 2, colour="harm")
        if not scale.holds(estimate.low):
            self._arrow(left, y, height, -1, colour=colour if left < split else "harm")
        if not scale.holds(estimate.high):
            self._arrow(right, y, height, 1, colour="harm" if split < right else colour)
        size = dot or max(height * 0.9, 9)
        self.dot(scale.place(estimate.value), y, size=size, edge=max(size / 9, 2))

    def _arrow(self, x: float, y: float, height: float, way: int, *, colour: str) -> None:
        tip = x + way * height * 0.8
        self.area([(x, y + height * 0.9), (tip, y), (x, y - height * 0.9)], colour=colour)

    def _fill(self, patch: Patch, colour: str) -> None:
        patch.set(color=palette()[colour], linewidth=0)
        self._put(patch)

    def _put(self, artist: Artist) -> None:
        """Add to the sheet, on top; unlike `plot`, without looking for limits it has already."""
        artist.set_zorder(next(self._layers))
        self._axes.add_artist(artist)
        self.figure.steps[-1].append(artist)

    def axis(
        self, scale: Scale, *, y: float, size: int, most: int, but_not_near: float | None = None,
        clear: float = 44, write: Callable[[float], str] = signed,
    ) -> None:  # fmt: skip
        """Draw the scale's line with round numbers under it, `clear` pixels from one place."""
        self.line(scale.start, y, scale.end, y, width=1.5, colour="muted")
        for value, written in scale.ticks(most, write):
            at = scale.place(value)
            if but_not_near is not None and abs(at - scale.place(but_not_near)) < clear:
                continue
            self.line(at, y - 6, at, y, width=1.5, colour="muted")
            self.words(at, y - 10 - size, written, size=size, colour="muted", align="center",
                       beside=True)  # fmt: skip

    def rungs(
        self, scale: Scale, *, left: float, right: float, most: int,
        write: Callable[[float], str] = signed,
    ) -> None:  # fmt: skip
        """Draw a scale that stands upright: a hairline at each round number, written left of it."""
        size = TYPE["note"]
        for value, written in scale.ticks(most, write):
            y = scale.place(value)
            colour, width = ("muted", 1.5) if value == 0 else ("rule", 1)
            self.line(left, y, right, y, width=width, colour=colour)
            self.words(left - 12, y - size * 0.36, written, size=size, colour="muted",
                       align="right", beside=True)  # fmt: skip
