"""The slides that an analyst adds to the notebook are read as words, and only those."""

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from bugcase.deck.own_slides import own_slides
from bugcase.deck.slide import SLIDE_MIMETYPE, Slide
from bugcase.story.review import OwnSlide
from bugcase.text import Text

SLIDE = {"slideshow": {"slide_type": "slide"}}


def saved(folder: Path, *cells: nbformat.NotebookNode) -> Path:
    path = folder / "case.ipynb"
    nbformat.write(new_notebook(cells=list(cells)), path)
    return path


def of_the_toolkit() -> nbformat.NotebookNode:
    slide = Slide(id="what", title=Text.plain("It is worse."), body=(Text.plain("Much."),))
    shown = new_output("display_data", data={SLIDE_MIMETYPE: slide.to_json()})
    cell: nbformat.NotebookNode = new_code_cell(
        'desk.slide("what")', metadata=SLIDE, outputs=[shown]
    )
    return cell


def test_a_heading_is_the_title_and_the_rest_is_the_text(tmp_path: Path) -> None:
    own = new_markdown_cell("## One form sends *months*.\n\nIt has since May.", metadata=SLIDE)
    going_on = new_markdown_cell("- and <b>two</b> others may")
    assert own_slides(saved(tmp_path, of_the_toolkit(), own, going_on)) == (
        OwnSlide(
            id="cell-2",
            title="One form sends months.",
            text="It has since May. and two others may",
        ),
    )


def test_what_a_cell_prints_on_a_slide_is_read_as_well(tmp_path: Path) -> None:
    printed = new_output("stream", name="stdout", text="61.3 of 1,000")
    cell = new_code_cell("print(found)", metadata=SLIDE, outputs=[printed])
    assert own_slides(saved(tmp_path, cell)) == (
        OwnSlide(id="cell-1", title="", text="61.3 of 1,000"),
    )


def test_a_notebook_that_is_not_there_has_no_slides(tmp_path: Path) -> None:
    assert own_slides(tmp_path / "case.ipynb") == ()
