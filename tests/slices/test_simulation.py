"""Tables whose truth is known: no bug is reported where there is none, and each where there is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pytest

from bugcase.slices import Slices, find_slices

pytestmark = pytest.mark.simulation

LEVELS = (2, 3, 4, 5, 6, 8)
EXTRA = 0.2  # of the rows of a bug's home that are right otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    frame: pl.DataFrame
    homes: list[dict[str, str]]
    worse: list[float]  # by how much the candidate errs more on the rows of each home


def plant(seed: int, rows: int, depths: tuple[int, ...], *, churn: float = 0.3) -> Planted:
    """Make rows with bugs of so many conditions each, on columns of their own.

    Homes hold 2 to 30 % of the rows and overlap by rows.  Errors are more frequent in
    some levels under both models, which differ on `churn` of the rows by chance.
    """
    r = np.random.default_rng(seed)
    codes = [r.choice(k, rows, p=r.dirichlet(np.full(k, 4.0))) for k in LEVELS]
    rate = 0.08 * np.exp(r.normal(0, 0.3, 5)[codes[3]] + r.normal(0, 0.3, 3)[codes[1]])
    live = r.random(rows) < rate
    following = np.where(r.random(rows) < churn, r.random(rows) < rate, live)
    free = set(range(len(LEVELS)))
    homes, inside = [], []
    for depth in depths:
        while True:
            chosen = sorted(int(one) for one in r.choice(sorted(free), depth, replace=False))
            home = {one: int(r.integers(LEVELS[one])) for one in chosen}
            rows_of = np.logical_and.reduce([codes[one] == code for one, code in home.items()])
            if 0.02 <= rows_of.mean() <= 0.3:
                break
            if depth == max(depths) and r.random() < 0.02:  # this table has no such home
                return plant(seed + 10_000, rows, depths, churn=churn)
        free -= set(chosen)
        homes.append({f"c{one}": f"v{code}" for one, code in home.items()})
        inside.append(rows_of)
    before = following.copy()
    for rows_of in inside:
        following |= rows_of & (r.random(rows) < EXTRA)
    columns: dict[str, Any] = {
        f"c{i}": np.array([f"v{j}" for j in range(k)])[code]
        for i, (k, code) in enumerate(zip(LEVELS, codes, strict=True))
    }
    columns |= {"y": 0, "live": live.astype(int), "next": following.astype(int)}
    return Planted(
        frame=pl.DataFrame(columns),
        homes=homes,
        worse=[float(EXTRA * (1 - before[rows_of].mean())) for rows_of in inside],
    )


def find(planted: Planted) -> Slices:
    return find_slices(planted.frame, label="y", baseline="live", candidate="next", progress=False)


def test_of_100_tables_without_a_bug_at_most_5_percent_have_a_confirmed_slice() -> None:
    confirmed = [len(find(plant(seed, 10_000, ())).confirmed) > 0 for seed in range(100)]
    assert np.mean(confirmed) <= 0.05


@pytest.mark.parametrize(
    ("depths", "churn"),
    [((2,), 0.3), ((2, 2), 0.3), ((1, 2, 3), 0.3), ((3,), 0.0)],
    ids=["one", "two that overlap", "three of different depth", "one and no other difference"],
)
def test_bugs_in_40000_rows_are_found_by_their_own_conditions_and_nothing_else(
    depths: tuple[int, ...], churn: float
) -> None:
    found = []
    for seed in range(20):
        planted = plant(seed, 40_000, depths, churn=churn)
        named = [dict(one.conditions) for one in find(planted).confirmed]
        found.append(sorted(map(str, named)) == sorted(map(str, planted.homes)))
    assert np.mean(found) >= 0.95


def test_the_confirmed_interval_is_not_flattered_by_the_search() -> None:
    """Near the limit of what can be found, the rows that were searched exaggerate."""
    covered = []
    for seed in range(120):
        planted = plant(seed, 8_000, (2,))
        (home,), (truth,) = planted.homes, planted.worse
        for one in find(planted).slices:
            if dict(one.conditions) == home:
                assert one.confirmed is not None
                covered.append(one.confirmed.low <= truth <= one.confirmed.high)
    assert len(covered) >= 50
    assert 0.89 <= np.mean(covered) <= 1  # of 95 %, with the noise of so many runs
