"""What leaves the room is drafted, with an owner and a due time that follows from the outcome."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.model import Answer, Case, Meeting, Person, Planning
from bugcase.facts.facts import Facts
from bugcase.playbooks import load_playbook
from bugcase.story.follow_up import Due, actions, duties, messages, report

PLAYBOOK = load_playbook("release-halt")
DECIDED = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # a Tuesday


def facts(**answers: Answer) -> Facts:
    case = Case(
        playbook="release-halt",
        people=(Person(name="Aisha Rahman", role="product_manager"),),
        plan=Planning(country="SE"),
        answers=answers,
    )
    return Facts.of(PLAYBOOK, case, Evidence())


def due(todo: str, **answers: Answer) -> Due:
    return next(one.due for one in actions(facts(**answers)) if one.id == todo)


def test_a_due_time_is_counted_from_the_decision() -> None:
    found = due("tickets", decided_at=DECIDED)
    assert found == Due(
        after="the decision", delay="4 hours", at=datetime(2026, 11, 24, 20, 30, tzinfo=UTC)
    )


def test_a_duty_of_a_contract_runs_from_the_decision_and_belongs_to_somebody() -> None:
    (notice,) = duties(facts(decided_at=DECIDED))
    assert notice.owner == "Aisha Rahman (product manager)"
    assert notice.due.at == datetime(2026, 11, 25, 16, 30, tzinfo=UTC)
    assert "counsel" in notice.note


def test_before_the_decision_nothing_has_a_time_and_everything_its_delay() -> None:
    found = [one.due for one in actions(facts())]
    assert {one.at for one in found} == {None}
    assert found[0] == Due(after="the decision", delay="1 hour", at=None)


def test_of_a_decision_whose_day_alone_is_known_the_hours_are_not_made_up() -> None:
    assert due("tickets", decided_at=date(2026, 11, 24)).at == date(2026, 11, 24)


@pytest.mark.parametrize(
    "decided",
    [
        pytest.param(datetime(2026, 11, 1, 4, 30, tzinfo=UTC), id="as an instant"),
        pytest.param(
            datetime(2026, 11, 1, 0, 30, tzinfo=ZoneInfo("America/New_York")), id="as a form has it"
        ),
        pytest.param(datetime.fromisoformat("2026-11-01T00:30-04:00"), id="as the file has it"),
    ],
)
def test_over_the_end_of_summer_time_hours_go_by_and_a_day_later_is_at_the_same_time(
    decided: datetime,
) -> None:
    case = Case(
        playbook="release-halt",
        meeting=Meeting(zone="America/New_York"),
        answers={"decided_at": decided},
    )
    at = {one.id: one.due.at for one in actions(Facts.of(PLAYBOOK, case, Evidence()))}
    assert str(at["tickets"]) == "2026-11-01 03:30:00-05:00"  # 4 hours
    assert str(at["daily_lines"]) == "2026-11-02 00:30:00-05:00"  # a day


def test_what_is_repeated_says_so_and_when_first() -> None:
    found = due("daily_lines", decided_at=DECIDED)
    assert (found.delay, found.at) == ("every 1 day", datetime(2026, 11, 25, 16, 30, tzinfo=UTC))


def test_an_action_names_whoever_has_the_role() -> None:
    owners = {one.id: one.owner for one in actions(facts())}
    assert owners["decision_note"] == "Aisha Rahman (product manager)"
    assert owners["tickets"] == "engineering lead"


@pytest.mark.parametrize("letter", messages(facts()), ids=lambda letter: letter.id)
def test_a_message_never_says_a_word_it_forbids(letter: object) -> None:
    drafted = next(one for one in messages(facts()) if one.id == getattr(letter, "id", None))
    said = " ".join([str(drafted.subject), *(str(line.text) for line in drafted.lines)]).lower()
    assert [word for word in drafted.forbidden if word.lower() in said] == []


def test_a_message_says_who_sends_it_to_whom_and_shows_what_is_missing() -> None:
    note = messages(facts(release="release 214"))[0]
    assert (note.label, note.sender) == ("Decision note", "Aisha Rahman (product manager)")
    assert "director" in note.to
    assert str(note.subject) == "release 214: what was decided"
    assert note.lines[0].text.gaps == ("outcome",)


def test_the_report_has_every_section_of_the_playbook_in_order() -> None:
    assert [section.id for section in report(facts())] == [
        section.id for section in PLAYBOOK.report
    ]
