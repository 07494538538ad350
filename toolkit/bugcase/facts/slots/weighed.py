"""Slots that the decision fills: what it costs, what the options cost, when a fix is done.

Each says "cannot be said yet" by naming what is missing, so that whoever reads the
gap knows whom to ask.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from bugcase import wording
from bugcase.case.model import Answer
from bugcase.case.values import Unknown, known
from bugcase.decision.assumptions import CARRIES_OVER, DECISIONS_PER_DAY, FIXED_IDS, Assumption
from bugcase.decision.calendar import WorkingCalendar
from bugcase.decision.disruption import Disruption, least_disruptive
from bugcase.decision.flips import Flip
from bugcase.decision.impact import Impact, Influence
from bugcase.decision.options import Decision, Weighed
from bugcase.decision.plan import PlannedDates
from bugcase.decision.rollout import Rollout
from bugcase.estimate import Estimate
from bugcase.facts.case_context import CaseContext, SlotValue
from bugcase.facts.slots.slot import Slot, aloud, in_both, with_spoken_time
from bugcase.facts.sources import Provenance, computed, file_and_hash
from bugcase.playbook.format import WayOut
from bugcase.playbook.meaning import Need
from bugcase.playbook.needs import NEEDS_OF_CHOICE, NEEDS_OF_MONEY, NEEDS_OF_PEOPLE
from bugcase.playbook.template import Form
from bugcase.wording.times import day_of

NAMED = 3  # of what is missing, so many in a sentence


def _of_impact(
    words: Callable[[CaseContext, Impact], SlotValue],
    *,
    simulated: Callable[[Impact], Estimate | None] = lambda _: None,
    in_money: bool = False,
    needs: tuple[Need, ...] = NEEDS_OF_MONEY,
) -> Slot:
    def said(context: CaseContext) -> SlotValue:
        found = context.weighed.impact
        return words(context, found) if found else None

    def gap(context: CaseContext) -> str:
        found = context.weighed.impact
        if found is None:
            return context.unmeasured
        return _needed(found.missing) if found.missing else wording.say("gap.nothing")

    def source(context: CaseContext) -> Provenance | None:
        found = context.weighed.impact
        return _from_worsening(context, "source.ranges", simulated(found) if found else None)

    return Slot(
        words=said, gap=gap, source=source, rests_on=("stakes",) if in_money else (), needs=needs
    )


def _of_decision(
    words: Callable[[CaseContext, Decision], SlotValue],
    *,
    simulated: Callable[[Decision], Estimate | None] = lambda _: None,
    gap: str = "gap.nothing",
    rests_on: tuple[str, ...] = ("options",),
) -> Slot:
    def said(context: CaseContext) -> SlotValue:
        found = context.weighed.decision
        return words(context, found) if found and found.best else None

    def missing(context: CaseContext) -> str:
        found = context.weighed.decision
        if found is None:
            return context.unmeasured
        return wording.say(gap) if found.best else _needed(found.missing)

    def source(context: CaseContext) -> Provenance | None:
        found = context.weighed.decision
        return _from_worsening(context, "source.options", simulated(found) if found else None)

    return Slot(words=said, gap=missing, source=source, rests_on=rests_on, needs=NEEDS_OF_CHOICE)


def _of_ranked(
    place: int,
    words: Callable[[CaseContext, Weighed], SlotValue],
    *,
    simulated: Callable[[Weighed], Estimate | None] = lambda _: None,
) -> Slot:
    """Take words from the option of that rank; the first is chosen by the stakes too."""

    def of(found: Decision) -> Weighed | None:
        ranked = [one for one in found.weighed if one.expected is not None]
        return ranked[place] if place < len(ranked) else None

    return _of_decision(
        lambda context, found: words(context, one) if (one := of(found)) else None,
        simulated=lambda found: simulated(one) if (one := of(found)) else None,
        gap="gap.no_other_option",
        rests_on=("options",) if place else ("stakes", "options"),
    )


def _of_plan(
    words: Callable[[CaseContext, PlannedDates], SlotValue],
    needs: tuple[Need, ...] = (),
    beside: str = "gap.nothing",
) -> Slot:
    """Take words from the plan; `beside` is the gap where what is missing is no time of it."""

    def said(context: CaseContext) -> SlotValue:
        found = context.weighed.planned
        return words(context, found) if found else None

    def gap(context: CaseContext) -> str:
        plan = context.weighed.plan
        if plan is None:
            return wording.say("gap.work_begins")
        return _needed(plan.missing) if plan.missing else wording.say(beside)

    def source(context: CaseContext) -> Provenance:
        found = context.weighed.planned
        return computed(_typed("source.working_days"), simulated=found.total if found else None)

    return Slot(words=said, gap=gap, source=source, rests_on=("plan",), needs=needs)


def _of_rollout(
    words: Callable[[CaseContext, Rollout], SlotValue],
    source: Callable[[CaseContext], Provenance | None],
    gap: str = "gap.rollout",
) -> Slot:
    def said(context: CaseContext) -> SlotValue:
        found = context.weighed.rollout
        return words(context, found) if found else None

    def missing(context: CaseContext) -> str:
        if context.evidence.of_data and not context.errors:
            return context.unmeasured
        return wording.say(gap)

    return Slot(
        words=said,
        gap=missing,
        source=source,
        rests_on=("rollout",),
        needs=(("decisions per day",),),
    )


def _of_limit(words: Callable[[CaseContext, Rollout], SlotValue]) -> Slot:
    """Take words from the rollout that need a limit too."""
    source = _from_todays_rate("source.rollout_and_limit")
    return _of_rollout(words, source, gap="gap.rollout_and_limit")


def _from_worsening(
    context: CaseContext, typed: str, simulated: Estimate | None
) -> Provenance | None:
    """Tell of a number that was computed from what was measured and what was typed."""
    found = context.evidence.comparison
    if found is None:
        return None
    measured = wording.say("source.worsening", file=file_and_hash(found.source))
    return computed(measured, _typed(typed), simulated=simulated)


def _from_todays_rate(typed: str) -> Callable[[CaseContext], Provenance | None]:
    """Tell of what a limited rollout would show, which starts from today's error rate."""

    def source(context: CaseContext) -> Provenance | None:
        found = context.evidence.comparison
        if found is None:
            return None
        rate = wording.say("source.todays_rate", file=file_and_hash(found.source))
        return computed(rate, _typed(typed))

    return source


def _exposed(_: CaseContext) -> Provenance:
    return computed(_typed("source.rollout"))


def _typed(entry: str) -> str:
    """Name what was typed."""
    return wording.say(entry, typed=wording.say("source.typed"))


def _needed(missing: tuple[str, ...]) -> str:
    named = [label[:1].lower() + label[1:] for label in missing[:NAMED]]
    needed, more = ", ".join(named), len(missing) - NAMED
    if more > 0:
        needed = wording.say("list.more", what=needed, n=more)
    return wording.say("gap.needs", what=needed)


def _many(
    estimate: Callable[[Impact], Estimate | None], *, needs: tuple[Need, ...] = NEEDS_OF_MONEY
) -> Slot:
    """Say how many more or fewer; the number alone where it is heard or there is little room."""

    def alone(context: CaseContext) -> SlotValue:
        found = context.weighed.impact
        many = estimate(found) if found else None
        return wording.spoken.many_alone(many) if many else None

    def both(_: CaseContext, found: Impact) -> SlotValue:
        return wording.more_or_fewer(many) if (many := estimate(found)) else None

    return replace(_of_impact(both, simulated=estimate, needs=needs), spoken=alone, short=alone)


def _money(context: CaseContext, amount: float | None) -> SlotValue:
    if amount is None:
        return None
    return wording.money(amount, context.weighed.currency)


def _worst(context: CaseContext, cost: Estimate | None, form: Form) -> SlotValue:
    """Say the amount that is not exceeded nineteen times in twenty: the upper end of the range."""
    return None if cost is None else _say(context, wording.rounded(cost).high, form)


def _expected(context: CaseContext, one: Weighed, form: Form) -> SlotValue:
    """Say the average in the unit of the range that it stands with."""
    if one.loss is None or one.expected is None:
        return None
    return _say(context, wording.beside(one.expected, one.loss), form)


def _say(context: CaseContext, amount: Decimal, form: Form) -> str:
    say = wording.spoken.spoken_amount if form == "spoken" else wording.say_amount
    return say(amount, context.weighed.currency)


def _between(cost: Estimate | None, form: Form) -> SlotValue:
    if cost is None:
        return None
    say = wording.spoken.spoken_money_range if form == "spoken" else wording.money_range
    return say(cost)


def _short_range(cost: Estimate | None) -> SlotValue:
    return None if cost is None else wording.short_range(cost)


def _loss(context: CaseContext, one: Weighed, form: Form) -> SlotValue:
    if one.loss is None or one.expected is None:
        return None
    between = _between(one.loss, form)
    average = str(_expected(context, one, form))
    return wording.say("loss.average_and_range", average=average, range=str(between))


def _of_way(
    is_meant: Callable[[WayOut], bool],
    words: Callable[[CaseContext, Weighed], SlotValue],
    *,
    gap: str,
    simulated: Callable[[Weighed], Estimate | None] = lambda _: None,
) -> Slot:
    """Take words from the option that the playbook describes so, whatever its id is."""

    def of(context: CaseContext, found: Decision) -> Weighed | None:
        ids = {way.id for way in context.playbook.options if is_meant(way)}
        return next((one for one in found.weighed if one.option.id in ids), None)

    def source(context: CaseContext) -> Provenance | None:
        found = context.weighed.decision
        one = of(context, found) if found else None
        return _from_worsening(context, "source.options", simulated(one) if one else None)

    return Slot(
        words=_of_decision(
            lambda context, found: words(context, one) if (one := of(context, found)) else None
        ).words,
        gap=gap,
        source=source,
        rests_on=("options",),
        needs=NEEDS_OF_CHOICE,
    )


def _holds(way: WayOut) -> bool:
    return way.waits_for_plan


def _ships_as_it_is(way: WayOut) -> bool:
    """At once, to everybody, with nothing prevented until it is stopped."""
    at_once_to_all = way.delay_days == 0 and way.exposed_percent == 100
    return way.until_stopped and at_once_to_all and way.prevented_percent == 0


def _disruption(context: CaseContext) -> Disruption | None:
    found, decision = context.errors, context.weighed.decision
    if found is None or decision is None:
        return None
    limit = known(context.case.limit.per_1000)
    return least_disruptive(
        (one.option for one in decision.weighed),
        found.worsening,
        None if limit is None else limit / 1000,
    )


def _of_disruption(words: Callable[[Disruption], str]) -> Slot:
    def source(context: CaseContext) -> Provenance | None:
        return _from_worsening(context, "source.limit_and_options", None)

    return Slot(
        words=lambda context: words(found) if (found := _disruption(context)) else None,
        gap="gap.disruption",
        source=source,
        rests_on=("limit", "options"),
    )


def _delay_aloud(context: CaseContext) -> SlotValue:
    found = _disruption(context)
    if found is None or found.p90 == 0:
        return wording.say("delay.none") if found else None
    p50, p90 = (Decimal(f"{number}") for number in (found.p50, found.p90))
    if p50 == p90:
        return wording.say("delay.spoken", n=p90)
    return wording.say("delay.spoken_range", p50=p50, p90=p90)


def _delay(found: Disruption) -> str:
    if found.p90 == 0:
        return wording.say("delay.none")
    p50, p90 = (Decimal(f"{number}") for number in (found.p50, found.p90))
    days = wording.say("duration.days", n=p50)
    return days if p50 == p90 else wording.say("time.odds", p50=days, p90=p90)


def _delay_length(context: CaseContext) -> SlotValue:
    """Say how far the proposed date lies behind the release date; a gap unless it does."""
    planned = _day(context.answer_for("release date"))
    proposed = _day(context.answer_for("proposed date"))
    if planned is None or proposed is None or proposed <= planned:
        return None
    worked = _calendar(context).distance(planned, proposed)
    said = wording.say("duration.working_days", n=worked)
    weeks, rest = divmod((proposed - planned).days, 7)
    if not weeks:
        return said
    in_weeks = wording.say("duration.weeks", n=weeks + (rest > 3))
    if rest:
        in_weeks = wording.say("number.about", number=in_weeks)
    return f"{said}, {in_weeks}"


def _calendar(context: CaseContext) -> WorkingCalendar:
    """Take the working days of the plan; without one, Monday to Friday."""
    plan = context.weighed.plan
    return plan.calendar if plan else WorkingCalendar()


def _day(answer: Answer) -> date | None:
    return day_of(answer) if isinstance(answer, date) else None


def _largest(found: Impact) -> Influence | None:
    """Give what the cost depends on most; None where it has no spread to depend on anything."""
    return next((one for one in found.influences if one.share > 0), None)


def _influence(_: CaseContext, found: Impact) -> SlotValue:
    first = _largest(found)
    if first is None:
        return None
    named = _the(first.assumption.label)
    share = wording.percentage(first.share)
    return wording.say("spread.share", assumption=named, share=share)


def _first_influence(context: CaseContext) -> SlotValue:
    found = context.weighed.impact
    first = _largest(found) if found else None
    return _the(first.assumption.label) if first else None


def _the(label: str) -> str:
    """Name a number in a sentence by its label.

    >>> _the("Harm of a miss"), _the("the measured worsening")
    ('the harm of a miss', 'the measured worsening')
    """
    article = wording.say("label.article")
    return f"{article}{_in_sentence(label.removeprefix(article))}"


def _in_sentence(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"


def _choice(slot: Slot) -> Slot:
    """Have the name of an option said within a sentence: “to hold until it is fixed”."""

    def spoken(context: CaseContext) -> SlotValue:
        words = slot.words(context)
        return _in_sentence(words) if isinstance(words, str) else words

    return replace(slot, spoken=spoken)


def _pays_above(_: CaseContext, found: Decision) -> SlotValue:
    """Name the option whose cost grows less with the chance that the bug bites."""
    point = found.break_even
    if point is None:
        return None
    both = [one for one in found.weighed if one.option.id in (point.first, point.second)]
    return min(both, key=lambda one: (one.if_real or 0) - (one.if_not or 0)).option.label


def _single_flip(found: Decision) -> Flip | None:
    known = FIXED_IDS - {CARRIES_OVER}  # that is the break-even
    return next((flip for flip in found.flips if flip.assumption.id in known), None)


def _flip(context: CaseContext, found: Decision) -> SlotValue:
    flip = _single_flip(found)
    if flip is None:
        return None
    to = next(one.option.label for one in found.weighed if one.option.id == flip.to)
    assumption, label = flip.assumption, flip.assumption.label
    point, now = (_amount(context, assumption, value) for value in (flip.at, flip.now))
    spread = assumption.range
    if spread is None or spread.low == spread.high:
        ours = wording.say("flip.took", now=now)
    else:  # what was typed first: its average, from which the answer turns, nobody typed
        low, high = (_amount(context, assumption, end) for end in (spread.low, spread.high))
        ours = wording.say("flip.averages", low=low, high=high, now=now)
    return wording.say(
        "flip.below" if flip.at < flip.now else "flip.above",
        option=to,
        assumption=_the(label),
        at=point,
        ours=ours,
    )


def _flip_aloud(context: CaseContext) -> SlotValue:
    decision = context.weighed.decision
    flip = _single_flip(decision) if decision else None
    if decision is None or flip is None:
        return None
    to = next(one.option.label for one in decision.weighed if one.option.id == flip.to)
    return wording.say(
        "flip.spoken_below" if flip.at < flip.now else "flip.spoken_above",
        option=_in_sentence(to),
        assumption=_the(flip.assumption.label),
        at=_amount(context, flip.assumption, flip.at),
    )


def _least_regret(context: CaseContext, found: Decision) -> SlotValue:
    """Name the option of which the largest expected regret is smallest (Savage 1951)."""
    known = [one for one in found.weighed if one.regret is not None]
    if not known:
        return None
    least = min(known, key=lambda one: one.regret or 0)
    regret = str(_money(context, least.regret))
    return wording.say("regret.least", option=least.option.label, amount=regret)


def _another_day(context: CaseContext, found: Decision) -> SlotValue:
    """Say what a day's more rows would be worth to this decision, on average."""
    given = context.weighed.impact.assumptions if context.weighed.impact else ()
    rows = next((one.range for one in given if one.id == DECISIONS_PER_DAY), None)
    if rows is None or rows.mean < 1:
        return None
    return _money(context, found.sample_information(round(rows.mean)))


def _amount(context: CaseContext, assumption: Assumption, value: float) -> str:
    if assumption.unit == "share":
        return wording.say("number.percent", number=round(100 * value))
    if assumption.unit.startswith(context.weighed.currency):
        return str(_money(context, value))
    return wording.in_use().number(Decimal(f"{value:.3g}"))


def _plan_odds_aloud(context: CaseContext) -> SlotValue:
    """Say by when it is done as it is said at the meeting, after "we would be done"."""
    found, now = context.weighed.planned, known(context.case.meeting.at)
    return wording.spoken_plan_odds(found.p50, found.p90, now) if found else None


def _planned_day(of: Callable[[PlannedDates], date]) -> Slot:
    def at(context: CaseContext) -> date | None:
        found = context.weighed.planned
        return of(found) if found else None

    day = _of_plan(lambda context, found: context.say(of(found)))
    return with_spoken_time(replace(day, at=at))


def _proposed_aloud(context: CaseContext) -> SlotValue:
    """Say the band that the word stands for, which is what the word would be taken for."""
    found = context.weighed.planned
    day = context.answer_for("proposed date")
    if found is None or not isinstance(day, date):
        return None
    return wording.spoken.spoken_odds(found.chance_by(day))


def _proposed(context: CaseContext, found: PlannedDates) -> SlotValue:
    day = context.answer_for("proposed date")
    return wording.odds(found.chance_by(day)) if isinstance(day, date) else None


@lru_cache(maxsize=8)
def _detectable(rollout: Rollout, beyond: float) -> float | None:
    return rollout.detectable(beyond=beyond)


def _told(_: CaseContext, found: Rollout) -> SlotValue:
    smallest = _detectable(found, 0.0)
    return None if smallest is None else wording.change_of(wording.two_digits(smallest * 1000))


def _rolled_back(context: CaseContext, found: Rollout) -> SlotValue:
    limit = context.case.limit.per_1000
    if isinstance(limit, Unknown):
        return None
    smallest = _detectable(found, limit / 1000)
    return None if smallest is None else wording.change_of(wording.two_digits(smallest * 1000))


def _trigger(context: CaseContext, found: Rollout) -> SlotValue:
    limit = context.case.limit.per_1000
    errors = None if isinstance(limit, Unknown) else found.trigger(limit / 1000)
    return None if errors is None else wording.say("rollout.trigger", n=errors)


def _sees(context: CaseContext, found: Rollout) -> SlotValue:
    """Hold the least that a limited rollout would show against what was measured."""
    measured = context.errors
    if measured is None:
        return None
    ours = wording.number(wording.rounded_levels(measured, limit=measured.limit).worsening)
    smallest = _detectable(found, 0.0)
    if smallest is None:
        return wording.say("rollout.sees_nothing", ours=ours)
    least = wording.change_of(wording.two_digits(smallest * 1000))
    return wording.say("rollout.sees", least=least, ours=ours)


WEIGHED: Mapping[str, Slot] = {
    "wrong_per_week": _many(lambda found: found.wrong_per_week, needs=(("decisions per day",),)),
    "wrong_until_stopped": _many(lambda found: found.wrong_until_stopped, needs=NEEDS_OF_PEOPLE),
    "money_until_stopped": replace(
        in_both(
            lambda form: _of_impact(
                lambda _, found: _between(found.money_until_stopped, form),
                simulated=lambda found: found.money_until_stopped,
                in_money=True,
            )
        ),
        short=_of_impact(lambda _, found: _short_range(found.money_until_stopped)).words,
    ),
    "money_worst": in_both(
        lambda form: _of_impact(
            lambda context, found: _worst(context, found.money_until_stopped, form),
            simulated=lambda found: found.money_until_stopped,
            in_money=True,
        )
    ),
    "top_influence": replace(_of_impact(_influence), spoken=_first_influence),
    "options_compared": _of_decision(
        lambda _, found: wording.count(sum(one.expected is not None for one in found.weighed))
    ),
    "best_option": _choice(_of_ranked(0, lambda _, one: one.option.label)),
    "best_expected": in_both(
        lambda form: _of_ranked(0, lambda context, one: _expected(context, one, form))
    ),
    "best_loss": in_both(
        lambda form: _of_ranked(
            0, lambda context, one: _loss(context, one, form), simulated=lambda one: one.loss
        )
    ),
    "best_worst": in_both(
        lambda form: _of_ranked(
            0, lambda context, one: _worst(context, one.loss, form), simulated=lambda one: one.loss
        )
    ),
    "best_leaves_open": _of_ranked(0, lambda _, one: one.option.leaves_open),
    "second_option": _choice(_of_ranked(1, lambda _, one: one.option.label)),
    "second_loss": in_both(
        lambda form: _of_ranked(
            1, lambda context, one: _loss(context, one, form), simulated=lambda one: one.loss
        )
    ),
    "second_worst": in_both(
        lambda form: _of_ranked(
            1, lambda context, one: _worst(context, one.loss, form), simulated=lambda one: one.loss
        )
    ),
    "break_even": aloud(
        _of_decision(
            lambda _, found: (
                wording.percentage(found.break_even.probability) if found.break_even else None
            ),
            gap="gap.no_break_even",
        )
    ),
    "break_even_pays": _choice(_of_decision(_pays_above, gap="gap.no_break_even")),
    "flip": replace(_of_decision(_flip, gap="gap.no_flip"), spoken=_flip_aloud),
    "least_regret": _of_decision(_least_regret),
    "another_day": _of_decision(_another_day, gap="gap.decisions_a_day"),
    "perfect_information": _of_decision(
        lambda context, found: _money(context, found.perfect_information)
    ),
    "plan_odds": replace(
        _of_plan(lambda _, found: wording.plan_odds(found.p50, found.p90)),
        spoken=_plan_odds_aloud,
    ),
    "plan_p50": _planned_day(lambda found: found.p50),
    "plan_p90": _planned_day(lambda found: found.p90),
    "proposed_odds": replace(
        _of_plan(_proposed, needs=(("proposed date",),), beside="gap.proposed_date"),
        spoken=_proposed_aloud,
    ),
    "rollout_exposed": _of_rollout(
        lambda _, found: wording.say("rollout.exposed", number=wording.about(found.exposed)),
        _exposed,
    ),
    "rollout_detects": aloud(_of_rollout(_told, _from_todays_rate("source.rollout"))),
    "rollout_told_after": _of_rollout(
        lambda _, found: wording.say("duration.days", n=Decimal(f"{found.told_after_days:g}")),
        _exposed,
    ),
    "rollout_rolls_back": aloud(_of_limit(_rolled_back)),
    "rollout_trigger": _of_limit(_trigger),
    "rollout_sees": aloud(_of_rollout(_sees, _from_todays_rate("source.rollout"))),
    "least_disruptive": _choice(_of_disruption(lambda found: found.option.label)),
    "least_disruptive_delay": replace(_of_disruption(_delay), spoken=_delay_aloud),
    "hold_option": _choice(_of_way(_holds, lambda _, one: one.option.label, gap="gap.hold_option")),
    "hold_costs": in_both(
        lambda form: _of_way(
            _holds,
            lambda context, one: _loss(context, one, form),
            simulated=lambda one: one.loss,
            gap="gap.hold_costs",
        )
    ),
    "hold_expected": in_both(
        lambda form: _of_way(
            _holds,
            lambda context, one: _expected(context, one, form),
            gap="gap.hold_costs",
        )
    ),
    "wait_option": _choice(
        _of_way(
            lambda way: way.measures_on,
            lambda _, one: one.option.label if one.expected is not None else None,
            gap="gap.wait_option",
        )
    ),
    "ship_option": _choice(
        _of_way(
            _ships_as_it_is,
            lambda _, one: one.option.label,
            gap="gap.ship_option",
        )
    ),
    "ship_costs": in_both(
        lambda form: _of_way(
            _ships_as_it_is,
            lambda context, one: _loss(context, one, form),
            simulated=lambda one: one.loss,
            gap="gap.ship_costs",
        )
    ),
    "ship_expected": in_both(
        lambda form: _of_way(
            _ships_as_it_is,
            lambda context, one: _expected(context, one, form),
            gap="gap.ship_costs",
        )
    ),
    "delay_length": Slot(
        words=_delay_length,
        gap="gap.delay_length",
        source=lambda context: computed(_typed("source.two_dates"), _calendar(context).description),
        rests_on=("plan",),
        needs=(("release date",), ("proposed date",)),
    ),
    "money_if_it_carries": _of_impact(
        lambda _, found: (
            wording.say("money.if_it_carries", range=wording.money_range(found.money_until_stopped))
            if found.money_until_stopped
            else None
        ),
        simulated=lambda found: found.money_until_stopped,
        in_money=True,
    ),
    "money_expected": _of_impact(
        lambda context, found: (
            wording.say("money.expected", amount=said)
            if isinstance(said := _money(context, found.unconditional_money), str)
            else None
        ),
        in_money=True,
        needs=(*NEEDS_OF_MONEY, ("carries over",)),
    ),
}
