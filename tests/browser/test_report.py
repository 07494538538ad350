"""The report as it is read and printed: one sheet of paper, and nothing that runs."""

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Browser, ConsoleMessage, Page, Request
from pypdf import PdfReader

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case
from bugcase.documents.report_page import report_html
from bugcase.facts.facts import Facts
from fixtures.hostile import WORDS, hostile_case
from fixtures.shown_words import EXAMPLES, facts_of, measured

pytestmark = pytest.mark.browser

AT = datetime(2026, 10, 14, 9, tzinfo=UTC)
GERMAN = "Die Vertragsstrafenberechnungsgrundlage der Rechnungsstellung ist unvollständig. " * 6
JAPANESE = "古い住所で保存された注文は、支払いの記録と一致しません。" * 12
LONGEST = "What happened to each of the orders of that evening is told here in full. " * 40
LONG = {
    "untouched": "",
    "German": GERMAN,
    "Japanese": JAPANESE,
    "long": LONGEST,
    "a long word": "W" * 10_000,
}
CASES = [*EXAMPLES, *(f"{name}, {what}" for name in EXAMPLES for what in LONG)]


def case(named: str) -> Facts:
    """Make one of `CASES`: filled, empty, or full of the longest words."""
    name, _, what = named.partition(", ")
    if not what:
        return measured(name)
    words = LONG[what]
    return facts_of(hostile_case(name, words, at=AT) if words else Case(playbook=name), Evidence())


@pytest.fixture(params=CASES)
def told(request: pytest.FixtureRequest) -> Facts:
    return case(request.param)


def opened(page: Page, told: Facts, folder: Path) -> Page:
    path = folder / "report.html"
    path.write_text(report_html(told), encoding="utf-8")
    page.goto(path.as_uri())
    return page


def test_it_prints_to_one_sheet_of_either_paper(told: Facts, page: Page, tmp_path: Path) -> None:
    opened(page, told, tmp_path)
    for paper in ("A4", "Letter"):
        printed = page.pdf(format=paper, print_background=True)
        (sheet,) = PdfReader(BytesIO(printed)).pages
        words = "".join(sheet.extract_text().split())  # whose gaps depend on a machine's hinting
        assert "Wherethenumberscomefrom" in words  # the last thing on it


@pytest.mark.parametrize("name", [*EXAMPLES, "release-halt, a long word"])
def test_nothing_runs_over_the_edge_of_a_window(name: str, page: Page, tmp_path: Path) -> None:
    opened(page, case(name), tmp_path)
    for width in (1280, 800, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_does_not_fit_on_paper_says_so_there_and_is_whole_on_the_screen(
    page: Page, tmp_path: Path
) -> None:
    opened(page, case("release-halt, long"), tmp_path)
    whole = page.locator("main").inner_text()
    assert "more characters, in report.md" not in whole
    assert LONGEST.strip() in " ".join(whole.split())
    page.emulate_media(media="print")
    assert "more characters, in report.md" in page.locator("main").inner_text()


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_filled_example_is_cut_nowhere(name: str, page: Page, tmp_path: Path) -> None:
    opened(page, measured(name), tmp_path).emulate_media(media="print")
    assert page.locator(".cut").count() == 0


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_asks_nobody_for_anything_and_runs_nothing(
    name: str, page: Page, tmp_path: Path
) -> None:
    asked: list[Request] = []
    complaints: list[ConsoleMessage] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108  (a builtin cannot be a handler)
    page.on("console", lambda message: complaints.append(message))  # noqa: PLW0108  (as above)
    page.on("dialog", lambda _: pytest.fail("a script ran"))
    opened(page, facts_of(hostile_case(name, *WORDS, at=AT), Evidence()), tmp_path)
    assert [request.url for request in asked] == [(tmp_path / "report.html").as_uri()]
    assert [message.text for message in complaints] == []
    assert "<img src=x onerror=alert(1)>" in page.locator("main").inner_text()


def test_a_fact_says_where_it_comes_from_to_whoever_tabs_to_it(page: Page, tmp_path: Path) -> None:
    opened(page, measured("release-halt"), tmp_path)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("aria-description") == "typed in case.toml"
    shown = focused.evaluate("one => getComputedStyle(one, '::after').position")
    assert shown == "fixed"
    page.emulate_media(media="print")
    assert focused.evaluate("one => getComputedStyle(one, '::after').content") == "none"


def test_axe_finds_nothing(chromium: Browser, tmp_path: Path) -> None:
    context = chromium.new_context(bypass_csp=True)  # which would not let axe in
    try:
        page = context.new_page()
        found: dict[str, Any] = {}
        for name in (*EXAMPLES, "ceo-report, untouched", "ceo-report, long"):
            opened(page, case(name), tmp_path)
            broken = Axe().run(page).response["violations"]
            found |= {name: [one["id"] for one in broken]} if broken else {}
        assert found == {}, json.dumps(found, indent=1)
    finally:
        context.close()
