"""What an entry of a playbook means to the code, whatever its id is.

A playbook names its fields as its situation does: the time by which an answer is needed
may be `decide_by` here and `agreed_by` there.  What the code has to understand of them
it looks for by their meaning, from the closed lists of this module; an entry without a
meaning is only said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import WithJsonSchema

FieldMeaning: TypeAlias = Literal[
    "ask",
    "deadline",
    "decider",
    "next update",
    "release date",
    "proposed date",
    "severity",
    "state",
    "outcome",
    "objections",
    "failure cause",
    "cause steps",
    "cause conditions",
    "cause grade",
    "cause review",
    "recurrence horizon",
    "work left",
    "measures",
]
ColumnMeaning: TypeAlias = Literal["even odds", "nine in ten", "owner", "due"]
QuantityMeaning: TypeAlias = Literal[
    "decisions per day",
    "days until stopped",
    "harm per error",
    "harm per miss",
    "harm per false alarm",
    "share recovered",
    "carries over",
    "delay cost per day",
    "recurrence odds",
    "recurrence odds after the fix",
]
ReportMeaning: TypeAlias = Literal["provenance"]
Meaning: TypeAlias = FieldMeaning | QuantityMeaning
Need: TypeAlias = tuple[Meaning, ...]  # any one of them is enough


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meaning:
    """What the code does with an entry of that meaning, and the kinds that it may have."""

    says: str
    kinds: tuple[str, ...]


_WORDS = ("line", "paragraph")
_DAY = ("date", "datetime")


def _schema(meanings: Mapping[Any, _Meaning]) -> dict[str, Any]:
    """Describe meanings as JSON Schema, so that an editor completes and explains them."""
    return {"anyOf": [{"const": name, "description": one.says} for name, one in meanings.items()]}


FIELD_MEANINGS: Final[Mapping[FieldMeaning, _Meaning]] = {
    "ask": _Meaning(
        says="What is to be decided: the report, the invitation and the decision record ask it.",
        kinds=_WORDS,
    ),
    "deadline": _Meaning(
        says="By when it is to be decided: the meeting comes before it, and it before the release.",
        kinds=_DAY,
    ),
    "decider": _Meaning(
        says="Who decides: one person, and the same as the role that decides.", kinds=_WORDS
    ),
    "next update": _Meaning(
        says="When the next report comes: it stands in the decision record.", kinds=_DAY
    ),
    "release date": _Meaning(
        says="The day that the release is planned for: options delay it, and the plan is held "
        "against it.",
        kinds=("date",),
    ),
    "proposed date": _Meaning(
        says="The new day that is proposed: the plan says how likely it is met.", kinds=("date",)
    ),
    "severity": _Meaning(
        says="How severe it is, by its level: what is owed only at one level is held against it.",
        kinds=_WORDS,
    ),
    "state": _Meaning(
        says="Where it stands, beginning with one of: not stopped, mitigated, monitoring, "
        "resolved; the window is held against it.",
        kinds=_WORDS,
    ),
    "outcome": _Meaning(
        says="What was decided: the decision record shows a gap without it.", kinds=_WORDS
    ),
    "objections": _Meaning(
        says="Who disagreed, and why: the decision record shows a gap without it.", kinds=_WORDS
    ),
    "failure cause": _Meaning(
        says="What let it happen: how it did so is drawn where it is known.", kinds=_WORDS
    ),
    "cause steps": _Meaning(
        says="How it happened, step by step: who, what they do, which of three it is (ordinary, "
        "a write that is lost later, the harm), and what is lost, in columns of that order; "
        "each system is drawn as a lane.",
        kinds=("rows",),
    ),
    "cause conditions": _Meaning(
        says="What let it do harm: it stands below how it happened.", kinds=_WORDS
    ),
    "cause grade": _Meaning(
        says="How sure the cause is: it stands at the foot of how it happened.", kinds=_WORDS
    ),
    "cause review": _Meaning(
        says="When the review of the cause is complete: until then it is preliminary.", kinds=_DAY
    ),
    "recurrence horizon": _Meaning(
        says="Over what time the odds of another such failure hold.", kinds=_WORDS
    ),
    "work left": _Meaning(
        says="The steps that are left, a row each: a figure draws them by their columns that mean "
        "“even odds” and “nine in ten”.",
        kinds=("rows",),
    ),
    "measures": _Meaning(
        says="What keeps it from happening again, a row each: a figure draws them by their "
        "columns that mean “owner” and “due”.",
        kinds=("rows",),
    ),
}
COLUMN_MEANINGS: Final[Mapping[ColumnMeaning, _Meaning]] = {
    "even odds": _Meaning(says="The day by which it is done as likely as not.", kinds=("date",)),
    "nine in ten": _Meaning(says="The day by which it is done nine times in ten.", kinds=("date",)),
    "owner": _Meaning(says="Who does it: one person.", kinds=("line",)),
    "due": _Meaning(says="The day on which it is in place.", kinds=("date",)),
}
QUANTITY_MEANINGS: Final[Mapping[QuantityMeaning, _Meaning]] = {
    "decisions per day": _Meaning(
        says="How many decisions a day the model would make: the worsening of each is counted.",
        kinds=("number",),
    ),
    "days until stopped": _Meaning(
        says="For how many days the bug is met until it is stopped.", kinds=("number",)
    ),
    "harm per error": _Meaning(
        says="What one wrong decision costs, where misses and false alarms are not told apart.",
        kinds=("money",),
    ),
    "harm per miss": _Meaning(
        says="What one miss costs; goes with the harm per false alarm.", kinds=("money",)
    ),
    "harm per false alarm": _Meaning(
        says="What one false alarm costs; goes with the harm per miss.", kinds=("money",)
    ),
    "share recovered": _Meaning(
        says="The share of the harm that is made good later.", kinds=("share",)
    ),
    "carries over": _Meaning(
        says="How likely production behaves as measured: options are compared with and without.",
        kinds=("share", "odds"),
    ),
    "delay cost per day": _Meaning(
        says="What each day costs by which the release comes later.", kinds=("money",)
    ),
    "recurrence odds": _Meaning(
        says="How likely it happens again before the fix: so many of a hundred are drawn.",
        kinds=("odds",),
    ),
    "recurrence odds after the fix": _Meaning(
        says="How likely it happens again with the fix: drawn beside it, and alone once the state "
        "is resolved.",
        kinds=("odds",),
    ),
}
OF_RECURRENCE: Final[tuple[QuantityMeaning, ...]] = (  # no assumption of the decision
    "recurrence odds",
    "recurrence odds after the fix",
)
_MEANINGS: Final[Mapping[str, _Meaning]] = dict(
    chain(FIELD_MEANINGS.items(), QUANTITY_MEANINGS.items(), COLUMN_MEANINGS.items())
)
REPORT_MEANINGS: Final[Mapping[ReportMeaning, _Meaning]] = {
    "provenance": _Meaning(
        says="Where the numbers come from: the section goes to the foot of the page.", kinds=()
    ),
}

FieldMeans: TypeAlias = Annotated[FieldMeaning, WithJsonSchema(_schema(FIELD_MEANINGS))]
QuantityMeans: TypeAlias = Annotated[QuantityMeaning, WithJsonSchema(_schema(QUANTITY_MEANINGS))]
ColumnMeans: TypeAlias = Annotated[ColumnMeaning, WithJsonSchema(_schema(COLUMN_MEANINGS))]
ReportMeans: TypeAlias = Annotated[ReportMeaning, WithJsonSchema(_schema(REPORT_MEANINGS))]


def fault_of_kind(meaning: Meaning | ColumnMeaning | None, kind: str) -> str | None:
    """Say why an entry of a kind cannot have a meaning; None where it can.

    >>> fault_of_kind("next update", "line")
    "what means 'next update' is of the kind date or datetime, and this is a line"
    """
    if meaning is None or kind in (kinds := _MEANINGS[meaning].kinds):
        return None
    return f"what means {meaning!r} is of the kind {' or '.join(kinds)}, and this is a {kind}"
