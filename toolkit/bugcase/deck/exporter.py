"""Exports the slides of a notebook as a deck: one HTML file.

The notebook is the walk; the deck is what of it an audience sees.  Which cells
those are is said in the notebook itself, by the slide type of a cell (the
toolbar on the right of JupyterLab), with three rules of our own:

- a cell that shows a `Slide` and is typed as one is that slide, and nothing
  else of the cell is in the deck;
- an untyped cell goes on with the slide above only where that is the
  analyst's own: after a slide of the toolkit, or a skipped cell, it is a form
  or scratch paper;
- a subslide is a slide: who presses the right arrow must not miss one.

The last slides are the deck’s own: where the numbers come from, and who gave what was assumed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup
from nbconvert.exporters.exporter import Exporter
from nbformat import NotebookNode
from traitlets import Bool, Unicode, default

from bugcase.deck.deck import Deck
from bugcase.deck.outputs import cell_html, take_title
from bugcase.deck.page import Page
from bugcase.deck.slide import NO_SLIDE_MIMETYPE, SLIDE_MIMETYPE, Slide
from bugcase.deck.sources import assumed_slides, sources_slide
from bugcase.errors import BuildError
from bugcase.figures.picture import Picture
from bugcase.folder import CaseFolder
from bugcase.story.order import in_order, moved
from bugcase.style.theme import Theme
from bugcase.style.tokens import COLOURS
from bugcase.wording import say, using
from bugcase.wording.entries import DEFAULT_LOCALE


class DeckExporter(Exporter):
    """Writes a notebook's slides as one HTML file that needs no network.

    Found by nbconvert as ``bugcase``: ``jupyter nbconvert --to bugcase
    [--execute] [--DeckExporter.share=True] case.ipynb``, and by JupyterLab under
    File, Save and Export Notebook As.
    """

    output_mimetype = "text/html"
    export_from_notebook = "Slides for the room (bugcase)"

    share = Bool(False, help="Leave out the speaker notes, and what not everybody may read.").tag(
        config=True
    )
    language_code = Unicode(
        help="The language that the slides are in; by default that of the case's playbook."
    ).tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".slides.html"

    def from_notebook_node(  # type: ignore[override]  # nbconvert types the base as if it kept notebooks
        self, nb: NotebookNode, resources: Any | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert a notebook to a deck.

        Raises
        ------
        BuildError
            Where a cell failed, a slide cannot be read, or there is no slide.
        CaseError, PlaybookError
            Where the theme.toml beside the notebook is not valid, or its case or playbook
            can't be read.
        """
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        deck = read_deck(
            notebook,
            CaseFolder(Path(resources["metadata"]["path"])),  # "" of one of the working folder
            share=self.share,
            lang=self.language_code,
            name=resources["metadata"]["name"],
        )
        return deck.html, resources


def read_deck(
    notebook: NotebookNode, folder: CaseFolder, *, share: bool, lang: str = "", name: str = ""
) -> Deck:
    """Take the slides out of a notebook that has been run.

    Parameters
    ----------
    folder
        The case folder that it lies in, of which it has its theme and its language.
    share
        Whether to make it as everybody may see it.
    lang
        Another language.
    name
        What to call a deck whose notebook and first slide have no title.

    Raises
    ------
    BuildError, CaseError, PlaybookError
        As `DeckExporter.from_notebook_node`.
    """
    theme = folder.theme
    behind = moved(folder.playbook, folder.case) if folder.has_case else {}
    with using(folder.playbook.locale if folder.has_case else DEFAULT_LOCALE):
        pages = tuple(read_pages(notebook.cells, folder=folder.path, share=share, behind=behind))
    _check_look(pages, theme)
    title = notebook.metadata.get("title") or pages[0].title.striptags() or name
    return Deck(pages=pages, title=title, lang=lang or folder.language, theme=theme, share=share)


@dataclass(slots=True, kw_only=True)
class _SlideBuilder:
    """A slide while its cells are being read."""

    id: str
    kind: Literal["evidence", "decision", "own"]
    title: Markup = field(default_factory=Markup)
    body: list[Markup] = field(default_factory=list)
    notes: list[Markup] = field(default_factory=list)
    source: str | None = None
    slide: Slide | None = None

    def finished(self, *, share: bool) -> Page:
        title, body = self.title, Markup("\n").join(self.body)
        if self.kind == "own":
            title, body = take_title(body)
        notes = Markup() if share else Markup("\n").join(self.notes)
        return Page(
            id=self.id, kind=self.kind, title=title, body=body, notes=notes, source=self.source,
            slide=self.slide,
        )  # fmt: skip


def read_pages(
    cells: Iterable[NotebookNode],
    *,
    folder: Path,
    share: bool,
    behind: Mapping[str, str] | None = None,
) -> list[Page]:
    """Take the slides out of a notebook's cells.

    Parameters
    ----------
    folder
        Where the notebook lies.
    share
        Whether to leave out the notes, and what not everybody may read.
    behind
        The slides that leave their place in the notebook, each with the one behind which
        it comes.

    Raises
    ------
    BuildError
        As `DeckExporter.from_notebook_node`.
    """
    builders: list[_SlideBuilder] = []
    goes_on = False
    left_out = False  # whether the last slide is one that the case is told without
    for number, cell in enumerate(cells, start=1):
        name = cell_name(number, cell)
        _check_succeeded(cell, name)
        slides = [slide.shared if share else slide for slide in _slides(cell, name)]
        kind = cell.metadata.get("slideshow", {}).get("slide_type", "-") or "-"
        if _is_left_out(cell):
            goes_on, left_out = False, True
            continue
        if left_out and kind in ("fragment", "notes") and not slides:
            continue
        left_out = left_out and kind not in ("slide", "subslide")
        if kind in ("fragment", "notes") and not builders and not slides:
            raise BuildError(
                name,
                allowed="a slide above a cell of type fragment or notes",
                found="no slide yet",
                remedy="make this cell or one above it a slide",
            )
        match kind:
            case "slide" | "subslide" | "fragment" if slides:
                builders += map(_builder_of, slides)
                goes_on = False
            case "slide" | "subslide":
                builders.append(_SlideBuilder(id=f"cell-{number}", kind="own"))
                builders[-1].body.append(cell_html(cell, folder=str(folder)))
                goes_on = True
            case "fragment":
                shown = cell_html(cell, folder=str(folder))
                builders[-1].body.append(Markup('<div class="fragment">{}</div>').format(shown))
                goes_on = builders[-1].kind == "own"
            case "notes":
                builders[-1].notes.append(cell_html(cell, folder=str(folder)))
            case "-" if goes_on and not slides:
                builders[-1].body.append(cell_html(cell, folder=str(folder)))
            case _:
                goes_on = False
    pages = [
        page for builder in builders if (page := builder.finished(share=share)).body or page.title
    ]
    if not pages:
        raise BuildError(
            "the deck",
            allowed="at least one cell of the type slide that shows something",
            found="none",
            remedy="run the notebook, or set the slide type of a cell",
        )
    pages = in_order(pages, lambda page: page.slide.id if page.slide else None, behind or {})
    pages = _numbered(sorted(pages, key=lambda page: page.is_appendix))
    told = [(page.number, page.slide) for page in pages if page.slide]
    sources = sources_slide(told)
    last = (*([sources] if sources else []), *assumed_slides(slide for _, slide in told))
    pages = _numbered([*pages, *(_builder_of(one).finished(share=share) for one in last)])
    return _with_distinct_ids(pages)


def _numbered(pages: Iterable[Page]) -> list[Page]:
    """Count the slides of the talk, and those of the appendix for themselves."""
    every = list(pages)
    talk = sum(not page.is_appendix for page in every)
    numbers = (
        *(f"{place} / {talk}" for place in range(1, talk + 1)),
        *(say("deck.appendix", n=place) for place in range(1, len(every) - talk + 1)),
    )
    return [replace(page, number=number) for page, number in zip(every, numbers, strict=True)]


def _check_look(pages: Iterable[Page], theme: Theme) -> None:
    """Refuse a slide whose figure was drawn in another look than the deck is to have."""
    for page in pages:
        drawn = page.slide if page.slide and isinstance(page.slide.body, Picture) else None
        if drawn and (drawn.colours or COLOURS, drawn.font) != (theme.colours, theme.font):
            raise BuildError(
                f"slide {page.id}",
                allowed="a figure in the colours and the font of theme.toml",
                found="one that was drawn in others",
                remedy="run the notebook again, from the top",
            )


def _builder_of(slide: Slide) -> _SlideBuilder:
    return _SlideBuilder(
        id=slide.id,
        kind=slide.kind,
        title=slide.title_html,
        body=[slide.body_html],
        notes=[slide.notes_html],
        source=slide.source_line,
        slide=slide,
    )


def _slides(cell: NotebookNode, name: str) -> list[Slide]:
    bundles = [output.get("data", {}) for output in cell.get("outputs", [])]
    try:
        return [Slide.from_json(data[SLIDE_MIMETYPE]) for data in bundles if SLIDE_MIMETYPE in data]
    except ValueError as error:
        raise BuildError(
            name,
            allowed="a slide of this version of bugcase",
            found=str(error).partition("\n")[0],
            remedy="run the cell again",
        ) from error


def _is_left_out(cell: NotebookNode) -> bool:
    return any(NO_SLIDE_MIMETYPE in output.get("data", {}) for output in cell.get("outputs", []))


def _check_succeeded(cell: NotebookNode, name: str) -> None:
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            raise BuildError(
                name,
                allowed="cells that ran to their end",
                found=f"{output.ename}: {output.evalue}",
                remedy="correct the cell and run the notebook again, from the top",
            )


def cell_name(number: int, cell: NotebookNode) -> str:
    """Say which cell it is, to somebody who looks for it: its place from 1 and its first line."""
    first_line = next(iter(cell.source.strip().splitlines()), "")
    return f"cell {number} ({first_line[:60]!r})"


def _with_distinct_ids(pages: list[Page]) -> list[Page]:
    """Give the repeats of an id a number: a slide shown twice has two places in the deck."""
    seen: Counter[str] = Counter()
    distinct = []
    for page in pages:
        seen[page.id] += 1
        repeat = seen[page.id]
        distinct.append(page if repeat == 1 else replace(page, id=f"{page.id}-{repeat}"))
    return distinct
