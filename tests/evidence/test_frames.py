"""The same table gives the same numbers in whatever holds it, and no file half-read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import feather

import bugcase as bc
from bugcase.errors import DataError
from bugcase.evidence.frames import make_frame, open_table

COLUMNS: dict[str, Any] = {"label": "y", "baseline": "live", "candidate": "next", "limit": 0.01}
generator = np.random.default_rng(11)
N = 4000


def table() -> pd.DataFrame:
    truth = generator.integers(0, 2, N)
    plan = np.array(["basic", "gold", None], dtype=object)[generator.integers(0, 3, N)]
    return pd.DataFrame(
        {
            "y": truth,
            "live": np.where(generator.random(N) < 0.1, 1 - truth, truth),
            "next": np.where(generator.random(N) < 0.15, 1 - truth, truth),
            "plan": plan,
            "age": generator.integers(16, 90, N),
            "score": np.where(generator.random(N) < 0.1, np.nan, generator.random(N).round(6)),
            "user": generator.integers(0, 500, N),
        }
    )


TABLE = table()


def written(write: Callable[[pl.DataFrame, Path], object], name: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        write(pl.from_pandas(TABLE), path)
        return path

    return make


HOLDERS: dict[str, Callable[[Path], Any]] = {
    "pandas": lambda _: TABLE,
    "pandas with numpy types": lambda _: TABLE.astype({"plan": "object"}),
    "pandas with categories": lambda _: TABLE.astype({"plan": "category"}),
    "polars": lambda _: pl.from_pandas(TABLE),
    "polars lazy": lambda _: pl.from_pandas(TABLE).lazy(),
    "polars categorical": lambda _: pl.from_pandas(TABLE).cast({"plan": pl.Categorical}),
    "pyarrow": lambda _: pa.Table.from_pandas(TABLE),
    "pyarrow dictionary": lambda _: pl.from_pandas(TABLE).cast({"plan": pl.Categorical}).to_arrow(),
    "duckdb relation": lambda _: duckdb.from_df(TABLE),
    "parquet": written(pl.DataFrame.write_parquet, "table.parquet"),
    "csv": written(pl.DataFrame.write_csv, "table.csv"),
    "tsv": written(lambda frame, path: frame.write_csv(path, separator="\t"), "table.tsv"),
    "json lines": written(pl.DataFrame.write_ndjson, "table.jsonl"),
    "arrow": written(pl.DataFrame.write_ipc, "table.arrow"),
    "feather": written(
        lambda frame, path: feather.write_feather(frame.to_arrow(), path), "t.feather"
    ),
    "name with a star": written(pl.DataFrame.write_parquet, "ta[1]*.parquet"),
}
QUESTIONS: dict[str, dict[str, Any]] = {
    "error rate by group": {"by": ["plan", "age", "score"]},
    "clustered": {"by": ["plan", "age"], "unit": "user"},
    "clustered precision": {"by": ["plan"], "unit": "user", "metric": "precision"},
    "Brier score": {"by": ["plan", "score"], "metric": "Brier score"},
    "weighted": {"by": ["plan"], "weight": "age"},
}


def numbers(found: bc.Comparison) -> list[Any]:
    return [
        (dict(one.conditions), one.n, one.q, one.baseline, one.candidate, one.worsening)
        for one in sorted(found.segments, key=lambda one: str(one.conditions))
    ]


def flat(found: bc.Comparison) -> list[float]:
    every: list[Any] = [found, *sorted(found.segments, key=lambda one: str(one.conditions))]
    estimates = [e for one in every for e in (one.baseline, one.candidate, one.worsening)]
    return [end for e in estimates for end in (e.value, e.low, e.high, e.n)]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("holder", HOLDERS)
def test_the_same_question_gets_the_same_numbers(
    holder: str, question: str, tmp_path: Path
) -> None:
    arguments: dict[str, Any] = COLUMNS | QUESTIONS[question]
    expected = bc.compare_models(TABLE, **arguments)
    found = bc.compare_models(HOLDERS[holder](tmp_path), **arguments)
    assert [one[:2] for one in numbers(found)] == [one[:2] for one in numbers(expected)]
    assert flat(found) == pytest.approx(flat(expected), rel=1e-9, abs=1e-12)
    assert found.verdict == expected.verdict


LABELS: dict[str, Callable[[pd.Series], pd.Series]] = {
    "booleans": lambda values: values.astype(bool),
    "nullable booleans": lambda values: values.astype("boolean"),
    "Python booleans": lambda values: values.astype(bool).astype(object),
    "whole floats": lambda values: values.astype(float),
    "strings": lambda values: values.astype(str),
    "categories": lambda values: values.astype(str).astype("category"),
    "small integers": lambda values: values.astype("uint8"),
}


@pytest.mark.parametrize("kind", LABELS)
def test_labels_and_predictions_meet_in_whatever_form_they_are_written(kind: str) -> None:
    expected = bc.compare_models(TABLE, **COLUMNS, by=[])
    found = bc.compare_models(TABLE.assign(next=LABELS[kind](TABLE["next"])), **COLUMNS, by=[])
    assert flat(found) == flat(expected)


def test_row_order_changes_nothing() -> None:
    shuffled = TABLE.sample(frac=1, random_state=3)
    found, expected = (bc.compare_models(one, **COLUMNS) for one in (shuffled, TABLE))
    assert flat(found) == pytest.approx(flat(expected), rel=1e-9)
    assert found.source.sha256 == expected.source.sha256


def test_a_files_provenance_is_the_hash_of_its_bytes(tmp_path: Path) -> None:
    path = HOLDERS["csv"](tmp_path)
    before = bc.compare_models(path, **COLUMNS, by=[]).source
    path.write_bytes(path.read_bytes() + b"0,0,0,,20,,1\n")
    after = bc.compare_models(path, **COLUMNS, by=[]).source
    assert (before.data, len(before.sha256)) == ("table.csv", 64)
    assert before.sha256 != after.sha256


UNREADABLE = [
    pytest.param("absent.parquet", None, "no such file", id="no such file"),
    pytest.param("empty.csv", b"", "an empty file", id="an empty file"),
    pytest.param("broken.parquet", b"PAR1 broken", "broken.parquet", id="no Parquet"),
    pytest.param("broken.jsonl", b'{"y": 1}\n{"y": ', "broken.jsonl", id="half a JSON line"),
    pytest.param("table.xlsx", b"PK", "'.xlsx'", id="a kind of file that is not read"),
]


@pytest.mark.parametrize(("name", "content", "found"), UNREADABLE)
def test_a_file_that_cannot_be_read_is_told_in_one_line(
    name: str, content: bytes | None, found: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError) as error:
        bc.compare_models(path, **COLUMNS)
    assert found in str(error.value)
    assert "\n" not in str(error.value)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="found a folder"):
        open_table(tmp_path)


def test_what_is_no_dataframe_is_named_by_its_type() -> None:
    with pytest.raises(DataError, match=r"found builtins\.list"):
        open_table([1, 2])


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow", "duckdb"])
def test_a_result_comes_back_in_the_kind_that_went_in(kind: str) -> None:
    made = make_frame({"name": ["a", None], "value": [1.5, 2.0], "n": [1, 2]}, kind)
    table = open_table(made)
    assert (table.kind, list(table.schema)) == (kind, ["name", "value", "n"])
    assert sorted(table.count_by(["n"])) == [(1, 1), (2, 1)]
