"""Everything that may hold the rows of an incident: kinds of frames, and files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import ibis
import polars as pl
import pytest


def written(write: Callable[[pl.DataFrame, Path], object], suffix: str) -> Any:
    def hold(frame: pl.DataFrame, folder: Path) -> Path:
        path = folder / f"table-{len(list(folder.iterdir()))}{suffix}"
        write(frame, path)
        return path

    return hold


HOLDERS: dict[str, Callable[[pl.DataFrame, Path], Any]] = {
    "pandas": lambda frame, _: frame.to_pandas(),
    "pandas with its nullable types": lambda frame, _: frame.to_pandas().convert_dtypes(),
    "pandas with Python objects": lambda frame, _: frame.to_pandas().astype(object),
    "polars": lambda frame, _: frame,
    "polars lazy": lambda frame, _: frame.lazy(),
    "pyarrow": lambda frame, _: frame.to_arrow(),
    "duckdb relation": lambda frame, _: duckdb.connect().from_arrow(frame.to_arrow()),
    "ibis": lambda frame, _: ibis.memtable(frame.to_arrow()),
    "parquet": written(pl.DataFrame.write_parquet, ".parquet"),
    "csv": written(pl.DataFrame.write_csv, ".csv"),
    "json lines": written(pl.DataFrame.write_ndjson, ".jsonl"),
    "arrow": written(pl.DataFrame.write_ipc, ".arrow"),
}
every_holder = pytest.mark.parametrize("holder", HOLDERS)
