"""PySpark's rows give the numbers of everybody else's, and its timestamps stay instants."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bugcase.incident.affected import Reach, count_affected
from bugcase.incident.reconcile import reconcile

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(
        shutil.which("java") is None and "JAVA_HOME" not in os.environ,
        reason="Spark needs Java, and there is none on the path or at JAVA_HOME",
    ),
]


@pytest.fixture(scope="module")
def orders() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.session.timeZone", "Europe/Lisbon")
    session = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    at = datetime(2026, 5, 3, 9, tzinfo=UTC)
    rows = [("A", 1.5, at, True), ("B", 2.5, at, None), ("B", 2.5, at, None)]
    yield session.createDataFrame(rows, "id string, total double, at timestamp, bad boolean")
    session.stop()


def test_affected_orders_are_counted_in_their_window(orders: Any) -> None:
    window = ("2026-05-03T09:00Z", "2026-05-03T09:01Z")
    found = count_affected(orders, order="id", time="at", window=window, confirmed="bad")
    assert (found.confirmed, found.active) == (
        Reach(orders=1, customers=None),
        Reach(orders=2, customers=None),
    )
    assert found.start == datetime(2026, 5, 3, 9, tzinfo=UTC)


def test_a_table_is_reconciled(orders: Any) -> None:
    found = reconcile(orders, orders, key="id", amount="total")
    assert [(one.outcome, one.keys) for one in found.tallies] == [("matched", 1), ("duplicate", 1)]
