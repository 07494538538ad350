"""The state of an incident, as one of the four words that a case offers for it."""

from typing import Literal, TypeAlias, get_args

from bugcase.case.model import Case

__all__ = ["STATUS", "State", "state_of"]

STATUS = "status"  # the field in which a playbook asks for it, where it has one

State: TypeAlias = Literal["not stopped", "mitigated", "monitoring", "resolved"]


def state_of(case: Case) -> State | None:
    """Give the state that the answer begins with; None where it begins with none of them.

    >>> state_of(Case(playbook="x", answers={"status": "Mitigated since Tuesday evening"}))
    'mitigated'
    >>> state_of(Case(playbook="x", answers={"status": "we are looking into it"}))
    """
    said = " ".join(str(case.answer(STATUS)).lower().split())
    states: tuple[State, ...] = get_args(State)
    return next((state for state in states if said.startswith(state)), None)
