"""The model of case.toml: everything that people decide or type.

"Unknown" is a value.  A field that nobody can fill yet holds `UNKNOWN`, which a
file spells "unknown", and which every sentence shows as a gap; an empty string
never passes for an answer.  What the tool must understand (people, data, limit,
ranges, options, the plan) has a type of its own here; what only has to be said
(what a patch would risk, when the next update comes) is an answer, and the
playbook says which answers a situation needs.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeAlias

from babel.numbers import is_currency
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
)

from bugcase.case.incident import (
    INCIDENT_SECTIONS,
    IncidentWindow,
    Mark,
    Orders,
    Record,
    Requests,
    Restore,
    Revenue,
    Trial,
)
from bugcase.case.source import SourceName, TableSource
from bugcase.case.values import (
    AS_ROWS,
    BY_MACHINE,
    IF_ANY,
    UNKNOWN,
    ColumnOf,
    DataFile,
    Known,
    Section,
    Unknown,
    Words,
    ZoneIfAny,
)
from bugcase.compare.metrics import MetricName
from bugcase.decision.calendar import WorkingCalendar
from bugcase.errors import CaseError

SCHEMA: Literal[2] = 2

Cell: TypeAlias = Known[datetime | date | bool | int | float | Words]
Rows: TypeAlias = tuple[Mapping[str, Cell], ...]  # each cell by its column
Answer: TypeAlias = Known[Cell | Rows]


def _as_text(value: Any) -> Any:
    """Take a value of a column that is written as a number for its name."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Value: TypeAlias = Annotated[str, BeforeValidator(_as_text), StringConstraints(min_length=1)]


def _listed(value: Any) -> Any:
    """Take a text with commas between names, as the form does, for a list of them."""
    if not isinstance(value, str):
        return value
    return [name.strip() for name in value.split(",") if name.strip()]


Listed: TypeAlias = Annotated[tuple[Words, ...], BeforeValidator(_listed)]
_ENDS = 3
_A_SPREAD = "a number, or three: [lowest, likely, highest]"


def _said(span: tuple[float, float, float]) -> str:
    """Say a range as it may have been typed."""
    return ", ".join(f"{one:g}" for one in (span if len(set(span)) > 1 else span[:1]))


def _ordered(span: tuple[float, float, float]) -> tuple[float, float, float]:
    low, likely, high = span
    if not low <= likely <= high:
        raise ValueError(
            f"the lowest, the likely and the highest, in that order; found {_said(span)}"
        )
    return span


def _three(value: Any) -> Any:
    """Take one number for a range without width."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (value,) * 3
    if not isinstance(value, list | tuple) or len(value) != _ENDS:
        raise ValueError(_A_SPREAD)
    return value


Number: TypeAlias = Annotated[float, Field(strict=False)]
LowLikelyHigh: TypeAlias = Annotated[
    tuple[Number, Number, Number], AfterValidator(_ordered), BeforeValidator(_three)
]  # the lowest, the likely, the highest


def _out_of_order(*given: float | Unknown) -> str | None:
    numbers = [x for x in given if not isinstance(x, Unknown)]
    if numbers == sorted(numbers):
        return None
    return "not used: from the smallest to the largest, please"


def _within(low: float, high: float) -> AfterValidator:
    def check(span: tuple[float, float, float]) -> tuple[float, float, float]:
        if not low <= span[0] <= span[2] <= high:
            raise ValueError(f"from {low:g} to {high:g}; found {_said(span)}")
        return span

    return AfterValidator(check)


Amount: TypeAlias = Annotated[LowLikelyHigh, _within(0, float("inf"))]
Percent: TypeAlias = Annotated[LowLikelyHigh, _within(0, 100)]


def _address(address: str) -> str:
    name, at, host = address.rpartition("@")
    if not (name and at and host) or any(c.isspace() or not c.isprintable() for c in address):
        raise ValueError(f"an address such as ada@example.com; found {address!r}")
    return address


Order: TypeAlias = Literal["decide", "explain"]


class Person(Section):
    """Somebody who will be in the room."""

    name: Known[Words] = Field(UNKNOWN, title="Name")
    called: Annotated[Known[Words], IF_ANY] = Field(
        UNKNOWN, title="Called", description="how they are addressed in the room; else by the name"
    )
    role: Words = Field(title="Role")
    email: Annotated[Known[Annotated[Words, AfterValidator(_address)]], IF_ANY] = Field(
        UNKNOWN, title="E-mail", description="to be invited at"
    )


class Meeting(Section):
    """When and where it is told."""

    zone: ZoneIfAny = Field(
        UNKNOWN, title="Time zone", description="of the meeting: Europe/Stockholm; else UTC"
    )
    at: Known[datetime] = Field(UNKNOWN, title="Meeting", description="when it begins")
    minutes: Annotated[Known[Annotated[int, Field(ge=1, le=480)]], IF_ANY] = Field(
        UNKNOWN, title="Minutes", description="how long it may take; else what the playbook says"
    )
    order: Annotated[Known[Order], IF_ANY] = Field(
        UNKNOWN,
        title="Order",
        description="decide: the answer first, as if nothing is named; "
        "explain: the evidence first, the decision at the end",
    )
    place: Known[Words] = Field(
        UNKNOWN, title="Place", description="the room, or the address of the call"
    )
    uid: Annotated[Known[Words], BY_MACHINE] = Field(
        UNKNOWN,
        title="Identity",
        description="by which calendars know the meeting; take it out of a copy for another one",
    )


class Data(Section):
    """Which rows to measure, and what their columns mean."""

    path: Annotated[Known[Words], DataFile()] = Field(
        UNKNOWN,
        title="File",
        description="Parquet, CSV, TSV, JSON lines or Arrow, relative to this folder; or a source",
    )
    label: Annotated[Known[Words], ColumnOf("data.path")] = Field(
        UNKNOWN, title="Label", description="the column of the truth"
    )
    baseline: Annotated[Known[Words], ColumnOf("data.path")] = Field(
        UNKNOWN, title="Baseline", description="the column of today's predictions"
    )
    candidate: Annotated[Known[Words], ColumnOf("data.path")] = Field(
        UNKNOWN, title="Candidate", description="the column of the next model's predictions"
    )
    by: Annotated[Known[Listed], ColumnOf("data.path"), IF_ANY] = Field(
        UNKNOWN,
        title="Groups",
        description="columns whose groups to compare, with commas between; none for all",
    )
    unit: Annotated[Known[Words], ColumnOf("data.path"), IF_ANY] = Field(
        UNKNOWN,
        title="Unit",
        description="the column that says which rows belong together (user, order), if any",
    )
    metric: Annotated[Known[MetricName], IF_ANY] = Field(
        UNKNOWN, title="Metric", description="what to measure; the error rate, if nothing is named"
    )
    positive: Annotated[Known[Value], IF_ANY] = Field(
        UNKNOWN,
        title="Alarm class",
        description="the class of which a false alarm is a wrong one; 1 where it is 0 and 1",
    )
    weight: Annotated[Known[Words], ColumnOf("data.path"), IF_ANY] = Field(
        UNKNOWN, title="Weight", description="the column of how much each row counts, if any"
    )
    cross: Annotated[Known[Words], ColumnOf("data.path"), IF_ANY] = Field(
        UNKNOWN,
        title="Code or data",
        description="a column that tells old data from new, to tell a defect from a drift",
    )
    cross_old: Annotated[Known[Value], IF_ANY] = Field(
        UNKNOWN,
        title="Old data",
        description="its value for them, where it has more than two: 2015",
    )
    cross_new: Annotated[Known[Value], IF_ANY] = Field(
        UNKNOWN, title="New data", description="its value for these: 2018"
    )
    onset: Annotated[Known[Words], ColumnOf("data.path"), IF_ANY] = Field(
        UNKNOWN,
        title="Since when",
        description="a column of times, builds or versions, to find where the worsening began",
    )
    prediction: Annotated[Known[Words], ColumnOf("data.path"), IF_ANY] = Field(
        UNKNOWN,
        title="Prediction",
        description="for one model on different rows, in place of baseline and candidate",
    )
    group: Annotated[Known[Words], ColumnOf("data.path"), IF_ANY] = Field(
        UNKNOWN,
        title="Different rows by",
        description="with the prediction: the column of year, release or region",
    )
    reference: Annotated[Known[Value], IF_ANY] = Field(
        UNKNOWN,
        title="Reference",
        description="its value that the others are held against",
    )
    noun: Annotated[Known[Words], IF_ANY] = Field(
        UNKNOWN, title="A row is one of many …", description="people, orders, predictions"
    )
    phrases: Annotated[dict[Words, Words | dict[Words, Words]], AS_ROWS, IF_ANY] = Field(
        default_factory=dict,
        title="How a group is called",
        description="by column, and by level where its levels differ: who moved {level}",
    )


class Limit(Section):
    """The largest worsening that was agreed to be tolerable, before anybody looked."""

    per_1000: Known[Annotated[float, Field(ge=0, le=1000)]] = Field(
        UNKNOWN, title="Limit", description="more errors in 1,000 than today that are tolerable"
    )
    agreed_on: Known[date] = Field(
        UNKNOWN, title="Agreed on", description="the day, which should come before the measurement"
    )
    agreed_by: Known[Words] = Field(UNKNOWN, title="Agreed by", description="who agreed to it")


def _currency(code: str) -> str:
    if not is_currency(code):
        raise ValueError(f"three letters of a currency, such as EUR; found {code!r}")
    return code


class Stakes(Section):
    """In what money it is counted, and whether an average may be taken over it."""

    currency: Known[Annotated[Words, AfterValidator(_currency)]] = Field(
        UNKNOWN, title="Currency", description="three letters: EUR, USD, JPY"
    )
    ruinous: Known[bool] = Field(
        UNKNOWN,
        title="Ruinous or unrepeatable",
        description="yes if the worst outcome could not be survived or made good; "
        "the options are then compared by their worst cases, not by averages",
    )


class Assumed(Section):
    """A number that somebody gives as a range, and who says so."""

    low: Known[Number] = UNKNOWN
    likely: Known[Number] = UNKNOWN
    high: Known[Number] = UNKNOWN
    source: Known[Words] = UNKNOWN

    @property
    def spread(self) -> LowLikelyHigh | Unknown:
        """The lowest, the likely and the highest; unknown until they are there, in that order."""
        low, likely, high = self.low, self.likely, self.high
        if isinstance(low, Unknown) or isinstance(likely, Unknown) or isinstance(high, Unknown):
            return UNKNOWN
        return UNKNOWN if self.fault else (low, likely, high)

    @property
    def fault(self) -> str | None:
        """Why what was typed is no range; it is kept all the same, to be mended."""
        return _out_of_order(self.low, self.likely, self.high)


class OptionNumbers(Section):
    """What taking an option would mean, in numbers: each one, or a range of three."""

    considered: bool = Field(True, title="Considered")
    label: Annotated[Known[Words], IF_ANY] = Field(
        UNKNOWN, title="Name", description="of an option of your own"
    )
    delay_days: Known[Amount] = Field(
        UNKNOWN, title="Days of delay", description="how much later the release would come"
    )
    exposed_percent: Known[Percent] = Field(
        UNKNOWN, title="Exposed, %", description="the share of all decisions that meet the bug"
    )
    exposed_days: Known[Amount] = Field(
        UNKNOWN, title="Days exposed", description="until it is noticed and stopped"
    )
    prevented_percent: Known[Percent] = Field(
        UNKNOWN, title="Prevented, %", description="the share of the extra errors that is caught"
    )
    cost: Known[Amount] = Field(
        UNKNOWN, title="Cost of doing it", description="once, in the case's currency"
    )
    leaves_open: Annotated[Known[Words], IF_ANY] = Field(
        UNKNOWN, title="Leaves open", description="what this option does not answer"
    )
    source: Annotated[Known[Words], IF_ANY] = Field(
        UNKNOWN, title="Source", description="where these come from"
    )


class RolloutNumbers(Section):
    """A limited rollout: to how many, for how long, and when one would know."""

    percent: Known[Annotated[float, Field(gt=0, le=100)]] = Field(
        UNKNOWN, title="Share, %", description="of all decisions"
    )
    days: Known[Annotated[float, Field(gt=0)]] = Field(
        UNKNOWN, title="Days", description="how long it would run"
    )
    label_delay_days: Known[Annotated[float, Field(ge=0)]] = Field(
        UNKNOWN, title="Days until labels", description="from a decision until its truth is known"
    )


def _with_calendar(country: str) -> str:
    """Refuse a country whose public holidays nobody knows."""
    code, _, subdivision = country.partition("-")
    try:
        WorkingCalendar(country=code, subdivision=subdivision or None)
    except CaseError as error:
        raise ValueError(f"{error.allowed}; found {error.found}") from error
    return country


class Planning(Section):
    """Where and from when the plan is worked on."""

    begins: Known[date] = Field(UNKNOWN, title="Begins", description="the first working day")
    country: Annotated[Known[Annotated[Words, AfterValidator(_with_calendar)]], IF_ANY] = Field(
        UNKNOWN,
        title="Public holidays of",
        description="two letters of the country, with its state if need be: SE, DE-BY",
    )
    zone: ZoneIfAny = Field(
        UNKNOWN, title="Time zone", description="of the work: Europe/Stockholm; else UTC"
    )


WorkingDays: TypeAlias = Annotated[float, Field(ge=0, le=100)]


class TaskTime(Section):
    """How many working days a task takes: even odds, and nine in ten."""

    p50: Known[WorkingDays] = UNKNOWN
    p90: Known[WorkingDays] = UNKNOWN
    source: Known[Words] = UNKNOWN

    @property
    def fault(self) -> str | None:
        """Why what was typed is no pair; it is kept all the same, to be mended."""
        if self.p50 == 0 and self.p90 not in (0, UNKNOWN):
            return "not used: a task that is done has 0 in both, any other has even odds above 0"
        return _out_of_order(self.p50, self.p90)


SECTIONS: dict[str, type[BaseModel]] = {
    "meeting": Meeting,
    "data": Data,
    "limit": Limit,
    "stakes": Stakes,
    "rollout": RolloutNumbers,
    "plan": Planning,
    **INCIDENT_SECTIONS,
}


class AgreedAction(Section):
    """What was agreed of an action: of one of the playbook's, only what differs from it."""

    id: Annotated[Known[Words], IF_ANY] = Field(
        UNKNOWN, title="Id", description="of the playbook's action; none for one of your own"
    )
    what: Known[Words] = Field(UNKNOWN, title="What")
    owner: Known[Words] = Field(
        UNKNOWN, title="Who", description="anybody's name; a role, where there is none yet"
    )
    due: Known[date] = Field(UNKNOWN, title="By when")


class OwnWords(Section):
    """A turn of the script in one's own words, and what the numbers were when it was written."""

    text: Words
    rests_on: dict[str, str] = Field(default_factory=dict)  # slot to its words then


def _own_words(value: Any) -> Any:
    """Take a plain text, as somebody types it into the file, for words that rest on nothing."""
    return {"text": value} if isinstance(value, str) else value


class Case(Section):
    """One case folder's case.toml."""

    schema_version: Literal[2] = Field(SCHEMA, alias="schema")
    playbook: Words = Field(title="Playbook")
    people: tuple[Person, ...] = ()
    meeting: Meeting = Meeting()
    sources: dict[SourceName, TableSource] = Field(
        default_factory=dict
    )  # by the name that stands in place of a file's
    data: Data = Data()
    limit: Limit = Limit()
    stakes: Stakes = Stakes()
    assumptions: dict[str, Assumed] = Field(default_factory=dict)
    options: dict[str, OptionNumbers] = Field(default_factory=dict)
    rollout: RolloutNumbers = RolloutNumbers()
    plan: Planning = Planning()
    tasks: dict[str, TaskTime] = Field(default_factory=dict)
    incident: IncidentWindow = IncidentWindow()
    orders: Orders = Orders()
    record: Record = Record()
    restore: Restore = Restore()
    revenue: Revenue = Revenue()
    requests: Requests = Requests()
    timeline: dict[str, Mark] = Field(
        default_factory=dict
    )  # started, detected, mitigated, resolved, or a name of one's own
    trials: dict[str, Trial] = Field(default_factory=dict)  # before and after the fix
    answers: dict[str, Answer] = Field(default_factory=dict)
    actions: tuple[AgreedAction, ...] = ()
    script: dict[str, Annotated[OwnWords, BeforeValidator(_own_words)]] = Field(
        default_factory=dict
    )  # by turn
    notes: dict[str, Words] = Field(default_factory=dict)  # on the answer to each hard question

    def person(self, role: str) -> str | Unknown:
        """Name whoever has a role; unknown where nobody has."""
        names = [person.name for person in self.people if person.role == role]
        return names[0] if names else UNKNOWN

    def called(self, name: str) -> str | Unknown:
        """Say how somebody of a name is addressed; unknown where nobody wrote it down.

        Where two people have one name and are not addressed alike, nobody can say.
        """
        called = {one.called for one in self.people if one.name == name}
        return called.pop() if len(called) == 1 else UNKNOWN

    def answer(self, field: str) -> Answer:
        """Give the answer to a field of the playbook; unknown where there is none."""
        return self.answers.get(field, UNKNOWN)
