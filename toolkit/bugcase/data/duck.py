"""Opens DuckDB with fixed settings, and quotes names and texts for SQL."""

import atexit
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

_LOCK = Lock()
_NUMBERS = itertools.count(1)


def connect(database: Path | None = None, **settings: str) -> Any:
    """Open a database file, or one in memory, with these settings.

    An extension that is missing fails where it is needed: fetched from a network, it
    would hang on a machine that is cut off on a bad day.
    """
    import duckdb

    return duckdb.connect(
        str(database or ":memory:"), config={"autoinstall_known_extensions": "false", **settings}
    )


def connect_shared() -> Any:
    """Open a connection to the database in memory that a process has once.

    To begin a database takes a hundred times as long as to open a connection, and a case is
    measured from dozens of files.  Settings of its session are the connection's own; the tables
    are everybody's, so this is for whoever makes none.
    """
    with _LOCK:
        return _shared(os.getpid()).cursor()


@contextmanager
def own_tables() -> Iterator[Any]:
    """Open such a connection with tables of its own, which are gone at the end."""
    connection = connect_shared()
    name = f"tables_{next(_NUMBERS)}"
    connection.execute(f"attach ':memory:' as {name}")
    try:
        connection.execute(f"use {name}")
        yield connection
    finally:
        connection.close()
        with _LOCK:
            _shared(os.getpid()).execute(f"detach {name}")


@cache
def _shared(process: int) -> Any:
    """Begin the database of a process; after a fork, the parent's has lost its threads."""
    folder = Path(tempfile.gettempdir(), f"bugcase-{process}")
    database = connect(temp_directory=str(folder))  # there is such a folder if memory runs out

    def closed() -> None:
        _shared.cache_clear()
        database.close()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(closed)
    return database


def sql_name(name: str) -> str:
    """Write the name of a column or table (SQL: an identifier), whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def sql_text(text: str) -> str:
    """Write a text (SQL: a string literal), whatever is in it."""
    return "'" + text.replace("'", "''") + "'"
