"""One function a figure: a comparison in, a drawing out.

A figure answers one question of somebody who has not seen the data: how many
more go wrong, how sure that is, and where.  It carries its words beside its
marks, never in a legend; it says the same in words for those who cannot see
it, and names what it rests on.

Nothing here keeps state: a figure is made without pyplot, so no notebook
backend shows it twice and a thousand of them leave nothing open.
"""

import math
from dataclasses import dataclass
from typing import Final, Self

from bugcase import wording
from bugcase.errors import DataError
from bugcase.estimate import Estimate
from bugcase.evidence.metrics import METRICS
from bugcase.evidence.models import Comparison, Segment
from bugcase.show.canvas import HEIGHT, MINUS, WIDTH, Canvas, CaseFigure, Scale, drawing, one_line
from bugcase.show.style import SIZES

__all__ = ["CaseFigure", "forest", "icon_arrays", "interval_against_limit"]

DISCOVERY_RATE: Final = 0.05  # at this q, one in twenty of the segments called worse is not
_NAME_LENGTH: Final = 60  # of a model or a file, in a sentence


def icon_arrays(comparison: Comparison, *, noun: str = "cases") -> CaseFigure:
    """Draw how many of 1,000 go wrong now, and how many would: two grids of the same 1,000.

    A large square is a case that goes wrong; the accent marks those that the
    candidate adds.  A rate that is no whole number ends in a part of a square.

    Not for rates below one in a thousand: the grid is then nearly empty, and
    the sentence alone says more.

    Parameters
    ----------
    noun
        What is counted, in the plural: "customers", "orders".

    Raises
    ------
    DataError
        Where the metric is a mean (an absolute error, a loss) and counts nothing.

    References
    ----------
    Galesic, Garcia-Retamero and Gigerenzer, "Using icon arrays to communicate
    medical risks", Health Psychology 28 (2009) 210-216.
    """
    told = _Telling.of(comparison)
    if not told.proportion:
        raise DataError(
            f"icon arrays of {comparison.metric}",
            allowed="a metric that counts cases, such as the error rate",
            found="a mean",
            remedy="draw interval_against_limit",
        )
    now, then = (
        1 - estimate.value if told.higher_is_better else estimate.value
        for estimate in (comparison.baseline, comparison.candidate)
    )
    baseline, candidate = _short(comparison.baseline_name), _short(comparison.candidate_name)
    change, noun = wording.change(then - now), one_line(noun)
    alt = (
        f"Two grids of the same 1,000 {noun}. With {baseline}, {wording.per_1000(now)} of every "
        f"1,000 go wrong; with {candidate}, {wording.per_1000(then)}: {change}."
    )
    wide, gap = 520, 96
    with drawing():
        sheet = Canvas(alt=alt, source_line=_source_line(comparison))
        for left, name, rate in ((0, baseline, now), (wide + gap, candidate, then)):
            sheet.words(left, 430, name, colour="muted", width=wide * 0.5)
            number = wording.per_1000(rate)
            beside = left + 10 + sheet.words(left, 386, number, size=SIZES["number"], bold=True)
            sheet.words(beside, 386, f"of every 1,000 {noun} go wrong", width=left + wide - beside)
            shared, all_wrong = 1000 * min(now, rate), 1000 * rate
            sheet.squares(left, 364, start=all_wrong, stop=1000, side=4, colour="context")
            sheet.squares(left, 364, start=0, stop=shared, side=11, colour="baseline")
            sheet.squares(left, 364, start=shared, stop=all_wrong, side=11, colour="harm")
        colour = "harm" if then > now else "ink"
        sheet.words(WIDTH, 430, change, bold=True, align="right", colour=colour)
    return sheet.figure


def interval_against_limit(comparison: Comparison) -> CaseFigure:
    """Draw where the real worsening lies, against the limit that was agreed and against zero.

    The part of the interval past the limit is in the accent: all of it means
    halt, none of it go, some of it not yet known.
    """
    told = _Telling.of(comparison)
    worsening, limit = comparison.worsening, comparison.limit
    change, interval = told.change(worsening.value), told.interval(worsening)
    against = "no limit was set" if limit is None else f"the limit is {told.change(limit)}"
    verdict = f" Verdict: {comparison.verdict}." if comparison.verdict else ""
    alt = f"The worsening is {change}; {interval}; {against}.{verdict}"
    values = [0.0, worsening.value, worsening.low, worsening.high]
    floor, bar, top = 184, 256, 328
    with drawing():
        sheet = Canvas(alt=alt, source_line=_source_line(comparison))
        scale = Scale.holding(
            values if limit is None else [*values, limit],
            left=0, right=WIDTH, margin=0.16, factor=told.factor,
        )  # fmt: skip
        if limit is not None:
            at = scale.place(limit)
            sheet.block(at, floor, WIDTH, top, colour="harm-tint")
            sheet.line(at, floor - 46, at, top, width=3, colour="ink")
            sheet.words(at, floor - 74, f"limit: {told.change(limit)}", bold=True, align="center")
        zero = scale.place(0)
        sheet.line(zero, floor, zero, top, width=1.5, colour="muted")
        sheet.axis(scale, y=floor, size=SIZES["label"], most=8, but_not_near=limit)
        sheet.words(WIDTH / 2, 30, told.axis, colour="muted", align="center")
        sheet.interval(scale, worsening, y=bar, height=44, limit=limit)
        at = scale.place(worsening.value)
        sheet.words(at, top + 70, change, size=SIZES["number"], bold=True, align="center")
        sheet.words(at, top + 26, interval, align="center")
    return sheet.figure


def forest(comparison: Comparison, *, rows: int = 14) -> CaseFigure:
    """Draw every segment's worsening with its interval, worst first, under the overall one.

    In the accent: segments whose whole interval lies past the limit (past zero
    where none was set) and whose q, which allows for all segments that were
    looked at, is at most 0.05.  Segments that do not fit are counted in the
    last row.

    Parameters
    ----------
    rows
        How many segments fit; more than 14 are not read from the back of a room.
    """
    told = _Telling.of(comparison)
    segments = comparison.segments
    shown = segments if len(segments) <= rows else segments[: rows - 1]
    left_out = len(segments) - len(shown)
    listed = "; ".join(
        f"{one_line(wording.conditions(segment.conditions))}, n = {wording.count(segment.n)}, "
        f"{told.change(segment.worsening.value)}, q {_q(segment)}"
        for segment in shown
    )
    alt = (
        f"Overall: {told.change(comparison.worsening.value)}. {len(segments)} segments, "
        f"worst first: {listed or 'none'}" + (f"; and {left_out} more." if left_out else ".")
    )
    lines = 1 + len(shown) + bool(left_out)
    pitch = min(52.0, (HEIGHT - 70) / lines)
    with drawing():
        sheet = Canvas(alt=alt, source_line=_source_line(comparison))
        overall = comparison.worsening
        threshold = comparison.limit or 0.0
        scale = Scale.holding(
            [0.0, threshold, overall.low, overall.high, *(s.worsening.value for s in shown)],
            left=446, right=730, margin=0.25, factor=told.factor,
        )  # fmt: skip
        head = HEIGHT - 20
        floor = head - 14 - pitch * lines
        sheet.words(420, head, "n", size=SIZES["small"], colour="muted", align="right")
        sheet.words(760, head, told.column, size=SIZES["small"], colour="muted", width=270)
        sheet.words(WIDTH, head, "q", size=SIZES["small"], colour="muted", align="right")
        zero, limit = scale.place(0), scale.place(threshold)
        sheet.line(zero, floor, zero, head - 8, width=1.5, colour="muted")
        if threshold:
            sheet.block(limit, floor, scale.right, head - 8, colour="harm-tint")
            sheet.line(limit, floor, limit, head - 8, width=2.5, colour="ink")
            label = f"limit {told.number(threshold)}"
            sheet.words(limit, head, label, size=SIZES["small"], align="center")
        sheet.axis(scale, y=floor, size=SIZES["source"], most=5)
        every: tuple[Comparison | Segment, ...] = (comparison, *shown)
        for place, row in enumerate(every):
            y = head - 14 - pitch * (place + 0.5)
            _row(sheet, scale, told, row, y=y, pitch=pitch, threshold=threshold)
        if left_out:
            y = floor + pitch * 0.5 - 6
            sheet.words(0, y, f"and {left_out} more", size=SIZES["small"], colour="muted")
    return sheet.figure


def _row(
    sheet: Canvas, scale: Scale, told: "_Telling", row: Comparison | Segment,
    *, y: float, pitch: float, threshold: float,
) -> None:  # fmt: skip
    match row:
        case Comparison():
            name, q, harm = "all", "", False
        case Segment():
            name, q = wording.conditions(row.conditions), _q(row)
            clear = row.worsening.low > threshold
            harm = clear and row.q is not None and row.q <= DISCOVERY_RATE
    bold = harm or isinstance(row, Comparison)
    size = 20 if pitch >= 30 else SIZES["small"]  # noqa: PLR2004  (pixels that a line takes)
    foot = y - size * 0.36
    colour = "harm" if harm else "baseline"
    sheet.words(0, foot, name, size=size, bold=bold, width=350)
    sheet.words(420, foot, wording.count(row.worsening.n), size=size, align="right")
    sheet.interval(scale, row.worsening, y=y, height=8, limit=None, colour=colour)
    low, high = told.number(row.worsening.low), told.number(row.worsening.high)
    value = told.number(row.worsening.value)
    sheet.words(
        832, foot, value, size=size, bold=bold, align="right", colour="harm" if harm else "ink"
    )
    sheet.words(850, foot, f"{low} to {high}", size=SIZES["small"], colour="muted", width=196)
    sheet.words(WIDTH, foot, q, size=size, align="right")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """How a metric's worsening is told: a share per 1,000, a mean in its own unit."""

    proportion: bool
    higher_is_better: bool
    metric: str
    baseline: str

    @classmethod
    def of(cls, comparison: Comparison) -> Self:
        return cls(
            proportion=comparison.baseline.unit == "proportion",
            higher_is_better=any(
                metric.name == comparison.metric and metric.higher_is_better for metric in METRICS
            ),
            metric=one_line(comparison.metric),
            baseline=_short(comparison.baseline_name),
        )

    @property
    def factor(self) -> int:
        return 1000 if self.proportion else 1

    @property
    def _unit(self) -> str:
        return " per 1,000" if self.proportion else ""

    @property
    def axis(self) -> str:
        if self.higher_is_better:
            way = f"worse (+) or better ({MINUS})"
        else:
            way = f"more (+) or less ({MINUS})"
        return f"{self.metric}, {way}{self._unit} than with {self.baseline}"

    @property
    def column(self) -> str:
        return f"{'worse' if self.higher_is_better else 'more'}{self._unit}, interval"

    def number(self, value: float) -> str:
        if math.isinf(value):
            return "unbounded"
        size = wording.per_1000(abs(value)) if self.proportion else f"{abs(value):.3g}"
        return f"{'+' if value > 0 else MINUS if value < 0 else ''}{size}"

    def change(self, value: float) -> str:
        if self.proportion and not self.higher_is_better:
            return wording.change(value)
        size = self.number(abs(value)).lstrip("+")
        return f"{size}{self._unit} {'better' if value < 0 else 'worse'}"

    def interval(self, estimate: Estimate) -> str:
        name = f"{_percent(estimate.level)} interval"
        if math.isinf(estimate.low) or math.isinf(estimate.high):
            return f"{name}: from {self.number(estimate.low)} to {self.number(estimate.high)}"
        if self.proportion and not self.higher_is_better:
            return f"{name}: {wording.change_interval(estimate)}"
        return f"{name}: from {self.change(estimate.low)} to {self.change(estimate.high)}"


def _percent(level: float) -> str:
    return f"{level * 100:g}%"


def _q(segment: Segment) -> str:
    if segment.q is None:
        return "too few"
    return "< 0.001" if segment.q < 0.001 else f"{segment.q:.2g}"  # noqa: PLR2004  (nobody acts on less)


def _short(name: str) -> str:
    name = one_line(name)
    return name if len(name) <= _NAME_LENGTH else name[: _NAME_LENGTH - 1].rstrip() + "…"


def _source_line(comparison: Comparison) -> str:
    worsening, source = comparison.worsening, comparison.source
    return (
        f"n = {wording.count(worsening.n)} · {worsening.method}, {_percent(worsening.level)} · "
        f"{_short(source.data)}, SHA-256 {source.sha256[:8]}"
    )
