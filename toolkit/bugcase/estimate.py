"""The type of every measured number: value, interval, count, method and unit.

A number that leaves this toolkit has an interval, a count and a named method.
Keeping the four together is what keeps a slide, a script and a report from
quoting the same number in three ways.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from babel.numbers import is_currency

if TYPE_CHECKING:
    from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class Unit:
    """What one unit of a value is; its name tells all that is asked of it.

    Parameters
    ----------
    name
        "proportion" and "difference of proportions" for rates, a currency's code in
        ISO 4217 for money, and otherwise a noun: "orders", "working days", "log loss".

    Examples
    --------
    >>> [Unit(name).is_rate for name in ("proportion", "difference of proportions", "EUR")]
    [True, True, False]
    >>> Unit("EUR").currency, Unit("orders").currency
    ('EUR', None)
    """

    name: str

    def __str__(self) -> str:
        return self.name

    @property
    def is_proportion(self) -> bool:
        """Whether it is a part of rows, from 0 to 1."""
        return self == PROPORTION

    @property
    def is_difference(self) -> bool:
        """Whether it is the difference of two proportions, from -1 to 1."""
        return self == DIFFERENCE

    @property
    def is_rate(self) -> bool:
        """Whether its numbers are told as so many of every 1,000."""
        return self.is_proportion or self.is_difference

    @property
    def currency(self) -> str | None:
        """The code of the currency; None where it is no money."""
        return self.name if is_currency(self.name) else None

    @property
    def difference(self) -> "Unit":
        """The unit of a difference of two values.

        >>> str(PROPORTION.difference), str(Unit("log loss").difference)
        ('difference of proportions', 'difference of log loss')
        """
        return DIFFERENCE if self.is_proportion else Unit(f"difference of {self.name}")

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: Any) -> "CoreSchema":
        """Read and write it as its name, in evidence.json and wherever findings are printed."""
        from pydantic_core import core_schema as schema

        return schema.no_info_after_validator_function(
            cls, schema.str_schema(), serialization=schema.to_string_ser_schema()
        )


# the units of what is made of counts
PROPORTION = Unit("proportion")
DIFFERENCE = Unit("difference of proportions")
RATIO = Unit("ratio of proportions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A measured value with its interval, its count and its method.

    Parameters
    ----------
    value
        The point estimate, in `unit`.
    low, high
        The ends of the interval, ``low <= value <= high``.  An end that the data
        cannot bound is infinite.
    level
        The confidence level of the interval, between 0 and 1.
    n
        How many rows (or trials) the estimate rests on.
    method
        The name of the interval's method, as the field knows it: "Wilson score".
    unit
        What one unit of `value` is: a proportion, a euro, a millisecond.

    Raises
    ------
    ValueError
        Where the interval does not hold the value, or a part is not a number.

    Examples
    --------
    >>> Estimate(value=0.1, low=0.06, high=0.16, level=0.95, n=148,
    ...          method="Wilson score", unit=PROPORTION).level
    0.95
    """

    value: float
    low: float
    high: float
    level: float
    n: int
    method: str
    unit: Unit

    def __post_init__(self) -> None:
        if any(math.isnan(x) for x in (self.value, self.low, self.high)):
            raise ValueError(f"an Estimate holds numbers, not NaN: {self!r}")
        if not self.low <= self.value <= self.high:
            raise ValueError(f"an Estimate lies inside its own interval: {self!r}")
        if not 0 < self.level < 1:
            raise ValueError(f"a level lies between 0 and 1: {self!r}")
        if self.n < 0:
            raise ValueError(f"a count is not negative: {self!r}")
