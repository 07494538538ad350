"""What an incident took of the error budget, and when somebody would have been called."""

from dataclasses import replace

import pytest

from bugcase.figures import budget_bar, budget_burn
from bugcase.figures.canvas import CaseFigure
from bugcase.incident.service_level import ServiceLevel
from fixtures import incidents
from fixtures.drawn import blocks, bold, curves, markers, words
from fixtures.incidents import BURNT, FOUR_MONTHS


def heights(figure: CaseFigure) -> tuple[float, float]:
    """Where the marks of requests and of minutes stand."""
    (requests,) = markers(figure, "o")
    minutes = [y for x, y in markers(figure, "D") if x == requests[0] and y > 130]
    return requests[1], minutes[-1]


def test_both_budgets_are_named_with_what_was_spent_of_what() -> None:
    shown = words(budget_burn(BURNT))
    assert {"69% by requests", "29,808 of 43,200 failed, projected"} <= set(shown)
    assert {"120% by minutes", "51.84 of 43.2 bad minutes"} <= set(shown)
    assert "69% by requests, 120% by minutes, " in budget_burn(BURNT).alt


def test_the_marks_stand_against_all_that_the_period_allows() -> None:
    figure = budget_burn(BURNT)
    (course,), (everything, *_) = curves(figure, 4.5), curves(figure, 2.5)
    foot, all_of_it = course[0, 1], everything[0, 1]
    requests, minutes = ((y - foot) / (all_of_it - foot) for y in heights(figure))
    assert (requests, minutes) == pytest.approx((0.69, 1.2))
    assert "all that 30 days allow" in words(figure)


def test_what_lies_beyond_the_budget_is_on_harmful_ground() -> None:
    def beyond(case: ServiceLevel) -> float:
        return sum(block.get_height() for block in blocks(budget_burn(case), "harm-tint"))

    assert beyond(incidents.LITTLE_BURNT) == pytest.approx(0)
    assert 0 < beyond(BURNT) < beyond(FOUR_MONTHS)


@pytest.mark.parametrize(
    ("case", "told"),
    [
        pytest.param(
            BURNT, ["after 4 min, 09:04", "after 21 min, 09:21", "never, 0.43× at most"],
            id="two called, one never",
        ),
        pytest.param(
            incidents.LITTLE_BURNT,
            ["never, 2.1× at most", "never, 0.9× at most", "3 h before, 06:00"],
            id="one called already",
        ),
        pytest.param(
            FOUR_MONTHS,
            ["after 1 min, 09:01", "after 3 min, 09:03", "after 4 d, Sun 8 Mar, 09:00"],
            id="one called days later",
        ),
        pytest.param(
            incidents.NOT_COVERED,
            ["after 4 min, 09:04, or sooner", "not in the data, 12× at most",
             "not known: the data is shorter than 3 d"],
            id="the data begins too late",
        ),
    ],
)  # fmt: skip
def test_each_rule_says_when_it_would_have_called(case: ServiceLevel, told: list[str]) -> None:
    figure = budget_burn(case)
    assert [word for word in words(figure) if word in told] == told
    for one in told:
        assert f": {one}." in figure.alt


def test_a_rule_that_calls_after_the_window_has_no_mark_in_it() -> None:
    def diamonds(case: ServiceLevel) -> int:
        return len(markers(budget_burn(case), "D")) - 1  # one is that of the minutes

    assert [diamonds(case) for case in (BURNT, FOUR_MONTHS, incidents.NO_ALERTS)] == [2, 2, 0]


def test_a_mark_stands_as_far_along_as_the_alert_came() -> None:
    figure = budget_burn(BURNT)
    requests_x = markers(figure, "o")[0][0]
    first, second = (x for x, _ in markers(figure, "D") if x < requests_x)
    start = float(curves(figure, 4.5)[0][0, 0])  # where what is used begins
    assert (second - start) / (first - start) == pytest.approx(21 / 4)


def test_the_rules_are_named_by_burn_and_both_windows() -> None:
    assert {"page at 14.4× over 1 h, 5 min", "page at 6× over 6 h, 30 min",
            "ticket at 1× over 3 d, 6 h"} <= set(words(budget_burn(BURNT)))  # fmt: skip


def test_the_burn_of_a_sample_has_its_interval() -> None:
    figure = budget_burn(incidents.SAMPLED)
    assert "Burn rate 5,750× the allowed rate, 95% interval 5,100× to 6,400×." in figure.alt
    assert "complete count, 95%" in figure.source_line


def test_a_budget_whose_period_is_known_is_not_called_projected() -> None:
    known = replace(BURNT, by_requests=replace(BURNT.by_requests, is_projected=False))
    assert "29,808 of 43,200 failed" in words(budget_burn(known))


def test_almost_all_is_not_all() -> None:
    assert "99.96% by requests" in bold(budget_burn(incidents.NOT_COVERED))


@pytest.mark.parametrize(
    ("case", "number", "used"),
    [(BURNT, "69%", 0.69), (FOUR_MONTHS, "407%", 4.07), (incidents.NO_ALERTS, "0%", 0.0)],
    ids=["some", "more than all", "none"],
)
def test_the_bar_is_as_long_as_what_was_used_of_what_is_allowed(
    case: ServiceLevel, number: str, used: float
) -> None:
    figure = budget_bar(case)
    assert number in bold(figure)
    (allowed,), harm = blocks(figure, "rule"), blocks(figure, "harm")
    assert sum(one.get_width() for one in harm) == pytest.approx(used * allowed.get_width())
    assert [one.slot for one in figure.hotspots] == ["budget_burnt"]


def test_for_the_room_the_budget_is_told_without_terms_of_the_trade() -> None:
    shown = " ".join((*words(budget_bar(BURNT)), budget_bar(BURNT).alt))
    assert not {"burn", "budget", "page", "SLO", "×"} & set(shown.split())
