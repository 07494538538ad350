"""Slots that an incident fills: who was hit, what it cost, what is back, and when.

Counts of whole tables are exact and said as they are.  What was expected and did not
come is a range, and is said as one.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from bugcase import wording
from bugcase.case.values import known
from bugcase.facts.ground import Ground, Said
from bugcase.facts.slots.slot import Slot
from bugcase.incident.cause import Reproduction
from bugcase.incident.invariants import InvariantCheck
from bugcase.incident.matching import Outcome
from bugcase.incident.reconcile import Reconciliation
from bugcase.incident.shortfall import Shortfall
from bugcase.incident.timeline import Mark, Timeline

__all__ = ["INCIDENT"]

UNREADABLE: Outcome = "unreadable amount"


def _of(part: str, words: "Callable[[Ground, Any], Said]", gap: str) -> Slot:
    """Take a slot's words from a part of what was measured of the incident."""

    def said(ground: Ground) -> Said:
        measured = getattr(ground.evidence.incident, part, None)
        return None if measured is None else words(ground, measured)

    return Slot(words=said, gap=gap, part=part)


def _mark(mark: Mark) -> Slot:
    def said(ground: Ground, found: Timeline) -> Said:
        """Say it as it was typed where nobody can tell which of two instants was meant."""
        at = found.at(mark)
        if mark in found.unread:
            return ground.say(ground.case.timeline[mark].at)
        return ground.moment(at, among=[one.at for one in found.moments]) if at else None

    return _of("timeline", said, gap=f"when it was {mark}")


def _customers(count: int | None) -> Said:
    return None if count is None else wording.count(count)


def _loss(ground: Ground, found: Shortfall) -> Said:
    """Say the net loss; the loss where nothing is known of what came back."""
    lost = found.net or found.lost
    return wording.total_range(lost, locale=ground.locale, below="gained", above="lost")


def _recovered(ground: Ground, found: Shortfall) -> Said:
    """Say what came after the window beyond expectation; below 0, even then less came."""
    if found.recovered is None:
        return None
    late = found.recovered
    said = wording.total_range(late, locale=ground.locale, below="less", above="more")
    if late.low < 0:
        return f"{said} than expected came later"
    return f"{said} came back later"


def _checked(which: str) -> "Callable[[Ground, InvariantCheck], Said]":
    """Say how many of which orders were checked, and how many are wrong."""

    def said(_: Ground, found: InvariantCheck) -> Said:
        if found.checked == 0:
            return None
        wrong = wording.count(found.rows) if found.rows else "none"
        have = "has" if found.rows <= 1 else "have"
        return f"{wrong} of {wording.count(found.checked)} orders {which} {have} a wrong total"

    return said


def _still_open(_: Ground, found: Reconciliation) -> Said:
    """Count what does not match; what could not be read is told as that."""
    count, unread = wording.count(found.keys - found.count("matched")), found.count(UNREADABLE)
    return f"{count} (of {wording.count(unread)} the amount cannot be read)" if unread else count


def _window(ground: Ground) -> Said:
    """Say from when to when; of the same day, the day once."""
    start, end = known(ground.case.incident.start), known(ground.case.incident.end)
    return ground.period(start, end) if start and end else None


def _end(name: Literal["start", "end"]) -> "Callable[[Ground], Said]":
    """Say when the window begins, or ends, as one of the two."""

    def said(ground: Ground) -> Said:
        window = ground.case.incident
        at = known(getattr(window, name))
        both = [one for one in map(known, (window.start, window.end)) if one]
        return ground.moment(at, among=both) if at else None

    return said


def _tried(ground: Ground) -> Said:
    """Say how often it was made to happen, and how often with the fix."""
    found = ground.evidence.incident
    if found is None:
        return None
    if found.before is None:
        return f"with the fix it came back in {_failed(found.after)} runs" if found.after else None
    with_fix = f", with the fix in {_failed(found.after)}" if found.after else ""
    return f"it came back in {_failed(found.before)} runs{with_fix}"


def _failed(trial: Reproduction) -> str:
    failures = wording.count(trial.failures) if trial.failures else "none"
    return f"{failures} of {wording.count(trial.runs)}"


_WINDOW = "the window of the incident, and which orders are known to be wrong"

INCIDENT: Mapping[str, Slot] = {
    "window_start": Slot(words=_end("start"), gap="when it began"),
    "window_end": Slot(words=_end("end"), gap="when it ended"),
    "window": Slot(words=_window, gap="from when to when it went wrong"),
    "orders_confirmed": _of(
        "affected", lambda _, found: wording.count(found.confirmed.orders), gap=_WINDOW
    ),
    "customers_confirmed": _of(
        "affected", lambda _, found: _customers(found.confirmed.customers), gap=_WINDOW
    ),
    "customers_possible": _of(
        "affected", lambda _, found: _customers(found.at_most.customers), gap=_WINDOW
    ),
    "customers_all": _of(
        "affected", lambda _, found: _customers(found.active.customers), gap=_WINDOW
    ),
    "clean_now": _of(
        "clean", _checked("in the table now"), gap="a check of the orders as they are now"
    ),
    "clean_since": _of(
        "clean_since", _checked("written since"), gap="a check of the orders written since the end"
    ),
    "reconciled": _of(
        "reconciliation",
        lambda _, found: f"{100 * found.matched_share:.1f}% of {wording.count(found.keys)} orders",
        gap="the independent record, such as payments",
    ),
    "open_orders": _of(
        "reconciliation", _still_open, gap="the independent record, such as payments"
    ),
    "restore_point": _of(
        "gap",
        lambda ground, found: ground.moment(found.backup, among=(found.restored,)),
        gap="the backup and the restore",
    ),
    "gap_length": _of(
        "gap", lambda _, found: wording.duration(found.length), gap="the backup and the restore"
    ),
    "gap_orders": _of(
        "gap",
        lambda _, found: wording.count(found.in_gap.orders),
        gap="the backup and the restore",
    ),
    "rebuilt": _of(
        "gap",
        lambda _, found: wording.count(found.rebuilt.orders),
        gap="the backup and the restore",
    ),
    "loss": _of("shortfall", _loss, gap="revenue hour by hour, for four weeks before"),
    "recovered": _of("shortfall", _recovered, gap="revenue after the incident"),
    "started_at": _mark("started"),
    "detected_at": _mark("detected"),
    "mitigated_at": _mark("mitigated"),
    "time_to_detect": _of(
        "timeline",
        lambda _, found: wording.duration(found.time_to_detect) if found.time_to_detect else None,
        gap="when it started and when it was detected",
    ),
    "time_to_mitigate": _of(
        "timeline",
        lambda _, found: (
            wording.duration(found.time_to_mitigate) if found.time_to_mitigate else None
        ),
        gap="when it started and when it was mitigated",
    ),
    "budget_burnt": _of(
        "service_level",
        lambda _, found: (
            f"{wording.count(round(found.by_requests.spent))} of the "
            f"{wording.count(round(found.by_requests.allowed))} errors that "
            f"{found.objective.period.days} days may have"
        ),
        gap="requests and errors, and the objective",
    ),
    "tried": Slot(words=_tried, gap="how often it was made to happen", part="before"),
    "repro_rate": _of(
        "before",
        lambda _, found: f"{wording.count(found.failures)} of {wording.count(found.runs)}",
        gap="how often it was made to happen",
    ),
    "recurrence_bound": _of(
        "after",
        lambda _, found: f"{wording.per_1000(found.rate().high)} of every 1,000 runs",
        gap="how often it was tried with the fix",
    ),
}
