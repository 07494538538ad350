"""What a slot says, by example: how long it is and what it holds, before there is a case."""

import tomllib
from collections.abc import Mapping
from importlib import resources

from bugcase.playbook.field import OF_WORDS, AnswerField, Form
from bugcase.playbook.format import PlannedTask, Playbook, Quantity, Role

SLOT_EXAMPLES: Mapping[str, str] = tomllib.loads(  # of the slots of every playbook
    (resources.files("bugcase.facts.slots") / "examples.toml").read_text(encoding="utf-8")
)
_BY_FORM: Mapping[Form | None, str] = {  # of typed words
    "clause": "it was written twice without a check of what was there",
    "noun phrase": "the sync job",
    "infinitive": "keep payments by invoice off until Friday",
    "sentence": "We are looking into it, and you need to do nothing.",
    None: "it was written twice without a check",
}
_BY_KIND: Mapping[str, str] = {  # of what else a playbook asks for itself
    "date": "10 December",
    "datetime": "tomorrow at noon",
    "number": "12",
    "rows": "write with a check, and raise an alarm when it fails",
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
        return SLOT_EXAMPLES[name]
    asked = playbook.own_slots[name]
    match asked:
        case Role():
            return "Dana Reyes"
        case AnswerField():
            if asked.kind in OF_WORDS:
                return asked.choices[0] if asked.choices else _BY_FORM[asked.form]
            return _BY_KIND[asked.kind]
        case PlannedTask():
            return "3 working days at even odds, 5 at nine in ten"
        case Quantity():
            if name != asked.id:
                return "5 to 20%, most likely 10%"
            unit = f" {asked.unit}" if asked.kind == "number" else ""
            return f"{_BY_KIND[asked.kind]}{unit}"
