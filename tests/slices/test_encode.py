"""Columns become dimensions: which levels there are, and what is left out and why."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from bugcase.data.opening import open_table
from bugcase.slices import find_slices
from fixtures.planted import HOME, MODELS, named, planted


def test_missing_values_are_a_level() -> None:
    frame = planted()
    frame["country"] = frame["country"].where(frame["country"] != "PT")
    assert named(find_slices(frame, **MODELS)) == [HOME | {"country": "(missing)"}]


def test_rare_values_are_one_level_and_frequent_ones_stand() -> None:
    frame = planted()
    towns = np.random.default_rng(1).integers(0, 5_000, len(frame))
    frame["country"] = frame["country"].where(
        frame["country"] == "PT", [f"town {one}" for one in towns]
    )
    assert named(find_slices(frame, **MODELS)) == [HOME]
    frame["next"] = np.where(frame["country"] == "PT", frame["live"], 1 - frame["y"])
    assert {"country": "(other)"} in named(find_slices(frame, **MODELS))


def test_numbers_are_cut_at_edges_that_can_be_said_aloud() -> None:
    frame = planted(worse=0)
    frame["age"] = np.random.default_rng(1).integers(16, 96, len(frame))
    hit = (frame["age"] < 31) & (np.random.default_rng(2).random(len(frame)) < 0.3)
    frame["next"] = np.where(hit, 1 - frame["y"], frame["next"])
    (one,) = named(find_slices(frame, **MODELS))
    assert one == {"age": "under 31"}


@pytest.mark.parametrize("by", [None, ["age", "age (bin)"], ["age (bin)", "age"]])
def test_a_column_that_is_cut_may_stand_beside_one_of_the_name_of_its_bins(
    by: list[str] | None,
) -> None:
    frame = planted(worse=0)
    frame["age"] = np.random.default_rng(1).integers(16, 96, len(frame))
    frame["age (bin)"] = np.random.default_rng(3).choice(["young", "old"], len(frame))
    hit = (frame["age"] < 31) & (np.random.default_rng(2).random(len(frame)) < 0.3)
    frame["next"] = np.where(hit, 1 - frame["y"], frame["next"])
    (one,) = named(find_slices(frame, **MODELS, by=by))
    assert one == {"age": "under 31"}


def test_what_makes_no_levels_is_left_out_by_name_and_reason() -> None:
    frame = planted()
    rows = len(frame)
    many = {f"c{i}": np.random.default_rng(i).integers(0, 4, rows) for i in range(58)}
    frame = frame.assign(
        **many,
        id=np.arange(rows),
        at=pd.date_range("2025-01-01", periods=rows, freq="min"),
        comment=[f"It was the {i}th time." for i in range(rows)],
        source="web",
    )
    found = find_slices(frame, depth=2, **MODELS)
    assert [(one.column, one.why) for one in found.left_out] == [
        ("id", "a different number in nearly every row"),
        ("at", "no value in 60 rows or more"),
        ("comment", "no value in 60 rows or more"),
        ("source", "the same in every row"),
    ]
    assert named(found) == [HOME]


@pytest.mark.parametrize("kind", ["file", "pandas", "Polars", "PyArrow"])
def test_a_value_is_read_as_its_place_among_those_that_were_looked_for(
    kind: str, tmp_path: Path
) -> None:
    frame = pl.DataFrame(
        {
            "text": ["b", "it's", None, "", "other"],
            "nul": ["a", "z\0", "z", None, "a"],
            "number": [1, None, 3, 4, 5],
            "flag": [True, None, False, True, True],
            "outcome": [0, 1, 2, 3, 0],
        }
    )
    frame.write_parquet(tmp_path / "rows.parquet")
    source = {
        "file": tmp_path / "rows.parquet",
        "pandas": frame.to_pandas(),
        "Polars": frame,
        "PyArrow": frame.to_arrow(),
    }[kind]
    asked: dict[str, list[Any]] = {
        "text": ["", "b", "it's"],
        "nul": ["a", "z\0"],
        "number": [3, 4],
        "flag": [False, True],
    }
    read = open_table(source).category_codes(asked, ["outcome"])
    assert [one.tolist() for one in read] == [
        [1, 2, 3, 0, 4],
        [0, 1, 3, 2, 0],
        [3, 2, 0, 1, 3],
        [1, 2, 0, 1, 1],
        [0, 1, 2, 3, 0],
    ]
    assert {one.dtype for one in read} == {np.dtype(np.uint8)}
