"""What an office program makes of slides.pptx: every slide whole, with its words on it."""

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pypdf import PageObject, PdfReader

from bugcase.deck.exporter import read_deck
from bugcase.documents import powerpoint
from bugcase.folder import CaseFolder
from fixtures.decks import book, case_folder, case_slides, slide_cell

OFFICE = shutil.which("soffice")

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice's soffice is not on the PATH"),
]


@pytest.fixture(scope="module", params=["release-halt", "ceo-report"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An example's slides.pptx."""
    folder = case_folder(request.param, tmp_path_factory.mktemp(request.param) / "case")
    cells = book(*map(slide_cell, case_slides(folder)))  # measures it
    there = CaseFolder(folder)
    deck = read_deck(cells, there, share=False)
    path = folder.parent / "slides.pptx"
    path.write_bytes(powerpoint.DOCUMENT.made(there.facts, folder, deck=deck))
    return path


@pytest.fixture(scope="module")
def pages(written: Path) -> list[PageObject]:
    """The pages that LibreOffice prints of it."""
    folder = written.parent
    subprocess.run(
        [
            str(OFFICE),
            f"-env:UserInstallation={(folder / 'settings').as_uri()}",
            *("--headless", "--convert-to", "pdf", "--outdir", str(folder), str(written)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return list(PdfReader(BytesIO(written.with_suffix(".pdf").read_bytes())).pages)


def squeezed(words: str) -> str:
    """Words without their spaces: where a line ends a PDF has none."""
    return re.sub(r"\W", "", words)


def words_of(sheet: Any) -> list[str]:
    """List what stands on a slide, shape by shape and cell by cell; not what others fill in."""
    found = []
    for shape in sheet.shapes:
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
        elif shape.has_text_frame and "<a:fld" not in shape.element.xml:
            found += [line.text for line in shape.text_frame.paragraphs]
    return found


def test_every_slide_is_a_page_with_all_its_words(written: Path, pages: list[PageObject]) -> None:
    slides = Presentation(str(written)).slides
    missing = [
        (number, words)
        for number, (sheet, page) in enumerate(zip(slides, pages, strict=True), start=1)
        for words in words_of(sheet)
        if squeezed(words) not in squeezed(page.extract_text())
    ]
    assert missing == []


def test_every_picture_is_there(written: Path, pages: list[PageObject]) -> None:
    slides = Presentation(str(written)).slides
    pictures = [sum(hasattr(shape, "image") for shape in sheet.shapes) for sheet in slides]
    assert sum(pictures) > 3
    assert [drawn(page) for page in pages] == pictures


def drawn(page: PageObject) -> int:
    """Count the images that a page draws; all pages share one list of those that there are."""
    there: Any = page["/Resources"]
    steps: Any = page.get_contents()
    names = [operands[0] for operands, does in steps.operations if does == b"Do"]
    return sum(there["/XObject"][name]["/Subtype"] == "/Image" for name in names)


def test_no_line_begins_outside_its_page(pages: list[PageObject]) -> None:
    outside: list[str] = []

    def look(words: str, _: Any, matrix: list[float], *__: Any) -> None:
        if words.strip() and not (0 < matrix[4] < width and 0 < matrix[5] < height):
            outside.append(words)

    for page in pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        page.extract_text(visitor_text=look)
    assert outside == []
