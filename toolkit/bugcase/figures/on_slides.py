"""What a figure needs of a case to stand on one of its slides."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module, resources
from typing import TYPE_CHECKING, Any

from bugcase.data.provenance import Source
from bugcase.facts.facts import Facts
from bugcase.figures import gallery
from bugcase.wording import say, using

if TYPE_CHECKING:
    from bugcase.figures.canvas import CaseFigure

_DECLARED_SLOT = re.compile(
    r'^ON_SLIDES = OnSlides\(.*?\bslot="(\w+)"', flags=re.MULTILINE | re.DOTALL
)


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
        The slot that rests on the same, for its source, and for what it waits for; written
        out, because `slot_of` reads it without importing the file.
    """

    needs: Callable[[Facts], tuple[Any, ...]]
    draw: Callable[..., "CaseFigure"]
    slot: str


def on_slides(name: str) -> OnSlides:
    """Find what a figure declares, by its name.

    Raises
    ------
    ModuleNotFoundError
        Where there is no figure of that name: a playbook's names are checked when it is read.
    """
    declared: OnSlides = import_module(f"{gallery.__name__}.{name}").ON_SLIDES
    return declared


@cache
def slot_of(name: str) -> str:
    """Read the slot that a figure declares, by its name.

    Its file is read as text and not imported: whoever loads a playbook draws nothing, and
    need not wait for matplotlib.

    Raises
    ------
    FileNotFoundError
        Where there is no figure of that name: a playbook's names are checked when it is read.
    LookupError
        Where its file declares no `ON_SLIDES`, or its slot is not written out there.

    Examples
    --------
    >>> slot_of("tornado")
    'top_influence'
    """
    source = (resources.files(gallery) / f"{name}.py").read_text(encoding="utf-8")
    declared = _DECLARED_SLOT.search(source)
    if declared is None:
        raise LookupError(f'{name}.py declares no ON_SLIDES = OnSlides(..., slot="...")')
    return declared[1]


def awaited(name: str, facts: Facts) -> str | None:
    """Say what a figure waits for, or why the data refuse it; None where it is drawn."""
    declared = on_slides(name)
    if declared.needs(facts)[0] is not None:
        return None
    waits, part, found = facts(declared.slot), facts.slots[declared.slot].part, facts.evidence
    refusal = found.incident.refusal(part) if found.incident and part else None
    if refusal:
        return refusal.short
    with using(facts.locale):
        if waits.gap:
            return waits.words.removeprefix(say("gap.needs", what=""))
        return say("figure.what_it_shows")


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
