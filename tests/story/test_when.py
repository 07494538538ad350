"""What a playbook says only under conditions goes out where they hold, and nowhere else."""

import tomllib
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case
from bugcase.deck.slide import NoSlide
from bugcase.deck.storyline import shown, slide
from bugcase.desk.reading import reading
from bugcase.documents.glossary import glossary_md
from bugcase.documents.messages import documents as messages_of
from bugcase.documents.report import report_md
from bugcase.documents.script import script_md
from bugcase.errors import BuildError, PlaybookError
from bugcase.facts.facts import Facts
from bugcase.playbooks import load_playbook
from bugcase.story.follow_up import actions, messages, report
from bugcase.story.meeting import agenda, headline
from bugcase.story.questions import questions
from bugcase.story.rehearsal_plan import plan_rehearsal
from bugcase.story.script import branches, script
from bugcase.story.unknowns import unknowns

# `mark` stands wherever an entry has a condition: it is known, or it is not.
SMALL = """
schema = 1
id = "small"
title = "A small situation"
summary = "One says something to another."
minutes = 5

[[roles]]
id = "presenter"
label = "presenter"
power = "decides"
cares_about = "being heard"

[[steps]]
id = "situation"
title = "The situation"
asks = ["people"]
slides = ["first", "sometimes"]

[[fields]]
id = "mark"
step = "situation"
label = "Mark"
kind = "line"
help = "anything"
gap = "the mark"

[[fields]]
id = "due"
means = "deadline"
step = "situation"
label = "Decide by"
kind = "datetime"
help = "a time"
gap = "by when"

[[fields]]
id = "asked"
means = "ask"
step = "situation"
label = "Asked"
kind = "line"
help = "what"
gap = "what is asked"

[[slides]]
id = "first"
title = "This is so."
[[slides.lines]]
say = "Always."
[[slides.lines]]
when = ["known(mark)"]
say = "CONDITIONAL line of a slide."

[[slides]]
id = "sometimes"
kind = "decision"
when = ["known(mark)"]
title = "CONDITIONAL slide."
[[slides.lines]]
say = "It waits for {due}."

[[turns]]
id = "open"
speaker = "presenter"
slide = "first"
move = "say it"
say = "Good morning."
[[turns]]
id = "more"
when = ["known(mark)"]
speaker = "presenter"
slide = "first"
move = "say it"
say = "CONDITIONAL turn."
[[turns]]
id = "over_it"
speaker = "presenter"
slide = "sometimes"
move = "say it"
say = "CONDITIONAL by its slide."

[[branches]]
id = "any"
when = ["known(mark)"]
trigger = "CONDITIONAL branch"
speaker = "presenter"
say = "Yes."
[[branches]]
id = "of_a_turn"
turns = ["more"]
trigger = "CONDITIONAL by its turn"
speaker = "presenter"
say = "Yes."

[[questions]]
id = "why"
when = ["known(mark)"]
asker = "presenter"
ask = "CONDITIONAL question?"
evidence = "none"
severity = "low"
say = "Because."

[[vocabulary]]
id = "term"
when = ["known(mark)"]
term = "CONDITIONAL term"
definition = "a word"
plain = "a word"
say = "say it"
avoid = "xyz"

[[nuance]]
id = "tone"
tags = ["tone"]
when = ["known(mark)"]
text = "CONDITIONAL nuance."

[[checklist]]
id = "point"
when = ["known(mark)"]
phase = "papers"
owner = "presenter"
text = "CONDITIONAL check."

[[events]]
id = "end"
label = "the end"
slot = "window_end"

[[actions]]
id = "do"
when = ["known(mark)"]
owner = "presenter"
after = "end"
within = "1 day"
what = "CONDITIONAL action."

[[messages]]
id = "note"
when = ["known(mark)"]
label = "CONDITIONAL message"
owner = "presenter"
after = "end"
within = "1 day"
audience = ["presenter"]
subject = "A note"
[[messages.lines]]
say = "Hello."
[[messages]]
id = "always"
label = "Always"
owner = "presenter"
after = "end"
within = "1 day"
audience = ["presenter"]
subject = "A note"
[[messages.lines]]
say = "Hello."
[[messages.lines]]
when = ["known(mark)"]
say = "CONDITIONAL line of a message."

[[report]]
id = "short"
heading = "In short"
[[report.lines]]
say = "It is so."
[[report.lines]]
when = ["known(mark)"]
say = "CONDITIONAL line of a report."
[[report]]
id = "long"
when = ["known(mark)"]
heading = "CONDITIONAL section"
[[report.lines]]
say = "It is long."
"""
PLACES: dict[str, Callable[[Facts], Iterable[object]]] = {
    "slides": lambda facts: [
        shown(one.id, facts).title if not isinstance(shown(one.id, facts), NoSlide) else ""  # type: ignore[union-attr]  # asked just before
        for one in facts.playbook.slides
    ],
    "lines of a slide": lambda facts: slide("first", facts).texts,
    "turns": lambda facts: [turn.text for turn in script(facts)],
    "branches": lambda facts: [branch.trigger for branch, _ in branches(facts)],
    "script.md": lambda facts: [script_md(facts)],
    "agenda": lambda facts: [item.title for item in agenda(facts)],
    "headline": lambda facts: [headline(facts)],
    "rehearsal": lambda facts: [
        f"{scene.words} {scene.slide}"
        for seed in range(3)
        for scene in plan_rehearsal(facts, seed=seed).scenes
    ],
    "questions": lambda facts: [one.words for one in questions(facts)],
    "glossary.md": lambda facts: [glossary_md(facts)],
    "vocabulary": lambda facts: [reading("vocabulary", facts, Path())],
    "nuance": lambda facts: [reading("nuance", facts, Path())],
    "checklist": lambda facts: [reading("checklist", facts, Path())],
    "actions": lambda facts: [one.what for one in actions(facts)],
    "messages": lambda facts: [one.label for one in messages(facts)],
    "lines of a message": lambda facts: [
        line.text for one in messages(facts) if one.id == "always" for line in one.lines
    ],
    "sections": lambda facts: [one.heading for one in report(facts)],
    "report.md": lambda facts: [report_md(facts)],
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("small") / "small.toml"
    written.write_text(SMALL, encoding="utf-8")
    return written


@pytest.fixture(scope="module")
def facts(path: Path) -> Callable[..., Facts]:
    playbook = load_playbook(str(path))

    def of(**case: Any) -> Facts:
        return Facts.of(playbook, Case.model_validate({"playbook": "small", **case}), Evidence())

    return of


@pytest.mark.parametrize("place", PLACES)
def test_what_has_a_condition_goes_out_only_where_it_holds(
    place: str, facts: Callable[..., Facts]
) -> None:
    said = [
        "CONDITIONAL" in " ".join(map(str, PLACES[place](facts(answers=answers))))
        for answers in ({"mark": "there"}, {})
    ]
    assert said == [True, False]


def test_what_a_slide_left_out_waits_for_is_not_asked_for(facts: Callable[..., Facts]) -> None:
    waiting = [
        [one.slides for one in unknowns(facts(answers=answers)) if one.words == "by when"]
        for answers in ({"mark": "there"}, {})
    ]
    assert waiting == [[("sometimes",)], []]


def test_a_slide_left_out_says_in_a_line_where_it_is_shown(facts: Callable[..., Facts]) -> None:
    assert str(shown("sometimes", facts())) == (
        "Not in the deck as the case stands: shown where there are words for the slot: the mark."
    )


def test_a_message_left_out_has_no_file_and_says_why(facts: Callable[..., Facts]) -> None:
    note, always = messages_of(facts().playbook)
    with pytest.raises(BuildError, match=r"messages/note\.md: expected there are words for"):
        note.made(facts(), Path())
    assert b"Hello" in always.made(facts(), Path())


@pytest.mark.parametrize(
    ("section", "fault"),
    [
        ("slides", "each slide has a condition, so there may be no deck"),
        ("report", "each line has a condition, so there may be none"),
    ],
)
def test_conditions_that_may_leave_nothing_are_a_fault(
    section: str, fault: str, tmp_path: Path
) -> None:
    raw = tomllib.loads(SMALL)
    entries = raw["slides"] if section == "slides" else raw["report"][0]["lines"]
    for entry in entries:
        entry["when"] = ["known(mark)"]
    path = tmp_path / "small.toml"
    path.write_text(tomlkit.dumps(raw), encoding="utf-8")
    with pytest.raises(PlaybookError, match=fault):
        load_playbook(str(path))


def test_an_event_takes_its_time_from_whatever_slot_says_one(facts: Callable[..., Facts]) -> None:
    ended = datetime(2026, 10, 13, 18, 55, tzinfo=UTC)
    (done,) = actions(facts(answers={"mark": "there"}, incident={"end": ended}))
    assert done.due.at == datetime(2026, 10, 14, 18, 55, tzinfo=UTC)
    assert facts(answers={"due": date(2026, 10, 13)}).at("due") == date(2026, 10, 13)
    assert facts(answers={"mark": "there"}).at("mark") is None
