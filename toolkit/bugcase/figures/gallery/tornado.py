"""What moves the cost: the assumptions by their share of the spread."""

from decimal import Decimal

from bugcase import wording
from bugcase.data.provenance import Source
from bugcase.decision.assumptions import Assumption
from bugcase.decision.impact import ENDS, Impact, Influence
from bugcase.decision.ranges import Measured
from bugcase.figures.canvas import HEIGHT, WIDTH, Align, Canvas, CaseFigure, drawing
from bugcase.figures.captions import (
    assumed,
    given,
    said_value,
    sentence,
    short,
    simulation_line,
    unit_after,
)
from bugcase.figures.money import amount
from bugcase.figures.on_slides import OnSlides, evidence_source
from bugcase.figures.scale import Scale
from bugcase.style.lettering import enumerated, one_line, text_width, wrapped
from bugcase.style.tokens import SPACE, TYPE, column, column_end
from bugcase.wording import percent, percentage

LEAST = 0.05  # of the spread: what explains less has no row
_NAMES = column_end(3)
_LEFT, _RIGHT = column(4), column_end(10) - 12  # of the bars with the words at their ends
_MOST_BESIDE = 232  # pixels for the words at one end
_LABEL, _SMALL = TYPE["label"], TYPE["note"]


def tornado(impact: Impact, *, source: Source | None = None, rows: int = 6) -> CaseFigure:
    """Draw how far each assumption moves the cost, biggest share of the spread first.

    A bar runs from the average cost with this assumption at its 5 % point to that at its
    95 % point, the others as they vary; either end says the value that leads there.  The
    dark bar is the largest; what explains under 5 % of the spread is counted in a line.

    Parameters
    ----------
    source
        The data that the worsening was measured on, for the source line.
    rows
        How many fit.
    """
    every = impact.influences
    shown = [one for one in every if one.share >= LEAST][:rows] or list(every[:1])
    others = every[len(shown) :]
    known = bool(every) and impact.expected_money is not None
    given_by = assumed((one.assumption for one in every), impact.currency) if known else ()
    line = simulation_line(impact.money_until_stopped, given_by, source=source) if known else ""
    with drawing():
        sheet = Canvas(alt=_alt(impact), source_line=line, assumed=given_by)
        head, floor = HEIGHT - _LABEL, 0
        if impact.missing:
            lead = wording.say("figure.unknown_lead")
            words = enumerated(impact.missing, lead=lead, width=WIDTH - 20, size=_SMALL)
            floor = 40
            foot = 0 if known else head - 56
            sheet.gap(0, foot, WIDTH, foot + 28, words)
        if not known or impact.expected_money is None:
            sheet.words(0, head - 8, wording.say("moves.cannot"), bold=True)
            return sheet.figure
        if others:
            sheet.words(0, floor + 4, _left_out(others), size=_SMALL, colour="muted")
            floor += 40
        pitch = min(128.0, (head - SPACE["near"] - floor) / len(shown))
        average = impact.expected_money
        ends = [average, *(end for one in shown for end in (one.low, one.high))]
        beside = _beside(shown, impact)
        scale = Scale.holding(ends, start=_LEFT + beside, end=_RIGHT - beside, margin=0.0)
        at = scale.place(average)
        sheet.words(
            at, head, wording.say("moves.average", amount=_written(average, impact)),
            bold=True, align="center", beside=True,
        )  # fmt: skip
        words = wording.say("moves.of_the_spread")
        sheet.words(WIDTH, head, words, size=_SMALL, colour="muted", align="right")
        top = head - SPACE["near"]
        sheet.line(at, top - pitch * len(shown), at, top + 4, width=2, colour="ink")
        for place, one in enumerate(shown):
            y = top - pitch * (place + 0.5)
            _row(sheet, scale, impact, one, y=y, first=place == 0, beside=beside)
    return sheet.figure


def _left_out(others: tuple[Influence, ...]) -> str:
    """Count what has no row; with its share where one of them is no small one."""
    if all(one.share < LEAST for one in others):
        return wording.say("moves.less_each", n=len(others), share=percent(LEAST))
    together = percentage(min(1.0, sum(one.share for one in others)))
    return wording.say("moves.others", n=len(others), share=together)


def _row(
    sheet: Canvas, scale: Scale, impact: Impact, one: Influence, *, y: float, first: bool,
    beside: float,
) -> None:  # fmt: skip
    lines = wrapped(
        one.assumption.label,
        width=_NAMES,
        most=2,
        size=_LABEL,
        weight="bold" if first else "normal",
    )
    for place, words in enumerate(lines):
        foot = y - _LABEL * 0.36 + 14 * (len(lines) - 1) - 28 * place
        sheet.words(0, foot, words, bold=first, width=_NAMES)
    ends = sorted(zip((one.low, one.high), _values(one, impact.currency), strict=True))
    (left, at_left), (right, at_right) = ends
    x1, x2 = scale.place(left), scale.place(right)
    sheet.block(x1, y - 19, max(x2, x1 + 3), y + 19, colour="baseline" if first else "context")
    _end(sheet, x1 - 12, y, _written(left, impact), at_left, align="right", width=beside - 12)
    right_of = max(x2, x1 + 3) + 12
    _end(sheet, right_of, y, _written(right, impact), at_right, align="left", width=beside - 12)
    sheet.words(
        WIDTH, y - TYPE["body"] * 0.36, percentage(one.share),
        size=TYPE["body"] if first else _LABEL, bold=True, align="right",
        slot="top_influence" if first else None,
    )  # fmt: skip


def _end(
    sheet: Canvas, x: float, y: float, cost: str, value: str, *, align: Align, width: float
) -> None:
    """Write at the end of a bar what it costs, and below at which value."""
    sheet.words(x, y + 3, cost, bold=True, align=align, beside=True, width=width)
    sheet.words(
        x, y - 22, value, size=_SMALL, colour="muted", align=align, beside=True, width=width
    )


def _beside(shown: list[Influence], impact: Impact) -> float:
    """Say how much room the words at the end of a bar take."""
    wide = [
        *(text_width(words, _SMALL) for one in shown for words in _values(one, impact.currency)),
        *(
            text_width(_written(end, impact), _LABEL, "bold")
            for one in shown
            for end in (one.low, one.high)
        ),
    ]
    return min(max(wide) + 16, _MOST_BESIDE)


def _values(one: Influence, currency: str) -> tuple[str, str]:
    """Say the values that lead to the ends: the 5 % and the 95 % point, with their unit."""
    assumption = one.assumption
    if assumption.range is None:
        return "", ""
    low, high = map(float, assumption.range.draws(ENDS))
    return _value(low, assumption, currency), _value(high, assumption, currency)


def _value(value: float, assumption: Assumption, currency: str) -> str:
    if isinstance(assumption.range, Measured):
        said = wording.change_of(Decimal(f"{1000 * value:.2g}"))
    else:
        number = said_value(float(f"{value:.2g}"), assumption, currency)
        said = f"{number}{unit_after(assumption, currency)}"
    return wording.say("moves.at", value=said)


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
        name, spread = short(one.assumption.label), given(one.assumption, impact.currency)
        low, high, share = written(one.low), written(one.high), percentage(one.share)
        said = f"{name} ({spread})"
        sentences.append(
            wording.say("moves.alt_one", assumption=said, low=low, high=high, share=share)
        )
    return one_line(" ".join([*sentences, *unknown]))


ON_SLIDES = OnSlides(
    needs=lambda facts: (facts.weighed.impact, evidence_source(facts)),
    draw=lambda found, source: tornado(found, source=source),
    slot="top_influence",
)
