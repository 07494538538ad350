"""Playbook: what a situation needs to be told, as data.

A playbook is a TOML file: the roles in the room, the fields to fill in, the
slides, and the script with variants for each state of the evidence.  It holds
no code and no arithmetic; slots and predicates come from closed lists.  All its
faults are found at once, each by its place, so that somebody who writes a new
situation mends them in one go.
"""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bugcase.case.model import Case
from bugcase.errors import PlaybookError
from bugcase.evidence.record import Evidence
from bugcase.story.facts import SLOTS, Facts
from bugcase.story.predicates import Predicate, PredicateError
from bugcase.story.template import Template, TemplateError
from bugcase.story.text import Text

__all__ = [
    "AnswerField",
    "Figure",
    "Line",
    "Playbook",
    "Role",
    "Step",
    "StorySlide",
    "StoryTurn",
    "Variant",
    "load_playbook",
    "playbook_names",
]

SCHEMA = 1

Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Words: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Kind: TypeAlias = Literal["line", "paragraph", "date", "datetime", "number"]
Figure: TypeAlias = Literal["icon_arrays", "interval_against_limit", "forest", "worst_slices"]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Variant(_Entry):
    """A sentence, and the predicates under which it holds; without any, it always does."""

    when: tuple[str, ...] = ()
    text: Words

    def holds(self, facts: Facts) -> bool:
        """Whether this is true of a case."""
        return all(Predicate.parse(one).holds(facts) for one in self.when)

    def fill(self, facts: Facts) -> Text:
        """Say it of a case."""
        return Template.parse(" ".join(self.text.split())).fill(facts)


class Role(_Entry):
    """Somebody whom the situation needs in the room."""

    id: Id
    label: Words
    cares_about: Words


class AnswerField(_Entry):
    """Something that only a person can say; its id is also the name of its slot."""

    id: Id
    step: Id
    label: Words
    kind: Kind
    help: Words
    gap: Words


class Step(_Entry):
    """A step of the walk: a heading, and the form with the fields that name it."""

    id: Id
    title: Words


class Line(_Entry):
    """A paragraph on a slide; in a table, a row with its label."""

    label: Words | None = None
    say: tuple[Variant, ...] = Field(min_length=1)


class StorySlide(_Entry):
    """A slide: a title sentence, and a figure or a few lines, as a table under `columns`."""

    id: Id
    kind: Literal["evidence", "decision"] = "evidence"
    title: tuple[Variant, ...] = Field(min_length=1)
    figure: Figure | None = None
    lines: tuple[Line, ...] = ()
    columns: tuple[Words, Words] | None = None


class StoryTurn(_Entry):
    """A turn of the script: who speaks, to what end, over which slide."""

    id: Id
    speaker: Id
    slide: Id
    move: Words
    pause: float = Field(0, ge=0, le=30)
    say: tuple[Variant, ...] = Field(min_length=1)


class Playbook(_Entry):
    """A situation, told as data."""

    schema_version: Literal[1] = Field(alias="schema")
    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Words
    summary: Words
    locale: Words = "en_GB"
    minutes: int = Field(ge=1)
    roles: tuple[Role, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1)
    fields: tuple[AnswerField, ...] = ()
    slides: tuple[StorySlide, ...] = Field(min_length=1)
    turns: tuple[StoryTurn, ...] = ()

    @cached_property
    def slots(self) -> frozenset[str]:
        """Every name that may stand in braces."""
        own = {field.id for field in self.fields} | {role.id for role in self.roles}
        return frozenset(own | SLOTS.keys())

    def facts(self, case: Case, evidence: Evidence) -> Facts:
        """Gather what the sentences may rest on."""
        return Facts(
            case=case,
            evidence=evidence,
            roles={role.id: role.label for role in self.roles},
            gaps={field.id: field.gap for field in self.fields},
            locale=self.locale,
        )

    def slide(self, slide_id: str) -> StorySlide:
        """Find a slide by its id."""
        return next(slide for slide in self.slides if slide.id == slide_id)

    def faults(self) -> Iterator[str]:
        """Find everything that is wrong across entries, each with its place."""
        for name in ("roles", "steps", "fields", "slides", "turns"):
            yield from _repeated(name, (entry.id for entry in getattr(self, name)))
        yield from self._faults_of_references()
        for slide in self.slides:
            if (slide.figure is None) == (not slide.lines):
                yield f"slides.{slide.id}: needs either a figure or lines"
            if slide.columns and not all(line.label for line in slide.lines):
                yield f"slides.{slide.id}.lines: in a table, each has a label"
        for place, variants in self._sentences():
            yield from self._faults_of(place, variants)

    def _faults_of_references(self) -> Iterator[str]:
        steps, slides, roles = (
            {entry.id for entry in entries} for entries in (self.steps, self.slides, self.roles)
        )
        for field in self.fields:
            if field.id in SLOTS.keys() | roles:
                yield f"fields.{field.id}: that name is a slot already"
            if field.step not in steps:
                yield f"fields.{field.id}.step: no step {field.step!r}"
        for turn in self.turns:
            if turn.slide not in slides:
                yield f"turns.{turn.id}.slide: no slide {turn.slide!r}"
            if turn.speaker not in roles:
                yield f"turns.{turn.id}.speaker: no role {turn.speaker!r}"

    def _sentences(self) -> Iterator[tuple[str, tuple[Variant, ...]]]:
        for slide in self.slides:
            yield f"slides.{slide.id}.title", slide.title
            for number, line in enumerate(slide.lines):
                yield f"slides.{slide.id}.lines.{number}", line.say
        for turn in self.turns:
            yield f"turns.{turn.id}.say", turn.say

    def _faults_of(self, place: str, variants: tuple[Variant, ...]) -> Iterator[str]:
        for number, variant in enumerate(variants):
            here = f"{place}.{number}"
            try:
                slots = list(Template.parse(variant.text).slots)
            except TemplateError as fault:
                yield f"{here}.text: {fault}"
                slots = []
            for text in variant.when:
                try:
                    slots += filter(None, [Predicate.parse(text).slot])
                except PredicateError as fault:
                    yield f"{here}.when: {fault}"
            for slot in slots:
                if slot not in self.slots:
                    known = ", ".join(sorted(self.slots))
                    yield f"{here}: no slot {slot!r} among {known}"
        if variants[-1].when:
            yield f"{place}: the last variant has a condition, so there may be nothing to say"


def playbook_names() -> list[str]:
    """List the playbooks that come with the package."""
    folder = resources.files("bugcase") / "playbooks"
    return sorted(
        entry.name.removesuffix(".toml")
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    )


def load_playbook(name_or_path: str) -> Playbook:
    """Load a playbook by its name, or by the path of somebody's own.

    Raises
    ------
    PlaybookError
        Where there is none, or it has faults; all of them are named.
    """
    own = name_or_path.endswith(".toml")
    path = Path(name_or_path)
    if own and not path.is_file():
        raise PlaybookError(
            f"playbook {name_or_path}",
            allowed="a TOML file that is there",
            found="no such file",
            remedy="check the path",
        )
    if not own and name_or_path not in playbook_names():
        raise PlaybookError(
            f"playbook {name_or_path!r}",
            allowed=f"one of {', '.join(playbook_names())}, or a path that ends in .toml",
            found="no such playbook",
            remedy="name one of these",
        )
    source = path if own else resources.files("bugcase") / "playbooks" / f"{name_or_path}.toml"
    try:
        playbook = Playbook.model_validate(tomllib.loads(source.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _faulty(name_or_path, [str(error)]) from error
    except ValidationError as error:
        faults = [
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
            for fault in error.errors(include_url=False)
        ]
        raise _faulty(name_or_path, faults) from error
    if faults := list(playbook.faults()):
        raise _faulty(name_or_path, faults)
    return playbook


def _faulty(name: str, faults: list[str]) -> PlaybookError:
    error = PlaybookError(
        f"playbook {name}",
        allowed="a playbook without faults",
        found=" | ".join(faults),
        remedy="mend each at its place",
    )
    error.faults = tuple(faults)
    return error


def _repeated(name: str, ids: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            yield f"{name}.{one}: stands twice"
        seen.add(one)
