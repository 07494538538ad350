"""The plan: find, fix, verify, redeploy, and the date that comes of it.

Nobody knows how long it takes to find a bug, but whoever looks for it can say in how
many working days they would be done as likely as not (P50), and in how many they would
be done nine times in ten (P90).  Two such numbers make a lognormal distribution: a
task takes no less than no time, can take many times longer than expected, and when
estimates of software work were held against what it took, their ratio was lognormal
[1]_, as it is for tasks of other projects [2]_.

Adding the P90s of all tasks gives a date that is later than nine in ten, adding the
P50s one that is earlier than even odds, so the whole plan is simulated, task after
task, over the working days of a country.  The tasks are not independent: the same
people estimate and do them, and what makes one late makes the next one late [2]_.
Drawing them as if they were would promise too early a date, so their logarithms share
a factor; how strongly is an assumption, and a field of the plan.

References
----------
.. [1] T. Little, IEEE Software 23 (2006) 48-54.
.. [2] D. Trietsch, L. Mazmanyan, L. Gevorgyan, K. R. Baker, Eur. J. Oper. Res. 216
   (2012) 386-396.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from bugcase.decision.calendar import LONGEST, WorkingCalendar
from bugcase.decision.ranges import Sampled
from bugcase.estimate import Estimate, Unit

Z90 = float(ndtri(0.9))
Z95 = float(ndtri(0.95))
MOST_DAYS = 1_000  # of all P90s together; a plan of four years needs another tool than this
NOON = 12
UNIT = Unit("working days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A piece of work and how long it takes.

    Parameters
    ----------
    id, label
        Its name in a file and in a sentence: "find", "Find the cause".
    p50, p90
        In how many working days it is done as likely as not, and nine times in ten;
        equal where the time is certain, both 0 where it is done already, None where
        nobody knows.
    source
        Who says so.

    Raises
    ------
    ValueError
        Where the numbers contradict one another.
    """

    id: str
    label: str
    p50: float | None
    p90: float | None
    source: str | None = None

    def __post_init__(self) -> None:
        if any(x is not None and not 0 <= x < math.inf for x in (self.p50, self.p90)):
            raise ValueError(f"working days are a number from 0 up: {self!r}")
        if self.p50 is None or self.p90 is None:
            return
        if self.p90 < self.p50:
            raise ValueError(f"nine in ten come no earlier than even odds: {self!r}")
        if self.p50 == 0 < self.p90:
            raise ValueError(f"even odds of no time at all leave no lognormal: {self!r}")

    @property
    def spread(self) -> float:
        """The standard deviation of the logarithm of its time; 0 where that is certain."""
        if not self.p50 or not self.p90:
            return 0.0
        return math.log(self.p90 / self.p50) / Z90

    @property
    def time(self) -> Estimate | None:
        """Its median with 5-95 %, in working days; None where nobody knows.

        >>> Task(id="fix", label="Fix it", p50=2, p90=4).time.high.__round__(2)
        4.87
        """
        if self.p50 is None or self.p90 is None:
            return None
        factor = math.exp(Z95 * self.spread)
        return Estimate(
            value=self.p50,
            low=self.p50 / factor,
            high=self.p50 * factor,
            level=0.9,
            n=0,  # it rests on no rows, only on what somebody said
            method="lognormal through P50 and P90",
            unit=UNIT,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Tasks one after the other, from a day on, over the working days of a country.

    Parameters
    ----------
    tasks
        At least one.
    start
        The day on which work can begin; or a moment with a time zone, of which the
        day in the plan's own zone counts, and after noon the next.
    zone
        The time zone in which the work is done and its dates are meant.
    country, subdivision
        As `WorkingCalendar` takes them.
    correlation
        How much the logarithms of the tasks' times have in common: 0 for tasks that
        know nothing of one another, 1 for tasks that are all late together.  The
        default is a rule of thumb.

    Raises
    ------
    ValueError
        Where there is no task, the moment has no zone, or the plan takes years.
    CaseError
        Where the country or its subdivision is not known.

    Examples
    --------
    >>> plan = Plan(
    ...     tasks=(Task(id="find", label="Find it", p50=1, p90=2),
    ...            Task(id="fix", label="Fix it", p50=2, p90=3),
    ...            Task(id="verify", label="Verify it", p50=2, p90=4)),
    ...     start=date(2026, 11, 24), country="DE")
    >>> dates = plan.simulate()
    >>> print(dates.p50, dates.p90)
    2026-12-01 2026-12-04
    """

    tasks: tuple[Task, ...]
    start: date | datetime
    zone: tzinfo = UTC
    country: str | None = None
    subdivision: str | None = None
    correlation: float = 0.3

    def __post_init__(self) -> None:
        if not self.tasks:
            raise ValueError("a plan has at least one task")
        if isinstance(self.start, datetime) and self.start.tzinfo is None:
            raise ValueError(f"a moment has a time zone: {self.start!r}")
        if not 0 <= self.correlation <= 1:
            raise ValueError(f"a correlation lies between 0 and 1: {self.correlation!r}")
        if sum(task.p90 or 0 for task in self.tasks) > MOST_DAYS:
            raise ValueError(f"a plan takes at most {MOST_DAYS:,} working days")
        _ = self.calendar  # refuses a country that it does not know

    @property
    def calendar(self) -> WorkingCalendar:
        """The working days on which it is carried out."""
        return WorkingCalendar(country=self.country, subdivision=self.subdivision)

    @property
    def missing(self) -> tuple[str, ...]:
        """The labels of the tasks of which nobody knows how long they take."""
        return tuple(task.label for task in self.tasks if task.time is None)

    @property
    def first_day(self) -> date:
        """The first day that is free for the work."""
        if not isinstance(self.start, datetime):
            return self.start
        local = self.start.astimezone(self.zone)
        return local.date() + timedelta(days=local.hour >= NOON)

    def last_day(self, deadline: date | datetime) -> date:
        """Say by the end of which day work is done that meets a deadline.

        A date is met by its own end.  A moment is met by the end of the day before, in
        the plan's own zone: at 00:00 UTC on Thursday it is Wednesday afternoon in
        California, so only what was finished there by Tuesday night is sure to be in.

        Raises
        ------
        ValueError
            Where a moment has no time zone.
        """
        if not isinstance(deadline, datetime):
            return deadline
        if deadline.tzinfo is None:
            raise ValueError(f"a moment has a time zone: {deadline!r}")
        return deadline.astimezone(self.zone).date() - timedelta(days=1)

    def simulate(self, *, draws: int = 100_000, seed: int = 0) -> "PlannedDates | None":
        """Carry the plan out many times; None where a task's time is not known.

        Parameters
        ----------
        draws
            How many times.
        seed
            Of the random numbers.  The same seed gives each task the same luck
            whatever its numbers, so that moving one of them moves only what it should.
        """
        if self.missing:
            return None
        ends = list(accumulate(self._times(draws, seed)))
        calendar = self.calendar
        steps = []
        for task, end in zip(self.tasks, ends, strict=True):
            ranks = [math.ceil(q * draws) - 1 for q in (0.05, 0.5, 0.9, 0.95)]
            low, p50, p90, high = np.partition(end, ranks)[ranks]
            days = calendar.finish(self.first_day, np.array([p50, p90])).tolist()
            done_after = Estimate(
                value=float(p50),
                low=float(low),
                high=float(high),
                level=0.9,
                n=draws,
                method=f"Monte Carlo, lognormal tasks, correlation {self.correlation:g}",
                unit=UNIT,
            )
            steps.append(Step(task=task, done_after=done_after, p50=days[0], p90=days[1]))
        days, counts = np.unique(calendar.finish(self.first_day, ends[-1]), return_counts=True)
        return PlannedDates(
            plan=self, steps=tuple(steps), days=tuple(days.tolist()), counts=tuple(counts.tolist())
        )

    def _times(self, draws: int, seed: int) -> list[NDArray[np.float64]]:
        """Draw the working days of each task."""
        scores = _scores(len(self.tasks), self.correlation, draws, seed)
        return [
            np.minimum((task.p50 or 0) * np.exp(task.spread * score), LONGEST)
            for task, score in zip(self.tasks, scores, strict=True)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """When one task of a plan is done, with all that come before it.

    `done_after` counts working days from the plan's start, median with 5-95 %; by the
    end of the days `p50` and `p90` it is done as likely as not, and nine times in ten.
    """

    task: Task
    done_after: Estimate
    p50: date
    p90: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposed date held against the plan.

    Attributes
    ----------
    day
        By the end of which the work has to be done.
    chance
        The probability that it is.
    past
        Whether that day has gone by.
    before_even_odds
        Whether it comes before P50, so that it is more likely missed than met.
    """

    day: date
    chance: float
    past: bool
    before_even_odds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDates:
    """When a plan is done.

    Attributes
    ----------
    plan
        What was simulated.
    steps
        When each task is done, in the order of the plan.
    days, counts
        The days on which the simulated plans ended, and how many ended on each.
    """

    plan: Plan
    steps: tuple[Step, ...]
    days: tuple[date, ...]
    counts: tuple[int, ...]

    @property
    def p50(self) -> date:
        """The first day by whose end the plan is done as likely as not."""
        return self.steps[-1].p50

    @property
    def p90(self) -> date:
        """The first day by whose end the plan is done nine times in ten."""
        return self.steps[-1].p90

    @property
    def total(self) -> Estimate:
        """How many working days it takes: median with 5-95 %."""
        return self.steps[-1].done_after

    def chance_by(self, deadline: date | datetime) -> float:
        """Give the probability that the plan is done by a deadline, as `Plan.last_day` says."""
        in_time = bisect_right(self.days, self.plan.last_day(deadline))
        return sum(self.counts[:in_time]) / sum(self.counts)

    def delay(self, deadline: date | datetime) -> Sampled:
        """Give the calendar days by which a deadline is missed; 0 where it is met."""
        last = self.plan.last_day(deadline)
        late = [float(max((day - last).days, 0)) for day in self.days]
        return Sampled(values=np.repeat(late, self.counts))

    def judge(self, proposed: date | datetime, *, today: date) -> Proposal:
        """Hold a proposed date against the plan."""
        day = self.plan.last_day(proposed)
        return Proposal(
            day=day,
            chance=self.chance_by(proposed),
            past=day < today,
            before_even_odds=day < self.p50,
        )


@lru_cache(maxsize=4)  # a slider that moves a task's numbers needs no new luck
def _scores(tasks: int, correlation: float, draws: int, seed: int) -> NDArray[np.float64]:
    """Draw standard normal scores that have a factor in common, a row for each task.

    Each row holds the same evenly spaced quantiles in another order (Iman, Conover,
    Commun. Stat. B 11 (1982) 311-334), so that a plan of one task of two to four days
    ends on its second day at even odds, and not on its third by chance.
    """
    shared, *own = np.random.default_rng(seed).standard_normal((1 + tasks, draws))
    even = ndtri((np.arange(draws) + 0.5) / draws)
    scores = np.empty((tasks, draws))
    for row, luck in zip(scores, own, strict=True):
        mixed = math.sqrt(correlation) * shared + math.sqrt(1 - correlation) * luck
        row[np.argsort(mixed)] = even
    scores.flags.writeable = False
    return scores
