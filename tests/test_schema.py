"""A case.toml of schema 1 is read as one of today, and the first change writes it so."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bugcase.case.file import CaseFile
from bugcase.case.values import UNKNOWN
from bugcase.errors import CaseError
from bugcase.folder import CaseFolder, case_file
from bugcase.playbook.load import playbook_names
from bugcase.story.review.answers import unasked_answers

OLDER = Path(__file__).parent / "fixtures" / "schema-1"
FIRST_CELL = {  # what a text of before is the first cell of, by the playbook
    "ceo-report": {
        "repair_steps": "step",
        "prevention": "action",
        "choices": "choice",
        "unknowns": "what",
    },
    "release-halt": {"unknowns": "what"},
}
BECAME = {"prevention_owner": ("prevention", "owner")}


@pytest.fixture(params=playbook_names())
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    text = (OLDER / f"{request.param}.toml").read_bytes()
    (tmp_path / "case.toml").write_bytes(text)
    return tmp_path


def plain(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))


def expected(before: dict[str, Any]) -> dict[str, Any]:
    """Put the answers of before where the playbook asks for them now."""
    answers = dict(before["answers"])
    for name, column in FIRST_CELL[before["playbook"]].items():
        answers[name] = [{column: answers[name]}]
    for name, (field, column) in BECAME.items():
        if name in answers:
            answers[field][0][column] = answers.pop(name)
    return before | {"schema": 2, "answers": answers}


def test_it_is_read_as_of_today_and_stays_as_it_is(folder: Path) -> None:
    written = (folder / "case.toml").read_bytes()
    there = CaseFolder(folder)
    wanted = expected(plain(folder))["answers"]
    for name, column in FIRST_CELL[there.case.playbook].items():
        assert there.case.answer(name) == tuple(wanted[name])
        assert there.facts(name).words.startswith(wanted[name][0][column])
    assert unasked_answers(there.facts) == {}
    assert [one.name for one in folder.iterdir()] == ["case.toml"]
    assert (folder / "case.toml").read_bytes() == written


def test_the_first_change_writes_it_so_and_keeps_the_older_beside_it(folder: Path) -> None:
    older = (folder / "case.toml").read_bytes()
    wanted = expected(plain(folder))
    seen = case_file(folder).value("answers.unknowns")
    case_file(folder).change("meeting.place", "room Vasa")
    assert plain(folder) == wanted | {"meeting": wanted["meeting"] | {"place": "room Vasa"}}
    assert (folder / "case.toml.schema-1").read_bytes() == older
    lines = (folder / "case.toml").read_bytes().splitlines()
    kept = [line for line in older.splitlines() if line.startswith(b"#")]
    assert [line for line in lines if line.startswith(b"#")] == kept
    case_file(folder).change("answers.unknowns", ({"what": "who"},), seen=seen)
    assert CaseFolder(folder).facts("unknowns").words == "who"
    assert sorted(one.name for one in folder.iterdir()) == ["case.toml", "case.toml.schema-1"]


def test_no_older_file_beside_it_is_written_over(folder: Path) -> None:
    older = (folder / "case.toml").read_bytes()
    (folder / "case.toml.schema-1").write_text("of another day")
    for _ in range(2):
        (folder / "case.toml").write_bytes(older)
        case_file(folder).change("meeting.place", "room Vasa")
    kept = {one.name: one.read_bytes() for one in folder.iterdir() if one.name != "case.toml"}
    assert kept == {"case.toml.schema-1": b"of another day", "case.toml.schema-1.2": older}


def test_comments_go_with_an_answer_that_becomes_rows(folder: Path) -> None:
    path = folder / "case.toml"
    text = path.read_text(encoding="utf-8").replace("\nunknowns =", "\n# ask Bo\nunknowns =")
    path.write_text(text.replace("\nunknowns =", "\n# again\nunknowns ="), encoding="utf-8")
    case_file(folder).change("meeting.place", "room Vasa")
    assert "# ask Bo\n# again\n\n[[answers.unknowns]]" in path.read_text(encoding="utf-8")


def test_what_no_field_asks_for_stays_and_is_named(folder: Path) -> None:
    path = folder / "case.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[answers]", '[answers]\nomen = "a dream"'), encoding="utf-8")
    case_file(folder).change("meeting.place", "room Vasa")
    assert plain(folder)["answers"]["omen"] == "a dream"
    assert unasked_answers(CaseFolder(folder).facts) == {"omen": "“a dream”"}


def test_a_change_that_is_refused_carries_nothing_over(folder: Path) -> None:
    older = (folder / "case.toml").read_bytes()
    with pytest.raises(CaseError):
        case_file(folder).change("limit.per_1000", -1)
    assert [one.read_bytes() for one in folder.iterdir()] == [older]


def test_rows_are_taken_back_and_typed_again_and_no_other_line_moves(folder: Path) -> None:
    file: CaseFile = case_file(folder)
    file.change("answers.unknowns", ({"what": "who"}, {"what": "how many"}))
    others = {key: one for key, one in plain(folder)["answers"].items() if key != "unknowns"}
    file.change("answers.unknowns", ())
    assert file.read().answer("unknowns") is UNKNOWN
    file.change("answers.new", "a later line")
    file.change("answers.unknowns", ({"what": "when", "by": UNKNOWN},))
    assert plain(folder)["answers"] == others | {
        "new": "a later line",
        "unknowns": [{"what": "when", "by": "unknown"}],
    }
