"""A document: the name of its file, what makes it, and whether everybody may have one.

Each module beside this one declares its own; `bugcase.documents.registry` lists them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bugcase.deck.deck import Deck
from bugcase.facts.facts import Facts
from bugcase.wording import using

OUT: Final = "out"  # in the case folder
SHARE: Final = "share"  # in that


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a document is made of.

    Attributes
    ----------
    facts
        What its sentences rest on.
    deck
        The slides of a notebook that was run; None where none was.
    share
        Whether everybody may read it.
    before
        What its file held until now; None where there is none.
    """

    facts: Facts
    deck: Deck | None = None
    share: bool = False
    before: bytes | None = None

    @property
    def slides(self) -> Deck:
        """The slides, for a document `of_slides`."""
        if self.deck is None:
            raise TypeError("a document of slides is made of a deck")
        return self.deck


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document of a case: the name of its file, and how it is made.

    Attributes
    ----------
    name
        Its path from the folder of all of them: "report.md".
    make
        Writes it.
    of_slides
        Whether it is made of the slides, for which the notebook is run.
    shared
        Whether there is one that everybody may read as well.
    same_bytes
        Whether the same facts give the same bytes, by which `bugcase verify` sees that it is
        stale; a browser's print does not.
    """

    name: str
    make: Callable[[Material], str | bytes]
    of_slides: bool = False
    shared: bool = False
    same_bytes: bool = True

    def path(self, *, share: bool = False) -> str:
        """Say where it lies in `OUT`.

        >>> Document(name="report.md", make=lambda _: "", shared=True).path(share=True)
        'share/report.md'
        """
        return f"{SHARE}/{self.name}" if share else self.name

    def before(self, folder: Path, *, share: bool = False) -> bytes | None:
        """Read what its file in a case folder holds; None where there is none."""
        path = folder / OUT / self.path(share=share)
        return path.read_bytes() if path.is_file() else None

    def made(
        self, facts: Facts, folder: Path, *, deck: Deck | None = None, share: bool = False
    ) -> bytes:
        """Make it, as it follows on what lies in a case folder now; nothing is written.

        Raises
        ------
        BuildError
            Where it can't be made.
        """
        before = self.before(folder, share=share)
        with using(facts.locale):
            made = self.make(Material(facts=facts, deck=deck, share=share, before=before))
        return made.encode() if isinstance(made, str) else made
