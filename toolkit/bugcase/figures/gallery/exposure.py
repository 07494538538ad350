"""What it costs until it is stopped: the numbers that are multiplied, and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from bugcase import wording
from bugcase.compare.models import Comparison
from bugcase.decision.assumptions import (
    DAYS_UNTIL_STOPPED,
    DECISIONS_PER_DAY,
    SHARE_RECOVERED,
    Assumption,
)
from bugcase.decision.impact import Impact
from bugcase.decision.ranges import Measured
from bugcase.decision.rollout import Rollout
from bugcase.estimate import Estimate, Unit
from bugcase.facts.facts import Facts
from bugcase.figures.canvas import WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import (
    assumed,
    given,
    said_value,
    sentence,
    short,
    simulation_line,
    source_line,
)
from bugcase.figures.money import money_axis, typed
from bugcase.figures.on_slides import OnSlides
from bugcase.figures.picture import Assumed
from bugcase.figures.scale import MINUS, Scale
from bugcase.style.lettering import enumerated, one_line, text_width, wrapped
from bugcase.style.tokens import SPACE, TYPE, column, column_end
from bugcase.wording import Rounded, percent, percentage

_CHANGES = {  # the facts that say how many more there are of each kind of error
    "worsening_in_misses": "misses_change",
    "worsening_in_false_alarms": "false_alarms_change",
}
_ACROSS = 4  # factors in a row, each three columns wide
_WIDE = column_end(2)
_ROW = 150  # pixels from one row of factors to the next
_TOP = 432  # the foot of the first row's numbers
_LARGE, _NUMBER, _LABEL, _SMALL = TYPE["title"], TYPE["body"], TYPE["label"], TYPE["note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Factor:
    """A number of the chain; without one, a gap."""

    number: str | None
    label: str
    counted: str = ""  # how many of it there are: "24 more per 1,000"
    range: str = ""
    sign: str = "×"
    slot: str | None = None
    counted_slot: str | None = None

    @property
    def alt(self) -> str:
        """The factor in words, behind its sign."""
        number = wording.say("figure.not_known") if self.number is None else self.number
        words = f"{self.sign} {number} ({', '.join(filter(None, (self.label, self.counted)))}"
        return f"{words}: {self.range})" if self.range else f"{words})"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """What the chain comes to; its ends are apart where it is not known exactly."""

    shown: Rounded
    estimate: Estimate
    called: str  # "more wrong decisions until it is stopped"
    currency: str | None = None
    harm: bool = False
    slot: str | None = None

    def write(self, number: Decimal) -> str:
        """Write it as the title does, an amount beside the others with as many decimals."""
        sign = MINUS if number < 0 else ""
        if self.currency is None:
            return f"{sign}{wording.in_use().number(abs(number))}"
        like = (self.shown.low, self.shown.high)
        return f"{sign}{wording.amount(number, self.currency, like=like)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chain:
    message: str
    rows: tuple[tuple[_Factor, ...], ...]
    result: _Result | None
    missing: tuple[str, ...] = ()
    assumed: tuple[Assumed, ...] = ()
    source_line: str

    @property
    def alt(self) -> str:
        """The chain in words."""
        factors = " ".join(one.alt for row in self.rows for one in row)
        sentences = [f"{self.message}.", sentence(factors.removeprefix("×").strip())]
        if self.missing:
            what = ", ".join(map(short, self.missing))
            sentences.append(wording.say("figure.unknown", what=what))
        return one_line(" ".join(sentences))


def exposure(
    found: Impact | Rollout, *, comparison: Comparison | None = None,
    slots: Mapping[str, str] | None = None,
) -> CaseFigure:  # fmt: skip
    """Draw how decisions, days and a worsening become wrong decisions, and these money.

    Each number stands large with its range below; what they come to is a bar over nine
    in ten cases with the middle one marked.  Of an impact, all decisions are exposed until
    it is stopped, or in each week where the verdict is "go", since what passes is not
    stopped; without the harm of an error, the wrong decisions are what it comes to.  Of a
    limited rollout, its share is exposed until the labels are in.

    Parameters
    ----------
    comparison
        What the worsening was measured by, for the source line, and for the digits that
        it has elsewhere.  A rollout without one counts the decisions that are exposed.
    slots
        The fact that says each assumption, by the assumption's id.
    """
    match found:
        case Impact():
            weekly = comparison is not None and comparison.verdict == "go"
            chain = _of_impact(found, comparison, weekly=weekly, slots=slots or {})
        case Rollout():
            chain = _of_rollout(found, comparison)
    with drawing():
        sheet = Canvas(alt=chain.alt, source_line=chain.source_line, assumed=chain.assumed)
        top, bar = (_TOP, 64) if len(chain.rows) > 1 else (_TOP - SPACE["zone"], 168)
        for place, row in enumerate(chain.rows):
            for across, factor in enumerate(row):
                _draw_factor(sheet, factor, across, y=top - _ROW * place)
        if chain.result is not None:
            _draw_result(sheet, chain.result, y=bar)
        if chain.missing:
            lead = wording.say("figure.unknown_lead")
            words = enumerated(chain.missing, lead=lead, width=WIDTH - 20, size=_SMALL)
            sheet.gap(0, 0, WIDTH, 32, words)
    return sheet.figure


# ---------------------------------------------------------------- what is multiplied


def _of_impact(
    found: Impact, comparison: Comparison | None, *, weekly: bool, slots: Mapping[str, str]
) -> _Chain:
    known = {one.id: one for one in found.assumptions}
    days = known.get(DAYS_UNTIL_STOPPED)
    first = [
        _assumed_factor(DECISIONS_PER_DAY, known.get(DECISIONS_PER_DAY), found, slots, sign=""),
        _Factor(number="7", label=wording.say("exposure.days_a_week"))
        if weekly
        else _assumed_factor(DAYS_UNTIL_STOPPED, days, found, slots),
        _worsening(found.worsening.overall, comparison),
    ]
    rows = [first]
    wrong = found.wrong_per_week if weekly else found.wrong_until_stopped
    result = message = None
    used = [known.get(DECISIONS_PER_DAY), *([] if weekly else [days])]
    if weekly and wrong is not None:
        message = wording.say("exposure.each_week", count=wording.more_or_fewer(wrong))
        result = _wrong(wrong, "each_week", slot="wrong_per_week")
    elif found.money_until_stopped is not None:
        recovered = known.get(SHARE_RECOVERED)
        between = wording.money_range(found.money_until_stopped)
        message = wording.say("exposure.costs_until_stopped", range=between)
        result = _money(found.money_until_stopped, found.currency)
        if wrong is not None:
            first.append(_wrong_factor(wrong))
        rows.append([
            *_harms(found, slots),
            _assumed_factor(SHARE_RECOVERED, recovered, found, slots, sign=MINUS),
        ])  # fmt: skip
        used += [*(harm for _, harm in found.harms), recovered]
    elif wrong is not None:
        message = wording.say("exposure.until_stopped", count=wording.more_or_fewer(wrong))
        result = _wrong(wrong, "until_stopped", slot="wrong_until_stopped")
    elif found.wrong_per_day is not None:
        count = wording.more_or_fewer(found.wrong_per_day)
        message = wording.say("exposure.each_day", count=count)
        result = _wrong(found.wrong_per_day, "each_day")
    assumptions = assumed(filter(None, used), found.currency)
    source = comparison.source if comparison else None
    simulated = result.estimate if result else None
    return _Chain(
        message=message or wording.say("exposure.unknown"),
        rows=tuple(map(tuple, rows)),
        result=result,
        missing=() if (weekly and result) or found.money_until_stopped else found.missing,
        assumed=assumptions,
        source_line=simulation_line(simulated, assumptions, source=source) if simulated else "",
    )


def _of_rollout(found: Rollout, comparison: Comparison | None) -> _Chain:
    share, told = percentage(found.share), found.told_after_days
    exposed = found.share * found.decisions_per_day * told
    days, waits = typed(found.days), typed(found.label_delay_days)
    row = [
        _Factor(
            number=typed(found.decisions_per_day), sign="", label=wording.say("exposure.decisions")
        ),
        _Factor(number=share, label=wording.say("exposure.share")),
        _Factor(
            number=typed(told),
            label=wording.say("exposure.days_until_told"),
            range=wording.say("exposure.rollout_and_labels", days=days, waits=waits),
        ),
    ]
    line = wording.say("exposure.share_of", share=share, n=typed(found.decisions_per_day))
    if comparison is None:
        many = Estimate(
            value=exposed, low=exposed, high=exposed, level=0.95, n=0, method="",
            unit=Unit("decisions"),
        )  # fmt: skip
        result = _Result(
            shown=replace(wording.rounded(many, whole=True), value=wording.two_digits(exposed)),
            estimate=many, called=wording.say("exposure.exposed"),
        )  # fmt: skip
        count = wording.about(exposed)
        message = wording.say("exposure.exposed_by_day", day=typed(told), count=count)
    else:
        wrong = found.extra_wrong(comparison.worsening)
        row.append(_worsening(comparison.worsening, comparison))
        result = _wrong(wrong, "until_told")
        message = wording.say("exposure.until_told", count=wording.more_or_fewer(wrong))
        line = f"{line} · {source_line(comparison.worsening, comparison.source)}"
    return _Chain(message=message, rows=(tuple(row),), result=result, source_line=line)


def _assumed_factor(
    id_: str, one: Assumption | None, found: Impact, slots: Mapping[str, str], sign: str = "×"
) -> _Factor:
    """Take an assumption at its likeliest, with its range."""
    if one is None or one.range is None:
        label = one.label if one else wording.say("exposure.not_named")
        return _Factor(number=None, label=label, sign=sign)
    return _Factor(
        number=said_value(one.range.likely, one, found.currency),
        label=one.label,
        range=_span(one, found.currency),
        sign=sign,
        slot=slots.get(id_),
    )


def _span(one: Assumption, currency: str) -> str:
    """Say an assumption's range without its unit, which its label says."""
    if one.range is None or one.range.low == one.range.high:
        return ""
    return given(replace(one, unit=_bare(one, currency)), currency)


def _bare(one: Assumption, currency: str) -> str:
    if one.unit == "share":
        return "share"
    return currency if one.unit.startswith(currency) else ""


def _harms(found: Impact, slots: Mapping[str, str]) -> list[_Factor]:
    """Take the harm of each kind of error, the kind that grows most first."""
    pairs = sorted(found.harms, key=lambda pair: _likely(pair[0]), reverse=True)
    two, factors = len(pairs) > 1, list[_Factor]()
    for measured, harm in pairs:
        opposed = bool(factors) and (_likely(measured) < 0) != (_likely(pairs[0][0]) < 0)
        sign = (MINUS if opposed else "+") if factors else ""
        factor = _assumed_factor(harm.id, harm, found, slots, sign=sign if two else "×")
        if two and isinstance(measured.range, Measured):
            change = wording.rounded(measured.range.estimate)
            factor = replace(
                factor,
                number=f"{_number(abs(change.value))} × {factor.number}",
                counted=wording.change(change),
                counted_slot=_CHANGES.get(measured.id),
            )
        factors.append(factor)
    return factors


def _likely(one: Assumption) -> float:
    return one.range.likely if one.range else 0.0


def _worsening(measured: Estimate, comparison: Comparison | None) -> _Factor:
    """Take the measured worsening, in the digits that it has beside the levels."""
    shown = wording.rounded(measured)
    if comparison is not None:
        shown = wording.rounded_levels(comparison, limit=comparison.limit).worsening
    many, entry = _turned(shown, "exposure.more_per_thousand", "exposure.fewer_per_thousand")
    return _Factor(
        number=_number(many.value), label=wording.say(entry), range=_between(many),
        slot="worsening",
    )  # fmt: skip


def _wrong_factor(wrong: Estimate) -> _Factor:
    many, entry = _turned(
        wording.rounded(wrong, whole=True), "exposure.wrong_more", "exposure.wrong_fewer"
    )
    return _Factor(
        number=_number(many.value), label=wording.say(entry), range=_between(many), sign="=",
        slot="wrong_until_stopped",
    )  # fmt: skip


def _wrong(wrong: Estimate, when: str, *, slot: str | None = None) -> _Result:
    many, called = _turned(
        wording.rounded(wrong, whole=True),
        f"exposure.wrong_{when}_more",
        f"exposure.wrong_{when}_fewer",
    )
    return _Result(
        shown=many, estimate=wrong, called=wording.say(called), harm=wrong.value > 0, slot=slot
    )


def _money(money: Estimate, currency: str) -> _Result:
    many, called = _turned(
        wording.rounded(money), "exposure.cost_until_stopped", "exposure.saved_until_stopped"
    )
    return _Result(
        shown=many, estimate=money, called=wording.say(called), currency=currency,
        harm=money.value > 0, slot="money_until_stopped",
    )  # fmt: skip


def _turned(found: Rounded, more: str, fewer: str) -> tuple[Rounded, str]:
    """Count what wholly lies below nothing as so many fewer."""
    if found.high > 0 or found.low == 0:
        return found, more
    return replace(found, value=abs(found.value), low=abs(found.high), high=abs(found.low)), fewer


def _number(number: Decimal) -> str:
    return wording.in_use().number(number).replace("-", MINUS)


def _between(many: Rounded) -> str:
    if many.low == many.high:
        return ""
    return wording.range_of(many, below="side.fewer", above="side.more")


# ---------------------------------------------------------------- how it is drawn


def _draw_factor(sheet: Canvas, factor: _Factor, across: int, *, y: float) -> None:
    left = column(across * 12 // _ACROSS)
    after = 0.0
    if factor.sign:
        after = sheet.words(left, y, factor.sign, size=_LARGE, colour="muted") + SPACE["hair"]
    room = _WIDE - after
    if factor.number is None:
        words = wording.say("figure.not_known")
        sheet.gap(left + after, y - 8, left + _WIDE, y + 36, words)
    else:
        size = _fitting(factor.number, room)
        sheet.words(
            left + after, y, factor.number, size=size, bold=True, width=room, slot=factor.slot,
            beside=bool(after),
        )  # fmt: skip
    lines = wrapped(factor.label, width=_WIDE, most=1 if factor.counted else 2, size=_LABEL)
    said: list[tuple[str, str | None]] = [(line, None) for line in lines]
    if factor.counted:
        said.append((factor.counted, factor.counted_slot))
    y -= 40
    for words, slot in said:
        sheet.words(left, y, words, size=_LABEL, width=_WIDE, slot=slot)
        y -= 28
    if factor.range:
        sheet.words(left, y, factor.range, size=_SMALL, colour="muted", width=_WIDE)


def _fitting(number: str, room: float) -> int:
    """Choose the largest size in which a number fits."""
    sizes = (_LARGE, _NUMBER, _SMALL)
    return next((size for size in sizes if text_width(number, size, "bold") <= room), _SMALL)


def _draw_result(sheet: Canvas, result: _Result, *, y: float) -> None:
    """Draw a bar over what the result may be, on its axis, and the middle of it large."""
    shown, number = result.shown, result.write(result.shown.value)
    colour = "harm" if result.harm else "baseline"
    lines = wrapped(f"= {result.called}", width=_WIDE, most=3, weight="bold")
    for place, words in enumerate(lines):
        sheet.words(0, y + 20 - 28 * place, words, bold=True, width=_WIDE)
    left = column(3)
    if shown.low == shown.high:
        sheet.words(
            left, y, number, size=_LARGE, bold=True, colour=colour, width=WIDTH - left,
            slot=result.slot,
        )  # fmt: skip
        return
    low, high = result.write(shown.low), result.write(shown.high)
    size = _NUMBER if text_width(f"{low}{high}", _NUMBER, "bold") < 400 else _SMALL
    room = [text_width(words, size, "bold") + SPACE["apart"] + 4 for words in (low, high)]
    values = [float(one) for one in (shown.low, shown.value, shown.high)]
    along = Scale.holding(
        [0.0, *values], start=left + room[0], end=WIDTH - room[1], margin=0.0
    )  # fmt: skip
    start, middle, end = map(along.place, values)
    write = money_axis(along.low, along.high, result.currency) if result.currency else typed
    widest = max(text_width(write(end), _SMALL) for end in (along.low, along.high))
    most = int((along.end - along.start) / (widest + SPACE["zone"]))
    if most >= 2:  # else an amount is as long as the axis
        sheet.axis(along, y=y - 24, size=_SMALL, most=min(most, 5), write=write)
    sheet.block(start, y - 14, max(end, start + 3), y + 14, colour=colour)
    sheet.dot(middle, y, size=22, edge=4)
    foot = y - size * 0.36
    ring = 12  # beside which an end is written where it is the middle too
    sheet.words(
        min(start, middle - ring) - 12, foot, low, size=size, bold=True, align="right", beside=True
    )
    sheet.words(max(end, middle + ring) + 12, foot, high, size=size, bold=True, beside=True)
    sheet.words(
        middle, y + 28, number, size=_LARGE, bold=True, colour=colour, align="center",
        beside=True, slot=result.slot,
    )  # fmt: skip
    level = percent(result.estimate.level)
    words = wording.say("exposure.key", level=level)
    sheet.words(0, y + 20 - 28 * len(lines), words, size=_SMALL, colour="muted", width=_WIDE)


def _drawn_from(
    facts: Facts,
) -> tuple[Impact | None, Comparison | None, dict[str, str]]:
    slots = {
        one.means.replace(" ", "_"): one.id for one in facts.playbook.quantities if one.means
    }  # fmt: skip
    return facts.weighed.impact, facts.evidence.comparison, slots


ON_SLIDES = OnSlides(
    needs=_drawn_from,
    draw=lambda found, comparison, slots: exposure(found, comparison=comparison, slots=slots),
    slot="wrong_until_stopped",
)
