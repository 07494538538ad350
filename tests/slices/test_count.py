"""Counting by the a-priori rule finds what counting everything finds."""

import math
from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bugcase.slices.contrast import Contrast
from bugcase.slices.count import count_large
from bugcase.slices.rows import Rows


@given(
    sizes=st.lists(st.integers(2, 12), min_size=1, max_size=6),
    depth=st.integers(1, 4),
    least=st.sampled_from([1, 20, 100, 400, 1_001]),
    seed=st.integers(0, 9),
)
def test_every_slice_that_is_large_enough_is_counted_and_no_other(
    sizes: list[int], depth: int, least: int, seed: int
) -> None:
    r = np.random.default_rng(seed)
    codes = tuple(np.minimum(r.geometric(0.3, 1_000) - 1, k - 1).astype(np.uint8) for k in sizes)
    outcome = np.sort(r.integers(0, 4, 1_000))
    ends = np.bincount(outcome, minlength=4).cumsum()
    rows = Rows(
        contrast=Contrast(kind="two models"),
        codes=codes,
        sizes=tuple(sizes),
        ends=tuple(ends.tolist()),
    )

    def is_large(channels: NDArray[Any]) -> NDArray[np.bool_]:
        return np.asarray(channels.sum(axis=1) >= least)

    told: list[tuple[int, int]] = []
    large = count_large(
        rows, sizes, is_large, depth=depth, rows=1_000, tick=lambda *tick: told.append(tick)
    )
    expected = {}
    for d in range(1, min(depth, len(sizes)) + 1):
        for one in combinations(range(len(sizes)), d):
            cells = np.ravel_multi_index([codes[i] for i in one], [sizes[i] for i in one])
            every = 4 * math.prod(sizes[i] for i in one)
            counts = np.bincount(cells * 4 + outcome, minlength=every).reshape(-1, 4)
            kept = np.flatnonzero(counts.sum(axis=1) >= least)
            if len(kept):
                expected[one] = (kept.tolist(), counts[kept].tolist())
    found = {one: (cells.tolist(), table.tolist()) for one, (cells, table) in large.items()}
    assert found == expected
    assert list(found) == list(expected)
    assert sum(done for _, done in told) == told[-1][0]
