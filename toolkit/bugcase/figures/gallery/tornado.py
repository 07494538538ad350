"""What moves the cost: the assumptions by their share of the spread."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from bugcase import wording
from bugcase.data.provenance import Source
from bugcase.decision.assumptions import Assumption
from bugcase.decision.impact import Impact, Influence
from bugcase.decision.ranges import Measured
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import sentence, short, simulation_line
from bugcase.figures.money import amount, typed
from bugcase.figures.on_slides import OnSlides, evidence_source
from bugcase.figures.scale import Scale
from bugcase.style.lettering import enumerated, one_line
from bugcase.style.tokens import TYPE
from bugcase.wording import percent, percentage

_LEFT, _RIGHT = 612, 912  # of the bars; their ends are written outside
_SMALL = TYPE["note"]


def tornado(impact: Impact, *, source: Source | None = None, rows: int = 7) -> CaseFigure:
    """Draw how far each assumption moves the cost, biggest share of the spread first.

    A bar runs from the average cost with this assumption at its 5 % point to that at its
    95 % point, the others as they vary; it says at either end which of the two that is.
    The dark bar is what was measured, the grey ones are what somebody assumed.

    Parameters
    ----------
    source
        The data that the worsening was measured on, for the source line.
    rows
        How many fit.
    """
    every = impact.influences
    shown = every if len(every) <= rows else every[: rows - 1]
    others = every[len(shown) :]
    given_by = [
        one.assumption.source for one in every if not isinstance(one.assumption.range, Measured)
    ]
    known = bool(every) and impact.expected_money is not None
    line = simulation_line(impact.money_until_stopped, given_by, source=source) if known else ""
    with drawing():
        sheet = Canvas(alt=_alt(impact), source_line=line)
        head, floor = HEIGHT - 20, 34 if impact.missing else 0
        if impact.missing:
            lead = wording.say("figure.unknown_lead")
            words = enumerated(impact.missing, lead=lead, width=WIDTH - 20, size=_SMALL)
            foot = 0 if known else head - 56
            sheet.gap(0, foot, WIDTH, foot + 28, words)
        if not known or impact.expected_money is None:
            sheet.words(0, head - 8, wording.say("moves.cannot"), bold=True)
            return sheet.figure
        lines = len(shown) + bool(others)
        pitch = min(76.0, (head - 16 - floor) / lines)
        average = impact.expected_money
        ends = [average, *(end for one in shown for end in (one.low, one.high))]
        scale = Scale.holding(ends, start=_LEFT, end=_RIGHT, margin=0.0)
        at = scale.place(average)
        words = wording.say("moves.average", amount=_written(average, impact))
        sheet.words(at, head, words, size=_SMALL, bold=True, align="center")
        words = wording.say("moves.of_the_spread")
        sheet.words(WIDTH, head, words, size=_SMALL, colour="muted", align="right")
        sheet.line(at, head - 12 - pitch * len(shown), at, head - 8, width=2, colour="ink")
        for place, one in enumerate(shown):
            _row(sheet, scale, impact, one, y=head - 12 - pitch * (place + 0.5), pitch=pitch)
        if others:
            y = head - 12 - pitch * (len(shown) + 0.5)
            words = wording.say("list.only_more", n=len(others))
            sheet.words(0, y, words, size=_SMALL, colour="muted")
            together = percentage(sum(one.share for one in others))
            sheet.words(WIDTH, y, together, size=_SMALL, colour="muted", align="right")
    return sheet.figure


def _row(
    sheet: Canvas, scale: Scale, impact: Impact, one: Influence, *, y: float, pitch: float
) -> None:
    measured = isinstance(one.assumption.range, Measured)
    size = TYPE["label"] if pitch >= 52 else _SMALL
    width = _LEFT - 150
    sheet.words(0, y + 4, one.assumption.label, size=size, bold=measured, width=width)
    given = _given(one.assumption, impact.currency)
    sheet.words(0, y - 21, given, size=_SMALL, colour="muted", width=width)
    half = min(13.0, pitch * 0.28)
    names = ("moves.low", "moves.high") if one.low <= one.high else ("moves.high", "moves.low")
    left, right = sorted((one.low, one.high))
    x1, x2 = scale.place(left), scale.place(right)
    sheet.block(
        x1, y - half, max(x2, x1 + 3), y + half, colour="baseline" if measured else "context"
    )
    foot = y - _SMALL * 0.36
    below, above = (
        wording.say(name, amount=_written(value, impact))
        for name, value in zip(names, (left, right), strict=True)
    )
    sheet.words(x1 - 8, foot, below, size=_SMALL, align="right")
    sheet.words(x2 + 11, foot, above, size=_SMALL)
    sheet.words(WIDTH, foot, percentage(one.share), size=size, bold=True, align="right")


def _given(assumption: Assumption, currency: str) -> str:
    """Say an assumption's range with its unit, and who gave it."""
    given, source = assumption.range, assumption.source or wording.say("figure.no_source")
    if given is None:
        return wording.say("figure.not_known")
    if isinstance(given, Measured):
        interval = wording.change_interval(given.estimate)
        for found, short_for in wording.in_use().pairs("moves.shorter"):
            interval = interval.replace(found, short_for)
        level = percent(given.estimate.level)
        return wording.say("moves.measured", level=level, interval=interval)
    unit = one_line(assumption.unit)
    write: Callable[[float], str] = typed
    if unit == "share":
        write, unit = percentage, ""
    elif unit.startswith(currency):
        write, unit = partial(typed, currency=currency), unit.removeprefix(currency).strip()
    elif unit == assumption.label:
        unit = ""
    low, high = write(given.low), write(given.high)
    span = low if low == high else wording.say("axis.from_to", low=low, high=high)
    unit = wording.in_use().term("unit", unit)
    return f"{f'{span} {unit}'.strip()} · {short(source, 40)}"


def _written(value: float, impact: Impact) -> str:
    return amount(_rounded(value, impact), impact.currency)


def _rounded(value: float, impact: Impact) -> Decimal:
    """Round an average to the unit of the cost that it is an average of."""
    assert impact.money_until_stopped is not None  # there is an average of nothing else
    return wording.beside(value, impact.money_until_stopped)


def _alt(impact: Impact) -> str:
    what = ", ".join(map(short, impact.missing))
    unknown = [wording.say("figure.unknown", what=what)] if what else []
    if impact.expected_money is None:
        return " ".join([sentence(wording.say("moves.cannot")), *unknown])

    def written(value: float) -> str:
        return wording.say_amount(_rounded(value, impact), impact.currency)

    average = written(impact.expected_money)
    sentences = [wording.say("moves.alt", average=average)]
    for one in impact.influences:
        name, given = short(one.assumption.label), _given(one.assumption, impact.currency)
        low, high, share = written(one.low), written(one.high), percentage(one.share)
        said = f"{name} ({given})"
        sentences.append(
            wording.say("moves.alt_one", assumption=said, low=low, high=high, share=share)
        )
    return one_line(" ".join([*sentences, *unknown]))


ON_SLIDES = OnSlides(
    needs=lambda facts: (facts.weighed.impact, evidence_source(facts)),
    draw=lambda found, source: tornado(found, source=source),
    slot="top_influence",
)
