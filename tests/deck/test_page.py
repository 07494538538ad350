"""The file is closed: its scripts are named by checksum, and nothing comes from outside."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from bugcase.deck.page import Page, render_deck


def page(*, notes: str = "", title: str = "A title", number: str = "") -> Page:
    return Page(
        id="one",
        kind="evidence",
        title=Markup.escape(title),
        body=Markup("<p>body</p>"),
        notes=Markup.escape(notes),
        source="n = 3",
        number=number,
    )


def deck(*pages: Page) -> BeautifulSoup:
    return BeautifulSoup(render_deck(pages, title="T", lang="pt"), "html.parser")


def policy(soup: BeautifulSoup) -> dict[str, list[str]]:
    (meta,) = soup.select("meta[http-equiv=Content-Security-Policy]")
    directives = (directive.split() for directive in str(meta["content"]).split(";"))
    return {name: values for name, *values in directives}


def checksum(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def test_the_policy_allows_what_is_in_the_file_and_nothing_else() -> None:
    found = policy(deck(page()))
    assert {name: values for name, values in found.items() if name != "script-src"} == {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "font-src": ["data:"],
        "frame-src": ["'self'", "file:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }


@pytest.mark.parametrize(
    ("notes", "scripts", "allowed"),
    [("what I say", 3, 4), ("", 2, 2)],
    ids=["with the speaker's window and its script", "without notes"],
)
def test_exactly_our_own_scripts_may_run(notes: str, scripts: int, allowed: int) -> None:
    soup = deck(page(notes=notes))
    inside = [checksum(str(script.string)) for script in soup.find_all("script")]
    named = policy(soup)["script-src"]
    assert (len(inside), len(named)) == (scripts, allowed)
    assert named[:scripts] == inside


def test_the_policy_stands_before_everything_that_it_rules() -> None:
    html = render_deck([page()], title="T", lang="en")
    assert html.index("Content-Security-Policy") < min(html.index("<style"), html.index("<script"))


def test_no_script_holds_what_would_end_or_hide_it() -> None:
    soup = deck(page(notes="x"))
    held = "".join(str(script.string) for script in soup.find_all("script"))
    assert re.findall(r"<!--|</?script", held, re.IGNORECASE) == []


def test_no_element_names_another_file() -> None:
    soup = deck(page(notes="x"))
    assert list(soup.select("[src], link, [href]")) == []


def test_title_and_language_are_set_and_the_first_heading_is_the_pages_main_one() -> None:
    soup = deck(page(title="One"), page(title="Two <b>"))
    assert soup.title is not None
    assert soup.title.string == "T"
    assert soup.html is not None
    assert soup.html["lang"] == "pt"
    assert [(h.name, h.get_text()) for h in soup.select("h1, h2")] == [
        ("h1", "One"),
        ("h2", "Two <b>"),
    ]


def test_each_slide_has_its_number_and_its_source() -> None:
    soup = deck(page(number="1 / 2"), page(number="2 / 2"))
    feet = [[span.get_text() for span in foot.select("span")] for foot in soup.select(".foot")]
    assert feet == [["n = 3", "1 / 2"], ["n = 3", "2 / 2"]]


def test_the_licence_of_reveal_js_goes_with_it() -> None:
    assert "Permission is hereby granted, free of charge" in render_deck(
        [page()], title="", lang="en"
    )
