"""Cuboids hold every set of dimensions, and count what grouping counts."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugcase.slices.contrast import Contrast
from bugcase.slices.cuboids import CELLS, cover, most_levels
from bugcase.slices.rows import Rows


@given(
    sizes=st.lists(st.integers(1, 50), min_size=1, max_size=9),
    depth=st.integers(1, 3),
    cells=st.sampled_from([100, 5_000, CELLS]),
)
def test_cuboids_hold_every_set_of_dimensions_once(
    sizes: list[int], depth: int, cells: int
) -> None:
    dimensions = range(len(sizes))
    wanted = [one for d in range(1, depth + 1) for one in combinations(dimensions, d)]
    cuboids = cover(wanted, sizes, cells)
    held = [one for cuboid in cuboids for one in cuboid.holds]
    assert len(held) == len(set(held))
    assert set(held) == set(wanted)


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 5])
def test_as_many_levels_as_fit_a_cuboid_at_each_depth(depth: int) -> None:
    assert most_levels(depth) ** depth <= CELLS < (most_levels(depth) + 1) ** depth


def test_a_cuboid_counts_what_group_by_counts() -> None:
    r = np.random.default_rng(0)
    codes = [r.integers(0, k, 5_000).astype(np.uint8) for k in (3, 4, 5)]
    outcome = np.sort(r.integers(0, 4, 5_000).astype(np.uint8))
    rows = Rows(
        contrast=Contrast(kind="two models"),
        codes=tuple(codes),
        sizes=(3, 4, 5),
        ends=tuple(np.bincount(outcome).cumsum().tolist()),
    )
    (cuboid,) = cover([(0, 1), (0, 2), (1, 2)], (3, 4, 5), CELLS)
    tables = dict(cuboid.tables(rows.tally(cuboid.dimensions), (3, 4, 5)))
    for (a, b), table in ((one, table) for one, table in tables.items() if len(one) == 2):
        counted = pd.crosstab([codes[a], codes[b]], outcome)
        assert table.T.tolist() == counted.to_numpy().tolist()
