"""Every file gives the same numbers, and what cannot be opened is told in one line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import feather

import bugcase as bc
from bugcase.data.opening import column_names, open_table
from bugcase.errors import DataError
from fixtures.data_questions import PANDAS, POLARS, ROLES, ask, assert_same, groups, numbers


def written(write: Callable[[pl.DataFrame, Path], object], name: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        write(POLARS, path)
        return path

    return make


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


@pytest.mark.parametrize("question", ["groups of every kind", "clustered"])
@pytest.mark.parametrize("file", FILES)
def test_every_file_gives_the_same_numbers(file: str, question: str, tmp_path: Path) -> None:
    assert_same(ask(FILES[file](tmp_path), question), question)


COLUMNS = PANDAS[["y", "live", "next", "plan", "age"]]
PLACES = np.arange(len(COLUMNS))
INDEXED = {
    "one level": COLUMNS.set_index(pd.Index(PLACES**2)),
    "two levels": COLUMNS.set_index(pd.MultiIndex.from_arrays([PLACES // 100, PLACES % 7])),
}
KEEPS_INDEX: dict[str, Callable[[pd.DataFrame, Path], Any]] = {
    "parquet": lambda frame, folder: parquet(frame, folder / "table.parquet"),
    "polars": lambda frame, folder: pl.read_parquet(parquet(frame, folder / "table.parquet")),
    "pyarrow": lambda frame, _: pa.Table.from_pandas(frame),
}


def parquet(frame: pd.DataFrame, path: Path) -> Path:
    frame.to_parquet(path)
    return path


@pytest.mark.parametrize("index", INDEXED)
@pytest.mark.parametrize("kind", KEEPS_INDEX)
def test_an_index_of_pandas_without_a_name_is_no_column(
    kind: str, index: str, tmp_path: Path
) -> None:
    frame = INDEXED[index]
    kept = KEEPS_INDEX[kind](frame, tmp_path)
    assert column_names(kept) == tuple(frame.columns)
    found, expected = (bc.compare_models(one, **ROLES) for one in (kept, frame))
    assert groups(found) == groups(expected)
    assert numbers(found) == pytest.approx(numbers(expected), rel=1e-9)


def test_an_index_of_pandas_with_a_name_is_a_column_of_the_file(tmp_path: Path) -> None:
    frame = PANDAS[["y", "user"]].set_index("user")
    assert column_names(parquet(frame, tmp_path / "table.parquet")) == ("y", "user")


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
