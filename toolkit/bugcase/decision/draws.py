"""Draws: each result simulated a hundred thousand times, on the same draws for every question.

Chance is used twice here, to spread and to compare.  To spread: each number is drawn
from two thousand equally likely strata, once from each, in an order of its own (a Latin
hypercube), and that fifty times over; so no part of a range is missed or met too often.
To compare: a number's draws come from its name and the seed alone (common random
numbers), so that neither the order of assumptions nor the moving of one of them touches
another's.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bugcase.decision.products import Factor, Sum
from bugcase.decision.ranges import FloatArray
from bugcase.estimate import Estimate, Unit

STRATA = 2_000
AT_ONCE = 10_000  # draws, of five hypercubes: what the processor has room for at hand
MIDDLES = (np.arange(STRATA) + 0.5) / STRATA  # the probability in the middle of each


def simulate(
    results: Sequence[Sum], *, units: Sequence[Unit], draws: int, seed: int
) -> list[Estimate | None]:
    """Simulate results, all on the same draws, and give their medians with 5-95 %.

    Parameters
    ----------
    results, units
        What is drawn, and what one unit of each is.
    draws
        How many times, a multiple of 10,000.
    seed
        Zero or a positive integer.

    Returns
    -------
    list of Estimate or None
        None for a result that is unknown.

    Raises
    ------
    ValueError
        Where `draws` is no positive multiple of 10,000.

    References
    ----------
    .. [1] M. D. McKay, R. J. Beckman, W. J. Conover, A comparison of three methods for
       selecting values of input variables, Technometrics 21 (1979) 239-245.

    Examples
    --------
    >>> from bugcase.decision.assumptions import Assumption
    >>> from bugcase.decision.ranges import Range
    >>> days = Assumption(id="days", label="days", unit="days", source="plan",
    ...                   range=Range(low=2, likely=5, high=8))
    >>> twice = Sum(products=((Factor.of(days),), (Factor.of(days),)))
    >>> (found,) = simulate([twice], units=[Unit("days")], draws=100_000, seed=0)
    >>> round(found.low, 2), round(found.value, 2), round(found.high, 2)
    (6.27, 10.0, 13.73)
    """
    if draws < 1 or draws % AT_ONCE:
        raise ValueError(f"draws are a multiple of {AT_ONCE:,}; found {draws!r}")
    known = [place for place, result in enumerate(results) if not result.missing]
    groups = [_grouped(results[place]) for place in known]
    values = np.empty((len(known), draws))
    tables: dict[str, FloatArray] = {}
    for start in range(0, draws, AT_ONCE):
        times = _Times(draws=draws, seed=seed, row=start // AT_ONCE, tables=tables)
        for of_one, of_result in zip(values, groups, strict=True):
            of_one[start : start + AT_ONCE] = sum(map(times.multiply, of_result))
    found: list[Estimate | None] = [None] * len(results)
    for of_one, place in zip(values, known, strict=True):
        found[place] = _middle_90(of_one, units[place])
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """An option's own numbers, times a sum of products of what all options share."""

    own: tuple[Factor, ...]
    shared: tuple[tuple[Factor, ...], ...]

    @property
    def name(self) -> tuple[tuple[str, bool], ...]:
        """What is shared, by which options find that they share it."""
        return tuple((factor.id, factor.is_rest) for product in self.shared for factor in product)


def _grouped(result: Sum) -> list[_Group]:
    """Take out of a sum what is an option's own, so that the rest is worked out once for all."""
    groups: dict[tuple[str, ...], _Group] = {}
    for product in result.live:
        own = tuple(factor for factor in product if factor.is_own)
        shared = tuple(factor for factor in product if not factor.is_own)
        name = tuple(factor.id for factor in own)
        others = groups[name].shared if name in groups else ()
        groups[name] = _Group(own=own, shared=(*others, shared))
    return list(groups.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Times:
    """Ten thousand times, and what every number is at each of them."""

    draws: int
    seed: int
    row: int
    tables: dict[str, FloatArray]  # the values of each number's strata, at all times
    drawn: dict[tuple[str, bool], FloatArray | float] = field(default_factory=dict)
    shared: dict[tuple[tuple[str, bool], ...], FloatArray | float] = field(default_factory=dict)

    def multiply(self, group: _Group) -> FloatArray | float:
        """Give a group's value at each time."""
        if group.name not in self.shared:
            products = (math.prod(map(self.draw_shared, product)) for product in group.shared)
            self.shared[group.name] = sum(products)
        return math.prod(map(self.draw, group.own), start=self.shared[group.name])

    def draw_shared(self, factor: Factor) -> FloatArray | float:
        """Give a factor at each time, and remember it."""
        name = factor.id, factor.is_rest
        if name not in self.drawn:
            self.drawn[name] = self.draw(factor)
        return self.drawn[name]

    def draw(self, factor: Factor) -> FloatArray | float:
        """Give a factor at each time, or the one number that it is at all of them."""
        if not factor.variance:
            return factor.mean
        if factor.id not in self.tables:
            self.tables[factor.id] = factor.number.draws(MIDDLES)
        strata = _deal(factor.stream, self.draws, self.seed)[self.row]
        values: FloatArray = self.tables[factor.id][strata]
        return 1 - values if factor.is_rest else values


@lru_cache(maxsize=32)  # the dearest part of a simulation, and a slider leaves it as it is
def _deal(stream: str, draws: int, seed: int) -> NDArray[np.intp]:
    """Deal out the strata, each once a row: from which of them a number is drawn each time."""
    name = int.from_bytes(hashlib.sha256(stream.encode()).digest())
    ordered = np.tile(np.arange(STRATA), (draws // STRATA, 1))
    dealt = np.random.default_rng([seed, name]).permuted(ordered, axis=1)
    return dealt.reshape(-1, AT_ONCE)


def _middle_90(values: FloatArray, unit: Unit) -> Estimate:
    values.sort()  # whole, in place: numpy sorts faster than it finds three quantiles
    return Estimate(
        value=_quantile(values, 0.5),
        low=_quantile(values, 0.05),
        high=_quantile(values, 0.95),
        level=0.9,
        n=values.size,
        method="Monte Carlo, PERT ranges",
        unit=unit,
    )


def _quantile(ordered: FloatArray, q: float) -> float:
    """Read a quantile off sorted values, between two ranks in proportion."""
    rank = q * (ordered.size - 1)
    below, above = ordered[math.floor(rank)], ordered[math.ceil(rank)]
    return float(below + (rank % 1) * (above - below))
