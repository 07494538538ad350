"""Ranks the hard questions that the weak spots of a case invite, with their answers.

A question comes because something is missing or thin: no build was named, the
limit lies inside the interval, a number is a guess.  A playbook says what fires
each question; here those that fire are ranked, so that somebody with an hour
left prepares the ones that matter: who will be in the room comes first, then
how bad it would be to have no answer, then who has the power to act on it.
"""

from dataclasses import dataclass
from typing import Literal

from bugcase.case.values import Unknown, known
from bugcase.facts.conditions import holds, in_words, that_hold
from bugcase.facts.facts import Facts
from bugcase.facts.sentences import open_slots, spoken
from bugcase.playbook.preparation import Question
from bugcase.text import Text

_SEVERITY = ("high", "medium", "low")
_POWER = ("decides", "advises", "informed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that this case invites.

    Attributes
    ----------
    asker, name
        The role that asks, and who has it; None where nobody is named.
    in_room
        Whether somebody is named for that role, and so will be there to ask.
    words
        The question.
    answer
        What the case can say; None as long as something it cannot do without is missing.
    missing
        What that is, in words.
    evidence
        What to have at hand.
    severity
        How bad it would be to have no answer.
    why
        The weak spots that fired it, in words; empty for what is always asked.
    """

    id: str
    asker: str
    name: str | None
    in_room: bool
    words: Text
    answer: Text | None
    missing: tuple[str, ...]
    evidence: str
    severity: Literal["high", "medium", "low"]
    why: tuple[str, ...]


def questions(facts: Facts, *, fired_only: bool = True) -> tuple[Asked, ...]:
    """List the questions that a case invites, those to prepare first at the top.

    Parameters
    ----------
    fired_only
        Leave out those for which this case has no weak spot; else they come last.

    Examples
    --------
    >>> from bugcase.case.model import Case
    >>> from bugcase.case.evidence import Evidence
    >>> from bugcase.playbooks import load_playbook
    >>> playbook = load_playbook("release-halt")
    >>> facts = Facts.of(playbook, Case(playbook="release-halt"), Evidence())
    >>> asked = {one.id: one for one in questions(facts)}["ceo_what_from_me"]
    >>> print(asked.words, asked.answer, asked.missing)
    What do you want from me, and by when? None ('who decides', 'the time of the decision')
    """
    power = {role.id: _POWER.index(role.power) for role in facts.playbook.roles}
    may_come = that_hold(facts.playbook.questions, facts)
    fired = {question.id for question in may_come if _fires(question, facts)}
    asked = (one for one in may_come if one.id in fired or not fired_only)

    def rank(question: Question) -> tuple[bool, bool, int, int]:
        absent = isinstance(facts.case.person(question.asker), Unknown)
        return (
            question.id not in fired,
            absent,
            _SEVERITY.index(question.severity),
            power[question.asker],
        )

    return tuple(_asked(question, facts) for question in sorted(asked, key=rank))


def _fires(question: Question, facts: Facts) -> bool:
    return not question.fires or any(holds(one, facts) for one in question.fires)


def _asked(question: Question, facts: Facts) -> Asked:
    name = facts.case.person(question.asker)
    answer = spoken(question.say, facts)
    needed = [slot for slot in question.slots if not facts.known(slot)]
    if not needed and not answer.spans:
        needed += open_slots(question.say, facts)
    return Asked(
        id=question.id,
        asker=facts.playbook.role_labels[question.asker],
        name=known(name),
        in_room=not isinstance(name, Unknown),
        words=spoken(question.ask, facts),
        answer=None if needed else answer,
        missing=tuple(dict.fromkeys(facts(slot).words for slot in needed)),
        evidence=question.evidence,
        severity=question.severity,
        why=tuple(
            dict.fromkeys(
                in_words(condition, facts)
                for condition in question.fires
                if holds(condition, facts)
            )
        ),
    )
