"""Reads what somebody typed of how a failure came about, step by step."""

from bugcase.facts.case_context import CaseContext
from bugcase.incident.cause import ROLES, Step


def cause_steps(context: CaseContext) -> tuple[Step, ...]:
    """Give the steps in the order of time; a row without a system or a deed is left out.

    Which column is which, and which of its choices, their order says: the words of both are
    the playbook's.
    """
    field = context.playbook.field_for("cause steps")
    if field is None:
        return ()
    roles = {
        choice.casefold(): role
        for choice, role in zip(field.columns[2].choices, ROLES, strict=True)
    }
    found = []
    for row in field.rows(context.answer_for("cause steps")):
        system, does, role, lost = (context.say(row.get(one.id)) for one in field.columns)
        if isinstance(system, str) and isinstance(does, str):
            found.append(
                Step(
                    system=system,
                    does=does,
                    role=roles.get(str(role).strip().casefold(), "ordinary"),
                    lost=lost if isinstance(lost, str) else None,
                )
            )
    return tuple(found)
