"""Old and new code on old and new data: drift, a defect, both, or neither."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bugcase as bc
from bugcase.case.evidence import Evidence, read_evidence, write_evidence
from bugcase.compare.cross import Reading, reading
from bugcase.errors import DataError
from bugcase.estimate import Estimate, Unit
from bugcase.stats.proportions import newcombe, tango, wilson

COLUMNS: dict[str, Any] = {"label": "y", "baseline": "live", "candidate": "next", "by": []}


def rows(both: int, candidate_only: int, baseline_only: int, neither: int, **values: Any) -> Any:
    counts = (both, candidate_only, baseline_only, neither)
    live = np.repeat([0, 1, 0, 1], counts)
    following = np.repeat([0, 0, 1, 1], counts)
    return pd.DataFrame({"y": 1, "live": live, "next": following, **values})


def crossed(before: tuple[int, ...], after: tuple[int, ...]) -> pd.DataFrame:
    frames = [rows(*before, period="before"), rows(*after, period="now")]
    return pd.concat(frames, ignore_index=True)


def test_the_four_rates_and_the_four_changes_are_those_of_their_rows() -> None:
    frame = crossed((80, 20, 20, 880), (180, 30, 20, 770))
    cross = bc.compare_models(frame, **COLUMNS, cross="period").cross
    assert cross is not None
    assert (cross.column, cross.old, cross.new) == ("period", "before", "now")
    assert cross.old_code_on_old_data == wilson(100, 1000)
    assert cross.new_code_on_old_data == wilson(100, 1000)
    assert cross.old_code_on_new_data == wilson(200, 1000)
    assert cross.new_code_on_new_data == wilson(210, 1000)
    assert cross.worsening_on_old_data == tango(80, 20, 20, 880)
    assert cross.worsening_on_new_data == tango(180, 30, 20, 770)
    assert cross.drift_of_old_code == newcombe(200, 1000, 100, 1000)
    assert cross.drift_of_new_code == newcombe(210, 1000, 100, 1000)


STEADY = (80, 20, 20, 880)


@pytest.mark.parametrize(
    ("after", "limit", "expected"),
    [
        pytest.param((80, 120, 20, 780), None, "defect", id="only the new code suffers"),
        pytest.param((180, 20, 20, 780), None, "drift", id="both codes suffer alike"),
        pytest.param((180, 120, 20, 680), None, "defect and drift", id="both, and the new more"),
        pytest.param((80, 20, 20, 880), None, "not yet known", id="nothing to be seen, no limit"),
        pytest.param((80, 20, 20, 880), 0.05, "neither", id="nothing above the limit"),
        pytest.param((80, 30, 20, 870), 0.005, "not yet known", id="the limit lies inside"),
        pytest.param((180, 20, 20, 780), 0.02, "drift", id="both suffer, with a limit"),
        pytest.param((80, 120, 20, 780), 0.04, "defect", id="only the new suffers, with a limit"),
        pytest.param((180, 20, 20, 780), 0.005, "not yet known", id="a small defect may be there"),
    ],
)
def test_the_reading_follows_from_the_intervals(
    after: tuple[int, ...], limit: float | None, expected: Reading
) -> None:
    found = bc.compare_models(crossed(STEADY, after), **COLUMNS, cross="period", limit=limit)
    assert found.cross is not None
    assert found.cross.reading == expected


def test_a_new_code_that_copes_with_what_the_old_one_suffers_from_reads_as_drift() -> None:
    found = bc.compare_models(crossed(STEADY, (80, 20, 120, 780)), **COLUMNS, cross="period")
    assert found.cross is not None
    assert found.cross.reading == "drift"
    assert found.cross.worsening_on_new_data.high < 0


def between(low: float, high: float) -> Estimate:
    return Estimate(
        value=(low + high) / 2, low=low, high=high, level=0.95, n=9, method="any", unit=Unit("any")
    )


ABOVE, BELOW, ACROSS = between(0.02, 0.04), between(-0.04, -0.02), between(-0.05, 0.05)


@pytest.mark.parametrize(
    ("worsening", "drift", "expected"),
    [
        pytest.param(ABOVE, ABOVE, "defect and drift", id="both above"),
        pytest.param(ABOVE, BELOW, "defect", id="above, below"),
        pytest.param(BELOW, ABOVE, "drift", id="below, above"),
        pytest.param(BELOW, BELOW, "neither", id="both below"),
        pytest.param(ABOVE, ACROSS, "not yet known", id="above, across"),
        pytest.param(ACROSS, ABOVE, "not yet known", id="across, above"),
        pytest.param(ACROSS, BELOW, "not yet known", id="across, below"),
        pytest.param(BELOW, ACROSS, "not yet known", id="below, across"),
        pytest.param(ACROSS, ACROSS, "not yet known", id="both across"),
    ],
)
@pytest.mark.parametrize("limit", [None, 0.0, 0.01])
def test_every_pair_of_zones_has_its_reading(
    worsening: Estimate, drift: Estimate, expected: Reading, limit: float | None
) -> None:
    assert reading(worsening, drift, limit) == expected


def test_the_old_data_are_the_first_in_order_and_numbers_are_ordered_by_size() -> None:
    frame = pd.concat([rows(*STEADY, build=10), rows(*STEADY, build=9)], ignore_index=True)
    cross = bc.compare_models(frame, **COLUMNS, cross="build").cross
    assert cross is not None
    assert (cross.old, cross.new) == ("9", "10")


def test_old_and_new_can_be_named_and_other_rows_then_play_no_part() -> None:
    frames = [rows(10 * k, 20, 20, 880, year=2015 + k) for k in range(4)]
    frame = pd.concat(frames, ignore_index=True)
    cross = bc.compare_models(frame, **COLUMNS, cross=("year", 2018, 2015)).cross
    assert cross is not None
    assert (cross.old, cross.new) == ("2018", "2015")
    assert cross.old_code_on_old_data == wilson(50, 950)
    assert cross.old_code_on_new_data == wilson(20, 920)


def test_precision_is_crossed_though_its_rows_differ() -> None:
    frame = crossed((80, 20, 20, 880), (180, 30, 20, 770)).assign(y=lambda f: f["live"])
    asked = COLUMNS | {"metric": "precision", "positive": 1}
    cross = bc.compare_models(frame, **asked, cross="period").cross
    assert cross is not None
    assert cross.new_code_on_old_data.value == pytest.approx(880 / 900)
    assert cross.drift_of_new_code.value == pytest.approx(880 / 900 - 770 / 790)


def test_with_a_unit_every_change_is_cluster_robust() -> None:
    frame = crossed(STEADY, (180, 30, 20, 770))
    often = pd.concat([frame.assign(user=range(2000))] * 5, ignore_index=True)
    cross = bc.compare_models(often, **COLUMNS, cross="period", unit="user").cross
    alone = bc.compare_models(frame, **COLUMNS, cross="period").cross
    assert cross is not None
    assert alone is not None
    for name in ("worsening_on_new_data", "drift_of_old_code", "drift_of_new_code"):
        robust, plain = getattr(cross, name), getattr(alone, name)
        assert robust.high - robust.low == pytest.approx(plain.high - plain.low, rel=0.01)
        assert robust.method.startswith("cluster-robust")


def test_the_column_that_is_crossed_makes_no_segments_of_its_own() -> None:
    asked = COLUMNS | {"by": None, "cross": "period"}
    found = bc.compare_models(crossed(STEADY, STEADY).assign(plan=["a", "b"] * 1000), **asked)
    assert {column for one in found.segments for column in one.conditions} == {"plan"}
    assert "period" in found.source.columns


def test_what_was_crossed_is_written_and_read_again_whole(tmp_path: Path) -> None:
    found = bc.compare_models(crossed(STEADY, STEADY), **COLUMNS, cross="period", onset="period")
    write_evidence(tmp_path, Evidence(comparison=found))
    assert read_evidence(tmp_path).comparison == found


FINE = crossed(STEADY, STEADY)
BAD: list[Any] = [
    pytest.param(
        FINE,
        "perod",
        "cross column 'perod' of pandas frame: expected one of y, live, next, period; found no "
        "such column. Fix: did you mean 'period'?",
        id="a missing column",
    ),
    pytest.param(
        FINE.assign(period=[1, 2, 3, None] * 500),
        "period",
        "cross column 'period' of pandas frame: expected two values, old and new; found 1, 2, 3. "
        "Fix: name two of its values: cross=('period', old, new).",
        id="three values",
    ),
    pytest.param(
        FINE.assign(period="now"),
        "period",
        "cross column 'period' of pandas frame: expected two values, old and new; found now. "
        "Fix: name two of its values: cross=('period', old, new).",
        id="one value",
    ),
    pytest.param(
        FINE,
        ("period", "before", "then"),
        "cross column 'period' of pandas frame: expected the two values before and then; found "
        "before, now. Fix: name two of its values: cross=('period', old, new).",
        id="a value that is not there",
    ),
    pytest.param(
        FINE,
        ("period", "now", "now"),
        "cross column 'period' of pandas frame: expected two different values; found now twice. "
        "Fix: name two of its values: cross=('period', old, new).",
        id="the same value twice",
    ),
    pytest.param(
        FINE.assign(period=range(2000)),
        "period",
        "cross column 'period' of pandas frame: expected two values, old and new; found 2,000 "
        "different values. Fix: name two of its values: cross=('period', old, new).",
        id="a value for every row",
    ),
]


@pytest.mark.parametrize(("frame", "cross", "message"), BAD)
def test_what_cannot_be_crossed_is_said_in_one_line(
    frame: pd.DataFrame, cross: Any, message: str
) -> None:
    with pytest.raises(DataError) as error:
        bc.compare_models(frame, **COLUMNS, cross=cross)
    assert str(error.value) == message
