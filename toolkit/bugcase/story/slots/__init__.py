"""The closed list of slots that every playbook may use, by what fills them."""

from collections.abc import Mapping

from bugcase.story.slots.incident import INCIDENT
from bugcase.story.slots.measured import MEASURED
from bugcase.story.slots.slot import Said, Slot
from bugcase.story.slots.weighed import WEIGHED

__all__ = ["SLOTS", "Said", "Slot"]

SLOTS: Mapping[str, Slot] = {**MEASURED, **WEIGHED, **INCIDENT}
