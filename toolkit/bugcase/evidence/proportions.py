"""Intervals and tests from counts: how far a rate, or a difference of rates, can be trusted.

A rate is a count out of a count, and both counts are needed to say how sure it
is.  The textbook interval, estimate ± 1.96 standard errors, is wrong exactly
where bugs live: at rare events, small groups, and zeros, where it has no width
at all.  Everything here is a *score* interval or built from one: it holds every
true rate that a test would not reject, so it stays inside what is possible and
has a width at 0 and at n.

Which one answers which question:

========================================== =================================
one rate, k of n                           `wilson`
no event at all in n trials                `zero_event_bound`
two groups of different rows: difference   `newcombe`; `miettinen_nurminen`
                                           where a group has under 100 rows
two groups of different rows: ratio        `koopman`; `miettinen_nurminen_ratio`
                                           where a group has under 100 rows
two groups of different rows: test         `score_p`
two models on the same rows: difference    `tango`; `newcombe_paired` where a
                                           closed form is wanted (large tables)
two models on the same rows: test          `mcnemar_midp`
many tests at once                         `bugcase.evidence.multiple_testing`
========================================== =================================

Two models on the same rows are the usual case, and comparing two separate
intervals there throws the pairing away.  A paired table counts the rows by what
happened to them under the first and under the second: ``n11`` both, ``n12`` the
first only, ``n21`` the second only, ``n22`` neither.  Only the two discordant
counts, ``n12`` and ``n21``, tell the models apart.

A difference is always first minus second, and a ratio first over second.  All
rows are taken to be independent; where one user, order or session has several,
use `bugcase.evidence.clusters`.

Every count becomes a Python integer at the border, which has no largest value:
method 10 multiplies four margins, and at a million rows their product is past
what 64 bits hold.  Limits are computed as reaches below and above the estimate,
so that one event in ten billion rows has an interval as exact as one in ten.
"""

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np

from bugcase.estimate import Estimate

__all__ = [
    "koopman",
    "mcnemar_midp",
    "miettinen_nurminen",
    "miettinen_nurminen_ratio",
    "newcombe",
    "newcombe_paired",
    "score_p",
    "tango",
    "wilson",
    "zero_event_bound",
]

PROPORTION = "proportion"
DIFFERENCE = "difference of proportions"
RATIO = "ratio of proportions"


def wilson(k: int, n: int, level: float = 0.95) -> Estimate:
    """Give the interval of one rate, `k` of `n`.

    Parameters
    ----------
    k, n
        Events, and rows in which one could have happened; ``0 <= k <= n``, ``n >= 1``.
    level
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        In proportions.

    Raises
    ------
    ValueError
        Where the counts are no counts.

    Notes
    -----
    Not for comparing two rates: two overlapping intervals do not mean that the
    rates are alike.

    At a level of 95 % it covers 93.5 to 97 % from three expected events on.  Below,
    coverage swings between 84 and 99 % with the rate, 95 % on average.

    References
    ----------
    .. [1] E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212.

    Examples
    --------
    >>> e = wilson(15, 148)
    >>> print(f"{e.value:.4f} ({e.low:.4f} to {e.high:.4f})")
    0.1014 (0.0624 to 0.1605)
    """
    events, rows = _events("k", k, "n", n)
    below, above = wilson_reaches(events, rows, two_sided_z(level))
    p = events / rows
    return _estimate(
        p, p - below, p + above, level=level, n=rows, method="Wilson score", unit=PROPORTION
    )


def zero_event_bound(n: int, level: float = 0.95) -> Estimate:
    """Say which rate `n` trials without a single event still allow.

    The bound is one-sided and exact: at a higher rate, an event would have been
    seen with probability `level`.  At 95 % it is close to 3/n, the "rule of three".

    Parameters
    ----------
    n
        Trials, none of which had the event; at least 1.
    level
        One-sided confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        In proportions; `value` and `low` are 0.

    Raises
    ------
    ValueError
        Where `n` is no count of trials.

    References
    ----------
    .. [1] J. A. Hanley, A. Lippman-Hand, JAMA 249 (1983) 1743-1745.

    Examples
    --------
    >>> print(f"{zero_event_bound(200).high:.4f}")
    0.0149
    """
    _, rows = _events("k", 0, "n", n)
    _check_level(level)
    high = -math.expm1(math.log1p(-level) / rows)
    return _estimate(
        0.0, 0.0, high, level=level, n=rows, method="exact one-sided upper bound", unit=PROPORTION
    )


def newcombe(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Estimate:
    """Give the interval of a difference between groups of different rows.

    A closed form that joins the Wilson limits of the two rates.

    Parameters
    ----------
    k1, n1
        Events and rows of the first group.
    k2, n2
        Events and rows of the second group.
    level
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        Of ``k1/n1 - k2/n2``.

    Raises
    ------
    ValueError
        Where the counts are no counts.

    Notes
    -----
    Not for two models on the same rows: see `tango`.  Under 100 rows in a group
    prefer `miettinen_nurminen`.  Conservative where a group is expected to have two
    events or less.

    References
    ----------
    .. [1] R. G. Newcombe, Stat. Med. 17 (1998) 873-890, method 10.

    Examples
    --------
    >>> e = newcombe(56, 70, 48, 80)
    >>> print(f"{e.value:.4f} ({e.low:.4f} to {e.high:.4f})")
    0.2000 (0.0524 to 0.3339)
    """
    x1, m1, x2, m2 = _two_groups(k1, n1, k2, n2)
    z = two_sided_z(level)
    below1, above1 = wilson_reaches(x1, m1, z)
    below2, above2 = wilson_reaches(x2, m2, z)
    d = (x1 * m2 - x2 * m1) / (m1 * m2)
    low, high = d - math.hypot(below1, above2), d + math.hypot(above1, below2)
    return _estimate(
        d, low, high, level=level, n=m1 + m2, method="Newcombe hybrid score", unit=DIFFERENCE
    )


def miettinen_nurminen(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Estimate:
    """Give the interval of a difference between small groups of different rows.

    It holds each difference that the score test, with the rates fitted under
    that difference and the variance multiplied by N/(N - 1), does not reject.

    Parameters
    ----------
    k1, n1
        Events and rows of the first group.
    k2, n2
        Events and rows of the second group.
    level
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        Of ``k1/n1 - k2/n2``.

    Raises
    ------
    ValueError
        Where the counts are no counts.

    Notes
    -----
    Not for two models on the same rows: see `tango`.  Conservative where a group is
    expected to have one event or less.

    References
    ----------
    .. [1] O. Miettinen, M. Nurminen, Stat. Med. 4 (1985) 213-226.

    Examples
    --------
    >>> e = miettinen_nurminen(9, 10, 3, 10)
    >>> print(f"{e.value:.4f} ({e.low:.4f} to {e.high:.4f})")
    0.6000 (0.1700 to 0.8406)
    """
    x1, m1, x2, m2 = _two_groups(k1, n1, k2, n2)
    z2 = two_sided_z(level) ** 2 * (m1 + m2) / (m1 + m2 - 1)
    d = (x1 * m2 - x2 * m1) / (m1 * m2)
    low = d - _difference_reach(x1, m1, x2, m2, z2)
    high = d + _difference_reach(x2, m2, x1, m1, z2)
    return _estimate(
        d, low, high, level=level, n=m1 + m2, method="Miettinen–Nurminen score", unit=DIFFERENCE
    )


def koopman(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Estimate:
    """Give the interval of a ratio of two rates from different rows.

    It holds each ratio that the score test, with the rates fitted under that
    ratio, does not reject.

    Parameters
    ----------
    k1, n1
        Events and rows of the first group.
    k2, n2
        Events and rows of the second group.
    level
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        Of ``(k1/n1) / (k2/n2)``.  With ``k1 = 0`` the interval begins at 0; with
        ``k2 = 0`` it has no upper end (infinity).  With no event in either group
        the data say nothing about the ratio: the interval is all of 0 to infinity
        and the value is 1, "no change", as the only one that swapping the groups
        leaves alone.

    Raises
    ------
    ValueError
        Where the counts are no counts.

    Notes
    -----
    A ratio of rare rates sounds large: give the difference beside it.  Where a group
    is expected to have one event or less, coverage lies between 92.5 and 100 %.

    References
    ----------
    .. [1] P. A. R. Koopman, Biometrics 40 (1984) 513-517.

    Examples
    --------
    >>> e = koopman(8, 15, 4, 15)
    >>> print(f"{e.value:.3f} ({e.low:.3f} to {e.high:.3f})")
    2.000 (0.815 to 5.336)
    """
    counts = _two_groups(k1, n1, k2, n2)
    return _ratio(counts, two_sided_z(level) ** 2, level, "Koopman score")


def miettinen_nurminen_ratio(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Estimate:
    """Give the interval of a ratio of two rates from small groups of different rows.

    `koopman` with the variance multiplied by N/(N - 1), hence a little wider.

    Parameters
    ----------
    k1, n1
        Events and rows of the first group.
    k2, n2
        Events and rows of the second group.
    level
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        Of ``(k1/n1) / (k2/n2)``; groups without events as in `koopman`.

    Raises
    ------
    ValueError
        Where the counts are no counts.

    Notes
    -----
    A ratio of rare rates sounds large: give the difference beside it.

    References
    ----------
    .. [1] O. Miettinen, M. Nurminen, Stat. Med. 4 (1985) 213-226.

    Examples
    --------
    >>> e = miettinen_nurminen_ratio(24, 73, 53, 65)
    >>> print(f"{e.value:.3f} ({e.low:.3f} to {e.high:.3f})")
    0.403 (0.280 to 0.560)
    """
    counts = _two_groups(k1, n1, k2, n2)
    total = counts[1] + counts[3]
    z2 = two_sided_z(level) ** 2 * total / (total - 1)
    return _ratio(counts, z2, level, "Miettinen–Nurminen score")


def tango(n11: int, n12: int, n21: int, n22: int, level: float = 0.95) -> Estimate:
    """Give the interval of a difference between two models on the same rows.

    Parameters
    ----------
    n11, n12, n21, n22
        Rows with the event under both, under the first only, under the second
        only, under neither; at least one row in all.
    level
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        Of the first rate minus the second, ``(n12 - n21) / n``.

    Raises
    ------
    ValueError
        Where the counts are no counts.

    Notes
    -----
    Conservative where one row or less is expected of a discordant kind.  Not for
    different rows: see `newcombe`.

    References
    ----------
    .. [1] T. Tango, Stat. Med. 17 (1998) 891-908.

    Examples
    --------
    >>> e = tango(1, 1, 7, 12)
    >>> print(f"{e.value:.3f} ({e.low:.3f} to {e.high:.3f})")
    -0.286 (-0.517 to -0.026)
    """
    _, b, c, _, n = _paired_table(n11, n12, n21, n22)
    below, above = tango_reaches(b, c, n, two_sided_z(level))
    d = (b - c) / n
    low, high = d - below, d + above
    return _estimate(d, low, high, level=level, n=n, method="Tango score", unit=DIFFERENCE)


def newcombe_paired(n11: int, n12: int, n21: int, n22: int, level: float = 0.95) -> Estimate:
    """Give the interval of a difference between two models on the same rows, in closed form.

    The Wilson limits of the two rates are joined as in `newcombe`, less what the
    two have in common: their correlation phi, drawn towards zero by n/2 where it
    is positive.

    Parameters
    ----------
    n11, n12, n21, n22
        Rows with the event under both, under the first only, under the second
        only, under neither; at least one row in all.
    level
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        Of the first rate minus the second, ``(n12 - n21) / n``.

    Raises
    ------
    ValueError
        Where the counts are no counts.

    Notes
    -----
    Conservative where three rows or less are expected of a discordant kind.  In small
    tables prefer `tango`.

    References
    ----------
    .. [1] R. G. Newcombe, Stat. Med. 17 (1998) 2635-2650, method 10.

    Examples
    --------
    >>> e = newcombe_paired(20, 12, 2, 16)
    >>> print(f"{e.value:.4f} ({e.low:.4f} to {e.high:.4f})")
    0.2000 (0.0562 to 0.3292)
    """
    a, b, c, e, n = _paired_table(n11, n12, n21, n22)
    z = two_sided_z(level)
    below1, above1 = wilson_reaches(a + b, n, z)
    below2, above2 = wilson_reaches(a + c, n, z)
    unlike = _unlikeness(a, b, c, e)
    d = (b - c) / n
    low = d - _correlated_reach(below1, above2, unlike)
    high = d + _correlated_reach(above1, below2, unlike)
    return _estimate(
        d, low, high, level=level, n=n, method="Newcombe paired (method 10)", unit=DIFFERENCE
    )


def score_p(k1: int, n1: int, k2: int, n2: int) -> float:
    """Test whether two groups of different rows have the same rate.

    The test behind `miettinen_nurminen`, whose interval leaves 0 out exactly where
    this p-value is below 1 - level; also known as the N - 1 chi-squared test.

    Parameters
    ----------
    k1, n1
        Events and rows of the first group.
    k2, n2
        Events and rows of the second group.

    Returns
    -------
    float
        The two-sided p-value; 1 where no row, or every row, has the event.

    Raises
    ------
    ValueError
        Where the counts are no counts.

    Notes
    -----
    Not for two models on the same rows: see `mcnemar_midp`.

    References
    ----------
    .. [1] I. Campbell, Stat. Med. 26 (2007) 3661-3675.

    Examples
    --------
    >>> print(f"{score_p(9, 10, 3, 10):.4f}")
    0.0076
    """
    x1, m1, x2, m2 = _two_groups(k1, n1, k2, n2)
    total, events = m1 + m2, x1 + x2
    if events in {0, total}:
        return 1.0
    spread = events * (total - events) * m1 * m2
    z = (x1 * m2 - x2 * m1) * math.sqrt((total - 1) / spread)
    return math.erfc(abs(z) / math.sqrt(2))


def mcnemar_midp(n12: int, n21: int) -> float:
    """Test whether two models on the same rows have the same rate.

    Parameters
    ----------
    n12, n21
        Rows with the event under the first only, and under the second only.

    Returns
    -------
    float
        The two-sided mid-p value; 1 where no row is discordant.

    Raises
    ------
    ValueError
        Where the counts are no counts.

    Notes
    -----
    A p-value says nothing of the size of a difference: give `tango` beside it.

    References
    ----------
    .. [1] M. W. Fagerland, S. Lydersen, P. Laake, BMC Med. Res. Methodol. 13 (2013) 91.

    Examples
    --------
    >>> print(f"{mcnemar_midp(1, 7):.4f}")
    0.0391
    """
    b, c = _count("n12", n12), _count("n21", n21)
    fewer, n = min(b, c), b + c
    if n == 0:
        return 1.0
    from scipy.special import betainc  # noqa: PLC0415  (a third of a second: only where it is asked)

    # P(X <= k) and P(X < k) of a binomial with rate 1/2.  Their sum is the doubled
    # tail less one point probability, and needs no factorial of a billion.
    at_most = float(betainc(n - fewer, fewer + 1, 0.5))
    below = float(betainc(n - fewer + 1, fewer, 0.5)) if fewer > 0 else 0.0
    if b == c:  # the tails meet: all but half the point in the middle
        return 1.0 - (at_most - below) / 2
    return min(at_most + below, 1.0)


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


def _unlikeness(a: int, b: int, c: int, e: int) -> float:
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


def _correlated_reach(first: float, second: float, unlike: float) -> float:
    """Join two reaches as sides of a triangle; by 1 - phi, as 1 - 2 phi + 1 would cancel."""
    return math.sqrt((first - second) ** 2 + 2 * unlike * first * second)


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


def _difference_reach(k1: int, n1: int, k2: int, n2: int, z2: float) -> float:
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


def _ratio(counts: tuple[int, int, int, int], z2: float, level: float, method: str) -> Estimate:
    k1, n1, k2, n2 = counts
    low = _ratio_low(k1, n1, k2, n2, z2)
    swapped = _ratio_low(k2, n2, k1, n1, z2)
    high = 1 / swapped if swapped > 0 else math.inf
    if k2 > 0:
        value = (k1 * n2) / (n1 * k2)
    elif k1 > 0:
        value = math.inf
    else:
        value = 1.0
    return _estimate(value, low, high, level=level, n=n1 + n2, method=method, unit=RATIO)


def _ratio_low(k1: int, n1: int, k2: int, n2: int, z2: float) -> float:
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


def _estimate(
    value: float, low: float, high: float, *, level: float, n: int, method: str, unit: str
) -> Estimate:
    """Cut off what rounding put beyond the possible, or on the wrong side of the value."""
    floor = -1.0 if unit == DIFFERENCE else 0.0
    ceiling = math.inf if unit == RATIO else 1.0
    return Estimate(
        value=value,
        low=min(max(low, floor), value),
        high=max(min(high, ceiling), value),
        level=level,
        n=n,
        method=method,
        unit=unit,
    )


def two_sided_z(level: float) -> float:
    """Say how many standard errors a normal interval of this level reaches."""
    _check_level(level)
    # A level next to nothing gets a width that a float can still square.
    return max(-NormalDist().inv_cdf((1 - level) / 2), 1e-9)


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level lies between 0 and 1, both excluded; found {level!r}")


def _count(name: str, value: object) -> int:
    """Take a whole number that is not negative; a truth value is a mistake, not a 1."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float | np.integer | np.floating)
        or not math.isfinite(value)
        or value != math.floor(value)
        or value < 0
    ):
        raise ValueError(f"{name} is a count, a whole number from 0 up; found {value!r}")
    return int(value)


def _events(k_name: str, k: int, n_name: str, n: int) -> tuple[int, int]:
    events, rows = _count(k_name, k), _count(n_name, n)
    if rows == 0:
        raise ValueError(f"{n_name} is at least 1: no rate without rows")
    if events > rows:
        raise ValueError(
            f"{k_name} is at most {n_name}; found {k_name} = {k!r} of {n_name} = {n!r}"
        )
    return events, rows


def _two_groups(k1: int, n1: int, k2: int, n2: int) -> tuple[int, int, int, int]:
    return *_events("k1", k1, "n1", n1), *_events("k2", k2, "n2", n2)


def _paired_table(n11: int, n12: int, n21: int, n22: int) -> tuple[int, int, int, int, int]:
    a, b, c, e = _count("n11", n11), _count("n12", n12), _count("n21", n21), _count("n22", n22)
    n = a + b + c + e
    if n == 0:
        raise ValueError("n11 + n12 + n21 + n22 is at least 1: no rate without rows")
    return a, b, c, e, n
