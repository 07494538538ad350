"""The evidence of a case: the findings with their provenance, kept in evidence.json.

`evidence.json` belongs to the machine: it is written whole by a measurement and
read whole by everything that tells of it.  It says from which bytes, by which
method, when and by which version each number came, so that anybody can measure
again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from bugcase.compare.error_kinds import ErrorKinds
from bugcase.compare.groups import GroupComparison
from bugcase.compare.models import Comparison
from bugcase.data.provenance import Source
from bugcase.errors import CaseError
from bugcase.files import write_atomically
from bugcase.incident.findings import Incident
from bugcase.slices import Slices

FILE = "evidence.json"
SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that was measured for a case; None where it was not.

    `settings` is the hash of what the case said of its data and its limit when they were
    measured: evidence of other settings answers another question.
    """

    comparison: Comparison | None = None
    groups: GroupComparison | None = None
    slices: Slices | None = None
    kinds: ErrorKinds | None = None
    incident: Incident | None = None
    settings: str | None = None

    @property
    def of_data(self) -> Comparison | GroupComparison | None:
        """What was compared, two models or groups of rows; None where nothing was."""
        return self.comparison or self.groups

    @property
    def measured_at(self) -> datetime | None:
        """The time of the latest measurement; None where nothing was measured."""
        return max((source.measured_at for source in _sources(self)), default=None)


def _sources(found: object) -> Iterator[Source]:
    """Find the provenance of a finding and of its parts."""
    if isinstance(found, Source):
        yield found
    elif is_dataclass(found):
        for part in fields(found):
            yield from _sources(getattr(found, part.name))


class _Printed(RootModel[Comparison | Slices]):
    model_config = ConfigDict(ser_json_inf_nan="strings")


class _File(BaseModel):
    """The form of the file; an end that the data cannot bound is written "Infinity"."""

    model_config = ConfigDict(ser_json_inf_nan="strings", extra="forbid")

    schema_version: Literal[1]
    evidence: Evidence


def to_json(found: Comparison | Slices) -> str:
    """Write a finding for machines: the same numbers as evidence.json holds."""
    return _Printed(found).model_dump_json(indent=1)


def read_evidence(folder: Path) -> Evidence:
    """Read a case folder's evidence.json; empty evidence where nothing was measured yet.

    Raises
    ------
    CaseError
        Where the file is not valid, or was written by a newer version.
    """
    path = folder / FILE
    if not path.exists():
        return Evidence()
    text = path.read_text(encoding="utf-8")
    try:
        return _File.model_validate_json(text).evidence
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the whole file"
        newer = first["type"] == "literal_error"
        raise CaseError(
            f"{FILE} in {folder.name}",
            allowed=f"what a measurement writes, of schema {SCHEMA}",
            found=f"schema {first['input']!r}" if newer else f"{place}: {first['msg']}",
            remedy="update bugcase" if newer else "delete the file and measure again",
        ) from error


def write_evidence(folder: Path, evidence: Evidence) -> None:
    """Write a case folder's evidence.json, whole or not at all."""
    file = _File(schema_version=SCHEMA, evidence=evidence)
    write_atomically(folder / FILE, file.model_dump_json(indent=1) + "\n")
