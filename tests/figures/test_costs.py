"""What each option may cost: the best is marked, a gap is seen, a gain is said to be one."""

import pytest

from bugcase.figures import cost_ranges
from fixtures import decisions
from fixtures.decisions import GAINS, HOLD, SHIP, TEN_OPTIONS, THREE_OPTIONS, decision, weighed
from fixtures.drawn import blocks, bold, markers, words


def test_the_best_option_is_bold_and_has_a_rule_and_the_dark_bar() -> None:
    figure = cost_ranges(THREE_OPTIONS)
    assert bold(figure) == ["average", "Hold for new accounts", "€30k"]
    (rule,), (bar,) = blocks(figure, "ink"), blocks(figure, "baseline")
    assert rule.get_x() == 0
    assert rule.get_y() < bar.get_y() < rule.get_y() + rule.get_height()


def test_ruinous_harm_puts_the_worst_case_in_front() -> None:
    figure = cost_ranges(TEN_OPTIONS)
    assert bold(figure)[0] == "1 in 20 worse"
    assert "best first, by worst case" in words(figure)


def test_bars_are_as_long_as_the_ranges_they_stand_for() -> None:
    figure = cost_ranges(THREE_OPTIONS)
    bars = [*blocks(figure, "baseline"), *blocks(figure, "context")]
    per_pixel = {
        round((one.loss.high - one.loss.low) / bar.get_width(), 6)
        for one, bar in zip(THREE_OPTIONS.weighed, bars, strict=False)
        if one.loss is not None
    }
    assert len(bars) == 3
    assert len(per_pixel) == 1


def test_average_and_middle_stand_in_the_same_order_as_their_numbers() -> None:
    figure = cost_ranges(THREE_OPTIONS)
    _, *averages = markers(figure, "D")  # the first is in the head of the column
    _, *middles = markers(figure, "o")
    assert all(middle < average for (middle, _), (average, _) in
               zip(middles, averages, strict=True))  # fmt: skip


def test_an_option_with_an_unknown_number_is_a_gap_that_names_it() -> None:
    figure = cost_ranges(THREE_OPTIONS)
    assert "not known: the cost of a day's delay, delay days" in words(figure)
    assert len(blocks(figure, "gap-tint")) == 1


def test_an_option_s_own_number_is_named_without_repeating_the_option() -> None:
    missing = weighed("Flag off", None, missing=("Flag off: its own cost",))
    assert "not known: its own cost" in words(cost_ranges(decision(SHIP, missing)))


def test_nothing_is_called_best_where_only_one_can_be_compared() -> None:
    figure = cost_ranges(decisions.ONE_OPTION)
    assert blocks(figure, "ink") == []
    assert not any(word.startswith("best") for word in words(figure))
    assert "No option can be called the best." in figure.alt


def test_a_gain_is_said_to_be_one() -> None:
    figure = cost_ranges(GAINS)
    assert {"gain", "loss", "−US$200k", "−US$400k", "US$0"} <= set(words(figure))
    assert "between US$420,000 saved and US$30,000 lost" in figure.alt


@pytest.mark.parametrize(("count", "last"), [(10, None), (13, "and 4 more")])
def test_options_that_do_not_fit_are_counted(count: int, last: str | None) -> None:
    options = [weighed(f"option {i}", (0, 10, 20)) for i in range(count)]
    figure = cost_ranges(decision(*options))
    assert [word for word in words(figure) if word.startswith("and ")] == ([last] if last else [])


def test_the_alternative_text_tells_every_option() -> None:
    assert cost_ranges(decision(HOLD, decisions.KEEP)).alt == (
        "What each of 2 options may cost. No option can be called the best. Hold for new "
        "accounts: €30,000 on average, 90% of outcomes between €18,000 and €63,000, middle "
        "€26,000, worst 1 in 20 from €63,000. Keep the live model: cannot be compared; not "
        "known: the cost of a day's delay, delay days."
    )
