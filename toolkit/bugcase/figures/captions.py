"""Writes the numbers of a result for its figures, and the line that names their source."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Self

from bugcase import wording
from bugcase.compare.groups import GroupComparison
from bugcase.compare.metrics import METRICS
from bugcase.compare.models import Comparison
from bugcase.data.provenance import Source
from bugcase.decision.assumptions import Assumption
from bugcase.decision.options import NUMBERS, Decision, Option
from bugcase.decision.ranges import Measured, Range
from bugcase.estimate import Estimate, Unit
from bugcase.figures.money import typed
from bugcase.figures.picture import Assumed
from bugcase.figures.scale import MINUS
from bugcase.style.lettering import one_line, shortened, text_width
from bugcase.style.tokens import TYPE
from bugcase.wording import Rounded, percent

LINE_WIDTH: Final = 1000  # pixels of the line at the foot of a slide
LEAST_WIDTH: Final = 80  # of it, for the name of the data
NAME_LENGTH: Final = 60  # of a model or a file, in a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricFormat:
    """How a metric's worsening is written: a share per 1,000, a mean in its own unit."""

    unit: Unit
    higher_is_better: bool
    metric: str
    baseline: str

    @classmethod
    def of(cls, comparison: Comparison) -> Self:
        """Take from a comparison how its metric is written."""
        return cls(
            unit=comparison.baseline.unit,
            higher_is_better=any(
                metric.name == comparison.metric and metric.higher_is_better for metric in METRICS
            ),
            metric=one_line(comparison.metric),
            baseline=short(comparison.baseline_name),
        )

    @classmethod
    def of_groups(cls, found: GroupComparison) -> Self:
        """Take from one model on different rows how its metric is written."""
        return cls(
            unit=found.reference_rate.unit,
            higher_is_better=any(
                metric.name == found.metric and metric.higher_is_better for metric in METRICS
            ),
            metric=one_line(found.metric),
            baseline=short(found.reference),
        )

    @property
    def factor(self) -> int:
        """What a value is multiplied by where it is written."""
        return 1000 if self.unit.is_rate else 1

    @property
    def _counts_errors(self) -> bool:
        return self.unit.is_rate and not self.higher_is_better

    @property
    def axis(self) -> str:
        """Name what an axis of worsenings shows."""
        return wording.say(
            "caption.axis_of_good" if self.higher_is_better else "caption.axis",
            metric=self.metric,
            per=wording.per(self.unit),
            baseline=self.baseline,
        )

    @property
    def column(self) -> str:
        """Name what a column of worsenings holds."""
        entry = "caption.column_of_good" if self.higher_is_better else "caption.column"
        return wording.say(entry, per=wording.per(self.unit))

    def number(self, value: Decimal) -> str:
        """Write a worsening with its sign."""
        return wording.signed(value, minus=MINUS)

    def change(self, worsening: Rounded) -> str:
        """Say a worsening in a phrase."""
        return self._said(worsening.value)

    def limit(self, value: float) -> str:
        """Say a limit in a phrase, in all its digits."""
        return self._said(self.shown_limit(value))

    def shown_limit(self, value: float) -> Decimal:
        """Give a limit in all its digits."""
        return wording.shown(value, self.unit.difference).normalize()

    def interval(self, worsening: Rounded) -> str:
        """Say a worsening's interval in a phrase, with its level."""
        low, high = worsening.low, worsening.high
        if not (low.is_finite() and high.is_finite()):
            ends = wording.say("caption.ends", low=self.number(low), high=self.number(high))
        elif self._counts_errors:
            ends = wording.change_interval(worsening)
        else:
            ends = wording.say("caption.ends", low=self._said(low), high=self._said(high))
        return wording.say("caption.interval", level=percent(worsening.level), ends=ends)

    def _said(self, worsening: Decimal) -> str:
        if self._counts_errors:
            return wording.change_of(worsening)
        return wording.worse_or_better_of(worsening, self.unit)


def p_value(p: float) -> str:
    """Write a p-value or a q-value in two digits.

    >>> p_value(0.0123), p_value(1e-9)
    ('0.012', '< 0.001')
    """
    if p < 0.001:
        return f"< {wording.in_use().number(Decimal('0.001'))}"
    return wording.in_use().number(Decimal(f"{p:.2g}"))


def short(name: str, length: int = NAME_LENGTH) -> str:
    """Keep a name on one line, and within a sentence's reach."""
    name = one_line(name)
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"


def sentence(words: str) -> str:
    """Begin words with a capital, and end them with a full stop.

    >>> sentence("we assume 20% to 40%")
    'We assume 20% to 40%.'
    """
    return f"{words[:1].upper()}{words[1:]}."


def data_name(source: Source, length: int = NAME_LENGTH) -> str:
    """Name the data, and the short hash that it can be known again by."""
    return f"{short(source.data, length)}, {wording.say('source.hash', hash=source.sha256[:8])}"


def source_line(estimate: Estimate, source: Source) -> str:
    """Name n, the method and the short hash of the data."""
    return (
        f"{wording.say('source.n', n=estimate.n)} · {estimate.method}, {percent(estimate.level)} · "
        f"{data_name(source)}"
    )


def simulation_line(
    estimate: Estimate | None, assumed: Iterable[Assumed], *, source: Source | None = None,
    note: str | None = None,
) -> str:  # fmt: skip
    """Name the simulation and the short hash of the data, and count who gave what it assumes.

    In one line of a slide: the name of the data is shortened to what the rest leaves.  Who
    gave what is listed in the deck's appendix, from `Picture.assumed`.
    """
    before = []
    if estimate is not None:
        before.append(wording.say("source.draws", method=estimate.method, n=estimate.n))
    if note is not None:
        before.append(note)
    many = len({one.source for one in assumed if one.source})
    for brief in ("caption.assumed_by", "caption.assumed_briefly"):
        after = [wording.say(brief, n=many)] if many else []
        name = [] if source is None else [data_name(source)]
        line = " · ".join((*before, *name, *after))
        over = text_width(line, TYPE["source"]) - LINE_WIDTH
        if over <= 0:
            return line
    if source is None:
        return line
    data = short(source.data)
    room = max(text_width(data, TYPE["source"]) - over, LEAST_WIDTH)
    shown, _ = shortened(data, TYPE["source"], "normal", room)
    return " · ".join((*before, data_name(replace(source, data=shown)), *after))


def given(assumption: Assumption, currency: str, *, likely: bool = False) -> str:
    """Say an assumption's range with its unit; with its likeliest value where asked for.

    What was measured is said with the level of its interval.
    """
    spread = assumption.range
    if spread is None:
        return wording.say("figure.not_known")
    if isinstance(spread, Measured):
        interval = wording.change_interval(spread.estimate)
        return wording.say(
            "moves.measured", level=percent(spread.estimate.level), interval=interval
        )
    low, middle, high = (
        said_value(value, assumption, currency)
        for value in (spread.low, spread.likely, spread.high)
    )
    unit = unit_after(assumption, currency)
    if low == high:
        return f"{low}{unit}"
    if likely:
        return wording.say("caption.likely", low=low, high=high, unit=unit, likely=middle)
    return f"{wording.say('axis.from_to', low=low, high=high)}{unit}"


def said_value(value: float, assumption: Assumption, currency: str) -> str:
    """Write a value that an assumption may have, without its unit; money with its sign."""
    if assumption.unit == "share":
        return percent(float(f"{value:.9g}"))
    return typed(value, currency if assumption.unit.startswith(currency) else None)


def unit_after(assumption: Assumption, currency: str) -> str:
    """Name the unit as it follows a value, with a space before; empty where the label does."""
    unit = one_line(assumption.unit)
    if unit == "share" or unit.casefold() == one_line(assumption.label).casefold():
        return ""
    if unit.startswith(currency):
        unit = unit.removeprefix(currency).strip()
    return f" {wording.in_use().term('unit', unit)}" if unit else ""


def assumed(assumptions: Iterable[Assumption], currency: str) -> tuple[Assumed, ...]:
    """List assumptions with who says so; what was measured is none."""
    return tuple(
        Assumed(
            name=one.label,
            given=given(one, currency, likely=True),
            source=one.source,
        )
        for one in assumptions
        if one.range is not None and not isinstance(one.range, Measured)
    )


def assumed_of(decision: Decision) -> tuple[Assumed, ...]:
    """List what a comparison of options rests on: assumptions, and each option's own numbers."""
    every = [*(flip.assumption for flip in decision.flips), *decision.cannot_flip]
    options = [one.option for one in decision.weighed]
    own = {f"{one.id}.{name}" for one in options for name in NUMBERS}
    shared = {one.id: one for one in every if one.id not in own}
    return (
        *assumed(shared.values(), decision.currency),
        *(
            Assumed(name=one.label, given=_own_numbers(one, decision.currency), source=one.source)
            for one in options
            if one.source is not None
        ),
    )


def _own_numbers(option: Option, currency: str) -> str:
    """Say what somebody gave for an option alone, but for none of something and all of it."""
    said = []
    for name, (label, unit) in NUMBERS.items():
        number = getattr(option, name)
        by_itself = {0.0, 1.0} if unit == "share" else {0.0}
        if isinstance(number, Range) and not {number.low, number.high} <= by_itself:
            one = Assumption(
                id=name, label=label, unit=unit.format(currency=currency), range=number, source=None
            )
            said.append(wording.say(f"caption.own_{name}", span=given(one, currency)))
    return "; ".join(said)


def decision_line(decision: Decision, source: Source | None) -> str:
    """Name the simulation and the data, and count who gave what the options rest on."""
    estimate = next((one.loss for one in decision.weighed if one.loss), None)
    return simulation_line(estimate, assumed_of(decision), source=source)
