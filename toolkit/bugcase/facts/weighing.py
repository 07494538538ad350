"""Weighs a case: its costs, options, plan and rollout, from its evidence and its ranges.

`bugcase.decision` knows numbers and no situation; a playbook knows which numbers
its situation asks for; the case holds what people answered.  Here the three meet.
The same answers give the same result from memory, so that a form can draw its slides
again at every key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from bugcase.case.evidence import Evidence
from bugcase.case.model import (
    Answer,
    Assumed,
    Case,
    LowLikelyHigh,
    OptionNumbers,
    Planning,
    RolloutNumbers,
    Stakes,
    TaskTime,
)
from bugcase.case.values import UNKNOWN, Unknown, known
from bugcase.compare.metrics import ERROR_RATE
from bugcase.decision.assumptions import Assumption, Worsening
from bugcase.decision.impact import Impact, impact
from bugcase.decision.options import Decision, Option, Quantity, weigh
from bugcase.decision.plan import Plan, PlannedDates, Task
from bugcase.decision.ranges import Range
from bugcase.decision.rollout import Rollout, design_effect
from bugcase.estimate import Estimate
from bugcase.playbook import format as format_
from bugcase.playbook.meaning import OF_RECURRENCE, FieldMeaning, QuantityMeaning

CURRENCY = "EUR"  # until the case names another; amounts without a currency are worth nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """The impact, decision, plan and rollout of a case.

    `impact` and `decision` are None where nothing is measured; `plan` is None
    where nobody has said when the work begins, `planned` where a task's time is
    not known either; `rollout` where its share, its days or the rows are not.
    """

    currency: str
    impact: Impact | None
    decision: Decision | None
    plan: Plan | None
    planned: PlannedDates | None
    rollout: Rollout | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The parts of a case that a weighing depends on, as its cache key."""

    quantities: tuple[format_.Quantity, ...]
    ways: tuple[format_.WayOut, ...]
    tasks: tuple[format_.PlannedTask, ...]
    stakes: Stakes
    assumptions: tuple[tuple[str, Assumed], ...]
    options: tuple[tuple[str, OptionNumbers], ...]
    rollout: RolloutNumbers
    planning: Planning
    times: tuple[tuple[str, TaskTime], ...]
    due: Answer
    worsening: Worsening | None
    baseline: Estimate | None


def weighing(playbook: format_.Playbook, case: Case, evidence: Evidence) -> Weighing:
    """Weigh a case: what it costs, what the options cost, and when a fix would be done."""
    return _weighing(
        _Asked(
            quantities=playbook.quantities,
            ways=playbook.options,
            tasks=playbook.tasks,
            stakes=case.stakes,
            assumptions=tuple(case.assumptions.items()),
            options=tuple(case.options.items()),
            rollout=case.rollout,
            planning=case.plan,
            times=tuple(case.tasks.items()),
            due=answer_for("release date", playbook, case),
            worsening=_worsening(evidence),
            baseline=evidence.comparison.baseline if evidence.comparison else None,
        )
    )


def answer_for(meaning: FieldMeaning, playbook: format_.Playbook, case: Case) -> Answer:
    """Give the answer to the field of a meaning; unknown where the playbook has none."""
    field = playbook.field_for(meaning)
    return case.answer(field.id) if field else UNKNOWN


@lru_cache(maxsize=4)
def _weighing(asked: _Asked) -> Weighing:
    plan = _plan(asked)
    planned = _simulated(plan) if plan else None
    currency = known(asked.stakes.currency) or CURRENCY
    if asked.worsening is None:
        return Weighing(
            currency=currency, impact=None, decision=None, plan=plan, planned=planned, rollout=None
        )
    ranges = dict(asked.assumptions)
    assumptions = {
        one.means: _assumption(one, one.means, ranges.get(one.id, Assumed()), currency)
        for one in asked.quantities
        if one.means and one.means not in OF_RECURRENCE
    }
    options = tuple(_options(asked, assumptions, planned))
    decision = weigh(
        options,
        asked.worsening,
        assumptions.values(),
        ruinous=asked.stakes.ruinous is True,
        currency=currency,
    )
    return Weighing(
        currency=currency,
        impact=impact(asked.worsening, assumptions.values(), currency=currency),
        decision=decision if options else None,
        plan=plan,
        planned=planned,
        rollout=_rollout(asked, assumptions.get("decisions per day")),
    )


@lru_cache(maxsize=4)
def _simulated(plan: Plan) -> PlannedDates | None:
    return plan.simulate()


def _rollout(asked: _Asked, decisions: Assumption | None) -> Rollout | None:
    """Plan a rollout whose exposed decisions are compared with the others."""
    given = asked.rollout
    percent, days, waits = (
        known(number) for number in (given.percent, given.days, given.label_delay_days)
    )
    if percent is None or days is None or waits is None:
        return None
    if decisions is None or decisions.range is None or decisions.range.mean <= 0:
        return None
    if asked.baseline is None or asked.baseline.value >= 1 or percent == 100:
        return None
    return Rollout(
        share=percent / 100,
        days=days,
        decisions_per_day=decisions.range.mean,
        label_delay_days=waits,
        baseline_rate=asked.baseline.value,
        design_effect=design_effect(asked.baseline),
    )


def _worsening(evidence: Evidence) -> Worsening | None:
    """Take what was measured: by kind of error, where the evidence tells them apart.

    Of the error rate only: what is not a share of all rows cannot be multiplied with them.
    """
    found, kinds = evidence.comparison, evidence.kinds
    if found is None or found.metric != ERROR_RATE:
        return None
    if kinds is None:
        return Worsening(overall=found.worsening)
    return Worsening(
        overall=found.worsening,
        false_alarms=kinds.false_positives.worsening,
        misses=kinds.false_negatives.worsening,
    )


def _assumption(
    asked: format_.Quantity, means: QuantityMeaning, given: Assumed, currency: str
) -> Assumption:
    kinds = {"share": "share", "odds": "share", "money": f"{currency} {asked.unit}"}
    unit = kinds.get(asked.kind, asked.unit)
    return Assumption(
        id=means.replace(" ", "_"),  # `bugcase.decision` has the same words
        label=asked.label,
        unit=unit,
        range=None if asked.fault(given) else _range(given.spread, per_cent=unit == "share"),
        source=known(given.source),
    )


def _range(spread: LowLikelyHigh | Unknown, *, per_cent: bool = False) -> Range | None:
    if isinstance(spread, Unknown):
        return None
    low, likely, high = (number / 100 if per_cent else number for number in spread)
    return Range(low=low, likely=likely, high=high)


def _options(
    asked: _Asked, assumptions: dict[QuantityMeaning, Assumption], planned: PlannedDates | None
) -> Iterator[Option]:
    """Put the options together: those that the playbook lists, then those of one's own."""
    given = dict(asked.options)
    for way in asked.ways:
        numbers = given.pop(way.id, OptionNumbers())
        if numbers.considered:
            yield _option(way, numbers, asked, assumptions, planned)
    for name, numbers in given.items():
        label = known(numbers.label)
        if numbers.considered and label is not None:
            yield _own_option(name, label, numbers)


def _own_option(name: str, label: str, given: OptionNumbers) -> Option:
    """Put an option together that no playbook knows: all of it is what people said."""
    return Option(
        id=name,
        label=label,
        delay_days=_range(given.delay_days),
        exposed_share=_range(given.exposed_percent, per_cent=True),
        exposed_days=_range(given.exposed_days),
        prevented_share=_range(given.prevented_percent, per_cent=True),
        cost=_range(given.cost),
        leaves_open=known(given.leaves_open) or "nobody has said",
        source=known(given.source),
    )


def _option(
    way: format_.WayOut,
    given: OptionNumbers,
    asked: _Asked,
    assumptions: dict[QuantityMeaning, Assumption],
    planned: PlannedDates | None,
) -> Option:
    """Put an option together: what always holds of it, what people said, what follows."""
    rollout = asked.rollout

    def number(name: str, *, per_cent: bool = False) -> Quantity:
        always = getattr(way, name)
        spread = getattr(given, name) if always is None else (always,) * 3
        return _range(spread, per_cent=per_cent)

    delay, days, share = number("delay_days"), number("exposed_days"), None
    if way.waits_for_plan:
        due = asked.due if isinstance(asked.due, date | datetime) else None
        delay = planned.delay(due) if planned and due else None
    if way.until_stopped:
        days = assumptions.get("days until stopped")
    if way.uses_rollout:
        share = _exactly(rollout.percent, 100)
        waits = _sum(rollout.days, rollout.label_delay_days)  # the share stays exposed so long
        delay = days = None if waits is None else Range.exactly(waits)
    return Option(
        id=way.id,
        label=way.label,
        delay_days=delay,
        exposed_share=share or number("exposed_percent", per_cent=True),
        exposed_days=days,
        prevented_share=number("prevented_percent", per_cent=True),
        cost=number("cost"),
        leaves_open=known(given.leaves_open) or way.leaves_open,
        source=known(given.source),
    )


def _exactly(number: float | Unknown, divisor: float = 1) -> Range | None:
    return None if isinstance(number, Unknown) else Range.exactly(number / divisor)


def _sum(*numbers: float | Unknown) -> float | None:
    known = [number for number in numbers if not isinstance(number, Unknown)]
    return sum(known) if len(known) == len(numbers) else None


def _plan(asked: _Asked) -> Plan | None:
    begins, times = known(asked.planning.begins), dict(asked.times)
    if begins is None or not asked.tasks:
        return None
    country, _, subdivision = (known(asked.planning.country) or "").partition("-")
    return Plan(
        tasks=tuple(_task(task, times.get(task.id, TaskTime())) for task in asked.tasks),
        start=begins,
        zone=ZoneInfo(known(asked.planning.zone) or "UTC"),
        country=country or None,
        subdivision=subdivision or None,
    )


def _task(asked: format_.PlannedTask, given: TaskTime) -> Task:
    p50, p90 = (None, None) if given.fault else (known(given.p50), known(given.p90))
    return Task(id=asked.id, label=asked.label, p50=p50, p90=p90, source=known(given.source))
