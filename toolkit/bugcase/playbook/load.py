"""Reads playbooks: those of the package by name, anybody's own by its path.

The names of the slots, conditions and figures that a playbook may use are handed in;
`bugcase.playbooks` does so.
"""

import json
import tomllib
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bugcase.errors import PlaybookError
from bugcase.playbook.condition import Names
from bugcase.playbook.faults import Fault, faults_across, faults_of_form
from bugcase.playbook.format import Playbook
from bugcase.playbook.sentence import CONDITION_HERE, FIGURE_HERE, SLOTS_HERE


def playbook_names() -> list[str]:
    """List the playbooks that come with the package."""
    return sorted(
        entry.name.removesuffix(".toml")
        for entry in _shelf().iterdir()
        if entry.name.endswith(".toml")
    )


def is_own(name_or_path: str) -> bool:
    """Whether this is the path of somebody's own playbook, and no name.

    >>> is_own("missed-sla.toml"), is_own("release-halt")
    (True, False)
    """
    return name_or_path.endswith(".toml")


def read_playbook(name_or_path: str, written: bytes, names: Names) -> Playbook:
    """Read a playbook of what stands in its file.

    Parameters
    ----------
    name_or_path
        What an error calls it.
    written
        The bytes of its file.
    names
        The slots, conditions and figures there are.

    Raises
    ------
    PlaybookError
        Where it has faults; all of them are named.
    """
    try:
        raw = tomllib.loads(written.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        fault = Fault(place="the whole file", found=str(error), remedy="write it as TOML, in UTF-8")
        raise _faulty(name_or_path, (fault,)) from error
    try:
        playbook = Playbook.model_validate(raw, context=names)
    except ValidationError as error:
        raise _faulty(name_or_path, faults_of_form(error, raw, names)) from error
    if faults := tuple(faults_across(playbook, names)):
        raise _faulty(name_or_path, faults)
    return playbook


def playbook_bytes(name_or_path: str, folder: Path = Path()) -> bytes:
    """Give what stands in a playbook's file; raises PlaybookError where there is none."""
    return _source(name_or_path, folder).read_bytes()


def playbook_text(name_or_path: str, folder: Path = Path()) -> str:
    """Give the text of a playbook's file; raises PlaybookError where there is none."""
    return _source(name_or_path, folder).read_text(encoding="utf-8")


def playbook_schema(names: Names) -> dict[str, Any]:
    """Describe the format as JSON Schema, with the slots, conditions and figures there are."""
    written = json.dumps(Playbook.model_json_schema())
    for here, closed in (
        ({"$comment": CONDITION_HERE}, names.schema()),
        ({"$comment": FIGURE_HERE}, {"enum": list(names.figures)}),
    ):
        written = written.replace(json.dumps(here), json.dumps(closed))
    slots = f"{SLOTS_HERE}, and {', '.join(sorted(names.slots))}"
    schema: dict[str, Any] = json.loads(written.replace(SLOTS_HERE, slots))
    return schema


def _shelf() -> Traversable:
    return resources.files("bugcase.playbook")


def _source(name_or_path: str, folder: Path) -> Traversable:
    if is_own(name_or_path):
        path = folder / name_or_path
        if path.is_file():
            return path
        raise PlaybookError(
            f"playbook {name_or_path}",
            allowed="an existing TOML file",
            found="no such file",
            remedy="check the path",
        )
    if name_or_path in playbook_names():
        return _shelf() / f"{name_or_path}.toml"
    raise PlaybookError(
        f"playbook {name_or_path!r}",
        allowed=f"one of {', '.join(playbook_names())}, or a path that ends in .toml",
        found="no such playbook",
        remedy="name one of these",
    )


def _faulty(name: str, faults: tuple[Fault, ...]) -> PlaybookError:
    error = PlaybookError(
        f"playbook {name}",
        allowed="a playbook without faults",
        found=" | ".join(map(str, faults)),
        remedy="correct each at its place",
    )
    error.faults = tuple(map(str, faults))
    return error
