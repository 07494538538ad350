"""Says how far a step is: what is filled in, what is missing, and what waits for it.

What waits is found in the case as it stands: the slides, the turns of the script and
the hard questions that have a gap today, and would not with the answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from textwrap import shorten

from bugcase.case.file import value_at
from bugcase.case.measure import needless_fields
from bugcase.case.model import Case
from bugcase.case.values import UNKNOWN
from bugcase.desk.fields import FieldGroup, FormField, RowsField, fields_of
from bugcase.facts.conditions import that_hold
from bugcase.facts.facts import Facts
from bugcase.facts.sentences import title
from bugcase.figures.on_slides import slot_of
from bugcase.playbook.format import Step
from bugcase.story.unknowns import Missing

LISTED = 3  # of what waits, so many by name


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that a step asks for, and the slots that wait for it."""

    label: str
    known: bool
    slots: tuple[str, ...]


def items(step: Step, facts: Facts) -> tuple[Item, ...]:
    """List what a step asks for, leaving out what many cases do without."""
    return tuple(_items(step, facts))


def _items(step: Step, facts: Facts) -> Iterator[Item]:
    playbook, case = facts.playbook, facts.case
    if "people" in step.asks:
        coming = {person.role for person in case.people}
        for role in playbook.in_the_room:
            if coming and role.id not in coming:
                continue  # somebody took the row out
            known = case.person(role.id) is not UNKNOWN
            slots = _waiting(f"people.{role.id}", facts)
            yield Item(label=role.label.capitalize(), known=known, slots=slots)
    needless = needless_fields(case)
    for asked in fields_of(step, playbook):
        if isinstance(asked, RowsField):
            known = facts.known(asked.asked.id)
            yield Item(label=asked.label, known=known, slots=_waiting(asked.place, facts))
            continue
        fields = (asked,) if isinstance(asked, FormField) else asked.fields
        places = [field.place for field in fields if not field.if_any]
        needed = [place for place in places if place not in needless]
        if not needed:
            continue
        given = [value_at(case, place) for place in needed]
        yield Item(
            label=asked.label,
            known=UNKNOWN not in given or _left_out(asked, case),
            slots=_waiting(needed[0], facts),
        )


def _waiting(place: str, facts: Facts) -> tuple[str, ...]:
    """Name the slots that wait for a place of the case, or for its section."""
    section, key, *_ = place.split(".")
    places = {section, f"{section}.{key}"}
    return tuple(name for name, slot in facts.slots.items() if not places.isdisjoint(slot.rests_on))


def _left_out(asked: FormField | FieldGroup, case: Case) -> bool:
    """Whether it is an option that is not weighed."""
    if isinstance(asked, FormField) or not asked.fields[0].place.startswith("options."):
        return False
    return any(value_at(case, one.place) is False for one in asked.fields if one.kind == "tick")


def progress(step: Step, facts: Facts, gaps: tuple[Missing, ...]) -> str:
    """Say how far a step is, as HTML; `gaps` are the case's `unknowns`."""
    asked = items(step, facts)
    if not asked:
        return ""
    missing = [one for one in asked if not one.known]
    done = len(asked) - len(missing)
    bar = f'<progress value="{done}" max="{len(asked)}" aria-label="filled in"></progress>'
    if not missing:
        return f"<div>{bar} <b>All {done} filled in.</b></div>"
    labels: dict[str, list[str]] = {}  # by what waits, which is often the same
    for one in missing:
        labels.setdefault(_waits(one, gaps, facts), []).append(one.label)
    rows = "".join(
        f"<li><b>{escape(', '.join(names))}</b>: {escape(waits)}</li>"
        for waits, names in labels.items()
    )
    short = _short(", ".join(one.label for one in missing), 90)
    said = f"<b>{done} of {len(asked)}</b> filled in; still missing: {escape(short)}"
    summary = f"<summary>{bar} {said}</summary>"
    return f'<details class="bugcase-progress">{summary}<ul>{rows}</ul></details>'


def _waits(item: Item, gaps: tuple[Missing, ...], facts: Facts) -> str:
    """Say which slides, turns and questions wait for an item."""
    missing = [one for one in item.slots if not facts.known(one)]
    words = {facts.slots[one].missing(facts) for one in missing}
    found = [gap for gap in gaps if gap.words in words]
    slides = dict.fromkeys(
        [slide for gap in found for slide in gap.slides]
        + [
            slide.id
            for slide in that_hold(facts.playbook.slides, facts)
            if slide.figure and slot_of(slide.figure) in missing
        ]
    )
    titles = [_title(slide, facts) for slide in slides]
    turns = dict.fromkeys(turn.replace("_", " ") for gap in found for turn in gap.turns)
    questions = len({question for gap in found for question in gap.questions})
    said = [
        *([f"a gap on {_listed(titles)}"] if titles else []),
        *([f"something is left out of what is said at {_listed(list(turns))}"] if turns else []),
        *([f"{questions} hard questions without an answer"] if questions > 1 else []),
        *(["a hard question without an answer"] if questions == 1 else []),
    ]
    return "; ".join(said) or "nothing waits for it yet"


def _listed(some: list[str]) -> str:
    more = f" and {len(some) - LISTED} more" if len(some) > LISTED else ""
    return ", ".join(some[:LISTED]) + more


def _title(slide: str, facts: Facts) -> str:
    return f"“{_short(str(title(facts.playbook.slide(slide).title, facts)), 60)}”"


def _short(words: str, width: int) -> str:
    return shorten(words, width, placeholder=" …")
