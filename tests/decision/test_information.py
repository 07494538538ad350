import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from bugcase.decision.assumptions import Worsening
from bugcase.decision.information import Prospect, gain_from_choice, unit_normal_loss
from bugcase.decision.options import weigh
from fixtures.weighed_options import (
    FEW,
    HOLD,
    OPTIONS,
    SHIP,
    TOLD_APART,
    UNCERTAIN,
    WORSE,
    Case,
    any_case,
    assumptions,
    decide,
    measured,
    option,
)

# Hillier, Lieberman, Introduction to Operations Research, chapter "Decision analysis": the
# Goferbroke Co. may drill, which costs 100 and yields 800 if there is oil, or sell for 90;
# oil is there with a probability of 1/4.  Thousands of dollars, here as losses.
GOFERBROKE = Prospect(
    if_not=(100, -90), if_real=(-700, -90), swing=(0, 0), probability=0.25, rows=1
)
CERTAIN = Worsening(overall=measured(0.02))
Z = ndtri((np.arange(200_000) + 0.5) / 200_000)


@pytest.mark.parametrize(
    ("z", "published"),
    [(0, 0.3989), (0.5, 0.1978), (1, 0.08332), (1.5, 0.02931), (2, 0.008491), (3, 0.0003822)],
)
def test_the_unit_normal_loss_is_as_tabulated(z: float, published: float) -> None:
    # Schlaifer, Probability and Statistics for Business Decisions (1959), table IV
    assert unit_normal_loss(z) == pytest.approx(published, rel=2e-4)


@given(z=st.floats(-40, 40))
def test_the_unit_normal_loss_of_both_sides_differs_by_the_distance(z: float) -> None:
    assert unit_normal_loss(-z) - unit_normal_loss(z) == pytest.approx(z, abs=1e-12)


def test_perfect_information_is_as_in_the_textbook() -> None:
    assert GOFERBROKE.perfect_information == pytest.approx(142.5)


def test_perfect_information_of_hold_or_ship_is_what_the_wrong_choice_would_cost() -> None:
    # holding costs 10,000; shipping 18,000 if the bug bites, with 0.8: shipping is 4,400 dearer
    found = weigh([HOLD, SHIP], CERTAIN, assumptions(), draws=FEW)
    assert [one.expected for one in found.weighed] == pytest.approx([10_000, 14_400])
    assert found.perfect_information == pytest.approx(0.2 * 10_000)


@given(
    lines=st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), min_size=1, max_size=6)
)
def test_the_gain_from_a_choice_is_what_adding_up_over_the_normal_gives(
    lines: list[tuple[int, int]],
) -> None:
    starts, slopes = np.array(lines, dtype=float).T
    lowest = np.min(starts[:, None] + slopes[:, None] * Z, axis=0).mean()
    assert gain_from_choice(starts, slopes) == pytest.approx(starts.min() - lowest, abs=2e-3)


def test_a_sample_for_two_options_is_worth_the_unit_normal_loss_of_the_break_even() -> None:
    # Raiffa, Schlaifer (1961), 5.5: |slope| sigma' L(|break-even - mean| / sigma')
    found = weigh([HOLD, SHIP], WORSE, assumptions(), draws=FEW)
    slope = 0.8 * 6 * 5_000 * 0.75 * 40  # of the loss of shipping, in the worsening
    break_even = 10_000 / slope
    deviation = 0.008 / ndtri(0.975) * math.sqrt(1_000 / (4_000 + 1_000))
    assert found.sample_information(1_000) == pytest.approx(
        slope * deviation * unit_normal_loss(abs(break_even - 0.02) / deviation)
    )


@given(case=any_case())
@settings(max_examples=40)
def test_more_rows_are_never_worth_less_and_never_more_than_knowing_all(case: Case) -> None:
    found = decide(case)
    worth = [found.sample_information(rows) for rows in (0, 10, 1_000, 100_000, 10**15)]
    assert worth[0] == 0
    known = [one for one in [*worth, found.perfect_information] if one is not None]
    assert len(known) == 6
    assert all(more >= less - 1e-9 * more for less, more in pairwise(known))


@pytest.mark.parametrize("worsening", [WORSE, TOLD_APART], ids=["overall", "by kind of error"])
def test_endless_rows_are_worth_as_much_as_knowing_the_worsening(worsening: Worsening) -> None:
    found = weigh(OPTIONS, worsening, UNCERTAIN, draws=FEW)
    assert found.prospect is not None
    swing = np.array(found.prospect.swing) * found.prospect.probability
    expected = np.array([one.expected for one in found.weighed])
    known = np.min(expected[:, None] + swing[:, None] * Z, axis=0).mean()
    assert found.sample_information(10**15) == pytest.approx(expected.min() - known, rel=1e-2)
    assert found.sample_information(10**15) == pytest.approx(
        found.prospect.sample_information(math.inf)
    )


def test_perfect_information_is_the_best_choice_in_each_state_at_each_worsening() -> None:
    found = weigh(OPTIONS, WORSE, UNCERTAIN, draws=FEW)
    assert found.prospect is not None
    prospect = found.prospect
    if_not, if_real = np.array(prospect.if_not), np.array(prospect.if_real)
    p, swing = prospect.probability, np.array(prospect.swing)
    known = (1 - p) * if_not.min()
    known += p * np.min(if_real[:, None] + swing[:, None] * Z, axis=0).mean()
    now = ((1 - p) * if_not + p * if_real).min()
    assert found.perfect_information == pytest.approx(now - known, rel=1e-4)


def test_the_swing_is_what_one_standard_deviation_of_the_harm_moves() -> None:
    found = weigh([HOLD, SHIP], TOLD_APART, assumptions(), draws=FEW)
    assert found.prospect is not None
    of_kinds = [part.range.variance for part in TOLD_APART.parts[1:] if part.range is not None]
    harm = math.hypot(10 * math.sqrt(of_kinds[0]), 100 * math.sqrt(of_kinds[1]))
    assert found.prospect.swing == pytest.approx((0, 6 * 5_000 * 0.75 * harm))


def test_rows_about_what_does_not_matter_are_worth_nothing() -> None:
    found = weigh([HOLD, option("wait", delay_days=4)], WORSE, assumptions(), draws=FEW)
    assert (found.sample_information(10**9), found.perfect_information) == (0, 0)


def test_a_sample_of_fewer_than_no_rows_is_refused() -> None:
    found = weigh(OPTIONS, WORSE, UNCERTAIN, draws=FEW)
    with pytest.raises(ValueError, match=r"^a sample has zero rows or more; found -1"):
        found.sample_information(-1)
