"""Typed words have the full stop that the sentence around them needs, whoever typed it."""

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case
from bugcase.facts.facts import Facts
from bugcase.playbooks import load_playbook

PLAYBOOK = load_playbook("release-halt")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("cause", "the form sends months.", "the form sends months"),
        ("cause", "the form sends months", "the form sends months"),
        ("cause", "the job ends at 5 p.m.", "the job ends at 5 p.m."),
        ("business_meaning", "People get a wrong letter", "People get a wrong letter."),
        ("business_meaning", "People get a wrong letter.", "People get a wrong letter."),
        ("business_meaning", "Who would want that?", "Who would want that?"),
    ],
)
def test_a_full_stop_stands_where_a_sentence_ends(field: str, typed: str, said: str) -> None:
    case = Case(playbook="release-halt", answers={field: typed})
    assert Facts.of(PLAYBOOK, case, Evidence())(field).words == said
