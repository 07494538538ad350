"""Slots that an incident fills: who was hit, what it cost, what is back, and when.

Counts of whole tables are exact and said as they are.  What was expected and did not
come is a range, and is said as one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from bugcase import wording
from bugcase.case.values import Unknown, known
from bugcase.data.amounts import Money
from bugcase.data.zones import elapsed
from bugcase.estimate import Estimate
from bugcase.facts.case_context import CaseContext, SlotValue
from bugcase.facts.recurrence import Odds, odds_of_recurrence
from bugcase.facts.slots.own import said_together
from bugcase.facts.slots.slot import Slot, aloud, in_both, with_spoken_time
from bugcase.facts.sources import (
    Provenance,
    counted,
    estimated,
    file_and_hash,
    given,
    of_data,
    of_hand,
    typed,
)
from bugcase.incident.account import Account, PartName
from bugcase.incident.affected import Affected
from bugcase.incident.cause import Reproduction
from bugcase.incident.invariants import InvariantCheck
from bugcase.incident.matching import Outcome
from bugcase.incident.reconcile import Reconciliation
from bugcase.incident.restore import RestoreGap
from bugcase.incident.resumption import Resumption
from bugcase.incident.service_level import ServiceLevel
from bugcase.incident.shortfall import Shortfall
from bugcase.incident.timeline import Mark, Timeline
from bugcase.playbook.meaning import OF_RECURRENCE
from bugcase.playbook.template import Form

UNREADABLE: Outcome = "unreadable amount"

Traced: TypeAlias = Callable[[CaseContext, Any], Provenance | None]


def _of(
    part: str,
    words: Callable[[CaseContext, Any], SlotValue],
    *,
    gap: str,
    source: Traced,
    rests_on: tuple[str, ...],
) -> Slot:
    """Take a slot's words, and where they come from, from a part of the incident's findings."""

    def said(context: CaseContext) -> SlotValue:
        measured = getattr(context.evidence.incident, part, None)
        return None if measured is None else words(context, measured)

    def traced(context: CaseContext) -> Provenance | None:
        measured = getattr(context.evidence.incident, part, None)
        return None if measured is None else source(context, measured)

    return Slot(words=said, gap=gap, source=traced, rests_on=rests_on, part=part)


def _affected(words: Callable[[Affected], int | None], source: Traced | None = None) -> Slot:
    """Count who was hit; without a source of its own, by the table and what it was held against."""
    return _of(
        "affected",
        lambda _, found: None if (count := words(found)) is None else wording.count(count),
        gap="gap.affected",
        source=source or _held_against,
        rests_on=("incident", "orders"),
    )


def _clean(part: Literal["clean", "clean_since"], *, gap: str, rests_on: tuple[str, ...]) -> Slot:
    """Say how many orders were checked, and how many of them are wrong."""

    def said(_: CaseContext, found: InvariantCheck) -> SlotValue:
        if found.checked == 0:
            return None
        if found.rows == 0:
            return wording.say(f"orders.{part}_none", checked=found.checked)
        return wording.say(f"orders.{part}", n=found.rows, checked=found.checked)

    def source(context: CaseContext, found: InvariantCheck) -> Provenance:
        lines = known(context.case.orders.lines)
        return counted(found.source, found.notices, *([lines] if lines else []))

    return _of(part, said, gap=gap, source=source, rests_on=rests_on)


def _reconciled(
    words: Callable[[CaseContext, Reconciliation], SlotValue],
    gap: str = "gap.record",
) -> Slot:
    return _of(
        "reconciliation",
        words,
        gap=gap,
        source=lambda _, found: counted(found.table, found.notices, file_and_hash(found.record)),
        rests_on=("record",),
    )


def _restored(
    words: Callable[[CaseContext, RestoreGap], SlotValue],
    source: Traced,
    gap: str = "gap.restore",
) -> Slot:
    return _of("gap", words, gap=gap, source=source, rests_on=("restore",))


def _counted_until(context: CaseContext) -> datetime | None:
    found = context.evidence.incident
    return found.affected.end if found and found.affected else None


def _restored_to(context: CaseContext) -> datetime | None:
    found = context.evidence.incident
    return found.gap.backup if found and found.gap else None


def _mark(mark: Mark) -> Slot:
    def said(context: CaseContext, found: Timeline) -> SlotValue:
        """Say it as it was typed where nobody can tell which of two instants was meant."""
        at = found.at(mark)
        if mark in found.unread:
            return context.say(context.case.timeline[mark].at)
        return context.moment(at, among=[one.at for one in found.moments]) if at else None

    def at(context: CaseContext) -> datetime | None:
        found = context.evidence.incident
        return found.timeline.at(mark) if found and found.timeline else None

    return with_spoken_time(replace(_timed(mark, words=said, gap=f"gap.{mark}_at"), at=at))


def _time_to(mark: Mark, time: Callable[[Timeline], timedelta | None]) -> Slot:
    return _timed(
        "started",
        mark,
        words=lambda _, found: wording.duration(taken) if (taken := time(found)) else None,
        gap=f"gap.time_to_{mark}",
    )


def _timed(*marks: Mark, words: Callable[[CaseContext, Timeline], SlotValue], gap: str) -> Slot:
    def source(_: CaseContext, found: Timeline) -> Provenance | None:
        """Name who gave each of the moments."""
        moments = {one.what: one for one in found.moments}
        none_named = wording.say("source.none_named")
        named = [moments[mark].source or none_named for mark in marks if mark in moments]
        return given("; ".join(dict.fromkeys(named))) if named else None

    rests_on = tuple(f"timeline.{mark}" for mark in marks)
    return _of("timeline", words, gap=gap, source=source, rests_on=rests_on)


def _total(total: Estimate, form: Form, *, below: str, above: str) -> str:
    say = wording.total_range
    if form == "spoken" and total.unit.currency:
        say = wording.spoken.spoken_money_range
    return say(total, below=below, above=above)


def _loss(found: Shortfall, form: Form) -> SlotValue:
    """Say the net loss; the loss where nothing is known of what came back."""
    lost = found.net or found.lost
    return _total(lost, form, below="side.gained", above="side.lost")


def _short_loss(context: CaseContext) -> SlotValue:
    found = context.evidence.incident
    shortfall = found.shortfall if found else None
    return None if shortfall is None else wording.short_range(shortfall.net or shortfall.lost)


def _recovered(found: Shortfall, form: Form) -> SlotValue:
    """Say what came after the window beyond expectation; below 0, even then less came."""
    if found.recovered is None:
        return None
    late = found.recovered
    said = _total(late, form, below="side.less", above="side.more")
    return wording.say("loss.came_less" if late.low < 0 else "loss.came_back", amount=said)


def _still_open(_: CaseContext, found: Reconciliation) -> SlotValue:
    """Count what does not match; what could not be read is told as that."""
    count, unread = wording.count(found.keys - found.count("matched")), found.count(UNREADABLE)
    return wording.say("orders.some_unread", count=count, n=unread) if unread else count


def _money(sums: Iterable[Money]) -> SlotValue:
    """Say exact sums, one for each currency."""
    said = [wording.counted_money(one.amount, one.currency) for one in sums]
    return wording.in_use().joined(said) if said else None


def _paid_without_order(_: CaseContext, found: Reconciliation) -> SlotValue:
    """Say what the record holds of orders that the table does not have."""
    paid = (one for one in found.tallies if one.outcome == "missing")
    return _money(
        Money(amount=one.in_record, currency=one.currency)
        for one in paid
        if one.in_record is not None
    )


_ENTRY_OF_PART: Mapping[PartName, str] = {
    "confirmed": "account.confirmed",
    "not rebuilt": "account.not_rebuilt",
    "paid without an order": "account.paid_without_order",
    "does not match": "account.does_not_match",
    "possible": "account.possible",
}


def _account_parts(_: CaseContext, found: Account) -> SlotValue:
    """List the parts that have orders of their own; beside it all of a part that overlaps."""
    said = []
    for part in found.parts:
        if part.counted_here:
            which = wording.say(_ENTRY_OF_PART[part.name])
            entry = "account.all" if part.counted_here == part.orders else "account.some"
            said.append(wording.say(entry, n=part.counted_here, which=which, of=part.orders))
    return wording.say("account.parts", parts=", ".join(said)) if said else None


def _tables_of_account(context: CaseContext, _: Account) -> Provenance | None:
    """Name the tables that the parts were listed from."""
    found = context.evidence.incident
    if found is None:
        return None
    tables = [
        *([found.affected.source] if found.affected else []),
        *([found.gap.table] if found.gap else []),
        *([found.reconciliation.record] if found.reconciliation else []),
    ]
    return counted(tables[0], (), *map(file_and_hash, tables[1:])) if tables else None


def _account(words: Callable[[CaseContext, Account], SlotValue], gap: str) -> Slot:
    rests_on = ("incident", "orders", "restore", "record")
    return _of("account", words, gap=gap, source=_tables_of_account, rests_on=rests_on)


def _downtime(context: CaseContext, found: Shortfall) -> SlotValue:
    """Say how long nothing came: at least the whole bins, for it may have begun within one."""
    idle = found.idle_bins
    if not idle:
        return None
    length = wording.duration(len(idle) * found.bin_width)
    first, end = idle[0].time, idle[-1].time + found.bin_width
    if elapsed(first, end) == len(idle) * found.bin_width:
        return wording.say("downtime.at_once", length=length, period=context.period(first, end))
    ends = {"start": context.moment(first), "end": context.moment(end)}
    return wording.say("downtime.in_parts", length=length, **ends)


def _downtime_aloud(context: CaseContext) -> SlotValue:
    """Say how long nothing came, at least; from when to when stands on the slide."""
    found = context.evidence.incident
    shortfall = found.shortfall if found else None
    if shortfall is None or not shortfall.idle_bins:
        return None
    length = wording.duration(len(shortfall.idle_bins) * shortfall.bin_width)
    return wording.say("downtime.spoken", length=length)


def _orders_again_aloud(context: CaseContext) -> SlotValue:
    """Say only how many orders have come since the restore."""
    found = context.evidence.incident
    since = found.resumption.orders if found and found.resumption else 0
    return wording.say("orders.since_spoken", n=since) if since else None


def _orders_again(context: CaseContext, found: Resumption) -> SlotValue:
    """Say that orders have come since the restore, and until when the table tells."""
    if found.first is None or found.last is None:
        return wording.say("orders.none_since")
    first, last = (
        context.moment(one, among=(found.first, found.last)) for one in (found.first, found.last)
    )
    return wording.say("orders.since", n=found.orders, first=first, last=last)


def _window(context: CaseContext) -> SlotValue:
    """Say from when to when; of the same day, the day once."""
    start, end = known(context.case.incident.start), known(context.case.incident.end)
    return context.period(start, end) if start and end else None


def _window_aloud(context: CaseContext) -> SlotValue:
    start, end = known(context.case.incident.start), known(context.case.incident.end)
    if start is None or end is None:
        return None
    first, last = context.spoken_moment(start), context.spoken_moment(end)
    if first is None or last is None:
        return None
    return wording.spoken_period(first, last)


def _end(name: Literal["start", "end"]) -> Callable[[CaseContext], SlotValue]:
    """Say when the window begins, or ends, as one of the two."""

    def said(context: CaseContext) -> SlotValue:
        window = context.case.incident
        at = known(getattr(window, name))
        both = [one for one in map(known, (window.start, window.end)) if one]
        return context.moment(at, among=both) if at else None

    return said


def _tried(context: CaseContext) -> SlotValue:
    """Say how often it was made to happen, and how often with the fix."""
    found = context.evidence.incident
    if found is None:
        return None
    if found.before is None:
        return wording.say("tried.after", after=_failed(found.after)) if found.after else None
    if found.after is None:
        return wording.say("tried.before", before=_failed(found.before))
    both = {"before": _failed(found.before), "after": _failed(found.after)}
    return wording.say("tried.both", **both)


def _failed(trial: Reproduction) -> str:
    failures = wording.count(trial.failures) if trial.failures else wording.say("number.none")
    return wording.say("tried.of", number=failures, of=trial.runs)


# ---------------------------------------------------------------- where it comes from


def _held_against(context: CaseContext, found: Affected) -> Provenance:
    """Name also what told that an order is wrong: its lines, the record."""
    incident, orders = context.evidence.incident, context.case.orders
    beside = []
    if incident and isinstance(orders.wrong, Unknown):
        if incident.check and not isinstance(orders.lines, Unknown):
            beside.append(orders.lines)
        if incident.reconciliation:
            beside.append(file_and_hash(incident.reconciliation.record))
    return counted(found.source, found.notices, *beside)


def _by_hand(context: CaseContext, _: RestoreGap) -> Provenance:
    return typed(context)


def _compared_tables(_: CaseContext, found: RestoreGap) -> Provenance:
    return counted(found.record, found.notices, file_and_hash(found.table))


def _of_revenue(estimate: Callable[[Shortfall], Estimate | None]) -> Traced:
    def source(_: CaseContext, found: Shortfall) -> Provenance | None:
        told = estimate(found)
        return estimated(told, found.source, notices=found.notices) if told else None

    return source


def _of_requests(_: CaseContext, found: ServiceLevel) -> Provenance:
    how = wording.say(
        "source.requests",
        n=round(found.requests),
        method=found.source.method,
        typed=wording.say("source.typed"),
    )
    return of_data(found.source, how, found.notices)


def _trials(context: CaseContext) -> Provenance | None:
    found = context.evidence.incident
    under = [one.under for one in (found.before, found.after) if one] if found else []
    return _counts_typed("; ".join(under)) if under else None


def _bounded(_: CaseContext, found: Reproduction) -> Provenance:
    rate = found.rate()
    n = wording.say("source.runs", n=rate.n)
    return _counts_typed(found.under, n, f"{rate.method}, {wording.percent(rate.level)}")


def _counts_typed(under: str, *how: str) -> Provenance:
    counts = wording.say("source.counts", typed=wording.say("source.typed"))
    return of_hand(" · ".join((*how, counts, wording.say("source.under", conditions=under))))


def _recurrence(context: CaseContext) -> Odds | None:
    """Give the odds of another such failure that hold first."""
    return odds_of_recurrence(context)[0]


def _recurrence_words(context: CaseContext) -> SlotValue:
    odds = _recurrence(context)
    if odds is None:
        return None
    low, high = (wording.in_use().number(Decimal(f"{100 * end:g}"))
                 for end in (odds.range.low, odds.range.high))  # fmt: skip
    entry = "one" if low == high else "range"
    return wording.say(f"in_a_hundred.{entry}", low=low, high=high)


def _given_odds(context: CaseContext) -> Provenance | None:
    odds = _recurrence(context)
    return given(odds.source) if odds else None


def _work_left(context: CaseContext) -> SlotValue:
    """Say the steps that are left, as the field that means them says its rows."""
    field = context.playbook.field_for("work left")
    return said_together(field, context.case.answer(field.id), context) if field else None


INCIDENT: Mapping[str, Slot] = {
    "recurrence_odds": Slot(
        words=_recurrence_words,
        gap="gap.recurrence_odds",
        source=_given_odds,
        rests_on=(),
        needs=(OF_RECURRENCE,),
    ),
    "window_start": with_spoken_time(
        Slot(
            words=_end("start"),
            gap="gap.window_start",
            source=typed,
            rests_on=("incident.start",),
            at=lambda context: known(context.case.incident.start),
        )
    ),
    "window_end": with_spoken_time(
        Slot(
            words=_end("end"),
            gap="gap.window_end",
            source=typed,
            rests_on=("incident.end",),
            at=lambda context: known(context.case.incident.end),
        )
    ),
    "window": Slot(
        words=_window,
        spoken=_window_aloud,
        gap="gap.window",
        source=typed,
        rests_on=("incident",),
    ),
    "orders_confirmed": _affected(lambda found: found.confirmed.orders),
    "customers_confirmed": _affected(lambda found: found.confirmed.customers),
    "customers_possible": _affected(lambda found: found.at_most.customers),
    "customers_all": _affected(
        lambda found: found.active.customers,
        source=lambda _, found: counted(found.source, found.notices),
    ),
    "counted_until": with_spoken_time(
        replace(
            _of(
                "affected",
                lambda context, found: context.moment(found.end),
                gap="gap.counted_until",
                source=_held_against,
                rests_on=("incident", "orders"),
            ),
            at=_counted_until,
        )
    ),
    "clean_now": _clean(
        "clean",
        gap="gap.clean",
        rests_on=("orders",),
    ),
    "clean_since": _clean(
        "clean_since",
        gap="gap.clean_since",
        rests_on=("restore",),
    ),
    "reconciled": aloud(
        _reconciled(
            lambda _, found: wording.say(
                "orders.matched",
                share=Decimal(f"{100 * found.matched_share:.1f}"),
                n=found.keys,
            )
        )
    ),
    "open_orders": _reconciled(_still_open),
    "restore_point": with_spoken_time(
        replace(
            _restored(
                lambda context, found: context.moment(found.backup, among=(found.restored,)),
                _by_hand,
            ),
            at=_restored_to,
        )
    ),
    "gap_length": _restored(lambda _, found: wording.duration(found.length), _by_hand),
    "gap_orders": _restored(lambda _, found: wording.count(found.in_gap.orders), _compared_tables),
    "rebuilt": _restored(lambda _, found: wording.count(found.rebuilt.orders), _compared_tables),
    "loss": replace(
        in_both(
            lambda form: _of(
                "shortfall",
                lambda _, found: _loss(found, form),
                gap="gap.loss",
                source=_of_revenue(lambda found: found.net or found.lost),
                rests_on=("incident", "revenue"),
            )
        ),
        short=_short_loss,
    ),
    "recovered": in_both(
        lambda form: _of(
            "shortfall",
            lambda _, found: _recovered(found, form),
            gap="gap.recovered",
            source=_of_revenue(lambda found: found.recovered),
            rests_on=("revenue",),
        )
    ),
    "started_at": _mark("started"),
    "detected_at": _mark("detected"),
    "mitigated_at": _mark("mitigated"),
    "time_to_detect": _time_to("detected", lambda found: found.time_to_detect),
    "time_to_mitigate": _time_to("mitigated", lambda found: found.time_to_mitigate),
    "budget_burnt": _of(
        "service_level",
        lambda _, found: wording.say(
            "budget.burnt",
            spent=round(found.by_requests.spent),
            allowed=round(found.by_requests.allowed),
            n=found.objective.period.days,
        ),
        gap="gap.budget",
        source=_of_requests,
        rests_on=("requests",),
    ),
    "tried": Slot(
        words=_tried,
        gap="gap.tried",
        source=_trials,
        rests_on=("trials",),
        part="before",
    ),
    "repro_rate": _of(
        "before",
        lambda _, found: wording.say("tried.of", number=found.failures, of=found.runs),
        gap="gap.tried",
        source=lambda _, found: _counts_typed(found.under),
        rests_on=("trials",),
    ),
    "recurrence_bound": _of(
        "after",
        lambda _, found: wording.say("tried.bound", number=wording.rounded(found.rate()).high),
        gap="gap.tried_with_fix",
        source=_bounded,
        rests_on=("trials",),
    ),
    "gap_lost": _restored(
        lambda _, found: wording.count(found.lost.orders),
        _compared_tables,
        gap="gap.lost",
    ),
    "gap_lost_money": _restored(
        lambda _, found: _money(found.lost_money),
        _compared_tables,
        gap="gap.lost_money",
    ),
    "paid_without_order": _reconciled(
        lambda _, found: wording.count(found.count("missing")),
        gap="gap.paid_without_order",
    ),
    "paid_without_order_money": _reconciled(
        _paid_without_order, gap="gap.paid_without_order_money"
    ),
    "account_total": _account(
        lambda _, found: wording.count(found.total),
        gap="gap.account_total",
    ),
    "account_parts": _account(_account_parts, gap="gap.account_parts"),
    "downtime": replace(
        _of(
            "shortfall",
            _downtime,
            gap="gap.downtime",
            source=lambda _, found: of_data(
                found.source, wording.say("source.complete_count"), found.notices
            ),
            rests_on=("incident", "revenue"),
        ),
        spoken=_downtime_aloud,
    ),
    "downtime_loss": in_both(
        lambda form: _of(
            "shortfall",
            lambda _, found: (
                _total(found.idle, form, below="side.gained", above="side.lost")
                if found.idle
                else None
            ),
            gap="gap.downtime_loss",
            source=_of_revenue(lambda found: found.idle),
            rests_on=("incident", "revenue"),
        )
    ),
    "orders_again": replace(
        _of(
            "resumption",
            _orders_again,
            gap="gap.orders_again",
            source=lambda _, found: counted(found.table, found.notices),
            rests_on=("restore",),
        ),
        spoken=_orders_again_aloud,
    ),
    "work_left": Slot(
        words=_work_left,
        gap="gap.work_left",
        source=typed,
        rests_on=("answers",),
        needs=(("work left",),),
    ),
}
