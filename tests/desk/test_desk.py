"""The desk without a browser: forms save what is typed, slides follow, and nothing is lost."""

import asyncio
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd
import pytest

from bugcase.case.evidence import Evidence, read_evidence
from bugcase.case.file import CaseFile
from bugcase.case.model import AgreedAction, Case, Person
from bugcase.case.values import UNKNOWN
from bugcase.deck.slide import Slide
from bugcase.desk import Desk, saving
from bugcase.desk import live as live_module
from bugcase.desk.saving import LOOK, Saver
from bugcase.errors import DataError
from bugcase.facts.facts import Facts
from bugcase.playbooks import load_playbook
from bugcase.story.follow_up import actions


class Handle:
    """Stands in for the output of a cell: keeps every slide that was shown in it."""

    def __init__(self, slide: Slide) -> None:
        self.shown = [slide]

    def update(self, slide: Slide) -> None:
        self.shown.append(slide)


@pytest.fixture
def handles(monkeypatch: pytest.MonkeyPatch) -> list[Handle]:
    """Show slides in handles, and save at once, as where no event loop runs."""
    handles: list[Handle] = []

    def display(slide: Slide, **_: Any) -> Handle:
        handles.append(Handle(slide))
        return handles[-1]

    def no_loop() -> None:  # a browser test leaves a loop behind
        raise RuntimeError("no running event loop")

    monkeypatch.setattr(live_module, "display", display)
    monkeypatch.setattr("bugcase.desk.saving.asyncio.get_running_loop", no_loop)
    return handles


@pytest.fixture
def desk(tmp_path: Path, handles: list[Handle]) -> Desk:
    assert handles == []
    return Desk("release-halt", tmp_path)


def shown(handles: list[Handle]) -> list[str]:
    return [str(handle.shown[-1].title) for handle in handles]


def every(form: widgets.Widget) -> list[Any]:
    return [form, *(inner for child in getattr(form, "children", ()) for inner in every(child))]


def name(widget: widgets.Widget) -> str:
    """Give the accessible name of a widget: its label's text, or a button's title."""
    words = re.sub(r"<span class=.bugcase-stem.*|<[^>]*>", "", getattr(widget, "description", ""))
    return words or (widget.tooltip if isinstance(widget, widgets.Button) else "")


def field(form: widgets.Widget, label: str) -> Any:
    return next((one for one in every(form) if name(one) == label), None)


def told(form: widgets.Widget) -> str:
    html = [one.value for one in every(form) if isinstance(one, widgets.HTML)]
    return re.sub(r"<style>.*?</style>", "", " ".join(html), flags=re.DOTALL)


def rows_of(folder: Path) -> pd.DataFrame:
    truth = [1, 0] * 200
    frame = pd.DataFrame({"y": truth, "live": truth, "next": [1, 1] * 200})
    frame.to_csv(folder / "rows.csv", index=False)
    return frame


def name_the_data(desk: Desk, **columns: str) -> widgets.VBox:
    form = desk.form("data")
    for label, column in columns.items():
        field(form, label).value = column
    return form


def test_what_is_typed_is_in_the_file_and_on_the_slide(desk: Desk, handles: list[Handle]) -> None:
    desk.slide("decision")
    field(desk.form("situation"), "Release").value = "release 214"
    assert CaseFile(desk.folder).value("answers.release") == "release 214"
    assert "release 214" in " ".join(map(str, handles[0].shown[-1].texts))


def test_a_second_desk_finds_every_value_again(desk: Desk) -> None:
    form = desk.form("situation")
    field(form, "Release").value = "release 214"
    field(form, "Release date").value = date(2026, 11, 26)
    field(form, "Person 4, Name").value = "Ingrid Dahl"
    again = Desk("release-halt", desk.folder).form("situation")
    assert field(again, "Release").value == "release 214"
    assert field(again, "Release date").value == date(2026, 11, 26)
    assert field(again, "Person 4, Name").value == "Ingrid Dahl"


def test_an_emptied_field_is_unknown_again(desk: Desk) -> None:
    form = desk.form("situation")
    field(form, "Release").value = "release 214"
    field(form, "Release").value = ""
    assert CaseFile(desk.folder).value("answers.release") is UNKNOWN


@pytest.mark.parametrize(
    ("step", "label", "typed", "said"),
    [
        pytest.param("limit", "Limit", "5000", "at most 1000; found 5000.0", id="too large"),
        pytest.param(
            "limit", "Limit", "five", "expected a number such as 5; found &#x27;five&#x27;",
            id="no number",
        ),
        pytest.param(
            "cost", "Currency", "EURO", "three letters of a currency, such as EUR; found",
            id="a currency",
        ),
        pytest.param(
            "situation", "Time zone", "Stockholm", "a time zone such as Europe/Stockholm; found",
            id="a time zone",
        ),
        pytest.param("options", "Share, %", "120", "at most 100; found 120.0", id="a share"),
        pytest.param(
            "options", "Hold until it is fixed, Cost of doing it", "1, 2",
            "one number, or three with commas between them", id="two numbers are no range",
        ),
        pytest.param(
            "situation", "Person 2, E-mail", "ada@", "an address such as ada@example.com",
            id="an address in a table",
        ),
        pytest.param(
            "situation", "Person 2, Role", "boss",
            "expected one of: presenter, engineering lead, product manager, director",
            id="a role that nobody has",
        ),
        pytest.param("cost", "Ruinous or unrepeatable", "maybe", "expected one of: yes, no; found",
                     id="neither yes nor no"),
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_told_at_its_field_and_the_file_stays(
    desk: Desk, step: str, label: str, typed: str, said: str
) -> None:
    before = CaseFile(desk.folder).path.read_text()
    form = desk.form(step)
    field(form, label).value = typed
    holder = next(one for one in every(form) if field(one, label) and said in told(one))
    assert 'role="alert"' in told(holder)
    assert field(form, label).value == typed
    assert CaseFile(desk.folder).path.read_text() == before


def test_a_field_that_nobody_types_in_follows_the_file(desk: Desk, handles: list[Handle]) -> None:
    desk.slide("decision")
    form = desk.form("situation")
    CaseFile(desk.folder).change("answers.release", "release 300")
    desk._live.saver.look()
    assert field(form, "Release").value == "release 300"
    assert "release 300" in " ".join(map(str, handles[0].shown[-1].texts))


def test_a_field_changed_on_both_sides_shows_both_until_one_is_chosen(desk: Desk) -> None:
    form, file = desk.form("situation"), CaseFile(desk.folder)
    file.change("answers.release", "release 300")
    field(form, "Release").value = "release 214"
    assert "the file says “release 300”, you wrote “release 214”" in told(form)
    assert file.value("answers.release") == "release 300"
    field(form, "Use mine").click()
    assert file.value("answers.release") == "release 214"
    assert field(form, "Use mine") is None

    file.change("answers.release", "release 301")
    field(form, "Release").value = "release 215"
    field(form, "Keep theirs").click()
    assert field(form, "Release").value == "release 301"
    assert file.value("answers.release") == "release 301"


@pytest.mark.parametrize(
    ("step", "place", "label", "theirs", "said"),
    [
        pytest.param(
            "situation", "people", "Person 1, Name", (Person(name="Bo", role="ceo"),),
            "the file says “Bo ceo”, you wrote “Ada presenter; ", id="people",
        ),
        pytest.param(
            "after", "actions", "Action 2, Who", (AgreedAction(what="Call them.", owner="Bo"),),
            "the file says “Call them. Bo”, you wrote “", id="actions",
        ),
    ],
)  # fmt: skip
def test_a_table_changed_on_both_sides_shows_both_until_one_is_chosen(
    desk: Desk, step: str, place: str, label: str, theirs: tuple[Any, ...], said: str
) -> None:
    form, file = desk.form(step), CaseFile(desk.folder)
    file.change(place, theirs)
    field(form, label).value = "Ada"
    assert said in told(form)
    assert file.value(place) == theirs
    field(form, "Use mine").click()
    assert "Ada" in str(file.value(place))
    file.change(place, theirs)
    field(form, label).value = "Eve"
    field(form, "Keep theirs").click()
    assert file.value(place) == theirs
    assert field(form, "Keep theirs") is None


def test_the_last_changes_are_undone_one_by_one_each_by_its_name(desk: Desk) -> None:
    form = desk.form("situation")
    desk._live.saver.clock = iter(range(0, 1000, 10)).__next__
    field(form, "Release").value = "release 214"
    field(form, "Model").value = "the employment model"
    field(form, "Undo last change: Model").click()
    assert field(form, "Model").value == ""
    field(form, "Undo last change: Release").click()
    assert desk.case.answer("release") is UNKNOWN
    assert field(form, "Undo last change").disabled


def test_a_folder_that_cannot_be_written_says_so_before_anybody_types(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bugcase.desk.live.os.access", lambda *_: False)
    assert "can&#x27;t be written to" in told(desk.form("situation"))


def test_markup_in_a_field_is_never_markup_in_the_form(desk: Desk) -> None:
    hostile = "<img src=x onerror=alert(1)>.parquet"
    form = name_the_data(desk, File=hostile, Label=hostile, Baseline="live", Candidate="next")
    assert "<img" not in told(desk.measure()) + told(form)
    assert "&lt;img src=x" in told(desk.measure())


def test_slides_follow_the_measurement_and_the_limit(desk: Desk, handles: list[Handle]) -> None:
    rows_of(desk.folder)
    desk.slide("sure")
    assert shown(handles)[0].endswith("is not measured yet.")
    name_the_data(desk, File="rows.csv", Label="y", Baseline="live", Candidate="next")
    assert shown(handles)[0].endswith("there is no limit to hold it against.")
    field(desk.form("limit"), "Limit").value = "5"
    assert shown(handles)[0].endswith("above our limit of 5.")


def test_nothing_is_measured_again_for_a_word_that_no_measurement_rests_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows_of(desk.folder)
    form = name_the_data(desk, File="rows.csv", Label="y", Baseline="live", Candidate="next")
    monkeypatch.setattr(live_module, "measure_case", None)
    field(form, "A row is one of many …").value = "people"
    assert desk.case.data.noun == "people"


def test_of_three_desks_on_one_folder_the_last_follows_it_and_all_save_what_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[object] = []

    def measure(_: Path, case: Case, __: object) -> Evidence:
        measured.append(case.data.label)
        return Evidence()

    async def change_a_setting() -> None:
        forms = [Desk("release-halt", tmp_path).form("situation") for _ in range(3)]
        CaseFile(tmp_path).change("data.label", "y")
        await asyncio.sleep(LOOK / 10)
        assert measured == ["y"]
        field(forms[0], "Release").value = "release 214"
        assert CaseFile(tmp_path).value("answers.release") == "release 214"
        await asyncio.sleep(LOOK / 10)
        assert field(forms[-1], "Release").value == "release 214"

    monkeypatch.setattr(live_module, "measure_case", measure)
    monkeypatch.setattr(saving, "LOOK", LOOK / 100)
    asyncio.run(change_a_setting())


def test_what_waits_at_a_desk_is_read_by_the_next_one(tmp_path: Path) -> None:
    async def run_the_desk_cell_again() -> None:
        desk = Desk("release-halt", tmp_path)
        field(desk.form("situation"), "Release").value = "release 214"
        assert Desk("release-halt", tmp_path).case.answer("release") == "release 214"

    asyncio.run(run_the_desk_cell_again())


def test_a_measurement_that_fails_as_nobody_foresaw_says_so_and_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    async def change_a_setting() -> str:
        desk = Desk("release-halt", tmp_path)
        shown = desk.measure()
        monkeypatch.setattr(live_module, "measure_case", fail)
        desk._live.saver.change("data.label", "Label", "y")
        assert "measuring …" in told(shown)
        beside = desk._live._beside
        assert beside is not None
        await beside
        return told(shown)

    said = asyncio.run(change_a_setting())
    assert "ZeroDivisionError: division by zero" in said
    assert "measuring …" not in said


def test_a_frame_of_ones_own_is_measured_in_place_of_a_file(desk: Desk) -> None:
    frame = rows_of(desk.folder)
    name_the_data(desk, Label="y", Baseline="live", Candidate="next")
    said = desk.use(frame).value
    assert "400 rows of pandas frame" in said
    assert "have to stay in it" in said
    kept = read_evidence(desk.folder).comparison
    assert kept is not None
    assert kept.source.data == "pandas frame"
    assert field(desk.form("data"), "Label").options == ("y", "live", "next")


def test_a_frame_beside_a_file_is_refused(desk: Desk) -> None:
    frame = rows_of(desk.folder)
    name_the_data(desk, File="rows.csv", Label="y", Baseline="live", Candidate="next")
    with pytest.raises(DataError, match=r"found a dataframe and the file rows\.csv"):
        desk.use(frame)
    assert desk.evidence.comparison is not None
    assert desk.evidence.comparison.source.data == "rows.csv"


def test_after_a_restart_a_frame_that_was_measured_is_there_until_its_settings_change(
    desk: Desk,
) -> None:
    name_the_data(desk, Label="y", Baseline="live", Candidate="next")
    desk.use(rows_of(desk.folder))
    again = Desk("release-halt", desk.folder)
    said = told(again.measure())
    assert "400 rows of pandas frame" in said
    assert "from a dataframe that is not here now" in said
    field(again.form("limit"), "Limit").value = "5"
    assert again.evidence.comparison is None


def test_a_column_is_picked_from_the_file_and_one_that_is_not_there_is_told(desk: Desk) -> None:
    rows_of(desk.folder)
    form = name_the_data(desk, File="rows.csv", Label="lve")
    assert field(form, "File").options == ("rows.csv",)
    assert field(form, "Baseline").options == ("y", "live", "next")
    assert "no column “lve”; did you mean “live”?" in told(form)
    assert desk.case.data.label == "lve"


def test_a_file_that_is_not_there_yet_is_kept_and_told(desk: Desk) -> None:
    rows_of(desk.folder)
    form = name_the_data(desk, File="row.csv")
    assert "no file “row.csv” in this folder, which holds “rows.csv”" in told(form)
    assert desk.case.data.path == "row.csv"
    field(form, "File").value = "rows.csv"
    assert "no file" not in told(form)


def test_the_hint_with_the_unit_stays_beside_what_was_saved(desk: Desk) -> None:
    form = desk.form("limit")
    field(form, "Limit").value = "5"
    assert re.search(r"more errors in 1,000 than today [^<]*; saved at \d\d:", told(form))


def test_a_case_that_was_begun_by_its_notebook_says_so(desk: Desk) -> None:
    said = "A new case was begun: there was no case.toml in this folder."
    assert said in told(desk.form("situation"))
    assert said not in told(Desk("release-halt", desk.folder).form("situation"))


def test_the_plan_of_action_follows_the_people(desk: Desk) -> None:
    actions_form, people_form = desk.form("after"), desk.form("situation")
    assert "the name of the presenter" in told(actions_form)
    field(people_form, "Person 1, Name").value = "Mara Lindqvist"
    assert "Mara Lindqvist drafts it" in told(actions_form)
    assert "Mara Lindqvist" in field(actions_form, "Action 1, Who").options


def test_columns_are_picked_one_after_another(desk: Desk) -> None:
    rows_of(desk.folder)
    form = name_the_data(desk, File="rows.csv")
    groups = field(form, "Groups")
    assert groups.options == ("y", "live", "next")
    groups.value = "live"
    assert groups.options == ("live, y", "live, next")
    groups.value = "live, next"
    assert groups.options == ("live, next, y",)
    assert desk.case.data.by == ("live", "next")


def test_what_is_picked_of_a_closed_list_may_be_typed_in_any_case(desk: Desk) -> None:
    field(desk.form("cost"), "Ruinous or unrepeatable").value = "YES"
    field(desk.form("situation"), "Person 2, Role").value = "Product Manager"
    assert desk.case.stakes.ruinous is True
    assert desk.case.people[1].role == "product_manager"


def test_no_field_needs_keys_that_jupyterlab_takes_for_itself(
    tmp_path: Path, handles: list[Handle]
) -> None:
    """Arrow keys move the notebook, unless what has the focus takes text."""
    assert handles == []
    for playbook in ("release-halt", "ceo-report"):
        desk = Desk(playbook, tmp_path / playbook)
        forms = [desk.form(step.id) for step in desk.playbook.steps if desk.playbook.has_form(step)]
        choosers = (widgets.Dropdown, widgets.Select, widgets.RadioButtons, widgets.ToggleButtons)
        every_widget = [one for form in [*forms, desk.rehearse()] for one in every(form)]
        assert [one for one in every_widget if isinstance(one, choosers)] == []


def test_a_row_is_added_beside_one_that_is_not_right_yet(desk: Desk) -> None:
    form = desk.form("situation")
    field(form, "Person 2, Role").value = "boss"
    field(form, "Add person").click()
    field(form, "Person 5, Name").value = "Rui"
    assert len(desk.case.people) == 4
    field(form, "Person 2, Role").value = "director"
    assert [person.name for person in desk.case.people][4:] == ["Rui"]


def test_a_moment_that_is_saved_in_one_go_with_its_zone_is_by_that_clock(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = desk.form("situation")
    with monkeypatch.context() as hurried:  # who types faster than the desk saves
        hurried.setattr(Saver, "flush", lambda _: None)
        field(form, "Time zone").value = "Europe/Stockholm"
        field(form, "Meeting").value = datetime(2026, 11, 23, 10)
    desk._live.saver.flush()
    assert desk.case.meeting.at == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert field(form, "Meeting").value.hour == 10


def test_a_moment_is_typed_by_the_clock_of_its_zone_and_stored_with_it(desk: Desk) -> None:
    form = desk.form("situation")
    field(form, "Time zone").value = "Europe/Stockholm"
    field(form, "Meeting").value = datetime(2026, 11, 26, 9, 30)
    assert "at = 2026-11-26T09:30:00+01:00" in CaseFile(desk.folder).path.read_text()
    field(form, "Time zone").value = "America/New_York"  # the zone was wrong, not the clock
    assert field(form, "Meeting").value == datetime(2026, 11, 26, 9, 30)
    assert "at = 2026-11-26T09:30:00-05:00" in CaseFile(desk.folder).path.read_text()


def test_a_moment_of_the_file_stays_the_moment_it_is_on_another_clock(desk: Desk) -> None:
    file = CaseFile(desk.folder)
    file.change("meeting.zone", "Europe/Stockholm")
    file.change("meeting.at", datetime(2026, 11, 26, 8, 30, tzinfo=UTC))
    again = Desk("release-halt", desk.folder)
    form = again.form("situation")
    assert field(form, "Meeting").value.hour == 9
    field(form, "Time zone").value = "UTC"
    assert field(form, "Meeting").value.hour == 8
    assert again.case.meeting.at == datetime(2026, 11, 26, 8, 30, tzinfo=UTC)


def test_a_moment_typed_before_its_zone_is_of_the_zone_that_is_named_later(desk: Desk) -> None:
    form = desk.form("situation")
    field(form, "Meeting").value = datetime(2026, 11, 26, 9, 30)
    assert "at = 2026-11-26T09:30:00\n" in CaseFile(desk.folder).path.read_text()
    assert "by a clock of no zone, until a time zone is given" in told(form)
    field(form, "Time zone").value = "Europe/Stockholm"
    assert field(form, "Meeting").value == datetime(2026, 11, 26, 9, 30)
    assert "at = 2026-11-26T09:30:00+01:00" in CaseFile(desk.folder).path.read_text()


def test_a_moment_of_the_file_is_shown_in_utc_until_a_zone_is_named(desk: Desk) -> None:
    CaseFile(desk.folder).change("meeting.at", datetime(2026, 11, 26, 8, 30, tzinfo=UTC))
    again = Desk("release-halt", desk.folder)
    form = again.form("situation")
    assert field(form, "Meeting").value == datetime(2026, 11, 26, 8, 30)
    assert "in UTC, until a time zone is given" in told(form)
    field(form, "Time zone").value = "Europe/Stockholm"
    assert field(form, "Meeting").value.hour == 9
    assert again.case.meeting.at == datetime(2026, 11, 26, 8, 30, tzinfo=UTC)


def test_people_are_added_moved_and_taken_out_by_buttons_that_say_so(desk: Desk) -> None:
    form = desk.form("situation")
    field(form, "Person 1, Name").value = "Ada"
    field(form, "Add person").click()
    field(form, "Person 5, Name").value = "Rui"
    field(form, "Person 5: move up").click()
    field(form, "Person 2: remove").click()
    assert desk.case.people == (
        Person(name="Ada", role="presenter"),
        Person(role="product_manager"),
        Person(name="Rui", role="ceo"),
        Person(role="director"),
    )
    assert field(form, "Person 1: move up").disabled
    for number, holder in enumerate(desk.case.people, start=1):  # each is called by its place
        assert field(form, f"Person {number}, Name").value == (
            "" if holder.name is UNKNOWN else holder.name
        )


def test_an_action_has_another_owner_and_one_of_ones_own_is_added(desk: Desk) -> None:
    form = desk.form("after")
    field(form, "Action 2, Who").value = "Rui Almeida"
    field(form, "Add action").click()
    last = len(load_playbook("release-halt").actions) + 1
    field(form, f"Action {last}, What").value = "Call the two largest partners."
    field(form, f"Action {last}, By when").value = date(2026, 11, 27)
    freeze = load_playbook("release-halt").actions[1].id
    own = AgreedAction(what="Call the two largest partners.", due=date(2026, 11, 27))
    assert desk.case.actions == (AgreedAction(id=freeze, owner="Rui Almeida"), own)
    facts = Facts.of(desk.playbook, desk.case, desk.evidence)
    listed = actions(facts)
    assert next(one.owner for one in listed if one.id == freeze) == "Rui Almeida"
    assert (str(listed[-1].what), listed[-1].due.say(facts)) == (
        "Call the two largest partners.",
        "Friday 27\N{NO-BREAK SPACE}November (agreed)",
    )


def test_an_option_of_ones_own_is_added_and_taken_out_and_that_is_undone(desk: Desk) -> None:
    form = desk.form("options")
    field(form, "Add an option of your own").click()
    field(form, "Own option 1, Name").value = "Only in Portugal"
    assert desk.case.options["own_1"].label == "Only in Portugal"
    field(form, "Remove own option 1").click()
    assert "own_1" not in desk.case.options
    field(form, "Undo last change: own option 1").click()
    assert desk.case.options["own_1"].label == "Only in Portugal"


def test_a_turn_in_ones_own_words_is_what_the_notes_say(desk: Desk, handles: list[Handle]) -> None:
    desk.slide("decision")
    field(desk.script(), "Own words, purpose").value = "One thing today."
    assert str(handles[0].shown[-1].notes[0].words) == "One thing today."


@pytest.mark.parametrize("playbook", ["release-halt", "ceo-report"])
def test_every_field_has_a_name_and_a_tooltip_and_no_two_of_a_form_the_same(
    playbook: str, tmp_path: Path, handles: list[Handle]
) -> None:
    assert handles == []
    desk = Desk(playbook, tmp_path)
    forms = [desk.form(step.id) for step in desk.playbook.steps if desk.playbook.has_form(step)]
    for form in [*forms, desk.script()]:
        asked = [one for one in every(form) if hasattr(one, "description")]
        asked = [one for one in asked if not isinstance(one, widgets.HTML)]
        assert [one for one in asked if not name(one) or not one.tooltip] == []
        assert sorted({name(one) for one in asked}) == sorted(name(one) for one in asked)


def test_a_range_is_kept_with_its_source(desk: Desk) -> None:
    form = desk.form("cost")
    for label, typed in (("Lowest", "10"), ("Likely", "18"), ("Highest", "35")):
        field(form, f"Days until stopped, {label}").value = typed
    field(form, "Days until stopped, Source").value = "the last fault"
    kept = desk.case.assumptions["days_until_stopped"]
    assert (kept.spread, kept.source) == ((10, 18, 35), "the last fault")


def test_a_range_out_of_order_is_kept_told_and_used_once_it_is_mended(desk: Desk) -> None:
    form = desk.form("cost")
    for label, typed in (("Lowest", "40"), ("Likely", "18"), ("Highest", "35")):
        field(form, f"Days until stopped, {label}").value = typed
    assert desk.case.assumptions["days_until_stopped"].low == 40
    assert "from the smallest to the largest" in told(form)
    field(form, "Days until stopped, Lowest").value = "10"
    assert "from the smallest to the largest" not in told(form)
    assert desk.case.assumptions["days_until_stopped"].spread == (10, 18, 35)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("2500", (2500, 2500, 2500), id="one number"),
        pytest.param("1500, 2500, 4000", (1500, 2500, 4000), id="three"),
        pytest.param("1234567.5", (1234567.5,) * 3, id="with every digit"),
    ],
)
def test_a_number_of_an_option_is_one_or_three(
    desk: Desk, typed: str, kept: tuple[float, ...]
) -> None:
    label = "Hold until it is fixed, Cost of doing it"
    field(desk.form("options"), label).value = typed
    assert desk.case.options["hold"].cost == kept
    assert field(desk.form("options"), label).value == typed


def test_an_option_asks_only_for_what_the_situation_leaves_open(desk: Desk) -> None:
    form = desk.form("options")
    assert field(form, "Hold until it is fixed, Days of delay") is None
    assert field(form, "Hold until it is fixed, Cost of doing it") is not None


def test_an_option_is_taken_out_by_its_tick(desk: Desk) -> None:
    option = desk.playbook.options[-1]
    field(desk.form("options"), f"{option.label}, considered").value = False
    assert not desk.case.options[option.id].considered


def test_own_words_remember_the_numbers_they_were_written_over(desk: Desk) -> None:
    field(desk.form("situation"), "Release").value = "release 214"
    field(desk.script(), "Own words, purpose").value = "One thing today."
    kept = desk.case.script["purpose"]
    assert kept.text == "One thing today."
    assert kept.rests_on["release"] == "release 214"


def test_a_form_says_what_is_missing_and_what_waits_for_it(desk: Desk) -> None:
    form = desk.form("ask")
    assert re.search(r"\b0 of \d+</b> filled in", told(form))
    waiting = r"<b>[^<]*Who decides[^<]*</b>: a gap on “"
    assert re.search(waiting, told(form))
    field(form, "Who decides").value = "Ingrid Dahl"
    assert re.search(r"\b1 of \d+</b> filled in", told(form))
    assert not re.search(waiting, told(form))
