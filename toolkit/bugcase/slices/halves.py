"""Cuts the rows into a half to search and a half to confirm, the same on every engine.

A slice that was picked because it is the worst looks worse than it is on the
rows that picked it.  So it is searched for in one half and measured in the
other.  The halves must be random, and yet the same whichever engine holds the
rows, most of which know no row order and share no hash function.

*With a unit*, each unit is a number (its value, or its place among the sorted
values) and a hash of it decides: no unit ever sits in both halves.

*Without one*, what decides is a hash of the row's own codes and outcome.  Rows
that are alike in all of them, copies of one another, are exchangeable: not which of m copies are
searched matters but how many, and that number is drawn from the same hash, with
the mean m/2 and the variance m/4 of m coin tosses.  Anything else would go
wrong: copies kept together would leave a heavy cell wholly in one half, and copies
shared out evenly would make the second half confirm the noise of the first.

The hash is arithmetic modulo the prime 2^31 - 1 that stays below 2^63, so that
every engine computes it exactly.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

PRIME = 2**31 - 1
SPREAD = 6**0.5 / 2  # a sum of two uniforms, in standard deviations of half a coin

BLOCK = 2**13  # rows at once, so that what is computed of them stays in the cache
STRIDE = 2**20  # rows that a thread takes at once
MARKS = 2**22  # a power of two

Whole = TypeVar("Whole", NDArray[np.int64], nw.Expr)


class Halving:
    """Decides which rows are searched.

    Parameters
    ----------
    seed
        Another seed, other halves.
    keys
        How many numbers tell rows apart: codes and outcomes; 0 where units do.
    """

    def __init__(self, seed: int, keys: int) -> None:
        words = np.random.SeedSequence(seed).generate_state(keys + 3, np.uint64)
        # below 2^44, times codes below 2^8 and a few numbers below 2^16: below 2^63
        self.multipliers: list[int] = [int(word >> np.uint64(20)) | 1 for word in words[:keys]]
        self._salts: list[int] = [int(word % np.uint64(PRIME)) for word in words[keys:]]

    def key(self, numbers: Sequence[Whole]) -> Whole:
        """Mix a row's numbers into one, which only copies share (or three pairs in 10^7 rows)."""
        mixed = numbers[0] * self.multipliers[0]
        for number, multiplier in zip(numbers[1:], self.multipliers[1:], strict=True):
            mixed = mixed + number * multiplier
        return mixed

    def draw(self, key: Whole) -> Whole:
        """Draw a whole number around 0, triangular between -PRIME and PRIME, from a key."""
        first = self._hash(_remainder(key) + self._salts[0])
        second = self._hash(first + self._salts[1])
        return first + second - PRIME

    def _hash(self, number: Whole) -> Whole:
        reduced = _remainder(number)
        return _remainder(reduced * reduced + reduced * self._salts[2])

    def searched(self, copies: NDArray[np.int64], draw: NDArray[np.int64]) -> NDArray[np.int64]:
        """Say how many of so many copies are searched."""
        number = np.floor((copies + 1) / 2 + draw * (SPREAD / PRIME) * np.sqrt(copies))
        return np.clip(number, 0, copies).astype(np.int64)

    def searched_expression(self, copies: nw.Expr, draw: nw.Expr) -> nw.Expr:
        """Say what `searched` says, on an engine."""
        spread = draw.cast(nw.Float64) * (SPREAD / PRIME) * copies.cast(nw.Float64).sqrt()
        number = ((copies + 1).cast(nw.Float64) / 2.0 + spread).floor().cast(nw.Int64)
        return (
            nw.when(number < 0)
            .then(nw.lit(0, nw.Int64))
            .otherwise(nw.when(number > copies).then(copies).otherwise(number))
        )

    def first_half(
        self, row_keys: Sequence[NDArray[Any]], *, copies: bool, threads: int
    ) -> NDArray[np.bool_]:
        """Mark the rows in memory that are searched, given the numbers that tell them apart.

        Without `copies`, rows of one key (a unit) all go to one half.
        """
        rows = len(row_keys[0])
        first = np.empty(rows, dtype=bool)
        short = np.empty(rows if copies else 0, dtype=np.uint32)

        def stride(start: int) -> None:
            for at in range(start, min(start + STRIDE, rows), BLOCK):
                block = slice(at, at + BLOCK)
                key = (
                    self.key([one[block].astype(np.int64) for one in row_keys])
                    if copies
                    else row_keys[0][block]
                )
                first[block] = self.draw(key) >= 0  # what `searched` says of one without a twin
                if copies:
                    short[block] = key ^ (key >> 31)

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(stride, range(0, rows, STRIDE)))
        if not copies:
            return first
        places = _with_copies(short)
        if len(places):
            key = self.key([one[places].astype(np.int64) for one in row_keys])
            order = np.argsort(key, kind="stable")
            starts = np.flatnonzero(np.diff(key[order], prepend=key[order[0]] - 1))
            counts = np.diff(starts, append=len(order))
            chosen = self.searched(counts, self.draw(key[order[starts]]))
            place = np.arange(len(order)) - np.repeat(starts, counts)
            first[places[order]] = place < np.repeat(chosen, counts)
        return first


def _remainder(number: Whole) -> Whole:
    """Divide by the prime and give what is left over; numpy's own is several times slower."""
    if isinstance(number, nw.Expr):
        return number % PRIME
    return number - number // PRIME * PRIME


def _with_copies(short: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Find the rows whose key occurs again, and few others, by 32 bits of the key.

    Sorting numbers is fast, and sorting rows is not.
    """
    ordered = np.sort(short)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    del ordered
    marked = np.zeros(MARKS, dtype=bool)
    marked[again & (MARKS - 1)] = True
    found = [
        start + np.flatnonzero(marked.take(short[start : start + 8 * BLOCK] & (MARKS - 1)))
        for start in range(0, len(short) if len(again) else 0, 8 * BLOCK)
    ]
    return np.concatenate(found) if found else np.empty(0, dtype=np.intp)
