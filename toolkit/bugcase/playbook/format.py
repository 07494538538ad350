"""The format of a playbook: what a situation needs to be told, as data.

A playbook is a TOML file: the roles in the room, the fields to fill in, the
slides, the script with variants for each state of the evidence, and what is
prepared before and sent after.  It holds no code and no arithmetic; slots and
conditions come from closed lists.  This is the format; `load` reads a file of it,
and `faults` finds what is wrong across its entries.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self, TypeAlias, get_args

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, Field, StringConstraints, model_validator

from bugcase.case.model import Assumed
from bugcase.case.values import Unknown
from bugcase.errors import PlaybookError
from bugcase.playbook.field import AnswerField
from bugcase.playbook.follow_up import Action, Clock, Event, Message, ReportSection, Sensitive
from bugcase.playbook.meaning import FieldMeaning, QuantityMeans, fault_of_kind
from bugcase.playbook.preparation import Check, Nuance, Question, Severity, Term
from bugcase.playbook.sentence import (
    Asked,
    Conditional,
    Entry,
    FigureName,
    Id,
    Line,
    Refers,
    Say,
    Title,
    When,
    Words,
)

Section: TypeAlias = Literal[
    "people",
    "meeting",
    "data",
    "limit",
    "stakes",
    "rollout",
    "options",
    "plan",
    "tasks",
    "incident",
    "orders",
    "record",
    "restore",
    "revenue",
    "requests",
    "timeline",
    "trials",
    "actions",
]
BriefId: TypeAlias = Literal["situation", "background", "assessment", "recommendation"]
Reading: TypeAlias = Literal[
    "unknown",
    "vocabulary",
    "nuance",
    "questions",
    "report",
    "check",
    "checklist",
    "actions",
    "messages",
]


def _known_locale(name: str) -> str:
    try:
        Locale.parse(name)
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError("no such locale; write one such as en_GB") from error
    return name


class Role(Entry):
    """Somebody in the room, or somebody who hears of it: exactly one of them decides.

    Who only is informed is named in a case where they come to the meeting after all.
    `outside` marks somebody who does not belong to the organisation.
    """

    id: Id
    label: Words
    power: Literal["decides", "advises", "informed"]
    cares_about: Words
    outside: bool = False


class Quantity(Entry):
    """A number that nobody measured here: asked for as a range, with where it comes from.

    `means` says which assumption of `bugcase.decision.impact` it is; what only is said has
    none.  A share is asked for in per cent and kept as one; odds are a share that is said in
    a word of the scale.
    """

    id: Id
    means: QuantityMeans | None = None
    step: Annotated[Id, Refers("steps")]
    label: Words
    unit: Words
    kind: Literal["number", "share", "odds", "money"] = "number"
    required: bool = False  # the meeting should not begin without it
    help: Words
    gap: Words

    @model_validator(mode="after")
    def _is_of_a_kind_for_it(self) -> Self:
        if fault := fault_of_kind(self.means, self.kind):
            raise ValueError(fault)
        return self

    @property
    def in_numbers(self) -> str:
        """The slot that says odds as the range that was typed, and not in a word."""
        return f"{self.id}_in_numbers"

    @property
    def asked_in(self) -> str:
        """What is to be typed: per cent, money, or the unit alone."""
        kinds = {"share": "per cent, ", "odds": "per cent, ", "money": "money, "}
        return f"{kinds.get(self.kind, '')}{self.unit}"

    def fault(self, given: Assumed) -> str | None:
        """Say why what was typed is no such number; it is kept all the same, to be mended."""
        if given.fault or isinstance(given.spread, Unknown):
            return given.fault
        most = 100.0 if self.kind in ("share", "odds") else float("inf")
        if 0 <= given.spread[0] <= given.spread[-1] <= most:
            return None
        return "not used: from 0 to 100 per cent" if most == 100 else "not used: from 0 up"


class WayOut(Entry):
    """An option that the situation offers, with the numbers that hold wherever it is taken."""

    id: Id
    label: Words
    help: Words
    leaves_open: Words
    waits_for_plan: bool = False  # the release then comes when the plan is done
    until_stopped: bool = False  # exposed as long as the quantity of that meaning says
    uses_rollout: bool = False  # exposed as the case's limited rollout says
    measures_on: bool = False  # nobody meets it, and it is measured until it is known
    delay_days: float | None = Field(None, ge=0)
    exposed_percent: float | None = Field(None, ge=0, le=100)
    exposed_days: float | None = Field(None, ge=0)
    prevented_percent: float | None = Field(None, ge=0, le=100)
    cost: float | None = None


class PlannedTask(Entry):
    """A task of the plan, asked for as even odds and nine in ten."""

    id: Id
    label: Words
    help: Words

    @property
    def slot(self) -> str:
        """The slot that says how long it takes."""
        return f"{self.id}_time"


class Step(Entry):
    """A step of the walk: a heading, a form, what else there is to do, and the slides it makes.

    The form holds the sections of the case that every situation has (`asks`), and the
    fields and quantities that name this step; without any of these there is no form.
    Under it stand the parts that it `shows`, then its slides.  Each section, part and
    slide has its place in one step only, and the slides come in the order of the deck.
    """

    id: Id
    title: Words
    intro: Words | None = None
    asks: tuple[Section, ...] = ()
    shows: tuple[Literal["measurement", "script", "rehearsal", "export", Reading], ...] = ()
    slides: Annotated[tuple[Id, ...], Refers("slides")] = ()


class SlideNumber(Conditional):
    """A number of a strip: what it counts, the number, and what it is held against.

    Where the number is not known it is not on the slide.
    """

    label: Say
    value: Say
    note: Say = ()
    harm: bool = False  # what gets worse, in the accent: one of a slide at most


class SlideLight(Conditional):
    """How one thing stands, good, open or bad, with the evidence for it."""

    sign: Literal["good", "open", "bad"]
    say: Say
    evidence: Say = ()


class StorySlide(Conditional):
    """A slide: a title sentence, and a figure, a table, or lines and panels under it.

    `eyebrow` stands small above the title: who decides, by when.  `columns` sets the lines as
    a table.  `table` names a field of rows, which the slide shows under the labels of its
    columns, and `cards` one whose rows it shows as cards: the first column names a card, and
    the first row is the one that is recommended.  Lines stand above the `numbers` of a strip,
    and below cards and `lights`.
    Where its conditions do not hold it is not in the deck, nor its turns in the script.
    Where the evidence comes first (`meeting.order`), it stands behind `explain_after`.
    One of the appendix stands after the close, is marked so, and is not counted in the talk.
    """

    id: Id
    appendix: bool = False
    kind: Literal["evidence", "decision"] = "evidence"
    explain_after: Annotated[Id | None, Refers("slides")] = None
    eyebrow: Say = ()
    title: Title
    figure: FigureName | None = None
    lines: tuple[Line, ...] = ()
    columns: tuple[Words, Words] | None = None
    table: Annotated[Id | None, Refers("fields")] = None
    cards: Annotated[Id | None, Refers("fields")] = None
    lights: tuple[SlideLight, ...] = ()
    numbers: tuple[SlideNumber, ...] = Field((), max_length=12)  # of which four hold at once

    @model_validator(mode="after")
    def _shows_one_thing(self) -> Self:
        panels = [bool(self.cards), bool(self.lights), bool(self.numbers)]
        lines = bool(self.lines) or any(panels)
        if [bool(self.figure), lines, bool(self.table)].count(True) != 1:
            raise ValueError("needs either a figure, a table, or lines, cards, lights or numbers")
        if panels.count(True) > 1:
            raise ValueError("has either cards, lights or numbers")
        if not any(panels) and self.lines and all(line.when for line in self.lines):
            raise ValueError("each line has a condition, so there may be none")
        if self.columns and any(panels):
            raise ValueError("in a table, there are lines alone")
        if self.columns and not all(line.label for line in self.lines):
            raise ValueError("in a table, each line has a label")
        return self


class StoryTurn(Conditional):
    """A turn of the script: who speaks, to what end, over which slide.

    Where the evidence comes first (`meeting.order`), it is said over `explain_over`.
    """

    id: Id
    speaker: Annotated[Id, Refers("roles")]
    slide: Annotated[Id, Refers("slides")]
    explain_over: Annotated[Id | None, Refers("slides")] = None
    move: Words
    pause: float = Field(0, ge=0, le=30)
    seconds: float | None = Field(None, gt=0)  # the time it may take, with its pause
    say: Say


class Branch(Conditional):
    """What the meeting may turn to instead, and what is said then.

    `turns` are where it is likely, none for anywhere.  Somebody asks, or, in a
    silence, nobody does.
    """

    id: Id
    trigger: Words
    turns: Annotated[tuple[Id, ...], Refers("turns")] = ()
    asker: Annotated[Id | None, Refers("roles")] = None
    ask: Asked | None = None
    speaker: Annotated[Id, Refers("roles")]
    pause: float = Field(0, ge=0, le=30)
    say: Say

    @model_validator(mode="after")
    def _somebody_asks_or_nobody(self) -> Self:
        if (self.asker is None) != (self.ask is None):
            raise ValueError("asker and ask go together; leave both out for a silence")
        return self


class BriefPart(Entry):
    """One of the four parts of the case in a minute."""

    id: BriefId
    say: Say


class CaseState(Conditional):
    """A state that a case of the situation may be in, for which its words are written.

    A case may be in several: stopped, and with its loss not known.
    """

    id: Id
    label: Words
    when: tuple[When, ...] = Field(min_length=1)


class Playbook(Entry):
    """A situation, told as data."""

    schema_version: Literal[1] = Field(alias="schema")
    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Words
    summary: Words
    intro: Words | None = None  # the first words of the walk
    locale: Annotated[Words, AfterValidator(_known_locale)] = "en_GB"
    minutes: int = Field(ge=1)
    talk_minutes: float | None = Field(None, gt=0)  # of them, for the presenter's turns
    channel: Literal["room", "video", "room or video", "in writing"] = "room or video"
    states: tuple[CaseState, ...] = ()
    roles: tuple[Role, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1)
    fields: tuple[AnswerField, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    options: tuple[WayOut, ...] = ()
    tasks: tuple[PlannedTask, ...] = ()
    slides: tuple[StorySlide, ...] = Field(min_length=1)
    brief: tuple[BriefPart, ...] = ()
    turns: tuple[StoryTurn, ...] = ()
    branches: tuple[Branch, ...] = ()
    severities: tuple[Severity, ...] = ()
    vocabulary: tuple[Term, ...] = ()
    nuance: tuple[Nuance, ...] = ()
    questions: tuple[Question, ...] = ()
    checklist: tuple[Check, ...] = ()
    events: tuple[Event, ...] = ()
    clocks: tuple[Clock, ...] = ()
    messages: tuple[Message, ...] = ()
    actions: tuple[Action, ...] = ()
    report: tuple[ReportSection, ...] = ()
    sensitive: tuple[Sensitive, ...] = ()

    @model_validator(mode="after")
    def _leaves_time_to_discuss(self) -> Self:
        if self.talk_minutes is not None and self.talk_minutes > self.minutes:
            raise ValueError("talk_minutes is longer than the meeting")
        return self

    @model_validator(mode="after")
    def _always_has_a_slide(self) -> Self:
        if all(slide.when for slide in self.slides):
            raise ValueError("each slide has a condition, so there may be no deck")
        return self

    @model_validator(mode="after")
    def _is_brief_in_order(self) -> Self:
        order = get_args(BriefId)
        if self.brief and tuple(part.id for part in self.brief) != order:
            raise ValueError(f"the parts of brief are {', '.join(order)}, in this order")
        return self

    @model_validator(mode="after")
    def _explains_behind_slides_that_stay(self) -> Self:
        moved = {one.id: one.explain_after for one in self.slides if one.explain_after}
        for slide, behind in moved.items():
            if behind in moved:
                raise ValueError(
                    f"slides.{slide} comes behind {behind}, which has an explain_after of its own"
                )
        return self

    @property
    def in_the_room(self) -> tuple[Role, ...]:
        """The roles that come to the meeting; the others hear of it."""
        return tuple(role for role in self.roles if role.power != "informed")

    # looked up anew each time, since a copy of a model would keep what was cached for the first

    @property
    def own_slots(self) -> Mapping[str, Role | AnswerField | Quantity | PlannedTask]:
        """The names that may stand in braces in this playbook, beside those of every playbook.

        Each with what it says: who has a role, an answer, a range, how long a task takes.
        """
        return {
            **{field.id: field for field in self.fields},
            **{role.id: role for role in self.roles},
            **{task.slot: task for task in self.tasks},
            **{one.id: one for one in self.quantities},
            **{one.in_numbers: one for one in self.quantities if one.kind == "odds"},
        }

    @property
    def role_labels(self) -> Mapping[str, str]:
        """What each role is called, by its id."""
        return {role.id: role.label for role in self.roles}

    @property
    def shown_as(self) -> Mapping[str, str]:
        """What a shared document says in place of a slot that not everybody may read."""
        return {one.slot: one.shown_as for one in self.sensitive}

    def field_for(self, meaning: FieldMeaning) -> AnswerField | None:
        """Give the field that has a meaning; None where this playbook does without."""
        return next((one for one in self.fields if one.means == meaning), None)

    def field(self, field_id: str) -> AnswerField:
        """Find a field by its id."""
        return next(field for field in self.fields if field.id == field_id)

    def step(self, step_id: str) -> Step:
        """Find a step by its id."""
        return next(step for step in self.steps if step.id == step_id)

    def has_form(self, step: Step) -> bool:
        """Whether there is something to fill in at a step."""
        own: tuple[AnswerField | Quantity, ...] = (*self.fields, *self.quantities)
        return bool(step.asks) or any(one.step == step.id for one in own)

    def slide(self, slide_id: str) -> StorySlide:
        """Find a slide by its id.

        Raises
        ------
        PlaybookError
            Where there is none: a notebook of before may name one that is there no more.
        """
        for slide in self.slides:
            if slide.id == slide_id:
                return slide
        raise PlaybookError(
            f"slide {slide_id!r}",
            allowed=f"one of the playbook {self.id}: {', '.join(one.id for one in self.slides)}",
            found="no such slide",
            remedy="take the cell out, or name one of these in it",
        )
