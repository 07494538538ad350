"""Encoded rows in memory: a byte a dimension, in the order of their outcomes.

Where the rows of one outcome lie together, a cuboid needs one small table of
counts at a time, which stays in the processor's cache, and the outcome takes no
part in the key that says where a row is counted.
"""

import math
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from bugcase.data.table import Table
from bugcase.slices.contrast import Clusters, Contrast, Floats, Sums
from bugcase.slices.cuboids import Dimensions
from bugcase.slices.encode import Bytes, Encoded
from bugcase.slices.halves import Halving
from bugcase.slices.populations import NUMBER, UNIT, Where, grains, typical_grain

BLOCK = 2**17  # rows that are counted at once: fewer, and clearing the counts would take longest
THREADS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Rows in memory.

    Parameters
    ----------
    codes
        For each dimension the code of each row.
    sizes
        The number of codes of each dimension.
    ends
        Where the rows of each outcome end; for losses, all of them.
    losses
        For losses, the numbers that each row carries.
    unit
        The number of each row's unit, if units were named.
    """

    contrast: Contrast
    codes: tuple[Bytes, ...]
    sizes: tuple[int, ...]
    ends: tuple[int, ...]
    losses: tuple[Floats, ...] = ()
    unit: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return self.ends[-1]

    @property
    def threads(self) -> int:
        return THREADS

    def tally(self, dimensions: Dimensions) -> NDArray[Any]:
        cells = math.prod(self.sizes[one] for one in dimensions)
        if self.contrast.losses:
            return self._tally_losses(dimensions, cells)
        counts = np.zeros((len(self.ends), cells), dtype=np.int64)
        start = 0
        for outcome, end in enumerate(self.ends):
            for at in range(start, end, BLOCK):
                keys = self._keys(dimensions, cells, slice(at, min(at + BLOCK, end)))
                counts[outcome] += np.bincount(keys, minlength=cells)
            start = end
        return counts

    def _tally_losses(self, dimensions: Dimensions, cells: int) -> NDArray[Any]:
        pairs = self.contrast.pairs
        total = np.zeros((len(pairs), cells))
        for at in range(0, len(self), BLOCK):
            block = slice(at, at + BLOCK)
            keys = self._keys(dimensions, cells, block)
            for channel, (i, j) in enumerate(pairs):
                product = self.losses[i][block] * self.losses[j][block]
                total[channel] += np.bincount(keys, weights=product, minlength=cells)
        return total

    def _keys(self, dimensions: Dimensions, cells: int, block: slice) -> NDArray[Any]:
        """Say in which cell each row of a block is; two bytes a row are the fastest to make."""
        number: Any = np.uint16 if cells <= 2**16 else np.uint32
        keys = self.codes[dimensions[0]][block].astype(number)
        for one in dimensions[1:]:
            keys *= number(self.sizes[one])
            keys += self.codes[one][block]
        return keys

    def within(self, where: Where, but: Sequence[Where] = ()) -> Self:
        meets = self._meets(where)
        for other in but:
            meets &= ~self._meets(other)
        return self.only(np.flatnonzero(meets))

    def only(self, places: NDArray[np.intp]) -> Self:
        """Give the rows at some places, ascending: five times faster than by a mask."""
        return replace(
            self,
            codes=tuple(code.take(places) for code in self.codes),
            ends=tuple(np.searchsorted(places, self.ends).tolist()),
            losses=tuple(loss.take(places) for loss in self.losses),
            unit=None if self.unit is None else self.unit.take(places),
        )

    def sums(self, but: Sequence[Where] = ()) -> Sums:
        if but:
            meets = np.zeros(len(self), dtype=bool)
            for other in but:
                meets |= self._meets(other)
            # only what is summed, without the codes
            return replace(self, codes=()).only(np.flatnonzero(~meets)).sums()
        counts = np.diff(self.ends, prepend=0)
        summed = counts.astype(float)
        if self.contrast.losses:
            pairs = self.contrast.pairs
            summed = np.array([float(self.losses[i] @ self.losses[j]) for i, j in pairs])
        if self.unit is None:
            return Sums(channels=summed)
        numbers = self.losses
        if not self.contrast.losses:
            numbers = tuple(np.repeat(self.contrast.carried, counts, axis=0).T)
        _, unit = np.unique(self.unit, return_inverse=True)
        totals = np.stack([np.bincount(unit, weights=number) for number in numbers], axis=1)
        return Sums(
            channels=summed,
            units=Clusters(
                counts=np.count_nonzero(totals, axis=0), products=totals.T @ totals.astype(float)
            ),
        )

    def _meets(self, where: Where) -> NDArray[np.bool_]:
        meets = np.ones(len(self), dtype=bool)
        for one, code in where.items():
            meets &= self.codes[one] == code
        return meets


@contextmanager
def read_rows(
    table: Table,
    contrast: Contrast,
    encoded: Encoded,
    *,
    unit: bool,
    seed: int,
) -> Iterator[tuple[Rows, Rows]]:
    """Cut rows into the half that is searched and the half that confirms.

    The codes, and the outcome unless there are losses, were read before; the table
    holds for losses the `NUMBER` columns, and `UNIT` if `unit`.
    """
    codes, outcome = encoded.codes, encoded.outcome
    outcomes = 1 if outcome is None else len(contrast.tensor)
    losses: list[Any] = []
    row_keys: list[Any] = [] if outcome is None else [outcome]
    if contrast.losses:
        losses = table.arrays([NUMBER.format(i) for i in range(contrast.numbers)])
        row_keys = grains([losses[i] for i in contrast.key_numbers], typical_grain(table, contrast))
    units = table.arrays([UNIT])[0].astype(np.int64, copy=False) if unit else None
    if units is not None:
        first = Halving(seed, 0).first_half([units], copies=False, threads=THREADS)
    else:
        row_keys = [*codes, *row_keys]
        first = Halving(seed, len(row_keys)).first_half(row_keys, copies=True, threads=THREADS)

    # by half and outcome, each in the order of the rows
    group = (~first).astype(np.uint8) * np.uint8(outcomes)
    if outcome is not None:
        group += outcome
    order = np.argsort(group, kind="stable")
    ends = np.bincount(group, minlength=2 * outcomes).reshape(2, -1).cumsum(axis=1)

    def half(places: NDArray[np.intp], ends: NDArray[np.intp]) -> Rows:
        with ThreadPoolExecutor(THREADS) as pool:
            columns = list(pool.map(lambda column: column.take(places), [*codes, *losses]))
        return Rows(
            contrast=contrast,
            codes=tuple(columns[: len(codes)]),
            sizes=encoded.sizes,
            ends=tuple(ends.tolist()),
            losses=tuple(columns[len(codes) :]),
            unit=None if units is None else units.take(places),
        )

    searched = int(ends[0, -1])
    yield half(order[:searched], ends[0]), half(order[searched:], ends[1])
