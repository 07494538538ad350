"""What a case says about an incident's tables becomes findings, or a reason why not."""

from pathlib import Path
from typing import Any

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.incident import IncidentWindow, Orders, Record
from bugcase.case.measure_incident import incident_settings, measure_incident, wrong_orders
from bugcase.case.model import Case
from bugcase.case.values import UNKNOWN
from bugcase.facts.facts import Facts
from bugcase.incident.affected import Affected, Reach
from bugcase.incident.findings import Refusal
from bugcase.playbooks import load_playbook

ORDERS = """id,customer,at,synced,total,paid
A,ann,2026-05-03T09:10:00Z,2026-05-03T09:09:00Z,10.00,10.00
B,bob,2026-05-03T09:20:00Z,2026-05-03T09:19:00Z,20.00,0.00
C,eve,2026-05-03T09:30:00Z,,30.00,30.00
"""
PAYMENTS = """order,amount,at
A,10.00,2026-05-03T09:08:00Z
A,-5.00,2026-05-04T08:00:00Z
B,20.00,2026-05-03T09:18:00Z
C,30.00,2026-05-03T09:29:00Z
"""
LINES = """id,price
A,10.00
B,20.00
C,30.00
"""
TABLE = {
    "path": "orders.csv",
    "key": "id",
    "customer": "customer",
    "time": "at",
    "copied_at": "2026-05-03T10:00:00Z",
}
BOOK = {
    "path": "payments.csv",
    "key": "order",
    "amount": "amount",
    "order_amount": "paid",
    "time": "at",
    "repeats": "sum",
}
WINDOW = IncidentWindow.model_validate(
    {"start": "2026-05-03T09:00:00Z", "end": "2026-05-03T10:00:00Z"}
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, rows in {"orders": ORDERS, "payments": PAYMENTS, "lines": LINES}.items():
        (tmp_path / f"{name}.csv").write_text(rows)
    return tmp_path


def case(orders: dict[str, Any], record: dict[str, Any] | None = None) -> Case:
    return Case(
        playbook="x",
        incident=WINDOW,
        orders=Orders.model_validate(TABLE | orders),
        record=Record.model_validate(BOOK if record is None else record),
    )


def affected(folder: Path, of: Case) -> Affected:
    found = measure_incident(folder, of)
    assert found is not None
    assert found.affected is not None
    return found.affected


def test_a_refund_after_the_copy_makes_no_order_wrong(folder: Path) -> None:
    assert wrong_orders(folder, case({})) == frozenset("B")
    assert wrong_orders(folder, case({"copied_at": "2026-05-05T00:00:00Z"})) == frozenset("AB")


def test_the_restored_orders_are_held_against_the_whole_record(folder: Path) -> None:
    copy = measure_incident(folder, case({}))
    assert copy is not None
    assert copy.reconciliation is not None
    assert copy.reconciliation.count("wrong amount") == 1
    restored = case({}).model_dump(by_alias=True) | {"restore": {"path": "orders.csv"}}
    now = measure_incident(folder, Case.model_validate(restored))
    assert now is not None
    assert now.reconciliation is not None
    assert now.reconciliation.count("wrong amount") == 2


def test_amounts_are_read_with_the_decimal_mark_that_is_named(folder: Path) -> None:
    german = PAYMENTS.replace(",10.00,", ',"10,00",').replace(",20.00,", ',"20,00",')
    (folder / "payments.csv").write_text(german.replace(",30.00,", ',"30,00",'))
    found = measure_incident(folder, case({}, BOOK | {"decimal": ","}))
    assert found is not None
    assert found.reconciliation is not None
    assert found.reconciliation.count("unreadable amount") == 0
    assert found.reconciliation.count("matched") == 2


def test_a_copy_whose_record_has_no_times_is_refused_and_not_miscounted(folder: Path) -> None:
    found = measure_incident(folder, case({}, BOOK | {"time": "unknown"}))
    assert found is not None
    why = "the record as it stood at a time needs its column of times"
    assert found.refused == (
        Refusal(part="reconciliation", why=why),
        Refusal(part="affected", why=why),
    )


def test_whom_the_faulty_writer_never_met_is_not_possibly_affected(folder: Path) -> None:
    every, met = affected(folder, case({})), affected(folder, case({"exposed": "synced"}))
    assert every.at_most == Reach(orders=3, customers=3)
    assert met.at_most == Reach(orders=2, customers=2)
    assert every.confirmed == met.confirmed == Reach(orders=1, customers=1)


def test_where_the_lines_agree_nobody_is_confirmed_and_that_is_a_count(folder: Path) -> None:
    by_lines = case({"total": "total", "lines": "lines.csv", "line_amount": "price"}, {})
    assert affected(folder, by_lines).confirmed == Reach(orders=0, customers=0)


def test_without_lines_and_record_nobody_can_know_who_is_affected(folder: Path) -> None:
    found = measure_incident(folder, case({}, {}))
    assert found is not None
    assert (found.affected, found.refused) == (None, ())


@pytest.mark.parametrize(
    "section",
    [
        pytest.param({"orders": {"copied_at": "2026-05-03T10:00:00Z"}}, id="the orders"),
        pytest.param({"timeline": {"started": {"at": "2026-05-03T10:00:00Z"}}}, id="a moment"),
        pytest.param({"trials": {"before": {"runs": 20}}}, id="a trial"),
    ],
)
def test_whatever_is_said_of_an_incident_belongs_to_its_settings(section: dict[str, Any]) -> None:
    assert incident_settings(Case(playbook="x")) is None
    assert incident_settings(Case.model_validate({"playbook": "x", **section})) is not None


def test_while_it_goes_on_orders_are_counted_so_far_and_again(folder: Path) -> None:
    """By hand: A is right, B holds no payment; then D and E are copied as well, E without one."""
    going_on = case({"copied_at": "unknown"}).model_copy(
        update={"incident": WINDOW.model_copy(update={"end": UNKNOWN})}
    )
    refund = "A,-5.00,2026-05-04T08:00:00Z\n"
    (folder / "payments.csv").write_text(PAYMENTS.replace(refund, ""))
    so_far = affected(folder, going_on)
    assert (so_far.confirmed.orders, so_far.active.orders) == (1, 3)
    assert f"{so_far.end:%H:%M:%S}" == "09:30:00"  # the newest row, C, is counted
    (folder / "orders.csv").write_text(
        f"{ORDERS}D,dan,2026-05-03T09:50:00Z,,40.00,40.00\nE,ann,2026-05-03T10:05:30Z,,50.00,0.00\n"
    )
    with (folder / "payments.csv").open("a") as payments:
        payments.write("D,40.00,2026-05-03T09:49:00Z\nE,50.00,2026-05-03T10:04:00Z\n")
    again = affected(folder, going_on)
    assert (again.confirmed, again.active.orders) == (Reach(orders=2, customers=2), 5)
    facts = Facts.of(
        load_playbook("ceo-report"),
        going_on,
        Evidence(incident=measure_incident(folder, going_on)),
    )
    assert facts("counted_until").words.replace("\xa0", " ") == "Sunday 3 May, 10:05 UTC"
    assert facts("orders_confirmed").words == "2"


def test_while_it_goes_on_nothing_is_counted_that_was_written_after_the_copy(folder: Path) -> None:
    copied = case({"copied_at": "2026-05-03T09:25:00Z"}).model_copy(
        update={"incident": WINDOW.model_copy(update={"end": UNKNOWN})}
    )
    assert affected(folder, copied).active.orders == 2
