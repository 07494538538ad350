"""A rule of dates: what is sent promises no day that lies behind it by then.

Where a playbook promises a date that somebody types, it is sent within a time after an event,
or again and again.  Two things can be seen before there is a case:

- A date that is typed once is behind whoever reads the text when it is sent again.
- The next update comes within the playbook's own rhythm (the shortest `every` after the
  same event), within a day where it has none.  What is due later than that is sent after it.
"""

from collections.abc import Iterator
from datetime import datetime

from dateutil.relativedelta import relativedelta

from bugcase.playbook.field import AnswerField
from bugcase.playbook.follow_up import Action, Message
from bugcase.playbook.format import Playbook
from bugcase.story.lint.excerpts import SLOT
from bugcase.story.lint.rule import Linted, Rule, Spot

_DAY = "1 day"
_SOME_DAY = datetime(2026, 1, 1)  # noqa: DTZ001  (only to compare delays from it)


def _too_late(linted: Linted) -> Iterator[Spot]:
    if linted.language is None:
        return
    for excerpt in linted.excerpts:
        entry = excerpt.entry
        if not isinstance(entry, Action | Message):
            continue
        rhythm = _rhythm(linted.playbook, entry.after)
        for sentence in excerpt.sentences:
            for slot in dict.fromkeys(SLOT.findall(sentence)):
                field = linted.playbook.own_slots.get(slot)
                if not (isinstance(field, AnswerField) and field.kind in ("date", "datetime")):
                    continue
                bare = SLOT.fullmatch(sentence.strip()) is not None  # its label says that it comes
                if not (bare or linted.language.promise.search(sentence)):
                    continue
                if entry.every and not _tells_of_the_past(field, linted):
                    found = f"{{{slot}}} is promised every {entry.every}, and is typed once"
                    remedy = "say when the next one comes, or leave the date to what is sent once"
                    yield Spot(excerpt=excerpt, words=sentence, found=found, remedy=remedy)
                elif (
                    field.means == "next update"
                    and entry.within
                    and _end(entry.within) > _end(rhythm)
                ):
                    found = (
                        f"{{{slot}}} comes within {rhythm}, and this is due within {entry.within}"
                    )
                    yield Spot(excerpt=excerpt, words=sentence, found=found)


def _tells_of_the_past(field: AnswerField, linted: Linted) -> bool:
    """Whether it is the time of an event, which has come when something is sent after it."""
    return any(event.slot == field.id for event in linted.playbook.events)


def _rhythm(playbook: Playbook, event: str) -> str:
    due = (*playbook.messages, *playbook.actions)
    periods = [one.every for one in due if one.every and one.after == event]
    return min(periods, key=_end, default=_DAY)


def _end(delay: str) -> datetime:
    """Say when a delay would end; a working day is taken for a day."""
    many, *_, unit = delay.split()
    ends: datetime = _SOME_DAY + relativedelta(**{f"{unit.removesuffix('s')}s": int(many)})
    return ends


RULES = (
    Rule(
        id="promise_past",
        says="What is sent promises no day that lies behind it by then.",
        remedy="send it earlier, or say what holds by then",
        find=_too_late,
    ),
)
