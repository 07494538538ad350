"""Draws and writes times in figures: round on a clock, and always with the clock's zone.

09:40 says nothing until it is said whose.  Moments with a zone are laid out as the
instants they are; those without one as their own clock showed them.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from bugcase import wording
from bugcase.figures.canvas import WIDTH, Canvas
from bugcase.figures.scale import Scale
from bugcase.style.lettering import text_width
from bugcase.style.tokens import TYPE

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_STEPS: Final = (
    *(1, 5, 15, 30),
    *(_MINUTE * n for n in (1, 2, 5, 10, 15, 30)),
    *(_HOUR * n for n in (1, 2, 3, 6, 12)),
    *(_DAY * n for n in (1, 2, 7, 14, 28, 91, 364, 3_640)),
)
_NONE: Final = timedelta(0)
_WITH_OFFSET: Final = 170  # pixels that a time with its offset takes
_MONDAY: Final = datetime(1970, 1, 5)  # noqa: DTZ001  (what a clock shows)


WITH_YEAR: Final = 300  # days: over so many, a day is written with its year


def day_writer(span: int) -> Callable[[date], str]:
    """Give how days are written beside marks: with the weekday, or over a long span the year."""
    language = wording.in_use()
    if span < WITH_YEAR:
        return lambda day: language.day(day, weekday=True, short=True)
    return lambda day: language.day(day, year=True, short=True)


def seconds(moment: datetime) -> float:
    """Give a moment as seconds since 1970; one without a zone as if its clock showed UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def along(moments: Sequence[datetime], *, start: float, end: float) -> Scale:
    """Lay moments from left to right; a single one in the middle of ten minutes."""
    places = [seconds(moment) for moment in moments]
    low, high = min(places), max(places)
    if low == high:
        low, high = low - 5 * _MINUTE, high + 5 * _MINUTE
    return Scale(low=low, high=high, start=start, end=end)


def time_axis(sheet: Canvas, scale: Scale, zone: tzinfo | None, *, y: float, most: int) -> None:
    """Draw the scale's line with times under it that are round on the clock of a zone."""
    size = TYPE["note"]
    sheet.line(scale.start, y, scale.end, y, width=1.5, colour="muted")
    for instant, written in _ticks(scale, zone or UTC, most):
        at = scale.place(instant)
        sheet.line(at, y - 6, at, y, width=1.5, colour="muted")
        half = text_width(written, size) / 2
        if half <= at <= WIDTH - half:
            sheet.words(at, y - 10 - size, written, size=size, colour="muted", align="center",
                        beside=True)  # fmt: skip


def _ticks(scale: Scale, zone: tzinfo, most: int) -> list[tuple[float, str]]:
    """Give instants that are round on the clock: both of those that it shows twice.

    Where the clock changes on the way, a time of day has its offset.
    """
    span = scale.high - scale.low
    many_years = span > 300 * _DAY
    low, high = (datetime.fromtimestamp(end, zone) for end in (scale.low, scale.high))
    has_offsets = wording.need_offsets(low, high)
    step = _step(span, most - 2 * many_years)
    if has_offsets and step < _DAY:
        step = _step(span, min(most, int((scale.end - scale.start) / _WITH_OFFSET)))
    shift = abs((low.utcoffset() or _NONE) - (high.utcoffset() or _NONE))
    wall = low.replace(tzinfo=None) - shift
    wall -= (wall - _MONDAY) % timedelta(seconds=step)
    found = []
    while wall <= high.replace(tzinfo=None) + shift:
        for fold in (0, 1):
            shown = wall.replace(tzinfo=zone, fold=fold)
            is_shown = shown.astimezone(UTC).astimezone(zone).isoformat() == shown.isoformat()
            is_new = fold == 0 or wording.shown_twice(shown)
            if is_shown and is_new and scale.holds(shown.timestamp()):
                written = _round(wall, step, with_year=many_years)
                if has_offsets and ":" in written:
                    written = f"{written} {wording.offset(shown)}"
                found.append((shown.timestamp(), written))
        wall += timedelta(seconds=step)
    return sorted(found)


def _step(span: float, most: int) -> int:
    return next((step for step in _STEPS if span / step <= most), _STEPS[-1])


def _round(wall: datetime, step: int, *, with_year: bool) -> str:
    if step >= _DAY or not (wall.hour or wall.minute or wall.second):
        return wording.in_use().day(wall, year=with_year, short=True)
    return _time(wall, seconds=step < _MINUTE)


def clock_time(moment: datetime, *, day: bool, offset: bool = False) -> str:
    """Write what a clock shows, to the second where it is not a whole minute; its offset too.

    >>> clock_time(datetime(2026, 5, 3, 9, 40), day=True)
    'Sun 3 May, 09:40'
    >>> clock_time(datetime(2026, 5, 3, 9, 40, 7), day=False)
    '09:40:07'
    """
    time = _time(moment, seconds=bool(moment.second))
    if offset:
        time = f"{time} ({wording.offset(moment)})"
    if not day:
        return time
    on = wording.in_use().day(moment, weekday=True, short=True)
    return wording.say("moment.at", day=on, time=time)


def _time(moment: datetime, *, seconds: bool) -> str:
    return wording.in_use().time(moment, pattern="clock.seconds" if seconds else "clock.pattern")


def until(start: datetime, end: datetime) -> str:
    """Write from when to when; the day once where it is the same.

    Both ends have their offset where the clock changes in between.

    >>> until(datetime(2026, 5, 3, 9, 40), datetime(2026, 5, 3, 11))
    'Sun 3 May, 09:40 to 11:00'
    """
    offset = wording.need_offsets(start, end)
    ends = clock_time(end, day=start.date() != end.date(), offset=offset)
    begins = clock_time(start, day=True, offset=offset)
    return wording.say("moment.days", start=begins, end=ends)


def zone_name(moment: datetime) -> str | None:
    """Name the zone of a moment's clock; None where it says none.

    >>> from zoneinfo import ZoneInfo
    >>> zone_name(datetime(2026, 5, 3, tzinfo=ZoneInfo("Europe/Lisbon")))
    'Europe/Lisbon'
    >>> zone_name(datetime.fromisoformat("2026-05-03T18:00+02:00"))
    'UTC+02:00'
    """
    if moment.tzinfo is None:
        return None
    offset = moment.isoformat()[-6:]
    return str(getattr(moment.tzinfo, "key", "UTC" if offset == "+00:00" else f"UTC{offset}"))


def clocks(name: str | None) -> str:
    """Say whose clock the times of a figure are of."""
    return wording.say("axis.no_zone") if name is None else wording.say("axis.zone", zone=name)


def lasted(time: timedelta) -> str:
    """Write how long something took: in minutes up to an hour, then in hours.

    >>> for minutes in (0.75, 60, 84, 115, 31 * 60 + 20, 10 * 24 * 60):
    ...     print(lasted(timedelta(minutes=minutes)))
    45 s
    1 h
    1 h 24 min
    1 h 55 min
    1 d 7 h
    10 d
    >>> lasted(timedelta(seconds=51.84))
    '52 s'
    """
    whole = round(time.total_seconds())
    if whole < 1.5 * _MINUTE:
        return _lasted(seconds=whole) if whole != _MINUTE else _lasted(minutes=1)
    minutes = round(whole / _MINUTE)
    if minutes < 60:
        return _lasted(minutes=minutes)
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return _lasted(hours=hours, minutes=rest)
    days, hours = divmod(round(minutes / 60), 24)
    return _lasted(days=days, hours=hours)


def _lasted(**parts: int) -> str:
    return " ".join(wording.say(f"lasted.{unit}", n=n) for unit, n in parts.items() if n) or (
        wording.say("lasted.seconds", n=0)
    )
