"""Scores every slice that is large enough, as often as the rows of one are taken out.

One bug shows in hundreds of slices: in its own, in every slice that holds most
of it, and in every slice inside it.  So significance alone is no list of bugs.
Once the strongest slice is described by the conditions that it needs, its rows
are taken out of every count; what was only its echo is gone when all are scored
again.

Which conditions are needed is told by the rows that each of them turns away.
Where those are not affected at all the condition belongs to the bug, and is
added if it is missing: where nothing else differs between two models, a slice
twice as wide as the bug is as significant.  Where they are more than half as
affected, or not clearly less, it is dropped: it names what makes the bug worse
("moved, married, and under 65") and not where it lives.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from bugcase.slices.contrast import Contrast, Sums
from bugcase.slices.count import Large, count, widest
from bugcase.slices.cuboids import Dimensions, cover
from bugcase.slices.populations import Population, Where
from bugcase.stats.fdr import benjamini_hochberg

FEWEST_EVENTS = 5
CLEARLY = 3.0  # standard errors
ROUNDING = 1e-10  # of a sum: what taking away can leave where nothing is left
WORTH_A_CONDITION = 1.1  # one that turns away about a fifth of the rows


def upper_tail(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the probability that a standard normal exceeds each z.

    >>> upper_tail(np.array([-np.inf, 0.0, 1.959963984540054])).round(6).tolist()
    [1.0, 0.5, 0.025]
    """
    # math.erfc is exact far out, and scipy's would take a third of a second to import
    return np.array([math.erfc(x) / 2 for x in (z / math.sqrt(2)).tolist()])


def enough(contrast: Contrast, channels: NDArray[Any], least: int) -> NDArray[np.bool_]:
    """Say which slices are looked at: (slices, channels) to (slices,)."""
    rows, events = contrast.rows(channels), contrast.events(channels)
    return np.asarray((rows >= least) & (events >= FEWEST_EVENTS))


@dataclass(slots=True, kw_only=True)
class Scoreboard:
    """Every slice that is large enough, with what is left of its channels.

    Parameters
    ----------
    sets
        For each set of dimensions its cells, ascending, and where its first is in `channels`.
    channels
        Shape (slices, channels).
    total
        Shape (channels,): over all rows that are left.
    """

    contrast: Contrast
    sizes: Sequence[int]
    least: int
    deff: float
    sets: dict[Dimensions, tuple[NDArray[np.int64], int]]
    channels: NDArray[Any]
    total: NDArray[Any]
    z: NDArray[np.float64] = field(init=False)
    q: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        self._score()

    @classmethod
    def of(
        cls,
        large: Mapping[Dimensions, Large],
        contrast: Contrast,
        sizes: Sequence[int],
        sums: Sums,
        *,
        least: int,
    ) -> Self:
        """Score the slices that were counted; `sums` are over all rows."""
        sets, first = {}, 0
        for dimensions, (cells, _) in large.items():
            sets[dimensions] = cells, first
            first += len(cells)
        none = np.zeros((0, len(sums.channels)))
        return cls(
            contrast=contrast,
            sizes=sizes,
            least=least,
            deff=contrast.design_effect(sums),
            sets=sets,
            channels=np.concatenate([none, *(channels for _, channels in large.values())]),
            total=sums.channels,
        )

    def take_out(self, inside: Population) -> None:
        """Subtract rows from every slice, and score what is left."""
        sums = inside.sums()
        cuboids = cover(self.sets, self.sizes, widest(self.contrast.count(sums)))

        def same_cells(dimensions: Dimensions, table: NDArray[Any]) -> NDArray[Any]:
            return table[:, self.sets[dimensions][0]].T

        for dimensions, gone in count(inside, cuboids, self.sizes, same_cells):
            _, first = self.sets[dimensions]
            held = slice(first, first + len(gone))
            self.channels[held] = _less(self.channels[held], gone)
        self.total = _less(self.total, sums.channels)
        self._score()

    def _score(self) -> None:
        z = self.contrast.z(self.channels, _less(self.total, self.channels)) / np.sqrt(self.deff)
        self.z = np.where(enough(self.contrast, self.channels, self.least), z, -np.inf)
        self.q = benjamini_hochberg(upper_tail(self.z))

    def strongest(self, q: float) -> int | None:
        """Say at which place the slice with the largest z is, if it passes the threshold."""
        place = int(np.argmax(self.z)) if len(self.z) else None
        return None if place is None or self.q[place] > q else place

    def where(self, place: int) -> dict[int, int]:
        """Say which slice is at a place."""
        dimensions, (cells, first) = next(
            (one, held)
            for one, held in self.sets.items()
            if held[1] <= place < held[1] + len(held[0])
        )
        codes = np.unravel_index(cells[place - first], [self.sizes[one] for one in dimensions])
        return {one: int(code) for one, code in zip(dimensions, codes, strict=True)}

    def place(self, where: Where) -> int:
        """Say at which place a slice is."""
        dimensions = tuple(sorted(where))
        cells, first = self.sets[dimensions]
        shape = tuple(self.sizes[one] for one in dimensions)
        cell = np.ravel_multi_index(tuple(where[one] for one in dimensions), shape)
        return first + int(np.searchsorted(cells, cell))

    def described(self, place: int, q: float) -> int:
        """Find the slice whose conditions are those that this one needs, no fewer and no more."""
        while (narrower := self._narrower(place, q)) is not None:
            place = narrower
        while (wider := self._wider(place, q)) is not None:
            place = wider
        return place

    def _wider(self, place: int, q: float) -> int | None:
        """Drop the condition that is needed least, if one is not needed."""
        where = self.where(place)
        wider = np.array(
            [
                self.place({one: code for one, code in where.items() if one != dropped})
                for dropped in where
                if len(where) > 1
            ],
            dtype=np.intp,
        )
        wider = wider[self.q[wider] <= q]
        if not len(wider):
            return None
        here, there, less, _ = self._turned_away(np.array([place]), wider)
        need = np.where(there > here / 2, 0.0, less)
        least = int(np.argmin(need))
        return int(wider[least]) if need[least] < CLEARLY else None

    def _narrower(self, place: int, q: float) -> int | None:
        """Add the condition that turns away most rows that are not affected, if any does."""
        narrower = self._inside(place)
        narrower = narrower[self.q[narrower] <= q]
        if not len(narrower):
            return None
        here, there, less, affected = self._turned_away(narrower, np.array([place]))
        idle = (less >= CLEARLY) & ((affected < CLEARLY) | (there < here / 10))
        rest = _less(self.total, self.channels[[place]])
        before = self.contrast.explained(self.channels[[place]], rest)
        after = self.contrast.explained(
            self.channels[narrower], _less(self.total, self.channels[narrower])
        )
        gain = np.where(idle, after / before, 0.0)
        best = int(np.argmax(gain))
        return int(narrower[best]) if gain[best] > WORTH_A_CONDITION else None

    def _inside(self, place: int) -> NDArray[np.intp]:
        """Say at which places the slices of one condition more are."""
        where = self.where(place)
        places = [np.empty(0, dtype=np.intp)]
        for one in range(len(self.sizes)):
            dimensions = tuple(sorted({*where, one}))
            if one not in where and dimensions in self.sets:
                cells, first = self.sets[dimensions]
                codes = np.unravel_index(cells, [self.sizes[each] for each in dimensions])
                same = [codes[dimensions.index(each)] == code for each, code in where.items()]
                places.append(first + np.flatnonzero(np.logical_and.reduce(same)))
        return np.concatenate(places)

    def _turned_away(
        self, narrow: NDArray[np.intp], wide: NDArray[np.intp]
    ) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Hold slices against the rows that they leave of wider ones.

        Gives how much more affected than the rows around are those that are kept and
        those that are turned away; by how many standard errors the latter are less
        affected than the former; and by how many they are affected at all.
        """
        kept, around = self.channels[narrow], _less(self.total, self.channels[wide])
        turned_away = _less(self.channels[wide], kept)
        elsewhere = self.contrast.effect(around)
        here = self.contrast.effect(kept) - elsewhere
        there = self.contrast.effect(turned_away) - elsewhere
        less = self.contrast.z(kept, turned_away, zero=False) / np.sqrt(self.deff)
        return here, there, less, self.contrast.z(turned_away, around) / np.sqrt(self.deff)


def _less(whole: NDArray[Any], part: NDArray[Any]) -> NDArray[Any]:
    """Take rows away; where losses should cancel, rounding must not pass for an effect."""
    left = whole - part
    return np.where(np.abs(left) < ROUNDING * np.abs(whole), 0.0, left)
