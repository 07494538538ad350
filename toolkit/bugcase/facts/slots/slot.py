"""A slot: the name of a fact, how its words are found, and what a gap says."""

from collections.abc import Callable
from dataclasses import dataclass

from bugcase.facts.ground import Ground, Said
from bugcase.playbook.meaning import Need

__all__ = ["Slot"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A slot that every playbook may use: how it is filled, and what a gap says.

    `part` names the part of the evidence that it is taken from: until that is measured it
    is a gap, whatever is typed.  `needs` are the meanings without which nobody can fill it.
    """

    words: Callable[[Ground], Said]
    gap: str | Callable[[Ground], str]
    part: str | None = None
    needs: tuple[Need, ...] = ()

    def missing(self, ground: Ground) -> str:
        """Say what is missing."""
        return self.gap if isinstance(self.gap, str) else self.gap(ground)
