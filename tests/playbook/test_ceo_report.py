"""What the ceo-report playbook must carry, row by row.

The tables are those of the content that the playbook was written from; each row
names the entries that stand for it.
"""

from collections import Counter

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case
from bugcase.documents.decision import decision_md
from bugcase.facts.facts import Facts
from bugcase.playbooks import load_playbook
from bugcase.story.follow_up import actions, report

PLAYBOOK = load_playbook("ceo-report")

VOCABULARY = {
    "data corruption": "data_corruption",
    "outage": "outage",
    "race condition": "race_condition",
    "data race": "data_race",
    "deadlock": "deadlock",
    "goroutine, mutex": "goroutine_and_mutex",
    "lost update": "lost_update",
    "isolation level": "isolation_level",
    "lock, version check": "lock_and_version_check",
    "idempotency": "idempotency",
    "restore, of data": "restore",
    "rollback, of code": "rollback",
    "recovery point objective, the gap": "recovery_point",
    "recovery time objective": "recovery_time",
    "point-in-time recovery": "point_in_time_recovery",
    "reconciliation": "reconciliation",
    "mitigated, monitoring, resolved": "status_words",
    "root cause": "root_cause",
    "trigger against contributing factor": "trigger_and_factor",
    "time to detect, time to mitigate": "time_to_detect",
    "SLO, error budget, burn rate": "error_budget",
    "blast radius": "blast_radius",
    "user trust": "user_trust",
    "net revenue impact": "net_revenue_impact",
    "failover": "failover",
    "remediation": "remediation",
    "code review": "code_review",
    "static analysis": "static_analysis",
    "formal verification": "formal_verification",
    "residual risk": "residual_risk",
    "post-incident review": "post_incident_review",
}
NUANCE = {
    "1 tell early": "tell_early",
    "2 order": "order_of_news",
    "3 we and I": "we_and_i",
    "4 apologise for effect": "apology",
    "5 range, corrections in the open": "ranges_and_corrections",
    "6 stop after the impact": "stop_after_impact",
    "7 preliminary once": "preliminary_once",
    "8 not never again": "no_never_again",
    "9 power distance": "manager_in_the_loop",
    "10 no date under pressure": "no_date_under_pressure",
    "11 written words": "written_words",
    "12 one voice outside": "one_voice_outside",
    "13 video": "on_video",
    "14 give the room a task": "give_a_task",
    "15 care for responders": "care_for_responders",
}
FOLLOW_UP = {
    "15 minutes": [("open_incident", "15 minutes")],
    "within the hour": [("first_note", "1 hour")],
    "within four hours": [("clocks_and_evidence", "4 hours")],
    "within a day": [("report_v1", "1 day"), ("tell_customers", "1 day")],
    "every day": [("daily_update", "1 day")],
    "within three days": [("review", "3 days")],
    "within a week": [
        *(("final_report", "1 week"), ("credits", "1 week"), ("customer_account", "1 week")),
    ],
    "15 and 30 days": [
        *(("sev1_actions", "15 days"), ("sev2_actions", "30 days"), ("looking_back", "30 days")),
    ],
}
QUESTIONS = {
    ("ceo", "still happening"): "ceo_still_happening",
    ("ceo", "how many customers"): "ceo_how_many",
    ("ceo", "lost for good"): "ceo_lost_for_good",
    ("ceo", "orders again"): "ceo_order_again",
    ("ceo", "tonight"): "ceo_tonight",
    ("ceo", "who did this"): "ceo_who",
    ("ceo", "what from me"): "ceo_what_from_me",
    ("engineering_lead", "known, or a guess"): "eng_race_or_guess",
    ("engineering_lead", "why that fix"): "eng_why_that_fix",
    ("engineering_lead", "is the backup clean"): "eng_clean_backup",
    ("engineering_lead", "n runs without a failure"): "eng_no_failures",
    ("engineering_lead", "race detector, compiler"): "eng_race_detector",
    ("engineering_lead", "formal model"): "eng_formal_model",
    ("engineering_lead", "database constraint"): "eng_constraint",
    ("product_manager", "which features off"): "pm_features_off",
    ("director", "why did monitoring miss it"): "dir_monitoring",
    ("director", "before"): "dir_before",
    ("cfo", "revenue, margin, cash"): "cfo_which_money",
    ("cfo", "hours without orders"): "cfo_downtime",
    ("cfo", "credits, penalties, labour"): "cfo_credits",
    ("cfo", "material, insured"): "cfo_material",
    ("legal", "personal data"): "legal_personal_data",
    ("legal", "when did we know"): "legal_when_known",
    ("support", "whom to call first"): "cs_call_first",
    ("support", "is it right now"): "cs_right_now",
    ("press", "public already"): "pr_public",
}
PREPARATION = [
    *("harm_stopped", "three_lists", "timeline_sourced", "customers_bounded", "gap_counted"),
    *("expected_revenue", "recovered_counted", "cause_graded", "plain_words_tried"),
    *("contingency_rehearsed", "residual_odds", "three_choices", "one_ask", "others_informed"),
    *("summary_short", "report_sent", "five_answers", "number_log_open", "next_update_set"),
]
STORYLINE = [
    *("bottom_line", "who", "account", "money", "timeline", "budget", "why", "now", "matched"),
    *("repair", "risk", "decision"),
]
REPORT = [
    *("bottom_line", "impact", "state", "timeline", "cause", "actions", "residual_risk"),
    *("outside", "asks", "number_log", "provenance"),
]
FIVE_ANSWERS = ["what", "cause", "fix", "prevention", "risk"]


def test_every_term_of_the_vocabulary_is_there_and_no_other() -> None:
    assert Counter(term.id for term in PLAYBOOK.vocabulary) == Counter(VOCABULARY.values())


def test_every_point_of_nuance_is_there_and_no_other() -> None:
    assert Counter(point.id for point in PLAYBOOK.nuance) == Counter(NUANCE.values())


def test_every_row_of_the_follow_up_is_there_with_its_due_time() -> None:
    due = [(action.id, action.within or action.every) for action in PLAYBOOK.actions]
    assert due == [row for rows in FOLLOW_UP.values() for row in rows]


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


def test_every_hard_question_is_there_from_its_asker_and_has_what_fires_it() -> None:
    askers = {question.id: question.asker for question in PLAYBOOK.questions}
    assert {(askers[name], about): name for (_, about), name in QUESTIONS.items()} == QUESTIONS
    assert len(PLAYBOOK.questions) == len(QUESTIONS)
    assert [question.id for question in PLAYBOOK.questions if not question.fires] == []


def test_every_point_of_the_preparation_is_there() -> None:
    assert Counter(check.id for check in PLAYBOOK.checklist) == Counter(PREPARATION)


def test_the_storyline_has_its_slides_and_the_report_its_sections_in_order() -> None:
    assert [slide.id for slide in PLAYBOOK.slides] == STORYLINE
    assert [section.id for section in PLAYBOOK.report] == REPORT


def test_the_chief_executive_asks_five_questions_and_each_answer_may_take_20_seconds() -> None:
    asked = [turn.slide for turn in PLAYBOOK.turns if turn.speaker == "ceo"]
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
