"""The rehearsal's buttons: start, next, back, stop, reveal, mark; and a clock that stops."""

import asyncio
from pathlib import Path

import ipywidgets as widgets
import pytest

from bugcase.case.file import CaseFile
from bugcase.desk import Desk
from bugcase.desk.fields import FormField
from bugcase.desk.rehearsal_view import RehearsalView
from bugcase.story.rehearsal_plan import RehearsalPlan, Scene
from bugcase.story.rehearsal_run import FILE, last_rehearsal
from bugcase.text import Text

HOSTILE = "<img src=x onerror=alert(1)>"
OPENING = Scene(
    id="opening",
    kind="turn",
    who="presenter",
    words=Text.plain("Thank you."),
    seconds=10,
    mine=True,
)
ASKED = Scene(
    id="how_sure",
    kind="question",
    who=f"Ingrid {HOSTILE}, director",
    words=Text.plain("How sure are you?"),
    seconds=20,
    missing=("the measurement",),
    evidence="the interval",
)
ANGER = Scene(
    id="anger",
    kind="branch",
    who="director",
    words=Text.plain("You come with this now?"),
    seconds=20,
    answer=Text.plain("Yes, because it is cheaper today."),
)


class Room:
    """A rehearsal of three scenes, its clock and its note fields."""

    def __init__(self, folder: Path, scenes: tuple[Scene, ...] = (OPENING, ASKED, ANGER)) -> None:
        self.now = 0.0
        self.seeds: list[int] = []
        self.notes: list[str] = []

        def plan(seed: int) -> RehearsalPlan:
            self.seeds.append(seed)
            return RehearsalPlan(seed=seed, scenes=scenes, minutes=15)

        def note(field: FormField) -> widgets.Widget:
            self.notes.append(field.place)
            return widgets.Textarea(description=field.label)

        self.view = RehearsalView(plan=plan, folder=folder, note=note, clock=lambda: self.now)

    def press(self, *labels: str) -> None:
        for label in labels:
            (button,) = (
                one
                for one in shown(self.view.box)
                if isinstance(one, widgets.Button) and one.description == label
            )
            button.click()

    def mark(self, answered: bool) -> None:
        self.press("It was answered" if answered else "It was not")

    @property
    def words(self) -> str:
        return " ".join(one.value for one in shown(self.view.box) if isinstance(one, widgets.HTML))


def shown(widget: widgets.Widget) -> list[widgets.Widget]:
    """List the widgets that are on the screen."""
    if widget.layout.display == "none":
        return []
    return [widget, *(one for child in getattr(widget, "children", ()) for one in shown(child))]


def walk(widget: widgets.Widget) -> list[widgets.Widget]:
    """List a widget and all that is in it, shown or not."""
    return [widget, *(one for child in getattr(widget, "children", ()) for one in walk(child))]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    # as in plain Python; a browser test leaves a loop behind
    monkeypatch.setattr("bugcase.desk.rehearsal_view.running_loop", lambda: None)
    return Room(tmp_path)


def test_nothing_starts_by_itself(room: Room, tmp_path: Path) -> None:
    buttons = [one.description for one in shown(room.view.box) if isinstance(one, widgets.Button)]
    assert buttons == ["Start the rehearsal"]
    assert (room.seeds, list(tmp_path.iterdir())) == ([], [])


def test_a_turn_is_shown_with_the_clock_of_the_meeting_and_its_own(room: Room) -> None:
    room.press("Start the rehearsal")
    assert "Thank you." in room.words
    assert "<b>0:00</b> of 15:00" in room.words
    assert "<b>0:00</b> of 0:10" in room.words


def test_seconds_over_are_told_in_words(room: Room) -> None:
    room.press("Start the rehearsal")
    room.now = 14
    room.press("Next", "Back")
    assert "<b>0:14</b> of 0:10, <b>0:04 over</b>" in room.words


def test_the_answer_is_shown_when_it_is_asked_for(room: Room) -> None:
    room.press("Start the rehearsal", "Next", "Next")
    assert "cheaper today" not in room.words
    room.press("Show the answer")
    assert "cheaper today" in room.words


def test_where_there_is_no_answer_it_says_what_is_missing(room: Room) -> None:
    room.press("Start the rehearsal", "Next", "Show the answer")
    assert "Not answered yet: missing the measurement." in room.words
    assert "At hand: the interval." in room.words


def test_only_an_interruption_asks_for_notes_and_each_has_its_own(room: Room) -> None:
    room.press("Start the rehearsal")
    assert not [one for one in shown(room.view.box) if isinstance(one, widgets.Textarea)]
    room.press("Next", "Next", "Back")
    assert room.notes == ["notes.how_sure", "notes.anger"]


def test_a_name_is_never_a_tag(room: Room) -> None:
    room.press("Start the rehearsal", "Next", "Stop")
    assert "<img" not in room.words


def test_afterwards_it_says_what_ran_long_and_what_stayed_unanswered(room: Room) -> None:
    room.press("Start the rehearsal")
    room.now = 30
    room.press("Next")
    room.mark(answered=False)
    room.press("Next")
    room.mark(answered=True)
    room.press("Next")
    assert "3 of 3 turns and interruptions, in <b>0:30</b> of 15:00" in " ".join(room.words.split())
    assert "<td>0:10</td><td>0:30</td>" in room.words
    assert "How sure are you? Missing: the measurement." in room.words
    assert "You come with this now?" not in room.words


def test_a_mark_is_still_there_when_one_comes_back_to_it(room: Room) -> None:
    room.press("Start the rehearsal", "Next")
    room.mark(answered=True)
    assert "Marked: answered." in room.words
    room.press("Next")
    assert "Marked:" not in room.words
    room.press("Back")
    assert "Marked: answered." in room.words


def test_the_last_rehearsal_is_there_after_a_restart_and_the_next_number_is_offered(
    room: Room, tmp_path: Path
) -> None:
    room.press("Start the rehearsal", "Next", "Stop")
    restarted = Room(tmp_path)
    assert "The last rehearsal" in restarted.words
    assert "How sure are you?" in restarted.words
    restarted.press("Start the rehearsal")
    assert (room.seeds, restarted.seeds) == ([1], [2])


def test_what_was_said_is_kept_though_nobody_stopped(room: Room, tmp_path: Path) -> None:
    room.press("Start the rehearsal", "Next")
    room.mark(answered=True)
    kept = last_rehearsal(tmp_path)
    assert kept is not None
    assert [one.answered for one in kept.said] == [None, True]


def test_a_folder_that_cannot_be_written_is_told_and_the_rehearsal_goes_on(
    room: Room, tmp_path: Path
) -> None:
    (tmp_path / FILE).mkdir()
    room.press("Start the rehearsal", "Next", "Stop")
    assert "Not kept:" in room.words


def test_a_playbook_without_a_script_says_that_there_is_nothing_to_rehearse(tmp_path: Path) -> None:
    room = Room(tmp_path, scenes=())
    room.press("Start the rehearsal")
    assert "no script to rehearse" in room.words


def test_the_display_follows_the_clock_and_stops_with_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bugcase.desk.rehearsal_view.TICK", 0)
    monkeypatch.setattr("bugcase.desk.rehearsal_view.running_loop", asyncio.get_running_loop)

    async def rehearse() -> bool:
        room.press("Start the rehearsal")
        room.now = 7
        await asyncio.sleep(0)
        assert "<b>0:07</b> of 15:00" in room.words
        room.press("Stop")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return len(asyncio.all_tasks()) == 1

    assert asyncio.run(rehearse())


def test_notes_are_kept_in_the_case_and_taken_back_when_they_are_emptied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("rehearsal_view", "saving"):  # saved at once, as in plain Python
        monkeypatch.setattr(f"bugcase.desk.{module}.running_loop", lambda: None)
    desk = Desk("ceo-report", tmp_path)
    box = desk.rehearse()
    buttons = {one.description: one for one in walk(box) if isinstance(one, widgets.Button)}
    buttons["Start the rehearsal"].click()
    while not (fields := [one for one in shown(box) if isinstance(one, widgets.Textarea)]):
        buttons["Next"].click()
    fields[0].value = "Say the interval first."
    assert list(CaseFile(tmp_path).read().notes.values()) == ["Say the interval first."]
    fields[0].value = ""
    assert CaseFile(tmp_path).read().notes == {}
    assert desk.rehearse() is box  # the cell run again goes on with the rehearsal
