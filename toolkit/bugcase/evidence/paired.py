"""What happened to the same rows under two models, in as few numbers as an interval needs.

Three forms, one interface.  Each can be summed by any engine, so no row travels.

`PairedCounts`
    Independent rows and an outcome that happens or not: four counts hold
    everything, and the score intervals of `proportions` apply.
`PairedMeans`
    Several rows of one user, weights, or a loss: the sums over independent units
    of their totals and of the products of these hold the moments of `losses`.
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
from scipy.special import stdtr, stdtrit

from bugcase.estimate import Estimate
from bugcase.evidence.clusters import clustered_mcnemar, clustered_paired_difference, clustered_rate
from bugcase.evidence.losses import mean, mean_p
from bugcase.evidence.moments import Moments
from bugcase.evidence.proportions import DIFFERENCE, PROPORTION, mcnemar_midp, tango, wilson

__all__ = [
    "MODELS",
    "Model",
    "Paired",
    "PairedCounts",
    "PairedMeans",
    "PairedRatios",
    "Sums",
    "mean_or_rate",
]

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
    def n(self) -> int:  # noqa: D102  (as Paired says)
        return self.both + self.candidate_only + self.baseline_only + self.neither

    def events(self, model: Model) -> int:
        """Count the rows in which the outcome happened under one model."""
        return self.both + (self.baseline_only if model == "baseline" else self.candidate_only)

    @property
    def worse_and_better(self) -> tuple[int, int]:
        """Count the rows that only the candidate gets wrong, and only the baseline."""
        counts = self.candidate_only, self.baseline_only
        return counts[::-1] if self.higher_is_better else counts

    def baseline(self, level: float) -> Estimate:  # noqa: D102  (as Paired says)
        return wilson(self.events("baseline"), self.n, level)

    def candidate(self, level: float) -> Estimate:  # noqa: D102  (as Paired says)
        return wilson(self.events("candidate"), self.n, level)

    def worsening(self, level: float) -> Estimate:  # noqa: D102  (as Paired says)
        worse, better = self.worse_and_better
        return tango(self.both, worse, better, self.neither, level)

    def p_value(self) -> float:  # noqa: D102  (as Paired says)
        return mcnemar_midp(self.candidate_only, self.baseline_only)

    def projected(self, factor: float, level: float) -> Estimate:  # noqa: D102  (as Paired says)
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

    `counts` are there where the outcome happens or not and rows have no weights;
    the score intervals for clustered rows then apply.
    """

    sums: Sums
    unit: str
    higher_is_better: bool = False
    counts: PairedCounts | None = None

    @property
    def n(self) -> int:  # noqa: D102  (as Paired says)
        return self.sums.n

    def baseline(self, level: float) -> Estimate:  # noqa: D102  (as Paired says)
        return self._of("baseline", level)

    def candidate(self, level: float) -> Estimate:  # noqa: D102  (as Paired says)
        return self._of("candidate", level)

    def worsening(self, level: float) -> Estimate:  # noqa: D102  (as Paired says)
        if self.counts:
            worse, better = self.counts.worse_and_better
            return clustered_paired_difference(worse, better, self.difference, level)
        if self.unit == PROPORTION:
            return mean(self.difference, level, unit=DIFFERENCE, bounds=(-1, 1))
        return mean(self.difference, level, unit=f"difference of {self.unit}")

    def p_value(self) -> float:  # noqa: D102  (as Paired says)
        if self.counts:
            return clustered_mcnemar(*self.counts.worse_and_better, self.difference)
        return mean_p(self.difference)

    def projected(self, factor: float, level: float) -> Estimate:  # noqa: D102  (as Paired says)
        return _narrowed(self.worsening(level), factor)

    @property
    def difference(self) -> Moments:
        """Give the moments of how much worse each row is."""
        sign = -1.0 if self.higher_is_better else 1.0
        return self.sums.moments(sign * (_TOTAL[2] - _TOTAL[0]), _TOTAL[1], origin=0.0)

    def _of(self, model: Model, level: float) -> Estimate:
        counts = self.counts is not None
        return mean_or_rate(self.sums.alone(model), level, self.unit, counts=counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedRatios:
    """Ratios of totals whose denominators differ between the models.

    References
    ----------
    .. [1] W. G. Cochran, Sampling Techniques, 3rd edition (1977), section 6.
    """

    sums: Sums
    clustered: bool
    higher_is_better: bool = False

    @property
    def n(self) -> int:  # noqa: D102  (as Paired says)
        return self.sums.n

    def baseline(self, level: float) -> Estimate:  # noqa: D102  (as Paired says)
        return self._estimate(self._ratios[0], self._gradients[0], level, bounds=(0, 1))

    def candidate(self, level: float) -> Estimate:  # noqa: D102  (as Paired says)
        return self._estimate(self._ratios[1], self._gradients[1], level, bounds=(0, 1))

    def worsening(self, level: float) -> Estimate:  # noqa: D102  (as Paired says)
        sign = -1.0 if self.higher_is_better else 1.0
        (before, after), (gradient_before, gradient_after) = self._ratios, self._gradients
        gradient = sign * (gradient_after - gradient_before)
        return self._estimate(sign * (after - before), gradient, level, bounds=(-1, 1))

    def p_value(self) -> float:  # noqa: D102  (as Paired says)
        (before, after), (gradient_before, gradient_after) = self._ratios, self._gradients
        error = self._standard_error(gradient_after - gradient_before)
        if before == after or math.isinf(error):
            return 1.0
        if error == 0:
            return math.ldexp(1.0, max(1 - self.sums.units, -1000))  # as losses.mean_p
        return float(2 * stdtr(self.sums.units - 1, -abs(after - before) / error))

    def projected(self, factor: float, level: float) -> Estimate:  # noqa: D102  (as Paired says)
        return _narrowed(self.worsening(level), factor)

    @property
    def _ratios(self) -> tuple[float, float]:
        y_before, m_before, y_after, m_after = self.sums.totals
        return float(y_before / m_before), float(y_after / m_after)

    @property
    def _gradients(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How each ratio moves with the four totals."""
        _, m_before, _, m_after = self.sums.totals
        before, after = self._ratios
        return (
            np.array([1, -before, 0, 0]) / m_before,
            np.array([0, 0, 1, -after]) / m_after,
        )

    def _standard_error(self, gradient: NDArray[np.float64]) -> float:
        units = self.sums.units
        if units == 1:
            return math.inf
        variance = float(gradient @ self.sums.products @ gradient) * units / (units - 1)
        return math.sqrt(max(variance, 0.0))

    def _estimate(
        self,
        value: float,
        gradient: NDArray[np.float64],
        level: float,
        *,
        bounds: tuple[float, float],
    ) -> Estimate:
        reach = self._standard_error(gradient)
        if math.isfinite(reach):
            reach *= float(stdtrit(self.sums.units - 1, (1 + level) / 2))
        return Estimate(
            value=value,
            low=max(value - reach, bounds[0]),
            high=min(value + reach, bounds[1]),
            level=level,
            n=self.n,
            method="linearised ratio" + ", cluster-robust (CR1)" * self.clustered,
            unit=PROPORTION if bounds[0] == 0 else DIFFERENCE,
        )


def mean_or_rate(moments: Moments, level: float, unit: str, *, counts: bool) -> Estimate:
    """Give a mean with its interval; where outcomes happen or not, the one of rates."""
    if counts:
        return clustered_rate(moments, level)
    if unit == PROPORTION:
        return mean(moments, level, unit=PROPORTION, bounds=(0, 1))
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
