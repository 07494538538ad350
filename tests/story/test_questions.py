"""The questions that come are those that the case's weak spots invite, the worst ones first."""

from typing import Any

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.model import Answer, Case, Person
from bugcase.facts.facts import Facts
from bugcase.playbook.preparation import Question
from bugcase.playbooks import NAMES, load_playbook
from bugcase.story.questions import Asked, questions

PLAYBOOK = load_playbook("release-halt")
PEOPLE = (
    Person(name="Tomás Ferreira", role="engineering_lead"),
    Person(name="Ingrid Dahl", role="director"),
    Person(role="ceo"),
)
REPRODUCE: dict[str, Any] = {
    "id": "reproduce",
    "asker": "engineering_lead",
    "ask": "Can you see it again in {release}? | Can you see it again?",
    "evidence": "the build, the seed",
    "slots": ["repro", "commit"],
    "fires": ["unknown(repro)", "unknown(commit)", "not measured()"],
    "severity": "high",
    "say": "Like this: {repro}.\nIts effect on people: {business_meaning}.",
}


def asked(*entries: dict[str, Any], **answers: Answer) -> tuple[Asked, ...]:
    written = tuple(
        Question.model_validate(REPRODUCE | entry, context=NAMES) for entry in entries or ({},)
    )
    playbook = PLAYBOOK.model_copy(update={"questions": written})
    case = Case(playbook="release-halt", people=PEOPLE, answers=answers)
    return questions(Facts.of(playbook, case, Evidence()))


def test_a_question_comes_with_whoever_will_ask_it_and_what_to_have_at_hand() -> None:
    (one,) = asked(release="release 214")
    assert (one.asker, one.name, one.in_room) == ("engineering lead", "Tomás Ferreira", True)
    assert (str(one.words), one.evidence) == (
        "Can you see it again in release 214?",
        "the build, the seed",
    )


def test_somebody_who_is_not_named_is_a_role_that_is_not_in_the_room() -> None:
    (one,) = asked({"asker": "ceo"})
    assert (one.asker, one.name, one.in_room) == ("chief executive", None, False)


def test_it_says_in_words_which_weak_spots_fired_it() -> None:
    (one,) = asked(commit="build 214")
    assert one.why == (
        "the slot is a gap: how to see it again",
        "it is not so that the two models were compared",
    )


def test_any_one_weak_spot_invites_it_and_without_one_it_may_be_asked_all_the_same() -> None:
    fires = ["unknown(repro)", "unknown(commit)"]
    (invited,) = asked({"fires": fires}, commit="build 214")
    (prepared,) = asked({"fires": fires}, commit="build 214", repro="the notebook, seed 4")
    assert (invited.fired, prepared.fired) == (True, False)
    assert prepared.answer is not None


def test_a_question_that_nothing_need_fire_is_always_asked() -> None:
    (one,) = asked({"fires": []})
    assert one.why == ()


def test_without_a_fact_it_rests_on_there_is_no_answer_and_the_form_that_asks_for_it_is_named() -> (
    None
):
    (one,) = asked(commit="build 214")
    assert one.answer is None
    assert [str(fact) for fact in one.missing] == [
        "How to see it again (step 14 · What they will ask)"
    ]


def test_a_fact_that_is_measured_is_missing_by_its_words_at_the_step_of_its_data() -> None:
    (one,) = asked({"slots": ["worsening", "find_time", "limit_agreed_by", "director"]})
    assert [str(fact) for fact in one.missing] == [
        "measure first (step 2 · The data)",
        "Find (step 8 · The plan)",
        "Agreed by (step 3 · The limit)",
    ]


def test_an_answer_leaves_out_the_gaps_that_it_can_live_with() -> None:
    (one,) = asked(repro="the notebook, seed 4", commit="build 214")
    assert (one.missing, str(one.answer)) == ((), "Like this: the notebook, seed 4.")
    assert [str(fact) for fact in one.open] == [
        "What it means for the business (step 5 · What it means)"
    ]
    assert str(one.words) == "Can you see it again?"


def test_what_several_facts_wait_for_is_named_once_in_a_question() -> None:
    nothing = Case(playbook="release-halt")
    for one in questions(Facts.of(load_playbook("release-halt"), nothing, Evidence())):
        named = [(fact.label, fact.words) for fact in one.missing + one.open]
        assert len(named) == len(set(named)), one.id


def test_an_answer_of_which_nothing_is_left_is_none_and_says_what_is_missing() -> None:
    (one,) = asked({"slots": []})
    assert one.answer is None
    assert [fact.words for fact in one.missing] == [
        "how to see it again",
        "what it means for people and money",
    ]


def test_first_comes_what_has_no_answer_then_what_fires_then_the_worst_then_who_is_there() -> None:
    ready: dict[str, Any] = {"slots": ["commit"], "say": "Yes, in {commit}."}
    ranked = asked(
        {"id": "not_fired", "fires": ["measured()"], **ready},
        {"id": "fired", **ready},
        {"id": "unanswered_not_fired", "fires": ["measured()"], "severity": "low"},
        {"id": "absent_high", "asker": "ceo"},
        {"id": "lead_low", "severity": "low"},
        {"id": "lead_high"},
        {"id": "director_low", "asker": "director", "severity": "low"},
        {"id": "director_high", "asker": "director"},
        {"id": "lead_high_too"},
        {"id": "absent_low", "asker": "cfo", "severity": "low"},
        commit="build 214",
    )
    assert [one.id for one in ranked] == [
        *("director_high", "lead_high", "lead_high_too", "absent_high"),
        *("director_low", "lead_low", "absent_low", "unanswered_not_fired"),
        *("fired", "not_fired"),
    ]


@pytest.mark.parametrize(
    "question", PLAYBOOK.questions, ids=lambda question: f"{question.asker}: {question.id}"
)
def test_a_case_of_which_nothing_is_known_has_no_answer_made_up_for_it(question: Question) -> None:
    playbook = PLAYBOOK.model_copy(update={"questions": (question,)})
    facts = Facts.of(playbook, Case(playbook="release-halt"), Evidence())
    for one in questions(facts):
        assert (one.answer is None) == bool(one.missing)
        assert not any(figure.isdigit() for figure in str(one.answer))
