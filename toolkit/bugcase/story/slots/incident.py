"""Slots that an incident fills: who was hit, what it cost, what is back, and when.

Counts of whole tables are exact and said as they are.  What was expected and did not
come is a range, and is said as one.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from bugcase import wording
from bugcase.case.values import Unknown
from bugcase.estimate import Estimate
from bugcase.evidence.incident.affected import Affected
from bugcase.evidence.incident.cause import Reproduction
from bugcase.evidence.incident.findings import Incident
from bugcase.evidence.incident.invariants import InvariantCheck
from bugcase.evidence.incident.reconciliation import Reconciliation
from bugcase.evidence.incident.restore_gap import RestoreGap
from bugcase.evidence.incident.timeline import Mark, Timeline
from bugcase.evidence.service_level import ServiceLevel
from bugcase.story.slots.slot import Said, Slot

if TYPE_CHECKING:
    from bugcase.story.facts import Facts

__all__ = ["INCIDENT"]

T = TypeVar("T")


def _of(
    part: Callable[[Incident], T | None], words: "Callable[[Facts, T], Said]", gap: str
) -> Slot:
    def said(facts: "Facts") -> Said:
        found = facts.evidence.incident
        measured = part(found) if found else None
        return None if measured is None else words(facts, measured)

    def missing(facts: "Facts") -> str:
        """Say why the data refused, where they did."""
        found = facts.evidence.incident
        names = {id(part): name for name, part in _PARTS.items()}
        why = {one.part: one.why for one in found.refused} if found else {}
        return why.get(names.get(id(part), ""), gap)

    return Slot(words=said, gap=missing)


def _affected(found: Incident) -> Affected | None:
    return found.affected


def _reconciled(found: Incident) -> Reconciliation | None:
    return found.reconciliation


def _gap(found: Incident) -> RestoreGap | None:
    return found.gap


def _timeline(found: Incident) -> Timeline | None:
    return found.timeline


def _service_level(found: Incident) -> ServiceLevel | None:
    return found.service_level


def _before(found: Incident) -> Reproduction | None:
    return found.before


def _after(found: Incident) -> Reproduction | None:
    return found.after


def _clean(found: Incident) -> InvariantCheck | None:
    return found.clean


def _lost(found: Incident) -> Estimate | None:
    """Give the net loss; the loss where nothing is known of what came back."""
    if found.shortfall is None:
        return None
    return found.shortfall.net or found.shortfall.lost


def _recovered(found: Incident) -> Estimate | None:
    return found.shortfall.recovered if found.shortfall else None


_PARTS: Mapping[str, Callable[[Incident], object]] = {
    "affected": _affected,
    "reconciliation": _reconciled,
    "gap": _gap,
    "timeline": _timeline,
    "service_level": _service_level,
    "before": _before,
    "after": _after,
    "clean": _clean,
    "shortfall": _lost,
}


def _time(facts: "Facts", moment: datetime | None) -> Said:
    """Say a moment in the zone of the case's customers."""
    if moment is None:
        return None
    zone = facts.case.incident.zone
    if isinstance(zone, Unknown) or moment.tzinfo is None:
        return facts.say(moment)
    return wording.moment(moment, ZoneInfo(zone), locale=facts.locale)


def _mark(mark: Mark) -> Slot:
    return _of(
        _timeline,
        lambda facts, found: _time(facts, found.at(mark)),
        gap=f"when it was {mark}",
    )


def _customers(count: int | None) -> Said:
    return None if count is None else wording.count(count)


def _amount(facts: "Facts", estimate: Estimate) -> Said:
    """Say an estimate of money, or of orders, as the range it is."""
    if len(estimate.unit) == 3 and estimate.unit.isupper():  # noqa: PLR2004  (a currency's code)
        return wording.money_range(estimate, locale=facts.locale)
    return f"{wording.number_range(estimate.low, estimate.high)} {estimate.unit}"


def _checked(_: "Facts", found: InvariantCheck) -> Said:
    if found.rows == 0:
        return f"none of {wording.count(found.checked)} orders is wrong"
    return f"{wording.count(found.rows)} of {wording.count(found.checked)} orders are wrong"


def _still_open(_: "Facts", found: Reconciliation) -> Said:
    return wording.count(found.keys - found.count("matched"))


def _window(facts: "Facts") -> Said:
    """Say from when to when; of the same day, the day once."""
    start, end = facts.case.incident.start, facts.case.incident.end
    zone = facts.case.incident.zone
    if isinstance(start, Unknown) or isinstance(end, Unknown):
        return None
    if not isinstance(zone, Unknown) and start.tzinfo and end.tzinfo:
        start, end = start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
    if start.date() == end.date():
        day = wording.weekday(start, locale=facts.locale)
        return f"{day}, {start:%H:%M} to {str(_time(facts, end)).removeprefix(f'{day}, ')}"
    return f"{_time(facts, start)} to {_time(facts, end)}"


_WINDOW = "the window of the incident, and which orders are known to be wrong"

INCIDENT: Mapping[str, Slot] = {
    "window_start": Slot(
        words=lambda facts: _of_case(facts, facts.case.incident.start), gap="when it began"
    ),
    "window_end": Slot(
        words=lambda facts: _of_case(facts, facts.case.incident.end), gap="when it ended"
    ),
    "window": Slot(words=_window, gap="from when to when it went wrong"),
    "orders_confirmed": _of(
        _affected, lambda _, found: wording.count(found.confirmed.orders), gap=_WINDOW
    ),
    "customers_confirmed": _of(
        _affected, lambda _, found: _customers(found.confirmed.customers), gap=_WINDOW
    ),
    "customers_possible": _of(
        _affected, lambda _, found: _customers(found.at_most.customers), gap=_WINDOW
    ),
    "customers_all": _of(
        _affected, lambda _, found: _customers(found.active.customers), gap=_WINDOW
    ),
    "clean_since": _of(_clean, _checked, gap="a check of the orders as they are now"),
    "reconciled": _of(
        _reconciled,
        lambda _, found: f"{100 * found.matched_share:.1f}% of {wording.count(found.keys)} orders",
        gap="the independent record, such as payments",
    ),
    "open_orders": _of(_reconciled, _still_open, gap="the independent record, such as payments"),
    "restore_point": _of(
        _gap, lambda facts, found: _time(facts, found.backup), gap="the backup and the restore"
    ),
    "gap_length": _of(
        _gap, lambda _, found: wording.duration(found.length), gap="the backup and the restore"
    ),
    "gap_orders": _of(
        _gap,
        lambda _, found: wording.count(found.in_gap.orders),
        gap="the backup and the restore",
    ),
    "rebuilt": _of(
        _gap,
        lambda _, found: wording.count(found.rebuilt.orders),
        gap="the backup and the restore",
    ),
    "loss": _of(_lost, _amount, gap="revenue hour by hour, for four weeks before"),
    "recovered": _of(_recovered, _amount, gap="revenue after the incident"),
    "detected_at": _mark("detected"),
    "mitigated_at": _mark("mitigated"),
    "time_to_detect": _of(
        _timeline,
        lambda _, found: wording.duration(found.time_to_detect) if found.time_to_detect else None,
        gap="when it started and when it was detected",
    ),
    "time_to_mitigate": _of(
        _timeline,
        lambda _, found: (
            wording.duration(found.time_to_mitigate) if found.time_to_mitigate else None
        ),
        gap="when it started and when it was mitigated",
    ),
    "budget_burnt": _of(
        _service_level,
        lambda _, found: (
            f"{wording.count(round(found.by_requests.spent))} of the "
            f"{wording.count(round(found.by_requests.allowed))} errors that "
            f"{found.objective.period.days} days may have"
        ),
        gap="requests and errors, and the objective",
    ),
    "repro_rate": _of(
        _before,
        lambda _, found: f"{wording.count(found.failures)} of {wording.count(found.runs)}",
        gap="how often it was made to happen",
    ),
    "recurrence_bound": _of(
        _after,
        lambda _, found: f"{wording.per_1000(found.rate().high)} of every 1,000 runs",
        gap="how often it was tried with the fix",
    ),
}


def _of_case(facts: "Facts", moment: datetime | Unknown) -> Said:
    return moment if isinstance(moment, Unknown) else _time(facts, moment)
