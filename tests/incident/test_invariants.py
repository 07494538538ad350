"""Who breaks what must always hold, how many, and since when."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from bugcase.errors import DataError
from bugcase.incident.affected import Reach
from bugcase.incident.invariants import (
    Comparison,
    Invariant,
    Lines,
    Total,
    check_invariants,
    keys_that_break,
)
from fixtures.holders import HOLDERS, every_holder

START = datetime(2026, 5, 3, 9, tzinfo=UTC)
ORDERS = pl.DataFrame(
    {
        "id": [1, 2, 3, 4, 5],
        "customer": ["ann", "ann", "bob", "eve", "bob"],
        "net": [10.0, 20.0, 0.1, 0.0, None],
        "tax": [2.1, 4.2, 0.2, 0.0, 1.0],
        "total": [12.1, 24.0, 0.3, 0.0, 8.0],
        "stock": [3, -1, 0, -7, 2],
        "paid": [START + timedelta(minutes=i) for i in range(5)],
        "shipped": [START + timedelta(minutes=2 * i, seconds=-1) for i in range(5)],
    }
)
LINES = pl.DataFrame({"order": [1, 1, 2, 3, 3], "price": [12.0, 0.1, 24.2, 0.1, 0.2]})
ROLES: dict[str, Any] = {"key": "id", "time": "paid", "customer": "customer"}
TOTAL = Invariant(
    name="total = net + tax", left="total", holds="=", right=Total(columns=("net", "tax"))
)
STOCK = Invariant(name="stock is never negative", left="stock", holds=">=", right=0)


@every_holder
def test_every_frame_and_file_gives_the_same_numbers(holder: str, tmp_path: Path) -> None:
    orders, lines = (HOLDERS[holder](frame, tmp_path) for frame in (ORDERS, LINES))
    of_lines = Invariant(
        name="total = sum of lines",
        left="total",
        holds="=",
        right=Lines(table=lines, key="order", amount="price"),
    )
    found = check_invariants(orders, [TOTAL, STOCK, of_lines], **ROLES)
    assert [(one.checked, one.unknown, one.rows, one.examples) for one in found] == [
        (4, 1, 1, ("2",)),  # 0.1 + 0.2 is 0.3
        (5, 0, 2, ("2", "4")),
        (5, 0, 2, ("2", "5")),  # 4 has no lines and no total, 5 a total without lines
    ]
    assert [(one.broken, one.worst) for one in found] == [
        (Reach(orders=1, customers=1), Decimal("0.2000")),
        (Reach(orders=2, customers=2), Decimal("7.0000")),
        (Reach(orders=2, customers=2), Decimal("8.0000")),
    ]


def test_the_first_and_the_last_break_are_dated() -> None:
    (found,) = check_invariants(ORDERS, [STOCK], **ROLES)
    assert (found.first, found.last) == (START + timedelta(minutes=1), START + timedelta(minutes=3))


def test_only_rows_from_a_time_on_are_checked_where_one_is_named() -> None:
    since = START + timedelta(minutes=2)
    (found,) = check_invariants(ORDERS, [STOCK], **ROLES, since=since)
    assert (found.checked, found.rows, found.examples, found.first) == (3, 1, ("4",), found.last)
    with pytest.raises(ValueError, match="need their column of times"):
        check_invariants(ORDERS, [STOCK], key="id", since=since)


def test_what_holds_everywhere_was_broken_never_and_by_nobody() -> None:
    holds = Invariant(name="total is not negative", left="total", holds=">=", right=0)
    (found,) = check_invariants(ORDERS, [holds], **ROLES)
    assert found.always_holds
    assert (found.rows, found.first, found.worst, found.examples) == (0, None, None, ())


def test_a_row_that_cannot_be_checked_keeps_an_invariant_from_always_holding() -> None:
    holds = Invariant(name="net is not negative", left="net", holds=">=", right=0)
    (found,) = check_invariants(ORDERS, [holds], **ROLES)
    assert (found.rows, found.unknown, found.always_holds) == (0, 1, False)


COMPARISONS = [
    pytest.param("=", [False, True, False], id="="),
    pytest.param("!=", [True, False, True], id="!="),
    pytest.param("<", [True, False, False], id="<"),
    pytest.param("<=", [True, True, False], id="<="),
    pytest.param(">", [False, False, True], id=">"),
    pytest.param(">=", [False, True, True], id=">="),
]


@pytest.mark.parametrize(("holds", "expected"), COMPARISONS)
def test_every_comparison_compares_left_to_right(holds: Comparison, expected: list[bool]) -> None:
    rows = pl.DataFrame({"id": ["less", "same", "more"], "a": [1, 2, 3]})
    broken = keys_that_break(
        rows, Invariant(name="a against 2", left="a", holds=holds, right=2), key="id"
    )
    held = [name not in broken for name in ("less", "same", "more")]
    assert held == expected


@pytest.mark.parametrize("holds", ["=", "<=", ">="])
def test_a_tolerance_forgives_up_to_itself(holds: Comparison) -> None:
    far = 1.51 if holds != ">=" else 0.49
    near = 1.5 if holds != ">=" else 0.5
    rows = pl.DataFrame({"id": ["near", "far"], "a": [near, far]})
    within = Invariant(name="a is 1", left="a", holds=holds, right=1, tolerance="0.5")
    assert keys_that_break(rows, within, key="id") == ("far",)


def test_two_columns_of_times_are_compared_as_times() -> None:
    paid_first = Invariant(
        name="nothing ships before it is paid", left="paid", holds="<=", right="shipped"
    )
    (found,) = check_invariants(ORDERS, [paid_first], **ROLES)
    assert (found.rows, found.examples, found.worst) == (1, ("1",), None)


def test_a_line_that_cannot_be_read_makes_its_order_unknown_and_is_told() -> None:
    lines = pd.DataFrame({"order": ["1", "1", "2"], "price": ["12.00", "?", "24"]})
    total = Invariant(
        name="total = sum of lines",
        left="total",
        holds="=",
        right=Lines(table=lines, key="order", amount="price"),
    )
    (found,) = check_invariants(ORDERS.head(2), [total], **ROLES)
    assert (found.checked, found.unknown, found.rows) == (1, 1, 0)
    assert [str(notice) for notice in found.notices] == [
        "amounts written as text, in column 'price' of pandas frame: 2",
        "amounts that cannot be read, in column 'price' of pandas frame: 1",
    ]


def test_lines_of_no_order_at_all_are_refused() -> None:
    lines = LINES.with_columns(order=pl.col("order") + 100)
    total = Invariant(
        name="total = sum of lines",
        left="total",
        holds="=",
        right=Lines(table=lines, key="order", amount="price"),
    )
    with pytest.raises(DataError, match="expected keys of column 'id' of polars frame, such as"):
        check_invariants(ORDERS, [total], **ROLES)


def test_a_time_is_not_compared_to_a_number() -> None:
    nonsense = Invariant(name="paid > 0", left="paid", holds=">", right=0)
    with pytest.raises(DataError, match="found times on one side of 'paid > 0'"):
        check_invariants(ORDERS, [nonsense], **ROLES)


def test_only_the_closed_list_compares() -> None:
    with pytest.raises(ValueError, match="compares by one of =, !=, <, <=, >, >=; found '~'"):
        Invariant(name="a ~ b", left="a", holds="~", right="b")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="a tolerance is not negative"):
        Invariant(name="a = b", left="a", holds="=", right="b", tolerance=-1)


def test_a_name_is_never_run_as_code() -> None:
    hostile = "a); drop table checked; --"
    rows = pl.DataFrame({"id": [1], hostile: [1]})
    held = Invariant(name=hostile, left=hostile, holds="=", right=1)
    assert keys_that_break(rows, held, key="id") == ()
