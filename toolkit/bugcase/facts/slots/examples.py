"""What a slot says, by example: how long it is and what it holds, before there is a case."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from bugcase.playbook.format import AnswerField, PlannedTask, Playbook, Quantity, Role

_WORDS = "it was written twice without a check"
_BY_KIND: Mapping[str, str] = {  # of what a playbook asks for itself
    "paragraph": "It was written twice without a check of what was there, and a change was lost.",
    "date": "10 December",
    "datetime": "tomorrow at noon",
    "number": "12",
    "share": "10 to 40%, most likely 20%",
    "money": "€25 to €80, most likely €40",
    "odds": "unlikely",
}


def example_of(name: str, playbook: Playbook) -> str:
    """Say what may stand in the place of a slot; raises KeyError where there is no such slot.

    >>> from bugcase.playbooks import load_playbook
    >>> playbook = load_playbook("release-halt")
    >>> example_of("rows", playbook), example_of("decide_by", playbook)
    ('175,670', 'tomorrow at noon')
    """
    if name not in playbook.own_slots:
        return _of_every_playbook()[name]
    asked = playbook.own_slots[name]
    match asked:
        case Role():
            return "Dana Reyes"
        case AnswerField():
            return _BY_KIND.get(asked.kind, _WORDS)
        case PlannedTask():
            return "3 working days at even odds, 5 at nine in ten"
        case Quantity():
            if name != asked.id:
                return "5 to 20%, most likely 10%"
            unit = f" {asked.unit}" if asked.kind == "number" else ""
            return f"{_BY_KIND[asked.kind]}{unit}"


@cache
def _of_every_playbook() -> Mapping[str, str]:
    text = (resources.files("bugcase.facts.slots") / "examples.toml").read_text(encoding="utf-8")
    examples: Mapping[str, str] = tomllib.loads(text)
    return examples
