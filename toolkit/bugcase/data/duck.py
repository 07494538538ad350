"""Opens DuckDB with fixed settings, and quotes names and texts for SQL."""

from pathlib import Path
from typing import Any


def connect(database: Path | None = None, **settings: str) -> Any:
    """Open a database file, or one in memory, with these settings.

    An extension that is missing fails where it is needed: fetched from a network, it
    would hang on a machine that is cut off on a bad day.
    """
    import duckdb

    return duckdb.connect(
        str(database or ":memory:"), config={"autoinstall_known_extensions": "false", **settings}
    )


def sql_name(name: str) -> str:
    """Write the name of a column or table (SQL: an identifier), whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def sql_text(text: str) -> str:
    """Write a text (SQL: a string literal), whatever is in it."""
    return "'" + text.replace("'", "''") + "'"
