"""A measurement belongs to the settings it was made with."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from bugcase.case.evidence import Evidence, read_evidence
from bugcase.case.measure import current_evidence, measure_case, missing_settings
from bugcase.case.model import Case, Data, Limit
from bugcase.errors import CaseError, DataError

DATA = {"path": "rows.csv", "label": "y", "baseline": "live", "candidate": "next"}


def case(limit: float = 5, **data: Any) -> Case:
    return Case(playbook="x", data=Data(**(DATA | data)), limit=Limit(per_1000=limit))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = pd.DataFrame({"y": [1, 0] * 50, "live": [1, 0] * 50, "next": [1, 1] * 50})
    rows.to_csv(tmp_path / "rows.csv", index=False)
    return tmp_path


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
