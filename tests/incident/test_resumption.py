"""Whether orders can be placed again: those that came since the restore."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from bugcase.errors import DataError
from bugcase.incident.resumption import measure_resumption
from fixtures.holders import HOLDERS, every_holder

# 2 and 3 since nine, the latter in two rows; one row has no key
ORDERS = pl.DataFrame(
    {
        "id": ["1", "2", "3", "3", None],
        "placed": [datetime(2026, 5, 3, 8 + i // 2, 30 * (i % 2), tzinfo=UTC) for i in range(1, 6)],
    }
)


@every_holder
def test_orders_since_a_time_are_counted_once_each(holder: str, tmp_path: Path) -> None:
    table = HOLDERS[holder](ORDERS, tmp_path)
    found = measure_resumption(table, key="id", time="placed", since="2026-05-03T09:00Z")
    assert found.orders == 2
    assert (found.first, found.last) == (
        datetime(2026, 5, 3, 9, tzinfo=UTC),
        datetime(2026, 5, 3, 10, tzinfo=UTC),
    )
    assert (found.table.rows, found.table.left_out) == (3, 2)


def test_that_no_order_has_come_is_a_finding_and_no_error() -> None:
    found = measure_resumption(ORDERS, key="id", time="placed", since="2026-05-03T12:00Z")
    assert (found.orders, found.first, found.last) == (0, None, None)


def test_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(DataError, match="created"):
        measure_resumption(ORDERS, key="id", time="created", since="2026-05-03T12:00Z")
