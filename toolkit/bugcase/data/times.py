"""Reads a column of times as instants.

A column says its zone in every row, or in none, or it is refused: two rows an hour
apart that are not an hour apart would be counted into the wrong window without
anybody noticing.  Where the zone of a clock is named, the two hours a year in
which that clock lies (one shown twice, one left out) are told.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias, overload

from bugcase.data.instants import (
    When,
    as_instant,
    as_moment,
    check_zone,
    epoch_sql,
    says_zone_sql,
    text_sql,
    zoned_sql,
)
from bugcase.data.notices import Notice, noticed
from bugcase.data.stage import Stage, Staged, open_stage
from bugcase.errors import DataError

Span: TypeAlias = tuple[When, When]

MINUTE = 60_000_000  # microseconds
HOUR = 60 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """A column read as instants.

    `sql` gives microseconds; `aware` says whether they are instants, or only what a
    clock in an unnamed zone showed; `first` and `last` bound the column.
    """

    place: str
    sql: str
    aware: bool
    zone: str | None
    first: int
    last: int
    notices: tuple[Notice, ...]

    @classmethod
    def read(cls, stage: Stage, staged: Staged, zone: str | None, role: str = "time") -> "Times":
        """Read a column of times.

        Raises
        ------
        DataError
            Where no value is a time, or some say their zone and some do not.
        """
        check_zone(zone)
        kind = staged.types[role]
        local = None  # what the clock showed, where no zone is said
        has_zone = "true"
        if staged.is_number(role):
            sql = epoch_sql(role)
        elif kind == "TIMESTAMP WITH TIME ZONE":
            sql = f"epoch_us({role})"
        elif kind == "DATE" or kind.startswith("TIMESTAMP"):
            local, has_zone = f"cast({role} as timestamp)", "false"
            sql = f"epoch_us({zoned_sql(local, zone)})"
        else:
            written = f"trim(cast({role} as varchar))"
            has_zone, local = says_zone_sql(written), f"try_cast({written} as timestamp)"
            sql = text_sql(written, zone)
        return cls._counted(stage, staged, role, zone, sql=sql, local=local, has_zone=has_zone)

    @classmethod
    def _counted(
        cls,
        stage: Stage,
        staged: Staged,
        role: str,
        zone: str | None,
        *,
        sql: str,
        local: str | None,
        has_zone: str,
    ) -> "Times":
        place = staged.place(role)
        hours = _odd_hours(local, zone)
        first, last, missing, unread, zoned, zoneless, twice, never = stage.one(
            f"select min(instant), max(instant), count(*) filter ({role} is null), "
            f"count(*) filter ({role} is not null and instant is null), "
            "count(*) filter (instant is not null and says), "
            "count(*) filter (instant is not null and not says), "
            f"{hours} from (select *, {sql} as instant, {has_zone} as says from {staged.name})"
        )
        if first is None:
            (example,) = stage.one(f"select min(cast({role} as varchar)) from {staged.name}")
            raise DataError(
                place,
                allowed="times: a column of times, ISO 8601 text, or seconds since 1970",
                found=f"other values, such as {example!r}" if example else "only missing values",
                remedy="name the column that holds the times",
            )
        if zoned and zoneless and zone is None:
            raise DataError(
                place,
                allowed="times that all say their zone, or none",
                found=f"{zoned:,} that do and {zoneless:,} that do not",
                remedy="name the zone of those that do not (zone='UTC')",
            )
        notices = noticed(
            place,
            {
                "rows without a time, left out": missing,
                "times that cannot be read, left out": unread,
                "times without a zone, taken in the zone that was named": zoneless if zone else 0,
                "times in the hour that the clock shows twice": twice,
                "times in the hour that the clock leaves out": never,
            },
        )
        return cls(
            place=place,
            sql=sql,
            aware=bool(zoned) or zone is not None,
            zone=zone,
            first=int(first),
            last=int(last),
            notices=notices,
        )

    @overload
    def moment(self, microseconds: int) -> datetime: ...
    @overload
    def moment(self, microseconds: None) -> None: ...
    def moment(self, microseconds: int | None) -> datetime | None:
        """Give an instant of this column back as a time."""
        if microseconds is None:
            return None
        return as_moment(microseconds, zone=self.zone, aware=self.aware)

    def instant(self, when: When, thing: str) -> int:
        """Read a time that somebody typed, comparable with this column."""
        return as_instant(when, thing, zone=self.zone, aware=self.aware)

    def span(self, span: Span, thing: str = "window") -> tuple[int, int]:
        """Read a window, from its start to just before its end.

        Raises
        ------
        DataError
            Where it ends before it starts, or holds none of the data.
        """
        start, end = (self.instant(when, thing) for when in span)
        if start >= end:
            raise DataError(
                thing,
                allowed="an end after its start",
                found=f"{span[0]} to {span[1]}",
                remedy="swap the two, or correct the clock that jumped back",
            )
        if end <= self.first or start > self.last:
            raise DataError(
                thing,
                allowed=f"a time within the data ({self.moment(self.first)} to "
                f"{self.moment(self.last)}, {self.place})",
                found=f"{span[0]} to {span[1]}",
                remedy="check the day and the zone, or hand over the data of that time",
            )
        return start, end

    def beyond(self, start: int, end: int) -> tuple[Notice, ...]:
        """Notice the part of a window in which the data is not there at all."""
        return noticed(
            self.place,
            {
                "minutes of the window before the first row": max(0, self.first - start) // MINUTE,
                "minutes of the window after the last row": max(0, end - self.last) // MINUTE,
            },
        )


def same_clock(one: Times, other: Times) -> None:
    """Refuse two columns of which one says its zone and the other does not."""
    if one.aware != other.aware:
        zoneless = other if one.aware else one
        raise DataError(
            zoneless.place,
            allowed=f"times with a zone, as {(one if one.aware else other).place} has",
            found="times without one",
            remedy="name the zone of the clock that wrote them (zone='UTC')",
        )


def _odd_hours(local: str | None, zone: str | None) -> str:
    """Count the times that the clock showed twice, and never: summer time ends and begins."""
    if local is None or zone is None:
        return "0, 0"

    def shown(shift: int) -> str:
        return f"timezone('{zone}', make_timestamptz(instant + {shift}))"

    plain = "instant is not null and not says"
    return (
        f"count(*) filter ({plain} and {local} in ({shown(-HOUR)}, {shown(HOUR)})), "
        f"count(*) filter ({plain} and {shown(0)} <> {local})"
    )


def first_time(source: Any, *, time: str, zone: str | None = None) -> datetime:
    """Find the earliest time of a column, whatever it is written as.

    Parameters
    ----------
    source
        A dataframe of any kind, a relation, or a file's path.
    time
        The column of the times.
    zone
        The zone of times that say none.

    Raises
    ------
    DataError
        Where there is no such column, or no time in it.
    """
    with open_stage() as stage:
        staged = stage.add("times", source, {"time": time})
        times = Times.read(stage, staged, zone)
        return times.moment(times.first)
