"""What the ceo-report playbook promises of its script, its questions and its follow-up."""

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case
from bugcase.documents.decision import decision_md
from bugcase.facts.facts import Facts
from bugcase.playbooks import load_playbook
from bugcase.story.follow_up import actions, report

PLAYBOOK = load_playbook("ceo-report")

FIVE_ANSWERS = ["what", "cause", "fix", "prevention", "risk"]


@pytest.mark.parametrize(
    ("severity", "owed"),
    [
        ("SEV-1", {"sev1_actions"}),
        ("SEV-2", {"sev2_actions"}),
        ("unknown", {"sev1_actions", "sev2_actions"}),
    ],
)
def test_only_the_actions_of_the_typed_severity_are_owed(severity: str, owed: set[str]) -> None:
    case = Case.model_validate({"playbook": "ceo-report", "answers": {"severity": severity}})
    listed = {one.id for one in actions(Facts.of(PLAYBOOK, case, Evidence()))}
    assert listed & {"sev1_actions", "sev2_actions"} == owed
    decision = decision_md(Facts.of(PLAYBOOK, case, Evidence()))
    assert [f"actions of a SEV-{level}" in decision for level in (1, 2)] == [
        f"sev{level}_actions" in owed for level in (1, 2)
    ]


def test_every_hard_question_has_what_fires_it() -> None:
    assert [question.id for question in PLAYBOOK.questions if not question.fires] == []


def test_the_chief_executive_asks_five_questions_and_each_answer_may_take_20_seconds() -> None:
    asked = {turn.move for turn in PLAYBOOK.turns if turn.speaker == "ceo"}
    budgets = {turn.id: turn.seconds for turn in PLAYBOOK.turns}
    assert len(asked) == 5
    assert [budgets[name] for name in FIVE_ANSWERS] == [20] * 5


def test_the_summary_of_a_new_case_is_short_and_says_first_what_is_missing() -> None:
    facts = Facts.of(PLAYBOOK, Case(playbook="ceo-report"), Evidence())
    (summary,) = report(facts)[0].lines
    assert len(str(summary.text).split()) <= 150
    first = summary.text.sentences[0]
    assert {"customers_confirmed", "customers_possible", "decide_by", "ask"} <= set(first.gaps)


def test_the_script_ends_with_a_decision_an_owner_and_a_time() -> None:
    (variant,) = PLAYBOOK.turns[-1].say
    assert {"ask", "ceo", "decide_by", "carried_out_by"} <= set(variant.text.slots)
