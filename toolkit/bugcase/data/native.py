"""Makes a small table, such as a result, in the library that the user works with."""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw

from bugcase.data.duck import connect, sql_name


def make_frame(columns: Mapping[str, Sequence[Any]], kind: str) -> Any:
    """Make a small native table of the kind that came in.

    Files and DuckDB relations give a DuckDB relation, lazy Polars a Polars frame;
    engines elsewhere (PySpark, Ibis) give whichever of pandas, Polars and PyArrow
    is installed, because a result is a small thing that is read here.
    """
    if kind == "duckdb":
        connection = connect()
        rows = list(zip(*columns.values(), strict=True))
        names = ", ".join(
            f"{sql_name(name)} {_sql_type(values)}" for name, values in columns.items()
        )
        connection.execute(f"create table result ({names})")
        marks = ", ".join("?" for _ in columns)
        if rows:
            connection.executemany(f"insert into result values ({marks})", rows)
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
