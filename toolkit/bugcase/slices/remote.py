"""Encoded rows on their engine: each cuboid is one ``group_by``, and counts come back.

Rows that are alike in every code and outcome are put together first, so that the
two halves are counts of the same few rows, worked out once and kept there.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Self

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from bugcase.data.category_codes import code_expression
from bugcase.data.table import Table
from bugcase.slices.contrast import Clusters, Contrast, Floats, Sums
from bugcase.slices.cuboids import Dimensions
from bugcase.slices.encode import Encoded
from bugcase.slices.halves import PRIME, Halving
from bugcase.slices.populations import (
    NUMBER,
    OUTCOME,
    UNIT,
    Where,
    grains,
    typical_grain,
)

CHANNEL, COPIES, SEARCHED, PLACE = "__channel_{}", "__copies", "__searched", "__place_{}"


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
        total = np.zeros((len(channels), math.prod(shape)))
        for row in self.table.sums_by_all([PLACE.format(one) for one in dimensions], channels):
            cell = np.ravel_multi_index([int(code) for code in row[: len(shape)]], shape)
            total[:, cell] += [float(value or 0) for value in row[len(shape) :]]
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
        """Round counts: a part of copies is a fraction on its way."""
        return channels if self.contrast.losses else np.rint(channels)

    @property
    def _channels(self) -> list[str]:
        return [CHANNEL.format(k) for k in range(len(self.contrast.tensor))]


@contextmanager
def remote_rows(
    table: Table,
    contrast: Contrast,
    encoded: Encoded,
    *,
    unit: bool,
    seed: int,
) -> Iterator[tuple[Remote, Remote]]:
    """Cut rows on an engine into the half that is searched and the half that confirms."""
    places = {
        PLACE.format(i): code_expression(one.grouping.key, one.values)
        for i, one in enumerate(encoded.dimensions)
    }
    if contrast.losses:
        numbers = [nw.col(NUMBER.format(i)) for i in range(contrast.numbers)]
        channels = [numbers[i] * numbers[j] for i, j in contrast.pairs]
        wholes = grains([numbers[i] for i in contrast.key_numbers], typical_grain(table, contrast))
        row_keys = {f"__key_{i}": one.cast(nw.Int64) for i, one in enumerate(wholes)}
    else:
        outcome = nw.col(OUTCOME).cast(nw.Int64)
        channels = [(outcome == k).cast(nw.Int64) for k in range(len(contrast.tensor))]
        row_keys = {"__key_0": outcome}
    named = {CHANNEL.format(k): channel for k, channel in enumerate(channels)}
    table = table.with_columns(**places, **row_keys, **named)
    if unit:
        # engines disagree on the remainder of a negative number
        draw = Halving(seed, 0).draw((nw.col(UNIT) % PRIME + PRIME) % PRIME)
        table = table.with_columns(**{SEARCHED: (draw >= 0).cast(nw.Int64), COPIES: nw.lit(1)})
    else:
        halving = Halving(seed, len(places) + len(row_keys))
        alike = [*places, *row_keys]
        table = table.collapse_duplicates(alike, list(named), COPIES)
        draw = halving.draw(halving.key([nw.col(one) for one in alike]))
        table = table.with_columns(**{SEARCHED: halving.searched_expression(nw.col(COPIES), draw)})
    with table.kept() as kept:
        halves = []
        for taken in (nw.col(SEARCHED), nw.col(COPIES) - nw.col(SEARCHED)):
            half = kept.filter(taken > 0)
            if not unit:  # copies are alike, so a part of them has that part of their sums
                part = taken / nw.col(COPIES)
                parts = {name: nw.col(name).cast(nw.Float64) * part for name in named}
                half = half.with_columns(**parts)
            halves.append(Remote(contrast=contrast, table=half, sizes=encoded.sizes, unit=unit))
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
