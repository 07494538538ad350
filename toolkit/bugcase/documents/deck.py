"""The slides as files: a page for the browser, a PDF, a PowerPoint, of the same deck."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from bugcase.deck.page import Page
    from bugcase.facts.facts import Facts
    from bugcase.style.theme import Theme

__all__ = ["DECK", "Deck"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """The slides of a notebook that has been run: their pages, and the HTML of all of them."""

    html: str
    pages: "tuple[Page, ...]"
    title: str
    lang: str
    theme: "Theme"
    share: bool

    @classmethod
    def of(cls, notebook: "NotebookNode", *, folder: Path, share: bool) -> Self:
        """Read the slides out of a notebook; with `share`, as everybody may see them.

        Raises
        ------
        BugcaseError
            As `bugcase.deck.exporter.DeckExporter.from_notebook_node`.
        """
        from bugcase.deck.exporter import DeckExporter, language_of, read_pages  # noqa: PLC0415  (heavy: nbconvert)
        from bugcase.style.theme import load_theme  # noqa: PLC0415  (as above)

        lang = language_of(folder)
        exporter = DeckExporter(share=share, language_code=lang)  # type: ignore[no-untyped-call]  # nbconvert has no types
        html, _ = exporter.from_notebook_node(notebook, {"metadata": {"path": str(folder)}})
        pages = tuple(read_pages(notebook.cells, folder=folder, share=share))
        return cls(
            html=html,
            pages=pages,
            title=notebook.metadata.get("title") or pages[0].title.striptags(),
            lang=lang,
            theme=load_theme(folder),
            share=share,
        )


def _html(deck: Deck, _: "Facts") -> str:
    return deck.html


def _pdf(deck: Deck, _: "Facts") -> bytes:
    from bugcase.documents.pdf import print_pdf  # noqa: PLC0415  (as above)

    with TemporaryDirectory(prefix="bugcase-") as folder:
        html = Path(folder) / "slides.html"
        html.write_text(deck.html, encoding="utf-8")
        return print_pdf(html, titles=[page.title.striptags() for page in deck.pages])


def _pptx(deck: Deck, facts: "Facts") -> bytes:
    from bugcase.deck.storyline import figure  # noqa: PLC0415  (as above)
    from bugcase.documents.powerpoint import write_powerpoint  # noqa: PLC0415  (as above)

    return write_powerpoint(
        deck.pages,
        draw=lambda slide: figure(slide, facts),
        title=deck.title,
        lang=deck.lang,
        at=None if deck.share else facts.evidence.measured_at,
        theme=deck.theme,
    )


DECK: "Final[Mapping[str, Callable[[Deck, Facts], str | bytes]]]" = {
    "slides.html": _html,
    "slides.pdf": _pdf,
    "slides.pptx": _pptx,
}
