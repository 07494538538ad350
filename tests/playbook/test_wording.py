"""How every playbook speaks: short, in words it does not itself rule out, and never too sure."""

import re

import pytest

from bugcase.playbook.format import Playbook
from bugcase.playbook.load import playbook_names
from bugcase.playbooks import load_playbook
from fixtures.sentences import sentences

LIKELIHOOD = re.compile(r"\b(un)?likel|\bodds\b")


@pytest.fixture(params=playbook_names())
def playbook(request: pytest.FixtureRequest) -> Playbook:
    return load_playbook(request.param)


def single_sentences(playbook: Playbook) -> list[tuple[str, str]]:
    said = sentences(playbook)
    return [(place, one) for place, whole in said for one in re.split(r"[.;?!:] ", whole)]


def test_no_sentence_says_what_the_vocabulary_rules_out(playbook: Playbook) -> None:
    avoided = [term.avoid.lower() for term in playbook.vocabulary]
    said = {place: words.lower() for place, words in sentences(playbook)}
    assert [place for place, words in said.items() if any(a in words for a in avoided)] == []
    assert [place for place, words in said.items() if "significan" in words] == []


def test_likelihood_and_confidence_never_stand_in_one_sentence(playbook: Playbook) -> None:
    every = single_sentences(playbook)
    assert [one for _, one in every if LIKELIHOOD.search(one) and "confiden" in one] == []


def test_a_sentence_is_short_enough_to_be_understood_at_once(playbook: Playbook) -> None:
    every = single_sentences(playbook)
    assert [place for place, one in every if len(one.split()) > 32] == []


def test_what_the_audience_needs_explained_has_plain_words_without_the_term(
    playbook: Playbook,
) -> None:
    told = [term for term in playbook.vocabulary if term.explain_for]
    assert told
    assert [term.id for term in told if term.term.lower() in term.plain.lower()] == []
