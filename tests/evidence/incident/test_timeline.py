"""Moments from several clocks in one order, and the stretches between them."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from bugcase.errors import DataError
from bugcase.evidence.incident.timeline import Moment, make_timeline

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
        "To mend it: write its offset, or name the zone of the clock (zone='UTC')."
    )
