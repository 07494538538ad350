"""Opens what holds the rows: a dataframe of any library, a relation, or a file.

Whatever comes in, a `Table` comes out, on which a missing value is missing and a
number is a number: NaN, pandas' columns of Python objects and decimals are made so
here.  An index of pandas that has no name is no column.
"""

import atexit
import glob
import re
import sys
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import narwhals as nw
from narwhals.exceptions import NarwhalsError

from bugcase.data.duck import connect_shared
from bugcase.data.kept import asked_of
from bugcase.data.provenance import file_sha256
from bugcase.data.table import Frame, Table
from bugcase.errors import DataError

SUFFIXES = (".parquet", ".pq", ".csv", ".tsv", ".jsonl", ".ndjson", ".arrow", ".feather", ".ipc")
_INDEX = re.compile(r"__index_level_\d+__")  # what pandas calls an index without a name in a file


def open_table(source: Any) -> Table:
    """Open a dataframe, a relation or a file as a `Table`, reading no rows yet.

    Parameters
    ----------
    source
        A pandas, Polars (eager or lazy) or PyArrow table, a DuckDB relation, a
        PySpark dataframe, an Ibis table, or the path of a Parquet, CSV, TSV,
        JSON-lines or Arrow file.  An index of pandas is no column where it has no
        name, as in a dataframe; one with a name is a column of the file.

    Raises
    ------
    DataError
        Where the path is no readable file of these kinds, the object is no
        dataframe, or two columns share a name.
    """
    if isinstance(source, str | Path):
        return _open_file(Path(source))
    try:
        frame = nw.from_native(source)
    except (TypeError, NarwhalsError) as error:
        raise DataError(
            "data",
            allowed="a dataframe (pandas, Polars, PyArrow, DuckDB, PySpark, Ibis) or a file's path",
            found=f"{type(source).__module__}.{type(source).__qualname__}",
            remedy="hand over one of these",
        ) from error
    kind = frame.implementation.value
    return _checked(Table(frame=frame, name=f"{kind} frame", kind=kind, sha256=None))


def column_names(source: Any) -> tuple[str, ...]:
    """Name the columns of a dataframe or a file, in the order of the data.

    Of a file only its head or its footer is read, however large it is.

    Raises
    ------
    DataError
        As `open_table`.
    """
    if isinstance(source, str | Path):
        names = _relation(Path(source), sample=100).columns
        return tuple(name for name in names if not _INDEX.fullmatch(name))
    return tuple(open_table(source).schema)


def _open_file(path: Path) -> Table:
    relation = _relation(path)
    frame = nw.from_native(relation)
    asked = asked_of(path) if path.suffix.lower() in (".parquet", ".pq") else None
    sha256 = file_sha256(path)
    return _checked(Table(frame=frame, name=path.name, kind="duckdb", sha256=sha256, asked=asked))


def _relation(path: Path, sample: int = -1) -> Any:
    """Open a file, whose types are decided by so many rows; by all of them for -1."""
    if not path.is_file():
        raise DataError(
            f"file {path.name}",
            allowed="an existing file",
            found="a folder" if path.is_dir() else "no such file",
            remedy=f"check the path {path}",
        )
    if path.stat().st_size == 0:
        raise DataError(
            f"file {path.name}",
            allowed="a table",
            found="an empty file",
            remedy="write it again, or name another file",
        )
    if path.suffix.lower() not in SUFFIXES:
        raise DataError(
            f"file {path.name}",
            allowed=f"a name that ends in {', '.join(SUFFIXES)}",
            found=repr(path.suffix),
            remedy="convert it to Parquet, or rename it to what it is",
        )
    import duckdb

    try:
        return _read(path, sample)
    except (duckdb.Error, OSError, ValueError) as error:
        raise DataError(
            f"file {path.name}",
            allowed=f"a readable {path.suffix.lower()} file",
            found=str(error).partition("\n")[0],
            remedy="write it again, or convert it to Parquet",
        ) from error


def _read(path: Path, sample: int) -> Any:
    """Make a lazy DuckDB relation of a file."""
    connection = connect_shared()
    name = glob.escape(str(path))  # DuckDB would take * and [ in a file's name for a pattern
    match path.suffix.lower():
        case ".parquet" | ".pq":
            relation = connection.read_parquet(name)
            # every question, and every column that is added, would read the file's footer again
            connection.execute("set parquet_metadata_cache = true")
            return relation
        case ".csv" | ".tsv":
            # columns are found by name, so there is a header, also over a file of nothing but text;
            # the whole file decides on the types: a label "unknown" in its last line is met here
            separator = "\t" if path.suffix.lower() == ".tsv" else None
            return connection.read_csv(name, header=True, sep=separator, sample_size=sample)
        case ".jsonl" | ".ndjson":
            return connection.read_json(name, format="newline_delimited", sample_size=sample)
        case _:
            try:
                from pyarrow import dataset
            except ModuleNotFoundError as error:
                raise ValueError("Arrow files need pyarrow, which is not installed") from error
            return connection.from_arrow(dataset.dataset(path, format="ipc"))


def _checked(table: Table) -> Table:
    if table.kind == "duckdb":
        _leave_duckdb_in_order()
    if index := [name for name in table.schema if _INDEX.fullmatch(name)]:
        table = replace(table, frame=table.frame.drop(index))
    if not table.schema:
        raise DataError(
            table.name, allowed="a table with columns", found="none", remedy="check what wrote it"
        )
    if table.kind == "pandas":
        table = replace(table, frame=_without_objects(table.frame))
    # NaN is pandas' way to say missing, and a broken number everywhere else; neither is a value
    floats = [name for name, dtype in table.schema.items() if dtype.is_float()]
    # of decimals, engines round quantiles and means to as many places, each its own way
    decimals = [name for name, dtype in table.schema.items() if dtype.is_decimal()]
    return table.with_columns(
        **{name: nw.col(name).fill_nan(None) for name in floats},
        **{name: nw.col(name).cast(nw.Float64) for name in decimals},
    )


def _without_objects(frame: Frame) -> Frame:
    """Give pandas' columns of Python objects the type that their values have."""
    objects = [name for name, dtype in frame.collect_schema().items() if dtype == nw.Object]
    if not objects:
        return frame
    native = nw.to_native(frame).copy()
    native[objects] = native[objects].convert_dtypes()
    for name in objects:
        if any(isinstance(value, Decimal) for value in native[name].dropna().head(1)):
            native[name] = native[name].astype(float)
    converted: Frame = nw.from_native(native)
    return converted


@cache
def _leave_duckdb_in_order() -> None:
    """Let go, at exit, of what narwhals' caches hold of DuckDB.

    The bindings of DuckDB 2.0 print everything that is still held then as a leak, forty
    lines on stderr after a script that did nothing wrong.
    """

    def let_go() -> None:
        for name in [name for name in sys.modules if name.split(".")[0] == "narwhals"]:
            for value in list(vars(sys.modules[name]).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()

    atexit.register(let_go)
