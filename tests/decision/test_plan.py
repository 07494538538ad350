"""A plan in working days becomes a date that is even odds, and one that is nine in ten."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugcase.decision.plan import Plan, PlannedDates, Proposal, Task
from bugcase.errors import CaseError
from bugcase.estimate import Unit

TUESDAY = date(2026, 11, 24)
BERLIN, CALIFORNIA = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Los_Angeles")


def task(p50: float | None, p90: float | None, id_: str = "fix") -> Task:
    return Task(id=id_, label=f"{id_} it", p50=p50, p90=p90)


def plan(*tasks: Task, **changes: Any) -> Plan:
    given: dict[str, Any] = {"tasks": tasks, "start": TUESDAY} | changes
    return Plan(**given)


def simulated(plan: Plan, draws: int = 100_000) -> PlannedDates:
    dates = plan.simulate(draws=draws)
    assert dates is not None
    return dates


FIND, FIX, VERIFY = task(1, 2, "find"), task(2, 4), task(2, 3, "verify")
THREE = plan(FIND, FIX, VERIFY, country="DE")

TIMES = st.tuples(st.floats(0.1, 20), st.floats(1, 4)).map(lambda t: task(t[0], t[0] * t[1]))
PLANS = st.lists(TIMES, min_size=1, max_size=4).map(lambda tasks: plan(*tasks, country="DE"))


# ---------------------------------------------------------------- how long a task takes


@pytest.mark.parametrize("p90", [3, 8, 40])
def test_half_of_the_times_are_up_to_p50_and_nine_in_ten_up_to_p90(p90: float) -> None:
    dates = simulated(plan(task(2, p90)))
    ends = dates.plan.calendar.finish(TUESDAY, np.array([2, p90])).tolist()
    assert [dates.chance_by(day) for day in ends] == pytest.approx([0.5, 0.9], abs=0.005)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("p50", "p90"), [(1, 2), (2, 4), (3, 5), (0.5, 7)])
def test_a_single_uncertain_task_ends_on_its_own_p50_and_p90(
    p50: float, p90: float, seed: int
) -> None:
    dates = plan(task(0, 0, "find"), task(p50, p90)).simulate(seed=seed)
    assert dates is not None
    ends = dates.plan.calendar.finish(TUESDAY, np.array([p50, p90])).tolist()
    assert [dates.p50, dates.p90] == ends


def test_a_tasks_median_and_its_middle_nine_tenths_are_those_of_the_lognormal() -> None:
    # P90 at e times P50 is one standard deviation of the logarithm over its own quantile
    time = task(2, 2 * math.e).time
    assert time is not None
    factor = math.exp(1.6448536 / 1.2815516)
    assert (time.value, time.low, time.high) == pytest.approx((2, 2 / factor, 2 * factor))
    assert (time.level, time.n, time.unit) == (0.9, 0, Unit("working days"))


def test_a_certain_time_has_no_width() -> None:
    time = task(3, 3).time
    assert time is not None
    assert (time.low, time.value, time.high) == (3, 3, 3)


@pytest.mark.parametrize(
    ("p50", "p90", "why"),
    [
        pytest.param(3, 2, "no earlier than even odds", id="P90 before P50"),
        pytest.param(0, 2, "leave no lognormal", id="even odds of no time"),
        pytest.param(-1, 2, "number from 0 up", id="negative"),
        pytest.param(1, math.inf, "number from 0 up", id="infinite"),
        pytest.param(math.nan, 2, "number from 0 up", id="not a number"),
        pytest.param(None, -2, "number from 0 up", id="half known and negative"),
    ],
)
def test_numbers_that_contradict_one_another_are_refused(
    p50: float | None, p90: float, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        task(p50, p90)


# ---------------------------------------------------------------- certain plans


@pytest.mark.parametrize(
    ("tasks", "changes", "done"),
    [
        pytest.param([task(1, 1)], {}, date(2026, 11, 24), id="a day is today"),
        pytest.param([task(1, 1), task(2, 2)], {}, date(2026, 11, 26), id="one after the other"),
        pytest.param([task(0.5, 0.5)] * 2, {}, date(2026, 11, 24), id="two halves are one day"),
        pytest.param([task(0.5, 0.5)] * 3, {}, date(2026, 11, 25), id="half a day is a whole"),
        pytest.param([task(0, 0), task(1, 1)], {}, date(2026, 11, 24), id="one done already"),
        pytest.param([task(0, 0)], {}, date(2026, 11, 24), id="all done already"),
        pytest.param([task(5, 5)], {}, date(2026, 11, 30), id="over a weekend"),
        pytest.param([task(5, 5)], {"country": "US"}, date(2026, 12, 1), id="over Thanksgiving"),
        pytest.param([task(5, 5)], {"country": "EG"}, date(2026, 11, 30), id="Friday and Saturday"),
        pytest.param(
            [task(1, 1)],
            {"start": datetime(2026, 11, 24, 11, 59, tzinfo=BERLIN), "zone": BERLIN},
            date(2026, 11, 24),
            id="begun in the morning",
        ),
        pytest.param(
            [task(1, 1)],
            {"start": datetime(2026, 11, 24, 16, tzinfo=BERLIN), "zone": BERLIN},
            date(2026, 11, 25),
            id="begun in the afternoon",
        ),
        pytest.param(
            [task(1, 1)],
            {"start": datetime(2026, 11, 24, 16, tzinfo=BERLIN), "zone": CALIFORNIA},
            date(2026, 11, 24),
            id="which is the morning in California",
        ),
        pytest.param(
            [task(1, 1)],
            {"start": datetime(2026, 11, 25, 2, tzinfo=UTC), "zone": CALIFORNIA},
            date(2026, 11, 25),
            id="begun in the evening of the day before there",
        ),
    ],
)
def test_a_plan_without_doubt_has_one_date(
    tasks: list[Task], changes: dict[str, Any], done: date
) -> None:
    dates = simulated(plan(*tasks, **changes), draws=100)
    assert (dates.p50, dates.p90, dates.days) == (done, done, (done,))
    assert dates.chance_by(done) == 1
    assert dates.chance_by(done - timedelta(days=1)) == 0


# ---------------------------------------------------------------- uncertain plans


def test_tasks_that_are_all_late_together_add_up_quantile_by_quantile() -> None:
    total = simulated(replace(THREE, correlation=1)).total
    ends = [(t.low, t.value, t.high) for t in (FIND.time, FIX.time, VERIFY.time) if t]
    assert (total.low, total.value, total.high) == pytest.approx(np.sum(ends, axis=0), rel=0.001)


def test_tasks_that_know_nothing_of_one_another_add_up_by_mean_and_variance() -> None:
    times = replace(THREE, correlation=0)._times(100_000, 0)
    spreads = np.array([t.spread for t in THREE.tasks])
    means = np.array([t.p50 for t in THREE.tasks]) * np.exp(spreads**2 / 2)
    variances = means**2 * np.expm1(spreads**2)
    total = np.sum(times, axis=0)
    assert total.mean() == pytest.approx(means.sum(), rel=0.01)
    assert total.var() == pytest.approx(variances.sum(), rel=0.03)


def test_what_tasks_have_in_common_makes_the_last_tenth_later() -> None:
    p90s = [
        simulated(replace(THREE, correlation=correlation)).total.high
        for correlation in (0, 0.3, 0.6, 1)
    ]
    assert p90s == sorted(p90s)


def test_a_plan_is_later_than_its_p50s_and_earlier_than_its_p90s_together() -> None:
    start, calendar = THREE.first_day, THREE.calendar
    early, late = calendar.finish(start, np.array([1 + 2 + 2, 2 + 4 + 3])).tolist()
    dates = simulated(THREE)
    assert dates.chance_by(early) < 0.5
    assert dates.p90 <= late
    assert dates.chance_by(late) > 0.9


def test_each_step_is_done_after_those_before_it() -> None:
    dates = simulated(THREE)
    assert [step.task for step in dates.steps] == list(THREE.tasks)
    assert [step.p50 for step in dates.steps] == sorted(step.p50 for step in dates.steps)
    assert [step.p90 for step in dates.steps] == sorted(step.p90 for step in dates.steps)
    assert dates.total == dates.steps[-1].done_after
    assert dates.total.method == "Monte Carlo, lognormal tasks, correlation 0.3"
    assert dates.total.n == 100_000


def test_the_same_seed_gives_the_same_dates_and_another_nearly_the_same() -> None:
    assert THREE.simulate() == THREE.simulate()
    again = THREE.simulate(seed=1)
    assert again is not None
    assert again.total.value == pytest.approx(simulated(THREE).total.value, rel=0.01)


@given(PLANS)
def test_p50_and_p90_are_the_first_days_with_such_a_chance(plan: Plan) -> None:
    dates = simulated(plan, draws=999)
    one = timedelta(days=1)
    assert dates.chance_by(dates.p50 - one) < 0.5 <= dates.chance_by(dates.p50)
    assert dates.chance_by(dates.p90 - one) < 0.9 <= dates.chance_by(dates.p90)


@given(PLANS)
def test_every_simulated_day_is_worked_and_counted_once(plan: Plan) -> None:
    dates = simulated(plan, draws=500)
    assert all(plan.calendar.is_working_day(day) for day in dates.days)
    assert list(dates.days) == sorted(set(dates.days))
    assert sum(dates.counts) == 500


@given(PLANS, st.dates(TUESDAY, TUESDAY + timedelta(days=60)), st.integers(0, 60))
def test_a_later_deadline_is_never_less_likely_met(plan: Plan, day: date, more: int) -> None:
    dates = simulated(plan, draws=500)
    later = day + timedelta(days=more)
    assert 0 <= dates.chance_by(day) <= dates.chance_by(later) <= 1
    assert dates.delay(day).mean >= dates.delay(later).mean


@given(PLANS)
def test_a_country_with_more_holidays_is_never_earlier(plan: Plan) -> None:
    germany = simulated(plan, draws=500)
    for other, earlier in (
        (replace(plan, subdivision="BY"), False),
        (replace(plan, country=None), True),
    ):
        dates = simulated(other, draws=500)
        pairs = ((dates.p50, germany.p50), (dates.p90, germany.p90))
        assert all(there <= here if earlier else there >= here for there, here in pairs)


@given(PLANS, TIMES)
def test_one_more_task_is_never_earlier(plan: Plan, more: Task) -> None:
    longer = simulated(replace(plan, tasks=(*plan.tasks, more)), draws=500)
    shorter = simulated(plan, draws=500)
    assert (longer.p50, longer.p90) >= (shorter.p50, shorter.p90)


@given(TIMES, st.floats(1, 3))
def test_a_wider_p90_makes_the_last_tenth_no_earlier_and_moves_no_other_task(
    first: Task, factor: float
) -> None:
    assert first.p90 is not None
    wider = replace(first, p90=first.p90 * factor)
    narrow, wide = (simulated(plan(FIX, one), draws=500) for one in (first, wider))
    assert wide.p90 >= narrow.p90
    assert wide.steps[0] == narrow.steps[0]


# ---------------------------------------------------------------- what is not known


def test_a_plan_with_an_unknown_task_has_no_date_and_says_what_it_lacks() -> None:
    lacking = plan(FIND, task(None, None), task(1, None, "verify"))
    assert lacking.missing == ("fix it", "verify it")
    assert lacking.simulate() is None


def test_a_plan_without_unknown_tasks_lacks_nothing() -> None:
    assert THREE.missing == ()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"tasks": ()}, "at least one task", id="no task"),
        pytest.param({"start": datetime(2026, 11, 24, 9)}, "has a time zone", id="no zone"),
        pytest.param({"correlation": 1.1}, "between 0 and 1", id="correlation"),
        pytest.param({"tasks": (task(500, 600),) * 2}, "at most 1,000 working days", id="years"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        plan(**({"tasks": (FIND,)} | changes))


def test_a_country_that_nobody_knows_is_refused_at_once() -> None:
    with pytest.raises(CaseError, match="country 'Atlantis'"):
        plan(FIND, country="Atlantis")


# ---------------------------------------------------------------- held against a date


def test_a_delay_counts_calendar_days_and_an_early_finish_is_none() -> None:
    over_the_weekend = simulated(plan(task(5, 5)), draws=10)  # done on Monday 30 November
    assert set(over_the_weekend.delay(date(2026, 11, 26)).values) == {4}
    assert set(over_the_weekend.delay(date(2026, 11, 30)).values) == {0}
    assert set(over_the_weekend.delay(date(2026, 12, 24)).values) == {0}


def test_delays_are_as_likely_as_the_days_they_come_from() -> None:
    dates = simulated(THREE)
    release = date(2026, 11, 26)
    late = dates.delay(release)
    assert len(late.values) == sum(dates.counts)
    assert np.mean(late.values > 0) == pytest.approx(1 - dates.chance_by(release))


@pytest.mark.parametrize(
    ("zone", "last_day"),
    [
        pytest.param(UTC, date(2026, 11, 25), id="in London the day before"),
        pytest.param(BERLIN, date(2026, 11, 25), id="in Berlin, where it is one o'clock"),
        pytest.param(CALIFORNIA, date(2026, 11, 24), id="in California it is the afternoon before"),
        pytest.param(ZoneInfo("Asia/Tokyo"), date(2026, 11, 25), id="in Tokyo it is nine o'clock"),
    ],
)
def test_a_release_at_midnight_utc_is_met_by_the_last_whole_day_before_it(
    zone: ZoneInfo, last_day: date
) -> None:
    release = datetime(2026, 11, 26, tzinfo=UTC)
    there = simulated(plan(task(2, 2), zone=zone), draws=10)  # done by Wednesday's end
    assert there.plan.last_day(release) == last_day
    assert there.chance_by(release) == (last_day >= date(2026, 11, 25))


def test_a_release_day_is_met_by_its_own_end() -> None:
    assert simulated(plan(task(3, 3)), draws=10).chance_by(date(2026, 11, 26)) == 1


def test_a_moment_without_a_time_zone_is_no_deadline() -> None:
    with pytest.raises(ValueError, match="has a time zone"):
        THREE.last_day(datetime(2026, 11, 26))


@pytest.mark.parametrize(
    ("proposed", "today", "judged"),
    [
        pytest.param(
            date(2026, 11, 23), TUESDAY,
            Proposal(day=date(2026, 11, 23), chance=0, past=True, before_even_odds=True),
            id="past already",
        ),
        pytest.param(
            date(2026, 11, 25), date(2026, 11, 27),
            Proposal(day=date(2026, 11, 25), chance=1, past=True, before_even_odds=False),
            id="past when it is looked at",
        ),
        pytest.param(
            TUESDAY, TUESDAY,
            Proposal(day=TUESDAY, chance=0, past=False, before_even_odds=True),
            id="before even odds",
        ),
        pytest.param(
            date(2026, 11, 25), TUESDAY,
            Proposal(day=date(2026, 11, 25), chance=1, past=False, before_even_odds=False),
            id="met",
        ),
        pytest.param(
            datetime(2026, 11, 25, tzinfo=UTC), TUESDAY,
            Proposal(day=TUESDAY, chance=0, past=False, before_even_odds=True),
            id="a moment before",
        ),
    ],
)  # fmt: skip
def test_a_proposed_date_is_judged(proposed: date, today: date, judged: Proposal) -> None:
    two_days = simulated(plan(task(2, 2)), draws=10)
    assert two_days.judge(proposed, today=today) == judged
