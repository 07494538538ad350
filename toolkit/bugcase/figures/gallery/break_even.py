"""From which chance on one option is cheaper than another."""

from bugcase import wording
from bugcase.data.provenance import Source
from bugcase.decision.assumptions import CARRIES_OVER, Assumption
from bugcase.decision.options import Decision, Weighed
from bugcase.facts.facts import Facts
from bugcase.figures.canvas import WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import decision_line, sentence, short
from bugcase.figures.money import money_axis
from bugcase.figures.on_slides import OnSlides, evidence_source
from bugcase.figures.scale import Scale
from bugcase.style.lettering import apart, enumerated, one_line, text_width, wrapped
from bugcase.style.tokens import TYPE
from bugcase.wording import percentage

_LEFT, _RIGHT, _FOOT, _TOP = 116, 748, 92, 344
_LABELS = _RIGHT + 34
_SMALL = TYPE["note"]


def break_even(decision: Decision, *, source: Source | None = None) -> CaseFigure:
    """Draw each option's expected loss against the probability that the bug bites.

    The two options between which the choice turns are drawn heavily, the one that gains
    from a harmless bug in the accent; where they cross, the probability is written.  The
    grey stretch is what the case assumes that probability to be.

    Not for ruinous harm: there the average is no guide.

    Parameters
    ----------
    source
        The data that the worsening was measured on, for the source line.
    """
    drawn = [one for one in decision.weighed if one.if_real is not None and one.if_not is not None]
    unknown = [one.option.label for one in decision.weighed if one not in drawn]
    believed = _believed(decision)
    message = _message(decision, drawn)
    alt = _alt(decision, drawn, unknown, message, believed)
    with drawing():
        sheet = Canvas(alt=alt, source_line=decision_line(decision, source))
        for place, words in enumerate(wrapped(message, width=WIDTH - 20, most=2, weight="bold")):
            sheet.words(0, 430 - 28 * place, words, bold=True)
        if drawn:
            _plot(sheet, decision, drawn, believed)
        if unknown:
            lead = wording.say("crossing.not_drawn")
            words = enumerated(unknown, lead=lead, width=WIDTH - 20, size=_SMALL)
            foot = 0 if drawn else 370
            sheet.gap(0, foot, WIDTH, foot + 26, words)
    return sheet.figure


def _plot(
    sheet: Canvas, decision: Decision, drawn: list[Weighed], believed: Assumption | None
) -> None:
    ends = [end for one in drawn for end in (_at(one, 0), _at(one, 1))]
    up = Scale.holding([0.0, *ends], start=_FOOT, end=_TOP - 8, margin=0.0)
    along = Scale(low=0, high=1, start=_LEFT, end=_RIGHT)
    if believed is not None and believed.range is not None:
        low, high = along.place(believed.range.low), along.place(believed.range.high)
        sheet.block(low, _FOOT, high, _TOP, colour="tint")
        sheet.line(low, _TOP, max(high, low + 3), _TOP, width=4, colour="ink")
        words = (
            f"{_span(believed)}: {short(believed.source or wording.say('figure.no_source'), 24)}"
        )
        wide = text_width(words, _SMALL)
        left = max(0.0, min((low + high - wide) / 2, _RIGHT - wide))
        sheet.words(left, _TOP + 10, words, size=_SMALL)
    write = money_axis(up.low, up.high, decision.currency)
    sheet.rungs(up, left=_LEFT, right=_RIGHT, most=5, write=write)
    crossing = decision.break_even
    at = None if crossing is None else crossing.probability
    sheet.axis(along, y=_FOOT, size=_SMALL, most=5, write=percentage, but_not_near=at, clear=62)
    words = wording.say("crossing.axis")
    sheet.words(
        (_LEFT + _RIGHT) / 2, _FOOT - 56, words, size=_SMALL, colour="muted", align="center"
    )
    wanted = [up.place(_at(one, 1)) for one in drawn]
    labels = apart(wanted, pitch=25, low=_FOOT, high=_TOP - 10)
    pair = _pair(decision)
    heavy_last = sorted(zip(drawn, labels, strict=True), key=lambda it: it[0].option.id in pair)
    for one, y in heavy_last:
        colour, width = _look(decision, one, pair)
        start, end = up.place(_at(one, 0)), up.place(_at(one, 1))
        sheet.line(_LEFT, start, _RIGHT, end, width=width, colour=colour)
        sheet.curve([(_RIGHT, end), (_RIGHT + 10, end), (_LABELS - 14, y), (_LABELS - 6, y)],
                    width=1.5, colour=colour)  # fmt: skip
        sheet.words(
            _LABELS, y - _SMALL * 0.36, one.option.label, size=_SMALL, width=WIDTH - _LABELS,
            bold=width > 2, colour="muted" if colour == "context" else colour,
        )  # fmt: skip
    if crossing is not None:
        (first,) = (one for one in drawn if one.option.id == crossing.first)
        x = along.place(crossing.probability)
        y = up.place(_at(first, crossing.probability))
        sheet.line(x, _FOOT, x, y, width=2, colour="ink")
        sheet.dot(x, y, size=15, edge=3)
        words = percentage(crossing.probability)
        sheet.words(x, _FOOT - 28, words, size=_SMALL, bold=True, align="center")


def _at(one: Weighed, probability: float) -> float:
    """Give the expected loss at a probability."""
    assert one.if_real is not None
    assert one.if_not is not None
    return one.if_not + probability * (one.if_real - one.if_not)


def _pair(decision: Decision) -> tuple[str, ...]:
    """Name the options that matter: those that cross, or else the best."""
    if decision.break_even is not None:
        return decision.break_even.first, decision.break_even.second
    return () if decision.best is None else (decision.best.option.id,)


def _look(decision: Decision, one: Weighed, pair: tuple[str, ...]) -> tuple[str, float]:
    """Choose the colour and the width of an option's line."""
    if one.option.id not in pair:
        return "context", 2.0
    risky = decision.break_even is not None and one is _cheaper_below_and_above(decision)[0]
    return "harm" if risky else "baseline", 4.5


def _cheaper_below_and_above(decision: Decision) -> tuple[Weighed, Weighed]:
    """Give the option that is cheaper below the break-even point, and the one above it."""
    assert decision.break_even is not None
    both = [one for one in decision.weighed if one.option.id in _pair(decision)]
    below, above = sorted(both, key=lambda one: _at(one, 1) - _at(one, 0), reverse=True)
    return below, above


def _believed(decision: Decision) -> Assumption | None:
    """Find what the case assumes the probability to be."""
    every = [*(flip.assumption for flip in decision.flips), *decision.cannot_flip]
    return next((one for one in every if one.id == CARRIES_OVER), None)


def _span(believed: Assumption) -> str:
    """Say the range of the probability."""
    assert believed.range is not None
    low, likely, high = believed.range.low, believed.range.likely, believed.range.high
    if low == high:
        return wording.say("crossing.assumed", share=percentage(likely))
    return wording.say("crossing.assumed_range", low=percentage(low), high=percentage(high))


def _name(one: Weighed) -> str:
    return wording.say("crossing.name", option=short(one.option.label, 40))


def _message(decision: Decision, drawn: list[Weighed]) -> str:
    if decision.break_even is not None:
        below, above = _cheaper_below_and_above(decision)
        return wording.say(
            "crossing.cheaper",
            above=_name(above),
            below=_name(below),
            chance=wording.one_in(decision.break_even.probability),
            share=percentage(decision.break_even.probability),
        )
    if len(drawn) < 2:
        return wording.say("crossing.one_known" if drawn else "crossing.none_known")
    lowest = [min(drawn, key=lambda one, p=p: _at(one, p)) for p in (0, 1)]  # type: ignore[misc]
    if decision.ruinous:
        return wording.say("crossing.ruinous")
    if lowest[0] is lowest[1]:
        return wording.say("crossing.always_cheapest", option=_name(lowest[0]))
    return wording.say("crossing.none")


def _alt(
    decision: Decision, drawn: list[Weighed], unknown: list[str], message: str,
    believed: Assumption | None,
) -> str:  # fmt: skip
    sentences = [wording.say("crossing.alt", message=message)]
    if believed is not None and believed.range is not None:
        sentences.append(sentence(f"{_span(believed)} ({believed.source})"))
    for one in drawn:
        if_not, if_real = (wording.money(_at(one, p), decision.currency) for p in (0, 1))
        option = short(one.option.label)
        sentences.append(
            wording.say("crossing.option", option=option, if_not=if_not, if_real=if_real)
        )
    if unknown:
        sentences.append(wording.say("figure.unknown", what=", ".join(map(short, unknown))))
    return one_line(" ".join(sentences))


def _ranked(facts: Facts) -> tuple[Decision | None, Source | None]:
    """Give the decision where at least two options could be ranked."""
    found = facts.weighed.decision
    return (found if found and found.best else None, evidence_source(facts))


ON_SLIDES = OnSlides(
    needs=_ranked,
    draw=lambda found, source: break_even(found, source=source),
    slot="break_even",
)
