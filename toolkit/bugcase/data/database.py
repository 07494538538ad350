"""Queries a SQLite file or a PostgreSQL server, and gives the answer as a table.

SQLite comes with Python, and is opened for reading only; what a query gives is
read twice, once for the types of its columns (SQLite keeps a type with each
value, not with the column) and once for its rows, inside one transaction, so
that both see the same data.

PostgreSQL is asked by DuckDB, whose extension for it is loaded where it is
installed.  Nothing is fetched from a network to get there: on a machine that is
cut off on a bad day, that would hang and not help.
"""

import itertools
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from bugcase.data.duck import connect, connect_shared, sql_name, sql_text
from bugcase.errors import DataError

BATCH = 50_000  # rows
SERVER_SCHEMES = ("postgres", "postgresql")
FILE_SCHEME = "sqlite:///"  # and the path; a fourth slash begins one that starts at the root


def query(database: str | Path, sql: str) -> Any:
    """Ask a SQLite file or a PostgreSQL server, and take the answer as a table.

    Parameters
    ----------
    database
        The path of a SQLite file, ``sqlite:///`` and its path, or
        ``postgresql://user@host/name``.  Leave the password out of a notebook:
        PostgreSQL's clients find it in ``PGPASSWORD``, ``~/.pgpass`` or a service file
        (``postgresql:///?service=shop``).
    sql
        One query, in the database's own SQL.

    Returns
    -------
    relation
        A DuckDB relation, which every measurement of this toolkit takes.

    Raises
    ------
    DataError
        Where there is no such database, the query fails, or DuckDB's extension for
        PostgreSQL is not installed.

    Notes
    -----
    The answer of a SQLite query is held in memory, as columns.  Select what the
    question needs, not ``*``.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "shop.db"
    ...     with closing(sqlite3.connect(file)) as shop:
    ...         _ = shop.executescript("create table orders (id text, cents int);"
    ...                                "insert into orders values ('A', 1210), ('B', 500);")
    ...     query(file, "select id, cents from orders order by id").fetchall()
    [('A', 1210), ('B', 500)]
    """
    scheme = urlsplit(database).scheme if isinstance(database, str) else ""
    if scheme in SERVER_SCHEMES:
        return _postgres(str(database), sql)
    if scheme == "mysql":
        raise DataError(
            "database",
            allowed="a SQLite file or a PostgreSQL server",
            found="MySQL, for which DuckDB needs an extension that is not supported",
            remedy="export the rows with mysql --batch to a .tsv file, and hand that over",
        )
    return _sqlite(Path(str(database).removeprefix(FILE_SCHEME)), sql)


def _sqlite(path: Path, sql: str) -> Any:
    import duckdb

    if not path.is_file():
        raise DataError(
            f"database {path.name}",
            allowed="an existing SQLite file, or postgresql://user@host/name",
            found="a folder" if path.is_dir() else "no such file",
            remedy=f"check the path {path}",
        )
    asked = sql.strip().rstrip(";")
    connection = connect()
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)) as db:
            db.execute("begin")
            described = db.execute(f"select * from ({asked}) limit 0").description
            names = [sql_name(name) for name, *_ in described]
            kinds = db.execute(f"select {', '.join(map(_kind, names))} from ({asked})").fetchone()
            columns = ", ".join(f"{n} {kind}" for n, kind in zip(names, kinds, strict=True))
            connection.execute(f"create table answer ({columns})")
            rows = db.execute(asked)
            while batch := list(itertools.islice(rows, BATCH)):
                lists = [list(values) for values in zip(*batch, strict=True)]
                marks = ", ".join(f"unnest(${i}::{k}[])" for i, k in enumerate(kinds, start=1))
                connection.execute(f"insert into answer select {marks}", lists)
    except (sqlite3.Error, duckdb.Error, UnicodeDecodeError) as error:
        raise DataError(
            f"query on {path.name}",
            allowed="one SELECT that SQLite can answer",
            found=str(error).partition("\n")[0],
            remedy="try it in the sqlite3 shell first",
        ) from error
    return connection.table("answer")


def _kind(name: str) -> str:
    """Find the one DuckDB type that holds every value of a SQLite column, in SQLite's SQL."""
    return (
        f"case when count(*) filter (where typeof({name}) = 'blob') then 'blob' "
        f"when count(*) filter (where typeof({name}) = 'text') then 'varchar' "
        f"when count(*) filter (where typeof({name}) = 'real') then 'double' else 'bigint' end"
    )


def _postgres(url: str, sql: str) -> Any:
    import duckdb

    address = urlsplit(url)
    place = f"{address.hostname or 'localhost'}{address.path}"  # never the password
    connection = connect()
    try:
        connection.load_extension("postgres")
    except duckdb.Error as error:
        raise DataError(
            f"database {place}",
            allowed="PostgreSQL, through DuckDB's extension postgres",
            found="that extension is not installed, and nothing is fetched from a network",
            remedy="run INSTALL postgres in DuckDB where there is a network, or export with "
            "psql's \\copy (...) to 'orders.csv' csv header",
        ) from error
    try:
        connection.execute(f"attach {sql_text(url)} as server (type postgres, read_only)")
        return connection.sql(f"select * from postgres_query('server', {sql_text(sql)})")
    except duckdb.Error as error:
        raise DataError(
            f"query on {place}",
            allowed="one SELECT that the server answers",
            found=str(error).partition("\n")[0].replace(url, place),
            remedy="try it in psql first",
        ) from error


def query_relation(rows: Any, name: str, sql: str) -> Any:
    """Ask a DuckDB relation, by a name that it has in the query.

    Parameters
    ----------
    rows
        What `query`, `log_events` and `RangeResult.to_columns` give.
    name
        The name of the table in the query.
    sql
        One SELECT, in DuckDB's SQL.

    Raises
    ------
    DataError
        Where it is another statement, or several, or cannot be answered.
    """
    import duckdb

    def refused(found: str) -> DataError:
        return DataError(
            f"query on the table {name}",
            allowed=f"one SELECT that reads {name}",
            found=found,
            remedy="try it in DuckDB first",
        )

    try:
        statements = connect_shared().extract_statements(sql)
        if [one.type for one in statements] != [duckdb.StatementType.SELECT]:
            several = len(statements) != 1
            raise refused(f"{len(statements)} statements" if several else "another statement")
        return rows.query(name, sql)
    except duckdb.Error as error:
        raise refused(str(error).partition("\n")[0]) from error
