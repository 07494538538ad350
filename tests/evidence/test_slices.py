"""find_slices: where it hurts most, named once, confirmed on other rows."""

import math
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugcase.errors import DataError
from bugcase.evidence.contrast import Contrast
from bugcase.evidence.cuboids import CELLS, cover, most_levels
from bugcase.evidence.halves import Halving
from bugcase.evidence.populations import Rows
from bugcase.evidence.slices import Slices, find_slices

EXAMPLE = Path(__file__).parents[2] / "examples" / "release-halt"
MODELS: dict[str, Any] = {"label": "y", "baseline": "live", "candidate": "next"}
HOME = {"plan": "paid", "country": "PT"}


def planted(rows: int = 12_000, *, seed: int = 5, worse: float = 0.3, **more: Any) -> pd.DataFrame:
    """Make rows on which `next` errs more where plan is paid and country is PT."""
    r = np.random.default_rng(seed)
    plan = r.choice(["free", "paid", "trial"], rows)
    country = r.choice(["PT", "ES", "FR", "DE"], rows)
    live = r.random(rows) < 0.08
    following = np.where(r.random(rows) < 0.7, live, r.random(rows) < 0.08)
    following |= (plan == "paid") & (country == "PT") & (r.random(rows) < worse)
    frame = pd.DataFrame({"plan": plan, "country": country, "day": r.integers(0, 7, rows)})
    label = r.integers(0, 2, rows)
    frame = frame.assign(y=label, live=label ^ live, next=label ^ following)
    return frame.assign(user=r.integers(0, rows // 3, rows), **more)


def named(found: Slices) -> list[dict[str, str]]:
    return [dict(one.conditions) for one in found.confirmed]


def numbers(found: Slices) -> list[Any]:
    """Give everything that was measured, to nine digits where sums were rounded on the way."""

    def digits(value: Any) -> Any:
        return value and tuple(float(f"{x:.9g}") for x in (value.value, value.low, value.high))

    return [
        found.examined,
        found.left_out,
        *(
            (
                one.conditions,
                one.n,
                float(f"{one.q:.9g}"),
                one.is_confirmed,
                *map(digits, (one.baseline, one.candidate, one.worsening, one.confirmed)),
                digits(one.share_of_excess),
            )
            for one in found.slices
        ),
    ]


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


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_kind_of_frame_gives_the_same_slices(
    rich: pd.DataFrame, kind: Callable[[pd.DataFrame], Any], question: dict[str, Any]
) -> None:
    asked = {"by": ["plan", "country", "day"], **question}
    here = numbers(find_slices(rich, **asked))
    assert len(here) > 2
    assert numbers(find_slices(kind(rich), **asked)) == here


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_file_gives_the_slices_of_its_frame(
    rich: pd.DataFrame, ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"rows.{ending}"
    frame = pl.from_pandas(rich)
    frame.write_parquet(path) if ending == "parquet" else frame.write_csv(path)
    here = find_slices(rich, by=["plan", "country", "day"], **MODELS)
    assert numbers(find_slices(path, by=["plan", "country", "day"], **MODELS)) == numbers(here)


# PySpark says that it does not yet know pandas 3, and is slow to close its sockets
@pytest.mark.spark
@pytest.mark.skipif(
    shutil.which("java") is None and "JAVA_HOME" not in os.environ,
    reason="Spark needs Java, and there is none on the path or at JAVA_HOME",
)
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning")
def test_pyspark_gives_the_slices_of_pandas(rich: pd.DataFrame, tmp_path: Path) -> None:
    sql = pytest.importorskip("pyspark.sql")
    pl.from_pandas(rich).write_parquet(tmp_path / "rows.parquet")
    spark = (
        sql.SparkSession.builder.master("local[1]")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    asked = MODELS | {"by": ["plan", "country"]}
    there = find_slices(spark.read.parquet(str(tmp_path / "rows.parquet")), **asked)
    spark.stop()
    assert numbers(there) == numbers(find_slices(rich, **asked))


def test_the_order_of_the_rows_changes_nothing() -> None:
    frame = planted()
    shuffled = frame.sample(frac=1, random_state=1).reset_index(drop=True)
    assert numbers(find_slices(shuffled, **MODELS)) == numbers(find_slices(frame, **MODELS))


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


# what can be sliced by


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


def test_a_column_in_disguise_is_left_out_by_name() -> None:
    frame = planted()
    wrong = frame["next"] != frame["y"]
    score = np.random.default_rng(3).random(len(frame)) / 2
    frame = frame.assign(
        truth=np.where(frame["y"] == 1, "yes", "no"),
        detail=np.where(frame["y"] == 1, frame["plan"], "no"),
        decision=np.where(frame["next"] == 1, "accept", "refuse"),
        status=np.where(wrong, "error", "fine"),
        score=score + 0.5 * frame["next"],
    )
    found = find_slices(frame, **MODELS)
    assert [(one.column, one.why) for one in found.left_out] == [
        ("truth", "the label in disguise"),
        ("detail", "the label in disguise"),
        ("decision", "the candidate's prediction in disguise"),
        ("status", "whether the candidate is wrong in disguise"),
        ("score", "the candidate's prediction in disguise"),
    ]
    assert named(found) == [HOME]


def test_a_column_that_a_simple_model_decides_by_is_no_disguise() -> None:
    frame = planted().assign(live=lambda rows: (rows["plan"] == "paid").astype(int))
    assert find_slices(frame, **MODELS).left_out == ()


def test_a_loss_under_another_name_is_left_out() -> None:
    cost = np.random.default_rng(4).gamma(2, 50, 12_000)
    frame = planted().assign(cost=cost, next_cost=cost[::-1], cents=cost * 100)
    found = find_slices(frame, loss=("cost", "next_cost"), by=None)
    assert ("cents", "the baseline's loss in disguise") in [
        (one.column, one.why) for one in found.left_out
    ]


# the halves


@pytest.mark.parametrize("twins", [1, 2, 3, 10, 1_000])
def test_as_many_twins_are_searched_as_tosses_of_a_coin_would_say(twins: int) -> None:
    halving = Halving(0, 2)
    keys = halving.key([np.arange(200_000) % 250, np.arange(200_000) // 250])
    counts = halving.searched(np.full(len(keys), twins), halving.draw(keys))
    assert counts.min() >= 0
    assert counts.max() <= twins
    assert counts.mean() == pytest.approx(twins / 2, rel=0.01)
    assert counts.var() == pytest.approx(twins / 4, rel=0.1)


def test_twins_are_shared_between_the_halves_as_counted() -> None:
    told = [np.repeat(np.arange(50), 40) % 50]
    halving = Halving(0, 1)
    first = halving.first_half(told, twins=True, threads=1)
    key = halving.key([np.arange(50)])
    expected = halving.searched(np.full(50, 40), halving.draw(key))
    assert first.reshape(50, 40).sum(axis=1).tolist() == expected.tolist()


def test_no_unit_sits_in_both_halves() -> None:
    user = np.random.default_rng(0).integers(-(10**12), 10**12, 3_000).repeat(4)
    first = Halving(0, 0).first_half([user], twins=False, threads=2)
    assert set(user[first]) & set(user[~first]) == set()
    assert 0.45 < first.mean() < 0.55


# cuboids


@given(
    sizes=st.lists(st.integers(1, 50), min_size=1, max_size=9),
    depth=st.integers(1, 3),
    cells=st.sampled_from([100, 5_000, CELLS]),
)
def test_cuboids_hold_every_set_of_dimensions_once(
    sizes: list[int], depth: int, cells: int
) -> None:
    cuboids = cover(sizes, depth, cells)
    held = [one for cuboid in cuboids for one in cuboid.holds]
    assert len(held) == len(set(held))
    assert {len(one) for one in held} == set(range(1, min(depth, len(sizes)) + 1))
    every = [sum(len(one) == d for one in held) for d in range(1, min(depth, len(sizes)) + 1)]

    assert every == [math.comb(len(sizes), d) for d in range(1, len(every) + 1)]


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 5])
def test_as_many_levels_as_fit_a_cuboid_at_each_depth(depth: int) -> None:
    assert most_levels(depth) ** depth <= CELLS < (most_levels(depth) + 1) ** depth


def test_a_cuboid_counts_what_group_by_counts() -> None:
    r = np.random.default_rng(0)
    codes = [r.integers(0, k, 5_000).astype(np.uint8) for k in (3, 4, 5)]
    outcome = r.integers(0, 4, 5_000).astype(np.uint8)
    rows = Rows(
        contrast=Contrast(kind="two models"),
        codes=tuple(codes),
        sizes=(3, 4, 5),
        outcome=outcome,
        losses=(),
        unit=None,
    )
    (cuboid,) = cover((3, 4, 5), 2, CELLS)
    tables = dict(cuboid.tables(rows.tally(cuboid.dimensions), (3, 4, 5)))
    for (a, b), table in ((one, table) for one, table in tables.items() if len(one) == 2):
        counted = pd.crosstab([codes[a], codes[b]], outcome)
        assert table.tolist() == counted.to_numpy().tolist()


def test_ten_failures_in_ten_rows_are_no_more_than_their_square_root_in_z() -> None:
    contrast = Contrast(kind="two models")
    inside, outside = np.array([0.0, 0, 10, 0]), np.array([1e9, 0, 0, 0])
    assert float(contrast.z(inside, outside)) == pytest.approx(np.sqrt(10))


# how it reads


def test_a_slice_reads_as_a_sentence() -> None:
    found = find_slices(
        EXAMPLE / "predictions.parquet", label="employed", baseline="live", candidate="next"
    )
    assert repr(found).startswith(
        f"{found.examined:,} slices of up to 3 conditions examined: 1 found, 1 confirmed.\n"
        "1. moved: within the year, marital status: married (6,963 rows): 658.5 of every 1,000"
        " wrong, 207.4 before. On the rows that were not searched, between "
    )


def test_names_from_the_data_are_escaped() -> None:
    frame = planted().replace({"PT": "<script>alert(1)</script>"})
    shown = find_slices(frame.assign(**{"<b>": 1}), **MODELS)._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "&lt;b&gt;" in shown
    assert "<script" not in shown
    assert "<b>" not in shown


def test_the_table_comes_in_the_kind_of_frame_that_came_in() -> None:
    frame = find_slices(pl.from_pandas(planted()), **MODELS).to_frame()
    assert isinstance(frame, pl.DataFrame)
    assert frame["slice"].to_list() == ["plan: paid, country: PT"]
    assert frame["is_confirmed"].to_list() == [True]


@pytest.mark.parametrize(("progress", "shown"), [(True, True), (False, False), (None, False)])
def test_the_progress_bar_shows_where_somebody_looks(
    progress: bool | None, *, shown: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    find_slices(planted(), progress=progress, **MODELS)
    assert ("slices" in capsys.readouterr().err) is shown


def test_an_interrupt_leaves_no_thread_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Rows, "tally", interrupted)
    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        find_slices(planted(), **MODELS)
    assert threading.active_count() == before


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


def test_a_table_without_any_column_to_slice_by_has_no_slices() -> None:
    found = find_slices(planted(300)[["y", "live", "next"]], **MODELS)
    assert (found.slices, found.examined) == ((), 0)
