"""How money, chances and shares are written beside a mark.

Short: €50k, €1.4M, in two digits, as `wording.money` says it in full.  An axis
counts in one unit from end to end, and what somebody typed is written as typed.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from babel import Locale
from babel.numbers import get_currency_name, get_currency_symbol

from bugcase import wording
from bugcase.figures.scale import MINUS
from bugcase.style.lettering import one_line

_UNITS: Final = (
    (1e12, "axis.trillions"),
    (1e9, "axis.billions"),
    (1e6, "axis.millions"),
    (1e3, "axis.thousands"),
    (1.0, "axis.ones"),
)


def money(value: float, currency: str | None) -> str:
    """Write an amount that has no interval in two digits; without a currency, a number.

    >>> money(182_430, "EUR"), money(-1_400_000, "USD"), money(999_700, "CHF"), money(0, "EUR")
    ('€180k', '−US$1.4M', 'CHF 1M', '€0')
    """
    return amount(Decimal(f"{value:.2g}"), currency)


def amount(number: Decimal, currency: str | None) -> str:
    """Write an amount that is rounded, in the digits that it has.

    >>> amount(Decimal("17E3"), "EUR"), amount(Decimal("-8900"), "EUR")
    ('€17k', '−€8.9k')
    """
    value = float(number)
    return _written(value, currency, _unit(value))


def money_axis(low: float, high: float, currency: str | None) -> Callable[[float], str]:
    """Give how amounts along an axis are written: all in the unit of the largest.

    >>> write = money_axis(0, 1_200_000, "EUR")
    >>> write(0), write(200_000), write(1_000_000)
    ('€0', '€0.2M', '€1M')
    >>> money_axis(0, 45_000, None)(30_000)
    '30k'
    """
    unit = _unit(max(abs(low), abs(high)))
    return lambda value: _written(value, currency, unit)


def typed(value: float, currency: str | None = None) -> str:
    """Write a number, or an amount, as somebody typed it.

    >>> typed(9000), typed(0.05), typed(12_345_678, "EUR"), typed(-20, "CHF")
    ('9,000', '0.05', '€12,345,678', '−CHF 20')
    """
    number = Decimal(f"{abs(float(f'{value:.9g}')):.15g}")
    return _signed(value, priced(wording.in_use().number(number), currency))


def chance(probability: float) -> str:
    """Say a simulated probability as so many in so many, in whole hundredths.

    >>> chance(0.897), chance(0.956), chance(0.998), chance(0.0004), chance(1.0)
    ('about 9 in 10', 'about 96 in 100', 'over 99 in 100', 'under 1 in 100', '10 in 10')
    """
    if 0 < probability < 0.01:
        return wording.say("axis.hardly_ever")
    if 0.99 < probability < 1:
        return wording.say("axis.nearly_always")
    return wording.one_in(round(probability, 2))


def _unit(value: float) -> tuple[float, str]:
    return next((unit for unit in _UNITS if abs(value) >= unit[0]), _UNITS[-1])


def _written(value: float, currency: str | None, unit: tuple[float, str]) -> str:
    size, name = unit
    number = Decimal(f"{abs(value) / size:.6g}")
    if not number:
        return priced("0", currency)
    return _signed(value, priced(wording.say(name, number=number), currency))


def _signed(value: float, amount: str) -> str:
    return f"{MINUS if value < 0 else ''}{amount}"


def currency_name(currency: str) -> str:
    """Name a currency in words, as many of it are called.

    >>> currency_name("EUR"), currency_name("USD")
    ('euros', 'US dollars')
    """
    locale = Locale.parse(wording.in_use().locale)
    return one_line(get_currency_name(currency, count=2, locale=locale))


def priced(number: str, currency: str | None) -> str:
    """Set a currency’s sign where the locale has it.

    One that ends in a letter is set apart from a number that follows it.
    """
    if currency is None:
        return number
    locale = Locale.parse(wording.in_use().locale)
    symbol = one_line(get_currency_symbol(currency, locale=locale))
    if "¤" in locale.currency_formats["standard"].suffix[0]:
        return f"{number} {symbol}"
    return f"{symbol} {number}" if symbol[-1:].isalpha() else f"{symbol}{number}"
