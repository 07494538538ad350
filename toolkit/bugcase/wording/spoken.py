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
from bugcase.wording.entries import in_use, say
from bugcase.wording.estimates import (
    many_more_or_fewer,
    money_range,
    range_of,
    rate,
    unit_name,
)
from bugcase.wording.numbers import amount, odds, odds_band
from bugcase.wording.rounding import Rounded, rounded

LARGEST: Final = 10  # denominator that is still heard as a number of people
TENTH: Final = 0.1  # of a rate, which a fraction that is said for it may be off
_SAID: Final = {
    *(Fraction(1, of) for of in range(2, LARGEST + 1)),
    *(Fraction(n, of) for of in (3, 4, 5, 10) for n in range(2, of)),
}  # nobody hears how many two in nine are
_THOUSAND, _MILLION, _BILLION = (Decimal(10) ** power for power in (3, 6, 9))
_SCALES: Final = (
    (_BILLION, "spoken.billion", _BILLION / 10),
    (_MILLION, "spoken.million", _MILLION / 10),
    (_THOUSAND, "spoken.thousand", _THOUSAND),
)  # from how much on, the entry of its name, and what an amount in it is a multiple of


def aloud(written: str) -> str:
    """Say a number as it is spoken that was written with a sign.

    >>> aloud("days until stopped, 45% of the spread"), aloud("15 more per 1,000")
    ('days until stopped, 45 per cent of the spread', '15 more of every 1,000')
    """
    for sign, words in in_use().pairs("spoken.signs"):
        written = written.replace(sign, words)
    return written


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
    names = in_use().words("spoken.names")
    said = say(
        "spoken.fraction", number=names[found.numerator - 1], of=names[found.denominator - 1]
    )
    return said if _is_exact(found, on_the_page) else say("spoken.about", number=said)


def spoken_odds(probability: float) -> str:
    """Say the band of the word for a probability, for which the word would be taken.

    >>> spoken_odds(0.9), spoken_odds(0.999)
    ('80 to 95 per cent', 'more than 99 in 100')
    """
    band = odds_band(probability)
    if band is None:
        return odds(probability)
    low, high = (Decimal(f"{100 * end:g}") for end in (band.low, band.high))
    return aloud(say("odds.spoken_band", low=low, high=high))


def many_alone(estimate: Estimate) -> str:
    """Say how many more or fewer there are, without their range.

    Where the range lies on both sides of nothing, the number alone would claim too much, and
    the range is said.

    >>> from bugcase.estimate import Unit
    >>> def extra(value, low, high):
    ...     return Estimate(value=value, low=low, high=high, level=0.9, n=100_000,
    ...                     method="Monte Carlo", unit=Unit("wrong decisions"))
    >>> many_alone(extra(320, 164, 531)), many_alone(extra(100, -50, 360))
    ('about 300 more wrong decisions', 'between 50 fewer and 360 more wrong decisions')
    """
    found, unit = rounded(estimate, whole=True), unit_name(estimate.unit)
    if found.low < 0 < found.high:
        ends = range_of(found, below="side.fewer", above="side.more")
        return say("range.of_unit", range=ends, unit=unit)
    return many_more_or_fewer(found)


def spoken_amount(number: Decimal, currency: str) -> str:
    """Say an amount that is rounded; less than nothing was saved.

    >>> [spoken_amount(Decimal(x), "EUR") for x in ("24000", "8900", "1200000")]
    ['24 thousand euros', '8,900 euros', '1.2 million euros']
    >>> spoken_amount(Decimal("-4.5"), "EUR"), spoken_amount(Decimal(1), "GBP")
    ('€4.50 saved', '1 British pound')
    """
    said = _said(abs(number), currency)
    return say("number.saved", amount=said) if number < 0 else said


def spoken_money_range(
    estimate: Estimate, *, below: str = "side.saved", above: str = "side.lost"
) -> str:
    """Say between which amounts an estimate in a currency lies.

    >>> from dataclasses import replace
    >>> from bugcase.estimate import Unit
    >>> cost = Estimate(value=16_898, low=9_204, high=23_651, level=0.9, n=100_000,
    ...                 method="Monte Carlo", unit=Unit("EUR"))
    >>> spoken_money_range(cost)
    'between 9 and 24 thousand euros'
    >>> spoken_money_range(replace(cost, value=5, low=5, high=5))
    'about 5 euros'
    """
    found = rounded(estimate)
    currency, ends = found.unit.name, (abs(found.low), abs(found.high))
    if any(end != end.to_integral_value() for end in ends):
        return money_range(estimate, below=below, above=above)
    near, far = sorted(end.to_integral_value() for end in ends)
    apart = [_scaled(end) for end in (near, far)]
    if not apart[0][1] or not apart[1][1]:  # 2,900 and 11,000 are heard in one unit
        apart = [(in_use().number(end), "") for end in (near, far)]
    said = [" ".join(filter(None, one)) for one in apart]
    name, sides = _name_of(currency, far), {"below": say(below), "above": say(above)}
    if found.low < 0 < found.high:
        names = [_name_of(currency, end) for end in (near, far)]
        both = [" ".join(one) for one in zip(said, names, strict=True)]
        low, high = both if ends[0] == near else reversed(both)
        return say("range.across", low=low, high=high, **sides)
    side = "_below" if found.low < 0 else ""
    if near == far:
        return say(f"range.about{side}", number=f"{said[1]} {name}", **sides)
    first = apart[0][0] if apart[0][1] == apart[1][1] else said[0]
    return say(f"range.between{side}", low=first, high=f"{said[1]} {name}", **sides)


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


def _said(number: Decimal, currency: str) -> str:
    """Say an amount without its sign; one with cents as it is written."""
    if number != number.to_integral_value():
        return amount(number, currency)
    return " ".join(filter(None, (*_scaled(number), _name_of(currency, number))))


def _name_of(currency: str, number: Decimal) -> str:
    return get_currency_name(currency, count=number, locale=in_use().locale)


def _scaled(number: Decimal) -> tuple[str, str]:
    """Give a whole number in the largest unit that it is said in, and the unit's name."""
    for size, entry, multiple in _SCALES:
        if number >= size and number % multiple == 0:
            many = (number / size).normalize() + 0
            return in_use().number(many), say(entry, n=many)
    return in_use().number(number), ""
