"""The last slide says where the numbers of the others come from, and what rests on each."""

from dataclasses import replace

from bs4 import BeautifulSoup

from bugcase.deck.body import Table
from bugcase.deck.slide import Slide
from bugcase.deck.sources import MOST_ROWS, Origin, assumed_slides, origins, sources_slide
from bugcase.figures import forest
from bugcase.figures.picture import Assumed, Picture
from bugcase.text import Span, Text
from bugcase.wording import say
from fixtures.comparisons import HALT
from fixtures.decks import book, evidence, export, markdown, slide_cell, text

TYPED = say("source.typed")

DATA = "eval.parquet · SHA-256 3f9a1c07, 68,785 rows, Tango score, measured 2026-05-03 00:00 UTC"


def fact(slot: str, words: str, origin: str | None) -> Span:
    return Span(words=words, slot=slot, source=origin, origin=origin)


def said(*spans: Span) -> Slide:
    return Slide(id="said", title=Text(spans), body=())


TYPED_FIRST = said(fact("release", "214", TYPED), fact("worsening", "19.3 more", DATA))


def listed(*slides: Slide) -> tuple[Origin, ...]:
    return origins((f"{number} / {len(slides)}", one) for number, one in enumerate(slides, start=1))


def test_facts_are_grouped_by_their_source_and_what_was_typed_comes_last() -> None:
    assert listed(TYPED_FIRST, said(fact("worst_rows", "5,210", DATA))) == (
        Origin(
            name="eval.parquet",
            how="SHA-256 3f9a1c07, 68,785 rows, Tango score, measured 2026-05-03 00:00 UTC",
            rests_on_it=("worsening: 19.3 more", "worst rows: 5,210"),
        ),
        Origin(name=TYPED, how="", rests_on_it=("release: 214",)),
    )


def test_what_was_noticed_in_the_data_stands_with_its_source() -> None:
    troubles = [f"trouble {number}: {'9' * number}" for number in range(1, 20)]
    origin = f"{DATA} · noticed: {'; '.join(troubles)}"
    slide = said(fact("worsening", "19.3 more", origin))
    (listed_one,) = listed(slide)
    assert (listed_one.name, listed_one.noticed) == ("eval.parquet", "; ".join(troubles))
    made = sources_slide([("1 / 1", slide)])
    assert made is not None
    assert isinstance(made.body, Table)
    how = str(made.body.rows[0][1])
    assert how.startswith("SHA-256 3f9a1c07, 68,785 rows")
    assert "; noticed: trouble 1: 9; trouble 2: 99; " in how
    assert how.endswith("more")


def test_a_fact_that_is_said_twice_is_listed_once_and_a_long_one_by_its_name() -> None:
    long = fact("exit_criterion", "the upper end of the interval is at most 5 per 1,000", TYPED)
    (origin,) = listed(said(long), said(long))
    assert origin.rests_on_it == ("exit criterion",)


def test_figures_stand_with_the_facts_of_their_source_or_under_their_own_line() -> None:
    drawn = evidence("where", "Where.", forest(HALT))
    known = replace(drawn, origin=DATA)
    assert [one.rests_on_it for one in listed(known, TYPED_FIRST, known)] == [
        ("the figures of slides 1 and 3", "worsening: 19.3 more"),
        ("release: 214",),
    ]
    (alone,) = listed(drawn)
    assert (alone.name, alone.how) == ("figure", drawn.source_line)


def test_neither_a_gap_nor_words_without_a_source_are_listed() -> None:
    gap = Span(words="the limit", slot="limit", gap=True)
    assert listed(said(gap, Span(words="cases", slot="noun"), Span(words="."))) == ()
    assert sources_slide([("1 / 1", said(gap))]) is None


def test_what_does_not_fit_is_counted() -> None:
    many = said(
        *(fact(f"n{i}", str(i), f"file-{i}.csv · rows") for i in range(30)),
        *(fact(f"fact_number_{i}", str(i), "one.csv · rows") for i in range(30)),
    )
    made = sources_slide([("1 / 1", many)])
    assert made is not None
    assert isinstance(made.body, Table)
    rows = [tuple(map(str, row)) for row in made.body.rows]
    assert len(rows) == MOST_ROWS
    assert rows[-1] == ("and 25 more", "", "all of them stand in the report")
    (only,) = listed(said(*(fact(f"fact_number_{i}", "1", "a.csv") for i in range(30))))
    cut = sources_slide(
        [("1 / 1", said(*(fact(f"fact_number_{i}", "1", "a.csv") for i in range(30))))]
    )
    assert cut is not None
    assert isinstance(cut.body, Table)
    told = str(cut.body.rows[0][2])
    shown = told.split("; ")
    assert int(shown[-1].split()[1]) + len(shown) - 1 == len(only.rests_on_it) == 30


def drawn(*assumed: Assumed) -> Slide:
    picture = Picture(svg="<svg/>", alt="A drawing.", assumed=assumed)
    return Slide(id="guessed", title=text("Guessed."), body=picture)


def test_what_figures_assume_is_listed_once_with_its_range_and_who_says_so() -> None:
    days = Assumed(name="days", given="3 to 21", source="my guess")
    nobody = Assumed(name="harm", given="€20 to €70")
    (made,) = assumed_slides([drawn(days), TYPED_FIRST, drawn(nobody, days)])
    assert made.appendix
    assert isinstance(made.body, Table)
    assert [tuple(map(str, row)) for row in made.body.rows] == [
        ("days", "3 to 21", "my guess"),
        ("harm", "€20 to €70", "nobody is named"),
    ]
    assert assumed_slides([TYPED_FIRST, drawn()]) == ()


def test_nothing_that_is_assumed_is_left_out_however_much_it_is() -> None:
    many = [Assumed(name=f"number {i}", source="ops " * 99) for i in range(2 * MOST_ROWS + 1)]
    made = assumed_slides([drawn(*many)])
    assert [str(one.title)[-8:] for one in made] == ["(1 of 3)", "(2 of 3)", "(3 of 3)"]
    rows = [row for one in made if isinstance(one.body, Table) for row in one.body.rows]
    assert [str(row[0]) for row in rows] == [one.name for one in many]


def test_the_appendix_of_a_deck_lists_them_behind_the_sources() -> None:
    days = Assumed(name="days", given="3 to 21", source="my guess")
    soup = BeautifulSoup(
        export(book(slide_cell(TYPED_FIRST), slide_cell(drawn(days)))), "html.parser"
    )
    shown = [section["id"] for section in soup.select("section")]
    assert shown == ["said", "guessed", "sources", "assumptions"]
    assert "my guess" in soup.select("section")[-1].get_text()


def test_it_is_the_last_slide_and_in_the_appendix() -> None:
    own = markdown("# Own\n\ntext", slide_type="slide")
    soup = BeautifulSoup(export(book(slide_cell(TYPED_FIRST), own)), "html.parser")
    assert [section["id"] for section in soup.select("section")] == ["said", "cell-2", "sources"]
    assert soup.select("section")[-1].select(".number")[0].get_text() == "Appendix 1"


def test_a_deck_without_any_source_has_no_such_slide() -> None:
    words = Slide(id="words", title=text("Hold it."), body=())
    soup = BeautifulSoup(export(book(slide_cell(words))), "html.parser")
    assert [section["id"] for section in soup.select("section")] == ["words"]
