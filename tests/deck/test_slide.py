"""A slide shows what it was given: words as words, gaps as gaps, and nothing invented."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from bugcase.characters import visible
from bugcase.deck.body import Table
from bugcase.deck.slide import SLIDE_MIMETYPE, Note, Slide
from bugcase.figures import interval_against_limit
from bugcase.figures.picture import Picture
from bugcase.text import Span, Text
from fixtures.comparisons import HALT, HOSTILE_NAMES
from fixtures.decks import SLIDES, table, text

GAP = text("We ask ", ("decider", ""), " to decide.")


def shown(slide: Slide) -> BeautifulSoup:
    """What a notebook gets to show."""
    return BeautifulSoup(slide._repr_mimebundle_()["text/html"], "html.parser")


@pytest.mark.parametrize("slide", SLIDES, ids=lambda slide: slide.id)
def test_a_slide_survives_the_notebook_file(slide: Slide) -> None:
    bundle = json.loads(json.dumps(slide._repr_mimebundle_()))
    assert Slide.from_json(bundle[SLIDE_MIMETYPE]) == slide


words = st.text(st.characters(codec="utf-8"), max_size=40)
texts = st.lists(
    st.builds(Span, words=words, slot=st.none() | words, gap=st.booleans()), max_size=4
).map(lambda spans: Text(tuple(spans)))


@given(st.builds(Slide, id=words, title=texts, body=st.tuples(texts), notes=st.tuples()))
def test_any_text_at_all_survives_the_notebook_file(slide: Slide) -> None:
    assert Slide.from_json(json.loads(json.dumps(slide.to_json()))) == slide


@given(texts)
def test_any_text_at_all_is_shown_as_these_words_and_nothing_else(title: Text) -> None:
    html = Slide(id="s", title=title, body=()).title_html
    soup = BeautifulSoup(html, "html.parser")
    assert soup.get_text().split() == visible(str(title)).split()
    assert {tag.name for tag in soup.find_all(True)} <= {"bdi", "mark"}


@pytest.mark.parametrize(
    "slide",
    [
        Slide(id="s", title=GAP, body=()),
        Slide(id="s", title=text("t"), body=(GAP,)),
        Slide(id="s", title=text("t"), body=Table(columns=(text("c"),), rows=((GAP,),))),
        Slide(id="s", title=text("t"), body=(), notes=(Note(words=GAP),)),
    ],
    ids=["title", "paragraph", "cell", "script"],
)
def test_a_gap_is_marked_wherever_it_stands(slide: Slide) -> None:
    (mark,) = shown(slide).select("mark.gap")
    assert mark.get_text() == "[? decider]"


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_a_hostile_name_is_text_in_every_place(name: str) -> None:
    value = text(("name", name))
    slide = Slide(
        id="s",
        title=value,
        body=Table(columns=(value,), rows=((value,),)),
        notes=(Note(words=value, speaker=name),),
        source_line=name,
    )
    soup = shown(slide)
    assert not soup.find_all(["script", "img"])
    title = soup.select(".title")[0].get_text(strip=True)
    assert visible(name).strip().startswith(title.removesuffix("…"))


def test_the_body_of_a_figure_is_an_image_with_its_alternative_text() -> None:
    figure = interval_against_limit(HALT)
    (image,) = shown(Slide(id="s", title=text("t"), body=figure.picture)).select("img")
    assert image["alt"] == figure.alt
    assert str(image["src"]).startswith("data:image/svg+xml;base64,")


def test_a_picture_without_an_alternative_text_is_refused() -> None:
    with pytest.raises(ValueError, match="alternative text"):
        Picture(svg="<svg/>", alt=" ")


def test_a_table_names_its_columns_and_its_rows_for_a_screen_reader() -> None:
    body = table("Option | Cost", "Hold | €27,000", "Ship | ? cost", lead=0)
    soup = shown(Slide(id="s", title=text("t"), body=body))
    assert [head.get_text() for head in soup.select("th[scope=col]")] == ["Option", "Cost"]
    assert [head.get_text() for head in soup.select("th[scope=row]")] == ["Hold", "Ship"]
    assert [row.th.get_text() for row in soup.select("tr.lead") if row.th] == ["Hold"]


@pytest.mark.parametrize(
    ("cells", "numeric"),
    [(("1", "\N{MINUS SIGN}2.5", "€3", "< 0.001"), True), (("1", "Friday"), False), ((), False)],
    ids=["figures", "one word among them", "no rows"],
)
def test_a_column_of_figures_stands_flush_right(cells: tuple[str, ...], numeric: bool) -> None:
    column = Table(columns=(text("c"),), rows=tuple((text(cell),) for cell in cells))
    assert column.numeric == (numeric,)


@pytest.mark.parametrize(
    ("rows", "lead"),
    [((("a",),), None), ((("a", "b"),), 1), ((), 0)],
    ids=["a cell is missing", "lead is past the last row", "lead of no rows"],
)
def test_a_table_that_is_none_is_refused(
    rows: tuple[tuple[str, ...], ...], lead: int | None
) -> None:
    cells = tuple(tuple(text(cell) for cell in row) for row in rows)
    with pytest.raises(ValueError, match="row"):
        Table(columns=(text("one"), text("two")), rows=cells, lead=lead)


def test_the_script_is_folded_away_below_the_preview_turn_by_turn() -> None:
    (details,) = shown(SLIDES[0]).select("details")
    assert "open" not in details.attrs
    assert [turn.get_text() for turn in details.select("p")] == [
        "Ana: Thank you for coming. I need one decision.",
        "(Wait for the answer.)",
    ]


def test_money_in_a_preview_is_not_typeset_as_a_formula_by_jupyterlab() -> None:
    html = Slide(id="s", title=text("From $180,000 to $420,000."), body=())._repr_mimebundle_()
    assert re.search(r'class="[^"]*\bmathjax_ignore\b', html["text/html"])


def test_a_slide_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="title"):
        Slide.from_json({"id": "s", "headline": "Hold"})


def test_a_slide_that_an_older_version_left_is_read() -> None:
    older = SLIDES[0].to_json()
    for name in ("origin", "colours"):
        del older[name]
    for span in older["title"]["spans"]:
        for name in ("shared", "source", "origin"):
            del span[name]
    assert Slide.from_json(older) == SLIDES[0]


SECRET = Span(words="four people of the ranking team", slot="effort", shared="people of the team")
MISSING = Span(words="who is needed", slot="effort", gap=True)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param((Text((SECRET,)),), id="paragraphs"),
        pytest.param(Table(columns=(text("Needs"),), rows=((Text((SECRET,)),),)), id="a table"),
        pytest.param(
            Picture(svg="<svg/>", alt=f"Needs {SECRET.words}", shared="people of the team"),
            id="a picture",
        ),
    ],
)
def test_a_shared_slide_says_what_everybody_may_read_wherever_it_stood(
    body: Picture | Table | tuple[Text, ...],
) -> None:
    slide = Slide(
        id="s",
        title=Text((SECRET, Span(words=" and "), MISSING)),
        body=body,
        notes=(Note(words=Text((SECRET,))),),
    )
    shown = slide.shared
    assert str(shown.title) == "people of the team and [? who is needed]"
    assert SECRET.words not in json.dumps(shown.to_json())
    assert "people of the team" in shown.body_html
    assert shown.notes == ()


def test_a_fact_carries_its_source_on_the_slide_and_not_in_the_script() -> None:
    fact = Text((Span(words="61.3", slot="rate", source="n = 3 & <b>"),))
    slide = Slide(id="s", title=fact, body=(fact,), notes=(Note(words=fact),))
    for html in (slide.title_html, slide.body_html):
        (shown,) = BeautifulSoup(html, "html.parser").select("bdi.fact[tabindex='0']")
        assert (shown["data-slot"], shown["aria-description"]) == ("rate", "n = 3 & <b>")
    assert "n = 3" not in slide.notes_html
