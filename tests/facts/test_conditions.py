"""Each weak spot of a case is a condition that holds where it is one, and only there."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bugcase as bc
from bugcase.case.evidence import Evidence
from bugcase.case.model import (
    Assumed,
    Case,
    Limit,
    Meeting,
    OptionNumbers,
    Person,
    Planning,
    RolloutNumbers,
    Stakes,
    TaskTime,
)
from bugcase.case.values import UNKNOWN
from bugcase.compare.models import Comparison
from bugcase.facts.conditions import CONDITIONS
from bugcase.facts.conditions import holds as holds_of
from bugcase.facts.facts import Facts
from bugcase.incident.cause import Reproduction
from bugcase.incident.findings import Incident
from bugcase.incident.invariants import Invariant, check_invariants
from bugcase.incident.resumption import measure_resumption
from bugcase.incident.timeline import Moment, make_timeline
from bugcase.playbook.condition import Condition
from bugcase.playbooks import NAMES, load_playbook

PLAYBOOKS = {name: load_playbook(name) for name in ("release-halt", "ceo-report")}
MEASURED_ON = datetime(2026, 11, 20, 9, tzinfo=UTC)
COLUMNS: dict[str, Any] = {"label": "y", "baseline": "live", "candidate": "next"}


@cache
def compared(worse: int, *, limit: float | None = 0.02, rows: int = 1000) -> Comparison:
    """Compare two models of which the next errs on so many more rows, all in one group."""
    at = np.arange(rows)
    live = (at >= 20).astype(int)
    following = np.where((at >= 20) & (at < 20 + worse), 0, live)
    frame = pd.DataFrame({"y": 1, "live": live, "next": following})
    frame["plan"] = np.where(at < rows // 5, "new", "old")
    found = bc.compare_models(frame, **COLUMNS, limit=limit)
    return replace(found, source=replace(found.source, measured_at=MEASURED_ON))


@cache
def searched(worse: int) -> Any:
    """Search rows of which the next model gets some of one plan wrong, and some at random."""
    at = np.arange(4000)
    errs = (at < worse) | (at % 50 == 0)
    frame = pd.DataFrame({"y": 1, "live": 1, "next": (~errs).astype(int)})
    frame["plan"] = np.where(at < 600, "new", "old")
    return bc.find_slices(frame, **COLUMNS, progress=False)


def case(**parts: Any) -> Case:
    return Case(playbook="release-halt", **parts)


def of_incident(**answers: Any) -> Case:
    return Case(playbook="ceo-report", answers=answers)


def holds(text: str, evidence: Evidence, told: Case | None = None) -> bool:
    told = told or case()
    facts = Facts.of(PLAYBOOKS[told.playbook], told, evidence)
    return holds_of(Condition.parse(text, NAMES), facts)


def measured(worse: int, **parts: Any) -> Evidence:
    return Evidence(comparison=compared(worse, **parts))


def source(**parts: Any) -> Evidence:
    found = compared(90)
    return Evidence(comparison=replace(found, source=replace(found.source, **parts)))


def agreed_on(day: date) -> Case:
    return case(limit=Limit(per_1000=20, agreed_on=day))


def weighing(*, source: str = "finance", **parts: Any) -> Case:
    """Make a case that has every number which its decision needs."""
    ranges = {
        one.id: Assumed(low=10, likely=20, high=40) for one in PLAYBOOKS["release-halt"].quantities
    }
    given: dict[str, Any] = {
        "assumptions": {
            name: one.model_copy(update={"source": source or UNKNOWN})
            for name, one in ranges.items()
        },
        "options": {
            one.id: OptionNumbers(considered=one.id in ("hold", "patch"), cost=(1, 2, 3))
            for one in PLAYBOOKS["release-halt"].options
        },
        "answers": {"release_date": date(2026, 11, 26)},
        "plan": Planning(begins=date(2026, 11, 25), country="SE"),
        "tasks": {task.id: TaskTime(p50=1, p90=2) for task in PLAYBOOKS["release-halt"].tasks},
    }
    return case(**(given | parts))


def proposing(day: date) -> Case:
    return weighing(answers={"release_date": date(2026, 11, 26), "proposed_date": day})


def answering(**answers: Any) -> Case:
    return case(answers=answers, people=(Person(name="Mara Lindqvist", role="presenter"),))


def incident(**parts: Any) -> Evidence:
    return Evidence(incident=Incident(settings="x", **parts))


STEPS = [{"system": "sync job", "does": "saves its older copy"}]
TRIED = incident(before=Reproduction(failures=3, runs=9, under="two writers"))


def meeting_on(day: int, **answers: Any) -> Case:
    return case(meeting=Meeting(at=datetime(2026, 11, day, 9, tzinfo=UTC)), answers=answers)


def updating(at: datetime) -> Case:
    return answering(next_update=at, release_date=date(2026, 11, 26))


MITIGATED = incident(timeline=make_timeline([Moment(what="mitigated", at="2026-05-03T10:35Z")]))


def since_the_end(*stocks: int) -> Evidence:
    """Check the rows since the end of the window."""
    rows = pd.DataFrame({"id": range(len(stocks)), "stock": stocks})
    positive = Invariant(name="stock", left="stock", holds=">=", right=0)
    (found,) = check_invariants(rows, [positive], key="id")
    return incident(clean_since=found)


def since_the_restore(restored: str) -> Evidence:
    """Count the orders since a restore, of one that was placed at noon."""
    orders = pd.DataFrame({"id": [1], "at": ["2026-05-03T12:00Z"]})
    found = measure_resumption(orders, key="id", time="at", since=restored)
    return incident(resumption=found)


def rolling_out(percent: float) -> Case:
    """Roll out to a share of 1,000 decisions a day for two days: 10 a day, or half of them."""
    numbers = RolloutNumbers(percent=percent, days=2, label_delay_days=1)
    decisions = Assumed(low=1000, likely=1000, high=1000)
    return case(rollout=numbers, assumptions={"decisions_per_day": decisions})


def spread_of(days: float) -> Case:
    """Vary the days until it is stopped by so much around 30, and the decisions by a tenth."""
    told = {one: Assumed(low=10, likely=10, high=10) for one in weighing().assumptions}
    told["days_until_stopped"] = Assumed(low=30 - days, likely=30, high=30 + days)
    told["decisions_per_day"] = Assumed(low=900, likely=1000, high=1100)
    return case(assumptions=told)


CLEAN, STILL_WRONG = since_the_end(3, 4), since_the_end(3, -1)
HALT, GO, OPEN = measured(90), measured(5), measured(22)
TABLE = [
    ("measured()", HALT, case(), True),
    ("measured()", Evidence(), case(), False),
    ("not measured()", Evidence(), case(), True),
    ("verdict_is(halt)", HALT, case(), True),
    ("verdict_is(go)", HALT, case(), False),
    ("verdict_is(none)", measured(90, limit=None), case(), True),
    ("verdict_is(none)", Evidence(), case(), False),
    ("change_is(worse)", HALT, case(), True),
    ("change_is(better)", HALT, case(), False),
    ("change_is(unclear)", measured(0), case(), True),
    ("known(release)", HALT, answering(release="release 214"), True),
    ("known(release)", HALT, case(), False),
    ("unknown(release)", HALT, case(), True),
    ("no_baseline()", Evidence(), case(), True),
    ("no_baseline()", HALT, case(), False),
    ("no_limit()", HALT, case(), True),
    ("no_limit()", HALT, agreed_on(date(2026, 9, 1)), False),
    ("limit_after_result()", HALT, agreed_on(date(2026, 11, 19)), False),
    ("limit_after_result()", HALT, agreed_on(date(2026, 11, 20)), True),
    ("limit_after_result()", HALT, case(), False),
    ("limit_after_result()", Evidence(), agreed_on(date(2026, 11, 20)), False),
    ("interval_crosses_limit()", OPEN, case(), True),
    ("interval_crosses_limit()", HALT, case(), False),
    ("interval_crosses_limit()", GO, case(), False),
    ("interval_crosses_limit()", measured(22, limit=None), case(), False),
    ("interval_crosses_limit(worst group)", HALT, case(), False),
    ("interval_crosses_limit(worst group)", measured(22, limit=0.1), case(), True),
    ("group_above_limit()", OPEN, case(), True),
    ("group_above_limit()", measured(0), case(), False),
    ("group_above_limit()", Evidence(), case(), False),
    ("group_above_limit(confirmed)", OPEN, case(), False),
    ("group_above_limit(confirmed)", replace(OPEN, slices=searched(400)), case(), True),
    ("few_rows()", measured(9, rows=99), case(), True),
    ("few_rows()", HALT, case(), False),
    ("few_rows(worst group)", measured(30, rows=400), case(), True),
    ("few_rows(worst group)", HALT, case(), False),
    ("some_groups_too_small()", measured(5, rows=100), case(), True),
    ("some_groups_too_small()", HALT, case(), False),
    ("slice_found_after_looking()", HALT, case(), True),
    ("slice_found_after_looking()", replace(HALT, slices=searched(400)), case(), False),
    ("slice_found_after_looking()", measured(0), case(), False),
    ("slices_not_searched()", HALT, case(), True),
    ("slices_not_searched()", replace(HALT, slices=searched(400)), case(), False),
    ("slice_not_confirmed()", replace(HALT, slices=searched(400)), case(), False),
    ("slice_not_confirmed()", replace(HALT, slices=searched(0)), case(), False),
    ("code_or_data_untold()", HALT, case(), True),
    ("code_or_data_untold()", Evidence(), case(), False),
    ("onset_untold()", HALT, case(), True),
    ("onset_untold()", Evidence(), case(), False),
    ("rows_left_out()", source(left_out=3), case(), True),
    ("rows_left_out()", source(left_out=0), case(), False),
    ("rows_unanswered()", Evidence(comparison=replace(compared(90), unanswered=3)), case(), True),
    ("rows_unanswered()", HALT, case(), False),
    ("rows_taken_as_independent()", HALT, case(), True),
    ("rows_taken_as_independent()", Evidence(), case(), False),
    ("order_is(decide)", Evidence(), case(), True),
    ("order_is(explain)", Evidence(), case(meeting=Meeting(order="explain")), True),
    ("order_is(decide)", Evidence(), case(meeting=Meeting(order="explain")), False),
    ("ruinous()", HALT, case(stakes=Stakes(ruinous=True)), True),
    ("ruinous()", HALT, case(), False),
    ("source_is_guess()", HALT, weighing(source="my guess"), True),
    ("source_is_guess()", HALT, weighing(), False),
    ("source_missing()", HALT, weighing(source=""), True),
    ("source_missing()", HALT, weighing(), False),
    ("option_unknown()", HALT, weighing(options={}), True),
    ("option_unknown()", HALT, weighing(), False),
    ("date_before_even_odds()", HALT, proposing(date(2026, 11, 27)), True),
    ("date_before_even_odds()", HALT, proposing(date(2026, 12, 18)), False),
    ("date_before_even_odds()", HALT, case(), False),
    ("soon(release_date)", HALT, answering(release_date=date(2026, 12, 4)), True),
    ("soon(release_date)", HALT, answering(release_date=date(2026, 12, 5)), False),
    ("soon(release_date)", HALT, case(), False),
    ("soon(decide_by)", HALT, answering(decide_by=datetime(2026, 11, 24, tzinfo=UTC)), True),
    ("stopped()", Evidence(), case(), False),
    ("stopped()", MITIGATED, case(), True),
    ("stopped()", MITIGATED, of_incident(status="Not stopped yet"), False),
    ("stopped()", Evidence(), of_incident(status="mitigated since 19:55"), True),
    ("stopped()", MITIGATED, of_incident(status="we are looking into it"), True),
    ("stopped()", STILL_WRONG, of_incident(status="mitigated"), False),
    ("wrong_since()", STILL_WRONG, case(), True),
    ("wrong_since()", CLEAN, case(), False),
    ("wrong_since()", Evidence(), case(), False),
    ("state_is(resolved)", Evidence(), of_incident(status="Resolved since Friday"), True),
    ("state_is(resolved)", Evidence(), of_incident(status="mitigated, not resolved"), False),
    ("state_is(not stopped)", Evidence(), of_incident(), False),
    ("reproduced()", TRIED, case(), True),
    ("reproduced()", incident(before=Reproduction(failures=0, runs=9, under="x")), case(), False),
    ("reproduced()", Evidence(), case(), False),
    ("cause_shown()", TRIED, of_incident(cause_plain="two wrote"), True),
    ("cause_shown()", Evidence(), of_incident(cause_plain="two wrote", cause_steps=STEPS), True),
    ("cause_shown()", Evidence(), of_incident(cause_plain="two wrote"), False),
    ("cause_shown()", TRIED, of_incident(cause_steps=STEPS), False),
    ("passed(decide_by)", HALT, meeting_on(25, decide_by=date(2026, 11, 24)), True),
    ("passed(decide_by)", HALT, meeting_on(24, decide_by=date(2026, 11, 24)), False),
    ("passed(decide_by)", HALT, answering(decide_by=date(2026, 11, 24)), False),
    ("passed(decide_by)", HALT, meeting_on(25), False),
    ("update_after_release()", HALT, updating(datetime(2026, 11, 27, tzinfo=UTC)), True),
    ("update_after_release()", HALT, updating(datetime(2026, 11, 26, 23, tzinfo=UTC)), False),
    ("update_after_release()", HALT, case(), False),
    ("says_not_done(cause_test)", HALT, answering(cause_test="asked for; none was checked"), True),
    ("says_not_done(cause_test)", HALT, answering(cause_test="it is still untested"), True),
    (
        "says_not_done(cause_test)",
        HALT,
        answering(cause_test="200 were checked"),
        False,
    ),
    ("says_not_done(cause_test)", HALT, case(), False),
    ("severity_may_be(1)", Evidence(), of_incident(severity="SEV-1"), True),
    ("severity_may_be(2)", Evidence(), of_incident(severity="SEV-1"), False),
    ("severity_may_be(2)", Evidence(), of_incident(severity="sev 2, since 1 October"), True),
    ("severity_may_be(1)", Evidence(), of_incident(severity="P1 (all customers)"), True),
    ("severity_may_be(1)", Evidence(), of_incident(severity=2), False),
    ("severity_may_be(2)", Evidence(), of_incident(severity="high"), True),
    ("severity_may_be(1)", Evidence(), case(), True),
    ("orders_again()", since_the_restore("2026-05-03T12:00Z"), case(), True),
    ("orders_again()", since_the_restore("2026-05-03T12:01Z"), case(), False),
    ("orders_again()", MITIGATED, case(), False),
    ("rollout_blind()", HALT, rolling_out(1), True),
    ("rollout_blind()", HALT, rolling_out(50), False),
    ("rollout_blind()", measured(0), rolling_out(1), False),
    ("rollout_blind()", HALT, case(), False),
    ("one_influence_dominates()", HALT, spread_of(days=20), True),
    ("one_influence_dominates()", HALT, spread_of(days=8), False),
    ("one_influence_dominates()", HALT, case(), False),
    ("no_range(rollback_drill)", HALT, answering(rollback_drill="12 minutes"), True),
    ("no_range(rollback_drill)", HALT, answering(rollback_drill="12 to 40 minutes"), False),
    ("no_range(rollback_drill)", HALT, case(), False),
    ("names_a_person(cause)", HALT, answering(cause="what Mara changed"), True),
    ("names_a_person(cause)", HALT, answering(cause="the marathon job"), False),
    ("names_a_person(cause)", HALT, case(), False),
]


@pytest.mark.parametrize(
    ("text", "evidence", "told", "expected"),
    [pytest.param(*row, id=f"{at} {row[0]} is {row[3]}") for at, row in enumerate(TABLE)],
)
def test_a_condition_holds_where_its_weak_spot_is_and_not_elsewhere(
    text: str, evidence: Evidence, told: Case, *, expected: bool
) -> None:
    assert holds(text, evidence, told) is expected


def test_every_condition_of_the_closed_list_stands_in_the_table() -> None:
    assert {Condition.parse(text, NAMES).name for text, *_ in TABLE} == CONDITIONS.keys()


def test_a_slice_that_holds_in_one_half_only_is_not_confirmed() -> None:
    found = searched(400)
    unheld = replace(found, slices=tuple(replace(one, is_confirmed=False) for one in found.slices))
    assert holds("slice_not_confirmed()", Evidence(slices=unheld))


def test_code_and_data_are_told_apart_where_both_were_measured_and_it_decides() -> None:
    at = np.arange(8000)
    frame = pd.DataFrame({"y": 1, "live": (at % 100 > 0).astype(int), "next": (at % 5 > 0)})
    frame = frame.assign(next=frame["next"].astype(int), year=np.where(at < 4000, "a", "b"))
    found = bc.compare_models(frame, **COLUMNS, by=[], cross="year")
    assert found.cross is not None
    assert found.cross.reading == "defect"
    assert not holds("code_or_data_untold()", Evidence(comparison=found))


def test_the_onset_is_told_where_a_step_was_found() -> None:
    at = np.arange(4000)
    frame = pd.DataFrame({"y": 1, "live": 1, "build": 1 + at // 500})
    frame["next"] = ((frame["build"] < 6) | (at % 10 > 0)).astype(int)
    found = bc.compare_models(frame, **COLUMNS, by=[], onset="build")
    assert not holds("onset_untold()", Evidence(comparison=found))


def test_a_unit_answers_the_question_whether_rows_are_independent() -> None:
    found = replace(compared(90), unit="household")
    assert not holds("rows_taken_as_independent()", Evidence(comparison=found))


def test_a_condition_is_written_as_it_was_read() -> None:
    assert str(Condition.parse("not group_above_limit(confirmed)", NAMES)) == (
        "not group_above_limit(confirmed)"
    )
