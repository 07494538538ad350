"""The facts that a sentence may rest on: measured, or typed by somebody.

One fact stands in one place.  Slide, script, report and message ask here by the
name of a slot and get the same words, so they cannot disagree.  What is not
known comes back as a gap that says what is missing.
"""

from dataclasses import dataclass

from bugcase import wording
from bugcase.case.model import Assumed, TaskTime, Unknown
from bugcase.decision.ranges import Range
from bugcase.facts.ground import Ground, Said
from bugcase.facts.slots import SLOTS
from bugcase.facts.slots.provenance import provenance
from bugcase.playbook.format import PlannedTask, Quantity
from bugcase.playbook.meaning import FieldMeaning
from bugcase.text import Span

__all__ = ["Facts"]

PER_CENT = ("share", "odds")  # kinds of quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts(Ground):
    """Every slot of a case, by its name: those of every playbook, and those of its own.

    A playbook's roles, fields, quantities and tasks each have one; of odds, which are
    said in a word, another says the range that was typed.
    """

    def __call__(self, slot: str) -> Span:
        """Give a slot's words and where they come from, or its gap."""
        words, gap = self._words_and_gap(slot)
        if words is None or isinstance(words, Unknown):
            return Span(words=gap, slot=slot, gap=True)
        traced = provenance(slot, self)
        return Span(
            words=words,
            slot=slot,
            shared=self.playbook.shown_as.get(slot),
            source=traced.line if traced else None,
            origin=traced.origin if traced else None,
        )

    def words_for(self, meaning: FieldMeaning) -> Span | None:
        """Give the words of the field of a meaning, or its gap; None where no field has it."""
        field = self.playbook.field_for(meaning)
        return self(field.id) if field else None

    @property
    def slots(self) -> frozenset[str]:
        """Every name that may stand in braces in this case's sentences."""
        return self.playbook.own_slots | SLOTS.keys()

    def has(self, slot: str) -> bool:
        """Whether there is such a slot at all."""
        return slot in SLOTS or slot in self.playbook.own_slots

    def known(self, slot: str) -> bool:
        """Whether there are words for a slot."""
        return not self(slot).gap

    def _words_and_gap(self, slot: str) -> tuple[Said, str]:
        if slot in SLOTS:
            return SLOTS[slot].words(self), SLOTS[slot].missing(self)
        own = self.playbook
        if asked := own.quantity_of(slot):
            return self._range(asked, in_numbers=slot == asked.in_numbers), asked.gap
        if task := own.task_of(slot):
            return self._time(task), f"how long it takes to {task.label.lower()}"
        if slot in own.role_labels:
            return self.say(self.case.person(slot)), f"the name of the {own.role_labels[slot]}"
        if field := own.field_of(slot):
            return self.say(self.case.answer(slot)), field.gap
        raise KeyError(slot)

    def _range(self, asked: Quantity, *, in_numbers: bool) -> Said:
        spread = self.case.assumptions.get(asked.id, Assumed()).spread
        if isinstance(spread, Unknown):
            return spread
        if asked.kind == "odds" and not in_numbers:
            low, likely, high = (number / 100 for number in spread)
            return wording.odds(Range(low=low, likely=likely, high=high).mean)
        said = [self._number(number, asked) for number in spread]
        unit = "" if asked.kind in PER_CENT else f" {asked.unit}"
        if spread[0] == spread[2]:
            return f"{said[1]}{unit}"
        low_end = said[0].removesuffix("%")
        return f"{low_end} to {said[2]}{unit}, most likely {said[1]}"

    def _number(self, number: float, asked: Quantity) -> str:
        if asked.kind == "money":
            return wording.money(number, self.weighed.currency, locale=self.locale)
        return f"{number:,g}%" if asked.kind in PER_CENT else f"{number:,g}"

    def _time(self, task: PlannedTask) -> Said:
        time = self.case.tasks.get(task.id, TaskTime())
        if isinstance(time.p50, Unknown) or isinstance(time.p90, Unknown) or time.fault:
            return None
        if time.p90 == 0:
            return "no time, since it is done"
        days = "working day" if time.p50 == 1 else "working days"
        if time.p50 == time.p90:
            return f"{time.p50:g} {days}"
        return f"{time.p50:g} {days} at even odds, {time.p90:g} at nine in ten"
