"""Cuboids: a few passes over the rows that count every slice.

A *slice* fixes the level of a few dimensions; a *cuboid* is a set of dimensions
with the count of every combination of their levels.  Summing a cuboid over some
of its dimensions gives the slices of the others, so the slices of 175 sets of
dimensions (all pairs and triples of ten, and the ten) can be had from a handful
of cuboids that between them hold every set.  Wider cuboids mean fewer passes
over the rows, until their counts no longer fit the processor's cache.

References
----------
Gray et al., Data Mining and Knowledge Discovery 1 (1997) 29-53.
Harinarayan, Rajaraman, Ullman, SIGMOD 1996, 205-216.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeAlias

from numpy.typing import NDArray

__all__ = ["CELLS", "Cuboid", "Dimensions", "cover", "most_levels"]

Dimensions: TypeAlias = "tuple[int, ...]"

CELLS = 2**17


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
        """Sum the cuboid's counts, (cells, channels), down to each set that is read from it."""
        shape = [sizes[dimension] for dimension in self.dimensions]
        cube = counts.reshape(*shape, -1)
        for kept in self.holds:
            gone = tuple(i for i, one in enumerate(self.dimensions) if one not in kept)
            yield kept, cube.sum(axis=gone).reshape(-1, cube.shape[-1])


def cover(sizes: Sequence[int], depth: int, cells: int) -> tuple[Cuboid, ...]:
    """Choose cuboids that hold every set of up to `depth` dimensions between them.

    Greedy: a cuboid starts from the largest set that no cuboid holds yet and takes
    in, as long as it fits, the dimension that adds the most such sets.

    Parameters
    ----------
    sizes
        The number of levels of each dimension.
    depth
        The largest number of dimensions of a slice.
    cells
        The largest number of cells of a cuboid that is made wider than it must be.

    Examples
    --------
    >>> [cuboid.dimensions for cuboid in cover([10, 10, 10, 10], depth=2, cells=1000)]
    [(0, 1, 2), (0, 1, 3), (2, 3)]
    """
    depth = min(depth, len(sizes))
    every = range(len(sizes))
    smaller = {kept for d in range(1, depth) for kept in combinations(every, d)}
    largest_first = sorted(
        combinations(every, depth), key=lambda one: -math.prod(sizes[i] for i in one)
    )
    wanted = set(largest_first)
    cuboids = []
    for start in largest_first:
        if start not in wanted:
            continue
        inside = _widened(start, sizes, cells, wanted)
        held = wanted.intersection(combinations(inside, depth))
        below = smaller.intersection(
            kept for d in range(1, depth) for kept in combinations(inside, d)
        )
        wanted -= held
        smaller -= below
        cuboids.append(Cuboid(dimensions=inside, holds=(*sorted(below), *sorted(held))))
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
