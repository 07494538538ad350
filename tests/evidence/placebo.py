"""Windows in which nothing happened, or a known loss did, held against their intervals."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bugcase.evidence.expected.bins import Bins, Clock
from bugcase.evidence.expected.totals import BOTH, REBOUND, WINDOW, Totals
from bugcase.evidence.expected.windows import Windows

__all__ = ["Held", "hold", "hourly"]

Floats: TypeAlias = NDArray[np.float64]

HOUR = 3_600_000_000


def hourly(values: Floats) -> Bins:
    """Take a series by the hour, which begins when 1970 did."""
    clock = Clock(width=HOUR, zone=None)
    return Bins(clock=clock, first=0, values=values, rows=len(values), left_out=0, notices=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """For each window: whether its three intervals hold the truth, and how sure it is of a loss."""

    truths: NDArray[np.bool_]
    told: NDArray[np.bool_]

    @property
    def shares(self) -> list[float]:
        """Of the lost, the recovered, and the net."""
        return [float(share) for share in self.truths.mean(axis=0)]


def hold(
    bins: Bins, firsts: Iterable[int], length: int, *, loss: float = 0.0, weeks: int = 12
) -> Held:
    """Take a share away from each window in turn, and measure it."""
    truths, told = [], []
    for first in firsts:
        values = bins.values.copy()
        part = slice(first - bins.first, first - bins.first + length)
        taken = float(np.nansum(values[part])) * loss
        values[part] *= 1 - loss
        there = replace(bins, values=values)
        span = (first * bins.clock.width, (first + length) * bins.clock.width)
        windows = Windows.of(bins.clock, span, rebound=None, weeks=weeks).fitted(there)
        totals = Totals.of(windows, there)
        lost, recovered, net = (
            totals.missed(part, method="", unit="") for part in (WINDOW, REBOUND, BOTH)
        )
        truth = (taken, 0.0, taken)
        truths.append(
            [one.low <= x <= one.high for one, x in zip((lost, recovered, net), truth, strict=True)]
        )
        told.append(lost.low > 0)
    return Held(truths=np.array(truths), told=np.array(told))
