"""Estimates: a value, a change with its direction, an interval, each in its unit.

A rate is told as so many of every 1,000, and a change of rates in the same unit, "more"
or "fewer"; a relative change ("+45%") is never told alone, so it has no function here.
What has another unit is told as a number, a change with its sign, and a total as the
range that it is.

How many digits each has is decided in `bugcase.wording.rounding` and nowhere else: a
function here takes an estimate, which it rounds, or one that is rounded already, because
it has to add up with others or to stay on its side of a limit.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from bugcase.estimate import DIFFERENCE, Estimate, Unit
from bugcase.wording.entries import in_use, say
from bugcase.wording.numbers import amount, percent
from bugcase.wording.rounding import Rounded, all_digits, rounded, shown


def per(unit: Unit) -> str:
    """Name what a number is counted on, where it is a rate.

    >>> per(DIFFERENCE), per(Unit("log loss"))
    (' per 1,000', '')
    """
    return say("rate.per") if unit.is_rate else ""


def number(estimate: Estimate | Rounded) -> str:
    """Write a value: a rate of 1,000, anything else in its own unit.

    >>> number(Estimate(value=0.34567, low=0.331, high=0.36, level=0.95, n=9, method="mean",
    ...                 unit=Unit("log loss")))
    '0.35'
    """
    return in_use().number(_rounded(estimate).value)


def signed(number: Decimal, *, minus: str = "-") -> str:
    """Write a change with its sign.

    >>> [signed(Decimal(x)) for x in ("61.3", "-61", "0")]
    ['+61.3', '-61', '0']
    """
    if not number.is_finite():
        return in_use().number(number)
    sign = "+" if number > 0 else minus if number < 0 else ""
    return f"{sign}{in_use().number(abs(number))}" if number else "0"


def limit(value: float, unit: Unit) -> str:
    """Write a limit in all its digits, as it was agreed.

    >>> limit(0.00525, DIFFERENCE), limit(0.00525, Unit("log loss"))
    ('5.25 per 1,000', '0.00525')
    """
    return f"{in_use().number(shown(value, unit).normalize())}{per(unit)}"


def rate(estimate: Estimate | Rounded) -> str:
    """Say a rate in a phrase, and what is no rate as a number.

    >>> def measured(value, unit):
    ...     return Estimate(value=value, low=value - 0.002, high=value + 0.002, level=0.95, n=4000,
    ...                     method="Wilson score", unit=Unit(unit))
    >>> rate(measured(0.0613, "proportion")), rate(measured(0.34567, "log loss"))
    ('61 of every 1,000', '0.346')
    """
    of = say("rate.of") if estimate.unit.is_rate else ""
    return f"{number(estimate)}{of}"


def change(difference: Estimate | Rounded) -> str:
    """Say a change in a phrase: of rates more or fewer, of anything else with its sign.

    >>> def worsening(value, unit=DIFFERENCE):
    ...     return Estimate(value=value, low=value - 0.002, high=value + 0.002, level=0.95, n=9,
    ...                     method="Tango score", unit=unit)
    >>> change(worsening(0.0193)), change(worsening(-0.0111)), change(worsening(0.0))
    ('19 more per 1,000', '11 fewer per 1,000', 'no more and no fewer per 1,000')
    >>> change(worsening(0.0193, Unit("difference of log loss")))
    '+0.019'
    """
    return change_of(_rounded(difference).value, difference.unit)


def change_of(difference: Decimal, unit: Unit = DIFFERENCE) -> str:
    """Say a change that is rounded, or that was agreed; rates of 1,000.

    >>> change_of(shown(0.005, DIFFERENCE).normalize())
    '5 more per 1,000'
    """
    if not unit.is_rate:
        return signed(difference)
    if not difference:
        return say("change.none")
    return say(f"change.{_direction(difference)}", number=abs(difference))


def change_alone(difference: Estimate | Rounded) -> str:
    """Say a change without what it is counted of, where the words beside it say that.

    >>> found = Estimate(value=0.0193, low=0.017, high=0.021, level=0.95, n=9,
    ...                  method="Tango score", unit=DIFFERENCE)
    >>> change_alone(found)
    '19 more'
    """
    found = _rounded(difference)
    if not found.unit.is_rate:
        return signed(found.value)
    if not found.value:
        return say("change.none_alone")
    return say(f"change.{_direction(found.value)}_alone", number=abs(found.value))


def change_interval(estimate: Estimate | Rounded) -> str:
    """Say the interval of a change in a phrase.

    >>> def worsening(low, high, unit=DIFFERENCE):
    ...     return Estimate(value=(low + high) / 2, low=low, high=high, level=0.95, n=9,
    ...                     method="Tango score", unit=unit)
    >>> change_interval(worsening(0.0036, 0.0227))
    'between 3 and 23 more per 1,000'
    >>> change_interval(worsening(-0.005, 0.0029))
    'between 5 fewer and 3 more per 1,000'
    >>> change_interval(worsening(-0.005, -0.001))
    'between 1 and 5 fewer per 1,000'
    >>> change_interval(worsening(-0.005, 0.0029, Unit("difference of log loss")))
    'between -0.005 and +0.003'
    """
    found = _rounded(estimate)
    low, high = found.low, found.high
    if not estimate.unit.is_rate:
        return say("change.between", low=signed(low), high=signed(high))
    if low < 0 < high:
        return say("change.across", low=-low, high=high)
    near, far = sorted((abs(low), abs(high)))
    return say(f"change.between_{_direction(low + high)}", low=near, high=far)


def worse_or_better(worsening: Estimate | Rounded) -> str:
    """Say a worsening of what is no count of errors: its size, and which way it goes.

    >>> def by(value, unit=DIFFERENCE):
    ...     return Estimate(value=value, low=value - 0.02, high=value + 0.02, level=0.95, n=9,
    ...                     method="bootstrap", unit=unit)
    >>> worse_or_better(by(0.193)), worse_or_better(by(-0.5, Unit("difference of log loss")))
    ('190 per 1,000 worse', '0.50 better')
    """
    return worse_or_better_of(_rounded(worsening).value, worsening.unit)


def worse_or_better_of(worsening: Decimal, unit: Unit) -> str:
    """Say a worsening that is rounded, or that was agreed; rates of 1,000."""
    entry = "change.better" if worsening < 0 else "change.worse"
    return say(entry, number=abs(worsening), per=per(unit))


def interval(estimate: Estimate) -> str:
    """Say an estimate and its interval in the digits of a source; an open end as that.

    >>> def measured(value, low, high, unit):
    ...     return Estimate(value=value, low=low, high=high, level=0.95, n=9, method="mean",
    ...                     unit=Unit(unit))
    >>> interval(measured(0.0101, 0.0036, 0.0227, "proportion"))
    '10.10 of every 1,000, 95% interval 3.60 to 22.70'
    >>> interval(measured(0.0101, 0.0036, 0.0227, "difference of proportions"))
    '+10.10 per 1,000, 95% interval +3.60 to +22.70'
    >>> interval(measured(16_898.13, 912.3456, 31_400, "EUR"))
    '16,898 EUR, 95% interval 912 to 31,400'
    """
    found, unit = all_digits(estimate), estimate.unit
    ends = (found.value, found.low, found.high)
    has_sign = unit.is_difference or found.low < 0
    value, low, high = (signed(end) if has_sign else in_use().number(end) for end in ends)
    of = say("rate.of") if unit.is_proportion else per(unit) or f" {unit_name(unit)}"
    level = percent(estimate.level)
    return say("change.interval", value=value, of=of, level=level, low=low, high=high)


def more_or_fewer(estimate: Estimate) -> str:
    """Say how many more or fewer there are of what an estimate counts.

    >>> def extra(value, low, high):
    ...     return Estimate(value=value, low=low, high=high, level=0.9, n=100_000,
    ...                     method="Monte Carlo", unit=Unit("wrong decisions"))
    >>> more_or_fewer(extra(320, 164, 531))
    'about 300 more wrong decisions (between 160 and 540)'
    >>> more_or_fewer(extra(-40, -95, 12))
    'about 40 fewer wrong decisions (between 100 fewer and 12 more)'
    """
    found = rounded(estimate, whole=True)
    said = many_more_or_fewer(found)
    if found.low == found.high:
        return said
    if found.high <= 0:  # which way is said already
        found = replace(found, value=-found.value, low=-found.high, high=-found.low)
    between = range_of(found, below="side.fewer", above="side.more")
    return say("count.with_range", count=said, range=between)


def many_more_or_fewer(found: Rounded) -> str:
    """Say how many more or fewer there are, without the range in which it lies."""
    entry = f"count.{_direction(found.value)}" if found.value else "count.none"
    return say(entry, number=abs(found.value), unit=unit_name(found.unit))


def range_of(
    found: Rounded, *, below: str, above: str, write: Callable[[Decimal], str] | None = None
) -> str:
    """Say between which numbers something lies; the side of 0 only where an end lies below it.

    `below` and `above` are the entries of the words for the two sides of 0, such as
    "side.fewer"; `write` writes a number.
    """
    write = write or in_use().number
    low, high = found.low, found.high
    near, far = sorted((abs(low), abs(high)))
    sides = {"below": say(below), "above": say(above)}
    if low < 0 < high:
        return say("range.across", low=write(-low), high=write(high), **sides)
    side = "_below" if low < 0 else ""
    if low == high:
        return say(f"range.about{side}", number=write(far), **sides)
    return say(f"range.between{side}", low=write(near), high=write(far), **sides)


def money_range(estimate: Estimate, *, below: str = "side.saved", above: str = "side.lost") -> str:
    """Say between which amounts an estimate in a currency lies.

    Both ends are written alike, with cents or without, and in full, so that nobody
    reads thousands for millions.  `below` and `above` are the entries of the words for
    the two sides of 0.

    Raises
    ------
    CaseError
        Where its unit is no currency.
    """
    found = rounded(estimate)

    def write(number: Decimal) -> str:
        return amount(number, found.unit.name, like=(found.low, found.high))

    return range_of(found, below=below, above=above, write=write)


def short_range(estimate: Estimate) -> str | None:
    """Write between which amounts an estimate in a currency lies, for a strip of numbers.

    None where it reaches below 0, which takes words, and where its unit is no currency.

    >>> cost = Estimate(value=15_000, low=9_200, high=31_400, level=0.9, n=9, method="mean",
    ...                 unit=Unit("EUR"))
    >>> short_range(cost)
    '€9,000–32,000'
    """
    found = rounded(estimate)
    if found.low < 0 or not found.unit.currency:
        return None
    ends = (found.low, found.high)
    low, high = (amount(end, found.unit.name, like=ends) for end in ends)
    if low == high:
        return low
    before, after = _before_digits(low), _before_digits(high[::-1])[::-1]
    return say("range.short", low=low.removesuffix(after), high=high.removeprefix(before))


def _before_digits(words: str) -> str:
    return next((words[:place] for place, one in enumerate(words) if one.isdigit()), "")


def total_range(estimate: Estimate, *, below: str, above: str) -> str:
    """Say between which totals an estimate lies: of money, or of what its unit names.

    >>> def lost(low, high, unit):
    ...     return Estimate(value=high, low=low, high=high, level=0.95, n=70, method="bootstrap",
    ...                     unit=Unit(unit))
    >>> said = {"below": "side.gained", "above": "side.lost"}
    >>> total_range(lost(17_200, 19_830, "EUR"), **said)
    'between €17,000 and €20,000'
    >>> total_range(lost(-95, 1_204, "orders"), **said)
    'between 100 gained and 1,300 lost orders'
    """
    if estimate.unit.currency:
        return money_range(estimate, below=below, above=above)
    between = range_of(rounded(estimate, whole=True), below=below, above=above)
    return say("range.of_unit", range=between, unit=unit_name(estimate.unit))


def conditions(which: Mapping[str, str]) -> str:
    """Say which rows a segment holds.

    >>> conditions({"marital_status": "married", "age": "65 and over"})
    'marital status: married, age: 65 and over'
    """
    return ", ".join(
        say("list.condition", column=column.replace("_", " "), level=level)
        for column, level in which.items()
    )


def unit_name(unit: Unit) -> str:
    """Name a unit in the language in use, where it is one that the package counts in."""
    return in_use().term("unit", unit.name)


def _rounded(estimate: Estimate | Rounded) -> Rounded:
    return estimate if isinstance(estimate, Rounded) else rounded(estimate)


def _direction(difference: Decimal) -> str:
    return "fewer" if difference < 0 else "more"
