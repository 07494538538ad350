"""When the work is done: two dates for each task, and what was promised."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bugcase.figures import plan_bars
from bugcase.figures.canvas import drawing
from bugcase.style.lettering import text_width
from bugcase.style.tokens import TYPE
from fixtures import decisions
from fixtures.decisions import TWO_WEEKS
from fixtures.drawn import blocks, curves, in_the_accent, words

TODAY = date(2026, 11, 24)


def test_each_task_has_its_two_dates_and_its_working_days_and_who_said_them_is_told() -> None:
    figure = plan_bars(TWO_WEEKS)
    assert {
        "Fix it", "2 to 4 working days", "Thu 26 Nov", "Mon 30 Nov", "Wed 2 Dec",
    } <= set(words(figure))  # fmt: skip
    assert "Fix it (2 to 4 working days · Tomás)" in figure.alt


def test_a_task_s_dates_stand_at_the_ends_of_its_bars() -> None:
    figure = plan_bars(TWO_WEEKS)
    (_, fix, *_) = blocks(figure, "baseline")
    (_, late, *_) = blocks(figure, "context")
    at = {text.get_text(): float(text.get_position()[0]) for text in figure.axes[0].texts}
    assert at["Mon 30 Nov"] == pytest.approx(late.get_x() + late.get_width() + 10)
    middle = at["Thu 26 Nov"] + text_width("Thu 26 Nov", TYPE["label"]) / 2
    assert middle == pytest.approx(fix.get_x() + fix.get_width())


@pytest.mark.parametrize("release", [date(2026, 11, day) for day in (25, 26, 30)], ids=str)
@pytest.mark.parametrize("proposed", [date(2026, 12, day) for day in (1, 4, 8)], ids=str)
def test_no_line_of_a_promise_crosses_a_word(release: date, proposed: date) -> None:
    figure = plan_bars(TWO_WEEKS, proposal=TWO_WEEKS.judge(proposed, today=TODAY), release=release)
    with drawing():
        boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    uprights = curves(figure, 3)
    crossed = [
        box
        for line in uprights
        for box in boxes
        if box.x0 < line[0][0] < box.x1 and line[:, 1].min() < box.y1 - 4
        and line[:, 1].max() > box.y0 + 6
    ]  # fmt: skip
    assert len(uprights) >= 2
    assert crossed == []


def test_a_task_that_is_done_has_no_bar_and_no_date() -> None:
    figure = plan_bars(TWO_WEEKS)
    assert len(blocks(figure, "baseline")) == 1 + 3  # one is in the head of its column
    assert "done" in words(figure)


def test_a_bar_ends_with_the_day_by_which_the_task_is_done() -> None:
    """So that a weekend, two days wide, is as wide as two days of work."""
    figure = plan_bars(TWO_WEEKS)
    saturday, sunday = blocks(figure, "tint")[:2]
    (_, fix, *_) = blocks(figure, "baseline")
    assert saturday.get_x() + saturday.get_width() == pytest.approx(sunday.get_x())
    assert fix.get_width() == pytest.approx(2 * saturday.get_width())  # 25 and 26 November


def test_the_proposed_date_is_told_with_its_chance() -> None:
    proposal = replace(TWO_WEEKS.judge(date(2026, 12, 7), today=TODAY), chance=0.912)
    assert "proposed Mon 7 Dec: about 91 in 100" in words(plan_bars(TWO_WEEKS, proposal=proposal))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 20), "proposed Fri 20 Nov: already past"),
        (date(2026, 11, 25), "proposed Wed 25 Nov: 0 in 10"),
    ],
    ids=["gone by", "sooner than even odds"],
)
def test_a_date_that_will_not_be_kept_is_in_the_accent(day: date, said: str) -> None:
    figure = plan_bars(TWO_WEEKS, proposal=TWO_WEEKS.judge(day, today=TODAY))
    assert in_the_accent(figure) == [said]


def test_a_release_at_midnight_is_drawn_where_the_day_before_ends() -> None:
    midnight = plan_bars(TWO_WEEKS, release=datetime(2026, 11, 26, tzinfo=UTC))
    day_before = plan_bars(TWO_WEEKS, release=date(2026, 11, 25))
    assert "release Thu 26 Nov, 00:00 UTC" in words(midnight)
    assert [line.get_xdata() for line in midnight.axes[0].lines][-1] == pytest.approx(
        [line.get_xdata() for line in day_before.axes[0].lines][-1]
    )


def test_without_a_task_s_time_there_is_no_date_but_a_gap() -> None:
    figure = plan_bars(decisions.UNPLANNED)
    assert {"not known: how long it takes", "2 to 4 working days"} <= set(words(figure))
    assert figure.alt == (
        "No date can be given yet. Fix it: 2 to 4 working days · Tomás. "
        f"{decisions.SIXTY}: not known."
    )


def test_a_plan_whose_times_are_known_is_simulated() -> None:
    assert plan_bars(TWO_WEEKS.plan).alt.startswith("The plan: ")


def test_a_plan_over_the_turn_of_a_year_and_more_writes_the_year() -> None:
    shown = words(plan_bars(decisions.TWELVE_TASKS))
    assert any(word.endswith("2028") for word in shown)
    assert "and 2 more before the last" in shown


def test_the_source_line_says_which_days_are_worked() -> None:
    assert plan_bars(TWO_WEEKS).source_line == (
        "Monte Carlo, lognormal tasks, correlation 0.3, 2,000 draws · "
        "working days of Sweden, without its public holidays · 1 source, in the appendix"
    )
