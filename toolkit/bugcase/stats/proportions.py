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
two groups of different rows: difference   `difference_of_rates`: `newcombe`, or
                                           for small groups `miettinen_nurminen`
two groups of different rows: ratio        `koopman`; `miettinen_nurminen_ratio`
                                           for small groups
two groups of different rows: test         `score_p`
two models on the same rows: difference    `tango`; `newcombe_paired` where a
                                           closed form is wanted (large tables)
two models on the same rows: test          `mcnemar_midp`
many tests at once                         `bugcase.stats.fdr`
========================================== =================================

Two models on the same rows are the usual case, and comparing two separate
intervals there throws the pairing away.  A paired table counts the rows by what
happened to them under the first and under the second: ``n11`` both, ``n12`` the
first only, ``n21`` the second only, ``n22`` neither.  Only the two discordant
counts, ``n12`` and ``n21``, tell the models apart.

A difference is always first minus second, and a ratio first over second.  All
rows are taken to be independent; where one user, order or session has several,
use `bugcase.stats.clusters`.

One event in ten billion rows has an interval as exact as one in ten: `counts` and
`score_limits` say how.
"""

import math

from bugcase.estimate import DIFFERENCE, PROPORTION, RATIO, Estimate, Unit
from bugcase.stats.counts import count, events_of, paired_table, two_groups
from bugcase.stats.score_limits import (
    correlated_reach,
    difference_reach,
    ratio_low,
    tango_reaches,
    two_sided_z,
    unlikeness,
    wilson_reaches,
)
from bugcase.stats.students_t import check_level

SMALL_GROUP = 100  # rows, under which the closed form of a difference is not exact enough


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
    events, rows = events_of("k", k, "n", n)
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
    _, rows = events_of("k", 0, "n", n)
    check_level(level)
    high = -math.expm1(math.log1p(-level) / rows)
    return _estimate(
        0.0, 0.0, high, level=level, n=rows, method="exact one-sided upper bound", unit=PROPORTION
    )


def difference_of_rates(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Estimate:
    """Give the interval of a difference between the rates of two groups of different rows.

    Newcombe's; Miettinen and Nurminen's where a group has fewer than 100 rows.  The
    arguments are those of either.

    Examples
    --------
    >>> difference_of_rates(56, 700, 48, 800).method, difference_of_rates(9, 10, 48, 800).method
    ('Newcombe hybrid score', 'Miettinen–Nurminen score')
    """
    interval = newcombe if min(n1, n2) >= SMALL_GROUP else miettinen_nurminen
    return interval(k1, n1, k2, n2, level)


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
    Not for two models on the same rows: see `tango`.  For small groups prefer
    `miettinen_nurminen`, as `difference_of_rates` does.  Conservative where a group is
    expected to have two events or less.

    References
    ----------
    .. [1] R. G. Newcombe, Stat. Med. 17 (1998) 873-890, method 10.

    Examples
    --------
    >>> e = newcombe(56, 70, 48, 80)
    >>> print(f"{e.value:.4f} ({e.low:.4f} to {e.high:.4f})")
    0.2000 (0.0524 to 0.3339)
    """
    x1, m1, x2, m2 = two_groups(k1, n1, k2, n2)
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
    x1, m1, x2, m2 = two_groups(k1, n1, k2, n2)
    z2 = two_sided_z(level) ** 2 * (m1 + m2) / (m1 + m2 - 1)
    d = (x1 * m2 - x2 * m1) / (m1 * m2)
    low = d - difference_reach(x1, m1, x2, m2, z2)
    high = d + difference_reach(x2, m2, x1, m1, z2)
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
    counts = two_groups(k1, n1, k2, n2)
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
    counts = two_groups(k1, n1, k2, n2)
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
    _, b, c, _, n = paired_table(n11, n12, n21, n22)
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
    a, b, c, e, n = paired_table(n11, n12, n21, n22)
    z = two_sided_z(level)
    below1, above1 = wilson_reaches(a + b, n, z)
    below2, above2 = wilson_reaches(a + c, n, z)
    unlike = unlikeness(a, b, c, e)
    d = (b - c) / n
    low = d - correlated_reach(below1, above2, unlike)
    high = d + correlated_reach(above1, below2, unlike)
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
    x1, m1, x2, m2 = two_groups(k1, n1, k2, n2)
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
    b, c = count("n12", n12), count("n21", n21)
    fewer, n = min(b, c), b + c
    if n == 0:
        return 1.0
    from scipy.special import betainc

    # P(X <= k) and P(X < k) of a binomial with rate 1/2.  Their sum is the doubled
    # tail less one point probability, and needs no factorial of a billion.
    at_most = float(betainc(n - fewer, fewer + 1, 0.5))
    below = float(betainc(n - fewer + 1, fewer, 0.5)) if fewer > 0 else 0.0
    if b == c:  # the tails meet: all but half the point in the middle
        return 1.0 - (at_most - below) / 2
    return min(at_most + below, 1.0)


def _ratio(counts: tuple[int, int, int, int], z2: float, level: float, method: str) -> Estimate:
    k1, n1, k2, n2 = counts
    low = ratio_low(k1, n1, k2, n2, z2)
    swapped = ratio_low(k2, n2, k1, n1, z2)
    high = 1 / swapped if swapped > 0 else math.inf
    if k2 > 0:
        value = (k1 * n2) / (n1 * k2)
    elif k1 > 0:
        value = math.inf
    else:
        value = 1.0
    return _estimate(value, low, high, level=level, n=n1 + n2, method=method, unit=RATIO)


def _estimate(
    value: float, low: float, high: float, *, level: float, n: int, method: str, unit: Unit
) -> Estimate:
    """Cut off what rounding put beyond the possible, or on the wrong side of the value."""
    floor = -1.0 if unit.is_difference else 0.0
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
