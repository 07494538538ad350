"""The context of a case: its playbook, what was typed and measured, and what that comes to.

Slots (`bugcase.facts.slots`) and conditions are functions of it, and `Facts` adds the slots
to it.  How a typed value or a moment is written for this case stands here too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self, TypeAlias
from zoneinfo import ZoneInfo

from babel.dates import format_time

from bugcase import wording
from bugcase.case.evidence import Evidence
from bugcase.case.model import Answer, Case
from bugcase.case.values import Unknown, known
from bugcase.compare.groups import GroupChange
from bugcase.compare.metrics import ERROR_RATE
from bugcase.compare.models import Comparison, Segment
from bugcase.facts.weighing import Weighing, answer_for, weighing
from bugcase.playbook.format import Playbook
from bugcase.playbook.meaning import FieldMeaning
from bugcase.slices import Slice
from bugcase.wording.groups import GroupNames

CASES = "cases"  # what a row is, until the case names it

# the words of a slot; None or `Unknown` where nobody knows them
SlotValue: TypeAlias = str | Unknown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseContext:
    """Playbook, case, evidence and weighing together: what slots and conditions are computed from.

    Parameters
    ----------
    playbook, case, evidence
        What is asked and said, what was typed, and what was measured.
    weighed
        What evidence and ranges come to.
    """

    playbook: Playbook
    case: Case
    evidence: Evidence
    weighed: Weighing

    @classmethod
    def of(cls, playbook: Playbook, case: Case, evidence: Evidence) -> Self:
        """Weigh a case, and put it together with its playbook and evidence."""
        weighed = weighing(playbook, case, evidence)
        return cls(playbook=playbook, case=case, evidence=evidence, weighed=weighed)

    @property
    def locale(self) -> str:
        """How dates and numbers are written: "en_GB"."""
        return self.playbook.locale

    @property
    def errors(self) -> Comparison | None:
        """The comparison of two models by their errors: of so many rows, so many go wrong.

        None for any other metric: "12 of 1,000 go wrong" is no sentence about a recall.
        """
        found = self.evidence.comparison
        return found if found and found.metric == ERROR_RATE else None

    @property
    def groups(self) -> GroupNames:
        """How a group of rows is named: by the case's phrases, and else by column and level."""
        data = self.case.data
        return GroupNames(noun=known(data.noun) or CASES, phrases=data.phrases)

    @property
    def unmeasured(self) -> str:
        """What is missing where nothing was measured that is told per 1,000 rows."""
        if self.evidence.groups:
            return "told of two models on the same rows; this case measures one on different"
        if self.evidence.comparison and not self.errors:
            metric = self.evidence.comparison.metric
            return f"told per 1,000 for the error rate only; what was measured is the {metric}"
        return "measure first"

    @property
    def changed(self) -> GroupChange | None:
        """The group of rows that leads, if chance alone does not explain that it fares worse."""
        groups = self.evidence.groups.groups if self.evidence.groups else ()
        return next((one for one in groups if one.is_worse), None)

    @property
    def worst(self) -> Segment | None:
        """The segment that leads, if chance alone does not explain that it is worse."""
        comparison = self.evidence.comparison
        if comparison is None:
            return None
        return next((segment for segment in comparison.segments if segment.is_worse()), None)

    @property
    def confirmed_slice(self) -> Slice | None:
        """The strongest slice that held on rows which took no part in the search."""
        slices = self.evidence.slices
        return slices.confirmed[0] if slices and slices.confirmed else None

    @property
    def clock(self) -> ZoneInfo | None:
        """The clock that times are said by: the customers', else the meeting's."""
        zone = known(self.case.incident.zone) or known(self.case.meeting.zone)
        return ZoneInfo(zone) if zone else None

    def answer_for(self, meaning: FieldMeaning) -> Answer:
        """Give the answer to the field of a meaning; unknown where there is none."""
        return answer_for(meaning, self.playbook, self.case)

    def say(self, value: Any) -> SlotValue:
        """Write a typed value in words."""
        if value is None or isinstance(value, Unknown):
            return value
        if isinstance(value, tuple):  # rows, which only a field of rows has a sentence for
            return None
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return wording.weekday(value, locale=self.locale)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return f"{value:,}" if isinstance(value, int | float) else str(value)

    def moment(self, value: datetime, *, among: Iterable[datetime] = ()) -> str:
        """Say a moment by the clock of the case, as one of those that it is told with.

        Where nobody named a clock, or it shows these hands twice and nobody said which
        of the two was meant, it is said as it was typed.
        """
        value, others = self._on_the_clock(value), map(self._on_the_clock, among)
        if value.tzinfo is None:
            time = format_time(value, "HH:mm", locale=self.locale)
            return f"{wording.weekday(value, locale=self.locale)}, {time}"
        return wording.moment(
            value,
            self.clock or value.tzinfo,
            locale=self.locale,
            among=[one for one in others if one.tzinfo],
        )

    def spoken_moment(self, value: datetime) -> str | None:
        """Say a moment as it is said at the meeting; None where its written words are clearer.

        So it is where people at the meeting have another clock, or the clock shows these
        hands twice.
        """
        value, now = self._on_the_clock(value), known(self.case.meeting.at)
        if value.tzinfo is None or self.clock is None:
            return None
        local = value.astimezone(self.clock)
        theirs = known(self.case.meeting.zone)
        if wording.shown_twice(local) or (
            theirs and local.utcoffset() != local.astimezone(ZoneInfo(theirs)).utcoffset()
        ):
            return None
        meets = self._on_the_clock(now) if now else None
        at = meets.astimezone(self.clock) if meets and meets.tzinfo else None
        return wording.spoken_moment(local, at, locale=self.locale)

    def period(self, start: datetime, end: datetime) -> str:
        """Say from when to when by the clock of the case; of the same day, the day once."""
        start, end = self._on_the_clock(start), self._on_the_clock(end)
        zone = self.clock or start.tzinfo
        if zone and start.tzinfo and end.tzinfo:
            return wording.period(start, end, zone, locale=self.locale)
        first, last = self.moment(start), self.moment(end)
        day = f"{wording.weekday(start, locale=self.locale)}, "
        if start.tzinfo is None:
            last = last.removeprefix(day)
        return f"{first} to {last}"

    def _on_the_clock(self, value: datetime) -> datetime:
        """Read what was typed without an offset by the case's clock, where that shows it once."""
        if value.tzinfo or self.clock is None:
            return value
        placed = value.replace(tzinfo=self.clock)
        return value if wording.shown_twice(placed) else placed
