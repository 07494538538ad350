"""Numbers as they are said aloud: two in three, 15 more of every 1,000, 24 thousand euros.

They have the digits that stand on the page (`bugcase.wording.rounding`); only the words
differ.  A rate is said as a simple fraction where that fraction may be the true rate as
far as anybody knows: it lies within the rate's own interval.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from babel.numbers import get_currency_name

from bugcase.estimate import Estimate
from bugcase.wording.estimates import money_range, rate
from bugcase.wording.numbers import amount
from bugcase.wording.rounding import Rounded, rounded

LARGEST: Final = 10  # denominator that is still heard as a number of people
TENTH: Final = 0.1  # of a rate, which a fraction that is said for it may be off
_NAMES: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SAID: Final = {
    *(Fraction(1, of) for of in range(2, LARGEST + 1)),
    *(Fraction(n, of) for of in (3, 4, 5, 10) for n in range(2, of)),
}  # nobody hears how many two in nine are
_THOUSAND, _MILLION, _BILLION = (Decimal(10) ** power for power in (3, 6, 9))
_SCALES: Final = (
    (_BILLION, "billion", _BILLION / 10),
    (_MILLION, "million", _MILLION / 10),
    (_THOUSAND, "thousand", _THOUSAND),
)  # from how much on, its name, and what an amount in it is a multiple of


def aloud(written: str) -> str:
    """Say a number as it is spoken that was written with a sign.

    >>> aloud("days until stopped, 45% of the spread"), aloud("15 more per 1,000")
    ('days until stopped, 45 per cent of the spread', '15 more of every 1,000')
    """
    return written.replace("%", " per cent").replace(" per 1,000", " of every 1,000")


def spoken_rate(estimate: Estimate, shown: Rounded | None = None) -> str:
    """Say a rate as a simple fraction, or as so many of every 1,000.

    `shown` is the rate as it stands on the page, where it adds up with others.

    >>> def rate_of(value, low, high):
    ...     return Estimate(value=value, low=low, high=high, level=0.95, n=9, unit=PROPORTION,
    ...                     method="Wilson score")
    >>> from bugcase.estimate import PROPORTION
    >>> spoken_rate(rate_of(0.6585, 0.647, 0.670)), spoken_rate(rate_of(0.2074, 0.2055, 0.2093))
    ('about two in three', '207 of every 1,000')
    """
    on_the_page = shown or rounded(estimate)
    found = _fraction(estimate)
    if found is None:
        return rate(on_the_page)
    said = f"{_NAMES[found.numerator - 1]} in {_NAMES[found.denominator - 1]}"
    return said if _is_exact(found, on_the_page) else f"about {said}"


def spoken_amount(number: Decimal, currency: str, *, locale: str) -> str:
    """Say an amount that is rounded; less than nothing was saved.

    >>> [spoken_amount(Decimal(x), "EUR", locale="en_GB") for x in ("24000", "8900", "1200000")]
    ['24 thousand euros', '8,900 euros', '1.2 million euros']
    >>> spoken_amount(Decimal("-4.5"), "EUR", locale="en_GB")
    '€4.50 saved'
    """
    saved = " saved" if number < 0 else ""
    return f"{_said(abs(number), currency, locale)}{saved}"


def spoken_money_range(
    estimate: Estimate, *, locale: str, below: str = "saved", above: str = "lost"
) -> str:
    """Say between which amounts an estimate in a currency lies.

    >>> from bugcase.estimate import Unit
    >>> cost = Estimate(value=16_898, low=9_204, high=23_651, level=0.9, n=100_000,
    ...                 method="Monte Carlo", unit=Unit("EUR"))
    >>> spoken_money_range(cost, locale="en_GB")
    'between 9 and 24 thousand euros'
    """
    found = rounded(estimate)
    currency, ends = found.unit.name, (abs(found.low), abs(found.high))
    if any(end != end.to_integral_value() for end in ends):
        return money_range(estimate, locale=locale, below=below, above=above)
    near, far = sorted(ends)
    apart = [_scaled(end) for end in (near, far)]
    if not apart[0][1] or not apart[1][1]:  # 2,900 and 11,000 are heard in one unit
        apart = [(f"{end:,f}", "") for end in (near, far)]
    said = [" ".join(filter(None, one)) for one in apart]
    name = get_currency_name(currency, count=2, locale=locale)
    if found.low < 0 < found.high:
        low, high = said if ends[0] == near else reversed(said)
        return f"between {low} {name} {below} and {high} {name} {above}"
    side = f" {below}" if found.low < 0 else ""
    if near == far:
        return f"about {said[1]} {name}{side}"
    first = apart[0][0] if apart[0][1] == apart[1][1] else said[0]
    return f"between {first} and {said[1]} {name}{side}"


def _fraction(estimate: Estimate) -> Fraction | None:
    """Give the nearest simple fraction that the interval holds, if it is near enough."""
    value = Fraction(estimate.value)
    near = [
        one
        for one in _SAID
        if estimate.low <= one <= estimate.high and abs(one - value) <= TENTH * value
    ]
    return min(near, key=lambda one: (abs(one - value), one.denominator), default=None)


def _is_exact(fraction: Fraction, shown: Rounded) -> bool:
    """Whether a fraction is what stands on the page, in its digits."""
    exact = Decimal(1000 * fraction.numerator) / Decimal(fraction.denominator)
    exponent = shown.value.as_tuple().exponent
    return isinstance(exponent, int) and round(exact, -exponent) == shown.value


def _said(number: Decimal, currency: str, locale: str) -> str:
    """Say an amount without its sign; one with cents as it is written."""
    if number != number.to_integral_value():
        return amount(number, currency, locale=locale)
    name = get_currency_name(currency, count=2, locale=locale)
    return " ".join(filter(None, (*_scaled(number), name)))


def _scaled(number: Decimal) -> tuple[str, str]:
    """Give a whole number in the largest unit that it is said in, and the unit's name."""
    for size, name, multiple in _SCALES:
        if number >= size and number % multiple == 0:
            return f"{(number / size).normalize():f}", name
    return f"{number:,f}", ""
