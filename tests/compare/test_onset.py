"""Since when: the worsening in order, whether there is a step, and where it began."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import bugcase as bc
from bugcase.compare.onset import Onset, Steps, in_natural_order
from bugcase.errors import DataError
from bugcase.stats.moments import Moments
from bugcase.stats.paired import PairedCounts
from bugcase.stats.proportions import tango

COLUMNS: dict[str, Any] = {"label": "y", "baseline": "live", "candidate": "next", "by": []}


def rows(counts: tuple[int, int, int, int], build: Any) -> pd.DataFrame:
    """Rows that the two models get wrong together, one alone, or not at all."""
    live, following = np.repeat([0, 1, 0, 1], counts), np.repeat([0, 0, 1, 1], counts)
    return pd.DataFrame({"y": 1, "live": live, "next": following, "build": build})


STEADY, WORSE = (20, 10, 10, 460), (20, 60, 10, 410)


def stepped(builds: list[Any], first_bad: int) -> pd.DataFrame:
    """Builds of which those from a place on are worse; the rows come in no order."""
    frames = [rows(WORSE if i >= first_bad else STEADY, one) for i, one in enumerate(builds)]
    return pd.concat(frames, ignore_index=True).sample(frac=1, random_state=0)


def onset(frame: Any, **asked: Any) -> Onset:
    found = bc.compare_models(frame, **(COLUMNS | {"onset": "build"} | asked)).onset
    assert found is not None
    return found


def test_a_clear_step_is_found_where_it_is() -> None:
    found = onset(stepped(list(range(1, 11)), first_bad=6))
    assert (found.likeliest, found.starts, found.told) == ("7", ("7",), True)
    assert found.p == 1 / 2000  # none of 1,999 deals of the rows shows as large a step


def test_a_mend_is_a_step_as_well() -> None:
    found = onset(stepped(list(range(1, 11)), first_bad=6).assign(build=lambda f: -f["build"]))
    assert found.likeliest == "-6"


def test_every_value_has_its_own_worsening_in_order() -> None:
    found = onset(stepped([8, 9, 10, 11], first_bad=2))
    assert [(one.value, one.n, one.worsening) for one in found.points] == [
        ("8", 500, tango(20, 10, 10, 460)),
        ("9", 500, tango(20, 10, 10, 460)),
        ("10", 500, tango(20, 60, 10, 410)),
        ("11", 500, tango(20, 60, 10, 410)),
    ]


def test_where_no_step_can_be_told_no_start_is_named() -> None:
    found = onset(stepped(list(range(10)), first_bad=10))
    assert (found.likeliest, found.starts, found.told) == (None, (), False)
    assert found.p == 1


def test_a_first_build_of_one_bad_row_is_no_step() -> None:
    frame = pd.concat([rows((0, 1, 0, 0), 0), rows((0, 30, 30, 9940), 1)], ignore_index=True)
    assert onset(frame).p > 0.002  # a normal tail would say 1e-30


def test_a_step_that_could_have_begun_in_several_builds_names_them_all() -> None:
    frame = pd.concat(
        [rows((2, 2, 2, 194), 0), rows((2, 2, 2, 194), 1), rows((2, 9, 2, 187), 2)]
        + [rows((2, 16, 2, 180), build) for build in (3, 4, 5)],
        ignore_index=True,
    )
    found = onset(frame)
    assert found.starts == ("2", "3")
    assert found.likeliest in found.starts


def test_a_higher_level_names_at_least_as_many_starts() -> None:
    random = np.random.default_rng(4)
    frame = stepped(list(range(8)), first_bad=4).sample(frac=0.3, random_state=random)
    sets = [set(onset(frame, level=level).starts) for level in (0.5, 0.8, 0.95)]
    assert sets[0] <= sets[1] <= sets[2]


@pytest.mark.parametrize(
    ("names", "numbers", "ordered"),
    [
        pytest.param(["10", "9", "-1"], True, ["-1", "9", "10"], id="numbers"),
        pytest.param(["0.25", "0.5", "0.125"], True, ["0.125", "0.25", "0.5"], id="fractions"),
        pytest.param(["1.10", "1.9"], False, ["1.9", "1.10"], id="versions"),
        pytest.param(["v10", "V9", "v9b"], False, ["V9", "v9b", "v10"], id="text with digits"),
        pytest.param(["false", "true"], False, ["false", "true"], id="booleans"),
        pytest.param(["b", "10", "a"], False, ["10", "a", "b"], id="text and digits"),
    ],
)
def test_values_are_ordered_as_a_person_would(
    names: list[str], numbers: bool, ordered: list[str]
) -> None:
    assert in_natural_order(names, numbers=numbers) == ordered
    assert in_natural_order(names[::-1], numbers=numbers) == ordered


def test_moments_of_many_values_are_taken_by_the_day() -> None:
    frame = stepped(list(range(10)), first_bad=6)
    hour = timedelta(hours=1)
    start = datetime(2026, 3, 1)
    frame["build"] = [
        start + build * 24 * hour + i % 24 * hour for i, build in enumerate(frame["build"])
    ]
    found = onset(frame)
    assert [one.value for one in found.points][:2] == ["2026-03-01", "2026-03-02"]
    assert (len(found.points), found.likeliest) == (10, "2026-03-07")


def test_days_stay_days() -> None:
    days = [date(2026, 3, 1) + timedelta(days=i) for i in range(6)]
    frame = pl.from_pandas(stepped(days, first_bad=3))
    assert onset(frame).likeliest == "2026-03-04"


def test_rows_without_a_build_have_no_part() -> None:
    frame = stepped(list(range(1, 7)), first_bad=3)
    lost = rows((0, 400, 0, 0), None)
    found = onset(pd.concat([frame, lost], ignore_index=True).astype({"build": "float"}))
    assert [one.value for one in found.points] == ["1", "2", "3", "4", "5", "6"]
    assert found.likeliest == "4"


@pytest.mark.parametrize(
    "convert",
    [
        pytest.param(pl.from_pandas, id="Polars"),
        pytest.param(lambda frame: pl.from_pandas(frame).lazy(), id="Polars lazy"),
        pytest.param(pa.Table.from_pandas, id="PyArrow"),
        pytest.param(lambda frame: duckdb.from_arrow(pa.Table.from_pandas(frame)), id="DuckDB"),
    ],
)
def test_every_kind_of_frame_tells_the_same(convert: Callable[[pd.DataFrame], Any]) -> None:
    frame = stepped(list(range(8)), first_bad=5).sample(frac=0.2, random_state=1)
    start = pd.Timestamp("2026-03-01")
    frame["build"] = [
        start + pd.Timedelta(hours=24 * build + i % 24) for i, build in enumerate(frame["build"])
    ]
    assert onset(convert(frame)) == onset(frame)


def test_a_loss_has_an_onset_too() -> None:
    random = np.random.default_rng(6)
    frame = pd.DataFrame({"build": np.repeat(range(9, 15), 200), "live": random.gamma(2, 50, 1200)})
    frame["next"] = frame["live"] + random.normal(0, 10, 1200) + 8 * (frame["build"] >= 11)
    found = bc.compare_models(frame, loss=("live", "next"), by=[], onset="build").onset
    assert found is not None
    assert (found.likeliest, found.starts) == ("11", ("11",))


def test_losses_that_never_differ_have_no_onset() -> None:
    frame = pd.DataFrame({"build": [1, 2] * 50, "live": 1.0, "next": 1.0})
    found = bc.compare_models(frame, loss=("live", "next"), by=[], onset="build").onset
    assert found is not None
    assert (found.p, found.likeliest) == (1, None)


def test_rows_of_the_same_users_tell_less_than_as_many_users() -> None:
    few = stepped(list(range(6)), first_bad=3).sample(frac=0.02, random_state=2)
    often = pd.concat([few.assign(user=range(len(few)))] * 20, ignore_index=True)
    assert onset(often).told
    assert not onset(often, unit="user").told


def test_days_that_differ_by_more_than_chance_are_allowed_for_by_naming_them_as_the_unit() -> None:
    random = np.random.default_rng(7)
    days = [rows((20, k, 20, 460), day) for day, k in enumerate(random.integers(5, 60, 20))]
    frame = pd.concat(days, ignore_index=True).assign(day=lambda f: f["build"])
    assert onset(frame).told
    assert not onset(frame, unit="day").told


FINE = stepped([1, 2], first_bad=1)
BAD: list[Any] = [
    pytest.param(
        FINE,
        {"onset": "biuld"},
        "onset column 'biuld' of pandas frame: expected one of y, live, next, build; found no such "
        "column. Fix: did you mean 'build'?",
        id="a missing column",
    ),
    pytest.param(
        FINE.assign(build="b1"),
        {},
        "onset column 'build' of pandas frame: expected at least two values in an order; found "
        "only b1. Fix: name a column of times, builds or versions.",
        id="a single build",
    ),
    pytest.param(
        pd.concat([FINE] * 2).assign(build=np.arange(2000)),
        {},
        "onset column 'build' of pandas frame: expected at most 1,000 moments, builds or versions; "
        "found 2,000 different values. Fix: round it to days, weeks or releases.",
        id="a build for every row",
    ),
    pytest.param(
        pl.from_pandas(FINE).with_columns(build=pl.Series([[1], [2]] * 500)),
        {},
        "onset column 'build' of polars frame: expected at most 1,000 moments, builds or versions; "
        "found values of type List(Int64). Fix: round it to days, weeks or releases.",
        id="lists",
    ),
    pytest.param(
        FINE,
        {"metric": "precision", "positive": 1},
        "onset by 'build': expected a metric whose rows are the same under both models; found "
        "precision. Fix: measure the error rate, recall or the false positive rate.",
        id="precision",
    ),
]


@pytest.mark.parametrize(("frame", "arguments", "message"), BAD)
def test_what_has_no_onset_is_said_in_one_line(
    frame: Any, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataError) as error:
        onset(frame, **arguments)
    assert str(error.value) == message


RUNS = 300
Draw: TypeAlias = Callable[[int, np.random.Generator], Steps]


def counted(
    builds: int, rows: int, before: tuple[float, ...], after: tuple[float, ...]
) -> tuple[int, Draw]:
    """Builds whose rows are worse, better or alike with given rates."""

    def draw(start: int, random: np.random.Generator) -> Steps:
        drawn = [random.multinomial(rows, after if b >= start else before) for b in range(builds)]
        return Steps.of(
            [
                PairedCounts(both=0, candidate_only=worse, baseline_only=better, neither=alike)
                for worse, better, alike in np.array(drawn).tolist()
            ]
        )

    return builds, draw


def of_users(builds: int, users: int, rows: int, step: float) -> tuple[int, Draw]:
    """Builds of users with several rows, whose losses are half their own and half the row's."""

    def draw(start: int, random: np.random.Generator) -> Steps:
        moments = []
        for build in range(builds):
            own, row = random.normal(size=(users, 1)), random.normal(size=(users, rows))
            loss = own + row + step * (build >= start)
            moments.append(Moments.of(loss.ravel(), unit=np.repeat(np.arange(users), rows)))
        return Steps(moments=tuple(moments), counts=None)

    return builds, draw


@pytest.mark.simulation
@pytest.mark.parametrize(
    ("builds", "draw"),
    [
        pytest.param(*counted(10, 300, (0.02, 0.02, 0.96), (0.06, 0.02, 0.92)), id="clear"),
        pytest.param(*counted(10, 100, (0.02, 0.02, 0.96), (0.06, 0.02, 0.92)), id="faint"),
        pytest.param(*counted(10, 2000, (0.001, 0.001, 0.998), (0.004, 0.001, 0.995)), id="rare"),
        pytest.param(*counted(30, 200, (0.02, 0.02, 0.96), (0.05, 0.02, 0.93)), id="many builds"),
        pytest.param(*of_users(10, 20, 5, 0.8), id="users"),
        pytest.param(*of_users(10, 20, 5, 0.5), id="users, faint"),
    ],
)
def test_the_set_holds_the_true_start(builds: int, draw: Draw) -> None:
    random = np.random.default_rng(8)
    starts = random.integers(1, builds, RUNS)
    held = np.mean([start in draw(start, random).starts(0.95) for start in starts])
    print(f"{builds} builds: held in {100 * held:.1f} %")
    assert held >= 0.95 - 2 * np.sqrt(0.95 * 0.05 / RUNS)  # what 300 runs can tell apart


@pytest.mark.simulation
@pytest.mark.parametrize(
    ("builds", "draw"),
    [
        pytest.param(*counted(10, 300, (0.02, 0.02, 0.96), (0.02, 0.02, 0.96)), id="counts"),
        pytest.param(*counted(10, 300, (0.002, 0.002, 0.996), (0.002, 0.002, 0.996)), id="rare"),
        pytest.param(*of_users(10, 20, 5, 0), id="users"),
        pytest.param(*of_users(10, 3, 5, 0), id="few users"),
    ],
)
def test_a_step_that_is_not_there_is_told_in_one_run_of_twenty_at_most(
    builds: int, draw: Draw
) -> None:
    random = np.random.default_rng(9)
    told = np.mean([draw(builds, random).p_value() <= 0.05 for _ in range(RUNS)])
    print(f"{builds} builds: told in {100 * told:.1f} %")
    assert told <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / RUNS)
