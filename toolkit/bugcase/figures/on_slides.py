"""What a figure needs of a case to stand on one of its slides."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from bugcase.data.provenance import Source
from bugcase.facts.facts import Facts
from bugcase.figures.canvas import CaseFigure


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSlides:
    """How a figure is drawn of a case: `ON_SLIDES` in its file.

    Parameters
    ----------
    needs
        What it is drawn from.  The first of it is None where nothing of what it shows
        is known; as long as all of it stays equal, the drawing stays.
    draw
        Draws it from these.
    slot
        The slot that rests on the same, for its source, and for what it waits for.
    """

    needs: Callable[[Facts], tuple[Any, ...]]
    draw: Callable[..., CaseFigure]
    slot: str


def on_slides(name: str) -> OnSlides:
    """Find what a figure declares, by its name.

    Raises
    ------
    ModuleNotFoundError
        Where there is no figure of that name: a playbook's names are checked when it is read.
    """
    declared: OnSlides = import_module(f"bugcase.figures.gallery.{name}").ON_SLIDES
    return declared


def evidence_source(facts: Facts) -> Source | None:
    """Give the data that the two models were compared on."""
    found = facts.evidence.comparison
    return found.source if found else None


def incident_part(name: str) -> Callable[[Facts], tuple[Any]]:
    """Need one part of an incident's findings."""

    def part(facts: Facts) -> tuple[Any]:
        found = facts.evidence.incident
        return (getattr(found, name) if found else None,)

    return part
