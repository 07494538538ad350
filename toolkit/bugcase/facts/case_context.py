"""The context of a case: its playbook, what was typed and measured, and what that comes to.

Slots (`bugcase.facts.slots`) and conditions are functions of it, and `Facts` adds the slots
to it.  How a typed value or a moment is written for this case stands here too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self, TypeAlias
from zoneinfo import ZoneInfo

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
        return GroupNames(noun=self.noun, phrases=data.phrases)

    @property
    def noun(self) -> str:
        """What a row is, in the plural."""
        return known(self.case.data.noun) or wording.language(self.locale).say("groups.cases")

    @property
    def unmeasured(self) -> str:
        """What is missing where nothing was measured that is told per 1,000 rows."""
        if self.evidence.groups:
            return wording.say("gap.two_models_only")
        if self.evidence.comparison and not self.errors:
            return wording.say("gap.error_rate_only", metric=self.evidence.comparison.metric)
        return wording.say("gap.measure_first")

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
        with wording.using(self.locale) as language:
            if isinstance(value, date):
                return wording.weekday(value)
            if isinstance(value, bool):
                return language.say("typed.yes" if value else "typed.no")
            if isinstance(value, int | float):
                return language.number(Decimal(str(value)))
        return str(value)

    def moment(self, value: datetime, *, among: Iterable[datetime] = ()) -> str:
        """Say a moment by the clock of the case, as one of those that it is told with.

        Where nobody named a clock, or it shows these hands twice and nobody said which
        of the two was meant, it is said as it was typed.
        """
        value, others = self._on_the_clock(value), map(self._on_the_clock, among)
        zone = self.clock or value.tzinfo
        with wording.using(self.locale):
            if value.tzinfo is None or zone is None:
                return wording.unplaced(value)
            return wording.moment(value, zone, among=[one for one in others if one.tzinfo])

    def short_day(self, value: date | None) -> str | None:
        """Write the day of a moment in a few letters, by the clock of the case: "2 Dec"."""
        if value is None:
            return None
        if isinstance(value, datetime):
            value = self._on_the_clock(value)
            value = value.astimezone(self.clock) if self.clock and value.tzinfo else value
        with wording.using(self.locale) as language:
            return language.day(value, short=True)

    def spoken_moment(self, value: date) -> wording.SpokenMoment | None:
        """Say a moment, or a day, as it is said at the meeting, by its distance from it.

        None where its written words are clearer: people at the meeting have another clock
        than the case, or the clock shows these hands twice.  The place is never said.
        """
        now = known(self.case.meeting.at)
        if not isinstance(value, datetime):
            return wording.spoken_moment(value, now)
        value, meets = self._on_the_clock(value), self._on_the_clock(now) if now else None
        if self.clock is None or value.tzinfo is None:
            same = meets is not None and meets.utcoffset() == value.utcoffset()
            return wording.spoken_moment(value, meets if same else None)
        local, theirs = value.astimezone(self.clock), known(self.case.meeting.zone)
        if wording.shown_twice(local) or (
            theirs and local.utcoffset() != local.astimezone(ZoneInfo(theirs)).utcoffset()
        ):
            return None
        return wording.spoken_moment(
            local, meets.astimezone(self.clock) if meets and meets.tzinfo else None
        )

    def period(self, start: datetime, end: datetime) -> str:
        """Say from when to when by the clock of the case; of the same day, the day once."""
        start, end = self._on_the_clock(start), self._on_the_clock(end)
        zone = self.clock or start.tzinfo
        with wording.using(self.locale) as language:
            if zone and start.tzinfo and end.tzinfo:
                return wording.period(start, end, zone)
            if start.tzinfo is None and end.tzinfo is None:
                return wording.unplaced_period(start, end)
            return language.say("moment.days", start=self.moment(start), end=self.moment(end))

    def _on_the_clock(self, value: datetime) -> datetime:
        """Read what was typed without an offset by the case's clock, where that shows it once."""
        if value.tzinfo or self.clock is None:
            return value
        placed = value.replace(tzinfo=self.clock)
        return value if wording.shown_twice(placed) else placed
