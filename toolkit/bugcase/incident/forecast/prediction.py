"""Gives the prediction interval of a forecast, from the errors of earlier ones.

The forecast of an incident's hours is repeated for stretches of earlier days, of
which it is known what came.  Their errors are all there is to say how far off it
is this time, and three things make them say it rightly.

*Size.*  A Sunday of 20 orders and a Monday of 2,000 do not err by the same number,
nor by the same share: counting noise grows with the square root, a bad week with
the whole.  The spread is taken to grow as a power of what was expected, between
0.5 and 1, and the power is read off the errors (Taylor's law [1]_).

*Few.*  Four weeks are 27 stretches, and the largest of 27 errors is not the largest
that can come.  So it is the ratio of a new error to the spread of as many errors
that is drawn, as in Student's t (the studentised bootstrap [2]_), and a draw is moved a
little, by a kernel that leaves the variance as it is (the smoothed bootstrap [3]_).

*Alike.*  A good day follows a good day, and stretches of several days overlap.
Blocks of seven successive days are drawn together, and what overlap takes from the
spread is given back.

References
----------
.. [1] L. R. Taylor, Nature 189 (1961) 732-735.
.. [2] A. C. Davison, D. V. Hinkley, Bootstrap Methods and their Application (1997), 2.4.
.. [3] B. W. Silverman, G. A. Young, Biometrika 74 (1987) 469-479.
"""

from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

BLOCK = 7  # days that are drawn together
DRAWS = 1999
ROOT, PROPORTIONAL = 0.5, 1.0  # how a spread may grow with its size
FLOOR = 0.01  # of the mean size; below, errors are as if of this size
BANDWIDTH = 1.06  # Silverman's rule, in spreads, times n^(-1/5)
LEAST_SPREAD = 0.25  # of the whole spread; rare events would give draws without any


def prediction_interval(
    expected: Floats,
    earlier_expected: Floats,
    earlier_actual: Floats,
    *,
    overlap: int = 1,
    level: float = 0.95,
    seed: int = 0,
) -> tuple[Floats, Floats]:
    """Say between which numbers what really comes will lie.

    Parameters
    ----------
    expected
        Shape (q,): forecasts of q quantities.
    earlier_expected, earlier_actual
        Shape (m, q): the same forecasts made for m earlier stretches that begin a day
        apart, in order, and what came.  NaN where it is not known.
    overlap
        How many days a stretch is long.
    level
        Of each interval, between 0 and 1.
    seed
        Where the draws start; the same seed gives the same interval.

    Returns
    -------
    tuple of ndarray
        Low and high, shape (q,) each.

    Notes
    -----
    Needs some twenty earlier stretches, and ten that do not overlap.  Not for
    forecasts whose errors grow from week to week, or with a trend.

    Examples
    --------
    >>> came = 100.0 + np.random.default_rng(1).normal(0, 5, (400, 1))
    >>> low, high = prediction_interval(np.array([100.0]), np.full((400, 1), 100.0), came)
    >>> print(f"{low[0]:.0f} to {high[0]:.0f}")
    91 to 109
    """
    known = np.isfinite(earlier_expected) & np.isfinite(earlier_actual)
    size = np.where(known, earlier_expected, np.nan)
    error = np.where(known, earlier_actual - earlier_expected, np.nan)
    floor = _mean(np.abs(size), known) * FLOOR
    floor = np.where(floor > 0, floor, 1.0)
    power = _power(np.maximum(size, floor), np.abs(error), known)
    z = np.where(known, error / np.maximum(size, floor) ** power, 0.0)
    low, high = _student_ends(z, known, spent=overlap + 1, level=level, seed=seed)
    scale = np.maximum(expected, floor) ** power
    return expected + low * scale, expected + high * scale


def _power(size: Floats, error: Floats, known: NDArray[np.bool_]) -> Floats:
    """Fit how the logarithm of the error grows with that of the size, for each quantity."""
    least = 1e-3 * _mean(error, known)  # an error of 0 has no logarithm
    x = np.log(np.where(known, size, 1.0))
    y = np.log(np.maximum(np.where(known, error, 1.0), np.where(least > 0, least, 1.0)))
    x = np.where(known, x - _mean(x, known), 0.0)
    squares = (x**2).sum(axis=0)
    slope = (x * y).sum(axis=0) / np.where(squares > 0, squares, 1.0)
    # where all sizes are alike, nothing tells, and nothing depends on it
    return np.clip(np.where(squares > 0, slope, PROPORTIONAL), ROOT, PROPORTIONAL)


def _student_ends(
    z: Floats, known: NDArray[np.bool_], *, spent: int, level: float, seed: int
) -> tuple[Floats, Floats]:
    """Draw stretches again, in blocks of days, and one more stretch each time."""
    times, chance, noise = _draws(seed, *z.shape)
    n = known.sum(axis=0)
    left = np.maximum(n - spent, 1)
    centre = z.sum(axis=0) / np.maximum(n, 1)
    z = np.where(known, z - centre, 0.0)
    spread = np.sqrt((z**2).sum(axis=0) / left)

    number = np.maximum(times @ known.astype(np.float64), 1)
    means = times @ z / number
    squares = times @ z**2 - means**2 * number
    spreads = np.sqrt(np.maximum(squares, 0.0) / np.maximum(number - spent, 1))
    spreads = np.maximum(spreads, LEAST_SPREAD * spread)

    order = np.argsort(~known, axis=0, kind="stable")  # the known ones first
    picked = (chance * n).astype(np.int64)
    new = np.take_along_axis(np.take_along_axis(z, order, axis=0), picked, axis=0)
    width = BANDWIDTH * np.maximum(n, 1) ** -0.2
    new = new + width * spread * noise
    new /= np.sqrt(np.minimum(left / np.maximum(n, 1), 1) + width**2)
    ratio = np.divide(new - means, spreads, out=np.zeros_like(new), where=spreads > 0)
    low, high = np.quantile(ratio, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return centre + low * spread, centre + high * spread


@lru_cache(maxsize=2)  # a forecast and that of its idle hours; a placebo draws as the one before
def _draws(seed: int, m: int, q: int) -> tuple[Floats, Floats, Floats]:
    """Draw how often each of m stretches comes, which one comes anew, and its q small moves.

    Sums over draws are then products of matrices.
    """
    random = np.random.default_rng(seed)
    begin = random.integers(0, m, (DRAWS, -(-m // BLOCK)))
    drawn = (begin[:, :, None] + np.arange(BLOCK)).reshape(DRAWS, -1)[:, :m] % m
    cell = np.arange(DRAWS)[:, None] * m + drawn
    times = np.bincount(cell.ravel(), minlength=DRAWS * m).reshape(DRAWS, m).astype(np.float64)
    found = times, random.random((DRAWS, 1)), random.standard_normal((DRAWS, q))
    for one in found:
        one.setflags(write=False)
    return found


def _mean(values: Floats, known: NDArray[np.bool_]) -> Floats:
    mean: Floats = np.where(known, values, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return mean
