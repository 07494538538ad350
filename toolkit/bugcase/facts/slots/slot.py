"""A slot: the name of a fact, how its words are found, where they come from, what a gap says."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from bugcase import wording
from bugcase.case.values import known
from bugcase.facts.case_context import CaseContext, SlotValue
from bugcase.facts.sources import Provenance
from bugcase.playbook.meaning import Need
from bugcase.playbook.template import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A slot: its words, its gap, its source, and what it rests on.

    Attributes
    ----------
    words
        What stands in its place in a written sentence; None or `Unknown` where nobody knows.
    gap
        The entry of the words for what is missing then, or what says them.
    source
        Where the words come from; asked only where there are some.  None for a word that
        the package chose itself.
    rests_on
        What has to be filled in for it: sections of the case, "data", or a single place in
        one, "limit.agreed_on".
    part
        The part of the evidence that it is taken from, if it is one of the evidence: until
        that is measured it is a gap, whatever is typed.
    needs
        The meanings without which nobody can fill it, of fields and quantities.
    spoken, short
        The words in what is said, and where there is little room; where there are none, the
        written ones.  Whether the slot is open, `words` alone decides.
    at
        The moment or the day that the words say, for what counts from it; None where they
        say none.
    """

    words: Callable[[CaseContext], SlotValue]
    gap: str | Callable[[CaseContext], str]
    source: Callable[[CaseContext], Provenance | None]
    rests_on: tuple[str, ...]
    part: str | None = None
    needs: tuple[Need, ...] = ()
    spoken: Callable[[CaseContext], SlotValue] | None = None
    short: Callable[[CaseContext], SlotValue] | None = None
    at: Callable[[CaseContext], date | None] | None = None

    def said(self, context: CaseContext, form: Form) -> str | None:
        """Give the words in a form; None where nobody knows them."""
        words = known(self.words(context))
        other = {"spoken": self.spoken, "short": self.short, "written": None}[form]
        if words is None or other is None:
            return words
        return known(other(context)) or words

    def missing(self, context: CaseContext) -> str:
        """Say what is missing."""
        return wording.say(self.gap) if isinstance(self.gap, str) else self.gap(context)


def aloud(slot: Slot) -> Slot:
    """Have a slot's numbers spoken as they are said: 15 more of every 1,000, 45 per cent."""

    def spoken(context: CaseContext) -> SlotValue:
        words = slot.words(context)
        return wording.spoken.aloud(words) if isinstance(words, str) else words

    return replace(slot, spoken=spoken)


def spoken_at(context: CaseContext, at: date | None) -> str | None:
    """Say a moment or a day as people at the meeting say it; None where it is said as written.

    CONTRACT: the words have no preposition before them: "four tomorrow", "ten on Wednesday",
    and of a day alone "Tuesday the 1st of December".  The sentence brings "by", "since",
    "until" or "from", and "on" for a day alone; before a near day ("tomorrow") that "on" is
    left out where it is spoken.
    """
    said = None if at is None else context.spoken_moment(at)
    return None if said is None else str(said)


def with_spoken_time(slot: Slot) -> Slot:
    """Have the moment or the day of a slot (`at`) said as people at the meeting say it."""
    return replace(
        slot, spoken=lambda context: spoken_at(context, slot.at(context) if slot.at else None)
    )


def in_both(make: Callable[[Form], Slot]) -> Slot:
    """Make a slot whose spoken words are made as its written ones are, in another form."""
    return replace(make("written"), spoken=make("spoken").words)
