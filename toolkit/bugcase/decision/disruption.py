"""The least disruptive option: the one that moves the date least and keeps within the limit.

What costs least on average is not what disturbs least: an option can be cheap because the
harm falls on few, or because a late release is cheap.  So this asks another question.
Among the options that keep within the limit, which delays the release least, and of those
that delay it alike, which costs least to carry out?

1. An option keeps within the limit if nobody meets the bug, or if those who do meet no
   more of it than the limit allows: the upper end of the measured worsening, times what the
   option at least leaves of it (the lower end of what it prevents).  So a pilot does not
   keep within the limit by being small.  Where nobody agreed on a limit, only options count
   with which nobody meets the bug.
2. Delays are compared in whole days, by their P50 and then by their P90.
3. Then by the mean of the option's own price, the unknown last; then by id.

An option of which the delay is not known is none of them.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from bugcase.decision.assumptions import Assumption
from bugcase.decision.options import Option, Quantity
from bugcase.decision.ranges import Range, Sampled
from bugcase.estimate import Estimate

_P50_P90 = np.array([0.5, 0.9])


@dataclass(frozen=True, slots=True, kw_only=True)
class Disruption:
    """An option with the delay that it brings, in whole days, and its own price."""

    option: Option
    p50: int
    p90: int
    cost: float | None


def least_disruptive(
    options: Iterable[Option], worsening: Estimate, limit: float | None
) -> Disruption | None:
    """Find the option that keeps within the limit and moves the date least.

    Parameters
    ----------
    options
        Those that are considered, in any order.
    worsening
        What was measured, over all rows.
    limit
        The tolerable worsening, in proportions; None where nobody agreed on one.

    Returns
    -------
    Disruption or None
        None where no option keeps within the limit, or the delay of none of them is known.

    Examples
    --------
    >>> from bugcase.estimate import DIFFERENCE
    >>> tango = Estimate(value=0.02, low=0.01, high=0.03, level=0.95, n=4000,
    ...                  method="Tango score", unit=DIFFERENCE)
    >>> found = least_disruptive(
    ...     [Option(id=name, label=name, delay_days=Range.exactly(delay),
    ...             exposed_share=Range.exactly(share), exposed_days=Range.exactly(7),
    ...             prevented_share=Range.exactly(0), cost=Range.exactly(0), leaves_open="")
    ...      for name, delay, share in [("hold", 5, 0), ("drop", 60, 0), ("ship", 0, 1)]],
    ...     tango, limit=0.005,
    ... )
    >>> found.option.id, found.p50, found.p90
    ('hold', 5, 5)
    """
    found = [
        disruption
        for option in options
        if keeps_within(option, worsening, limit) and (disruption := _disruption(option))
    ]
    return min(found, key=_rank, default=None)


def keeps_within(option: Option, worsening: Estimate, limit: float | None) -> bool:
    """Whether those who meet the bug, if anybody does, meet no more of it than the limit."""
    met = (spread_of(option.exposed_share), spread_of(option.exposed_days))
    if any(one is not None and one.high == 0 for one in met):
        return True
    prevented = spread_of(option.prevented_share)
    if limit is None or prevented is None:
        return False
    return worsening.high * (1 - prevented.low) <= limit


def delay_odds(option: Option) -> tuple[int, int] | None:
    """Give an option's delay in whole days, at even odds and nine times in ten, if known."""
    delay = spread_of(option.delay_days)
    if delay is None:
        return None
    p50, p90 = (round(float(day)) for day in delay.draws(_P50_P90))
    return p50, p90


def _disruption(option: Option) -> Disruption | None:
    odds, cost = delay_odds(option), spread_of(option.cost)
    if odds is None:
        return None
    p50, p90 = odds
    return Disruption(option=option, p50=p50, p90=p90, cost=None if cost is None else cost.mean)


def _rank(one: Disruption) -> tuple[int, int, float, str]:
    return one.p50, one.p90, math.inf if one.cost is None else one.cost, one.option.id


def spread_of(number: Quantity) -> Range | Sampled | None:
    """Give how one of an option's numbers is spread; None where nobody knows."""
    found = number.range if isinstance(number, Assumption) else number
    return found if isinstance(found, Range | Sampled) else None
