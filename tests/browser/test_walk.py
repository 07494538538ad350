"""The walk as a person takes it: JupyterLab in a real browser, and nothing but its keyboard.

A field of each kind is typed in; the rest of the case is there when the walk begins, since
each field that is typed costs a second of the kernel.
"""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Browser, Page, expect

from bugcase.build import new_case
from bugcase.case.file import CaseFile, value_at
from bugcase.case.model import AgreedAction
from bugcase.case.values import UNKNOWN
from fixtures.lab import SECONDS, Field, Keyboard, Lab, a_page, fields, plain

EXAMPLES = Path(__file__).parents[2] / "examples"
HOSTILE = "<img src=x onerror=alert(1)>"
BEHIND = "one => getComputedStyle(one).backgroundColor"
ROW = re.compile(
    r"(?:(?P<of>.+), row|(?P<kind>\D+)) \d+, "
)  # the name of a cell begins with that of its row
FOUND = re.compile("^(Blocks|Warning), ")  # a line of the check
LEFT_OUT = ("rests_on", "uid")  # what own words rest on, and what the machine gave the meeting
OWN_ACTION = AgreedAction(what="Call the two largest partners.", due=date(2026, 11, 27))

pytestmark = pytest.mark.browser


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A playbook, what is changed in its example before it is typed, and what the deck says."""

    playbook: str
    changed: dict[str, Any]
    told: tuple[str, ...]


WALKS = [
    Walk(
        playbook="release-halt",
        changed={
            "answers.release": f"release 99 {HOSTILE}",
            "script.purpose": "One thing today: may we wait?",
        },
        told=(
            f"Hold release 99 {HOSTILE}",
            "15 more per 1,000",
            "Ingrid Dahl",
            "One thing today: may we wait?",
        ),
    ),
    Walk(
        playbook="ceo-report",
        changed={
            "answers.guard": f"nobody writes {HOSTILE}",
            "script.opening": "It is over for now, and I need one thing.",
            # a picker takes whole minutes
            "timeline.started.at": datetime.fromisoformat("2026-10-13T18:03+01:00"),
        },
        told=(
            "196",
            "619",
            f"nobody writes {HOSTILE}",
            "It is over for now, and I need one thing.",
        ),
    ),
]


@pytest.fixture(params=WALKS, ids=lambda walk: walk.playbook)
def walk(request: pytest.FixtureRequest) -> Walk:
    found: Walk = request.param
    return found


def with_the_data_of(example: str, folder: Path) -> Path:
    """Put an example's data into a folder, and nothing that anybody typed."""
    folder.mkdir(exist_ok=True)
    for one in (EXAMPLES / example).iterdir():
        if one.suffix in (".parquet", ".csv"):
            (folder / one.name).write_bytes(one.read_bytes())
    return folder


@pytest.fixture
def filled(walk: Walk, tmp_path: Path) -> Path:
    """The case as somebody would like to have it: the example, with some changes."""
    folder = with_the_data_of(walk.playbook, tmp_path / "filled")
    example = (EXAMPLES / walk.playbook / "case.toml").read_bytes()
    (folder / "case.toml").write_bytes(example)
    file = CaseFile(folder)
    for name, words in file.read().answers.items():
        if isinstance(words, str):  # the beginning is enough to see that each word is kept
            file.change(f"answers.{name}", words[:30].strip())
    for place, value in walk.changed.items():
        file.change(place, value)
    file.change("actions", (OWN_ACTION.model_dump(),))
    phrases = [*file.read().data.phrases.items()]
    file.change("data.phrases", dict(phrases[:1] + phrases[-1:]))  # for all levels, for each
    return folder


@pytest.fixture
def places(walk: Walk, filled: Path, tmp_path: Path) -> set[str]:
    """What is typed: what was changed, and the first field of each kind that no walk before has."""
    before: set[tuple[str, ...]] = set()
    for earlier in WALKS[: WALKS.index(walk)]:
        there = shutil.copytree(EXAMPLES / earlier.playbook, tmp_path / earlier.playbook)
        before |= first_of_each_kind(earlier.playbook, there).keys()
    first = first_of_each_kind(walk.playbook, filled)
    return {place for kind, place in first.items() if kind not in before} | walk.changed.keys()


def first_of_each_kind(playbook: str, folder: Path) -> dict[tuple[str, ...], str]:
    """Give the place of the first field of each kind that says something."""
    first: dict[tuple[str, ...], str] = {}
    for one in fields(playbook, folder):
        if says_something(one):
            first.setdefault(one.kind, one.place)
    return first


@pytest.fixture
def begun(walk: Walk, filled: Path, places: set[str], lab: Lab) -> Path:
    """The case before it is typed in: as a new one there, and filled elsewhere."""
    folder = with_the_data_of(walk.playbook, lab.folder / walk.playbook)
    new_case(walk.playbook, folder)
    file = CaseFile(folder)
    new = file.read()
    file.path.write_bytes((filled / "case.toml").read_bytes())
    for place in places:
        file.change(place, value_at(new, place))
    return folder


def says_something(field: Field) -> bool:
    """Whether a field shows what a new case does not show already."""
    return field.shown not in ("", None, True)


def test_a_whole_case_is_typed_kept_rehearsed_and_exported_by_the_keyboard_alone(
    walk: Walk, lab: Lab, begun: Path, filled: Path, places: set[str], chromium: Browser
) -> None:
    before, wanted = fields(walk.playbook, begun), fields(walk.playbook, filled)
    notebook = begun / f"{walk.playbook}.ipynb"
    with a_page(chromium) as page:
        lab.open(page, notebook)
        user = Keyboard(page)
        user.run_all()

        take_people_out(user, rows_of(before), rows_of(wanted))
        type_in(user, [one for one in wanted if one.place in places], before)
        user.command("Theme: JupyterLab Light")  # another test may have left the other
        assert serious(page, paper="rgb(255, 255, 255)") == []
        user.command("Theme: JupyterLab Dark")
        assert serious(page, paper="rgb(17, 17, 17)", rules=("color-contrast",)) == []

        user.restart_and_run_all()
        assert user.held() == [(one.name, one.held) for one in wanted]
        assert typed(begun) == typed(filled)

        rehearse_two_turns(user)
        assert [*CaseFile(begun).read().notes.values()] == ["say the date first"]
        expect(page.locator(".bugcase-read li", has_text=FOUND).first).to_be_attached()

        user.keys.press("Control+s")
        user.press("Export slides")
        expect(page.get_by_text("Written:")).to_be_visible(timeout=120 * SECONDS)

    assert errors_in(notebook) == []
    with chromium.new_context(offline=True) as offline, offline.new_page() as deck:
        deck.goto((begun / "out" / "slides.html").as_uri())
        said = deck.evaluate("document.body.textContent")
    assert [words for words in walk.told if words not in " ".join(said.split())] == []


def rows_of(listed: list[Field]) -> int:
    return sum(one.name.startswith("Person ") and one.name.endswith(", Name") for one in listed)


def take_people_out(user: Keyboard, there: int, wanted: int) -> None:
    """Take those out of the table who will not be in the room, from the last one up."""
    for number in range(there, wanted, -1):
        user.press(f"Person {number}: remove", "Tab" if number == there else "Shift+Tab")
        user.wait_for_focus("Add person")
    user.tab_to("Person 1, Name", "Tab" if there == wanted else "Shift+Tab")
    user.keys.press("Shift+Tab")


def type_in(user: Keyboard, wanted: list[Field], before: list[Field]) -> None:
    """Type into each field what it is to hold, from the first to the last, in new rows too."""
    rows = {row[0] for one in before if (row := ROW.match(one.name))}
    for one in wanted:
        row = ROW.match(one.name)
        if row and row[0] not in rows:
            rows.add(row[0])
            user.press(f"Add {row['kind'].lower()}" if row["kind"] else f"Add row to “{row['of']}”")
            user.wait_for_focus(one.name)
            user.keys.press("Shift+Tab")
        if says_something(one) and one not in before:
            user.fill(one)
    expect(user.page.locator(".bugcase-said", has_text="saved at").last).to_be_attached()


def rehearse_two_turns(user: Keyboard) -> None:
    """Say turns until somebody interrupts, have no answer, write a note, say another, stop."""
    user.press("Start the rehearsal", "Shift+Tab")
    user.wait_for_focus("Next")
    scene = user.page.get_by_role("timer")
    for said in range(1, 20):
        expect(scene).to_contain_text(f"{said} of ")
        if user.page.get_by_text("Interruption.").is_visible():
            break
        user.keys.press("Enter")
    user.press("Show the answer")
    user.press("It was not")
    expect(user.page.get_by_text("Marked: not answered.")).to_be_visible()
    user.tab_to("Your notes")
    user.keys.type("say the date first")
    expect(user.page.locator(".bugcase-said:visible", has_text="saved at").last).to_be_visible()
    user.press("Next", "Shift+Tab")
    expect(scene).to_contain_text(f"{said + 1} of ")
    user.press("Stop")
    user.wait_for_focus("Start the rehearsal")
    expect(user.page.get_by_text("turns and interruptions, in").first).to_be_visible()


def serious(page: Page, paper: str, rules: Iterable[str] = ()) -> list[str]:
    """List what axe-core finds in the forms and in what is read beside them, on some colour.

    `rules` are those that another colour may break; by default all of them.
    """
    page.wait_for_function(
        f"paper => ({BEHIND})(document.querySelector('.jp-Notebook')) === paper", arg=paper
    )
    with plain(page) as forms:
        assert forms.evaluate(f"({BEHIND})(document.querySelector('main'))") == paper
        options = {"resultTypes": ["violations", "passes"]}
        found = (
            Axe().run(forms, options=options | ({"runOnly": [*rules]} if rules else {})).response
        )
    looked_at = {one["id"]: len(one["nodes"]) for one in found["passes"]}
    assert rules or looked_at["label"] > 100
    assert looked_at["color-contrast"] > 500
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


def typed(folder: Path) -> Any:
    """Give what a case file says, without what nobody knows and nobody typed."""

    def known(value: Any) -> Any:
        if isinstance(value, dict):
            inner = {key: known(one) for key, one in value.items() if key not in LEFT_OUT}
            return {key: one for key, one in inner.items() if one not in (UNKNOWN, {})}
        return tuple(map(known, value)) if isinstance(value, tuple) else value

    return known(CaseFile(folder).read().model_dump())


def errors_in(notebook: Path) -> list[Any]:
    cells = nbformat.read(notebook, as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return [output for output in outputs if output.output_type == "error"]
