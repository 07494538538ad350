"""The scale of a figure: values laid along a line, with round numbers to read them by."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Self

from matplotlib.ticker import MaxNLocator

from bugcase.wording import in_use

MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Values laid between two places of the sheet, from left to right or from foot to top."""

    low: float
    high: float
    start: float
    end: float
    factor: int = 1  # what a value is multiplied by where it is written: 1000 for rates

    @classmethod
    def holding(
        cls, values: Sequence[float], *, start: float, end: float, margin: float, factor: int = 1
    ) -> Self:
        """Span every finite one of `values`, with `margin` of their range free on either side."""
        finite = [value for value in values if math.isfinite(value)]
        low, high = min(finite), max(finite)
        free = margin * (high - low) or 1 / factor
        return cls(low=low - free, high=high + free, start=start, end=end, factor=factor)

    def place(self, value: float) -> float:
        """Where a value stands; one beyond the scale stands at its edge."""
        within = min(max(value, self.low), self.high)
        share = (within - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def holds(self, value: float) -> bool:
        """Whether the value is on the scale."""
        return self.low <= value <= self.high

    def ticks(self, most: int, write: Callable[[float], str]) -> list[tuple[float, str]]:
        """Give values along the scale that are round when written, each as it is written."""
        round_numbers = MaxNLocator(nbins=most, steps=[1, 2, 5, 10]).tick_values(
            self.low * self.factor, self.high * self.factor
        )
        return [
            (number / self.factor, write(number))
            for number in map(float, round_numbers)
            if self.holds(number / self.factor)
        ]


def signed(number: float) -> str:
    """Write a number with its sign; 0 has none."""
    if not number:
        return "0"
    return f"{'+' if number > 0 else MINUS}{in_use().number(Decimal(f'{abs(number):.6g}'))}"
