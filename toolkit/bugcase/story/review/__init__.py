"""Reviews a case before its meeting: gaps, unsupported numbers, words that say too much.

A script can be bound to the evidence and still say too much, in the words that
people put in its place; a slide can be drawn and still show a gap.  Each thing
that a room has caught somebody with is a rule here, with its place and its remedy.
What remains when no blocker is found is no guarantee of anything but that.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bugcase.case.evidence import Evidence
from bugcase.facts.facts import Facts
from bugcase.story.review import (
    answers,
    choice,
    dates,
    form,
    gaps,
    incident,
    noticed,
    numbers,
    odds,
    people,
    ranges,
    strength,
    truth,
    words,
)
from bugcase.story.review.rule import Finding, Rule
from bugcase.story.review.texts import OwnSlide, ReviewedCase

__all__ = ["RULES", "Finding", "OwnSlide", "Rule", "review"]

RULES: tuple[Rule, ...] = (
    *gaps.RULES,
    *numbers.RULES,
    *noticed.RULES,
    *strength.RULES,
    *odds.RULES,
    *ranges.RULES,
    *choice.RULES,
    *people.RULES,
    *words.RULES,
    *dates.RULES,
    *incident.RULES,
    *answers.RULES,
    *truth.RULES,
    *form.RULES,
)


def review(
    facts: Facts,
    *,
    today: date,
    folder: Path | None = None,
    kept: Evidence | None = None,
    own_slides: Iterable[OwnSlide] = (),
) -> tuple[Finding, ...]:
    """List what blocks a meeting, and warn of what would better be changed.

    Parameters
    ----------
    facts
        What the documents are made of; their evidence as `current_evidence` gives it.
    today
        The day of the review: dates are held against it.
    folder
        Where the data lie, to see whether what was measured is still of them; without it,
        nobody looks.
    kept
        What evidence.json holds, which may have been measured with other settings; without
        it, the evidence of the facts.
    own_slides
        The slides that somebody added to the notebook.

    Returns
    -------
    tuple of Finding
        Blockers first, then warnings, each by its place.

    Notes
    -----
    It reads English.  It does not know whether a sentence is true: it knows which
    numbers the case can vouch for, what the interval allows, and what people in
    such rooms have stumbled over.

    Examples
    --------
    >>> from bugcase.playbooks import load_playbook
    >>> from bugcase.case.evidence import Evidence
    >>> from bugcase.case.model import Case
    >>> case = Case(playbook="release-halt", answers={"cause": "it was Dave’s commit"})
    >>> facts = Facts.of(load_playbook("release-halt"), case, Evidence())
    >>> found = review(facts, today=date(2026, 11, 22))
    >>> print(next(one for one in found if one.rule == "person_as_cause"))
    ... # doctest: +NORMALIZE_WHITESPACE
    answers.cause: “Dave’s commit” makes a person the cause; say what the system or the process
    allowed
    """
    reviewed = ReviewedCase(
        facts=facts,
        folder=folder,
        kept=kept or facts.evidence,
        today=today,
        own_slides=tuple(own_slides),
    )
    found = {
        Finding(
            rule=rule.id,
            severity=rule.severity,
            place=spot.place,
            found=" ".join(spot.found.split()),
            remedy=rule.remedy,
        ): None
        for rule in RULES
        for spot in rule.find(reviewed)
    }
    return tuple(sorted(found, key=lambda one: (one.severity, one.place)))
