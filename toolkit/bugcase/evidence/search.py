"""The search: score every slice, take the strongest, peel it off, look again.

One bug shows in hundreds of slices: in its own, in every slice that holds most
of it, and in every slice inside it.  So significance alone is no list of bugs.
The strongest slice is taken and described by the conditions that it needs; its
rows are taken out of every count; and what was only its echo is gone when all
slices are scored again.  The search ends when nothing passes the threshold.

Which conditions are needed is told by the rows that each of them turns away.
Where those are not affected at all the condition belongs to the bug, and is
added if it is missing: where nothing else differs between two models, a slice
twice as wide as the bug is as significant.  Where they are more than half as
affected, or not clearly less, it is dropped: it names what makes the bug worse
("moved, married, and under 65") and not where it lives.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from bugcase.evidence.contrast import Contrast
from bugcase.evidence.cuboids import CELLS, Cuboid, Dimensions, cover
from bugcase.evidence.populations import Population, Where
from bugcase.evidence.proportions import benjamini_hochberg

__all__ = ["Found", "Tick", "search"]

Reduced = TypeVar("Reduced")
Tick: TypeAlias = Callable[[int, int], None]
"""Told how much of how much counting is done."""

FEWEST_EVENTS = 5
CLEARLY = 3.0  # standard errors
WORTH_A_CONDITION = 1.1  # one that turns away about a fifth of the rows
MOST_SLICES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A slice, and its Benjamini-Hochberg q among all slices that were scored."""

    where: Where
    q: float


@dataclass(slots=True, kw_only=True)
class _Scoreboard:
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

    def take_out(self, inside: Population, depth: int) -> None:
        """Subtract rows from every slice, and score what is left."""
        sums = inside.sums()
        cuboids = _cuboids(self.sizes, depth, self.contrast.count(sums))

        def same_cells(dimensions: Dimensions, table: NDArray[Any]) -> NDArray[Any]:
            return table[self.sets[dimensions][0]]

        for dimensions, gone in _counted(inside, cuboids, self.sizes, same_cells):
            _, first = self.sets[dimensions]
            self.channels[first : first + len(gone)] -= gone
        self.total = self.total - sums.channels
        self._score()

    def _score(self) -> None:
        z = self.contrast.z(self.channels, self.total - self.channels) / np.sqrt(self.deff)
        self.z = np.where(_enough(self.contrast, self.channels, self.least), z, -np.inf)
        self.q = benjamini_hochberg(ndtr(-self.z))

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
        rest = self.total - self.channels[[place]]
        before = self.contrast.explained(self.channels[[place]], rest)
        after = self.contrast.explained(
            self.channels[narrower], self.total - self.channels[narrower]
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
        kept, around = self.channels[narrow], self.total - self.channels[wide]
        turned_away = self.channels[wide] - kept
        elsewhere = self.contrast.effect(around)
        here = self.contrast.effect(kept) - elsewhere
        there = self.contrast.effect(turned_away) - elsewhere
        less = self.contrast.z(kept, turned_away, zero=False) / np.sqrt(self.deff)
        return here, there, less, self.contrast.z(turned_away, around) / np.sqrt(self.deff)


def search(
    population: Population,
    contrast: Contrast,
    sizes: Sequence[int],
    *,
    depth: int,
    q: float,
    least: int,
    tick: Tick,
) -> tuple[list[Found], int]:
    """Find the slices that are worse than before and than elsewhere, strongest first.

    Parameters
    ----------
    population
        The rows to search.
    sizes
        The number of codes of each dimension.
    depth
        The largest number of conditions.
    q
        The share of false slices to accept, on average, among those found.
    least
        The fewest rows of a slice that is looked at.
    tick
        Is told how far the first count is, the one that takes long.

    Returns
    -------
    found, examined
        The slices, and how many were scored.
    """
    if not sizes:
        return [], 0
    sums = population.sums()
    cuboids = _cuboids(sizes, depth, contrast.count(sums))

    def large_enough(_: Dimensions, table: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        kept = np.flatnonzero(_enough(contrast, table, least))
        return kept, table[kept]

    sets: dict[Dimensions, tuple[NDArray[Any], int]] = {}
    channels = [np.zeros((0, len(sums.channels)))]
    for dimensions, (kept, counts) in _counted(population, cuboids, sizes, large_enough, tick):
        sets[dimensions] = (kept, sum(map(len, channels)))
        channels.append(counts)
    board = _Scoreboard(
        contrast=contrast,
        sizes=sizes,
        least=least,
        deff=contrast.design_effect(sums),
        sets=sets,
        channels=np.concatenate(channels),
        total=sums.channels,
    )
    found: list[Found] = []
    while len(found) < MOST_SLICES and (strongest := board.strongest(q)) is not None:
        place = board.described(strongest, q)
        one = Found(where=board.where(place), q=float(board.q[place]))
        board.take_out(population.within(one.where, [earlier.where for earlier in found]), depth)
        found.append(one)
    return found, len(board.z)


def _cuboids(sizes: Sequence[int], depth: int, rows: int) -> tuple[Cuboid, ...]:
    """Choose cuboids no wider than there are rows to fill: clearing costs as much as counting."""
    return cover(sizes, depth, max(2**12, min(CELLS, rows // 4)))


def _enough(contrast: Contrast, channels: NDArray[Any], least: int) -> NDArray[np.bool_]:
    rows, events = contrast.rows(channels), contrast.events(channels)
    return np.asarray((rows >= least) & (events >= FEWEST_EVENTS))


def _counted(
    population: Population,
    cuboids: Sequence[Cuboid],
    sizes: Sequence[int],
    reduced: Callable[[Dimensions, NDArray[Any]], Reduced],
    tick: Tick | None = None,
) -> Iterator[tuple[Dimensions, Reduced]]:
    """Count every set of dimensions; keep of each table only what `reduced` makes of it."""

    def count(cuboid: Cuboid) -> list[tuple[Dimensions, Reduced]]:
        tables = cuboid.tables(population.tally(cuboid.dimensions), sizes)
        return [(dimensions, reduced(dimensions, table)) for dimensions, table in tables]

    work = sum(len(cuboid.dimensions) for cuboid in cuboids)
    # one cuboid a thread: making keys, which is most of the work, needs no interpreter
    with ThreadPoolExecutor(population.threads) as pool:
        for cuboid, counted in zip(cuboids, pool.map(count, cuboids), strict=True):
            yield from counted
            if tick:
                tick(len(cuboid.dimensions), work)
