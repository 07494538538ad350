"""What waits for an answer is named by slots and figures that there are."""

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.model import SECTIONS, Case
from bugcase.desk.progress import items
from bugcase.facts.facts import Facts
from bugcase.figures import NAMES
from bugcase.playbook.load import playbook_names
from bugcase.playbooks import load_playbook


@pytest.mark.parametrize("name", playbook_names())
def test_every_slot_and_figure_that_waits_for_something_is_one(name: str) -> None:
    playbook, case = load_playbook(name), Case(playbook=name)
    facts = Facts.of(playbook, case, Evidence())
    asked = [item for step in playbook.steps for item in items(step, playbook, case)]
    assert [slot for item in asked for slot in item.slots if not facts.has(slot)] == []
    assert {figure for item in asked for figure in item.figures} <= set(NAMES)


@pytest.mark.parametrize("name", playbook_names())
def test_in_a_new_case_everything_that_is_measured_has_something_that_waits_for_it(
    name: str,
) -> None:
    playbook, case = load_playbook(name), Case(playbook=name)
    for step in playbook.steps:
        measured = set(step.asks) & SECTIONS.keys() - {"meeting", "stakes", "rollout"}
        waits = [one for one in items(step, playbook, case) if one.slots or one.figures]
        assert not measured or waits
