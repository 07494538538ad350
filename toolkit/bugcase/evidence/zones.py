"""ZonedTime: a time that keeps the name of its clock when it is written to a file and read again.

`2026-10-13T18:00:00+01:00` says which instant it is, and no longer that it was
18:00 in Lisbon.  A figure drawn of it would say UTC+01:00 beside words that say
Lisbon.  So the name follows in brackets, as RFC 9557 writes it.
"""

import re
from datetime import datetime
from typing import Annotated, Any, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, PlainSerializer

__all__ = ["ZonedTime"]

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
