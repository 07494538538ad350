import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bugcase.estimate import PROPORTION, Estimate, Unit
from bugcase.stats.clusters import (
    clustered_mcnemar,
    clustered_paired_difference,
    clustered_rate,
    clustered_rate_difference,
)
from bugcase.stats.means import mean, mean_difference, mean_difference_p, mean_p
from bugcase.stats.moments import Moments
from bugcase.stats.proportions import newcombe, tango, wilson
from bugcase.stats.quantiles import quantile, quantile_ranks
from bugcase.stats.resampling import bootstrap_batches, bootstrap_counts

Floats: TypeAlias = NDArray[np.float64]

EUR, MS, BARE = map(Unit, ("EUR", "ms", ""))

# Published examples.

# Student, Biometrika 6 (1908) 1-25: hours of sleep gained under two drugs, ten patients.
# The intervals are what R prints for t.test on its copy of the data, `sleep`.
FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]


def test_mean_of_paired_differences_is_student_s() -> None:
    moments = Moments.of(np.subtract(FIRST, SECOND))
    e = mean(moments, unit=Unit("hours"))
    assert (e.value, e.low, e.high) == pytest.approx((-1.58, -2.4598858, -0.7001142), abs=5e-8)
    assert mean_p(moments) == pytest.approx(0.002833, abs=5e-7)
    assert (e.method, e.n) == ("Student t", 10)


def test_mean_difference_of_two_groups_is_welch_s() -> None:
    first, second = Moments.of(FIRST), Moments.of(SECOND)
    e = mean_difference(first, second, unit=Unit("hours"))
    assert (e.value, e.low, e.high) == pytest.approx((-1.58, -3.3654832, 0.2054832), abs=5e-8)
    assert mean_difference_p(first, second) == pytest.approx(0.07939, abs=5e-6)
    assert (e.method, e.n) == ("Welch t", 20)


@pytest.mark.parametrize(
    ("n", "ranks"),
    [(10, (2, 9)), (20, (6, 15)), (30, (10, 21)), (50, (18, 33)), (100, (40, 61))],
)
def test_ranks_around_a_median_are_as_published(n: int, ranks: tuple[int, int]) -> None:
    # Campbell, Gardner, in Altman et al. (eds.), Statistics with Confidence, 2nd ed. (2000)
    low, _, high = quantile_ranks(n, 0.5)
    assert (low, high) == ranks


# Moments.

numbers = st.floats(-1e3, 1e3, allow_subnormal=False)
columns = st.lists(numbers, min_size=2, max_size=40)


@st.composite
def clustered(draw: st.DrawFn) -> tuple[list[float], list[float], list[int]]:
    """Draw values, weights and units of the same rows, with two units or more."""
    n = draw(st.integers(2, 40))
    values = draw(st.lists(numbers, min_size=n, max_size=n))
    weights = draw(st.lists(st.floats(0.1, 10), min_size=n, max_size=n))
    units = draw(st.lists(st.integers(0, 6), min_size=n, max_size=n))
    assume(len(set(units)) > 1)
    return values, weights, units


def same(a: Moments, b: Moments) -> None:
    """Compare up to rounding, which grows with the values and not with their spread."""
    scale = max(abs(a.mean), math.sqrt(a.squares), 1e-3)
    assert (a.n, a.units) == (b.n, b.units)
    assert (a.weight, a.weight_squares) == pytest.approx((b.weight, b.weight_squares))
    assert a.mean == pytest.approx(b.mean, rel=1e-9, abs=1e-9 * scale)
    assert a.variance == pytest.approx(b.variance, rel=1e-6, abs=1e-12 * scale**2)


@given(clustered())
def test_variance_is_that_of_a_regression_on_a_constant_with_clustered_errors(
    rows: tuple[list[float], list[float], list[int]],
) -> None:
    """The sandwich estimator, written out as matrices, with the factor CR1."""
    values, weights, units = (np.asarray(column) for column in rows)
    x = np.ones((len(values), 1))
    bread = np.linalg.inv(x.T @ (weights[:, None] * x))
    beta = bread @ x.T @ (weights * values)
    scores = x * (weights * (values - x @ beta))[:, None]
    sums = np.array([scores[units == unit].sum(axis=0) for unit in np.unique(units)])
    groups, n = len(sums), len(values)
    factor = groups / (groups - 1) * (n - 1) / (n - x.shape[1])
    sandwich = factor * bread @ (sums.T @ sums) @ bread

    moments = Moments.of(values, weight=weights, unit=units)
    assert moments.mean == pytest.approx(beta[0], rel=1e-9, abs=1e-9)
    assert moments.variance == pytest.approx(sandwich[0, 0], rel=1e-7, abs=1e-12)


@given(clustered())
def test_moments_of_parts_merge_into_the_moments_of_the_whole(
    rows: tuple[list[float], list[float], list[int]],
) -> None:
    values, weights, units = (np.asarray(column) for column in rows)
    part = units == units[0]
    halves = [
        Moments.of(values[side], weight=weights[side], unit=units[side]) for side in (part, ~part)
    ]
    same(halves[0].merge(halves[1]), Moments.of(values, weight=weights, unit=units))
    same(halves[1].merge(halves[0]), Moments.of(values, weight=weights, unit=units))


@given(clustered(), st.floats(-1e3, 1e3))
def test_moments_from_an_engine_s_sums_are_those_of_the_rows(
    rows: tuple[list[float], list[float], list[int]], origin: float
) -> None:
    values, weights, units = (np.asarray(column) for column in rows)
    totals = np.bincount(units, weights * (values - origin))
    sizes = np.bincount(units, weights)
    from_sums = Moments.from_unit_sums(
        n=len(values),
        units=len(set(units.tolist())),
        weight=float(sizes.sum()),
        total=float(totals.sum()),
        squares=float(totals @ totals),
        cross=float(totals @ sizes),
        weight_squares=float(sizes @ sizes),
        origin=origin,
    )
    moments = Moments.of(values, weight=weights, unit=units)
    assert from_sums.mean == pytest.approx(moments.mean, rel=1e-9, abs=1e-9)
    assert from_sums.variance == pytest.approx(moments.variance, rel=1e-6, abs=1e-7)


@given(columns)
def test_a_unit_for_each_row_changes_nothing(values: list[float]) -> None:
    assert Moments.of(values, unit=range(len(values))) == Moments.of(values)


@given(columns, st.floats(0.1, 10))
def test_equal_weights_change_nothing_but_the_sum_of_the_weights(
    values: list[float], weight: float
) -> None:
    weighted = Moments.of(values, weight=[weight] * len(values))
    plain = Moments.of(values)
    assert weighted.mean == pytest.approx(plain.mean, rel=1e-9, abs=1e-9)
    assert weighted.variance == pytest.approx(plain.variance, rel=1e-7, abs=1e-12)


@given(columns, st.randoms(use_true_random=False))
def test_row_order_changes_nothing(values: list[float], random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis does not type its Random
    same(Moments.of(shuffled), Moments.of(values))


def test_units_may_be_any_values_that_can_be_sorted() -> None:
    by_name = Moments.of([1.0, 2.0, 4.0], unit=["zoe", "ada", "zoe"])
    assert by_name == Moments.of([1.0, 2.0, 4.0], unit=[1, 0, 1])


def test_a_common_offset_of_a_billion_leaves_the_variance_alone() -> None:
    noise = np.random.default_rng(1).standard_normal(100_000)
    near, far = Moments.of(noise), Moments.of(noise + 1e9)
    assert far.variance == pytest.approx(near.variance, rel=1e-6)
    halves = Moments.of(noise[:1000] + 1e9).merge(Moments.of(noise[1000:] + 1e9))
    assert halves.variance == pytest.approx(near.variance, rel=1e-6)
    sums = Moments.from_sums(
        n=len(noise), total=noise.sum(), squares=float(noise @ noise), origin=1e9
    )
    assert sums.variance == pytest.approx(near.variance, rel=1e-6)


def test_a_column_that_never_varies_has_no_variance_in_spite_of_rounding() -> None:
    assert Moments.of([0.1] * 1_000).variance == 0
    assert Moments.of([1e9 + 0.1] * 1_000, unit=np.arange(1_000) // 7).variance == 0


def test_ten_copies_of_each_row_in_a_unit_tell_no_more_than_one() -> None:
    values = np.random.default_rng(2).standard_normal(50)
    copied = Moments.of(np.repeat(values, 10), unit=np.repeat(np.arange(50), 10))
    assert copied.variance == pytest.approx(Moments.of(values).variance)


# Means.

moments = columns.map(Moments.of)
levels = st.floats(0.5, 0.999)


@given(moments, levels, st.floats(0.01, 0.9))
def test_a_mean_lies_in_its_interval_and_a_higher_level_widens(
    sample: Moments, level: float, more: float
) -> None:
    e = mean(sample, level, unit=EUR)
    wider = mean(sample, level + more * (1 - level), unit=EUR)
    assert wider.low <= e.low <= e.value <= e.high <= wider.high


@given(moments, moments)
def test_swapping_the_groups_negates_the_difference(first: Moments, second: Moments) -> None:
    e = mean_difference(first, second, unit=EUR)
    swapped = mean_difference(second, first, unit=EUR)
    assert (swapped.low, swapped.value, swapped.high) == (-e.high, -e.value, -e.low)
    assert mean_difference_p(first, second) == mean_difference_p(second, first)


@given(moments)
def test_p_is_below_5_percent_where_the_interval_leaves_out_zero(sample: Moments) -> None:
    assume(sample.squares > 0)
    e = mean(sample, unit=EUR)
    p = mean_p(sample)
    assume(abs(p - 0.05) > 1e-9)
    assert (p < 0.05) == (e.low > 0 or e.high < 0)


@given(moments, moments)
def test_welch_s_p_is_below_5_percent_where_the_interval_leaves_out_zero(
    first: Moments, second: Moments
) -> None:
    assume(first.squares + second.squares > 0)
    e = mean_difference(first, second, unit=EUR)
    p = mean_difference_p(first, second)
    assume(abs(p - 0.05) > 1e-9)
    assert (p < 0.05) == (e.low > 0 or e.high < 0)


def test_one_row_or_one_unit_tells_nothing_about_a_mean() -> None:
    for sample in (Moments.of([3.0]), Moments.of([1.0, 5.0], unit=["a", "a"])):
        e = mean(sample, unit=EUR)
        assert (e.low, e.value, e.high) == (-math.inf, 3, math.inf)
        assert mean_p(sample) == 1
        e = mean_difference(sample, Moments.of(FIRST), unit=EUR)
        assert (e.low, e.high) == (-math.inf, math.inf)
        assert mean_difference_p(sample, Moments.of(FIRST)) == 1


def test_bounds_cut_off_what_a_mean_cannot_be() -> None:
    e = mean(Moments.of([0.0, 0.0, 0.0, 4.0]), unit=EUR, bounds=(0, math.inf))
    assert e.low == 0
    e = mean(Moments.of([3.0]), unit=EUR, bounds=(0, 10))
    assert (e.low, e.high) == (0, 10)


def test_rows_that_are_all_0_do_not_tell_how_far_a_mean_may_be_off() -> None:
    zeros = Moments.of([0.0] * 5)
    for e in (mean(zeros, unit=EUR), mean_difference(zeros, zeros, unit=EUR)):
        assert (e.value, e.low, e.high) == (0, -math.inf, math.inf)
    assert mean_p(zeros) == mean_difference_p(zeros, zeros) == 1
    assert mean(zeros, unit=EUR, bounds=(-1, 1)).low == -1


@pytest.mark.parametrize(("n", "clear"), [(2, False), (5, True), (500, True)])
def test_rows_that_all_cost_the_same_are_the_clearer_the_more_there_are(
    n: int, *, clear: bool
) -> None:
    ones, nothing = Moments.of([1.0] * n), Moments.of([0.0] * n)
    for e, p in (
        (mean(ones, unit=EUR), mean_p(ones)),
        (mean_difference(ones, nothing, unit=EUR), mean_difference_p(ones, nothing)),
    ):
        assert e.low < e.value == 1 < e.high
        assert (e.low > 0) == (p < 0.05) == clear
    with_one_more = Moments.of([1.0] * n + [0.0])
    assert math.sqrt(with_one_more.variance) == pytest.approx(1 / (n + 1))


def test_the_method_says_what_the_variance_allows_for() -> None:
    plain, unit = [1.0, 2.0, 4.0], ["a", "a", "b"]
    methods = [
        mean(Moments.of(plain), unit=EUR).method,
        mean(Moments.of(plain, unit=unit), unit=EUR).method,
        mean(Moments.of(plain, weight=[1, 2, 3]), unit=EUR).method,
        mean_difference(Moments.of(plain, unit=unit), Moments.of(plain), unit=EUR).method,
    ]
    assert methods == [
        "Student t",
        "Student t, cluster-robust (CR1)",
        "Student t, weighted",
        "Welch t, cluster-robust (CR1)",
    ]


# Clustered rates.


def zeros_and_ones(n: int, k: int, size: int) -> Moments:
    """Put k ones among n rows, with `size` rows to a unit."""
    return Moments.of(np.arange(n) < k, unit=np.arange(n) // size)


def test_clustered_rates_with_one_row_a_unit_are_the_ordinary_ones() -> None:
    n = 20_000  # where t is normal
    first, second = zeros_and_ones(n, 60, 1), zeros_and_ones(n, 100, 1)
    pairs = Moments.of(np.where(np.arange(n) < 100, 1, np.where(np.arange(n) < 160, -1, 0)))
    for clustered_one, ordinary in (
        (clustered_rate(first), wilson(60, n)),
        (clustered_rate_difference(first, second), newcombe(60, n, 100, n)),
        (clustered_paired_difference(100, 60, pairs), tango(0, 100, 60, n - 160)),
    ):
        assert clustered_one.n == ordinary.n
        assert (clustered_one.value, clustered_one.low, clustered_one.high) == pytest.approx(
            (ordinary.value, ordinary.low, ordinary.high), rel=2e-3
        )


def test_a_unit_whose_rows_agree_counts_as_one_row() -> None:
    one = clustered_rate(zeros_and_ones(400, 40, 1))
    ten = clustered_rate(zeros_and_ones(4_000, 400, 10))
    assert (ten.low, ten.high) == pytest.approx((one.low, one.high))


def test_no_event_in_any_unit_allows_what_no_event_in_as_many_rows_allows() -> None:
    silent = clustered_rate(zeros_and_ones(4_000, 0, 10))
    assert silent.low == 0
    assert silent.high == pytest.approx(wilson(0, 400).high, rel=0.01)
    never = clustered_paired_difference(0, 0, zeros_and_ones(4_000, 0, 10))
    assert (never.low, never.high) == pytest.approx((-silent.high, silent.high))


@st.composite
def paired_units(draw: st.DrawFn) -> tuple[int, int, Moments]:
    n = draw(st.integers(1, 60))
    difference = draw(st.lists(st.sampled_from([0, 0, 0, 1, -1]), min_size=n, max_size=n))
    unit = draw(st.lists(st.integers(0, 12), min_size=n, max_size=n))
    return difference.count(1), difference.count(-1), Moments.of(difference, unit=unit)


@given(paired_units(), levels, st.floats(0.01, 0.9))
def test_a_clustered_difference_lies_in_its_interval_and_between_minus_1_and_1(
    rows: tuple[int, int, Moments], level: float, more: float
) -> None:
    e = clustered_paired_difference(*rows, level)
    wider = clustered_paired_difference(*rows, level + more * (1 - level))
    assert -1 <= wider.low <= e.low <= e.value <= e.high <= wider.high <= 1


@given(paired_units())
def test_swapping_the_models_negates_a_clustered_difference(
    rows: tuple[int, int, Moments],
) -> None:
    n12, n21, units = rows
    turned = Moments.from_unit_sums(
        n=units.n,
        units=units.units,
        weight=units.weight,
        total=-units.mean * units.weight,
        squares=units.squares + 2 * units.mean * units.cross + units.mean**2 * units.weight_squares,
        cross=-units.cross - units.mean * units.weight_squares,
        weight_squares=units.weight_squares,
    )
    e, swapped = (
        clustered_paired_difference(n12, n21, units),
        clustered_paired_difference(n21, n12, turned),
    )
    assert (swapped.low, swapped.high) == pytest.approx((-e.high, -e.low), rel=1e-6, abs=1e-9)


@given(paired_units())
def test_clustered_mcnemar_is_below_5_percent_where_the_interval_leaves_out_zero(
    rows: tuple[int, int, Moments],
) -> None:
    e, p = clustered_paired_difference(*rows), clustered_mcnemar(*rows)
    assume(abs(p - 0.05) > 1e-9)
    assert (p < 0.05) == (e.low > 0 or e.high < 0)


@given(st.integers(1, 60), st.data(), levels)
def test_clustered_rates_lie_in_their_intervals(n: int, data: st.DataObject, level: float) -> None:
    column = st.lists(st.integers(0, 1), min_size=n, max_size=n)
    unit = data.draw(st.lists(st.integers(0, 12), min_size=n, max_size=n))
    first, second = (Moments.of(data.draw(column), unit=unit) for _ in range(2))
    rate = clustered_rate(first, level)
    difference = clustered_rate_difference(first, second, level)
    assert 0 <= rate.low <= rate.value <= rate.high <= 1
    assert -1 <= difference.low <= difference.value <= difference.high <= 1


def test_one_unit_allows_every_rate() -> None:
    alone = Moments.of([0, 1, 0, 0], unit=["a"] * 4)
    assert (clustered_rate(alone).low, clustered_rate(alone).high) == (0, 1)
    e = clustered_paired_difference(1, 0, alone)
    assert (e.low, e.high) == (-1, 1)
    assert clustered_mcnemar(1, 0, alone) == 1


# Quantiles.


@given(st.integers(1, 10**9), st.floats(0.001, 0.999), levels)
def test_ranks_are_in_order_and_mirror(n: int, q: float, level: float) -> None:
    low, rank, high = quantile_ranks(n, q, level)
    assert 0 <= low <= rank <= high <= n + 1
    assert 1 <= rank <= n
    wider = quantile_ranks(n, q, (1 + level) / 2)
    assert wider[0] <= low
    assert high <= wider[2]


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=200), st.floats(0.01, 0.99))
def test_a_quantile_and_its_ends_are_values_of_the_column(values: list[float], q: float) -> None:
    e = quantile(values, q, unit=MS)
    assert e.low <= e.value <= e.high
    assert {e.low, e.value, e.high} <= {*values, -math.inf, math.inf}
    assert e == quantile(values[::-1], q, unit=MS)


@pytest.mark.parametrize(("n", "open_end"), [(59, True), (71, True), (72, False)])
def test_a_p95_has_a_high_end_from_72_rows_on(n: int, open_end: bool) -> None:
    assert math.isinf(quantile(range(n), 0.95, unit=MS).high) == open_end


@pytest.mark.parametrize(("n", "q", "rank"), [(100, 0.07, 7), (20, 0.95, 19), (3, 0.5, 2)])
def test_the_value_is_the_smallest_with_at_least_q_of_the_rows(n: int, q: float, rank: int) -> None:
    assert quantile_ranks(n, q)[1] == rank


def test_an_infinite_value_is_as_good_as_any_to_a_quantile() -> None:
    e = quantile([*range(99), math.inf], 0.5, unit=MS)
    assert (e.low, e.high) == (39, 60)


# The bootstrap.


def precision(tables: Floats) -> Floats:
    return tables[:, 0] / (tables[:, 0] + tables[:, 1])


def test_bootstrap_of_counts_agrees_with_scipy_s_over_the_rows() -> None:
    from scipy import stats

    rows = np.repeat([1.0, 2.0, 7.0], [60, 30, 10])

    reference = stats.bootstrap((rows,), np.std, method="BCa", rng=np.random.default_rng(0))
    values = np.array([1.0, 2.0, 7.0])

    def spread_of_counts(tables: Floats) -> Floats:
        n = tables.sum(axis=1)
        average = tables @ values / n
        deviation: Floats = np.sqrt(tables @ values**2 / n - average**2)
        return deviation

    e = bootstrap_counts([60, 30, 10], spread_of_counts, unit=EUR)
    expected = reference.confidence_interval
    assert e.value == pytest.approx(np.std(rows))
    assert (e.low, e.high) == pytest.approx((expected.low, expected.high), abs=0.03)


def test_the_same_seed_gives_the_same_interval_and_another_one_another() -> None:
    same_seed = [bootstrap_counts([80, 20], precision, unit=BARE, seed=7) for _ in range(2)]
    assert same_seed[0] == same_seed[1]
    sums = np.random.default_rng(0).random((100, 2))
    batches = [
        bootstrap_batches(sums, precision, n=100, unit=BARE, seed=seed) for seed in (7, 7, 8)
    ]
    assert batches[0] == batches[1]
    assert batches[1] != batches[2]


def test_bootstrap_of_counts_takes_billions_of_rows() -> None:
    e = bootstrap_counts([8 * 10**9, 2 * 10**9], precision, unit=PROPORTION)
    half = 1.96 * math.sqrt(0.8 * 0.2 / 10**10)
    assert (e.low, e.high) == pytest.approx((0.8 - half, 0.8 + half), abs=half / 20)
    assert e.n == 10**10


def test_bootstrap_of_batches_agrees_with_the_delta_method() -> None:
    random = np.random.default_rng(3)
    sold = random.gamma(2, 10, 1000)
    lost = sold * random.beta(1, 9, 1000)
    e = bootstrap_batches(
        np.column_stack([lost, sold]), lambda s: s[:, 0] / s[:, 1], n=1000, unit=PROPORTION
    )
    delta = mean(Moments.of(lost / sold, weight=sold), unit=PROPORTION)
    assert e.value == pytest.approx(delta.value)
    assert (e.low, e.high) == pytest.approx((delta.low, delta.high), rel=0.02)


@given(st.lists(st.integers(0, 50), min_size=2, max_size=5).filter(any), levels)
def test_a_bootstrapped_statistic_lies_in_its_interval(counts: list[int], level: float) -> None:
    def share(tables: Floats) -> Floats:
        shares: Floats = tables[:, 0] / np.maximum(tables.sum(axis=1), 1)
        return shares

    e = bootstrap_counts(counts, share, level, unit=PROPORTION, draws=199)
    assert e.low <= e.value <= e.high


def test_a_table_keeps_its_shape_on_the_way_to_the_statistic() -> None:
    e = bootstrap_counts(
        [[40, 5], [10, 45]], lambda t: (t[:, 0, 0] + t[:, 1, 1]) / 100, unit=PROPORTION
    )
    assert e.value == 0.85


# Mistakes.

ONE = Moments.of([0.0, 1.0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: Moments.of([]),
            "values is a column of at least one row; found shape (0,)",
            id="no rows",
        ),
        pytest.param(
            lambda: Moments.of([[1.0]]),
            "values is a column of at least one row; found shape (1, 1)",
            id="a table",
        ),
        pytest.param(
            lambda: Moments.of([1.0, math.inf, math.nan]),
            "values has 2 missing or infinite of 3",
            id="an infinite loss",
        ),
        pytest.param(
            lambda: Moments.of([1.0, 2.0], weight=[1.0]),
            "weight has 1 rows, values has 2",
            id="too few weights",
        ),
        pytest.param(
            lambda: Moments.of([1.0, 2.0], weight=[1.0, -2.0]),
            "weight is never negative; found -2.0",
            id="a negative weight",
        ),
        pytest.param(
            lambda: Moments.of([1.0, 2.0], weight=[0.0, 0.0]),
            "weight is 0 in every row",
            id="no weight at all",
        ),
        pytest.param(
            lambda: Moments.of([1.0, 2.0], unit=[1]),
            "unit has 1 rows, values has 2",
            id="too few units",
        ),
        pytest.param(
            lambda: Moments.from_sums(n=0, total=0, squares=0),
            "the sum of the weights is above 0; found 0",
            id="sums of no rows",
        ),
        pytest.param(
            lambda: mean(ONE, 95, unit=EUR),
            "level lies between 0 and 1, both excluded; found 95",
            id="level in percent",
        ),
        pytest.param(
            lambda: clustered_rate(Moments.of([0.0, 2.0, 3.0])),
            "a rate lies between 0 and 1; found a mean of 1.6666666666666667",
            id="a rate above 1",
        ),
        pytest.param(
            lambda: clustered_paired_difference(1, 1, ONE),
            "n12 and n21 count the differences behind the moments; found 1 and 1 of 2 rows with "
            "a mean of 0.5",
            id="counts of other rows",
        ),
        pytest.param(
            lambda: quantile([], 0.5, unit=MS),
            "a quantile is taken of at least 1 row",
            id="quantile of nothing",
        ),
        pytest.param(
            lambda: quantile([1.0, math.nan], 0.5, unit=MS),
            "values has 1 missing of 2",
            id="quantile of missing values",
        ),
        pytest.param(
            lambda: quantile([1.0], 95, unit=MS),
            "q lies between 0 and 1, both excluded; found 95",
            id="quantile in percent",
        ),
        pytest.param(
            lambda: bootstrap_counts([1, -1], precision, unit=BARE),
            "counts are whole numbers from 0 up",
            id="negative counts",
        ),
        pytest.param(
            lambda: bootstrap_counts([0, 0], precision, unit=BARE),
            "counts have at least one row",
            id="an empty table",
        ),
        pytest.param(
            lambda: bootstrap_counts([0, 0, 9], precision, unit=BARE, draws=99),
            "the statistic is undefined in 100 of 100 tables",
            id="a statistic that is undefined",
        ),
        pytest.param(
            lambda: bootstrap_counts([1, 2], lambda t: t, unit=BARE, draws=99),
            "the statistic gives one number a table; found shape (100, 2)",
            id="a statistic of many numbers",
        ),
        pytest.param(
            lambda: bootstrap_batches([[1.0, 2.0]], precision, n=1, unit=BARE),
            "sums is a table of two batches or more; found shape (1, 2)",
            id="a single batch",
        ),
    ],
)
def test_a_mistake_is_told_in_one_line(call: Callable[[], Estimate], message: str) -> None:
    with pytest.raises(ValueError, match=r"^") as caught:
        call()
    assert str(caught.value) == message
