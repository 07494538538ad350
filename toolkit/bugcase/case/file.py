"""case.toml: what people typed, kept through everything.

The file belongs to people: it can be read, edited by hand and compared line by
line, so a change here touches the lines of that field only and keeps comments
and order.  A change is read, made and written in one go against what the file
holds now, so that two open forms do not undo each other; where both changed the
same field, the second is refused and told both values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import ValidationError
from tomlkit.exceptions import TOMLKitError

from bugcase.case.model import SCHEMA, UNKNOWN, Case, OwnWords
from bugcase.errors import CaseError
from bugcase.files import write_atomically

__all__ = ["FILE", "CaseFile"]

FILE = "case.toml"
NESTED = ("assumptions", "options", "tasks", "timeline", "trials")  # tables, each by its id
_UNSEEN = object()


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The case.toml of one case folder."""

    folder: Path

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self.folder / FILE

    def read(self) -> Case:
        """Read the case.

        Raises
        ------
        CaseError
            Where there is no such file, it is no TOML, a field has a value it can't
            have, or a newer version wrote it.
        """
        return self._validated(self._document())

    def value(self, field: str) -> Any:
        """Read one field by its place; `UNKNOWN` where it has no value.

        Raises
        ------
        CaseError
            As `read`.
        """
        return _lookup(self.read(), field)

    def create(self, case: Case, help_by_field: Mapping[str, str]) -> None:
        """Write the file of a new case, with every field and a line of help above it.

        Raises
        ------
        CaseError
            Where there is one already: nobody's words are overwritten.
        """
        if self.path.exists():
            raise CaseError(
                f"folder {self.folder}",
                allowed="a folder without a case",
                found=f"a {FILE}",
                remedy="name another folder, or open the notebook that is there",
            )
        document = tomlkit.document()
        document.add(tomlkit.comment("What people decided and typed."))
        document.add(tomlkit.comment('A value that nobody knows yet is "unknown".'))
        document.add(tomlkit.nl())
        plain = _plain(case.model_dump(by_alias=True))
        for option in plain["options"].values():  # seven lines of "unknown" each say nothing
            for key in [key for key, value in option.items() if value == UNKNOWN.value]:
                del option[key]
        for key, value in plain.items():
            if key == "people":
                document.add(key, _table_array(value))
            elif isinstance(value, dict):
                document.add(key, _section(key, value, help_by_field))
            else:
                document.add(key, value)
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self.path, tomlkit.dumps(document))

    def change(self, field: str, value: Any, *, seen: Any = _UNSEEN) -> Case:
        """Give a field a new value and write the file.

        Parameters
        ----------
        field
            The field by its place: "data.label", "answers.release", "people",
            "assumptions.decisions_per_day.low".
        value
            The new value; `UNKNOWN` to take an answer back.
        seen
            What the field held when it was last read.  Where the file holds another
            value by now, and not the new one, somebody else changed it.

        Returns
        -------
        Case
            The case as it now stands in the file.

        Raises
        ------
        CaseError
            Where the value is none for this field, or somebody else changed it; the
            file is then as it was.
        """
        document = self._document()
        before = _lookup(self._validated(document), field)
        if seen is not _UNSEEN and before not in (seen, value):
            raise CaseError(
                f"{field} in {FILE}",
                allowed=f"{_shown(seen)}, as this form last saw it",
                found=f"{_shown(before)}, written elsewhere",
                remedy=f"keep that, or type {_shown(value)} again to replace it",
            )
        blank = isinstance(value, str) and not value.strip()
        _place(document, field, _plain(UNKNOWN if blank else value))
        case = self._validated(document)
        write_atomically(self.path, tomlkit.dumps(document))
        return case

    def _document(self) -> tomlkit.TOMLDocument:
        try:
            return tomlkit.parse(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise CaseError(
                f"folder {self.folder}",
                allowed=f"a case folder, with a {FILE}",
                found=f"no {FILE}",
                remedy="make one with: bugcase new PLAYBOOK DIR",
            ) from error
        except (TOMLKitError, UnicodeDecodeError) as error:
            raise CaseError(
                f"{FILE} in {self.folder.name}",
                allowed="TOML",
                found=str(error),
                remedy="mend that line by hand; nothing in the file was changed",
            ) from error

    def _validated(self, document: tomlkit.TOMLDocument) -> Case:
        plain = document.unwrap()
        schema = plain.get("schema")
        if isinstance(schema, int) and schema > SCHEMA:
            raise CaseError(
                f"{FILE} in {self.folder.name}",
                allowed=f"schema {SCHEMA} or older",
                found=f"schema {schema}, of a newer version",
                remedy="update bugcase; nothing in the file was changed",
            )
        try:
            return Case.model_validate(plain)
        except ValidationError as error:
            faults = [
                f"{_field(fault['loc'])}: {fault['msg']}"
                for fault in error.errors(include_url=False)
                if fault["type"] != "enum"  # that it is not "unknown" either helps nobody
            ]
            raise CaseError(
                f"{FILE} in {self.folder.name}",
                allowed="a value that fits each field",
                found="; ".join(dict.fromkeys(faults)),
                remedy='mend these by hand, or write "unknown"',
            ) from error


def _field(place: tuple[int | str, ...]) -> str:
    """Name a field by its place, without the kinds of value that pydantic tried there."""
    depth = 3 if place[0] in ("people", *NESTED) else 2
    return ".".join(map(str, place[:depth]))


def _lookup(case: Case, field: str) -> Any:
    value: Any = case
    for key in field.split("."):
        value = value.get(key, UNKNOWN) if isinstance(value, dict) else getattr(value, key, UNKNOWN)
    return value


def _place(document: tomlkit.TOMLDocument, field: str, value: Any) -> None:
    section, *inner = field.split(".")
    if section == "people":
        people = _table_array(value)
        if people:
            people[-1].add(tomlkit.nl())  # tomlkit takes the blank line with the old last table
        document["people"] = people
        return
    table: Any = document
    for key in (section, *inner[:-1]):
        if key not in table:
            table.add(key, tomlkit.table(is_super_table=key in NESTED))
        table = table[key]
    if section == "script" and value == UNKNOWN.value:  # back to the playbook's own words
        table.pop(inner[-1], None)
    else:
        table[inner[-1]] = value


def _section(name: str, values: Mapping[str, Any], help_by_field: Mapping[str, str]) -> Any:
    table = tomlkit.table(is_super_table=name in NESTED)
    if words := help_by_field.get(name):
        table.add(tomlkit.comment(words))
    for key, value in values.items():
        if isinstance(value, dict):
            table.add(key, _section(f"{name}.{key}", value, help_by_field))
            continue
        if words := help_by_field.get(f"{name}.{key}"):
            table.add(tomlkit.comment(words))
        table.add(key, value)
    return table


def _table_array(rows: list[dict[str, Any]]) -> Any:
    array = tomlkit.aot()
    for row in rows:
        table = tomlkit.table()
        table.update(row)
        array.append(table)
    return array


def _plain(value: Any) -> Any:
    """Write values as TOML has them."""
    if value is UNKNOWN:
        return UNKNOWN.value
    if isinstance(value, OwnWords) and not value.rests_on:
        return value.text
    if hasattr(value, "model_dump"):
        return _plain(value.model_dump(by_alias=True))
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _shown(value: Any) -> str:
    return repr(_plain(value))
