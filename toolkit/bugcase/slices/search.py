"""Searches slices: scores all, takes the strongest, takes its rows out, and begins again.

The strongest slice is described by the conditions that it needs, its rows are
taken out of every count, and what is left is scored again (see `score`).
The search ends when nothing passes the threshold: one bug, one slice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bugcase.slices.contrast import Contrast
from bugcase.slices.count import Tick, count_large
from bugcase.slices.populations import Population, Where
from bugcase.slices.score import Scoreboard, enough

MOST_SLICES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A slice, and its Benjamini-Hochberg q among all slices that were scored."""

    where: Where
    q: float


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
    large = count_large(
        population,
        sizes,
        lambda channels: enough(contrast, channels, least),
        depth=depth,
        rows=contrast.count(sums),
        tick=tick,
    )
    board = Scoreboard.of(large, contrast, sizes, sums, least=least)
    found: list[Found] = []
    while len(found) < MOST_SLICES and (strongest := board.strongest(q)) is not None:
        place = board.described(strongest, q)
        one = Found(where=board.where(place), q=float(board.q[place]))
        board.take_out(population.within(one.where, [earlier.where for earlier in found]))
        found.append(one)
    return found, len(board.z)
