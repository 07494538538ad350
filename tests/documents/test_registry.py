"""Every document of a case: the same from the same facts, and only words where words belong."""

import csv
import re
from datetime import UTC, datetime
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from icalendar import Calendar
from markdown_it import MarkdownIt

from bugcase.case.evidence import Evidence
from bugcase.characters import visible
from bugcase.documents.registry import documents
from bugcase.documents.speaker import speaker_html
from bugcase.facts.facts import Facts
from bugcase.story.meeting import begins
from fixtures.hostile import WORDS, hostile_case
from fixtures.shown_words import EXAMPLES, facts_of, playbook_of

AT = datetime(2026, 10, 14, 9, tzinfo=UTC)
# What our own Markdown is made of, and nothing that somebody typed may add to.
OWN_TAGS = {"blockquote", "em", "h1", "h2", "h3", "hr", "li", "p", "strong", "ul"}


def written(told: Facts) -> dict[str, str]:
    """Write every document of a case that is made of its facts alone, as text."""
    made = {
        one.name: one.made(told, Path("nowhere")).decode("utf-8-sig")
        for one in documents(told.playbook)
        if not one.of_slides and one.same_bytes and (one.name != "invite.ics" or begins(told))
    }
    return made | {"speaker.html": speaker_html(told)}  # of which speaker.pdf is printed


def test_the_slides_come_first_then_what_may_be_shared_then_the_rest_by_name() -> None:
    assert [one.name for one in documents(playbook_of("release-halt"))] == [
        "slides.html", "slides.pdf", "slides.pptx",
        "report.html", "report.md",
        "actions.csv", "decision.md", "glossary.md", "invite.ics", "preparation.md",
        "questions.md", "script.md", "speaker.pdf",
        *(f"messages/{one.id}.md" for one in playbook_of("release-halt").messages),
    ]  # fmt: skip


def test_everybody_may_have_the_slides_and_the_report() -> None:
    assert [one.name for one in documents(playbook_of("release-halt"), share=True)] == [
        "slides.html", "slides.pdf", "slides.pptx", "report.html", "report.md",
    ]  # fmt: skip


def test_the_same_facts_give_the_same_bytes(example: Facts) -> None:
    again = facts_of(example.case, example.evidence)
    assert written(again) == written(example)


def test_a_filled_example_has_no_gap_but_what_comes_after_the_meeting(example: Facts) -> None:
    after = {"decided_at", "outcome", "objections", "stopped", "resolved_at"}
    gaps = {example(slot).words for slot in after if example.has(slot)}
    gaps |= {"who disagreed or set a condition, and why", "what was stopped, and what goes on"}
    found = {
        gap.replace("\\", "")
        for content in written(example).values()
        for gap in re.findall(r"\[\? (.*?)\\?\]", content)
    }
    assert found - gaps == set()


def test_an_untouched_case_writes_its_gaps_into_everything_that_is_read(untouched: Facts) -> None:
    made = written(untouched)
    assert "[?" not in made.pop("script.md")
    # which may hold words of the playbook alone, or name what is missing by its label
    fixed = {"glossary.md", "actions.csv", "preparation.md", "questions.md"}
    assert [name for name, said in made.items() if "[?" not in said and name not in fixed] == []


@cache
def repeating(playbook: str) -> frozenset[str]:
    """Name the documents that say what was typed, whatever it is."""
    names = [
        {name for name, said in written(facts_of(case, Evidence())).items() if word in said}
        for word in ("something", "%%%")  # some sentences rest on a name with letters
        for case in [hostile_case(playbook, word, at=AT)]
    ]
    return frozenset.intersection(*map(frozenset, names))


@pytest.mark.parametrize("playbook", EXAMPLES)
def test_what_was_typed_is_said_in_more_than_the_slides(playbook: str) -> None:
    assert {"report.html", "script.md", "questions.md", "invite.ics", "decision.md"} <= repeating(
        playbook
    )


@pytest.mark.slow
@pytest.mark.parametrize("playbook", EXAMPLES)
@pytest.mark.parametrize("words", WORDS, ids=lambda words: ascii(words[:20]))
def test_hostile_words_are_text_in_every_document(words: str, playbook: str) -> None:
    told = facts_of(hostile_case(playbook, words, at=AT), Evidence())
    shown = " ".join(visible(words).split())
    for name, content in written(told).items():
        match name.rpartition(".")[2]:
            case "md":
                parsed = BeautifulSoup(
                    MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(content),
                    "html.parser",
                )
                assert {tag.name for tag in parsed.find_all()} <= OWN_TAGS, name
                read = " ".join(parsed.get_text().split())
            case "html":
                parsed = BeautifulSoup(content, "html.parser")
                assert not parsed.find_all(["script", "img", "iframe", "a"])
                assert not [
                    tag for tag in parsed.find_all() if any(k[:2] == "on" for k in tag.attrs)
                ]
                read = " ".join(parsed.get_text().split())
            case "csv":
                rows = list(csv.reader(StringIO(content)))
                assert {len(row) for row in rows} == {4}
                cells = [cell for row in rows for cell in row]
                assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
                read = " ".join(cells)
            case _:
                event = Calendar.from_ical(content).events[0]
                assert "attendee" not in event
                read = " ".join(str(event["location"]).split())
        if name in repeating(playbook):
            assert shown in read, name
