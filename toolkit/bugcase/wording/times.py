"""Times: how long, on which day, by when, and what the clocks of a place show."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise

from babel.dates import format_date, format_time, get_timezone_location


def duration(time: timedelta | float) -> str:
    """Say how long something takes, in its two largest units; a number is of seconds.

    >>> duration(720), duration(timedelta(days=3, hours=4, minutes=10)), duration(3599.7)
    ('12 minutes', '3 days 4 hours', '1 hour')
    """
    seconds = time.total_seconds() if isinstance(time, timedelta) else time
    if seconds < 0:
        raise ValueError(f"a time is not negative: {time!r}")
    if seconds < 0.5:
        return "less than a second"
    for larger, smaller in pairwise(_UNITS):
        whole = round(seconds / smaller[1]) * smaller[1]
        if whole >= larger[1]:
            parts = (whole // larger[1], larger[0]), (whole % larger[1] // smaller[1], smaller[0])
            return " ".join(_counted(*part) for part in parts if part[0])
    return _counted(round(seconds), "second")


_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def weekday(day: date, *, locale: str, year: bool = False) -> str:
    """Write a date with its weekday; a line break may part the two, not day and month.

    >>> weekday(date(2026, 11, 26), locale="en_GB").replace(chr(0xA0), "_")
    'Thursday 26_November'
    """
    return format_date(day, "EEEE d\u00a0MMMM" + "\u00a0y" * year, locale=locale)


def day(date: date, *, locale: str) -> str:
    """Write a date without its weekday, where there is room for no more.

    >>> day(date(2026, 11, 26), locale="en_GB").replace(chr(0xA0), "_")
    '26_November'
    """
    return format_date(date, "d\u00a0MMMM", locale=locale)


def plan_odds(p50: date, p90: date, *, locale: str) -> str:
    """Say by when a plan is done as likely as not, and by when nine times in ten.

    >>> said = plan_odds(date(2026, 11, 26), date(2026, 11, 30), locale="en_GB")
    >>> said.replace(chr(0xA0), "_")
    'Thursday 26_November is even odds; Monday 30_November is nine in ten'
    """
    first, last = (weekday(day, locale=locale, year=p50.year != p90.year) for day in (p50, p90))
    if p50 == p90:
        return f"{first} is even odds and nine in ten alike"
    return f"{first} is even odds; {last} is nine in ten"


def shown_twice(local: datetime) -> bool:
    """Whether a clock shows these hands twice, or never: its summer time ends or begins.

    >>> from zoneinfo import ZoneInfo
    >>> new_york = ZoneInfo("America/New_York")
    >>> [shown_twice(datetime(2026, 11, 1, hour, 30, tzinfo=new_york)) for hour in (0, 1, 2)]
    [False, True, False]
    """
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def need_offsets(*local: datetime) -> bool:
    """Whether the hands alone mislead about moments of one clock: it changes in between.

    >>> from zoneinfo import ZoneInfo
    >>> new_york = ZoneInfo("America/New_York")  # summer time ends at 02:00
    >>> start = datetime(2026, 11, 1, 0, 30, tzinfo=new_york)
    >>> need_offsets(start, start.replace(hour=3)), need_offsets(start, start.replace(minute=40))
    (True, False)
    """
    return len({one.utcoffset() for one in local}) > 1 or any(map(shown_twice, local))


def offset(local: datetime) -> str:
    """Write how far a clock is from UTC at a moment.

    >>> offset(datetime.fromisoformat("2026-11-01T01:30-04:00"))
    'UTC-04:00'
    """
    return f"UTC{local.isoformat()[-6:]}"


def moment(
    instant: datetime,
    zone: tzinfo,
    *,
    locale: str,
    place: str | None = None,
    among: Iterable[datetime] = (),
) -> str:
    """Say when a moment is in a time zone: weekday, date, time and where.

    In the hour that a clock shows twice when summer time ends, the distance to UTC is
    said as well; and so it is where the clock changes between it and the others.

    Parameters
    ----------
    instant
        With a time zone.
    zone
        Where the reader is.
    place
        What the reader calls it; None for the city that the zone is named after.
    among
        The moments that it is told with.

    Raises
    ------
    ValueError
        Where the instant has no time zone.

    Examples
    --------
    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> release = datetime(2026, 11, 26, tzinfo=UTC)
    >>> moment(release, ZoneInfo("Asia/Tokyo"), locale="en_GB").replace(chr(0xA0), "_")
    'Thursday 26_November, 09:00 in Tokyo'
    """
    if instant.tzinfo is None:
        raise ValueError(f"a moment has a time zone: {instant!r}")
    local = instant.astimezone(zone)
    time = format_time(local, "HH:mm", locale=locale)
    told = need_offsets(local, *(one.astimezone(zone) for one in among))
    where = _where(local, zone, place, locale, with_offset=told)
    return f"{weekday(local, locale=locale)}, {time} {where}"


_DAYS_FROM_NOW: Mapping[str, Mapping[int, str]] = {
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
_WEEK = 7  # days to come, of which a weekday names one


def spoken_moment(local: datetime, now: datetime | None, *, locale: str) -> str | None:
    """Say a moment as people do who are in the same place: by its distance from now.

    The words go after "by", "since" or "from", not after "on".

    Parameters
    ----------
    local
        The moment, by the clock of the place.
    now
        By the same clock; None where nobody knows when it is said.

    Returns
    -------
    str or None
        None in a language without words for it.

    Examples
    --------
    >>> now = datetime(2026, 10, 14, 11)
    >>> for moment in (now.replace(hour=13), now.replace(day=16), now.replace(day=6)):
    ...     print(spoken_moment(moment, now, locale="en_GB").replace(chr(0xA0), "_"))
    13:00 today
    11:00 on Friday
    11:00 on Tuesday 6_October
    >>> spoken_moment(now, now, locale="de_DE") is None
    True
    """
    words = _DAYS_FROM_NOW.get(locale.partition("_")[0])
    if words is None:
        return None
    time = format_time(local, "H:mm", locale=locale)
    days = None if now is None else (local.date() - now.date()).days
    if days in words:
        return f"{time} {words[days]}"
    if days is not None and 0 < days < _WEEK:
        return f"{time} on {format_date(local, 'EEEE', locale=locale)}"
    return f"{time} on {weekday(local, locale=locale)}"


def period(start: datetime, end: datetime, zone: tzinfo, *, locale: str) -> str:
    """Say from when to when in a time zone; the place once, and of the same day, the day.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> new_york = ZoneInfo("America/New_York")
    >>> start, end = datetime(2026, 5, 3, 9, 40, tzinfo=UTC), datetime(2026, 5, 3, 11, tzinfo=UTC)
    >>> period(start, end, new_york, locale="en_GB").replace(chr(0xA0), "_")
    'Sunday 3_May, 05:40 to 07:00 in New York'
    >>> end = datetime(2026, 5, 5, 11, tzinfo=UTC)
    >>> period(start, end, new_york, locale="en_GB").replace(chr(0xA0), "_")
    '3_May, 05:40 to 5_May, 07:00 in New York'
    """
    first, last = start.astimezone(zone), end.astimezone(zone)
    time = format_time(first, "HH:mm", locale=locale)
    if need_offsets(first, last):
        time = f"{time} ({offset(first)})"
    until = moment(last, zone, locale=locale, among=(first, last))
    since_day = until.removeprefix(weekday(last, locale=locale))
    if first.date() == last.date():
        return f"{weekday(first, locale=locale)}, {time} to {since_day.removeprefix(', ')}"
    return f"{day(first, locale=locale)}, {time} to {day(last, locale=locale)}{since_day}"


def _counted(number: float, noun: str) -> str:
    return f"{number:,.0f} {noun}{'s' * (number != 1)}"


def _where(
    local: datetime, zone: tzinfo, place: str | None, locale: str, *, with_offset: bool
) -> str:
    distance = f"({offset(local)})"
    key = getattr(zone, "key", str(zone))
    if place is None and key in {"UTC", "Etc/UTC"}:
        return "UTC"
    if place is None and ("/" not in key or key.startswith("Etc/")):
        return distance  # no city, or a name that counts the hours the other way round
    name = place or get_timezone_location(zone, locale=locale, return_city=True)
    return f"in {name} {distance}" if with_offset else f"in {name}"
