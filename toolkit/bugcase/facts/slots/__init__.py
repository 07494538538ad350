"""The closed list of slots that every playbook may use, by what fills them."""

from collections.abc import Mapping

from bugcase.facts.slots.incident import INCIDENT
from bugcase.facts.slots.measured import MEASURED
from bugcase.facts.slots.slot import Slot
from bugcase.facts.slots.weighed import WEIGHED

__all__ = ["SLOTS", "Slot"]

SLOTS: Mapping[str, Slot] = {**MEASURED, **WEIGHED, **INCIDENT}
