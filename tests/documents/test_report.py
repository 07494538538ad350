"""The report: the bottom line first, the people and the time on top, the sources at the foot."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case, Meeting, Person
from bugcase.documents.report import report, report_md
from bugcase.documents.report_page import report_html
from bugcase.facts.facts import Facts
from bugcase.playbook.follow_up import Sensitive
from fixtures.shown_words import facts_of

CASE = Case(
    playbook="release-halt",
    people=(
        Person(name="Ada Nu", role="director"),
        Person(name="Bo Xi", role="presenter"),
    ),
    meeting=Meeting(at=datetime(2026, 11, 23, 9, tzinfo=UTC), place="room Vasa"),
    answers={"release": "release 214", "protected_groups": "sex and race, worse for one"},
)


def page(told: Facts, *, share: bool = False) -> BeautifulSoup:
    return BeautifulSoup(report_html(told, share=share), "html.parser")


def words(soup: BeautifulSoup) -> str:
    for hidden in soup.select("style, title, .kicker, .cut"):
        hidden.decompose()
    return "".join(soup.get_text().split())


def test_the_particulars_say_who_decides_by_when_and_who_else_comes() -> None:
    told = facts_of(CASE, Evidence())
    particulars = report(told).particulars
    assert [(one.label, str(one.text)) for one in particulars] == [
        ("Decides", "Ada Nu (director), by [? the time of the decision]"),
        ("Meeting", "Monday 23\u00a0November, 09:00 UTC, room Vasa"),
        ("With", "Bo Xi (presenter)"),
    ]


def test_the_page_begins_with_the_headline_the_people_and_the_bottom_line(example: Facts) -> None:
    soup = page(example)
    bottom_line = report(example).lead
    assert bottom_line is not None
    order = [tag.name for tag in soup.main.find_all(["h1", "dl", "h2"])[:3]] if soup.main else []
    assert order == ["h1", "dl", "h2"]
    assert soup.h2
    assert soup.h2.get_text() == bottom_line.heading


def test_markdown_and_page_say_the_same_words(example: Facts) -> None:
    rendered = MarkdownIt("commonmark").render(report_md(example))
    markdown = BeautifulSoup(rendered, "html.parser").get_text().replace(":", "")
    assert "".join(markdown.split()) == words(page(example)).replace(":", "")


def test_each_fact_on_the_page_says_where_it_comes_from(example: Facts) -> None:
    facts = page(example).select("bdi[data-slot]")
    assert len(facts) > 20
    assert [str(one) for one in facts if not one.get("aria-description")] == []


def test_the_foot_names_the_data_with_their_hash(example: Facts) -> None:
    foot = page(example).footer
    assert foot is not None
    assert "SHA-256" in foot.get_text()
    assert "Everything else: typed in case.toml." in foot.get_text()


def test_the_page_allows_its_own_style_and_nothing_else(example: Facts) -> None:
    soup = page(example)
    policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})
    assert policy is not None
    allowed = dict(one.split(" ", 1) for one in str(policy["content"]).split("; "))
    assert allowed.pop("style-src").startswith("'sha256-")
    assert allowed == {
        "default-src": "'none'",
        "font-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert soup.find_all(["script", "link", "img", "a", "iframe"]) == []
    assert [tag for tag in soup.find_all() if "style" in tag.attrs] == []
    assert soup.html
    assert soup.html["lang"] == "en-GB"


@pytest.mark.parametrize("name", ["report.html", "report.md"])
def test_a_shared_report_says_what_is_sensitive_in_other_words(name: str) -> None:
    told = facts_of(CASE, Evidence())
    sensitive = (
        Sensitive(slot="release", shown_as="a release"),
        Sensitive(slot="director", shown_as="the director"),
    )
    playbook = told.playbook.model_copy(update={"sensitive": sensitive})
    facts = Facts.of(playbook, CASE, Evidence())
    write = report_html if name == "report.html" else report_md
    shared, own = write(facts, share=True), write(facts)
    assert "release 214" in own
    assert "Ada Nu" in own
    assert "release 214" not in shared
    assert "Ada Nu" not in shared
    assert "a release" in shared
    assert "the director" in shared
