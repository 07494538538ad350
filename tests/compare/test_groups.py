"""One model on different rows: what changed, and which gap was there before."""

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bugcase as bc
from bugcase.errors import DataError
from bugcase.estimate import Unit
from bugcase.stats.clusters import clustered_rate_difference
from bugcase.stats.fdr import benjamini_hochberg
from bugcase.stats.means import mean_difference
from bugcase.stats.moments import Moments
from bugcase.stats.proportions import (
    koopman,
    miettinen_nurminen,
    newcombe,
    score_p,
    wilson,
)

COLUMNS: dict[str, Any] = {"label": "y", "prediction": "guess", "group": "year"}


def table(wrong: int, n: int, **values: Any) -> pd.DataFrame:
    """Rows of which the model gets the first ones wrong."""
    guess = np.r_[np.zeros(wrong, dtype=int), np.ones(n - wrong, dtype=int)]
    return pd.DataFrame({"y": 1, "guess": guess, **values})


def joined(*tables: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(tables, ignore_index=True)


def years(before: tuple[int, int], after: tuple[int, int]) -> pd.DataFrame:
    return joined(table(*before, year=2015), table(*after, year=2018))


def test_the_change_has_newcombes_interval_and_the_ratio_koopmans() -> None:
    found = bc.compare_groups(years((1200, 7000), (1300, 7100)), **COLUMNS, reference=2015)
    (group,) = found.groups
    assert found.reference_rate == wilson(1200, 7000)
    assert group.rate == wilson(1300, 7100)
    assert group.change == newcombe(1300, 7100, 1200, 7000)
    assert group.ratio == koopman(1300, 7100, 1200, 7000)


def test_a_group_under_100_rows_has_miettinen_and_nurminens_interval() -> None:
    # Newcombe, Statistics in Medicine 17 (1998) 873-890, table II: 56/70 - 48/80
    (group,) = bc.compare_groups(years((48, 80), (56, 70)), **COLUMNS, reference=2015).groups
    assert group.change == miettinen_nurminen(56, 70, 48, 80)
    assert (round(group.change.low, 4), round(group.change.high, 4)) == (0.0528, 0.3382)


@pytest.mark.parametrize(
    ("limit", "verdict"),
    [
        pytest.param(0.01, "halt", id="the interval lies above the limit"),
        pytest.param(0.05, "not yet known", id="the limit lies inside"),
        pytest.param(0.20, "go", id="the interval lies below the limit"),
        pytest.param(None, None, id="no limit was agreed"),
    ],
)
def test_the_verdict_has_three_zones(limit: float | None, verdict: str | None) -> None:
    frame = years((100, 1000), (160, 1000))
    (group,) = bc.compare_groups(frame, **COLUMNS, reference=2015, limit=limit).groups
    assert group.verdict == verdict


def test_rows_needed_are_of_the_group_and_the_reference_stays_as_it_is() -> None:
    frame = years((10_000, 100_000), (110, 1000))
    (group,) = bc.compare_groups(frame, **COLUMNS, reference=2015, limit=0.005).groups
    assert group.rows_needed is not None

    def settled(rows: float) -> bool:
        change = newcombe(round(0.11 * rows), round(rows), 10_000, 100_000)
        return not change.low <= 0.005 < change.high

    assert settled(1000 + group.rows_needed * 1.02)
    assert not settled(1000 + group.rows_needed * 0.95)


def test_no_number_of_rows_settles_what_a_small_reference_leaves_open() -> None:
    frame = years((10, 100), (1100, 10_000))
    (group,) = bc.compare_groups(frame, **COLUMNS, reference=2015, limit=0.005).groups
    assert (group.verdict, group.rows_needed) == ("not yet known", None)


COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(before=COUNTS, after=COUNTS)
def test_swapping_the_reference_negates_the_change_and_inverts_the_ratio(
    before: tuple[int, int], after: tuple[int, int]
) -> None:
    frame = years(before, after)
    (forth,), (back,) = (
        bc.compare_groups(frame, **COLUMNS, reference=year, by=[]).groups for year in (2015, 2018)
    )
    assert back.change.value == pytest.approx(-forth.change.value)
    assert back.change.low == pytest.approx(-forth.change.high)
    assert back.change.high == pytest.approx(-forth.change.low)
    assert forth.ratio is not None
    assert back.ratio is not None
    assert back.ratio.high == pytest.approx(1 / forth.ratio.low if forth.ratio.low else np.inf)


def test_groups_come_worst_first_with_a_q_over_all_of_them_and_missing_is_one() -> None:
    wrong = {"north": 100, "east": 130, "south": 100, None: 160}
    frame = joined(*(table(k, 1000, region=region) for region, k in wrong.items()))
    asked = COLUMNS | {"group": "region", "reference": "north"}
    groups = bc.compare_groups(frame, **asked).groups
    expected = benjamini_hochberg([score_p(k, 1000, 100, 1000) for k in (160, 130, 100)])
    assert [(one.group, one.n) for one in groups] == [
        ("(missing)", 1000),
        ("east", 1000),
        ("south", 1000),
    ]
    assert [one.q for one in groups] == pytest.approx(expected.tolist())


def plans() -> pd.DataFrame:
    """Plan "old" has always fared badly; "new" does so since 2018; "rare" is too small to say."""
    return joined(
        table(300, 1000, year=2015, plan="old"),
        table(300, 1000, year=2018, plan="old"),
        table(100, 1000, year=2015, plan="new"),
        table(200, 1000, year=2018, plan="new"),
        table(1, 50, year=2015, plan="rare"),
        table(9, 29, year=2018, plan="rare"),
        table(40, 40, year=2018, plan=None),
    )


def test_segments_come_worst_first_and_those_with_too_few_rows_last() -> None:
    found = bc.compare_groups(plans(), **COLUMNS, reference=2015, by=["plan"])
    assert [(s.group, s.conditions, s.n, s.too_few) for s in found.segments] == [
        ("2018", {"plan": "new"}, 1000, False),
        ("2018", {"plan": "old"}, 1000, False),
        ("2018", {"plan": "rare"}, 29, True),
        ("2018", {"plan": "(missing)"}, 40, True),
    ]


def test_a_gap_that_was_there_before_is_shown_beside_a_change_that_is_none() -> None:
    found = bc.compare_groups(plans(), **COLUMNS, reference=2015, by=["plan"])
    new, old, *_ = found.segments
    assert old.change == newcombe(300, 1000, 300, 1000)
    assert old.gap_in_reference == newcombe(300, 1000, 101, 1050)
    assert old.gap == newcombe(300, 1000, 249, 1069)
    assert new.change == newcombe(200, 1000, 100, 1000)
    assert new.gap_in_reference == newcombe(100, 1000, 301, 1050)


def test_a_segments_q_allows_for_the_segments_of_all_groups() -> None:
    third = table(150, 1000, year=2019, plan="new")
    found = bc.compare_groups(joined(plans(), third), **COLUMNS, reference=2015, by=["plan"])
    counts = [(200, 1000, 100, 1000), (150, 1000, 100, 1000), (300, 1000, 300, 1000)]
    expected = benjamini_hochberg([score_p(*four) for four in counts])
    tested = [segment.q for segment in found.segments if not segment.too_few]
    assert tested == pytest.approx(expected.tolist())


def test_a_segment_without_rows_in_the_reference_has_a_rate_and_no_change() -> None:
    found = bc.compare_groups(plans(), **COLUMNS, reference=2015, by=["plan"])
    missing = found.segments[-1]
    assert (missing.reference, missing.change, missing.gap_in_reference) == (None, None, None)
    assert missing.rate == wilson(40, 40)


def test_a_segment_that_is_everybody_has_no_gap() -> None:
    found = bc.compare_groups(
        years((10, 100), (20, 100)).assign(plan="all"), **COLUMNS, reference=2015, by=["plan"]
    )
    assert [(s.gap_in_reference, s.gap) for s in found.segments] == [(None, None)]


CLASSES = joined(
    pd.DataFrame({"y": ["yes"] * 200, "guess": ["yes"] * 180 + ["no"] * 20, "year": 2015}),
    pd.DataFrame({"y": ["no"] * 200, "guess": ["yes"] * 20 + ["no"] * 180, "year": 2015}),
    pd.DataFrame({"y": ["yes"] * 200, "guess": ["yes"] * 160 + ["no"] * 40, "year": 2018}),
    pd.DataFrame({"y": ["no"] * 200, "guess": ["yes"] * 60 + ["no"] * 140, "year": 2018}),
)


@pytest.mark.parametrize(
    ("metric", "change"),
    [
        pytest.param("error rate", newcombe(100, 400, 40, 400), id="error rate"),
        pytest.param("false positive rate", newcombe(60, 200, 20, 200), id="false alarms"),
        pytest.param("false negative rate", newcombe(40, 200, 20, 200), id="misses"),
        pytest.param("recall", newcombe(180, 200, 160, 200), id="recall, of which more is better"),
        pytest.param("precision", newcombe(180, 200, 160, 220), id="precision"),
    ],
)
def test_a_metric_is_counted_among_the_rows_that_are_its_business(metric: Any, change: Any) -> None:
    found = bc.compare_groups(CLASSES, **COLUMNS, reference=2015, metric=metric, positive="yes")
    assert found.groups[0].change == change


def test_a_loss_has_welchs_interval() -> None:
    scipy_stats = pytest.importorskip("scipy.stats")
    random = np.random.default_rng(2)
    before, after = random.gamma(2, 50, 300) + 1e6, random.gamma(2, 60, 200) + 1e6
    frame = joined(
        pd.DataFrame({"euros": before, "year": 2015}), pd.DataFrame({"euros": after, "year": 2018})
    )
    found = bc.compare_groups(frame, loss="euros", group="year", reference=2015)
    expected = scipy_stats.ttest_ind(after, before, equal_var=False).confidence_interval(0.95)
    (group,) = found.groups
    assert group.change.low == pytest.approx(expected.low, rel=1e-6)
    assert group.change.high == pytest.approx(expected.high, rel=1e-6)
    assert group.ratio is None


def test_weights_weigh() -> None:
    frame = years((10, 100), (10, 100))
    frame["w"] = np.where(frame["guess"] == 0, np.where(frame["year"] == 2018, 3.0, 1.0), 1.0)
    (group,) = bc.compare_groups(frame, **COLUMNS, reference=2015, weight="w", by=[]).groups
    assert group.change.value == pytest.approx(30 / 120 - 10 / 100)


def users() -> pd.DataFrame:
    """Users with several rows each, on one device or on both."""
    random = np.random.default_rng(3)
    user = random.integers(0, 150, 1500)
    wrong = random.random(1500) < random.beta(1 + (np.arange(150) % 2 == 0) / 3, 4)[user]
    return pd.DataFrame(
        {
            "y": 1,
            "guess": np.where(wrong, 0, 1),
            "year": np.where(user % 2, 2015, 2018),
            "device": np.where(random.random(1500) < 0.2 + 0.6 * (user % 3 == 0), "web", "app"),
            "user": [f"user {one}" for one in user],
        }
    )


def moments(rows: pd.DataFrame) -> Moments:
    return Moments.of(rows["guess"] != rows["y"], unit=rows["user"])


def ends(estimate: Any) -> Any:
    return pytest.approx((estimate.value, estimate.low, estimate.high))


def test_with_a_unit_changes_and_gaps_are_cluster_robust_where_users_have_rows_on_both_sides() -> (
    None
):
    frame = users()
    found = bc.compare_groups(frame, **COLUMNS, reference=2015, unit="user", by=["device"])
    after, before = (moments(frame[frame["year"] == year]) for year in (2018, 2015))
    change = clustered_rate_difference(after, before)
    got = found.groups[0].change
    assert (got.value, got.low, got.high) == ends(change)
    for segment in found.segments:
        (device,) = segment.conditions.values()
        for year, gap in ((2015, segment.gap_in_reference), (2018, segment.gap)):
            rows = frame[frame["year"] == year]
            inside = moments(rows[rows["device"] == device])
            outside = moments(rows[rows["device"] != device])
            expected = clustered_rate_difference(inside, outside)
            assert gap is not None
            assert (gap.value, gap.low, gap.high) == ends(expected)


def test_ten_rows_of_one_user_count_as_one_user_and_not_as_ten() -> None:
    once = years((10, 100), (30, 100)).assign(user=range(200))
    often = joined(*[once] * 10)
    asked = COLUMNS | {"reference": 2015, "unit": "user", "by": []}
    (alone,), (clustered,) = (bc.compare_groups(f, **asked).groups for f in (once, often))
    assert clustered.change.low == pytest.approx(alone.change.low)
    assert clustered.change.high == pytest.approx(alone.change.high)
    assert clustered.n == 10 * alone.n


def test_with_a_unit_the_test_agrees_with_the_interval() -> None:
    frame = users()
    asked = COLUMNS | {"reference": 2015, "unit": "user", "by": []}
    (group,) = bc.compare_groups(frame, **asked).groups
    assert group.q is not None
    narrow = bc.compare_groups(frame, **asked, level=1 - group.q * 1.01).groups[0].change
    wide = bc.compare_groups(frame, **asked, level=1 - group.q * 0.99).groups[0].change
    assert not narrow.low <= 0 <= narrow.high
    assert wide.low <= 0 <= wide.high


def test_losses_of_users_have_welchs_interval_cluster_robust() -> None:
    frame = users().assign(euros=lambda f: (f["guess"] != f["y"]) * 10.0)
    found = bc.compare_groups(
        frame, loss="euros", group="year", reference=2015, unit="user", by=["device"]
    )
    before, after = (
        Moments.of(rows["euros"], unit=rows["user"]) for _, rows in frame.groupby("year")
    )
    got = found.groups[0].change
    assert (got.value, got.low, got.high) == ends(mean_difference(after, before, unit=Unit("EUR")))
    assert got.method == "Welch t, cluster-robust (CR1)"


def numbers(found: bc.GroupComparison) -> list[float]:
    """Everything that was measured, in order."""
    told = []
    rows: tuple[Any, ...] = (*found.groups, *found.segments)
    for row in rows:
        estimates = [row.rate, row.change, getattr(row, "gap", None)]
        told += [row.n, np.nan if row.q is None else row.q]
        told += [n for e in estimates if e for n in (e.value, e.low, e.high)]
    return told


@pytest.mark.parametrize(
    "convert",
    [
        pytest.param(pl.from_pandas, id="Polars"),
        pytest.param(lambda frame: pl.from_pandas(frame).lazy(), id="Polars lazy"),
        pytest.param(pa.Table.from_pandas, id="PyArrow"),
        pytest.param(lambda frame: duckdb.from_arrow(pa.Table.from_pandas(frame)), id="DuckDB"),
    ],
)
@pytest.mark.parametrize("unit", [None, "user"])
def test_every_kind_of_frame_gives_the_same_numbers(
    convert: Callable[[pd.DataFrame], Any], unit: str | None
) -> None:
    frame = users()
    frame.loc[:20, "device"] = None
    asked = COLUMNS | {"reference": 2015, "unit": unit, "by": ["device"]}
    expected = bc.compare_groups(frame, **asked)
    found = bc.compare_groups(convert(frame), **asked)
    assert numbers(found) == pytest.approx(numbers(expected), nan_ok=True)


def test_to_frame_gives_the_kind_of_frame_that_came_in() -> None:
    frame = bc.compare_groups(plans(), **COLUMNS, reference=2015, by=["plan"]).to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert frame["group"].tolist() == ["2015"] + ["2018"] * 5
    assert frame["segment"].tolist()[2:] == ["new", "old", "rare", "(missing)"]
    assert frame["change"].tolist()[2] == pytest.approx(0.1)
    assert frame["rate"].tolist()[0] == pytest.approx(401 / 2050)


FINE = years((10, 100), (10, 100))
BAD: list[Any] = [
    pytest.param(
        FINE,
        {"reference": 2016},
        "reference of group column 'year' of pandas frame: expected one of 2015, 2018; found 2016. "
        "Fix: name the group that the others are held against.",
        id="a reference that is not there",
    ),
    pytest.param(
        FINE.assign(year=2015),
        {},
        "group column 'year' of pandas frame: expected two to 100 groups; found the same value in "
        "every row. Fix: name a column such as year, release or region.",
        id="a single group",
    ),
    pytest.param(
        FINE.assign(year=range(200)),
        {},
        "group column 'year' of pandas frame: expected two to 100 groups; found 200 different "
        "values. Fix: name a column such as year, release or region.",
        id="a group for every row",
    ),
    pytest.param(
        pl.from_pandas(FINE).with_columns(year=pl.Series([[1], [2]] * 100)),
        {},
        "group column 'year' of polars frame: expected two to 100 groups; found values of type "
        "List(Int64). Fix: name a column such as year, release or region.",
        id="lists for groups",
    ),
    pytest.param(
        FINE,
        {"group": "yaer"},
        "group column 'yaer' of pandas frame: expected one of y, guess, year; found no such "
        "column. Fix: did you mean 'year'?",
        id="a missing group column",
    ),
    pytest.param(
        FINE,
        {"prediction": "gues"},
        "prediction column 'gues' of pandas frame: expected one of y, guess, year; found no such "
        "column. Fix: did you mean 'guess'?",
        id="a missing prediction",
    ),
    pytest.param(
        FINE.assign(guess=0.25),
        {},
        "prediction column 'guess' of pandas frame: expected classes: text, booleans or whole "
        "numbers; found 200 fractions or infinite values. Fix: round it to classes, or "
        "choose a metric of numbers or probabilities.",
        id="probabilities where classes are needed",
    ),
    pytest.param(
        FINE.assign(guess=2.0),
        {"metric": "Brier score"},
        "prediction column 'guess' of pandas frame: expected probabilities from 0 to 1; found 200 "
        "values outside. Fix: name the column with the probability of the positive class.",
        id="no probabilities",
    ),
    pytest.param(
        FINE.assign(y=FINE["year"] == 2018, guess=True),
        {"metric": "recall"},
        "recall in pandas frame: expected rows that count for it in year 2015 and in another "
        "group; found only in 2018. Fix: choose another metric, or name another class as "
        "positive.",
        id="a reference in which nothing counts",
    ),
    pytest.param(
        FINE,
        {"limit": 5},
        "limit: expected a share from 0 to 1 (0.005 is 5 per 1,000); found 5. Fix: did you "
        "mean 0.005?",
        id="a limit in another unit",
    ),
]


@pytest.mark.parametrize(("frame", "arguments", "message"), BAD)
def test_what_cannot_be_answered_is_said_in_one_line(
    frame: Any, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataError) as error:
        bc.compare_groups(frame, **(COLUMNS | {"reference": 2015} | arguments))
    assert str(error.value) == message
