"""The numbers that a case can vouch for: measured, assumed, planned, or answered.

A rate has to come from a measurement or from the agreed limit; money from an
assumption or from what assumptions come to; a number without a unit may come
from anywhere.  What was measured in a group counts only for words that name the
group: of some hundred groups, one or another would else vouch for any number.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from pydantic import BaseModel

from bugcase.case.values import Unknown
from bugcase.compare.models import Segment
from bugcase.estimate import Estimate
from bugcase.facts.slots import SLOTS
from bugcase.playbook.template import FORMS
from bugcase.slices import Slice
from bugcase.story.review.numerals import Kind, Numeral, numerals
from bugcase.story.review.texts import ReviewedCase
from bugcase.wording.groups import GroupNames

SupportedNumber = tuple[Kind, float]

_VOUCHES: dict[Kind, tuple[Kind, ...]] = {  # which kinds of number may stand behind a written one
    "rate": ("rate",),
    "share": ("share",),
    "money": ("money", "plain"),
    "ratio": ("ratio", "plain"),
    "plain": ("plain", "rate", "share", "money", "ratio"),
}
_ASKED: dict[str, Kind] = {  # by the kind that a playbook asks for
    "number": "plain",
    "share": "share",
    "odds": "share",
    "money": "money",
}
_BY_GROUP = {"comparison", "groups", "slices"}  # a group of these counts for words that name it
_TYPED: dict[str, Kind] = {  # what people type is plain, but for these fields
    "percent": "share",
    "exposed_percent": "share",
    "prevented_percent": "share",
    "cost": "money",
}


def is_supported(numeral: Numeral, supported: Iterable[SupportedNumber]) -> bool:
    """Whether a number of a text is one that the case can vouch for."""
    kinds = _VOUCHES[numeral.kind]
    return any(kind in kinds and numeral.is_near(number) for kind, number in supported)


def measured_numbers(reviewed: ReviewedCase, words: str) -> Iterator[SupportedNumber]:
    """Give what was measured, over all rows and in the groups that words name, and the limit."""
    if not isinstance(reviewed.facts.case.limit.per_1000, Unknown):
        yield from _of_rate(reviewed.facts.case.limit.per_1000 / 1000)
    evidence = reviewed.facts.evidence
    for part in fields(evidence):
        if part.name not in _BY_GROUP:
            yield from _numbers_in(getattr(evidence, part.name))
    if others := evidence.groups:
        yield from _numbers_in((others.reference_rate, others.groups, others.source))
    found, slices = evidence.comparison, evidence.slices
    if found is None:
        return
    yield from _ratio(found.baseline, found.candidate)
    yield from _numbers_in((found.baseline, found.candidate, found.worsening, found.rows_needed))
    yield from _numbers_in((found.cross, found.onset, found.source))
    on_slides = (reviewed.facts.worst, reviewed.facts.confirmed_slice)
    groups: Iterable[Segment | Slice] = (*found.segments, *(slices.slices if slices else ()))
    for group in groups:
        if group in on_slides or names_group(words, group, reviewed.facts.groups):
            yield from _numbers_in(group)
            yield from _ratio(group.baseline, group.candidate)


def given_numbers(reviewed: ReviewedCase, *, by_answers: bool = True) -> Iterator[SupportedNumber]:
    """Give what was assumed and planned, what that comes to, and what was answered."""
    facts, case = reviewed.facts, reviewed.facts.case
    for slot in reviewed.facts.slots if by_answers else SLOTS:
        for words in {facts.slots[slot].said(facts, form) for form in FORMS}:
            yield from _in_words(words or "")
    for one in reviewed.facts.playbook.quantities:
        if assumed := case.assumptions.get(one.id):
            yield from _typed(assumed, _ASKED[one.kind])
    for section in (case.rollout, *case.options.values(), *case.tasks.values()):
        yield from _typed(section)
    yield from _numbers_in((facts.weighed.impact, facts.weighed.decision, facts.weighed.rollout))
    yield "plain", reviewed.facts.playbook.minutes


def names_group(words: str, group: Segment | Slice, names: GroupNames) -> bool:
    """Whether words name a group: each of its levels stands in them, or its phrase."""
    return all(
        any(
            re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE)
            for name in (level, names.short({column: level}))
        )
        for column, level in group.conditions.items()
    )


def _typed(section: BaseModel, kind: Kind | None = None) -> Iterator[SupportedNumber]:
    """Walk a table of the case: its numbers, and those in its words."""
    for name, value in section:
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str):
                yield from _in_words(one)
            elif isinstance(one, int | float) and not isinstance(one, bool):
                yield kind or _TYPED.get(name, "plain"), one


def _in_words(words: str) -> Iterator[SupportedNumber]:
    for numeral in numerals(words):
        for value in numeral.values:
            yield numeral.kind, value


def _numbers_in(part: object) -> Iterator[SupportedNumber]:
    """Walk a finding down to its numbers."""
    if isinstance(part, Estimate):
        for number in (part.value, part.low, part.high):
            if part.unit.is_rate:
                yield from _of_rate(number)
            else:
                yield "plain", number
        yield "plain", part.n
        yield "share", part.level * 100
    elif isinstance(part, tuple):
        for one in part:
            yield from _numbers_in(one)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _numbers_in(getattr(part, field.name))
    elif isinstance(part, int | float) and not isinstance(part, bool):
        yield "plain", part
        if 0 <= part <= 1:
            yield "share", part * 100


def _of_rate(rate: float) -> Iterator[SupportedNumber]:
    yield "rate", rate * 1000
    yield "share", rate * 100


def _ratio(baseline: Estimate, candidate: Estimate | None) -> Iterator[SupportedNumber]:
    """Give the relative change, which may be said beside the absolute one."""
    if candidate is not None and baseline.value:
        ratio = candidate.value / baseline.value
        yield "ratio", ratio
        yield "share", (ratio - 1) * 100
