"""Ranks the hard questions of a playbook for a case, with the answers that it can give.

A weak spot invites a question: no build was named, the limit lies inside the interval, a
number is a guess.  A playbook says what fires each question; any of them may be asked all
the same.  So all are ranked, for somebody with an hour left to prepare: first those
without an answer, then those that a weak spot fires, then by how bad it would be to have
no answer, whether the asker will be in the room, and what power the asker has.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bugcase.case.values import Unknown, known
from bugcase.facts.conditions import holds, in_words, that_hold
from bugcase.facts.facts import Facts
from bugcase.facts.sentences import open_slots, spoken
from bugcase.playbook.preparation import Question
from bugcase.story.open_facts import OpenFact, open_fact
from bugcase.text import Text
from bugcase.wording import say

_SEVERITY = ("high", "medium", "low")
_POWER = ("decides", "advises", "informed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A hard question, and what this case can answer.

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
        What that is, and where it is filled in.
    open
        What the answer would say besides, and is not known yet.
    evidence
        What to have at hand.
    severity
        How bad it would be to have no answer.
    fired
        Whether a weak spot of this case invites it, or it is always asked.
    why
        The weak spots that fired it, in words; empty for what is always asked.
    """

    id: str
    asker: str
    name: str | None
    in_room: bool
    words: Text
    answer: Text | None
    missing: tuple[OpenFact, ...]
    open: tuple[OpenFact, ...]
    evidence: str
    severity: Literal["high", "medium", "low"]
    fired: bool
    why: tuple[str, ...]

    @property
    def who(self) -> str:
        """Whoever asks, and as what."""
        return f"{self.name}, {self.asker}" if self.name else self.asker


def questions(facts: Facts) -> tuple[Asked, ...]:
    """List every question of a playbook, those to prepare first at the top.

    Examples
    --------
    >>> from bugcase.case.model import Case
    >>> from bugcase.case.evidence import Evidence
    >>> from bugcase.playbooks import load_playbook
    >>> playbook = load_playbook("release-halt")
    >>> facts = Facts.of(playbook, Case(playbook="release-halt"), Evidence())
    >>> asked = {one.id: one for one in questions(facts)}["ceo_what_from_me"]
    >>> print(asked.words, asked.answer, asked.missing[0])
    What do you want from me, and by when? None Who decides (step 9 · The ask)
    """
    power = {role.label: _POWER.index(role.power) for role in facts.playbook.roles}
    may_come = that_hold(facts.playbook.questions, facts)

    def rank(one: Asked) -> tuple[bool, bool, int, bool, int]:
        return (
            one.answer is not None,
            not one.fired,
            _SEVERITY.index(one.severity),
            not one.in_room,
            power[one.asker],
        )

    return tuple(sorted((_asked(one, facts) for one in may_come), key=rank))


def grouped(ranked: Sequence[Asked]) -> Iterator[tuple[str, tuple[Asked, ...]]]:
    """Part ranked questions by what is to be done about them; a part without any is left out."""
    parts = {
        "questions.open": [one for one in ranked if one.answer is None],
        "questions.invited": [one for one in ranked if one.answer is not None and one.fired],
        "questions.others": [one for one in ranked if one.answer is not None and not one.fired],
    }
    return ((say(title), tuple(asked)) for title, asked in parts.items() if asked)


def _fires(question: Question, facts: Facts) -> bool:
    return not question.fires or any(holds(one, facts) for one in question.fires)


def _asked(question: Question, facts: Facts) -> Asked:
    name = facts.case.person(question.asker)
    answer = spoken(question.say, facts)
    besides = open_slots(question.say, facts)
    needed = [slot for slot in question.slots if not facts.known(slot)]
    if not needed and not answer.spans:
        needed = list(besides)
    missing = _open(needed, facts)
    named = {one.words for one in missing}
    return Asked(
        id=question.id,
        asker=facts.playbook.role_labels[question.asker],
        name=known(name),
        in_room=not isinstance(name, Unknown),
        words=spoken(question.ask, facts),
        answer=None if missing else answer,
        missing=missing,
        open=tuple(one for one in _open(besides, facts) if one.words not in named),
        evidence=question.evidence,
        severity=question.severity,
        fired=_fires(question, facts),
        why=tuple(
            dict.fromkeys(
                in_words(condition, facts)
                for condition in question.fires
                if holds(condition, facts)
            )
        ),
    )


def _open(slots: Iterable[str], facts: Facts) -> tuple[OpenFact, ...]:
    """Give each fact that is missing, once: where several wait for the same, with all its steps."""
    found: dict[tuple[str, str], OpenFact] = {}
    for one in (open_fact(slot, facts) for slot in slots if not facts.known(slot)):
        known_as = one.label, one.words
        steps = found[known_as].steps if known_as in found else ()
        found[known_as] = replace(one, steps=tuple(dict.fromkeys((*steps, *one.steps))))
    return tuple(found.values())
