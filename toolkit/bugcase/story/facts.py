"""The facts that a sentence may rest on: measured, or typed by somebody.

One fact stands in one place.  Slide, script, report and message ask here by the
name of a slot and get the same words, so they cannot disagree.  What is not
known comes back as a gap that says what is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from babel.dates import format_date, format_time

from bugcase import wording
from bugcase.case.model import Case, Unknown
from bugcase.evidence.models import Comparison, Segment
from bugcase.evidence.record import Evidence
from bugcase.evidence.slices import Slice
from bugcase.story.text import Span

__all__ = ["SLOTS", "Facts"]

SHORT_HASH = 8
MOST_Q = 0.05  # of the groups that are called worse, one in twenty may be so by chance

Said: TypeAlias = str | Unknown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that this case's sentences may rest on.

    Parameters
    ----------
    case, evidence
        What was typed and what was measured.
    roles
        The playbook's roles, each a slot that is filled with a name.
    gaps
        The playbook's own fields, each a slot, and what each says is missing.
    locale
        How dates are written: "en_GB".
    """

    case: Case
    evidence: Evidence
    roles: Mapping[str, str]
    gaps: Mapping[str, str]
    locale: str

    def __call__(self, slot: str) -> Span:
        """Give a slot's words, or its gap."""
        words, gap = self._words_and_gap(slot)
        if words is None or isinstance(words, Unknown):
            return Span(words=gap, slot=slot, gap=True)
        return Span(words=words, slot=slot)

    def known(self, slot: str) -> bool:
        """Whether there are words for a slot."""
        return not self(slot).gap

    @property
    def worst(self) -> Segment | None:
        """The segment that leads, if chance alone does not explain that it is worse."""
        comparison = self.evidence.comparison
        if comparison is None:
            return None
        return next(
            (
                segment
                for segment in comparison.segments
                if segment.q is not None and segment.q <= MOST_Q and segment.worsening.low > 0
            ),
            None,
        )

    @property
    def home(self) -> Slice | None:
        """The strongest slice that held on rows which took no part in the search."""
        slices = self.evidence.slices
        return slices.confirmed[0] if slices and slices.confirmed else None

    def say(self, value: Any) -> Said:
        """Write a typed value in words."""
        if isinstance(value, datetime):
            time = format_time(value, "HH:mm", locale=self.locale)
            return f"{self.say(value.date())}, {time}{_zone(value)}"
        if isinstance(value, date):  # a line break may part the weekday, not the day and its month
            return format_date(value, "EEEE d\u00a0MMMM", locale=self.locale)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return f"{value:,}"
        if isinstance(value, Unknown):
            return value
        return str(value)

    def _words_and_gap(self, slot: str) -> tuple[Said, str]:
        if slot in SLOTS:
            return SLOTS[slot].words(self), SLOTS[slot].gap
        if slot in self.roles:
            return self.say(self.case.person(slot)), f"the name of the {self.roles[slot]}"
        return self.say(self.case.answer(slot)), self.gaps[slot]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A slot that every playbook may use: how it is filled, and what a gap says."""

    words: Callable[[Facts], Said]
    gap: str


def _zone(time: datetime) -> str:
    offset = time.isoformat()[-6:]
    if time.tzinfo is None:
        return ""
    return " UTC" if offset == "+00:00" else f" (UTC{offset})"


def _limit(facts: Facts) -> Said:
    per_1000 = facts.case.limit.per_1000
    if isinstance(per_1000, Unknown):
        return per_1000
    return f"{per_1000:g}"


def _noun(facts: Facts) -> Said:
    noun = facts.case.data.noun
    return "cases" if isinstance(noun, Unknown) else noun


def _measured(words: Callable[[Comparison], str | None], gap: str = "measure first") -> Slot:
    def said(facts: Facts) -> Said:
        comparison = facts.evidence.comparison
        return words(comparison) if comparison else None

    return Slot(words=said, gap=gap)


def _of_worst(words: Callable[[Segment], str]) -> Slot:
    def said(facts: Facts) -> Said:
        return words(facts.worst) if facts.worst else None

    return Slot(words=said, gap="no group stands out")


def _of_home(words: Callable[[Slice], str | None]) -> Slot:
    def said(facts: Facts) -> Said:
        return words(facts.home) if facts.home else None

    return Slot(words=said, gap="no slice was confirmed")


def _candidate_rate(home: Slice) -> str | None:
    return wording.per_1000(home.candidate.value) if home.candidate else None


def _confirmed(home: Slice) -> str | None:
    return wording.change_interval(home.confirmed) if home.confirmed else None


SLOTS: Mapping[str, Slot] = {
    "noun": Slot(words=_noun, gap="what a row is"),
    "limit": Slot(words=_limit, gap="the largest tolerable worsening"),
    "limit_agreed_on": Slot(
        words=lambda facts: facts.say(facts.case.limit.agreed_on),
        gap="the day the limit was agreed",
    ),
    "limit_agreed_by": Slot(
        words=lambda facts: facts.say(facts.case.limit.agreed_by),
        gap="who agreed to the limit",
    ),
    "metric": _measured(lambda found: found.metric),
    "baseline_rate": _measured(lambda found: wording.per_1000(found.baseline.value)),
    "candidate_rate": _measured(lambda found: wording.per_1000(found.candidate.value)),
    "worsening": _measured(lambda found: wording.change(found.worsening.value)),
    "worsening_interval": _measured(lambda found: wording.change_interval(found.worsening)),
    "rows": _measured(lambda found: wording.count(found.worsening.n)),
    "level": _measured(lambda found: f"{found.worsening.level * 100:g} %"),
    "method": _measured(lambda found: found.worsening.method),
    "data_hash": _measured(lambda found: found.source.sha256[:SHORT_HASH]),
    "rows_needed": _measured(
        lambda found: None if found.rows_needed is None else wording.count(found.rows_needed),
        gap="no number of further rows would settle it",
    ),
    "groups_looked_at": _measured(
        lambda found: wording.count(sum(not segment.too_few for segment in found.segments))
    ),
    "worst_group": _of_worst(lambda worst: wording.conditions(worst.conditions)),
    "worst_rows": _of_worst(lambda worst: wording.count(worst.n)),
    "worst_baseline_rate": _of_worst(lambda worst: wording.per_1000(worst.baseline.value)),
    "worst_candidate_rate": _of_worst(lambda worst: wording.per_1000(worst.candidate.value)),
    "worst_worsening": _of_worst(lambda worst: wording.change(worst.worsening.value)),
    "home": _of_home(lambda home: wording.conditions(home.conditions)),
    "home_rows": _of_home(lambda home: wording.count(home.n)),
    "home_baseline_rate": _of_home(lambda home: wording.per_1000(home.baseline.value)),
    "home_candidate_rate": _of_home(_candidate_rate),
    "home_confirmed": _of_home(_confirmed),
    "slices_examined": Slot(
        words=lambda facts: (
            wording.count(facts.evidence.slices.examined) if facts.evidence.slices else None
        ),
        gap="measure first",
    ),
    "worst_interval": _of_worst(lambda worst: wording.change_interval(worst.worsening)),
}
