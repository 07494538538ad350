"""Reads logs of JSON lines, and counts what in them is broken.

A log of a bad day ends in half a line, has a panic printed through its middle
and a clock that was set back.  Nothing of it is dropped silently: what cannot be
read is counted and its first lines are shown with their numbers, and jumps of
the clock are told, because durations across them are wrong.

DuckDB reads the file once, on all cores.  Of each line only its time and level are
kept, in the order of the lines, in a temporary file of a few bytes a line: so
memory stays bounded whatever the size of the log.
"""

import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bugcase.characters import printable
from bugcase.data.duck import connect
from bugcase.data.instants import as_moment, check_zone, says_zone_sql, text_sql
from bugcase.data.log_files import LogFile
from bugcase.data.provenance import Source, file_sha256
from bugcase.errors import DataError

SHOWN = 5  # bad lines
SHOWN_CHARACTERS = 200
JUMP = 1_000_000  # microseconds that lines of several threads may be out of order


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that cannot be read, with its number in the file, from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCount:
    """How many lines have a level."""

    level: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What a log holds, and what of it cannot be used.

    Attributes
    ----------
    writers
        The libraries that wrote it, by their first lines; empty where the names were
        given.
    lines
        Lines that are not blank.
    bad
        Lines that are no JSON object, or have none of time, level and message.
    bad_lines
        The first few of them.
    without_time
        Lines that can be read and have no time that can be.
    without_zone
        Lines whose time says no zone.
    first, last
        The earliest and the latest time; None where no line has one.
    levels
        Lines by level, in capitals, the most frequent first.
    jumps_back
        How often a line is more than a second earlier than the line before it.
    largest_jump
        The farthest of these.
    """

    writers: tuple[str, ...]
    lines: int
    bad: int
    bad_lines: tuple[BadLine, ...]
    without_time: int
    without_zone: int
    first: datetime | None
    last: datetime | None
    levels: tuple[LevelCount, ...]
    jumps_back: int
    largest_jump: timedelta
    source: Source


def read_log(
    path: str | Path,
    *,
    time: str | None = None,
    level: str | None = None,
    message: str | None = None,
    zone: str | None = None,
    progress: bool = False,
) -> Log:
    r"""Read a log of JSON lines once, and say what it holds and what of it is broken.

    Parameters
    ----------
    path
        The file; it may be compressed, with a name that ends in .gz.
    time, level, message
        The names of these fields, where no library is recognised; a dot leads into an
        object ("record.time").
    zone
        The zone of times that say none, such as "Europe/Lisbon".
    progress
        Whether to show a progress bar.

    Returns
    -------
    Log

    Raises
    ------
    DataError
        Where there is no such file, a compressed one is damaged, none of its lines can
        be read, some times say their zone and some do not, or a line is longer than
        16 MB.

    Notes
    -----
    Times are ISO 8601 text or numbers since 1970, as zap writes them.  What the
    lines say besides is `log_events`.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     log = Path(folder) / "orders.log"
    ...     _ = log.write_text('{"time":"2026-05-03T09:40:00Z","level":"ERROR","msg":"conflict"}'
    ...                        '\npanic: concurrent map writes\n')
    ...     found = read_log(log)
    >>> found.writers, found.lines, found.bad_lines
    (('slog',), 2, (BadLine(number=2, text='panic: concurrent map writes'),))
    """
    check_zone(zone)
    log = LogFile.open(Path(path), {"time": time, "level": level, "message": message})
    read = f"""
        create table lines as
        select {text_sql("time", zone)} as instant, {says_zone_sql("time")} as says_zone,
               upper(trim(level)) as level,
               time is null and level is null and message is null as bad
        from ({log.query({})})
        """
    with (
        tempfile.TemporaryDirectory(prefix="bugcase-") as folder,
        _connect(Path(folder) / "lines.duckdb") as connection,
        ThreadPoolExecutor(max_workers=2) as pool,
    ):
        hashed, checked = pool.submit(file_sha256, log.path), pool.submit(log.check)
        _read(log, connection, read, progress=progress)
        lines, bad, timeless, zoneless, first, last, levels = connection.execute(
            "select count(*), count(*) filter (bad), "
            "count(*) filter (not bad and instant is null), "
            "count(*) filter (instant is not null and not says_zone), "
            "min(instant), max(instant), histogram(level) from lines"
        ).fetchone()
        places = connection.execute(
            f"select rowid + 1 from lines where bad order by rowid limit {SHOWN}"
        ).fetchall()
        # by itself, DuckDB streams this; beside another aggregate it holds every line in memory
        jumps, jump = connection.execute(
            f"select count(*), max(before - instant) "
            "from (select instant, lag(instant) over () as before from lines) "
            f"where instant < before - {JUMP}"
        ).fetchone()
        checked.result()
        sha256 = hashed.result()
    if lines == bad:
        raise log.unreadable(f"none among {lines:,}")
    if zone is None and 0 < zoneless < lines - bad - timeless:
        raise DataError(
            f"times of {log.path.name}",
            allowed="times that all say their zone, or none",
            found=f"{lines - bad - timeless - zoneless:,} that do and {zoneless:,} that do not",
            remedy="name the zone of those that do not (zone='UTC')",
        )
    aware = zoneless == 0 or zone is not None

    def moment(microseconds: int | None) -> datetime | None:
        return None if microseconds is None else as_moment(microseconds, zone=zone, aware=aware)

    by_level = sorted((levels or {}).items(), key=lambda item: (-item[1], item[0]))
    return Log(
        writers=tuple(form.name for form in log.forms if form.name),
        lines=lines,
        bad=bad,
        bad_lines=_lines_at(log, [place for (place,) in places]),
        without_time=timeless,
        without_zone=zoneless,
        first=moment(first),
        last=moment(last),
        levels=tuple(LevelCount(level=name, lines=n) for name, n in by_level),
        jumps_back=jumps,
        largest_jump=timedelta(microseconds=jump or 0),
        source=Source.now(
            data=log.path.name,
            sha256=sha256,
            rows=lines - bad,
            left_out=bad,
            columns=log.fields,
            method="complete count",
        ),
    )


def log_events(
    path: str | Path,
    fields: Mapping[str, str],
    *,
    time: str | None = None,
    level: str | None = None,
    message: str | None = None,
) -> Any:
    """Take a log as a table of events, with the fields that matter as columns.

    Parameters
    ----------
    path, time, level, message
        As `read_log` takes them.
    fields
        Each column's name, and the field that fills it; a dot leads into an object, as
        slog's groups do: ``{"order": "order.id"}``.

    Returns
    -------
    relation
        A DuckDB relation, read when it is asked: columns time, level, message and the
        fields, all text as it was written; null where a line has none.

    Raises
    ------
    DataError
        As `read_log`.

    Notes
    -----
    Lines that cannot be read are not in it; `read_log` counts and shows them.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     log = Path(folder) / "orders.log"
    ...     _ = log.write_text('{"ts":1777801200.5,"level":"warn","msg":"retry","order":{"id":7}}')
    ...     log_events(log, {"order": "order.id"}).fetchall()
    [('1777801200.5', 'warn', 'retry', '7')]
    """
    log = LogFile.open(Path(path), {"time": time, "level": level, "message": message})
    log.check()
    readable = "time is not null or level is not null or message is not null"
    return _connect().sql(f"select * from ({log.query(fields)}) where {readable}")


def count_unreadable(
    path: str | Path,
    *,
    time: str | None = None,
    level: str | None = None,
    message: str | None = None,
) -> int:
    """Count the lines that `log_events` leaves out.

    Raises
    ------
    DataError
        As `read_log`.
    """
    log = LogFile.open(Path(path), {"time": time, "level": level, "message": message})
    log.check()
    unreadable = "time is null and level is null and message is null"
    connection = _connect()
    counted = f"create table counted as select 1 from ({log.query({})}) where {unreadable}"
    _read(log, connection, counted, progress=False)
    (lines,) = connection.execute("select count(*) from counted").fetchone()
    return int(lines)


def _read(log: LogFile, connection: Any, sql: str, *, progress: bool) -> None:
    """Have DuckDB read the file, and show how far it is."""
    import duckdb
    from tqdm.auto import tqdm

    try:
        if not progress:
            connection.execute(sql)
            return
        connection.execute("set enable_progress_bar = true")  # else nothing is measured
        connection.execute("set enable_progress_bar_print = false")
        size = log.path.stat().st_size
        with (
            ThreadPoolExecutor(max_workers=1) as pool,
            tqdm(total=size, unit="B", unit_scale=True, desc=log.path.name) as bar,
        ):
            reading = pool.submit(connection.execute, sql)
            try:
                while not wait([reading], timeout=0.1).done:
                    bar.update(max(0, int(size * connection.query_progress() / 100) - bar.n))
            except BaseException:  # somebody pressed stop
                connection.interrupt()
                raise
            reading.result()
            bar.update(size - bar.n)
    except duckdb.Error as error:
        log.check()  # a damaged file has another remedy
        raise log.unreadable(str(error).partition("\n")[0]) from error


def _lines_at(log: LogFile, places: Sequence[int]) -> tuple[BadLine, ...]:
    """Fetch some lines by their place among those that are not blank, which DuckDB counts."""
    wanted = set(places)
    found: list[BadLine] = []
    place = 0
    with log.opened() as file:
        for number, line in enumerate(file, start=1):
            if len(found) == len(wanted):
                break
            if not line.strip():
                continue
            place += 1
            if place in wanted:
                text = line.decode(errors="replace").strip()[:SHOWN_CHARACTERS]
                found.append(BadLine(number=number, text=printable(text)))
    return tuple(found)


def _connect(file: Path | None = None) -> Any:
    """Open DuckDB in UTC and without a progress bar of its own."""
    connection = connect(file)
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set enable_progress_bar = false")
    return connection
