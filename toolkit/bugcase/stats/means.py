"""Intervals of mean losses: errors, log losses, Brier scores, euros.

A loss is any number a row can cost, and its mean needs only the sums that
`moments` keeps.

======================================== ======================================
mean loss; mean difference on the same   `mean` and `mean_p` of the `Moments` of
rows                                     the per-row difference
means of two groups of different rows    `mean_difference`, `mean_difference_p`
======================================== ======================================

Not for rates: those are in `proportions`, and in `clusters` where units have
several rows.
"""

import math

from bugcase.estimate import Estimate, Unit
from bugcase.stats.moments import Moments
from bugcase.stats.students_t import student_reach, two_sided_p


def mean(
    moments: Moments,
    level: float = 0.95,
    *,
    unit: Unit,
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
        units.  From a single unit, and where all are 0, nothing tells how much they
        vary, and the interval is all that `bounds` allow; where all are another
        number, it is as wide as if one more unit were 0.

    Raises
    ------
    ValueError
        Where the level is not between 0 and 1, or the mean lies outside `bounds`.

    Notes
    -----
    Not for columns of 0 and 1: an interval of this form covers too little where a value
    is rare.  Use
    `bugcase.stats.proportions`, or `clustered_rate` and
    `clustered_paired_difference`.

    References
    ----------
    .. [1] A. C. Cameron, D. L. Miller, J. Hum. Resour. 50 (2015) 317-372.

    Examples
    --------
    >>> e = mean(Moments.of([1.0, 2.0, 3.0, 6.0]), unit=Unit("EUR"))
    >>> print(f"{e.value:.2f} ({e.low:.2f} to {e.high:.2f}), {e.method}")
    3.00 (-0.44 to 6.44), Student t
    """
    reach = student_reach(_variance(moments), moments.units - 1, level)
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
        leaves out 0; 1 where all are 0.

    Examples
    --------
    >>> print(f"{mean_p(Moments.of([1.0, 2.0, 3.0, 6.0])):.3f}")
    0.069
    """
    return two_sided_p(moments.mean, _variance(moments), moments.units - 1)


def mean_difference(
    first: Moments,
    second: Moments,
    level: float = 0.95,
    *,
    unit: Unit,
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
        Where the level is not between 0 and 1, or the difference lies outside `bounds`.

    Notes
    -----
    Not for two models on the same rows: take `mean` of the per-row difference.  Units
    with rows in both groups mostly make this interval too wide, not too narrow.

    References
    ----------
    .. [1] B. L. Welch, Biometrika 34 (1947) 28-35.

    Examples
    --------
    >>> e = mean_difference(Moments.of([5.0, 7.0, 9.0]), Moments.of([1.0, 2.0, 3.0]),
    ...                     unit=Unit("EUR"))
    >>> print(f"{e.value:.2f} ({e.low:.2f} to {e.high:.2f}), {e.method}")
    5.00 (0.84 to 9.16), Welch t
    """
    variance = _variance(first) + _variance(second)
    reach = student_reach(variance, _welch_df(first, second), level)
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
        `mean_difference` leaves out 0; 1 where all are 0 in both groups.

    Examples
    --------
    >>> print(f"{mean_difference_p(Moments.of([5.0, 7.0, 9.0]), Moments.of([1.0, 2.0, 3.0])):.3f}")
    0.032
    """
    variance = _variance(first) + _variance(second)
    return two_sided_p(first.mean - second.mean, variance, _welch_df(first, second))


def _variance(moments: Moments) -> float:
    """Give the variance of a mean; where no unit differs, as if one more of them were 0."""
    if moments.squares == 0 and moments.units > 1:
        return (moments.mean / (moments.units + 1)) ** 2
    return moments.variance


def _welch_df(first: Moments, second: Moments) -> float:
    """Match the degrees of freedom to two variances of different sureness (Satterthwaite)."""
    if first.units == 1 or second.units == 1:
        return 0.0
    variance = _variance(first) + _variance(second)
    if variance == 0:
        return 0.0
    shares = [(_variance(m) / variance) ** 2 / (m.units - 1) for m in (first, second)]
    return 1 / sum(shares)


def _within(
    value: float,
    reach: float,
    bounds: tuple[float, float],
    *,
    level: float,
    n: int,
    method: str,
    unit: Unit,
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
