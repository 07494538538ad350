import itertools
import math
from collections.abc import Callable
from typing import Protocol, TypeAlias

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bugcase.estimate import DIFFERENCE, PROPORTION, Estimate
from bugcase.stats.proportions import (
    koopman,
    mcnemar_midp,
    miettinen_nurminen,
    miettinen_nurminen_ratio,
    newcombe,
    newcombe_paired,
    score_p,
    tango,
    wilson,
    zero_event_bound,
)

TWO_GROUPS = (newcombe, miettinen_nurminen, koopman, miettinen_nurminen_ratio)
DIFFERENCES = (newcombe, miettinen_nurminen)
RATIOS = (koopman, miettinen_nurminen_ratio)
PAIRED = (tango, newcombe_paired)

MANY = 10**10


def printed(estimate: Estimate, digits: int) -> tuple[str, str]:
    return f"{estimate.low:.{digits}f}", f"{estimate.high:.{digits}f}"


def as_printed(low: str, high: str) -> tuple[str, str]:
    """Pad what a paper prints short: 1 is 1.0000 there."""
    digits = max(len(end.partition(".")[2]) for end in (low, high))
    return f"{float(low):.{digits}f}", f"{float(high):.{digits}f}"


def check(estimate: Estimate, interval: str) -> None:
    low, high = interval.split()
    digits = max(len(end.partition(".")[2]) for end in (low, high))
    assert printed(estimate, digits) == as_printed(low, high)


NEWCOMBE_SINGLE = "Newcombe, Stat. Med. 17 (1998) 857-872, table I"
NEWCOMBE_TWO = "Newcombe, Stat. Med. 17 (1998) 873-890, table II"
NEWCOMBE_PAIRED = "Newcombe, Stat. Med. 17 (1998) 2635-2650"
FAGERLAND_2014 = "Fagerland, Lydersen, Laake, Stat. Med. 33 (2014) 2850-2875"
FAGERLAND_2015 = "Fagerland, Lydersen, Laake, Stat. Methods Med. Res. 24 (2015) 224-254"
FAGERLAND_2017 = "Fagerland, Lydersen, Laake, Statistical Analysis of Contingency Tables (2017)"
GART_NAM = "Gart, Nam, Biometrics 44 (1988) 323-338"
TANGO = "Tango, Stat. Med. 17 (1998) 891-908"
AGRESTI_MIN = "Agresti, Min, Stat. Med. 24 (2005) 729-740"
TANG = "Tang, Ling, Ling, Tian, Stat. Med. 29 (2010) 46-62"
CHANG = "Chang et al. (2024), from the table of Ezra et al. (2010)"


def cases(*rows: tuple[object, ...]) -> list[object]:
    return [pytest.param(*row[:-1], id=f"{row[0]} {row[-1]}") for row in rows]


@pytest.mark.parametrize(
    ("counts", "interval"),
    cases(
        ((81, 263), ".2553 .3662", NEWCOMBE_SINGLE),
        ((15, 148), ".0624 .1605", NEWCOMBE_SINGLE),
        ((0, 20), "0 .1611", NEWCOMBE_SINGLE),
        ((1, 29), ".0061 .1718", NEWCOMBE_SINGLE),
    ),
)
def test_wilson_is_as_published(counts: tuple[int, int], interval: str) -> None:
    check(wilson(*counts), interval)


@pytest.mark.parametrize(
    ("counts", "interval"),
    cases(
        ((56, 70, 48, 80), ".0524 .3339", NEWCOMBE_TWO),
        ((9, 10, 3, 10), ".1705 .8090", NEWCOMBE_TWO),
        ((6, 7, 2, 7), ".0582 .8062", NEWCOMBE_TWO),
        ((5, 56, 0, 29), "-.0381 .1926", NEWCOMBE_TWO),
        ((0, 10, 0, 20), "-.1611 .2775", NEWCOMBE_TWO),
        ((0, 10, 0, 10), "-.2775 .2775", NEWCOMBE_TWO),
        ((10, 10, 0, 20), ".6791 1", NEWCOMBE_TWO),
        ((10, 10, 0, 10), ".6075 1", NEWCOMBE_TWO),
        ((7, 34, 1, 34), ".0189 .3404", FAGERLAND_2017),
    ),
)
def test_newcombe_is_as_published(counts: tuple[int, int, int, int], interval: str) -> None:
    check(newcombe(*counts), interval)


@pytest.mark.parametrize(
    ("counts", "interval"),
    cases(
        ((56, 70, 48, 80), ".0528 .3382", NEWCOMBE_TWO),
        ((9, 10, 3, 10), ".1700 .8406", NEWCOMBE_TWO),
        ((6, 7, 2, 7), ".0342 .8534", NEWCOMBE_TWO),
        ((5, 56, 0, 29), "-.0326 .1933", NEWCOMBE_TWO),
        ((0, 10, 0, 20), "-.1658 .2844", NEWCOMBE_TWO),
        ((0, 10, 0, 10), "-.2879 .2879", NEWCOMBE_TWO),
        ((10, 10, 0, 20), ".7156 1", NEWCOMBE_TWO),
        ((10, 10, 0, 10), ".6636 1", NEWCOMBE_TWO),
        ((0, 16, 15, 72), "-.3164 -.0056", FAGERLAND_2017),
    ),
)
def test_miettinen_nurminen_is_as_published(
    counts: tuple[int, int, int, int], interval: str
) -> None:
    check(miettinen_nurminen(*counts), interval)


@pytest.mark.parametrize(
    ("counts", "interval"),
    cases(
        ((8, 15, 4, 15), ".815 5.336", GART_NAM),
        ((6, 10, 6, 20), ".844 4.594", GART_NAM),
        ((7, 34, 1, 34), "1.2209 42.5757", FAGERLAND_2017),
    ),
)
def test_koopman_is_as_published(counts: tuple[int, int, int, int], interval: str) -> None:
    check(koopman(*counts), interval)


@pytest.mark.parametrize(
    ("counts", "interval"),
    cases(
        ((24, 73, 53, 65), ".280 .560", FAGERLAND_2015),
        ((29, 55, 11, 11), ".397 .742", FAGERLAND_2015),
        ((7, 18, 1, 18), "1.296 42.544", FAGERLAND_2015),
        ((7, 34, 1, 34), "1.2086 43.0330", FAGERLAND_2017),
    ),
)
def test_miettinen_nurminen_ratio_is_as_published(
    counts: tuple[int, int, int, int], interval: str
) -> None:
    check(miettinen_nurminen_ratio(*counts), interval)


@pytest.mark.parametrize(
    ("table", "interval"),
    cases(
        ((1, 1, 7, 12), "-.517 -.026", FAGERLAND_2014),
        ((53, 16, 8, 9), "-.020 .207", AGRESTI_MIN),
        ((4, 9, 3, 16), "-.027 .390", TANGO),
        ((8, 3, 1, 2), "-.1670 .4327", TANG),
        ((7, 25, 2, 68), ".139 .321", CHANG),
    ),
)
def test_tango_is_as_published(table: tuple[int, int, int, int], interval: str) -> None:
    check(tango(*table), interval)


def test_tango_is_as_published_at_90_percent() -> None:
    check(tango(43, 0, 1, 0, level=0.9), "-.096 .037")  # Tango, Stat. Med. 17 (1998) 891-908


@pytest.mark.parametrize(
    ("table", "interval"),
    cases(
        ((20, 12, 2, 16), ".0562 .3292", NEWCOMBE_PAIRED),
        ((1, 1, 7, 12), "-.507 -.026", FAGERLAND_2014),
        ((59, 6, 16, 80), "-.1186 -.0046", FAGERLAND_2017),
        ((8, 3, 1, 2), "-.1574 .4136", TANG),
        ((7, 25, 2, 68), ".133 .318", CHANG),
    ),
)
def test_newcombe_paired_is_as_published(table: tuple[int, int, int, int], interval: str) -> None:
    check(newcombe_paired(*table), interval)


@pytest.mark.parametrize(
    ("discordant", "p"),
    cases(
        ((1, 7), ".0391", "Fagerland, Lydersen, Laake, BMC Med. Res. Methodol. 13 (2013) 91"),
        ((6, 16), ".0347", "Fagerland, Lydersen, Laake, BMC Med. Res. Methodol. 13 (2013) 91"),
    ),
)
def test_mcnemar_midp_is_as_published(discordant: tuple[int, int], p: str) -> None:
    assert f"{mcnemar_midp(*discordant):.4f}" == f"0{p}"


@pytest.mark.parametrize(
    ("n", "high"), [(1, 0.95), (10, 0.2589), (100, 0.0295), (200, 0.0149), (MANY, 2.9957e-10)]
)
def test_no_event_in_n_trials_still_allows_about_three_in_n(n: int, high: float) -> None:
    bound = zero_event_bound(n)
    assert (bound.value, bound.low) == (0, 0)
    assert bound.high == pytest.approx(high, abs=5e-5 * min(1, 200 / n))


# The score intervals against their definition: a limit is where the test just rejects.


def falling_root(function: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return (low + high) / 2


def score(k: int, p: float) -> float:
    """Give k / p, with the limit where both are 0."""
    return k / p if k else 0.0


def statistic_of_difference(k1: int, n1: int, k2: int, n2: int, difference: float) -> float:
    def slope(p2: float) -> float:
        p1 = p2 + difference
        return score(k1, p1) - score(n1 - k1, 1 - p1) + score(k2, p2) - score(n2 - k2, 1 - p2)

    p2 = falling_root(slope, max(0.0, -difference), min(1.0, 1 - difference))
    p1 = p2 + difference
    variance = (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * (n1 + n2) / (n1 + n2 - 1)
    return (k1 / n1 - k2 / n2 - difference) / math.sqrt(variance)


def statistic_of_ratio(k1: int, n1: int, k2: int, n2: int, ratio: float) -> float:
    def slope(p2: float) -> float:
        p1 = p2 * ratio
        return k1 + k2 - p1 * score(n1 - k1, 1 - p1) - p2 * score(n2 - k2, 1 - p2)

    p2 = falling_root(slope, 0.0, min(1.0, 1 / ratio))
    p1 = p2 * ratio
    variance = p1 * (1 - p1) / n1 + ratio**2 * p2 * (1 - p2) / n2
    return (k1 / n1 - ratio * k2 / n2) / math.sqrt(variance)


def statistic_of_pairs(b: int, c: int, n: int, difference: float) -> float:
    def slope(p21: float) -> float:
        p12 = p21 + difference
        return score(b, p12) + score(c, p21) - 2 * score(n - b - c, 1 - p12 - p21)

    p21 = falling_root(slope, max(0.0, -difference), (1 - difference) / 2)
    variance = (2 * p21 + difference - difference**2) / n
    return ((b - c) / n - difference) / math.sqrt(variance)


Z = 1.959963984540054

small_groups = st.integers(2, 200).flatmap(lambda n: st.tuples(st.integers(1, n - 1), st.just(n)))


@given(small_groups, small_groups)
def test_miettinen_nurminen_ends_where_its_test_just_rejects(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    e = miettinen_nurminen(*first, *second)
    assert statistic_of_difference(*first, *second, e.low) == pytest.approx(Z, rel=1e-6)
    assert statistic_of_difference(*first, *second, e.high) == pytest.approx(-Z, rel=1e-6)


@given(small_groups, small_groups)
def test_koopman_ends_where_its_test_just_rejects(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    e = koopman(*first, *second)
    assert statistic_of_ratio(*first, *second, e.low) == pytest.approx(Z, rel=1e-6)
    assert statistic_of_ratio(*first, *second, e.high) == pytest.approx(-Z, rel=1e-6)


@given(st.tuples(*[st.integers(1, 100)] * 4))
def test_tango_ends_where_its_test_just_rejects(table: tuple[int, int, int, int]) -> None:
    e = tango(*table)
    _, b, c, _ = table
    assert statistic_of_pairs(b, c, sum(table), e.low) == pytest.approx(Z, rel=1e-6)
    assert statistic_of_pairs(b, c, sum(table), e.high) == pytest.approx(-Z, rel=1e-6)


@given(small_groups, small_groups)
def test_score_p_and_miettinen_nurminen_agree_on_what_is_significant(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    e = miettinen_nurminen(*first, *second)
    p = score_p(*first, *second)
    assume(abs(p - 0.05) > 1e-9)
    assert (p < 0.05) == (e.low > 0 or e.high < 0)


# What holds for every input.

rows = st.one_of(st.integers(1, 30), st.integers(1, 5_000), st.integers(1, MANY))
group = rows.flatmap(
    lambda n: st.tuples(
        st.one_of(st.integers(0, n), st.integers(0, min(n, 5)), st.integers(max(0, n - 5), n)),
        st.just(n),
    )
)
groups = st.tuples(group, group).map(lambda pair: (*pair[0], *pair[1]))
cell = st.one_of(st.just(0), st.integers(0, 30), st.integers(0, 5_000), st.integers(0, MANY))
tables = st.tuples(cell, cell, cell, cell).filter(any)
levels = st.floats(0.5, 0.9999)

Four: TypeAlias = tuple[int, int, int, int]


class Interval(Protocol):
    def __call__(self, a: int, b: int, c: int, d: int, /, level: float = 0.95) -> Estimate: ...


def inside(inner: Estimate, outer: Estimate) -> bool:
    slack = 1e-9
    return outer.low <= inner.low + slack * max(
        abs(inner.low), 1e-3
    ) and inner.high <= outer.high + slack * max(abs(outer.high), 1e-3)


@given(group, levels)
def test_a_rate_lies_in_its_interval_and_between_0_and_1(
    counts: tuple[int, int], level: float
) -> None:
    e = wilson(*counts, level)
    assert 0 <= e.low <= e.value <= e.high <= 1
    assert (e.value, e.n, e.unit) == (counts[0] / counts[1], counts[1], PROPORTION)


@pytest.mark.parametrize("method", DIFFERENCES)
@given(counts=groups, level=levels)
def test_a_difference_lies_in_its_interval_and_between_minus_1_and_1(
    method: Interval, counts: Four, level: float
) -> None:
    e = method(*counts, level)
    assert -1 <= e.low <= e.value <= e.high <= 1
    assert e.value == pytest.approx(counts[0] / counts[1] - counts[2] / counts[3], abs=1e-15)
    assert (e.n, e.level, e.unit) == (counts[1] + counts[3], level, DIFFERENCE)


@pytest.mark.parametrize("method", PAIRED)
@given(table=tables, level=levels)
def test_a_paired_difference_lies_in_its_interval_and_between_minus_1_and_1(
    method: Interval, table: Four, level: float
) -> None:
    e = method(*table, level)
    assert -1 <= e.low <= e.value <= e.high <= 1
    assert e.value == (table[1] - table[2]) / sum(table)
    assert (e.n, e.level, e.unit) == (sum(table), level, DIFFERENCE)


@pytest.mark.parametrize("method", RATIOS)
@given(counts=groups, level=levels)
def test_a_ratio_lies_in_its_interval_which_is_open_where_a_group_has_no_event(
    method: Interval, counts: Four, level: float
) -> None:
    e = method(*counts, level)
    assert 0 <= e.low <= e.value <= e.high
    assert (e.low == 0) == (counts[0] == 0)
    assert math.isinf(e.high) == (counts[2] == 0)


@pytest.mark.parametrize("method", [*DIFFERENCES, *PAIRED])
@given(counts=groups, table=tables)
def test_swapping_the_arms_negates_a_difference(
    method: Interval, counts: Four, table: Four
) -> None:
    if method in PAIRED:
        a, b, c, d = table
        e, swapped = method(a, b, c, d), method(a, c, b, d)
    else:
        e, swapped = method(*counts), method(*counts[2:], *counts[:2])
    assert (swapped.low, swapped.value, swapped.high) == pytest.approx(
        (-e.high, -e.value, -e.low), rel=1e-12, abs=1e-15
    )


@pytest.mark.parametrize("method", RATIOS)
@given(counts=groups)
def test_swapping_the_arms_inverts_a_ratio(method: Interval, counts: Four) -> None:
    e, swapped = method(*counts), method(*counts[2:], *counts[:2])
    inverted = [math.inf if x == 0 else 1 / x for x in (e.high, e.value, e.low)]
    assert [swapped.low, swapped.value, swapped.high] == pytest.approx(inverted, rel=1e-9)


@pytest.mark.parametrize("method", PAIRED)
@given(table=tables)
def test_counting_successes_instead_of_failures_negates_a_paired_difference(
    method: Interval, table: Four
) -> None:
    a, b, c, d = table
    e, turned = method(a, b, c, d), method(d, c, b, a)
    assert (turned.low, turned.high) == pytest.approx((-e.high, -e.low), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("method", [*TWO_GROUPS, *PAIRED])
@given(counts=groups, table=tables, level=levels, more=st.floats(0.01, 0.9))
def test_a_higher_level_widens(
    method: Interval, counts: Four, table: Four, level: float, more: float
) -> None:
    numbers = table if method in PAIRED else counts
    e = method(*numbers, level)
    wider = method(*numbers, level + more * (1 - level))
    assert inside(e, wider)


@pytest.mark.parametrize("method", [*TWO_GROUPS, *PAIRED])
@given(counts=groups, table=tables)
def test_doubling_every_count_narrows(method: Interval, counts: Four, table: Four) -> None:
    a, b, c, d = table if method in PAIRED else counts
    e, doubled = method(a, b, c, d), method(2 * a, 2 * b, 2 * c, 2 * d)
    assert doubled.value == e.value
    assert inside(doubled, e)


@given(group)
def test_a_rate_narrows_with_double_counts_and_widens_with_the_level(
    counts: tuple[int, int],
) -> None:
    k, n = counts
    assert inside(wilson(2 * k, 2 * n), wilson(k, n))
    assert inside(wilson(k, n), wilson(k, n, 0.99))


@given(cell, cell)
def test_mcnemar_midp_is_a_probability_and_does_not_mind_the_order(b: int, c: int) -> None:
    p = mcnemar_midp(b, c)
    assert 0 <= p <= 1
    assert p == mcnemar_midp(c, b)


@given(st.integers(0, 60), st.integers(0, 60))
@example(0, 1)
@example(30, 30)
def test_mcnemar_midp_is_the_sum_of_the_binomial_points_it_stands_for(b: int, c: int) -> None:
    assume(b + c > 0)
    n, distance = b + c, abs(b - c)
    further = sum(math.comb(n, k) for k in range(n + 1) if abs(n - 2 * k) > distance)
    as_far = sum(math.comb(n, k) for k in range(n + 1) if abs(n - 2 * k) == distance)
    assert mcnemar_midp(b, c) == pytest.approx((further + as_far / 2) / 2**n, rel=1e-12)


def test_mcnemar_midp_without_a_discordant_row_is_1() -> None:
    assert mcnemar_midp(0, 0) == 1


@pytest.mark.parametrize("excess", [0, 50_000, 150_000, 400_000])
def test_mcnemar_midp_of_billions_is_the_normal_one(excess: int) -> None:
    n = 2 * 10**9 + excess
    normal = math.erfc(excess / math.sqrt(2 * n))
    assert mcnemar_midp(10**9, 10**9 + excess) == pytest.approx(normal, rel=2e-5)


# Large numbers, where a 64-bit product or a difference of near-equals would show.


@pytest.mark.parametrize(
    ("estimate", "interval"),
    [
        pytest.param(wilson(0, MANY), (0, 3.8414588192e-10), id="no event"),
        pytest.param(wilson(1, MANY), (1.76529e-11, 5.66493e-10), id="one event"),
        pytest.param(newcombe(1, MANY, 3, MANY), (-7.879145e-10, 3.067636e-10), id="newcombe"),
        pytest.param(
            miettinen_nurminen(1, MANY, 3, MANY),
            (-7.924859e-10, 2.910421e-10),
            id="miettinen_nurminen",
        ),
        pytest.param(koopman(1, MANY, 3, MANY), (0.0477647, 2.3262170), id="koopman"),
        pytest.param(
            tango(MANY, 3, 5, MANY), (-4.524057e-10, 2.196561e-10), id="tango, rare differences"
        ),
        pytest.param(
            newcombe_paired(MANY, 3, 5, MANY),
            (-3.939946e-10, 1.939946e-10),
            id="newcombe_paired, rare differences",
        ),
    ],
)
def test_one_event_in_ten_billion_rows_keeps_its_digits(
    estimate: Estimate, interval: tuple[float, float]
) -> None:
    """The expected ends were computed from each method's definition with 60 digits."""
    assert (estimate.low, estimate.high) == pytest.approx(interval, rel=1e-6)


@pytest.mark.parametrize("method", PAIRED)
def test_numpy_integers_do_not_overflow(method: Interval) -> None:
    table = np.array([500_000, 3_000, 5_000, 492_000], dtype=np.int32)
    assert method(*table) == method(500_000, 3_000, 5_000, 492_000)


def test_both_paired_methods_are_the_normal_interval_where_counts_are_large() -> None:
    table = 50_000_000, 3_000_000, 3_100_000, 43_900_000
    n = sum(table)
    half = Z * math.sqrt((6_100_000 - 100_000**2 / n) / n**2)
    for method in PAIRED:
        e = method(*table)
        assert (e.low, e.high) == pytest.approx((-0.001 - half, -0.001 + half), rel=1e-4)


# Zeros.


def test_no_event_in_either_group_says_nothing_about_a_ratio() -> None:
    for method in RATIOS:
        e = method(0, 10, 0, 20)
        assert (e.low, e.value, e.high) == (0, 1, math.inf)


def test_an_event_against_none_is_an_infinite_ratio_with_a_lower_end() -> None:
    e = koopman(3, 10, 0, 10)
    assert (e.value, e.high) == (math.inf, math.inf)
    assert 0.9 < e.low < 1


@pytest.mark.parametrize("method", PAIRED)
@pytest.mark.parametrize("table", [(30, 0, 0, 0), (0, 0, 0, 30), (1, 0, 0, 29), (15, 0, 0, 15)])
def test_models_that_never_differ_still_have_an_interval(method: Interval, table: Four) -> None:
    e = method(*table)
    assert e.low < -0.005 < 0.005 < e.high
    assert e.low == -e.high


def test_tango_without_a_discordant_row_allows_what_wilson_allows_for_no_event() -> None:
    assert tango(12, 0, 0, 18).high == pytest.approx(wilson(0, 30).high, rel=1e-12)


@pytest.mark.parametrize(
    ("method", "counts"),
    [
        *itertools.product(TWO_GROUPS, [(0, 1, 0, 1), (1, 1, 0, 1), (0, 1, 1, 1), (1, 1, 1, 1)]),
        *itertools.product(PAIRED, [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)]),
    ],
)
def test_one_row_a_group_gives_an_interval_that_knows_next_to_nothing(
    method: Interval, counts: Four
) -> None:
    e = method(*counts)
    assert e.high - e.low > 1


# Mistakes.

anything: Callable[..., Estimate] = wilson  # what a caller without a type checker can pass
A_COUNT = "is a count, a whole number from 0 up; found"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(lambda: wilson(-1, 10), f"k {A_COUNT} -1", id="negative"),
        pytest.param(lambda: anything(2.5, 10), f"k {A_COUNT} 2.5", id="half a row"),
        pytest.param(lambda: anything(math.nan, 10), f"k {A_COUNT} nan", id="missing"),
        pytest.param(lambda: anything(1, math.inf), f"n {A_COUNT} inf", id="infinite"),
        pytest.param(lambda: wilson(True, 10), f"k {A_COUNT} True", id="a truth value"),
        pytest.param(lambda: anything("1", 10), f"k {A_COUNT} '1'", id="text"),
        pytest.param(lambda: anything(None, 10), f"k {A_COUNT} None", id="nothing"),
        pytest.param(
            lambda: wilson(11, 10), "k is at most n; found k = 11 of n = 10", id="more than all"
        ),
        pytest.param(lambda: wilson(0, 0), "n is at least 1: no rate without rows", id="no rows"),
        pytest.param(
            lambda: newcombe(1, 2, 3, 2),
            "k2 is at most n2; found k2 = 3 of n2 = 2",
            id="second group",
        ),
        pytest.param(
            lambda: koopman(0, 0, 1, 2), "n1 is at least 1: no rate without rows", id="empty group"
        ),
        pytest.param(
            lambda: tango(0, 0, 0, 0),
            "n11 + n12 + n21 + n22 is at least 1: no rate without rows",
            id="empty table",
        ),
        pytest.param(lambda: mcnemar_midp(1, -1), f"n21 {A_COUNT} -1", id="negative discordant"),
        pytest.param(
            lambda: zero_event_bound(0), "n is at least 1: no rate without rows", id="no trials"
        ),
        pytest.param(
            lambda: wilson(1, 2, 95),
            "level lies between 0 and 1, both excluded; found 95",
            id="level in percent",
        ),
        pytest.param(
            lambda: zero_event_bound(5, 1.0),
            "level lies between 0 and 1, both excluded; found 1.0",
            id="certainty",
        ),
    ],
)
def test_a_mistake_is_told_in_one_line(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=r"^") as caught:
        call()
    assert str(caught.value) == message


def test_whole_numbers_may_come_as_floats() -> None:
    assert anything(np.float64(15), 148.0) == wilson(15, 148)  # as pandas sums them
