"""Lists what the entries of a playbook name: other entries, slots and conditions."""

from collections.abc import Iterator

from pydantic import BaseModel

from bugcase.playbook.condition import Condition
from bugcase.playbook.format import Playbook
from bugcase.playbook.passage import Passage
from bugcase.playbook.sentence import Refers


def references(playbook: Playbook) -> Iterator[tuple[str, str, str]]:
    """Give each place that names something, of which section, by what name."""
    yield from _of_entry("", playbook)


def conditions_together(playbook: Playbook) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    """Give each place that has conditions, with those that have to hold at once."""
    yield from _together("", playbook)


def _together(place: str, value: object) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    if isinstance(value, BaseModel):
        for field in type(value).model_fields:
            yield from _together(f"{place}.{field}".lstrip("."), getattr(value, field, None))
    elif isinstance(value, tuple):
        if found := tuple(one for one in value if isinstance(one, Condition)):
            yield place, found
        for number, item in enumerate(value):
            yield from _together(f"{place}.{getattr(item, 'id', number)}", item)


def _of_entry(place: str, entry: BaseModel) -> Iterator[tuple[str, str, str]]:
    """Walk an entry: where it names something, of which section, by what name."""
    for field, info in type(entry).model_fields.items():
        here = f"{place}.{field}".lstrip(".")
        value = getattr(entry, field, None)
        for mark in info.metadata:
            if isinstance(mark, Refers):
                for name in (value,) if isinstance(value, str) else value or ():
                    yield here, mark.to, name
        yield from _within(here, value)


def _within(place: str, value: object) -> Iterator[tuple[str, str, str]]:
    match value:
        case tuple():
            for number, item in enumerate(value):
                yield from _within(f"{place}.{getattr(item, 'id', number)}", item)
        case BaseModel():
            yield from _of_entry(place, value)
        case Passage():
            for slot in value.slots:
                yield place, "slots", slot
        case Condition():
            yield place, "conditions", value.name
            if value.slot is not None:
                yield place, "slots", value.slot
