"""The notebook of a playbook: its steps in order, the same bytes, and no code of its own."""

import ast
from pathlib import Path

import nbformat
import pytest

from bugcase.deck.outputs import WIDGET
from bugcase.notebook import notebook
from bugcase.playbook.format import Playbook
from bugcase.playbook.load import playbook_names
from bugcase.playbooks import load_playbook
from bugcase.running import run_notebook

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
MISSED_SLA = Path(__file__).parent / "fixtures" / "missed-sla.toml"
PLAYBOOKS = [*playbook_names(), str(MISSED_SLA)]


def cells(playbook: Playbook) -> list[nbformat.NotebookNode]:
    made = nbformat.reads(notebook(playbook, "playbook.toml"), as_version=4)
    nbformat.validate(made)
    return list(made.cells)


def test_every_playbook_of_the_package_has_its_notebook_as_it_is_made_of_it() -> None:
    kept = {path.stem: path.read_text(encoding="utf-8") for path in NOTEBOOKS.glob("*.ipynb")}
    assert kept == {name: notebook(load_playbook(name), name) for name in playbook_names()}


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_each_step_has_its_heading_in_order_and_each_slide_its_cell_in_the_order_of_the_deck(
    name: str,
) -> None:
    playbook = load_playbook(name)
    made = cells(playbook)
    headings = [cell.source.partition("\n")[0] for cell in made if cell.source.startswith("## ")]
    titles = [f"## {n} · {step.title}" for n, step in enumerate(playbook.steps, start=1)]
    assert headings == titles
    slides = [cell.source for cell in made if cell.metadata.slideshow.slide_type == "slide"]
    assert slides == [f'desk.slide("{slide.id}")' for slide in playbook.slides]


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_every_field_of_a_playbook_stands_in_a_form(name: str) -> None:
    playbook = load_playbook(name)
    asked = {field.step for field in playbook.fields}
    asked |= {quantity.step for quantity in playbook.quantities}
    asked |= {step.id for step in playbook.steps if step.asks}
    forms = [f'desk.form("{step.id}")' for step in playbook.steps if step.id in asked]
    assert [cell.source for cell in cells(playbook) if "desk.form" in cell.source] == forms


def test_the_walk_of_a_release_halt_goes_from_the_people_to_what_was_decided() -> None:
    walked = [cell.source for cell in cells(load_playbook("release-halt")) if cell.id != "desk"]
    assert [source.removeprefix("desk.") for source in walked if source.startswith("desk.")] == [
        *('form("situation")', 'slide("decision")', 'form("data")', 'form("limit")'),
        *("measure()", 'slide("what")', 'slide("sure")', 'slide("where")'),
        *('form("meaning")', 'form("cost")', 'slide("cost")', 'slide("doubt")'),
        *('form("options")', 'slide("options")', 'slide("flip")'),
        *('form("plan")', 'slide("plan")', 'form("ask")', 'slide("next")'),
        *('read("unknown")', 'read("vocabulary")', "script()", 'read("nuance")'),
        *('form("questions")', 'read("questions")', "rehearse()", 'read("report")'),
        *('read("checklist")', 'read("check")', "export()"),
        *('form("after")', 'read("actions")', 'read("messages")', 'slide("groups")'),
    ]


def test_words_of_a_playbook_are_never_tags_and_never_code() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    small = load_playbook(str(MISSED_SLA))
    step = small.steps[0].model_copy(update={"title": hostile, "intro": hostile})
    changed = {"title": hostile, "intro": hostile, "steps": (step, *small.steps[1:])}
    text = notebook(small.model_copy(update=changed), 'x"); print("run')
    assert "<img" not in text
    (desk,) = (cell for cell in nbformat.reads(text, as_version=4).cells if cell.id == "desk")
    assert [type(line) for line in ast.parse(desk.source).body] == [ast.Import, ast.Assign]
    assert "run" in ast.literal_eval(desk.source.partition("playbook=")[2].removesuffix(")"))


@pytest.mark.kernel
def test_a_template_opened_in_a_folder_without_a_case_begins_one_and_needs_no_lab_extension(
    tmp_path: Path,
) -> None:
    opened = tmp_path / "Untitled.ipynb"  # what JupyterLab's launcher calls it
    opened.write_bytes((NOTEBOOKS / "release-halt.ipynb").read_bytes())
    ran = run_notebook(opened)
    assert (tmp_path / "case.toml").is_file()
    shown = [output.data.keys() for cell in ran.cells for output in cell.get("outputs", [])]
    widgets = [kinds for kinds in shown if WIDGET in kinds]
    assert len(widgets) > 10
    assert [kinds for kinds in shown if WIDGET not in kinds and "text/html" not in kinds] == []
    assert [kinds for kinds in shown if "text/plain" not in kinds] == []
