"""What happened to the same rows under two models, in as few numbers as an interval needs.

Two forms, one interface.  Where rows are independent and an outcome either
happens or not, four counts hold everything, and the score intervals of
`proportions` apply.  Everywhere else (several rows of one user, weights, losses,
precision) a metric is a ratio of totals; the totals of each independent unit,
and the sums of their products, give the variance by linearisation (the delta
method), with the small-sample factor of CR1.  Either form can be summed by any
engine, so no row has to travel.

References
----------
Tango, Statistics in Medicine 17 (1998) 891-908.
Cochran, Sampling Techniques, 3rd edition (1977), chapters 6 and 9A.
Cameron, Miller, Journal of Human Resources 50 (2015) 317-372.
"""

import math
from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from bugcase.estimate import Estimate
from bugcase.evidence.proportions import mcnemar_midp, tango, wilson

__all__ = ["Paired", "PairedCounts", "PairedTotals"]

FEW_DISCORDANT = 5  # with fewer discordant rows than this a variance cannot be estimated


class Paired(Protocol):
    """The same rows under a baseline and a candidate."""

    @property
    def n(self) -> int:
        """How many rows count."""

    def baseline(self, level: float) -> Estimate:
        """Give the baseline's metric with its interval."""

    def candidate(self, level: float) -> Estimate:
        """Give the candidate's metric with its interval."""

    def worsening(self, level: float) -> Estimate:
        """Give how much worse the candidate is, with its interval; negative where it is better."""

    def p_value(self) -> float:
        """Test that the two do not differ, two-sided."""

    def scaled(self, factor: float) -> Self:
        """Give what `factor` times as many rows of the same kind would show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedCounts:
    """Independent rows counted by whether the outcome happened under each model."""

    both: int
    candidate_only: int
    baseline_only: int
    neither: int
    higher_is_better: bool = False

    @property
    def n(self) -> int:
        return self.both + self.candidate_only + self.baseline_only + self.neither

    def baseline(self, level: float) -> Estimate:
        return wilson(self.both + self.baseline_only, self.n, level=level)

    def candidate(self, level: float) -> Estimate:
        return wilson(self.both + self.candidate_only, self.n, level=level)

    def worsening(self, level: float) -> Estimate:
        worse, better = self.candidate_only, self.baseline_only
        if self.higher_is_better:
            worse, better = better, worse
        return tango(self.both, worse, better, self.neither, level=level)

    @property
    def discordant(self) -> int:
        """How many rows tell the two models apart."""
        return self.candidate_only + self.baseline_only

    def p_value(self) -> float:
        return mcnemar_midp(self.candidate_only, self.baseline_only)

    def scaled(self, factor: float) -> Self:
        return type(self)(
            both=round(self.both * factor),
            candidate_only=round(self.candidate_only * factor),
            baseline_only=round(self.baseline_only * factor),
            neither=round(self.neither * factor),
            higher_is_better=self.higher_is_better,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedTotals:
    """Ratios of totals over independent units: rows, or users with several rows each.

    Parameters
    ----------
    n
        Rows.
    units
        Independent units.
    totals
        Shape (4,): the totals of the baseline's numerator and denominator, then
        the candidate's.  The numerators have `shift` times the denominator taken
        off, which keeps the variance of losses with a large common offset.
    products
        Shape (4, 4): the sums over units of the products of their totals.
    method
        The name of the interval's method.
    unit
        What one unit of the metric is.
    counts
        For outcomes that happen or not, the rows as if they were independent: the
        least that can be said where too few rows differ to estimate a variance.
    """

    n: int
    units: int
    totals: NDArray[np.float64]
    products: NDArray[np.float64]
    method: str
    unit: str
    shift: float = 0.0
    higher_is_better: bool = False
    counts: PairedCounts | None = None

    def baseline(self, level: float) -> Estimate:
        weights = self._weights()[0]
        floor = self.counts.baseline(level) if self.counts else None
        return self._estimate(self._ratios()[0], weights, level, self.unit, floor)

    def candidate(self, level: float) -> Estimate:
        weights = self._weights()[1]
        floor = self.counts.candidate(level) if self.counts else None
        return self._estimate(self._ratios()[1], weights, level, self.unit, floor)

    def worsening(self, level: float) -> Estimate:
        sign = -1.0 if self.higher_is_better else 1.0
        baseline, candidate = self._ratios()
        weights = sign * (self._weights()[1] - self._weights()[0])
        floor = self.counts.worsening(level) if self.counts else None
        unit = f"difference of {self.unit}{'s' * (self.unit == 'proportion')}"
        return self._estimate(sign * (candidate - baseline), weights, level, unit, floor)

    def p_value(self) -> float:
        if self.counts and self.counts.discordant < FEW_DISCORDANT:
            return self.counts.p_value()
        baseline, candidate = self._ratios()
        error = self._standard_error(self._weights()[1] - self._weights()[0])
        if candidate == baseline or math.isinf(error):
            return 1.0
        return (
            float(2 * stdtr(self.units - 1, -abs(candidate - baseline) / error)) if error else 0.0
        )

    def scaled(self, factor: float) -> Self:
        return replace(
            self,
            n=round(self.n * factor),
            units=round(self.units * factor),
            totals=self.totals * factor,
            products=self.products * factor,
            counts=self.counts and self.counts.scaled(factor),
        )

    def _ratios(self) -> tuple[float, float]:
        y_baseline, m_baseline, y_candidate, m_candidate = self.totals
        return (
            float(y_baseline / m_baseline) + self.shift,
            float(y_candidate / m_candidate) + self.shift,
        )

    def _weights(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How each ratio moves with the four totals: its gradient."""
        y_baseline, m_baseline, y_candidate, m_candidate = self.totals
        return (
            np.array([1 / m_baseline, -y_baseline / m_baseline**2, 0, 0]),
            np.array([0, 0, 1 / m_candidate, -y_candidate / m_candidate**2]),
        )

    def _standard_error(self, weights: NDArray[np.float64]) -> float:
        if self.units < 2:  # noqa: PLR2004  (a variance takes two)
            return math.inf
        variance = float(weights @ self.products @ weights) * self.units / (self.units - 1)
        return math.sqrt(max(variance, 0.0))

    def _estimate(
        self,
        value: float,
        weights: NDArray[np.float64],
        level: float,
        unit: str,
        floor: Estimate | None,
    ) -> Estimate:
        error = self._standard_error(weights)
        half = math.inf
        if math.isfinite(error):
            half = error * float(stdtrit(self.units - 1, (1 + level) / 2))
        low, high = value - half, value + half
        if self.unit == "proportion":
            low, high = max(low, -1.0 if unit.startswith("difference") else 0.0), min(high, 1.0)
        if self.counts and floor and self.counts.discordant < FEW_DISCORDANT:
            low, high = min(low, floor.low), max(high, floor.high)
        return Estimate(
            value=value, low=low, high=high, level=level, n=self.n, method=self.method, unit=unit
        )
