"""No network is asked, and no name or text ends its own quotation."""

import pytest

from bugcase.data.duck import connect, connect_shared, own_tables, sql_name, sql_text

ODD = ["plain", "it's", 'say "y"', "a'; drop table t; --", 'a"; drop table t; --', "%*[?"]


def test_an_extension_that_is_missing_is_not_fetched() -> None:
    asked = "select current_setting('autoinstall_known_extensions')"
    with connect() as connection:
        assert connection.execute(asked).fetchall() == [(False,)]


@pytest.mark.parametrize("odd", ODD)
def test_a_text_and_a_name_are_themselves(odd: str) -> None:
    with connect() as connection:
        row = connection.sql(f"select {sql_text(odd)} as {sql_name(odd)}")
        assert (row.columns, row.fetchall()) == ([odd], [(odd,)])


def test_tables_of_ones_own_are_seen_by_nobody_else_and_are_gone_at_the_end() -> None:
    with own_tables() as one, own_tables() as other:
        one.execute("create table t as select 1 as x")
        other.execute("create table t as select 2 as x")
        other.sql("select x + 1 as x from t").create_view("v")
        assert [c.execute("from t").fetchall() for c in (one, other)] == [[(1,)], [(2,)]]
        assert connect_shared().execute("show tables").fetchall() == []
    left = "select database_name from duckdb_databases() where not internal"
    assert connect_shared().execute(left).fetchall() == [("memory",)]


def test_a_setting_of_a_shared_connection_is_its_own() -> None:
    connect_shared().execute("set TimeZone = 'Asia/Kolkata'")
    asked = "select current_setting('TimeZone')"
    assert connect_shared().execute(asked).fetchall() != [("Asia/Kolkata",)]
