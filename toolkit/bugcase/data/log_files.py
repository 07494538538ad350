"""Tells which library wrote a log, and where its lines hold time, level and message.

Go's slog, zap and zerolog and Rust's tracing all write one JSON object a line,
and no two of them name its time, level and message alike.  Which of them wrote a
file is seen from its first lines; a file that several services wrote has several
forms, and each is read.
"""

import glob
import gzip
import itertools
import json
import zlib
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from bugcase.data.duck import sql_name, sql_text
from bugcase.errors import DataError

SAMPLE = 1000  # lines from which the writer is told
BLOCK = 2**20  # bytes that are unpacked at once
DAMAGED = (OSError, EOFError, zlib.error)  # what reading a file can raise


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """How a logging library names what every line has; a dot leads into an object."""

    name: str
    time: str
    level: str
    message: str


# The more a form demands, the earlier it is tried.  zerolog leaves an empty message away.
WRITERS = (
    Writer(name="tracing", time="timestamp", level="level", message="fields.message"),
    Writer(name="tracing (flattened)", time="timestamp", level="level", message="message"),
    Writer(name="slog", time="time", level="level", message="msg"),
    Writer(name="zap", time="ts", level="level", message="msg"),
    Writer(name="zerolog", time="time", level="level", message="message"),
)
NESTS = ("fields", "span")  # where tracing puts what the others write at the top


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFile:
    """A log and the forms that its lines have."""

    path: Path
    forms: tuple[Writer, ...]

    @classmethod
    def open(cls, path: Path, named: Mapping[str, str | None]) -> "LogFile":
        """Tell from the first lines who wrote a log."""
        if not path.is_file():
            raise DataError(
                f"file {path.name}",
                allowed="an existing log",
                found="a folder" if path.is_dir() else "no such file",
                remedy=f"check the path {path}",
            )
        given = {role: name for role, name in named.items() if name is not None}
        unknown = cls(path=path, forms=())
        records = list(unknown._sample())
        seen = Counter(writer for record in records if (writer := _writer(record)))
        forms = tuple(replace(writer, **given) for writer, _ in seen.most_common())
        if not forms and "time" in given:
            forms = (replace(Writer(name="", time="", level="level", message="message"), **given),)
        if not forms:
            keys = Counter(key for record in records for key in record)
            found = ", ".join(repr(key) for key, _ in keys.most_common(8))
            raise unknown.unreadable(f"lines with {found}" if found else "no line of JSON")
        return cls(path=path, forms=forms)

    def unreadable(self, found: str) -> DataError:
        """Say that this is no log, as far as can be seen."""
        return DataError(
            f"file {self.path.name}",
            allowed="JSON lines with time, level and message, as slog, zap, zerolog and tracing "
            "write them",
            found=found,
            remedy="name the fields (time='...', level='...', message='...'), or convert the log",
        )

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that every line should have."""
        return tuple(dict.fromkeys(f for w in self.forms for f in (w.time, w.level, w.message)))

    def query(self, more: Mapping[str, str]) -> str:
        """Select time, level, message and more fields, all as text."""
        columns = {
            "time": [writer.time for writer in self.forms],
            "level": [writer.level for writer in self.forms],
            "message": [writer.message for writer in self.forms],
            **{name: self._locations(path) for name, path in more.items()},
        }
        paths = {path for places in columns.values() for path in places}
        entered = {path.partition(".")[0] for path in paths if "." in path}
        types = ", ".join(
            f"{sql_text(root)}: '{'JSON' if root in entered else 'VARCHAR'}'"
            for root in sorted(paths | entered)
        )
        chosen = ", ".join(
            f"coalesce({', '.join(_extract(path, entered) for path in dict.fromkeys(places))}) "
            f"as {sql_name(name)}"
            for name, places in columns.items()
        )
        file = sql_text(glob.escape(str(self.path)))  # DuckDB would take * and [ for a pattern
        return (
            f"select {chosen} from read_ndjson({file}, columns = {{{types}}}, ignore_errors = true)"
        )

    def _locations(self, path: str) -> list[str]:
        """Name the places where a field may be: at the top, or where tracing nests it."""
        nested = any(writer.name == "tracing" for writer in self.forms)
        return [path, *(f"{nest}.{path}" for nest in NESTS if nested)]

    def _sample(self) -> Iterator[Mapping[str, Any]]:
        """Read the first lines that are JSON objects."""
        try:
            with self.opened() as file:
                for line in itertools.islice(file, SAMPLE):
                    try:
                        record = json.loads(line)
                    except (ValueError, RecursionError):  # the latter of a line of brackets
                        continue
                    if isinstance(record, dict):
                        yield record
        except DAMAGED as error:
            raise self._damaged(error) from error

    def check(self) -> None:
        """Refuse a compressed file that is damaged, which DuckDB reads as it comes.

        Raises
        ------
        DataError
            Where the file can't be unpacked, or its checksum is of something else.
        """
        if self.path.suffix != ".gz":
            return
        try:
            with self.opened() as file:
                while file.read(BLOCK):
                    pass
        except DAMAGED as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> DataError:
        if self.path.suffix != ".gz":
            return self.unreadable(str(error))
        return DataError(
            f"file {self.path.name}",
            allowed="a complete gzip file, as its name says",
            found=str(error),
            remedy="copy it again; if it is not compressed, take .gz off its name",
        )

    def opened(self) -> IO[bytes] | gzip.GzipFile:
        """Open the file's lines, unpacked."""
        if self.path.suffix == ".gz":
            return gzip.open(self.path)
        return self.path.open("rb")


def _writer(record: Mapping[str, Any]) -> Writer | None:
    """Tell who wrote a line by what it has; zerolog leaves an empty message away."""
    for writer in WRITERS:
        needed = [writer.time, writer.level, writer.message]
        if all(_has(record, field) for field in needed):
            return writer
    last = WRITERS[-1]
    return last if _has(record, last.time) and _has(record, last.level) else None


def _has(record: Mapping[str, Any], path: str) -> bool:
    value: Any = record
    for step in path.split("."):
        if not isinstance(value, dict) or step not in value:
            return False
        value = value[step]
    return True


def _extract(path: str, entered: Container[str]) -> str:
    """Take a field out as text, in SQL: by its whole name, or by the way its dots lead."""
    whole = sql_name(path)
    if path in entered:  # it is read as JSON, in which a text has its quotes
        whole = f"json_extract_string({whole}, '$')"
    root, _, rest = path.partition(".")
    if not rest:
        return whole
    way = "$" + "".join(f'."{step}"' for step in rest.split("."))
    return f"{whole}, json_extract_string({sql_name(root)}, {sql_text(way)})"
