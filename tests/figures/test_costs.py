"""What each option may cost: the best is marked, a gap is seen, a gain is said to be one."""

from dataclasses import replace

import pytest

from bugcase.decision.options import Decision
from bugcase.decision.ranges import Range
from bugcase.figures import cost_ranges
from bugcase.figures.canvas import WIDTH
from fixtures import decisions
from fixtures.decisions import GAINS, HOLD, SHIP, TEN_OPTIONS, THREE_OPTIONS, decision, weighed
from fixtures.drawn import blocks, bold, words


def test_the_best_option_is_bold_and_has_the_tinted_row_and_the_dark_bar() -> None:
    figure = cost_ranges(THREE_OPTIONS)
    assert bold(figure) == ["average", "Hold for new accounts", "€30k"]
    (row,), (bar,) = blocks(figure, "tint"), blocks(figure, "baseline")
    assert (row.get_x(), row.get_width()) == (0, WIDTH)
    assert row.get_y() < bar.get_y() < row.get_y() + row.get_height()


@pytest.mark.parametrize(
    ("options", "more"),
    [
        ([(0, 10_000, 20_000), (10_000, 30_000, 50_000)], "+€20k"),
        ([(0, 10_000, 20_000), (0, 10_000, 20_000)], "about the same"),
    ],
    ids=["dearer", "identical"],
)
def test_the_others_say_how_much_more_they_cost_than_the_best(
    options: list[tuple[float, float, float]], more: str
) -> None:
    ranked = [weighed(f"option {i}", spread) for i, spread in enumerate(options)]
    assert more in words(cost_ranges(decision(*ranked)))


def test_ruinous_harm_puts_the_worst_case_in_front() -> None:
    figure = cost_ranges(TEN_OPTIONS)
    assert bold(figure)[0] == "1 in 20 worse"
    assert "best first, by worst case" in words(figure)


def test_bars_are_as_long_as_the_ranges_they_stand_for() -> None:
    figure = cost_ranges(THREE_OPTIONS)
    bars = [*blocks(figure, "baseline"), *blocks(figure, "context")[1:]]  # one is in the head
    per_pixel = {
        round((one.loss.high - one.loss.low) / bar.get_width(), 6)
        for one, bar in zip(THREE_OPTIONS.weighed, bars, strict=False)
        if one.loss is not None
    }
    assert len(bars) == 3
    assert len(per_pixel) == 1


@pytest.mark.parametrize("figure", [THREE_OPTIONS, TEN_OPTIONS], ids=["average", "worst case"])
def test_the_numbers_of_the_best_tell_where_they_come_from(figure: Decision) -> None:
    spots = {spot.slot: spot.words for spot in cost_ranges(figure).hotspots}
    assert set(spots) >= {"best_expected", "best_worst", "second_worst"}


def beside(**numbers: Range | None) -> list[str]:
    """Read what stands beside an option of these numbers, and one of which nothing is said."""
    known = weighed("Known", (0, 10, 20))
    known = replace(known, option=replace(known.option, **numbers))  # type: ignore[arg-type]
    shown = words(cost_ranges(decision(known, weighed("Other", (10, 20, 30)))))
    return [word for word in shown[shown.index("Other") :] if "€" not in word and word[0] != "+"]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"delay_days": Range.exactly(24)}, ["days late", "24", "–"]),
        ({"delay_days": Range.exactly(0)}, ["days late", "none", "–"]),
        ({"exposed_share": Range.exactly(0)}, ["who is exposed", "nobody", "–"]),
        (
            {"exposed_share": Range.exactly(1), "prevented_share": Range.exactly(0)},
            ["who is exposed", "all, – days", "–"],
        ),
        (
            {"exposed_share": Range.exactly(0.05), "exposed_days": Range.exactly(24),
             "prevented_share": Range(low=0.7, likely=0.8, high=0.95)},
            ["who is exposed", "5%, 24 days", "70 to 95% held back", "–"],
        ),
        ({"leaves_open": "what a patch breaks"}, ["leaves open", "what a patch breaks", "–"]),
    ],
    ids=["late", "on time", "nobody", "for how long nobody knows", "a share", "open"],
)  # fmt: skip
def test_a_column_stands_beside_the_bars_where_somebody_said_it_and_a_dash_where_not(
    numbers: dict[str, Range], said: list[str]
) -> None:
    assert beside(**numbers)[-len(said) :] == said


def test_nothing_stands_beside_the_bars_where_nobody_said_anything() -> None:
    assert beside()[-1] == "Other"


def test_an_option_with_an_unknown_number_is_a_gap_that_names_it() -> None:
    figure = cost_ranges(THREE_OPTIONS)
    assert "not known: the cost of a day's delay, delay days" in words(figure)
    assert len(blocks(figure, "gap-tint")) == 1


def test_an_option_s_own_number_is_named_without_repeating_the_option() -> None:
    missing = weighed("Flag off", None, missing=("Flag off: its own cost",))
    assert "not known: its own cost" in words(cost_ranges(decision(SHIP, missing)))


def test_nothing_is_called_best_where_only_one_can_be_compared() -> None:
    figure = cost_ranges(decisions.ONE_OPTION)
    assert blocks(figure, "tint") == []
    assert not any(word.startswith("best") for word in words(figure))
    assert "No option can be called the best." in figure.alt


def test_a_gain_is_said_to_be_one() -> None:
    figure = cost_ranges(GAINS)
    assert {"gain", "loss", "−US$200k", "US$0"} <= set(words(figure))
    assert "between US$420,000 saved and US$30,000 lost" in figure.alt


@pytest.mark.parametrize(("count", "last"), [(7, None), (13, "and 7 more")])
def test_options_that_do_not_fit_are_counted(count: int, last: str | None) -> None:
    options = [weighed(f"option {i}", (0, 10, 20)) for i in range(count)]
    figure = cost_ranges(decision(*options))
    assert [word for word in words(figure) if word.startswith("and ")] == ([last] if last else [])


def test_the_alternative_text_tells_every_option() -> None:
    assert cost_ranges(decision(HOLD, decisions.KEEP)).alt == (
        "What each of 2 options may cost. No option can be called the best. Hold for new "
        "accounts: €30,000 on average, 90% of outcomes between €18,000 and €63,000, "
        "worst 1 in 20 from €63,000. Keep the live model: cannot be compared; not "
        "known: the cost of a day's delay, delay days."
    )
