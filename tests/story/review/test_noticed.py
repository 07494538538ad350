"""What was noticed in the data is told with the numbers, the most serious first."""

import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case
from bugcase.data.notices import Notice, NoticeKind
from bugcase.desk.measurement_view import finding
from bugcase.documents.report import report_md
from bugcase.facts.facts import Facts
from bugcase.incident.cause import Reproduction
from bugcase.incident.findings import Incident
from bugcase.playbooks import load_playbook
from bugcase.story.review import Finding, review
from fixtures.incidents import BURNT, HIT

PLAYBOOK = load_playbook("ceo-report")
TRIED = Reproduction(failures=3, runs=20, under="two writers")
WITHOUT_KEY: NoticeKind = "rows without a key, left out"
SHOWN_TWICE: NoticeKind = "times in the hour that the clock shows twice"
NOT_IN_WINDOW: NoticeKind = "keys that were named and are not in the window"
IN_THE_ZONE: NoticeKind = "times without a zone, taken in the zone that was named"


def noticed(*kinds: NoticeKind, where: str = "column 'at' of orders.parquet") -> Evidence:
    notices = tuple(Notice(kind=kind, where=where, count=1_511) for kind in kinds)
    return Evidence(incident=Incident(affected=replace(HIT, notices=notices), settings=""))


def reviewed(evidence: Evidence) -> list[Finding]:
    found = review(
        Facts.of(PLAYBOOK, Case(playbook="ceo-report"), evidence), today=date(2026, 5, 4)
    )
    return [one for one in found if one.place == "orders"]


def test_the_report_tells_it_behind_the_numbers_of_that_source() -> None:
    evidence = noticed(IN_THE_ZONE, NOT_IN_WINDOW, WITHOUT_KEY)
    facts = Facts.of(PLAYBOOK, Case(playbook="ceo-report"), evidence)
    (numbers,) = re.findall(
        r"(1,240[^.]*)\. Noticed in the data: rows without a key, left out: 1,511; "
        "keys that were named and are not in the window: 1,511; "
        "times without a zone, taken in the zone that was named: 1,511",
        report_md(facts),
    )
    assert "1,240; " in numbers  # with the moment until which they were counted


def test_the_same_trouble_in_two_columns_says_in_which() -> None:
    one = noticed(SHOWN_TWICE).incident
    other = noticed(SHOWN_TWICE, where="column 'written' of orders.parquet").incident
    assert one is not None
    assert other is not None
    notices = (*one.noticed["affected"], *other.noticed["affected"])
    evidence = Evidence(incident=replace(one, affected=replace(HIT, notices=notices)))
    origin = Facts.of(PLAYBOOK, Case(playbook="ceo-report"), evidence)("orders_confirmed").origin
    assert origin is not None
    assert origin.endswith(
        f"noticed: {SHOWN_TWICE}, in column 'at' of orders.parquet: 1,511; "
        f"{SHOWN_TWICE}, in column 'written' of orders.parquet: 1,511"
    )


@pytest.mark.parametrize("kind", [WITHOUT_KEY, SHOWN_TWICE])
def test_rows_that_at_most_does_not_hold_stand_in_the_way_of_the_meeting(
    kind: NoticeKind,
) -> None:
    (found,) = reviewed(noticed(kind))
    assert (found.rule, found.severity) == ("left_out_of_a_bound", "blocker")
    assert found.found == f"{kind}, in column 'at' of orders.parquet: 1,511"


def test_what_moves_no_bound_is_a_warning_and_what_was_asked_for_is_none() -> None:
    assert [(one.rule, one.severity) for one in reviewed(noticed(NOT_IN_WINDOW, IN_THE_ZONE))] == [
        ("noticed_in_data", "warning")
    ]


def test_the_desk_tells_it_where_it_measures() -> None:
    live = SimpleNamespace(measuring=False, trouble=None, evidence=noticed(WITHOUT_KEY))
    told = finding(cast(Any, live))
    assert "rows without a key, left out, in column &#x27;at&#x27; of orders.parquet: 1,511" in told


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        pytest.param({}, "nothing yet", id="nothing"),
        pytest.param(
            {"affected": HIT, "service_level": BURNT}, "affected, service level", id="parts"
        ),
        pytest.param({"before": TRIED, "after": TRIED}, "trials, trials with the fix", id="trials"),
    ],
)
def test_the_desk_names_every_part_that_was_measured(measured: dict[str, Any], words: str) -> None:
    evidence = Evidence(incident=Incident(**measured, settings=""))
    live = SimpleNamespace(measuring=False, trouble=None, evidence=evidence)
    assert f"measured: {words}<" in finding(cast(Any, live))
