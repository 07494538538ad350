"""What an audience, a speaker and a printer get from the deck: a browser, a file, no network."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Dialog, Page, Request

from fixtures.decks import SLIDES, export, notebook

pytestmark = pytest.mark.browser

SLIDE_COUNT = len(SLIDES) + 3  # two are the analyst's own, one lists the sources
WHERE = {slide.id: number for number, slide in enumerate(SLIDES)}


@pytest.fixture(scope="session")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("deck") / "slides.html"
    path.write_text(export(notebook()), encoding="utf-8")
    return path


@pytest.fixture
def shown(page: Page, deck: Path) -> Page:
    """The deck, opened at its first slide."""
    return show(page, deck)


def show(page: Page, deck: Path, query: str = "") -> Page:
    page.goto(deck.as_uri() + query)
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    return page


def ink(screenshot: bytes) -> float:
    """The share of pixels that are not the paper's white."""
    pixels = Image.open(BytesIO(screenshot)).convert("L").histogram()
    return 1 - pixels[255] / sum(pixels)


def test_nothing_but_the_file_itself_is_fetched(page: Page, deck: Path) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108  (a builtin cannot be a handler)
    show(page, deck)
    for _ in range(SLIDE_COUNT):
        page.keyboard.press("ArrowRight")
    # The sample's hostile outputs do ask; the policy refuses them before they leave.
    let_through = [r.url for r in asked if not r.url.startswith("data:") and r.failure != "csp"]
    assert let_through == [deck.as_uri()]


def test_the_right_arrow_walks_through_all_slides_and_the_left_one_back(shown: Page) -> None:
    def walk(key: str, end: str) -> list[str]:
        ids = [shown.evaluate("Reveal.getCurrentSlide().id")]
        while not shown.evaluate(f"Reveal.{end}()"):
            shown.keyboard.press(key)
            if (at := shown.evaluate("Reveal.getCurrentSlide().id")) != ids[-1]:
                ids.append(at)
        return ids

    there = walk("ArrowRight", "isLastSlide")
    assert there[: len(SLIDES)] == [slide.id for slide in SLIDES]
    assert len(there) == SLIDE_COUNT
    assert walk("ArrowLeft", "isFirstSlide") == there[::-1]


def test_no_slide_is_blank(shown: Page) -> None:
    """A page can be white while every element is in it: only the pixels tell."""
    blank = []
    for number in range(SLIDE_COUNT):
        shown.evaluate(f"Reveal.slide({number})")
        if ink(shown.screenshot(animations="disabled")) < 0.005:
            blank.append(number)
    assert blank == []


def test_no_word_or_mark_runs_over_the_edge_of_its_slide(shown: Page) -> None:
    over = []
    for number in range(SLIDE_COUNT):
        shown.evaluate(f"Reveal.slide({number})")
        over += shown.evaluate(
            """() => {
                const slide = document.querySelector("section.present .bugcase");
                const edge = slide.getBoundingClientRect();
                const flagged = "tooMuch" in slide.dataset;
                return [...slide.querySelectorAll("*")]
                    .map((element) => [element, element.getBoundingClientRect()])
                    .filter(([_, box]) => box.left < edge.left || box.right > edge.right + 1
                        || (box.bottom > edge.bottom + 1 && !flagged))
                    .map(([element]) => element.outerHTML.slice(0, 80));
            }"""
        )
    assert over == []


def test_what_fits_at_no_readable_size_is_said_on_the_slide(shown: Page) -> None:
    flagged = shown.evaluate(
        "[...document.querySelectorAll('[data-too-much]')].map((slide) => slide.parentNode.id)"
    )
    assert flagged == ["long"]
    note = "getComputedStyle(document.querySelector('[data-too-much]'), '::after').content"
    assert shown.evaluate(note) == '"[? more than fits on one slide]"'


@pytest.mark.parametrize(
    ("width", "height"),
    [(1280, 720), (1920, 1080), (1024, 768), (800, 450), (844, 390)],
    ids=["laptop", "projector", "old projector", "window", "phone on its side"],
)
def test_a_whole_slide_is_seen_on_any_screen(shown: Page, width: int, height: int) -> None:
    shown.set_viewport_size({"width": width, "height": height})
    box = shown.locator("section.present .bugcase").bounding_box()
    assert box is not None
    assert box["x"] >= -1
    assert box["y"] >= -1
    assert box["x"] + box["width"] <= width + 1
    assert box["y"] + box["height"] <= height + 1
    assert box["width"] >= width - 1 or box["height"] >= height - 1


def test_on_a_telephone_held_upright_slides_stand_below_one_another_and_are_read(
    shown: Page,
) -> None:
    many = shown.locator("section").count()
    shown.set_viewport_size({"width": 390, "height": 844})  # the page begins again
    shown.wait_for_function("document.body?.classList.contains('stacked')")
    tops = "[...document.querySelectorAll('section')].map((one) => one.getBoundingClientRect().top)"
    places = shown.evaluate(tops)
    assert len(places) == many
    assert places == sorted(set(places))
    assert shown.evaluate("document.documentElement.scrollWidth") <= 390
    sizes = shown.evaluate(
        "[...document.querySelectorAll('.bugcase *')].filter((one) => one.checkVisibility("
        "{ visibilityProperty: true, opacityProperty: true }) && [...one.childNodes].some((node) =>"
        " node.nodeType === 3 && node.data.trim()))"
        ".map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert len(sizes) > many
    assert min(sizes) >= 12
    hidden = (
        "[...document.images].filter((one) => !one.checkVisibility({visibilityProperty: true}))"
    )
    assert shown.evaluate(f"{hidden}.length") == 0


def test_hostile_names_and_outputs_are_text_and_never_run(page: Page, deck: Path) -> None:
    alerts: list[Dialog] = []
    page.on("dialog", lambda dialog: alerts.append(dialog))  # noqa: PLW0108  (as above)
    show(page, deck)
    page.evaluate(f"Reveal.slide({WHERE['hostile']})")
    assert "<img src=x onerror=alert(1)>" in page.locator("section.present .title").inner_text()
    page.evaluate(f"Reveal.slide({SLIDE_COUNT - 2})")
    assert "An output that attacks" in page.locator("section.present .body").inner_text()
    assert (page.title(), alerts) == ("Release 214 <held>", [])


def test_a_script_that_reached_the_page_all_the_same_is_refused(shown: Page) -> None:
    shown.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "document.title = 'owned'";
            document.body.append(script);
            const image = "<img src=x onerror='document.title = 1'>";
            document.body.insertAdjacentHTML("beforeend", image);
        }"""
    )
    assert shown.title() == "Release 214 <held>"


def test_the_speakers_window_opens_from_disk_with_the_script_and_follows(
    shown: Page, context: BrowserContext
) -> None:
    with context.expect_page() as opened:
        shown.keyboard.press("s")
    speaker = opened.value
    notes = speaker.locator(".speaker-controls-notes .value")
    notes.get_by_text("Thank you for coming. I need one decision.").wait_for()
    for preview, id_ in (("#current-slide", SLIDES[0].id), ("#upcoming-slide", SLIDES[1].id)):
        speaker.frame_locator(f"{preview} iframe").locator(f"section.present#{id_}").wait_for()
    shown.keyboard.press("ArrowRight")
    notes.get_by_text("I say what what-goes-wrong shows.").wait_for()


def test_the_audience_never_sees_the_script(shown: Page) -> None:
    for number in range(SLIDE_COUNT):
        shown.evaluate(f"Reveal.slide({number})")
        assert shown.locator("aside.notes:visible").count() == 0
    assert "Thank you for coming" not in shown.inner_text("body")


@pytest.mark.parametrize("query", ["", "?print-pdf"], ids=["printed", "?print-pdf"])
def test_on_paper_each_slide_is_one_page(page: Page, deck: Path, query: str) -> None:
    show(page, deck, query)
    if query:
        page.wait_for_function("document.querySelectorAll('.pdf-page').length > 0")
    page.emulate_media(media="print")
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == SLIDE_COUNT
    assert page.locator("aside.notes:visible").count() == 0
    wholes = page.evaluate(
        "[...document.querySelectorAll('.bugcase')].map((s) => [s.offsetWidth, s.offsetHeight])"
    )
    assert wholes == [[1280, 720]] * SLIDE_COUNT


def test_every_picture_says_what_it_shows_and_loads(shown: Page) -> None:
    pictures = shown.evaluate(
        "[...document.images].map((image) => [image.alt.length > 3"
        " || !!image.closest('.picture > .fragment'), image.naturalWidth > 0])"  # a step has none
    )
    assert pictures
    assert set(map(tuple, pictures)) == {(True, True)}


def test_the_preview_in_a_notebook_has_the_slides_shape_and_folds_its_script(page: Page) -> None:
    page.set_content(SLIDES[0]._repr_mimebundle_()["text/html"])
    card = page.locator(".bugcase").bounding_box()
    assert card is not None
    assert card["width"] / card["height"] == pytest.approx(16 / 9, rel=0.01)
    assert not page.get_by_text("Thank you for coming").is_visible()
    page.locator("summary").click()
    assert page.get_by_text("Thank you for coming").is_visible()
