"""Brings times from several clocks to instants that can be compared, or refuses them.

Half of what is wrong in an incident's timeline is a zone: the database says
09:40 and means UTC, the dashboard says 10:40 and means Lisbon.  A time with an
offset is an instant; a time without one is what some clock showed.  The two are
never compared: either the zone of the clock is named, or the question is
refused.

Inside, an instant is a whole number of microseconds since 1970 in UTC, so that
no library's time type stands between two tables.  (DuckDB's own type also needs
pytz to come back to Python.)  Text is read as ISO 8601, numbers as the seconds,
milliseconds, microseconds or nanoseconds since 1970 that their size makes them.
"""

from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bugcase import wording
from bugcase.errors import DataError

When: TypeAlias = datetime | str

MICROSECOND = timedelta(microseconds=1)
NUMBER = r"-?[0-9]{9,19}(\.[0-9]*)?|[0-9]\.[0-9]+[eE]\+?[0-9]{1,2}"  # of seconds or finer, as text
OFFSET = r"[0-9]:[0-9]{2}.*(UTC|[+-][0-9]{2}(:?[0-9]{2})?)$"  # behind a time of day, not a date


def says_zone_sql(written: str) -> str:
    """Whether text says which instant it is, in SQL: by an offset, or by counting from 1970."""
    return (
        f"({_is_utc(written)} or regexp_full_match({written}, '{NUMBER}') "
        f"or regexp_matches({written}, '{OFFSET}'))"
    )


def text_sql(written: str, zone: str | None) -> str:
    """Read trimmed text as microseconds since 1970, in SQL; UTC first, which needs no pattern."""
    zoned = f"epoch_us(try_cast({written} as timestamptz))"
    local = f"try_cast({written} as timestamp)"
    return (
        f"case when {_is_utc(written)} then {zoned} "
        f"when regexp_full_match({written}, '{NUMBER}') then {epoch_sql(written)} "
        f"when regexp_matches({written}, '{OFFSET}') then {zoned} "
        f"else epoch_us({zoned_sql(local, zone)}) end"
    )


def _is_utc(written: str) -> str:
    return f"upper(right({written}, 1)) = 'Z'"


def epoch_sql(value: str) -> str:
    """Read a number as microseconds since 1970, in SQL: its size tells which unit it is in.

    Seconds reach 10^11 in the year 5138, milliseconds in 1973.
    """
    number = f"try_cast({value} as double)"
    return (
        f"try_cast(case when abs({number}) < 1e11 then {number} * 1e6 "
        f"when abs({number}) < 1e14 then {number} * 1e3 when abs({number}) < 1e17 then {number} "
        f"else {number} / 1e3 end as bigint)"
    )


def check_zone(zone: str | None) -> None:
    """Refuse a zone that no clock knows."""
    if zone is None:
        return
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise DataError(
            "zone",
            allowed="a name of the IANA time zone database, such as Europe/Lisbon or UTC",
            found=repr(zone),
            remedy="name the zone of the clock that wrote the times",
        ) from error


def as_datetime(when: When, thing: str) -> datetime:
    """Read a time that somebody typed.

    Raises
    ------
    DataError
        Where it is no time.
    """
    if isinstance(when, datetime):
        return when
    try:
        return datetime.fromisoformat(when)
    except ValueError as error:
        raise DataError(
            thing,
            allowed="a time such as 2026-05-03T09:40+00:00",
            found=repr(when),
            remedy="write it as ISO 8601 has it",
        ) from error


def as_instant(when: When, thing: str, *, zone: str | None, aware: bool) -> int:
    """Read a time that somebody typed, as microseconds, comparable with a column's.

    Raises
    ------
    DataError
        Where it is no time, the clock of the zone showed it twice or never, or one
        side says its zone and the other does not.
    """
    moment = as_datetime(when, thing)
    if moment.tzinfo is None and zone is not None:
        moment = _in_zone(moment, thing, ZoneInfo(zone))
    if (moment.tzinfo is not None) != aware:
        raise DataError(
            thing,
            allowed="a time with its zone" if aware else "no zone, as in the data",
            found=f"{moment.isoformat()}, which says {'its' if moment.tzinfo else 'no'} zone",
            remedy="write its offset, or name the zone of the clock (zone='UTC')"
            if aware
            else "name the zone of the data's clock (zone='UTC')",
        )
    origin = datetime(1970, 1, 1, tzinfo=UTC if aware else None)
    return (moment - origin) // MICROSECOND


def as_moment(microseconds: int, *, zone: str | None, aware: bool) -> datetime:
    """Give an instant back as a time: in the zone that was named, else in UTC."""
    naive = datetime(1970, 1, 1) + microseconds * MICROSECOND  # noqa: DTZ001  (a zone is put on below)
    if not aware:
        return naive
    return naive.replace(tzinfo=UTC).astimezone(ZoneInfo(zone) if zone else UTC)


def zoned_sql(local: str, zone: str | None) -> str:
    """Put a zone, checked before, on what its clock showed."""
    return f"timezone('{zone}', {local})" if zone else local


def _in_zone(moment: datetime, thing: str, zone: ZoneInfo) -> datetime:
    early, late = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if early.utcoffset() != late.utcoffset():
        raise DataError(
            thing,
            allowed=f"a time that the clock of {zone.key} shows once",
            found=f"{moment.isoformat()}, in the hour in which its summer time begins or ends",
            remedy=f"write its offset, {_offset(early)} or {_offset(late)}",
        )
    return early


def _offset(moment: datetime) -> str:
    return wording.offset(moment).removeprefix("UTC")
