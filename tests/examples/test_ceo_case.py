"""The example's case, measured, against what only its simulation knows."""

import json
from pathlib import Path
from typing import Any

import pytest

from bugcase.case.file import CaseFile
from bugcase.case.measuring_incident import measure_incident
from bugcase.estimate import Estimate
from bugcase.evidence.incident.findings import Incident

EXAMPLE = Path(__file__).parents[2] / "examples" / "ceo-report"
TRUTH: dict[str, Any] = json.loads((EXAMPLE / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def found() -> Incident:
    measured = measure_incident(EXAMPLE, CaseFile(EXAMPLE).read())
    assert measured is not None
    return measured


def holds(estimate: Estimate | None, truth: str) -> bool:
    return estimate is not None and estimate.low <= float(truth) <= estimate.high


def test_no_table_refuses_its_part(found: Incident) -> None:
    assert found.refused == ()


def test_the_truth_lies_between_what_is_confirmed_and_what_is_possible(found: Incident) -> None:
    assert found.affected is not None
    for unit in ("orders", "customers"):
        least = getattr(found.affected.confirmed, unit)
        most = getattr(found.affected.at_most, unit)
        assert least <= TRUTH["affected"]["affected"][unit] <= most
    assert found.affected.confirmed.orders >= 0.8 * TRUTH["affected"]["confirmed"]["orders"]


def test_the_check_finds_each_lost_total_and_none_after_the_restore(found: Incident) -> None:
    assert found.check is not None
    assert found.check.rows == TRUTH["affected"]["lost_total"]["orders"]
    assert found.clean is not None
    assert found.clean.rows == 0


def test_the_gap_and_what_was_rebuilt_are_counted_exactly(found: Incident) -> None:
    assert found.gap is not None
    assert found.gap.in_gap.orders == TRUTH["gap"]["orders"]
    assert found.gap.rebuilt.orders == TRUTH["gap"]["rebuilt"]
    assert {one.source: one.orders for one in found.gap.rebuilt_from} == TRUTH["gap"][
        "rebuilt_from"
    ]


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
