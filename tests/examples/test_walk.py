"""The walked notebooks of the examples: readable where nothing runs, and as the walk is now."""

import importlib.util
from pathlib import Path
from types import ModuleType

import nbformat
import pytest

from bugcase.deck.exporter import DeckExporter
from bugcase.deck.own_slides import own_slides
from bugcase.deck.slide import NO_SLIDE_MIMETYPE, SLIDE_MIMETYPE
from bugcase.errors import BuildError
from bugcase.playbook.load import playbook_names

pytestmark = pytest.mark.kernel

EXAMPLES = Path(__file__).parents[2] / "examples"
MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def walk() -> ModuleType:
    spec = importlib.util.spec_from_file_location("walk", EXAMPLES / "walk.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def committed(name: str) -> Path:
    return EXAMPLES / name / f"{name}.ipynb"


def cells(made: nbformat.NotebookNode) -> list[tuple[str, str, list[dict[str, str]]]]:
    """Give the id and the source of each cell, and what it shows, pictures apart."""
    return [
        (
            cell.id,
            cell.source,
            [
                {kind: shown for kind, shown in output.data.items() if kind != "image/png"}
                for output in cell.get("outputs", [])
            ],
        )
        for cell in made.cells
    ]


@pytest.mark.parametrize("name", playbook_names())
def test_nothing_in_it_needs_a_script_a_style_or_a_widget(name: str) -> None:
    text = committed(name).read_text(encoding="utf-8")
    assert len(text.encode()) < MOST_BYTES
    for unknown in ("application/vnd.jupyter", "<style", "<script", "image/svg", "/tmp/", "/home/"):
        assert unknown not in text


@pytest.mark.parametrize("name", playbook_names())
def test_every_slide_is_a_picture_with_its_title(name: str) -> None:
    shown = [
        cell.outputs[0].data
        for cell in nbformat.read(committed(name), as_version=4).cells
        if cell.source.startswith("desk.slide")
    ]
    assert shown
    for data in shown:
        if NO_SLIDE_MIMETYPE in data:  # the case is told without this one
            continue
        assert set(data) == {"image/png", "text/plain", SLIDE_MIMETYPE}
        assert data["text/plain"].endswith((".", "?"))


@pytest.mark.parametrize("name", playbook_names())
def test_it_shows_what_the_walk_shows_now(name: str, walk: ModuleType) -> None:
    now = walk.readable(walk.walked(name), pictures={})
    kept = nbformat.read(committed(name), as_version=4)
    assert cells(kept) == cells(now), "run: make walk"


@pytest.mark.parametrize("name", playbook_names())
def test_its_pictures_pass_for_no_slides(name: str) -> None:
    kept = committed(name)
    assert own_slides(kept) == ()
    with pytest.raises(BuildError, match="run the cell again"):
        DeckExporter().from_filename(str(kept))  # type: ignore[no-untyped-call]  # nbconvert has no types
