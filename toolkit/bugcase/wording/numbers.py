"""Numbers: counts, rates, shares, odds and amounts.

Rates are told as so many of every 1,000, always of the same 1,000, because
people compare counts well and percentages badly (Gigerenzer, Edwards, BMJ 327
(2003) 741).

What was simulated from somebody's guesses is told in two significant digits: more
would promise a sureness that nobody has.  A probability has its word from one fixed
scale and never stands without the band that the word means, because the word alone
means something else to every reader (Budescu, Broomell, Por, Psychol. Sci. 20 (2009)
299).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from babel import Locale
from babel.numbers import format_currency, get_currency_precision, is_currency

from bugcase.errors import CaseError


def count(n: int) -> str:
    """Write a whole number with its thousands apart.

    >>> count(68785)
    '68,785'
    """
    return f"{n:,}"


def percent(share: float) -> str:
    """Write a share that somebody chose, such as the level of an interval.

    >>> percent(0.95), percent(0.995)
    ('95%', '99.5%')
    """
    return f"{share * 100:g}%"


def per_1000(rate: float) -> str:
    """Write a rate (0 to 1) as a number of every 1,000, to one decimal; below one, two digits.

    >>> per_1000(0.0613), per_1000(0.00042), per_1000(0.0)
    ('61.3', '0.42', '0')
    """
    value = rate * 1000
    if value == 0:
        return "0"
    if abs(value) >= 0.95:
        return f"{value:,.1f}"
    digits = next((d for d in range(2, 12) if round(value, d - 1) != 0), 12)
    return f"{value:.{digits}f}"


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
    if 0 < number < 0.5:
        return "less than 1"
    return f"about {whole(number):,.0f}" if number else "none"


def number_range(low: float, high: float, *, below: str = "fewer", above: str = "more") -> str:
    """Say between which simulated counts something lies; below 0 are fewer than now.

    `below` and `above` are the words for the two sides of 0.

    >>> number_range(912, 31_400), number_range(-95, 912), number_range(-912, -95)
    ('between 910 and 31,000', 'between 95 fewer and 910 more', 'between 95 and 910 fewer')
    >>> number_range(1204, 1209)
    'about 1,200'
    """
    return _between(whole(low), whole(high), "{:,.0f}".format, below=below, above=above)


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


def counted_money(amount: Decimal, currency: str | None, *, locale: str) -> str:
    """Say an amount that was counted: to the unit from ten on, below that with its cents.

    Without a currency it is said as a number.

    >>> counted_money(Decimal("2974.7300"), "EUR", locale="en_GB")
    '€2,975'
    >>> counted_money(Decimal("9.5"), "EUR", locale="en_GB")
    '€9.50'
    >>> counted_money(Decimal("2974.73"), None, locale="en_GB")
    '2,975'
    """
    if currency is None:
        return f"{amount:,.0f}"
    return _amount(float(amount), currency, locale, like=float(amount))


def amount_range(
    low: float,
    high: float,
    currency: str,
    *,
    locale: str,
    below: str = "saved",
    above: str = "lost",
) -> str:
    """Say between which amounts something lies.

    Both ends are written alike, with cents or without, and in full, so that nobody
    reads thousands for millions.  `below` and `above` are the words for the two sides
    of 0.

    >>> amount_range(182_430, 1_238_000, "EUR", locale="en_GB")
    'between €180,000 and €1,200,000'
    >>> amount_range(-21_400, 238_000, "EUR", locale="en_GB")
    'between €21,000 saved and €240,000 lost'
    >>> amount_range(-92_000, -21_400, "EUR", locale="en_GB")
    'between €21,000 and €92,000 saved'
    """
    low, high = _two_digits(low), _two_digits(high)
    like = max(abs(low), abs(high))

    def said(amount: float) -> str:
        return _amount(amount, currency, locale, like=like)

    return _between(low, high, said, below=below, above=above)


def whole(number: float) -> float:
    """Round to two significant digits, and to a whole number; never to minus zero.

    >>> whole(1234), whole(-0.2)
    (1200.0, 0.0)
    """
    return round(_two_digits(number)) + 0.0


def _check_probability(probability: float) -> None:
    if not 0 <= probability <= 1:
        raise ValueError(f"a probability lies between 0 and 1: {probability!r}")


def _two_digits(number: float) -> float:
    return float(f"{number:.2g}")


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
    if 0 < size < 10:
        decimals = max(get_currency_precision(currency), 1 - math.floor(math.log10(size)))
    pattern = Locale.parse(locale).currency_formats["standard"].pattern
    pattern = pattern.replace(".00", "." + "0" * decimals if decimals else "")
    return format_currency(abs(amount), currency, pattern, locale=locale, currency_digits=False)


def _check_currency(currency: str) -> None:
    if not is_currency(currency):
        raise CaseError(
            f"currency {currency!r}",
            allowed="a code of three letters as in ISO 4217, such as EUR, GBP or USD",
            found="no such currency",
            remedy="write the currency's code",
        )
