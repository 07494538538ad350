"""The invitation: the right time in the right zone, the ask, and whoever can be invited."""

from dataclasses import replace
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
from fixtures.shown_words import facts_of, measured

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
            datetime(2026, 7, 1, 10),
            "Europe/Stockholm",
            datetime(2026, 7, 1, 10, tzinfo=STOCKHOLM),
            id="typed without an offset",
        ),
        pytest.param(
            datetime(2026, 7, 1, 10),
            "unknown",
            datetime(2026, 7, 1, 10),
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


UID = "7b0e1c9a-2f54-4d0c-9a51-3c6f0a2b8d11"


def sent(case: Facts, before: bytes | None = None) -> tuple[str, int]:
    """Say which meeting an invitation is for, and which of its versions it is."""
    found = event_of(invite_ics(case, before=before))
    return str(found["uid"]), int(found["sequence"])


def event_of(written: bytes) -> Any:  # as above
    (found,) = Calendar.from_ical(written).events
    return found


CHANGES: dict[str, dict[str, Any]] = {
    "the time": {"at": datetime(2026, 7, 2, 8, tzinfo=UTC)},
    "the place": {"place": "room Saga"},
    "an answer": {"answers": {"release": "release 215"}},
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_the_same_meeting_gets_an_update_of_the_next_number(change: str) -> None:
    asked: dict[str, Any] = {"uid": UID, "answers": {"release": "release 214"}}
    case, changed = told(**asked), told(**{**asked, **CHANGES[change]})
    first = invite_ics(case)
    second = invite_ics(changed, before=first)
    assert sent(case) == (UID, 0)
    assert sent(changed, first) == (UID, 1)
    assert sent(case, second) == (UID, 2)
    stamps = [event_of(one)["dtstamp"].dt for one in (first, second)]
    assert stamps == sorted(stamps)


def test_while_nothing_changes_the_invitation_keeps_its_bytes() -> None:
    first = invite_ics(told(uid=UID))
    second = invite_ics(told(uid=UID, place="room Saga"), before=first)
    assert second != first
    assert invite_ics(told(uid=UID), before=first) == first
    assert invite_ics(told(uid=UID, place="room Saga"), before=second) == second


def test_measuring_again_without_another_number_is_no_change_of_the_meeting() -> None:
    before = measured("release-halt")
    found = before.evidence.comparison
    assert found is not None
    later = replace(found.source, measured_at=found.source.measured_at + timedelta(days=1))
    evidence = replace(before.evidence, comparison=replace(found, source=later))
    first = invite_ics(before)
    assert invite_ics(facts_of(before.case, evidence), before=first) == first


def test_a_case_without_an_identity_keeps_that_of_the_invitation_that_was_sent() -> None:
    first = invite_ics(told(uid=UID))
    assert sent(told(), first) == (UID, 0)
    assert sent(told(place="room Saga"), first) == (UID, 1)
    assert sent(told())[0] == sent(told(place="room Saga"))[0]


def test_another_meeting_begins_at_zero() -> None:
    first = invite_ics(told(uid=UID))
    second = invite_ics(told(uid=UID, place="room Saga"), before=first)
    assert sent(told(uid="another"), second) == ("another", 0)


@pytest.mark.parametrize(
    "before",
    [
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTAMP:soon\r\nEND:VEVENT\r\nEND:VCALENDAR",
        b"",
        b"no calendar",
        b"\xff\xfe",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    ],
)
def test_a_file_that_holds_no_invitation_is_none_that_was_sent(before: bytes) -> None:
    assert sent(told(uid=UID), before) == (UID, 0)


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
