"""Numbers into words.

Rates are told as so many of every 1,000, always of the same 1,000, because
people compare counts well and percentages badly (Gigerenzer, Edwards, BMJ 327
(2003) 741).  A change is told in the same unit, "more" or "fewer"; a relative
change ("+45%") is never told alone, so it has no function here.

What was simulated from somebody's guesses is told in two significant digits: more
would promise a sureness that nobody has.  A probability has its word from one fixed
scale and never stands without the band that the word means, because the word alone
means something else to every reader (Budescu, Broomell, Por, Psychol. Sci. 20 (2009)
299).
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location
from babel.numbers import format_currency, get_currency_precision, is_currency

from bugcase.estimate import Estimate

__all__ = [
    "ODDS",
    "OddsBand",
    "about",
    "change",
    "change_interval",
    "conditions",
    "count",
    "day",
    "duration",
    "in_two_zones",
    "moment",
    "money",
    "money_range",
    "more_or_fewer",
    "need_offsets",
    "number_range",
    "odds",
    "offset",
    "one_in",
    "per_1000",
    "period",
    "plan_odds",
    "rate",
    "shown_twice",
    "weekday",
]


def count(n: int) -> str:
    """Write a whole number with its thousands apart.

    >>> count(68785)
    '68,785'
    """
    return f"{n:,}"


def per_1000(rate: float) -> str:
    """Write a rate (0 to 1) as a number of every 1,000, to one decimal; below one, two digits.

    >>> per_1000(0.0613), per_1000(0.00042), per_1000(0.0)
    ('61.3', '0.42', '0')
    """
    value = rate * 1000
    if value == 0:
        return "0"
    if abs(value) >= 0.95:  # noqa: PLR2004  (below this, one decimal keeps less than two digits)
        return f"{value:,.1f}"
    digits = next((d for d in range(2, 12) if round(value, d - 1) != 0), 12)
    return f"{value:.{digits}f}"


def rate(estimate: Estimate) -> str:
    """Say a rate in a phrase.

    >>> rate(Estimate(value=0.0613, low=0.05, high=0.07, level=0.95, n=4000, method="Wilson score",
    ...               unit="proportion"))
    '61.3 of every 1,000'
    """
    return f"{per_1000(estimate.value)} of every 1,000"


def change(difference: float) -> str:
    """Say a difference of rates in a phrase.

    >>> change(0.0193), change(-0.0011), change(0.0)
    ('19.3 more per 1,000', '1.1 fewer per 1,000', 'no more and no fewer per 1,000')
    """
    if difference == 0:
        return "no more and no fewer per 1,000"
    return f"{per_1000(abs(difference))} {_direction(difference)} per 1,000"


def change_interval(estimate: Estimate) -> str:
    """Say the interval of a difference of rates in a phrase.

    >>> def worsening(low, high):
    ...     return Estimate(value=(low + high) / 2, low=low, high=high, level=0.95, n=9,
    ...                     method="Tango score", unit="difference of proportions")
    >>> change_interval(worsening(0.0036, 0.0227))
    'between 3.6 and 22.7 more per 1,000'
    >>> change_interval(worsening(-0.005, 0.0029))
    'between 5.0 fewer and 2.9 more per 1,000'
    >>> change_interval(worsening(-0.005, -0.001))
    'between 1.0 and 5.0 fewer per 1,000'
    """
    low, high = estimate.low, estimate.high
    if low < 0 < high:
        return f"between {per_1000(-low)} fewer and {per_1000(high)} more per 1,000"
    near, far = sorted((abs(low), abs(high)))
    return f"between {per_1000(near)} and {per_1000(far)} {_direction(low + high)} per 1,000"


def conditions(which: Mapping[str, str]) -> str:
    """Say which rows a segment holds.

    >>> conditions({"marital_status": "married", "age": "65 and over"})
    'marital status: married, age: 65 and over'
    """
    return ", ".join(f"{column.replace('_', ' ')}: {level}" for column, level in which.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class OddsBand:
    """A word for a probability, and the band from `low` up to `high` that it means."""

    words: str
    low: float
    high: float

    @property
    def percent(self) -> str:
        """The band in per cent.

        >>> ODDS[0].words, ODDS[0].percent
        ('almost no chance', '1–5%')
        """
        return f"{100 * self.low:g}–{100 * self.high:g}%"


_BOUNDS = (0.01, 0.05, 0.20, 0.45, 0.55, 0.80, 0.95, 0.99)
_WORDS = (
    "almost no chance",
    "very unlikely",
    "unlikely",
    "roughly even",
    "likely",
    "very likely",
    "almost certain",
)

ODDS = tuple(  # the scale of Intelligence Community Directive 203 (2015); print it as a legend
    OddsBand(words=words, low=low, high=high)
    for words, (low, high) in zip(_WORDS, pairwise(_BOUNDS), strict=True)
)


def odds(probability: float) -> str:
    """Say a probability by its word on the printed scale, with the word's band beside it.

    A boundary belongs to the band above it; what is off the scale is said as it is.

    >>> odds(0.7), odds(0.2), odds(0.004), odds(0.999)
    ('likely (55–80%)', 'unlikely (20–45%)', 'less than 1 in 100', 'more than 99 in 100')
    """
    _check_probability(probability)
    if probability < ODDS[0].low:
        return "less than 1 in 100"
    if probability > ODDS[-1].high:
        return "more than 99 in 100"
    band = next(band for band in reversed(ODDS) if probability >= band.low)
    return f"{band.words} ({band.percent})"


def one_in(probability: float) -> str:
    """Say a probability as so many in so many, the fewest that are near enough.

    >>> one_in(0.124), one_in(0.3), one_in(0.96), one_in(0.00081), one_in(0.0)
    ('about 1 in 8', 'about 3 in 10', 'about 96 in 100', 'about 1 in 1,200', '0 in 10')
    """
    _check_probability(probability)
    if probability in {0, 1}:
        return f"{10 * probability:.0f} in 10"
    near = 0.055 * min(probability, 1 - probability)  # 5% is what two digits may be off
    one = _two_digits(round(1 / probability))
    if abs(1 / one - probability) <= near:
        return f"about 1 in {one:,.0f}"
    of = 10
    while abs(round(probability * of) / of - probability) > near:
        of *= 10
    return f"about {round(probability * of):,} in {of:,}"


def about(number: float) -> str:
    """Say a simulated count in two significant digits.

    >>> about(1234), about(7.3), about(0.2), about(0)
    ('about 1,200', 'about 7', 'less than 1', 'none')
    """
    if number < 0:
        raise ValueError(f"a count is not negative: {number!r}; see more_or_fewer")
    if 0 < number < 0.5:  # noqa: PLR2004  (it would be rounded to none)
        return "less than 1"
    return f"about {_whole(number):,.0f}" if number else "none"


def number_range(low: float, high: float, *, below: str = "fewer", above: str = "more") -> str:
    """Say between which simulated counts something lies; below 0 are fewer than now.

    `below` and `above` are the words for the two sides of 0.

    >>> number_range(912, 31_400), number_range(-95, 912), number_range(-912, -95)
    ('between 910 and 31,000', 'between 95 fewer and 910 more', 'between 95 and 910 fewer')
    >>> number_range(1204, 1209)
    'about 1,200'
    """
    return _between(_whole(low), _whole(high), "{:,.0f}".format, below=below, above=above)


def more_or_fewer(estimate: Estimate) -> str:
    """Say how many more or fewer there are of what an estimate counts.

    >>> def extra(value, low, high):
    ...     return Estimate(value=value, low=low, high=high, level=0.9, n=100_000,
    ...                     method="Monte Carlo", unit="wrong decisions")
    >>> more_or_fewer(extra(5230, 912, 31_400))
    'about 5,200 more wrong decisions (between 910 and 31,000)'
    >>> more_or_fewer(extra(-40, -95, 12))
    'about 40 fewer wrong decisions (between 95 fewer and 12 more)'
    """
    value = _whole(estimate.value)
    many = f"{about(abs(value))} {_direction(value)}" if value else "no more and no fewer"
    said = f"{many} {estimate.unit}"
    if _whole(estimate.low) == _whole(estimate.high):
        return said
    between = number_range(estimate.low, estimate.high)
    return f"{said} ({between.removesuffix(' fewer')})"


def money(amount: float, currency: str, *, locale: str) -> str:
    """Say an amount in two significant digits; less than nothing was saved.

    Parameters
    ----------
    amount
        In units of the currency.
    currency
        Its code in ISO 4217: "EUR".
    locale
        How numbers and currencies are written: "en_GB".

    Raises
    ------
    CaseError
        Where there is no such currency.

    Examples
    --------
    >>> [money(x, "EUR", locale="en_GB") for x in (182_430, -1234, 4.5, 0)]
    ['€180,000', '€1,200 saved', '€4.50', '€0']
    """
    rounded = _two_digits(amount)
    said = _amount(rounded, currency, locale, like=rounded)
    return f"{said} saved" if rounded < 0 else said


def money_range(
    estimate: Estimate, *, locale: str, below: str = "saved", above: str = "lost"
) -> str:
    """Say between which amounts an estimate in a currency lies.

    Both ends are written alike, with cents or without, and in full, so that nobody
    reads thousands for millions.  `below` and `above` are the words for the two sides
    of 0.

    >>> def loss(low, high):
    ...     return Estimate(value=(low + high) / 2, low=low, high=high, level=0.9, n=100_000,
    ...                     method="Monte Carlo", unit="EUR")
    >>> money_range(loss(182_430, 1_238_000), locale="en_GB")
    'between €180,000 and €1,200,000'
    >>> money_range(loss(-21_400, 238_000), locale="en_GB")
    'between €21,000 saved and €240,000 lost'
    >>> money_range(loss(-92_000, -21_400), locale="en_GB")
    'between €21,000 and €92,000 saved'
    """
    low, high = _two_digits(estimate.low), _two_digits(estimate.high)
    like = max(abs(low), abs(high))

    def said(amount: float) -> str:
        return _amount(amount, estimate.unit, locale, like=like)

    return _between(low, high, said, below=below, above=above)


def duration(time: timedelta | float) -> str:
    """Say how long something takes, in its two largest units; a number is of seconds.

    >>> duration(720), duration(timedelta(days=3, hours=4, minutes=10)), duration(3599.7)
    ('12 minutes', '3 days 4 hours', '1 hour')
    """
    seconds = time.total_seconds() if isinstance(time, timedelta) else time
    if seconds < 0:
        raise ValueError(f"a time is not negative: {time!r}")
    if seconds < 0.5:  # noqa: PLR2004  (it would be rounded to none)
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


def in_two_zones(
    instant: datetime, here: tzinfo, there: tzinfo, *, locale: str, place: str | None = None
) -> str:
    """Say a moment for readers in two time zones; `place` is the name of the second.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> said = in_two_zones(datetime(2026, 11, 26, tzinfo=UTC), UTC,
    ...                     ZoneInfo("America/Los_Angeles"), place="San Francisco", locale="en_GB")
    >>> said.replace(chr(0xA0), "_")
    'Thursday 26_November, 00:00 UTC; Wednesday 25_November, 16:00 in San Francisco'
    """
    first = moment(instant, here, locale=locale)
    return f"{first}; {moment(instant, there, locale=locale, place=place)}"


def _direction(difference: float) -> str:
    return "fewer" if difference < 0 else "more"


def _check_probability(probability: float) -> None:
    if not 0 <= probability <= 1:
        raise ValueError(f"a probability lies between 0 and 1: {probability!r}")


def _two_digits(number: float) -> float:
    return float(f"{number:.2g}")


def _whole(number: float) -> float:
    """Round to two significant digits, and to a whole number; never to minus zero."""
    return round(_two_digits(number)) + 0.0


def _between(
    low: float, high: float, say: Callable[[float], str], *, below: str, above: str
) -> str:
    """Say a range of rounded numbers; the side of 0 only where an end lies below it."""
    near, far = sorted((abs(low), abs(high)))
    side = f" {below}" if low < 0 else ""
    if low < 0 < high:
        return f"between {say(-low)}{side} and {say(high)} {above}"
    if low == high:
        return f"about {say(far)}{side}"
    return f"between {say(near)} and {say(far)}{side}"


def _amount(amount: float, currency: str, locale: str, *, like: float) -> str:
    """Write an amount without its sign, with as many decimals as `like` needs."""
    _check_currency(currency)
    size = abs(like)
    decimals = 0
    if 0 < size < 10:  # noqa: PLR2004  (from ten on, two digits are whole)
        decimals = max(get_currency_precision(currency), 1 - math.floor(math.log10(size)))
    pattern = Locale.parse(locale).currency_formats["standard"].pattern
    pattern = pattern.replace(".00", "." + "0" * decimals if decimals else "")
    return format_currency(abs(amount), currency, pattern, locale=locale, currency_digits=False)


def _check_currency(currency: str) -> None:
    if not is_currency(currency):
        from bugcase.errors import CaseError  # noqa: PLC0415  (errors are printed by this module)

        raise CaseError(
            f"currency {currency!r}",
            allowed="a code of three letters as in ISO 4217, such as EUR, GBP or USD",
            found="no such currency",
            remedy="write the currency's code",
        )


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
