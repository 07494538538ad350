"""What each option may cost, side by side, and what else it brings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bugcase import wording
from bugcase.data.provenance import Source
from bugcase.decision.disruption import delay_odds, spread_of
from bugcase.decision.options import Decision, Option, Quantity, Weighed
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import assumed_of, decision_line, sentence, short
from bugcase.figures.money import amount, money, typed
from bugcase.figures.on_slides import OnSlides, evidence_source
from bugcase.figures.scale import Scale
from bugcase.style.fonts import Weight
from bugcase.style.lettering import enumerated, one_line, text_width, wrapped
from bugcase.style.tokens import COLUMNS, SPACE, TYPE, column, column_end
from bugcase.wording import percent

_LABEL, _SMALL = TYPE["label"], TYPE["note"]
_INSET = SPACE["near"]  # of the words, from the edge of the row that is tinted
_BARS = column(3) - 24  # where the bars begin
_HEAD = HEIGHT - 22
_ROWS, _FLOOR = HEIGHT - 36, 32
_PITCH = 112.0
_BAR: Final = 8.0  # half a bar's height
_DASH: Final = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cells:
    """A column of the matrix: its head, how wide it is, and its lines for each option."""

    head: str
    columns: int
    lines: Callable[[Option], Sequence[str]]


def cost_ranges(decision: Decision, *, source: Source | None = None, rows: int = 7) -> CaseFigure:
    """Draw which option costs least: what each may cost, and what else it brings.

    Best first, by the decision's criterion; the row of the best is tinted, and the others
    say how much more than it they cost.  A bar holds 9 of 10 outcomes and ends in the
    worst case, beyond which lies 1 of 20; its dot is the average.  Beside the bars stand
    the delay, who is exposed and what stays open, each as far as somebody said it of any
    option.  An option with an unknown number stands last, with what is missing.

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
    matrix = _matrix(weighed)
    first = COLUMNS - sum(cells.columns for cells in matrix)
    right = column_end(first - 1)  # of the bars, with their labels
    lines = max(len(shown) + bool(left_out), 1)
    pitch = min(_PITCH, (_ROWS - _FLOOR) / lines)
    foot = _ROWS - pitch * lines - 26
    middles = [_ROWS - pitch * (place + 0.5) for place in range(lines)]
    with drawing():
        line = decision_line(decision, source) if estimates else ""
        sheet = Canvas(alt=_alt(decision), source_line=line, assumed=assumed_of(decision))
        scale = None
        if estimates:
            reserve = max(text_width(_end(one, decision), _LABEL) for one in weighed if one.loss)
            ends = [end for one in estimates for end in (one.low, one.high)]
            end = max(right - reserve - 12, _BARS + 80)
            scale = Scale.holding([0.0, *ends], start=_BARS, end=end, margin=0.02)
            _frame(sheet, scale, decision, foot=foot, right=right)
        for rank, (one, y) in enumerate(zip(shown, middles, strict=False)):
            if one is decision.best:
                sheet.block(0, y - pitch / 2, WIDTH, y + pitch / 2, colour="tint")
                sheet.block(0, y - pitch / 2, 6, y + pitch / 2, colour="ink")
            elif rank and weighed[rank - 1] is not decision.best:
                sheet.line(0, y + pitch / 2, WIDTH, y + pitch / 2, width=1, colour="rule")
            _name(sheet, one, best=one is decision.best, y=y)
            if scale is None or one.loss is None:
                _gap(sheet, one, y=y, half=min(27.0, pitch * 0.44), right=right)
            else:
                _row(sheet, scale, decision, one, y=y, rank=rank, right=right)
        if left_out:
            words = wording.say("list.only_more", n=left_out)
            sheet.words(_INSET, middles[-1] - 7, words, size=_SMALL, colour="muted", beside=True)
        if matrix:
            _fill(sheet, matrix, decision, shown, middles, first=first, foot=foot)
    return sheet.figure


def _frame(sheet: Canvas, scale: Scale, decision: Decision, *, foot: float, right: float) -> None:
    """Write what a bar, its dot and its end are, what is ranked by, and where nothing is lost."""
    by_worst = decision.criterion == "worst case"
    if decision.best is not None:
        words = wording.say("costs.first_by_worst" if by_worst else "costs.first_by_average")
        sheet.words(_INSET, _HEAD, words, size=_SMALL, colour="muted", beside=True)
    y, x = _HEAD + 7, _BARS + 7.0
    sheet.dot(x, y, size=13)
    words = wording.say("costs.average")
    x += 14
    x += sheet.words(x, _HEAD, words, size=_SMALL, bold=not by_worst, beside=True) + 24
    sheet.block(x, y - _BAR, x + 18, y + _BAR, colour="context")
    sheet.block(x + 15, y - _BAR - 3, x + 18, y + _BAR + 3, colour="ink")
    words = wording.say("costs.worse")
    sheet.words(x + 26, _HEAD, words, size=_SMALL, bold=by_worst, beside=True)
    zero, nothing = scale.place(0), amount(Decimal(0), decision.currency)
    half = text_width(nothing, _SMALL) / 2
    sheet.words(zero, foot, nothing, size=_SMALL, colour="muted", align="center", beside=True)
    if scale.low < 0 and any(one.loss and one.loss.low < 0 for one in decision.weighed):
        gain, loss = wording.say("costs.gain"), wording.say("costs.loss")
        sheet.words(zero - half - 16, foot, gain, size=_SMALL, colour="muted", align="right",
                    beside=True)  # fmt: skip
        half += 16 + sheet.words(zero + half + 16, foot, loss, size=_SMALL, colour="muted",
                                 beside=True)  # fmt: skip
    level = next(percent(one.loss.level) for one in decision.weighed if one.loss)
    words = wording.say("costs.bar", level=level)
    x, wide = zero + half + 24, text_width(words, _SMALL)
    if x + wide > right:  # gains push the zero to the right
        x = max(_BARS, zero - half - 120 - wide)
    sheet.words(x, foot, words, size=_SMALL, colour="muted", beside=True)


def _name(sheet: Canvas, one: Weighed, *, best: bool, y: float) -> None:
    weight: Weight = "bold" if best else "normal"
    width = _BARS - _INSET - 16
    lines = wrapped(one.option.label, width=width, most=2, size=_LABEL, weight=weight)
    _lines(sheet, lines, x=_INSET, y=y, size=_LABEL, width=width, bold=best)


def _lines(
    sheet: Canvas, lines: Sequence[str], *, x: float, y: float, size: int, width: float,
    bold: bool = False, colour: str = "ink",
) -> None:  # fmt: skip
    """Write lines one under the other, their middle at a height."""
    for place, words in enumerate(lines):
        foot = y - size * 0.36 + size * 1.08 * ((len(lines) - 1) / 2 - place)
        sheet.words(x, foot, words, size=size, bold=bold, colour=colour, width=width, beside=True)


def _row(
    sheet: Canvas, scale: Scale, decision: Decision, one: Weighed, *, y: float, rank: int,
    right: float,
) -> None:  # fmt: skip
    """Draw an option: its bar, below it in the row, and over its dot the average."""
    if one.loss is None or one.expected is None:
        return
    best, by_worst = one is decision.best, decision.criterion == "worst case"
    bar = y - 13
    zero, low, high = (scale.place(at) for at in (0.0, one.loss.low, one.loss.high))
    sheet.line(zero, bar - 14, zero, bar + 14, width=1.5, colour="muted")
    sheet.block(low, bar - _BAR, high, bar + _BAR, colour="baseline" if best else "context")
    sheet.block(high - 3, bar - _BAR - 3, high, bar + _BAR + 3, colour="ink")
    dot = scale.place(one.expected)
    sheet.dot(dot, bar, size=13)
    average = amount(wording.beside(one.expected, one.loss), decision.currency)
    more = "" if by_worst else _more(one, decision)
    bold = best and not by_worst
    size = TYPE["body"] if bold else _LABEL
    wide = text_width(average, size, "bold" if bold else "normal")
    both = wide + (8 + text_width(more, _SMALL) if more else 0)
    x = max(_BARS, min(dot - wide / 2, right - both))
    slot = "best_expected" if best else None
    sheet.words(x, y + 5, average, size=size, bold=bold, slot=slot, beside=True)
    if more:
        sheet.words(x + wide + 8, y + 5, more, size=_SMALL, colour="muted", beside=True)
    worst = amount(wording.rounded(one.loss).high, decision.currency)
    bold, size = best and by_worst, _LABEL if by_worst else _SMALL
    slot = {0: "best_worst", 1: "second_worst"}.get(rank)
    colour = "ink" if by_worst else "muted"
    x, foot = max(high, dot + 8) + 8, bar - size * 0.36
    x += 8 + sheet.words(x, foot, worst, size=size, bold=bold, colour=colour, slot=slot,
                         beside=True)  # fmt: skip
    if by_worst and (more := _more(one, decision)):
        sheet.words(x, foot, more, size=_SMALL, colour="muted", beside=True)


def _end(one: Weighed, decision: Decision) -> str:
    """Give what stands right of a bar, to keep its room."""
    if one.loss is None:
        return ""
    worst = amount(wording.rounded(one.loss).high, decision.currency)
    return f"{worst} {_more(one, decision)}" if decision.criterion == "worst case" else worst


def _more(one: Weighed, decision: Decision) -> str:
    """Say how much more than the best an option costs, as the two are shown."""
    best = decision.best
    if best is None or one is best:
        return ""
    this, least = (_ranked_by(each, decision) for each in (one, best))
    if this is None or least is None:
        return ""
    if this <= least:
        return wording.say("costs.same")
    return f"+{money(float(this - least), decision.currency)}"


def _ranked_by(one: Weighed, decision: Decision) -> Decimal | None:
    """Give the number that options are ranked by, as it is shown."""
    if one.loss is None or one.expected is None:
        return None
    if decision.criterion == "worst case":
        return wording.rounded(one.loss).high
    return wording.beside(one.expected, one.loss)


def _gap(sheet: Canvas, one: Weighed, *, y: float, half: float, right: float) -> None:
    """Show in place of a bar what is missing for it."""
    sheet.block(_BARS, y - half, right, y + half, colour="gap-tint")
    sheet.line(_BARS, y - half, right, y - half, width=2, colour="gap")
    width, lead = right - _BARS - 20, wording.say("figure.unknown_lead")
    words = enumerated(_missing(one), lead=lead, width=1.7 * width, size=_SMALL)
    lines = wrapped(words, width=width, most=2, size=_SMALL)
    _lines(sheet, lines, x=_BARS + 10, y=y, size=_SMALL, width=width, colour="gap")


def _missing(one: Weighed) -> list[str]:
    """Name what is missing, without the option's own name before its own numbers."""
    return [name.removeprefix(f"{one.option.label}: ") for name in one.missing]


def _matrix(weighed: Sequence[Weighed]) -> list[_Cells]:
    """Give the columns of which something is known for any option."""
    options = [one.option for one in weighed]
    found = []
    if any(spread_of(option.exposed_share) is not None for option in options):
        found.append(_Cells(head=wording.say("costs.exposed"), columns=2, lines=_exposed))
    if any(one_line(option.leaves_open) for option in options):
        found.append(_Cells(head=wording.say("costs.open"), columns=3, lines=_open))
    if any(delay_odds(option) is not None for option in options):
        columns = 1 if found else 2  # the last has no space after it for its head
        found.insert(0, _Cells(head=wording.say("costs.delay"), columns=columns, lines=_delay))
    return found


def _fill(
    sheet: Canvas, matrix: Sequence[_Cells], decision: Decision, shown: Sequence[Weighed],
    middles: Sequence[float], *, first: int, foot: float,
) -> None:  # fmt: skip
    """Write the matrix, column by column, from a column of the grid on."""
    for cells in matrix:
        x, width = column(first), column_end(first + cells.columns - 1) - column(first)
        width = min(width + SPACE["near"], WIDTH - x)  # most of the space between two columns too
        sheet.words(x, _HEAD, cells.head, size=_SMALL, colour="muted", width=width)
        for one, y in zip(shown, middles, strict=False):
            colour = "ink" if one is decision.best else "muted"
            lines = [part for said in cells.lines(one.option)
                     for part in wrapped(said, width=width, most=2, size=_SMALL)][:2]  # fmt: skip
            _lines(sheet, lines, x=x, y=y, size=_SMALL, width=width, colour=colour)
        if cells.lines is _delay and any(_is_spread(one.option) for one in shown):
            words = wording.say("costs.odds")
            sheet.words(x, foot, words, size=_SMALL, colour="muted", width=WIDTH - x)
        first += cells.columns


def _is_spread(option: Option) -> bool:
    odds = delay_odds(option)
    return odds is not None and odds[0] < odds[1]


def _delay(option: Option) -> list[str]:
    odds = delay_odds(option)
    if odds is None:
        return [_DASH]
    return [_between(*odds) if odds[1] else wording.say("costs.no_delay")]


def _exposed(option: Option) -> list[str]:
    """Say who meets the bug for how long, and how much of its harm is held back from them."""
    share, days = _ends(option.exposed_share), _ends(option.exposed_days)
    if any(ends is not None and ends[1] == 0 for ends in (share, days)):
        return [wording.say("costs.nobody")]
    if share is None:
        return [_DASH]
    who = wording.say("costs.everybody") if share[0] >= 1 else _percent(share)
    time = _DASH if days is None else _between(*days)
    lines = [wording.say("costs.exposed_for", who=who, days=time)]
    prevented = _ends(option.prevented_share)
    if prevented is None:
        lines.append(wording.say("costs.held_back", share=_DASH))
    elif prevented[1] > 0:
        lines.append(wording.say("costs.held_back", share=_percent(prevented)))
    return lines


def _open(option: Option) -> list[str]:
    return [one_line(option.leaves_open) or _DASH]


def _ends(number: Quantity) -> tuple[float, float] | None:
    spread = spread_of(number)
    return None if spread is None else (spread.low, spread.high)


def _percent(share: tuple[float, float]) -> str:
    return wording.say("number.percent", number=_between(100 * share[0], 100 * share[1]))


def _between(low: float, high: float) -> str:
    if low == high:
        return typed(low)
    return wording.say("axis.from_to", low=typed(low), high=typed(high))


def _alt(decision: Decision) -> str:
    """Say the comparison in words."""
    sentences = []
    for one in decision.weighed:
        name = short(one.option.label)
        if one.loss is None or one.expected is None or one.worst is None:
            what = ", ".join(_missing(one))
            sentences.append(wording.say("costs.not_compared", option=name, what=what))
        else:
            average, worst = (
                wording.say_amount(value, decision.currency)
                for value in (
                    wording.beside(one.expected, one.loss),
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
                    worst=worst,
                )
            )
        for cells in _matrix(decision.weighed):
            said = ", ".join(cells.lines(one.option))
            if said != _DASH:
                sentences.append(sentence(f"{cells.head}: {short(said)}"))
    best = decision.best
    lead = wording.say("costs.no_best")
    if best is not None:
        entry = "costs.best_by_worst" if decision.criterion == "worst case" else "costs.best"
        lead = wording.say(entry, option=short(best.option.label))
    lead = wording.say("costs.alt", n=len(decision.weighed), best=lead)
    return one_line(" ".join([lead, *sentences]))


ON_SLIDES = OnSlides(
    needs=lambda facts: (facts.weighed.decision, evidence_source(facts)),
    draw=lambda found, source: cost_ranges(found, source=source),
    slot="options_compared",
)
