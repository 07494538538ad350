"""Reads the words of the slides that somebody added to a notebook, for the review."""

from functools import lru_cache
from pathlib import Path

from bugcase.deck.exporter import read_pages
from bugcase.deck.notebooks import read_notebook
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
