"""Estimates: a value, a change with its direction, an interval, each in its unit.

A rate is told as so many of every 1,000, and a change of rates in the same unit, "more"
or "fewer"; a relative change ("+45%") is never told alone, so it has no function here.
What has another unit is told as a number in significant digits, a change with its
sign, and a total as the range that it is.  `form` is how such a number is formatted:
in a sentence with its thousands apart, beside a mark in fewer digits.
"""

import math
from collections.abc import Mapping

from bugcase.estimate import DIFFERENCE, Estimate, Unit
from bugcase.wording.numbers import about, amount_range, number_range, per_1000, percent, whole

FORM = ",.4g"  # of what is no rate


def per(unit: Unit) -> str:
    """Name what a number is counted on, where it is a rate.

    >>> per(DIFFERENCE), per(Unit("log loss"))
    (' per 1,000', '')
    """
    return " per 1,000" if unit.is_rate else ""


def number(value: float, unit: Unit, form: str = FORM) -> str:
    """Write a value: a rate per 1,000, anything else as `form` says.

    >>> number(-0.0613, DIFFERENCE), number(0.34567, Unit("log loss"))
    ('-61.3', '0.3457')
    """
    return per_1000(value) if unit.is_rate else f"{value:{form}}"


def signed(value: float, unit: Unit, form: str = FORM, *, minus: str = "-") -> str:
    """Write a change with its sign.

    >>> [signed(x, DIFFERENCE) for x in (0.0613, -0.0613, 0)]
    ['+61.3', '-61.3', '0']
    """
    sign = "+" if value > 0 else minus if value < 0 else ""
    return f"{sign}{number(abs(value), unit, form)}"


def limit(value: float, unit: Unit) -> str:
    """Write a limit in all its digits, as it was agreed.

    >>> limit(0.00525, DIFFERENCE), limit(0.00525, Unit("log loss"))
    ('5.25 per 1,000', '0.00525')
    """
    return f"{value * 1000 if unit.is_rate else value:g}{per(unit)}"


def rate(estimate: Estimate) -> str:
    """Say a rate in a phrase, and what is no rate as a number.

    >>> def measured(value, unit):
    ...     return Estimate(value=value, low=0, high=1, level=0.95, n=4000, method="Wilson score",
    ...                     unit=Unit(unit))
    >>> rate(measured(0.0613, "proportion")), rate(measured(0.34567, "log loss"))
    ('61.3 of every 1,000', '0.3457')
    """
    of = " of every 1,000" if estimate.unit.is_rate else ""
    return f"{number(estimate.value, estimate.unit)}{of}"


def change(difference: float, unit: Unit = DIFFERENCE, form: str = FORM) -> str:
    """Say a change in a phrase: of rates more or fewer, of anything else with its sign.

    >>> change(0.0193), change(-0.0011), change(0.0)
    ('19.3 more per 1,000', '1.1 fewer per 1,000', 'no more and no fewer per 1,000')
    >>> change(0.0193, Unit("difference of log loss"))
    '+0.0193'
    """
    if not unit.is_rate:
        return f"{difference:+{form}}"
    if difference == 0:
        return "no more and no fewer per 1,000"
    return f"{per_1000(abs(difference))} {_direction(difference)} per 1,000"


def change_interval(estimate: Estimate, form: str = FORM) -> str:
    """Say the interval of a change in a phrase.

    >>> def worsening(low, high, unit=DIFFERENCE):
    ...     return Estimate(value=(low + high) / 2, low=low, high=high, level=0.95, n=9,
    ...                     method="Tango score", unit=unit)
    >>> change_interval(worsening(0.0036, 0.0227))
    'between 3.6 and 22.7 more per 1,000'
    >>> change_interval(worsening(-0.005, 0.0029))
    'between 5.0 fewer and 2.9 more per 1,000'
    >>> change_interval(worsening(-0.005, -0.001))
    'between 1.0 and 5.0 fewer per 1,000'
    >>> change_interval(worsening(-0.005, 0.0029, Unit("difference of log loss")))
    'between -0.005 and +0.0029'
    """
    low, high = estimate.low, estimate.high
    if not estimate.unit.is_rate:
        low_end, high_end = (change(end, estimate.unit, form) for end in (low, high))
        return f"between {low_end} and {high_end}"
    if low < 0 < high:
        return f"between {per_1000(-low)} fewer and {per_1000(high)} more per 1,000"
    near, far = sorted((abs(low), abs(high)))
    return f"between {per_1000(near)} and {per_1000(far)} {_direction(low + high)} per 1,000"


def worse_or_better(worsening: float, unit: Unit, form: str = FORM) -> str:
    """Say a worsening of what is no count of errors: its size, and which way it goes.

    >>> worse_or_better(0.0193, DIFFERENCE), worse_or_better(-0.5, Unit("difference of log loss"))
    ('19.3 per 1,000 worse', '0.5 better')
    """
    way = "better" if worsening < 0 else "worse"
    return f"{number(abs(worsening), unit, form)}{per(unit)} {way}"


def interval(estimate: Estimate) -> str:
    """Say an interval with its level; an end that the data cannot bound as that.

    >>> def measured(low, high, unit):
    ...     return Estimate(value=high, low=low, high=high, level=0.95, n=9, method="mean",
    ...                     unit=Unit(unit))
    >>> interval(measured(0.0036, 0.0227, "proportion"))
    '95% interval 3.6 to 22.7 of every 1,000'
    >>> interval(measured(0.0036, 0.0227, "difference of proportions"))
    '95% interval between 3.6 and 22.7 more per 1,000'
    >>> interval(measured(912.3456, 31_400, "EUR"))
    '95% interval 912.3 to 31,400 EUR'
    """
    level, ends = f"{percent(estimate.level)} interval", (estimate.low, estimate.high)
    if any(map(math.isinf, ends)):
        low, high = ("unbounded" if math.isinf(end) else f"{end:.4g}" for end in ends)
        return f"{level} {low} to {high}"
    if estimate.unit.is_difference:
        return f"{level} {change_interval(estimate)}"
    if estimate.unit.is_proportion:
        low, high = map(per_1000, ends)
        return f"{level} {low} to {high} of every 1,000"
    low, high = (f"{end:,.0f}" if abs(end) >= 1000 else f"{end:.4g}" for end in ends)
    return f"{level} {low} to {high} {estimate.unit}"


def more_or_fewer(estimate: Estimate) -> str:
    """Say how many more or fewer there are of what an estimate counts.

    >>> def extra(value, low, high):
    ...     return Estimate(value=value, low=low, high=high, level=0.9, n=100_000,
    ...                     method="Monte Carlo", unit=Unit("wrong decisions"))
    >>> more_or_fewer(extra(5230, 912, 31_400))
    'about 5,200 more wrong decisions (between 910 and 31,000)'
    >>> more_or_fewer(extra(-40, -95, 12))
    'about 40 fewer wrong decisions (between 95 fewer and 12 more)'
    """
    value = whole(estimate.value)
    many = f"{about(abs(value))} {_direction(value)}" if value else "no more and no fewer"
    said = f"{many} {estimate.unit}"
    if whole(estimate.low) == whole(estimate.high):
        return said
    between = number_range(estimate.low, estimate.high)
    return f"{said} ({between.removesuffix(' fewer')})"


def money_range(
    estimate: Estimate, *, locale: str, below: str = "saved", above: str = "lost"
) -> str:
    """Say between which amounts an estimate in a currency lies (see `amount_range`).

    Raises
    ------
    CaseError
        Where its unit is no currency.
    """
    low, high, currency = estimate.low, estimate.high, estimate.unit.name
    return amount_range(low, high, currency, locale=locale, below=below, above=above)


def total_range(estimate: Estimate, *, locale: str, below: str, above: str) -> str:
    """Say between which totals an estimate lies: of money, or of what its unit names.

    >>> def lost(low, high, unit):
    ...     return Estimate(value=high, low=low, high=high, level=0.95, n=70, method="bootstrap",
    ...                     unit=Unit(unit))
    >>> said = {"locale": "en_GB", "below": "gained", "above": "lost"}
    >>> total_range(lost(17_200, 19_830, "EUR"), **said)
    'between €17,000 and €20,000'
    >>> total_range(lost(-95, 1_204, "orders"), **said)
    'between 95 gained and 1,200 lost orders'
    """
    if estimate.unit.currency:
        return money_range(estimate, locale=locale, below=below, above=above)
    between = number_range(estimate.low, estimate.high, below=below, above=above)
    return f"{between} {estimate.unit}"


def conditions(which: Mapping[str, str]) -> str:
    """Say which rows a segment holds.

    >>> conditions({"marital_status": "married", "age": "65 and over"})
    'marital status: married, age: 65 and over'
    """
    return ", ".join(f"{column.replace('_', ' ')}: {level}" for column, level in which.items())


def _direction(difference: float) -> str:
    return "fewer" if difference < 0 else "more"
