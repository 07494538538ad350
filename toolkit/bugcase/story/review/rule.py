"""A rule of the review: what it finds, what to do about it, and an example of each kind.

A rule is an entry.  Its examples are edits to a good case, one that it has to
find and one that it has to let pass, so each rule carries its own test.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from bugcase.data.notices import Notice
from bugcase.incident.findings import Refusal
from bugcase.story.review.texts import Draft, OwnSlide

__all__ = ["INCIDENT", "Example", "Finding", "Rule", "Spot", "answered", "said", "shown"]

# the filled examples that good and bad edits change
RELEASE = "release-halt"
INCIDENT = "ceo-report"

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
class Example:
    """Edits to a good case: fields by their place in case.toml, a slide, other data, or none.

    `noticed` is what counting an incident's orders noticed, `refused` what could not be measured.

    The place ``script.`` stands for any turn, since a rule knows no playbook's turns.
    """

    edits: tuple[tuple[str, Any], ...] = ()
    slides: tuple[OwnSlide, ...] = ()
    files: tuple[tuple[str, str], ...] = ()  # names in the case folder, and what they hold
    data_changed: bool = False
    noticed: tuple[Notice, ...] = ()
    unmeasured: bool = False
    refused: tuple[Refusal, ...] = ()


def said(words: str) -> Example:
    """Put a turn of the script in somebody's own words."""
    return Example(edits=(("script.", words),))


def answered(place: str, value: Any) -> Example:
    """Type something into a field."""
    return Example(edits=((place, value),))


def shown(
    title: str, text: str = "", *, kind: Literal["evidence", "decision"] = "evidence"
) -> Example:
    """Add a slide of one's own."""
    return Example(slides=(OwnSlide(id="own", title=title, text=text, kind=kind),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What must not be in a case when the meeting begins.

    Attributes
    ----------
    severity
        "blocker" where the room would be told something wrong, or could not decide;
        "warning" where it would be told badly.
    says
        The rule, as a sentence.
    remedy
        What to do, as an instruction.
    good, bad
        An edit that keeps the rule, and one that breaks it.
    example
        The filled example whose case they edit.
    find
        Where a case breaks it.
    """

    id: str
    severity: Severity
    says: str
    remedy: str
    good: Example
    bad: Example
    find: Callable[[Draft], Iterable[Spot]]
    example: str = RELEASE
