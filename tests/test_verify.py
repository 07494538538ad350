"""What left is held against what is so now; nothing is written meanwhile."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from bugcase.build import build
from bugcase.case.file import CaseFile
from bugcase.case.measure import measure_case
from bugcase.case.values import UNKNOWN
from bugcase.cli import main
from bugcase.documents.report_page import report_html
from bugcase.errors import BuildError
from bugcase.folder import CaseFolder
from bugcase.installed import folder as installed_folder
from bugcase.verify import stale_documents, verify
from fixtures.decks import book, case_slides, export, slide_cell

pytestmark = pytest.mark.slow

EXAMPLE = installed_folder("examples") / "release-halt"


ROWS = 12_000  # of the example's; measuring all of them again and again would take minutes


def take(many: int, rows: Path, to: Path) -> None:
    duckdb.sql(f"copy (from '{rows}' limit {many}) to '{to}'")


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case whose deck has left, for its people and for everybody."""
    folder = tmp_path_factory.mktemp("left")
    told = (EXAMPLE / "case.toml").read_text(encoding="utf-8")
    few = re.sub(r"^by = \[.*?\]", 'by = ["moved"]', told, flags=re.DOTALL | re.MULTILINE)
    (folder / "case.toml").write_text(few, encoding="utf-8")
    take(ROWS, EXAMPLE / "predictions.parquet", folder / "predictions.parquet")
    measure_case(folder, CaseFile(folder).read())
    cells = [slide_cell(one) for one in case_slides(folder)]
    (folder / "out" / "share").mkdir(parents=True)
    for name, share in (("slides.html", False), ("share/slides.html", True)):
        (folder / "out" / name).write_text(export(book(*cells), share=share), encoding="utf-8")
    return folder


@pytest.fixture
def case(left: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(left, tmp_path / "case"))


def edited(case: Path, old: str, new: str) -> None:
    text = (case / "case.toml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (case / "case.toml").write_text(text.replace(old, new), encoding="utf-8")


def changed(case: Path) -> dict[str, tuple[str, str, str]]:
    return {
        one.slot: (one.state, one.before, one.now)
        for one in verify(CaseFolder(case))
        if one.state != "holds"
    }


def test_what_is_typed_in_rows_holds_where_each_row_is_a_line_or_a_cell(case: Path) -> None:
    facts = CaseFolder(case).facts
    (case / "out" / "report.html").write_text(report_html(facts), encoding="utf-8")
    found = [one for one in verify(CaseFolder(case)) if one.slot == "unknowns"]
    assert len(found) > 1
    assert {one.state for one in found} == {"holds"}


def test_what_was_just_built_holds_in_every_file_and_nothing_is_written(case: Path) -> None:
    before = {path: path.read_bytes() for path in case.rglob("*") if path.is_file()}
    found = verify(CaseFolder(case))
    assert {one.state for one in found} == {"holds"}
    assert len(found) > 20
    (rate,) = (one for one in found if one.slot == "candidate_rate")
    both = ("out/slides.html", "out/share/slides.html")
    assert rate == replace(rate, files=both, state="holds", now=rate.before)
    assert {path: path.read_bytes() for path in case.rglob("*") if path.is_file()} == before


def test_a_number_that_was_typed_anew_has_moved(case: Path) -> None:
    edited(case, "per_1000 = 5.0", "per_1000 = 4.0")
    assert changed(case) == {"limit": ("moved", "5", "4")}


def test_rows_that_changed_move_what_rests_on_them_though_evidence_json_is_as_it_was(
    case: Path,
) -> None:
    rows = case / "predictions.parquet"
    half = case / "half.parquet"
    take(ROWS // 2, rows, half)
    half.replace(rows)
    moved = changed(case)
    state, before, now = moved["candidate_rate"]
    assert state == "moved"
    assert before != now
    assert "release" not in moved


def test_what_nobody_knows_any_more_cannot_be_measured_and_says_what_is_missing(case: Path) -> None:
    edited(case, 'decider = "Ingrid Dahl"', 'decider = "unknown"')
    assert changed(case) == {"decider": ("cannot be measured now", "Ingrid Dahl", "who decides")}


def test_a_fact_of_another_playbook_cannot_be_measured(case: Path) -> None:
    (case / "out" / "report.html").write_text("<bdi data-slot='moon'>full</bdi>", encoding="utf-8")
    assert changed(case)["moon"][:2] == ("cannot be measured now", "full")


@pytest.mark.parametrize("made", ["nothing", "a deck without a number"])
def test_without_a_number_to_hold_against_there_is_one_clear_line(made: str, case: Path) -> None:
    shutil.rmtree(case / "out")
    if made != "nothing":
        (case / "out").mkdir()
        (case / "out" / "slides.html").write_text("<p>Hold it.</p>", encoding="utf-8")
    with pytest.raises(BuildError, match="with a number in it; found none"):
        verify(CaseFolder(case))


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def bugcase(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["bugcase", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run


def test_the_command_ends_with_0_where_all_hold_1_where_not_and_2_where_it_cannot_tell(
    case: Path, bugcase: Run
) -> None:
    code, out, err = bugcase("verify", str(case))
    assert (code, err) == (0, "")
    assert out.endswith("facts hold, measured afresh just now.\n")
    edited(case, "per_1000 = 5.0", "per_1000 = 4.0")
    code, out, _ = bugcase("verify", str(case))
    assert code == 1
    assert "moved limit: 5 → 4\n  in out/slides.html, out/share/slides.html\n" in out
    (case / "predictions.parquet").unlink()
    code, out, err = bugcase("verify", str(case))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "predictions.parquet" in err


DOCUMENTS = ("invite.ics", "report.md", "decision.md")


@pytest.fixture
def documents(case: Path) -> Path:
    """The case with documents that are no slides."""
    build(case, only=DOCUMENTS)
    build(case, only=["report.md"], share=True)
    return case


def test_a_document_that_was_just_built_is_not_stale(documents: Path) -> None:
    assert stale_documents(CaseFolder(documents)) == ()


def test_documents_that_hold_another_time_of_the_meeting_are_stale(
    documents: Path, bugcase: Run
) -> None:
    before = {path: path.read_bytes() for path in documents.rglob("*") if path.is_file()}
    at = str(CaseFile(documents).value("meeting.at").isoformat())
    edited(documents, f"at = {at.replace('+00:00', 'Z')}", "at = 2026-11-23T15:30:00Z")
    assert "out/invite.ics" in stale_documents(CaseFolder(documents))
    code, out, _ = bugcase("verify", str(documents))
    assert code == 1
    assert "stale out/invite.ics: built before the case changed; build again\n" in out
    _, out, _ = bugcase("verify", str(documents), "--json")
    assert {"file": "out/invite.ics", "state": "stale"} in json.loads(out)
    del before[documents / "case.toml"]
    assert {path: path.read_bytes() for path in before} == before


def test_a_document_that_cannot_be_made_any_more_is_stale(documents: Path) -> None:
    CaseFile(documents).change("meeting.at", UNKNOWN)
    assert "out/invite.ics" in stale_documents(CaseFolder(documents))


def test_only_the_documents_that_say_what_changed_are_stale(documents: Path) -> None:
    CaseFile(documents).change("answers.decider", "Olga Berg")
    assert set(stale_documents(CaseFolder(documents))) == {
        "out/invite.ics",
        "out/report.md",
        "out/share/report.md",
    }


def test_machines_are_told_every_fact(case: Path, bugcase: Run) -> None:
    code, out, _ = bugcase("verify", str(case), "--json")
    told = json.loads(out)
    assert code == 0
    assert {one["state"] for one in told} == {"holds"}
    assert set(told[0]) == {"slot", "files", "state", "before", "now"}
