"""PySpark gives the numbers that pandas gives, and sends back counts, not rows."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import bugcase as bc
from bugcase.errors import DataError
from bugcase.incident.affected import Reach, count_affected
from bugcase.incident.reconcile import reconcile
from fixtures.data_questions import POLARS, QUESTIONS, ROLES, ask, assert_same
from fixtures.planted import MODELS, numbers, planted

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(
        shutil.which("java") is None and "JAVA_HOME" not in os.environ,
        reason="Spark needs Java, and there is none on the path or at JAVA_HOME",
    ),
]

SCHEMA = """
    y long, live long, next long, next_boolean boolean, next_text string, plan string,
    gold boolean, since timestamp_ntz, age long, tenure short, few byte, rare short,
    price decimal(8, 2), score double, user long
"""


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    """The one that there is: all that needs Spark is in this file, for it starts slowly."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "2")
    # a few rows and one short life: what is compiled for speed is never used often enough
    builder = builder.config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1")
    builder = builder.config("spark.sql.codegen.wholeStage", "false")
    started = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    started.sparkContext.setLogLevel("OFF")
    yield started
    started.stop()


@pytest.fixture(scope="module")
def frame(session: Any) -> Any:
    return session.createDataFrame(POLARS.rows(), SCHEMA).cache()


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_gets_the_same_numbers(frame: Any, question: str) -> None:
    assert_same(ask(frame, question), question)


def test_counts_come_back_and_no_rows(frame: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyspark.sql import DataFrame

    fetched: list[int] = []
    collect = type(frame).collect

    def counted(self: DataFrame) -> list[Any]:
        rows: list[Any] = collect(self)
        fetched.append(len(rows))
        return rows

    monkeypatch.setattr(type(frame), "collect", counted)
    bc.compare_models(frame, **ROLES, by=["plan", "age"], unit="user")
    assert 1 <= max(fetched) <= 6  # five bins and what is missing


def test_nan_is_missing(session: Any) -> None:
    rows = [(1, 1, value) for value in (0.0, 1.0, float("nan"), None) for _ in range(50)]
    frame = session.createDataFrame(rows, "y long, next long, live double")
    found = bc.compare_models(frame, label="y", baseline="live", candidate="next", by=["live"])
    assert [(dict(one.conditions), one.n) for one in found.segments] == [
        ({"live": "1"}, 50),
        ({"live": "0"}, 50),
    ]
    assert found.source.left_out == 100


def test_a_result_comes_back_as_a_small_table_of_what_is_installed(frame: Any) -> None:
    found = bc.compare_models(frame, **ROLES, by=[])
    assert type(found.to_frame()).__module__.startswith("polars")


@pytest.mark.parametrize("name", ["user.id", "back`tick"])
def test_a_name_that_spark_reads_as_syntax_is_refused(session: Any, name: str) -> None:
    frame = session.createDataFrame([(1, 1, 0)], ["y", "live", name])
    with pytest.raises(DataError) as error:
        bc.compare_models(frame, label="y", baseline="live", candidate=name)
    assert str(error.value) == (
        f"candidate column {name!r} of pyspark frame: expected a name without dots and backticks,"
        f" which Spark reads as syntax; found {name!r}."
        " Fix: rename it with withColumnRenamed."
    )


# PySpark says that it does not yet know pandas 3, and is slow to close its sockets
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning")
def test_the_slices_are_those_of_pandas(session: Any, tmp_path: Path) -> None:
    frame = planted(8_000, worse=0.4)
    pl.from_pandas(frame).write_parquet(tmp_path / "rows.parquet")
    asked = MODELS | {"by": ["plan", "country"]}
    there = numbers(bc.find_slices(session.read.parquet(str(tmp_path / "rows.parquet")), **asked))
    assert len(there) > 2
    assert there == numbers(bc.find_slices(frame, **asked))


@pytest.fixture
def orders(session: Any) -> Iterator[Any]:
    """A few, of a session in the zone of Lisbon; its timestamps are instants."""
    session.conf.set("spark.sql.session.timeZone", "Europe/Lisbon")
    at = datetime(2026, 5, 3, 9, tzinfo=UTC)
    rows = [("A", 1.5, at, True), ("B", 2.5, at, None), ("B", 2.5, at, None)]
    yield session.createDataFrame(rows, "id string, total double, at timestamp, bad boolean")
    session.conf.unset("spark.sql.session.timeZone")


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
