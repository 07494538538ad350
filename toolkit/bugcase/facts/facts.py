"""The facts that a sentence may rest on: measured, or typed by somebody.

One fact stands in one place.  Slide, script, report and message ask here by the
name of a slot and get the same words, so they cannot disagree.  What is not
known comes back as a gap that says what is missing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from babel.dates import format_time

from bugcase import wording
from bugcase.case.evidence import Evidence
from bugcase.case.model import Assumed, Case, TaskTime, Unknown
from bugcase.case.values import known
from bugcase.compare.models import Segment
from bugcase.decision.ranges import Range
from bugcase.facts.slots import SLOTS, Said
from bugcase.facts.slots.provenance import provenance
from bugcase.facts.weighing import Weighing
from bugcase.slices import Slice
from bugcase.text import Span

if TYPE_CHECKING:
    from bugcase.playbook.format import PlannedTask, Quantity

__all__ = ["IN_NUMBERS", "Facts"]

IN_NUMBERS = "_in_numbers"  # behind the name of odds, for the range that was typed

PER_CENT = ("share", "odds")  # kinds of quantity
MOST_Q = 0.05  # of the groups that are called worse, one in twenty may be so by chance


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
    ranges
        The numbers that the playbook asks for as ranges, each a slot; of odds, which are
        said in a word, another with "_in_numbers" behind its name.
    times
        The tasks of the plan, each a slot with "_time" behind its name.
    shown_as
        The slots that not everybody may read, and what a shared document says instead.
    weighed
        What evidence and ranges come to.
    locale
        How dates are written: "en_GB".
    """

    case: Case
    evidence: Evidence
    roles: Mapping[str, str]
    gaps: Mapping[str, str]
    ranges: Mapping[str, "Quantity"]
    times: Mapping[str, "PlannedTask"]
    shown_as: Mapping[str, str]
    weighed: Weighing
    locale: str

    def __call__(self, slot: str) -> Span:
        """Give a slot's words and where they come from, or its gap."""
        words, gap = self._words_and_gap(slot)
        if words is None or isinstance(words, Unknown):
            return Span(words=gap, slot=slot, gap=True)
        traced = provenance(slot, self)
        return Span(
            words=words,
            slot=slot,
            shared=self.shown_as.get(slot),
            source=traced.line if traced else None,
            origin=traced.origin if traced else None,
        )

    def has(self, slot: str) -> bool:
        """Whether there is such a slot at all."""
        return self.asked(slot) is not None or any(
            slot in known for known in (SLOTS, self.roles, self.gaps, self.times)
        )

    def asked(self, slot: str) -> "Quantity | None":
        """Give the quantity whose range a slot says, in a word or in numbers; else None."""
        said_in_words = self.ranges.get(slot.removesuffix(IN_NUMBERS))
        is_other = slot.endswith(IN_NUMBERS) and said_in_words and said_in_words.kind != "odds"
        return None if is_other else said_in_words

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

    @property
    def clock(self) -> ZoneInfo | None:
        """The clock that times are said by: the customers', else the meeting's."""
        zone = known(self.case.incident.zone) or known(self.case.meeting.zone)
        return ZoneInfo(zone) if zone else None

    def say(self, value: Any) -> Said:
        """Write a typed value in words."""
        if value is None or isinstance(value, Unknown):
            return value
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

    def _words_and_gap(self, slot: str) -> tuple[Said, str]:
        if slot in SLOTS:
            return SLOTS[slot].words(self), SLOTS[slot].missing(self)
        if asked := self.asked(slot):
            return self._range(asked, in_numbers=slot.endswith(IN_NUMBERS)), asked.gap
        if slot in self.times:
            return self._time(slot), f"how long it takes to {self.times[slot].label.lower()}"
        if slot in self.roles:
            return self.say(self.case.person(slot)), f"the name of the {self.roles[slot]}"
        return self.say(self.case.answer(slot)), self.gaps[slot]

    def _range(self, asked: "Quantity", *, in_numbers: bool) -> Said:
        spread = self.case.assumptions.get(asked.id, Assumed()).spread
        if isinstance(spread, Unknown):
            return spread
        if asked.kind == "odds" and not in_numbers:
            low, likely, high = (number / 100 for number in spread)
            return wording.odds(Range(low=low, likely=likely, high=high).mean)
        said = [self._number(number, asked) for number in spread]
        unit = "" if asked.kind in PER_CENT else f" {asked.unit}"
        if spread[0] == spread[2]:
            return f"{said[1]}{unit}"
        low_end = said[0].removesuffix("%")
        return f"{low_end} to {said[2]}{unit}, most likely {said[1]}"

    def _number(self, number: float, asked: "Quantity") -> str:
        if asked.kind == "money":
            return wording.money(number, self.weighed.currency, locale=self.locale)
        return f"{number:,g}%" if asked.kind in PER_CENT else f"{number:,g}"

    def _time(self, slot: str) -> Said:
        time = self.case.tasks.get(self.times[slot].id, TaskTime())
        if isinstance(time.p50, Unknown) or isinstance(time.p90, Unknown) or time.fault:
            return None
        if time.p90 == 0:
            return "no time, since it is done"
        days = "working day" if time.p50 == 1 else "working days"
        if time.p50 == time.p90:
            return f"{time.p50:g} {days}"
        return f"{time.p50:g} {days} at even odds, {time.p90:g} at nine in ten"
