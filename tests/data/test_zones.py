"""A time is read again on the clock it was written by, and time goes by as it does for people."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bugcase.data.zones import ZonedTime, elapsed, instant, later

FILE: TypeAdapter[datetime] = TypeAdapter(ZonedTime)
LISBON = ZoneInfo("Europe/Lisbon")
CHANGING = st.sampled_from(  # by an hour, by half of one, at midnight, at the other end of the year
    ["America/New_York", "Europe/Lisbon", "Australia/Lord_Howe", "America/Havana", "Asia/Beirut"]
).map(ZoneInfo)
A_YEAR = st.integers(0, 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
A_NIGHT = st.integers(-12 * 60, 12 * 60).map(lambda minutes: timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(datetime(2026, 10, 13, 18, 0, 1, 5, LISBON), id="of a zone with a name"),
        pytest.param(datetime(2026, 10, 25, 1, 30, tzinfo=LISBON), id="the first 01:30 of a night"),
        pytest.param(
            datetime(2026, 10, 25, 1, 30, tzinfo=LISBON, fold=1), id="the second 01:30 of a night"
        ),
        pytest.param(datetime(2026, 10, 13, 18, tzinfo=UTC), id="in UTC"),
        pytest.param(datetime.fromisoformat("2026-10-13T18:00+02:00"), id="of an offset"),
        pytest.param(datetime(2026, 10, 13, 18), id="of no zone"),
    ],
)
def test_a_time_keeps_its_instant_and_the_name_of_its_zone(moment: datetime) -> None:
    read = FILE.validate_json(FILE.dump_json(moment))
    assert read.isoformat() == moment.isoformat()
    assert getattr(read.tzinfo, "key", None) == getattr(moment.tzinfo, "key", None)
    assert read.fold == moment.fold


def test_a_zone_that_this_machine_does_not_know_leaves_the_instant() -> None:
    read = FILE.validate_json('"2026-10-13T18:00:00+01:00[Atlantis/Poseidonis]"')
    assert read.isoformat() == "2026-10-13T18:00:00+01:00"


@pytest.mark.parametrize("written", ["yesterday", "yesterday[Europe/Lisbon]", "[Europe/Lisbon]"])
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        FILE.validate_json(f'"{written}"')


@given(zone=CHANGING, start=A_YEAR, time=A_NIGHT)
def test_as_much_time_goes_by_on_a_clock_that_changes_as_in_utc(
    zone: ZoneInfo, start: datetime, time: timedelta
) -> None:
    here, there = start.astimezone(zone), (start + time).astimezone(zone)
    assert elapsed(here, there) == time
    assert (instant(here) < instant(there)) == (time > timedelta(0))
    assert later(here, time).isoformat() == there.isoformat()


def test_of_a_time_without_a_zone_the_hands_are_all_there_is() -> None:
    start = datetime(2026, 11, 1, 1, 20)
    assert later(start, timedelta(minutes=20)) == instant(datetime(2026, 11, 1, 1, 40))
