"""Rules of what was noticed in an incident's data: nobody finds it out in the room.

Rows that were left out, or put into an hour that nobody knows, stand in no number.  Where
a number is called "at most", it is none then.
"""

from collections.abc import Callable, Iterator

from bugcase.data.notices import Notice, most_serious_first
from bugcase.story.review.rule import Rule, Spot
from bugcase.story.review.texts import ReviewedCase

_SECTIONS = {
    "affected": "orders",
    "check": "orders",
    "clean": "restore",
    "reconciliation": "record",
    "gap": "restore",
    "shortfall": "revenue",
    "service_level": "requests",
}
_BOUND = "affected"  # the part of which "at most" is said


def _breaks_a_bound(part: str, notice: Notice) -> bool:
    return part == _BOUND and notice.is_beyond_bounds


def _beyond_bounds(reviewed: ReviewedCase) -> Iterator[Spot]:
    yield from _spots(reviewed, _breaks_a_bound)


def _noticed(reviewed: ReviewedCase) -> Iterator[Spot]:
    yield from _spots(
        reviewed,
        lambda part, notice: not (notice.is_expected or _breaks_a_bound(part, notice)),
    )


def _spots(reviewed: ReviewedCase, counts: Callable[[str, Notice], bool]) -> Iterator[Spot]:
    found = reviewed.facts.evidence.incident
    for part, notices in found.noticed.items() if found else ():
        for notice in most_serious_first(notices):
            if counts(part, notice):
                yield Spot(place=_SECTIONS[part], found=str(notice))


def _refused(reviewed: ReviewedCase) -> Iterator[Spot]:
    found = reviewed.facts.evidence.incident
    for one in found.refused if found else ():
        yield Spot(place=_SECTIONS.get(one.part, one.part), found=one.why.rstrip("."))


RULES = (
    Rule(
        id="left_out_of_a_bound",
        severity="blocker",
        says="A number that is called “at most” holds every row of the table.",
        remedy="mend these rows in the data and measure again: without them, it is no “at most”",
        find=_beyond_bounds,
    ),
    Rule(
        id="refused_by_data",
        severity="blocker",
        says="Every part of which the case says how to measure it is measured.",
        remedy="then measure again",
        find=_refused,
    ),
    Rule(
        id="noticed_in_data",
        severity="warning",
        says="Whoever tells a number knows what was wrong with its data.",
        remedy="mend it in the data, or be ready to say what it does to the number",
        find=_noticed,
    ),
)
