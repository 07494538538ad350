"""The same table gives the same numbers in whatever holds it, and no file half-read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import ibis
import narwhals as nw
import pandas as pd
import polars as pl
import pytest
from pyarrow import feather

import bugcase as bc
from bugcase.errors import DataError
from bugcase.evidence.frames import Row, Table, make_frame, open_table
from evidence.questions import PANDAS, POLARS, QUESTIONS, ROLES, ask, assert_same, numbers


def written(write: Callable[[pl.DataFrame, Path], object], name: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        write(POLARS, path)
        return path

    return make


FRAMES: dict[str, Callable[[], Any]] = {
    "pandas": lambda: PANDAS,
    "pandas with categories": lambda: PANDAS.astype({"plan": "category"}),
    "pandas with its nullable types": PANDAS.convert_dtypes,
    "pandas with Arrow types": lambda: POLARS.to_pandas(use_pyarrow_extension_array=True),
    "pandas with Python objects": lambda: pd.DataFrame(POLARS.to_dicts(), dtype=object),
    "polars": lambda: POLARS,
    "polars lazy": POLARS.lazy,
    "polars categorical": lambda: POLARS.cast({"plan": pl.Categorical}),
    "pyarrow": POLARS.to_arrow,
    "pyarrow dictionary": lambda: POLARS.cast({"plan": pl.Categorical}).to_arrow(),
    "duckdb relation": lambda: duckdb.from_arrow(POLARS.to_arrow()),
    "ibis": lambda: ibis.memtable(POLARS.to_arrow()),
}
FILES: dict[str, Callable[[Path], Any]] = {
    "parquet": written(pl.DataFrame.write_parquet, "table.parquet"),
    "csv": written(pl.DataFrame.write_csv, "table.csv"),
    "tsv": written(lambda frame, path: frame.write_csv(path, separator="\t"), "table.tsv"),
    "json lines": written(
        lambda frame, path: frame.cast({"price": pl.Float64}).write_ndjson(path), "table.jsonl"
    ),
    "arrow": written(pl.DataFrame.write_ipc, "table.arrow"),
    "feather": written(
        lambda frame, path: feather.write_feather(frame.to_arrow(), path), "t.feather"
    ),
    "name with a star": written(pl.DataFrame.write_parquet, "ta[1]*.parquet"),
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("frame", FRAMES)
def test_every_frame_gives_the_same_numbers(frame: str, question: str) -> None:
    assert_same(ask(FRAMES[frame](), question), question)


@pytest.mark.parametrize("question", ["groups of every kind", "clustered"])
@pytest.mark.parametrize("file", FILES)
def test_every_file_gives_the_same_numbers(file: str, question: str, tmp_path: Path) -> None:
    assert_same(ask(FILES[file](tmp_path), question), question)


@pytest.mark.parametrize("frame", ["polars lazy", "duckdb relation", "ibis"])
def test_lazy_frames_send_back_counts_and_no_rows(
    frame: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = []
    collect = Table._collect  # noqa: SLF001  (the one door through which rows come)

    def counted(self: Table, asked: Any) -> list[Row]:
        rows = collect(self, asked)
        fetched.append(len(rows))
        return rows

    monkeypatch.setattr(Table, "_collect", counted)
    ask(FRAMES[frame](), "clustered")
    assert 1 <= max(fetched) <= 6  # five bins and what is missing


@pytest.mark.parametrize("frame", FRAMES)
def test_a_dot_or_a_quotation_mark_in_a_name_is_no_syntax(frame: str) -> None:
    renamed = {"user": "user.id", "plan": 'the "plan"', "y": "y.true"}
    found = bc.compare_models(
        nw.to_native(nw.from_native(FRAMES[frame]()).rename(renamed)),
        **ROLES | {"label": "y.true"},
        by=['the "plan"'],
        unit="user.id",
    )
    expected = bc.compare_models(PANDAS, **ROLES, by=["plan"], unit="user")
    assert numbers(found) == pytest.approx(numbers(expected), rel=1e-9)


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
    expected = bc.compare_models(PANDAS, **ROLES, by=[])
    found = bc.compare_models(PANDAS.assign(next=LABELS[kind](PANDAS["next"])), **ROLES, by=[])
    assert numbers(found) == numbers(expected)


def test_row_order_changes_nothing() -> None:
    shuffled = PANDAS.sample(frac=1, random_state=3)
    found, expected = (bc.compare_models(one, **ROLES) for one in (shuffled, PANDAS))
    assert numbers(found) == pytest.approx(numbers(expected), rel=1e-9)
    assert found.source.sha256 == expected.source.sha256


def test_a_files_provenance_is_the_hash_of_its_bytes(tmp_path: Path) -> None:
    path = FILES["csv"](tmp_path)
    before = bc.compare_models(path, **ROLES, by=[]).source
    path.write_bytes(path.read_bytes() + b"0,0,0,false,0,,,,20,,,,,,1\n")
    after = bc.compare_models(path, **ROLES, by=[]).source
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
        bc.compare_models(path, **ROLES)
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
