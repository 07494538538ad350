"""Rules of dates: what is asked for can still be decided, and what is proposed can be met."""

from collections.abc import Iterator
from datetime import date, datetime

from bugcase.data.zones import instant
from bugcase.story.meeting import begins, when
from bugcase.story.review.rule import Rule, Spot
from bugcase.story.review.texts import Draft

__all__ = ["RULES"]

# the fields in which a playbook asks for these, where it has them
RELEASE, PROPOSED, DECIDE_BY = "release_date", "proposed_date", "decide_by"
MEETING = "meeting.at"


def _day(draft: Draft, field: str) -> date | None:
    answer = draft.facts.case.answer(field)
    if isinstance(answer, datetime):
        return answer.date()
    return answer if isinstance(answer, date) else None


def _past(draft: Draft) -> Iterator[Spot]:
    for field in (RELEASE, PROPOSED, DECIDE_BY):
        day = _day(draft, field)
        if day and day < draft.today:
            yield Spot(place=f"answers.{field}", found=f"{draft.facts(field).words} is past")
    meets = begins(draft.facts)
    if meets and meets.date() < draft.today:
        yield Spot(place=MEETING, found=f"{when(draft.facts).words} is past")


def _meets_too_late(draft: Draft) -> Iterator[Spot]:
    meets, decided = begins(draft.facts), draft.facts.case.answer(DECIDE_BY)
    if meets is None or not isinstance(decided, datetime):
        return
    if meets.tzinfo is None or decided.tzinfo is None:  # of clocks that nobody can compare
        too_late = meets.date() > decided.date()
    else:
        too_late = instant(meets) > instant(decided)
    if too_late:
        words = f"{when(draft.facts).words} is after {draft.facts(DECIDE_BY).words}"
        yield Spot(place=MEETING, found=f"{words}, by which it is to be decided")


def _of_no_zone(draft: Draft) -> Iterator[Spot]:
    meets = begins(draft.facts)
    if meets and meets.tzinfo is None:
        yield Spot(
            place=MEETING, found=f"{when(draft.facts).words} is by a clock that nobody named"
        )


def _decided_too_late(draft: Draft) -> Iterator[Spot]:
    decided, released = _day(draft, DECIDE_BY), _day(draft, RELEASE)
    if decided and released and decided > released:
        words = draft.facts(DECIDE_BY).words
        yield Spot(place=f"answers.{DECIDE_BY}", found=f"{words} is after the release")


def _hardly_met(draft: Draft) -> Iterator[Spot]:
    planned, proposed = draft.facts.weighed.planned, draft.facts.case.answer(PROPOSED)
    if planned is None or not isinstance(proposed, date):
        return
    judged = planned.judge(proposed, today=draft.today)
    if judged.before_even_odds and not judged.past:
        found = f"the plan meets it with a chance of {judged.chance:.0%}"
        yield Spot(place=f"answers.{PROPOSED}", found=found)


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
