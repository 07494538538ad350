"""Reads a saved range query of Prometheus as series, and counts their gaps.

The answer to ``/api/v1/query_range`` is the graph of the incident, saved: several
series, each with its labels and a value every step.  Two silences in it look
alike on a graph and mean different things.  A step without a value means that
nothing was scraped, or the series had gone stale: the service was down or the
monitoring was.  A value NaN means that there was something to divide and nothing
to divide it by.  Neither is zero, and each is counted by itself here.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bugcase.data.duck import connect, sql_name
from bugcase.data.native import make_frame
from bugcase.data.provenance import Source
from bugcase.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series of the answer.

    Attributes
    ----------
    labels
        What tells it from the others; its name is the label ``__name__``.
    times, values
        Its samples that are finite numbers, in order; times in UTC.
    not_a_number, infinite
        Samples without a finite value: 0/0, and something divided by 0.
    missing
        Steps within the answer's span at which it has no sample.
    unreadable
        Samples that are no pair of a time and a number.
    """

    labels: Mapping[str, str]
    times: tuple[datetime, ...]
    values: tuple[float, ...]
    not_a_number: int
    infinite: int
    missing: int
    unreadable: int

    @property
    def name(self) -> str:
        """The series as Prometheus writes it: ``http_requests_total{code="500"}``."""
        pairs = ", ".join(
            f"{label}={json.dumps(value, ensure_ascii=False)}"
            for label, value in sorted(self.labels.items())
            if label != "__name__"
        )
        return self.labels.get("__name__", "") + (f"{{{pairs}}}" if pairs else "") or "{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeResult:
    """The answer to a range query.

    `step` is the stretch between two samples, None where no series has two.
    `warnings` are Prometheus' own, such as that a part of its data was not there.
    """

    series: tuple[Series, ...]
    start: datetime
    end: datetime
    step: timedelta | None
    warnings: tuple[str, ...]
    source: Source

    def to_frame(self, kind: str = "pandas") -> Any:
        """Give all samples as a table: series, time (ISO 8601, UTC) and value.

        Parameters
        ----------
        kind
            "pandas", "polars", "pyarrow" or "duckdb".
        """
        samples = [
            (one.name, time.isoformat(), value)
            for one in self.series
            for time, value in zip(one.times, one.values, strict=True)
        ]
        names, times, values = map(list, zip(*samples, strict=True))
        return make_frame({"series": names, "time": times, "value": values}, kind)

    def to_columns(self, fields: Mapping[str, str] | None = None) -> Any:
        """Give a table of a row a time and a column a series, as a DuckDB relation.

        Parameters
        ----------
        fields
            Each column's name, and the name of the series that fills it; none for every
            series by its own name, or for a single one as ``value``.

        Raises
        ------
        DataError
            Where a field names no series.
        """
        samples = {one.name: dict(zip(one.times, one.values, strict=True)) for one in self.series}
        alone = {"value": next(iter(samples))} if len(samples) == 1 else {}
        columns = fields or alone or {name: name for name in samples}
        for series in columns.values():
            if series not in samples:
                raise DataError(
                    f"series {series!r} of {self.source.data}",
                    allowed=f"one of {', '.join(samples)}",
                    found="no such series",
                    remedy="name one of these",
                )
        times = sorted({time for series in columns.values() for time in samples[series]})
        lists: list[list[Any]] = [times]
        lists += [[samples[series].get(time) for time in times] for series in columns.values()]
        values = ", ".join(
            f"unnest(${place}::double[]) as {sql_name(column)}"
            for place, column in enumerate(columns, start=2)
        )
        connection = connect()
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(
            f"create table samples as select unnest($1::timestamptz[]) as time, {values}", lists
        )
        return connection.table("samples")


def read_range_query(path: str | Path) -> RangeResult:
    """Read a saved answer of Prometheus' range query API.

    Parameters
    ----------
    path
        The JSON of ``/api/v1/query_range``, as it came.

    Returns
    -------
    RangeResult

    Raises
    ------
    DataError
        Where the file cannot be read, the query failed, it is the answer to another kind of
        query, or holds no number.

    Notes
    -----
    Values are as the query computed them.  Counters are not differentiated here:
    ask Prometheus for ``rate(...)``, which knows of resets.

    References
    ----------
    .. [1] Prometheus, HTTP API, "Range queries", prometheus.io/docs/prometheus/latest/querying/api.

    Examples
    --------
    >>> import tempfile
    >>> answer = {"status": "success", "data": {"resultType": "matrix", "result": [
    ...     {"metric": {"__name__": "up", "job": "orders"},
    ...      "values": [[1777800000, "1"], [1777800015, "0"], [1777800045, "NaN"]]}]}}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "up.json"
    ...     _ = file.write_text(json.dumps(answer))
    ...     (up,) = read_range_query(file).series
    >>> up.name, up.values, up.missing, up.not_a_number
    ('up{job="orders"}', (1.0, 0.0), 1, 1)
    """
    file = Path(path)
    answer, sha256 = _load(file)
    if not isinstance(answer, dict) or "status" not in answer:
        raise _refused(file, "JSON without a status", "save the answer of /api/v1/query_range")
    if answer["status"] != "success":
        said = f"{answer.get('errorType', 'error')}: {answer.get('error', 'no reason given')}"
        raise _refused(file, f"a query that failed, {said}", "correct the query and save it again")
    data = answer.get("data") or {}
    if data.get("resultType") != "matrix":
        remedy = "ask /api/v1/query_range with start, end and step"
        raise _refused(file, f"a result of type {data.get('resultType')!r}", remedy)
    read = [_Samples.read(one) for one in data.get("result") or []]
    instants = sorted({at for one in read for at in one.instants})
    if not any(one.values for one in read):
        found = f"{len(read):,} series without a finite number"
        raise _refused(file, found, "check the query's names, labels and time range")
    step = min((b - a for one in read for a, b in one.steps()), default=None)
    series = tuple(one.series(instants[0], instants[-1], step) for one in read)
    return RangeResult(
        series=series,
        start=_moment(instants[0]),
        end=_moment(instants[-1]),
        step=None if step is None else timedelta(milliseconds=step),
        warnings=tuple(map(str, answer.get("warnings") or ())),
        source=Source.now(
            data=file.name,
            sha256=sha256,
            rows=sum(len(one.values) for one in series),
            left_out=sum(one.not_a_number + one.infinite + one.unreadable for one in series),
            columns=tuple(one.name for one in series),
            method="complete count",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Samples:
    """One series as it was read; instants are milliseconds, the precision of Prometheus."""

    labels: Mapping[str, str]
    instants: tuple[int, ...]
    values: tuple[tuple[int, float], ...]
    not_a_number: int
    infinite: int
    unreadable: int

    @classmethod
    def read(cls, one: Any) -> "_Samples":
        metric = one.get("metric") if isinstance(one, dict) else None
        instants: list[int] = []
        values: list[tuple[int, float]] = []
        nans = infinite = unreadable = 0
        for sample in (one.get("values") or ()) if isinstance(one, dict) else ():
            try:
                at, value = round(float(sample[0]) * 1000), float(sample[1])
                _moment(at)
            except (TypeError, ValueError, IndexError, KeyError, OverflowError):
                unreadable += 1
                continue
            instants.append(at)
            nans += math.isnan(value)
            infinite += math.isinf(value)
            if math.isfinite(value):
                values.append((at, value))
        labels = {str(k): str(v) for k, v in metric.items()} if isinstance(metric, dict) else {}
        return cls(
            labels=labels,
            instants=tuple(sorted(set(instants))),
            values=tuple(sorted(values)),
            not_a_number=nans,
            infinite=infinite,
            unreadable=unreadable,
        )

    def steps(self) -> list[tuple[int, int]]:
        """Pair each instant with the next."""
        return list(zip(self.instants, self.instants[1:], strict=False))

    def series(self, start: int, end: int, step: int | None) -> Series:
        """Count what is missing between the answer's first step and its last."""
        expected = 1 if step is None else round((end - start) / step) + 1
        return Series(
            labels=self.labels,
            times=tuple(_moment(at) for at, _ in self.values),
            values=tuple(value for _, value in self.values),
            not_a_number=self.not_a_number,
            infinite=self.infinite,
            missing=max(0, expected - len(self.instants)),
            unreadable=self.unreadable,
        )


def _load(file: Path) -> tuple[Any, str]:
    try:
        content = file.read_bytes()
    except OSError as error:
        found = "no such file" if not file.exists() else str(error.strerror)
        raise _refused(file, found, f"check the path {file}") from error
    try:
        return json.loads(content), hashlib.sha256(content).hexdigest()
    except (ValueError, RecursionError) as error:
        raise _refused(file, f"no JSON ({error})", "save the answer whole, as it came") from error


def _moment(milliseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def _refused(file: Path, found: str, remedy: str) -> DataError:
    return DataError(
        f"file {file.name}",
        allowed="the answer to a Prometheus range query (status success, a matrix)",
        found=found,
        remedy=remedy,
    )
