"""Loads playbooks, and checks the slots, conditions and figures that they use."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from bugcase import figures
from bugcase.facts.conditions import CONDITIONS
from bugcase.facts.slots import SLOTS
from bugcase.figures.on_slides import slot_of
from bugcase.playbook.condition import Names
from bugcase.playbook.format import Playbook
from bugcase.playbook.load import playbook_bytes, playbook_schema, read_playbook

NAMES: Final = Names(
    slots=frozenset(SLOTS),
    conditions=CONDITIONS,
    figures={name: slot_of(name) for name in figures.NAMES},
    slot_needs={name: slot.needs for name, slot in SLOTS.items()},
)


def load_playbook(name_or_path: str, folder: Path = Path()) -> Playbook:
    """Load a playbook by its name, or by the path of somebody's own.

    Parameters
    ----------
    name_or_path
        The name of one that comes with the package, or a path that ends in .toml.
    folder
        What a relative path starts from; for the playbook of a case, its folder.

    Raises
    ------
    PlaybookError
        Where there is none, or it has faults; all of them are named.

    Examples
    --------
    >>> load_playbook("release-halt").title
    'Hold a model release'
    """
    return _read(name_or_path, playbook_bytes(name_or_path, folder))


@lru_cache(maxsize=8)  # a command asks for its playbook several times, and none changes one
def _read(name_or_path: str, written: bytes) -> Playbook:
    return read_playbook(name_or_path, written, NAMES)


def schema() -> dict[str, Any]:
    """Describe the format as JSON Schema, with every slot, condition and figure."""
    return playbook_schema(NAMES)
