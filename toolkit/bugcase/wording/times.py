"""Times: how long, on which day, by when, and what the clocks of a place show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise

from babel.dates import get_timezone_location

from bugcase.wording.entries import in_use, say


def duration(time: timedelta | float) -> str:
    """Say how long something takes, in its two largest units; a number is of seconds.

    >>> duration(720), duration(timedelta(days=3, hours=4, minutes=10)), duration(3599.7)
    ('12 minutes', '3 days 4 hours', '1 hour')
    """
    seconds = time.total_seconds() if isinstance(time, timedelta) else time
    if seconds < 0:
        raise ValueError(f"a time is not negative: {time!r}")
    if seconds < 0.5:
        return say("duration.moment")
    for larger, smaller in pairwise(_UNITS):
        whole = round(seconds / smaller[1]) * smaller[1]
        if whole >= larger[1]:
            parts = (whole // larger[1], larger[0]), (whole % larger[1] // smaller[1], smaller[0])
            return " ".join(say(entry, n=number) for number, entry in parts if number)
    return say("duration.seconds", n=round(seconds))


_UNITS = (
    ("duration.days", 86_400),
    ("duration.hours", 3_600),
    ("duration.minutes", 60),
    ("duration.seconds", 1),
)


def weekday(day: date, *, year: bool = False) -> str:
    """Write a date with its weekday; a line break may part the two, not day and month.

    >>> weekday(date(2026, 11, 26)).replace(chr(0xA0), "_")
    'Thursday 26_November'
    """
    return in_use().day(day, weekday=True, year=year)


def day(date: date) -> str:
    """Write a date without its weekday, where there is room for no more.

    >>> day(date(2026, 11, 26)).replace(chr(0xA0), "_")
    '26_November'
    """
    return in_use().day(date)


def plan_odds(p50: date, p90: date) -> str:
    """Say by when a plan is done as likely as not, and by when nine times in ten.

    >>> said = plan_odds(date(2026, 11, 26), date(2026, 11, 30))
    >>> said.replace(chr(0xA0), "_")
    'Thursday 26_November is even odds; Monday 30_November is nine in ten'
    """
    first, last = (weekday(day, year=p50.year != p90.year) for day in (p50, p90))
    if p50 == p90:
        return say("plan.odds_of_one_day", day=first)
    return say("plan.odds", p50=first, p90=last)


def spoken_plan_odds(p50: date, p90: date, now: date | None) -> str:
    """Say the same in a clause that goes after "we would be done".

    >>> spoken_plan_odds(date(2026, 12, 1), date(2026, 12, 7), None)
    'by Tuesday the 1st of December as likely as not, and by Monday the 7th nine times in ten'
    """
    first, last = (str(spoken_moment(day, now)) for day in (p50, p90))
    if p50 == p90:
        return say("plan.spoken_of_one_day", day=first)
    same_month = (p50.year, p50.month) == (p90.year, p90.month)
    if same_month and first == _in_full(p50) and last == _in_full(p90):
        ordinal = in_use().words("day.ordinals")[p90.day - 1]
        last = say("day.of_the_month", weekday=in_use().part(p90, "weekday"), day=ordinal)
    return say("plan.spoken", p50=first, p90=last)


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
    >>> moment(release, ZoneInfo("Asia/Tokyo")).replace(chr(0xA0), "_")
    'Thursday 26_November, 09:00 in Tokyo'
    """
    if instant.tzinfo is None:
        raise ValueError(f"a moment has a time zone: {instant!r}")
    local = instant.astimezone(zone)
    told = need_offsets(local, *(one.astimezone(zone) for one in among))
    return _placed(_at(weekday(local), local), _where(local, zone, place, with_offset=told))


_WEEK = 7  # days to come, of which a weekday names one


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenMoment:
    """A moment in the words of speech: its day, and the hour where there is one.

    The words bring no preposition of their own and go after "by", "since", "until" and
    "from": "by four tomorrow", "by ten on Wednesday".

    Attributes
    ----------
    day
        How the day is called.
    hour
        None of a day alone.
    near
        Whether the day is called by its distance: "tomorrow".
    """

    day: str
    hour: "SpokenHour | None"
    near: bool

    def __str__(self) -> str:
        if self.hour is None:
            return self.day
        entry = "moment.spoken_near" if self.near else "moment.spoken"
        return say(entry, day=self.day, hour=str(self.hour))


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenHour:
    """An hour of the day: in words where it is a round one, and as the clock shows it."""

    words: str | None
    clock: str

    def __str__(self) -> str:
        return self.words or self.clock


def spoken_moment(moment: date, now: date | None) -> SpokenMoment:
    """Say a moment, or a day, as people do who are in the same place: by its distance from now.

    Parameters
    ----------
    moment
        By the clock of the place.
    now
        By the same clock; None where nobody knows when it is said.

    Examples
    --------
    >>> now = datetime(2026, 10, 14, 11)
    >>> for moment in (now.replace(hour=13), now.replace(day=16, hour=18, minute=40),
    ...                date(2026, 10, 15), now.replace(day=6, hour=12)):
    ...     print(spoken_moment(moment, now))
    one today
    18:40 on Friday
    tomorrow
    noon on Tuesday the 6th of October
    >>> print(spoken_moment(datetime(2026, 10, 16), now))  # midnight would be heard as its end
    0:00 on Friday
    >>> from bugcase.wording.entries import using
    >>> with using("de_DE"):
    ...     print(spoken_moment(now.replace(day=15, hour=16), now))
    morgen um 16 Uhr
    """
    day, today = day_of(moment), day_of(now) if now else None
    at = moment if isinstance(moment, datetime) else None
    return SpokenMoment(
        day=_spoken_day(day, today),
        hour=_spoken_hour(at) if at else None,
        near=today is not None and (day - today).days in _FROM_TODAY,
    )


def spoken_period(first: SpokenMoment, last: SpokenMoment) -> str:
    """Say from when to when; of the same day, the day once, and both hours alike.

    >>> now = datetime(2026, 10, 14, 11)
    >>> nine, noon, later = (now.replace(day=13, hour=hour) for hour in (9, 12, 19))
    >>> spoken_period(spoken_moment(nine, now), spoken_moment(noon, now))
    'yesterday from nine to noon'
    >>> spoken_period(spoken_moment(nine, now), spoken_moment(later.replace(minute=55), now))
    'yesterday from 9:00 to 19:55'
    """
    if first.day == last.day and first.hour and last.hour:
        in_words = first.hour.words and last.hour.words
        start, end = (str(one) if in_words else one.clock for one in (first.hour, last.hour))
        return say("moment.spoken_same_day", day=first.day, start=start, end=end)
    return say("moment.spoken_days", start=str(first), end=str(last))


def day_of(moment: date) -> date:
    """Give the day of a moment, or of a day itself."""
    return moment.date() if isinstance(moment, datetime) else moment


def _spoken_day(day: date, today: date | None) -> str:
    days = None if today is None else (day - today).days
    if days in _FROM_TODAY:
        return say(_FROM_TODAY[days])
    if days is not None and 0 < days < _WEEK:
        return in_use().part(day, "weekday")
    return _in_full(day)


def _in_full(day: date) -> str:
    names = {name: in_use().part(day, name) for name in ("weekday", "month")}
    return say("day.spoken", day=in_use().words("day.ordinals")[day.day - 1], **names)


_FROM_TODAY: Mapping[int | None, str] = {
    -1: "day.yesterday",
    0: "day.today",
    1: "day.tomorrow",
}


def _spoken_hour(moment: datetime) -> SpokenHour:
    hours, minute = in_use().words("clock.hours"), moment.minute
    name, words = hours[moment.hour], None
    if name and minute == 0:
        words = name
    elif name and minute == 30 and moment.hour != _NOON:
        words = say("clock.half_past", hour=name)
    clock = say("clock.numbers", time=in_use().time(moment, pattern="clock.spoken"))
    return SpokenHour(words=words, clock=clock)


_NOON = 12  # the hour that has no half


def period(start: datetime, end: datetime, zone: tzinfo) -> str:
    """Say from when to when in a time zone; the place once, and of the same day, the day.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> new_york = ZoneInfo("America/New_York")
    >>> start, end = datetime(2026, 5, 3, 9, 40, tzinfo=UTC), datetime(2026, 5, 3, 11, tzinfo=UTC)
    >>> period(start, end, new_york).replace(chr(0xA0), "_")
    'Sunday 3_May, 05:40 to 07:00 in New York'
    >>> end = datetime(2026, 5, 5, 11, tzinfo=UTC)
    >>> period(start, end, new_york).replace(chr(0xA0), "_")
    '3_May, 05:40 to 5_May, 07:00 in New York'
    """
    first, last = start.astimezone(zone), end.astimezone(zone)
    told = need_offsets(first, last)
    where = _where(last, zone, None, with_offset=told)
    if first.date() == last.date():
        since, until = in_use().time(first), _placed(in_use().time(last), where)
        since = _placed(since, f"({offset(first)})") if told else since
        return say("moment.same_day", day=weekday(first), start=since, end=until)
    since, until = _at(day(first), first), _placed(_at(day(last), last), where)
    since = _placed(since, f"({offset(first)})") if told else since
    return say("moment.days", start=since, end=until)


def unplaced(local: datetime) -> str:
    """Say a moment by a clock that nobody named."""
    return _at(weekday(local), local)


def unplaced_period(start: datetime, end: datetime) -> str:
    """Say from when to when by a clock that nobody named; of the same day, the day once."""
    if start.date() == end.date():
        times = in_use().time(start), in_use().time(end)
        return say("moment.same_day", day=weekday(start), start=times[0], end=times[1])
    return say("moment.days", start=unplaced(start), end=unplaced(end))


def _at(day: str, local: datetime) -> str:
    return say("moment.at", day=day, time=in_use().time(local))


def _placed(moment: str, where: str) -> str:
    return say("moment.in_place", moment=moment, place=where)


def _where(local: datetime, zone: tzinfo, place: str | None, *, with_offset: bool) -> str:
    distance = f"({offset(local)})"
    key = getattr(zone, "key", str(zone))
    if place is None and key in {"UTC", "Etc/UTC"}:
        return "UTC"
    if place is None and ("/" not in key or key.startswith("Etc/")):
        return distance  # no city, or a name that counts the hours the other way round
    name = place or get_timezone_location(zone, locale=in_use().locale, return_city=True)
    where = say("moment.place", place=name)
    return _placed(where, distance) if with_offset else where
