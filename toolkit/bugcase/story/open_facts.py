"""Says of a fact that is missing what it is called, and at which step it is filled in."""

from collections.abc import Iterator
from dataclasses import dataclass

from bugcase.case.file import value_at
from bugcase.case.model import SECTIONS
from bugcase.case.values import UNKNOWN
from bugcase.facts.facts import Facts
from bugcase.playbook.format import Playbook


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFact:
    """A fact that nobody has filled in yet.

    Attributes
    ----------
    words
        What is missing, as a gap says it.
    label
        What the form calls it; `words` where it is measured.
    steps
        The steps of the notebook that ask for it: "8 · Measuring".
    """

    words: str
    label: str
    steps: tuple[str, ...]

    def __str__(self) -> str:
        """Say what is missing and where it is filled in.

        >>> str(OpenFact(words="which build", label="Build or commit", steps=("14 · Questions",)))
        'Build or commit (step 14 · Questions)'
        """
        return f"{self.label} (step {', '.join(self.steps)})" if self.steps else self.label


def open_fact(slot: str, facts: Facts) -> OpenFact:
    """Say where a slot that is a gap is filled in.

    Of a slot that rests on several places, those count that are still empty; where none
    is, as with data that were never measured, all of them.
    """
    places = facts.slots[slot].rests_on
    empty = [place for place in places if value_at(facts.case, place) == UNKNOWN]
    words = facts(slot).words
    asked = [found for place in empty or places for found in _asked(place, facts.playbook)]
    labels = dict.fromkeys(label for label, _ in asked if label)
    return OpenFact(
        words=words,
        label=", ".join(labels) or words,
        steps=tuple(dict.fromkeys(step for _, step in asked)),
    )


def _asked(place: str, playbook: Playbook) -> Iterator[tuple[str, str]]:
    """Give the label of a place of the case, if it is one field, and the step that asks for it."""
    section, _, key = place.partition(".")
    label, step_of = "", ""
    match section:
        case "answers" | "assumptions":
            entries = playbook.fields if section == "answers" else playbook.quantities
            entry = next(one for one in entries if one.id == key)
            label, step_of = entry.label, entry.step
        case "people":
            label = playbook.role_labels[key].capitalize()
        case "tasks":
            label = next(one.label for one in playbook.tasks if one.id == key)
        case _ if key and section in SECTIONS:
            label = SECTIONS[section].model_fields[key].title or key
        case _:
            label = key.capitalize()  # a moment of the timeline
    for number, step in enumerate(playbook.steps, start=1):
        if step.id == step_of or (not step_of and section in step.asks):
            yield label, f"{number} · {step.title}"
