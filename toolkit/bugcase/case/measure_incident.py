"""Measures an incident from the tables and columns that a case names.

Each part is measured from the sections it needs.  A part whose section is not
filled in is left out; one that the data refuse is kept with the reason, and the
others are measured all the same.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bugcase.case.incident import INCIDENT_SECTIONS
from bugcase.case.model import Case
from bugcase.case.settings import hash_of
from bugcase.case.tables import Tables, named_sources, tables_of
from bugcase.case.values import Section, Unknown, known
from bugcase.data.times import first_time
from bugcase.errors import DataError
from bugcase.incident.account import Account, PartName, join_account
from bugcase.incident.affected import Affected, affected_orders, count_affected
from bugcase.incident.cause import Reproduction
from bugcase.incident.findings import Incident, Refusal
from bugcase.incident.invariants import (
    Invariant,
    InvariantCheck,
    Lines,
    check_invariants,
    keys_that_break,
)
from bugcase.incident.reconcile import Reconciliation, reconcile, reconciled_rows
from bugcase.incident.restore import RestoreGap, lost_orders, measure_restore_gap
from bugcase.incident.resumption import Resumption, measure_resumption
from bugcase.incident.service_level import ServiceLevel, measure_service_level
from bugcase.incident.shortfall import Shortfall, measure_shortfall
from bugcase.incident.timeline import MARKS, Lane, Moment, Timeline, make_timeline

SECTIONS = {*INCIDENT_SECTIONS, "timeline", "trials"}
TOTAL_IS_SUM = "the total of an order is the sum of its lines"
JOINED = {"affected", "gap", "reconciliation"}  # the parts of the account
CENT = "0.005"  # amounts that agree to the cent are the same


def incident_settings(case: Case) -> str | None:
    """Hash what a case says about an incident; None where it says nothing."""
    said: dict[str, Any] = dict.fromkeys(SECTIONS, True)
    return hash_of(case, said | {"sources": named_sources(case, SECTIONS)})


def measure_incident(folder: Path, case: Case, *, ask: bool = True) -> Incident | None:
    """Measure what a case says about an incident; None where it says nothing.

    Parameters
    ----------
    ask
        Whether its databases may be asked; else the rows that were kept of them are measured.
    """
    settings = incident_settings(case)
    if settings is None:
        return None
    with tables_of(folder, case, ask=ask) as tables:
        return _measured(tables, case, settings)


def _measured(tables: Tables, case: Case, settings: str) -> Incident:
    parts: dict[str, Any] = {}
    refused: list[Refusal] = []
    measure: dict[str, Callable[[Tables, Case], Any]] = {
        "timeline": _timeline,
        "check": _check,
        "clean": _clean,
        "clean_since": _clean_since,
        "reconciliation": _reconciliation,
        "affected": _affected,
        "gap": _gap,
        "resumption": _resumption,
        "shortfall": _shortfall,
        "service_level": _service_level,
        "before": lambda _, case: _trial(case, "before"),
        "after": lambda _, case: _trial(case, "after"),
    }
    for name, part in measure.items():
        try:
            parts[name] = part(tables, case)
        except (DataError, ValueError) as error:  # a window that ends before it begins, say
            refused.append(Refusal.of(name, error))
    if JOINED.isdisjoint(one.part for one in refused):  # else it would lack a part
        parts["account"] = _account(tables, case)
    unread = _read_marks(tables, case)[1]
    return Incident(**parts, refused=(*unread, *refused), settings=settings)


def _given(section: Section, *needed: str) -> dict[str, Any] | None:
    """Give the values of a section; None where one that is needed is not known."""
    values = {name: known(getattr(section, name)) for name in type(section).model_fields}
    return None if any(values[name] is None for name in needed) else values


def _window(case: Case) -> tuple[datetime, datetime] | None:
    start, end = known(case.incident.start), known(case.incident.end)
    return None if start is None or end is None else (start, end)


def _counted(case: Case) -> tuple[datetime, datetime | None] | None:
    """Give the window to count in; while its end is not known, up to the copy of the orders.

    Where nobody said when they were copied, it has no end, and all rows since its start count.
    """
    start, end = known(case.incident.start), known(case.incident.end)
    return None if start is None else (start, end or known(case.orders.copied_at))


def _until_whole(case: Case) -> tuple[datetime, datetime] | None:
    """Give the window in which people could not buy or call as before."""
    window, whole = _window(case), known(case.incident.whole)
    return window if window is None or whole is None else (window[0], whole)


def _read_marks(tables: Tables, case: Case) -> tuple[list[Moment], list[Refusal]]:
    """Give the marks that can be placed in time, and why the others cannot be."""
    moments: list[Moment] = []
    refused: list[Refusal] = []
    for what, mark in case.timeline.items():
        zone = known(case.incident.zone)  # one clock for the picture and the words
        at, first_of, source = known(mark.at), known(mark.first_of), known(mark.source)
        if at is None and first_of is None:
            continue
        try:
            if at is None and first_of is not None:
                at = first_time(tables.path(first_of), time="time", zone=zone)
                source = source or f"the first time in {first_of}"
            assert at is not None
            lane: Lane | None = known(mark.lane)
            moment = Moment(what=what, at=at, source=source, zone=zone, lane=lane)
            make_timeline([moment])
        except DataError as error:
            refused.append(Refusal.of(f"timeline.{what}", error))
        else:
            moments.append(moment)
    return moments, refused


def _timeline(tables: Tables, case: Case) -> Timeline | None:
    moments, refused = _read_marks(tables, case)
    if not moments and not refused:
        return None
    failed = {one.part.removeprefix("timeline.") for one in refused}
    unread = {what for what in failed if not isinstance(case.timeline[what].at, Unknown)}
    return replace(make_timeline(moments), unread=tuple(mark for mark in MARKS if mark in unread))


def _invariant(tables: Tables, orders: dict[str, Any]) -> Invariant:
    lines = Lines(
        table=str(tables.path(orders["lines"])), key=orders["key"], amount=orders["line_amount"]
    )
    return Invariant(
        name=TOTAL_IS_SUM, left=orders["total"], holds="=", right=lines, tolerance=CENT
    )


def _check(tables: Tables, case: Case) -> InvariantCheck | None:
    orders = _given(case.orders, "path", "key", "total", "lines", "line_amount")
    return _checked(tables, orders, orders["path"], known(case.incident.zone)) if orders else None


def _clean(tables: Tables, case: Case, since: datetime | None = None) -> InvariantCheck | None:
    orders = _given(case.orders, "key", "total", "lines", "line_amount")
    restore = _given(case.restore, "path")
    if orders is None or restore is None:
        return None
    return _checked(tables, orders, restore["path"], known(case.incident.zone), since)


def _clean_since(tables: Tables, case: Case) -> InvariantCheck | None:
    window = _window(case)
    if window is None or isinstance(case.orders.time, Unknown):
        return None
    return _clean(tables, case, since=window[1])


def _checked(
    tables: Tables,
    orders: dict[str, Any],
    path: str,
    zone: str | None,
    since: datetime | None = None,
) -> InvariantCheck:
    (found,) = check_invariants(
        tables.path(path),
        [_invariant(tables, orders)],
        key=orders["key"],
        time=orders["time"],
        customer=orders["customer"],
        zone=zone,
        since=since,
    )
    return found


def _held_against_the_record(
    tables: Tables, case: Case, path: str | None, copied_at: datetime | None
) -> tuple[Any, ...] | None:
    """Ask how a table of orders, as it was when it was copied, agrees with the record."""
    orders = _given(case.orders, "key")
    record = _given(case.record, "path", "key", "amount", "order_amount")
    if orders is None or record is None or path is None:
        return None
    question = {
        "key": (orders["key"], record["key"]),
        "amount": (record["order_amount"], record["amount"]),
        "currency": record["currency"],
        "time": record["time"],
        "until": copied_at,
        "repeats": record["repeats"] or "duplicate",
        "decimal": record["decimal"] or ".",
        "tolerance": CENT,
        "zone": known(case.incident.zone),
    }
    return tables.path(path), tables.path(record["path"]), question


def _held_now(tables: Tables, case: Case) -> tuple[Any, ...] | None:
    """Ask it of the orders as they are now: restored ones where there are any."""
    copy = known(case.orders.path), known(case.orders.copied_at)
    restored = known(case.restore.path), None
    return _held_against_the_record(tables, case, *(restored if restored[0] else copy))


def _reconciliation(tables: Tables, case: Case) -> Reconciliation | None:
    """Hold the orders as they are now against the record."""
    held = _held_now(tables, case)
    if held is None:
        return None
    table, record, question = held
    return reconcile(table, record, **question)


def wrong_orders(folder: Path, case: Case) -> str | frozenset[str] | None:
    """Say which orders are known to be wrong: by a column, or by the lines and the record.

    The keys are of the whole table, whenever the order was written.  None where nothing
    is named by which one could know.
    """
    with tables_of(folder, case) as tables:
        return _wrong_orders(tables, case)


def _wrong_orders(tables: Tables, case: Case) -> str | frozenset[str] | None:
    orders = _given(case.orders, "path", "key")
    if orders is None:
        return None
    if orders["wrong"] is not None:
        return str(orders["wrong"])
    found: set[str] = set()
    by_lines = _given(case.orders, "total", "lines", "line_amount") is not None
    if by_lines:
        found.update(
            keys_that_break(
                tables.path(orders["path"]), _invariant(tables, orders), key=orders["key"]
            )
        )
    held = _held_against_the_record(tables, case, orders["path"], orders["copied_at"])
    if held:
        table, record, question = held
        wrong = reconciled_rows(table, record, **question, outcomes=["wrong amount"])
        found.update(str(key) for key, *_ in wrong.fetchall())  # of a file, a relation
    return frozenset(found) if by_lines or held else None


def _of_the_window(tables: Tables, case: Case) -> tuple[Any, dict[str, Any]] | None:
    """Ask which orders of the window are wrong, or may be."""
    window, confirmed = _counted(case), _wrong_orders(tables, case)
    orders = _given(case.orders, "path", "key", "time")
    if window is None or orders is None or confirmed is None:
        return None
    return tables.path(orders["path"]), {
        "order": orders["key"],
        "time": orders["time"],
        "window": window,
        "confirmed": confirmed,
        "possible": orders["exposed"],
        "zone": known(case.incident.zone),
    }


def _affected(tables: Tables, case: Case) -> Affected | None:
    """Count who was hit, of those whose order was written in the window."""
    asked = _of_the_window(tables, case)
    if asked is None:
        return None
    table, question = asked
    return count_affected(table, **question, customer=known(case.orders.customer))


def _of_the_gap(tables: Tables, case: Case) -> tuple[Any, Any, dict[str, Any]] | None:
    """Ask which orders between backup and restore are back."""
    restore = _given(case.restore, "path", "backup", "restored", "created")
    orders = _given(case.orders, "path", "key")
    if restore is None or orders is None:
        return None
    question = {
        "key": orders["key"],
        "time": restore["created"],
        "backup": restore["backup"],
        "restored": restore["restored"],
        "zone": known(case.incident.zone),
    }
    return tables.path(restore["path"]), tables.path(orders["path"]), question


def _gap(tables: Tables, case: Case) -> RestoreGap | None:
    asked = _of_the_gap(tables, case)
    if asked is None:
        return None
    table, record, question = asked
    return measure_restore_gap(
        table,
        record,
        **question,
        rebuilt_from=known(case.restore.rebuilt_from),
        customer=known(case.orders.customer),
        amount=known(case.orders.total),
        currency=known(case.record.currency),  # the column of that name in both
    )


def _resumption(tables: Tables, case: Case) -> Resumption | None:
    restore = _given(case.restore, "path", "restored", "created")
    orders = _given(case.orders, "key")
    if restore is None or orders is None:
        return None
    return measure_resumption(
        tables.path(restore["path"]),
        key=orders["key"],
        time=restore["created"],
        since=restore["restored"],
        zone=known(case.incident.zone),
    )


def _account(tables: Tables, case: Case) -> Account | None:
    """Join by key what the other parts count; None where fewer than two can be listed."""
    parts: dict[PartName, Collection[Any]] = {}
    if of_window := _of_the_window(tables, case):
        table, question = of_window
        parts["confirmed"], parts["possible"] = affected_orders(table, **question)
    if of_gap := _of_the_gap(tables, case):
        table, record, question = of_gap
        parts["not rebuilt"] = lost_orders(table, record, **question)
    if held := _held_now(tables, case):
        table, record, question = held
        listed = reconciled_rows(table, record, **question).fetchall()
        unpaid = {key for key, outcome, *_ in listed if outcome == "missing"}
        parts["paid without an order"] = unpaid
        parts["does not match"] = {key for key, *_ in listed} - unpaid
    return join_account(parts) if len(parts) > 1 else None


def _shortfall(tables: Tables, case: Case) -> Shortfall | None:
    window, revenue = _until_whole(case), _given(case.revenue, "path", "time", "value", "unit")
    if window is None or revenue is None:
        return None
    return measure_shortfall(
        tables.path(revenue["path"]),
        time=revenue["time"],
        value=revenue["value"],
        unit=revenue["unit"],
        window=window,
        rows="readings",
        control=revenue["control"],
        zone=known(case.incident.zone),
        country=revenue["country"],
    )


def _service_level(tables: Tables, case: Case) -> ServiceLevel | None:
    window = _until_whole(case)
    requests = _given(case.requests, "path", "time", "errors", "objective")
    if window is None or requests is None:
        return None
    return measure_service_level(
        tables.path(requests["path"]),
        time=requests["time"],
        requests=requests["requests"],
        errors=requests["errors"],
        target=round(requests["objective"] / 100, 8),
        window=window,
        zone=known(case.incident.zone),
    )


def _trial(case: Case, name: str) -> Reproduction | None:
    trial = case.trials.get(name)
    given = _given(trial, "failures", "runs") if trial else None
    if given is None:
        return None
    return Reproduction(
        failures=given["failures"], runs=given["runs"], under=given["under"] or "the same load"
    )
