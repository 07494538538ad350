"""The invitation: who, when and where, what is asked, and the report's summary.

It is the first thing that everybody reads, so the ask is its title.  It goes to more
people than the case does, so what is not for everybody is said in the words of a shared
document.

A calendar knows a meeting by its UID, which the case keeps for good, and takes a file for
an update where its SEQUENCE is higher (RFC 5545, 3.8.4.7 and 3.8.7.4).  So what was sent
last is read back: where the meeting is the same the file stays, byte by byte, and whatever
else has changed makes the next of the sequence.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from bugcase.case.file import ConflictError
from bugcase.case.values import UNKNOWN, known
from bugcase.characters import visible
from bugcase.data.zones import later
from bugcase.documents.document import Document
from bugcase.documents.script import clock
from bugcase.errors import BuildError
from bugcase.facts.facts import Facts
from bugcase.folder import CaseFolder, case_file
from bugcase.story.follow_up import report
from bugcase.story.meeting import Attendee, agenda, ask, attendees, begins, minutes
from bugcase.text import Text
from bugcase.wording import say


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    """Which meeting an invitation is for, which of its versions it is, and when that was made."""

    uid: str
    sequence: int
    stamp: datetime


def invite_ics(facts: Facts, *, before: bytes | None = None) -> bytes:
    """Write the invitation as iCalendar.

    Whoever speaks first invites; whoever has no address is named in the description.
    A time of no zone is written as such: a calendar shows it by its own clock.

    Parameters
    ----------
    before
        The invitation that was sent last.

    Raises
    ------
    BuildError
        Where nobody has said yet when the meeting is.
    """
    start = begins(facts)
    if start is None:
        raise BuildError(
            "invite.ics",
            allowed="the time of the meeting",
            found="unknown",
            remedy="fill in meeting.at in case.toml, or in the form",
        )
    sent = _version(before)
    uid = known(facts.case.meeting.uid) or (sent.uid if sent else f"{facts.playbook.id}@bugcase")
    if sent is None or before is None or sent.uid != uid:
        began = start if start.tzinfo else start.replace(tzinfo=UTC)  # a stamp must name a zone
        stamp = facts.evidence.measured_at or began.astimezone(UTC)
        return _written(facts, start, _Version(uid=uid, sequence=0, stamp=stamp))
    if _written(facts, start, sent) == before:
        return before
    now = max(datetime.now(UTC), sent.stamp)
    return _written(facts, start, _Version(uid=uid, sequence=sent.sequence + 1, stamp=now))


def new_uid() -> str:
    """Make an identity for the meeting of a new case."""
    return str(uuid4())


def keep_uid(folder: CaseFolder) -> bool:
    """Give the meeting of a case that has a time and no identity one for good; say if it did.

    It is that of the invitation that was sent before cases kept one.

    Raises
    ------
    CaseError, OSError
        Where case.toml can't be written.
    """
    meeting = folder.case.meeting
    if known(meeting.uid) or not known(meeting.at):
        return False
    sent = _version(DOCUMENT.before(folder.path))
    uid = sent.uid if sent else new_uid()
    with suppress(ConflictError):  # another build was first: its identity is the one that lasts
        case_file(folder.path).change("meeting.uid", uid, seen=UNKNOWN)
    return True


def _version(written: bytes | None) -> _Version | None:
    """Read which version an invitation is; None where there is none, or it can't be read."""
    from icalendar import Calendar

    try:
        found: Any = Calendar.from_ical(written or b"")  # of whose properties each has its type
        (event,) = found.events
        uid, sequence = str(event["uid"]), int(event.get("sequence", 0))
        stamp = event["dtstamp"].dt.astimezone(UTC)
    except (ValueError, KeyError, AttributeError, TypeError):  # somebody else's file
        return None
    return _Version(uid=uid, sequence=sequence, stamp=stamp)


def _written(facts: Facts, start: datetime, version: _Version) -> bytes:
    from icalendar import Calendar, Event, vCalAddress, vText

    who = attendees(facts)
    host = facts.playbook.turns[0].speaker if facts.playbook.turns else facts.playbook.roles[0].id
    event = Event()
    event.add("uid", version.uid)
    event.add("sequence", version.sequence)
    event.add("dtstamp", version.stamp)
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
        say("invite.to_decide", ask=_line(ask(facts))),
        *(say("invite.decides", who=_line(one)) for one in decider),
        *([say("invite.by", when=_line(Text((by,))))] if by else []),
        "",
        *map(_line, summary),
        "",
        say("invite.agenda", n=minutes(facts)),
        *(f"{clock(item.second)}  {_line(item.title)}" for item in agenda(facts)),
    ]
    if without:
        lines += ["", say("invite.also", who="; ".join(map(_line, without)))]
    return "\n".join(lines)


def _line(text: Text) -> str:
    return " ".join(visible(str(text.shared)).split())


DOCUMENT = Document(name="invite.ics", make=lambda of: invite_ics(of.facts, before=of.before))
