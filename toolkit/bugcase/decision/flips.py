"""Flips: how far an assumption must move before another option is the cheapest.

Whoever doubts the recommendation doubts an assumption, so the useful answer is how
wrong that assumption would have to be.  Expected losses are straight lines in each of
them, the others at their means, so the answer is where two lines cross: exact, and
found without trying values.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bugcase.decision.assumptions import Assumption
from bugcase.decision.products import Sum
from bugcase.decision.ranges import Spread

ROUNDING = 1e-9  # points as near as this to each other are one, but for the rounding of floats


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """At which probability that the bug bites two options cost the same on average.

    Attributes
    ----------
    first
        The id of the option that is cheapest now; where nobody knows the probability,
        of that which is cheapest if the bug does not bite.
    second
        The id of the option that takes over beyond; or of that which is cheapest if it
        does bite.
    probability
        Of `carries_over`, from 0 to 1.
    """

    first: str
    second: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """How far one assumption must move to change the choice, the others at their means.

    An assumption has two flips where moving it up makes one option the cheapest, and
    moving it down another.

    Attributes
    ----------
    assumption
        Which one.  An option's own number is one too, with an id such as
        "hold.delay_days", and so is the measured worsening.
    now
        Its mean.
    at
        Just beyond this mean, seen from `now`, another option is the cheapest.
    to
        That option's id.
    """

    assumption: Assumption
    now: float
    at: float
    to: str

    @property
    def relative_distance(self) -> float:
        """How far it must move, as a share of what it is now."""
        if self.at == self.now:
            return 0.0
        return abs(self.at - self.now) / abs(self.now) if self.now else float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """An option's expected loss in either state: the ends of its line over the probability."""

    id: str
    if_not: float
    if_real: float

    @property
    def slope(self) -> float:
        """What the bug costs if it bites."""
        return self.if_real - self.if_not

    def at(self, probability: float) -> float:
        """Give the expected loss at a probability that the bug bites."""
        return (1 - probability) * self.if_not + probability * self.if_real

    def crosses(self, other: "Ends") -> float:
        """Say at which probability it meets another's line; not a number for none."""
        slope = other.slope - self.slope
        return (self.if_not - other.if_not) / slope if slope else math.nan


def find_flips(
    losses: Sequence[tuple[str, Sum]],
) -> tuple[tuple[Flip, ...], tuple[Assumption, ...]]:
    """Find what changes the choice, nearest first, and what cannot.

    Parameters
    ----------
    losses
        Options by id with what they may cost, all known, the cheapest first.

    Returns
    -------
    tuple of Flip, tuple of Assumption
        Flips by relative distance, and only to values that make sense: shares from 0 to
        1, a worsening from -1 to 1, everything else from zero up.

    Notes
    -----
    An option's own number that is known to be zero, or to be the whole, is what makes
    it that option (holding exposes nobody), and is not moved.  Nor is a number whose
    effect depends on what nobody knows.
    """
    flips: list[Flip] = []
    cannot: list[Assumption] = []
    gaps = [(name, (loss.mean or 0.0) - (losses[0][1].mean or 0.0)) for name, loss in losses]
    for assumption in {one.id: one for _, loss in losses for one in loss.assumptions}.values():
        slopes = [loss.slope(assumption.id) for _, loss in losses]
        number = assumption.range
        if number is None or any(map(math.isnan, slopes)) or _makes_the_option(assumption, number):
            continue
        rivals = [
            _Rival(id=name, gap=gap, slope=slope - slopes[0])
            for (name, gap), slope in zip(gaps, slopes, strict=True)
        ]
        turns = _turns(assumption, number.mean, rivals)
        flips += turns
        if not turns:
            cannot.append(assumption)
    return (
        tuple(sorted(flips, key=lambda one: (one.relative_distance, one.assumption.id, one.at))),
        tuple(sorted(cannot, key=lambda one: one.id)),
    )


def find_break_even(lines: Sequence[Ends], probability: float | None) -> BreakEven | None:
    """Find the probability that the bug bites at which the choice turns.

    Parameters
    ----------
    lines
        The options.
    probability
        What is thought of it now; None where nobody knows.

    Returns
    -------
    BreakEven or None
        The turn that is nearest to `probability`; None where there is none from 0 to 1.

    Examples
    --------
    With two options it is the cost of the delay over the loss that the delay avoids:

    >>> hold, ship = Ends(id="hold", if_not=40, if_real=40), Ends(id="ship", if_not=0, if_real=100)
    >>> find_break_even([hold, ship], 0.7)
    BreakEven(first='hold', second='ship', probability=0.4)
    """
    if not lines:
        return None
    if probability is None:
        now, first = 0.0, min(lines, key=lambda line: (line.if_not, line.if_real, line.id))
        following = [min(lines, key=lambda line: (line.if_real, line.if_not, line.id))]
    else:
        now, first = probability, min(lines, key=lambda line: (line.at(probability), line.id))
        rivals = [
            _Rival(id=line.id, gap=line.at(now) - first.at(now), slope=line.slope - first.slope)
            for line in lines
        ]
        nearest = {rival.id for way in (-1, 1) if (rival := _nearest(rivals, way))}
        following = [line for line in lines if line.id in nearest]
    turns = [
        BreakEven(first=first.id, second=line.id, probability=crossing)
        for line in following
        if 0 <= (crossing := first.crosses(line)) <= 1
    ]
    return min(turns, key=lambda one: (abs(one.probability - now), one.second), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rival:
    """Another option beside the cheapest: how far above it, and how that changes."""

    id: str
    gap: float
    slope: float

    @property
    def distance(self) -> float:
        """How far it is to where the two meet, for a slope that is not zero."""
        return self.gap / abs(self.slope)


def _nearest(rivals: Sequence[_Rival], way: int) -> _Rival | None:
    """Find who takes over first on the way down (-1) or up (1)."""
    nearing = [rival for rival in rivals if rival.slope * way < 0]
    if not nearing:
        return None
    distance = min(rival.distance for rival in nearing)
    # of several that take over at one point, the steepest is the cheapest beyond it
    first = [rival for rival in nearing if rival.distance <= distance * (1 + ROUNDING)]
    return min(first, key=lambda rival: (-abs(rival.slope), rival.id))


def _turns(assumption: Assumption, now: float, rivals: Sequence[_Rival]) -> list[Flip]:
    """Find where the choice turns, if there still is a value that makes sense beyond."""
    low, high = assumption.domain
    turns = []
    for way in (-1, 1):
        rival = _nearest(rivals, way)
        if rival is not None:
            at = now - rival.gap / rival.slope
            if low <= at < high if way > 0 else low < at <= high:
                turns.append(Flip(assumption=assumption, now=now, at=at, to=rival.id))
    return turns


def _makes_the_option(assumption: Assumption, number: Spread) -> bool:
    """Say whether it is an option's own number, and known to be none or the whole."""
    return "." in assumption.id and number.variance == 0 and number.mean in assumption.domain
