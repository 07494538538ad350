"""All slots by their names: those of every playbook, and those of one playbook's own.

A slot is declared once, with all that belongs to it, in the file of what fills it.
"""

from collections.abc import Mapping

from bugcase.facts.slots.incident import INCIDENT
from bugcase.facts.slots.measured import MEASURED
from bugcase.facts.slots.own import own_slots
from bugcase.facts.slots.slot import Slot
from bugcase.facts.slots.weighed import WEIGHED
from bugcase.playbook.format import Playbook

__all__ = ["SLOTS", "Slot", "slots_of"]

SLOTS: Mapping[str, Slot] = {**MEASURED, **WEIGHED, **INCIDENT}  # those of every playbook


def slots_of(playbook: Playbook) -> Mapping[str, Slot]:
    """Give each slot that may stand in the sentences of a playbook."""
    return {**own_slots(playbook), **SLOTS}
