"""The example data of ceo-report is what its SOURCE.md says, and bugcase measures its truth.

The simulation knows every lost update and every sale that did not come.  Each number
below is measured from the tables, as an engineer would, and held against that truth:
complete counts have to agree, estimates have to have it in their interval.
"""

import csv
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from bugcase.data.logs import log_events, read_log
from bugcase.estimate import Estimate
from bugcase.incident.affected import Reach, count_affected
from bugcase.incident.cause import Cause, Reproduction
from bugcase.incident.invariants import (
    Invariant,
    Lines,
    check_invariants,
    keys_that_break,
)
from bugcase.incident.reconcile import reconcile, reconciled_rows
from bugcase.incident.restore import RestoreGap, measure_restore_gap
from bugcase.incident.service_level import ServiceLevel, measure_service_level
from bugcase.incident.shortfall import Shortfall, measure_shortfall
from bugcase.incident.timeline import Moment, make_timeline

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[2] / "examples" / "ceo-report"
ORDERS, RESTORED, LINES, PAYMENTS, REQUESTS = (
    EXAMPLE / f"{name}.parquet"
    for name in ("orders", "orders-restored", "lines", "payments", "requests")
)
HOURLY, LOG, RUNS = (
    EXAMPLE / name for name in ("hourly.csv", "service.log.jsonl", "reproduction.csv")
)
HOUR = 3_600_000  # milliseconds
PARQUET = [ORDERS, RESTORED, LINES, PAYMENTS, REQUESTS]
TEXT = [HOURLY, LOG, RUNS, EXAMPLE / "truth.json"]

TRUTH: dict[str, Any] = json.loads((EXAMPLE / "truth.json").read_text(encoding="utf-8"))
TIMES: dict[str, str] = TRUTH["times"]
AFFECTED, GAP, MONEY = TRUTH["affected"], TRUTH["gap"], TRUTH["money"]
UNGUARDED = (TIMES["released"], "2026-10-13T18:55:01Z")  # the last request needs part of a second

TOTAL_IS_SUM_OF_LINES = Invariant(
    name="the total is the sum of the lines",
    left="total",
    holds="=",
    right=Lines(table=LINES, key="order_id", amount="price"),
)
ORDER_MATCHES_PAYMENT: dict[str, Any] = {
    "key": "order_id",
    "amount": ("total", "amount"),
    "currency": "currency",
}
UNTIL_PAUSED: dict[str, Any] = {
    "time": ("created_at", "paid_at"),
    "window": ("2026-10-12T00:00Z", TIMES["mitigated"]),
}


def rows(query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'")
        return database.execute(query).fetchall()


def count(query: str) -> int:
    ((number,),) = rows(query)
    return int(number)


def paid_orders(file: Path) -> Any:
    return duckdb.sql(f"FROM '{file}' WHERE status = 'paid'")


def payments() -> Any:
    return duckdb.sql(f"FROM '{PAYMENTS}' WHERE kind = 'payment'")


def events() -> Any:
    fields = {"order": "order_id", "customer": "customer_id", "total": "total", "eur": "currency"}
    return log_events(LOG, fields)


def holds(estimate: Estimate | None, truth: str) -> bool:
    return estimate is not None and estimate.low <= float(truth) <= estimate.high


# ------------------------------------------------------------------- the committed files


@pytest.mark.parametrize("file", [*PARQUET, *TEXT], ids=lambda file: str(file.name))
def test_a_file_is_smaller_than_a_megabyte(file: Path) -> None:
    assert file.stat().st_size < 1_000_000


def test_source_states_how_many_rows_each_file_has() -> None:
    stated = dict(written_in_source("rows"))
    del stated["make_data.py"], stated["truth.json"]

    assert stated == {
        LOG.name: f"{len(LOG.read_text(encoding='utf-8').splitlines()):,}",
        **{
            file.name: format(count(f"SELECT count(*) FROM '{file}'"), ",")
            for file in [*PARQUET, HOURLY, RUNS]
        },
    }


def test_source_states_the_truth() -> None:
    failures = {run["version_check"]: run["failures"] for run in TRUTH["reproduction"]}

    assert [number for _, number in written_in_source("number")] == [
        f"{AFFECTED['confirmed']['orders']}",
        f"{AFFECTED['confirmed']['customers']}",
        f"{AFFECTED['affected']['orders']}",
        f"{AFFECTED['exposed']['orders']}",
        f"{AFFECTED['written_in_the_window']['orders']}",
        f"{GAP['orders']}",
        f"{GAP['rebuilt']}",
        f"{GAP['lost']}",
        f"{GAP['lost_though_paid']}",
        f"{len(TRUTH['payments']['paid_twice'])}",
        f"{Decimal(MONEY['lost']):,}",
        f"{Decimal(MONEY['recovered_within']['12_hours']):,}",
        f"{Decimal(MONEY['net_after']['12_hours']):,}",
        f"{100 * TRUTH['service_level']['budget_used_by_the_incident']:.1f}",
        f"{failures[False]}",
        f"{failures[True]}",
    ]


def written_in_source(heading: str) -> list[tuple[str, str]]:
    """Read the first two columns of the table whose second column has this heading."""
    text = (EXAMPLE / "SOURCE.md").read_text(encoding="utf-8")
    tables = [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        for block in text.split("\n\n")
        if block.startswith("|")
    ]
    (table,) = (table for table in tables if table[0][1] == heading)
    return [(row[0].strip("`"), row[1]) for row in table[2:]]


def test_the_hours_are_the_sums_of_the_payments_each_order_once() -> None:
    summed = rows(f"""
        SELECT hour, count(*), sum(amount)
        FROM (
            SELECT min(epoch_ms(paid_at)) // {HOUR} AS hour, arg_min(amount, paid_at) AS amount
            FROM '{PAYMENTS}' WHERE kind = 'payment' GROUP BY order_id
        )
        GROUP BY hour ORDER BY hour
    """)
    stated = rows(f"""
        SELECT epoch_ms(hour) // {HOUR} AS hour, orders, revenue::DECIMAL(10, 2)
        FROM '{HOURLY}' WHERE hour >= '2026-10-12' AND hour < '2026-10-16' AND orders > 0
        ORDER BY hour
    """)

    # the payments are those of orders from the 12th on, so the first hour lacks who ordered at
    # 23:59; the last payments come after the 15th's midnight
    assert summed[1 : len(stated)] == stated[1:]


# --------------------------------------------------------------- who was hit, and by what


@pytest.fixture(scope="module")
def confirmed() -> set[int]:
    """Find the orders that contradict their lines, or the provider's book."""
    breaking = keys_that_break(ORDERS, TOTAL_IS_SUM_OF_LINES, key="order_id")
    against = reconciled_rows(
        paid_orders(ORDERS), payments(), **ORDER_MATCHES_PAYMENT, **UNTIL_PAUSED
    )
    unmatched = {int(row[0]) for row in against.fetchall()}
    return {int(key) for key in breaking} | unmatched - set(TRUTH["payments"]["without_an_order"])


@pytest.fixture(scope="module")
def exposed() -> set[int]:
    """Find the orders that the sync job saved while it checked no version."""
    saved = rows(f"""
        SELECT order_id FROM '{ORDERS}'
        WHERE synced_at BETWEEN TIMESTAMPTZ '{TIMES["released"]}' AND '{TIMES["mitigated"]}'
    """)
    return {order for (order,) in saved}


@pytest.fixture(scope="module")
def moved() -> set[int]:
    """Find the orders whose address was changed while the sync job checked no version."""
    logged = events().filter(
        f"message = 'address changed' AND time BETWEEN '{TIMES['released']}' "
        f"AND '{TIMES['mitigated']}'"
    )
    return {int(order) for (order,) in logged.project('"order"').fetchall()}


def test_the_tables_prove_every_lost_total_and_every_lost_payment_and_no_other(
    confirmed: set[int],
) -> None:
    assert sorted(confirmed) == AFFECTED["confirmed_orders"]


def test_the_orders_at_risk_are_those_saved_without_the_check(exposed: set[int]) -> None:
    assert len(exposed) == AFFECTED["exposed"]["orders"]


@pytest.mark.parametrize("rule", ["every order saved without the check", "its address was changed"])
def test_who_was_really_hit_lies_between_the_confirmed_and_the_most(
    confirmed: set[int], exposed: set[int], moved: set[int], rule: str
) -> None:
    possible = exposed if rule.startswith("every") else exposed & moved
    found = count_affected(
        ORDERS,
        order="order_id",
        customer="customer_id",
        time="updated_at",
        window=UNGUARDED,
        confirmed=confirmed,
        possible=possible,
    )

    assert found.confirmed == Reach(**AFFECTED["confirmed"])
    assert found.active == Reach(**AFFECTED["written_in_the_window"])
    assert found.confirmed.orders < AFFECTED["affected"]["orders"] <= found.at_most.orders
    assert found.at_most.customers is not None
    assert AFFECTED["affected"]["customers"] <= found.at_most.customers
    assert found.possible.orders == len(possible - confirmed)


def test_nothing_contradicts_its_lines_before_the_release() -> None:
    (found,) = check_invariants(
        ORDERS, [TOTAL_IS_SUM_OF_LINES], key="order_id", customer="customer_id", time="updated_at"
    )

    assert found.broken == Reach(**AFFECTED["lost_total"])
    assert found.first is not None
    assert found.last is not None
    assert found.first >= datetime.fromisoformat(TIMES["started"])
    assert found.last <= datetime.fromisoformat(TIMES["mitigated"])


def test_reconciling_finds_what_was_paid_twice_and_what_belongs_to_no_order() -> None:
    found = reconcile(paid_orders(ORDERS), payments(), **ORDER_MATCHES_PAYMENT, **UNTIL_PAUSED)
    listed = reconciled_rows(
        paid_orders(ORDERS), payments(), outcomes=["duplicate"], **ORDER_MATCHES_PAYMENT
    )

    assert sorted(int(row[0]) for row in listed.fetchall()) == TRUTH["payments"]["paid_twice"]
    # the paid-for orders that seem unpaid, but for those that were paid again; and the transfer
    unpaid = AFFECTED["lost_payment"]["orders"] + len(TRUTH["payments"]["without_an_order"])
    assert found.count("missing") == unpaid - found.count("duplicate")
    assert found.count("extra") == 0


# ------------------------------------------------------------------------------ the restore


@pytest.fixture(scope="module")
def gap() -> RestoreGap:
    return measure_restore_gap(
        RESTORED,
        events().filter("message = 'order created'"),
        key=("order_id", "order"),
        time="time",
        customer="customer",
        amount="total",
        currency="eur",
        backup=TIMES["backup"],
        restored=TIMES["restored"],
        rebuilt_from="rebuilt_from",
    )


def test_the_gap_is_what_the_restore_forgot(gap: RestoreGap) -> None:
    assert gap.in_gap == Reach(orders=GAP["orders"], customers=GAP["customers"])
    assert gap.rebuilt.orders == GAP["rebuilt"]
    assert {one.source: one.orders for one in gap.rebuilt_from} == GAP["rebuilt_from"]
    assert gap.lost.orders == GAP["lost"]
    assert [(money.amount, money.currency) for money in gap.lost_money] == [
        (Decimal(GAP["lost_eur"]), "EUR")
    ]


def test_no_order_contradicts_its_lines_after_the_restore() -> None:
    (found,) = check_invariants(RESTORED, [TOTAL_IS_SUM_OF_LINES], key="order_id")

    assert found.always_holds


def test_what_is_still_open_is_what_was_paid_twice_or_is_not_rebuilt() -> None:
    found = reconcile(paid_orders(RESTORED), payments(), **ORDER_MATCHES_PAYMENT)

    assert {one.outcome: one.keys for one in found.tallies if one.outcome != "matched"} == {
        "duplicate": len(TRUTH["payments"]["paid_twice"]),
        "missing": GAP["lost_though_paid"] + len(TRUTH["payments"]["without_an_order"]),
    }


# -------------------------------------------------------------------------------- the money


def shortfall(**question: Any) -> Shortfall:
    return measure_shortfall(
        HOURLY,
        time="hour",
        value="revenue",
        unit="EUR",
        rows="readings",
        zone="Europe/Lisbon",
        country="PT",
        **question,
    )


@pytest.mark.parametrize("control", [None, "visits"])
@pytest.mark.parametrize("after", [4, 12], ids=lambda after: f"{after} hours after")
def test_what_was_lost_and_came_back_is_in_the_intervals(control: str | None, after: int) -> None:
    found = shortfall(
        window=tuple(MONEY["window"]), rebound=timedelta(hours=after), control=control
    )

    assert found.is_told
    assert found.actual == pytest.approx(float(MONEY["actual"]))
    assert holds(found.expected, MONEY["expected"])
    assert holds(found.lost, MONEY["lost"])
    assert holds(found.recovered, MONEY["recovered_within"][f"{after}_hours"])
    assert holds(found.net, MONEY["net_after"][f"{after}_hours"])


@pytest.mark.parametrize("day", ["2026-09-22", "2026-09-29"])
def test_a_tuesday_on_which_nothing_happened_shows_no_loss(day: str) -> None:
    found = shortfall(window=(f"{day}T17:00Z", f"{day}T21:00Z"), control="visits")

    assert not found.is_told


def test_revenue_without_the_incident_is_that_with_it_on_the_day_before() -> None:
    expected: dict[str, str] = TRUTH["revenue_without_the_incident"]
    before = rows(f"""
        SELECT strftime(make_timestamp_ms(epoch_ms(hour)), '%Y-%m-%dT%H:%M:%S.000Z'), revenue
        FROM '{HOURLY}' WHERE hour < '2026-10-13' AND hour > '2026-10-12'
    """)

    assert len(before) == 23
    assert [
        hour for hour, revenue in before if float(expected[hour]) != pytest.approx(revenue)
    ] == []


# --------------------------------------------------------------------------- the service level


@pytest.fixture(scope="module")
def level() -> ServiceLevel:
    return measure_service_level(
        REQUESTS,
        time="minute",
        requests="requests",
        errors="errors",
        target=TRUTH["service_level"]["objective"],
        period_requests=TRUTH["service_level"]["requests"],
        window=(TIMES["released"], TIMES["resumed"]),
    )


def test_the_budget_used_is_that_of_the_refusals_and_a_few_ordinary_errors(
    level: ServiceLevel,
) -> None:
    used = TRUTH["service_level"]["budget_used_by_the_incident"]

    assert used <= level.by_requests.used <= 1.05 * used
    assert count(f"""
        SELECT sum(requests) FROM '{REQUESTS}' WHERE minute >= TIMESTAMPTZ '2026-09-14 00:00+00'
        AND minute < TIMESTAMPTZ '2026-10-14 00:00+00'
    """) == TRUTH["service_level"]["requests"]  # fmt: skip


def test_no_alert_saw_the_corruption_before_support_did(level: ServiceLevel) -> None:
    paused = datetime.fromisoformat(TIMES["mitigated"])

    assert [alert.fired is not None and alert.fired > paused for alert in level.alerts] == [
        True,
        True,
        True,
    ]


# ------------------------------------------------------------------- the log and the timeline


def test_the_log_has_two_writers_and_four_lines_that_are_none() -> None:
    found = read_log(LOG)

    assert found.writers == ("slog", "tracing")
    assert [line.text.split(":")[0] for line in found.bad_lines] == [
        '{"timestamp"',
        "2026/10/13 17",
        "goroutine 88121 [running]",
        '{"timestamp"',
    ]
    assert (found.without_time, found.without_zone, found.jumps_back) == (0, 0, 0)


def test_the_sync_job_notices_conflicts_before_and_after_but_not_without_the_check() -> None:
    conflicts = events().filter("message = 'version conflict, left for the next batch'")
    times = [row[0] for row in conflicts.project("time").fetchall()]

    without_check = [time for time in times if TIMES["released"] <= time < TIMES["resumed"]]
    assert without_check == []
    assert any(time < TIMES["released"] for time in times)
    assert any(time > TIMES["resumed"] for time in times)


def test_the_timeline_of_the_incident_runs_forward() -> None:
    marks = ("started", "detected", "mitigated")
    timeline = make_timeline([Moment(what=mark, at=TIMES[mark], source="truth") for mark in marks])

    assert timeline.out_of_order == ()
    assert str(timeline.time_to_detect) == "1:20:04"
    assert str(timeline.time_to_mitigate) == "1:51:04"


# -------------------------------------------------------------------------------- the cause


def test_the_cause_is_confirmed_by_runs_with_and_without_the_check() -> None:
    with RUNS.open(encoding="utf-8", newline="") as file:
        runs = list(csv.DictReader(file))

    def tried(check: str) -> Reproduction:
        wrong = [int(run["wrong_orders"]) > 0 for run in runs if run["version_check"] == check]
        return Reproduction(failures=sum(wrong), runs=len(wrong), under=f"version check: {check}")

    cause = Cause(
        hypothesis="two services write the same order without taking turns",
        reproduction=tried("false"),
        after_fix=tried("true"),
    )

    assert cause.grade == "confirmed"
    assert [
        {"version_check": check, "runs": one.runs, "failures": one.failures}
        for check, one in ((False, cause.reproduction), (True, cause.after_fix))
        if one is not None
    ] == TRUTH["reproduction"]


# ------------------------------------------------------------------------ the order service


@pytest.fixture(scope="module")
def module() -> Iterator[Callable[[str], ModuleType]]:
    """Import the example's own modules, which find each other as where one is run by its path."""
    before = set(sys.modules)
    sys.path.insert(0, str(EXAMPLE))
    yield importlib.import_module
    sys.path.remove(str(EXAMPLE))
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(EXAMPLE)):
            del sys.modules[name]


@pytest.fixture(scope="module")
def customers(module: Callable[[str], ModuleType]) -> ModuleType:
    return module("customers")


@pytest.fixture(scope="module")
def service(module: Callable[[str], ModuleType]) -> ModuleType:
    return module("order_service")


def one_order(
    customers: ModuleType, service: ModuleType, folder: Path, *, check_version: bool
) -> tuple[Any, Any]:
    """Let a customer pay and add a line while the sync job, from second 20 to 28, is away."""
    checkout = customers.Checkout(
        number=0,
        at=5_000,
        customer_id=1,
        articles=(("A-001", 4000),),
        adds=("A-002", 250),
        adds_at=22_000,
        pays_at=25_000,
    )
    books = service.Books()
    database = folder / f"{check_version}.db"
    service.operate(
        database, checkout.requests, books, start=0, until=120_000, check_version=check_version
    )
    connection = service.open_database(database)
    (order,) = service.orders_where(connection)
    connection.close()
    return order, books


def test_without_the_check_a_payment_is_overwritten_by_who_read_before_it(
    customers: ModuleType, service: ModuleType, tmp_path: Path
) -> None:
    order, books = one_order(customers, service, tmp_path, check_version=False)

    assert (order.total, order.paid, order.status) == (4000, 0, "open")
    assert [payment.amount for payment in books.payments] == [4250]
    assert [lost.lost for lost in books.lost_updates] == [("total", "paid")]


def test_with_the_check_the_sync_job_leaves_the_order_and_takes_it_with_the_next_batch(
    customers: ModuleType, service: ModuleType, tmp_path: Path
) -> None:
    order, books = one_order(customers, service, tmp_path, check_version=True)

    assert (order.total, order.paid, order.status, order.stock) == (4250, 4250, "paid", "reserved")
    assert books.lost_updates == []
    assert [line.count("left for the next batch") for _, line in books.log].count(1) == 1


def test_a_line_is_not_added_where_the_order_was_written_meanwhile(
    service: ModuleType, tmp_path: Path
) -> None:
    database = service.open_database(tmp_path / "orders.db")
    read = service.Order(order_id=1, customer_id=1, created_at=0, updated_at=0, total=100)
    line = service.Line(order_id=1, line=1, article="A-001", price=100)
    service.insert(database, read)

    first = service.save(database, replace(read, total=200), check_version=True, line=line)
    second = service.save(
        database, replace(read, total=300), check_version=True, line=replace(line, line=2)
    )

    assert (first, second) == (True, False)
    assert service.read(database, 1).total == 200
    assert service.lines_of(database) == [line]
    database.close()


def test_a_fault_in_one_writer_ends_both(
    customers: ModuleType, service: ModuleType, tmp_path: Path
) -> None:
    checkout = customers.Checkout(number=0, at=0, customer_id=1, articles=(("A-001", 1),))
    unknown = customers.Request(at=1_000, kind="pay", checkout=checkout)

    with pytest.raises(KeyError):
        service.operate(
            tmp_path / "orders.db",
            [unknown],
            service.Books(),
            start=0,
            until=60_000,
            check_version=True,
        )


# ------------------------------------------------------------------------------- the script


@pytest.fixture(scope="module")
def make_data(module: Callable[[str], ModuleType]) -> ModuleType:
    pytest.importorskip("pyarrow", reason="make_data.py writes Parquet with it")
    return module("make_data")


@pytest.fixture(scope="module")
def made(make_data: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ceo-report")
    make_data.main(["--out", str(folder), "--runs", "3"])
    return folder


def test_the_script_makes_these_files_and_no_other(made: Path) -> None:
    assert sorted(path.name for path in made.iterdir()) == sorted(
        path.name for path in [*PARQUET, *TEXT]
    )


@pytest.mark.parametrize("file", [HOURLY, LOG], ids=lambda file: str(file.name))
def test_the_script_makes_a_committed_text_again_byte_for_byte(made: Path, file: Path) -> None:
    assert (made / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize("file", PARQUET, ids=lambda file: str(file.name))
def test_the_script_makes_a_committed_table_again_row_for_row(made: Path, file: Path) -> None:
    again = made / file.name

    assert rows(f"DESCRIBE FROM '{again}'") == rows(f"DESCRIBE FROM '{file}'")
    assert as_text(again) == as_text(file)


def test_the_script_makes_the_first_runs_again(made: Path) -> None:
    again = (made / RUNS.name).read_text(encoding="utf-8").splitlines()
    committed = RUNS.read_text(encoding="utf-8").splitlines()

    assert again == [line for line in committed if line.split(",")[0] in {"run", "1", "2", "3"}]
    assert {line.split(",")[3] for line in again if ",false," in line} != {"0"}


def test_the_script_knows_the_committed_truth_again(made: Path) -> None:
    again = json.loads((made / "truth.json").read_text(encoding="utf-8"))

    assert again | {"reproduction": TRUTH["reproduction"]} == TRUTH
    assert [run["runs"] for run in again["reproduction"]] == [3, 3]


def as_text(file: Path) -> list[tuple[Any, ...]]:
    return rows(f"SELECT COLUMNS(*)::VARCHAR FROM '{file}'")


def test_an_out_that_is_a_file_is_refused(
    make_data: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    taken.touch()

    with pytest.raises(SystemExit, match="2"):
        make_data.main(["--out", str(taken)])

    assert capsys.readouterr().err == (
        f"folder '{taken}': expected a folder that can be written to; found File exists. "
        "Fix: name another with --out.\n"
    )
