"""The example's case, measured, against what only its simulation knows."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.file import CaseFile
from bugcase.case.measure_incident import wrong_orders
from bugcase.case.values import UNKNOWN
from bugcase.estimate import Estimate
from bugcase.facts.facts import Facts
from bugcase.facts.sentences import title, written
from bugcase.incident.affected import Reach
from bugcase.incident.findings import Incident
from bugcase.playbooks import load_playbook
from bugcase.story.follow_up import report
from bugcase.story.questions import questions
from bugcase.story.review import review
from bugcase.story.script import script
from fixtures.shown_words import measured

EXAMPLE = Path(__file__).parents[2] / "examples" / "ceo-report"
TRUTH: dict[str, Any] = json.loads((EXAMPLE / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def found() -> Incident:
    incident = measured("ceo-report").evidence.incident
    assert incident is not None
    return incident


def holds(estimate: Estimate | None, truth: str) -> bool:
    return estimate is not None and estimate.low <= float(truth) <= estimate.high


def test_no_table_refuses_its_part(found: Incident) -> None:
    assert found.refused == ()


def written_in_the_window() -> set[str]:
    window = "updated_at >= '2026-10-13T17:00Z' AND updated_at < '2026-10-13T18:55Z'"
    with duckdb.connect() as database:
        listed = database.execute(f"FROM '{EXAMPLE}/orders.parquet' SELECT order_id WHERE {window}")
        return {str(key) for (key,) in listed.fetchall()}


def test_each_confirmed_order_is_one_that_lost_a_total_or_a_payment_and_none_is_left_out(
    found: Incident,
) -> None:
    wrong = wrong_orders(EXAMPLE, CaseFile(EXAMPLE).read())
    assert isinstance(wrong, frozenset)
    confirmed = wrong & written_in_the_window()
    assert sorted(confirmed) == [str(key) for key in TRUTH["affected"]["confirmed_orders"]]
    assert found.affected is not None
    assert found.affected.confirmed == Reach(**TRUTH["affected"]["confirmed"])


def test_at_most_those_are_affected_whom_the_faulty_writer_met(found: Incident) -> None:
    assert found.affected is not None
    assert found.affected.at_most == Reach(**TRUTH["affected"]["exposed"])
    assert found.affected.active == Reach(**TRUTH["affected"]["written_in_the_window"])


def test_the_truth_lies_between_what_is_confirmed_and_what_is_possible(found: Incident) -> None:
    assert found.affected is not None
    for unit in ("orders", "customers"):
        least = getattr(found.affected.confirmed, unit)
        most = getattr(found.affected.at_most, unit)
        assert least <= TRUTH["affected"]["affected"][unit] <= most


def test_the_summary_is_short_and_its_first_sentence_is_the_bottom_line(found: Incident) -> None:
    case, playbook = CaseFile(EXAMPLE).read(), load_playbook("ceo-report")
    (summary,) = report(Facts.of(playbook, case, Evidence(incident=found)))[0].lines
    assert len(str(summary.text).split()) <= 150
    assert summary.text.gaps == ()
    first = summary.text.sentences[0]
    assert {"customers_confirmed", "customers_possible", "decide_by", "ask"} <= set(first.slots)
    assert "that has stopped" in str(first)


def test_odds_are_told_in_numbers_beside_their_word(found: Incident) -> None:
    case, playbook = CaseFile(EXAMPLE).read(), load_playbook("ceo-report")
    facts = Facts.of(playbook, case, Evidence(incident=found))
    assert "3 to 20 in 100" in str(title(playbook.slide("risk").title, facts))
    said = str({one.id: one for one in report(facts)}["residual_risk"].lines[0].text)
    assert "3 to 20 in 100" in said
    assert "0 to 3 in 100" in said


STOPPED = ("that has stopped", "that has stopped", "No. ")


@pytest.mark.parametrize(
    ("status", "said"), [("mitigated since Tuesday", True), ("not stopped", False)]
)
def test_headline_script_and_answer_follow_the_state(
    status: str, found: Incident, *, said: bool
) -> None:
    case, playbook = CaseFile(EXAMPLE).read(), load_playbook("ceo-report")
    told = case.model_copy(update={"answers": {**case.answers, "status": status}})
    facts = Facts.of(playbook, told, Evidence(incident=found))
    headline = str(written(playbook.slide("bottom_line").title, facts))
    opening = str(script(Facts.of(playbook, told, Evidence(incident=found)))[0].text)
    asked = questions(facts)
    answer = next(str(one.answer) for one in asked if one.id == "ceo_still_happening")
    places = (headline, opening, answer)
    told_so = [words in text for words, text in zip(STOPPED, places, strict=True)]
    assert told_so == [said] * 3


def test_the_review_finds_nothing_but_its_two_guesses_and_what_its_data_lack(
    found: Incident,
) -> None:
    case, playbook = CaseFile(EXAMPLE).read(), load_playbook("ceo-report")
    day = case.meeting.at.date()  # type: ignore[union-attr]
    assert [
        (one.rule, one.place)
        for one in review(Facts.of(playbook, case, Evidence(incident=found)), today=day)
    ] == [
        ("assumption_guessed", "assumptions.residual_odds"),
        ("assumption_guessed", "assumptions.residual_odds_after"),
        ("noticed_in_data", "orders"),  # wrong ones that are not of the window
        ("noticed_in_data", "record"),  # keys on several rows
        ("noticed_in_data", "restore"),  # minutes behind the last order
    ]


def test_no_moment_of_the_case_lies_after_its_meeting_but_what_is_planned() -> None:
    case = CaseFile(EXAMPLE).read()
    marks = {name: mark.at for name, mark in case.timeline.items() if mark.at != UNKNOWN}
    assert set(marks) >= {"started", "detected", "mitigated"}
    behind = [*marks.values(), case.incident.end, case.restore.restored, case.orders.copied_at]
    ahead = [case.answer(name) for name in ("decide_by", "next_update", "cause_until")]
    collected = datetime.fromisoformat(TRUTH["times"]["collected"])
    assert max(behind) < collected < case.meeting.at < min(ahead)  # type: ignore[type-var, operator]


def test_the_check_finds_each_lost_total_and_none_after_the_restore(found: Incident) -> None:
    assert found.check is not None
    assert found.check.rows == TRUTH["affected"]["lost_total"]["orders"]
    assert found.clean is not None
    assert found.clean.rows == 0


def test_what_is_said_to_be_checked_since_is_what_was_written_since(found: Incident) -> None:
    restored, end = f"{EXAMPLE}/orders-restored.parquet", "2026-10-13T18:55Z"
    with duckdb.connect() as database:
        count = f"FROM '{restored}' SELECT count(*) WHERE updated_at >= '{end}'"
        (written,) = database.execute(count).fetchall()[0]
    case, playbook = CaseFile(EXAMPLE).read(), load_playbook("ceo-report")
    facts = Facts.of(playbook, case, Evidence(incident=found))
    assert (
        facts("clean_since").words == f"none of {written:,} orders written since has a wrong total"
    )
    assert facts("clean_now").words == "none of 6,205 orders in the table now has a wrong total"


def test_the_gap_and_what_was_rebuilt_are_counted_exactly(found: Incident) -> None:
    assert found.gap is not None
    assert found.gap.in_gap.orders == TRUTH["gap"]["orders"]
    assert found.gap.rebuilt.orders == TRUTH["gap"]["rebuilt"]
    assert {one.source: one.orders for one in found.gap.rebuilt_from} == TRUTH["gap"][
        "rebuilt_from"
    ]


def listed(query: str) -> set[int]:
    names = ("orders", "orders-restored", "payments")
    orders, restored, payments = (f"'{EXAMPLE}/{name}.parquet'" for name in names)
    sql = query.format(orders=orders, restored=restored, payments=payments)
    with duckdb.connect() as database:
        return {int(key) for (key,) in database.execute(sql).fetchall()}


def test_each_order_is_counted_once_in_the_account(found: Incident) -> None:
    confirmed = set(TRUTH["affected"]["confirmed_orders"])
    lost = listed(
        "select order_id from {orders} anti join {restored} using (order_id) "
        "where created_at >= '2026-10-13T16:00Z' and created_at < '2026-10-13T19:35Z'"
    )
    paid = listed("select order_id from {payments} anti join {restored} using (order_id)")
    differ = listed(
        "select order_id from {restored} join (select order_id, sum(amount) as booked "
        "from {payments} group by order_id) using (order_id) where booked <> paid"
    )
    window = "'2026-10-13T17:00Z' and {column} < '2026-10-13T18:55Z'"
    possible = listed(
        "select order_id from {orders} where "
        f"updated_at >= {window.format(column='updated_at')} and "
        f"synced_at >= {window.format(column='synced_at')}"
    )
    assert found.account is not None
    seen: set[int] = set()
    for part, keys in zip(
        found.account.parts, (confirmed, lost, paid, differ, possible - confirmed), strict=True
    ):
        assert (part.orders, part.counted_here) == (len(keys), len(keys - seen)), part.name
        seen |= keys
    assert len(lost) == TRUTH["gap"]["lost"]
    assert found.account.total == len(seen) == 686


def test_whether_orders_come_again_and_how_long_none_came_are_those_of_the_simulation(
    found: Incident,
) -> None:
    assert found.resumption is not None
    assert found.resumption.first is not None
    late = found.resumption.first - datetime.fromisoformat(TRUTH["times"]["resumed"])
    assert 0 <= late.total_seconds() < 60
    assert found.shortfall is not None
    (idle,) = found.shortfall.idle_bins
    hour = idle.time.astimezone(UTC).strftime("%Y-%m-%dT%H:00:00.000Z")
    assert hour == "2026-10-13T19:00:00.000Z"  # of the pause, from 18:55 to 20:30, the whole hour
    assert holds(found.shortfall.idle, TRUTH["revenue_without_the_incident"][hour])


@pytest.mark.parametrize(
    ("slot", "said"),
    [
        ("gap_lost", "52"),
        ("gap_lost_money", "€2,975"),
        ("paid_without_order", "18"),
        ("paid_without_order_money", "€919"),
        ("open_orders", "59"),
        ("account_total", "686"),
        (
            "account_parts",
            "198 with wrong values, 47 more not rebuilt (of 52), 1 more paid without an order "
            "(of 18), 41 that do not match the record, 399 more that may be affected (of 437); "
            "no order is counted twice",
        ),
        ("downtime", "at least 1 hour, Tuesday 13 October, 20:00 to 21:00 in Lisbon"),
        ("downtime_loss", "between €12,000 and €18,000"),
        (
            "orders_again",
            "1,168 orders have come since, the first on Tuesday 13 October, 21:30 in Lisbon, "
            "the last on Wednesday 14 October, 09:59 in Lisbon",
        ),
    ],
)
def test_what_it_comes_to_is_told_in_one_account(slot: str, said: str, found: Incident) -> None:
    case, playbook = CaseFile(EXAMPLE).read(), load_playbook("ceo-report")
    facts = Facts.of(playbook, case, Evidence(incident=found))
    assert facts(slot).words.replace("\xa0", " ") == said


def test_lost_recovered_and_net_money_lie_in_their_intervals(found: Incident) -> None:
    money, measured = TRUTH["money"], found.shortfall
    assert measured is not None
    assert holds(measured.lost, money["lost"])
    assert holds(measured.recovered, money["recovered_within"]["4_hours"])
    assert holds(measured.net, money["net_after"]["4_hours"])


def test_the_budget_that_is_gone_is_what_the_simulation_spent(found: Incident) -> None:
    assert found.service_level is not None
    used = TRUTH["service_level"]["budget_used_by_the_incident"]
    assert found.service_level.by_requests.used == pytest.approx(used, rel=0.05)


def test_the_stretches_of_the_timeline_are_those_of_the_simulation(found: Incident) -> None:
    assert found.timeline is not None
    assert str(found.timeline.time_to_detect) == "1:20:04"
    assert str(found.timeline.time_to_mitigate) == "1:51:04"


def test_the_trials_are_those_that_were_run(found: Incident) -> None:
    told = [found.before, found.after]
    assert [(one.failures, one.runs) for one in told if one] == [
        (run["failures"], run["runs"]) for run in TRUTH["reproduction"]
    ]
