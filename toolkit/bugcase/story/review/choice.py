"""Rules of the choice: what is recommended is what the numbers of the case speak for."""

from collections.abc import Iterator
from typing import Final

from bugcase import wording
from bugcase.case.values import Unknown
from bugcase.decision.options import Decision, Weighed
from bugcase.facts.conditions import all_hold
from bugcase.playbook.condition import Condition
from bugcase.story.review.rule import Rule, Spot
from bugcase.story.review.texts import ReviewedCase, shortened

_RECOMMENDED: Final = (Condition("verdict_is", "halt"),)  # where the plan is to be waited for


def _dearer(reviewed: ReviewedCase) -> Iterator[Spot]:
    facts, decision = reviewed.facts, reviewed.facts.weighed.decision
    if decision is None or decision.best is None or not all_hold(_RECOMMENDED, facts):
        return
    waiting = {way.id for way in facts.playbook.options if way.waits_for_plan}
    ranked = [one for one in decision.weighed if one.loss is not None]
    ours = next((one for one in ranked if one.option.id in waiting), None)
    if ours is None or _loss(ours, decision) <= _loss(decision.best, decision):
        return
    both = " and ".join(_said(one, decision) for one in (ours, decision.best))
    found = f"it is recommended that the release waits, but by {decision.criterion} {both}"
    below = _below_break_even(reviewed, decision)
    place = f"options.{ours.option.id}"
    yield Spot(place=place, found=f"{found}; {below}" if below else found)


def _loss(one: Weighed, decision: Decision) -> float:
    return (one.worst if decision.ruinous else one.expected) or 0.0


def _said(one: Weighed, decision: Decision) -> str:
    amount = wording.money(_loss(one, decision), decision.currency)
    return f"{shortened(one.option.label)} costs {amount}"


def _below_break_even(reviewed: ReviewedCase, decision: Decision) -> str | None:
    """Say that no chance which the case takes for possible reaches the one where waiting pays."""
    asked = next(
        (one for one in reviewed.facts.playbook.quantities if one.means == "carries over"), None
    )
    given = asked and reviewed.facts.case.assumptions.get(asked.id)
    if not given or isinstance(given.spread, Unknown) or decision.break_even is None:
        return None
    low, _, high = given.spread
    at = 100 * decision.break_even.probability
    if high >= at:
        return None
    return f"the chance of {low:g} to {high:g}% lies below the break-even of {at:.0f}%"


RULES = (
    Rule(
        id="recommended_costs_more",
        severity="warning",
        says="What is recommended costs no more than another option that was considered.",
        remedy="say why you recommend it all the same, or correct the numbers",
        find=_dearer,
    ),
)
