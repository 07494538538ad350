"""Fields that begin a sentence, and answers in rows, on a form without a browser."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pytest

from bugcase.case.file import CaseFile
from bugcase.case.values import UNKNOWN
from bugcase.desk import Desk

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    def no_loop() -> None:  # a browser test leaves a loop behind
        raise RuntimeError("no running event loop")

    monkeypatch.setattr("bugcase.desk.saving.asyncio.get_running_loop", no_loop)
    return Desk("ceo-report", tmp_path)


def every(form: Any) -> Iterator[Any]:
    yield form
    for child in getattr(form, "children", ()):
        yield from every(child)


def words(html: str) -> str:
    return unescape(re.sub(r"<style>.*</style>|<[^>]*>", "", html, flags=re.DOTALL))


def field(form: widgets.Widget, label: str) -> Any:
    """Find a widget by what a screen reader says of it first."""
    named = (
        (
            words(re.sub(r"<span class=.bugcase-stem.*", "", getattr(one, "description", "")))
            or one.tooltip,
            one,
        )
        for one in every(form)
        if hasattr(one, "tooltip")
    )
    return next(one for name, one in named if name == label)


def told(form: widgets.Widget) -> list[str]:
    return [words(one.value) for one in every(form) if isinstance(one, widgets.HTML) and one.value]


def rows(desk: Desk, name: str) -> Any:
    return CaseFile(desk.folder).value(f"answers.{name}")


def test_a_field_shows_the_beginning_of_its_sentence_and_then_the_sentence(desk: Desk) -> None:
    form = desk.form("cause")
    cause = field(form, "The cause in plain words")
    assert words(cause.description).endswith("We think that …")
    cause.value = "two writers met"
    assert any("We think that two writers met." in one for one in told(form))
    cause.value = "a race in the job"
    assert any("It will read: “We think that a race in the job.”" in one for one in told(form))
    assert rows(desk, "cause_plain") == "a race in the job"


def test_what_is_none_of_the_choices_is_kept_and_told(desk: Desk) -> None:
    form = desk.form("state")
    state = field(form, "State")
    assert isinstance(state, widgets.Combobox)
    assert state.options == ("not stopped", "mitigated", "monitoring", "resolved")
    state.value = "under control"
    assert rows(desk, "status") == "under control"
    assert any("none of not stopped, mitigated" in one for one in told(form))


def test_a_table_begins_with_one_empty_row_and_says_the_sentence_that_it_makes(
    desk: Desk,
) -> None:
    form = desk.form("repair")
    field(form, "What would have caught it, row 1, Action").value = "test\nit"  # which one line is
    field(form, "What would have caught it, row 1, Due").value = date(2026, 10, 23)
    sentence = "To keep it from happening again, we will test it, due on Friday 23 October."
    assert sentence in told(form)
    (row,) = rows(desk, "prevention")
    assert (row["action"], row["due"], row["owner"]) == ("test it", date(2026, 10, 23), UNKNOWN)
    assert desk._live.facts.known("prevention")


def test_rows_are_added_moved_and_taken_out_by_buttons_that_say_so(desk: Desk) -> None:
    desk._live.saver.change("answers.unknowns", "unknowns", ({"what": "who"},))
    form = desk.form("questions")
    field(form, "Add row to “What you do not know”").click()
    field(form, "What you do not know, row 2, What").value = "when"
    field(form, "What you do not know, row 2: move up").click()
    assert [row["what"] for row in rows(desk, "unknowns")] == ["when", "who"]
    field(form, "What you do not know, row 1: remove").click()
    assert [row["what"] for row in rows(desk, "unknowns")] == ["who"]
    field(form, "What you do not know, row 1: remove").click()
    assert rows(desk, "unknowns") is UNKNOWN


def test_a_moment_in_a_row_is_by_the_clock_of_the_zone_that_the_case_has_now(desk: Desk) -> None:
    """What was typed keeps the hands of its clock, and a moment of the file is what it is."""
    theirs = datetime(2026, 10, 14, 12, 0, 30, tzinfo=UTC)
    CaseFile(desk.folder).change("answers.unknowns", ({"what": "who", "by": theirs}, {}))
    desk._live.saver.look()
    situation, form = desk.form("situation"), desk.form("questions")
    known_by = "What you do not know, row {}, Known by".format
    field(form, known_by(2)).value = datetime(2026, 10, 14, 18)
    assert "Times are by a clock of no zone, until a time zone is given." in " ".join(told(form))

    def moments() -> list[Any]:
        return [row["by"] for row in rows(desk, "unknowns")]

    assert moments() == [theirs, datetime(2026, 10, 14, 18)]  # nobody has named a zone
    for zone, shown, typed in (("Europe/Stockholm", 14, 16), ("America/New_York", 8, 22)):
        field(situation, "Time zone").value = zone
        assert moments() == [theirs, datetime(2026, 10, 14, typed, tzinfo=UTC)]
        assert field(form, known_by(1)).value.hour == shown
        assert field(form, known_by(2)).value.hour == 18
        assert f"Times are by the clock of {zone}." in " ".join(told(form))


def test_a_zone_that_is_named_writes_no_row_that_nobody_typed(desk: Desk) -> None:
    situation, form = desk.form("situation"), desk.form("questions")
    field(situation, "Time zone").value = "Europe/Stockholm"
    assert [one for one in told(form) if "saved at" in one] == []


def test_a_cell_that_the_file_has_otherwise_and_a_column_of_nobody_are_kept(desk: Desk) -> None:
    theirs = ({"action": "test it", "due": "soon", "colour": "red", "kind": "a dream"},)
    CaseFile(desk.folder).change("answers.prevention", theirs)
    desk._live.saver.look()
    form = desk.form("repair")
    assert field(form, "What would have caught it, row 1, Due").value == "soon"
    assert any("“a dream” is none of test under two writers" in one for one in told(form))
    field(form, "What would have caught it, row 1, Owner").value = "Bo"
    assert rows(desk, "prevention") == ({**theirs[0], "caught": UNKNOWN, "owner": "Bo"},)


def test_rows_that_somebody_else_wrote_are_shown_and_a_clash_lets_one_choose(desk: Desk) -> None:
    form, file = desk.form("questions"), CaseFile(desk.folder)
    file.change("answers.unknowns", ({"what": "theirs"},))
    desk._live.saver.look()
    assert field(form, "What you do not know, row 1, What").value == "theirs"
    file.change("answers.unknowns", "a text of theirs")
    field(form, "What you do not know, row 1, What").value = "mine"
    assert any("the file says “a text of theirs”, you wrote “mine”" in one for one in told(form))
    field(form, "Use mine").click()
    assert rows(desk, "unknowns") == ({"what": "mine", "by": UNKNOWN},)


def test_hostile_words_are_words_on_the_form(desk: Desk) -> None:
    form = desk.form("cause")
    field(form, "The cause in plain words").value = HOSTILE
    table = desk.form("repair")
    field(table, "What would have caught it, row 1, Action").value = HOSTILE
    field(table, "What would have caught it, row 1, Kind").value = HOSTILE
    raw = " ".join(one.value for one in (*every(form), *every(table)) if type(one) is widgets.HTML)
    assert "<img" not in raw
    assert raw.count("&lt;img") >= 3
