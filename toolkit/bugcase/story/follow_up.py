"""Drafts the report, the messages and the actions, each with its due time.

A playbook says what is due how long after which event; the case knows when the
event was.  So the list of who owes what by when follows from the meeting's
outcome, and nobody has to work it out afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
from dateutil.relativedelta import relativedelta

from bugcase.case.model import AgreedAction
from bugcase.case.values import Unknown, known
from bugcase.data.zones import later
from bugcase.decision.calendar import WorkingCalendar
from bugcase.facts.conditions import that_hold
from bugcase.facts.facts import Facts
from bugcase.facts.lines import labelled_lines
from bugcase.facts.sentences import title, written
from bugcase.playbook.follow_up import Action, Clock, Message
from bugcase.playbook.meaning import ReportMeaning
from bugcase.playbook.sentence import Line
from bugcase.text import Span, Text
from bugcase.wording import say
from bugcase.wording.times import day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When something is due.

    Attributes
    ----------
    after
        The event from which the time runs, in words.
    delay
        How long after it, in words: "4 hours"; "every 1 day" where it is repeated.  It
        and `after` are empty where people agreed on a day.
    at
        The moment, or the day, of the first time; None until the event has its time.
    """

    after: str
    delay: str
    at: datetime | date | None

    def say(self, facts: Facts) -> str:
        """Say when: the time where there is one, and what it is counted from."""
        return (
            self.counted
            if self.at is None
            else say("due.at", day=str(facts.say(self.at)), counted=self.counted)
        )

    @property
    def counted(self) -> str:
        """What the time is counted from; of a day that people agreed on, that they did."""
        if self.after and self.delay:
            return say("due.after", delay=self.delay, event=self.after)
        return say("due.agreed" if self.at else "due.open")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A line of a message or a report, with its label, if it has one."""

    label: str | None
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message: who sends it to whom by when, who agrees to it first, and its words.

    `sender`, `to` and `approver` are roles, with the names of those who have them.
    """

    id: str
    label: str
    sender: str
    to: tuple[str, ...]
    approver: str | None
    due: Due
    subject: Text
    lines: tuple[Paragraph, ...]
    forbidden: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """An action with its owner and its due time."""

    id: str
    what: Text
    owner: str
    due: Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A duty that begins to run with an event: who looks into it by when, and whom to ask."""

    what: str
    owner: str
    due: Due
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading of the report with its lines, and what it means, if anything."""

    id: str
    heading: str
    lines: tuple[Paragraph, ...]
    means: ReportMeaning | None = None


def messages(facts: Facts) -> tuple[Letter, ...]:
    """Draft the messages of a case."""
    return tuple(
        Letter(
            id=message.id,
            label=message.label,
            sender=_who(message.owner, facts),
            to=tuple(_who(role, facts) for role in message.audience),
            approver=_who(message.approver, facts) if message.approver else None,
            due=_due(message, facts),
            subject=title(message.subject, facts),
            lines=tuple(_paragraphs(message.lines, facts)),
            forbidden=message.forbidden,
        )
        for message in that_hold(facts.playbook.messages, facts)
    )


def actions(facts: Facts) -> tuple[Todo, ...]:
    """List what is to be done, by whom and by when: what this case calls for, and what was agreed.

    Whoever was agreed on for an action of the playbook has it, and the day that was
    agreed holds; actions of the case's own come last.
    """
    agreed = {one.id: one for one in facts.case.actions}
    own = [one for one in facts.case.actions if isinstance(one.id, Unknown)]
    planned = [
        Todo(
            id=action.id,
            what=written(action.what, facts),
            owner=_who(action.owner, facts),
            due=_due(action, facts),
        )
        for action in that_hold(facts.playbook.actions, facts)
    ]
    return (
        *(_as_agreed(todo, agreed[todo.id]) if todo.id in agreed else todo for todo in planned),
        *(_own(one, number) for number, one in enumerate(own, start=1)),
    )


def _as_agreed(todo: Todo, agreed: AgreedAction) -> Todo:
    owner = todo.owner if isinstance(agreed.owner, Unknown) else agreed.owner
    due = todo.due if isinstance(agreed.due, Unknown) else _agreed_on(agreed.due)
    return replace(todo, owner=owner, due=due)


def _own(action: AgreedAction, number: int) -> Todo:
    gap = Text((Span(words=say("due.what_unknown"), gap=True),))
    return Todo(
        id=f"own_{number}",
        what=gap if isinstance(action.what, Unknown) else Text.plain(action.what),
        owner=say("due.nobody") if isinstance(action.owner, Unknown) else action.owner,
        due=_agreed_on(known(action.due)),
    )


def _agreed_on(day: date | None) -> Due:
    return Due(after="", delay="", at=day)


def report(facts: Facts) -> tuple[Section, ...]:
    """Draft the one-page report."""
    return tuple(
        Section(
            id=section.id,
            heading=section.heading,
            lines=tuple(_paragraphs(section.lines, facts)),
            means=section.means,
        )
        for section in that_hold(facts.playbook.report, facts)
    )


def _paragraphs(lines: tuple[Line, ...], facts: Facts) -> Iterator[Paragraph]:
    for label, text in labelled_lines(lines, facts):
        yield Paragraph(label=label, text=text)


def _who(role: str, facts: Facts) -> str:
    """Name a role, and whoever has it."""
    name = facts.case.person(role)
    label = facts.playbook.role_labels[role]
    return label if isinstance(name, Unknown) else f"{name} ({label})"


def duties(facts: Facts) -> tuple[Duty, ...]:
    """List the duties that run, by law or by contract, from the events of a case."""
    return tuple(
        Duty(
            what=clock.duty,
            owner=_who(clock.owner, facts),
            due=_due(clock, facts),
            note=clock.note,
        )
        for clock in that_hold(facts.playbook.clocks, facts)
    )


def _due(entry: Action | Clock | Message, facts: Facts) -> Due:
    event = next(event for event in facts.playbook.events if event.id == entry.after)
    number, unit = _within(entry)
    began = facts.at(event.slot) if event.slot else None
    return Due(
        after=event.label,
        delay=_delay(entry),
        at=_later(began, number, unit, facts) if began else None,
    )


def _within(entry: Action | Clock | Message) -> tuple[int, str]:
    """Give how many of which unit, in the singular, once or again and again."""
    repeated = None if isinstance(entry, Clock) else entry.every
    number, _, unit = (entry.within or repeated or "").partition(" ")  # one of both is there
    return int(number), unit.removesuffix("s")


def _delay(entry: Action | Clock | Message) -> str:
    """Say how long after an event, or how often from then on."""
    number, unit = _within(entry)
    delay = say(f"duration.{unit.replace(' ', '_')}s", n=number)
    return delay if entry.within else say("due.every", delay=delay)


def _later(began: datetime | date, count: int, unit: str, facts: Facts) -> datetime | date:
    """Count a delay from an event; working days by the calendar of the plan.

    Hours are hours that go by.  A day later is the same time on the clock of the case,
    also where the clock changes in between.
    """
    if isinstance(began, datetime) and began.tzinfo:
        began = began.astimezone(facts.clock or began.tzinfo)
    if unit == "working day":
        plan = facts.weighed.plan
        calendar = plan.calendar if plan else WorkingCalendar()
        (end,) = calendar.finish(
            day_of(began) + timedelta(days=1), np.array([float(count)])
        ).tolist()
        return datetime.combine(end, began.timetz()) if isinstance(began, datetime) else end
    if unit in ("minute", "hour"):
        if not isinstance(began, datetime):
            return began  # of an event whose day alone is known, the day
        return later(began, timedelta(**{f"{unit}s": count}))
    due: datetime | date = began + relativedelta(**{f"{unit}s": count})
    return due
