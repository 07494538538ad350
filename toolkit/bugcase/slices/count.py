"""Counts every slice that is large enough, in as few passes over the rows as that takes.

A slice is no larger than the slices around it.  So once all pairs are counted,
three dimensions need no count of their own where two of them have no pair of
levels with enough rows, and so on for four: of the 120 triples of ten columns,
most are ruled out that way, above all the ones that are wide.

References
----------
Agrawal, Srikant, VLDB 1994, 487-499 (the a-priori rule).
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import combinations
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from bugcase.slices.cuboids import WIDE, Cuboid, Dimensions, cover
from bugcase.slices.populations import Population

Reduced = TypeVar("Reduced")
Tick: TypeAlias = Callable[[int, int], None]
"""Told of how much counting how much more is done."""

Large: TypeAlias = "tuple[NDArray[np.intp], NDArray[Any]]"
"""The cells that are large enough, ascending, and their channels: (cells, channels)."""


def count_large(
    population: Population,
    sizes: Sequence[int],
    is_large: Callable[[NDArray[Any]], NDArray[np.bool_]],
    *,
    depth: int,
    rows: int,
    tick: Tick,
) -> dict[Dimensions, Large]:
    """Count the slices that are large enough, of every set of up to `depth` dimensions.

    Parameters
    ----------
    population
        The rows.
    sizes
        The number of codes of each dimension.
    is_large
        Says of slices, (slices, channels), which are; never of a part of one that is not.
    depth
        The largest number of dimensions of a set.
    rows
        How many rows there are.
    tick
        Is told how far the counting is; the whole grows where larger sets follow.

    Returns
    -------
    dict
        The sets that have such slices, those of fewer dimensions first.
    """
    depth = min(depth, len(sizes))
    left = {d: set(combinations(range(len(sizes)), d)) for d in range(1, depth + 1)}
    large: dict[Dimensions, Large] = {}
    work = 0

    def keep(_: Dimensions, table: NDArray[Any]) -> Large:
        kept = np.flatnonzero(is_large(table.T))
        return kept, table.T[kept]

    for d in range(min(depth, 2), depth + 1):
        if d > 2:
            left[d] = {one for one in left[d] if all(p in large for p in combinations(one, d - 1))}
        wanted = set().union(*(left[k] for k in left if k <= d))
        also = set().union(*(left[k] for k in left if k > d))
        cuboids = cover(wanted, sizes, widest(rows), also)
        work += sum(len(one.dimensions) for one in cuboids)
        for one, found in count(population, cuboids, sizes, keep, partial(tick, work)):
            left[len(one)].discard(one)
            if len(found[0]):
                large[one] = found
    return dict(sorted(large.items(), key=lambda item: (len(item[0]), item[0])))


def widest(rows: int) -> int:
    """Say how wide cuboids are made: no wider than there are rows to fill.

    Clearing a count costs as much as counting a row.
    """
    return max(2**12, min(WIDE, rows // 4))


def count(
    population: Population,
    cuboids: Sequence[Cuboid],
    sizes: Sequence[int],
    reduced: Callable[[Dimensions, NDArray[Any]], Reduced],
    tick: Callable[[int], None] = lambda _: None,
) -> Iterator[tuple[Dimensions, Reduced]]:
    """Count sets of dimensions; keep of each table, (channels, cells), what `reduced` gives."""

    def tables(cuboid: Cuboid) -> list[tuple[Dimensions, Reduced]]:
        found = cuboid.tables(population.tally(cuboid.dimensions), sizes)
        return [(dimensions, reduced(dimensions, table)) for dimensions, table in found]

    # one cuboid a thread: making keys, which is most of the work, needs no interpreter
    with ThreadPoolExecutor(population.threads) as pool:
        for cuboid, counted in zip(cuboids, pool.map(tables, cuboids), strict=True):
            yield from counted
            tick(len(cuboid.dimensions))
