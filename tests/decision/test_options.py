import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bugcase.decision.assumptions import Assumption, Worsening
from bugcase.decision.impact import impact
from bugcase.decision.options import Decision, Option, Weighed, weigh
from bugcase.decision.ranges import FloatArray, Range, Sampled
from fixtures.weighed_options import (
    FEW,
    HOLD,
    OPTIONS,
    REVIEW,
    ROLLOUT,
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
    measured,
    option,
)

CERTAIN = Worsening(overall=measured(0.02))


def by_id(found: Decision) -> dict[str, Weighed]:
    return {one.option.id: one for one in found.weighed}


# Arithmetic.


@pytest.mark.parametrize(
    ("one", "if_not", "if_real"),
    [
        (HOLD, 10_000, 10_000),
        (SHIP, 0, 18_000),
        (option("off", cost=3_000), 3_000, 3_000),
        (option("pilot", exposed_share=0.1, exposed_days=4), 0, 1_200),
        (option("review", exposed_share=1, exposed_days=6, prevented_share=0.75), 0, 4_500),
        (
            option("both", delay_days=1, exposed_share=0.5, exposed_days=2, cost=100),
            2_100,
            5_100,
        ),
    ],
    ids=lambda one: one.id if isinstance(one, Option) else None,
)
def test_an_option_costs_its_delay_its_price_and_the_harm_that_it_lets_through(
    one: Option, if_not: float, if_real: float
) -> None:
    (found,) = weigh([one], CERTAIN, assumptions(), draws=FEW).weighed
    assert (found.if_not, found.if_real) == pytest.approx((if_not, if_real))
    assert found.expected == pytest.approx(0.2 * if_not + 0.8 * if_real)


def test_kinds_of_errors_are_weighed_by_their_own_harm() -> None:
    (found,) = weigh([SHIP], TOLD_APART, assumptions(), draws=FEW).weighed
    harm = sum(
        part.range.mean * each
        for part, each in zip(TOLD_APART.parts[1:], (10, 100), strict=True)
        if part.range is not None
    )
    assert found.if_real == pytest.approx(6 * 5_000 * 0.75 * harm)


def test_the_best_comes_first() -> None:
    found = weigh(OPTIONS, WORSE, UNCERTAIN, draws=FEW)
    expected = [one.expected for one in found.weighed]
    assert found.best == found.weighed[0]
    assert found.criterion == "expected loss"
    assert expected == sorted(expected, key=lambda x: x or 0)


def test_regret_is_savage_s() -> None:
    # if it bites: 10,000, 18,000, 4,000; if not: 10,000, 0, 4,000; least 4,000 and 0
    found = by_id(weigh([HOLD, SHIP, option("off", cost=4_000)], CERTAIN, assumptions(), draws=FEW))
    assert {name: one.regret for name, one in found.items()} == pytest.approx(
        {"hold": 10_000, "ship": 14_000, "off": 4_000}
    )


def test_a_loss_is_drawn_over_whether_the_bug_bites() -> None:
    found = by_id(weigh([HOLD, SHIP], CERTAIN, assumptions(carries_over=0.9), draws=FEW))["ship"]
    assert found.loss is not None
    assert (found.loss.low, found.loss.value, found.loss.high) == pytest.approx((0, 18_000, 18_000))
    assert (found.expected, found.worst) == pytest.approx((16_200, 18_000))


def test_how_sure_anyone_is_of_the_probability_changes_no_loss() -> None:
    sure, unsure = (
        weigh(OPTIONS, WORSE, assumptions(carries_over=p), draws=FEW)
        for p in (Range.exactly(0.5), between(0, 0.5, 1))
    )
    assert sure.weighed == unsure.weighed


def test_the_spread_of_a_loss_is_that_of_plain_draws() -> None:
    found = by_id(weigh(OPTIONS, WORSE, UNCERTAIN))["review"]
    generator = np.random.default_rng(3)
    n = 400_000

    def pert(shape: object) -> FloatArray:
        assert isinstance(shape, Range)
        rise = 4 * (shape.likely - shape.low) / (shape.high - shape.low)
        return shape.low + (shape.high - shape.low) * generator.beta(1 + rise, 5 - rise, n)

    of = {one.id: one.range for one in UNCERTAIN}
    bites = generator.random(n) < pert(of["carries_over"])
    losses = 9_000 + bites * (
        pert(REVIEW.exposed_days)
        * (1 - pert(REVIEW.prevented_share))
        * pert(of["decisions_per_day"])
        * pert(of["harm_per_error"])
        * (1 - pert(of["share_recovered"]))
        * generator.normal(0.02, 0.008 / 1.959964, n)
    )
    assert found.expected == pytest.approx(losses.mean(), abs=4 * losses.std() / np.sqrt(n))
    assert found.loss is not None
    assert [found.loss.low, found.loss.value, found.worst] == pytest.approx(
        np.quantile(losses, [0.05, 0.5, 0.95]), rel=0.01
    )


def test_a_simulated_delay_is_drawn_from_its_sample() -> None:
    plan = Sampled(values=np.array([2.0] * 80 + [30.0] * 20))
    (found,) = weigh([option("hold", delay_days=plan)], WORSE, assumptions(), draws=FEW).weighed
    assert found.loss is not None
    assert (found.loss.value, found.worst) == (4_000, 60_000)
    assert found.expected == pytest.approx(2_000 * 7.6)


def test_shipping_until_it_is_stopped_costs_what_the_impact_says_to_the_last_digit() -> None:
    days = assume("days_until_stopped", between(2, 6, 15))
    given_assumptions = [
        {"days_until_stopped": days, "carries_over": assume("carries_over", Range.exactly(1))}.get(
            one.id, one
        )
        for one in UNCERTAIN
    ]
    ship = option("ship", exposed_share=1, exposed_days=days)
    (found,) = weigh([ship], WORSE, given_assumptions).weighed
    whole = impact(WORSE, given_assumptions)
    assert found.loss is not None
    assert whole.money_until_stopped is not None
    assert found.loss.value == pytest.approx(whole.money_until_stopped.value)
    assert found.worst == pytest.approx(whole.worst_case)
    assert found.expected == found.if_real == pytest.approx(whole.expected_money)


# Ruinous harm.


def test_ruinous_harm_is_judged_by_its_worst_case() -> None:
    # one chance in ten of 18,000 is less than 10,000 on average, and more where it happens
    rare = assumptions(carries_over=0.1)
    common, ruinous = (
        weigh([HOLD, SHIP], CERTAIN, rare, ruinous=flag, draws=FEW) for flag in (False, True)
    )
    assert [one.option.id for one in common.weighed] == ["ship", "hold"]
    assert [one.option.id for one in ruinous.weighed] == ["hold", "ship"]
    assert (common.criterion, ruinous.criterion) == ("expected loss", "worst case")
    assert ruinous.best == ruinous.weighed[0]


def test_where_harm_is_ruinous_nothing_is_said_that_compares_expected_losses() -> None:
    found = weigh(OPTIONS, WORSE, UNCERTAIN, ruinous=True, draws=FEW)
    assert found.ruinous
    assert (found.break_even, found.flips, found.cannot_flip) == (None, (), ())
    assert (found.perfect_information, found.sample_information(1_000)) == (None, None)


# What nobody knows.

GAPS = {
    "decisions_per_day": {"ship", "rollout", "review"},
    "harm_per_error": {"ship", "rollout", "review"},
    "share_recovered": {"ship", "rollout", "review"},
    "carries_over": {"ship", "rollout", "review"},
    "delay_cost_per_day": {"hold", "rollout"},
    "days_until_stopped": set(),
    "harm_per_miss": set(),
}


@pytest.mark.parametrize(("unknown", "blocked"), GAPS.items(), ids=GAPS.keys())
def test_an_unknown_assumption_blocks_the_options_that_need_it_and_no_others(
    unknown: str, blocked: set[str]
) -> None:
    known = [assume(unknown, None) if one.id == unknown else one for one in UNCERTAIN]
    found = weigh(OPTIONS, WORSE, known, draws=FEW)
    words = unknown.replace("_", " ")
    assert {one.option.id for one in found.weighed if one.loss is None} == blocked
    assert {one.option.id for one in found.weighed if one.missing == (words,)} == blocked
    assert {one.option.id for one in found.weighed if one.expected is None} == blocked
    assert found.missing == ((words,) if blocked else ())
    assert (found.best is None) == (len(blocked) > 2)


def test_holding_has_a_loss_whatever_else_nobody_knows() -> None:
    (found,) = weigh([HOLD], WORSE, [assume("delay_cost_per_day", Range.exactly(2_000))]).weighed
    assert found.expected == 10_000
    assert found.missing == ()


def test_an_option_with_an_unknown_number_is_shown_and_not_ranked() -> None:
    found = weigh([replace(SHIP, cost=None), HOLD, REVIEW], WORSE, UNCERTAIN, draws=FEW)
    last = found.weighed[-1]
    assert last.option.id == "ship"
    assert (last.loss, last.expected, last.worst, last.regret) == (None, None, None, None)
    assert last.missing == found.missing == ("Ship: its own cost",)
    assert found.best is not None


def test_regret_asks_for_no_probability() -> None:
    found = by_id(weigh([HOLD, SHIP], CERTAIN, assumptions(carries_over=None), draws=FEW))
    assert (found["hold"].regret, found["ship"].regret) == pytest.approx((10_000, 8_000))
    assert (found["ship"].if_not, found["ship"].if_real) == pytest.approx((0, 18_000))


@pytest.mark.parametrize("options", [[], [HOLD], [HOLD, replace(SHIP, cost=None)]])
def test_there_is_no_best_of_fewer_than_two(options: list[Option]) -> None:
    found = weigh(options, WORSE, UNCERTAIN, draws=FEW)
    assert (found.best, found.flips, found.perfect_information) == (None, (), None)
    assert all(one.regret is None for one in found.weighed)


# For every input.


@given(case=any_case(), dice=st.randoms(use_true_random=False), ruinous=st.booleans())
@settings(max_examples=20)
def test_the_order_of_options_and_of_assumptions_changes_nothing(
    case: Case, dice: random.Random, ruinous: bool
) -> None:
    options, worsening, given_assumptions = case
    found = [
        weigh(*each, ruinous=ruinous, draws=FEW)
        for each in (
            case,
            (
                dice.sample(options, len(options)),
                worsening,
                dice.sample(given_assumptions, len(given_assumptions)),
            ),
        )
    ]
    assert found[0] == found[1]


def test_options_that_cost_the_same_are_ordered_by_name() -> None:
    twins = [option(name, cost=5) for name in ("b", "a", "c")]
    assert [one.option.id for one in weigh(twins, WORSE, UNCERTAIN).weighed] == ["a", "b", "c"]


@given(case=any_case(), rate=st.floats(0.01, 100))
@settings(max_examples=20)
def test_in_another_currency_the_choice_is_the_same(case: Case, rate: float) -> None:
    options, worsening, given_assumptions = case

    def converted(shape: object) -> Range:
        assert isinstance(shape, Range)
        return between(rate * shape.low, rate * shape.likely, rate * shape.high)

    there = decide(case)
    here = weigh(
        [replace(one, cost=converted(one.cost)) for one in options],
        worsening,
        [
            replace(one, range=converted(one.range))
            if one.id.startswith(("harm", "delay_cost"))
            else one
            for one in given_assumptions
        ],
        currency="SEK",
        draws=FEW,
    )
    for one, other in zip(
        sorted(there.weighed, key=lambda one: one.option.id),
        sorted(here.weighed, key=lambda one: one.option.id),
        strict=True,
    ):
        for name in ("expected", "worst", "regret", "if_real", "if_not"):
            amount = getattr(one, name)
            assert getattr(other, name) == pytest.approx(rate * amount, rel=1e-6, abs=1e-4)
    assert there.perfect_information is not None
    assert here.perfect_information == pytest.approx(
        rate * there.perfect_information, rel=1e-6, abs=1e-6
    )


@given(case=any_case())
@settings(max_examples=30)
def test_the_expected_loss_is_between_those_of_the_two_states_and_regret_is_never_negative(
    case: Case,
) -> None:
    found = decide(case)
    for one in found.weighed:
        assert one.expected is not None
        assert one.if_not is not None
        assert one.if_real is not None
        assert one.regret is not None
        low, high = sorted((one.if_not, one.if_real))
        tolerance = 1e-9 * (1 + abs(low) + abs(high))
        assert low - tolerance <= one.expected <= high + tolerance
        assert one.regret >= 0


# What is no question.


def _twice(one: Assumption) -> Option:
    return option("odd", exposed_share=one, prevented_share=one, exposed_days=3)


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: weigh([HOLD, HOLD], WORSE, []), "an id names one option; found another 'hold'"),
        (
            lambda: weigh([HOLD], WORSE, [UNCERTAIN[0], UNCERTAIN[0]]),
            "an id names one assumption; found another 'decisions_per_day'",
        ),
        (
            lambda: weigh(
                [option("ship", exposed_days=assume("days_until_stopped", between(1, 2, 3)))],
                WORSE,
                UNCERTAIN,
            ),
            "an id names one assumption; found another 'days_until_stopped'",
        ),
        (
            lambda: weigh([_twice(assume("half", Range.exactly(0.5)))], WORSE, UNCERTAIN),
            "'half' is multiplied with itself",
        ),
        (
            lambda: option("ship", exposed_share=between(0, 1, 2)),
            "Ship, share exposed: a share lies between 0 and 1; found 0 to 2",
        ),
        (
            lambda: option("ship", prevented_share=assume("odd", between(-1, 0, 1))),
            "Ship, share prevented: a share lies between 0 and 1; found -1 to 1",
        ),
        (
            lambda: option("hold", delay_days=-3),
            "Hold, days of delay: days and decisions are zero or more; found -3",
        ),
        (lambda: option("hold.on"), "an option's id holds no dot; found 'hold.on'"),
        (lambda: weigh([HOLD], WORSE, [], draws=15_000), "draws are a multiple of 10,000; found 1"),
    ],
    ids=[
        "an option twice",
        "an assumption twice",
        "a shared assumption that differs from the case's",
        "an assumption multiplied with itself",
        "a share beyond 1",
        "a shared share below 0",
        "negative days",
        "a dotted id",
        "an uneven number of draws",
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    build: Callable[[], object], says: str
) -> None:
    with pytest.raises(ValueError, match=f"^{says}"):
        build()


def test_options_of_one_plan_share_its_delay() -> None:
    plan = assume("days_to_fix", Sampled(values=np.arange(1.0, 9.0)))
    hold, rollout = option("hold", delay_days=plan), replace(ROLLOUT, delay_days=plan)
    assert hold.shared == rollout.shared == (plan,)
    found = by_id(weigh([hold, rollout], WORSE, assumptions(), draws=FEW))
    assert found["hold"].if_not == pytest.approx(2_000 * 4.5)
    assert found["rollout"].if_not == pytest.approx(2_000 * 4.5 + 2_500)
