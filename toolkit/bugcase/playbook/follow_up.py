"""The entries for what is due after an event: report, messages, actions and duties.

Everything here is due some time after an event, and belongs to one role.  An
event takes its time from a slot, where there is one, so the due times follow
the case.
"""

from typing import Annotated, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from bugcase.playbook.meaning import ReportMeans
from bugcase.playbook.sentence import Conditional, Entry, Id, Lines, Refers, Say, Title, Words

Delay: TypeAlias = Annotated[
    str,
    StringConstraints(
        pattern=r"^(1 (minute|hour|day|working day|week|month)"
        r"|[1-9]\d* (minutes|hours|days|working days|weeks|months))$"
    ),
]


class Event(Entry):
    """Something from which time is counted; `slot` is the fact that holds its time."""

    id: Id
    label: Words
    slot: Annotated[Id | None, Refers("slots")] = None


class Clock(Conditional):
    """A duty that begins to run with an event: no legal advice, so the note says whom to ask."""

    id: Id
    duty: Words
    after: Annotated[Id, Refers("events")]
    within: Delay
    owner: Annotated[Id, Refers("roles")]
    note: Words


class _Due(Conditional):
    """Due once within a time after an event, or again and again until another."""

    id: Id
    owner: Annotated[Id, Refers("roles")]
    after: Annotated[Id, Refers("events")]
    within: Delay | None = None
    every: Delay | None = None
    until: Annotated[Id | None, Refers("events")] = None

    @model_validator(mode="after")
    def _once_or_repeated(self) -> Self:
        if (self.within is None) == (self.every is None):
            raise ValueError("needs either within (once) or every (repeated)")
        if (self.every is None) != (self.until is None):
            raise ValueError("every and until go together")
        return self


class Action(_Due):
    """Something to be done, and by whom."""

    what: Say


class Message(_Due):
    """Something to be written: to whom, who agrees to it, and the words it must not use."""

    label: Words
    audience: Annotated[tuple[Id, ...], Refers("roles")] = Field(min_length=1)
    approver: Annotated[Id | None, Refers("roles")] = None
    subject: Title
    lines: Lines = Field(min_length=1)
    forbidden: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _keeps_its_own_rule(self) -> Self:
        says = (self.subject, *(line.say for line in self.lines))
        passages = [variant.text for say in says for variant in say]
        templates = [template for one in passages for template in one.templates]
        own = " ".join(words for one in templates for words in one.words).lower()
        if broken := [word for word in self.forbidden if word.lower() in own]:
            raise ValueError(f"forbids {', '.join(broken)} and says it")
        return self


class ReportSection(Conditional):
    """A heading of the one-page report with its lines."""

    id: Id
    means: ReportMeans | None = None
    heading: Words
    lines: Lines = Field(min_length=1)


class Sensitive(Entry):
    """A fact that a shared document shows in other words, and the roles who may see it."""

    slot: Annotated[Id, Refers("slots")]
    shown_as: Words
    seen_by: Annotated[tuple[Id, ...], Refers("roles")] = ()
