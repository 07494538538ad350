"""Puts slides and turns into the order that a case chose: to decide, or to explain.

To decide, the answer comes first; that is the order of the playbook.  To explain, the
evidence comes first: the playbook says behind which slide the decision then stands, and
which turns are then said over another slide.  The turns keep their order, so that one's
own words stay where they were written.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from bugcase.case.model import Case
from bugcase.facts.conditions import that_hold
from bugcase.facts.facts import Facts
from bugcase.playbook.format import Playbook, StorySlide, StoryTurn

Shown = TypeVar("Shown")


def slides_in_order(facts: Facts) -> tuple[StorySlide, ...]:
    """Give the slides of the playbook that this case has, as it orders them."""
    slides = that_hold(facts.playbook.slides, facts)
    return tuple(in_order(slides, lambda one: one.id, moved(facts.playbook, facts.case)))


def slide_under(turn: StoryTurn, facts: Facts) -> str:
    """Name the slide that is on the screen during a turn."""
    return turn.explain_over or turn.slide if explains(facts.case) else turn.slide


def explains(case: Case) -> bool:
    """Whether the evidence comes first."""
    return case.meeting.order == "explain"


def moved(playbook: Playbook, case: Case) -> Mapping[str, str]:
    """Say of each slide that leaves its place in the playbook behind which one it comes."""
    if not explains(case):
        return {}
    return {one.id: one.explain_after for one in playbook.slides if one.explain_after}


def in_order(
    shown: Iterable[Shown], id_of: Callable[[Shown], str | None], moved: Mapping[str, str]
) -> list[Shown]:
    """Put what is shown into order; what was to come behind a slide that is not there, last.

    >>> in_order(["decision", "what", "own", "next"], str, {"decision": "what"})
    ['what', 'decision', 'own', 'next']
    >>> in_order(["decision", "what", "own"], str, {"decision": "next"})
    ['what', 'own', 'decision']
    """
    every = list(shown)
    ordered = [one for one in every if id_of(one) not in moved]
    # from the last to the first, so that two behind one slide keep their order
    for one in reversed([one for one in every if id_of(one) in moved]):
        behind = moved[id_of(one) or ""]
        places = [place for place, other in enumerate(ordered, 1) if id_of(other) == behind]
        ordered.insert(places[-1] if places else len(ordered), one)
    return ordered
