"""Finds the tables that a case names: data files, and the kept answers of its sources.

What a source answers is kept as Parquet in the case folder, and measured from there.  A
database is asked once, and again where the question has changed or the kept file is gone:
what was measured yesterday can be measured again tomorrow, without the database.  A log and
an answer of Prometheus are files themselves, so what is kept of them follows them.
"""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bugcase.case.model import Case
from bugcase.case.source import ENVIRONMENT, TableSource
from bugcase.case.values import DataFile, Unknown, known
from bugcase.data.database import FILE_SCHEME, query, query_relation
from bugcase.data.kept import asked_of, keep
from bugcase.data.logs import count_unreadable, log_events
from bugcase.data.prometheus import read_range_query
from bugcase.data.provenance import Asked, file_sha256
from bugcase.errors import DataError

KEPT: Final = ".bugcase"  # the folder in a case folder


def file_of(folder: Path, case: Case, name: str) -> Path:
    """Name the file of a table of the case: of a source, the one that keeps its rows."""
    source = case.sources.get(name)
    if source is None:
        return folder / name
    return folder / (known(source.kept) or f"{KEPT}/{name}.parquet")


def named_sources(case: Case, sections: Iterable[str]) -> set[str]:
    """Name the sources that some sections of the case take their tables from."""
    named: set[str] = set()
    for section in sections:
        value = getattr(case, section)
        for one in value.values() if isinstance(value, dict) else (value,):
            for name, info in type(one).model_fields.items():
                if any(isinstance(mark, DataFile) for mark in info.metadata):
                    named.add(str(getattr(one, name)))
    return named & case.sources.keys()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Where the tables of a case lie, each source asked at most once.

    Parameters
    ----------
    ask
        Whether databases may be asked, and what is new be kept.
    scratch
        Where rows are written that may not be kept.
    """

    folder: Path
    case: Case
    ask: bool
    scratch: Path
    found: dict[str, Path | DataError] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        """Give the file of a table, after asking its source where that has to be.

        Raises
        ------
        DataError
            Where a source does not answer.
        """
        source = self.case.sources.get(name)
        if source is None:
            return self.folder / name
        if name not in self.found:
            try:
                self.found[name] = self._asked(name, source)
            except DataError as error:
                self.found[name] = error  # of a server that is down, once is enough
        found = self.found[name]
        if isinstance(found, DataError):
            raise found
        return found

    def _asked(self, name: str, source: TableSource) -> Path:
        """Give the rows that are kept, where they answer the same; else ask."""
        path = file_of(self.folder, self.case, name)
        asked, kept = self._question(source), asked_of(path) if path.is_file() else None
        if kept == asked:
            return path
        if path.is_file() and kept is None:
            raise DataError(
                f"file {path.name} of source {name}",
                allowed="a name for the rows that are kept",
                found="a file that was there before, with rows of your own",
                remedy="name another as kept",
            )
        if not self.ask and not isinstance(source.database, Unknown):
            raise DataError(
                f"source {name}",
                allowed=f"rows that were kept of this query in {path.name}",
                found="rows of another query" if kept else "none",
                remedy="ask the database where it can be reached: bugcase build DIR",
            )
        target = path if self.ask else self.scratch / path.name
        rows, left_out = self._answer(name, source)
        keep(rows, target, replace(asked, left_out=left_out))
        return target

    def _question(self, source: TableSource) -> Asked:
        now = datetime.now(UTC).replace(microsecond=0)
        database = known(source.database)
        if database is not None:
            return Asked(of=database, what=str(source.query), sha256=None, at=now)
        path = self._file(source)
        said = source.model_dump(
            mode="json", exclude_defaults=True, exclude={"kept", "log", "prometheus"}
        )
        what = known(source.query) if said.keys() == {"query"} else json.dumps(said)
        return Asked(of=path.name, what=what or "", sha256=file_sha256(path), at=now)

    def _file(self, source: TableSource) -> Path:
        path = self.folder / str(known(source.log) or known(source.prometheus))
        if not path.is_file():
            raise DataError(
                f"file {path.name}",
                allowed="an existing log, or answer of Prometheus",
                found="a folder" if path.is_dir() else "no such file",
                remedy=f"check the path {path}",
            )
        return path

    def _answer(self, name: str, source: TableSource) -> tuple[Any, int]:
        """Ask a source: its rows, and how many lines or samples could not be read."""
        database, asked = known(source.database), known(source.query)
        if database is not None:
            return query(self._address(name, database), str(asked)), 0
        path = self._file(source)
        if not isinstance(source.log, Unknown):
            named = {one: known(getattr(source, one)) for one in ("time", "level", "message")}
            rows, table = log_events(path, source.fields, **named), "log"
            left_out = count_unreadable(path, **named)
        else:
            found = read_range_query(path)
            rows, table = found.to_columns(source.fields), "prometheus"
            left_out = found.source.left_out
        return (rows if asked is None else query_relation(rows, table, asked)), left_out

    def _address(self, name: str, database: str) -> str:
        """Find a database: by a variable of the environment, and a file from the case folder."""
        if database.startswith(ENVIRONMENT):
            variable = database.removeprefix(ENVIRONMENT)
            if variable not in os.environ:
                raise DataError(
                    f"database of source {name}",
                    allowed=f"its address in the environment variable {variable}",
                    found="no such variable",
                    remedy=f"set {variable} before Python starts",
                )
            database = os.environ[variable]
        if database.startswith(FILE_SCHEME):
            return str(self.folder / database.removeprefix(FILE_SCHEME))
        return database


@contextmanager
def tables_of(folder: Path, case: Case, *, ask: bool = True) -> Iterator[Tables]:
    """Open the tables of a case; where databases may not be asked, nothing is written there."""
    with tempfile.TemporaryDirectory(prefix="bugcase-") as scratch:
        yield Tables(folder=folder, case=case, ask=ask, scratch=Path(scratch))
