"""A `Table`: rows behind one interface, wherever they live.

Whatever holds the rows (pandas, Polars, PyArrow, a DuckDB relation, PySpark, an
Ibis table, or a file), whoever measures sees named columns on which narwhals
expressions run where the rows are.  What comes back is a small table of counts
and sums as plain Python values, so that the same question gets the same numbers
everywhere, and data that outgrows a machine stays on its engine.  Two need the
rows themselves: the search for slices reads columns of local rows into memory,
and an incident puts columns of several tables beside each other in DuckDB.

Two traps are met here.  Engines disagree on the types of sums (DuckDB: HUGEINT or
Decimal, Polars: UInt32 that wraps on subtraction), so `Table._collect` casts at
the border.  And DuckDB and PySpark hand rows to narwhals through PyArrow, which
their users need not have, so they are fetched natively.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self, TypeAlias

import narwhals as nw
import numpy as np
from narwhals.exceptions import NarwhalsError
from numpy.typing import NDArray

from bugcase.data.category_codes import code_expression, duckdb_codes, pandas_codes
from bugcase.data.duck import sql_name
from bugcase.data.provenance import Asked
from bugcase.data.to_python import to_python
from bugcase.errors import DataError

Frame: TypeAlias = "nw.DataFrame[Any] | nw.LazyFrame[Any]"
Row: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows behind one interface, wherever they live.

    `sha256` is the hash of the file's bytes, and None for a frame, which has none; `asked`
    what was asked elsewhere for rows that were kept.
    """

    frame: Frame
    name: str
    kind: str
    sha256: str | None
    asked: Asked | None = None

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
        listed = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
        raise DataError(
            f"{role} column {column!r} of {self.name}",
            allowed=f"one of {listed}",
            found="no such column",
            remedy=f"did you mean {near[0]!r}?" if near else "name an existing column",
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
        return [(None if value != value else value, n) for value, n in rows]

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
        """Compute the rows once and keep them on their engine, to be asked more than once."""
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
        assert isinstance(self.frame, nw.DataFrame)
        return [self.frame[column].to_numpy() for column in columns]

    def category_codes(
        self, columns: Mapping[str, Sequence[Any]], numbers: Sequence[str] = ()
    ) -> list[NDArray[np.uint8]]:
        """Read columns into memory as category codes: the place of each value among up to 250.

        With k values: 0 to k - 1; k for a missing value, k + 1 for any other.  After
        them, in the same pass, columns of `numbers` below 256 as they are.
        """
        if not columns and not numbers:
            return []
        if self.kind == "duckdb":
            return duckdb_codes(nw.to_native(self.frame), columns, numbers)
        assert isinstance(self.frame, nw.DataFrame)
        read = [self.frame[one].to_numpy().astype(np.uint8) for one in numbers]
        if self.kind == "pandas":
            native = nw.to_native(self.frame)
            return [*(pandas_codes(native[one], columns[one]) for one in columns), *read]
        places = (code_expression(one, columns[one]).cast(nw.UInt8) for one in columns)
        return [*(self.frame.select(_=place)["_"].to_numpy() for place in places), *read]

    def sums_by(self, key: str | None, columns: Sequence[str]) -> list[Row]:
        """Sum columns within each value of one key: ``(value, *sums)``; over all rows for None."""
        if key is None:
            return [(None, *self.summarise(nw.col(column).sum() for column in columns))]
        return self.sums_by_all([key], columns)

    def sums_by_all(self, keys: Sequence[str], columns: Sequence[str]) -> list[Row]:
        """Sum columns within each combination of keys: ``(*values, *sums)``."""
        return self._collect(self.totals_per(keys, columns).frame)

    def collapse_duplicates(self, keys: Sequence[str], columns: Sequence[str], count: str) -> Self:
        """Collapse rows alike in all keys into one, with their sums and a `count` of rows."""
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
        quoted = [sql_name(key) for key in keys]
        listed = [
            f"grouping({', '.join(quoted)})",
            *quoted,
            *(f"sum({sql_name(column)})" for column in columns),
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
        import duckdb

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
        return [tuple(map(to_python, row)) for row in eager.rows()]

    def _fetch(self, relation: Any) -> list[Row]:
        import duckdb

        try:
            return [tuple(map(to_python, row)) for row in relation.fetchall()]
        except duckdb.Error as error:
            raise self._unreadable(error) from error

    def _fetch_spark(self, frame: Any) -> list[Row]:
        from pyspark.errors import PySparkException

        try:
            return [tuple(map(to_python, row)) for row in frame.collect()]
        except PySparkException as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> DataError:
        return DataError(
            self.name,
            allowed="rows that can be read to the end",
            found=str(error).partition("\n")[0],
            remedy="correct the data, or hand over only the columns that are needed",
        )


def _texts_of_objects(frame: Frame) -> Any:
    """Write Python objects that are still objects (UUIDs, mixed kinds) as text."""
    native = nw.to_native(frame)
    objects = [name for name, dtype in frame.collect_schema().items() if dtype == nw.Object]
    if not objects:
        return native
    return native.assign(**{name: native[name].map(str, na_action="ignore") for name in objects})
