"""Finds the meanings that something in a playbook needs and no entry has.

A figure, an option, a slot or a condition may rest on what only some playbooks ask for.
So a playbook that uses one of these has to have the entry that means it.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from bugcase.playbook.condition import Names
from bugcase.playbook.field import AnswerField
from bugcase.playbook.format import Playbook, Quantity, WayOut
from bugcase.playbook.meaning import Need, QuantityMeaning
from bugcase.playbook.references import references

_HARM: Final[tuple[Need, ...]] = (
    ("harm per error", "harm per miss"),
    ("harm per error", "harm per false alarm"),
    ("share recovered",),
)
NEEDS_OF_PEOPLE: Final[tuple[Need, ...]] = (("decisions per day",), ("days until stopped",))
NEEDS_OF_MONEY: Final[tuple[Need, ...]] = (*NEEDS_OF_PEOPLE, *_HARM)
NEEDS_OF_CHOICE: Final[tuple[Need, ...]] = (("decisions per day",), ("carries over",), *_HARM)
_TOGETHER: Mapping[QuantityMeaning, Need] = {
    "harm per miss": ("harm per false alarm",),
    "harm per false alarm": ("harm per miss",),
}


def unmet_needs(playbook: Playbook, names: Names) -> Mapping[Need, tuple[str, ...]]:
    """Give each need that no entry meets, and the places that have it."""
    asked: tuple[AnswerField | Quantity, ...] = (*playbook.fields, *playbook.quantities)
    there = {one.means for one in asked}
    unmet: dict[Need, dict[str, None]] = {}
    for place, need in (*_of_entries(playbook), *_of_names(playbook, names)):
        if there.isdisjoint(need):
            unmet.setdefault(need, {})[place] = None
    return {need: tuple(places) for need, places in unmet.items()}


def _of_entries(playbook: Playbook) -> Iterator[tuple[str, Need]]:
    for role in playbook.roles:
        if role.power == "decides":
            yield f"roles.{role.id}", ("ask", "deadline")
    for way in playbook.options:
        yield from ((f"options.{way.id}", need) for need in _of_way_out(way))
    for quantity in playbook.quantities:
        if quantity.means and quantity.means in _TOGETHER:
            yield f"quantities.{quantity.id}", _TOGETHER[quantity.means]


def _of_way_out(way: WayOut) -> Iterator[Need]:
    if way.waits_for_plan:
        yield ("release date",)
    if way.until_stopped:
        yield ("days until stopped",)
    if way.delay_days != 0:  # of its own, of the plan, of a rollout, or as somebody will say
        yield ("delay cost per day",)


def _of_names(playbook: Playbook, names: Names) -> Iterator[tuple[str, Need]]:
    for slide in playbook.slides:
        if slide.figure:
            for need in names.slot_needs.get(names.figures[slide.figure], ()):
                yield f"slides.{slide.id}.figure", need
    for place, section, name in references(playbook):
        needs: tuple[Need, ...] = ()
        if section == "slots":
            needs = names.slot_needs.get(name, ())
        elif section == "conditions":
            needs = names.conditions[name].needs
        yield from ((place, need) for need in needs)
