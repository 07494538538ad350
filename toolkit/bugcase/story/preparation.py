"""What is prepared before the meeting: the advice that applies, and the checklist."""

from dataclasses import dataclass

from bugcase.facts.conditions import all_hold, that_hold
from bugcase.facts.facts import Facts
from bugcase.facts.sentences import written
from bugcase.playbook.preparation import Phase
from bugcase.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistPoint:
    """A point of the checklist: what is to be done by whom, and whether the case says it is."""

    phase: Phase
    words: str
    owner: str
    done: bool


def advice(facts: Facts) -> tuple[Text, ...]:
    """List how to say it to these people: the nuance of the playbook that applies."""
    return tuple(written(point.text, facts) for point in that_hold(facts.playbook.nuance, facts))


def checklist(facts: Facts) -> tuple[ChecklistPoint, ...]:
    """List what to have done before the meeting, in the playbook's order."""
    return tuple(
        ChecklistPoint(
            phase=point.phase,
            words=point.text,
            owner=facts.playbook.role_labels[point.owner],
            done=bool(point.ticked_by) and all_hold(point.ticked_by, facts),
        )
        for point in that_hold(facts.playbook.checklist, facts)
    )
