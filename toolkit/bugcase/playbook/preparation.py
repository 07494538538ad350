"""The entries for what is prepared before the meeting: vocabulary, tone, questions, checklist.

Vocabulary keeps one meaning to a term and offers the plain phrase for it.
Nuance says how to say things to these people.  The hard questions are the ones
that the weak spots of a case invite, so each carries the conditions that fire
it.  The checklist ticks itself where the case or the evidence can tell.
"""

from typing import Annotated, Literal, TypeAlias

from bugcase.playbook.sentence import (
    Asked,
    Conditional,
    Entry,
    Id,
    Refers,
    Say,
    Sentence,
    When,
    Words,
)

Phase: TypeAlias = Literal["evidence", "decision", "people", "papers", "rehearsal"]
Tag: TypeAlias = Literal[
    "asking",
    "culture",
    "fairness",
    "language",
    "legal",
    "order",
    "people",
    "power",
    "remote",
    "timing",
    "tone",
    "trust",
]


class Severity(Entry):
    """A level of severity and the rule for it, worst first; in doubt the higher one holds."""

    id: Id
    label: Words
    rule: Words


class Term(Conditional):
    """A term of the field, and how to say it to people of another one.

    `aliases` are the other words under which the term turns up in a script.
    `explain_for` names the roles that need the plain phrase beside it.
    """

    id: Id
    term: Words
    definition: Words
    plain: Words
    say: Say
    avoid: Words
    aliases: tuple[Words, ...] = ()
    explain_for: Annotated[tuple[Id, ...], Refers("roles")] = ()


class Nuance(Conditional):
    """A piece of advice on how to say it, and the conditions under which it applies."""

    id: Id
    tags: tuple[Tag, ...]
    text: Sentence


class Question(Conditional):
    """A hard question: who asks it, what fires it, and what answers it.

    Any one of `fires` is enough; without one it is always asked, but never where `when`
    does not hold, since it then asks about what is not so.  `evidence` says
    what to have at hand, and `slots` which facts the answer cannot do without:
    where one is missing there is no answer yet.  `severity` says how bad that is.
    """

    id: Id
    asker: Annotated[Id, Refers("roles")]
    ask: Asked
    evidence: Words
    slots: Annotated[tuple[Id, ...], Refers("slots")] = ()
    fires: tuple[When, ...] = ()
    severity: Literal["high", "medium", "low"]
    say: Say


class Check(Conditional):
    """A point of the checklist; it ticks itself where all conditions of `ticked_by` hold."""

    id: Id
    phase: Phase
    owner: Annotated[Id, Refers("roles")]
    text: Words
    ticked_by: tuple[When, ...] = ()
