"""case.toml keeps what people typed, refuses what makes no sense, and loses nothing."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bugcase.case.file import CaseFile, ConflictError, FieldError
from bugcase.case.model import AgreedAction, Case, Data, Limit, OptionNumbers, OwnWords, Person
from bugcase.case.values import UNKNOWN
from bugcase.errors import CaseError

BY_HAND = """\
# our notes: ask Tomás about the limit
schema = 2
playbook = "release-halt"

[limit]
per_1000 = 5.0  # from the board's minutes
agreed_on = 2026-09-14

[answers]
release = "release 214"
"""


@pytest.fixture
def file(tmp_path: Path) -> CaseFile:
    (tmp_path / "case.toml").write_text(BY_HAND, encoding="utf-8")
    return CaseFile(tmp_path)


def test_what_was_typed_is_read_again(file: CaseFile) -> None:
    case = file.read()
    assert case.limit == Limit(per_1000=5.0, agreed_on=date(2026, 9, 14))
    assert case.answer("release") == "release 214"


def test_a_field_that_nobody_filled_in_is_unknown_and_no_empty_string(file: CaseFile) -> None:
    case = file.change("answers.release", "   ")
    assert case.answer("release") is UNKNOWN
    assert case.answer("decider") is UNKNOWN
    assert case.data.path is UNKNOWN
    assert 'release = "   "' not in file.path.read_text()


def test_a_change_touches_its_own_line_and_keeps_comments_and_order(file: CaseFile) -> None:
    file.change("limit.per_1000", 8.0)
    expected = BY_HAND.replace("per_1000 = 5.0", "per_1000 = 8.0")
    assert file.path.read_text(encoding="utf-8") == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("limit.per_1000", 8.0, id="a line that is there"),
        pytest.param("data.by", ("country", "plan"), id="a new section"),
        pytest.param("people", (Person(name="Bo", role="ceo").model_dump(),), id="a new table"),
        pytest.param("script.purpose", OwnWords(text="One.\nTwo."), id="words of two lines"),
    ],
)
def test_the_ends_of_lines_stay_as_they_are(file: CaseFile, field: str, value: object) -> None:
    windows = BY_HAND.replace("\n", "\r\n").encode()
    file.path.write_bytes(windows)
    case = file.change(field, value)
    lines = file.path.read_bytes().splitlines(keepends=True)
    assert [line for line in lines if not line.endswith(b"\r\n")] == []
    kept = [line for line in windows.splitlines(keepends=True) if b"per_1000" not in line]
    assert [line for line in kept if line not in lines] == []
    assert file.read() == case
    file.path.write_text(BY_HAND, encoding="utf-8", newline="\n")
    assert file.change(field, value) == case
    assert b"\r" not in file.path.read_bytes()


def test_lines_that_end_in_two_ways_each_keep_their_own(file: CaseFile) -> None:
    mixed = BY_HAND.replace("[limit]\n", "[limit]\r\n").encode()
    file.path.write_bytes(mixed)
    file.change("limit.per_1000", 8.0)
    assert file.path.read_bytes() == mixed.replace(b"per_1000 = 5.0", b"per_1000 = 8.0")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("answers.release", 'a "quoted" \\ name\nover two lines', id="quotes, lines"),
        pytest.param("answers.release", "<script>alert(1)</script> {release} ={{", id="markup"),
        pytest.param("answers.release", "发布 214 \u202e ☃ '''", id="other scripts"),
        pytest.param("answers.release_date", date(2026, 11, 26), id="a date"),
        pytest.param("answers.decide_by", datetime(2026, 11, 24, 16, tzinfo=UTC), id="a time"),
        pytest.param("data.by", ("country", "plan, paid"), id="a list"),
        pytest.param("limit.per_1000", 0.5, id="a number"),
        pytest.param("script.purpose", OwnWords(text="My words."), id="a turn of the script"),
        pytest.param(
            "script.size",
            OwnWords(text="My words.", rests_on={"worsening": "15.2 more per 1,000"}),
            id="a turn over a number",
        ),
        pytest.param("assumptions.harm_per_miss.low", 25.0, id="an end of a range"),
        pytest.param("options.hold.cost", (1500.0, 2500.0, 4000.0), id="a number of an option"),
        pytest.param("options.hold.considered", False, id="an option taken out"),
        pytest.param("tasks.fix.source", "engineering", id="the source of a task"),
        pytest.param(
            "actions",
            (AgreedAction(id="freeze", due=date(2026, 11, 27)), AgreedAction(what="Call them.")),
            id="actions",
        ),
        pytest.param(
            "options.own_1", OptionNumbers(label="Only here"), id="an option of one's own"
        ),
        pytest.param(
            "people", (Person(name="Ann", role="director"), Person(role="cfo")), id="people"
        ),
    ],
)
def test_any_value_comes_back_as_it_went_in(file: CaseFile, field: str, value: object) -> None:
    file.change(field, value)
    assert file.value(field) == value


def test_an_edited_turn_goes_back_to_the_playbooks_words(file: CaseFile) -> None:
    file.change("script.purpose", "In my own words.")
    assert file.change("script.purpose", UNKNOWN).script == {}


@pytest.mark.parametrize("place", ["options.own_1", "timeline.rolled_back"])
def test_an_entry_that_is_taken_back_leaves_nothing(file: CaseFile, place: str) -> None:
    name = {"options": "label", "timeline": "source"}[place.partition(".")[0]]
    file.change(f"{place}.{name}", "our own")
    assert file.change(place, UNKNOWN) == file.read()
    assert file.value(place) is UNKNOWN
    assert "our own" not in file.path.read_text(encoding="utf-8")


def test_rows_that_are_all_taken_out_leave_nothing(file: CaseFile) -> None:
    file.change("people", (Person(name="Ann", role="director"),))
    assert file.change("people", ()).people == ()
    assert "Ann" not in file.path.read_text(encoding="utf-8")


def test_two_forms_that_change_different_fields_lose_nothing(file: CaseFile) -> None:
    other = CaseFile(file.folder)
    file.change("answers.release", "release 215", seen="release 214")
    other.change("answers.decider", "Ingrid Dahl", seen=UNKNOWN)
    case = file.read()
    assert (case.answer("release"), case.answer("decider")) == ("release 215", "Ingrid Dahl")


def test_a_field_that_somebody_else_changed_is_not_overwritten(file: CaseFile) -> None:
    file.change("answers.release", "release 215", seen="release 214")
    with pytest.raises(ConflictError) as error:
        file.change("answers.release", "release 216", seen="release 214")
    assert error.value.theirs == "release 215"
    assert str(error.value) == (
        "answers.release in case.toml: expected 'release 214', as this form last saw it; found "
        "'release 215', written elsewhere. Fix: keep that, or write 'release 216' over it."
    )
    assert file.value("answers.release") == "release 215"


REFUSED = [
    pytest.param(
        'schema = 3\nplaybook = "x"\n',
        "expected schema 2 or older; found schema 3, of a newer version. Fix: update "
        "bugcase; nothing in the file was changed.",
        id="a newer schema",
    ),
    pytest.param(
        "schema = 2\nplaybook = release-halt\n",
        "expected TOML; found Invalid value (at line 2, column 12). Fix: correct that line by "
        "hand; nothing in the file was changed.",
        id="no TOML",
    ),
    pytest.param(
        'schema = 2\nplaybook = "x"\n[limit]\nper_1000 = -1\nagreed_on = "soon"\n'
        "[data]\nfile = 1\n",
        "expected a value that fits each field; found data.file: no field of that name; there "
        f"are {', '.join(Data.model_fields)}; limit.per_1000: at least 0; found -1; "
        "limit.agreed_on: a day such as 2026-12-01; found 'soon'. Fix: "
        'correct these by hand, or write "unknown".',
        id="several faults, all at once",
    ),
    pytest.param(
        'schema = 2\n[limit]\nper_1000 = "five"\n',
        "expected a value that fits each field; found playbook: is missing; "
        "limit.per_1000: a number; found 'five'. Fix: correct these by hand, "
        'or write "unknown".',
        id="a field that is not there, and one of words",
    ),
]


@pytest.mark.parametrize(
    ("line", "there"),
    [
        ("options.hold.price = 3", "considered, label, delay_days, exposed_percent, exposed_days"),
        ("people = [{ role = 'cfo', mail = 'a@b.c' }]", "name, called, role, email"),
        ("tasks.fix.days = 3", "p50, p90, source"),
        ("script.size = { words = 'Ten.', text = 'Ten.' }", "text, rests_on"),
        ("budget = 3", "schema, playbook, people, meeting"),
    ],
)
def test_a_key_that_there_is_not_is_refused_with_the_names_of_those_that_there_are(
    line: str, there: str, tmp_path: Path
) -> None:
    (tmp_path / "case.toml").write_text(f"schema = 2\nplaybook = 'x'\n{line}\n")
    with pytest.raises(FieldError) as error:
        CaseFile(tmp_path).read()
    (why,) = error.value.faults.values()
    assert why.startswith(f"no field of that name; there are {there}")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("data.by = 3", 'a list such as ["plan", "country"]; found 3'),
        ("data.by = [{ a = true }]", "words in quotation marks; found { a = true }"),
        ("data.phrases = ['x']", "a table; found ['x']"),
        ("people = { name = 'Ann' }", "tables, each under [[people]]; found { name = 'Ann' }"),
        ("people = ['Ann']", "a table; found 'Ann'"),
        ("tasks.fix = 3", "a table; found 3"),
        (
            "options.hold.cost = [1, 2]",
            "a number, or three: [lowest, likely, highest]; found [1, 2]",
        ),
        ("options.hold.cost = true", "a number, or three: [lowest, likely, highest]; found true"),
        (
            "options.hold.cost = [3, 2, 1]",
            "the lowest, the likely and the highest, in that order; found 3, 2, 1",
        ),
        ("options.hold.exposed_percent = 120", "from 0 to 100; found 120"),
        ("stakes.ruinous = 'perhaps'", "true or false; found 'perhaps'"),
        ("meeting.minutes = 2.5", "a whole number; found 2.5"),
        ("meeting.at = 14:00:00", "a moment such as 2026-12-01T14:00:00; found 14:00:00"),
        ("meeting.place = 2026-12-01", "words in quotation marks; found 2026-12-01"),
        (
            "limit.agreed_on = 2026-12-01T14:00:00",
            "a day such as 2026-12-01; found 2026-12-01T14:00:00",
        ),
        (
            "answers.error = [1]",
            "words in quotation marks, a number, a day, a moment, or rows of these; found [1]",
        ),
    ],
)
def test_a_value_of_another_kind_is_refused_in_the_words_of_the_file(
    line: str, why: str, tmp_path: Path
) -> None:
    (tmp_path / "case.toml").write_text(f"schema = 2\nplaybook = 'x'\n{line}\n")
    with pytest.raises(FieldError) as error:
        CaseFile(tmp_path).read()
    assert [*error.value.faults.values()] == [why]


@pytest.mark.parametrize(
    "typed", ["2026-12-01 14:00", "2026-12-01T14", "1.12.2026", "12/1/2026", "14:00", "2026-12-1"]
)
def test_a_time_that_toml_cannot_read_is_refused_with_a_form_that_works(
    typed: str, tmp_path: Path
) -> None:
    path = tmp_path / "case.toml"
    path.write_text(f"schema = 2\nplaybook = 'x'\n[meeting]\nat = {typed}  # noon\n[limit]\n")
    with pytest.raises(CaseError) as error:
        CaseFile(tmp_path).read()
    assert str(error.value) == (
        "meeting.at in case.toml, line 4: expected a day such as 2026-12-01, or a moment such as "
        f"2026-12-01T14:00:00, with its seconds; found {typed}. Fix: write it so by hand; nothing "
        "in the file was changed."
    )


@pytest.mark.parametrize("typed", ['"branch, product_code"', '["branch", "product_code"]'])
def test_groups_are_a_list_or_a_text_with_commas(typed: str, file: CaseFile) -> None:
    file.path.write_text(f"{BY_HAND}[data]\nby = {typed}\n", encoding="utf-8")
    assert file.read().data.by == ("branch", "product_code")


@pytest.mark.parametrize(("content", "message"), REFUSED)
def test_a_file_that_is_no_case_is_refused_in_one_line_and_left_alone(
    content: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "case.toml"
    path.write_text(content)
    with pytest.raises(CaseError) as error:
        CaseFile(tmp_path).change("limit.per_1000", 5)
    assert str(error.value) == f"case.toml in {tmp_path.name}: {message}"
    assert path.read_text() == content


def test_a_value_that_makes_no_sense_leaves_the_file_as_it_was(file: CaseFile) -> None:
    with pytest.raises(FieldError) as error:
        file.change("limit.per_1000", 5000)
    assert error.value.faults == {"limit.per_1000": "at most 1000; found 5000"}
    assert file.path.read_text(encoding="utf-8") == BY_HAND


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (0.999, "at least 50 per cent (did you mean 99.9?); found 0.999"),
        (3.0, "at least 50 per cent; found 3"),
    ],
)
def test_an_objective_that_is_no_percentage_is_refused_with_what_was_meant(
    typed: float, why: str, file: CaseFile
) -> None:
    with pytest.raises(FieldError) as error:
        file.change("requests.objective", typed)
    assert error.value.faults == {"requests.objective": why}
    assert file.change("requests.objective", 99.9).requests.objective == 99.9


def test_more_failures_than_runs_are_refused(file: CaseFile) -> None:
    file.change("trials.before.failures", 70)
    with pytest.raises(FieldError) as error:
        file.change("trials.before.runs", 50)
    assert error.value.faults == {"trials.before.runs": "all runs, of which 70 failed; found 50"}
    assert file.change("trials.before.runs", 70).trials["before"].runs == 70


def test_a_folder_without_a_case_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="bugcase new PLAYBOOK DIR"):
        CaseFile(tmp_path).read()


def test_a_new_case_never_overwrites_one_that_is_there(file: CaseFile) -> None:
    with pytest.raises(CaseError, match=r"found a case\.toml"):
        file.create(Case(playbook="release-halt"), {})
    assert file.path.read_text(encoding="utf-8") == BY_HAND


def test_a_read_only_folder_says_so_and_keeps_the_file(
    file: CaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def refused(path: str, flags: int, mode: int = 0o777) -> int:  # as to a stranger
        if flags & os.O_CREAT:
            raise PermissionError(13, "Permission denied")
        return opened(path, flags, mode)

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(PermissionError):
        file.change("answers.release", "release 215")
    assert file.path.read_text(encoding="utf-8") == BY_HAND
