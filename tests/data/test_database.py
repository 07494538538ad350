"""A query on the database itself, read-only, and what stands in its way told in one line."""

import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from bugcase.data.database import query
from bugcase.errors import DataError
from bugcase.incident.reconcile import reconcile


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "it's a shop?.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            """
            create table orders (id text, cents int, rate real, note, proof blob);
            insert into orders values ('A', 1210, 0.5, 'x', x'00ff'), ('B', 9007199254740993, 1, 7,
                                       null), ('C', null, null, null, null);
            """
        )
    return path


def test_every_value_comes_as_it_is(shop: Path) -> None:
    found = query(shop, "select * from orders order by id;")
    assert [str(kind) for kind in found.types] == ["VARCHAR", "BIGINT", "DOUBLE", "VARCHAR", "BLOB"]
    assert found.fetchall() == [
        ("A", 1210, 0.5, "x", b"\x00\xff"),
        ("B", 9007199254740993, 1.0, "7", None),
        ("C", None, None, None, None),
    ]


def test_more_rows_than_one_batch_are_all_there(shop: Path) -> None:
    many = (
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 120000) "
        "select i, case when i = 120000 then 'late text' else i end as mixed from n"
    )
    found = query(shop, many)
    assert found.aggregate("count(*), sum(i), max(mixed)").fetchall() == [
        (120000, 7200060000, "late text")
    ]


def test_an_empty_answer_has_columns_and_no_rows(shop: Path) -> None:
    found = query(shop, "select id, cents from orders where false")
    assert (found.columns, found.fetchall()) == (["id", "cents"], [])


def test_an_answer_is_a_table_like_any_other(shop: Path) -> None:
    orders = query(shop, "select id, cents from orders where id = 'A'")
    found = reconcile(orders, orders, key="id", amount="cents", record_scale=1)
    assert found.count("matched") == 1


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("select nothing from orders", id="no such column"),
        pytest.param("delete from orders", id="a write"),
        pytest.param("select 1; drop table orders", id="two statements"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_query_that_is_none_changes_nothing_and_is_told(sql: str, shop: Path) -> None:
    before = shop.read_bytes()
    with pytest.raises(DataError, match="expected one SELECT that SQLite can answer") as error:
        query(shop, sql)
    assert "\n" not in str(error.value)
    assert shop.read_bytes() == before


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    path.write_text("id,total\n" * 500)
    with pytest.raises(DataError, match="found file is not a database"):
        query(path, "select * from orders")


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="found no such file"):
        query(tmp_path / "absent.db", "select 1")
    assert list(tmp_path.iterdir()) == []


def test_postgresql_without_its_extension_is_told_without_the_password() -> None:
    try:
        duckdb.connect(config={"autoinstall_known_extensions": "false"}).load_extension("postgres")
    except duckdb.Error:
        pass
    else:
        pytest.skip("DuckDB's extension for PostgreSQL is installed here")
    with pytest.raises(DataError) as error:
        query("postgresql://reader:secret@db.internal:5432/shop", "select 1")
    assert str(error.value).startswith(
        "database db.internal/shop: expected PostgreSQL, through DuckDB's extension postgres; "
        "found that extension is not installed, and nothing is fetched from a network."
    )
    assert "secret" not in str(error.value)
