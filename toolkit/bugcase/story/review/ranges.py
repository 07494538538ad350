"""Rules of ranges: each is one, in the unit that was asked for."""

from collections.abc import Iterator

from bugcase.case.model import Assumed
from bugcase.case.values import Unknown
from bugcase.playbook.format import Quantity
from bugcase.story.review.rule import Rule, Spot
from bugcase.story.review.texts import ReviewedCase

AFTER = "_after"  # behind the name of odds, for those with the patch


def faulty(reviewed: ReviewedCase, slot: str | None) -> bool:
    """Whether a slot is a gap because what was typed for it is no range."""
    declared = reviewed.facts.slots.get(slot or "")
    if declared is None:
        return False
    places = {
        f"assumptions.{asked.id}": asked.means for asked in reviewed.facts.playbook.quantities
    }
    not_used = {spot.place for spot in _of_no_order(reviewed)}
    meant = {places[place] for place in not_used if place in places}
    needed = {meaning for need in declared.needs for meaning in need}
    return not not_used.isdisjoint(declared.rests_on) or not meant.isdisjoint(needed)


def _given(reviewed: ReviewedCase, asked: Quantity) -> Assumed:
    return reviewed.facts.case.assumptions.get(asked.id, Assumed())


def _of_no_order(reviewed: ReviewedCase) -> Iterator[Spot]:
    for asked in reviewed.facts.playbook.quantities:
        given = _given(reviewed, asked)
        if fault := asked.fault(given):
            typed = (given.low, given.likely, given.high)
            shown = ", ".join("?" if isinstance(one, Unknown) else f"{one:g}" for one in typed)
            yield Spot(place=f"assumptions.{asked.id}", found=f"{shown} is {fault}")


def _odds(reviewed: ReviewedCase) -> Iterator[tuple[str, tuple[float, float, float]]]:
    """Give the odds that somebody typed, in per cent."""
    for asked in reviewed.facts.playbook.quantities:
        given = _given(reviewed, asked)
        if (
            asked.kind == "odds"
            and not isinstance(given.spread, Unknown)
            and not asked.fault(given)
        ):
            yield asked.id, given.spread


def _below_one(reviewed: ReviewedCase) -> Iterator[Spot]:
    for name, spread in _odds(reviewed):
        if 0 < spread[-1] < 1:
            low, likely, high = (f"{one:g}" for one in spread)
            found = f"{low}, {likely} and {high} are all below 1 per cent"
            yield Spot(place=f"assumptions.{name}", found=found)


def _shares(reviewed: ReviewedCase) -> Iterator[tuple[str, tuple[float, float, float]]]:
    """Give the shares that somebody typed, in per cent; a rollout may really be below one."""
    for asked in reviewed.facts.playbook.quantities:
        given = _given(reviewed, asked)
        if asked.kind == "share" and not isinstance(given.spread, Unknown):
            yield f"assumptions.{asked.id}", given.spread
    for name, option in reviewed.facts.case.options.items():
        prevented = option.prevented_percent
        if option.considered and isinstance(prevented, tuple):
            yield f"options.{name}.prevented_percent", prevented


def _of_one(reviewed: ReviewedCase) -> Iterator[Spot]:
    for place, spread in _shares(reviewed):
        if spread[0] >= 0 and 0 < spread[-1] <= 1:
            typed = ", ".join(f"{one:g}" for one in spread)
            meant = ", ".join(f"{100 * one:g}" for one in spread)
            yield Spot(place=place, found=f"{typed}: per cent is meant: {meant}?")


def _not_reduced(reviewed: ReviewedCase) -> Iterator[Spot]:
    odds = dict(_odds(reviewed))
    for name, (_, before, _) in odds.items():
        after = odds.get(f"{name}{AFTER}")
        if after and after[1] > before:
            found = f"{after[1]:g}% is more likely than the {before:g}% of before it"
            yield Spot(place=f"assumptions.{name}{AFTER}", found=found)


RULES = (
    Rule(
        id="range_not_used",
        severity="blocker",
        says="Each range goes from the lowest to the highest, within what there can be.",
        remedy="type them in that order; until then it counts as missing",
        find=_of_no_order,
    ),
    Rule(
        id="odds_below_one_per_cent",
        severity="warning",
        says="Odds are typed in per cent, and not as a share of one.",
        remedy="type 2 for two in a hundred; leave it where it is really less than one",
        find=_below_one,
    ),
    Rule(
        id="share_of_one",
        severity="warning",
        says="Shares are typed in per cent, and not as parts of one.",
        remedy="type 60 for sixty in a hundred; leave it where it is really so little",
        find=_of_one,
    ),
    Rule(
        id="risk_not_reduced",
        severity="warning",
        says="With the patch, it is no likelier to come again than without.",
        remedy="correct the one that is wrong, or say what makes it riskier",
        find=_not_reduced,
    ),
)
