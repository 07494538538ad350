import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaincinv

from bugcase.decision.ranges import Chance, Measured, Range, Sampled, Spread, Unknown
from fixtures.weighed_options import between, measured, numbers, ranges

U = (np.arange(20_000) + 0.5) / 20_000
MIDDLE_90 = np.array([0.05, 0.95])
SHAPES = {
    "symmetric": between(0, 5, 10),
    "skewed": between(2, 3, 10),
    "mode at the low end": between(0, 0, 1),
    "mode at the high end": between(-4, 7, 7),
    "around zero": between(-1, 0.5, 2),
}
SPREADS: dict[str, Spread] = {
    **SHAPES,
    "sampled": Sampled(values=np.array([3.0, 1.0, 4.0, 1.0, 5.0])),
    "measured": Measured(estimate=measured(0.02, 0.01, 0.04)),
    "measured to one side": Measured(estimate=measured(0.02, 0.02, 0.04)),
}


# What a range means.


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_the_mean_of_a_range_is_the_one_of_pert(shape: Range) -> None:
    # Malcolm, Roseboom, Clark, Fazar, Operations Research 7 (1959) 646-669
    assert shape.mean == pytest.approx((shape.low + 4 * shape.likely + shape.high) / 6)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_draws_of_a_range_are_the_quantiles_of_its_beta(shape: Range) -> None:
    width = shape.high - shape.low
    rise = 4 * (shape.likely - shape.low) / width
    exact = shape.low + width * betaincinv(1 + rise, 5 - rise, U)
    assert shape.draws(U) == pytest.approx(exact, abs=2e-5 * width)


def test_a_range_with_its_mode_at_the_low_end_has_quantiles_in_closed_form() -> None:
    # Beta(1, 5): F(x) = 1 - (1 - x)^5
    assert between(0, 0, 1).draws(MIDDLE_90) == pytest.approx(
        1 - (1 - MIDDLE_90) ** (1 / 5), abs=1e-5
    )


@pytest.mark.parametrize("spread", SPREADS.values(), ids=SPREADS.keys())
def test_the_moments_are_those_of_the_draws(spread: Spread) -> None:
    drawn = spread.draws(U)
    width = spread.high - spread.low
    assert spread.mean == pytest.approx(drawn.mean(), abs=1e-4 * width)
    assert spread.variance == pytest.approx(drawn.var(), abs=1e-3 * width**2)


@pytest.mark.parametrize("x", [0.1, 7, 1e-300, -1e15, 0.1 + 0.2])
def test_a_number_taken_as_known_comes_out_as_it_went_in(x: float) -> None:
    known = Range.exactly(x)
    assert (known.mean, known.variance, *known.draws(MIDDLE_90)) == (x, 0, x, x)


@given(shape=ranges(100), by=numbers(50))
def test_widening_a_range_to_both_sides_alike_keeps_its_mean_and_takes_its_middle_in(
    shape: Range, by: float
) -> None:
    wider = replace(shape, low=shape.low - by, high=shape.high + by)
    (low, high), (wider_low, wider_high) = shape.draws(MIDDLE_90), wider.draws(MIDDLE_90)
    assert wider.mean == pytest.approx(shape.mean)
    assert wider.variance >= shape.variance * (1 - 1e-12)
    assert wider_low <= low + 1e-3
    assert wider_high >= high - 1e-3


@given(shape=ranges(100))
def test_draws_of_a_range_rise_from_its_low_end_to_its_high_end(shape: Range) -> None:
    drawn = shape.draws(np.linspace(0, 1, 99))
    assert (drawn[0], drawn[-1]) == (shape.low, shape.high)
    assert (np.diff(drawn) >= 0).all()


@given(low=st.floats(-1e300, 1e300), likely=st.floats(-1e300, 1e300), high=st.floats(-1e300, 1e300))
def test_no_range_however_large_or_small_gives_what_lies_outside_it(
    low: float, likely: float, high: float
) -> None:
    low, likely, high = sorted((low, likely, high))
    shape = between(low, likely, high)
    assert low <= shape.mean <= high
    drawn = shape.draws(U[::500])
    assert ((drawn >= low) & (drawn <= high)).all()


# What is no range.


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: between(3, 2, 4), "a range goes up from low over likely to high; found 3, 2, 4"),
        (lambda: between(3, 5, 4), "a range goes up from low over likely to high; found 3, 5, 4"),
        (lambda: between(math.nan, 2, 4), "the low of a range is a finite number; found nan"),
        (lambda: between(1, 2, math.inf), "the high of a range is a finite number; found inf"),
        (lambda: between(1, "2", 4), "the likely of a range is a finite number; found '2'"),  # type: ignore[arg-type]
        (lambda: between(0, True, 4), "the likely of a range is a finite number; found True"),
        (lambda: between(None, 2, 4), "the low of a range is a finite number; found None"),  # type: ignore[arg-type]
        (lambda: Range.exactly(10**400), "the low of a range is a finite number; found 1000"),
        (lambda: between(-1e308, 0, 1e308), "the width of a range is a finite number; found inf"),
        (lambda: Sampled(values=np.array([])), "a sample holds at least one number"),
        (lambda: Sampled(values=np.array([1, math.nan])), "a sample holds at least one number"),
        (
            lambda: Measured(estimate=measured(0.1, 0, math.inf)),
            "the high end of a measured interval is a finite number; found inf",
        ),
    ],
    ids=[
        "low above likely",
        "likely above high",
        "not a number",
        "infinite",
        "text",
        "a truth value",
        "nothing",
        "too large for a float",
        "too wide for a float",
        "a sample of nothing",
        "a sample with a gap",
        "an interval without an end",
    ],
)
def test_what_is_no_range_is_refused_in_a_sentence(build: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueError, match=f"^{says}"):
        build()


# Samples, estimates, chances.


def test_a_sample_gives_each_of_its_values_its_share() -> None:
    sample = Sampled(values=np.array([7, 3, 5, 3]))
    assert sample.draws(np.array([0, 0.49, 0.51, 0.76, 1])).tolist() == [3, 3, 5, 7, 7]
    assert (sample.low, sample.likely, sample.high, sample.mean) == (3, 4, 7, 4.5)


def test_samples_are_equal_by_their_values_and_cannot_be_written_to() -> None:
    first, second = Sampled(values=np.array([2, 1])), Sampled(values=np.array([1, 2]))
    assert (first, hash(first)) == (second, hash(second))
    assert first != Sampled(values=np.array([1, 3]))
    with pytest.raises(ValueError, match="read-only"):
        first.values[0] = 9


def test_the_array_that_a_sample_was_made_of_stays_its_owner_s() -> None:
    mine = np.array([2.0, 1.0])
    sample = Sampled(values=mine)
    mine[0] = 9
    assert sample.values.tolist() == [1, 2]


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99])
def test_an_estimate_has_its_value_as_median_and_its_ends_as_quantiles(level: float) -> None:
    estimate = replace(measured(0.02, 0.01, 0.05), level=level)
    tail = (1 - level) / 2
    drawn = Measured(estimate=estimate).draws(np.array([tail, 0.5, 1 - tail]))
    assert drawn == pytest.approx([0.01, 0.02, 0.05])


def test_a_chance_happens_as_often_as_it_says() -> None:
    chance = Chance(probability=0.3)
    assert chance.draws(U).mean() == pytest.approx(0.3, abs=1e-4)
    assert (chance.mean, chance.variance) == pytest.approx((0.3, 0.21))
    assert [Chance(probability=p).draws(U).mean() for p in (0, 1)] == [0, 1]


def test_nothing_about_what_nobody_knows_is_a_number() -> None:
    nobody = Unknown()
    assert np.isnan([nobody.mean, nobody.variance, *nobody.draws(MIDDLE_90)]).all()
