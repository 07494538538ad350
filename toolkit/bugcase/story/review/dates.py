"""Rules of dates: what is asked for can still be decided, and what is proposed can be met."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from bugcase.data.zones import instant
from bugcase.playbook.meaning import FieldMeaning
from bugcase.story.meeting import begins, when
from bugcase.story.review.rule import Rule, Spot
from bugcase.story.review.texts import Draft

DATES: Final[tuple[FieldMeaning, ...]] = ("release date", "proposed date", "deadline")
MEETING = "meeting.at"


def _day(draft: Draft, meaning: FieldMeaning) -> date | None:
    answer = draft.facts.answer_for(meaning)
    if isinstance(answer, datetime):
        return answer.date()
    return answer if isinstance(answer, date) else None


def _at(draft: Draft, meaning: FieldMeaning, found: str) -> Iterator[Spot]:
    """Give the place of the field of a meaning, with its words at the braces of what is found."""
    if field := draft.facts.playbook.field_for(meaning):
        yield Spot(place=f"answers.{field.id}", found=found.format(draft.facts(field.id).words))


def _past(draft: Draft) -> Iterator[Spot]:
    for meaning in DATES:
        day = _day(draft, meaning)
        if day and day < draft.today:
            yield from _at(draft, meaning, "{} is past")
    meets = begins(draft.facts)
    if meets and meets.date() < draft.today:
        yield Spot(place=MEETING, found=f"{when(draft.facts).words} is past")


def _meets_too_late(draft: Draft) -> Iterator[Spot]:
    meets, decided = begins(draft.facts), draft.facts.answer_for("deadline")
    by, day = draft.facts.words_for("deadline"), _day(draft, "deadline")
    if meets is None or by is None or day is None:
        return
    if isinstance(decided, datetime) and meets.tzinfo and decided.tzinfo:
        too_late = instant(meets) > instant(decided)
    else:  # a day, or of clocks that nobody can compare
        too_late = meets.date() > day
    if too_late:
        words = f"{when(draft.facts).words} is after {by.words}"
        yield Spot(place=MEETING, found=f"{words}, by which it is to be decided")


def _of_no_zone(draft: Draft) -> Iterator[Spot]:
    meets = begins(draft.facts)
    if meets and meets.tzinfo is None:
        yield Spot(
            place=MEETING, found=f"{when(draft.facts).words} is by a clock that nobody named"
        )


def _decided_too_late(draft: Draft) -> Iterator[Spot]:
    decided, released = _day(draft, "deadline"), _day(draft, "release date")
    if decided and released and decided > released:
        yield from _at(draft, "deadline", "{} is after the release")


def _hardly_met(draft: Draft) -> Iterator[Spot]:
    planned, proposed = draft.facts.weighed.planned, draft.facts.answer_for("proposed date")
    if planned is None or not isinstance(proposed, date):
        return
    judged = planned.judge(proposed, today=draft.today)
    if judged.before_even_odds and not judged.past:
        yield from _at(
            draft, "proposed date", f"the plan meets it with a chance of {judged.chance:.0%}"
        )


RULES = (
    Rule(
        id="date_past",
        severity="blocker",
        says="The meeting, the release, the decision and the proposed date lie ahead.",
        remedy="correct the date",
        find=_past,
    ),
    Rule(
        id="decided_too_late",
        severity="blocker",
        says="The decision comes before the release.",
        remedy="ask for the decision while the release can still be held",
        find=_decided_too_late,
    ),
    Rule(
        id="meeting_too_late",
        severity="blocker",
        says="The meeting is before the decision is due.",
        remedy="meet earlier, or ask for the decision later",
        find=_meets_too_late,
    ),
    Rule(
        id="clock_unnamed",
        severity="warning",
        says="The time of the meeting says by whose clock it is.",
        remedy="name the time zone of the meeting",
        find=_of_no_zone,
    ),
    Rule(
        id="date_hardly_met",
        severity="warning",
        says="The proposed date is one that the plan meets at even odds at least.",
        remedy="propose a later one; nine in ten is what a room may rely on",
        find=_hardly_met,
    ),
)
