"""The invitation: the right time in the right zone, the ask, and whoever can be invited."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case, Meeting, Person
from bugcase.documents.invite import invite_ics
from bugcase.errors import BuildError
from bugcase.facts.facts import Facts
from fixtures.shown_words import facts_of

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def told(
    *people: Person,
    answers: dict[str, Any] | None = None,
    playbook: str = "release-halt",
    **meeting: Any,
) -> Facts:
    case = Case(
        playbook=playbook,
        people=people,
        meeting=Meeting(**{"at": datetime(2026, 7, 1, 8, tzinfo=UTC), **meeting}),
        answers=answers or {},
    )
    return facts_of(case, Evidence())


def calendar(case: Facts) -> Calendar:
    read: Calendar = Calendar.from_ical(invite_ics(case))
    return read


def event(case: Facts) -> Any:  # of whose properties each has a type of its own
    (found,) = calendar(case).events
    return found


@pytest.mark.parametrize(
    ("at", "zone", "begins"),
    [
        pytest.param(
            datetime(2026, 7, 1, 8, tzinfo=UTC),
            "Europe/Stockholm",
            datetime(2026, 7, 1, 10, tzinfo=STOCKHOLM),
            id="summer time",
        ),
        pytest.param(
            datetime(2026, 11, 23, 9, tzinfo=UTC),
            "Europe/Stockholm",
            datetime(2026, 11, 23, 10, tzinfo=STOCKHOLM),
            id="winter time",
        ),
        pytest.param(
            datetime(2026, 7, 1, 10),  # noqa: DTZ001  (as it is typed without an offset)
            "Europe/Stockholm",
            datetime(2026, 7, 1, 10, tzinfo=STOCKHOLM),
            id="typed without an offset",
        ),
        pytest.param(
            datetime(2026, 7, 1, 10),  # noqa: DTZ001  (as above)
            "unknown",
            datetime(2026, 7, 1, 10),  # noqa: DTZ001  (a calendar shows it by its own clock)
            id="no zone",
        ),
        pytest.param(
            datetime(2026, 7, 1, 10, tzinfo=STOCKHOLM),
            "unknown",
            datetime(2026, 7, 1, 8, tzinfo=UTC),
            id="an offset and no zone",
        ),
    ],
)
def test_it_begins_at_that_moment_on_the_clock_of_the_zone(
    at: datetime, zone: str, begins: datetime
) -> None:
    found = event(told(at=at, zone=zone)).start
    assert (found, found.utcoffset()) == (begins, begins.utcoffset())


def test_the_file_says_itself_what_its_zone_means() -> None:
    case = told(at=datetime(2026, 7, 1, 8, tzinfo=UTC), zone="Europe/Stockholm")
    (zone,) = calendar(case).timezones
    assert zone.tz_name == "Europe/Stockholm"
    offsets: list[Any] = [part["TZOFFSETTO"] for part in zone.walk("DAYLIGHT")]
    assert [one.td for one in offsets] == [timedelta(hours=2)]


@pytest.mark.parametrize(("minutes", "lasts"), [("unknown", 15), (40, 40)])
def test_it_lasts_as_long_as_the_case_says_else_the_playbook(minutes: Any, lasts: int) -> None:
    found = event(told(minutes=minutes))
    assert found.end - found.start == timedelta(minutes=lasts)


def test_a_meeting_over_the_end_of_summer_time_is_not_an_hour_longer() -> None:
    at = datetime(2026, 11, 1, 4, 30, tzinfo=UTC)  # 00:30; the clock goes back at 02:00
    found = event(told(at=at, zone="America/New_York", minutes=180))
    assert found.end.astimezone(UTC) == at + timedelta(minutes=180)


def test_its_title_is_the_ask() -> None:
    case = told(playbook="ceo-report", answers={"ask": "pay them back today"})
    assert str(event(case)["summary"]) == "pay them back today"


def test_it_holds_the_ask_who_decides_by_when_the_summary_and_the_agenda(example: Facts) -> None:
    description = str(event(example)["description"])
    case = example.case
    decider = next(role for role in example.playbook.roles if role.power == "decides")
    lines = description.splitlines()
    assert lines[0] == f"To decide: {event(example)['summary']}"
    assert lines[1].startswith(f"Decides: {case.person(decider.id)}")
    assert lines[2].startswith("By: ")
    agenda = lines[lines.index(f"Agenda ({example.playbook.minutes} minutes)") + 1 :]
    assert agenda[0].startswith("0:00  ")
    assert str(event(example)["location"]) == case.meeting.place


def test_whoever_has_an_address_is_invited_and_the_others_are_named() -> None:
    case = told(
        Person(name="Ada Nu", role="presenter", email="ada@example.com"),
        Person(name="Bo Xi", role="director", email="bo@example.com"),
        Person(name="Cy Pi", role="product_manager"),
        Person(name='Di "D"\r\nATTENDEE:mailto:x@y.z', role="legal", email="di@example.com"),
    )
    found = event(case)
    assert str(found["organizer"]) == "mailto:ada@example.com"
    invited = found["attendee"]
    assert [str(one) for one in invited] == ["mailto:bo@example.com", "mailto:di@example.com"]
    assert invited[0].params["CN"] == "Bo Xi"
    assert str(found["description"]).splitlines()[-1] == "Also in the room: Cy Pi (product manager)"


def test_a_meeting_that_is_moved_stays_the_same_meeting() -> None:
    answers = {"release": "release 214"}
    early, late = (
        told(at=datetime(2026, 7, day, 8, tzinfo=UTC), answers=answers) for day in (1, 2)
    )
    other = told(answers={"release": "release 215"})
    assert event(early)["uid"] == event(late)["uid"] != event(other)["uid"]


def test_its_time_stamp_is_that_of_the_measurement(example: Facts) -> None:
    at = example.evidence.measured_at
    assert at is not None
    assert event(example)["dtstamp"].dt == at.replace(microsecond=0)


def test_without_a_time_there_is_no_invitation_and_the_reason_is_said() -> None:
    case = told(at="unknown")
    with pytest.raises(BuildError) as error:
        invite_ics(case)
    assert str(error.value) == (
        "invite.ics: expected the time of the meeting; found unknown. "
        "Fix: fill in meeting.at in case.toml, or in the form."
    )
