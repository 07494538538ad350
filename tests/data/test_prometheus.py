"""The answer to a range query: series with their gaps told, or a line that says why not."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pydantic import TypeAdapter

from bugcase.data.prometheus import RangeResult, read_range_query
from bugcase.errors import DataError

START = 1_777_800_000


def saved(folder: Path, answer: Any) -> Path:
    path = folder / "answer.json"
    path.write_text(answer if isinstance(answer, str) else json.dumps(answer), encoding="utf-8")
    return path


def matrix(*series: tuple[dict[str, str], list[Any]], **more: Any) -> dict[str, Any]:
    result = [{"metric": labels, "values": values} for labels, values in series]
    return {"status": "success", "data": {"resultType": "matrix", "result": result}, **more}


TWO = matrix(
    (
        {"__name__": "http_requests_total", "job": "orders", "code": "200"},
        [[START + 15 * i, str(i)] for i in range(5)],
    ),
    (
        {"__name__": "http_requests_total", "job": "orders", "code": "500"},
        [[START, "NaN"], [START + 15, "+Inf"], [START + 45, "-Inf"], [START + 60.0, "1e-3"]],
    ),
    warnings=["store gateway is not there"],
)


def test_every_series_is_read_with_its_labels(tmp_path: Path) -> None:
    found = read_range_query(saved(tmp_path, TWO))
    assert [one.name for one in found.series] == [
        'http_requests_total{code="200", job="orders"}',
        'http_requests_total{code="500", job="orders"}',
    ]
    assert [one.values for one in found.series] == [(0.0, 1.0, 2.0, 3.0, 4.0), (0.001,)]
    assert found.series[1].times == (datetime.fromtimestamp(START + 60, UTC),)


def test_nan_infinity_and_a_gap_are_three_things_and_none_is_zero(tmp_path: Path) -> None:
    steady, broken = read_range_query(saved(tmp_path, TWO)).series
    assert (steady.not_a_number, steady.infinite, steady.missing) == (0, 0, 0)
    assert (broken.not_a_number, broken.infinite, broken.missing) == (1, 2, 1)


def test_the_step_the_span_and_the_warnings_are_told(tmp_path: Path) -> None:
    found = read_range_query(saved(tmp_path, TWO))
    assert found.step == timedelta(seconds=15)
    assert (found.end - found.start, found.warnings) == (
        timedelta(minutes=1),
        ("store gateway is not there",),
    )
    assert (found.source.rows, found.source.left_out) == (6, 3)


def test_a_series_that_went_stale_misses_the_steps_to_the_end(tmp_path: Path) -> None:
    answer = matrix(
        ({"job": "a"}, [[START + 15 * i, "1"] for i in range(9)]),
        ({"job": "b"}, [[START + 15 * i, "1"] for i in range(3, 5)]),
    )
    assert [one.missing for one in read_range_query(saved(tmp_path, answer)).series] == [0, 7]


def test_samples_that_are_none_are_counted(tmp_path: Path) -> None:
    values = [[START, "1"], [START, "two"], [START], "x", ["when", "1"], [1e300, "1"], None]
    (series,) = read_range_query(saved(tmp_path, matrix(({}, values)))).series
    assert (series.name, series.values, series.unreadable) == ("{}", (1.0,), 6)


def test_a_single_sample_has_no_step(tmp_path: Path) -> None:
    found = read_range_query(saved(tmp_path, matrix(({"job": "a"}, [[START, "1"]]))))
    assert (found.step, found.series[0].missing) == (None, 0)


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow", "duckdb"])
def test_the_samples_come_as_a_table(kind: str, tmp_path: Path) -> None:
    table = read_range_query(saved(tmp_path, TWO)).to_frame(kind)
    rows = (table.pl() if kind == "duckdb" else pl.DataFrame(table)).rows()
    assert rows[1] == (
        'http_requests_total{code="200", job="orders"}',
        "2026-05-03T09:20:15+00:00",
        1.0,
    )
    assert len(rows) == 6


def test_a_result_survives_json(tmp_path: Path) -> None:
    adapter = TypeAdapter(RangeResult)
    found = read_range_query(saved(tmp_path, TWO))
    assert adapter.validate_json(adapter.dump_json(found)) == found


REFUSED = [
    pytest.param("<html>", "no JSON (Expecting value", id="no JSON"),
    pytest.param("[1]", "JSON without a status", id="other JSON"),
    pytest.param(
        {"status": "error", "errorType": "bad_data", "error": "unknown function"},
        "a query that failed, bad_data: unknown function",
        id="a query that failed",
    ),
    pytest.param(
        {"status": "success", "data": {"resultType": "vector", "result": []}},
        "a result of type 'vector'. Fix: ask /api/v1/query_range",
        id="an instant query",
    ),
    pytest.param(matrix(), "0 series without a finite number", id="nothing found"),
    pytest.param(
        matrix(({"job": "a"}, [[START, "NaN"]])),
        "1 series without a finite number",
        id="nothing but NaN",
    ),
]


@pytest.mark.parametrize(("answer", "found"), REFUSED)
def test_what_is_no_answer_is_refused_in_one_line(answer: Any, found: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read_range_query(saved(tmp_path, answer))
    assert f"found {found}" in str(error.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="found no such file"):
        read_range_query(tmp_path / "absent.json")
