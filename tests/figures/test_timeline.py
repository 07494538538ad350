"""What happened: moments on one clock, what lies between them, and what nobody knows."""

import pytest

from bugcase.figures import timeline
from bugcase.incident.timeline import Timeline
from fixtures import incidents
from fixtures.drawn import blocks, bold, in_the_accent, markers, words
from fixtures.incidents import MINUTES_APART, WHAT_HAPPENED


def test_the_stretches_are_named_with_how_long_they_took() -> None:
    figure = timeline(WHAT_HAPPENED)
    assert {"unseen 84 min", "hurting 1 h 55 min"} <= set(bold(figure))
    assert in_the_accent(figure) == ["hurting 1 h 55 min"]


def test_the_bars_are_as_long_as_the_stretches() -> None:
    figure = timeline(WHAT_HAPPENED)
    ((unseen,), (hurting,)) = blocks(figure, "baseline"), blocks(figure, "harm")
    assert unseen.get_x() == hurting.get_x()
    assert unseen.get_width() / hurting.get_width() == pytest.approx(84 / 115)


def test_each_moment_has_its_time_its_zone_and_its_source() -> None:
    assert {
        "08:31 UTC · release 214 went out", "pipeline 9", "08:40 UTC · started",
        "first broken order, table orders", "10:04 UTC · detected", "alert 81",
        "Sun 3 May, times in UTC",
    } <= set(words(timeline(WHAT_HAPPENED)))  # fmt: skip


def test_every_moment_stands_where_it_belongs_in_a_lane_of_its_own() -> None:
    dots = markers(timeline(WHAT_HAPPENED), "o")
    minutes = [0, 9, 90, 93, 124]  # after the release
    assert [x - dots[0][0] for x, _ in dots] == pytest.approx(
        [m * (dots[-1][0] - dots[0][0]) / 124 for m in minutes]
    )
    assert len({y for _, y in dots}) == len(dots)


def test_the_four_marks_are_shown_even_where_other_moments_do_not_fit() -> None:
    shown = " ".join(words(timeline(MINUTES_APART, rows=4)))
    for mark in ("started", "detected", "mitigated", "resolved"):
        assert f"· {mark}" in shown
    assert "times in UTC, and 12 more moments" in shown


def test_a_moment_without_a_source_is_a_gap() -> None:
    figure = timeline(incidents.RESOLVED_NEXT_DAY)
    assert "no source" in words(figure)
    assert len(blocks(figure, "gap-tint")) == 1
    assert "resolved (no source)" in figure.alt
    assert figure.source_line == "5 moments, 4 of them with a source"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        pytest.param(incidents.ONGOING, "hurting: not known, no time for “mitigated”", id="no end"),
        pytest.param(
            incidents.ONLY_DETECTED, "unseen: not known, no time for “started”", id="no start"
        ),
        pytest.param(
            incidents.BACKWARDS, "hurting: not known, mitigated before started", id="backwards"
        ),
        pytest.param(incidents.NOBODY_KNOWS, "not known: when it started", id="nothing"),
    ],
)
def test_a_stretch_that_nobody_can_measure_is_a_gap_that_says_why(
    case: Timeline, said: str
) -> None:
    figure = timeline(case)
    assert said in words(figure)
    assert blocks(figure, "harm") == []


def test_marks_that_run_backwards_are_told_pair_by_pair() -> None:
    figure = timeline(incidents.BACKWARDS)
    assert "out of order: mitigated before started, mitigated before detected" in words(figure)
    assert "one of the clocks is wrong: mitigated before started; mitigated before detected." in (
        figure.alt
    )


@pytest.mark.parametrize(
    ("case", "message"),
    [
        (WHAT_HAPPENED, "Mitigated, not resolved: unseen 84 min, hurting 1 h 55 min"),
        (incidents.RESOLVED_NEXT_DAY, "Resolved: unseen 84 min, hurting 1 h 55 min"),
        (incidents.ONGOING, "Not mitigated yet: unseen 84 min"),
        (incidents.NOBODY_KNOWS, "No moment of it is known"),
    ],
    ids=["mitigated", "resolved", "ongoing", "nothing known"],
)
def test_the_message_says_the_state_and_no_more(case: Timeline, message: str) -> None:
    assert message in bold(timeline(case))


def test_moments_from_several_zones_stand_in_utc_with_their_own_time_beside_it() -> None:
    shown = words(timeline(incidents.TWO_ZONES))
    assert "23:15 UTC (Mon 4 May, 00:15 Lisbon) · detected" in shown
    assert "23:40:07 UTC · mitigated" in shown


def test_moments_that_share_a_zone_stand_in_it_and_a_skipped_hour_stays_true() -> None:
    figure = timeline(incidents.LISBON_ONLY)  # the night in which summer time ends
    assert {
        "Sat 24 Oct, 23:30 (UTC+01:00) Lisbon · started",
        "unseen 5 h 45 min",
    } <= set(words(figure))
    ticks = ["01:00 UTC+01:00", "02:00 UTC+00:00", "03:00 UTC+00:00"]
    assert set(ticks) <= set(words(figure))
    at = {t.get_text(): t.get_window_extent().x0 for t in figure.axes[0].texts}
    first, second, third = (at[tick] for tick in ticks)
    assert second - first == pytest.approx(2 * (third - second), abs=2)


def test_in_the_hour_that_the_clock_shows_twice_each_time_says_which_of_the_two_it_is() -> None:
    figure = timeline(incidents.SHOWN_TWICE)
    assert {
        "01:20:47 (UTC-04:00) New York · started", "01:40:42 (UTC-05:00) New York · mitigated",
        "hurting 80 min",
    } <= set(words(figure))  # fmt: skip
    assert "Sun 1 Nov, 01:20:47 (UTC-04:00) America/New_York: started" in figure.alt
