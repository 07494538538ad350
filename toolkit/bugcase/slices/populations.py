"""The interface of the rows that are searched, in memory or on an engine.

Only three things: how many rows there are in every cell of a cuboid, which of
them a slice holds, and what they sum to.  `rows` answers from one byte a
dimension in memory; `remote` asks the engine where the rows live.  Both are cut
into the same two halves (see `halves`), so both give the same slices.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, Self, TypeAlias

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from bugcase.data.table import Table
from bugcase.slices.contrast import Contrast, Sums
from bugcase.slices.cuboids import Dimensions
from bugcase.slices.halves import PRIME

Where: TypeAlias = Mapping[int, int]
"""Which rows: the dimension's place to the level's code."""

OUTCOME, UNIT, NUMBER = "__outcome", "__unit", "__number_{}"  # columns of the table that is read
GRAIN = 2**20  # losses that differ by less than this part of the typical one are copies


class Population(Protocol):
    """Rows of which slices are counted."""

    @property
    def threads(self) -> int:
        """How many threads may tally at once."""

    def tally(self, dimensions: Dimensions) -> NDArray[Any]:
        """Sum each channel in each cell: shape (channels, cells), the last dimension fastest."""

    def within(self, where: Where, but: Sequence[Where] = ()) -> Self:
        """Give the rows of a slice that are in none of others."""

    def sums(self, but: Sequence[Where] = ()) -> Sums:
        """Sum over the rows that are in none of some slices."""


def typical_grain(table: Table, contrast: Contrast) -> float:
    """Choose the power of two that makes a grain of the typical loss 1."""
    means = table.summarise(nw.col(NUMBER.format(i)).abs().mean() for i in contrast.key_numbers)
    typical = max(float(mean or 0) for mean in means)
    return 2.0 ** round(math.log2(GRAIN / typical)) if typical > 0 else 1.0


def grains(losses: Sequence[Any], scale: float) -> list[Any]:
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
