"""The forms that paired rows are summed in agree with one another and cover as they claim."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugcase.estimate import PROPORTION, Unit
from bugcase.stats.clusters import clustered_paired_difference
from bugcase.stats.means import mean
from bugcase.stats.moments import Moments
from bugcase.stats.paired import PairedCounts, PairedMeans, PairedRatios, Sums

CELLS = np.array(list(product([0, 1], repeat=3)))  # truth, baseline, candidate


def sums_of(rows: np.ndarray, unit: np.ndarray) -> Sums:
    """Total rows of (y, m, y, m) within units, and sum the products of these totals."""
    totals = np.zeros((unit.max() + 1, 4))
    np.add.at(totals, unit, rows)
    return Sums(
        n=len(rows),
        units=len(totals),
        totals=totals.sum(axis=0),
        products=totals.T @ totals,
    )


def precision(counts: np.ndarray) -> PairedRatios:
    truth, before, after = CELLS.T
    rows = np.column_stack([truth & before, before, truth & after, after])
    sums = Sums(
        n=int(counts @ (before | after)),
        units=int(counts.sum()),
        totals=counts @ rows,
        products=(rows * counts[:, None]).T @ rows,
    )
    return PairedRatios(sums=sums, higher_is_better=True)


OUTCOMES = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 8)), min_size=1, max_size=60
)


@given(OUTCOMES)
def test_sums_and_rows_in_memory_give_the_same_intervals(rows: list[tuple[int, int, int]]) -> None:
    before, after, user = np.array(rows).T
    _, unit = np.unique(user, return_inverse=True)
    ones = np.ones_like(before)
    counts = PairedCounts(
        both=int((before & after).sum()),
        candidate_only=int((after > before).sum()),
        baseline_only=int((before > after).sum()),
        neither=int(((1 - before) * (1 - after)).sum()),
    )
    sums = sums_of(np.column_stack([before, ones, after, ones]), unit)
    only = (counts.candidate_only, counts.baseline_only)
    paired = PairedMeans(sums=sums, unit=PROPORTION, only=only)
    moments = Moments.of(after - before, unit=user)
    expected = clustered_paired_difference(counts.candidate_only, counts.baseline_only, moments)
    found = paired.worsening(0.95)
    assert (found.value, found.n) == (expected.value, expected.n)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-7)


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=50), st.floats(-1e9, 1e9))
def test_a_large_common_offset_does_not_change_the_interval_of_a_loss(
    losses: list[float], offset: float
) -> None:
    loss = np.array(losses)
    ones = np.ones_like(loss)
    unit = np.arange(len(loss))
    centred = np.column_stack([np.zeros_like(loss), ones, loss, ones])
    sums = sums_of(centred, unit)
    paired = PairedMeans(
        sums=Sums(
            n=sums.n, units=sums.units, totals=sums.totals, products=sums.products, origin=offset
        ),
        unit=Unit("EUR"),
    )
    expected = mean(Moments.of(loss), unit=Unit("difference of EUR"))
    assert paired.worsening(0.95) == pytest.approx(expected) or (
        paired.worsening(0.95).high == pytest.approx(expected.high, rel=1e-6, abs=1e-6)
    )
    assert paired.baseline(0.95).value == pytest.approx(offset)


@given(st.lists(st.integers(0, 50), min_size=8, max_size=8))
def test_swapping_the_models_negates_the_difference_of_their_precisions(cells: list[int]) -> None:
    counts = np.array(cells)
    _, before, after = CELLS.T
    if not (counts @ before and counts @ after):
        return
    swapped = counts.reshape(2, 2, 2).transpose(0, 2, 1).ravel()
    found, mirrored = precision(counts).worsening(0.95), precision(swapped).worsening(0.95)
    assert found.value == pytest.approx(-mirrored.value)
    assert (found.low, found.high) == pytest.approx((-mirrored.high, -mirrored.low))


def test_two_models_that_agree_on_few_rows_are_not_known_to_have_the_same_precision() -> None:
    right, wrong = np.array([0, 0, 0, 0, 0, 0, 0, 5]), np.array([0, 0, 0, 0, 5, 0, 0, 5])
    for alike in (right, right + np.array([0, 0, 0, 5, 0, 0, 0, 0]), wrong):
        found = precision(alike)
        assert found.worsening(0.95).value == pytest.approx(0, abs=0.6)
        assert found.worsening(0.95).high > 0.1
        assert found.p_value() > 0.02
    assert precision(right).baseline(0.95).low < 0.6


@pytest.mark.simulation
@pytest.mark.parametrize("n", [100, 500, 2000])
def test_the_interval_of_a_difference_of_precisions_covers_at_its_level(n: int) -> None:
    shares = np.array([0.40, 0.02, 0.03, 0.05, 0.05, 0.03, 0.02, 0.40])
    truth = precision(shares * 1e9).worsening(0.95).value
    generator = np.random.default_rng(17)
    hits = 0
    for counts in generator.multinomial(n, shares, size=4000):
        found = precision(counts).worsening(0.95)
        hits += found.low <= truth <= found.high
    print(f"linearised difference of precisions, {n} rows: {hits / 4000:.3f}")
    assert 0.935 <= hits / 4000 <= 0.98
