"""No network is asked, and no name or text ends its own quotation."""

import pytest

from bugcase.data.duck import connect, sql_name, sql_text

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
