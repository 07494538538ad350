"""Quantiles by order statistics: p95 of a latency, the median error.

The interval of a quantile is two of the values themselves, and asks nothing of the
distribution.
"""

import math
from bisect import bisect_right

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc

from bugcase.estimate import Estimate, Unit


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


def quantile(values: ArrayLike, q: float, level: float = 0.95, *, unit: Unit) -> Estimate:
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
    >>> e = quantile(range(1, 101), 0.5, unit=Unit("ms"))
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


def _ranks_in_tail(n: int, q: float, tail: float) -> int:
    """Count the ranks so low that the q-quantile lies below them with at most `tail`."""
    return bisect_right(range(n), tail, key=lambda k: float(betainc(n - k, k + 1, 1 - q)))
