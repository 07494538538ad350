"""A time is read again on the clock it was written by."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter, ValidationError

from bugcase.evidence.zones import ZonedTime

FILE: TypeAdapter[datetime] = TypeAdapter(ZonedTime)
LISBON = ZoneInfo("Europe/Lisbon")


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
        pytest.param(datetime(2026, 10, 13, 18), id="of no zone"),  # noqa: DTZ001
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
