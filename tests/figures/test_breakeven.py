"""From which chance on another option is cheaper: marked, said, beside what is assumed."""

from dataclasses import replace

import pytest

from bugcase.decision.options import Decision
from bugcase.figures import break_even
from fixtures import decisions
from fixtures.decisions import GAINS, HOLD, SHIP, THREE_OPTIONS, decision, weighed
from fixtures.drawn import blocks, bold, in_the_accent, markers, words


def test_the_point_is_marked_and_said() -> None:
    figure = break_even(THREE_OPTIONS)
    assert bold(figure) == ["Hold for new accounts", "Ship and patch", "same cost at 12%"]
    assert [(spot.slot, spot.words) for spot in figure.hotspots] == [
        ("break_even", "same cost at 12%")
    ]
    assert (
        "“Hold for new accounts” is cheaper than “Ship and patch” if the chance that the bug "
        "shows in production is above about 1 in 8 (12%)."
    ) in figure.alt


def test_the_option_that_gains_from_a_harmless_bug_is_in_the_accent() -> None:
    assert in_the_accent(break_even(THREE_OPTIONS)) == ["Ship and patch"]


def test_each_line_is_named_and_an_unknown_option_is_a_gap() -> None:
    shown = words(break_even(THREE_OPTIONS))
    assert {"Ship and patch", "Ship to 5 % of traffic", "Hold for new accounts"} <= set(shown)
    assert "grey: the other options" not in shown
    assert "not known, so not drawn: Keep the live model" in shown


def test_what_the_case_assumes_is_a_stretch_of_the_axis_that_the_point_is_on() -> None:
    figure = break_even(THREE_OPTIONS)
    (stretch,), ((point, _),) = blocks(figure, "tint"), markers(figure, "o")
    assert "we assume 60% to 95%" in words(figure)
    away = (point - stretch.get_x()) / stretch.get_width()
    assert away == pytest.approx((0.124 - 0.6) / (0.95 - 0.6))


@pytest.mark.parametrize(
    ("case", "message"),
    [
        pytest.param(
            replace(THREE_OPTIONS, break_even=None),
            "No chance at which two options cost the same", id="nothing was found",
        ),
        pytest.param(decisions.ONE_OPTION, "Only one option's loss is known", id="one"),
        pytest.param(decisions.NOTHING_KNOWN, "No option's loss is known", id="none"),
        pytest.param(
            decision(HOLD, SHIP, ruinous=True),
            "The harm would be ruinous: an average is no guide", id="ruinous",
        ),
    ],
)  # fmt: skip
def test_without_a_point_the_figure_says_so(case: Decision, message: str) -> None:
    figure = break_even(case)
    assert message in words(figure)
    assert markers(figure, "o") == []


def test_where_one_line_lies_below_all_others_the_title_says_it() -> None:
    figure = break_even(GAINS)
    said = "“Ship everything” is cheapest, however likely the bug is to show"
    assert said in figure.alt
    assert said not in words(figure)


def test_grey_lines_without_room_for_a_name_are_named_together() -> None:
    near = [weighed(f"Way {i}", (1, 2, 3), ends=(36_100 + i, 34_000)) for i in range(3)]
    shown = words(break_even(decision(HOLD, SHIP, *near, break_even=0.124)))
    assert "grey: the other options" in shown
    assert "Way 0" not in shown


def test_the_alternative_text_gives_both_ends_of_every_line() -> None:
    assert "Ship and patch: €0 if it does not, €280,000 if it does." in (
        break_even(THREE_OPTIONS).alt
    )
