"""Decisions, impacts and plans made by hand: what figures of them must cope with."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bugcase.decision.assumptions import Assumption
from bugcase.decision.impact import Impact, Influence
from bugcase.decision.options import BreakEven, Decision, Flip, Option, Weighed
from bugcase.decision.plan import Plan, PlannedDates, Task
from bugcase.decision.ranges import Measured, Range
from bugcase.decision.rollout import Rollout
from bugcase.estimate import Estimate
from show.cases import HALT, HOSTILE_NAMES

METHOD = "Monte Carlo, PERT ranges"
SIXTY = "Ship without the affected segment behind a flag and patch it"


def simulated(value: float, low: float, high: float, unit: str = "EUR") -> Estimate:
    low, high = sorted((low, high))
    return Estimate(value=value, low=low, high=high, level=0.9, n=100_000, method=METHOD, unit=unit)


def assumption(
    id_: str,
    label: str,
    unit: str,
    span: tuple[float, float, float] | None,
    source: str | None = "my guess",
) -> Assumption:
    given = None if span is None else Range(low=span[0], likely=span[1], high=span[2])
    return Assumption(id=id_, label=label, unit=unit, range=given, source=source)


CARRIES_OVER = assumption(
    "carries_over", "production behaves as measured", "share", (0.6, 0.8, 0.95), "Mara Lindqvist"
)
DECISIONS = assumption(
    "decisions_per_day", "decisions a day", "decisions a day", (9_000, 12_000, 15_000),
    "operations, 3 May",
)  # fmt: skip
DAYS = assumption(
    "days_until_stopped", "days until noticed and stopped", "days", (3, 9, 21), "my guess"
)
HARM = assumption(
    "harm_per_error", "harm per wrong decision", "EUR a wrong decision", (20, 30, 70),
    "finance, Q3 report",
)  # fmt: skip
RECOVERED = assumption(
    "share_recovered", "share recovered", "share", (0.0, 0.1, 0.3), "customer service"
)
DELAY = assumption(
    "delay_cost_per_day", "cost of a day's delay", "EUR a day", (5_000, 9_000, 20_000),
    "product management",
)  # fmt: skip


def option(label: str) -> Option:
    return Option(
        id=re.sub(r"\W+", "_", label.lower()),
        label=label,
        delay_days=None,
        exposed_share=None,
        exposed_days=None,
        prevented_share=None,
        cost=None,
        leaves_open="",
        source="engineering",
    )


def weighed(
    label: str,
    spread: tuple[float, float, float] | None,
    *,
    ends: tuple[float, float] | None = None,
    missing: Sequence[str] = (),
) -> Weighed:
    """`spread`: low, median, high; `ends`: the expected loss if the bug bites, and if not."""
    if spread is None:
        return Weighed(
            option=option(label), loss=None, expected=None, worst=None, regret=None,
            if_real=None, if_not=None, missing=tuple(missing),
        )  # fmt: skip
    low, middle, high = spread
    expected = (low + 2 * middle + high) / 4
    if_real, if_not = ends or (high, low)
    return Weighed(
        option=option(label), loss=simulated(middle, low, high), expected=expected, worst=high,
        regret=0.0, if_real=if_real, if_not=if_not, missing=(),
    )  # fmt: skip


def decision(
    *options: Weighed,
    break_even: float | None = None,
    currency: str = "EUR",
    ruinous: bool = False,
    carries_over: Assumption = CARRIES_OVER,
) -> Decision:
    """`break_even` lies between the first two options."""
    crossing = None
    if break_even is not None:
        first, second = options[:2]
        crossing = BreakEven(first=first.option.id, second=second.option.id, probability=break_even)
    options = tuple(
        one if one.loss is None else replace(one, loss=replace(one.loss, unit=currency))
        for one in options
    )
    ranked = [one for one in options if one.loss is not None]
    return Decision(
        weighed=options,
        best=ranked[0] if len(ranked) > 1 else None,
        criterion="worst case" if ruinous else "expected loss",
        break_even=crossing,
        flips=(Flip(assumption=carries_over, now=0.79, at=0.12, to=options[-1].option.id),),
        cannot_flip=(DECISIONS, HARM),
        perfect_information=12_000.0,
        missing=tuple(m for one in options for m in one.missing),
        currency=currency,
        ruinous=ruinous,
    )


HOLD = weighed("Hold for new accounts", (18_000, 26_000, 63_000), ends=(36_000, 34_000))
SHIP = weighed("Ship and patch", (31_000, 240_000, 1_400_000), ends=(285_000, 0))
ROLLOUT = weighed("Ship to 5 % of traffic", (12_000, 61_000, 140_000), ends=(95_000, 12_000))
KEEP = weighed("Keep the live model", None, missing=("the cost of a day's delay", "delay days"))
THREE_OPTIONS = decision(HOLD, SHIP, ROLLOUT, KEEP, break_even=0.124)
ONE_OPTION = decision(SHIP)
NOTHING_KNOWN = decision(KEEP, weighed("Human review", None, missing=("cost",)))
GAINS = decision(
    weighed("Ship everything", (-420_000, -180_000, 30_000), ends=(-120_000, -200_000)),
    weighed("Hold everything", (20_000, 40_000, 90_000), ends=(50_000, 50_000)),
    currency="USD",
)
NO_WIDTH = decision(
    weighed("Flag off", (50_000, 50_000, 50_000), ends=(50_000, 50_000)),
    weighed("Hold", (80_000, 80_000, 80_000), ends=(80_000, 80_000)),
)
TEN_OPTIONS = decision(
    *(
        weighed(name, (2_000 * i, 9_000 * i, 31_000 * i), ends=(20_000 * i, 9_000 + 500 * i))
        for i, name in enumerate([SIXTY, *HOSTILE_NAMES, "Human review", "Shadow"], start=1)
    ),
    weighed(
        SIXTY[::-1], None, missing=["days until labels arrive", "cost of a reviewer's hour"] * 3
    ),
    break_even=0.5,
    currency="CHF",
    ruinous=True,
)


def impact(
    *influences: Influence,
    average: float | None = 182_000,
    missing: Sequence[str] = (),
    assumptions: Sequence[Assumption] = (DECISIONS, DAYS, HARM, RECOVERED, CARRIES_OVER),
    currency: str = "EUR",
    sign: int = 1,
) -> Impact:
    def wrong(value: float, low: float, high: float) -> Estimate:
        return simulated(sign * value, sign * low, sign * high, unit="wrong decisions")

    money = None
    if average is not None:
        money = simulated(0.9 * average, 0.2 * average, 2.6 * average, unit=currency)
    return Impact(
        wrong_per_day=wrong(232, 151, 325),
        wrong_per_week=wrong(1_624, 1_057, 2_275),
        wrong_until_stopped=wrong(2_150, 760, 4_700),
        money_per_day=money,
        money_per_week=money,
        money_until_stopped=money,
        expected_money=average,
        worst_case=None if average is None else 2.6 * average,
        influences=influences,
        missing=tuple(missing),
        assumptions=tuple(assumptions),
        currency=currency,
    )


MEASURED = Assumption(
    id="worsening",
    label="the measured worsening",
    unit="wrong decisions a decision",
    range=Measured(estimate=HALT.worsening),
    source=HALT.worsening.method,
)
INFLUENCES = (
    Influence(assumption=DAYS, low=84_000, high=331_000, share=0.52),
    Influence(assumption=HARM, low=121_000, high=268_000, share=0.21),
    Influence(assumption=MEASURED, low=138_000, high=229_000, share=0.11),
    Influence(assumption=DECISIONS, low=156_000, high=209_000, share=0.04),
    Influence(assumption=RECOVERED, low=196_000, high=161_000, share=0.018),
)
COSTS = impact(*INFLUENCES)
NO_MONEY = impact(average=None, missing=("harm per wrong decision",))
REVERSED = Influence(assumption=RECOVERED, low=196_000, high=161_000, share=0.02)
HOSTILE_COSTS = impact(
    *(
        Influence(
            assumption=assumption(
                f"harm {i}", name, "EUR a decision that is never seen", (0.001, 1, 12_345_678),
                SIXTY,
            ),
            low=-50_000 * i,
            high=70_000 * i,
            share=0.3 / i,
        )
        for i, name in enumerate([SIXTY, *HOSTILE_NAMES, SIXTY], start=1)
    ),
    average=-400,
    currency="SEK",
    missing=[SIXTY, *HOSTILE_NAMES],
)  # fmt: skip
NOTHING_VARIES = impact(
    Influence(
        assumption=assumption("days", SIXTY, "days", (3, 3, 3), None),
        low=182_000, high=182_000, share=0,
    )
)  # fmt: skip
FEWER_ERRORS = impact(sign=-1)
NOT_STOPPED = replace(
    COSTS,
    wrong_until_stopped=None,
    missing=("days until noticed and stopped",),
    assumptions=(DECISIONS, replace(DAYS, range=None)),
)
STOPPED_AT_ONCE = impact(assumptions=(replace(DAYS, range=Range.exactly(2), source=SIXTY),))
NOBODY_COUNTED = replace(
    COSTS, wrong_per_day=None, wrong_until_stopped=None, missing=("decisions a day",)
)
CANARY = Rollout(
    share=0.05, days=3, decisions_per_day=8_000, label_delay_days=14, baseline_rate=0.042
)
LABELS_AT_ONCE = replace(CANARY, share=0.5, label_delay_days=0)


def task(label: str, p50: float | None, p90: float | None, source: str | None = "Tomás") -> Task:
    return Task(id=re.sub(r"\W+", "_", label), label=label, p50=p50, p90=p90, source=source)


def planned(*tasks: Task, start: date = date(2026, 11, 25)) -> PlannedDates:
    dates = Plan(tasks=tasks, start=start, country="SE").simulate(draws=2_000)
    assert dates is not None
    return dates


FIND, FIX, VERIFY = (
    task("Find the cause", 0, 0), task("Fix it", 2, 4), task("Verify it on all groups", 2, 4),
)  # fmt: skip
TWO_WEEKS = planned(FIND, FIX, VERIFY, task("Redeploy", 1, 1))
ONE_DAY = planned(task("Fix it", 1, 1))
TWELVE_TASKS = planned(*(task(f"{name} {i}", 15, 45, SIXTY) for i, name in
                         enumerate([*HOSTILE_NAMES, *HOSTILE_NAMES])))  # fmt: skip
UNPLANNED = Plan(tasks=(FIX, task(SIXTY, None, None)), start=date(2026, 11, 25))
