"""What a browser sets the documents in: the letters that they bring along, none of the machine."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request
from pypdf import PdfReader

from bugcase.deck.storyline import slide
from bugcase.documents.pdf import print_pdf
from bugcase.documents.report_page import report_html
from bugcase.style.fonts import FAMILY, Weight, font_faces
from bugcase.style.lettering import text_width
from fixtures.decks import book, export, markdown, slide_cell
from fixtures.shown_words import EXAMPLES, measured

pytestmark = pytest.mark.browser

EMPHASISED = "# Why\n\nBecause it *grows*, and **fast**: 12 → 14 %, Łódź to Αθήνα."


def deck(example: str) -> str:
    facts = measured(example)
    slides = [slide(one.id, facts) for one in facts.playbook.slides]
    return export(book(*map(slide_cell, slides), markdown(EMPHASISED, slide_type="slide")))


def preview(example: str) -> str:
    """Give a page that holds what a notebook shows of two slides."""
    facts = measured(example)
    shown = [slide(one.id, facts)._repr_mimebundle_() for one in facts.playbook.slides[:2]]
    cards = "".join(str(one["text/html"]).partition("<details>")[0] for one in shown)
    return f"<!doctype html><meta charset=utf-8>{cards}"


DOCUMENTS: dict[str, Callable[[str], str]] = {
    "slides.html": deck,
    "report.html": lambda example: report_html(measured(example)),
    "the notebook's slides": preview,
}


def fonts_of(page: Page) -> set[tuple[str, bool]]:
    """Ask the browser for the families that it draws words in, and whether the page brings them."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    asked = {"nodeId": root, "selector": "body, body *"}
    found: set[tuple[str, bool]] = set()
    for node in session.send("DOM.querySelectorAll", asked)["nodeIds"]:
        told: Any = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})
        found |= {(font["familyName"], font["isCustomFont"]) for font in told["fonts"]}
    return found


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_set_in_the_letters_that_it_embeds(
    name: str, example: str, page: Page, tmp_path: Path
) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108  (a builtin cannot be a handler)
    path = tmp_path / "document.html"
    path.write_text(DOCUMENTS[name](example), encoding="utf-8")
    page.goto(path.as_uri())
    assert fonts_of(page) == {(FAMILY, True)}
    assert [one.url for one in asked if not one.url.startswith("data:")] == [path.as_uri()]


def test_slides_of_ones_own_are_fitted_in_their_own_letters(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "slides.html"
    own = export(book(markdown("# Own\n\nwords", slide_type="slide")))
    path.write_text(own, encoding="utf-8")
    page.add_init_script(
        "new MutationObserver(() => {"
        " window.atFirst ??= document.querySelector('[style*=--bc-fit]')"
        " && [...document.fonts].every((face) => face.status === 'loaded'); })"
        ".observe(document, { subtree: true, attributes: true, childList: true });"
    )
    page.goto(path.as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    assert page.evaluate("window.atFirst") is True


def test_the_pdf_embeds_them_too(tmp_path: Path) -> None:
    path = tmp_path / "slides.html"
    path.write_text(export(book(markdown(EMPHASISED, slide_type="slide"))), encoding="utf-8")
    (sheet,) = PdfReader(BytesIO(print_pdf(path, titles=["Why"]))).pages
    fonts: Any = sheet["/Resources"]
    embedded = {
        font.get_object()["/BaseFont"].partition("+")[2] for font in fonts["/Font"].values()
    }
    assert embedded == {"BugcaseSans-Regular", "BugcaseSans-Bold", "BugcaseSans-Italic"}


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize(
    "words",
    [
        "The worsening lies between 14.1 and 16.4 more per 1,000, above our limit of 5.",
        "AVATAR To. Type, Wave, L’Étoile, P.A.",
        "1,234,567.89 €, −12 %, 3 → 4",
        "Łódź, Đà Nẵng, Αθήνα, Київ",
    ],
)
def test_words_are_as_wide_in_the_browser_as_they_were_measured(
    words: str, weight: Weight, page: Page
) -> None:
    page.set_content(
        f"<!doctype html><meta charset=utf-8><style>{font_faces(words)}</style>"
        f'<span style="font: {weight} 100px {FAMILY}; white-space: pre">{words}</span>'
    )
    page.evaluate("document.fonts.ready")
    wide = page.evaluate("document.querySelector('span').getBoundingClientRect().width")
    assert text_width(words, 100, weight) == pytest.approx(wide, rel=0.01)
