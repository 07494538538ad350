"""A measurement belongs to the settings it was made with."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bugcase as bc
from bugcase.case.evidence import Evidence, read_evidence
from bugcase.case.file import CaseFile, FieldError
from bugcase.case.measure import (
    current_evidence,
    measure_afresh,
    measure_case,
    measured_settings,
    missing_settings,
)
from bugcase.case.model import Case, Data, Limit
from bugcase.case.values import UNKNOWN
from bugcase.compare.metrics import METRICS
from bugcase.errors import CaseError, DataError

DATA: dict[str, Any] = {"path": "rows.csv", "label": "y", "baseline": "live", "candidate": "next"}


COLUMNS: dict[str, Any] = {name: column for name, column in DATA.items() if name != "path"}
OTHERS: dict[str, dict[str, Any]] = {  # one more setting each
    "metric": {"metric": "false positive rate"},
    "positive": {"positive": "0"},
    "weight": {"weight": "weight"},
    "cross": {"cross": "year"},
    "two of the values": {"cross": "year", "cross_old": 2016, "cross_new": "2015"},
    "onset": {"onset": "build"},
}


def case(limit: float = 5, **data: Any) -> Case:
    return Case(playbook="x", data=Data(**(DATA | data)), limit=Limit(per_1000=limit))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = pd.DataFrame({"y": [1, 0] * 50, "live": [1, 0] * 50, "next": [1, 1] * 50})
    rows.to_csv(tmp_path / "rows.csv", index=False)
    return tmp_path


@pytest.fixture
def larger(tmp_path: Path) -> Path:
    """Two years and ten builds of rows, of which the next model is worse from build 6 on."""
    at = np.arange(4000)
    rows = pd.DataFrame({"y": at % 2, "live": (at % 2) ^ (at % 50 == 0), "build": 1 + at // 400})
    rows["next"] = rows["live"] ^ ((rows["build"] >= 6) & (at % 7 == 0))
    rows["year"] = np.where(at % 3 == 0, 2015, 2016)
    rows["weight"] = 1 + at % 4
    rows = rows.astype(int)
    rows.to_csv(tmp_path / "rows.csv", index=False)
    return tmp_path


@pytest.fixture
def with_chances(larger: Path) -> Path:
    """The same rows with what each model takes the chance to be."""
    rows = pd.read_csv(larger / "rows.csv")
    rows["chance"], rows["chances"] = 0.2 + 0.6 * rows["live"], 0.2 + 0.6 * rows["next"]
    rows.to_csv(larger / "rows.csv", index=False)
    return larger


def asked(folder: Path, **more: Any) -> dict[str, Any]:
    """Put the question of a case as the Python function takes it."""
    return {"frame_or_path": folder / "rows.csv", **COLUMNS, **more}


def test_what_was_measured_is_read_again_whole(folder: Path) -> None:
    evidence = measure_case(folder, case())
    assert evidence.comparison is not None
    assert evidence.comparison.verdict == "halt"
    assert read_evidence(folder) == evidence


def test_measuring_the_same_again_writes_nothing(folder: Path) -> None:
    first = measure_case(folder, case())
    written = (folder / "evidence.json").stat().st_mtime_ns
    assert measure_case(folder, case()) == first
    assert (folder / "evidence.json").stat().st_mtime_ns == written


def test_every_part_with_the_same_numbers_keeps_the_time_of_its_first_measurement(
    folder: Path,
) -> None:
    first = measure_case(folder, case())
    (folder / "evidence.json").write_text(
        re.sub(
            r'"measured_at": "\d{4}', '"measured_at": "2020', (folder / "evidence.json").read_text()
        )
    )
    again = measure_case(folder, case())
    assert again == first
    assert again.measured_at is not None
    assert again.measured_at.year == 2020


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(case(limit=900), id="another limit"),
        pytest.param(case(candidate="live"), id="another column"),
        pytest.param(case(path="others.csv"), id="another file"),
        pytest.param(case(by=("y",)), id="other groups"),
    ],
)
def test_evidence_of_other_settings_is_none_for_this_case(folder: Path, changed: Case) -> None:
    measure_case(folder, case())
    assert current_evidence(read_evidence(folder), case()).comparison is not None
    assert current_evidence(read_evidence(folder), changed) == Evidence()


def test_what_is_missing_is_named_and_nothing_is_measured(folder: Path) -> None:
    incomplete = case(label="unknown", candidate="")
    assert missing_settings(incomplete) == ("label", "candidate")
    assert measure_case(folder, incomplete) == Evidence()


def test_data_that_cannot_answer_leaves_the_old_evidence(folder: Path) -> None:
    before = measure_case(folder, case())
    with pytest.raises(DataError):
        measure_case(folder, case(label="no such column"))
    assert read_evidence(folder) == before


@pytest.mark.parametrize("content", ["", "{}", '{"schema_version": 1, "evidence": {"x": 1}}'])
def test_a_damaged_evidence_file_is_refused_with_a_remedy(folder: Path, content: str) -> None:
    (folder / "evidence.json").write_text(content)
    with pytest.raises(CaseError, match="delete the file and measure again"):
        read_evidence(folder)


def test_a_newer_evidence_file_is_refused_by_its_schema(folder: Path) -> None:
    (folder / "evidence.json").write_text('{"schema_version": 2, "evidence": {}}')
    with pytest.raises(CaseError, match=r"found schema 2\. Fix: update bugcase"):
        read_evidence(folder)


@pytest.mark.parametrize("data", OTHERS.values(), ids=OTHERS.keys())
def test_a_case_measures_what_the_python_function_measures(
    data: dict[str, Any], larger: Path
) -> None:
    measured = measure_case(larger, case(**data))
    cross = data.get("cross")
    if "cross_old" in data:
        cross = (cross, 2016, 2015)
    question = {name: one for name, one in data.items() if not name.startswith("cross")}
    assert measured.comparison == bc.compare_models(
        **asked(larger, **question), cross=cross, limit=0.005
    )
    assert read_evidence(larger) == measured
    assert current_evidence(read_evidence(larger), case(**data)) == measured
    assert measure_afresh(larger, case(**data)).comparison == measured.comparison


def test_a_change_of_any_setting_is_noticed(larger: Path) -> None:
    measure_case(larger, case())
    kept = read_evidence(larger)
    same = [
        n for n, d in OTHERS.items() if measured_settings(case(**d)) == measured_settings(case())
    ]
    taken = [n for n, d in OTHERS.items() if current_evidence(kept, case(**d)) != Evidence()]
    assert (same, taken) == ([], [])


def test_the_order_of_old_and_new_data_belongs_to_the_settings(larger: Path) -> None:
    named: dict[str, Any] = {"cross": "year", "cross_old": "2016", "cross_new": "2015"}
    measure_case(larger, case(**named))
    assert current_evidence(read_evidence(larger), case(cross="year")) == Evidence()


def test_what_a_row_is_called_moves_no_evidence(larger: Path) -> None:
    measured = measure_case(larger, case())
    assert current_evidence(read_evidence(larger), case(noun="orders")) == measured


@pytest.mark.parametrize(
    "metric", [one.name for one in METRICS if one.kind in ("numbers", "probabilities")]
)
def test_probabilities_and_numbers_are_measured_without_a_limit(
    metric: str, with_chances: Path
) -> None:
    models: dict[str, Any] = {"baseline": "chance", "candidate": "chances", "metric": metric}
    unlimited = Case(playbook="x", data=Data(**DATA | models))
    measured = measure_case(with_chances, unlimited)
    assert measured.comparison == bc.compare_models(**asked(with_chances, **models))
    assert (measured.kinds, measured.slices) == (None, None)


@pytest.mark.parametrize("metric", ["recall", "precision", "absolute error", "log loss"])
def test_a_limit_of_errors_is_refused_where_none_are_counted(metric: str, larger: Path) -> None:
    with pytest.raises(DataError) as refused:
        measure_case(larger, case(metric=metric))
    assert str(refused.value) == (
        "limit.per_1000 of this case: expected a limit on error rate, false positive rate, false "
        "negative rate, share of false positives or share of false negatives; found one on "
        f'{metric}. Fix: write "unknown" as the limit, or measure one of these.'
    )


def test_a_metric_that_is_none_is_told_with_all_there_are(larger: Path) -> None:
    (larger / "case.toml").write_text('playbook = "x"\n[data]\nmetric = "accuracy"\n')
    with pytest.raises(FieldError) as refused:
        CaseFile(larger).read()
    assert list(refused.value.faults) == ["data.metric"]
    assert all(repr(metric.name) in refused.value.faults["data.metric"] for metric in METRICS)
    assert "; found 'accuracy'" in refused.value.faults["data.metric"]


GROUPS = {
    "path": "rows.csv", "label": "y", "prediction": "next", "group": "year", "reference": 2015,
}  # fmt: skip


def grouped(limit: float = 5, **data: Any) -> Case:
    return Case(playbook="x", data=Data(**(GROUPS | data)), limit=Limit(per_1000=limit))


def test_one_model_on_different_rows_is_measured_as_in_python(larger: Path) -> None:
    measured = measure_case(larger, grouped(weight="weight"))
    question: dict[str, Any] = {
        "label": "y",
        "prediction": "next",
        "group": "year",
        "reference": 2015,
    }
    assert measured.groups == bc.compare_groups(
        larger / "rows.csv", **question, weight="weight", limit=0.005
    )
    assert measured.comparison is None
    assert read_evidence(larger) == measured
    assert current_evidence(read_evidence(larger), grouped(weight="weight")) == measured
    assert measure_afresh(larger, grouped(weight="weight")).groups == measured.groups


def test_slices_follow_the_reference(larger: Path) -> None:
    first = measure_case(larger, grouped())
    assert first.slices is not None
    assert first.slices.kind == "two groups"
    other = measure_case(larger, grouped(reference=2016))
    assert other.slices == bc.find_slices(
        larger / "rows.csv", label="y", baseline="next", group="year", reference=2016
    )
    assert current_evidence(read_evidence(larger), grouped()) == Evidence()


def test_what_a_comparison_of_groups_lacks_is_named() -> None:
    assert missing_settings(grouped(reference="", label="unknown")) == ("label", "reference")
    assert missing_settings(Case(playbook="x")) == ("path", "label", "baseline", "candidate")


def test_old_data_without_new_is_one_more_thing_that_is_missing() -> None:
    assert missing_settings(case(cross="year", cross_old="2015")) == ("cross_new",)


def test_two_models_and_groups_at_once_are_refused(larger: Path) -> None:
    with pytest.raises(DataError) as refused:
        measure_case(larger, grouped(baseline="live", onset="build"))
    assert str(refused.value) == (
        "the data of this case: expected two models on the same rows (baseline, candidate), or one "
        "model on different rows (prediction, group, reference); found prediction, group, "
        "reference beside baseline, onset. Fix: empty baseline, onset, or prediction, group, "
        "reference."
    )


def test_a_dataframe_is_measured_with_every_setting(larger: Path) -> None:
    rows = pd.read_csv(larger / "rows.csv")
    framed = case(path=UNKNOWN, onset="build", metric="recall", positive="1")
    framed = framed.model_copy(update={"limit": Limit()})
    measured = measure_case(larger, framed, rows)
    question = {**COLUMNS, "onset": "build", "metric": "recall", "positive": "1"}
    assert measured.comparison == bc.compare_models(rows, **question)
    assert measure_case(larger, framed) == measured  # without the frame, it stays
