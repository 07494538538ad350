"""Which cells an audience sees, and which it never does."""

import json
import os
import re
import subprocess
import sys
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from bugcase.deck.exporter import DeckExporter
from bugcase.deck.outputs import clean
from bugcase.deck.slide import SLIDE_MIMETYPE, NoSlide, Slide
from bugcase.errors import BuildError
from bugcase.figures.picture import Picture
from bugcase.style.theme import load_theme
from bugcase.text import Span, Text
from fixtures.decks import (
    FRAME,
    PNG,
    SLIDES,
    WIDGET,
    book,
    case_folder,
    case_slides,
    code,
    display,
    export,
    failure,
    markdown,
    notebook,
    slide_cell,
    stream,
)

TOOLKIT = SLIDES[0]
OWN = markdown("# Own\n\ntext", slide_type="slide")
SKIPPED = code("x", stream("skipped"), slide_type="skip")
FORM = code("form()", WIDGET)
NONE = code(
    "desk.slide('x')",
    display(NoSlide(id="x", shown_where=("it is so",))._repr_mimebundle_()),
    slide_type="slide",
)


def slides(*cells: NotebookNode) -> list[str]:
    """The words of each slide of a notebook of these cells."""
    soup = BeautifulSoup(export(book(*cells)), "html.parser")
    for unseen in soup.select("aside.notes, .foot"):
        unseen.decompose()
    return [" ".join(section.stripped_strings) for section in soup.select("section")]


T = (
    "Hold release 214 until new accounts err no more than 5 per 1,000. "
    "We ask [? decider] to decide today by 16:00 . "
    "Everything but new accounts can ship as planned."
)


def more(kind: str | None = None) -> NotebookNode:
    return markdown("more", slide_type=kind)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param([slide_cell(TOOLKIT)], [T], id="a toolkit's slide"),
        pytest.param([slide_cell(TOOLKIT, "subslide")], [T], id="a subslide is a slide"),
        pytest.param(
            [OWN, slide_cell(TOOLKIT, None)], ["Own text"], id="an untyped Slide is a preview"
        ),
        pytest.param([OWN], ["Own text"], id="an analyst's own slide"),
        pytest.param(
            [OWN, more()], ["Own text more"], id="an untyped cell goes on with an own slide"
        ),
        pytest.param([OWN, more("-")], ["Own text more"], id="a dash is untyped"),
        pytest.param([OWN, more("slide")], ["Own text", "more"], id="two own slides"),
        pytest.param([OWN, more("subslide")], ["Own text", "more"], id="an own subslide"),
        pytest.param([OWN, SKIPPED], ["Own text"], id="a skipped cell"),
        pytest.param(
            [OWN, SKIPPED, more()], ["Own text"], id="nothing goes on after a skipped cell"
        ),
        pytest.param([OWN, SKIPPED, more("fragment")], ["Own text more"], id="a fragment does"),
        pytest.param(
            [slide_cell(TOOLKIT), more()], [T], id="nothing goes on after a toolkit's slide"
        ),
        pytest.param(
            [slide_cell(TOOLKIT), more("fragment")], [f"{T} more"], id="but a fragment does"
        ),
        pytest.param(
            [slide_cell(TOOLKIT), more("fragment"), more()],
            [f"{T} more"],
            id="and nothing after it",
        ),
        pytest.param([OWN, FORM], ["Own text"], id="a form"),
        pytest.param([more(), OWN], ["Own text"], id="what stands before the first slide"),
        pytest.param([OWN, more("notes")], ["Own text"], id="notes"),
        pytest.param([OWN, NONE, more()], ["Own text"], id="a slide that the case is told without"),
        pytest.param(
            [OWN, NONE, more("fragment"), more("notes"), more("slide")],
            ["Own text", "more"],
            id="nor what belongs to it",
        ),
        pytest.param(
            [OWN, code("1", stream("seen"), stream("unseen", "stderr"))],
            ["Own text seen"],
            id="what was printed, not what was warned of",
        ),
        pytest.param(
            [code("import x", slide_type="slide"), OWN],
            ["Own text"],
            id="a slide that shows nothing",
        ),
        pytest.param([OWN, more("something new")], ["Own text"], id="a type nobody knows"),
    ],
)
def test_the_slide_types_of_the_cells_say_what_is_in_the_deck(
    cells: list[NotebookNode], expected: list[str]
) -> None:
    assert slides(*cells) == expected


def test_nothing_of_code_forms_scratch_cells_or_warnings_is_in_the_file() -> None:
    html = export(notebook())
    leaks = [
        "NOT IN THE DECK",
        "FORM",
        "ON STDERR",
        "print('scratch')",
        "widget-view",
        SLIDE_MIMETYPE,
    ]
    assert [leak for leak in leaks if leak in html] == []


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        pytest.param(
            display({"text/html": FRAME, "text/plain": "frame"}), "table", id="a dataframe"
        ),
        pytest.param(display({"image/png": PNG, "text/plain": "fig"}), "img", id="a PNG"),
        pytest.param(display({"image/svg+xml": "<svg/>"}), "img", id="an SVG"),
        pytest.param(display({"text/markdown": "*yes*"}), "em", id="markdown"),
        pytest.param(display({"text/plain": "1.0"}), "pre", id="plain text"),
        pytest.param(
            display({"text/html": "<div><script>draw()</script></div>", "image/png": PNG}),
            "img",
            id="the still picture of a chart that needs a script",
        ),
    ],
)
def test_an_output_is_shown_in_its_richest_form_that_needs_no_script(
    output: NotebookNode, expected: str
) -> None:
    soup = BeautifulSoup(export(book(OWN, code("x", output))), "html.parser")
    assert soup.select(f".body {expected}")


@pytest.mark.parametrize(
    ("cell", "alt"),
    [
        (code("x", display({"image/png": PNG}, {"image/png": {"alt": "Falls"}})), "Falls"),
        (code("x", display({"image/png": PNG})), "Figure without a description"),
        (markdown(f"![Rises](data:image/png;base64,{PNG})"), "Rises"),
        (
            code("x", display({"text/html": f'<img src="data:image/png;base64,{PNG}">'})),
            "Of the cell",
        ),
    ],
    ids=["of the output", "missing", "in markdown", "of the cell"],
)
def test_every_picture_has_an_alternative_text(cell: NotebookNode, alt: str) -> None:
    if alt == "Of the cell":
        cell.metadata["alt"] = alt
    (image,) = BeautifulSoup(export(book(OWN, cell)), "html.parser").select("img")
    assert image["alt"] == alt


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p onclick='x()'>a</p>", "<p>a</p>"),
        ("<script>x()</script>a", "a"),
        ("<a href=' java\nscript:x()'>a</a>", "<a>a</a>"),
        ("<iframe src='https://e.invalid'></iframe>a", "a"),
        ("<meta http-equiv=refresh content='0;url=https://e.invalid'>a", "a"),
        ("<base href='https://e.invalid'>a", "a"),
        ("<form action='https://e.invalid'><input name=x>a</form>", ""),
        ("<section>a</section>", "<div>a</div>"),
        ("</div></section>a", "a"),
        ("<b>a", "<b>a</b>"),
        ("a<!-- --><!--> <script>x()</script>-->", "a --&gt;"),  # as browsers read it
        ("<table><td>a", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("10<sup>6</sup> H<sub>2</sub>O", "10<sup>6</sup> H<sub>2</sub>O"),
        ("<style>.title { display: none }</style>a", "a"),
        ('<p id="/2" class="bugcase">a</p>', "<p>a</p>"),
        ('<p style="position: fixed; color: red">a</p>', '<p style="color:red">a</p>'),
        ("<aside class=notes>for the speaker</aside>a", "a"),
        ("<a href='data:text/html,<script>x()</script>'>a</a>", "<a>a</a>"),
    ],
)
def test_what_acts_or_reaches_out_is_taken_out_of_an_output(html: str, kept: str) -> None:
    assert clean(html) == kept


@pytest.mark.parametrize(
    "html",
    [
        "<p>before</p><svg viewBox='0 0 9 9'><path d='M0 0'/></svg><p>after</p>",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><svg/><g><svg></svg></g></svg>',
    ],
    ids=["without its namespace", "with drawings in it"],
)
def test_a_drawing_in_an_output_is_a_picture_with_its_names_and_its_namespace(html: str) -> None:
    (image,) = BeautifulSoup(clean(html), "html.parser").select("img")
    drawing = b64decode(str(image["src"]).partition("base64,")[2]).decode()
    assert drawing.count('xmlns="http://www.w3.org/2000/svg"') == 1
    assert "viewBox" in drawing
    assert drawing.endswith("</svg>")


def test_a_picture_beside_the_notebook_is_taken_into_the_file_and_one_elsewhere_is_a_gap(
    tmp_path: Path,
) -> None:
    (tmp_path / "chart.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8"
    )
    source = "# T\n\n![here](chart.svg) ![there](https://example.invalid/x.png)"
    case = tmp_path / "case.ipynb"
    case.write_text(json.dumps(book(markdown(source, slide_type="slide"))), encoding="utf-8")
    exporter = DeckExporter()  # type: ignore[no-untyped-call]  # nbconvert's
    html = str(exporter.from_filename(str(case))[0])
    soup = BeautifulSoup(html, "html.parser")
    assert [str(image["src"])[:18] for image in soup.select("img")] == ["data:image/svg+xml"]
    assert [gap.get_text() for gap in soup.select("mark.gap")] == [
        "[? picture https://example.invalid/x.png is not in the notebook's folder]"
    ]


NOTED = [slide_cell(TOOLKIT), OWN, markdown("my *own* words", slide_type="notes")]


def test_notes_hold_the_script_and_the_analysts_own() -> None:
    soup = BeautifulSoup(export(book(*NOTED)), "html.parser")
    notes = [" ".join(aside.stripped_strings) for aside in soup.select("section > aside.notes")]
    assert notes == [
        "Ana: Thank you for coming. I need one decision. (Wait for the answer.)",
        "my own words",
    ]


def test_a_shared_deck_holds_no_notes_at_all() -> None:
    html = export(book(*NOTED), share=True)
    assert "Thank you for coming" not in html
    assert "my <em>own</em> words" not in html
    assert "RevealNotes=" not in html
    assert not BeautifulSoup(html, "html.parser").select("aside")


def shingles(words: str, size: int = 7) -> set[str]:
    said = re.findall(r"[^\W\d]+", words.lower())  # a number is said on the slide as well
    return {" ".join(said[i : i + size]) for i in range(len(said) - size + 1)}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["release-halt", "ceo-report"])
def test_a_shared_deck_of_an_example_holds_no_seven_words_of_the_script_in_a_row(
    name: str, tmp_path: Path
) -> None:
    slides = case_slides(case_folder(name, tmp_path))
    script = " ".join(str(note.words) for slide in slides for note in slide.notes)
    spans = [span for slide in slides for text in slide.texts for span in text.spans]
    seen = " ".join(str(text) for slide in slides for text in slide.texts)
    seen += " ".join(span.source or "" for span in spans)
    seen += " ".join(slide.body.alt for slide in slides if isinstance(slide.body, Picture))
    html = export(book(*map(slide_cell, slides)), share=True)
    soup = BeautifulSoup(html, "html.parser")
    pictures = [
        b64decode(str(image["src"]).partition("base64,")[2]).decode("utf-8")
        for image in soup.select("img")
    ]
    told = [" ".join(map(str, element.attrs.values())) for element in soup.find_all(True)]
    held = shingles(f"{soup.get_text(' ')} {' '.join([*told, *pictures])}")
    assert len(shingles(script) - shingles(seen)) > 200
    assert held & (shingles(script) - shingles(seen)) == set()


def test_a_shared_deck_says_of_a_fact_what_everybody_may_read_also_where_it_lists_sources() -> None:
    effort = Span(words="the four of ranking", slot="effort", shared="the team", source="typed")
    title = Text((replace(effort, origin="typed"), Span(words=".", slot="dot", origin="typed")))
    html = export(book(slide_cell(Slide(id="s", title=title, body=()))), share=True)
    assert "the four of ranking" not in html
    words = [h.get_text() for h in BeautifulSoup(html, "html.parser").select(".title")]
    assert words == ["the team.", "Where the numbers come from"]


@pytest.mark.parametrize(
    ("metadata", "title"),
    [({"title": "Release <214>"}, "Release <214>"), ({}, "Own")],
    ids=["the notebook's own", "the first slide's"],
)
def test_the_document_has_a_title(metadata: dict[str, str], title: str) -> None:
    soup = BeautifulSoup(export(book(OWN, **metadata)), "html.parser")
    assert soup.title is not None
    assert soup.title.string == title


def test_a_slide_shown_twice_has_two_places() -> None:
    soup = BeautifulSoup(export(book(slide_cell(TOOLKIT), slide_cell(TOOLKIT))), "html.parser")
    ids = [section["id"] for section in soup.select("section")]
    assert ids == ["decision-needed", "decision-needed-2"]


FAILED = code("1 / 0", failure("ZeroDivisionError", "division by zero"))
BROKEN = code("slide", display({SLIDE_MIMETYPE: {"id": "s"}}), slide_type="slide")


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        pytest.param(
            [OWN, FAILED],
            "cell 2 ('1 / 0'): expected cells that ran to their end; found ZeroDivisionError: "
            "division by zero. Fix: correct the cell and run the notebook again, from the top.",
            id="a cell failed, in the deck or not",
        ),
        pytest.param(
            [BROKEN],
            "cell 1 ('slide'): expected a slide of this version of bugcase; found ",
            id="a slide of another version",
        ),
        pytest.param(
            [more()],
            "the deck: expected at least one cell of the type slide that shows something; found ",
            id="no slide",
        ),
        pytest.param(
            [more("notes")],
            "cell 1 ('more'): expected a slide above a cell of type fragment or notes; found no ",
            id="notes of no slide",
        ),
    ],
)
def test_what_cannot_be_a_deck_is_said_in_one_line(cells: list[NotebookNode], message: str) -> None:
    with pytest.raises(BuildError, match=re.escape(message)) as caught:
        export(book(*cells))
    assert "\n" not in str(caught.value)


def test_the_same_notebook_gives_the_same_bytes() -> None:
    first, second = (export(notebook()) for _ in range(2))
    assert first == second


def test_a_notebook_of_the_working_folder_has_the_theme_that_lies_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "theme.toml").write_text('base = "dark"', encoding="utf-8")
    (tmp_path / "case.ipynb").write_text(json.dumps(book(OWN)), encoding="utf-8")
    exporter = DeckExporter()  # type: ignore[no-untyped-call]  # traitlets' own
    there, _ = exporter.from_filename(str(tmp_path / "case.ipynb"))
    monkeypatch.chdir(tmp_path)
    here, _ = exporter.from_filename("case.ipynb")
    assert here == there
    assert load_theme(tmp_path).colours["paper"] in here


@pytest.mark.kernel
def test_the_command_line_of_nbconvert_runs_a_notebook_and_writes_its_deck(tmp_path: Path) -> None:
    source = (
        "from bugcase.deck.slide import Slide\nfrom bugcase.text import Text\n"
        "Slide(id='a', title=Text.plain('Hold it.'), body=())"
    )
    case = tmp_path / "case.ipynb"
    case.write_text(json.dumps(book(code(source, slide_type="slide"))), encoding="utf-8")
    command = [sys.executable, "-m", "nbconvert", "--execute", str(case)]
    subprocess.run(
        [*command, "--to", "bugcase.deck.exporter.DeckExporter", "--DeckExporter.share=True"],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert "Hold it." in (tmp_path / "case.slides.html").read_text(encoding="utf-8")
