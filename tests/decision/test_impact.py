import random
from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from bugcase.decision.assumptions import Assumption, Worsening
from bugcase.decision.impact import Impact, impact
from bugcase.decision.options import weigh
from bugcase.decision.ranges import FloatArray, Measured, Range
from bugcase.estimate import Estimate, Unit
from fixtures.weighed_options import (
    FEW,
    TOLD_APART,
    UNCERTAIN,
    WORSE,
    any_assumptions,
    any_worsening,
    assume,
    assumptions,
    between,
    measured,
    numbers,
    option,
)

EXACT = Worsening(overall=measured(0.02))
PEOPLE = ["wrong_per_day", "wrong_per_week", "wrong_until_stopped"]
MONEY = ["money_per_day", "money_per_week", "money_until_stopped", "expected_money", "worst_case"]
DAYS = between(2, 6, 15)


def values(found: Impact) -> dict[str, float | None]:
    """Take each result's number, that of an estimate its median."""
    results = {name: getattr(found, name) for name in [*PEOPLE, *MONEY]}
    return {name: one.value if isinstance(one, Estimate) else one for name, one in results.items()}


# Arithmetic.


def test_known_numbers_are_multiplied() -> None:
    assert values(impact(EXACT, assumptions())) == pytest.approx(
        {
            "wrong_per_day": 5_000 * 0.02,
            "wrong_per_week": 7 * 100,
            "wrong_until_stopped": 6 * 100,
            "money_per_day": 100 * 40 * 0.75,
            "money_per_week": 7 * 3_000,
            "money_until_stopped": 6 * 3_000,
            "expected_money": 6 * 3_000,
            "worst_case": 6 * 3_000,
        },
        rel=1e-12,
    )


def test_a_result_of_known_numbers_has_no_width() -> None:
    found = impact(EXACT, assumptions()).money_until_stopped
    assert found is not None
    assert found.low == found.value == found.high


def test_each_kind_of_error_has_its_own_harm_where_they_are_told_apart() -> None:
    kinds = Worsening(overall=measured(0.02), false_alarms=measured(0.024), misses=measured(-0.004))
    found = impact(kinds, assumptions())
    assert found.expected_money == pytest.approx(6 * 5_000 * 0.75 * (0.024 * 10 - 0.004 * 100))


def test_one_harm_for_every_error_is_enough_where_no_other_is_given() -> None:
    kinds = ("harm_per_false_alarm", "harm_per_miss")
    found = impact(TOLD_APART, [one for one in assumptions() if one.id not in kinds])
    assert found.missing == ()
    assert found.expected_money == pytest.approx(6 * 5_000 * 0.75 * 0.02 * 40)


def test_an_improvement_is_a_gain() -> None:
    found = impact(Worsening(overall=measured(-0.02, -0.03, -0.01)), assumptions(), draws=FEW)
    assert found.money_until_stopped is not None
    assert found.money_until_stopped.high < 0


def test_each_result_says_what_it_is_and_how_it_was_found() -> None:
    found = impact(WORSE, assumptions(), currency="USD")
    people, money = found.wrong_until_stopped, found.money_until_stopped
    assert people is not None
    assert money is not None
    assert (people.unit, money.unit) == (Unit("wrong decisions"), Unit("USD"))
    for estimate in (people, money):
        assert (estimate.n, estimate.level) == (100_000, 0.9)
        assert estimate.method == "Monte Carlo, PERT ranges"


def test_the_worst_case_is_the_95th_percentile() -> None:
    found = impact(WORSE, UNCERTAIN)
    assert found.money_until_stopped is not None
    assert found.worst_case == found.money_until_stopped.high


def test_a_single_uncertain_number_gives_its_own_quantiles() -> None:
    found = impact(WORSE, assumptions()).wrong_per_day
    assert found is not None
    deviation = 0.008 / ndtri(0.975)
    ends = [5_000 * (0.02 + z * deviation) for z in ndtri([0.05, 0.5, 0.95])]
    assert [found.low, found.value, found.high] == pytest.approx(ends, rel=1e-3)


def test_plain_draws_of_the_same_distributions_agree() -> None:
    found = impact(
        TOLD_APART,
        assumptions(
            decisions_per_day=between(4_000, 5_000, 8_000),
            days_until_stopped=DAYS,
            harm_per_false_alarm=between(5, 10, 30),
            harm_per_miss=between(50, 100, 400),
            share_recovered=between(0.1, 0.25, 0.5),
        ),
    )
    generator = np.random.default_rng(5)
    n = 400_000

    def pert(low: float, likely: float, high: float) -> FloatArray:
        rise = 4 * (likely - low) / (high - low)
        return low + (high - low) * generator.beta(1 + rise, 5 - rise, n)

    def halves(value: float, low: float, high: float) -> FloatArray:
        z = generator.standard_normal(n) / ndtri(0.975)
        values: FloatArray = value + np.where(z < 0, value - low, high - value) * z
        return values

    exposed = pert(4_000, 5_000, 8_000) * pert(2, 6, 15) * (1 - pert(0.1, 0.25, 0.5))
    harm = halves(0.015, 0.008, 0.022) * pert(5, 10, 30) + halves(0.005, 0.001, 0.010) * pert(
        50, 100, 400
    )
    money = exposed * harm
    error = 4 * money.std() / np.sqrt(n)
    assert found.expected_money == pytest.approx(money.mean(), abs=error)
    assert found.money_until_stopped is not None
    assert [
        found.money_until_stopped.low,
        found.money_until_stopped.value,
        found.money_until_stopped.high,
    ] == pytest.approx(np.quantile(money, [0.05, 0.5, 0.95]), rel=0.01)


# What nobody knows.

NEEDS = {
    "decisions_per_day": [*PEOPLE, *MONEY],
    "days_until_stopped": [
        "wrong_until_stopped",
        "money_until_stopped",
        "expected_money",
        "worst_case",
    ],
    "harm_per_error": MONEY,
    "share_recovered": MONEY,
    "carries_over": [],
    "delay_cost_per_day": [],
    "harm_per_miss": [],
}


@pytest.mark.parametrize(("unknown", "blocked"), NEEDS.items(), ids=NEEDS.keys())
@pytest.mark.parametrize("how", ["a gap", "not there"])
def test_an_unknown_assumption_blocks_the_results_that_need_it_and_no_others(
    unknown: str, blocked: list[str], how: str
) -> None:
    known = [one for one in assumptions() if one.id != unknown]
    gap = [Assumption(id=unknown, label="what we lack", unit="", range=None, source=None)]
    found = impact(EXACT, known + gap if how == "a gap" else known, draws=FEW)
    assert [name for name, one in values(found).items() if one is None] == blocked
    assert len(found.missing) == bool(blocked)
    if how == "a gap" and blocked:
        assert found.missing == ("what we lack",)


def test_what_is_not_there_is_missed_by_a_name_that_a_reader_knows() -> None:
    assert impact(TOLD_APART, [], currency="SEK").missing == (
        "decisions a day",
        "days until it is stopped",
        "harm of a false alarm",
        "share of the harm that is recovered",
        "harm of a miss",
    )


def test_nobody_has_to_know_the_harm_of_what_does_not_happen() -> None:
    kinds = Worsening(overall=measured(0.02), false_alarms=measured(0.02), misses=measured(0))
    found = impact(kinds, assumptions(harm_per_miss=None))
    assert found.missing == ()
    assert found.expected_money == pytest.approx(6 * 5_000 * 0.75 * 0.02 * 10)


def test_an_unknown_result_has_no_influences() -> None:
    assert impact(WORSE, assumptions(harm_per_error=None)).influences == ()


# What moves the result.


def test_whether_or_not_it_bites_the_money_is_what_shipping_is_expected_to_cost() -> None:
    found = impact(WORSE, UNCERTAIN)
    days = next(one for one in UNCERTAIN if one.id == "days_until_stopped")
    ship = option("ship", exposed_share=1, exposed_days=days)
    (weighed,) = weigh([ship], WORSE, UNCERTAIN).weighed
    # beside the money that is conditional, which is the end of the option's line
    assert found.unconditional_money == pytest.approx(weighed.expected, rel=1e-12)
    assert found.expected_money == pytest.approx(weighed.if_real, rel=1e-12)
    assert weighed.loss is not None
    assert found.money_until_stopped is not None
    assert weighed.loss.low < found.money_until_stopped.low  # there it may cost nothing
    unknown = impact(WORSE, assumptions(carries_over=None))
    assert (unknown.unconditional_money, unknown.expected_money is None) == (None, False)


@pytest.mark.parametrize(
    ("shares", "dominates"),
    [((0.6, 0.3), True), ((0.45, 0.41), False), ((0.5,), True), ((), False), ((0.0, 0.0), False)],
)
def test_one_influence_dominates_that_explains_twice_what_the_next_does(
    shares: tuple[float, ...], *, dominates: bool
) -> None:
    found = impact(WORSE, UNCERTAIN)
    told = (replace(found.influences[0], share=share) for share in shares)
    assert replace(found, influences=tuple(told)).one_dominates is dominates


def test_the_only_uncertain_number_explains_all_of_the_variance() -> None:
    found = impact(EXACT, assumptions(days_until_stopped=DAYS), draws=FEW)
    assert {one.assumption.id: one.share for one in found.influences} == {
        "decisions_per_day": 0,
        "days_until_stopped": pytest.approx(1),
        "harm_per_error": 0,
        "share_recovered": 0,
        "worsening": 0,
    }


def test_shares_of_a_product_of_two_are_in_closed_form() -> None:
    # Var[XY] / (E[X] E[Y])^2 = a + b + ab, with a and b the squared coefficients of variation
    found = impact(
        EXACT, assumptions(days_until_stopped=DAYS, harm_per_error=between(10, 40, 120)), draws=FEW
    )
    a, b = (one.variance / one.mean**2 for one in (DAYS, between(10, 40, 120)))
    shares = {one.assumption.id: one.share for one in found.influences}
    assert shares["days_until_stopped"] == pytest.approx(a / (a + b + a * b))
    assert shares["harm_per_error"] == pytest.approx(b / (a + b + a * b))


def test_an_influence_reaches_from_the_mean_at_the_5_to_that_at_the_95_percent_point() -> None:
    found = impact(WORSE, assumptions(days_until_stopped=DAYS), draws=FEW)
    (days,) = (one for one in found.influences if one.assumption.id == "days_until_stopped")
    low, high = DAYS.draws(np.array([0.05, 0.95]))
    assert (days.low, days.high) == pytest.approx((low * 3_000, high * 3_000))


def test_more_recovered_costs_less() -> None:
    found = impact(WORSE, UNCERTAIN, draws=FEW)
    (recovered,) = (one for one in found.influences if one.assumption.id == "share_recovered")
    assert recovered.low > recovered.high


def test_the_measured_worsening_is_among_the_influences_with_its_method() -> None:
    parts = {one.assumption.id: one.assumption for one in impact(WORSE, UNCERTAIN).influences}
    assert parts["worsening"].label == "the measured worsening"
    assert parts["worsening"].range == Measured(estimate=WORSE.overall)
    assert parts["worsening"].source == "Tango score"


@given(worsening=any_worsening(), given_assumptions=any_assumptions())
@settings(max_examples=40)
def test_shares_are_parts_of_one_whole_and_come_biggest_first(
    worsening: Worsening, given_assumptions: list[Assumption]
) -> None:
    shares = [one.share for one in impact(worsening, given_assumptions, draws=FEW).influences]
    assert shares == sorted(shares, reverse=True)
    assert all(share >= 0 for share in shares)
    assert sum(shares) <= 1 + 1e-12


# For every input.


@given(
    worsening=any_worsening(),
    given_assumptions=any_assumptions(),
    name=st.sampled_from(["decisions_per_day", "days_until_stopped", "harm_per_error"]),
    by=numbers(1),
)
@settings(max_examples=40)
def test_widening_a_range_to_both_sides_keeps_the_mean_and_never_narrows_the_spread(
    worsening: Worsening, given_assumptions: list[Assumption], name: str, by: float
) -> None:
    # For every input this is true of the variance and not of the middle 90 %.  A share of
    # the variance is part / (part + rest), which tells the whole where the part is known.
    (before,) = (one.range for one in given_assumptions if one.id == name)
    assert isinstance(before, Range)
    after = replace(before, low=before.low * (1 - by), high=before.high + before.low * by)
    wider = [replace(one, range=after) if one.id == name else one for one in given_assumptions]
    found = [impact(worsening, one, draws=FEW) for one in (given_assumptions, wider)]
    assert found[0].expected_money == pytest.approx(found[1].expected_money)
    shares = [
        sum(one.share for one in each.influences if one.assumption.id == name) for each in found
    ]
    assert shares[0] <= shares[1] + 1e-9


@given(by=numbers(2))
@settings(max_examples=20)
def test_widening_the_only_uncertain_range_widens_the_middle_90_percent(by: float) -> None:
    wider = replace(DAYS, low=DAYS.low - by, high=DAYS.high + by)
    found = [
        impact(EXACT, assumptions(days_until_stopped=days), draws=FEW).money_until_stopped
        for days in (DAYS, wider)
    ]
    narrow, wide = found
    assert narrow is not None
    assert wide is not None
    assert wide.low <= narrow.low + 1
    assert wide.high >= narrow.high - 1


@given(worsening=any_worsening(), given_assumptions=any_assumptions(), rate=st.floats(0.01, 100))
@settings(max_examples=30)
def test_money_in_another_currency_is_the_same_money(
    worsening: Worsening, given_assumptions: list[Assumption], rate: float
) -> None:
    def converted(one: Assumption) -> Assumption:
        assert isinstance(one.range, Range)
        if not one.id.startswith("harm"):
            return one
        low, likely, high = (rate * x for x in (one.range.low, one.range.likely, one.range.high))
        return replace(one, range=between(low, likely, high))

    there = values(impact(worsening, given_assumptions, draws=FEW))
    here = values(impact(worsening, map(converted, given_assumptions), currency="SEK", draws=FEW))
    for name in PEOPLE:
        assert here[name] == there[name]
    for name in MONEY:
        amount = there[name]
        assert amount is not None
        assert here[name] == pytest.approx(rate * amount, rel=1e-6, abs=1e-6)


@given(
    worsening=any_worsening(),
    given_assumptions=any_assumptions(),
    dice=st.randoms(use_true_random=False),
)
@settings(max_examples=20)
def test_the_order_of_assumptions_changes_nothing(
    worsening: Worsening, given_assumptions: list[Assumption], dice: random.Random
) -> None:
    shuffled = dice.sample(given_assumptions, len(given_assumptions))
    found = [impact(worsening, one, draws=FEW) for one in (given_assumptions, shuffled)]
    assert replace(found[0], assumptions=()) == replace(found[1], assumptions=())


def test_moving_one_assumption_moves_no_result_that_does_not_need_it() -> None:
    before = impact(WORSE, UNCERTAIN)
    less = assume("harm_per_error", between(1, 2, 3))
    after = impact(WORSE, [less if one.id == less.id else one for one in UNCERTAIN])
    for name in PEOPLE:
        assert getattr(before, name) == getattr(after, name)
    assert before.money_per_day != after.money_per_day


def test_the_seed_makes_the_result() -> None:
    first, again, other = (impact(WORSE, UNCERTAIN, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first.money_until_stopped != other.money_until_stopped
    assert first.expected_money == other.expected_money


def test_assumptions_come_back_as_they_were_handed_over() -> None:
    assert impact(WORSE, iter(UNCERTAIN)).assumptions == tuple(UNCERTAIN)
    assert {field.name for field in fields(Impact)} >= {"assumptions", "currency"}


# What is no question.


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (
            lambda: impact(WORSE, [*UNCERTAIN, UNCERTAIN[0]]),
            "an id names one assumption; found another 'decisions_per_day'",
        ),
        (
            lambda: impact(WORSE, [assume("worsening", between(0, 1, 2))]),
            "an id names one assumption; found another 'worsening'",
        ),
        (lambda: impact(WORSE, UNCERTAIN, draws=0), "draws are a multiple of 10,000; found 0"),
        (lambda: impact(WORSE, UNCERTAIN, draws=999), "draws are a multiple of 10,000; found 999"),
        (
            lambda: assume("share_recovered", between(0, 0.5, 1.5)),
            "share recovered: a share lies between 0 and 1; found 0 to 1.5",
        ),
        (
            lambda: assume("carries_over", between(-0.1, 0.5, 1)),
            "carries over: a share lies between 0 and 1; found -0.1 to 1",
        ),
        (
            lambda: assume("days_until_stopped", between(-1, 5, 7)),
            "days until stopped: days and decisions are zero or more; found -1",
        ),
        (lambda: Worsening(overall=measured(0, -2, 1)), "a worsening is a difference of prop"),
        (lambda: Worsening(overall=measured(0, 0, float("inf"))), "a worsening is a difference"),
        (
            lambda: Worsening(overall=measured(0.1), misses=measured(0.1)),
            "false alarms and misses are told apart together or not at all",
        ),
        (
            lambda: Worsening(
                overall=measured(0.02), false_alarms=measured(0.1), misses=measured(0.1)
            ),
            "false alarms and misses add up to the overall worsening, each per row; found 0.2 ag",
        ),
    ],
    ids=[
        "an assumption twice",
        "the measured part assumed",
        "no draws",
        "an uneven number of draws",
        "a share beyond 1",
        "a probability below 0",
        "negative days",
        "no difference of proportions",
        "an interval without an end",
        "one kind of two",
        "kinds of another denominator",
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    build: Callable[[], object], says: str
) -> None:
    with pytest.raises(ValueError, match=f"^{says}"):
        build()
