"""Moments from several clocks in one order, and the stretches between them."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugcase.errors import DataError
from bugcase.incident.timeline import Moment, Timeline, make_timeline

STARTED = Moment(what="started", at="2026-05-03T08:40:00Z", source="first broken order")
DETECTED = Moment(what="detected", at="2026-05-03T10:15", zone="Europe/Lisbon", source="alert 81")
MITIGATED = Moment(
    what="mitigated", at=datetime(2026, 5, 3, 9, 40, tzinfo=UTC), source="flag off, audit log"
)
RESOLVED = Moment(what="resolved", at="2026-05-04T18:00:00+02:00")
RELEASE = Moment(what="release 214 went out", at="2026-05-03T08:31Z", source="pipeline 9")
ALL = (STARTED, DETECTED, MITIGATED, RESOLVED)


def test_the_order_in_which_moments_are_told_changes_nothing() -> None:
    assert len({repr(make_timeline(told)) for told in permutations(ALL)}) == 1


def test_stretches_are_measured_across_zones() -> None:
    timeline = make_timeline(ALL)
    assert timeline.time_to_detect == timedelta(minutes=35)
    assert timeline.time_to_mitigate == timedelta(hours=1)
    assert timeline.time_to_resolve == timedelta(days=1, hours=7, minutes=20)


def in_new_york(**marks: str) -> Timeline:
    return make_timeline(
        [Moment(what=what, at=at, zone="America/New_York") for what, at in marks.items()]
    )


def test_over_the_end_of_summer_time_a_stretch_is_as_long_as_it_was() -> None:
    timeline = in_new_york(
        started="2026-11-01T01:20:47-04:00", mitigated="2026-11-01T01:40:42-05:00"
    )
    assert timeline.time_to_mitigate == timedelta(hours=1, minutes=19, seconds=55)


def test_a_clock_that_goes_back_does_not_put_moments_out_of_order() -> None:
    timeline = in_new_york(detected="2026-11-01T06:05:09Z", started="2026-11-01T05:20:47Z")
    assert [one.what for one in timeline.moments] == ["started", "detected"]
    assert timeline.out_of_order == ()
    assert timeline.time_to_detect == timedelta(minutes=44, seconds=22)


@given(
    zone=st.sampled_from(["America/New_York", "Europe/Lisbon", "Australia/Lord_Howe"]),
    minutes=st.lists(st.integers(0, 366 * 24 * 60), min_size=3, max_size=3),
)
def test_the_zone_in_which_moments_are_told_changes_no_order_and_no_stretch(
    zone: str, minutes: list[int]
) -> None:
    def told(zone: str | None) -> Timeline:
        new_year = datetime(2026, 1, 1, tzinfo=UTC)
        return make_timeline(
            [
                Moment(what=what, at=new_year + timedelta(minutes=after), zone=zone)
                for what, after in zip(("started", "detected", "mitigated"), minutes, strict=True)
            ]
        )

    here, utc = told(zone), told(None)
    assert [one.what for one in here.moments] == [one.what for one in utc.moments]
    assert here.out_of_order == utc.out_of_order
    assert (here.time_to_detect, here.time_to_mitigate) == (
        utc.time_to_detect,
        utc.time_to_mitigate,
    )


def test_every_moment_keeps_its_own_zone() -> None:
    placed = {one.what: (one.at.isoformat(), one.zone) for one in make_timeline(ALL).moments}
    assert placed == {
        "started": ("2026-05-03T08:40:00+00:00", "UTC"),
        "detected": ("2026-05-03T10:15:00+01:00", "Europe/Lisbon"),
        "mitigated": ("2026-05-03T09:40:00+00:00", "UTC"),
        "resolved": ("2026-05-04T18:00:00+02:00", "UTC+02:00"),
    }


@pytest.mark.parametrize(
    ("moments", "state"),
    [
        pytest.param([STARTED, DETECTED], "ongoing", id="only detected"),
        pytest.param([STARTED, MITIGATED], "mitigated", id="mitigated is not resolved"),
        pytest.param(ALL, "resolved", id="resolved"),
    ],
)
def test_the_state_is_what_may_be_said(moments: list[Moment], state: str) -> None:
    assert make_timeline(moments).state == state


def test_what_nobody_knows_leaves_what_depends_on_it_unknown() -> None:
    timeline = make_timeline([DETECTED, MITIGATED])
    assert (timeline.at("started"), timeline.time_to_detect, timeline.time_to_mitigate) == (
        None,
        None,
        None,
    )


def test_other_moments_stand_in_the_line_without_being_marks() -> None:
    moments = make_timeline([*ALL, RELEASE]).moments
    assert [one.what for one in moments][:2] == ["release 214 went out", "started"]


def test_moments_that_run_backwards_are_told_and_not_measured() -> None:
    early = Moment(what="mitigated", at="2026-05-03T08:00Z", source="other clock")
    timeline = make_timeline([STARTED, DETECTED, early])
    assert timeline.out_of_order == (("mitigated", "started"), ("mitigated", "detected"))
    assert (timeline.time_to_mitigate, timeline.time_to_detect) == (None, timedelta(minutes=35))


def test_moments_without_a_source_are_listed() -> None:
    assert make_timeline(ALL).unsourced == ("resolved",)


def test_a_mark_that_was_given_twice_is_refused() -> None:
    with pytest.raises(DataError, match="moment 'started': expected one time; found 2026-05-03T08"):
        make_timeline([STARTED, Moment(what="started", at="2026-05-03T08:50Z")])


def test_a_time_without_a_zone_is_refused_among_those_that_have_one() -> None:
    with pytest.raises(DataError) as error:
        make_timeline([STARTED, Moment(what="detected", at="2026-05-03T09:15")])
    assert str(error.value) == (
        "time of 'detected': expected a time with its zone; "
        "found 2026-05-03T09:15:00, which says no zone. "
        "Fix: write its offset, or name the zone of the clock (zone='UTC')."
    )
