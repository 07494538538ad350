"""The cases that every document is written for."""

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case
from bugcase.facts.facts import Facts
from fixtures.shown_words import EXAMPLES, facts_of, measured


@pytest.fixture(params=EXAMPLES)
def example(request: pytest.FixtureRequest) -> Facts:
    """A filled example, measured."""
    return measured(request.param)


@pytest.fixture(params=EXAMPLES)
def untouched(request: pytest.FixtureRequest) -> Facts:
    """A case in which nobody has filled in anything."""
    return facts_of(Case(playbook=request.param), Evidence())
