"""What somebody gets who opens slides.pptx, and what they can change in it."""

import re
import sys
import zipfile
from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn

from bugcase.deck.exporter import read_pages
from bugcase.deck.slide import Slide
from bugcase.documents.powerpoint import write_powerpoint
from bugcase.documents.powerpoint.typesetting import cut, line_count
from bugcase.errors import BuildError
from bugcase.figures import forest, icon_arrays, interval_against_limit
from bugcase.figures.canvas import CaseFigure
from bugcase.style.theme import Theme
from bugcase.style.tokens import COLOURS, DARK
from fixtures.comparisons import CROWDED, GO, HALT, HOSTILE_NAMES, NOT_YET_KNOWN
from fixtures.decks import FRAME, SLIDES, code, display, markdown, slide_cell, stream, table, text

FIGURES = {
    "what-goes-wrong": icon_arrays(HALT, noun="customers"),
    "how-sure": interval_against_limit(HALT),
    "go": interval_against_limit(GO),
    "not-yet-known": interval_against_limit(NOT_YET_KNOWN),
    "where": forest(HALT),
    "crowded": forest(CROWDED),
}
SPANNED = "<table><tr><td colspan=2>a</td></tr><tr><td>b</td><td>c</td></tr></table>"
UNTOLD = "Figure without a description"
SVG = code("p", display({"image/svg+xml": "<svg/>"}, {"image/svg+xml": {"alt": "curve"}}))
BY_ID = {slide.id: slide for slide in SLIDES}
SCRIPT = [str(note.words) for slide in SLIDES for note in slide.notes]


def png(width: int = 80, height: int = 50, kind: str = "PNG") -> str:
    drawn = BytesIO()
    PIL.Image.new("RGB", (width, height), "#c83803").save(drawn, kind)
    return b64encode(drawn.getvalue()).decode("ascii")


def written(*cells: NotebookNode, share: bool = False, **options: Any) -> bytes:
    pages = read_pages(cells, folder=Path(), share=share)
    return write_powerpoint(pages, draw=FIGURES.get, title="Release 214", lang="en", **options)


def opened(*cells: NotebookNode, **options: Any) -> Any:
    return Presentation(BytesIO(written(*cells, **options)))


def only(*cells: NotebookNode) -> Any:
    """The one slide that cells make (a page of sources may follow it)."""
    return opened(*cells).slides[0]


def own(source: str) -> NotebookNode:
    return markdown(source, slide_type="slide")


@pytest.fixture(scope="module")
def file() -> bytes:
    return written(*map(slide_cell, SLIDES))


@pytest.fixture(scope="module")
def deck(file: bytes) -> Any:
    return Presentation(BytesIO(file))


@pytest.fixture(scope="module")
def shown(deck: Any) -> dict[str, Any]:
    return dict(zip(BY_ID, deck.slides, strict=False))


def parts(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(file)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def body(sheet: Any) -> list[tuple[str, ...]]:
    """What a slide shows under its title, each as its kind and its words."""
    seen: list[tuple[str, ...]] = []
    for shape in sheet.shapes:
        if shape.has_table:
            rows = [" | ".join(cell.text for cell in row.cells) for row in shape.table.rows]
            seen.append(("table", *rows))
        elif hasattr(shape, "image"):
            seen.append((shape.image.content_type, alt(shape)))
        elif shape.has_text_frame and not passing(shape):
            seen.append(("words", *(line.text for line in shape.text_frame.paragraphs)))
    return seen


def passing(shape: Any) -> bool:
    """Whether a shape is the title, the source or the number."""
    return shape.name == "Source" or (
        shape.is_placeholder and shape.placeholder_format.idx in (0, 12)
    )


def alt(shape: Any) -> str:
    return str(shape.element.xpath("./*[1]/p:cNvPr")[0].get("descr"))


def test_the_slides_are_those_of_the_deck_in_its_order_each_with_a_title(deck: Any) -> None:
    titles = [sheet.shapes.title.text_frame.text for sheet in deck.slides][: len(SLIDES)]
    assert [title for title in titles if title.isascii()] == [
        str(slide.title) for slide in SLIDES if str(slide.title).isascii() and slide.id != "long"
    ]


def test_paragraphs_can_be_edited_as_text_and_a_gap_in_them_is_seen(shown: dict[str, Any]) -> None:
    sheet = shown["decision-needed"]
    assert body(sheet) == [
        (
            "words",
            "We ask [? decider] to decide today by 16:00.",
            "Everything but new accounts can ship as planned.",
        )
    ]
    _, gap, _ = sheet.placeholders[1].text_frame.paragraphs[0].runs
    assert (gap.text, gap.font.color.theme_color) == ("[? decider]", MSO_THEME_COLOR.ACCENT_5)


def test_the_slide_that_asks_for_a_decision_is_set_apart(shown: dict[str, Any]) -> None:
    layouts = {slide_id: sheet.slide_layout.name for slide_id, sheet in shown.items()}
    assert {slide_id for slide_id, name in layouts.items() if name == "Decision"} == {
        "decision-needed"
    }


def test_a_table_is_one_with_its_heads_its_numbers_flush_right_and_its_lead_in_bold(
    shown: dict[str, Any],
) -> None:
    (frame,) = (shape for shape in shown["options"].shapes if shape.has_table)
    made = frame.table
    rows = [[cell.text for cell in row.cells] for row in made.rows]
    table = BY_ID["options"].body
    assert rows == [
        [str(cell) for cell in row]
        for row in (table.columns, *table.rows)  # type: ignore[union-attr]  # it is a Table
    ]
    assert (made.first_row, made.first_col) == (True, True)
    set_ = [
        [cell.text_frame.paragraphs[0] for cell in made.rows[place].cells] for place in range(3)
    ]
    right = [[line.alignment == PP_ALIGN.RIGHT for line in row] for row in set_]
    assert right == [[False, True, True, False, False]] * 3
    bold = [[bool(line.runs[0].font.bold) for line in row] for row in set_]
    assert bold == [[False] * 5, [True] * 5, [True, False, False, False, False]]


@pytest.mark.parametrize("slide_id", FIGURES)
def test_a_figure_is_a_picture_with_the_words_for_who_cannot_see_it(
    slide_id: str, shown: dict[str, Any]
) -> None:
    assert body(shown[slide_id]) == [("image/png", FIGURES[slide_id].alt)]


@pytest.mark.parametrize(
    "figure",
    [
        pytest.param(None, id="nobody can draw it again"),
        pytest.param(forest(GO), id="what is drawn under its name rests on other data"),
    ],
)
def test_a_drawing_that_cannot_be_had_is_not_replaced_by_another(figure: CaseFigure | None) -> None:
    if figure:
        figure.source_line = "n = 7 · another file"
    pages = read_pages([slide_cell(BY_ID["how-sure"])], folder=Path(), share=False)
    file = write_powerpoint(pages, draw={"how-sure": figure}.get, title="t", lang="en")
    sheet = Presentation(BytesIO(file)).slides[0]
    assert body(sheet) == [("words", f"See slides.html: {FIGURES['how-sure'].alt}")]


def test_the_script_stands_in_the_notes(shown: dict[str, Any]) -> None:
    said = [
        sheet.notes_slide.notes_text_frame.text if sheet.has_notes_slide else ""
        for sheet in shown.values()
    ]
    assert said == [
        "\n".join(f"{note.speaker}: {note.words}" if note.speaker else str(note.words)
                  for note in slide.notes)
        for slide in SLIDES
    ]  # fmt: skip


def test_a_shared_file_has_no_notes_and_no_word_of_the_script() -> None:
    found = parts(written(*map(slide_cell, SLIDES), share=True))
    assert [name for name in found if "notes" in name.lower()] == []
    assert [
        (said, name) for said in SCRIPT for name, data in found.items() if said.encode() in data
    ] == []


def test_every_slide_is_numbered_and_a_figure_has_its_source(shown: dict[str, Any]) -> None:
    numbers = [
        sheet.element.xpath(".//a:fld[@type='slidenum']/a:t")[0].text for sheet in shown.values()
    ]
    assert numbers == [str(number) for number in range(1, len(SLIDES) + 1)]
    sources = {
        slide_id: shape.text_frame.text
        for slide_id, sheet in shown.items()
        for shape in sheet.shapes
        if shape.name == "Source"
    }
    assert sources == {slide.id: slide.source_line for slide in SLIDES if slide.source_line}


def test_the_slides_have_the_decks_shape_colours_and_language(deck: Any, file: bytes) -> None:
    assert (deck.slide_width.inches, deck.slide_height.inches) == (
        pytest.approx(13.333, abs=1e-3),
        7.5,
    )
    theme = parts(file)["ppt/theme/theme1.xml"].decode()
    assert re.findall(r'<a:(dk1|lt1|accent1)><a:srgbClr val="(\w+)"/>', theme) == [
        ("dk1", COLOURS["ink"][1:].upper()),
        ("lt1", COLOURS["paper"][1:].upper()),
        ("accent1", COLOURS["baseline"][1:].upper()),
    ]
    assert set(re.findall(r'<a:latin typeface="([^"]*)"', theme)) == {"Source Sans 3"}
    runs = [run for sheet in deck.slides for run in sheet.element.iter(qn("a:rPr"))]
    assert {run.get("lang") for run in runs} == {"en-US"}


def test_a_companys_theme_gives_its_colours_its_font_and_its_logo() -> None:
    theme = Theme(colours=DARK, font="Inter", logo=f"data:image/png;base64,{png()}")
    file = written(own("# Title"), theme=theme)
    made = parts(file)["ppt/theme/theme1.xml"].decode()
    assert f'<a:lt1><a:srgbClr val="{DARK["paper"][1:].upper()}"/></a:lt1>' in made
    assert set(re.findall(r'<a:latin typeface="([^"]*)"', made)) == {"Inter"}
    assert body(Presentation(BytesIO(file)).slides[0]) == [("image/png", "Logo")]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(
            [own("# Why *now*\n\nBecause **it** [grows](https://example.invalid).")],
            [("words", "Because it grows.")],
            id="words, plain",
        ),
        pytest.param(
            [own("# List\n\n- one\n  - deep\n- two\n\n1. first\n2. second")],
            [("words", "one", "deep", "two", "first", "second")],
            id="lists",
        ),
        pytest.param(
            [own("# Code\n\n```\ndef f():\n    return 1\n```")],
            [("words", "def f():", "    return 1")],
            id="code, with its indents",
        ),
        pytest.param(
            [own("# Frame"), code("frame", display({"text/html": FRAME}))],
            [("table", " | n | rate", "moved | 5,210 | 0.103", "never | 51,221 | 0.041")],
            id="a dataframe",
        ),
        pytest.param(
            [own("# Out"), code("x", stream("printed"))],
            [("words", "printed")],
            id="what was printed",
        ),
        pytest.param(
            [own("# P"), code("p", display({"image/png": png()}, {"image/png": {"alt": "red"}}))],
            [("image/png", "red")],
            id="a PNG",
        ),
        pytest.param(
            [own("# P"), code("p", display({"image/jpeg": png(kind="JPEG")}))],
            [("image/jpeg", UNTOLD)],
            id="a JPEG",
        ),
        pytest.param(
            [own("# P"), SVG],
            [("words", "See slides.html: curve")],
            id="a drawing",
        ),
        pytest.param(
            [own("# P"), code("p", display({"image/png": b64encode(b"no PNG").decode()}))],
            [("words", f"See slides.html: {UNTOLD}")],
            id="a picture that is none",
        ),
        pytest.param(
            [own(f"# T\n\n{SPANNED}")],
            [("words", "a", "b · c")],
            id="a table of another shape, as words",
        ),
        pytest.param(
            [own("# W\n\n<table><tr>" + "<td>1</td>" * 13 + "</tr></table>")],
            [("words", "See slides.html: a table of 13 columns")],
            id="a table that is too wide",
        ),
        pytest.param(
            [own("before"), code("p", display({"image/png": png()})), markdown("after")],
            [("words", "before"), ("image/png", UNTOLD), ("words", "after")],
            id="in their order",
        ),
        pytest.param(
            [own("# N\n\n" + "<div>" * 100 + "deep" + "</div>" * 100)],
            [("words", "deep")],
            id="elements within elements within elements",
        ),
    ],
)  # fmt: skip
def test_of_an_analysts_own_cells_it_takes_what_powerpoint_has_and_says_where_the_rest_is(
    cells: list[NotebookNode], expected: list[tuple[str, ...]]
) -> None:
    assert body(only(*cells)) == expected


def test_a_fragment_under_a_slide_of_the_toolkit_is_added_to_it() -> None:
    sheet = only(slide_cell(BY_ID["how-sure"]), markdown("More of it.", slide_type="fragment"))
    assert body(sheet) == [("image/png", FIGURES["how-sure"].alt), ("words", "More of it.")]


def test_what_is_said_about_ones_own_slide_is_in_its_notes() -> None:
    sheet = only(own("# Mine"), markdown("I say **this**.", slide_type="notes"))
    assert sheet.notes_slide.notes_text_frame.text == "I say this."


LONG = "The sentence goes on and on, and does not come to its end before it must. " * 40
PIXEL = 9525
JAPANESE = "リリースを保留し、火曜日の十六時までに決定する。" * 40
GERMAN = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz " * 60
PICTURE = code("p", display({"image/png": png(800, 500)}))
ROWS = [f"group {i} | {i}.0 | a word" for i in range(50)]


@pytest.mark.parametrize(
    "cells",
    [
        *(
            pytest.param([slide_cell(Slide(id="s", title=text(words), body=(text(words),) * 3,
                                           source_line=words, kind=kind))],
                         id=f"{kind}: {words[:12]}")
            for words in (LONG, JAPANESE, GERMAN, "W" * 10_000)
            for kind in ("evidence", "decision")
        ),
        pytest.param([slide_cell(Slide(id="s", title=text("t"), body=table("a | b | c", *ROWS)))],
                     id="fifty rows"),
        pytest.param([slide_cell(Slide(id="s", title=text("t"), kind="decision",
                                       body=table("a | b", f"{LONG} | {GERMAN}", "1 | 2")))],
                     id="cells of many lines"),
        pytest.param([own("# Pictures"), *[PICTURE] * 7], id="seven pictures"),
        pytest.param([own(f"# M\n\n{LONG}"), PICTURE, markdown(f"- {LONG}"), PICTURE], id="much"),
        pytest.param([own("# Printed"), code("x", stream("line\n" * 500))], id="500 lines"),
        pytest.param([own("# Tall"), code("p", display({"image/png": png(1, 4000)}))], id="tall"),
    ],
)  # fmt: skip
def test_nothing_leaves_its_slide_or_lies_on_something_else(cells: list[NotebookNode]) -> None:
    deck = opened(*cells)
    over = [
        (shape.name, shape.left, shape.top, shape.width, shape.height)
        for sheet in deck.slides
        for shape in sheet.shapes
        if shape.left < 0
        or shape.top < 0
        or shape.left + shape.width > deck.slide_width
        or shape.top + shape.height > deck.slide_height
    ]
    assert over == []
    assert [pair for sheet in deck.slides for pair in overlapping(list(sheet.shapes))] == []
    assert [high for sheet in deck.slides for high in too_high(sheet)] == []


def overlapping(shapes: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for one, other in combinations(shapes, 2):
        beside = one.left + one.width <= other.left or other.left + other.width <= one.left
        below = one.top + one.height <= other.top or other.top + other.height <= one.top
        if not beside and not below:
            yield one.name, other.name


def too_high(sheet: Any) -> Iterator[tuple[str, float, float]]:
    """Boxes that their lines, each a fixed distance from the next, are too high for."""
    for shape in sheet.shapes:
        if not shape.has_text_frame or shape.name.startswith("Slide Number"):
            continue
        (inset,) = shape.element.xpath(".//a:bodyPr/@rIns") or [0]
        heights = [
            (lines(line, room=(shape.width - int(inset)) / PIXEL) * line.line_spacing.pt / 0.75,
             line.space_after.pt / 0.75)
            for line in shape.text_frame.paragraphs
        ]  # fmt: skip
        high = sum(map(sum, heights)) - heights[-1][1]
        if high > shape.height / PIXEL + 2:
            yield shape.name, high, shape.height / PIXEL


def lines(paragraph: Any, *, room: float) -> int:
    font = paragraph.runs[0].font
    room -= sum(map(int, paragraph._element.xpath("a:pPr/@marL"))) / PIXEL
    return line_count(paragraph.text, size=font.size.pt / 0.75, room=room, bold=bool(font.bold))


def test_of_fifty_rows_those_that_fit_are_shown_with_the_one_that_leads_and_the_rest_counted() -> (
    None
):
    slide = Slide(id="s", title=text("t"), body=table("a | b | c", *ROWS, lead=44))
    ((_, _, *rows, last),) = body(only(slide_cell(slide)))
    assert rows[-1] == ROWS[44]
    assert rows[:-1] == ROWS[: len(rows) - 1]
    assert last == f"and {50 - len(rows)} more; all rows are in the report |  | "
    assert len(rows) > 8


@pytest.mark.parametrize("name", [*HOSTILE_NAMES, "\x0b\x1b[31m", "\ud800", "=1+1", "a\u202eb"])
def test_what_a_name_brings_along_is_text(name: str) -> None:
    slide = Slide(id="s", title=text(("group", name)), body=(text("of ", ("group", name)),))
    file = written(
        slide_cell(slide), slide_cell(Slide(id="t", title=text("t"), body=table("a", name)))
    )
    seen = body(Presentation(BytesIO(file)).slides[0])
    words = re.sub("[\u2068\u2069…]", "", " ".join(one for part in seen for one in part))
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    assert printable[:60].strip() in words
    assert [name for name, part in parts(file).items() if b"/hyperlink" in part] == []


@given(st.text(max_size=300), st.integers(1, 4), st.floats(60, 1200), st.booleans())
def test_words_that_were_cut_fit(words: str, most: int, room: float, bold: bool) -> None:
    shown = cut(words, size=32, room=room, most=most, bold=bold)
    assert line_count(shown, size=32, room=room, bold=bold) <= most
    assert shown == words or words.startswith(shown.removesuffix("…"))


def test_the_same_slides_give_the_same_bytes_which_name_nobody_and_no_clock(file: bytes) -> None:
    assert written(*map(slide_cell, SLIDES)) == file
    with zipfile.ZipFile(BytesIO(file)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    told = Presentation(BytesIO(file)).core_properties
    assert (told.title, told.language, told.author, told.last_modified_by, told.comments) == (
        "Release 214", "en-US", "", "", "",
    )  # fmt: skip
    assert {told.created, told.modified} == {datetime(1980, 1, 1)}
    leftovers = [
        b"Steve Canny",
        b"Macintosh",
        b"datetimeFigureOut",
        b"printerSettings",
        b"python-pptx",
    ]
    assert [word for word in leftovers for part in parts(file).values() if word in part] == []


def test_it_says_that_it_was_made_when_the_case_was_measured() -> None:
    at = datetime(2026, 5, 2, 14, 30, tzinfo=UTC)
    told = opened(own("# t"), at=at).core_properties
    assert {told.created, told.modified} == {at.replace(tzinfo=None)}


def test_without_the_extra_the_way_to_get_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("bugcase.documents.powerpoint.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pptx", None)
    with pytest.raises(BuildError) as caught:
        written(own("# t"))
    assert str(caught.value) == (
        "slides.pptx: expected the package python-pptx; found none. "
        'Fix: install it with: pip install "bugcase[pptx]".'
    )
