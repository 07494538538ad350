"""Whatever a case holds, each slide of it fits, is read by everybody, and tells its sources."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has none
from playwright.sync_api import Browser, Dialog, Page

from bugcase.case.file import CaseFile
from bugcase.case.measure import measure_case
from bugcase.deck.body import Card, Cards, Light, Lights, Number, Numbers, Panel, Table
from bugcase.deck.slide import Slide
from bugcase.figures import cost_ranges, forest
from bugcase.text import Span, Text
from fixtures.comparisons import CROWDED, HOSTILE_NAMES, SOURCE
from fixtures.decisions import TEN_OPTIONS
from fixtures.decks import (
    book,
    case_folder,
    case_slides,
    code,
    display,
    evidence,
    export,
    markdown,
    slide_cell,
    table,
    text,
)

pytestmark = pytest.mark.browser

THEMES = {"light": "", "dark": 'base = "dark"\n'}
EXAMPLES = ("release-halt", "ceo-report")


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """One page for all decks; axe is let past the policy, which is tested elsewhere."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 720}, offline=True, bypass_csp=True
    )
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def open_deck(page: Page, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], int]:
    """Open a deck; gives how many slides it has."""

    def opened(html: str) -> int:
        path = tmp_path_factory.mktemp("deck") / "slides.html"
        path.write_text(html, encoding="utf-8")
        page.goto(path.as_uri())
        page.wait_for_function("window.Reveal && Reveal.isReady()")
        return int(page.evaluate("Reveal.getTotalSlides()"))

    return opened


@pytest.fixture(scope="module")
def example_decks(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    """Both examples in both themes; each is measured once."""
    decks = {}
    for name in EXAMPLES:
        folder = case_folder(name, tmp_path_factory.mktemp(name))
        found = measure_case(folder, CaseFile(folder).read())
        for look, theme in THEMES.items():
            (folder / "theme.toml").write_text(theme, encoding="utf-8")
            cells = [slide_cell(one) for one in case_slides(folder, found)]
            decks[name, look] = export(book(*cells), folder)
    return decks


@pytest.mark.parametrize("look", THEMES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_axe_finds_nothing_on_any_slide_of_the_examples(
    name: str,
    look: str,
    example_decks: dict[tuple[str, str], str],
    page: Page,
    open_deck: Callable[[str], int],
) -> None:
    found: dict[int, list[str]] = {}
    for number in range(open_deck(example_decks[name, look])):
        page.evaluate(f"Reveal.slide({number})")
        told = Axe().run(page).response["violations"]
        if told:
            found[number] = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in told]
    assert found == {}


OVERFLOWING = """() => [...document.querySelectorAll(".bugcase")].flatMap((slide) => {
    const over = (box) => box && (box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1);
    const parts = ["title", "body"].filter((name) => over(slide.querySelector("." + name)));
    return [...parts, ...("tooMuch" in slide.dataset ? ["too much"] : [])].map((what) => slide.parentNode.id + ": " + what);
})"""  # noqa: E501  (a script)


@pytest.mark.parametrize("look", THEMES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_slide_of_the_examples_fits(
    name: str,
    look: str,
    example_decks: dict[tuple[str, str], str],
    page: Page,
    open_deck: Callable[[str], int],
) -> None:
    open_deck(example_decks[name, look])
    assert page.evaluate(OVERFLOWING) == []


SMALL = """() => [...document.querySelectorAll(".bugcase *")].filter((one) =>
    [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
    && parseFloat(getComputedStyle(one).fontSize) < 16).map((one) => one.textContent)"""
ELLIPSES = """() => [...document.querySelectorAll(".bugcase")].filter((slide) => {
    const foot = slide.querySelector(".foot span");
    return slide.innerText.includes("…") || foot.scrollWidth > foot.clientWidth + 1;
}).map((slide) => slide.parentNode.id)"""


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_word_of_the_examples_is_smaller_than_a_source_and_none_of_the_talk_is_cut(
    name: str,
    example_decks: dict[tuple[str, str], str],
    page: Page,
    open_deck: Callable[[str], int],
) -> None:
    open_deck(example_decks[name, "light"])
    assert page.evaluate(SMALL) == []
    assert set(page.evaluate(ELLIPSES)) <= {"sources"}  # of the appendix; whole in the report


TITLES = {  # of 110 characters each, the most that the review lets pass
    "English": "Of every thousand customers who moved within the year the next model gets "
    "sixty-one wrong, twenty more than now.",
    "German": "Die Rückversicherungsgesellschaften verlieren durch Datenbankverbindungsabbrüche "
    "Kundenstammdatensatzänderungen.",
    "Japanese": "一年以内に転居した顧客千人につき次のモデルは六十一人を誤って判定します。" * 4,
    "one word": "W" * 110,
}
PARAGRAPHS = {
    "English": "What let it happen is a check that was taken out in spring. " * 4,
    "German": "Die Auftragsdatenbankwiederherstellungsprüfung wurde im Frühjahr abgeschaltet. " * 3,
    "Japanese": "春に外された検査が原因です。二つのシステムが同じ注文を交互に書き込みました。" * 4,
    "one word": "W" * 80,
}


@pytest.mark.parametrize("kind", ["evidence", "decision"])
@pytest.mark.parametrize("script", TITLES)
def test_the_longest_texts_fit_in_any_script(
    script: str, kind: Any, page: Page, open_deck: Callable[[str], int]
) -> None:
    title, paragraph = TITLES[script][:110], PARAGRAPHS[script].strip()
    assert len(title) >= 106
    body = (text(paragraph), text(paragraph))
    words = Slide(id="words", title=text(title), body=body, kind=kind)
    figure = replace(evidence("figure", title, forest(CROWDED)), kind=kind)
    open_deck(export(book(slide_cell(words), slide_cell(figure))))
    assert page.evaluate(OVERFLOWING) == []


PANELS: dict[str, Panel] = {
    "numbers": Numbers(
        numbers=tuple(
            Number(label=text("wrong of every 1,000 people"), value=text(value), note=text(note))
            for value, note in (("15 more", "our limit is 5"), ("€9,000–31,000", "x " * 60))
        )
    ),
    "cards": Cards(
        cards=tuple(
            Card(name=text(f"Choice {i}"), lines=((text("Cost"), text("a few refunds " * 9)),))
            for i in range(4)
        ),
        recommended=text("We recommend"),
        other=text("Or"),
        lead=0,
    ),
    "lights": Lights(
        lights=tuple(
            Light(sign=sign, words=text("It has stopped. " * 3), evidence=text("Checked. " * 9))
            for sign in ("good", "open", "bad", "good")
        )
    ),
}


@pytest.mark.parametrize("kind", ["evidence", "decision"])
@pytest.mark.parametrize("panel", PANELS)
def test_panels_fit_with_long_words_none_of_them_small_and_the_preview_is_the_deck(
    panel: str, kind: Any, page: Page, open_deck: Callable[[str], int]
) -> None:
    slide = Slide(
        id="panel",
        title=text("Hold release 214, which gets 15 more per 1,000 wrong than today."),
        body=(text("What goes wrong is this. " * 4), PANELS[panel]),
        kind=kind,
        eyebrow=text("For Ingrid to decide"),
        source_line="n = 3",
    )
    open_deck(export(book(slide_cell(slide))))
    assert page.evaluate(OVERFLOWING) == []
    assert page.evaluate(SMALL) == []
    in_deck = page.locator("#panel .body").screenshot()
    preview = slide._repr_mimebundle_()["text/html"]
    wide = ".bugcase-card.bugcase-card { max-width: 1280px; margin: 0 } body { margin: 0 }"
    page.goto("about:blank")
    page.set_content(f"<!doctype html>{preview}<style>{wide}</style>")
    page.evaluate("Promise.all([...document.fonts].map((face) => face.load()))")
    assert page.locator(".bugcase .body").screenshot() == in_deck


def test_fifty_segments_and_ten_options_fit(page: Page, open_deck: Callable[[str], int]) -> None:
    cells = [
        slide_cell(evidence("segments", "All 54 groups are worse.", forest(CROWDED))),
        slide_cell(evidence("options", "Ten ways out.", cost_ranges(TEN_OPTIONS, source=SOURCE))),
    ]
    open_deck(export(book(*cells)))
    assert page.evaluate(OVERFLOWING) == []


FRAME = (
    "<table><thead><tr><th>n</th></tr></thead><tbody>"
    + "".join(f"<tr><td>{i}</td></tr>" for i in range(60))
    + "</tbody></table>"
)
ROWS = "[...document.querySelectorAll('section.present tbody tr')].map((row) => row.innerText)"


@pytest.mark.parametrize(
    ("cell", "rows"),
    [
        pytest.param(
            slide_cell(
                Slide(
                    id="table",
                    title=text("Fifty groups."),
                    body=table("Group | Rate", *(f"g{i} | {i}.0" for i in range(50)), lead=49),
                )
            ),
            50,
            id="a table of ours, whose last row leads",
        ),
        pytest.param(
            code("frame", display({"text/html": FRAME}), slide_type="slide"), 60, id="a dataframe"
        ),
    ],
)
def test_a_long_table_is_cut_and_says_how_many_rows_are_out(
    cell: Any, rows: int, page: Page, open_deck: Callable[[str], int]
) -> None:
    open_deck(export(book(cell)))
    shown = page.evaluate(ROWS)
    (more,) = (row for row in shown if row.startswith("and "))
    assert int(more.split()[1]) + len(shown) - 1 == rows
    assert any(row.startswith("g49") for row in shown) == (rows == 50)
    assert page.evaluate(OVERFLOWING) == []


def with_sources(*sources: str) -> Slide:
    spans = [
        Span(words=f"{i}.0", slot=f"fact_{i}", source=source, origin=source)
        for i, source in enumerate(sources)
    ]
    return Slide(id="facts", title=Text((*spans, Span(words="."))), body=(text("Body."),))


def test_a_fact_tells_its_source_inside_the_frame_when_it_is_focused(
    page: Page, open_deck: Callable[[str], int]
) -> None:
    source = "n = 3 · 95% interval · data.parquet" + " and more words" * 200
    open_deck(export(book(slide_cell(with_sources(source, "typed in case.toml")))))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.slot") == "fact_0"
    told = "getComputedStyle(document.activeElement, '::after')"
    assert page.evaluate(f"{told}.content").startswith('"n = 3 · 95% interval · data.parquet')
    box = page.evaluate(f"['left', 'right', 'bottom', 'height'].map((side) => {told}[side])")
    left, right, bottom, height = (float(side.removesuffix("px")) for side in box)
    assert (left, right, bottom) == (0, 0, 0)
    assert 0 < height <= 150
    assert page.evaluate(OVERFLOWING) == []
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.slot") == "fact_1"


def test_the_tab_key_stays_on_the_slide_that_is_shown(
    page: Page, open_deck: Callable[[str], int]
) -> None:
    first, second = with_sources("a", "b"), replace(with_sources("c"), id="second")
    open_deck(export(book(slide_cell(first), slide_cell(second))))
    page.keyboard.press("ArrowRight")
    seen = set()
    for _ in range(4):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.closest('section')?.id"))
    assert seen <= {"second", None}
    assert "second" in seen


def test_on_paper_no_source_hangs_over_a_slide(page: Page, open_deck: Callable[[str], int]) -> None:
    open_deck(export(book(slide_cell(with_sources("n = 3")))))
    page.keyboard.press("Tab")
    page.emulate_media(media="print")
    content = page.evaluate("getComputedStyle(document.activeElement, '::after').content")
    page.emulate_media(media="screen")
    assert content == "none"


DANGERS = (
    *HOSTILE_NAMES,
    '" onfocus="document.title=1" x="',
    "**bold** [link](javascript:alert(1)) $$\\frac{1}{0}$$ {{7*7}}",
    "W" * 10_000,
)


def test_a_source_or_a_slot_full_of_markup_is_text_and_never_runs(
    page: Page, open_deck: Callable[[str], int]
) -> None:
    alerts: list[Dialog] = []
    page.on("dialog", lambda dialog: alerts.append(dialog))  # noqa: PLW0108  (a builtin cannot be a handler)
    dangers = with_sources(*DANGERS)
    rows = tuple((text(("name", one)), text(("name", one))) for one in DANGERS)
    own = markdown("# Own\n\n" + "\n\n".join(DANGERS), slide_type="slide")
    listed = Slide(
        id="listed", title=text("Names."), body=Table(columns=(text("a"), text("b")), rows=rows)
    )
    many = open_deck(
        export(book(slide_cell(dangers), slide_cell(listed), own, title="Safe <title>"))
    )
    for number in range(many):
        page.evaluate(f"Reveal.slide({number})")
        page.keyboard.press("Tab")
    assert (page.title(), alerts) == ("Safe <title>", [])
    described = page.evaluate(
        "[...document.querySelectorAll('.fact')].map((one) => one.getAttribute('aria-description'))"
    )
    assert len(described) == len(DANGERS)
    assert described[-2:] == list(DANGERS[-2:])
    widths = "(slide) => [slide.scrollWidth, slide.offsetWidth]"
    wide = page.evaluate(f"[...document.querySelectorAll('.bugcase')].map({widths})")
    assert [frame for inside, frame in wide if inside > frame + 1] == []
