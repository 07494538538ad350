"""How many are hit, day after day, until it is noticed and stopped."""

from dataclasses import dataclass, replace
from decimal import Decimal

from bugcase import wording
from bugcase.data.provenance import Source
from bugcase.decision.assumptions import DAYS_UNTIL_STOPPED, DECISIONS_PER_DAY
from bugcase.decision.impact import Impact
from bugcase.decision.rollout import Rollout
from bugcase.estimate import Estimate, Unit
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import sentence, short, simulation_line, source_line
from bugcase.figures.money import typed
from bugcase.figures.on_slides import OnSlides, evidence_source
from bugcase.figures.scale import MINUS, Scale
from bugcase.style.lettering import apart, enumerated, one_line, text_width, wrapped
from bugcase.style.tokens import TYPE
from bugcase.wording import Rounded, percent, percentage

_LEFT, _RIGHT, _FOOT = 104, 990, 92
_SMALL = TYPE["note"]
UNSTOPPED = 14.0  # days that are drawn where nobody knows when it is stopped


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """What happens between two days."""

    first: float
    last: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Course:
    """What adds up from day to day, and what happens meanwhile."""

    message: str
    counted: str  # "more wrong decisions"
    per_day: Estimate | None
    days: float
    spans: tuple[_Span, ...] = ()
    missing: tuple[str, ...] = ()
    source_line: str

    @property
    def alt(self) -> str:
        """The course in words."""
        sentences = [f"{self.message}."]
        if self.per_day is not None:
            many, interval = _by_day(self.per_day, self.days), ""
            if many.low < many.high:
                between = wording.range_of(many, below="side.fewer", above="side.more")
                interval = f", {percent(many.level)} {between}"
            said = f"{_written(many.value)}{interval}"
            sentences.append(
                wording.say(
                    "exposure.by_day", day=typed(self.days), counted=self.counted, said=said
                )
            )
        sentences += [sentence(span.words) for span in self.spans]
        if self.missing:
            what = ", ".join(map(short, self.missing))
            sentences.append(wording.say("figure.unknown", what=what))
        return one_line(" ".join(sentences))


def exposure(
    found: Impact | Rollout, *, worsening: Estimate | None = None, source: Source | None = None
) -> CaseFigure:
    """Draw how many more wrong decisions have been made by each day, and when it ends.

    Of an impact: all decisions are exposed, until it is noticed and stopped.  Of a
    limited rollout: its share is, until the labels are in and it can be told; without a
    worsening, the decisions that are exposed are counted.  The band is the interval of
    the worsening (and, of an impact, of the decisions a day).

    Parameters
    ----------
    worsening
        For a rollout: how much worse the candidate is, as `Comparison.worsening`.
    source
        The data that the worsening was measured on, for the source line.
    """
    match found:
        case Impact():
            course = _until_stopped(found, source)
        case Rollout():
            course = _until_told(found, worsening, source)
    with drawing():
        sheet = Canvas(alt=course.alt, source_line=course.source_line)
        lines = wrapped(course.message, width=WIDTH - 20, most=2, weight="bold")
        for place, words in enumerate(lines):
            sheet.words(0, 430 - 28 * place, words, bold=True)
        if course.per_day is not None:
            _plot(sheet, course, course.per_day)
        if course.missing:
            lead = wording.say("figure.unknown_lead")
            words = enumerated(course.missing, lead=lead, width=WIDTH - 20, size=_SMALL)
            foot = 0 if course.per_day is not None else HEIGHT - 76
            sheet.gap(0, foot, WIDTH, foot + 28, words)
    return sheet.figure


def _until_stopped(found: Impact, source: Source | None) -> _Course:
    stopped = next((one for one in found.assumptions if one.id == DAYS_UNTIL_STOPPED), None)
    days = UNSTOPPED
    spans: tuple[_Span, ...] = ()
    if stopped is not None and stopped.range is not None:
        low, likely, high = stopped.range.low, stopped.range.likely, stopped.range.high
        days = high or 1.0
        after = wording.say(
            "exposure.stopped" if low == high else "exposure.stopped_between",
            low=typed(low),
            high=typed(high),
            likely=typed(likely),
            by=short(stopped.source or wording.say("figure.no_source"), 32),
        )
        spans = (_Span(first=low, last=high, words=after),)
    message = wording.say("exposure.unknown")
    if found.wrong_until_stopped is not None:
        count = wording.more_or_fewer(found.wrong_until_stopped)
        message = wording.say("exposure.until_stopped", count=count)
    elif found.wrong_per_day is not None:
        count = wording.more_or_fewer(found.wrong_per_day)
        message = wording.say("exposure.each_day", count=count)
    given_by = [one.source for one in found.assumptions if one.id in
                (DECISIONS_PER_DAY, DAYS_UNTIL_STOPPED)]  # fmt: skip
    return _Course(
        message=message,
        counted=wording.say("exposure.more_wrong"),
        per_day=found.wrong_per_day,
        days=days,
        spans=spans,
        missing=() if found.wrong_until_stopped is not None else found.missing,
        source_line=""
        if found.wrong_per_day is None
        else simulation_line(found.wrong_per_day, given_by, source=source),
    )


def _until_told(found: Rollout, worsening: Estimate | None, source: Source | None) -> _Course:
    share, told = percentage(found.share), found.told_after_days
    collected = _Span(
        first=0, last=found.days,
        words=wording.say("exposure.collected", n=found.exposed, days=typed(found.days)),
    )  # fmt: skip
    arriving = _Span(
        first=found.label_delay_days, last=told,
        words=wording.say("exposure.arriving", day=typed(told)),
    )  # fmt: skip
    exposed = found.share * found.decisions_per_day
    counted = wording.say("exposure.exposed", share=share)
    per_day = Estimate(
        value=exposed, low=exposed, high=exposed, level=0.95, n=0, method="", unit=Unit("decisions")
    )
    line = wording.say("exposure.share", share=share, n=typed(found.decisions_per_day))
    message = wording.say(
        "exposure.exposed_by_day", day=typed(told), count=wording.about(exposed * told)
    )
    if worsening is not None:
        low, high = worsening.low * exposed, worsening.high * exposed
        per_day = replace(worsening, value=worsening.value * exposed, low=low, high=high)
        counted = wording.say("exposure.more_wrong_among", share=share)
        count = wording.more_or_fewer(found.extra_wrong(worsening))
        message = wording.say("exposure.until_told", count=count)
        if source is not None:
            line = f"{line} · {source_line(worsening, source)}"
    return _Course(
        message=message, counted=counted, per_day=per_day, days=told,
        spans=(collected, arriving), source_line=line,
    )  # fmt: skip


def _plot(sheet: Canvas, course: _Course, per_day: Estimate) -> None:
    ends = [x * course.days for x in (per_day.low, per_day.value, per_day.high)]
    shown = _by_day(per_day, course.days)
    top = 384 - 34 * len(course.spans)
    up = Scale.holding([0.0, *ends], start=_FOOT, end=top - 8, margin=0.0)
    along = Scale(low=0, high=course.days, start=_LEFT, end=_RIGHT)
    for row, span in enumerate(course.spans):
        left, right = along.place(span.first), along.place(span.last)
        sheet.block(left, _FOOT, right, top + 34 * row, colour="tint")
    for row, span in enumerate(course.spans):
        _happens(sheet, along, span, y=top + 34 * row)
    sheet.rungs(up, left=_LEFT, right=_RIGHT, most=5, write=typed)
    low, middle, high = (up.place(end) for end in ends)
    start = (_LEFT, up.place(0))
    more = per_day.value >= 0
    colour = "harm" if more else "baseline"
    if per_day.low < per_day.high:
        corners = [start, (_RIGHT, low), (_RIGHT, high)]
        sheet.area(corners, colour="harm-tint" if more else "tint")
        sheet.curve([(_RIGHT, low), start, (_RIGHT, high)], width=1.5, colour=colour)
    sheet.curve([start, (_RIGHT, middle)], width=4.5, colour=colour)
    places = zip((shown.low, shown.value, shown.high), (low, middle, high), strict=True)
    numbers = dict(places)  # one, where there is no interval
    labels = apart(list(numbers.values()), pitch=25, low=_FOOT, high=top)
    for number, y in zip(numbers, labels, strict=True):
        sheet.words(
            _RIGHT + 10, y - _SMALL * 0.36, _written(number), size=_SMALL,
            bold=number == shown.value, width=WIDTH - _RIGHT - 10,
        )  # fmt: skip
    sheet.axis(along, y=_FOOT, size=_SMALL, most=max(2, min(10, int(course.days))), write=typed)
    words = wording.say(
        "exposure.axis" if len(numbers) == 1 else "exposure.axis_with_interval",
        counted=course.counted,
        level=percent(per_day.level),
    )
    sheet.words(
        (_LEFT + _RIGHT) / 2, _FOOT - 58, words, size=_SMALL, colour="muted", align="center"
    )


def _happens(sheet: Canvas, along: Scale, span: _Span, *, y: float) -> None:
    """Write over a stretch of days what happens in it."""
    left, right = along.place(span.first), along.place(span.last)
    sheet.line(left, y, max(right, left + 4), y, width=4, colour="ink")
    wide = text_width(span.words, _SMALL)
    at = max(_LEFT, min((left + right - wide) / 2, WIDTH - wide))
    sheet.words(at, y + 9, span.words, size=_SMALL)


def _by_day(per_day: Estimate, days: float) -> Rounded:
    """Give how many there are by a day, in the digits that their interval bears."""
    value, low, high = (x * days for x in (per_day.value, per_day.low, per_day.high))
    return wording.rounded(replace(per_day, value=value, low=low, high=high), whole=True)


def _written(number: Decimal) -> str:
    return wording.in_use().number(number).replace("-", MINUS)


ON_SLIDES = OnSlides(
    needs=lambda facts: (facts.weighed.impact, evidence_source(facts)),
    draw=lambda found, source: exposure(found, source=source),
    slot="wrong_until_stopped",
)
