"""Writes the pages of a deck as the bytes of a PowerPoint file."""

import zipfile
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby
from typing import Final

from babel.core import get_global
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import BaseOxmlElement
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.slide import NotesMaster, SlideLayout
from pptx.slide import Slide as Sheet

from bugcase import wording
from bugcase.characters import visible
from bugcase.deck.body import Cards, Lights, Numbers, Table
from bugcase.deck.page import Page
from bugcase.documents.powerpoint.blocks import Block, Figure, Words
from bugcase.documents.powerpoint.flow import arranged
from bugcase.documents.powerpoint.grid import Grid
from bugcase.documents.powerpoint.master import (
    DECISION,
    EVIDENCE,
    EYEBROW,
    LOGO,
    MUTED,
    SOURCE,
    Box,
    Layout,
    empty_deck,
    no_margins,
    pixels,
)
from bugcase.documents.powerpoint.panels import Choices, State, Strip
from bugcase.documents.powerpoint.parts import (
    Image,
    Line,
    Part,
    heading,
    lines,
    parts,
    picture,
)
from bugcase.documents.powerpoint.runs import say
from bugcase.documents.powerpoint.typesetting import STEPS, cut, line_count
from bugcase.figures.canvas import CaseFigure
from bugcase.style.theme import Theme
from bugcase.style.tokens import SPACE, TYPE
from bugcase.text import Text

NO_TIME: Final = datetime(1980, 1, 1, tzinfo=UTC)  # the first that a zip file can tell


def written(
    pages: Sequence[Page],
    *,
    draw: Callable[[str], CaseFigure | None],
    title: str,
    lang: str,
    at: datetime | None,
    theme: Theme,
) -> bytes:
    """Write slides as PowerPoint; `bugcase.documents.powerpoint.write_powerpoint` says how."""
    deck, layouts = empty_deck(theme.font)
    logo = picture(theme.logo or "", alt="Logo")
    for page in pages:
        _add(deck, layouts, page, parts(page, draw), logo=logo)
    if any(page.notes for page in pages):
        _remove_date(deck.notes_master)
    language = _with_region(lang)
    for sheet in deck.slides:
        _set_language(sheet.element, language)
        if sheet.has_notes_slide:
            _set_language(sheet.notes_slide.element, language)
    _describe(deck, title=title, language=language, at=(at or NO_TIME).astimezone(UTC))
    saved = BytesIO()
    deck.save(saved)
    return _without_clock(saved.getvalue())


def _add(
    deck: Deck,
    layouts: dict[Layout, SlideLayout],
    page: Page,
    shown: Sequence[Part],
    *,
    logo: Image | None,
) -> None:
    """Add a page as a slide."""
    layout = DECISION if page.kind == "decision" else EVIDENCE
    sheet = deck.slides.add_slide(layouts[layout])
    body = _entitle(sheet, heading(page), layout)
    whole = wording.say(
        "powerpoint.rows_in_report" if page.slide else "powerpoint.rows_in_notebook"
    )
    blocks = list(arranged(_blocks(shown, whole), body))
    if page.eyebrow:
        _say_above(sheet, page.eyebrow)
    title, words = sheet.placeholders
    if not title.text_frame.text:  # left empty it asks to be clicked
        _remove(title)
    if not blocks or not isinstance(
        blocks[0][0], Words
    ):  # it comes first where a slide is read out
        _remove(words)
    for block, box, scale in blocks:
        block.draw(sheet, box, scale=scale)
    if page.source:
        _cite(sheet, page.source)
    if logo:
        wide = min(LOGO.width, LOGO.height * logo.width / logo.height)
        flush_right = replace(LOGO, left=LOGO.left + LOGO.width - wide, width=wide)
        Figure(logo, name="Logo").draw(sheet, flush_right, scale=1)
    _number(sheet, layouts[layout], len(deck.slides))
    if page.notes:
        frame = sheet.notes_slide.notes_text_frame
        if frame is not None:
            frame.text = "\n".join(str(line.text) for line in lines(page.notes))


def _entitle(sheet: Sheet, words: Text, layout: Layout) -> Box:
    """Write the title as large as it fits; without one, its place is the body's as well."""
    box, said = layout.title, str(words)
    if not said.strip():
        return Box(box.left, box.top, box.width, layout.body.top + layout.body.height - box.top)

    def most(size: float) -> int:
        return int(box.height / (size * layout.leading))

    sizes = [layout.size * step for step in STEPS]
    size = next(
        (
            one
            for one in sizes
            if line_count(said, size=one, room=box.width, bold=True) <= most(one)
        ),
        sizes[-1],
    )
    shown = cut(said, size=size, room=box.width, most=most(size), bold=True)
    frame = sheet.placeholders[0].text_frame
    frame.margin_right = pixels(box.width - _balanced(shown, size=size, room=box.width))
    (paragraph,) = frame.paragraphs
    text = words if shown == said else Text.plain(shown)
    say(paragraph, text, size=size, leading=layout.leading, bold=True)
    if not layout.flows:
        return layout.body
    taken = line_count(shown, size=size, room=box.width, bold=True) * size * layout.leading
    replace(box, height=taken).hold(sheet.placeholders[0])
    top = min(layout.body.top, box.top + taken + SPACE["zone"])
    return replace(layout.body, top=top, height=layout.body.top + layout.body.height - top)


def _balanced(words: str, *, size: float, room: float) -> float:
    """Give the least width at which words take no more lines: so their lines are about as long."""
    lines_taken = line_count(words, size=size, room=room, bold=True)
    widths = range(int(room / 2), int(room), 4)
    return next(
        (
            wide
            for wide in widths
            if line_count(words, size=size, room=wide, bold=True) <= lines_taken
        ),
        room,
    )


def _blocks(shown: Iterable[Part], whole: str) -> list[Block]:
    """Take lines that follow one another together."""
    blocks: list[Block] = []
    for is_line, together in groupby(shown, key=lambda part: isinstance(part, Line)):
        if is_line:
            blocks.append(Words([part for part in together if isinstance(part, Line)]))
            continue
        for part in together:
            match part:
                case Table():
                    blocks.append(Grid(part, whole))
                case Image():
                    blocks.append(Figure(part))
                case Numbers():
                    blocks.append(Strip(part))
                case Cards():
                    blocks.append(Choices(part))
                case Lights():
                    blocks.append(State(part))
    return blocks


def _say_above(sheet: Sheet, words: Text) -> None:
    """Write what stands small above the title, in one line."""
    box = sheet.shapes.add_textbox(*EYEBROW.place)
    box.name = "Eyebrow"
    no_margins(box.text_frame)
    box.text_frame.word_wrap = True
    (paragraph,) = box.text_frame.paragraphs
    size = TYPE["note"]
    shown = cut(str(words), size=size, room=EYEBROW.width, most=1)
    text = words if shown == str(words) else Text.plain(shown)
    say(paragraph, text, size=size, leading=1.3, colour=MUTED)


def _cite(sheet: Sheet, source: str) -> None:
    """Write n, method and hash at the foot, in one line."""
    box = sheet.shapes.add_textbox(*SOURCE.place)
    box.name = "Source"
    no_margins(box.text_frame)
    box.text_frame.word_wrap, box.text_frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    size = TYPE["source"]
    shown = cut(visible(source), size=size, room=SOURCE.width, most=1)
    (paragraph,) = box.text_frame.paragraphs
    say(paragraph, Text.plain(shown), size=size, leading=1.3, colour=MUTED)


def _number(sheet: Sheet, layout: SlideLayout, place: int) -> None:
    """Give the slide its layout's number, a field that counts anew where slides are moved."""
    (field,) = layout.element.xpath(".//p:sp[.//p:ph[@type='sldNum']]")
    number = deepcopy(field)
    number.nvSpPr.cNvPr.set("id", str(len(sheet.shapes) + 100))
    number.spPr.clear()
    (shown,) = number.iter(qn("a:t"))
    shown.text = str(place)
    sheet.shapes.element.append(number)


def _remove_date(notes: NotesMaster) -> None:
    for placeholder in list(notes.placeholders):
        if placeholder.placeholder_format.type == PP_PLACEHOLDER.DATE:
            _remove(placeholder)


def _remove(shape: BaseShape) -> None:
    shape.element.getparent().remove(shape.element)


def _with_region(lang: str) -> str:
    """Name a language as PowerPoint does, with a region.

    >>> _with_region("en"), _with_region("de-CH")
    ('en-US', 'de-CH')
    """
    likely = get_global("likely_subtags").get(lang, lang).split("_")
    return f"{likely[0]}-{likely[-1]}" if len(likely) > 1 else lang


def _set_language(part: BaseOxmlElement, language: str) -> None:
    for run in (*part.iter(qn("a:r")), *part.iter(qn("a:fld"))):
        run.get_or_add_rPr().set("lang", language)


def _describe(deck: Deck, *, title: str, language: str, at: datetime) -> None:
    properties = deck.core_properties
    properties.title, properties.language = visible(title)[:255], language  # as long as it may be
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = at
    properties.revision = 1


def _without_clock(saved: bytes) -> bytes:
    """Pack the parts again, each at the same fixed time."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(saved)) as before, zipfile.ZipFile(packed, "w") as after:
        for part in before.infolist():
            entry = zipfile.ZipInfo(part.filename, NO_TIME.timetuple()[:6])
            entry.create_system = 0  # on every system the same
            after.writestr(entry, before.read(part), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
