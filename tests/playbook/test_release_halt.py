"""What the release-halt playbook must carry, row by row.

The tables are those of the content that the playbook was written from; each row
names the entries that stand for it.
"""

from collections import Counter

from bugcase.playbooks import load_playbook

PLAYBOOK = load_playbook("release-halt")

VOCABULARY = {
    "error rate": "error_rate",
    "percentage point against percent": "percentage_point",
    "baseline": "baseline",
    "slice": "slice",
    "confidence interval": "confidence_interval",
    "prediction interval": "prediction_interval",
    "acceptance limit": "acceptance_limit",
    "practical against statistical significance": "practical_significance",
    "data drift": "data_drift",
    "concept drift": "concept_drift",
    "regression (defect)": "defect",
    "training-serving skew": "training_serving_skew",
    "leakage": "leakage",
    "calibration": "calibration",
    "false alarm and miss": "false_alarm_and_miss",
    "bias": "bias",
    "canary and minimum detectable effect": "canary",
    "blast radius": "blast_radius",
    "rollback and kill switch": "rollback",
    "expected loss and break-even": "expected_loss",
    "exit criterion": "exit_criterion",
    "root cause": "root_cause",
    "validation": "validation",
    "remediation": "remediation",
    "feature engineering": "feature_engineering",
    "hotfix": "hotfix",
    "user trust": "user_trust",
}
NUANCE = {
    "1 one decision, one decider": "one_ask",
    "2 tell the engineering lead before": "before_the_room",
    "3 lead with the decision": "decision_first",
    "4 own the message": "own_the_message",
    "5 their argument first": "their_side_first",
    "6 the deadline has a value": "worth_of_the_date",
    "7 I don't know yet, in three parts": "not_known_yet",
    "8 pause after the number": "pause_after_number",
    "9 disagree upward": "disagree_upward",
    "10 remote": "on_video",
    "11 non-native listeners": "second_language",
    "12 fairness findings": "fairness_findings",
    "13 avoid crying wolf": "earlier_warnings",
}
FOLLOW_UP = {
    "within the hour": [("decision_note", "1 hour"), ("freeze", "1 hour")],
    "within four hours": [
        *(("tickets", "4 hours"), ("support_line", "4 hours"), ("new_date", "4 hours")),
    ],
    "within a day": [
        *(("findings", "1 day"), ("criterion_signed", "1 day"), ("partner_notice", "1 day")),
    ],
    "every day": [("daily_lines", "1 day")],
    "at exit": [("go_or_no_go", "1 working day")],
    "within a week": [
        ("review", "5 working days"),
        ("check_added", "5 working days"),
        ("own_forecasts", "5 working days"),
    ],
    "after 30 days": [("looking_back", "30 days")],
}
QUESTIONS = {
    ("engineering_lead", "reproduce, commit"): "eng_reproduce",
    ("engineering_lead", "code or data"): "eng_code_or_data",
    ("engineering_lead", "test set"): "eng_test_set",
    ("engineering_lead", "how many slices"): "eng_how_many_slices",
    ("engineering_lead", "how long, who"): "eng_how_long",
    ("product_manager", "how many customers"): "pm_how_many",
    ("product_manager", "ship and patch"): "pm_ship_and_patch",
    ("product_manager", "without that part"): "pm_without_that_part",
    ("product_manager", "the old model errs too"): "pm_old_also_errs",
    ("director", "how sure"): "dir_how_sure",
    ("director", "why only now"): "dir_why_now",
    ("director", "least disruptive"): "dir_least_disruptive",
    ("ceo", "what from me, by when"): "ceo_what_from_me",
    ("ceo", "worst case"): "ceo_worst_case",
    ("cfo", "source of the money figure"): "cfo_source_of_money",
    ("cfo", "cost of a day"): "cfo_cost_of_delay",
    ("legal", "protected groups, live"): "legal_groups",
    ("legal", "what is written where"): "legal_written",
    ("support", "what may I tell customers"): "cs_what_to_say",
    ("support", "which accounts"): "cs_which_accounts",
}
ALSO_ASKED = {  # weak spots beside the table
    "whose limit, and since when": "dir_whose_limit",
    "one group above the limit": "dir_one_group_suffers",
    "few rows": "eng_too_few_rows",
    "cause untested": "eng_cause_guessed",
    "a person named as a cause": "cause_names_somebody",
}
PREPARATION = [
    *("severity_matched", "reproduced", "snapshot", "paired_baseline", "limit_before_result"),
    *("all_slices", "count_and_interval", "cases_without_error", "labels_checked"),
    *("money_with_ranges", "four_options", "break_even", "decider_named", "lead_told_before"),
    *("report_sent", "one_minute", "rehearsed", "unknowns_listed", "holding_lines"),
    *("rollback_rehearsed", "offline_copy"),
]
BRANCHES = {"disbelief", "just_ship", "who_did_this", "silence", "number_nobody_has"}
REPORT = [
    *("bottom_line", "impact", "where", "cause", "money", "options", "recommendation", "plan"),
    *("unknowns", "provenance", "appendix"),
]


def test_every_term_of_the_vocabulary_is_there_and_no_other() -> None:
    assert Counter(term.id for term in PLAYBOOK.vocabulary) == Counter(VOCABULARY.values())


def test_every_point_of_nuance_is_there_and_no_other() -> None:
    assert Counter(point.id for point in PLAYBOOK.nuance) == Counter(NUANCE.values())


def test_every_row_of_the_follow_up_is_there_with_its_due_time() -> None:
    due = [(action.id, action.within or action.every) for action in PLAYBOOK.actions]
    assert due == [row for rows in FOLLOW_UP.values() for row in rows]


def test_every_hard_question_is_there_from_its_asker() -> None:
    askers = {question.id: question.asker for question in PLAYBOOK.questions}
    assert askers.keys() == {*QUESTIONS.values(), *ALSO_ASKED.values()}
    assert {(askers[name], about): name for (_, about), name in QUESTIONS.items()} == QUESTIONS


def test_every_hard_question_of_the_table_is_fired_by_a_weak_spot() -> None:
    assert [question.id for question in PLAYBOOK.questions if not question.fires] == []


def test_every_point_of_the_preparation_is_there() -> None:
    assert Counter(check.id for check in PLAYBOOK.checklist) == Counter(PREPARATION)


def test_the_meeting_can_turn_in_each_way_that_is_foreseen() -> None:
    assert {branch.id for branch in PLAYBOOK.branches} >= BRANCHES


def test_the_one_page_report_has_its_sections_in_order() -> None:
    assert [section.id for section in PLAYBOOK.report] == REPORT


def test_there_is_a_message_for_the_hour_the_day_and_the_week() -> None:
    assert {message.within for message in PLAYBOOK.messages} >= {"1 hour", "1 day", "1 week"}


def test_one_person_decides_and_it_is_the_director() -> None:
    assert [role.id for role in PLAYBOOK.roles if role.power == "decides"] == ["director"]
