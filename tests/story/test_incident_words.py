"""What an incident's slots say, where a number has two sides or cannot be read."""

from dataclasses import replace

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case
from bugcase.deck.storyline import figure
from bugcase.estimate import Estimate, Unit
from bugcase.facts.facts import Facts
from bugcase.incident.cause import Reproduction
from bugcase.incident.findings import Incident
from bugcase.incident.shortfall import Shortfall
from bugcase.playbooks import load_playbook
from bugcase.story.follow_up import report
from fixtures.incidents import LOST, LOST_MONEY, TEN_WRONG, TWO_CURRENCIES

PLAYBOOK = load_playbook("ceo-report")


def said(slot: str, **parts: object) -> str:
    evidence = Evidence(incident=Incident(settings="x", **parts))  # type: ignore[arg-type]
    return Facts.of(PLAYBOOK, Case(playbook="ceo-report"), evidence)(slot).words


def estimated(low: float, high: float, unit: Unit) -> Estimate:
    return Estimate(
        value=(low + high) / 2, low=low, high=high, level=0.95, n=70, method="b", unit=unit
    )


def coming_back(low: float, high: float, like: Shortfall) -> Shortfall:
    return replace(like, recovered=estimated(low, high, like.lost.unit))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (coming_back(1901, 7731, LOST_MONEY), "between €1,900 and €8,000 came back later"),
        (
            coming_back(-394, 623, LOST_MONEY),
            "between €400 less and €630 more than expected came later",
        ),
        (
            coming_back(-623, -394, LOST_MONEY),
            "between €390 and €630 less than expected came later",
        ),
        (coming_back(40, 90, LOST), "between 40 and 90 orders came back later"),
        (
            coming_back(-40, 90, LOST),
            "between 40 less and 90 more orders than expected came later",
        ),
    ],
)
def test_what_came_later_is_told_by_its_side_of_zero(found: Shortfall, words: str) -> None:
    assert said("recovered", shortfall=found) == words


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("2026-10-13T09:00Z", "Tuesday 13 October, 10:00 to 19:55 in Lisbon"),
        ("2026-09-30T22:00Z", "30 September, 23:00 to 13 October, 19:55 in Lisbon"),
    ],
)
def test_a_window_of_several_days_is_said_in_the_length_of_a_headline(
    start: str, words: str
) -> None:
    window = {"zone": "Europe/Lisbon", "start": start, "end": "2026-10-13T18:55Z"}
    told = Case.model_validate({"playbook": "ceo-report", "incident": window})
    assert Facts.of(PLAYBOOK, told, Evidence())("window").words.replace("\xa0", " ") == words


def trial(failures: int, runs: int = 200) -> Reproduction:
    return Reproduction(failures=failures, runs=runs, under="two writers")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (
            {"before": trial(82), "after": trial(0)},
            "it came back in 82 of 200 runs, with the fix in none of 200",
        ),
        ({"before": trial(0, 1_000)}, "it came back in none of 1,000 runs"),
        ({"after": trial(3)}, "with the fix it came back in 3 of 200 runs"),
        ({}, "how often it was made to happen"),
    ],
)
def test_what_was_tried_is_said_as_far_as_it_was_tried(
    parts: dict[str, Reproduction], words: str
) -> None:
    assert said("tried", **parts) == words


def test_what_was_tried_stands_by_the_cause_on_its_slide_and_in_the_report() -> None:
    evidence = Evidence(incident=Incident(settings="x", before=trial(82)))
    answers = {"cause_plain": "two systems wrote the same order", "cause_grade": "a trace shows it"}
    facts = Facts.of(PLAYBOOK, Case(playbook="ceo-report", answers=answers), evidence)
    drawn = figure("why", facts)
    assert drawn is not None
    assert "82 of 200 runs failed" in drawn.alt
    (cause,) = (one for one in report(facts) if one.id == "cause")
    assert "it came back in 82 of 200 runs." in str(cause.lines[0].text)


def test_an_amount_that_cannot_be_read_is_told_as_that_and_not_as_a_disagreement() -> None:
    assert said("open_orders", reconciliation=TWO_CURRENCIES) == (
        "124 (of 4 the amount cannot be read)"
    )
    assert said("open_orders", reconciliation=TEN_WRONG) == "10"


def test_a_net_loss_that_may_be_a_gain_says_so() -> None:
    money = replace(LOST_MONEY, net=estimated(-394, 623, Unit("EUR")))
    orders = replace(LOST, net=estimated(-40, 90, Unit("orders")))
    assert said("loss", shortfall=money) == "between €400 gained and €630 lost"
    assert said("loss", shortfall=orders) == "between 40 gained and 90 lost orders"
