"""Sums a forecast over the window and the rebound, each sum with its own interval.

The interval of a sum is not the sum of its bins' intervals: errors of one hour partly
cancel those of another, and partly go with them.  So each sum is forecast for the
earlier stretches as a whole, and its own errors make its interval.  That also holds for
the net of a loss and its recovery, which is one sum over window and rebound.
"""

from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bugcase.estimate import Estimate, Unit
from bugcase.incident.forecast.baseline import forecast
from bugcase.incident.forecast.bins import Bins
from bugcase.incident.forecast.prediction import prediction_interval
from bugcase.incident.forecast.windows import Windows

Floats: TypeAlias = NDArray[np.float64]
Numbers: TypeAlias = NDArray[np.intp]

WINDOW, REBOUND, BOTH, IDLE = range(4)  # the places of the parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Expected against actual over parts of a stretch.

    Attributes
    ----------
    parts
        Each from a bin to just before another; the idle bins of window and rebound, where
        there are any, by their numbers.  Idle is a bin in which nothing came though the
        interval of its expectation is above zero.
    actual
        Shape (bins,); NaN where a bin does not count.
    expected, low, high
        Shape (parts + bins,): of each part, then of each bin.
    weeks
        How many weeks the baseline is of.
    stretches
        How many earlier stretches the intervals rest on.
    """

    parts: tuple[slice | Numbers, ...]
    actual: Floats
    expected: Floats
    low: Floats
    high: Floats
    weeks: int
    stretches: int
    level: float

    @classmethod
    def of(
        cls,
        windows: Windows,
        bins: Bins,
        control: Bins | None = None,
        *,
        level: float = 0.95,
        seed: int = 0,
    ) -> Self:
        """Forecast, and sum over the window, the rebound and both.

        Raises
        ------
        DataError
            Where the forecast would be none that anybody could rely on.
        """
        first, end = windows.begin, windows.rebound_end
        actual = bins.between(first, end)
        for weeks in windows.baselines:
            found = forecast(
                actual,
                start=windows.start - first,
                end=end - first,
                reference=windows.reference,
                per_day=windows.clock.per_day,
                weeks=weeks,
                control=None if control is None else control.between(first, end),
            )
            if found.stretches >= windows.stretches_needed:
                break
        windows.check(found, bins)
        counted = np.where(np.isfinite(found.expected), actual[-len(found.expected) :], np.nan)

        def told(parts: tuple[slice | Numbers, ...]) -> tuple[Floats, Floats, Floats]:
            expected = _with_sums(found.expected[None], parts)[0]
            low, high = prediction_interval(
                expected,
                _with_sums(found.earlier_expected, parts),
                _with_sums(found.earlier_actual, parts),
                overlap=windows.days,
                level=level,
                seed=seed,
            )
            if not (actual < 0).any():  # what was never negative will not be: orders, sales
                low, high = np.maximum(low, 0.0), np.maximum(high, 0.0)
            return expected, low, high

        parts: tuple[slice | Numbers, ...] = windows.parts
        expected, low, high = told(parts)
        is_idle = (counted == 0) & (low[len(parts) :] > 0)
        is_idle[: windows.parts[BOTH].start] = False
        if is_idle.any():  # in a forecast of its own: one more sum changes the draws of all
            idle = np.flatnonzero(is_idle)
            of_idle = told((idle,))
            expected, low, high = (
                np.insert(all_, len(parts), of_it[0])
                for all_, of_it in zip((expected, low, high), of_idle, strict=True)
            )
            parts = (*parts, idle)
        return cls(
            parts=parts,
            actual=counted,
            expected=expected,
            low=np.minimum(low, expected),
            high=np.maximum(high, expected),
            weeks=weeks or windows.weeks,
            stretches=found.stretches,
            level=level,
        )

    @property
    def has_idle_bins(self) -> bool:
        """Whether there are bins in which nothing came where something was expected."""
        return len(self.parts) > IDLE

    def counts(self, part: int) -> int:
        """Count the bins of a part that count."""
        return int(np.isfinite(self.actual[self.parts[part]]).sum())

    def came(self, part: int) -> float:
        """Sum what came in a part."""
        return float(np.nansum(self.actual[self.parts[part]]))

    def expectation(self, part: int, *, method: str, unit: Unit) -> Estimate:
        """Give what was expected in a part."""
        return Estimate(
            value=float(self.expected[part]),
            low=float(self.low[part]),
            high=float(self.high[part]),
            level=self.level,
            n=self.stretches,
            method=method,
            unit=unit,
        )

    def missed(self, part: int, *, method: str, unit: Unit) -> Estimate:
        """Give what was expected and did not come."""
        came = self.came(part)
        return Estimate(
            value=float(self.expected[part]) - came,
            low=float(self.low[part]) - came,
            high=float(self.high[part]) - came,
            level=self.level,
            n=self.stretches,
            method=method,
            unit=unit,
        )

    def gained(self, part: int, *, method: str, unit: Unit) -> Estimate:
        """Give what came and was not expected."""
        came = self.came(part)
        return Estimate(
            value=came - float(self.expected[part]),
            low=came - float(self.high[part]),
            high=came - float(self.low[part]),
            level=self.level,
            n=self.stretches,
            method=method,
            unit=unit,
        )


def _with_sums(bins: Floats, parts: tuple[slice | Numbers, ...]) -> Floats:
    return np.column_stack([*(np.nansum(bins[:, part], axis=1) for part in parts), bins])
