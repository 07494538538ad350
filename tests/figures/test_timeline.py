"""What happened: moments on one clock, what lies between them, and what nobody knows."""

import pytest

from bugcase.figures import timeline
from bugcase.incident.timeline import Timeline
from fixtures import incidents
from fixtures.drawn import blocks, bold, in_the_accent, markers, words
from fixtures.incidents import MINUTES_APART, WHAT_HAPPENED


def test_the_stretches_are_named_with_how_long_they_took() -> None:
    figure = timeline(WHAT_HAPPENED)
    assert {"unseen for 1 h 24 min", "harm for 1 h 55 min"} <= set(bold(figure))
    assert in_the_accent(figure) == []  # its words stand in the bar
    assert "orders went wrong for 1 h 55 min" in bold(timeline(WHAT_HAPPENED, noun="orders"))
    assert {one.slot for one in figure.hotspots} >= {"time_to_detect", "time_to_mitigate"}


def test_the_bars_are_as_long_as_the_stretches() -> None:
    figure = timeline(WHAT_HAPPENED)
    ((unseen,), (hurting,)) = blocks(figure, "baseline"), blocks(figure, "harm")
    assert unseen.get_x() == hurting.get_x()
    assert unseen.get_width() / hurting.get_width() == pytest.approx(84 / 115)


def test_each_moment_has_its_time_and_its_source_stands_in_the_words_for_it() -> None:
    figure = timeline(WHAT_HAPPENED)
    assert {
        "08:31 · release 214 went out", "08:40 · began", "10:04 · noticed", "10:35 · harm stopped",
        "Sun 3 May, times in UTC",
    } <= set(words(figure))  # fmt: skip
    assert "started (first broken order, table orders)" in figure.alt
    assert "alert 81" not in " ".join(words(figure))


def test_every_moment_stands_where_it_belongs() -> None:
    dots = sorted(markers(timeline(WHAT_HAPPENED), "o"))
    minutes = [0, 9, 90, 93, 124]  # after the release
    assert [x - dots[0][0] for x, _ in dots] == pytest.approx(
        [m * (dots[-1][0] - dots[0][0]) / 124 for m in minutes]
    )


def test_each_lane_holds_the_moments_that_are_its_own_and_what_is_nobodys_stands_below() -> None:
    figure = timeline(incidents.IN_LANES)
    at = {text.get_text(): text.get_position()[1] for text in figure.axes[0].texts}
    lanes = [at[name] for name in ("Service", "Customers", "Support", "Us")]
    assert lanes == sorted(lanes, reverse=True)
    assert lanes[0] >= at["08:40 · began"] == at["10:35 · harm stopped"] > lanes[1]
    assert at["10:01 · a customer called"] == lanes[1]
    assert lanes[2] > at["10:04 · noticed"] > lanes[3]
    assert at["10:20 · ticket 12"] < lanes[3]


def test_where_no_moment_names_a_lane_there_is_one_without_a_name() -> None:
    assert {"Service", "Us"}.isdisjoint(words(timeline(WHAT_HAPPENED)))


def test_the_four_marks_are_shown_even_where_other_moments_do_not_fit() -> None:
    shown = " ".join(words(timeline(MINUTES_APART, rows=4)))
    for mark in ("began", "noticed", "harm stopped", "cause removed"):
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
        pytest.param(incidents.ONGOING, "harm: not known, no time for “mitigated”", id="no end"),
        pytest.param(
            incidents.ONLY_DETECTED, "unseen: not known, no time for “started”", id="no start"
        ),
        pytest.param(
            incidents.BACKWARDS, "harm: not known, mitigated before started", id="backwards"
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
        (WHAT_HAPPENED, "Mitigated, not resolved: unseen for 1 h 24 min, harm for 1 h 55 min"),
        (incidents.RESOLVED_NEXT_DAY, "Resolved: unseen for 1 h 24 min, harm for 1 h 55 min"),
        (incidents.ONGOING, "Not mitigated yet: unseen for 1 h 24 min"),
        (incidents.NOBODY_KNOWS, "No moment of it is known"),
    ],
    ids=["mitigated", "resolved", "ongoing", "nothing known"],
)
def test_the_words_for_it_say_the_state_and_no_more(case: Timeline, message: str) -> None:
    assert f"{message}." in timeline(case).alt


def test_moments_from_several_zones_stand_in_utc_with_their_own_time_beside_it() -> None:
    shown = words(timeline(incidents.TWO_ZONES))
    assert "23:15 UTC (Mon 4 May, 00:15 Lisbon) · noticed" in shown
    assert "23:40:07 · harm stopped" in shown


def test_moments_that_share_a_zone_stand_in_it_and_a_skipped_hour_stays_true() -> None:
    figure = timeline(incidents.LISBON_ONLY)  # the night in which summer time ends
    assert {
        "Sat 24 Oct, 23:30 (UTC+01:00) · began",
        "unseen for 5 h 45 min",
    } <= set(words(figure))
    ticks = ["01:00 UTC+01:00", "02:00 UTC+00:00", "03:00 UTC+00:00"]
    assert set(ticks) <= set(words(figure))
    at = {t.get_text(): t.get_window_extent().x0 for t in figure.axes[0].texts}
    first, second, third = (at[tick] for tick in ticks)
    assert second - first == pytest.approx(2 * (third - second), abs=2)


def test_in_the_hour_that_the_clock_shows_twice_each_time_says_which_of_the_two_it_is() -> None:
    figure = timeline(incidents.SHOWN_TWICE)
    assert {
        "01:20:47 (UTC-04:00) · began", "01:40:42 (UTC-05:00) · harm stopped",
        "harm for 1 h 20 min",
    } <= set(words(figure))  # fmt: skip
    assert "Sun 1 Nov, 01:20:47 (UTC-04:00) America/New_York: started" in figure.alt
