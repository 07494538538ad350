"""What is multiplied until it is stopped, and what that comes to: money, or wrong decisions."""

import re
from dataclasses import replace

import pytest

from bugcase.decision.impact import Impact
from bugcase.deck.storyline import figure as figure_of
from bugcase.figures import exposure
from fixtures import comparisons as cases
from fixtures import decisions
from fixtures.decisions import BY_KIND, CANARY, COSTS
from fixtures.drawn import blocks, in_the_accent, markers, words
from fixtures.states import in_state


def test_each_number_that_is_multiplied_stands_with_its_name_and_its_range() -> None:
    assert {
        *("12,000", "decisions a day", "9,000 to 15,000"),
        *("9", "days until noticed and", "3 to 21"),
        *("19", "More wrong per 1,000", "between 14 and 25"),
        *("€30", "harm per wrong decision", "€20 to €70"),
        *("10%", "share recovered", "0% to 30%"),
        *("2,000", "More wrong decisions", "between 700 and 5,000"),
    } <= set(words(exposure(COSTS)))


def test_money_is_a_bar_from_end_to_end_with_the_middle_marked_and_nothing_else_is_harm() -> None:
    figure = exposure(COSTS)
    (bar,), ((middle, _),) = blocks(figure, "harm"), markers(figure, "o")
    assert {"€36,000", "€160,000", "€500,000", "= Cost until it is stopped"} <= set(words(figure))
    assert (middle - bar.get_x()) / bar.get_width() == pytest.approx((160 - 36) / (500 - 36))
    assert in_the_accent(figure) == ["€160,000"]


def test_a_kind_of_error_that_becomes_rarer_is_taken_off() -> None:
    figure = exposure(BY_KIND)
    assert {"24 × €40", "24 more per 1,000", "9 × €10", "9 fewer per 1,000"} <= set(words(figure))
    assert "24 × €40 (harm of a miss, 24 more per 1,000: €25 to €80) − 9 × €10" in figure.alt


@pytest.mark.parametrize(
    ("state", "slot"),
    [
        pytest.param("halt", "money_until_stopped", id="halt"),
        pytest.param("not_yet_known", "money_until_stopped", id="not yet known"),
        pytest.param("no_limit", "wrong_until_stopped", id="no limit"),
        pytest.param("go", "wrong_per_week", id="go"),
    ],
)
def test_its_numbers_are_those_of_the_title_and_can_be_asked_for_their_source(
    state: str, slot: str
) -> None:
    facts = in_state("release-halt", state).facts
    figure = figure_of("cost", facts)
    assert figure is not None
    for one in (slot, "worsening", "decisions_per_day"):
        said = set(re.findall(r"€?\d[\d,]*", str(facts(one).words).replace("per 1,000", "")))
        assert said <= set(re.findall(r"€?\d[\d,]*", " ".join(words(figure)))), one
        assert one in {spot.slot for spot in figure.hotspots}


def test_what_passes_is_counted_each_week_since_it_is_not_stopped() -> None:
    comparison = replace(cases.HALT, verdict="go")
    figure = exposure(decisions.FEWER_ERRORS, comparison=comparison)
    assert {"7", "Days a week", "each week", "1,600"} <= set(words(figure))
    assert "stopped" not in f"{words(figure)} {figure.alt}"
    assert blocks(figure, "harm") == []


def test_without_the_harm_of_an_error_it_comes_to_wrong_decisions() -> None:
    figure = exposure(decisions.NO_MONEY)
    assert {"= More wrong", "until it is stopped", "2,000"} <= {
        one.replace(" decisions", "") for one in words(figure)
    }
    assert "not known: harm per wrong decision" in words(figure)
    assert "€" not in " ".join(words(figure))


@pytest.mark.parametrize(
    ("case", "gap"),
    [
        (decisions.NOT_STOPPED, "not known: days until noticed and stopped"),
        (decisions.NOBODY_COUNTED, "not known: decisions a day"),
    ],
    ids=["when it is stopped", "how many there are"],
)
def test_what_nobody_knows_is_a_gap_among_the_numbers(case: Impact, gap: str) -> None:
    figure = exposure(case)
    assert {gap, "not known"} <= set(words(figure))
    assert len(blocks(figure, "gap-tint")) == 2


def test_a_rollout_says_whom_it_exposes_until_it_can_tell() -> None:
    figure = exposure(CANARY)
    assert {
        *("8,000", "5%", "17", "3 of rollout, 14 for labels", "= Decisions exposed", "6,800"),
    } <= set(words(figure))
    assert figure.source_line == "5% of 8,000 decisions a day"


def test_with_a_comparison_a_rollout_counts_the_wrong_decisions_among_its_share() -> None:
    figure = exposure(CANARY, comparison=cases.HALT)
    assert {"90", "130", "170", "19"} <= set(words(figure))
    assert figure.source_line.startswith("5% of 8,000 decisions a day · n = 68,785 · ")
