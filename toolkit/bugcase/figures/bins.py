"""Draws bins of time: what came in each, what was expected, and the difference.

Both are drawn as steps, each as wide as its bin, so that an area is an amount: the gap
between the steps is the loss itself, and nothing is drawn where a bin does not count.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from bugcase import wording
from bugcase.figures.canvas import WIDTH, Canvas
from bugcase.figures.clock import along, clock_time, lasted, seconds, time_axis, until
from bugcase.figures.money import money_axis
from bugcase.figures.scale import Scale
from bugcase.incident.shortfall import Point, Shortfall
from bugcase.style.lettering import apart, text_width
from bugcase.style.tokens import SPACE, TYPE, column, column_end

LEFT, RIGHT = column(1), column_end(9)
_TOP, _ROW = 296, 330  # of the plot; the foot of what stands over it and over the window's times
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


def draw_bins(
    sheet: Canvas, shortfall: Shortfall, points: list[Point], *, foot: float, counted: str
) -> None:
    """Draw bins from `foot` up, with the window marked and what each sum is made of filled.

    `counted` names the upright axis: euros an hour.
    """
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
        at = column(10)
        came, was_expected = wording.say("shortfall.actual"), wording.say("shortfall.expected")
        sheet.words(at, actual - 6, came, size=_SMALL, bold=True, beside=True)
        sheet.words(at, expected - 6, was_expected, size=_SMALL, colour="muted", beside=True)
    words = _mark(sheet, shortfall, start, end, foot=foot)
    wide = sheet.words(0, _ROW, counted, size=_SMALL, colour="muted", width=RIGHT / 2)
    _mark_idle(sheet, shortfall, bins, points, beyond=wide + SPACE["apart"], clear_of=words)
    time_axis(sheet, scale, None, y=foot, most=6)


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


def _mark(
    sheet: Canvas, shortfall: Shortfall, left: float, right: float, *, foot: float
) -> list[tuple[float, float]]:
    """Write when the window begins and ends, on either side of it; return where words stand."""
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
        first = sheet.words(left - 8, y, begins, size=_SMALL, bold=True, align="right", beside=True)
        second = sheet.words(right + 8, y, ends, size=_SMALL, bold=True, beside=True)
        return [(left - 8 - first, left), (right, right + 8 + second)]
    both = wording.say("moment.days", start=begins, end=ends)
    return [(left, left + sheet.words(left, y, both, size=_SMALL, bold=True, beside=True))]


def _mark_idle(
    sheet: Canvas,
    shortfall: Shortfall,
    bins: list[_Bin],
    points: list[Point],
    *,
    beyond: float,
    clear_of: list[tuple[float, float]],
) -> None:
    """Say in which bins nothing came, over the first of them, where the words leave room."""
    idle = {one.time for one in shortfall.idle_bins}
    places = [i for i, one in enumerate(points) if one.time in idle]
    if not places:
        return
    first, many = places[0], len(places)
    last = next((i for i in range(first, len(points)) if i + 1 not in places), first)
    said = _nothing(shortfall, points[first].time, points[last].time + shortfall.bin_width)
    if last - first + 1 < many:
        length = lasted(many * shortfall.bin_width)
        said = wording.say("shortfall.nothing_in_all", length=length)
    half = text_width(said, _SMALL, "bold") / 2
    middle = (bins[first].start + bins[last].end) / 2
    at = min(max(middle, beyond + half), WIDTH - half)
    sheet.words(at, _ROW, said, size=_SMALL, bold=True, align="center", beside=True)
    top = max(one.heights.expected for one in bins[first : last + 1] if one.heights)
    if abs(at - middle) < half and not any(low < middle < high for low, high in clear_of):
        sheet.line(middle, top, middle, _ROW - 6, width=2, colour="ink")


def _nothing(shortfall: Shortfall, start: datetime, end: datetime) -> str:
    """Say from when to when nothing came; the day where the window does not say it."""
    if shortfall.bin_width >= timedelta(days=1) or start.date() != shortfall.start.date():
        return wording.say("shortfall.nothing", period=until(start, end))
    begins, ends = (clock_time(one, day=False) for one in (start, end))
    period = wording.say("moment.days", start=begins, end=ends)
    return wording.say("shortfall.nothing", period=period)
