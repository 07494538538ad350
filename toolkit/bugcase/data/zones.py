"""Times that keep the name of their zone in a file, and are compared as instants.

`2026-10-13T18:00:00+01:00` says which instant it is, and no longer that it was
18:00 in Lisbon.  A figure drawn of it would say UTC+01:00 beside words that say
Lisbon.  So the name follows in brackets, as RFC 9557 writes it.

Python compares and subtracts two times of one zone by the hands of its clock (PEP
495), and adds to a time on them too.  In the night in which summer time ends, 01:20 is
then twenty minutes before 01:40, though the clock went back between the two.  So what
is sorted, compared, subtracted or added to goes through `instant`, `elapsed` and
`later`.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, PlainSerializer

_NAMED = re.compile(r"(?P<time>[^\[]+)\[(?P<zone>[A-Za-z0-9_+/-]+)\]")


def _written(moment: datetime) -> str:
    """Write a moment with its zone.

    >>> _written(datetime(2026, 10, 13, 18, tzinfo=ZoneInfo("Europe/Lisbon")))
    '2026-10-13T18:00:00+01:00[Europe/Lisbon]'
    """
    zone = moment.tzinfo
    return f"{moment.isoformat()}[{zone.key}]" if isinstance(zone, ZoneInfo) else moment.isoformat()


def _read(written: Any) -> Any:
    """Read what `_written` wrote; whatever else there is, pydantic reads or refuses.

    >>> _read("2026-10-25T01:30:00+00:00[Europe/Lisbon]").fold  # the second of that morning
    1
    """
    named = _NAMED.fullmatch(written) if isinstance(written, str) else None
    if not named:
        return written
    try:
        zone = ZoneInfo(named["zone"])
    except (ZoneInfoNotFoundError, OSError, ValueError):  # unknown here, known there
        return named["time"]
    return datetime.fromisoformat(named["time"]).astimezone(zone)


ZonedTime: TypeAlias = Annotated[
    datetime, BeforeValidator(_read), PlainSerializer(_written, when_used="json")
]


def instant(moment: datetime) -> datetime:
    """Give a moment as it is sorted and compared: in UTC; as it is where it has no zone."""
    return moment.astimezone(UTC) if moment.tzinfo else moment


def elapsed(start: datetime, end: datetime) -> timedelta:
    """Say how much time goes by from one moment to another; negative where it ends before.

    >>> first = datetime(2026, 11, 1, 1, 40, tzinfo=ZoneInfo("America/New_York"))
    >>> second = first.replace(fold=1)  # the clock went back at 02:00
    >>> str(elapsed(first, second)), str(second - first)
    ('1:00:00', '0:00:00')
    """
    return instant(end) - instant(start)


def later(moment: datetime, time: timedelta) -> datetime:
    """Give the moment that comes so much time after another, on the same clock.

    >>> start = datetime(2026, 11, 1, 1, 40, tzinfo=ZoneInfo("America/New_York"))
    >>> later(start, timedelta(hours=1)).isoformat()
    '2026-11-01T01:40:00-05:00'
    """
    return (instant(moment) + time).astimezone(moment.tzinfo) if moment.tzinfo else moment + time
