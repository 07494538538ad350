"""The invitation: who, when and where, what is asked, and the report's summary.

It is the first thing that everybody reads, so the ask is its title.  The file says
the same whenever it is made: its identity comes from the case, its time stamp from
the measurement.  It goes to more people than the case does, so what is not for
everybody is said in the words of a shared document.
"""

from datetime import UTC, timedelta
from hashlib import sha256

from bugcase.characters import visible
from bugcase.data.zones import later
from bugcase.documents.script import clock
from bugcase.errors import BuildError
from bugcase.facts.facts import Facts
from bugcase.story.follow_up import report
from bugcase.story.meeting import Attendee, agenda, ask, attendees, begins, minutes
from bugcase.text import Text

__all__ = ["invite_ics"]


def invite_ics(facts: Facts) -> bytes:
    """Write the invitation as iCalendar.

    Whoever speaks first invites; whoever has no address is named in the description.
    A time of no zone is written as such: a calendar shows it by its own clock.

    Raises
    ------
    BuildError
        Where nobody has said yet when the meeting is.
    """
    from icalendar import Calendar, Event, vCalAddress, vText  # noqa: PLC0415  (only the invitation needs it)

    start = begins(facts)
    if start is None:
        raise BuildError(
            "invite.ics",
            allowed="the time of the meeting",
            found="unknown",
            remedy="fill in meeting.at in case.toml, or in the form",
        )
    who = attendees(facts)
    host = facts.playbook.turns[0].speaker if facts.playbook.turns else facts.playbook.roles[0].id
    event = Event()
    event.add("uid", f"{_identity(facts)}@bugcase")
    began = start if start.tzinfo else start.replace(tzinfo=UTC)  # a stamp must name a zone
    event.add("dtstamp", facts.evidence.measured_at or began.astimezone(UTC))
    event.add("dtstart", start)
    event.add("dtend", later(start, timedelta(minutes=minutes(facts))))
    event.add("summary", _line(ask(facts)))
    event.add("description", _description(facts, who))
    if isinstance(facts.case.meeting.place, str):
        event.add("location", visible(facts.case.meeting.place))
    for one in who:
        if one.email:
            address = vCalAddress(f"mailto:{one.email}")
            address.params["CN"] = vText(_line(Text((one.name,))).replace('"', "'"))
            if one.role == host and "organizer" not in event:
                event.add("organizer", address)
            else:
                address.params["ROLE"] = vText("REQ-PARTICIPANT")
                address.params["RSVP"] = vText("TRUE")
                event.add("attendee", address)
    calendar = Calendar()
    calendar.add("prodid", "-//bugcase//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    calendar.add_missing_timezones(  # of that day alone: no rule from today to 2038
        first_date=start.date(), last_date=start.date() + timedelta(days=2)
    )
    written: bytes = calendar.to_ical()
    return written


def _description(facts: Facts, who: tuple[Attendee, ...]) -> str:
    summary = [line.text for section in report(facts)[:1] for line in section.lines]
    decider = [one.text for one in who if one.decides]
    without = [one.text for one in who if not one.email]
    by = facts.words_for("deadline")
    lines = [
        f"To decide: {_line(ask(facts))}",
        *(f"Decides: {_line(one)}" for one in decider),
        *([f"By: {_line(Text((by,)))}"] if by else []),
        "",
        *map(_line, summary),
        "",
        f"Agenda ({minutes(facts)} minutes)",
        *(f"{clock(item.second)}  {_line(item.title)}" for item in agenda(facts)),
    ]
    if without:
        lines += ["", f"Also in the room: {'; '.join(map(_line, without))}"]
    return "\n".join(lines)


def _line(text: Text) -> str:
    return " ".join(visible(str(text.shared)).split())


def _identity(facts: Facts) -> str:
    """Name the case by its situation, so that a meeting that is moved stays the same meeting."""
    situation = [
        field.id for field in facts.playbook.fields if field.step == facts.playbook.steps[0].id
    ]
    told = [(slot, str(facts.case.answer(slot))) for slot in situation]
    return sha256(repr((facts.playbook.id, told)).encode()).hexdigest()[:32]
