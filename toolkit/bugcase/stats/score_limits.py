"""Computes how far score limits lie from the estimate, for the intervals of `proportions`.

A score limit is where the test of a rate, a difference or a ratio just rejects.  Of
a rate and a difference it is found as a reach, a distance below or above the
estimate, which keeps its digits also where one row in ten billion has the event.

Counts are those that `counts` took; `two_sided_z` refuses a level outside 0 to 1.
"""

import math
from collections.abc import Callable
from statistics import NormalDist

from bugcase.stats.students_t import check_level


def two_sided_z(level: float) -> float:
    """Say how many standard errors a normal interval of this level reaches."""
    check_level(level)
    # A level next to nothing gets a width that a float can still square.
    return max(-NormalDist().inv_cdf((1 - level) / 2), 1e-9)


def wilson_reaches(k: float, n: float, z: float) -> tuple[float, float]:
    """Say how far the Wilson limits lie below and above k/n; counts may be effective ones."""
    return _wilson_reach(n - k, n, z), _wilson_reach(k, n, z)


def _wilson_reach(k: float, n: float, z: float) -> float:
    """Solve n t^2 = z^2 (k/n + t) (1 - k/n - t) for t > 0, by the form of the root that adds."""
    z2 = z * z
    slope = z2 * ((n - 2 * k) / n) / 2
    product = z2 * (k / n) * ((n - k) / n)
    root = math.sqrt(slope**2 + (n + z2) * product)
    return (slope + root) / (n + z2) if slope > 0 else product / (root - slope)


def unlikeness(a: int, b: int, c: int, e: int) -> float:
    """Give 1 - phi of a paired table, phi drawn towards zero by n/2 where it is positive.

    Integers keep it exact where the two models hardly differ and phi is nearly 1.
    """
    margins = (a + b) * (c + e) * (a + c) * (b + e)
    if margins == 0:
        return 1.0
    twice = 2 * (a * e - b * c)
    if twice > 0:
        twice = max(twice - (a + b + c + e), 0)
    scale = 2 * math.sqrt(margins)
    if twice > 0:
        return (4 * margins - twice**2) / scale / (scale + twice)
    return 1 - twice / scale


def correlated_reach(first: float, second: float, unlike: float) -> float:
    """Join two reaches as sides of a triangle; by 1 - phi, as 1 - 2 phi + 1 would cancel."""
    return math.sqrt((first - second) ** 2 + 2 * unlike * first * second)


def tango_reaches(n12: float, n21: float, n: float, z: float) -> tuple[float, float]:
    """Say how far Tango's limits lie below and above (n12 - n21)/n; counts may be effective."""
    return _paired_reach(n12, n21, n, z), _paired_reach(n21, n12, n, z)


def _paired_reach(b: float, c: float, n: float, z: float) -> float:
    """Say how far Tango's lower limit of (b - c)/n lies below it."""
    d = (b - c) / n
    if d == -1:
        return 0.0

    def excess(distance: float) -> float:
        variance = _paired_variance(b, c, n, max(d - distance, -1.0))
        # At the estimate the statistic is 0 even where the variance is 0 as well.
        return math.sqrt(n) * distance - z * math.sqrt(variance) if distance > 0 else -z

    return _root(excess, 0.0, d + 1)


def _paired_variance(b: float, c: float, n: float, delta: float) -> float:
    """Fit the discordant rates under p12 - p21 = delta; give p12 + p21 - delta^2."""
    if delta < 0:  # the mirror image, so that no term of the discriminant is negative
        b, c, delta = c, b, -delta
    half = (b + c - (2 * n - b + c) * delta) / 2
    product = 2 * n * c * delta * (1 - delta)
    root = math.sqrt(half**2 + product)
    if half > 0:  # of the two forms of the root, the one that adds
        fitted = (half + root) / (2 * n)
    else:
        fitted = product / (2 * n * (root - half)) if product > 0 else 0.0
    return 2 * fitted + delta * (1 - delta)


def difference_reach(k1: int, n1: int, k2: int, n2: int, z2: float) -> float:
    """Say how far the lower score limit of k1/n1 - k2/n2 lies below it.

    Where the difference is held at a limit, the multipliers of the two rates are
    equal and opposite, the distance to the estimate is multiplier x variance, and
    the score statistic is multiplier^2 x variance.  So the distance is z^2 / multiplier.
    """
    if k1 == 0 and k2 == n2:
        return 0.0  # the difference is -1 already

    def excess(multiplier: float) -> float:
        variance = _constrained_variance(k1, n1, multiplier) + _constrained_variance(
            k2, n2, -multiplier
        )
        return multiplier**2 * variance - z2

    return z2 / _increasing_root(excess, math.sqrt(z2))


def ratio_low(k1: int, n1: int, k2: int, n2: int, z2: float) -> float:
    """Find the lower score limit of a ratio of rates.

    Where the ratio is held at a limit, rate x multiplier, the `pull`, is equal and
    opposite in the two groups, which makes the second rate (k2 + pull) / (n2 + pull).
    """
    if k1 == 0:
        return 0.0

    def pull(multiplier: float) -> float:
        return multiplier * _constrained_rate(k1, n1, multiplier)

    def excess(multiplier: float) -> float:
        c = pull(multiplier)
        first = multiplier**2 * _constrained_variance(k1, n1, multiplier)
        second = c * ((n2 - k2) / n2) * (c / (k2 + c)) if c > 0 else 0.0
        return first + second - z2

    multiplier = _increasing_root(excess, math.sqrt(z2))
    c = pull(multiplier)
    return c / multiplier * (n2 + c) / (k2 + c)


def _constrained_rate(k: int, n: int, multiplier: float) -> float:
    """Fit a rate to k of n under a constraint that pulls with a Lagrange multiplier.

    The score of the binomial, (k - n p) / (p (1 - p)), equals the multiplier: 0
    leaves k/n, a positive one draws the rate down, a negative one up.  All score
    limits of two groups come from here: along the multiplier the fitted rates are
    roots of a quadratic, where along the difference they are roots of a cubic that
    cancels badly at rare events.
    """
    total = multiplier + n
    if multiplier > 0:
        root = math.sqrt((multiplier - n) ** 2 + 4 * multiplier * (n - k))
    else:
        root = math.sqrt(total**2 - 4 * multiplier * k)
    if total > 0:
        return 2 * k / (total + root)
    return (root - total) / (-2 * multiplier)


def _constrained_variance(k: int, n: int, multiplier: float) -> float:
    """Give p (1 - p) / n at the constrained rate; the complement is fitted, not subtracted."""
    p = _constrained_rate(k, n, multiplier)
    q = _constrained_rate(n - k, n, -multiplier)
    return p * q / n


def _increasing_root(function: Callable[[float], float], step: float) -> float:
    """Find where an increasing function that starts below 0 at 0 crosses it."""
    high = step
    while function(high) < 0:
        high *= 4
    return _root(function, 0.0, high)


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Find a positive root to the last digit: counts of 10^10 have limits near 10^-10.

    Halving needs under a hundred calls of a cheap function; scipy.optimize would cost
    every command line a third of a second to import.
    """
    rising = function(high) > 0
    middle = (low + high) / 2
    while low < middle < high:
        if (function(middle) > 0) == rising:
            high = middle
        else:
            low = middle
        middle = (low + high) / 2
    return middle
