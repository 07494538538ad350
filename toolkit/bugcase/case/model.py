"""Case: everything that people decide or type.

"Unknown" is a value.  A field that nobody can fill yet holds `UNKNOWN`, which a
file spells "unknown", and which every sentence shows as a gap; an empty string
never passes for an answer.  What the tool must understand (people, data, limit)
has a type of its own here; what only has to be said (what a patch would risk,
when the fix is due) is an answer, and the playbook says which answers a
situation needs.
"""

from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

__all__ = ["SCHEMA", "UNKNOWN", "Answer", "Case", "Data", "Limit", "Person", "Unknown"]

SCHEMA: Literal[1] = 1


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


T = TypeVar("T")
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Known: TypeAlias = Annotated[Unknown | T, BeforeValidator(_unknown)]
Answer: TypeAlias = Known[datetime | date | bool | int | float | Words]


class _Section(BaseModel):
    """A table of case.toml: unknown keys are refused by name, never dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Person(_Section):
    """Somebody who will be in the room."""

    name: Known[Words] = Field(UNKNOWN, title="Name")
    role: Words = Field(title="Role")


class Data(_Section):
    """Which rows to measure, and what their columns mean."""

    path: Known[Words] = Field(
        UNKNOWN,
        title="File",
        description="Parquet, CSV, TSV, JSON lines or Arrow, relative to this folder",
    )
    label: Known[Words] = Field(UNKNOWN, title="Label", description="the column of the truth")
    baseline: Known[Words] = Field(
        UNKNOWN, title="Baseline", description="the column of today's predictions"
    )
    candidate: Known[Words] = Field(
        UNKNOWN, title="Candidate", description="the column of the next model's predictions"
    )
    by: Known[tuple[Words, ...]] = Field(
        UNKNOWN, title="Groups", description="columns whose groups to compare; unknown for all"
    )
    unit: Known[Words] = Field(
        UNKNOWN,
        title="Unit",
        description="the column that says which rows belong together (user, order), if any",
    )
    noun: Known[Words] = Field(
        UNKNOWN, title="A row is one of many …", description="people, orders, predictions"
    )


class Limit(_Section):
    """The largest worsening that was agreed to be tolerable, before anybody looked."""

    per_1000: Known[Annotated[float, Field(ge=0, le=1000)]] = Field(
        UNKNOWN, title="Limit", description="more errors in 1,000 than today that are tolerable"
    )
    agreed_on: Known[date] = Field(
        UNKNOWN, title="Agreed on", description="the day, which should come before the measurement"
    )
    agreed_by: Known[Words] = Field(UNKNOWN, title="Agreed by", description="who agreed to it")


class Case(_Section):
    """One case folder's case.toml."""

    schema_version: Literal[1] = Field(1, alias="schema")
    playbook: Words = Field(title="Playbook")
    people: tuple[Person, ...] = ()
    data: Data = Data()
    limit: Limit = Limit()
    answers: dict[str, Answer] = {}
    script: dict[str, Words] = {}  # turns in one's own words, by their id

    def person(self, role: str) -> str | Unknown:
        """Name whoever has a role; unknown where nobody has."""
        names = [person.name for person in self.people if person.role == role]
        return names[0] if names else UNKNOWN

    def answer(self, field: str) -> Answer:
        """Give the answer to a field of the playbook; unknown where there is none."""
        return self.answers.get(field, UNKNOWN)
