"""Takes a page apart into what PowerPoint has: lines, tables, pictures.

A slide of the toolkit knows its parts.  What an analyst's own cells show is HTML;
its words, lists, tables and pictures are read out of it, and whatever else there is
becomes a line that says where it can be seen.  Emphasis and links become plain words.
"""

import warnings
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final, Literal, TypeAlias

import PIL.Image
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from bugcase import wording
from bugcase.characters import visible
from bugcase.deck.body import Panel, Table
from bugcase.deck.page import Page
from bugcase.deck.slide import Slide
from bugcase.figures.canvas import CaseFigure
from bugcase.figures.picture import Picture
from bugcase.text import Text

Style: TypeAlias = Literal["words", "heading", "bullet", "number", "code", "remark"]

DEEPEST: Final = 40  # elements within elements; below that only the words are read
WIDEST: Final = 12  # columns of a table that can still be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A paragraph; one of a list stands `level` lists deep."""

    text: Text
    style: Style = "words"
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A PNG or JPEG with its alternative text and its size in pixels."""

    data: bytes
    alt: str
    width: int
    height: int


Part: TypeAlias = Line | Table | Image | Panel


def heading(page: Page) -> Text:
    """Give the title of a page, with its gaps; empty where it has none.

    The words of an analyst's own heading are read from its HTML.
    """
    return _seen(page.slide.title if page.slide else Text.plain(page.title.striptags()))


def parts(page: Page, draw: Callable[[str], CaseFigure | None]) -> list[Part]:
    """Give what a page shows under its title, in its order."""
    if page.slide is None:
        return _read(page.body)
    added = page.body.removeprefix(page.slide.body_html)  # by fragments below the slide
    return [*_of_slide(page.slide, draw), *_read(added)]


def lines(html: str) -> list[Line]:
    """Give the words of HTML, paragraph by paragraph: speaker notes hold nothing else."""
    return [part for part in _read(html) if isinstance(part, Line)]


def _of_slide(slide: Slide, draw: Callable[[str], CaseFigure | None]) -> Iterator[Part]:
    match slide.body:
        case Picture(alt=alt):
            figure = draw(slide.id)
            # A slide may have been made by hand, of other data, under the same id.
            same = figure is not None and figure.source_line == slide.source_line
            image = _image(figure.png(), alt) if figure and same else None
            yield image or _elsewhere(alt)
        case Table() as table:
            columns = tuple(map(_seen, table.columns))
            rows = tuple(tuple(map(_seen, row)) for row in table.rows)
            yield replace(table, columns=columns, rows=rows)
        case blocks:
            for block in blocks:
                if isinstance(block, Text):
                    yield Line(text=_seen(block))
                else:
                    yield block.mapped(_seen)


def _seen(text: Text) -> Text:
    """Give a text without what XML forbids, nobody sees, or turns the writing around."""
    return Text(tuple(replace(span, words=visible(span.words)) for span in text.spans))


def _plain(words: str) -> Text:
    return _seen(Text.plain(" ".join(words.split())))


def _elsewhere(what: str) -> Line:
    return Line(text=_plain(wording.say("powerpoint.see", what=what)), style="remark")


def _image(data: bytes, alt: str) -> Image | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", PIL.Image.DecompressionBombWarning
            )  # nothing unpacks it
            opened = PIL.Image.open(BytesIO(data), formats=("PNG", "JPEG"))
    except (OSError, ValueError, SyntaxError, PIL.Image.DecompressionBombError):
        return None
    return Image(data=data, alt=alt, width=opened.width, height=opened.height)


_BLOCKS: Final = (
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "pre", "blockquote"),
    *("table", "figure", "figcaption", "dl", "dt", "dd", "details", "summary", "section"),
    *("img", "svg", "math", "canvas"),
)
_UNSEEN: Final = ("style", "script", "template", "title")


def _read(html: str) -> list[Part]:
    return list(_walk(BeautifulSoup(html, "html.parser"), level=0, depth=0))


def _walk(element: Tag, *, level: int, depth: int) -> Iterator[Part]:
    """Read the blocks within an element; words between them are paragraphs of their own."""
    words: list[str] = []
    for child in element.children:
        if isinstance(child, Tag) and child.name not in _UNSEEN:
            if child.name == "br":
                yield from _paragraph(words)
            elif depth < DEEPEST and (child.name in _BLOCKS or child.find(_BLOCKS)):
                yield from _paragraph(words)
                yield from _block(child, level=level, depth=depth + 1)
            else:
                words.append(child.get_text())
        elif type(child) is NavigableString:  # its subclasses are comments and the like
            words.append(child)
    yield from _paragraph(words)


def _paragraph(words: list[str]) -> Iterator[Line]:
    """Give what was gathered as a line, and begin anew."""
    text = _plain("".join(words))
    words.clear()
    if str(text).strip():
        yield Line(text=text)


def _block(block: Tag, *, level: int, depth: int) -> Iterator[Part]:
    match block.name:
        case "ul" | "ol":
            style: Style = "bullet" if block.name == "ul" else "number"
            for item in block.find_all("li", recursive=False):
                yield from _item(item, style, level=level, depth=depth)
        case "pre":
            for line in block.get_text().strip("\n").splitlines():
                yield Line(text=_seen(Text.plain(line.rstrip().expandtabs(4))), style="code")
        case "table":
            yield from _table(block)
        case "img":
            alt = str(block.get("alt", "")).strip() or "a picture"
            yield picture(str(block.get("src", "")), alt=alt) or _elsewhere(alt)
        case "svg" | "math" | "canvas":
            label = str(block.get("aria-label", "")).strip()
            yield _elsewhere(label or wording.say("powerpoint.drawing"))
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            for part in _walk(block, level=level, depth=depth):
                yield replace(part, style="heading") if isinstance(part, Line) else part
        case _:
            yield from _walk(block, level=level, depth=depth)


def _item(item: Tag, style: Style, *, level: int, depth: int) -> Iterator[Part]:
    """Mark the first line of an item, and indent what follows in it."""
    for place, part in enumerate(_walk(item, level=level + 1, depth=depth)):
        if not isinstance(part, Line) or part.style != "words":
            yield part
        else:
            yield replace(part, style="words" if place else style, level=level + bool(place))


def picture(address: str, *, alt: str) -> Image | None:
    """Read a PNG or JPEG out of a data URI; None where it holds neither."""
    kind, _, data = address.partition(";base64,")
    if kind not in ("data:image/png", "data:image/jpeg"):
        return None
    try:
        return _image(b64decode(data), alt)
    except NotBase64:
        return None


def _table(table: Tag) -> Iterator[Part]:
    """Read a table as one where each row has as many cells as the first, which are its heads."""
    rows = [tuple(_plain(cell.get_text(" ")) for cell in row(["th", "td"])) for row in table("tr")]
    spans = table.find(lambda cell: cell.has_attr("colspan") or cell.has_attr("rowspan"))
    if not rows:
        return
    if len(rows[0]) > WIDEST:
        yield _elsewhere(wording.say("powerpoint.table", n=len(rows[0])))
    elif len({len(row) for row in rows}) > 1 or spans:
        yield from (Line(text=_plain(" · ".join(map(str, row)))) for row in rows if row)
    else:
        yield Table(columns=rows[0], rows=tuple(rows[1:]))
