"""Writes the deck as a PowerPoint file whose titles, words and tables can be edited.

The slides are those of the deck, in its order.  PowerPoint lays nothing out by
itself when a program writes the file: what stands where, and how large the words
may be so that all of them fit, is worked out here.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from bugcase.deck.page import Page
from bugcase.documents.document import Document, Material
from bugcase.errors import BuildError
from bugcase.figures.canvas import CaseFigure
from bugcase.style.fonts import lettered
from bugcase.style.theme import Theme
from bugcase.style.tokens import painted

__all__ = ["DOCUMENT", "write_powerpoint"]


def write_powerpoint(
    pages: Sequence[Page],
    *,
    draw: Callable[[str], CaseFigure | None],
    title: str,
    lang: str,
    at: datetime | None = None,
    theme: Theme | None = None,
) -> bytes:
    """Write the slides of a deck as PowerPoint: the same slides give the same bytes.

    Each slide has its title in a title placeholder, its words as text, its table as a
    table, and its figure as a picture with its alternative text.  The script becomes
    the speaker notes; of pages that were read without it, as those to be shared are, the
    file has no notes at all.  Of an analyst's own cells it takes words, lists, tables and
    PNG or JPEG pictures; in place of anything else it says where to see it.

    Parameters
    ----------
    pages
        The deck's pages.
    draw
        Draws the figure of a slide by its id, as `bugcase.deck.storyline.figure` does; None
        where there is none.  The deck's own drawings are SVG, which PowerPoint cannot hold
        without a picture beside it.
    title
        The deck's title.
    lang
        The language of the slides: "en", "de-CH".
    at
        When the file says that it was made; without it, 1980, when zip files began.
    theme
        A company's colours, font, and logo where that is a PNG; `draw` is called under it.

    Raises
    ------
    BuildError
        Where python-pptx is not installed.
    """
    try:
        from bugcase.documents.powerpoint.deck import written
    except ModuleNotFoundError as error:
        if error.name != "pptx":
            raise
        raise BuildError(
            "slides.pptx",
            allowed="the package python-pptx",
            found="none",
            remedy='install it with: pip install "bugcase[pptx]"',
        ) from error
    theme = theme or Theme()
    with painted(theme.colours), lettered(theme.font):
        return written(pages, draw=draw, title=title, lang=lang, at=at, theme=theme)


def _write(of: Material) -> bytes:
    from bugcase.deck.storyline import figure

    deck = of.slides
    return write_powerpoint(
        deck.pages,
        draw=lambda slide: figure(slide, of.facts),
        title=deck.title,
        lang=deck.lang,
        at=None if deck.share else of.facts.evidence.measured_at,
        theme=deck.theme,
    )


DOCUMENT = Document(name="slides.pptx", make=_write, of_slides=True, shared=True)
