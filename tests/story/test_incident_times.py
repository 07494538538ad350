"""When it happened, in words: on the customers' clock, also in the night in which that changes."""

from datetime import date, datetime
from pathlib import Path

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.incident import IncidentWindow, Mark
from bugcase.case.measure_incident import measure_incident
from bugcase.case.model import Case
from bugcase.deck.storyline import slide
from bugcase.errors import DataError
from bugcase.facts.facts import Facts
from bugcase.figures.picture import Picture
from bugcase.incident.findings import Incident, Refusal
from bugcase.playbooks import load_playbook
from bugcase.story.meeting import headline
from bugcase.story.review import review

PLAYBOOK = load_playbook("ceo-report")


def facts(start: str, end: str, zone: str = "America/New_York", **marks: str) -> Facts:
    case = Case(
        playbook="ceo-report",
        incident=IncidentWindow(
            zone=zone, start=datetime.fromisoformat(start), end=datetime.fromisoformat(end)
        ),
        timeline={what: Mark(at=datetime.fromisoformat(at)) for what, at in marks.items()},
    )
    return Facts.of(PLAYBOOK, case, Evidence(incident=measure_incident(Path(), case)))


def said(facts: Facts, slot: str) -> str:
    return facts(slot).words.replace("\xa0", " ")


SHOWN_TWICE = facts(
    "2026-11-01T01:20:17-04:00",
    "2026-11-01T01:40:42-05:00",
    started="2026-11-01T01:20:47-04:00",
    mitigated="2026-11-01T01:40:42-05:00",
)
OVER_NIGHT = facts(
    "2026-10-31T22:00-04:00",
    "2026-11-01T09:00-05:00",
    started="2026-10-31T22:10-04:00",
    mitigated="2026-11-01T09:00-05:00",
)


def test_the_window_does_not_make_twenty_minutes_of_an_hour_and_twenty() -> None:
    assert said(SHOWN_TWICE, "window") == (
        "Sunday 1 November, 01:20 (UTC-04:00) to 01:40 in New York (UTC-05:00)"
    )


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        ("window_start", "Saturday 31 October, 22:00 in New York (UTC-04:00)"),
        ("window_end", "Sunday 1 November, 09:00 in New York (UTC-05:00)"),
        ("started_at", "Saturday 31 October, 22:10 in New York (UTC-04:00)"),
        ("mitigated_at", "Sunday 1 November, 09:00 in New York (UTC-05:00)"),
    ],
)
def test_each_end_of_a_night_in_which_the_clock_changes_has_its_offset(
    slot: str, words: str
) -> None:
    assert said(OVER_NIGHT, slot) == words


def test_where_no_clock_changes_no_offset_is_in_the_way() -> None:
    in_may = facts("2026-05-03T09:40-04:00", "2026-05-03T11:00-04:00")
    assert said(in_may, "window") == "Sunday 3 May, 09:40 to 11:00 in New York"
    assert said(in_may, "window_start") == "Sunday 3 May, 09:40 in New York"


def test_of_a_time_that_the_clock_shows_twice_nobody_guesses_which_was_meant() -> None:
    typed = facts("2026-11-01T01:20", "2026-11-01T01:40")
    assert said(typed, "window") == "Sunday 1 November, 01:20 to 01:40"


NOT_TOLD_APART = facts(
    "2026-11-01T01:20:17-04:00",
    "2026-11-01T02:40:42-05:00",
    started="2026-11-01T01:20:47-04:00",
    detected="2026-11-01T01:05:09-05:00",
    mitigated="2026-11-01T01:40:42",
)
MEND = "time of 'mitigated': write its offset, -04:00 or -05:00"


def test_a_time_that_cannot_be_placed_does_not_make_an_incident_go_on() -> None:
    assert str(headline(NOT_TOLD_APART)).endswith("; that has stopped.")
    assert said(NOT_TOLD_APART, "mitigated_at") == "Sunday 1 November, 01:40"
    found = NOT_TOLD_APART.evidence.incident
    assert found is not None
    assert found.timeline is not None
    assert (found.timeline.state, found.timeline.unread) == ("mitigated", ("mitigated",))
    assert [one.short for one in found.refused] == [MEND]


def test_its_slide_says_what_is_missing_and_its_figure_once_why() -> None:
    shown = slide("timeline", Facts.of(PLAYBOOK, NOT_TOLD_APART.case, NOT_TOLD_APART.evidence))
    assert str(shown.title) == ("It was noticed after 44 minutes 22 seconds.")
    assert isinstance(shown.body, Picture)
    assert shown.body.alt.count("the time of “mitigated” needs its offset") == 1


def test_what_the_data_refused_is_said_in_full_by_the_review_alone() -> None:
    found = review(
        Facts.of(PLAYBOOK, NOT_TOLD_APART.case, NOT_TOLD_APART.evidence), today=date(2026, 11, 2)
    )
    (told,) = (str(one) for one in found if "expected a time that the clock" in str(one))
    assert told == (
        "timeline.mitigated: time of 'mitigated': expected a time that the clock of "
        "America/New_York shows once; found 2026-11-01T01:40:42, in the hour in which its summer "
        "time begins or ends. Fix: write its offset, -04:00 or -05:00; then measure again"
    )


def test_in_place_of_a_figure_stands_once_what_to_do_about_its_data() -> None:
    said = "Fix: expected x.csv: expected a table"  # words of a message, in a file's name
    error = DataError(said, allowed="a table", found="none", remedy="add it")
    refused = Refusal.of("shortfall", error)
    evidence = Evidence(incident=Incident(refused=(refused,), settings=""))
    shown = slide("money", Facts.of(PLAYBOOK, Case(playbook="ceo-report"), evidence))
    assert "x.csv" not in str(shown.title)
    assert isinstance(shown.body, tuple)
    assert [str(line) for line in shown.body] == [f"[? the figure waits for: {said}: add it]"]
