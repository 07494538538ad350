"""The types of the values in case.toml, above all "unknown"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Final, TypeAlias, TypeVar, Union, get_args, get_origin
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints


class Unknown(Enum):
    """The value of a field that nobody can fill yet."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown.UNKNOWN


def _unknown(value: Any) -> Any:
    """Take the word "unknown" and an empty string for what they say."""
    if value is None or (isinstance(value, str) and value.strip().lower() in ("", "unknown")):
        return UNKNOWN
    return value


EXAMPLES: Final[Mapping[str, str]] = {  # as TOML has them, by the kind of a field
    "date": "2026-12-01",
    "datetime": "2026-12-01T14:00:00",
    "number": "3",
}
T = TypeVar("T")
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Known: TypeAlias = Annotated[Unknown | T, BeforeValidator(_unknown)]


@dataclass(frozen=True, slots=True)
class DataFile:
    """Marks a field that names a data file, relative to the case folder, or a source."""


@dataclass(frozen=True, slots=True)
class ColumnOf:
    """Marks a field that names a column, or several, of the file that another field names.

    Parameters
    ----------
    file
        The place of that other field: "data.path".
    """

    file: str


@dataclass(frozen=True, slots=True)
class TimeZone:
    """Marks a field that names a time zone."""


@dataclass(frozen=True, slots=True)
class IfAny:
    """Marks a field that many cases do without, so that nobody is asked for it twice."""


IF_ANY = IfAny()


@dataclass(frozen=True, slots=True)
class AsRows:
    """Marks a field that a form asks for by a table of rows."""


AS_ROWS = AsRows()


@dataclass(frozen=True, slots=True)
class ByMachine:
    """Marks a field that is filled in for people, so that no form asks for it."""


BY_MACHINE = ByMachine()


def known(value: T | Unknown) -> T | None:
    """Give a value, or None where nobody knows it."""
    return None if isinstance(value, Unknown) else value


class Section(BaseModel):
    """A table of case.toml: unknown keys are refused by name, never dropped."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,  # somebody may have typed a password
    )


def sections_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Give the sections that a field holds: itself, in rows or by their ids."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from sections_in(part)


def held_type(annotation: Any) -> Any:
    """Give the type of what a field holds once it is known."""
    if get_origin(annotation) is Annotated:
        return held_type(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        (held,) = (one for one in get_args(annotation) if one is not Unknown)
        return held_type(held)
    return annotation


def _time_zone(name: str) -> str:
    """Refuse a name that is no time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise ValueError(f"a time zone such as Europe/Stockholm; found {name!r}") from None
    return name


ZoneIfAny: TypeAlias = Annotated[
    Known[Annotated[Words, AfterValidator(_time_zone)]], TimeZone(), IF_ANY
]
