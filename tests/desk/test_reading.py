"""What is read in the notebook: of every playbook, at any moment, and never anybody's markup."""

from pathlib import Path
from typing import get_args

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case, Person
from bugcase.desk.reading import READINGS, reading
from bugcase.facts.facts import Facts
from bugcase.playbook.format import Reading
from bugcase.playbooks import load_playbook

HOSTILE = "<img src=x onerror=alert(1)>"
MISSED_SLA = Path(__file__).parents[1] / "fixtures" / "missed-sla.toml"


def test_what_a_playbook_may_show_is_what_the_desk_can_draw() -> None:
    assert READINGS.keys() == set(get_args(Reading))


@pytest.mark.parametrize("name", get_args(Reading))
@pytest.mark.parametrize("source", ["release-halt", str(MISSED_SLA)], ids=["packaged", "own"])
def test_every_reading_can_be_drawn_of_an_empty_case_and_escapes_what_was_typed(
    name: Reading, source: str, tmp_path: Path
) -> None:
    playbook = load_playbook(source)
    empty = Case(playbook=source)
    typed = Case(
        playbook=source,
        people=tuple(Person(role=role.id, name=HOSTILE) for role in playbook.roles),
        answers={field.id: HOSTILE for field in playbook.fields},
        notes={question.id: HOSTILE for question in playbook.questions},
    )
    assert reading(name, Facts.of(playbook, empty, Evidence()), tmp_path).striptags()
    assert "<img" not in reading(name, Facts.of(playbook, typed, Evidence()), tmp_path)


def test_the_check_reads_the_slides_of_ones_own_as_the_notebook_was_last_saved(
    tmp_path: Path,
) -> None:
    playbook, case = load_playbook("release-halt"), Case(playbook="release-halt")
    notebook = tmp_path / "renamed.ipynb"

    def said() -> str:
        return reading("check", Facts.of(playbook, case, Evidence()), tmp_path).striptags()

    for title in ("Background", "Some more words"):
        own = new_markdown_cell(f"# {title}", metadata={"slideshow": {"slide_type": "slide"}})
        nbformat.write(new_notebook(cells=[own]), notebook)
        assert f"“{title}” is no sentence" in said()
    notebook.unlink()
    assert "is no sentence" not in said()
