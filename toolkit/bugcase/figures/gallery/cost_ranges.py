"""What each option may cost, side by side."""

from bugcase import wording
from bugcase.data.provenance import Source
from bugcase.decision.options import Decision, Weighed
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import assumed_of, decision_line, short
from bugcase.figures.money import amount, money_axis
from bugcase.figures.on_slides import OnSlides, evidence_source
from bugcase.figures.scale import Scale
from bugcase.style.fonts import Weight
from bugcase.style.lettering import enumerated, one_line, wrapped
from bugcase.style.tokens import TYPE
from bugcase.wording import percent

_LEFT, _RIGHT = 356, 672  # of the bars
_EXPECTED, _MEDIAN = 812, 958  # right edges of the columns; the last one's is the sheet's
_SMALL = TYPE["note"]


def cost_ranges(decision: Decision, *, source: Source | None = None, rows: int = 10) -> CaseFigure:
    """Draw what each option may cost: its range, its median, its mean and its worst case.

    Best first, by the decision's criterion; the best has a rule beside its name and the
    dark bar.  A bar holds 9 of 10 outcomes and ends in the worst case, beyond which lies
    1 of 20.  An option with an unknown number stands last, with what is missing.

    Parameters
    ----------
    source
        The data that the worsening was measured on, for the source line.
    rows
        How many options fit.
    """
    weighed = decision.weighed
    shown = weighed if len(weighed) <= rows else weighed[: rows - 1]
    left_out = len(weighed) - len(shown)
    estimates = [one.loss for one in weighed if one.loss is not None]
    with drawing():
        line = decision_line(decision, source) if estimates else ""
        sheet = Canvas(alt=_alt(decision), source_line=line, assumed=assumed_of(decision))
        head = HEIGHT - 20
        lines = len(shown) + bool(left_out)
        pitch = min(104.0, (HEIGHT - 104) / max(lines, 1))
        floor = head - 16 - pitch * lines
        scale = None
        if estimates:
            ends = [end for one in estimates for end in (one.low, one.high)]
            scale = Scale.holding([0.0, *ends], start=_LEFT, end=_RIGHT, margin=0.04)
            _frame(sheet, scale, decision, head=head, floor=floor)
        for place, one in enumerate(shown):
            y = head - 16 - pitch * (place + 0.5)
            _row(sheet, scale, decision, one, y=y, pitch=pitch)
        if left_out:
            words = wording.say("list.only_more", n=left_out)
            sheet.words(16, floor + pitch / 2 - 6, words, size=_SMALL, colour="muted")
    return sheet.figure


def _frame(sheet: Canvas, scale: Scale, decision: Decision, *, head: float, floor: float) -> None:
    """Draw the heads of the columns, each with the mark it stands for, and the axis."""
    by_worst = decision.criterion == "worst case"
    y = head + 6
    at = _EXPECTED - sheet.words(
        _EXPECTED, head, wording.say("costs.average"), size=_SMALL, align="right", bold=not by_worst
    )
    sheet.dot(at - 14, y, size=10, edge=1, filled=True, shape="D")
    at = _MEDIAN - sheet.words(
        _MEDIAN, head, wording.say("costs.middle"), size=_SMALL, align="right"
    )
    sheet.dot(at - 14, y, size=13)
    words = wording.say("costs.worse")
    at = WIDTH - sheet.words(WIDTH, head, words, size=_SMALL, align="right", bold=by_worst)
    sheet.line(at - 10, y - 11, at - 10, y + 11, width=5, colour="harm")
    if decision.best is not None:
        words = wording.say("costs.first_by_worst" if by_worst else "costs.first_by_average")
        sheet.words(16, head, words, size=_SMALL, colour="muted")
    write = money_axis(scale.low, scale.high, decision.currency)
    zero = scale.place(0)
    sheet.line(zero, floor, zero, head - 12, width=1.5, colour="muted")
    sheet.axis(scale, y=floor, size=_SMALL, most=4, write=write)
    if scale.low < 0 and any(one.loss and one.loss.low < 0 for one in decision.weighed):
        gain, loss = wording.say("costs.gain"), wording.say("costs.loss")
        sheet.words(zero - 10, floor - 56, gain, size=_SMALL, colour="muted", align="right")
        sheet.words(zero + 10, floor - 56, loss, size=_SMALL, colour="muted")


def _row(
    sheet: Canvas, scale: Scale | None, decision: Decision, one: Weighed, *, y: float, pitch: float
) -> None:
    best = one is decision.best
    size = TYPE["label"] if pitch >= TYPE["label"] * 1.7 else _SMALL
    foot = y - size * 0.36
    width = _LEFT - 36
    weight: Weight = "bold" if best else "normal"
    most = 2 if pitch >= 2.3 * size else 1
    lines = wrapped(one.option.label, width=width, most=most, size=size, weight=weight)
    for place, words in enumerate(lines):
        line_foot = foot + size * 1.15 * ((len(lines) - 1) / 2 - place)
        sheet.words(16, line_foot, words, size=size, bold=best, width=width)
    if best:
        sheet.block(0, y - pitch * 0.4, 6, y + pitch * 0.4, colour="ink")
    if scale is None or one.loss is None or one.expected is None or one.worst is None:
        half = min(16.0, pitch * 0.42)
        lead = wording.say("figure.unknown_lead")
        words = enumerated(_missing(one), lead=lead, width=WIDTH - _LEFT - 20, size=_SMALL)
        sheet.gap(_LEFT, y - half, WIDTH, y + half, words)
        return
    low, high = scale.place(one.loss.low), scale.place(one.loss.high)
    half = min(12.0, pitch * 0.25)
    sheet.block(low, y - half, high, y + half, colour="baseline" if best else "context")
    worst = scale.place(one.worst)
    sheet.line(worst, y - half - 5, worst, y + half + 5, width=5, colour="harm")
    sheet.dot(scale.place(one.loss.value), y, size=13)
    sheet.dot(scale.place(one.expected), y, size=8, edge=1, filled=True, shape="D")
    by_worst = decision.criterion == "worst case"
    for at, value, bold in (
        (_EXPECTED, wording.beside(one.expected, one.loss), best and not by_worst),
        (_MEDIAN, wording.rounded(one.loss).value, False),
        (WIDTH, wording.rounded(one.loss).high, best and by_worst),
    ):
        written = amount(value, decision.currency)
        sheet.words(at, foot, written, size=size, bold=bold, align="right")


def _missing(one: Weighed) -> list[str]:
    """Name what is missing, without the option's own name before its own numbers."""
    return [name.removeprefix(f"{one.option.label}: ") for name in one.missing]


def _alt(decision: Decision) -> str:
    """Say the comparison in words."""
    sentences = []
    for one in decision.weighed:
        name = short(one.option.label)
        if one.loss is None or one.expected is None or one.worst is None:
            what = ", ".join(_missing(one))
            sentences.append(wording.say("costs.not_compared", option=name, what=what))
            continue
        average, middle, worst = (
            wording.say_amount(value, decision.currency)
            for value in (
                wording.beside(one.expected, one.loss),
                wording.rounded(one.loss).value,
                wording.rounded(one.loss).high,
            )
        )
        sentences.append(
            wording.say(
                "costs.option",
                option=name,
                average=average,
                level=percent(one.loss.level),
                range=wording.money_range(one.loss),
                middle=middle,
                worst=worst,
            )
        )
    best = decision.best
    lead = wording.say("costs.no_best")
    if best is not None:
        entry = "costs.best_by_worst" if decision.criterion == "worst case" else "costs.best"
        lead = wording.say(entry, option=short(best.option.label))
    lead = wording.say("costs.alt", n=len(sentences), best=lead)
    return one_line(" ".join([lead, *sentences]))


ON_SLIDES = OnSlides(
    needs=lambda facts: (facts.weighed.decision, evidence_source(facts)),
    draw=lambda found, source: cost_ranges(found, source=source),
    slot="options_compared",
)
