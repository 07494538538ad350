"""Two models on the same rows: what is measured, where, and what the verdict is."""

from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest

import bugcase as bc
from bugcase.compare.metrics import MetricName
from bugcase.compare.models import Segment
from bugcase.errors import DataError
from bugcase.stats.proportions import tango, wilson

COLUMNS: dict[str, Any] = {"label": "y", "baseline": "live", "candidate": "next"}


def table(both: int, candidate_only: int, baseline_only: int, neither: int) -> pd.DataFrame:
    """Rows that the two models get wrong together, one alone, or not at all."""
    wrong = [(1, 1)] * both + [(0, 1)] * candidate_only + [(1, 0)] * baseline_only
    wrong += [(0, 0)] * neither
    live, following = np.array(wrong).T
    return pd.DataFrame({"y": 1, "live": 1 - live, "next": 1 - following})


def test_the_worsening_is_the_paired_difference_with_tangos_interval() -> None:
    # Fagerland, Lydersen, Laake, Statistics in Medicine 33 (2014) 2850-2875, table II
    found = bc.compare_models(table(1, 7, 1, 12), **COLUMNS)
    assert found.worsening == tango(1, 7, 1, 12)
    assert (round(found.worsening.low, 3), round(found.worsening.high, 3)) == (0.026, 0.517)


def test_each_model_has_wilsons_interval() -> None:
    found = bc.compare_models(table(3, 12, 0, 133), **COLUMNS)
    assert (found.baseline, found.candidate) == (wilson(3, 148), wilson(15, 148))


@pytest.mark.parametrize(
    ("limit", "verdict"),
    [
        pytest.param(0.01, "halt", id="the interval lies above the limit"),
        pytest.param(0.05, "not yet known", id="the limit lies inside"),
        pytest.param(0.20, "go", id="the interval lies below the limit"),
        pytest.param(None, None, id="no limit, no verdict"),
    ],
)
def test_the_verdict_has_three_zones(limit: float | None, verdict: str | None) -> None:
    found = bc.compare_models(table(50, 80, 20, 850), **COLUMNS, limit=limit)
    assert found.verdict == verdict


def test_rows_needed_settle_the_verdict_if_the_estimate_holds_and_fewer_do_not() -> None:
    counts = np.array([50, 80, 20, 850])
    found = bc.compare_models(table(*counts), **COLUMNS, limit=0.05)
    assert found.rows_needed is not None

    def verdict_of(rows: float) -> str | None:
        scaled = [round(n) for n in counts * rows / 1000]
        worsening = tango(*scaled)
        return "not yet known" if worsening.low <= 0.05 < worsening.high else "known"

    assert verdict_of(1000 + found.rows_needed * 1.02) == "known"
    assert verdict_of(1000 + found.rows_needed * 0.95) == "not yet known"


def test_rows_needed_allow_for_rows_that_belong_together() -> None:
    frame = pd.concat([table(5, 8, 2, 85)] * 4, ignore_index=True)
    alone = bc.compare_models(frame, **COLUMNS, limit=0.05, by=[])
    frame["user"] = np.tile(np.arange(100), 4)
    clustered = bc.compare_models(frame, **COLUMNS, limit=0.05, unit="user", by=[])
    assert alone.rows_needed is not None
    assert clustered.rows_needed is not None
    assert clustered.rows_needed > 3 * alone.rows_needed


def test_no_number_of_rows_settles_an_estimate_that_lies_on_the_limit() -> None:
    found = bc.compare_models(table(50, 80, 30, 840), **COLUMNS, limit=0.05)
    assert (found.verdict, found.rows_needed) == ("not yet known", None)


def test_two_models_that_never_differ_have_an_interval_around_zero() -> None:
    found = bc.compare_models(table(100, 0, 0, 900), **COLUMNS, limit=0.005)
    assert (found.worsening.value, found.verdict) == (0, "go")
    assert found.worsening.low < 0 < found.worsening.high


def grouped() -> pd.DataFrame:
    """1,000 rows in each of two plans; in "new", ten times as many go wrong as before."""
    frames = [table(10, 5, 5, 980), table(10, 90, 0, 900), table(1, 1, 0, 3)]
    for frame, plan in zip(frames, ["old", "new", None], strict=True):
        frame["plan"] = plan
    return pd.concat(frames, ignore_index=True)


def test_every_segment_is_there_the_worst_first_and_too_few_rows_last() -> None:
    found = bc.compare_models(grouped(), **COLUMNS, by=["plan"])
    assert [(s.conditions, s.n, s.too_few) for s in found.segments] == [
        ({"plan": "new"}, 1000, False),
        ({"plan": "old"}, 1000, False),
        ({"plan": "(missing)"}, 5, True),
    ]


def test_a_column_that_is_named_twice_is_taken_once() -> None:
    once = bc.compare_models(grouped(), **COLUMNS, by=["plan"])
    assert bc.compare_models(grouped(), **COLUMNS, by=["plan", "plan"]).segments == once.segments


def test_a_segments_q_allows_for_every_segment_that_was_tested() -> None:
    found = bc.compare_models(grouped(), **COLUMNS, by=["plan"])
    new, old, missing = found.segments
    assert new.q is not None
    assert new.q < 1e-20
    assert old.q == pytest.approx(1 - 252 / 1024 / 2)  # 5 of 10 discordant: mid-p of an even split
    assert missing.q is None


def test_a_segment_adds_up_to_the_whole() -> None:
    found = bc.compare_models(grouped(), **COLUMNS, by=["plan"])
    assert sum(s.n for s in found.segments) == found.worsening.n
    total = sum(s.worsening.value * s.n for s in found.segments)
    assert total / found.worsening.n == pytest.approx(found.worsening.value)


def test_columns_that_make_no_groups_are_named_as_left_out() -> None:
    frame = grouped()
    frame["id"] = [f"row {i}" for i in range(len(frame))]
    frame["country"] = "PT"
    found = bc.compare_models(frame, **COLUMNS)
    assert [(one.column, one.why) for one in found.left_out] == [
        ("id", "2,005 different values"),
        ("country", "the same value in every row"),
    ]


def test_numbers_are_cut_at_edges_that_can_be_said_aloud() -> None:
    frame = pd.concat([table(1, 0, 0, 4)] * 200, ignore_index=True)
    frame["age"] = np.arange(1000) % 100
    found = bc.compare_models(frame, **COLUMNS, by=["age"])
    names = {segment.conditions["age"] for segment in found.segments}
    assert names == {"under 20", "20 to 39", "40 to 59", "60 to 79", "80 and over"}


@pytest.mark.parametrize("name", ["age (bin)", "Age (bin)"])
@pytest.mark.parametrize("by", [None, ["age", "NAME"], ["NAME", "age"]])
def test_a_column_that_is_cut_may_stand_beside_one_of_the_name_of_its_bins(
    name: str, by: list[str] | None, tmp_path: Path
) -> None:
    frame = pd.concat([table(1, 0, 0, 4)] * 200, ignore_index=True)
    frame["age"] = np.arange(1000) % 100
    frame[name] = np.where(frame["age"] < 50, "young", "old")
    frame.to_csv(tmp_path / "rows.csv", index=False)
    by = by and [name if one == "NAME" else one for one in by]
    for rows in (frame, tmp_path / "rows.csv"):
        found = bc.compare_models(rows, **COLUMNS, by=by)
        sizes = {(*segment.conditions.items(),): segment.n for segment in found.segments}
        assert sizes[(("age", "under 20"),)] == 200
        assert sizes[((name, "young"),)] == 500


def test_to_frame_gives_the_kind_of_frame_that_came_in() -> None:
    found = bc.compare_models(grouped(), **COLUMNS, by=["plan"])
    frame = found.to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert frame["group"].tolist()[1:] == ["new", "old", "(missing)"]
    assert frame["worsening"].tolist()[1] == pytest.approx(0.09)


CLASSES = pd.DataFrame(
    {
        "y": ["yes"] * 60 + ["no"] * 40,
        "live": ["yes"] * 50 + ["no"] * 10 + ["yes"] * 4 + ["no"] * 36,
        "next": ["yes"] * 45 + ["no"] * 15 + ["yes"] * 10 + ["no"] * 30,
    }
)


WRITTEN: list[Any] = [[0, 1], [0.0, 1.0], [False, True], ["0", "1"], ["False", "True"]]


@pytest.mark.parametrize("written", WRITTEN, ids=str)
@pytest.mark.parametrize("named", [0, 1, False, True, "0", "1", "False", "True", "false", "true"])
def test_the_class_of_a_metric_may_be_named_as_0_and_1_or_false_and_true(
    named: Any, written: list[Any]
) -> None:
    def column(values: str) -> list[Any]:
        return [written[int(value)] for value in values]

    frame = pd.DataFrame(
        {"y": column("1111100000"), "live": column("1111100001"), "next": column("1110000001")}
    )
    found = bc.compare_models(frame, **COLUMNS, metric="recall", positive=named, by=[])
    one = str(named).lower() in ("1", "true")
    assert (found.baseline.value, found.candidate.value) == ((1, 0.6) if one else (0.8, 0.8))


@pytest.mark.parametrize("named", [True, "true", 3])
def test_true_is_no_name_for_one_of_three_classes(named: Any) -> None:
    frame = pd.DataFrame({"y": [0, 1, 2] * 9, "live": [0, 1, 2] * 9, "next": [0, 1, 1] * 9})
    with pytest.raises(DataError, match="name a class that occurs"):
        bc.compare_models(frame, **COLUMNS, metric="recall", positive=named)


@pytest.mark.parametrize(
    ("metric", "live", "following", "worsening"),
    [
        pytest.param("error rate", 14 / 100, 25 / 100, 11 / 100, id="error rate"),
        pytest.param("false positive rate", 4 / 40, 10 / 40, 6 / 40, id="false alarms"),
        pytest.param("false negative rate", 10 / 60, 15 / 60, 5 / 60, id="misses"),
        pytest.param("recall", 50 / 60, 45 / 60, 5 / 60, id="recall, of which more is better"),
        pytest.param("precision", 50 / 54, 45 / 55, 50 / 54 - 45 / 55, id="precision"),
    ],
)
def test_a_metric_is_counted_among_the_rows_that_are_its_business(
    metric: Any, live: float, following: float, worsening: float
) -> None:
    found = bc.compare_models(CLASSES, **COLUMNS, metric=metric, positive="yes", by=[])
    assert found.baseline.value == pytest.approx(live)
    assert found.candidate.value == pytest.approx(following)
    assert found.worsening.value == pytest.approx(worsening)


NUMBERS = pd.DataFrame(
    {"y": [0.0, 1, 2, 3], "live": [0.5, 1, 2, 2], "next": [1.0, 3, 2, 2], "w": [1, 1, 1, 5]}
)


@pytest.mark.parametrize(
    ("metric", "worsening"),
    [
        pytest.param("absolute error", (0.5 + 2) / 4, id="absolute error"),
        pytest.param("squared error", (0.75 + 4) / 4, id="squared error"),
    ],
)
def test_a_regression_metric_is_the_mean_paired_difference_of_its_loss(
    metric: Any, worsening: float
) -> None:
    found = bc.compare_models(NUMBERS, **COLUMNS, metric=metric, by=[])
    assert found.worsening.value == pytest.approx(worsening)


def test_the_interval_of_a_mean_is_the_paired_t_interval() -> None:
    scipy_stats = pytest.importorskip("scipy.stats")
    generator = np.random.default_rng(5)
    frame = pd.DataFrame({"before": generator.gamma(2, 50, 400)})
    frame["after"] = frame["before"] + generator.normal(3, 10, 400) + 1e6
    frame["before"] += 1e6
    found = bc.compare_models(frame, loss=("before", "after"), by=[])
    expected = scipy_stats.ttest_rel(frame["after"], frame["before"]).confidence_interval(0.95)
    assert found.worsening.low == pytest.approx(expected.low, rel=1e-6)
    assert found.worsening.high == pytest.approx(expected.high, rel=1e-6)


def test_weights_weigh() -> None:
    found = bc.compare_models(NUMBERS, **COLUMNS, metric="absolute error", weight="w", by=[])
    assert found.worsening.value == pytest.approx((0.5 + 2) / 8)


def test_ten_rows_of_one_user_count_as_one_user_and_not_as_ten() -> None:
    once = table(5, 20, 5, 70).assign(user=range(100))
    ten_times = pd.concat([once] * 10, ignore_index=True)
    alone = bc.compare_models(once, **COLUMNS, unit="user", by=[]).worsening
    clustered = bc.compare_models(ten_times, **COLUMNS, unit="user", by=[]).worsening
    naive = bc.compare_models(ten_times.drop(columns="user"), **COLUMNS, by=[]).worsening
    assert clustered.low == pytest.approx(alone.low)
    assert clustered.high == pytest.approx(alone.high)
    assert naive.high - naive.low < 0.5 * (clustered.high - clustered.low)


def test_rows_without_a_label_or_a_prediction_are_left_out_and_counted() -> None:
    frame = table(10, 10, 10, 70).astype("Int64")
    frame.loc[:4, "y"] = None
    frame.loc[5:6, "next"] = None
    found = bc.compare_models(frame, **COLUMNS, by=[])
    assert (found.source.rows, found.source.left_out) == (93, 7)


@pytest.mark.parametrize(
    ("unanswered", "verdict"),
    [
        pytest.param(0, "go", id="every row has an answer"),
        pytest.param(10, "go", id="it would be so if each of them were wrong"),
        pytest.param(200, "not yet known", id="if each were wrong it would be above"),
    ],
)
def test_go_holds_also_if_the_candidate_is_wrong_where_it_has_no_answer(
    unanswered: int, verdict: str
) -> None:
    frame = table(50, 20, 80, 1_850).astype("Int64")
    frame.loc[frame.index[-unanswered:] if unanswered else [], "next"] = None
    found = bc.compare_models(frame, **COLUMNS, by=[], limit=0.02)
    assert (found.unanswered, found.verdict, found.rows_needed) == (unanswered, verdict, None)


def test_a_row_that_neither_model_answers_is_no_row_that_the_candidate_left_open() -> None:
    frame = table(50, 20, 80, 1_850).astype("Int64")
    frame.loc[:500, ["live", "next"]] = None
    frame.loc[501:520, "live"] = None
    assert bc.compare_models(frame, **COLUMNS, by=[], limit=0.02).unanswered == 0


def test_rows_needed_and_rows_read_are_those_of_the_table_whatever_class_counts() -> None:
    frame = pd.concat([table(5, 6, 3, 86), pd.DataFrame({"y": [0] * 900, "live": 0, "next": 0})])
    found = bc.compare_models(frame, **COLUMNS, metric="recall", by=[], limit=0.005)
    alone = bc.compare_models(table(5, 6, 3, 86), **COLUMNS, by=[], limit=0.005)
    assert (found.worsening.n, found.source.rows) == (100, 1_000)
    assert found.worsening.low == pytest.approx(alone.worsening.low)
    assert alone.rows_needed is not None
    assert found.rows_needed == pytest.approx(10 * alone.rows_needed, rel=0.01)


def test_weighted_rows_that_do_not_differ_are_not_known_to_be_within_a_limit() -> None:
    frame = pd.DataFrame({"y": [0, 1], "live": [0, 1], "next": [0, 1], "weight": [1.0, 2.0]})
    found = bc.compare_models(frame, **COLUMNS, by=[], weight="weight", limit=0.005)
    assert found.verdict == "not yet known"
    assert found.worsening.high > 0.5


FINE = table(10, 10, 10, 70)
WORDS = pd.DataFrame(
    {"y": ["yes", "no"] * 50, "live": ["yes", "no"] * 50, "next": ["yes", "yes"] * 50}
)
BAD: list[Any] = [
    pytest.param(
        FINE,
        {"candidate": "nxt"},
        "candidate column 'nxt' of pandas frame: expected one of y, live, next; found no such "
        "column. Fix: did you mean 'next'?",
        id="a missing column",
    ),
    pytest.param(
        FINE.iloc[:0],
        {},
        "pandas frame: expected at least one row; found none. Fix: check what wrote it.",
        id="no rows",
    ),
    pytest.param(
        FINE.assign(y=None),
        {},
        "label column 'y' of pandas frame: expected at least one value; found only missing values "
        "in 100 rows. Fix: name the column that holds the values.",
        id="a label that is all null",
    ),
    pytest.param(
        FINE.assign(y=["yes", "no"] * 50),
        {},
        "baseline column 'live' of pandas frame: expected values of the label column 'y' (no, "
        "yes); found 0, 1. Fix: write both with the same values.",
        id="labels that never meet the predictions",
    ),
    pytest.param(
        FINE.assign(y=["0", "1"] * 49 + ["n/a", "?"]),
        {},
        "label column 'y' of pandas frame: expected classes that another column writes too (0, 1), "
        "or an empty cell where there is none; found ?, n/a. Fix: empty those cells, or "
        "write all classes in words.",
        id="words for a label that is missing",
    ),
    pytest.param(
        FINE.assign(next=["0"] * 50 + ["1"] * 49 + ["yes"]),
        {},
        "candidate column 'next' of pandas frame: expected classes that another column writes too "
        "(1), or an empty cell where there is none; found yes. Fix: empty those cells, "
        "or write all classes in words.",
        id="one prediction in other words",
    ),
    pytest.param(
        WORDS.assign(next=["yes "] * 3 + ["NO"] + WORDS["next"].tolist()[4:]),
        {},
        "candidate column 'next' of pandas frame: expected classes as the label column 'y' writes "
        "them (no, yes); found 'NO' in 1 row, 'yes ' in 3 rows. Fix: write 'no' for 'NO', "
        "'yes' for 'yes '.",
        id="a class of the label with other capitals or spaces",
    ),
    pytest.param(
        WORDS.assign(live=["Unknown"] * 12 + WORDS["live"].tolist()[12:]),
        {},
        "baseline column 'live' of pandas frame: expected classes of the label column 'y' (no, "
        "yes), or an empty cell where there is none; found 'Unknown' in 12 rows, and in no other "
        "column. Fix: empty those cells where no answer was given, or make it a class of "
        "the label.",
        id="a mark of a missing answer",
    ),
    pytest.param(
        FINE,
        {"candidate": "live"},
        "the columns of baseline and candidate: expected two different ones; found 'live' for "
        "both. Fix: name the column that each of them is in.",
        id="a model beside itself",
    ),
    pytest.param(
        FINE.assign(next=np.linspace(0.01, 0.99, 100)),
        {},
        "candidate column 'next' of pandas frame: expected classes: text, booleans or whole "
        "numbers; found 100 fractions or infinite values. Fix: round it to classes, or "
        "choose a metric of numbers or probabilities.",
        id="probabilities where classes are needed",
    ),
    pytest.param(
        FINE.assign(y=[0, 1, 2, 1] * 25),
        {"metric": "recall"},
        "label column 'y' of pandas frame: expected two classes, 0 and 1, or one of its classes "
        "named (0, 1, 2); found no class named. Fix: name the class that the metric is "
        "about, as positive.",
        id="three classes where two are needed",
    ),
    pytest.param(
        FINE,
        {"metric": "recall", "positive": "maybe"},
        "label column 'y' of pandas frame: expected two classes, 0 and 1, or one of its classes "
        "named (1); found 'maybe'. Fix: name a class that occurs.",
        id="a class that never occurs",
    ),
    pytest.param(
        FINE.assign(next=np.inf),
        {"metric": "absolute error"},
        "candidate column 'next' of pandas frame: expected finite numbers; found 100 infinite "
        "values. Fix: find what wrote them, or leave those rows out.",
        id="infinities",
    ),
    pytest.param(
        FINE.assign(next="1"),
        {"metric": "squared error"},
        "candidate column 'next' of pandas frame: expected numbers; found values of type String. "
        "Fix: convert it to numbers, or choose a metric of classes.",
        id="text where numbers are needed",
    ),
    pytest.param(
        FINE.assign(live=2.0),
        {"metric": "Brier score"},
        "baseline column 'live' of pandas frame: expected probabilities from 0 to 1; found 100 "
        "values outside. Fix: name the column with the probability of the positive class.",
        id="no probabilities",
    ),
    pytest.param(
        FINE,
        {"metric": "log loss"},
        "baseline column 'live' of pandas frame: expected no probability of exactly 0 for what "
        "happened (its log loss is infinite); found 20 of them. Fix: measure the Brier "
        "score, or keep the model from being certain.",
        id="a log loss that is infinite",
    ),
    pytest.param(
        FINE.assign(who=[f"user {i}" for i in range(100)])
        .loc[np.arange(2000) % 100]
        .assign(who=[f"user {i}" for i in range(2000)]),
        {"by": ["who"]},
        "group column 'who' of pandas frame: expected at most 1,000 groups, or numbers to cut into "
        "bins; found 2,000 different values. Fix: leave it out, or name it as the unit if "
        "several rows share each value.",
        id="a group for every row",
    ),
    pytest.param(
        FINE.assign(w=-1.0),
        {"weight": "w"},
        "weight column 'w' of pandas frame: expected weights of zero or more, not all zero; found "
        "100 negative weights. Fix: name the column that holds the weights.",
        id="negative weights",
    ),
    pytest.param(
        FINE,
        {"metric": "accuracy"},
        f"metric: expected one of {', '.join(get_args(MetricName))}; found 'accuracy'. Fix: name "
        "one of these, or hand over two columns as loss.",
        id="a metric that is none",
    ),
    pytest.param(
        FINE,
        {"limit": 5},
        "limit: expected a share from 0 to 1 (0.005 is 5 per 1,000); found 5. Fix: did you "
        "mean 0.005?",
        id="a limit in another unit",
    ),
    pytest.param(
        FINE.assign(y=1, live=0, next=0),
        {"metric": "precision", "positive": 1},
        "precision in pandas frame: expected rows that count for it under both models; found none. "
        "Fix: choose another metric, or name another class as positive.",
        id="no row that counts",
    ),
]


@pytest.mark.parametrize(("frame", "arguments", "message"), BAD)
def test_what_cannot_be_answered_is_said_in_one_line(
    frame: pd.DataFrame, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataError) as error:
        bc.compare_models(frame, **(COLUMNS | arguments))
    assert str(error.value) == message


def test_a_class_that_is_no_number_may_stand_among_numbers_where_both_sides_write_it() -> None:
    classes = ["1", "2", "3+"] * 40
    frame = pd.DataFrame({"y": classes, "live": classes, "next": ["1", "2", "2"] * 40})
    assert bc.compare_models(frame, **COLUMNS, by=[]).candidate.value == pytest.approx(1 / 3)


@pytest.mark.parametrize("column", ["live", "next"])
@pytest.mark.parametrize(
    "mark", ["", " ", "na", "N/A", "NaN", "null", "None", "ERROR", "missing", "unknown", "-", "?"]
)
def test_each_mark_of_a_missing_answer_that_one_model_alone_writes_is_refused(
    mark: str, column: str
) -> None:
    frame = WORDS.copy()
    frame.loc[:6, column] = mark
    with pytest.raises(DataError, match="in 7 rows, and in no other column"):
        bc.compare_models(frame, **COLUMNS, by=[])


@pytest.mark.parametrize(
    ("columns", "word"),
    [
        pytest.param(["live", "next"], "unknown", id="a mark that both models write"),
        pytest.param(["y", "next"], "unknown", id="a mark that the label writes"),
        pytest.param(["next"], "maybe", id="a class of one model alone"),
    ],
)
def test_another_class_that_a_model_writes_is_an_error_of_that_model(
    columns: list[str], word: str
) -> None:
    frame = WORDS.copy()
    frame.loc[0, columns] = word
    found = bc.compare_models(frame, **COLUMNS, by=[])
    assert found.candidate.value == (0.5 if "y" in columns else 0.51)


def test_classes_that_differ_only_in_capitals_are_two_where_the_label_has_both() -> None:
    frame = pd.DataFrame({"y": ["a", "A"] * 50, "live": ["a", "A"] * 50, "next": ["A", "A"] * 50})
    assert bc.compare_models(frame, **COLUMNS, by=[]).candidate.value == 0.5


def test_one_row_has_an_interval_that_says_how_little_it_is() -> None:
    found = bc.compare_models(table(0, 1, 0, 0), **COLUMNS, limit=0.005)
    assert found.verdict == "not yet known"
    assert found.worsening.high == 1


@pytest.mark.parametrize(
    ("q", "than", "worse"),
    [
        pytest.param(0.05, 0.0, True, id="above zero"),
        pytest.param(0.051, 0.0, False, id="by chance as well as not"),
        pytest.param(None, 0.0, False, id="too few rows"),
        pytest.param(0.001, 0.01, False, id="the limit inside the interval"),
    ],
)
def test_a_segment_is_worse_where_neither_its_interval_nor_chance_speaks_against_it(
    q: float | None, than: float, *, worse: bool
) -> None:
    rate, worsening = wilson(50, 1000), tango(20, 30, 10, 940)
    assert 0 < worsening.low < 0.01 < worsening.high
    segment = Segment(
        conditions={"plan": "free"}, n=1000, baseline=rate, candidate=rate, worsening=worsening, q=q
    )
    assert segment.is_worse(than) == worse
