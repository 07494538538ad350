"""From which chance on one option is cheaper than another."""

from bugcase import wording
from bugcase.data.provenance import Source
from bugcase.decision.assumptions import CARRIES_OVER, Assumption
from bugcase.decision.options import Decision, Weighed
from bugcase.facts.facts import Facts
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import assumed_of, decision_line, sentence, short
from bugcase.figures.money import money_axis
from bugcase.figures.on_slides import OnSlides, evidence_source
from bugcase.figures.scale import Scale
from bugcase.style.lettering import apart, enumerated, one_line, text_width, wrapped
from bugcase.style.tokens import SPACE, TYPE, column
from bugcase.wording import percentage

_LEFT, _RIGHT, _TOP = column(1), column(8) - 40, 388
_FOOT = 80  # of the plot, where nothing stands below its axis but the axis's name
_LABELS = column(8)  # where the options are named
_HEADS = _TOP + 14  # what is marked on the axis is named above the plot
_LARGE, _LABEL, _SMALL = TYPE["body"], TYPE["label"], TYPE["note"]
_LINE = 32
_NAME_OF_AXIS = 74  # below it


def break_even(decision: Decision, *, source: Source | None = None) -> CaseFigure:
    """Draw each option's average cost by the chance that the bug shows in production.

    The two options between which the choice turns are drawn heavily, the one that gains
    from a harmless bug in the accent; where they cross, the chance is written.  The
    stretch is what the case assumes that chance to be.

    Not for ruinous harm: there the average is no guide.

    Parameters
    ----------
    source
        The data that the worsening was measured on, for the source line.
    """
    drawn = [one for one in decision.weighed if one.if_real is not None and one.if_not is not None]
    unknown = [one.option.label for one in decision.weighed if one not in drawn]
    believed = _believed(decision)
    message, always = _message(decision, drawn)
    alt = _alt(decision, drawn, unknown, message, believed)
    with drawing():
        sheet = Canvas(
            alt=alt, source_line=decision_line(decision, source), assumed=assumed_of(decision)
        )
        headed = decision.break_even is None and not always  # a title says the rest
        if headed:
            sheet.words(0, HEIGHT - _LABEL, message, bold=True)
        if drawn:
            upright = wording.say("crossing.upright")
            y = _HEADS if headed else HEIGHT - _LABEL
            sheet.words(0, y, upright, size=_SMALL, colour="muted", width=column(2))
            _plot(sheet, decision, drawn, believed, foot=_FOOT + 44 * bool(unknown))
        if unknown:
            lead = wording.say("crossing.not_drawn")
            words = enumerated(unknown, lead=lead, width=WIDTH - 20, size=_SMALL)
            foot = 0 if drawn else 370
            sheet.gap(0, foot, WIDTH, foot + 32, words)
    return sheet.figure


def _plot(
    sheet: Canvas, decision: Decision, drawn: list[Weighed], believed: Assumption | None,
    *, foot: float,
) -> None:  # fmt: skip
    ends = [end for one in drawn for end in (_at(one, 0), _at(one, 1))]
    up = Scale.holding([0.0, *ends], start=foot, end=_TOP - 8, margin=0.0)
    along = Scale(low=0, high=1, start=_LEFT, end=_RIGHT)
    marked = None if decision.break_even is None else decision.break_even.probability
    if believed is not None and believed.range is not None:
        low, high = along.place(believed.range.low), along.place(believed.range.high)
        sheet.block(low, foot, high, _TOP, colour="tint")
        sheet.line(low, _TOP, max(high, low + 3), _TOP, width=4, colour="ink")
    write = money_axis(up.low, up.high, decision.currency)
    sheet.rungs(up, left=_LEFT, right=_RIGHT, most=4, write=write)
    sheet.axis(along, y=foot, size=_SMALL, most=5, write=percentage)
    sheet.words(
        _LEFT,
        foot - _NAME_OF_AXIS,
        wording.say("crossing.axis"),
        colour="muted",
        width=_RIGHT - _LEFT,
    )
    pair = _pair(decision)
    for one in sorted(drawn, key=lambda one: one.option.id in pair):
        colour, width = _look(decision, one, pair)
        start, end = up.place(_at(one, 0)), up.place(_at(one, 1))
        sheet.line(_LEFT, start, _RIGHT, end, width=width, colour=colour)
    _name_lines(sheet, decision, drawn, up, foot=foot)
    _name_marks(sheet, along, marked, believed)
    if marked is not None and decision.break_even is not None:
        (first,) = (one for one in drawn if one.option.id == decision.break_even.first)
        x, y = along.place(marked), up.place(_at(first, marked))
        sheet.line(x, foot, x, _TOP, width=2, colour="ink")
        sheet.dot(x, y, size=20, edge=4)


def _name_lines(
    sheet: Canvas, decision: Decision, drawn: list[Weighed], up: Scale, *, foot: float
) -> None:
    """Name the options at the ends of their lines; a grey one where there is room."""
    pair = _pair(decision)
    strong = [one for one in drawn if one.option.id in pair]
    width = WIDTH - _LABELS
    lines = [
        wrapped(one.option.label, width=width, most=2, size=_LARGE, weight="bold")
        for one in strong
    ]  # fmt: skip
    pitch = _LINE * max(map(len, lines), default=1) + SPACE["hair"]
    at = apart(
        [up.place(_at(one, 1)) for one in strong], pitch=pitch, low=foot + pitch / 2,
        high=_TOP - pitch / 2,
    )  # fmt: skip
    taken: list[tuple[float, float]] = []
    for one, said, y in zip(strong, lines, at, strict=True):
        colour, _ = _look(decision, one, pair)
        _lead(sheet, up.place(_at(one, 1)), y, colour=colour, width=2)
        for place, words in enumerate(said):
            base = y - _LARGE * 0.36 + _LINE * ((len(said) - 1) / 2 - place)
            sheet.words(_LABELS, base, words, size=_LARGE, bold=True, colour=colour, width=width)
        taken.append((y - pitch / 2, y + pitch / 2))
    unnamed = False
    for one in drawn:
        y = up.place(_at(one, 1))
        low, high = y - _LINE / 2, y + _LINE / 2
        if one in strong:
            continue
        if any(low < above and below < high for below, above in taken):
            unnamed = True
            continue
        taken.append((low, high))
        _lead(sheet, y, y, colour="context", width=1.5)
        sheet.words(
            _LABELS, y - _SMALL * 0.36, one.option.label, size=_SMALL, colour="muted", width=width
        )
    if unnamed:
        words = wording.say("crossing.others")
        sheet.words(_LABELS, foot - _NAME_OF_AXIS, words, size=_SMALL, colour="muted", width=width)


def _lead(sheet: Canvas, start: float, end: float, *, colour: str, width: float) -> None:
    """Lead from the end of a line to its name."""
    sheet.curve(
        [(_RIGHT, start), (_RIGHT + 8, start), (_LABELS - 14, end), (_LABELS - 8, end)],
        width=width, colour=colour,
    )  # fmt: skip


def _name_marks(
    sheet: Canvas, along: Scale, marked: float | None, believed: Assumption | None
) -> None:
    """Name above the plot where the lines cross, and the stretch that is assumed."""
    taken: tuple[float, float] | None = None
    if marked is not None:
        words = wording.say("crossing.same", share=percentage(marked))
        wide = text_width(words, _LARGE, "bold")
        left = min(max(0.0, along.place(marked) - wide / 2), _RIGHT - wide)
        sheet.words(left, _HEADS, words, size=_LARGE, bold=True, beside=True, slot="break_even")
        taken = left, left + wide
    if believed is not None and believed.range is not None:
        words = _span(believed)
        wide = text_width(words, _LABEL)
        middle = (along.place(believed.range.low) + along.place(believed.range.high)) / 2
        # clear of what the upright axis is called; over the mark's name, where both are near
        left = max(float(column(2)), min(middle - wide / 2, _LABELS - wide))
        above = taken is not None and left < taken[1] + 16 and taken[0] - 16 < left + wide
        sheet.words(left, HEIGHT - _LABEL if above else _HEADS, words, beside=True)


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
        return "context", 1.5
    risky = decision.break_even is not None and one is _cheaper_below_and_above(decision)[0]
    return "harm" if risky else "baseline", 5.0


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


def _message(decision: Decision, drawn: list[Weighed]) -> tuple[str, bool]:
    """Say what the lines show, and whether that is that one lies below all others."""
    if decision.break_even is not None:
        below, above = _cheaper_below_and_above(decision)
        said = wording.say(
            "crossing.cheaper",
            above=_name(above),
            below=_name(below),
            chance=wording.one_in(decision.break_even.probability),
            share=percentage(decision.break_even.probability),
        )
        return said, False
    if len(drawn) < 2:
        return wording.say("crossing.one_known" if drawn else "crossing.none_known"), False
    lowest = [min(drawn, key=lambda one, p=p: _at(one, p)) for p in (0, 1)]  # type: ignore[misc]
    if decision.ruinous:
        return wording.say("crossing.ruinous"), False
    if lowest[0] is lowest[1]:
        return wording.say("crossing.always_cheapest", option=_name(lowest[0])), True
    return wording.say("crossing.none"), False


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
