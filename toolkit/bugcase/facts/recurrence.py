"""Reads the odds that somebody put on another such failure, before the fix and with it."""

from dataclasses import dataclass

from bugcase.case.model import Assumed
from bugcase.case.values import Unknown, known
from bugcase.decision.ranges import Range
from bugcase.facts.case_context import CaseContext
from bugcase.facts.state import state_of
from bugcase.playbook.format import Quantity
from bugcase.playbook.meaning import OF_RECURRENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """Odds that were typed: the slot that says them, their range as shares, and who gave them."""

    slot: str
    range: Range
    source: str | None


def odds_of_recurrence(context: CaseContext) -> tuple[Odds | None, ...]:
    """Give the odds until the fix and with it; once it is resolved, those with the fix alone."""
    hold = OF_RECURRENCE[1:] if state_of(context) == "resolved" else OF_RECURRENCE
    asked = {one.means: one for one in context.playbook.quantities}
    return tuple(_odds(asked[means], context) if means in asked else None for means in hold)


def _odds(asked: Quantity, context: CaseContext) -> Odds | None:
    given = context.case.assumptions.get(asked.id, Assumed())
    if asked.fault(given) or isinstance(given.spread, Unknown):
        return None
    low, likely, high = (number / 100 for number in given.spread)
    return Odds(
        slot=asked.in_numbers,
        range=Range(low=low, likely=likely, high=high),
        source=known(given.source),
    )
