"""find_slices: where it hurts most, named once, confirmed on other rows."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from bugcase.errors import DataError
from bugcase.slices import find_slices
from fixtures.planted import EXAMPLE, HOME, MODELS, named, numbers, planted

pytestmark = pytest.mark.slow

# the example data


@pytest.mark.parametrize("unit", [None, "household"])
def test_the_home_of_the_example_s_bug_comes_first_in_its_shortest_description(
    unit: str | None,
) -> None:
    found = find_slices(
        EXAMPLE / "predictions.parquet",
        label="employed",
        baseline="live",
        candidate="next",
        unit=unit,
    )
    first = found.slices[0]
    assert first.conditions == {"moved": "within the year", "marital_status": "married"}
    assert first.is_confirmed
    assert first.n == 6_963
    assert first.baseline.value == 1_444 / 6_963
    assert first.candidate is not None
    assert first.candidate.value == 4_585 / 6_963
    assert first.confirmed is not None
    assert first.confirmed.low < (4_233 - 1_092) / 6_963 < first.confirmed.high


@pytest.mark.parametrize("unit", [None, "household"])
def test_without_the_bug_no_slice_of_the_example_is_confirmed(unit: str | None) -> None:
    found = find_slices(
        EXAMPLE / "no-bug.parquet", label="employed", baseline="live", candidate="next", unit=unit
    )
    assert found.examined > 5_000
    assert found.confirmed == ()


@pytest.mark.parametrize("model", ["live", "next"])
def test_a_model_that_nobody_touched_is_no_worse_anywhere_in_a_later_year(model: str) -> None:
    found = find_slices(
        EXAMPLE / "no-bug.parquet", label="employed", baseline=model, group="year", reference=2016
    )
    assert found.examined > 5_000
    assert found.confirmed == ()


# the same numbers everywhere


def as_relation(frame: pd.DataFrame) -> Any:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    return duckdb.connect().from_arrow(table)


KINDS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas, categories": lambda frame: frame.astype({"plan": "category"}),
    "Polars": pl.from_pandas,
    "lazy Polars": lambda frame: pl.from_pandas(frame).lazy(),
    "PyArrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    "DuckDB relation": as_relation,
}
BY = ["plan", "country", "day"]
QUESTIONS: dict[str, dict[str, Any]] = {
    "two models": MODELS,
    "two models, by user": MODELS | {"unit": "user"},
    "two models, by a unit of text": MODELS | {"unit": "session"},
    "one model": {"label": "y", "baseline": "next"},
    "two groups": {"label": "y", "baseline": "next", "group": "year", "reference": 2015},
    "two losses": {"loss": ("cost", "next_cost")},
    "one loss, by user": {"loss": "next_cost", "unit": "user"},
    "a loss in two groups": {"loss": "next_cost", "group": "year", "reference": 2015},
}


@pytest.fixture(scope="module")
def rich() -> pd.DataFrame:
    """Give planted rows with what every question needs: gaps, ties, a bug of the second year."""
    frame = planted(8_000, worse=0.4)
    r = np.random.default_rng(8)
    year = r.choice([2015, 2016], len(frame))
    home = (frame["plan"] == "paid") & (frame["country"] == "PT")
    cost = np.where(r.random(len(frame)) < 0.6, 0.0, r.gamma(2, 50, len(frame)))
    return frame.assign(
        year=year,
        session=[f"s{user}" for user in frame["user"]],
        next=np.where(home & (year == 2015), frame["live"], frame["next"]),
        cost=cost,
        next_cost=cost + 60.0 * (home & (year == 2016)),
        day=frame["day"].where(r.random(len(frame)) < 0.9),
    )


@pytest.fixture(scope="module")
def of_pandas(rich: pd.DataFrame) -> dict[str, list[Any]]:
    """What each question finds in pandas' rows."""
    return {name: numbers(find_slices(rich, by=BY, **asked)) for name, asked in QUESTIONS.items()}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_kind_of_frame_gives_the_same_slices(
    rich: pd.DataFrame,
    of_pandas: dict[str, list[Any]],
    kind: Callable[[pd.DataFrame], Any],
    question: str,
) -> None:
    assert len(of_pandas[question]) > 2
    assert numbers(find_slices(kind(rich), by=BY, **QUESTIONS[question])) == of_pandas[question]


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_file_gives_the_slices_of_its_frame(
    rich: pd.DataFrame, of_pandas: dict[str, list[Any]], ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"rows.{ending}"
    frame = pl.from_pandas(rich)
    frame.write_parquet(path) if ending == "parquet" else frame.write_csv(path)
    assert numbers(find_slices(path, by=BY, **MODELS)) == of_pandas["two models"]


@pytest.fixture(scope="module")
def in_its_order() -> list[Any]:
    return numbers(find_slices(planted(), **MODELS))


@pytest.mark.parametrize("kind", [*KINDS.values(), pd.DataFrame], ids=[*KINDS, "pandas"])
@pytest.mark.parametrize("by", [["country"], ["plan", "day"], []], ids=["country", "plan", "none"])
def test_the_order_of_the_rows_changes_nothing(
    in_its_order: list[Any], kind: Callable[[pd.DataFrame], Any], by: list[str]
) -> None:
    """Not even where the first thousands of rows are all of one level."""
    frame = planted()
    other = frame.sort_values(by) if by else frame.sample(frac=1, random_state=1)
    other = other.reset_index(drop=True)
    assert numbers(find_slices(kind(other), **MODELS)) == in_its_order


def test_a_search_in_a_file_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pl.from_pandas(planted()).write_parquet(path)
    code = """
import sys
import bugcase
found = bugcase.find_slices(sys.argv[1], label="y", baseline="live", candidate="next")
print(len(found.slices), *sorted({name.split(".")[0] for name in sys.modules}))
"""
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    found, *loaded = run.stdout.split()
    assert found == "1"
    assert set(loaded) & {"matplotlib", "pandas", "pyarrow", "pydantic", "scipy", "tqdm"} == set()


# what a slice is


def test_a_slice_says_what_happened_to_all_its_rows_and_to_those_that_were_not_searched() -> None:
    frame = planted(by_chance=0)
    (one,) = find_slices(frame, **MODELS).slices
    rows = frame.query("plan == 'paid' and country == 'PT'")
    assert one.conditions == HOME
    assert one.n == len(rows)
    assert one.baseline.value == (rows["live"] != rows["y"]).mean()
    assert one.candidate is not None
    assert one.candidate.value == (rows["next"] != rows["y"]).mean()
    assert one.confirmed is not None
    assert 0.4 * one.n < one.confirmed.n < 0.6 * one.n
    assert one.confirmed.low < one.worsening.value < one.confirmed.high


def test_one_bug_is_named_once_and_not_by_its_echoes() -> None:
    assert [dict(one.conditions) for one in find_slices(planted(), **MODELS).slices] == [HOME]


def test_a_column_that_is_named_twice_is_taken_once() -> None:
    once = find_slices(planted(), by=["plan", "country"], **MODELS)
    twice = find_slices(planted(), by=["plan", "country", "plan"], **MODELS)
    assert numbers(twice) == numbers(once)


def test_overlapping_bugs_are_told_apart() -> None:
    frame = planted(24_000)
    hit = (frame["day"] == 3) & (np.random.default_rng(1).random(len(frame)) < 0.3)
    frame["next"] = np.where(hit, 1 - frame["y"], frame["next"])
    found = named(find_slices(frame, **MODELS))
    assert sorted(found, key=len) == [{"day": "3"}, HOME]


def test_a_slice_on_which_the_candidate_is_better_is_no_bug() -> None:
    found = find_slices(planted(), label="y", baseline="next", candidate="live")
    assert found.slices == ()


def test_a_candidate_that_is_worse_everywhere_has_no_slice() -> None:
    frame = planted(worse=0)
    hit = np.random.default_rng(1).random(len(frame)) < 0.1
    frame["next"] = np.where(hit, 1 - frame["y"], frame["next"])
    assert find_slices(frame, **MODELS).slices == ()


def test_another_seed_searches_other_rows() -> None:
    frame = planted()
    (one,), (other,) = (find_slices(frame, seed=seed, **MODELS).slices for seed in (0, 1))
    assert one.conditions == other.conditions == HOME
    assert one.worsening == other.worsening
    assert one.confirmed != other.confirmed


def test_the_share_of_excess_is_all_of_it_where_nothing_else_differs() -> None:
    frame = planted()
    home = (frame["plan"] == "paid") & (frame["country"] == "PT")
    frame["next"] = frame["next"].where(home, frame["live"])
    (one,) = find_slices(frame, **MODELS).slices
    assert one.share_of_excess is not None
    assert one.share_of_excess.value == 1


@pytest.mark.parametrize(
    ("question", "baseline", "candidate"),
    [
        ({"label": "y", "baseline": "next"}, 0.36, None),
        ({"loss": ("cost", "next_cost")}, 0, 60),
        ({"loss": "next_cost"}, 60, None),
        ({"loss": "next_cost", "group": "late", "reference": False}, 0, 60),
    ],
    ids=["one model", "two losses", "one loss", "one loss, two groups"],
)
def test_each_question_finds_the_home(
    question: dict[str, Any], baseline: float, candidate: float | None
) -> None:
    frame = planted()
    home = (frame["plan"] == "paid") & (frame["country"] == "PT")
    noise = np.random.default_rng(2).normal(0, 5, len(frame))
    late = np.arange(len(frame)) % 2 == 1
    grouped = "group" in question
    frame = frame.assign(
        late=late, cost=noise, next_cost=noise + 60.0 * (home & (late if grouped else True))
    )
    (one,) = find_slices(frame, by=["plan", "country", "day"], **question).slices
    assert one.conditions == HOME
    assert one.is_confirmed
    assert one.baseline.value == pytest.approx(
        baseline, abs=1 if candidate or baseline > 1 else 0.03
    )
    assert (one.candidate and one.candidate.value) == (
        candidate if candidate is None else pytest.approx(candidate, abs=1)
    )


# what cannot be asked


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"label": "y"}, "name the columns"),
        (MODELS | {"level": 95}, "level lies between 0 and 1"),
        (MODELS | {"depth": 0}, "depth is at least 1"),
        (MODELS | {"group": "day", "reference": 1}, "name no candidate"),
    ],
    ids=["no baseline", "level of 95", "no depth", "groups of two models"],
)
def test_a_question_that_is_none_is_refused(question: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        find_slices(planted(300), **question)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (MODELS | {"by": ["plan", "cuntry"]}, "did you mean 'country'"),
        (MODELS | {"by": ["comment"]}, "no value in 30 rows or more"),
        ({"label": "y", "baseline": "live", "group": "day", "reference": 9}, "only one of the two"),
        (MODELS | {"label": "gone"}, "label column 'gone'"),
    ],
    ids=["misspelt", "no levels", "no reference", "no label"],
)
def test_what_the_data_cannot_answer_is_told(question: dict[str, Any], message: str) -> None:
    frame = planted(300).assign(comment=[f"{i}" for i in range(300)])
    with pytest.raises(DataError, match=message):
        find_slices(frame, **question)


@pytest.mark.parametrize("kind", [pd.DataFrame, as_relation], ids=["in memory", "on an engine"])
def test_one_unit_cannot_be_in_both_halves(kind: Callable[[pd.DataFrame], Any]) -> None:
    frame = planted(300).assign(shop="ours")
    with pytest.raises(DataError) as error:
        find_slices(kind(frame), unit="shop", by=["plan"], **MODELS)
    assert str(error.value).partition(": ")[2] == (
        "expected units enough for rows in both halves, the one that is searched and the one that "
        "confirms; found 1 unit. Fix: name a unit with more values, or no unit."
    )


@pytest.mark.parametrize("units", [2, 3])
def test_a_few_units_are_refused_where_they_all_fall_into_one_half(units: int) -> None:
    frame = planted(300).assign(shop=np.arange(300) % units)
    refused = []
    for seed in range(12):
        try:
            find_slices(frame, unit="shop", by=["plan"], seed=seed, **MODELS)
        except DataError as error:
            refused.append(error.found)
    assert 0 < len(refused) < 12
    assert set(refused) == {f"{units} units"}


@pytest.mark.parametrize("seed", range(3))
def test_a_group_of_a_single_unit_cannot_be_in_both_halves(seed: int) -> None:
    frame = planted(300).assign(year=np.arange(300) % 2)
    frame["shop"] = np.where(frame["year"] == 1, 99, np.arange(300) % 20)
    asked: dict[str, Any] = {"label": "y", "baseline": "live", "group": "year", "reference": 0}
    with pytest.raises(DataError, match="units enough for rows of both groups in both halves"):
        find_slices(frame, unit="shop", by=["plan"], seed=seed, **asked)


def test_a_class_that_the_label_writes_otherwise_is_no_slice_of_errors() -> None:
    frame = planted(300).replace({"y": {0: "no", 1: "yes"}, "live": {0: "no", 1: "yes"}})
    frame.loc[frame["plan"] == "paid", "live"] += " "
    with pytest.raises(DataError, match="write 'no' for 'no ', 'yes' for 'yes '"):
        find_slices(frame, label="y", baseline="live")


def test_a_table_without_any_column_to_slice_by_has_no_slices() -> None:
    found = find_slices(planted(300)[["y", "live", "next"]], **MODELS)
    assert (found.slices, found.examined) == ((), 0)
