"""Finds what is wrong with a playbook: every fault at once, each with its place and its remedy.

There are faults of form, within one entry, which the format finds while it
reads; and faults across entries, a name that nothing has, an id that stands
twice.  A malformed entry does not hide the second kind: the entries without
faults of form are held against each other all the same.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bugcase.playbook.condition import Names
from bugcase.playbook.format import Playbook
from bugcase.playbook.meaning import FIELD_MEANINGS, QUANTITY_MEANINGS, REPORT_MEANINGS
from bugcase.playbook.needs import unmet_needs
from bugcase.playbook.references import conditions_together, references

SEE_FORMAT = "see bugcase playbooks --schema for what may stand here"
MOST_NAMES = 12  # a longer list is no help in a line
MOST_PLACES = 3  # of what needs a meaning, so many by their place
_MEANINGS: Mapping[str, Collection[str]] = {  # by the section whose entries have them
    "fields": FIELD_MEANINGS,
    "quantities": QUANTITY_MEANINGS,
    "report": REPORT_MEANINGS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: where in the playbook, what is wrong, and what to do."""

    place: str
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.found}; {self.remedy}"


def faults_of_form(
    error: ValidationError, raw: Mapping[str, Any], names: Names
) -> tuple[Fault, ...]:
    """Tell the faults within entries, and those across the entries that have none."""
    errors = error.errors(include_url=False)
    with_bad_entries = {fault["loc"][0] for fault in errors if len(fault["loc"]) > 1}
    faults = [
        Fault(
            place=_place(fault["loc"], raw),
            found=_found(fault["type"], fault["msg"], fault["input"]),
            remedy=_remedy(fault["type"]),
        )
        for fault in errors
        # a section is told to be too short where its entries are faulty, which is told already
        if fault["type"] != "too_short"
        or len(fault["loc"]) > 1
        or fault["loc"][0] not in with_bad_entries
    ]
    sound, faulty = _sound_part(error, raw, names)
    return (*faults, *faults_across(sound, names, faulty))


def faults_across(
    playbook: Playbook, names: Names, faulty: frozenset[str] = frozenset()
) -> Iterator[Fault]:
    """Find what is wrong between entries; nothing is said of names of `faulty` entries."""
    ids_of = _ids(playbook)
    for section, ids in ids_of.items():
        for one in sorted({one for one in ids if list(ids).count(one) > 1}):
            yield Fault(
                place=f"{section}.{one}", found="stands twice", remedy="give one another id"
            )
    taken = names.slots | set(ids_of["roles"])
    for name in ids_of["fields"]:
        if name in taken:
            yield Fault(
                place=f"fields.{name}",
                found="that name is a slot already",
                remedy="give the field another id",
            )
    yield from _faults_of_power(playbook, faulty)
    known = {section: frozenset(ids) for section, ids in ids_of.items()}
    known["slots"] = names.slots | playbook.own_slots.keys()
    known["conditions"] = frozenset(names.conditions)
    for place, section, name in references(playbook):
        if name not in known[section] and name not in faulty:
            yield Fault(
                place=place,
                found=f"no {section.removesuffix('s')} {name!r}",
                remedy=_suggestion(name, known[section]),
            )
    yield from _faults_of_conditions(playbook, names)
    yield from _faults_of_rows(playbook, ids_of["fields"])
    yield from _faults_of_walk(playbook, faulty)
    yield from _faults_of_terms(playbook)
    yield from _faults_of_messages(playbook)
    yield from _faults_of_meanings(playbook)
    if not faulty:  # the entry that has the meaning may be one that can't be read
        yield from _faults_of_needs(playbook, names)


def _ids(playbook: Playbook) -> dict[str, Sequence[str]]:
    return {
        name: [entry.id for entry in entries if hasattr(entry, "id")]
        for name in Playbook.model_fields
        if isinstance(entries := getattr(playbook, name, None), tuple)
    }


def _faults_of_power(playbook: Playbook, faulty: frozenset[str]) -> Iterator[Fault]:
    deciders = [role.id for role in playbook.roles if role.power == "decides"]
    if len(deciders) != 1 and not faulty:
        yield Fault(
            place="roles",
            found=f"{len(deciders)} of them decide: {', '.join(deciders) or 'none'}",
            remedy='give exactly one the power "decides"',
        )


def _faults_of_walk(playbook: Playbook, faulty: frozenset[str]) -> Iterator[Fault]:
    """Hold the steps against what has to be asked and shown: each once, the slides in order."""
    asked, shown, slides = (
        [name for step in playbook.steps for name in getattr(step, part)]
        for part in ("asks", "shows", "slides")
    )
    for part, names in (("asks", asked), ("shows", shown), ("slides", slides)):
        for name in (name for name, times in Counter(names).items() if times > 1):
            yield Fault(
                place="steps",
                found=f"{name!r} stands in {part} more than once",
                remedy="keep it where it belongs",
            )
    if faulty or not playbook.steps:  # the step that has it may be one that can't be read
        return
    needed = {
        "people": playbook.roles,
        "data": "measurement" in shown and "incident" not in asked,
        "options": playbook.options,
        "tasks": playbook.tasks,
    }
    for name in (name for name, there in needed.items() if there and name not in asked):
        yield Fault(place="steps", found=f"none asks {name!r}", remedy="add it to asks of one")
    in_order = [slide.id for slide in playbook.slides]
    for name in (name for name in in_order if name not in slides):
        yield Fault(
            place=f"slides.{name}", found="no step has it", remedy="add it to slides of one"
        )
    if sorted(in_order) == sorted(slides) and in_order != slides:
        yield Fault(
            place="slides",
            found=f"come in another order than in the steps, {', '.join(slides)}",
            remedy="give both one order",
        )


def _faults_of_conditions(playbook: Playbook, names: Names) -> Iterator[Fault]:
    for place, conditions in conditions_together(playbook):
        for one, other in combinations(conditions, 2):
            if one.rules_out(other, names):
                yield Fault(
                    place=place,
                    found=f"no case meets both {one} and {other}",
                    remedy="take one of the two out",
                )


def _faults_of_rows(playbook: Playbook, fields: Collection[str]) -> Iterator[Fault]:
    """Find rows that are shown of a field of another kind, and fields that are still asked."""
    kinds = {field.id: field.kind for field in playbook.fields}
    shown = [
        (f"slides.{one.id}.{part}", getattr(one, part))
        for one in playbook.slides
        for part in ("table", "cards")
    ]
    for section in ("slides", "messages", "report"):
        for entry in getattr(playbook, section):
            shown += [(f"{section}.{entry.id}.lines", line.rows) for line in entry.lines]
    for place, name in shown:
        if name in kinds and kinds[name] != "rows":
            yield Fault(
                place=place,
                found=f"{name!r} is a {kinds[name]}, which has no rows",
                remedy='name a field of kind = "rows", or say it in a sentence',
            )
    for field in playbook.fields:
        for column in field.columns:
            if column.was in fields:
                yield Fault(
                    place=f"fields.{field.id}.columns.{column.id}.was",
                    found=f"{column.was!r} is still a field",
                    remedy="take one of the two out",
                )


def _faults_of_terms(playbook: Playbook) -> Iterator[Fault]:
    owner: dict[str, str] = {}
    for term in playbook.vocabulary:
        for word in {word.lower() for word in (term.term, *term.aliases)}:
            if owner.setdefault(word, term.id) != term.id:
                yield Fault(
                    place=f"vocabulary.{term.id}",
                    found=f"{word!r} belongs to {owner[word]!r} already",
                    remedy="keep one meaning to a word",
                )


def _faults_of_messages(playbook: Playbook) -> Iterator[Fault]:
    outside = {role.id for role in playbook.roles if role.outside}
    for message in playbook.messages:
        if message.approver is None and (readers := outside & set(message.audience)):
            yield Fault(
                place=f"messages.{message.id}",
                found=f"goes outside, to {', '.join(sorted(readers))}, and nobody approves it",
                remedy="name an approver",
            )


def _faults_of_meanings(playbook: Playbook) -> Iterator[Fault]:
    """Find meanings that two entries have, and entries that are called like one and have none."""
    for section, meanings in _MEANINGS.items():
        first: dict[str, str] = {}
        for entry in getattr(playbook, section):
            if entry.means and first.setdefault(entry.means, entry.id) != entry.id:
                yield Fault(
                    place=f"{section}.{entry.id}.means",
                    found=f"{entry.means!r} is what {first[entry.means]!r} means already",
                    remedy="keep it where it belongs",
                )
            if entry.means is None and (meaning := entry.id.replace("_", " ")) in meanings:
                yield Fault(
                    place=f"{section}.{entry.id}",
                    found="is called like a meaning and does not have it",
                    remedy=f'write means = "{meaning}", or give it another id',
                )


def _faults_of_needs(playbook: Playbook, names: Names) -> Iterator[Fault]:
    """Tell each meaning that no entry has and something needs, with the places that do."""
    for need, places in unmet_needs(playbook, names).items():
        means = " or ".join(f'"{one}"' for one in need)
        more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
        yield Fault(
            place="fields" if need[0] in FIELD_MEANINGS else "quantities",
            found=f"none means {means}, needed by {', '.join(places[:MOST_PLACES])}{more}",
            remedy=f'write means = "{need[-1]}" at the one that asks for it, or add one',
        )


def _sound_part(
    error: ValidationError, raw: Mapping[str, Any], names: Names
) -> tuple[Playbook, frozenset[str]]:
    """Keep the entries without faults of form, and the ids of the others."""
    bad = {fault["loc"][:2] for fault in error.errors(include_url=False)}
    sections: dict[str, Any] = {}
    faulty: set[str] = set()
    for name, field in Playbook.model_fields.items():
        given = raw.get(name)
        if not isinstance(given, list):
            continue
        kept = [entry for number, entry in enumerate(given) if (name, number) not in bad]
        faulty |= {str(one.get("id")) for one in given if isinstance(one, dict) and one not in kept}
        section: TypeAdapter[Any] = TypeAdapter(field.annotation)  # type: ignore[arg-type]  # a field of a model has one
        sections[name] = section.validate_python(kept, context=names)
    return Playbook.model_construct(
        **{"roles": (), "steps": (), "slides": (), **sections}
    ), frozenset(faulty)


def _place(location: tuple[int | str, ...], raw: Any) -> str:
    """Name a place by the ids of its entries: turns.open.say and not turns.3.say."""
    steps = []
    for step in location:
        try:
            raw = raw[step]
        except (KeyError, IndexError, TypeError):
            raw = None
        named = isinstance(step, int) and isinstance(raw, dict) and isinstance(raw.get("id"), str)
        steps.append(raw["id"] if named else str(step))
    return ".".join(steps) or "the whole file"


def _found(kind: str, message: str, given: object) -> str:
    message = message.removeprefix("Value error, ")
    if kind in ("missing", "extra_forbidden", "value_error"):
        return message[0].lower() + message[1:]
    return f"{message[0].lower()}{message[1:]}, not {given!r}"


def _remedy(kind: str) -> str:
    match kind:
        case "missing":
            return "write it"
        case "extra_forbidden":
            return "correct its name, or take it out"
        case _:
            return SEE_FORMAT


def _suggestion(name: str, known: frozenset[str]) -> str:
    if close := get_close_matches(name, sorted(known), n=1):
        return f"write {close[0]}"
    if not known:
        return "add it, or take this out"
    if len(known) <= MOST_NAMES:
        return f"write one of {', '.join(sorted(known))}"
    return f"add it, or {SEE_FORMAT}"
