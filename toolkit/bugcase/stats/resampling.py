"""Bootstrap intervals of what has no formula: F1, AUC, a ratio of sums.

Rows in one cell of a small table are alike, so drawing rows again is drawing the
table again (`bootstrap_counts`), at any number of rows; what is no count is summed
over random batches first (`bootstrap_batches`).  Where there is a formula, in
`proportions`, `means` or `clusters`, it is better.
"""

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from bugcase.estimate import Estimate, Unit
from bugcase.stats.students_t import check_level

Floats: TypeAlias = NDArray[np.float64]


def bootstrap_counts(
    counts: ArrayLike,
    statistic: Callable[[Floats], Floats],
    level: float = 0.95,
    *,
    unit: Unit,
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
    ...                      unit=Unit("proportion"))
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
    unit: Unit,
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
    ...                       n=1000, unit=Unit("proportion"))
    >>> print(f"{e.value:.3f} ({e.low:.3f} to {e.high:.3f})")
    0.060 (0.057 to 0.062)
    """
    batches = np.asarray(sums, dtype=np.float64)
    if batches.ndim != 2 or len(batches) < 2:
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
    check_level(level)
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
