"""Different rows under one model, as the few counts or sums that an interval needs.

Two years, two releases, two regions: no row is in both, so nothing is paired, and
each side brings its own uncertainty.  Everything else is as in `paired`, and the
classes here answer the same questions, with the reference in the baseline's place
and the other rows in the candidate's, so that a verdict is reached alike.

`UnpairedCounts`
    Independent rows and an outcome that happens or not: Newcombe's interval for the
    difference, Miettinen and Nurminen's where a group is small, Koopman's for the ratio.
`UnpairedMeans`
    Several rows of one user, weights, losses: Newcombe's interval on the effective
    numbers of rows, or Welch's.
"""

from dataclasses import dataclass, replace
from typing import TypeAlias

from bugcase.estimate import PROPORTION, Estimate, Unit
from bugcase.stats.clusters import clustered_rate_difference
from bugcase.stats.means import mean_difference, mean_difference_p
from bugcase.stats.moments import Moments
from bugcase.stats.paired import (
    Model,
    Paired,
    PairedCounts,
    PairedMeans,
    PairedRatios,
    mean_or_rate,
)
from bugcase.stats.proportions import (
    difference_of_rates,
    koopman,
    score_p,
    wilson,
)

LEAST_P = 1e-15  # a level is 1 minus it, and floats next to 1 lie no closer


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpairedCounts:
    """Independent rows of a reference and of others, and how often the outcome happened."""

    reference_events: int
    reference_n: int
    events: int
    n: int
    higher_is_better: bool = False

    def baseline(self, level: float) -> Estimate:
        """Give the reference's rate with its interval."""
        return wilson(self.reference_events, self.reference_n, level)

    def candidate(self, level: float) -> Estimate:
        """Give the other rows' rate with its interval."""
        return wilson(self.events, self.n, level)

    def worsening(self, level: float) -> Estimate:
        """Give how much worse the other rows fare; negative where they fare better."""
        reference, others = (self.reference_events, self.reference_n), (self.events, self.n)
        first, second = (reference, others) if self.higher_is_better else (others, reference)
        return difference_of_rates(*first, *second, level)

    def ratio(self, level: float) -> Estimate:
        """Give the other rows' rate over the reference's."""
        return koopman(self.events, self.n, self.reference_events, self.reference_n, level)

    def p_value(self) -> float:
        """Test that the two do not differ, two-sided."""
        return score_p(self.events, self.n, self.reference_events, self.reference_n)

    def projected(self, factor: float, level: float) -> Estimate:
        """Give the worsening with `factor` times as many other rows, if the estimate holds."""
        more = replace(self, events=round(self.events * factor), n=round(self.n * factor))
        return more.worsening(level)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpairedMeans:
    """Means over rows of a reference and over others, with weights, units or losses.

    Where outcomes happen or not, the score intervals for clustered rows apply.
    """

    reference: Moments
    others: Moments
    unit: Unit
    higher_is_better: bool = False

    @property
    def n(self) -> int:
        """How many other rows count."""
        return self.others.n

    @property
    def reference_n(self) -> int:
        """How many rows of the reference count."""
        return self.reference.n

    def baseline(self, level: float) -> Estimate:
        """Give the reference's mean with its interval."""
        return mean_or_rate(self.reference, level, self.unit)

    def candidate(self, level: float) -> Estimate:
        """Give the other rows' mean with its interval."""
        return mean_or_rate(self.others, level, self.unit)

    def worsening(self, level: float) -> Estimate:
        """Give how much worse the other rows fare; negative where they fare better."""
        first, second = self.others, self.reference
        if self.higher_is_better:
            first, second = second, first
        if self.unit.is_proportion:
            return clustered_rate_difference(first, second, level)
        return mean_difference(first, second, level, unit=self.unit.difference)

    def ratio(self, _: float) -> None:
        """Give None: a ratio of clustered rates, or of losses, has no score interval."""
        return

    def p_value(self) -> float:
        """Test that the two do not differ, two-sided."""
        if self.unit.is_proportion:
            return _p_of_interval(self)
        return mean_difference_p(self.others, self.reference)

    def projected(self, factor: float, level: float) -> Estimate:
        """Give the worsening with `factor` times as many other units, if the estimate holds."""
        others = replace(
            self.others,
            n=round(self.others.n * factor),
            units=round(self.others.units * factor),
            weight=self.others.weight * factor,
            squares=self.others.squares * factor,
            cross=self.others.cross * factor,
            weight_squares=self.others.weight_squares * factor,
        )
        return replace(self, others=others).worsening(level)


Unpaired: TypeAlias = UnpairedCounts | UnpairedMeans


def unpaired(reference: Paired, others: Paired, model: Model = "baseline") -> Unpaired:
    """Hold a model's rows against the same model's rows in a reference."""
    if isinstance(reference, PairedCounts) and isinstance(others, PairedCounts):
        return UnpairedCounts(
            reference_events=reference.events(model),
            reference_n=reference.n,
            events=others.events(model),
            n=others.n,
            higher_is_better=others.higher_is_better,
        )
    assert isinstance(reference, PairedMeans | PairedRatios)
    assert isinstance(others, PairedMeans | PairedRatios)
    return UnpairedMeans(
        reference=reference.sums.alone(model),
        others=others.sums.alone(model),
        unit=others.unit if isinstance(others, PairedMeans) else PROPORTION,
        higher_is_better=others.higher_is_better,
    )


def _p_of_interval(between: UnpairedMeans) -> float:
    """Find the p-value at which the interval of the worsening just reaches 0, by bisection."""

    def reaches(p: float) -> bool:
        found = between.worsening(1 - p)
        return found.low <= 0 <= found.high

    low, high = LEAST_P, 1.0
    if not reaches(low):
        return low
    while high / low > 1 + 1e-6:
        middle = (low * high) ** 0.5
        low, high = (middle, high) if reaches(middle) else (low, middle)
    return high
