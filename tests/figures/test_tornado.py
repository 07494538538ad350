"""What moves the cost: each assumption with its ends, the values that lead there, its share."""

from bugcase.figures import tornado
from fixtures import decisions
from fixtures.decisions import COSTS
from fixtures.drawn import blocks, bold, in_the_accent, words


def test_the_largest_is_the_one_dark_bar_and_nothing_is_harm() -> None:
    figure = tornado(COSTS)
    assert len(blocks(figure, "baseline")) == 1
    assert len(blocks(figure, "context")) == 2
    assert "days until noticed and stopped" in bold(figure)
    assert in_the_accent(figure) == []


def test_either_end_says_what_it_costs_and_at_which_value() -> None:
    assert {
        *("€80k", "at 5 days", "€300k", "at 16 days", "52%"),
        *("€120k", "at €23 a wrong decision", "€270k", "at €51 a wrong decision", "21%"),
        *("€140k", "at 15 more per 1,000", "€230k", "at 24 more per 1,000", "11%"),
    } <= set(words(tornado(COSTS)))


def test_a_high_value_stands_at_the_left_end_where_it_costs_less() -> None:
    figure = tornado(decisions.impact(decisions.REVERSED))
    places = {text.get_text(): text.get_position()[0] for text in figure.axes[0].texts}
    assert places["at 21%"] < places["at 3.3%"]


def test_what_explains_under_five_per_cent_is_counted_in_a_line() -> None:
    assert "2 more under 5% each" in words(tornado(COSTS))
    assert "share recovered" not in words(tornado(COSTS))


def test_larger_ones_that_do_not_fit_are_counted_with_their_share() -> None:
    assert "4 more: 38% together" in words(tornado(COSTS, rows=1))


def test_what_nobody_knows_is_a_gap() -> None:
    figure = tornado(decisions.NO_MONEY)
    assert words(figure) == [
        "not known: harm per wrong decision",
        "What it costs cannot be said yet",
    ]
    assert figure.alt == ("What it costs cannot be said yet. Not known: harm per wrong decision.")
