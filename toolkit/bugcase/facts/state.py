"""The state of an incident, as one of the four words that a case offers for it."""

from typing import Literal, TypeAlias, get_args

from bugcase.facts.case_context import CaseContext

State: TypeAlias = Literal["not stopped", "mitigated", "monitoring", "resolved"]


def state_of(context: CaseContext) -> State | None:
    """Give the state that the answer begins with; None where it begins with none of them.

    Examples
    --------
    >>> from bugcase.case.evidence import Evidence
    >>> from bugcase.case.model import Case
    >>> from bugcase.playbooks import load_playbook
    >>> playbook = load_playbook("ceo-report")
    >>> for said in ("Mitigated since Tuesday evening", "we are looking into it"):
    ...     case = Case(playbook="ceo-report", answers={"status": said})
    ...     print(state_of(CaseContext.of(playbook, case, Evidence())))
    mitigated
    None
    """
    said = " ".join(str(context.answer_for("state")).lower().split())
    states: tuple[State, ...] = get_args(State)
    return next((state for state in states if said.startswith(state)), None)
