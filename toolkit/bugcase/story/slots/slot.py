"""A slot: the name of a fact, how its words are found, and what a gap says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from bugcase.case.model import Unknown

if TYPE_CHECKING:
    from bugcase.story.facts import Facts

__all__ = ["Said", "Slot"]

Said: TypeAlias = str | Unknown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A slot that every playbook may use: how it is filled, and what a gap says.

    `measured` marks one that is a gap until the data are measured, whatever is typed.
    `part` names what is measured of an incident that it is taken from.
    """

    words: "Callable[[Facts], Said]"
    gap: "str | Callable[[Facts], str]"
    measured: bool = False
    part: str | None = None

    def missing(self, facts: "Facts") -> str:
        """Say what is missing."""
        return self.gap if isinstance(self.gap, str) else self.gap(facts)
