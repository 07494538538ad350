import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bugcase.decision.assumptions import Assumption, Worsening
from bugcase.decision.flips import Ends, Flip, find_break_even
from bugcase.decision.options import Decision, weigh
from bugcase.decision.ranges import Sampled
from fixtures.weighed_options import (
    FEW,
    HOLD,
    OPTIONS,
    REVIEW,
    SHIP,
    TOLD_APART,
    UNCERTAIN,
    WORSE,
    Case,
    any_case,
    assume,
    assumptions,
    between,
    decide,
    exactly,
    measured,
    moved,
    option,
)

CERTAIN = Worsening(overall=measured(0.02))
STEP = 1e-6  # of the way from now to the flip, or beyond it


def expected(found: Decision) -> dict[str, float]:
    return {one.option.id: one.expected for one in found.weighed if one.expected is not None}


def best(found: Decision) -> str:
    assert found.best is not None
    return found.best.option.id


def flips(found: Decision) -> dict[str, tuple[Any, Any, str]]:
    return {one.assumption.id: (one.now, one.at, one.to) for one in found.flips}


# Break-even.


def test_the_break_even_of_two_options_is_the_delay_over_the_loss_that_it_avoids() -> None:
    # p* = C_delay / (L x exposure)
    half = option("half", exposed_share=0.5, exposed_days=6)
    short = option("short", delay_days=2)
    found = weigh([short, half], CERTAIN, assumptions(), draws=FEW)
    assert found.break_even is not None
    assert found.break_even.probability == pytest.approx(2 * 2_000 / (18_000 * 0.5))


def test_the_break_even_is_as_in_the_textbook() -> None:
    # Hillier, Lieberman, Introduction to Operations Research: Goferbroke drills above .2375
    drill = Ends(id="drill", if_not=100, if_real=-700)
    sell = Ends(id="sell", if_not=-90, if_real=-90)
    found = find_break_even([drill, sell], 0.25)
    assert found is not None
    assert (found.first, found.second) == ("drill", "sell")
    assert found.probability == pytest.approx(0.2375)


@pytest.mark.parametrize(
    ("ends", "now", "answer"),
    [
        ([(10, 10), (0, 40)], 0.9, ("a", "b", 0.25)),
        ([(10, 10), (0, 40)], 0.1, ("b", "a", 0.25)),
        ([(10, 10), (0, 40)], None, ("b", "a", 0.25)),
        ([(10, 10), (0, 10)], 0.5, ("b", "a", 1)),
        ([(10, 10), (0, 5)], 0.5, None),
        ([(10, 10), (0, 5)], None, None),
        ([(10, 10), (12, 12)], 0.5, None),
        ([(10, 10)], 0.5, None),
        ([], None, None),
        ([(8, 8), (0, 40), (4, 14)], 0.9, ("a", "c", 0.4)),
        ([(8, 8), (0, 40), (4, 14)], 0.2, ("c", "b", 1 / 7.5)),
        ([(8, 8), (0, 40), (4, 14)], 0.35, ("c", "a", 0.4)),
        ([(8, 8), (4, 24), (0, 40)], 0.9, ("a", "c", 0.2)),
    ],
    ids=[
        "from above",
        "from below",
        "nobody knows",
        "at certainty",
        "one always dearer",
        "one always dearer, and nobody knows",
        "parallel",
        "only one",
        "none",
        "three, from above",
        "three, in the middle",
        "three, nearer to the upper",
        "three that meet",
    ],
)
def test_the_break_even_is_the_turn_of_the_choice_that_is_nearest(
    ends: list[tuple[float, float]], now: float | None, answer: tuple[str, str, float] | None
) -> None:
    lines = [Ends(id=i, if_not=a, if_real=b) for i, (a, b) in zip("abc", ends, strict=False)]
    found = find_break_even(lines, now)
    if answer is None:
        assert found is None
    else:
        assert found is not None
        assert (found.first, found.second) == answer[:2]
        assert found.probability == pytest.approx(answer[2])


def test_the_break_even_is_known_where_nobody_knows_the_probability() -> None:
    found = weigh([HOLD, SHIP], WORSE, assumptions(carries_over=None), draws=FEW)
    assert found.best is None
    assert found.break_even is not None
    assert (found.break_even.first, found.break_even.second) == ("ship", "hold")
    assert found.break_even.probability == pytest.approx(10_000 / 18_000)


@given(case=any_case())
@settings(max_examples=40)
def test_at_the_break_even_two_options_cost_the_same_and_none_costs_less(case: Case) -> None:
    found = decide(case)
    if found.break_even is not None:
        there = expected(decide(moved(case, "carries_over", found.break_even.probability)))
        least = pytest.approx(min(there.values()), rel=1e-9, abs=1e-6)
        assert there[found.break_even.first] == least
        assert there[found.break_even.second] == least


# Flips.


def test_flips_of_two_options_are_in_closed_form() -> None:
    # hold: 5 days x 2,000; ship: 0.8 x 1 x 6 days x 5,000 x 0.02 x 40 x (1 - 0.25) = 14,400
    found = flips(weigh([HOLD, SHIP], CERTAIN, assumptions(), draws=FEW))
    assert found == {
        "carries_over": (0.8, pytest.approx(0.8 / 1.44), "ship"),
        "decisions_per_day": (5_000, pytest.approx(5_000 / 1.44), "ship"),
        "delay_cost_per_day": (2_000, pytest.approx(2_000 * 1.44), "ship"),
        "harm_per_error": (40, pytest.approx(40 / 1.44), "ship"),
        "hold.delay_days": (5, pytest.approx(5 * 1.44), "ship"),
        "share_recovered": (0.25, pytest.approx(1 - 0.75 / 1.44), "ship"),
        "ship.exposed_days": (6, pytest.approx(6 / 1.44), "ship"),
        "worsening": (0.02, pytest.approx(0.02 / 1.44), "ship"),
    }


def test_flips_come_nearest_first_by_how_far_they_are_of_what_is_thought_now() -> None:
    found = weigh(OPTIONS, TOLD_APART, UNCERTAIN, draws=FEW).flips
    distances = [abs(one.at - one.now) / one.now for one in found]
    assert len(distances) > 5
    assert distances == sorted(distances)
    assert [one.relative_distance for one in found] == pytest.approx(distances)


def test_what_is_zero_now_is_far_from_anything() -> None:
    one = Flip(assumption=UNCERTAIN[0], now=0, at=0.1, to="ship")
    assert one.relative_distance == float("inf")


def test_an_assumption_that_can_flip_the_choice_both_ways_says_both() -> None:
    pilot = option("pilot", exposed_share=0.1, exposed_days=6, cost=3_000)
    found = weigh([HOLD, SHIP, pilot], CERTAIN, assumptions(), draws=FEW)
    turns: list[Any] = [
        (one.at, one.to) for one in found.flips if one.assumption.id == "delay_cost_per_day"
    ]
    # pilot costs 4,440 whatever the delay does, and ship 14,400
    assert best(found) == "pilot"
    assert turns == [(pytest.approx(4_440 / 5), "hold")]
    both: list[Any] = [
        (one.at, one.to) for one in found.flips if one.assumption.id == "decisions_per_day"
    ]
    assert sorted(both) == [
        (pytest.approx(5_000 * 3_000 / (14_400 * 0.9)), "ship"),
        (pytest.approx(5_000 * 7_000 / 1_440), "hold"),
    ]


def test_where_two_options_take_over_at_once_the_flip_is_to_the_cheaper_beyond() -> None:
    half = option("half", exposed_share=0.5, exposed_days=6, delay_days=2.5)
    found = weigh([HOLD, half, SHIP], CERTAIN, assumptions(), draws=FEW)
    assert flips(found)["harm_per_error"] == (40, pytest.approx(40 / 1.44), "ship")


def test_what_cannot_flip_the_choice_is_said() -> None:
    found = weigh([option("off"), SHIP], CERTAIN, assumptions(), draws=FEW)
    # what costs nothing is beaten only by a release that is better than today's
    assert flips(found) == {"worsening": (0.02, pytest.approx(0, abs=1e-12), "ship")}
    assert [one.id for one in found.cannot_flip] == [
        "carries_over",
        "decisions_per_day",
        "delay_cost_per_day",
        "harm_per_error",
        "share_recovered",
        "ship.exposed_days",
    ]


def test_a_flip_is_told_only_where_there_is_a_value_that_makes_sense() -> None:
    # even if nothing were recovered, shipping would cost 1.33 times what it costs now
    found = weigh([option("hold", delay_days=10), SHIP], CERTAIN, assumptions(), draws=FEW)
    assert best(found) == "ship"
    assert "share_recovered" in {one.id for one in found.cannot_flip}
    assert "carries_over" in {one.id for one in found.cannot_flip}
    assert flips(found)["harm_per_error"][2] == "hold"


def test_what_makes_an_option_what_it_is_is_not_moved() -> None:
    found = weigh([HOLD, SHIP], CERTAIN, assumptions(), draws=FEW)
    told = flips(found).keys() | {one.id for one in found.cannot_flip}
    assert not told & {"hold.exposed_share", "ship.exposed_share", "ship.delay_days", "hold.cost"}


def test_an_assumption_that_nobody_knows_and_no_ranked_option_needs_is_in_neither_list() -> None:
    wait = option("wait", delay_days=3)
    found = weigh([HOLD, wait, SHIP], WORSE, assumptions(harm_per_error=None), draws=FEW)
    told = flips(found).keys() | {one.id for one in found.cannot_flip}
    assert best(found) == "wait"
    assert found.missing == ("harm per error",)
    assert "harm_per_error" not in told


def test_a_probability_of_zero_can_still_be_doubted() -> None:
    found = weigh([HOLD, SHIP], CERTAIN, assumptions(carries_over=0), draws=FEW)
    assert best(found) == "ship"
    assert flips(found)["carries_over"] == (0, pytest.approx(10_000 / 18_000), "hold")


@given(case=any_case(), choose=st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_moving_an_assumption_just_across_its_flip_changes_the_choice_and_just_short_does_not(
    case: Case, choose: random.Random
) -> None:
    found = decide(case)
    if not found.flips:
        return
    flip = choose.choice(found.flips)
    way = flip.at - flip.now
    low, high = flip.assumption.domain
    short = decide(moved(case, flip.assumption.id, flip.at - STEP * way))
    beyond = expected(
        decide(moved(case, flip.assumption.id, min(max(flip.at + STEP * way, low), high)))
    )
    tie = 1e-12 * max(map(abs, beyond.values()))
    assert expected(short)[best(found)] <= min(expected(short).values()) + tie
    assert beyond[flip.to] <= min(beyond.values()) + tie
    if way:
        assert beyond[flip.to] < beyond[best(found)] + tie


@given(case=any_case())
@settings(max_examples=30)
def test_what_cannot_flip_the_choice_does_not_at_either_end_of_what_makes_sense(case: Case) -> None:
    found = decide(case)
    for one in found.cannot_flip[:3]:
        low, high = one.domain
        for end in (low, min(high, 1e9)):
            there = expected(decide(moved(case, one.id, end)))
            tie = 1e-9 * max(map(abs, there.values()))
            assert there[best(found)] <= min(there.values()) + tie


def test_the_flip_of_the_example_changes_the_winner() -> None:
    case: Case = ([HOLD, SHIP, REVIEW], WORSE, UNCERTAIN)
    found = decide(case)
    (nearest, *_) = found.flips
    step = 1e-3 * (nearest.at - nearest.now)
    before, after = (
        decide(moved(case, nearest.assumption.id, nearest.at + way * step)) for way in (-1, 1)
    )
    assert best(before) == best(found)
    assert best(after) == nearest.to != best(found)


def test_a_simulated_delay_can_be_doubted_too() -> None:
    plan = Sampled(values=np.array([3.0, 4.0, 8.0]))
    found = weigh([option("hold", delay_days=plan), SHIP], CERTAIN, assumptions(), draws=FEW)
    assert flips(found)["hold.delay_days"] == (5, pytest.approx(7.2), "ship")


def test_an_option_s_own_number_says_whose_it_is_and_who_gave_it() -> None:
    pilot = replace(option("pilot", cost=12_000), source="the vendor")
    found = weigh([HOLD, pilot], CERTAIN, assumptions(), currency="SEK", draws=FEW)
    own = [one.assumption for one in found.flips if one.assumption.id == "pilot.cost"]
    assert own == [
        Assumption(
            id="pilot.cost",
            label="Pilot: its own cost",
            unit="SEK",
            range=exactly(12_000),
            source="the vendor",
        )
    ]


def test_a_number_that_options_share_is_moved_in_all_of_them_at_once() -> None:
    fix = assume("days_to_fix", between(4, 5, 6))
    options = [
        option("hold", delay_days=fix),
        option("ship", exposed_share=0.6, exposed_days=fix),
    ]
    # each day costs 2,000 here and 0.8 x 0.6 x 5,000 x 0.02 x 40 x 0.75 = 1,440 there
    found = weigh(options, CERTAIN, assumptions(), draws=FEW)
    assert best(found) == "ship"
    assert "days_to_fix" in {one.id for one in found.cannot_flip}
