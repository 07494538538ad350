"""Every sentence that a playbook can say, with its place."""

from collections.abc import Iterator

from pydantic import BaseModel

from bugcase.story.playbook import Playbook
from bugcase.story.template import Template


def sentences(playbook: Playbook) -> Iterator[tuple[str, str]]:
    """Walk a playbook; a slot stays as it is written."""
    for name in Playbook.model_fields:
        yield from _within(name, getattr(playbook, name))


def _within(place: str, value: object) -> Iterator[tuple[str, str]]:
    match value:
        case Template():
            parts = (f"{{{part}}}" if at % 2 else part for at, part in enumerate(value.parts))
            yield place, "".join(parts)
        case BaseModel():
            for name in type(value).model_fields:
                yield from _within(f"{place}.{name}", getattr(value, name))
        case tuple():
            for at, item in enumerate(value):
                yield from _within(f"{place}.{getattr(item, 'id', at)}", item)
