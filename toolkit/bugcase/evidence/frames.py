"""The only file that meets dataframes and files.

Whatever holds the rows (pandas, Polars, PyArrow, a DuckDB relation, PySpark, an
Ibis table, or a file), everything above this file sees a `Table`: named columns
on which narwhals expressions run where the rows are.  What comes back is always
a small table of counts and sums as plain Python values, so that the same
question gets the same numbers everywhere, and data that outgrows a machine
stays on its engine.

Two traps are met here and nowhere else.  Engines disagree on the types of sums
(DuckDB: HUGEINT or Decimal, Polars: UInt32 that wraps on subtraction), so
`Table._collect` casts at the border.  And DuckDB and PySpark hand rows to
narwhals through PyArrow, which their users need not have, so they are fetched
natively.
"""

import atexit
import difflib
import glob
import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeAlias

import narwhals as nw
import numpy as np
from narwhals.exceptions import NarwhalsError
from numpy.typing import NDArray

from bugcase.errors import DataError

__all__ = [
    "SUFFIXES",
    "Row",
    "Table",
    "column_names",
    "make_frame",
    "open_table",
    "place_expression",
]

Frame: TypeAlias = "nw.DataFrame[Any] | nw.LazyFrame[Any]"
Row: TypeAlias = tuple[Any, ...]

PLAIN = frozenset({bool, float, int, str, type(None)})
SUFFIXES = (".parquet", ".pq", ".csv", ".tsv", ".jsonl", ".ndjson", ".arrow", ".feather", ".ipc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows behind one interface, wherever they live.

    `sha256` is the hash of the file's bytes, and None for a frame, which has none.
    """

    frame: Frame
    name: str
    kind: str
    sha256: str | None

    @property
    def schema(self) -> Mapping[str, Any]:
        """Column names with their narwhals types, in the order of the data."""
        return self.frame.collect_schema()

    def require(self, column: str, role: str) -> None:
        """Refuse a column that is not there, by the name of its role and with the nearest name."""
        names = list(self.schema)
        if column in names:
            self._require_plain(column, role)
            return
        near = difflib.get_close_matches(column, names, n=1)
        listed = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")  # noqa: PLR2004
        raise DataError(
            f"{role} column {column!r} of {self.name}",
            allowed=f"one of {listed}",
            found="no such column",
            remedy=f"did you mean {near[0]!r}?" if near else "name a column that is there",
        )

    def _require_plain(self, column: str, role: str) -> None:
        """Refuse a name that Spark would read as a path into a column."""
        if self.kind.startswith("pyspark") and {".", "`"} & set(column):
            raise DataError(
                f"{role} column {column!r} of {self.name}",
                allowed="a name without dots and backticks, which Spark reads as syntax",
                found=repr(column),
                remedy="rename it with withColumnRenamed",
            )

    def with_columns(self, **expressions: nw.Expr) -> Self:
        """Return the same rows with more columns."""
        if not expressions:
            return self
        return replace(self, frame=self.frame.with_columns(**expressions))

    def filter(self, condition: nw.Expr) -> Self:
        """Return only the rows for which the condition holds."""
        return replace(self, frame=self.frame.filter(condition))

    def summarise(self, expressions: Iterable[nw.Expr]) -> Row:
        """Aggregate over all rows: one row of plain values, in the order of the expressions."""
        named = {f"_{i}": expression for i, expression in enumerate(expressions)}
        (row,) = self._collect(self.frame.select(**named))
        return row

    def totals_per(self, keys: Sequence[str], columns: Sequence[str]) -> Self:
        """Sum columns within each combination of keys, without collecting."""
        sums = {column: nw.col(column).sum() for column in columns}
        return replace(self, frame=self._grouped(keys, **sums))

    def count_by(self, keys: Sequence[str], most: int | None = None) -> list[Row]:
        """Count the rows of each combination of values, or of so many: ``(*values, count)``."""
        counted = self._grouped(keys, __n=nw.len())
        return self._collect(counted.head(most) if most else counted)

    def frequent(self, key: str, least: int) -> list[Row]:
        """Count the rows of missing and of each value that has so many: ``(value, count)``."""
        counted = self._grouped([key], __n=nw.len())
        rows = self._collect(counted.filter((nw.col("__n") >= least) | nw.col(key).is_null()))
        # pandas gives its missing values the group NaN, which is unlike itself
        return [(None if value != value else value, n) for value, n in rows]  # noqa: PLR0124

    def first_rows(self, columns: Sequence[str], rows: int) -> list[Row]:
        """Fetch a few rows, to see what kind they are."""
        return self._collect(self.frame.select(*columns).head(rows))

    def ranges_by(self, key: str, column: str) -> list[Row]:
        """Give the least and the largest number within each value of a key."""
        value = nw.col(column)
        return self._collect(self._grouped([key], __low=value.min(), __high=value.max()))

    @property
    def is_local(self) -> bool:
        """Whether rows may be read into this process: they are in its memory, or in a file."""
        return isinstance(self.frame, nw.DataFrame) or self.sha256 is not None

    @contextmanager
    def kept(self) -> Iterator[Self]:
        """Work the rows out once and keep them on their engine, to be asked more than once."""
        native = nw.to_native(self.frame)
        if self.kind == "polars":
            yield replace(self, frame=nw.from_native(native.lazy().collect().lazy()))
            return
        keep = next(k for k in ("materialize", "execute", "persist", "cache") if hasattr(native, k))
        held = getattr(native, keep)()
        try:
            yield replace(self, frame=nw.from_native(held))
        finally:  # PySpark and Ibis hold on to it until they are told
            for release in ("unpersist", "release"):
                if hasattr(type(held), release):
                    getattr(held, release)()

    def arrays(self, columns: Sequence[str]) -> list[NDArray[Any]]:
        """Read columns of numbers, none of them missing, into memory."""
        if self.kind == "duckdb":
            read = nw.to_native(self.frame.select(*columns)).fetchnumpy()
            return [np.asarray(read[column]) for column in columns]
        assert isinstance(self.frame, nw.DataFrame)  # noqa: S101  (only local rows are read)
        return [self.frame[column].to_numpy() for column in columns]

    def places(
        self, columns: Mapping[str, Sequence[Any]], numbers: Sequence[str] = ()
    ) -> list[NDArray[np.uint8]]:
        """Read columns into memory as the place of each value among up to 250.

        With k values: 0 to k - 1; k for a missing value, k + 1 for any other.  After
        them, in the same pass, columns of `numbers` below 256 as they are.
        """
        if not columns and not numbers:
            return []
        if self.kind == "duckdb":
            return self._duckdb_places(columns, numbers)
        assert isinstance(self.frame, nw.DataFrame)  # noqa: S101  (only local rows are read)
        read = [self.frame[one].to_numpy().astype(np.uint8) for one in numbers]
        if self.kind == "pandas":
            native = nw.to_native(self.frame)
            return [*(_pandas_places(native[one], columns[one]) for one in columns), *read]
        places = (place_expression(one, columns[one]).cast(nw.UInt8) for one in columns)
        return [*(self.frame.select(_=place)["_"].to_numpy() for place in places), *read]

    def _duckdb_places(
        self, columns: Mapping[str, Sequence[Any]], numbers: Sequence[str]
    ) -> list[NDArray[np.uint8]]:
        """Let DuckDB look values up: once a page of the file, and not once a row."""
        import duckdb  # noqa: PLC0415  (heavy: only where a relation is read)

        places = [_duckdb_place(one, columns[one]).alias(f"_{i}") for i, one in enumerate(columns)]
        last = [duckdb.ColumnExpression(one).cast("UTINYINT").alias(one) for one in numbers]
        native = nw.to_native(self.frame)
        read = native.select(*places, *last).fetchnumpy()
        # where DuckDB found no place, numpy's array has a mask
        gaps = {
            f"_{i}": duckdb.ColumnExpression(column).isnull()
            for i, column in enumerate(columns)
            if hasattr(read[f"_{i}"], "mask")
        }
        missing = {}
        if gaps:  # not listed, or missing
            missing = native.select(*(gap.alias(one) for one, gap in gaps.items())).fetchnumpy()
        found: list[NDArray[np.uint8]] = []
        for i, values in enumerate(columns.values()):
            codes = read[f"_{i}"]
            if f"_{i}" in missing:
                none = np.where(missing[f"_{i}"], np.uint8(len(values)), np.uint8(len(values) + 1))
                codes = np.where(codes.mask, none, codes.data)
            found.append(codes)
        return [*found, *(read[one] for one in numbers)]

    def sums_by(self, key: str | None, columns: Sequence[str]) -> list[Row]:
        """Sum columns within each value of one key: ``(value, *sums)``; over all rows for None."""
        if key is None:
            return [(None, *self.summarise(nw.col(column).sum() for column in columns))]
        return self.sums_by_all([key], columns)

    def sums_by_all(self, keys: Sequence[str], columns: Sequence[str]) -> list[Row]:
        """Sum columns within each combination of keys: ``(*values, *sums)``."""
        return self._collect(self.totals_per(keys, columns).frame)

    def twins(self, keys: Sequence[str], columns: Sequence[str], count: str) -> Self:
        """Put rows that are alike in all keys into one: their sums, and in `count` how many."""
        sums = {column: nw.col(column).sum() for column in columns}
        return replace(self, frame=self._grouped(keys, **{count: nw.len()}, **sums))

    def sums_by_each(self, keys: Sequence[str], columns: Sequence[str]) -> list[list[Row]]:
        """Sum columns within each value of each key; one list of ``(value, *sums)`` per key.

        DuckDB answers all keys in a single pass over the data; other engines are
        asked once a key.
        """
        native = nw.to_native(self.frame)
        if self.kind != "duckdb" or not keys:
            return [self.sums_by(key, columns) for key in keys]
        quoted = [_quote(key) for key in keys]
        listed = [
            f"grouping({', '.join(quoted)})",
            *quoted,
            *(f"sum({_quote(column)})" for column in columns),
        ]
        sets = ", ".join(f"({key})" for key in quoted)
        rows = self._fetch(native.aggregate(", ".join(listed), f"grouping sets ({sets})"))
        tables: list[list[Row]] = [[] for _ in keys]
        # grouping() has a bit per key, the first key highest, which is 0 where the row is grouped
        # by that key
        everything = 2 ** len(keys) - 1
        position = {everything - 2 ** (len(keys) - 1 - i): i for i in range(len(keys))}
        for mask, *values in rows:
            i = position[mask]
            tables[i].append((values[i], *values[len(keys) :]))
        return tables

    def stage(self, connection: Any, name: str, columns: Mapping[str, str], folder: Path) -> None:
        """Put columns, under new names, beside those of other tables on one DuckDB connection.

        What is not in this process's memory comes as a Parquet file in `folder`:
        a relation cannot be read on another connection than its own, and Polars
        needs PyArrow to hand its rows to DuckDB.
        """
        import duckdb  # noqa: PLC0415  (heavy: only where tables are joined)

        frame = self.frame.select(**{new: nw.col(old) for new, old in columns.items()})
        elsewhere = self.kind == "ibis" or self.kind.startswith("pyspark")
        failures = Exception if elsewhere else (NarwhalsError, duckdb.Error)
        try:
            if self.kind == "pandas":
                connection.register(name, _texts_of_objects(frame))
            elif self.kind == "pyarrow":
                connection.register(name, nw.to_native(frame))
            elif self.kind.startswith("pyspark"):
                # by way of pandas, an instant would become what the session's clock showed
                connection.register(name, nw.to_native(frame).toArrow())
            else:
                path = folder / f"{name}.parquet"
                frame.lazy().sink_parquet(path)
                connection.read_parquet(str(path)).create_view(name)
        except failures as error:
            raise self._unreadable(error) from error

    def _grouped(self, keys: Sequence[str], **aggregates: nw.Expr) -> Frame:
        """Aggregate within each combination of keys.

        Narwhals hands DuckDB the names of keys as text, in which a dot is syntax.
        """
        dotted = {key: f"__key_{i}" for i, key in enumerate(keys) if "." in key}
        frame = self.with_columns(**{plain: nw.col(key) for key, plain in dotted.items()}).frame
        grouped = frame.group_by(*(dotted.get(key, key) for key in keys)).agg(**aggregates)
        return grouped.rename({plain: key for key, plain in dotted.items()}) if dotted else grouped

    def _collect(self, frame: Frame) -> list[Row]:
        if self.kind == "duckdb":
            return self._fetch(nw.to_native(frame))
        if self.kind.startswith("pyspark"):
            return self._fetch_spark(nw.to_native(frame))
        # each backend of Ibis raises errors of its own
        failures = Exception if self.kind == "ibis" else NarwhalsError
        try:
            eager = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
        except failures as error:
            raise self._unreadable(error) from error
        return [tuple(map(_plain, row)) for row in eager.rows()]

    def _fetch(self, relation: Any) -> list[Row]:
        import duckdb  # noqa: PLC0415  (heavy: only where a relation is read)

        try:
            return [tuple(map(_plain, row)) for row in relation.fetchall()]
        except duckdb.Error as error:
            raise self._unreadable(error) from error

    def _fetch_spark(self, frame: Any) -> list[Row]:
        from pyspark.errors import PySparkException  # noqa: PLC0415  (is there where its frames are)

        try:
            return [tuple(map(_plain, row)) for row in frame.collect()]
        except PySparkException as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> DataError:
        return DataError(
            self.name,
            allowed="rows that can be read to the end",
            found=str(error).partition("\n")[0],
            remedy="mend the data, or hand over only the columns that are needed",
        )


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


def open_table(source: Any) -> Table:
    """Open a dataframe, a relation or a file as a `Table`, reading no rows yet.

    Parameters
    ----------
    source
        A pandas, Polars (eager or lazy) or PyArrow table, a DuckDB relation, a
        PySpark dataframe, an Ibis table, or the path of a Parquet, CSV, TSV,
        JSON-lines or Arrow file.

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
        return tuple(_relation(Path(source), sample=100).columns)
    return tuple(open_table(source).schema)


def _open_file(path: Path) -> Table:
    relation = _relation(path)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    frame = nw.from_native(relation)
    return _checked(Table(frame=frame, name=path.name, kind="duckdb", sha256=sha256))


def _relation(path: Path, sample: int = -1) -> Any:
    """Open a file, whose types are decided by so many rows; by all of them for -1."""
    if not path.is_file():
        raise DataError(
            f"file {path.name}",
            allowed="a file that is there",
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
    import duckdb  # noqa: PLC0415  (heavy: only where a file is read)

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
    import duckdb  # noqa: PLC0415  (heavy: only where a file is read)

    # a missing extension must fail here, not be fetched from a network
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
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
                from pyarrow import dataset  # noqa: PLC0415  (only Arrow files need it)
            except ModuleNotFoundError as error:
                raise ValueError("Arrow files need pyarrow, which is not installed") from error
            return connection.from_arrow(dataset.dataset(path, format="ipc"))


def _checked(table: Table) -> Table:
    if table.kind == "duckdb":
        _leave_duckdb_in_order()
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


def _texts_of_objects(frame: Frame) -> Any:
    """Write Python objects that are still objects (UUIDs, mixed kinds) as text."""
    native = nw.to_native(frame)
    objects = [name for name, dtype in frame.collect_schema().items() if dtype == nw.Object]
    if not objects:
        return native
    return native.assign(**{name: native[name].map(str, na_action="ignore") for name in objects})


def place_expression(column: str, values: Sequence[Any]) -> nw.Expr:
    """Give the place of each value among others, as `Table.places` does, on an engine."""
    value = nw.col(column)
    k = len(values)
    place = nw.lit(1)
    if k:
        place = value.replace_strict(list(values), list(range(k)), default=k + 1)
    return nw.when(value.is_null()).then(nw.lit(k)).otherwise(place).cast(nw.Int64)


def _duckdb_place(column: str, values: Sequence[Any]) -> Any:
    """Give the place of each value among others in DuckDB, which looks it up once a page."""
    import duckdb  # noqa: PLC0415  (heavy: only where a relation is read)

    if values and all(isinstance(one, str) and "\0" not in one for one in values):
        texts = ", ".join("'" + one.replace("'", "''") + "'" for one in values)
        return duckdb.SQLExpression(f"enum_code(try_cast({_quote(column)} as enum ({texts})))")
    listed = duckdb.FunctionExpression("list_value", *map(duckdb.ConstantExpression, values))
    place = duckdb.FunctionExpression("list_position", listed, duckdb.ColumnExpression(column))
    return (place - duckdb.ConstantExpression(1)).cast("UTINYINT")


def _pandas_places(series: Any, values: Sequence[Any]) -> NDArray[np.uint8]:
    """Look up each value that occurs and not each row: ten times faster."""
    import pandas as pd  # noqa: PLC0415  (is there where its frames are)

    place = {value: i for i, value in enumerate(values)}
    numbers, found = pd.factorize(series)
    by_number = [place.get(_plain(value), len(values) + 1) for value in found]
    return np.asarray(np.array([*by_number, len(values)], dtype=np.uint8)[numbers])


def make_frame(columns: Mapping[str, Sequence[Any]], kind: str) -> Any:
    """Make a small native table of the kind that came in.

    Files and DuckDB relations give a DuckDB relation, lazy Polars a Polars frame;
    engines elsewhere (PySpark, Ibis) give whichever of pandas, Polars and PyArrow
    is installed, because a result is a small thing that is read here.
    """
    if kind == "duckdb":
        import duckdb  # noqa: PLC0415  (heavy)

        connection = duckdb.connect()
        rows = list(zip(*columns.values(), strict=True))
        names = ", ".join(f"{_quote(name)} {_sql_type(values)}" for name, values in columns.items())
        connection.execute(f"create table result ({names})")
        marks = ", ".join("?" for _ in columns)
        if rows:
            connection.executemany(f"insert into result values ({marks})", rows)  # noqa: S608  (marks are "?")
        return connection.table("result")
    backends: list[Any] = ["polars", "pandas", "pyarrow"]
    if kind in (*backends, "modin", "cudf"):
        backends.insert(0, kind)
    for backend in backends:
        try:
            return nw.to_native(nw.from_dict(dict(columns), backend=backend))
        except ModuleNotFoundError:
            continue
    return make_frame(columns, "duckdb")


def _sql_type(values: Sequence[Any]) -> str:
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {bool} and kinds:
        return "boolean"
    if kinds <= {int} and kinds:
        return "bigint"
    return "double" if kinds <= {int, float} and kinds else "varchar"


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _plain(value: Any) -> Any:
    """Cast an engine's number to Python's, so that subtraction never wraps and never is Decimal."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if type(value).__name__ in ("NAType", "NaTType"):  # what pandas has beside None and NaN
        return None
    return value.item() if hasattr(value, "item") else value
