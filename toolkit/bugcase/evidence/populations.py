"""Encoded rows that can be tallied, split and summed: in memory, or on an engine.

The search asks only three things of rows: how many there are in every cell of
a cuboid, which of them a slice holds, and what they sum to.  `Rows` answers from
one byte a dimension in memory; `Remote` asks the engine where the rows live, one
``group_by`` a cuboid, and gets counts back.  Both are cut into the same two
halves (see `halves`), so both give the same slices.
"""

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self, TypeAlias

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from bugcase.evidence.contrast import Clusters, Contrast, Sums
from bugcase.evidence.cuboids import Dimensions
from bugcase.evidence.encoding import Dimension
from bugcase.evidence.frames import Table, place_expression
from bugcase.evidence.halves import PRIME, Halving

__all__ = ["NUMBER", "OUTCOME", "UNIT", "Population", "Where", "read_rows", "remote_rows"]

Where: TypeAlias = Mapping[int, int]
"""Which rows: the dimension's place to the level's code."""

Bytes: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float64]

OUTCOME, UNIT, NUMBER = "__outcome", "__unit", "__number_{}"  # columns of the table that is read
CHANNEL, TWINS, SEARCHED, PLACE = "__channel_{}", "__twins", "__searched", "__place_{}"
BLOCK = 2**20  # rows that are counted at once: fewer, and clearing the counts would take longest
THREADS = min(4, os.cpu_count() or 1)
GRAIN = 2**20  # losses that differ by less than this part of the typical one are twins


class Population(Protocol):
    """Rows of which slices are counted."""

    @property
    def threads(self) -> int:
        """How many threads may tally at once."""

    def tally(self, dimensions: Dimensions) -> NDArray[Any]:
        """Sum each channel in each cell: shape (cells, channels), the last dimension fastest."""

    def within(self, where: Where, but: Sequence[Where] = ()) -> Self:
        """Give the rows of a slice that are in none of others."""

    def sums(self, but: Sequence[Where] = ()) -> Sums:
        """Sum over the rows that are in none of some slices."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Rows in memory.

    Parameters
    ----------
    codes
        For each dimension the code of each row.
    sizes
        The number of codes of each dimension.
    outcome
        The outcome of each row; for losses, nothing.
    losses
        For losses, the numbers that each row carries.
    unit
        The number of each row's unit, if units were named.
    """

    contrast: Contrast
    codes: tuple[Bytes, ...]
    sizes: tuple[int, ...]
    outcome: Bytes | None
    losses: tuple[Floats, ...]
    unit: NDArray[np.int64] | None

    def __len__(self) -> int:
        return len(self.outcome) if self.outcome is not None else len(self.losses[0])

    def tally(self, dimensions: Dimensions) -> NDArray[Any]:
        cells = 1
        for one in dimensions:
            cells *= self.sizes[one]
        channels = len(self.contrast.tensor)
        if self.outcome is None:
            total = np.zeros((channels, cells))
        else:
            counts = np.zeros(cells * channels, dtype=np.int64)
        for start in range(0, len(self), BLOCK):
            block = slice(start, start + BLOCK)
            key = self.codes[dimensions[0]][block].astype(np.uint32)
            for one in dimensions[1:]:
                key *= np.uint32(self.sizes[one])
                key += self.codes[one][block]
            if self.outcome is not None:
                key *= np.uint32(channels)
                key += self.outcome[block]
                counts += np.bincount(key, minlength=len(counts))
                continue
            for channel, (i, j) in enumerate(self.contrast.pairs):
                product = self.losses[i][block] * self.losses[j][block]
                total[channel] += np.bincount(key, weights=product, minlength=cells)
        return total.T if self.outcome is None else counts.reshape(cells, channels)

    @property
    def threads(self) -> int:
        return THREADS

    def within(self, where: Where, but: Sequence[Where] = ()) -> Self:
        meets = self._meets(where)
        for other in but:
            meets &= ~self._meets(other)
        return self.only(np.flatnonzero(meets))

    def only(self, places: NDArray[np.intp]) -> Self:
        """Give the rows at some places: taking them is five times faster than masking."""
        return replace(
            self,
            codes=tuple(code.take(places) for code in self.codes),
            outcome=None if self.outcome is None else self.outcome.take(places),
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
        channels = len(self.contrast.tensor)
        if self.outcome is not None:
            summed = np.bincount(self.outcome, minlength=channels).astype(float)
        else:
            pairs = self.contrast.pairs
            summed = np.array([float(self.losses[i] @ self.losses[j]) for i, j in pairs])
        if self.unit is None:
            return Sums(channels=summed)
        numbers = self.losses
        if self.outcome is not None:
            numbers = tuple(self.contrast.carried[self.outcome].T)
        _, unit = np.unique(self.unit, return_inverse=True)
        totals = np.stack([np.bincount(unit, weights=number) for number in numbers], axis=1)
        counts = np.count_nonzero(totals, axis=0)
        return Sums(
            channels=summed, units=Clusters(counts=counts, products=totals.T @ totals.astype(float))
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
    dimensions: Sequence[Dimension],
    *,
    unit: bool,
    seed: int,
) -> Iterator[tuple[Rows, Rows]]:
    """Read rows into memory, as the half that is searched and the half that confirms.

    The table holds `OUTCOME`, or for losses the `NUMBER` columns, and `UNIT` if `unit`.
    """
    codes = table.places({one.grouping.key: one.values for one in dimensions})
    if contrast.losses:
        losses = tuple(table.arrays([NUMBER.format(i) for i in range(contrast.numbers)]))
        told: list[Any] = _grains([losses[i] for i in contrast.telling], _scale(table, contrast))
        outcome = None
    else:
        losses = ()
        (outcome,) = (one.astype(np.uint8, copy=False) for one in table.arrays([OUTCOME]))
        told = [outcome]
    units = table.arrays([UNIT])[0].astype(np.int64, copy=False) if unit else None
    if units is not None:
        first = Halving(seed, 0).first_half([units], twins=False, threads=THREADS)
    else:
        told = [*codes, *told]
        first = Halving(seed, len(told)).first_half(told, twins=True, threads=THREADS)
    rows = Rows(
        contrast=contrast,
        codes=tuple(codes),
        sizes=tuple(one.size for one in dimensions),
        outcome=outcome,
        losses=losses,
        unit=units,
    )
    yield rows.only(np.flatnonzero(first)), rows.only(np.flatnonzero(~first))


def _scale(table: Table, contrast: Contrast) -> float:
    """Choose the power of two that makes a grain of the typical loss 1."""
    means = table.summarise(nw.col(NUMBER.format(i)).abs().mean() for i in contrast.telling)
    typical = max(float(mean or 0) for mean in means)
    return 2.0 ** round(math.log2(GRAIN / typical)) if typical > 0 else 1.0


def _grains(losses: Sequence[Any], scale: float) -> list[Any]:
    """Make losses into whole numbers below 2^16, two each, in arrays and on engines alike.

    Every step is exact in floating point or rounded in the same way everywhere.
    """
    halves = []
    for loss in losses:
        whole = _floor(loss * scale)
        rest = whole - _floor(whole / PRIME) * PRIME
        high = _floor(rest / 2.0**16)
        halves += [rest - high * 2.0**16, high]
    return halves


def _floor(number: Any) -> Any:
    return number.floor() if isinstance(number, nw.Expr) else np.floor(number)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Remote:
    """Rows on their engine, with a column for each dimension's code and for each channel."""

    contrast: Contrast
    table: Table
    sizes: tuple[int, ...]
    unit: bool

    def tally(self, dimensions: Dimensions) -> NDArray[Any]:
        shape = tuple(self.sizes[one] for one in dimensions)
        channels = self._channels
        total = np.zeros((math.prod(shape), len(channels)))
        for row in self.table.sums_by_all([PLACE.format(one) for one in dimensions], channels):
            cell = np.ravel_multi_index([int(code) for code in row[: len(shape)]], shape)
            total[cell] += [float(value or 0) for value in row[len(shape) :]]
        return self._whole(total)

    @property
    def threads(self) -> int:
        return 1  # an engine has threads of its own, and its connection none

    def within(self, where: Where, but: Sequence[Where] = ()) -> Self:
        table = self.table.filter(_meets(where)) if where else self.table
        for other in but:
            table = table.filter(~_meets(other))
        return replace(self, table=table)

    def sums(self, but: Sequence[Where] = ()) -> Sums:
        if but:
            return self.within({}, but).sums()
        summed = self.table.summarise(nw.col(channel).sum() for channel in self._channels)
        channels = self._whole(np.array([float(value or 0) for value in summed]))
        if not self.unit:
            return Sums(channels=channels)
        each = self.table.totals_per([UNIT], self._channels).with_columns(
            **{
                NUMBER.format(i): _weighted(self._channels, weights)
                for i, weights in enumerate(self.contrast.from_channels.T)
            }
        )
        numbers = [nw.col(NUMBER.format(i)) for i in range(self.contrast.numbers)]
        products = each.summarise((a * b).sum() for a in numbers for b in numbers)
        counts = each.summarise((number != 0).cast(nw.Int64).sum() for number in numbers)
        return Sums(
            channels=channels,
            units=Clusters(
                counts=np.array([int(one or 0) for one in counts]),
                products=np.array([float(one or 0) for one in products]).reshape(len(numbers), -1),
            ),
        )

    def _whole(self, channels: Floats) -> Floats:
        """Round counts: a part of twins is a fraction on its way."""
        return channels if self.contrast.losses else np.rint(channels)

    @property
    def _channels(self) -> list[str]:
        return [CHANNEL.format(k) for k in range(len(self.contrast.tensor))]


@contextmanager
def remote_rows(
    table: Table,
    contrast: Contrast,
    dimensions: Sequence[Dimension],
    *,
    unit: bool,
    seed: int,
) -> Iterator[tuple[Remote, Remote]]:
    """Cut rows on an engine into the half that is searched and the half that confirms."""
    places = {
        PLACE.format(i): place_expression(one.grouping.key, one.values)
        for i, one in enumerate(dimensions)
    }
    if contrast.losses:
        numbers = [nw.col(NUMBER.format(i)) for i in range(contrast.numbers)]
        channels = [numbers[i] * numbers[j] for i, j in contrast.pairs]
        grains = _grains([numbers[i] for i in contrast.telling], _scale(table, contrast))
        told = {f"__told_{i}": grain.cast(nw.Int64) for i, grain in enumerate(grains)}
    else:
        outcome = nw.col(OUTCOME).cast(nw.Int64)
        channels = [(outcome == k).cast(nw.Int64) for k in range(len(contrast.tensor))]
        told = {"__told_0": outcome}
    named = {CHANNEL.format(k): channel for k, channel in enumerate(channels)}
    table = table.with_columns(**places, **told, **named)
    if unit:
        # engines disagree on the remainder of a negative number
        draw = Halving(seed, 0).draw((nw.col(UNIT) % PRIME + PRIME) % PRIME)
        table = table.with_columns(**{SEARCHED: (draw >= 0).cast(nw.Int64), TWINS: nw.lit(1)})
    else:
        halving = Halving(seed, len(places) + len(told))
        alike = [*places, *told]
        table = table.twins(alike, list(named), TWINS)
        draw = halving.draw(halving.key([nw.col(one) for one in alike]))
        table = table.with_columns(**{SEARCHED: halving.searched_expression(nw.col(TWINS), draw)})
    sizes = tuple(one.size for one in dimensions)
    with table.kept() as kept:
        halves = []
        for taken in (nw.col(SEARCHED), nw.col(TWINS) - nw.col(SEARCHED)):
            half = kept.filter(taken > 0)
            if not unit:  # twins are alike, so a part of them has that part of their sums
                part = taken / nw.col(TWINS)
                parts = {name: nw.col(name).cast(nw.Float64) * part for name in named}
                half = half.with_columns(**parts)
            halves.append(Remote(contrast=contrast, table=half, sizes=sizes, unit=unit))
        yield halves[0], halves[1]


def _meets(where: Where) -> nw.Expr:
    meets = [nw.col(PLACE.format(one)) == code for one, code in where.items()]
    return nw.all_horizontal(*meets, ignore_nulls=False)


def _weighted(columns: Sequence[str], weights: Floats) -> nw.Expr:
    terms = [nw.col(one) * float(w) for one, w in zip(columns, weights, strict=True) if w]
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total
