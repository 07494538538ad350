"""Reads and changes case.toml, and keeps its comments and its order.

The file belongs to people: it can be read, edited by hand and compared line by
line, so a change here touches the lines of that field only and keeps comments
and order.  A change is read, made and written in one go against what the file
holds now, so that two open forms do not undo each other; where both changed the
same field, the second is refused and told both values.  tomllib reads, twenty
times as fast; tomlkit, which keeps comments, only writes.

A file of an older schema is read as one of this one.  The first change writes it so, and
leaves what was there beside it.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

import tomlkit
import tomlkit.items
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bugcase.case.model import SCHEMA, SECTIONS, Case, OwnWords
from bugcase.case.values import EXAMPLES, UNKNOWN, sections_in
from bugcase.errors import CaseError
from bugcase.files import alone_in, write_atomically

FILE = "case.toml"
NESTED = (
    "sources",
    "assumptions",
    "options",
    "tasks",
    "timeline",
    "trials",
)  # tables, each by its id
ROWS = ("people", "actions")  # arrays of tables, written whole
_UNSEEN = object()
OLDEST = 1  # the schema from which a case is carried over
# the answers of the oldest schema, as the playbook of that name asks for them now
CarryOver: TypeAlias = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
_KINDS = {  # how what pydantic calls a fault begins, and what belongs there
    "tuple_": 'a list such as ["plan", "country"]',
    "dict_": "a table",
    "model_": "a table",
    "string_type": "words in quotation marks",
    "bool_": "true or false",
    "int_": "a whole number",
    "float_": "a number",
    "date_": f"a day such as {EXAMPLES['date']}",
    "datetime_": f"a moment such as {EXAMPLES['datetime']}",
}
_HEADER = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]")
_TIME_TYPED = re.compile(  # digits, with what stands between those of a date or a time
    r"\s*(?P<key>[\w.-]+)\s*=\s*(?P<value>\d+[-:./]\d[\d:./+TZ -]*?)\s*(?:#.*)?$", re.IGNORECASE
)
_BOUNDS = {  # what pydantic calls a bound, and what it is
    "greater_than": ("above", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("below", "lt"),
    "less_than_equal": ("at most", "le"),
}


class ConflictError(CaseError):
    """Somebody else changed a field since it was last seen; `theirs` is what they wrote."""

    theirs: Any


class FieldError(CaseError):
    """A value does not fit its field.

    Attributes
    ----------
    faults
        Each place in the case.toml that would not be valid, with why.
    """

    faults: Mapping[str, str]


def _as_they_are(_: str, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    return answers


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The case.toml of one case folder.

    Parameters
    ----------
    folder
        Where it lies.
    carry_over
        How answers of an older schema are taken; without a playbook, as they are.
    """

    folder: Path
    carry_over: CarryOver = _as_they_are

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
        return self._validated(self._text())

    def value(self, field: str) -> Any:
        """Read one field by its place; `UNKNOWN` where it has no value.

        Raises
        ------
        CaseError
            As `read`.
        """
        return value_at(self.read(), field)

    def create(self, case: Case, help_by_field: Mapping[str, str]) -> None:
        """Write the file of a new case, with its fields and the lines of help above each.

        A section that holds nothing and has no help is one that nobody will fill in here:
        it is left out.

        Raises
        ------
        CaseError
            Where there is one already: nobody's words are overwritten.
        """
        self.check_absent()
        document = tomlkit.document()
        document.add(tomlkit.comment("What people decided and typed."))
        document.add(tomlkit.comment('A value that nobody knows yet is "unknown".'))
        document.add(tomlkit.nl())
        plain = _to_toml(case.model_dump(by_alias=True))
        for option in plain["options"].values():  # seven lines of "unknown" each say nothing
            for key in [key for key, value in option.items() if value == UNKNOWN.value]:
                del option[key]
        asked = {place.partition(".")[0] for place in help_by_field}
        for key, value in plain.items():
            holds_nothing = key in SECTIONS and all(
                one in (UNKNOWN.value, {}) for one in value.values()
            )
            if holds_nothing and key not in asked:
                continue
            if key in ROWS:
                if value:  # an empty one would go above everything else
                    document.add(key, _table_array(value))
            elif isinstance(value, dict):
                document.add(key, _section(key, value, help_by_field))
            else:
                document.add(key, value)
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self.path, tomlkit.dumps(document))

    def check_absent(self) -> None:
        """See that there is no case yet.

        Raises
        ------
        CaseError
            Where there is one.
        """
        if self.path.exists():
            raise CaseError(
                f"folder {self.folder}",
                allowed="a folder without a case",
                found=f"a {FILE}",
                remedy="name another folder, or open the notebook that is there",
            )

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
        ConflictError
            Where somebody else changed it; the file is then as it was.
        FieldError
            Where the value does not fit this field; the file is then as it was.
        CaseError
            As `read`.
        """
        self._text()  # of a folder that is gone, this says more than the lock would
        with alone_in(self.folder):
            return self._changed(field, value, seen)

    def _changed(self, field: str, value: Any, seen: Any) -> Case:
        text = self._text()
        before = value_at(self._validated(text), field)
        if seen is not _UNSEEN and _to_toml(before) not in (_to_toml(seen), _to_toml(value)):
            conflict = ConflictError(
                f"{field} in {FILE}",
                allowed=f"{_shown(seen)}, as this form last saw it",
                found=f"{_shown(before)}, written elsewhere",
                remedy=f"keep that, or write {_shown(value)} over it",
            )
            conflict.theirs = before
            raise conflict
        document = tomlkit.parse(text)
        older = document.get("schema") == OLDEST
        if older:
            self._carry(document)
        blank = isinstance(value, str) and not value.strip()
        _place(document, field, _to_toml(UNKNOWN if blank else value))
        changed = _with_line_ends(tomlkit.dumps(document), like=text)
        case = self._validated(changed, field)
        if older:
            self._back_up(text)
        write_atomically(self.path, changed)
        return case

    def _carry(self, document: tomlkit.TOMLDocument) -> None:
        """Write a file of the oldest schema as one of this schema."""
        document["schema"] = SCHEMA
        plain = document.unwrap()
        if "answers" not in plain:
            return
        answers: Any = document["answers"]
        carried = self.carry_over(plain["playbook"], plain["answers"])
        for name in plain["answers"].keys() - carried.keys():
            answers.remove(name)
        for name, value in carried.items():
            if plain["answers"].get(name) != value:
                _set(answers, name, value)

    def _back_up(self, text: str) -> None:
        """Keep a file of the oldest schema, beside those that were kept before."""
        for number in count(1):
            behind = "" if number == 1 else f".{number}"
            kept = self.path.with_name(f"{FILE}.schema-{OLDEST}{behind}")
            if not kept.exists():
                write_atomically(kept, text)
                return
            if kept.read_bytes() == text.encode():
                return

    def _text(self) -> str:
        try:
            return self.path.read_bytes().decode()  # with the ends of lines that it has
        except FileNotFoundError as error:
            raise CaseError(
                f"folder {self.folder}",
                allowed=f"a case folder, with a {FILE}",
                found=f"no {FILE}",
                remedy="name your case folder, or make one with: bugcase new PLAYBOOK DIR",
            ) from error
        except UnicodeDecodeError as error:
            raise self._no_toml(error) from error

    def _no_toml(self, error: ValueError) -> CaseError:
        return CaseError(
            f"{FILE} in {self.folder.name}",
            allowed="TOML",
            found=str(error),
            remedy="correct that line by hand; nothing in the file was changed",
        )

    def _no_moment(self, text: str, error: tomllib.TOMLDecodeError) -> CaseError | None:
        """Name the key of a time that people write so and TOML does not; None of other faults."""
        found = re.search(r"at line (\d+)", str(error))
        lines = text.splitlines()[: int(found[1])] if found else [""]
        typed = _TIME_TYPED.match(lines[-1])
        if typed is None:
            return None
        headers = [header[1] for line in lines if (header := _HEADER.match(line))]
        return CaseError(
            f"{'.'.join((*headers[-1:], typed['key']))} in {FILE}, line {len(lines)}",
            allowed=f"a day such as {EXAMPLES['date']}, or a moment such as "
            f"{EXAMPLES['datetime']}, with its seconds",
            found=typed["value"],
            remedy="write it so by hand; nothing in the file was changed",
        )

    def _validated(self, text: str, changed: str | None = None) -> Case:
        try:
            plain = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise self._no_moment(text, error) or self._no_toml(error) from error
        schema = plain.get("schema")
        if isinstance(schema, int) and schema > SCHEMA:
            raise CaseError(
                f"{FILE} in {self.folder.name}",
                allowed=f"schema {SCHEMA} or older",
                found=f"schema {schema}, of a newer version",
                remedy="update bugcase; nothing in the file was changed",
            )
        if schema == OLDEST:
            plain["schema"] = SCHEMA
            if isinstance(plain.get("playbook"), str) and isinstance(plain.get("answers"), dict):
                plain["answers"] = self.carry_over(plain["playbook"], plain["answers"])
        try:
            return Case.model_validate(plain)
        except ValidationError as error:
            faults: dict[str, str] = {}
            for fault in error.errors(include_url=False):
                if fault["type"] != "enum":  # that it is not "unknown" either helps nobody
                    faults.setdefault(_field(fault["loc"]), _expected(fault))
            refused = FieldError(
                f"{changed} in {FILE}" if changed else f"{FILE} in {self.folder.name}",
                allowed="a value that fits each field",
                found="; ".join(f"{place}: {why}" for place, why in faults.items()),
                remedy='correct these by hand, or write "unknown"',
            )
            refused.faults = faults
            raise refused from error


def _field(place: tuple[int | str, ...]) -> str:
    """Name a field by its place, without the kinds of value that pydantic tried there."""
    depth = 3 if place[0] in (*ROWS, *NESTED) else 2
    return ".".join(map(str, place[:depth]))


def _expected(fault: ErrorDetails) -> str:
    """Say what a value should have been, and what it was."""
    if bound := _BOUNDS.get(fault["type"]):
        said, name = bound
        return f"{said} {fault['ctx'][name]:g}; found {fault['input']!r}"
    if fault["type"] == "extra_forbidden":
        section = _section_at(fault["loc"])
        there = [one.alias or name for name, one in section.model_fields.items()]
        return f"no field of that name; there are {', '.join(there)}"
    if fault["type"] == "missing":  # what was found is all that stands around it
        return "is missing"
    said = _kind_expected(fault)
    return said if "; found " in said else f"{said}; found {_typed(fault['input'])}"


def _kind_expected(fault: ErrorDetails) -> str:
    """Say which kind of value belongs there, in the words of the file and not of Python."""
    section, kind = fault["loc"][0], fault["type"]
    if section == "answers" and len(fault["loc"]) > 1:  # of all kinds that pydantic tried there
        return "words in quotation marks, a number, a day, a moment, or rows of these"
    if kind == "tuple_type" and section in ROWS:
        return f"tables, each under [[{section}]]"
    for beginning, words in _KINDS.items():
        if kind.startswith(beginning):
            return words
    return fault["msg"].removeprefix("Value error, ").removeprefix("Input ")


def _typed(value: Any) -> str:
    """Show a value about as it stands in the file."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_typed(one)}' for key, one in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_typed, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | time) else repr(value)


def _section_at(place: tuple[int | str, ...]) -> type[BaseModel]:
    """Find the innermost section of a place; its ids and row numbers are no fields of one."""
    section: type[BaseModel] = Case
    for key in place:
        if isinstance(key, str) and (info := section.model_fields.get(key)):
            section = next(sections_in(info.annotation), section)
    return section


def value_at(case: Case, field: str) -> Any:
    """Give what stands at a place of a case, written as in `CaseFile.change`."""
    value: Any = case
    for key in field.split("."):
        value = value.get(key, UNKNOWN) if isinstance(value, dict) else getattr(value, key, UNKNOWN)
    return value


def _place(document: tomlkit.TOMLDocument, field: str, value: Any) -> None:
    section, *inner = field.split(".")
    if section in ROWS:
        rows = _table_array(value)
        if rows:
            rows[-1].add(tomlkit.nl())  # tomlkit takes the blank line with the old last table
        document[section] = rows
        return
    table: Any = document
    for key in (section, *inner[:-1]):
        if key not in table:
            table.add(key, tomlkit.table(is_super_table=key in NESTED))
        table = table[key]
    whole_entry = section in ("script", "notes", *NESTED) and len(inner) == 1
    if whole_entry and value == UNKNOWN.value:  # as if nobody had written any
        table.pop(inner[-1], None)
    else:
        _set(table, inner[-1], value)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _set(table: Any, key: str, value: Any) -> None:
    """Give a key of a table its value; rows go behind its other keys, as TOML wants it."""
    if not _is_rows(value):
        table[key] = UNKNOWN.value if value == [] else value
        return
    rows = _table_array(value)
    rows[-1].add(tomlkit.nl())
    if isinstance(table.get(key), tomlkit.items.AoT):
        table[key] = rows
        return
    for words in _take_out(table, key) if key in table else ():
        table.add(tomlkit.comment(words))
    table.add(key, rows)


def _take_out(table: Any, key: str) -> list[str]:
    """Take a key out of a table; give the comments above it and behind it."""
    body = table.value.body
    at = next(place for place, (name, _) in enumerate(body) if name == key)
    first = at
    while first and isinstance(body[first - 1][1], tomlkit.items.Comment):
        first -= 1
    comments = [one.trivia.comment for _, one in body[first : at + 1] if one.trivia.comment]
    table.remove(key)
    for place in range(first, at):
        body[place] = (None, tomlkit.items.Null())  # as `remove` leaves it
    return [words.removeprefix("#").strip() for words in comments]


def _with_line_ends(text: str, *, like: str) -> str:
    """End lines that were added as the others: with CRLF, where a file has nothing else."""
    if 0 < like.count("\r\n") == like.count("\n"):
        return "\r\n".join(line.removesuffix("\r") for line in text.split("\n"))
    return text


def _section(name: str, values: Mapping[str, Any], help_by_field: Mapping[str, str]) -> Any:
    table = tomlkit.table(is_super_table=name in NESTED)
    _explain(table, help_by_field.get(name))
    for key, value in sorted(values.items(), key=lambda one: _is_rows(one[1])):  # rows come last
        if isinstance(value, dict):
            table.add(key, _section(f"{name}.{key}", value, help_by_field))
            continue
        _explain(table, help_by_field.get(f"{name}.{key}"))
        _set(table, key, value)
    return table


def _explain(table: Any, words: str | None) -> None:
    for line in (words or "").splitlines():
        table.add(tomlkit.comment(line))


def _table_array(rows: list[dict[str, Any]]) -> Any:
    array = tomlkit.aot()
    for row in rows:
        table = tomlkit.table()
        table.update(row)
        array.append(table)
    return array


def _to_toml(value: Any) -> Any:
    """Write values as TOML has them."""
    if value is UNKNOWN:
        return UNKNOWN.value
    if isinstance(value, OwnWords) and not value.rests_on:
        return value.text
    if hasattr(value, "model_dump"):
        return _to_toml(value.model_dump(by_alias=True))
    if isinstance(value, dict):
        return {key: _to_toml(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_to_toml(one) for one in value]
    return value


def _shown(value: Any) -> str:
    return repr(_to_toml(value))
