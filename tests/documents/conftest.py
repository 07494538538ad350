"""The cases that every document is written for."""

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case
from fixtures.shown_words import EXAMPLES, Told, measured


@pytest.fixture(params=EXAMPLES)
def example(request: pytest.FixtureRequest) -> Told:
    """A filled example, measured."""
    return measured(request.param)


@pytest.fixture(params=EXAMPLES)
def untouched(request: pytest.FixtureRequest) -> Told:
    """A case in which nobody has filled in anything."""
    return Told.of(Case(playbook=request.param), Evidence())
