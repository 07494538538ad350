"""Estimate: the one number type.

A number that leaves this toolkit has an interval, a count and a named method.
Keeping the four together is what keeps a slide, a script and a report from
quoting the same number in three ways.
"""

import math
from dataclasses import dataclass

__all__ = ["Estimate"]


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
        What one unit of `value` is: "proportion", "EUR", "ms".

    Raises
    ------
    ValueError
        Where the interval does not hold the value, or a part is not a number.

    Examples
    --------
    >>> Estimate(value=0.1, low=0.06, high=0.16, level=0.95, n=148,
    ...          method="Wilson score", unit="proportion").level
    0.95
    """

    value: float
    low: float
    high: float
    level: float
    n: int
    method: str
    unit: str

    def __post_init__(self) -> None:
        if any(math.isnan(x) for x in (self.value, self.low, self.high)):
            raise ValueError(f"an Estimate holds numbers, not NaN: {self!r}")
        if not self.low <= self.value <= self.high:
            raise ValueError(f"an Estimate lies inside its own interval: {self!r}")
        if not 0 < self.level < 1:
            raise ValueError(f"a level lies between 0 and 1: {self!r}")
        if self.n < 0:
            raise ValueError(f"a count is not negative: {self!r}")
