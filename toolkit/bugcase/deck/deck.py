"""The slides of a notebook that has been run, as every file of them needs them."""

from dataclasses import dataclass

from bugcase.deck.page import Page, render_deck
from bugcase.style.theme import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """Slides in their order, and how they look.

    Attributes
    ----------
    pages
        The slides.
    title
        What the deck is called.
    lang
        Its language, as HTML names it.
    theme
        Its colours, font and logo.
    share
        Whether everybody may see it: it then has no notes, and says other words for what
        the playbook calls sensitive.
    """

    pages: tuple[Page, ...]
    title: str
    lang: str
    theme: Theme
    share: bool = False

    @property
    def html(self) -> str:
        """The deck as one HTML file."""
        return render_deck(self.pages, title=self.title, lang=self.lang, theme=self.theme)
