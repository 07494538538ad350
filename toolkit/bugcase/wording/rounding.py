"""Rounding: how many digits of an estimate are shown, the same wherever it stands.

The unit is the power of ten of the interval's half-width: of what is known to within
1.15, whole numbers are shown, to within 21, tens.  Finer digits would say what the data do
not; this is the rule of GUM 7.2.6 and of the Particle Data Group (Review of Particle
Physics, 5.3) with one digit of the uncertainty in place of two, for people who listen.

Its ends are rounded outward, so that the interval that is shown holds the one that was
measured, and never across 0 or the limit, where they get as many digits as that takes: on
which side of the limit an end lies is the verdict.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from itertools import product
from typing import Final, Protocol, TypeAlias

from babel.numbers import get_currency_precision

from bugcase.estimate import Estimate, Unit

Three: TypeAlias = tuple[Decimal, Decimal, Decimal]  # baseline, candidate, difference

ZERO: Final = Decimal(0)
KEPT: Final = 12  # digits that a float is sure of
SAME: Final = 1e-9  # as parts of the larger: what a level and a difference may miss adding up by
TENTH: Final = Decimal("0.1")
OF_POINT: Final = 4  # digits of what has an interval without width
FURTHER: Final = 2  # digits that a source has beyond those on a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounded:
    """An estimate as it is shown: rates of 1,000, anything else in its own unit.

    Its numbers keep the decimals that they are shown with; an end that the data cannot
    bound stays infinite.
    """

    value: Decimal
    low: Decimal
    high: Decimal
    unit: Unit
    level: float


class Levels(Protocol):
    """Two levels and their difference: a comparison, a segment, a slice."""

    @property
    def baseline(self) -> Estimate:
        """What it is compared with."""

    @property
    def candidate(self) -> Estimate | None:
        """What is compared; None where there is one level only."""

    @property
    def worsening(self) -> Estimate:
        """The difference, or its opposite where more is better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundedLevels:
    """Two levels and their difference, which add up as they are shown."""

    baseline: Rounded
    candidate: Rounded | None
    worsening: Rounded


def shown(number: float, unit: Unit) -> Decimal:
    """Give a number as it is shown, with all its digits.

    >>> from bugcase.estimate import DIFFERENCE
    >>> shown(0.0152, DIFFERENCE), shown(0.1 + 0.2, Unit("EUR"))
    (Decimal('15.2000'), Decimal('0.3'))
    """
    return Decimal(f"{number:.{KEPT}g}") * (1000 if unit.is_rate else 1)


def rounding_unit(estimate: Estimate, *, whole: bool = False) -> int:
    """Give the unit that an estimate is rounded to, as an exponent of ten.

    Rates of one in a thousand and more are so many whole ones of 1,000, amounts are whole
    from ten on, and so is what is counted (`whole`).

    >>> from bugcase.estimate import DIFFERENCE
    >>> def within(half, value=0.1, unit=DIFFERENCE):
    ...     return Estimate(value=value, low=value - half, high=value + half, level=0.95, n=9,
    ...                     method="Tango score", unit=unit)
    >>> [rounding_unit(within(half)) for half in (0.00115, 0.021, 0.00002)]
    [0, 1, 0]
    >>> rounding_unit(within(0.00006, 0.00042)), rounding_unit(within(7_400, 16_900, Unit("EUR")))
    (-2, 3)
    """
    exponent, least = _of_interval(estimate), _least(estimate, whole=whole)
    if least is None and estimate.unit.is_rate and abs(shown(estimate.value, estimate.unit)) >= 1:
        least = 0
    return exponent if least is None else max(exponent, least)


def rounded(estimate: Estimate, *, limit: float | None = None, whole: bool = False) -> Rounded:
    """Round an estimate as it is shown.

    An amount or a count that was simulated is skewed: its ends differ in size, and its
    upper one is a promise.  Such a number is not moved by more than a tenth of itself; a
    value may be that lies in an interval across 0.

    Parameters
    ----------
    limit
        What its ends are not rounded across, besides 0; in the unit of the estimate.
    whole
        Whether it is a number of whole things.

    Examples
    --------
    >>> from bugcase.estimate import DIFFERENCE
    >>> found = Estimate(value=0.0152, low=0.0141, high=0.0164, level=0.95, n=175_670,
    ...                  method="Tango score", unit=DIFFERENCE)
    >>> shown = rounded(found, limit=0.005)
    >>> f"{shown.value}, from {shown.low} to {shown.high}"
    '15, from 14 to 17'
    >>> shown = rounded(found, limit=0.014)
    >>> f"{shown.value}, from {shown.low} to {shown.high}"
    '15, from 14.1 to 17'
    """
    exponent, least = rounding_unit(estimate, whole=whole), _least(estimate, whole=whole)
    unit, walls = estimate.unit, _walls(estimate.unit, limit)
    value, exact_low, exact_high = (
        shown(x, unit) for x in (estimate.value, estimate.low, estimate.high)
    )

    if exact_low == exact_high:  # there is no interval to be rounded outward
        exact_low = value = exact_high = _at(value, exponent, ROUND_HALF_EVEN)

    def near(at: Decimal, number: Decimal, digit: int) -> bool:
        return least is None or digit <= least or abs(at - number) <= TENTH * abs(number)

    def outward(number: Decimal, rounding: str) -> Decimal:
        return _rounded(
            number,
            exponent,
            rounding,
            lambda at, digit: near(at, number, digit) and _stays(at, number, walls),
        )

    low, high = outward(exact_low, ROUND_FLOOR), outward(exact_high, ROUND_CEILING)
    middle = _rounded(
        value,
        exponent,
        ROUND_HALF_EVEN,
        lambda at, digit: (
            low <= at <= high
            and (low < 0 < high or near(at, value, digit))
            and (not unit.is_proportion or _stays(at, value, walls))
        ),
    )
    return Rounded(value=middle, low=low, high=high, unit=unit, level=estimate.level)


def beside(number: float, estimate: Estimate, *, whole: bool = False) -> Decimal:
    """Round a number of the same draws to the unit of an estimate, such as their average.

    >>> loss = Estimate(value=16_898, low=9_204, high=23_651, level=0.9, n=100_000,
    ...                 method="Monte Carlo", unit=Unit("EUR"))
    >>> f"{beside(17_430, loss):,f}"
    '17,000'
    """
    least = _least(estimate, whole=whole)
    exact = shown(number, estimate.unit)
    return _rounded(
        exact,
        rounding_unit(estimate, whole=whole),
        ROUND_HALF_EVEN,
        lambda at, digit: least is None or digit <= least or abs(at - exact) <= TENTH * abs(exact),
    )


def rounded_levels(found: Levels, *, limit: float | None = None) -> RoundedLevels:
    """Round two levels and their difference so that they add up as they are shown.

    All three are rounded to the unit of the difference, each to one of its neighbours,
    and of what adds up, what is nearest to the three is taken; where two are as near, that
    with the lower candidate.  A level that would leave its own interval, or be 0 without
    being so, has all three take one digit more.

    Parameters
    ----------
    limit
        What the ends of the difference are not rounded across, besides 0.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from bugcase.estimate import DIFFERENCE, PROPORTION
    >>> def of(value, half, unit=PROPORTION):
    ...     return Estimate(value=value, low=value - half, high=value + half, level=0.95, n=9,
    ...                     method="Wilson score", unit=unit)
    >>> found = SimpleNamespace(baseline=of(0.2074, 0.002), candidate=of(0.2226, 0.002),
    ...                         worsening=of(0.0152, 0.00115, DIFFERENCE))
    >>> shown = rounded_levels(found)
    >>> f"{shown.baseline.value} + {shown.worsening.value} = {shown.candidate.value}"
    '207 + 15 = 222'
    """
    baseline, worsening = rounded(found.baseline), rounded(found.worsening, limit=limit)
    if found.candidate is None:
        return RoundedLevels(baseline=baseline, candidate=None, worsening=worsening)
    candidate = rounded(found.candidate)
    apart = RoundedLevels(baseline=baseline, candidate=candidate, worsening=worsening)
    sign = _adds_up(found.baseline.value, found.candidate.value, found.worsening.value)
    if sign is None:
        return apart
    levels = (baseline, candidate, worsening)
    real = [
        shown(one.value, one.unit)
        for one in (found.baseline, found.candidate, found.worsening)
    ]  # fmt: skip
    first = rounding_unit(found.worsening)
    for exponent in range(first, first - KEPT, -1):
        fitting = [
            three
            for three in _adding_up(real, sign, exponent)
            if all(_fits(x, of, y) for x, of, y in zip(three, levels, real, strict=True))
        ]
        if fitting:
            three = min(fitting, key=lambda it: (_error(it, real), it[1]))
            return RoundedLevels(
                baseline=_with(baseline, three[0]),
                candidate=_with(candidate, three[1]),
                worsening=_with(worsening, three[2]),
            )
    return apart


def all_digits(estimate: Estimate) -> Rounded:
    """Give an estimate in the digits of a source: two more than a page shows, or whole numbers.

    >>> found = Estimate(value=16_898.13, low=9_204.4, high=23_651.2, level=0.9, n=100_000,
    ...                  method="Monte Carlo", unit=Unit("EUR"))
    >>> f"{all_digits(found).value:,f}"
    '16,898'
    """
    exponent = min(_of_interval(estimate) - FURTHER, 0)
    value, low, high = (
        _at(shown(x, estimate.unit), exponent, ROUND_HALF_EVEN)
        for x in (estimate.value, estimate.low, estimate.high)
    )
    return Rounded(value=value, low=low, high=high, unit=estimate.unit, level=estimate.level)


def _of_interval(estimate: Estimate) -> int:
    """Give the power of ten of the half-width; of one end only, that of its distance."""
    value = shown(estimate.value, estimate.unit)
    ends = [
        shown(end, estimate.unit)
        for end in (estimate.low, estimate.high)
        if not math.isinf(end)
    ]  # fmt: skip
    half = (max(ends) - min(ends)) / 2 if len(ends) == 2 else _distance(ends, value)
    if half:
        return half.adjusted()
    return value.adjusted() + 1 - OF_POINT if value else 0


def _distance(ends: Iterable[Decimal], value: Decimal) -> Decimal:
    return max((abs(end - value) for end in ends), default=ZERO)


def _least(estimate: Estimate, *, whole: bool) -> int | None:
    """Give the finest unit of a count or an amount; None of what is neither."""
    currency = estimate.unit.currency
    if whole or currency is None:
        return 0 if whole else None
    largest = max(abs(x) for x in (estimate.value, estimate.low, estimate.high))
    return 0 if largest >= 10 else -get_currency_precision(currency)


def _walls(unit: Unit, limit: float | None) -> tuple[Decimal, ...]:
    """Give what an end is not rounded across: a part is neither none nor all of a whole."""
    walls = (ZERO, Decimal(1000)) if unit.is_proportion else (ZERO,)
    return walls if limit is None else (*walls, shown(limit, unit))


def _at(number: Decimal, exponent: int, rounding: str) -> Decimal:
    """Round to a power of ten; never to minus zero."""
    if not number.is_finite():
        return number
    at = number.quantize(Decimal((0, (1,), exponent)), rounding)
    return at if at else abs(at)


def _rounded(
    number: Decimal, exponent: int, rounding: str, stays: Callable[[Decimal, int], bool]
) -> Decimal:
    """Round to a power of ten, and to as many digits more as it takes to stay where it is."""
    for digit in range(exponent, exponent - 2 * KEPT, -1):
        at = _at(number, digit, rounding)
        if stays(at, digit):
            return at
    return number


def _stays(at: Decimal, number: Decimal, walls: Iterable[Decimal]) -> bool:
    """Whether a number is shown on the side of each wall that it is on."""
    return all(at.compare(wall) == number.compare(wall) for wall in walls)


def _adds_up(baseline: float, candidate: float, difference: float) -> int | None:
    """Tell which way a difference leads from one level to the other; None where it does not."""
    near = SAME * max(abs(baseline), abs(candidate), abs(difference))
    return next(
        (sign for sign in (1, -1) if abs(baseline + sign * difference - candidate) <= near), None
    )


def _adding_up(real: Sequence[Decimal], sign: int, exponent: int) -> Iterator[Three]:
    """Give each sum of a baseline and a difference that are rounded up or down."""
    baseline, _, difference = real
    both = (ROUND_FLOOR, ROUND_CEILING)
    for first, then in product(both, both):
        start, step = _at(baseline, exponent, first), _at(difference, exponent, then)
        yield start, start + sign * step, step


def _fits(at: Decimal, within: Rounded, real: Decimal) -> bool:
    """Whether a number may be shown so: in its interval, and a part of a whole not as none."""
    if within.unit.is_proportion and not _stays(at, real, _walls(within.unit, None)):
        return False
    return within.low == within.high or within.low <= at <= within.high


def _error(three: Three, real: Sequence[Decimal]) -> Decimal:
    return sum(((at - x) ** 2 for at, x in zip(three, real, strict=True)), ZERO)


def _with(of: Rounded, value: Decimal) -> Rounded:
    return replace(of, value=value if value else abs(value))
