"""Writes the numbers of a result for its figures, and the line that names their source."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Self

from bugcase import wording
from bugcase.compare.groups import GroupComparison
from bugcase.compare.metrics import METRICS
from bugcase.compare.models import Comparison
from bugcase.data.provenance import Source
from bugcase.decision.options import Decision
from bugcase.estimate import Estimate, Unit
from bugcase.figures.scale import MINUS
from bugcase.style.lettering import one_line
from bugcase.wording import Rounded, percent

LINE_LENGTH: Final = 130  # letters of the line at the foot of a slide
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
    estimate: Estimate | None, given_by: Iterable[str | None], *, source: Source | None = None,
    note: str | None = None,
) -> str:  # fmt: skip
    """Name the simulation, who gave what it assumes, and the short hash of the data.

    As many names as a line of a slide holds, and how many others there are.
    """
    parts = []
    if estimate is not None:
        parts.append(wording.say("source.draws", method=estimate.method, n=estimate.n))
    if note is not None:
        parts.append(note)
    if source is not None:
        parts.append(data_name(source, 30))
    names = list(dict.fromkeys(short(name, 30) for name in given_by if name))
    line = " · ".join(parts)
    for shown in range(len(names), 0, -1):
        by = "; ".join(names[:shown])
        if shown < len(names):
            by = wording.say("list.more", what=by, n=len(names) - shown)
        line = " · ".join([*parts, wording.say("caption.assumed_by", names=by)])
        if len(line) <= LINE_LENGTH:
            break
    return line


def decision_line(decision: Decision, source: Source | None) -> str:
    """Name the simulation, who gave the assumptions and the options' numbers, and the data."""
    assumptions = [*(flip.assumption for flip in decision.flips), *decision.cannot_flip]
    given_by = [one.source for one in assumptions]
    given_by += [one.option.source for one in decision.weighed]
    estimate = next((one.loss for one in decision.weighed if one.loss), None)
    return simulation_line(estimate, given_by, source=source)
