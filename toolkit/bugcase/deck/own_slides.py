"""Reads the words of the slides that somebody added to a notebook, for the review."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from bugcase.deck.notebooks import read_notebook
from bugcase.deck.slide import SLIDE_MIMETYPE
from bugcase.errors import BuildError
from bugcase.story.review import OwnSlide


def own_slides(notebook: Path) -> tuple[OwnSlide, ...]:
    """Read the slides of somebody's own from a notebook as it was last saved.

    Empty where no deck could be made of the notebook: what stands in its way is for
    the build to tell.  What a cell draws or prints is read as far as it is words.
    """
    try:
        found = notebook.stat()
    except OSError:
        return ()
    return _read(notebook, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=4)
def _read(notebook: Path, _written_ns: int, _size: int) -> tuple[OwnSlide, ...]:
    """Read them again only once the notebook was saved, since a form asks at every key."""
    try:
        if not _may_have_own(notebook.read_bytes()):
            return ()
        from bugcase.deck.exporter import read_pages

        cells = read_notebook(notebook).cells
        pages = read_pages(cells, folder=notebook.parent, share=True)
    except (OSError, BuildError):
        return ()
    return tuple(
        OwnSlide(
            id=page.id,
            title=page.title.striptags(),
            text=page.body.striptags(),
        )
        for page in pages
        if page.kind == "own"
    )


def _may_have_own(saved: bytes) -> bool:
    """Whether any cell but the toolkit's shows something in the deck.

    Most notebooks have none, and are not worth importing nbconvert for.
    """
    try:
        return any(map(_shows_own, json.loads(saved)["cells"]))
    except (ValueError, LookupError, TypeError, AttributeError):
        return True  # of another format, or no notebook: for the reader to find out


def _shows_own(cell: dict[str, Any]) -> bool:
    if cell["metadata"].get("slideshow", {}).get("slide_type") in ("skip", "notes"):
        return False
    if cell["cell_type"] == "markdown":
        return True
    outputs = cell.get("outputs", [])
    return bool(outputs) and not any(SLIDE_MIMETYPE in one.get("data", {}) for one in outputs)
