"""Gathers what is reviewed: every sentence that the room will hear or read.

Two things matter of each: its place, so that it can be mended, and whether
somebody typed it.  What the playbook says is bound to the evidence already;
what people type is not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeAlias

from bugcase.case.evidence import Evidence
from bugcase.case.model import Answer
from bugcase.case.values import Unknown
from bugcase.facts.conditions import that_hold
from bugcase.facts.facts import Facts
from bugcase.facts.lines import slide_texts
from bugcase.facts.sentences import spoken, title, written
from bugcase.playbook.format import Role
from bugcase.story.follow_up import Letter, actions, messages, report
from bugcase.story.meeting import begins
from bugcase.story.order import slides_in_order
from bugcase.story.questions import questions
from bugcase.story.script import Turn, branches, script
from bugcase.text import Text

Document: TypeAlias = Literal[
    "slides", "script", "questions", "report", "messages", "actions", "glossary"
]

_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSlide:
    """A slide that somebody added to the notebook: its heading, and the words under it."""

    id: str
    title: str
    text: str = ""
    kind: Literal["evidence", "decision"] = "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words at a place; `typed` where they are somebody's own and not the playbook's."""

    place: str
    words: str
    typed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A text that leaves the desk: in which document, at which place, and on which day.

    Attributes
    ----------
    document
        "slides", "script", "questions", "report", "messages", "actions" or "glossary".
    place
        The entry that it comes from: "messages.daily".
    text
        What goes out, with the facts that it rests on; a gap is one of its spans.
    day
        The day on which it is read or heard; None where nobody knows yet.
    typed
        Whether it stands in somebody's own words, and not the playbook's.
    """

    document: Document
    place: str
    text: Text
    day: date | None
    typed: bool = False

    @property
    def words(self) -> str:
        """Its words on one line, without what its gaps say is missing."""
        return ungapped(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A slide as it is shown: the words on it, and what is said meanwhile."""

    id: str
    title: Text
    lines: tuple[Text, ...]
    turns: tuple[Turn, ...]
    kind: Literal["evidence", "decision"]
    typed: bool

    @property
    def passages(self) -> Iterator[Passage]:
        """What is read on it, and then what is said over it."""
        yield Passage(place=f"slides.{self.id}.title", words=ungapped(self.title), typed=self.typed)
        for line in self.lines:
            yield Passage(place=f"slides.{self.id}", words=ungapped(line), typed=self.typed)
        for turn in self.turns:
            yield Passage(place=f"script.{turn.id}", words=ungapped(turn.text), typed=turn.own)


@dataclass(frozen=True, kw_only=True)
class ReviewedCase:
    """A case under review: its facts, its slides and script, and every passage of text in them.

    Attributes
    ----------
    folder
        Where its data lie; None where nobody can look there.
    kept
        What was measured last, maybe with other settings than the case has now.
    today
        The day of the review.
    """

    facts: Facts
    folder: Path | None
    kept: Evidence
    today: date
    own_slides: tuple[OwnSlide, ...] = ()

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The script."""
        return script(self.facts)

    @cached_property
    def slides(self) -> tuple[Shown, ...]:
        """The playbook's slides in the order of the case, then somebody's own."""
        theirs = (
            Shown(
                id=slide.id,
                title=title(slide.title, self.facts),
                lines=slide_texts(slide, self.facts),
                turns=tuple(turn for turn in self.turns if turn.slide == slide.id),
                kind=slide.kind,
                typed=False,
            )
            for slide in slides_in_order(self.facts)
        )
        own = (
            Shown(
                id=slide.id,
                title=Text.plain(slide.title),
                lines=(Text.plain(slide.text),) if slide.text else (),
                turns=(),
                kind=slide.kind,
                typed=True,
            )
            for slide in self.own_slides
        )
        return (*theirs, *own)

    @cached_property
    def letters(self) -> tuple[Letter, ...]:
        """The messages."""
        return messages(self.facts)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Everything that the room reads and hears, in order."""
        return tuple(passage for slide in self.slides for passage in slide.passages)

    @cached_property
    def outgoing(self) -> tuple[Outgoing, ...]:
        """Every text that would go out, the playbook's own sentences included, in order."""
        return tuple(self._outgoing())

    def _outgoing(self) -> Iterator[Outgoing]:
        facts, meets = self.facts, begins(self.facts)
        day = meets.date() if meets else None

        def out(
            document: Document, place: str, *texts: Text, on: date | None = day, typed: bool = False
        ) -> Iterator[Outgoing]:
            for text in texts:
                yield Outgoing(document=document, place=place, text=text, day=on, typed=typed)

        for slide in self.slides:
            yield from out("slides", f"slides.{slide.id}.title", slide.title, typed=slide.typed)
            yield from out("slides", f"slides.{slide.id}", *slide.lines, typed=slide.typed)
        for turn in self.turns:
            yield from out("script", f"script.{turn.id}", turn.text, typed=turn.own)
        for branch, said in branches(facts):
            asked = [spoken(branch.ask, facts)] if branch.ask else []
            yield from out("script", f"branches.{branch.id}", *asked, said)
        for one in questions(facts):
            answers = [one.answer] if one.answer else []
            yield from out("questions", f"questions.{one.id}", one.words, *answers)
        for section in report(facts):
            lines = [line.text for line in section.lines]
            yield from out("report", f"report.{section.id}", *lines)
        for letter in self.letters:
            lines = [letter.subject, *(line.text for line in letter.lines)]
            # what is due after something that has happened would go out now, else after the meeting
            sent = self.today if letter.due.at else day
            yield from out("messages", f"messages.{letter.id}", *lines, on=sent)
        for todo in actions(facts):
            yield from out("actions", f"actions.{todo.id}", todo.what)
        for term in that_hold(facts.playbook.vocabulary, facts):
            yield from out("glossary", f"vocabulary.{term.id}", written(term.say, facts))

    @cached_property
    def own_words(self) -> tuple[Passage, ...]:
        """What of it stands in somebody's own words."""
        return tuple(passage for passage in self.passages if passage.typed)

    @cached_property
    def answers(self) -> tuple[Passage, ...]:
        """The answers that are words; they stand inside the playbook's sentences."""
        return tuple(
            Passage(place=f"answers.{name}", words=_on_one_line(words), typed=True)
            for name, answer in self.facts.case.answers.items()
            for words in words_of(answer)
        )

    @property
    def typed(self) -> tuple[Passage, ...]:
        """Everything that somebody typed."""
        return (*self.own_words, *self.answers)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the people of the case."""
        return tuple(
            person.name for person in self.facts.case.people if not isinstance(person.name, Unknown)
        )

    @cached_property
    def room(self) -> tuple[Role, ...]:
        """The roles that somebody is named for, and who so will be there."""
        return tuple(
            role
            for role in self.facts.playbook.roles
            if not isinstance(self.facts.case.person(role.id), Unknown)
        )


def words_of(answer: Answer) -> tuple[str, ...]:
    """Give the words of an answer; of rows, those of each cell."""
    if isinstance(answer, tuple):
        return tuple(cell for row in answer for cell in row.values() if isinstance(cell, str))
    return (answer,) if isinstance(answer, str) else ()


def ungapped(text: Text) -> str:
    """Give the words of a text on one line, without what its gaps say is missing."""
    return _on_one_line("".join("…" if span.gap else span.words for span in text.spans))


def _on_one_line(words: str) -> str:
    return " ".join(words.split())


def shortened(words: str) -> str:
    """Quote words in a line, the first of them where there are many.

    >>> shortened("It rose.")
    '“It rose.”'
    """
    flat = _on_one_line(words)
    if len(flat) > _LONGEST_QUOTE:
        flat = f"{flat[:_LONGEST_QUOTE].rstrip()} …"
    return f"“{flat}”"
