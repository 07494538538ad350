"""A rule of the review: what it finds, and what to do about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bugcase.story.review.texts import ReviewedCase

Severity: TypeAlias = Literal["blocker", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that the room would find: where, what, and what to do about it."""

    rule: str
    severity: Severity
    place: str
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.found}; {self.remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place that breaks a rule, and what stands there."""

    place: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the review: what it finds in a case, and what to do about it.

    Attributes
    ----------
    severity
        "blocker" where the room would be told something wrong, or could not decide;
        "warning" where it would be told badly.
    says
        The rule, as a sentence.
    remedy
        What to do, as an instruction.
    find
        Where a case breaks it.
    """

    id: str
    severity: Severity
    says: str
    remedy: str
    find: Callable[[ReviewedCase], Iterable[Spot]]
