"""What moves the cost: each assumption with its range, its source and its share."""

from bugcase.figures import tornado
from fixtures import decisions
from fixtures.decisions import COSTS
from fixtures.drawn import blocks, bold, words


def test_the_measured_worsening_is_the_one_dark_bar() -> None:
    figure = tornado(COSTS)
    assert len(blocks(figure, "baseline")) == 1
    assert len(blocks(figure, "context")) == 4
    assert "the measured worsening" in bold(figure)
    assert "measured, 95%: 14 to 25 more per 1,000" in words(figure)


def test_each_bar_is_told_with_range_unit_source_ends_and_share() -> None:
    assert {
        "days until noticed and stopped", "3 to 21 days · my guess", "low: €80k", "high: €300k",
        "52%", "€20 to €70 a wrong decision · finance, Q3 report", "0% to 30% · customer service",
        "9,000 to 15,000 · operations, 3 May",
    } <= set(words(tornado(COSTS)))  # fmt: skip


def test_the_end_that_a_high_value_leads_to_says_high_also_where_it_costs_less() -> None:
    shown = words(tornado(decisions.impact(decisions.REVERSED)))
    assert {"high: €160k", "low: €200k"} <= set(shown)


def test_what_nobody_knows_is_a_gap() -> None:
    figure = tornado(decisions.NO_MONEY)
    assert words(figure) == [
        "not known: harm per wrong decision",
        "What it costs cannot be said yet",
    ]
    assert figure.alt == ("What it costs cannot be said yet. Not known: harm per wrong decision.")


def test_influences_that_do_not_fit_are_counted_with_their_share() -> None:
    shown = words(tornado(COSTS, rows=3))
    assert {"and 3 more", "17%"} <= set(shown)
