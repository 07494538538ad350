"""The facts that a sentence may rest on: measured, or typed by somebody.

One fact stands in one place.  Slide, script, report and message ask here by the
name of a slot and get the same words, so they cannot disagree.  What is not
known comes back as a gap that says what is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bugcase.case.values import Unknown
from bugcase.facts.case_context import CaseContext
from bugcase.facts.slots import Slot, slots_of
from bugcase.playbook.meaning import FieldMeaning
from bugcase.playbook.template import Form
from bugcase.text import Span
from bugcase.wording import using


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts(CaseContext):
    """Every slot of a case, by its name: those of every playbook, and those of its own.

    Attributes
    ----------
    slots
        Each slot that may stand in this case's sentences.
    """

    slots: Mapping[str, Slot] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # made once, and again in a copy with another playbook
        object.__setattr__(self, "slots", slots_of(self.playbook))

    def __call__(self, name: str, form: Form = "written") -> Span:
        """Give a slot's words in a form and where they come from, or its gap."""
        slot = self.slots[name]
        with using(self.locale):
            words = slot.said(self, form)
            if words is None:
                return Span(words=slot.missing(self), slot=name, gap=True)
            found = slot.source(self)
        return Span(
            words=words,
            slot=name,
            shared=self.playbook.shown_as.get(name),
            source=found.line if found else None,
            origin=found.origin if found else None,
        )

    def at(self, name: str) -> date | None:
        """Give the moment or the day that a slot says; None where it says none, or a gap."""
        at = self.slots[name].at
        return at(self) if at else None

    def words_for(self, meaning: FieldMeaning) -> Span | None:
        """Give the words of the field of a meaning, or its gap; None where no field has it."""
        field = self.playbook.field_for(meaning)
        return self(field.id) if field else None

    def has(self, name: str) -> bool:
        """Whether there is such a slot at all."""
        return name in self.slots

    def known(self, name: str) -> bool:
        """Whether there are words for a slot."""
        return not isinstance(self.slots[name].words(self), Unknown | None)
