"""Draws bins of time: what came in each, what was expected, and the difference.

Both are drawn as steps, each as wide as its bin, so that an area is an amount: the gap
between the steps is the loss itself, and nothing is drawn where a bin does not count.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from bugcase import wording
from bugcase.figures.canvas import Canvas
from bugcase.figures.clock import along, clock_time, seconds, time_axis
from bugcase.figures.money import money_axis
from bugcase.figures.scale import Scale
from bugcase.incident.shortfall import Point, Shortfall
from bugcase.style.lettering import apart, text_width
from bugcase.style.tokens import TYPE

LEFT, RIGHT, _TOP = 96, 984, 336
_SMALL = TYPE["note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heights:
    actual: float
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bin:
    """A bin from one place of the sheet to another; no heights where it does not count."""

    start: float
    end: float
    heights: _Heights | None


def wall(moment: datetime) -> datetime:
    """Take a moment as its clock shows it: on the wall, bins are of equal width."""
    return moment.replace(tzinfo=UTC)


def draw_bins(sheet: Canvas, shortfall: Shortfall, points: list[Point], *, foot: float) -> None:
    """Draw bins from `foot` up, with the window marked and what each sum is made of filled."""
    ends = [shortfall.start, shortfall.rebound_end or shortfall.end]
    ends += [edge for one in points for edge in (one.time, one.time + shortfall.bin_width)]
    scale = along([wall(end) for end in ends], start=LEFT, end=RIGHT)
    up = _upright(points, foot)
    bins = [_placed(one, shortfall, scale, up) for one in points]
    start, end = (scale.place(seconds(wall(it))) for it in (shortfall.start, shortfall.end))
    sheet.block(start, foot, end, _TOP, colour="harm-tint" if shortfall.lost.low > 0 else "tint")
    if shortfall.rebound_end is not None:
        last = scale.place(seconds(wall(shortfall.rebound_end)))
        sheet.block(end, foot, last, _TOP, colour="tint")
    runs = []
    for counts, neighbours in groupby(bins, lambda one: one.heights is not None):
        run = list(neighbours)
        if counts:
            runs.append(run)
        else:
            sheet.block(run[0].start, foot, run[-1].end, _TOP, colour="gap-tint")
            sheet.line(run[0].start, foot, run[-1].end, foot, width=4, colour="gap")
    for run in runs:
        band = [*_steps(run, lambda it: it.low), *reversed(_steps(run, lambda it: it.high))]
        sheet.area(band, colour="rule")
    write = money_axis(up.low, up.high, shortfall.lost.unit.currency)
    sheet.rungs(up, left=LEFT, right=RIGHT, most=5, write=write)
    for run in runs:
        _fill(sheet, shortfall, run, start=start, end=end)
    for run in runs:
        sheet.curve(_steps(run, lambda it: it.expected), width=2.5, colour="context")
    for run in runs:
        sheet.curve(_steps(run, lambda it: it.actual), width=4, colour="ink")
    if runs and (last_one := runs[-1][-1].heights):
        wanted = [last_one.actual, last_one.expected]
        actual, expected = apart(wanted, pitch=24, low=foot + 6, high=_TOP - 6)
        sheet.words(RIGHT + 10, actual - 6, "actual", size=_SMALL, bold=True)
        sheet.words(RIGHT + 10, expected - 6, "expected", size=_SMALL, colour="muted")
    _mark(sheet, shortfall, start, end, foot=foot)
    time_axis(sheet, scale, None, y=foot, most=8)


def _upright(points: list[Point], foot: float) -> Scale:
    """Hold all that came and was expected, and zero."""
    values = [x for one in points for x in (one.actual, one.low, one.high) if x is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    return Scale(low=low, high=high if high > low else low + 1, start=foot, end=_TOP - 8)


def _placed(point: Point, shortfall: Shortfall, scale: Scale, up: Scale) -> _Bin:
    start = wall(point.time)
    left, right = (scale.place(seconds(it)) for it in (start, start + shortfall.bin_width))
    heights = None
    if point.actual is not None and point.expected is not None:
        low, high = (point.expected if it is None else it for it in (point.low, point.high))
        heights = _Heights(
            actual=up.place(point.actual),
            expected=up.place(point.expected),
            low=up.place(low),
            high=up.place(high),
        )
    return _Bin(start=left, end=right, heights=heights)


def _steps(run: list[_Bin], height: Callable[[_Heights], float]) -> list[tuple[float, float]]:
    return [(x, height(one.heights)) for one in run if one.heights for x in (one.start, one.end)]


def _fill(
    sheet: Canvas, shortfall: Shortfall, run: list[_Bin], *, start: float, end: float
) -> None:
    """Fill what is missing in the window, and what came back after it, as far as each is told."""
    lost, recovered = shortfall.lost, shortfall.recovered
    is_back = recovered is not None and recovered.low > 0

    def colour(one: _Bin) -> str | None:
        if one.heights is None or one.start < start:
            return None
        is_short = one.heights.actual < one.heights.expected
        if one.start < end and lost.low > 0:
            return "harm" if is_short else None
        is_significant = lost.high < 0 if one.start < end else is_back
        return "context" if is_significant and not is_short else None

    for filled, neighbours in groupby(run, colour):
        part = list(neighbours)
        if filled is not None:
            upper = _steps(part, lambda it: it.expected)
            sheet.area([*upper, *reversed(_steps(part, lambda it: it.actual))], colour=filled)


def _mark(sheet: Canvas, shortfall: Shortfall, left: float, right: float, *, foot: float) -> None:
    """Write when the window begins and ends, on either side of it."""
    start, end = shortfall.start, shortfall.end
    begins, ends = clock_time(start, day=True), clock_time(end, day=False)
    if end.date() != start.date():
        ends = f"{wording.in_use().day(end, short=True)}, {ends}"  # short: the edge is near
    there_is_room = left - 8 > text_width(begins, _SMALL, "bold")
    top = _TOP + 26 if there_is_room else _TOP
    sheet.line(left, foot, left, top, width=2.5, colour="ink")
    sheet.line(right, foot, right, top, width=2.5, colour="ink")
    sheet.line(left, _TOP, right, _TOP, width=4, colour="ink")
    y = _TOP + 8
    if there_is_room:
        sheet.words(left - 8, y, begins, size=_SMALL, bold=True, align="right")
        sheet.words(right + 8, y, ends, size=_SMALL, bold=True)
    else:
        sheet.words(
            left, y, wording.say("moment.days", start=begins, end=ends), size=_SMALL, bold=True
        )
