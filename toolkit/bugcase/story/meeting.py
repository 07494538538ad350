"""The meeting that a case is told in: what it is asked to decide, who comes, when, in what order.

The report says it at its top, the invitation sends it out, the decision record
keeps it.  All of them take it from here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bugcase.case.values import Unknown, known
from bugcase.facts.conditions import that_hold
from bugcase.facts.facts import Facts
from bugcase.facts.sentences import title
from bugcase.playbook.format import Role
from bugcase.story.script import script
from bugcase.text import Span, Text
from bugcase.wording import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody who comes: the role, the name or its gap, and where an invitation goes."""

    role: str
    label: str
    decides: bool
    name: Span
    email: str | None

    @property
    def text(self) -> Text:
        """The name and the role; the gap says the role by itself.

        >>> ada = Attendee(role="cto", label="director", decides=True, email=None,
        ...                name=Span(words="Ada", slot="cto"))
        >>> str(ada.text)
        'Ada (director)'
        """
        role = () if self.name.gap else (Span(words=f" ({self.label})"),)
        return Text((self.name, *role))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """What is told from which second on."""

    second: float
    title: Text


def headline(facts: Facts) -> Text:
    """Say the whole case in a line: the title of the slide that asks, else of the first one."""
    slides = that_hold(facts.playbook.slides, facts)
    asking = [slide for slide in slides if slide.kind == "decision"]
    return title((*asking, *slides)[0].title, facts)


def ask(facts: Facts) -> Text:
    """Say what is to be decided: the answer to the field that means it, else the headline."""
    asked = facts.words_for("ask")
    return Text((asked,)) if asked else headline(facts)


def attendees(facts: Facts) -> tuple[Attendee, ...]:
    """List who comes, in the playbook's order: who is in the case, and in any case who decides."""
    return tuple(
        Attendee(
            role=role.id,
            label=role.label,
            decides=role.power == "decides",
            name=facts(role.id) if name is None else replace(facts(role.id), words=name),
            email=email,
        )
        for role in facts.playbook.roles
        for name, email in _people(role, facts)
    )


def _people(role: Role, facts: Facts) -> list[tuple[str | None, str | None]]:
    """Give the names and addresses of a role; of who decides one, though nobody be named."""
    found = [
        (known(one.name), known(one.email)) for one in facts.case.people if one.role == role.id
    ]
    return found or ([(None, None)] if role.power == "decides" else [])


def begins(facts: Facts) -> datetime | None:
    """Say when the meeting begins, in its zone; None where nobody knows yet.

    A time that was typed without an offset is one of that zone; while no zone is named,
    it is by whichever clock hangs in the room.
    """
    meeting = facts.case.meeting
    if isinstance(meeting.at, Unknown):
        return None
    at, zone = meeting.at, None if isinstance(meeting.zone, Unknown) else ZoneInfo(meeting.zone)
    return at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone or UTC)


def when(facts: Facts) -> Span:
    """Say when the meeting begins, or the gap."""
    at = begins(facts)
    return Span(words=str(facts.say(at))) if at else Span(words=say("doc.when_unknown"), gap=True)


def minutes(facts: Facts) -> int:
    """Say how long the meeting may take."""
    return known(facts.case.meeting.minutes) or facts.playbook.minutes


def agenda(facts: Facts) -> tuple[AgendaItem, ...]:
    """List what is told when: each slide at its first turn, by the pace of the script."""
    return tuple(_agenda(facts))


def _agenda(facts: Facts) -> Iterator[AgendaItem]:
    second, seen = 0.0, set()
    for turn in script(facts):
        if turn.slide not in seen:
            shown = title(facts.playbook.slide(turn.slide).title, facts)
            yield AgendaItem(second=second, title=shown)
        seen.add(turn.slide)
        second += turn.seconds
