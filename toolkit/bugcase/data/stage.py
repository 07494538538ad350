"""Brings the tables of an incident onto one DuckDB connection, where they can be joined.

Orders are in a dataframe, payments in a file that somebody sent, order lines in
a database: to say which order was paid and which was lost, their rows must meet.
They meet on one DuckDB connection of their own, only the columns that are asked
for, and leave no trace: when the stage is closed, so is everything on it.  What
outgrows memory goes to disk.

A table whose rows are on a cluster (PySpark) is brought here too, so hand over
the days around the incident, not the years.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from bugcase.data.duck import own_tables
from bugcase.data.notices import Notice, noticed
from bugcase.data.opening import open_table
from bugcase.data.provenance import Source, fingerprint
from bugcase.data.table import Table
from bugcase.errors import DataError

Row: TypeAlias = tuple[Any, ...]
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
NUMBERS = (*WHOLE, *(f"U{kind}" for kind in WHOLE), "FLOAT", "DOUBLE", "DECIMAL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """How the key of a table is read: the SQL that writes it as text, and what was noticed.

    Keys are compared as text.  1001, 1001.0 (which pandas makes of it where others
    are missing), "1001" and " 1001 " are one key.
    """

    sql: str
    are_numbers: bool
    notices: tuple[Notice, ...]

    def beside(self, other: "Keys") -> "Keys":
        """Read these keys so that they meet numbers: "00123" is 123 where the other side counts."""
        if self.are_numbers or not other.are_numbers:
            return self
        plain = f"regexp_replace({self.sql}, '^0+([0-9]+)$', '\\1')"
        return Keys(sql=plain, are_numbers=False, notices=self.notices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A table on the stage: `name` is the view's, `columns` gives the user's name of each role."""

    name: str
    table: Table
    columns: Mapping[str, str]
    types: Mapping[str, str]

    def place(self, role: str) -> str:
        """Say which column of which table, for whoever has to mend it."""
        return f"column {self.columns[role]!r} of {self.table.name}"

    def is_number(self, role: str) -> bool:
        """Whether a column holds numbers."""
        return self.types[role].partition("(")[0] in NUMBERS

    def source(self, counted: Sequence[object], *, rows: int, left_out: int) -> Source:
        """Say where a result comes from; every row was counted, so no interval has a method."""
        return Source.now(
            data=self.table.name,
            asked=self.table.asked,
            sha256=self.table.sha256 or fingerprint(counted),
            rows=rows,
            left_out=left_out,
            columns=tuple(dict.fromkeys(self.columns.values())),
            method="complete count",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One DuckDB connection on which tables meet."""

    connection: Any
    folder: Path

    def add(self, name: str, source: Any, columns: Mapping[str, str | None]) -> Staged:
        """Bring the named columns of a dataframe or file; a role without a column is left away.

        Raises
        ------
        DataError
            Where it is no table, a column is not there, or there are no rows.
        """
        table = open_table(source)
        named = {role: column for role, column in columns.items() if column is not None}
        for role, column in named.items():
            table.require(column, role)
        table.stage(self.connection, name, named, self.folder)
        if not self.one(f"select count(*) from {name}")[0]:
            raise DataError(
                table.name, allowed="at least one row", found="none", remedy="check what wrote it"
            )
        described = self.connection.execute(f"describe {name}").fetchall()
        types = {str(column): str(kind) for column, kind, *_ in described}
        return Staged(name=name, table=table, columns=named, types=types)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Ask, and fetch every row of the answer."""
        return [tuple(row) for row in self.connection.execute(sql, list(parameters)).fetchall()]

    def one(self, sql: str) -> Row:
        """Ask for an answer of one row."""
        (row,) = self.rows(sql)
        return row

    def keys(self, staged: Staged, role: str = "key") -> Keys:
        """Read a column as keys, and count the rows that have none."""
        written = text(role)
        if staged.is_number(role):
            whole = f"{role} = round({role}) and abs({role}) < 9e15"
            kind = staged.types[role]
            written = (
                f"case when {whole} then cast(cast({role} as bigint) as varchar) else {written} end"
                if kind in ("FLOAT", "DOUBLE")
                else written
            )
        sql = f"nullif(trim({written}), '')"
        missing, padded = self.one(
            f"select count(*) filter ({sql} is null), count(*) filter ({sql} <> {written}) "
            f"from {staged.name}"
        )
        notices = noticed(
            staged.place(role),
            {"rows without a key, left out": missing, "keys with spaces around them": padded},
        )
        return Keys(sql=sql, are_numbers=staged.is_number(role), notices=notices)

    def add_keys(self, name: str, values: Sequence[Any]) -> None:
        """Bring keys that somebody lists, written as `keys` writes them."""
        written = [
            str(int(v)) if isinstance(v, float) and v.is_integer() else str(v) for v in values
        ]
        self.connection.execute(f"create table {name} (key varchar)")
        self.connection.execute(
            f"insert into {name} select distinct trim(unnest($1::varchar[]))",
            [written],
        )

    def require_common_keys(self, ours: tuple[Staged, str], theirs: tuple[Staged, str]) -> None:
        """Refuse two tables that share no key; each with the query of its keys, as `key`.

        Raises
        ------
        DataError
            With an example of each: most likely a column is the wrong one.
        """
        (ours_staged, ours_sql), (theirs_staged, theirs_sql) = ours, theirs
        (common,) = self.one(
            f"select count(*) from ({ours_sql}) semi join ({theirs_sql}) using (key)"
        )
        if common:
            return
        (our_example,) = self.one(f"select min(key) from ({ours_sql})")
        examples = self.one(f"select count(key), min(key) from ({theirs_sql})")
        raise DataError(
            theirs_staged.place("key"),
            allowed=f"keys of {ours_staged.place('key')}, such as {our_example!r}",
            found=f"none of them among {examples[0]:,}, such as {examples[1]!r}",
            remedy="name the column that holds them",
        )


@contextmanager
def open_stage() -> Iterator[Stage]:
    """Open an empty stage; whatever is on it is gone at the end."""
    with tempfile.TemporaryDirectory(prefix="bugcase-") as folder, own_tables() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set enable_progress_bar = false")
        yield Stage(connection=connection, folder=Path(folder))


def text(role: str) -> str:
    """Write a column as text, in SQL."""
    return f"cast({role} as varchar)"
