"""Intervals for losses that are no counts, and for rows that are not independent.

A loss is any number a row can cost: an absolute or squared error, a log loss, a
Brier score, euros.  Three ideas cover them all.

*A mean needs only sums.*  `Moments` holds them, so the data can stay where they
are: a database sends back a handful of numbers, and parts merge into the whole.
They are kept about the mean, because a variance that is the difference of two
large sums has no digits left where a timestamp or an account number is averaged.

*What is independent is the unit, not the row.*  Ten rows of one user repeat each
other, and an interval that counts them as ten is far too narrow: a nominal 95 %
covered 67 % in simulation.  A mean over rows is a ratio, the sum of the units'
totals over the sum of their sizes, and its variance comes from how far each
unit's total lies from what its size predicts (the delta method; CR1 is the factor
units/(units - 1)).  A row without a unit is a unit of one row, and a weight makes
a row larger, so a plain, a weighted, a clustered mean are one formula.

*What is no mean* is either a quantile, whose interval is two order statistics and
asks nothing of the distribution, or is resampled: from the cells of a small table
(`bootstrap_counts`), or from sums over random batches (`bootstrap_batches`).

======================================== ======================================
mean loss; mean difference on the same   `mean` and `mean_p` of the `Moments` of
rows                                     the per-row difference
means of two groups of different rows    `mean_difference`, `mean_difference_p`
a rate where units have several rows     `clustered_rate`
two groups' rates, units with several    `clustered_rate_difference`
rows, different rows
two models on the same rows, units with  `clustered_paired_difference`,
several rows                             `clustered_mcnemar`
p95, median                              `quantile`
precision, F1, AUC, a ratio of sums      `bootstrap_counts`, `bootstrap_batches`
======================================== ======================================

The clustered rates keep the CR1 variance and give it the shape of a score
interval: counts are divided by the design effect, the factor by which units
inflate the variance, and go into Wilson's or Tango's formula.  The plain
estimate ± t standard errors covers as little as 30 % where a handful of units
have an event, and has no width where none has.
"""

import math
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import beta, betainc, ndtr, ndtri, stdtr, stdtrit

from bugcase.estimate import Estimate
from bugcase.evidence.proportions import DIFFERENCE, PROPORTION, tango_reaches, wilson_reaches

__all__ = [
    "Moments",
    "bootstrap_batches",
    "bootstrap_counts",
    "clustered_mcnemar",
    "clustered_paired_difference",
    "clustered_rate",
    "clustered_rate_difference",
    "mean",
    "mean_difference",
    "mean_difference_p",
    "mean_p",
    "quantile",
    "quantile_ranks",
]

Floats: TypeAlias = NDArray[np.float64]

ROUNDING = 1e-9  # by how much a mean of whole numbers may miss them


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """What a mean and its variance need of the rows: seven numbers that merge.

    Parameters
    ----------
    n
        Rows.
    units
        Independent units: users, orders; as many as rows where each row is its own.
    weight
        Sum of the weights; `n` where there are none.
    mean
        The (weighted) mean over the rows.
    squares
        Sum over the units of the squared residual.  A unit's residual is its total
        less `mean` times its weight.
    cross
        Sum over the units of residual times weight.
    weight_squares
        Sum over the units of the squared weight.

    Raises
    ------
    ValueError
        Where a number is not finite, or there are fewer rows than units, or no weight.

    Examples
    --------
    >>> Moments.of([1.0, 2.0, 3.0, 6.0]).mean
    3.0
    """

    n: int
    units: int
    weight: float
    mean: float
    squares: float
    cross: float
    weight_squares: float

    def __post_init__(self) -> None:
        parts = (self.weight, self.mean, self.squares, self.cross, self.weight_squares)
        if not all(math.isfinite(part) for part in parts):
            raise ValueError(f"moments are finite numbers: {self!r}")
        if not 1 <= self.units <= self.n:
            raise ValueError(f"moments have at least one unit, and a row for each: {self!r}")
        if not self.weight > 0:
            raise ValueError(f"moments have a weight above 0: {self!r}")

    @classmethod
    def of(
        cls, values: ArrayLike, *, weight: ArrayLike | None = None, unit: ArrayLike | None = None
    ) -> Self:
        """Gather the moments of rows in memory.

        Parameters
        ----------
        values
            One number a row.  For two models on the same rows, the difference of
            their losses.
        weight
            How much each row counts, from 0 up.
        unit
            Which unit each row belongs to: any values that can be sorted.

        Raises
        ------
        ValueError
            Where there are no rows, the lengths differ, or a number is missing or
            infinite.  One infinite loss makes every mean infinite, so a log loss
            that met a certain and wrong prediction is told and not averaged away.

        Examples
        --------
        >>> m = Moments.of([1.0, 3.0, 5.0, 7.0], unit=["a", "a", "b", "b"])
        >>> m.mean, m.units, m.variance
        (4.0, 2, 4.0)
        """
        x = _column("values", values)
        w = np.ones_like(x) if weight is None else _column("weight", weight)
        if len(w) != len(x):
            raise ValueError(f"weight has {len(w)} rows, values has {len(x)}")
        if (w < 0).any():
            raise ValueError(f"weight is never negative; found {w.min()}")
        if not w.any():
            raise ValueError("weight is 0 in every row")
        origin = float(np.average(x, weights=w))
        totals, weights = w * (x - origin), w
        if unit is not None:
            _, code = np.unique(np.asarray(unit), return_inverse=True)
            if len(code) != len(x):
                raise ValueError(f"unit has {len(code)} rows, values has {len(x)}")
            totals, weights = _summed(totals, code), _summed(weights, code)
        return cls.from_unit_sums(
            n=len(x),
            units=len(weights),
            weight=float(weights.sum()),
            total=float(totals.sum()),
            squares=float(totals @ totals),
            cross=float(totals @ weights),
            weight_squares=float(weights @ weights),
            origin=origin,
        )

    @classmethod
    def from_sums(cls, *, n: int, total: float, squares: float, origin: float = 0.0) -> Self:
        """Gather the moments of independent rows from two sums that an engine sent back.

        Parameters
        ----------
        n
            Rows.
        total, squares
            Sum of ``x - origin``, and sum of its square.
        origin
            What was subtracted from each value.  Where the values are large and
            lie close together, a number near them keeps the digits of the variance.

        Examples
        --------
        >>> m = Moments.from_sums(n=4, total=12, squares=50)
        >>> m.mean, m.squares
        (3.0, 14.0)
        """
        return cls.from_unit_sums(
            n=n,
            units=n,
            weight=n,
            total=total,
            squares=squares,
            cross=total,
            weight_squares=n,
            origin=origin,
        )

    @classmethod
    def from_unit_sums(
        cls,
        *,
        n: int,
        units: int,
        weight: float,
        total: float,
        squares: float,
        cross: float,
        weight_squares: float,
        origin: float = 0.0,
    ) -> Self:
        """Gather the moments of clustered or weighted rows from sums that an engine sent back.

        For each unit take t, the sum of ``weight * (x - origin)``, and m, the sum of
        the weights (the number of rows where there are none).  Then sum over the units.

        Parameters
        ----------
        n, units
            Rows, and units.
        weight, total
            Sum of m, and sum of t.
        squares, cross, weight_squares
            Sum of t squared, of t times m, and of m squared.
        origin
            What was subtracted from each value, as in `from_sums`.

        Examples
        --------
        >>> Moments.from_unit_sums(n=4, units=2, weight=4, total=16, squares=160, cross=32,
        ...                        weight_squares=8).variance
        4.0
        """
        if not weight > 0:
            raise ValueError(f"the sum of the weights is above 0; found {weight!r}")
        shift = total / weight
        mean = origin + shift
        about_mean = squares - 2 * shift * cross + shift**2 * weight_squares
        # A column that never varies leaves rounding behind, which is no variance.
        noise = (4 * np.finfo(np.float64).eps * mean) ** 2 * weight_squares
        return cls(
            n=int(n),
            units=int(units),
            weight=float(weight),
            mean=float(mean),
            squares=float(about_mean) if about_mean > noise else 0.0,
            cross=float(cross - shift * weight_squares),
            weight_squares=float(weight_squares),
        )

    def merge(self, other: Self) -> Self:
        """Join the moments of two parts that have no unit in common.

        Examples
        --------
        >>> Moments.of([1.0, 2.0]).merge(Moments.of([3.0, 6.0])).mean
        3.0
        """
        # Chan's update: both parts are moved to the common mean, and nothing large is subtracted.
        weight = self.weight + other.weight
        mean = self.mean + (other.mean - self.mean) * (other.weight / weight)
        parts = [(part, mean - part.mean) for part in (self, other)]
        return type(self)(
            n=self.n + other.n,
            units=self.units + other.units,
            weight=weight,
            mean=mean,
            squares=sum(
                part.squares - 2 * shift * part.cross + shift**2 * part.weight_squares
                for part, shift in parts
            ),
            cross=sum(part.cross - shift * part.weight_squares for part, shift in parts),
            weight_squares=self.weight_squares + other.weight_squares,
        )

    @property
    def variance(self) -> float:
        """The variance of the mean, cluster-robust (CR1); infinite where one unit is all."""
        if self.units == 1:
            return math.inf
        return self.units / (self.units - 1) * self.squares / self.weight**2


def mean(
    moments: Moments,
    level: float = 0.95,
    *,
    unit: str,
    bounds: tuple[float, float] = (-math.inf, math.inf),
) -> Estimate:
    """Give the interval of a mean loss, or of a mean difference on the same rows.

    Parameters
    ----------
    moments
        Of the losses, or of the per-row differences, first minus second.
    level
        Confidence level, between 0 and 1.
    unit
        What the loss is counted in: "EUR".
    bounds
        What the mean cannot pass: (0, inf) for a loss that is never negative.

    Returns
    -------
    Estimate
        The mean ± t standard errors, with one degree of freedom less than there are
        units.  From a single unit, the interval is all that `bounds` allow.

    Raises
    ------
    ValueError
        Where the level is none, or the mean lies outside `bounds`.

    Notes
    -----
    Not for columns of 0 and 1 where a value is rare: an interval of this form covers
    too little there, and has no width where nothing varies.  Use
    `bugcase.evidence.proportions`, or `clustered_rate` and
    `clustered_paired_difference`.

    References
    ----------
    .. [1] A. C. Cameron, D. L. Miller, J. Hum. Resour. 50 (2015) 317-372.

    Examples
    --------
    >>> e = mean(Moments.of([1.0, 2.0, 3.0, 6.0]), unit="EUR")
    >>> print(f"{e.value:.2f} ({e.low:.2f} to {e.high:.2f}), {e.method}")
    3.00 (-0.44 to 6.44), Student t
    """
    reach = _reach(moments.variance, moments.units - 1, level)
    method = _robust("Student t", moments)
    return _within(moments.mean, reach, bounds, level=level, n=moments.n, method=method, unit=unit)


def mean_p(moments: Moments) -> float:
    """Test whether a mean is 0: whether two models have the same loss on the same rows.

    Parameters
    ----------
    moments
        Of the per-row differences.

    Returns
    -------
    float
        The two-sided p-value, below 1 - level exactly where the interval of `mean`
        leaves out 0.  Where nothing varies it is what flipping signs could reach at
        best, ``2 ** (1 - units)``.

    Examples
    --------
    >>> print(f"{mean_p(Moments.of([1.0, 2.0, 3.0, 6.0])):.3f}")
    0.069
    """
    if moments.mean == 0:
        return 1.0
    if moments.squares == 0:
        return math.ldexp(1.0, max(1 - moments.units, -1000))
    return _two_sided_p(moments.mean, moments.variance, moments.units - 1)


def mean_difference(
    first: Moments,
    second: Moments,
    level: float = 0.95,
    *,
    unit: str,
    bounds: tuple[float, float] = (-math.inf, math.inf),
) -> Estimate:
    """Give the interval of the difference between mean losses of two groups of different rows.

    Parameters
    ----------
    first, second
        Of the losses of either group.
    level
        Confidence level, between 0 and 1.
    unit
        What the loss is counted in: "EUR".
    bounds
        What the difference cannot pass.

    Returns
    -------
    Estimate
        Of the first mean minus the second, by Welch's t, cluster-robust where units
        have several rows.

    Raises
    ------
    ValueError
        Where the level is none, or the difference lies outside `bounds`.

    Notes
    -----
    Not for two models on the same rows: take `mean` of the per-row difference.  Units
    with rows in both groups mostly make this interval too wide, not too narrow.

    References
    ----------
    .. [1] B. L. Welch, Biometrika 34 (1947) 28-35.

    Examples
    --------
    >>> e = mean_difference(Moments.of([5.0, 7.0, 9.0]), Moments.of([1.0, 2.0, 3.0]), unit="EUR")
    >>> print(f"{e.value:.2f} ({e.low:.2f} to {e.high:.2f}), {e.method}")
    5.00 (0.84 to 9.16), Welch t
    """
    variance = first.variance + second.variance
    reach = _reach(variance, _welch_df(first, second), level)
    return _within(
        first.mean - second.mean,
        reach,
        bounds,
        level=level,
        n=first.n + second.n,
        method=_robust("Welch t", first, second),
        unit=unit,
    )


def mean_difference_p(first: Moments, second: Moments) -> float:
    """Test whether two groups of different rows have the same mean loss.

    Parameters
    ----------
    first, second
        Of the losses of either group.

    Returns
    -------
    float
        The two-sided p-value, below 1 - level exactly where the interval of
        `mean_difference` leaves out 0.  Where nothing varies in either group it is
        what exchanging units could reach at best.

    Examples
    --------
    >>> print(f"{mean_difference_p(Moments.of([5.0, 7.0, 9.0]), Moments.of([1.0, 2.0, 3.0])):.3f}")
    0.032
    """
    difference = first.mean - second.mean
    if difference == 0:
        return 1.0
    if first.squares == second.squares == 0:
        exchanges = first.units + second.units  # one over the binomial coefficient, by beta
        return (exchanges + 1) * float(beta(first.units + 1, second.units + 1))
    variance = first.variance + second.variance
    return _two_sided_p(difference, variance, _welch_df(first, second))


def clustered_rate(moments: Moments, level: float = 0.95) -> Estimate:
    """Give the interval of a rate where one user, order or session has several rows.

    Parameters
    ----------
    moments
        Of a column of 0 and 1, with its unit.
    level
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        Wilson's interval on the effective number of rows, with Student's t for the
        normal quantile.

    Raises
    ------
    ValueError
        Where the mean is no rate.

    Notes
    -----
    Covers 93.5 to 97 % at a level of 95 % from fifteen units with an event on; with
    fewer, and rows of a unit that are much alike, as little as 88 %.  Where no row, or
    every row, has the event, nothing tells how alike a unit's rows are: each unit then
    counts as one trial, which is conservative.

    References
    ----------
    .. [1] E. L. Korn, B. I. Graubard, Surv. Methodol. 24 (1998) 193-201.

    Examples
    --------
    >>> wrong = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    >>> user = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    >>> e = clustered_rate(Moments.of(wrong, unit=user))
    >>> print(f"{e.value:.2f} ({e.low:.2f} to {e.high:.2f})")
    0.25 (0.02 to 0.87)
    """
    p = _rate(moments)
    below, above = _rate_reaches(moments, level)
    return Estimate(
        value=p,
        low=max(p - below, 0.0),
        high=min(p + above, 1.0),
        level=level,
        n=moments.n,
        method="cluster-robust Wilson score",
        unit=PROPORTION,
    )


def clustered_rate_difference(first: Moments, second: Moments, level: float = 0.95) -> Estimate:
    """Give the interval of a difference between two groups' rates where units have several rows.

    Parameters
    ----------
    first, second
        Of a column of 0 and 1 in either group, with its unit.
    level
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        Of the first rate minus the second: Newcombe's hybrid of two `clustered_rate`.

    Raises
    ------
    ValueError
        Where a mean is no rate.

    Notes
    -----
    Not for two models on the same rows: see `clustered_paired_difference`.  Covers as
    `clustered_rate`; units with rows in both groups mostly make it too wide.

    References
    ----------
    .. [1] R. G. Newcombe, Stat. Med. 17 (1998) 873-890.

    Examples
    --------
    >>> user = [1, 1, 2, 2, 3, 3]
    >>> first = Moments.of([1, 1, 1, 1, 1, 0], unit=user)
    >>> e = clustered_rate_difference(first, Moments.of([0, 0, 0, 0, 0, 1], unit=user))
    >>> print(f"{e.value:.2f} ({e.low:.2f} to {e.high:.2f})")
    0.67 (-0.30 to 0.89)
    """
    below1, above1 = _rate_reaches(first, level)
    below2, above2 = _rate_reaches(second, level)
    d = _rate(first) - _rate(second)
    return Estimate(
        value=d,
        low=max(d - math.hypot(below1, above2), -1.0),
        high=min(d + math.hypot(above1, below2), 1.0),
        level=level,
        n=first.n + second.n,
        method="cluster-robust Newcombe hybrid score",
        unit=DIFFERENCE,
    )


def clustered_paired_difference(
    n12: int, n21: int, moments: Moments, level: float = 0.95
) -> Estimate:
    """Give the interval of a difference between two models on the same rows, many to a unit.

    Parameters
    ----------
    n12, n21
        Rows with the event under the first only, and under the second only.
    moments
        Of the per-row difference, first minus second: -1, 0 or 1, with its unit.
    level
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        Of the first rate minus the second: Tango's interval on the effective number
        of rows, with Student's t for the normal quantile.

    Raises
    ------
    ValueError
        Where the counts and the moments are not of the same rows.

    Notes
    -----
    Conservative where eight units or less are expected to have a discordant row.  Where
    none has, each unit counts as one row, for nothing tells how alike its rows are.

    References
    ----------
    .. [1] J. N. K. Rao, A. J. Scott, Biometrics 48 (1992) 577-585: counts divided by
       the design effect.
    .. [2] T. Tango, Stat. Med. 17 (1998) 891-908.

    Examples
    --------
    >>> difference = [1, 1, 1, 0, 0, 0, 0, 0, 0, -1, 0, 0]
    >>> user = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    >>> e = clustered_paired_difference(3, 1, Moments.of(difference, unit=user))
    >>> print(f"{e.value:.2f} ({e.low:.2f} to {e.high:.2f})")
    0.17 (-0.72 to 0.83)
    """
    d, effective = _paired_effect(n12, n21, moments)
    if moments.units == 1:
        below, above = 1 + d, 1 - d
    else:
        share = effective / moments.n
        t = _student_quantile(moments.units - 1, level)
        below, above = tango_reaches(n12 * share, n21 * share, moments.n * share, t)
    return Estimate(
        value=d,
        low=max(d - below, -1.0),
        high=min(d + above, 1.0),
        level=level,
        n=moments.n,
        method="cluster-robust Tango score",
        unit=DIFFERENCE,
    )


def clustered_mcnemar(n12: int, n21: int, moments: Moments) -> float:
    """Test whether two models on the same rows have the same rate, many rows to a unit.

    Parameters
    ----------
    n12, n21
        Rows with the event under the first only, and under the second only.
    moments
        Of the per-row difference, first minus second: -1, 0 or 1, with its unit.

    Returns
    -------
    float
        The two-sided p-value, below 1 - level exactly where the interval of
        `clustered_paired_difference` leaves out 0; 1 where no row is discordant.

    Raises
    ------
    ValueError
        Where the counts and the moments are not of the same rows.

    References
    ----------
    .. [1] J. N. K. Rao, A. J. Scott, Biometrics 48 (1992) 577-585.

    Examples
    --------
    >>> difference = [1, 1, 1, 0, 0, 0, 0, 0, 0, -1, 0, 0]
    >>> user = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    >>> print(f"{clustered_mcnemar(3, 1, Moments.of(difference, unit=user)):.3f}")
    0.619
    """
    d, effective = _paired_effect(n12, n21, moments)
    if d == 0 or moments.units == 1:
        return 1.0
    return _two_sided_p(d, (n12 + n21) / moments.n / effective, moments.units - 1)


def quantile_ranks(n: int, q: float, level: float = 0.95) -> tuple[int, int, int]:
    """Say which order statistics are the low end, the value and the high end of a quantile.

    It needs no data, so a database can be asked for just these three rows.

    Parameters
    ----------
    n
        Rows.
    q
        Which quantile, between 0 and 1: 0.95 for a p95.
    level
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of int
        Ranks from 1 to `n`; a low end of 0 and a high end of ``n + 1`` mean that the
        rows do not reach that far, so that there is no bound.

    Raises
    ------
    ValueError
        Where there are no rows, or `q` or `level` is not between 0 and 1.

    Examples
    --------
    >>> quantile_ranks(100, 0.5)
    (40, 50, 61)
    """
    if n < 1:
        raise ValueError("a quantile is taken of at least 1 row")
    for name, share in (("q", q), ("level", level)):
        if not 0 < share < 1:
            raise ValueError(f"{name} lies between 0 and 1, both excluded; found {share!r}")
    tail = (1 - level) / 2
    # 0.07 * 100 is a little above 7 in floats, and must not become 8
    rank = min(max(math.ceil(n * q * (1 - 1e-15)), 1), n)
    low = _ranks_in_tail(n, q, tail)
    high = n + 1 - _ranks_in_tail(n, 1 - q, tail)
    return min(low, rank), rank, max(high, rank)


def quantile(values: ArrayLike, q: float, level: float = 0.95, *, unit: str) -> Estimate:
    """Give the interval of a quantile: p95 of a latency, the median error.

    Parameters
    ----------
    values
        One number a row; infinite ones are allowed, missing ones are not.
    q
        Which quantile, between 0 and 1.
    level
        Confidence level, between 0 and 1.
    unit
        What the values are counted in: "ms".

    Returns
    -------
    Estimate
        Between two order statistics, whatever the distribution.  An end is infinite
        where the rows do not reach that far: a p99 needs some 370 rows for a high end.

    Raises
    ------
    ValueError
        Where there are no rows, or a value is missing.

    Notes
    -----
    Covers at least the level: a little more in small samples and among ties.  Not
    where units have several rows: batch by unit and use `bootstrap_batches`.

    References
    ----------
    .. [1] W. J. Conover, Practical Nonparametric Statistics, 3rd ed. (1999), section 3.2.

    Examples
    --------
    >>> e = quantile(range(1, 101), 0.5, unit="ms")
    >>> e.low, e.value, e.high
    (40.0, 50.0, 61.0)
    """
    x = np.asarray(values, dtype=np.float64)
    if np.isnan(x).any():
        raise ValueError(f"values has {np.isnan(x).sum()} missing of {len(x)}")
    low, rank, high = quantile_ranks(len(x), q, level)
    inside = sorted({r - 1 for r in (low, rank, high) if 1 <= r <= len(x)})
    ordered = np.partition(x, inside)
    return Estimate(
        value=float(ordered[rank - 1]),
        low=float(ordered[low - 1]) if low >= 1 else -math.inf,
        high=float(ordered[high - 1]) if high <= len(x) else math.inf,
        level=level,
        n=len(x),
        method="order statistics",
        unit=unit,
    )


def bootstrap_counts(
    counts: ArrayLike,
    statistic: Callable[[Floats], Floats],
    level: float = 0.95,
    *,
    unit: str,
    draws: int = 9999,
    seed: int = 0,
) -> Estimate:
    """Give the interval of any statistic of a table of counts, at any number of rows.

    Rows in one cell are alike, so drawing rows again is drawing the table again: one
    multinomial a draw.  The bias and the skewness are corrected (BCa); leaving out
    one row is leaving out one from a cell, so that costs one more table a cell.

    Parameters
    ----------
    counts
        Rows in each cell, in any shape; at least one row.
    statistic
        Takes tables, shape ``(draws, *counts.shape)``; gives one number each.
    level
        Confidence level, between 0 and 1.
    unit
        What one unit of the statistic is.
    draws, seed
        How many tables are drawn, and from which start; the same seed gives the same
        interval.

    Returns
    -------
    Estimate
        Of ``statistic`` of the table.

    Raises
    ------
    ValueError
        Where the counts are none, or the statistic is undefined for the table or for
        a draw.

    Notes
    -----
    Not for a rate or a difference of rates, which have exact forms: a cell without
    rows is never drawn, so a zero stays a zero with no width.  Not for units with
    several rows: see `bootstrap_batches`.

    References
    ----------
    .. [1] B. Efron, J. Am. Stat. Assoc. 82 (1987) 171-185.

    Examples
    --------
    Precision, from true and false positives and the rest:

    >>> e = bootstrap_counts([80, 20, 900], lambda t: t[:, 0] / (t[:, 0] + t[:, 1]),
    ...                      unit="proportion")
    >>> print(f"{e.value:.2f} ({e.low:.2f} to {e.high:.2f})")
    0.80 (0.71 to 0.87)
    """
    table = np.asarray(counts, dtype=np.float64)
    if not (np.isfinite(table) & (table >= 0) & (table == np.floor(table))).all():
        raise ValueError("counts are whole numbers from 0 up")
    n = int(table.sum())
    if n == 0:
        raise ValueError("counts have at least one row")
    cells = table.ravel()
    drawn = np.random.default_rng(seed).multinomial(n, cells / n, size=draws)
    filled = np.flatnonzero(cells)
    left_out = cells - np.eye(len(cells))[filled]
    tables = np.vstack([cells[None], drawn, left_out]).reshape(-1, *table.shape)
    with np.errstate(all="ignore"):  # an undefined statistic is told below, with its number
        found = np.asarray(statistic(tables), dtype=np.float64)
    low, high = _bca(found[: draws + 1], found[draws + 1 :], cells[filled], level)
    return Estimate(
        value=float(found[0]),
        low=low,
        high=high,
        level=level,
        n=n,
        method="multinomial bootstrap (BCa)",
        unit=unit,
    )


def bootstrap_batches(
    sums: ArrayLike,
    statistic: Callable[[Floats], Floats],
    level: float = 0.95,
    *,
    n: int,
    unit: str,
    draws: int = 9999,
    seed: int = 0,
) -> Estimate:
    """Give the interval of any statistic of sums, from some 1,000 batches of the rows.

    Each row, or each unit with all its rows, falls into a batch at random (by a hash),
    and only the batches' sums are kept.  A draw gives each batch a Poisson weight, as
    often as it might have been met again.  The bias and skewness are corrected (BCa).

    Parameters
    ----------
    sums
        Shape (batches, k): what was summed, for each batch.
    statistic
        Takes sums, shape (draws, k); gives one number each.  It must not depend on
        the number of rows: a ratio of sums, not a sum.
    level
        Confidence level, between 0 and 1.
    n
        Rows in all the batches.
    unit
        What one unit of the statistic is.
    draws, seed
        How many times the batches are weighted, and from which start; the same seed
        gives the same interval.

    Returns
    -------
    Estimate
        Of ``statistic`` of the sums over all batches.

    Raises
    ------
    ValueError
        Where there are fewer than two batches, or the statistic is undefined for the
        sums or for a draw.

    Notes
    -----
    Too narrow below some 100 batches.  Not for a mean, which has `mean`.

    References
    ----------
    .. [1] N. Chamandy, O. Muralidharan, A. Najmi, S. Naidu, Estimating uncertainty for
       massive data streams (2012).

    Examples
    --------
    >>> lost, sold = np.arange(1000) % 7, np.full(1000, 50)
    >>> e = bootstrap_batches(np.column_stack([lost, sold]), lambda s: s[:, 0] / s[:, 1],
    ...                       n=1000, unit="proportion")
    >>> print(f"{e.value:.3f} ({e.low:.3f} to {e.high:.3f})")
    0.060 (0.057 to 0.062)
    """
    batches = np.asarray(sums, dtype=np.float64)
    if batches.ndim != 2 or len(batches) < 2:  # noqa: PLR2004 - a table, and two to compare
        raise ValueError(f"sums is a table of two batches or more; found shape {batches.shape}")
    total = batches.sum(axis=0)
    random = np.random.default_rng(seed)
    chunks = [min(1000, draws - start) for start in range(0, draws, 1000)]  # 8 MB each
    drawn = [random.poisson(1.0, (chunk, len(batches))) @ batches for chunk in chunks]
    with np.errstate(all="ignore"):  # an undefined statistic is told below, with its number
        found = np.asarray(
            statistic(np.vstack([total[None], *drawn, total - batches])), dtype=np.float64
        )
    low, high = _bca(found[: draws + 1], found[draws + 1 :], np.ones(len(batches)), level)
    return Estimate(
        value=float(found[0]),
        low=low,
        high=high,
        level=level,
        n=n,
        method="Poisson bootstrap over batches (BCa)",
        unit=unit,
    )


def _bca(found: Floats, left_out: Floats, times: Floats, level: float) -> tuple[float, float]:
    """Read the corrected percentiles off the draws.

    `found` is the statistic of the data, then of each draw; `left_out` is the statistic
    with one row less, which happens `times` over.
    """
    _check_level(level)
    if found.ndim != 1:
        raise ValueError(f"the statistic gives one number a table; found shape {found.shape}")
    undefined = int(np.isnan(found).sum())
    if undefined:
        raise ValueError(f"the statistic is undefined in {undefined} of {len(found)} tables")
    value, draws = found[0], np.sort(found[1:])
    below = (np.mean(draws < value) + np.mean(draws <= value)) / 2
    bias = float(ndtri(below)) if 0 < below < 1 else 0.0
    acceleration = 0.0
    if np.isfinite(left_out).all():  # the only row cannot be left out
        influence = np.average(left_out, weights=times) - left_out
        spread = float(times @ influence**2)
        acceleration = float(times @ influence**3) / (6 * spread**1.5) if spread > 0 else 0.0
    ends = []
    for z in (float(ndtri((1 - level) / 2)), -float(ndtri((1 - level) / 2))):
        moved = bias + z
        share = float(ndtr(bias + moved / max(1 - acceleration * moved, 1e-9)))
        ends.append(float(draws[min(max(math.ceil(share * len(draws)), 1), len(draws)) - 1]))
    return min(ends[0], float(value)), max(ends[1], float(value))


def _column(name: str, values: ArrayLike) -> Floats:
    column = np.asarray(values, dtype=np.float64)
    if column.ndim != 1 or len(column) == 0:
        raise ValueError(f"{name} is a column of at least one row; found shape {column.shape}")
    wrong = int(np.count_nonzero(~np.isfinite(column)))
    if wrong:
        raise ValueError(f"{name} has {wrong} missing or infinite of {len(column)}")
    return column


def _summed(column: Floats, code: NDArray[np.intp]) -> Floats:
    return np.bincount(code, weights=column).astype(np.float64)


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level lies between 0 and 1, both excluded; found {level!r}")


def _student_quantile(df: float, level: float) -> float:
    _check_level(level)
    return -float(stdtrit(df, (1 - level) / 2))


def _reach(variance: float, df: float, level: float) -> float:
    _check_level(level)
    if math.isinf(variance):
        return math.inf
    return _student_quantile(df, level) * math.sqrt(variance) if variance > 0 else 0.0


def _two_sided_p(difference: float, variance: float, df: float) -> float:
    if df == 0 or math.isinf(variance):
        return 1.0
    return 2 * float(stdtr(df, -abs(difference) / math.sqrt(variance)))


def _welch_df(first: Moments, second: Moments) -> float:
    """Match the degrees of freedom to two variances of different sureness (Satterthwaite)."""
    if first.units == 1 or second.units == 1:
        return 0.0
    variance = first.variance + second.variance
    if variance == 0:
        return float(first.units + second.units - 2)
    shares = [(m.variance / variance) ** 2 / (m.units - 1) for m in (first, second)]
    return 1 / sum(shares)


def _within(
    value: float,
    reach: float,
    bounds: tuple[float, float],
    *,
    level: float,
    n: int,
    method: str,
    unit: str,
) -> Estimate:
    return Estimate(
        value=value,
        low=max(value - reach, bounds[0]),
        high=min(value + reach, bounds[1]),
        level=level,
        n=n,
        method=method,
        unit=unit,
    )


def _robust(method: str, *groups: Moments) -> str:
    """Name what the variance allows for beside independent rows that count alike."""
    if any(m.units < m.n for m in groups):
        method = f"{method}, cluster-robust (CR1)"
    if any(m.weight != m.n for m in groups):
        method = f"{method}, weighted"
    return method


def _rate(moments: Moments) -> float:
    if not -ROUNDING <= moments.mean <= 1 + ROUNDING:
        raise ValueError(f"a rate lies between 0 and 1; found a mean of {moments.mean!r}")
    return min(max(moments.mean, 0.0), 1.0)


def _effective_rows(moments: Moments, spread: float) -> float:
    """Say how many independent rows would give the same variance.

    `spread` is the variance of one row.  Units are never credited with more rows than
    they have.
    """
    if spread <= 0:  # nothing varies, so nothing tells how alike a unit's rows are
        return moments.weight**2 / moments.weight_squares
    if moments.variance == 0:
        return float(moments.n)
    return min(spread / moments.variance, float(moments.n))


def _rate_reaches(moments: Moments, level: float) -> tuple[float, float]:
    p = _rate(moments)
    if moments.units == 1:
        return p, 1 - p
    effective = _effective_rows(moments, p * (1 - p))
    t = _student_quantile(moments.units - 1, level)
    return wilson_reaches(p * effective, effective, t)


def _paired_effect(n12: int, n21: int, moments: Moments) -> tuple[float, float]:
    """Give the difference, and how many independent rows would be as sure of it."""
    n = moments.n
    d = (n12 - n21) / n
    if (
        min(n12, n21) < 0
        or n12 + n21 > n
        or moments.weight != n
        or abs(d - moments.mean) > ROUNDING
    ):
        raise ValueError(
            f"n12 and n21 count the differences behind the moments; found {n12!r} and {n21!r} "
            f"of {n} rows with a mean of {moments.mean!r}"
        )
    return d, _effective_rows(moments, (n12 + n21) / n - d**2)


def _ranks_in_tail(n: int, q: float, tail: float) -> int:
    """Count the ranks so low that the q-quantile lies below them with at most `tail`."""
    return bisect_right(range(n), tail, key=lambda k: float(betainc(n - k, k + 1, 1 - q)))
