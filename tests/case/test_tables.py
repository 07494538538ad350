"""A table is named as a file or as a source; what a source answered is kept, and measured again."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from bugcase.case.evidence import read_evidence
from bugcase.case.file import CaseFile, FieldError
from bugcase.case.measure import (
    current_evidence,
    measure_afresh,
    measure_case,
    measured_settings,
)
from bugcase.case.measure_incident import measure_incident
from bugcase.case.model import Case
from bugcase.data.database import query
from bugcase.data.duck import connect
from bugcase.data.logs import log_events
from bugcase.data.prometheus import read_range_query
from bugcase.data.provenance import file_sha256
from bugcase.desk.columns import columns_of, data_files, missing_file
from bugcase.facts.facts import Facts
from bugcase.incident.affected import count_affected
from bugcase.incident.service_level import measure_service_level
from bugcase.incident.shortfall import measure_shortfall
from bugcase.playbooks import load_playbook

START = datetime(2026, 5, 3, 9, tzinfo=UTC)
END = datetime(2026, 5, 3, 10, tzinfo=UTC)
WINDOW = {"zone": "UTC", "start": START, "end": END}
ORDERS = "SELECT id, customer, at, wrong FROM orders"
SHOP = {"database": "sqlite:///shop.db", "query": ORDERS}
ASKED = {"path": "orders", "key": "id", "customer": "customer", "time": "at", "wrong": "wrong"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "shop.db")) as shop:
        shop.executescript(
            "create table orders (id text, customer text, at text, wrong int);"
            "insert into orders values ('A', 'ann', '2026-05-03T09:10:00Z', 0),"
            "('B', 'bob', '2026-05-03T09:20:00Z', 1), ('C', 'eve', '2026-05-03T09:30:00Z', 1);"
        )
    lines = [
        {"time": f"2026-05-03T09:{minute:02d}:00Z", "level": "ERROR" if minute > 20 else "INFO",
         "msg": "conflict" if minute > 20 else "ok", "order": {"id": minute}}
        for minute in range(40)
    ]  # fmt: skip
    (tmp_path / "service.log.jsonl").write_text("\n".join(map(json.dumps, lines)))
    at = int(START.timestamp())
    counts = {"requests": [100] * 59, "failures": [10 * (minute > 30) for minute in range(59)]}
    series = [
        {
            "metric": {"__name__": name},
            "values": [[at + 60 * minute, str(one)] for minute, one in enumerate(values)],
        }
        for name, values in counts.items()
    ]
    answer = {"status": "success", "data": {"resultType": "matrix", "result": series}}
    (tmp_path / "answer.json").write_text(json.dumps(answer))
    return tmp_path


def case(source: dict[str, Any], **sections: Any) -> Case:
    return Case.model_validate(
        {"playbook": "ceo-report", "incident": WINDOW, "sources": {"orders": source}, **sections}
    )


def of_orders(**source: Any) -> Case:
    return case(SHOP | source, orders=ASKED)


def insert_one_more(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "shop.db")) as shop:
        shop.executescript("insert into orders values ('D', 'pam', '2026-05-03T09:40:00Z', 1);")


def test_orders_are_counted_out_of_a_database_as_in_python(folder: Path) -> None:
    found = measure_incident(folder, of_orders())
    direct = count_affected(
        query(folder / "shop.db", ORDERS), order="id", customer="customer", time="at",
        window=(START, END), confirmed="wrong", zone="UTC",
    )  # fmt: skip
    assert found is not None
    assert found.affected is not None
    assert (found.affected.confirmed, found.affected.at_most) == (direct.confirmed, direct.at_most)
    assert direct.confirmed.orders == 2


def test_what_was_asked_and_when_stands_in_the_evidence_and_in_the_kept_file(folder: Path) -> None:
    measure_case(folder, of_orders())
    found = read_evidence(folder).incident
    assert found is not None
    assert found.affected is not None
    source = found.affected.source
    assert source.asked is not None
    assert (source.asked.of, source.asked.what) == ("sqlite:///shop.db", ORDERS)
    assert abs((datetime.now(UTC) - source.asked.at).total_seconds()) < 600
    assert source.sha256 == file_sha256(folder / ".bugcase" / "orders.parquet")
    told = Facts.of(load_playbook("ceo-report"), of_orders(), read_evidence(folder))
    assert f"asked of sqlite:///shop.db on {source.asked.at:%Y-%m-%d %H:%M} UTC" in str(
        told("orders_confirmed").origin
    )


def test_what_was_kept_is_measured_again_without_the_database(folder: Path) -> None:
    measured = measure_case(folder, of_orders())
    (folder / "shop.db").unlink()
    kept = (folder / ".bugcase" / "orders.parquet").read_bytes()
    assert measure_case(folder, of_orders()) == measured
    assert measure_afresh(folder, of_orders()).incident == measured.incident
    assert (folder / ".bugcase" / "orders.parquet").read_bytes() == kept


def test_a_database_is_asked_again_where_the_question_changed_or_nothing_is_kept(
    folder: Path,
) -> None:
    measure_case(folder, of_orders())
    insert_one_more(folder)
    assert _confirmed(folder, of_orders()) == 2
    assert _confirmed(folder, of_orders(query=f"{ORDERS} WHERE true")) == 3
    (folder / ".bugcase" / "orders.parquet").unlink()
    assert _confirmed(folder, of_orders()) == 3


def _confirmed(folder: Path, asked: Case) -> int:
    found = measure_incident(folder, asked)
    assert found is not None
    assert found.affected is not None, found.refused
    return found.affected.confirmed.orders


def test_another_query_is_another_setting(folder: Path) -> None:
    measure_case(folder, of_orders())
    assert current_evidence(read_evidence(folder), of_orders()).incident is not None
    changed = of_orders(query="SELECT 1")
    assert measured_settings(changed) != measured_settings(of_orders())
    assert current_evidence(read_evidence(folder), changed).incident is None


def test_a_source_that_nothing_names_is_no_setting(folder: Path) -> None:
    measure_case(folder, of_orders())
    of_more = Case.model_validate(
        {
            "playbook": "x",
            "incident": WINDOW,
            "sources": {"orders": SHOP, "o": SHOP},
            "orders": ASKED,
        }
    )
    assert measured_settings(of_more) == measured_settings(of_orders())


def test_verify_asks_no_database(folder: Path) -> None:
    found = measure_afresh(folder, of_orders()).incident
    assert found is not None
    (refused,) = found.refused
    assert refused.why == (
        "source orders: expected rows that were kept of this query in orders.parquet; found none. "
        "Fix: ask the database where it can be reached: bugcase build DIR."
    )
    assert not (folder / ".bugcase").exists()


def test_rows_may_be_kept_under_a_name_of_ones_own(folder: Path) -> None:
    measure_case(folder, of_orders(kept="copy/orders.parquet"))
    assert (folder / "copy" / "orders.parquet").is_file()


def test_a_file_of_ones_own_is_not_written_over(folder: Path) -> None:
    query(folder / "shop.db", "SELECT 1 AS mine").write_parquet(str(folder / "mine.parquet"))
    before = (folder / "mine.parquet").read_bytes()
    found = measure_incident(folder, of_orders(kept="mine.parquet"))
    assert found is not None
    assert "found a file that was there before, with rows of your own" in found.refused[0].why
    assert (folder / "mine.parquet").read_bytes() == before


def test_requests_are_counted_out_of_a_log_as_in_python(folder: Path) -> None:
    asked = "SELECT time, level = 'ERROR' AS failed, \"order\" FROM log"
    source = {"log": "service.log.jsonl", "fields": {"order": "order.id"}, "query": asked}
    requests = {"path": "orders", "time": "time", "errors": "failed", "objective": 99.0}
    found = measure_incident(folder, case(source, requests=requests))
    assert found is not None
    assert found.service_level is not None, found.refused
    events = log_events(folder / "service.log.jsonl", {"order": "order.id"}).query("log", asked)
    direct = measure_service_level(
        events, time="time", errors="failed", target=0.99, window=(START, END), zone="UTC"
    )
    assert (found.service_level.requests, found.service_level.errors) == (40, 19)
    assert found.service_level.burn == direct.burn
    assert found.service_level.by_requests == direct.by_requests


def test_what_is_kept_of_a_log_follows_the_log_and_verify_writes_nothing(folder: Path) -> None:
    source = {
        "log": "service.log.jsonl",
        "query": "SELECT time, level = 'ERROR' AS failed FROM log",
    }
    requests = {"path": "orders", "time": "time", "errors": "failed", "objective": 99.0}
    asked = case(source, requests=requests)
    measure_case(folder, asked)
    kept = (folder / ".bugcase" / "orders.parquet").read_bytes()
    with (folder / "service.log.jsonl").open("a") as log:
        log.write('\n{"time":"2026-05-03T09:50:00Z","level":"ERROR","msg":"conflict"}')
    afresh = measure_afresh(folder, asked).incident
    assert afresh is not None
    assert afresh.service_level is not None
    assert afresh.service_level.errors == 20
    assert (folder / ".bugcase" / "orders.parquet").read_bytes() == kept
    again = measure_incident(folder, asked)
    assert again is not None
    assert again.service_level is not None
    assert again.service_level.errors == 20


def test_requests_and_revenue_come_out_of_an_answer_of_prometheus(folder: Path) -> None:
    requests = {
        "path": "orders", "time": "time", "requests": "all", "errors": "failed", "objective": 99.0,
    }  # fmt: skip
    source = {"prometheus": "answer.json", "fields": {"all": "requests", "failed": "failures"}}
    found = measure_incident(folder, case(source, requests=requests))
    assert found is not None
    assert found.service_level is not None, found.refused
    wide = read_range_query(folder / "answer.json").to_columns(source["fields"])  # type: ignore[arg-type]
    direct = measure_service_level(
        wide, time="time", requests="all", errors="failed", target=0.99, window=(START, END),
        zone="UTC",
    )  # fmt: skip
    assert found.service_level.burn == direct.burn
    assert (found.service_level.requests, found.service_level.errors) == (5900, 280)


def test_revenue_is_that_of_the_series_itself(folder: Path) -> None:
    hours = 24 * 36
    begin = int(START.timestamp()) - 3600 * (hours - 2)
    values = [[begin + 3600 * i, str(100 + i % 24 + i % 7)] for i in range(hours)]
    answer = {
        "status": "success",
        "data": {"resultType": "matrix", "result": [{"metric": {}, "values": values}]},
    }
    (folder / "revenue.json").write_text(json.dumps(answer))
    revenue = {"path": "orders", "time": "time", "value": "value", "unit": "EUR"}
    found = measure_incident(folder, case({"prometheus": "revenue.json"}, revenue=revenue))
    direct = measure_shortfall(
        read_range_query(folder / "revenue.json").to_columns(), time="time", value="value",
        unit="EUR", window=(START, END), rows="readings", zone="UTC",
    )  # fmt: skip
    assert found is not None
    assert found.shortfall is not None, found.refused
    assert found.shortfall.net == direct.net


def test_a_mark_of_the_timeline_is_the_first_time_in_a_log(folder: Path) -> None:
    source = {
        "log": "service.log.jsonl",
        "query": "SELECT time FROM log WHERE message = 'conflict'",
    }
    found = measure_incident(folder, case(source, timeline={"started": {"first_of": "orders"}}))
    assert found is not None
    assert found.timeline is not None, found.refused
    (started,) = found.timeline.moments
    assert started.at == datetime(2026, 5, 3, 9, 21, tzinfo=UTC)
    assert started.source == "the first time in orders"


def test_a_mark_whose_log_is_missing_is_refused_and_the_others_stay(folder: Path) -> None:
    timeline = {"resolved": {"first_of": "orders"}, "detected": {"at": END}}
    found = measure_incident(folder, case({"log": "gone.jsonl"}, timeline=timeline))
    assert found is not None
    assert found.timeline is not None
    assert ([one.what for one in found.timeline.moments], found.timeline.state) == (
        ["detected"],
        "ongoing",
    )
    assert [one.part for one in found.refused] == ["timeline.resolved"]
    assert "gone.jsonl: expected an existing log" in found.refused[0].why


def test_two_models_may_be_compared_out_of_a_database(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "shop.db")) as shop:
        shop.execute("create table seen (y int, live int, next int)")
        shop.executemany("insert into seen values (?, ?, ?)", [(1, 1, i % 2) for i in range(100)])
        shop.commit()
    source = {"database": "sqlite:///shop.db", "query": "SELECT * FROM seen"}
    data = {"path": "orders", "label": "y", "baseline": "live", "candidate": "next"}
    of_models = Case.model_validate({"playbook": "x", "sources": {"orders": source}, "data": data})
    measured = measure_case(folder, of_models)
    assert measured.comparison is not None
    assert measured.comparison.worsening.value == 0.5
    assert measured.comparison.source.asked is not None
    assert current_evidence(read_evidence(folder), of_models) == measured


WITHOUT = (
    "an address without its password, which belongs in PGPASSWORD, ~/.pgpass or a service file; "
    "found one with a password"
)
REFUSED = {
    "a password": (
        'database = "postgresql://reader:secret@db/shop"\nquery = "SELECT 1"',
        WITHOUT,
    ),
    "a password behind": (
        'database = "postgresql://db/shop?password=secret"\nquery = "SELECT 1"',
        WITHOUT,
    ),
    "MySQL": (
        'database = "mysql://db/shop"\nquery = "SELECT 1"',
        "found MySQL, which needs an extension of DuckDB that is not supported: export the rows",
    ),
    "no address": ('database = "shop.db"\nquery = "SELECT 1"', "found 'shop.db'"),
    "two places": (
        'database = "sqlite:///shop.db"\nquery = "SELECT 1"\nlog = "a.jsonl"',
        "one of database, log and prometheus; found database and log",
    ),
    "nothing": ("", "one of database, log and prometheus; found none"),
    "no query": ('database = "sqlite:///shop.db"', "a query for its database; found none"),
    "a level of Prometheus": (
        'prometheus = "a.json"\nlevel = "lvl"',
        "no level of a prometheus; found one",
    ),
    "no Parquet": (
        'log = "a.jsonl"\nkept = "a.csv"',
        "a name that ends in .parquet; found 'a.csv'",
    ),
    "a word too many": ('log = "a.jsonl"\npasswd = "secret"', "no field of that name"),
}


@pytest.mark.parametrize(("source", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_every_source_that_is_none_is_told_in_one_line(
    source: str, why: str, tmp_path: Path
) -> None:
    (tmp_path / "case.toml").write_text(f'playbook = "x"\n[sources.orders]\n{source}\n')
    with pytest.raises(FieldError) as refused:
        CaseFile(tmp_path).read()
    said = str(refused.value)
    assert why in said
    assert "secret" not in f"{said}{refused.value.__cause__}"
    assert "\n" not in said


@pytest.mark.parametrize("name", ["../orders", "orders.csv", ""])
def test_a_source_has_a_name_that_no_file_has(name: str, tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text(f'playbook = "x"\n[sources."{name}"]\nlog = "a"\n')
    with pytest.raises(FieldError, match="a name of letters, digits, _ and -; found"):
        CaseFile(tmp_path).read()


@pytest.mark.parametrize(
    ("source", "why"),
    [
        pytest.param({"database": "sqlite:///no.db"}, "database no.db: expected", id="no database"),
        pytest.param(
            {"query": "DROP TABLE orders"}, "query on shop.db: expected one", id="a write"
        ),
        pytest.param(
            {"database": "env:BUGCASE_SHOP"},
            "database of source orders: expected its address in the environment variable "
            "BUGCASE_SHOP; found no such variable. Fix: set BUGCASE_SHOP before Python starts.",
            id="no variable",
        ),
    ],
)
def test_a_source_that_does_not_answer_is_told_once_for_each_part(
    source: dict[str, str], why: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BUGCASE_SHOP", raising=False)
    found = measure_incident(folder, of_orders(**source))
    assert found is not None
    assert [one.part for one in found.refused] == ["affected"]
    assert why in found.refused[0].why
    assert "\n" not in found.refused[0].why


@pytest.mark.parametrize("database", ["postgresql://reader@db.internal/shop", "env:BUGCASE_SHOP"])
def test_postgresql_without_its_extension_is_refused_with_the_remedy(
    database: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        connect().load_extension("postgres")
    except duckdb.Error:
        pass
    else:
        pytest.skip("DuckDB's extension for PostgreSQL is installed here")
    monkeypatch.setenv("BUGCASE_SHOP", "postgresql://reader:secret@db.internal/shop")
    found = measure_incident(folder, of_orders(database=database))
    assert found is not None
    (refused,) = found.refused
    assert refused.why.startswith("database db.internal/shop: expected PostgreSQL, through DuckDB")
    assert "Fix: run INSTALL postgres in DuckDB where there is a network" in refused.why
    assert "secret" not in refused.why


def test_lines_that_cannot_be_read_are_counted_and_told(folder: Path) -> None:
    with (folder / "service.log.jsonl").open("a") as log:
        log.write("\npanic: concurrent map writes\n")
    source = {
        "log": "service.log.jsonl",
        "query": "SELECT time, level = 'ERROR' AS failed FROM log",
    }
    requests = {"path": "orders", "time": "time", "errors": "failed", "objective": 99.0}
    asked = case(source, requests=requests)
    measured = measure_case(folder, asked)
    assert measured.incident is not None
    assert measured.incident.service_level is not None
    told = measured.incident.service_level.source.asked
    assert told is not None
    assert (told.of, told.left_out) == ("service.log.jsonl", 1)
    facts = Facts.of(load_playbook("ceo-report"), asked, measured)
    assert "1 line or sample of it unreadable" in str(facts("budget_burnt").origin)


def test_rows_that_cannot_be_kept_are_told(folder: Path) -> None:
    (folder / ".bugcase").write_text("no folder")
    found = measure_incident(folder, of_orders())
    assert found is not None
    assert found.refused[0].why.startswith(
        "rows of sqlite:///shop.db: expected rows that can be kept in orders.parquet; found "
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("SELECT 1; SELECT 2", "2 statements", id="two"),
        pytest.param("COPY log TO 'stolen.csv'", "another statement", id="a write"),
        pytest.param("SELECT nothing FROM log", "Binder Error", id="no such column"),
    ],
)
def test_a_query_on_a_log_is_one_select(asked: str, found: str, folder: Path) -> None:
    source = {"log": "service.log.jsonl", "query": asked}
    requests = {"path": "orders", "time": "time", "errors": "failed", "objective": 99.0}
    measured = measure_incident(folder, case(source, requests=requests))
    assert measured is not None
    (refused,) = measured.refused
    assert refused.why.startswith(
        "query on the table log: expected one SELECT that reads log; found "
    )
    assert found in refused.why
    assert not list(folder.rglob("stolen.csv"))


def test_the_address_may_stand_in_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUGCASE_SHOP", "sqlite:///shop.db")
    assert _confirmed(folder, of_orders(database="env:BUGCASE_SHOP")) == 2


def test_a_form_offers_the_sources_and_the_columns_that_were_kept(folder: Path) -> None:
    asked = of_orders()
    assert data_files(folder, asked)[0] == "orders"
    assert missing_file("orders", folder, asked) == ""
    assert columns_of(folder, asked, "orders.path") == ()
    measure_case(folder, asked)
    assert columns_of(folder, asked, "orders.path") == ("id", "customer", "at", "wrong")
