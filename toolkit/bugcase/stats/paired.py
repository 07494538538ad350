"""The same rows under two models, as the few counts or sums that an interval needs.

Three forms, one interface.  Each can be summed by any engine, so no row travels.

`PairedCounts`
    Independent rows and an outcome that happens or not: four counts hold
    everything, and the score intervals of `proportions` apply.
`PairedMeans`
    Several rows of one user, weights, or a loss: the sums over independent units
    of their totals and of the products of these hold the moments that the intervals
    of `clusters` and `means` need.
`PairedRatios`
    The rows that count differ between the models (precision): each metric is a
    ratio of two totals, and the same sums give its variance by linearisation.
"""

import math
from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from bugcase.estimate import DIFFERENCE, Estimate, Unit
from bugcase.stats.clusters import clustered_mcnemar, clustered_paired_difference, clustered_rate
from bugcase.stats.means import mean, mean_p
from bugcase.stats.moments import Moments
from bugcase.stats.proportions import mcnemar_midp, tango, wilson
from bugcase.stats.students_t import student_reach, two_sided_p

Model: TypeAlias = Literal["baseline", "candidate"]
MODELS: tuple[Model, ...] = get_args(Model)


class Paired(Protocol):
    """The same rows under a baseline and a candidate."""

    @property
    @abstractmethod
    def n(self) -> int:
        """How many rows count."""

    @abstractmethod
    def baseline(self, level: float) -> Estimate:
        """Give the baseline's metric with its interval."""

    @abstractmethod
    def candidate(self, level: float) -> Estimate:
        """Give the candidate's metric with its interval."""

    @abstractmethod
    def worsening(self, level: float) -> Estimate:
        """Give how much worse the candidate is, with its interval; negative where it is better."""

    @abstractmethod
    def p_value(self) -> float:
        """Test that the two do not differ, two-sided."""

    @abstractmethod
    def projected(self, factor: float, level: float) -> Estimate:
        """Give the worsening with `factor` times as many rows, if the estimate holds."""


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

    def events(self, model: Model) -> int:
        """Count the rows in which the outcome happened under one model."""
        return self.both + (self.baseline_only if model == "baseline" else self.candidate_only)

    @property
    def worse_and_better(self) -> tuple[int, int]:
        """Count the rows that only the candidate gets wrong, and only the baseline."""
        counts = self.candidate_only, self.baseline_only
        return counts[::-1] if self.higher_is_better else counts

    def baseline(self, level: float) -> Estimate:
        return wilson(self.events("baseline"), self.n, level)

    def candidate(self, level: float) -> Estimate:
        return wilson(self.events("candidate"), self.n, level)

    def worsening(self, level: float) -> Estimate:
        worse, better = self.worse_and_better
        return tango(self.both, worse, better, self.neither, level)

    def p_value(self) -> float:
        return mcnemar_midp(self.candidate_only, self.baseline_only)

    def projected(self, factor: float, level: float) -> Estimate:
        worse, better = (round(count * factor) for count in self.worse_and_better)
        both, neither = (round(count * factor) for count in (self.both, self.neither))
        return tango(both, worse, better, neither, level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Sums over independent units of four totals and of their products.

    Parameters
    ----------
    n, units
        Rows, and the independent units they belong to; as many where each row is its own.
    totals
        Shape (4,): numerator and denominator under the baseline, then under the
        candidate.
    products
        Shape (4, 4): the sums over units of the products of their four totals.
    origin
        What was taken off every row's loss before, so that the squares keep their
        digits where losses are large and lie close together.
    """

    n: int
    units: int
    totals: NDArray[np.float64]
    products: NDArray[np.float64]
    origin: float = 0.0

    def alone(self, model: Model) -> Moments:
        """Give the moments of one model's metric."""
        numerator = 2 * MODELS.index(model)
        return self.moments(_TOTAL[numerator], _TOTAL[numerator + 1], origin=self.origin)

    def moments(
        self, numerator: NDArray[np.float64], weight: NDArray[np.float64], *, origin: float
    ) -> Moments:
        """Give the moments of a combination of the totals, per unit of weight."""
        return Moments.from_unit_sums(
            n=self.n,
            units=self.units,
            weight=float(weight @ self.totals),
            total=float(numerator @ self.totals),
            squares=float(numerator @ self.products @ numerator),
            cross=float(numerator @ self.products @ weight),
            weight_squares=float(weight @ self.products @ weight),
            origin=origin,
        )


_TOTAL = np.eye(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedMeans:
    """Means over the same rows, with weights or with several rows to a unit.

    `only` is there where the outcome happens or not: the rows, or their weight, in
    which it happened under the candidate only, and under the baseline only.  The score
    intervals for clustered rows then apply.
    """

    sums: Sums
    unit: Unit
    higher_is_better: bool = False
    only: tuple[float, float] | None = None

    @property
    def n(self) -> int:
        return self.sums.n

    def baseline(self, level: float) -> Estimate:
        return mean_or_rate(self.sums.alone("baseline"), level, self.unit)

    def candidate(self, level: float) -> Estimate:
        return mean_or_rate(self.sums.alone("candidate"), level, self.unit)

    def worsening(self, level: float) -> Estimate:
        if self.only:
            return clustered_paired_difference(*self._worse_and_better, self.difference, level)
        return mean(self.difference, level, unit=self.unit.difference)

    def p_value(self) -> float:
        if self.only:
            return clustered_mcnemar(*self._worse_and_better, self.difference)
        return mean_p(self.difference)

    def projected(self, factor: float, level: float) -> Estimate:
        return _narrowed(self.worsening(level), factor)

    @property
    def difference(self) -> Moments:
        """Give the moments of how much worse each row is."""
        sign = -1.0 if self.higher_is_better else 1.0
        return self.sums.moments(sign * (_TOTAL[2] - _TOTAL[0]), _TOTAL[1], origin=0.0)

    @property
    def _worse_and_better(self) -> tuple[float, float]:
        worse, better = self.only or (0.0, 0.0)
        return (better, worse) if self.higher_is_better else (worse, better)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedRatios:
    """Ratios of totals whose denominators differ between the models.

    The interval of their difference is that of the linearised ratios after half a unit
    was added to each way in which the two can differ, as Agresti and Min add to matched
    proportions: without it nothing that happens to be alike in few rows has any width.

    References
    ----------
    .. [1] W. G. Cochran, Sampling Techniques, 3rd edition (1977), section 6.
    .. [2] A. Agresti, Y. Min, Stat. Med. 24 (2005) 729-740.
    """

    sums: Sums
    higher_is_better: bool = False

    @property
    def n(self) -> int:
        return self.sums.n

    def baseline(self, level: float) -> Estimate:
        return clustered_rate(self.sums.alone("baseline"), level)

    def candidate(self, level: float) -> Estimate:
        return clustered_rate(self.sums.alone("candidate"), level)

    def worsening(self, level: float) -> Estimate:
        value = self._difference(self.sums.totals)
        centre, variance = self._steadied
        reach = student_reach(variance, self.sums.units - 1, level)
        return Estimate(
            value=value,
            low=max(min(centre - reach, value), -1.0),
            high=min(max(centre + reach, value), 1.0),
            level=level,
            n=self.n,
            method="linearised ratios, Agresti-Min"
            + ", cluster-robust (CR1)" * (self.sums.units < self.n),
            unit=DIFFERENCE,
        )

    def p_value(self) -> float:
        return two_sided_p(*self._steadied, self.sums.units - 1)

    def projected(self, factor: float, level: float) -> Estimate:
        return _narrowed(self.worsening(level), factor)

    def _difference(self, totals: NDArray[np.float64]) -> float:
        y_before, m_before, y_after, m_after = totals
        sign = -1.0 if self.higher_is_better else 1.0
        return float(sign * (y_after / m_after - y_before / m_before))

    @property
    def _steadied(self) -> tuple[float, float]:
        """Give the difference after the half units were added, and its variance."""
        units = self.sums.units
        if units == 1:
            return self._difference(self.sums.totals), math.inf
        of_denominators = [1, 3]
        weights = self.sums.totals[of_denominators]
        unit = float(np.diag(self.sums.products)[of_denominators] @ (1 / weights)) / 2  # Kish
        totals = self.sums.totals + 0.5 * unit * _APART.sum(axis=0)
        products = self.sums.products + 0.5 * unit**2 * (_APART.T @ _APART)
        y_before, m_before, y_after, m_after = totals
        gradient = np.array(
            [-1 / m_before, y_before / m_before**2, 1 / m_after, -y_after / m_after**2]
        )
        variance = float(gradient @ products @ gradient) * units / (units - 1)
        return self._difference(totals), variance


# a row that one model alone counts: it holds, or it doesn't
_APART = np.array([[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]])


def mean_or_rate(moments: Moments, level: float, unit: Unit) -> Estimate:
    """Give a mean with its interval; where outcomes happen or not, the one of rates."""
    if unit.is_proportion:
        return clustered_rate(moments, level)
    return mean(moments, level, unit=unit)


def _narrowed(estimate: Estimate, factor: float) -> Estimate:
    """Shrink an interval as `factor` times as many independent units would."""
    root = math.sqrt(factor)
    return replace(
        estimate,
        low=estimate.value - (estimate.value - estimate.low) / root,
        high=estimate.value + (estimate.high - estimate.value) / root,
        n=round(estimate.n * factor),
    )
