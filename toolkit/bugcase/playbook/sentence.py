"""A text of a playbook: lines of words with slots, and the conditions under which they hold.

Everything that a playbook says is made of these.  A text is read once, when
the playbook is loaded: what comes out of the file is a passage and not a text
that might be one, so a fault is told with its place before anybody speaks.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from bugcase.playbook.condition import Condition, Names
from bugcase.playbook.passage import Passage
from bugcase.playbook.template import FORMS


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks a field that names entries of another section, or "slots"."""

    to: str


class Entry(BaseModel):
    """A table of a playbook: unknown keys are refused by name, never dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _without_slots(words: str) -> str:
    if "{" in words or "}" in words:
        raise ValueError("these words stand as they are, so they take no slot and no braces")
    return " ".join(words.split())


def _passage(value: object) -> Passage:
    if isinstance(value, Passage):  # of an entry that is read already
        return value
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a sentence in quotation marks is needed here")
    return Passage.parse(value)


def _always_says_something(passage: Passage) -> Passage:
    if not any(line.always_known for line in passage.lines):
        raise ValueError(
            "each line has a slot that may be open, so there may be nothing to ask; "
            "give one a twin without slots, as in “line | twin”"
        )
    return passage


def _condition(value: object, info: ValidationInfo) -> Condition:
    if isinstance(value, Condition):  # of an entry that is read already
        return value
    if not isinstance(value, str):
        raise ValueError("a condition in quotation marks is needed here")  # noqa: TRY004  (pydantic collects ValueErrors)
    return Condition.parse(value, _names(info))


def _figure(name: str, info: ValidationInfo) -> str:
    figures = _names(info).figures
    if name not in figures:
        raise ValueError(f"no such figure; write one of {', '.join(figures)}")
    return name


def _names(info: ValidationInfo) -> Names:
    if not isinstance(info.context, Names):
        raise TypeError("a playbook is read with the names that it may use: see `load`")
    return info.context


def _variants(value: Any) -> Any:
    """Take a bare sentence for a variant that always holds."""
    variants = value if isinstance(value, list) else [value]
    return [{"text": one} if isinstance(one, str) else one for one in variants]


Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Words: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    AfterValidator(_without_slots),
]
# what the two schemas leave open depends on the names that are handed in: see `load.schema`
SLOTS_HERE = "the ids of the fields and of the roles"
CONDITION_HERE = "condition"
FIGURE_HERE = "figure"
_DESCRIPTION = (
    "Lines of words with {slots}, or {slot:form} with one of the forms "
    f"{', '.join(FORMS)}. A line is a sentence or a few that belong together; "
    "“line | twin” gives what takes its place while one of its slots is open. "
    f"The slots are {SLOTS_HERE}"
)

Sentence: TypeAlias = Annotated[
    Passage,
    BeforeValidator(_passage),
    WithJsonSchema({"type": "string", "minLength": 1, "description": _DESCRIPTION}),
]
Asked: TypeAlias = Annotated[Sentence, AfterValidator(_always_says_something)]
When: TypeAlias = Annotated[
    Condition, BeforeValidator(_condition), WithJsonSchema({"$comment": CONDITION_HERE})
]


FigureName: TypeAlias = Annotated[
    str, AfterValidator(_figure), WithJsonSchema({"$comment": FIGURE_HERE})
]


class Conditional(Entry):
    """An entry that holds under conditions, all of them; without any, it always does.

    `bugcase.facts.conditions.that_hold` leaves out those that don't.
    """

    when: tuple[When, ...] = ()


class Variant(Conditional):
    """A sentence, and the conditions under which it is the one to say."""

    text: Sentence


def _ends_without_condition(variants: tuple[Variant, ...]) -> tuple[Variant, ...]:
    if variants[-1].when:
        raise ValueError("the last variant has a condition, so there may be nothing to say")
    return variants


def _ends_without_slot(variants: tuple[Variant, ...]) -> tuple[Variant, ...]:
    """Hold that a title is never open: a variant with an open slot does not hold."""
    for line in variants[-1].text.lines:
        if not line.always_known:
            raise ValueError(
                f"the last variant has {{{line.templates[-1].slots[0]}}}, which may be open, "
                "and a title shows no gap; end with words without slots"
            )
    return variants


Say: TypeAlias = Annotated[
    tuple[Variant, ...],
    Field(min_length=1),
    BeforeValidator(_variants, json_schema_input_type=str | list[str | Variant]),
    AfterValidator(_ends_without_condition),
]
Title: TypeAlias = Annotated[Say, AfterValidator(_ends_without_slot)]


class Line(Conditional):
    """A paragraph; in a table, a row with its label.

    `rows` names a field of rows, each of which then is a paragraph of its own.
    """

    label: Words | None = None
    say: Say = ()
    rows: Annotated[Id | None, Refers("fields")] = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if bool(self.say) == (self.rows is not None):
            raise ValueError("needs either say or rows")
        return self


def _one_always_holds(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    if lines and all(line.when for line in lines):
        raise ValueError("each line has a condition, so there may be none")
    return lines


Lines: TypeAlias = Annotated[tuple[Line, ...], AfterValidator(_one_always_holds)]
