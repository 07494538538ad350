"""Rules of dates: what is asked for can still be decided, and what is proposed can be met."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from bugcase.data.zones import instant
from bugcase.playbook.meaning import FieldMeaning
from bugcase.story.meeting import begins, when
from bugcase.story.review.rule import Rule, Spot
from bugcase.story.review.texts import ReviewedCase

DATES: Final[tuple[FieldMeaning, ...]] = ("release date", "proposed date", "deadline")
MEETING = "meeting.at"


def _day(reviewed: ReviewedCase, meaning: FieldMeaning) -> date | None:
    answer = reviewed.facts.answer_for(meaning)
    if isinstance(answer, datetime):
        return answer.date()
    return answer if isinstance(answer, date) else None


def _at(reviewed: ReviewedCase, meaning: FieldMeaning, found: str) -> Iterator[Spot]:
    """Give the place of the field of a meaning, with its words at the braces of what is found."""
    if field := reviewed.facts.playbook.field_for(meaning):
        yield Spot(place=f"answers.{field.id}", found=found.format(reviewed.facts(field.id).words))


def _past(reviewed: ReviewedCase) -> Iterator[Spot]:
    for meaning in DATES:
        day = _day(reviewed, meaning)
        if day and day < reviewed.today:
            yield from _at(reviewed, meaning, "{} is past")
    meets = begins(reviewed.facts)
    if meets and meets.date() < reviewed.today:
        yield Spot(place=MEETING, found=f"{when(reviewed.facts).words} is past")


def _meets_too_late(reviewed: ReviewedCase) -> Iterator[Spot]:
    meets, decided = begins(reviewed.facts), reviewed.facts.answer_for("deadline")
    by, day = reviewed.facts.words_for("deadline"), _day(reviewed, "deadline")
    if meets is None or by is None or day is None:
        return
    if isinstance(decided, datetime) and meets.tzinfo and decided.tzinfo:
        too_late = instant(meets) > instant(decided)
    else:  # a day, or of clocks that nobody can compare
        too_late = meets.date() > day
    if too_late:
        words = f"{when(reviewed.facts).words} is after {by.words}"
        yield Spot(place=MEETING, found=f"{words}, by which it is to be decided")


def _of_no_zone(reviewed: ReviewedCase) -> Iterator[Spot]:
    meets = begins(reviewed.facts)
    if meets and meets.tzinfo is None:
        yield Spot(
            place=MEETING, found=f"{when(reviewed.facts).words} is by a clock that nobody named"
        )


def _decided_too_late(reviewed: ReviewedCase) -> Iterator[Spot]:
    decided, released = _day(reviewed, "deadline"), _day(reviewed, "release date")
    if decided and released and decided > released:
        yield from _at(reviewed, "deadline", "{} is after the release")


def _hardly_met(reviewed: ReviewedCase) -> Iterator[Spot]:
    planned, proposed = reviewed.facts.weighed.planned, reviewed.facts.answer_for("proposed date")
    if planned is None or not isinstance(proposed, date):
        return
    judged = planned.judge(proposed, today=reviewed.today)
    if judged.before_even_odds and not judged.past:
        yield from _at(
            reviewed, "proposed date", f"the plan meets it with a chance of {judged.chance:.0%}"
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
