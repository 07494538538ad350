"""The export button: the saved notebook afresh, how far it is, links, errors with their cell."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import nbformat
import pytest

from bugcase.build import Built, build, new_case
from bugcase.desk.exporting import ExportView, this_notebook
from bugcase.errors import BuildError

pytestmark = pytest.mark.kernel

MISSED_SLA = Path(__file__).parents[1] / "fixtures" / "missed-sla.toml"
HOSTILE = "<img src=x onerror=alert(1)>"
EARLY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC).timestamp()
LATE = datetime(2026, 11, 22, 9, 30, 5, tzinfo=UTC).timestamp()


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a case folder whose notebook the kernel runs, as JupyterLab would say."""
    folder = tmp_path / "case"
    notebook = new_case("release-halt", folder)
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook))
    return folder


class Pressed:
    """The export button after it was pressed, and what it said on the way."""

    def __init__(self, folder: Path) -> None:
        self.flushed = 0
        self.progress: list[str] = []

        def flush() -> None:
            self.flushed += 1

        async def press() -> None:
            view = ExportView(folder, flush)
            row, self._message, self._links = view.box.children
            button, bar = row.children
            bar.observe(lambda change: self.progress.append(change["new"]), names="description")
            button.click()
            await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})
            self.hidden = bar.layout.display == "none"

        asyncio.run(press())

    @property
    def told(self) -> str:
        return str(self._message.value)

    @property
    def links(self) -> str:
        return "".join(output["data"]["text/html"] for output in self._links.outputs)


def writes(*names: str, cells: int = 3) -> Callable[..., Built]:
    def fake(folder: Path, *, progress: Callable[[int, int], None], **_: object) -> Built:
        for cell in range(1, cells + 1):
            progress(cell, cells)
        return Built(written=tuple(folder / "out" / name for name in names), left_out=())

    return fake


def test_nothing_is_run_before_the_button_is_pressed(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bugcase.desk.exporting.build", None)
    view = ExportView(case, lambda: None)
    assert "Save the notebook first" in view.box.children[1].value


def test_what_was_typed_is_saved_first_and_each_cell_is_counted(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bugcase.desk.exporting.build", writes("slides.html"))
    pressed = Pressed(case)
    assert pressed.flushed == 1
    assert (pressed.progress, pressed.hidden) == (["1 of 3", "2 of 3", "3 of 3"], True)


def test_every_file_is_linked_from_the_folder_of_the_notebook(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = writes("slides.html", "messages/day 1.md", f"{HOSTILE}.md")
    monkeypatch.setattr("bugcase.desk.exporting.build", made)
    links = Pressed(case).links
    assert '<a href="out/slides.html" target="_blank">out/slides.html</a>' in links
    assert 'href="out/messages/day%201.md"' in links
    assert "<img" not in links


@pytest.mark.parametrize(("saved", "typed", "warned"), [(LATE, EARLY, False), (EARLY, LATE, True)])
def test_it_says_when_the_notebook_was_saved_and_whether_forms_were_touched_after_that(
    saved: float, typed: float, warned: bool, case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bugcase.desk.exporting.build", writes())
    os.utime(case / "release-halt.ipynb", (saved, saved))
    os.utime(case / "case.toml", (typed, typed))
    told = Pressed(case).told
    when = datetime.fromtimestamp(saved).astimezone()
    assert f"Made from release-halt.ipynb, as saved on {when:%Y-%m-%d at %H:%M:%S}." in told
    assert ("save the notebook and export again" in told) == warned


@pytest.mark.parametrize(
    "named", [None, "", "/no/such/folder/walk.ipynb", __file__], ids=["none", "empty", "gone", "py"]
)
def test_a_session_that_is_no_notebook_is_none(
    named: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    if named is not None:
        monkeypatch.setenv("JPY_SESSION_NAME", named)
    assert this_notebook() is None


def test_a_cell_that_fails_is_named_by_its_place_and_first_line(case: Path) -> None:
    path = case / "release-halt.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [*notebook.cells[:2], nbformat.v4.new_code_cell(f"1 / 0  # {HOSTILE}\nx")]
    nbformat.write(notebook, path)
    pressed = Pressed(case)
    assert "cell 3 (&#39;1 / 0  # &lt;img" in pressed.told
    assert "ZeroDivisionError: division by zero" in pressed.told
    assert ("Traceback" in pressed.told, pressed.links) == (False, "")


def test_a_notebook_under_another_name_is_the_one_that_is_run(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed = (case / "release-halt.ipynb").rename(case / "Untitled 1.ipynb")
    monkeypatch.setenv("JPY_SESSION_NAME", str(renamed))
    ran: list[object] = []

    def fake(_: Path, *, notebook: Path, **__: object) -> Built:
        ran.append(notebook)
        return Built(written=(), left_out=())

    monkeypatch.setattr("bugcase.desk.exporting.build", fake)
    assert "Made from Untitled 1.ipynb" in Pressed(case).told
    assert ran == [renamed]


def test_what_could_not_be_made_here_is_told_with_its_reason(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = BuildError("slides.pdf", allowed="Chrome", found=HOSTILE, remedy="install it")

    def fake(*_: object, **__: object) -> Built:
        return Built(written=(), left_out=(why,))

    monkeypatch.setattr("bugcase.desk.exporting.build", fake)
    links = Pressed(case).links
    assert "slides.pdf: expected Chrome; found &lt;img" in links


@pytest.mark.parametrize(
    ("blockers", "said"),
    [
        (1, "1 line in the step “The check” blocks the meeting"),
        (7, "7 lines in the step “The check” block the meeting"),
    ],
)
def test_it_says_how_much_stands_in_the_way_of_the_meeting(
    blockers: int, said: str, case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = Built(written=(), left_out=(), blockers=blockers)
    monkeypatch.setattr("bugcase.desk.exporting.build", lambda *_, **__: built)
    assert said in Pressed(case).links


def test_an_error_that_nobody_foresaw_is_told_and_not_lost(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError(HOSTILE)

    monkeypatch.setattr("bugcase.desk.exporting.build", breaks)
    pressed = Pressed(case)
    assert "RuntimeError: &lt;img src=x" in pressed.told


def test_the_button_and_both_ways_of_nbconvert_give_the_same_deck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = new_case(str(MISSED_SLA), tmp_path / "case")
    notebook = nbformat.read(path, as_version=4)
    own = nbformat.v4.new_markdown_cell("# A slide of one’s own.\n\nWith a line.", id="own")
    own.metadata["slideshow"] = {"slide_type": "slide"}
    notebook.cells.insert(4, own)
    nbformat.write(notebook, path)
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    # what `bugcase build` calls as well; the other documents are not the matter here
    monkeypatch.setattr("bugcase.desk.exporting.build", partial(build, only=["slides.html"]))
    assert "Made from" in Pressed(path.parent).told

    menu = path.with_name("executed.ipynb")  # File, Save and Export converts what was run
    for source, *options in (
        (path, "--to=bugcase", "--execute", f"--output={tmp_path / 'executed'}"),
        (path, "--to=notebook", "--execute", f"--output={menu}"),
        (menu, "--to=bugcase", f"--output={tmp_path / 'menu'}"),
    ):
        command = [sys.executable, "-m", "jupyter", "nbconvert", *options, str(source)]
        subprocess.run(command, check=True, capture_output=True)
    deck = (path.parent / "out" / "slides.html").read_text(encoding="utf-8")
    for way in ("executed", "menu"):
        assert (tmp_path / f"{way}.slides.html").read_text(encoding="utf-8") == deck
    assert "A slide of one’s own." in deck
