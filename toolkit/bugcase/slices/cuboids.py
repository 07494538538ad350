"""Cuboids: a few passes over the rows that count every slice.

A *slice* fixes the level of a few dimensions; a *cuboid* is a set of dimensions
with the count of every combination of their levels.  Summing a cuboid over some
of its dimensions gives the slices of the others, so the slices of 55 sets of
dimensions (ten, and all pairs of ten) can be had from a handful of cuboids that
between them hold every set.  Wider cuboids mean fewer passes over the rows, until
their counts no longer fit the processor's cache.

References
----------
Gray et al., Data Mining and Knowledge Discovery 1 (1997) 29-53.
Harinarayan, Rajaraman, Ullman, SIGMOD 1996, 205-216.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeAlias

from numpy.typing import NDArray

Dimensions: TypeAlias = "tuple[int, ...]"

CELLS = 2**17  # the most that one set of dimensions may have
WIDE = 2**15  # the most that a cuboid is widened to


def most_levels(depth: int) -> int:
    """Say how many levels a dimension may have if `depth` of them are to fit a cuboid.

    >>> most_levels(2), most_levels(3)
    (362, 50)
    """
    levels = round(math.pow(CELLS, 1 / depth))
    return levels if levels**depth <= CELLS else levels - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuboid:
    """Dimensions that are counted in one pass, and the sets of them that are read from it."""

    dimensions: Dimensions
    holds: tuple[Dimensions, ...]

    def tables(
        self, counts: NDArray[Any], sizes: Sequence[int]
    ) -> Iterator[tuple[Dimensions, NDArray[Any]]]:
        """Sum the cuboid's counts, (channels, cells), down to each set that is read from it.

        One dimension at a time, the largest first, and every sum is used again.
        """
        cube = counts.reshape(-1, *(sizes[one] for one in self.dimensions))
        summed = {self.dimensions: cube}

        def table(kept: Dimensions) -> NDArray[Any]:
            if kept not in summed:
                gone = min(
                    (one for one in self.dimensions if one not in kept), key=sizes.__getitem__
                )
                wider = tuple(sorted((*kept, gone)))
                summed[kept] = table(wider).sum(axis=1 + wider.index(gone))
            return summed[kept]

        for kept in self.holds:
            yield kept, table(kept).reshape(len(cube), -1)


def cover(
    wanted: Collection[Dimensions],
    sizes: Sequence[int],
    cells: int,
    also: Collection[Dimensions] = (),
) -> tuple[Cuboid, ...]:
    """Choose cuboids that hold every wanted set of dimensions between them, each once.

    Greedy: a cuboid starts from the largest set that no cuboid holds yet and takes
    in, as long as it fits, the dimension that adds the most such sets.

    Parameters
    ----------
    wanted
        The sets to hold, each with its dimensions ascending.
    sizes
        The number of levels of each dimension.
    cells
        The largest number of cells of a cuboid that is made wider than it must be.
    also
        Sets that are read from a cuboid where they happen to lie inside it.

    Examples
    --------
    >>> pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    >>> [cuboid.dimensions for cuboid in cover(pairs, [10, 10, 10, 10], cells=1000)]
    [(0, 1, 2), (0, 1, 3), (2, 3)]
    """
    left, free = set(wanted), set(also)
    depth = max(map(len, left | free), default=0)
    cuboids = []
    for start in sorted(left, key=lambda one: (-len(one), -math.prod(sizes[i] for i in one), one)):
        if start not in left:
            continue
        inside = _widened(start, sizes, cells, left)
        parts = (part for d in range(1, depth + 1) for part in combinations(inside, d))
        holds = tuple(part for part in parts if part in left or part in free)
        left.difference_update(holds)
        free.difference_update(holds)
        cuboids.append(Cuboid(dimensions=inside, holds=holds))
    return tuple(cuboids)


def _widened(
    start: Dimensions, sizes: Sequence[int], cells: int, wanted: set[Dimensions]
) -> Dimensions:
    """Take dimensions into a set, the one that adds most first, while the cuboid fits."""
    depth = len(start)
    inside = start
    gains = {
        i: sum(tuple(sorted((*others, i))) in wanted for others in combinations(start, depth - 1))
        for i in range(len(sizes))
        if i not in start
    }
    while True:
        room = cells // math.prod(sizes[i] for i in inside)
        gains = {i: gain for i, gain in gains.items() if sizes[i] <= room}
        best = max(gains, key=lambda i: (gains[i], sizes[i]), default=None)
        if best is None or not gains.pop(best):
            return inside
        for i in gains:
            gains[i] += (
                sum(
                    tuple(sorted((*others, best, i))) in wanted
                    for others in combinations(inside, depth - 2)
                )
                if depth > 1
                else 0
            )
        inside = tuple(sorted((*inside, best)))
