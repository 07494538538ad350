"""What a slice is held against: itself before, the rest of the rows, or both.

Everything that a slice is judged by is sums over its rows.  A row carries a few
numbers, such as (1, how wrong the baseline is, how much worse the candidate is);
what is kept of many rows is the sum of every product of two of them, and such
sums can be added, taken away, and counted by any engine.  Three questions are
asked of them, by one formula:

=============== ========================================= =======================
question        a slice's effect                          an interesting slice is
=============== ========================================= =======================
two models on   mean of candidate minus baseline          worse than before and
the same rows                                             worse than elsewhere
one model       mean of the baseline                      worse than elsewhere
one model, two  mean after minus mean before              worse than before and
groups of rows                                            worse than elsewhere
=============== ========================================= =======================

The test is *self-normalised*: spread is measured about the mean that the null
hypothesis gives and not about the slice's own.  Ten failures among ten rows then
make z = sqrt(10) and not infinity, and the tail of z stays below the normal one
for every symmetric outcome, however rare: what tens of thousands of tests need.

References
----------
Efron, J. Am. Stat. Assoc. 64 (1969) 1278-1302 (self-normalised sums).
Fieller, J. R. Stat. Soc. B 16 (1954) 175-185 (the interval of a share).
"""

import math
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bugcase.estimate import Estimate, Unit
from bugcase.stats.clusters import (
    clustered_paired_difference,
    clustered_rate,
    clustered_rate_difference,
)
from bugcase.stats.means import mean, mean_difference
from bugcase.stats.moments import Moments
from bugcase.stats.proportions import difference_of_rates, tango, wilson
from bugcase.stats.score_limits import two_sided_z

Kind: TypeAlias = Literal["two models", "one model", "two groups"]
Floats: TypeAlias = NDArray[np.float64]

LOSS, DIFFERENCE_OF_LOSSES, SHARE = map(Unit, ("loss", "difference of losses", "share of excess"))

# What a row carries, for each outcome it can have; bit 0 and bit 1 of the outcome are:
OUTCOMES: dict[Kind, list[tuple[int, ...]]] = {
    "two models": [(1, 0, 0), (1, 1, -1), (1, 0, 1), (1, 1, 0)],  # baseline, candidate wrong
    "one model": [(1, 0), (1, 1)],  # wrong
    "two groups": [(1, 0, 0, 0), (1, 1, 0, 0), (0, 0, 1, 0), (0, 0, 1, 1)],  # wrong, after
}
# Arms as (sign, place of what counts rows, place of what is averaged)
ARMS: dict[Kind, tuple[tuple[int, int, int], ...]] = {
    "two models": ((1, 0, 2),),
    "one model": ((1, 0, 1),),
    "two groups": ((1, 2, 3), (-1, 0, 1)),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clusters:
    """What is kept of rows that belong to units.

    Parameters
    ----------
    counts
        Shape (numbers,): for each number a row carries, the units with any of it.
    products
        Shape (numbers, numbers): over units, the sums of products of their totals.
    """

    counts: NDArray[np.int64]
    products: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sums:
    """What is kept of some rows.

    Parameters
    ----------
    channels
        Shape (channels,): the rows of each outcome or, for losses, the sums of products.
    units
        Where rows belong to units, what is kept of those.
    """

    channels: Floats
    units: Clusters | None = None

    def __add__(self, other: "Sums") -> "Sums":
        """Join rows that have no unit in common."""
        units = None
        if self.units is not None and other.units is not None:
            units = Clusters(
                counts=self.units.counts + other.units.counts,
                products=self.units.products + other.units.products,
            )
        return Sums(channels=self.channels + other.channels, units=units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """The question, and the arithmetic that answers it."""

    kind: Kind
    losses: bool = False
    origin: float = 0.0

    @property
    def numbers(self) -> int:
        """How many numbers a row carries."""
        return len(OUTCOMES[self.kind][0])

    @property
    def carried(self) -> Floats:
        """Shape (outcomes, numbers): the numbers that a row of each outcome carries."""
        return np.array(OUTCOMES[self.kind], dtype=float)

    @property
    def key_numbers(self) -> tuple[int, ...]:
        """The numbers that tell one row from another."""
        return tuple(range(1, self.numbers))

    @property
    def from_channels(self) -> Floats:
        """Shape (channels, numbers): what one of each channel adds to the totals of the numbers."""
        counts = {y: m for _, m, y in ARMS[self.kind]} | {1: 0}
        tensor = self.tensor
        totals = [tensor[:, counts.get(i, i), i] for i in range(self.numbers)]
        return np.asarray(np.stack(totals, axis=1))

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The pairs of numbers whose product is summed for losses."""
        carried = np.array(OUTCOMES[self.kind])
        together = (carried != 0).T.astype(int) @ (carried != 0)
        return [(i, j) for i, j in zip(*np.nonzero(np.triu(together)), strict=True)]

    @property
    def tensor(self) -> Floats:
        """Shape (channels, numbers, numbers): what one of each channel adds to the products."""
        if not self.losses:
            carried = np.array(OUTCOMES[self.kind], dtype=float)
            return np.asarray(carried[:, :, None] * carried[:, None, :])
        tensor = np.zeros((len(self.pairs), self.numbers, self.numbers))
        for channel, (i, j) in enumerate(self.pairs):
            tensor[channel, i, j] = tensor[channel, j, i] = 1
        return tensor

    def rows(self, channels: NDArray[Any]) -> Floats:
        """Count the rows, of the smaller arm where there are two."""
        tensor = self.tensor
        counts = [channels @ tensor[:, m, m] for _, m, _ in ARMS[self.kind]]
        return np.asarray(np.minimum.reduce(counts), dtype=float)

    def count(self, sums: Sums) -> int:
        """Count the rows, of both arms where there are two."""
        tensor = self.tensor
        return round(sum(float(sums.channels @ tensor[:, m, m]) for _, m, _ in ARMS[self.kind]))

    def events(self, channels: NDArray[Any]) -> Floats:
        """Count the rows that bear on the effect; for losses, all of them."""
        if self.losses:
            return self.rows(channels)
        tensor = self.tensor
        return np.asarray(sum(channels @ tensor[:, y, y] for _, _, y in ARMS[self.kind]))

    def effect(self, channels: NDArray[Any]) -> Floats:
        """Give the effect in each of many slices, shape (..., channels) to (...)."""
        return self._effect(channels)[0]

    def z(self, inside: NDArray[Any], outside: NDArray[Any], *, zero: bool | None = None) -> Floats:
        """Say by how many standard errors slices are worse than before and than elsewhere.

        The smaller of the two, where both are asked; `zero` says whether "before" is.
        """
        effect, spread, shares = self._effect(inside)
        elsewhere, spread_elsewhere, shares_elsewhere = self._effect(outside)
        more = effect - elsewhere
        with np.errstate(divide="ignore", invalid="ignore"):
            error = (spread + more**2) * shares + spread_elsewhere * shares_elsewhere
            z = np.where(error > 0, more / np.sqrt(error), 0.0)
            if self.kind != "one model" and zero is not False:
                error = (spread + effect**2) * shares
                z = np.minimum(z, np.where(error > 0, effect / np.sqrt(error), 0.0))
        return np.nan_to_num(z)

    def explained(self, inside: NDArray[Any], outside: NDArray[Any]) -> Floats:
        """Give the root of the sum of squares that knowing a slice explains; negative if better.

        z does not tell a slice from a wider one with rows on which nothing differs:
        they add nothing to it, and take nothing away.  This is larger for the narrower.
        """
        effect, _, shares = self._effect(inside)
        elsewhere, _, shares_elsewhere = self._effect(outside)
        with np.errstate(invalid="ignore"):  # no rows outside
            return np.nan_to_num((effect - elsewhere) / np.sqrt(shares + shares_elsewhere))

    def _effect(self, channels: NDArray[Any]) -> tuple[Floats, Floats, Floats]:
        """Give effect, spread within the arms, and the sum of 1/rows of the arms."""
        tensor = self.tensor
        effect, squares, rows, shares = (np.zeros(channels.shape[:-1]) for _ in range(4))
        with np.errstate(divide="ignore", invalid="ignore"):
            for sign, m, y in ARMS[self.kind]:
                n = channels @ tensor[:, m, m]
                average = channels @ tensor[:, m, y] / n
                effect = effect + sign * average
                squares = squares + np.maximum(channels @ tensor[:, y, y] - n * average**2, 0)
                rows = rows + n
                shares = shares + 1 / n
            return effect, squares / rows, shares

    def design_effect(self, sums: Sums) -> float:
        """Say by what factor units widen the variance of the effect; at least 1."""
        if sums.units is None:
            return 1.0
        clustered = plain = 0.0
        for _, m, y in ARMS[self.kind]:
            clustered += self._moments(sums, m, y).variance
            plain += self._moments(Sums(channels=sums.channels), m, y).variance
        return max(1.0, clustered / plain) if plain > 0 and math.isfinite(clustered) else 1.0

    def baseline(self, sums: Sums, level: float) -> Estimate:
        """Give the metric under the baseline, or in the rows before."""
        return self._level(sums, 0, 1, level)

    def candidate(self, sums: Sums, level: float) -> Estimate | None:
        """Give the metric under the candidate, or in the rows after; None for one model."""
        if self.kind == "one model":
            return None
        if self.kind == "two groups":
            return self._level(sums, 2, 3, level)
        # candidate = baseline + difference: the products turn with them
        turn = np.array([[1, 0, 0], [0, 1, 1], [0, 0, 1]], dtype=float)
        moments = self._moments(sums, 0, 1, turn=turn)
        return self._interval(moments, sums, level)

    def worsening(self, sums: Sums, rest: Sums, level: float) -> Estimate:
        """Give the slice's effect; for one model, its difference to the rest of the rows."""
        if self.kind == "two models":
            moments = self._moments(sums, 0, 2)
            if self.losses:
                return mean(moments, level, unit=DIFFERENCE_OF_LOSSES)
            n00, n10, n01, n11 = (round(count) for count in sums.channels)
            if sums.units is None:
                return tango(n11, n01, n10, n00, level)
            return clustered_paired_difference(n01, n10, moments, level)
        first = self._moments(sums, *((2, 3) if self.kind == "two groups" else (0, 1)))
        second = self._moments(sums if self.kind == "two groups" else rest, 0, 1)
        if self.losses:
            return mean_difference(first, second, level, unit=DIFFERENCE_OF_LOSSES)
        if sums.units is not None:
            return clustered_rate_difference(first, second, level)
        counts = (round(first.mean * first.n), first.n, round(second.mean * second.n), second.n)
        return difference_of_rates(*counts, level)

    def share(self, sums: Sums, rest: Sums, level: float) -> Estimate | None:
        """Give the slice's share of all excess, by Fieller; None where there is no clear excess.

        Excess is what the candidate adds to the baseline, or the rows after to
        those before; for one model, what the slice adds to the rate of the rest,
        as a share of all there is.
        """
        z2 = two_sided_z(level) ** 2
        _, m, y = ARMS[self.kind][0]
        if self.kind == "one model":
            here, there = self._moments(sums, m, y), self._moments(rest, m, y)
            everything = here.mean * here.n + there.mean * there.n
            if everything <= 0:
                return None
            factor = here.n / everything
            more = here.mean - there.mean
            half = math.sqrt(z2 * (here.variance + there.variance))
            return self._share(
                more * factor,
                (more - half) * factor,
                (more + half) * factor,
                here.n + there.n,
                level,
            )
        (a, var_a, n_a), (r, var_r, n_r) = (self._excess(one) for one in (sums, rest))
        total = a + r
        square = total**2 - z2 * (var_a + var_r)
        if total <= 0 or square <= 0:
            return None
        middle = (a * total - z2 * var_a) / square
        root = math.sqrt(max(middle**2 - (a**2 - z2 * var_a) / square, 0.0))
        return self._share(a / total, middle - root, middle + root, n_a + n_r, level)

    def _share(self, value: float, low: float, high: float, n: int, level: float) -> Estimate:
        return Estimate(
            value=value,
            low=min(low, value),
            high=max(high, value),
            level=level,
            n=n,
            method="normal approximation" if self.kind == "one model" else "Fieller",
            unit=SHARE,
        )

    def _excess(self, sums: Sums) -> tuple[float, float, int]:
        """Give the sum of the excess over the rows (of the arm after), its variance, its rows."""
        n = float(sums.channels @ self.tensor[:, ARMS[self.kind][0][1], ARMS[self.kind][0][1]])
        if n == 0:
            return 0.0, 0.0, 0
        arms = [self._moments(sums, m, y) for _, m, y in ARMS[self.kind]]
        effect = sum(
            sign * arm.mean for (sign, _, _), arm in zip(ARMS[self.kind], arms, strict=True)
        )
        return effect * n, sum(arm.variance for arm in arms) * n**2, round(n)

    def _level(self, sums: Sums, m: int, y: int, level: float) -> Estimate:
        return self._interval(self._moments(sums, m, y), sums, level)

    def _interval(self, moments: Moments, sums: Sums, level: float) -> Estimate:
        if self.losses:
            return mean(moments, level, unit=LOSS)
        if sums.units is not None:
            return clustered_rate(moments, level)
        return wilson(round(moments.mean * moments.n), moments.n, level)

    def _moments(self, sums: Sums, m: int, y: int, turn: Floats | None = None) -> Moments:
        rows = np.tensordot(sums.channels, self.tensor, axes=1)
        units = None if sums.units is None else sums.units.products
        if turn is not None:
            rows = turn @ rows @ turn.T
            units = None if units is None else turn @ units @ turn.T
        each = rows if units is None else units
        # only what the baseline scores was moved to its origin; a difference has none
        origin = self.origin if y != 2 or self.kind == "two groups" else 0.0
        return Moments.from_unit_sums(
            n=round(rows[m, m]),
            units=round(rows[m, m]) if sums.units is None else int(sums.units.counts[m]),
            weight=rows[m, m],
            total=rows[m, y],
            squares=each[y, y],
            cross=each[m, y],
            weight_squares=each[m, m],
            origin=origin,
        )
