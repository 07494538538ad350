"""Sums rows into bins of equal length on a local clock, and tells which bins do not count.

People buy by the clock on the wall, so bins are the wall's: ten o'clock stays ten
o'clock when summer time begins.  On those two days an hour is missing or comes twice,
and the bin that holds it is no measure of anything.  Nor is one that a collector did
not fill, nor a holiday among ordinary weeks.  Such bins are neither expected nor
missed: they do not count, and how many there are is told.

What an empty bin means depends on what a row is.  Where a row is an event, such as an
order, no row is no order.  Where it is a reading of a series, no row is a gap, and a
bin with half of its readings has half of the sum: it is a gap as well.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, Self, TypeAlias, get_args
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from bugcase.data.amounts import Amounts
from bugcase.data.notices import Notice, NoticeKind, noticed
from bugcase.data.stage import Stage, Staged
from bugcase.data.times import Times
from bugcase.errors import DataError

Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Rows: TypeAlias = Literal["events", "readings"]

MINUTE = 60_000_000  # microseconds
QUARTER = 15 * MINUTE  # every offset from UTC is a multiple of it
DAY = 1440 * MINUTE
SHORTEST = 5 * MINUTE
MOST_EMPTY = 0.5
BUSY = 20  # rows on an ordinary weekday; that none of them came is no chance


def check_width(width: timedelta) -> int:
    """Give the microseconds of a bin's width, or refuse it.

    Raises
    ------
    DataError
        Where bins of it do not fill a day, or fill it with too many.
    """
    microseconds = width // timedelta(microseconds=1)
    if microseconds < SHORTEST or microseconds % SHORTEST or DAY % microseconds:
        raise DataError(
            "width of the bins",
            allowed="5 minutes to a day, so that whole bins make a day",
            found=str(width),
            remedy="take 5, 15 or 30 minutes, an hour, or a day",
        )
    return microseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Bins of a width on the wall of a zone; without one, on the clock that the data has."""

    width: int
    zone: str | None

    @property
    def per_day(self) -> int:
        """How many bins make a day."""
        return DAY // self.width

    @property
    def step(self) -> int:
        """The microseconds that no bin, and no change of a clock, cuts in two."""
        return math.gcd(self.width, QUARTER)

    def bins(self, instants: Whole) -> Whole:
        """Give the numbers of the bins that instants are in, from that at which 1970 began."""
        return (instants + self._offsets(instants)) // self.width

    def moment(self, number: int, *, aware: bool) -> datetime:
        """Say when a bin begins."""
        wall = datetime(1970, 1, 1) + number * timedelta(microseconds=self.width)  # noqa: DTZ001  (put on below)
        if not aware:
            return wall
        return wall.replace(tzinfo=ZoneInfo(self.zone) if self.zone else UTC)

    def changed(self, first: int, end: int) -> Bools:
        """Say which bins from `first` to just before `end` hold less or more time than usual."""
        if self.zone is None:
            return np.zeros(end - first, dtype=bool)
        # a day to either side: no zone is further from UTC
        instants = np.arange(first * self.width - DAY, end * self.width + DAY, self.step)
        numbers = self.bins(instants) - first
        inside = numbers[(numbers >= 0) & (numbers < end - first)]
        steps = np.bincount(inside, minlength=end - first)
        changed: Bools = steps != self.width // self.step
        return changed

    def _offsets(self, instants: Whole) -> Whole | int:
        if self.zone is None:
            return 0
        zone = ZoneInfo(self.zone)
        quarters, place = np.unique(instants // QUARTER, return_inverse=True)
        offsets = [
            datetime.fromtimestamp(quarter * 900, zone).utcoffset() for quarter in quarters.tolist()
        ]
        seconds = np.array([0 if one is None else one.total_seconds() for one in offsets])
        return np.asarray(seconds.astype(np.int64) * 1_000_000)[place]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gap:
    kind: NoticeKind
    bins: Bools


@dataclass(frozen=True, slots=True, kw_only=True)
class Bins:
    """What came in each bin, in order of time; NaN where a bin does not count.

    Attributes
    ----------
    first
        The number of the first bin.
    values
        Shape (n,).
    rows, left_out
        How many rows are in the bins, and how many of these have no value.
    notices
        What was wrong with the columns.
    """

    clock: Clock
    first: int
    values: Floats
    rows: int
    left_out: int
    notices: tuple[Notice, ...]
    gaps: tuple[_Gap, ...] = ()

    @classmethod
    def read(
        cls,
        stage: Stage,
        staged: Staged,
        times: Times,
        *,
        clock: Clock,
        within: tuple[int, int],
        rows: Rows,
        role: str = "value",
    ) -> Self:
        """Sum a column, or count rows, in each bin.

        Parameters
        ----------
        stage, staged, times
            The table and its column of times.
        clock
            The bins.
        within
            From which bin to just before which other the rows are read.
        rows
            What a row is.
        role
            Of the column to sum; rows are counted where the table has none in it.

        Raises
        ------
        DataError
            Where a value is infinite or no amount, or most bins have no reading.
        """
        if rows not in get_args(Rows):
            raise ValueError(f"a row is one of {', '.join(get_args(Rows))}; found {rows!r}")
        value, notices = _value(stage, staged, role)
        base = clock.step
        low, high = within[0] * clock.width - DAY, within[1] * clock.width + DAY
        counted = stage.rows(
            f"select cast(floor(instant / {base}) as bigint) as step, count(*), count(value), "
            f"coalesce(sum(value), 0) from (select {times.sql} as instant, {value} as value "
            f"from {staged.name}) where instant >= {low} and instant < {high} group by step"
        )
        table = np.array(counted, dtype=np.float64).reshape(-1, 4)
        if not np.isfinite(table).all():
            raise DataError(
                staged.place(role),
                allowed="finite numbers",
                found="an infinite one",
                remedy="correct it, or leave its row out",
            )
        numbers = clock.bins(table[:, 0].astype(np.int64) * base)
        before, stop = clock.bins(np.array([times.first - 1, times.last])).tolist()
        # the bin of the first row may have begun without it, and that of the last event may go on
        first, stop = max(within[0], before + 1), stop if rows == "events" else stop + 1
        n = max(min(within[1], stop) - first, 0)
        inside = (numbers >= first) & (numbers < first + n)
        seen, known, totals = (
            np.bincount(numbers[inside] - first, table[inside, column], n).astype(np.float64)
            for column in (1, 2, 3)
        )
        found = cls(
            clock=clock,
            first=first,
            values=totals,
            rows=int(seen.sum()),
            left_out=int((seen - known).sum()),
            notices=(
                *notices,
                *noticed(
                    staged.table.name, {"rows without a value, left out": int((seen - known).sum())}
                ),
            ),
        )
        found = found.without(
            "bins in which the clock changes, left out", clock.changed(first, first + n)
        )
        if rows == "events":
            return found.without(
                "bins on days without any row, left out", _empty_days(seen, first, clock.per_day)
            )
        if (known == 0).mean() > MOST_EMPTY:
            raise DataError(
                staged.place("time"),
                allowed=f"a reading in most bins of {timedelta(microseconds=clock.width)}",
                found=f"none in {int((known == 0).sum()):,} of {n:,}",
                remedy="take wider bins; or say rows='events' if a row is an event",
            )
        usual = np.median(known[known > 0])
        return found.without("bins with fewer readings than usual, left out", known < usual)

    @property
    def end(self) -> int:
        """The number just after the last bin."""
        return self.first + len(self.values)

    def without(self, kind: NoticeKind, bins: Bools) -> Self:
        """Let bins not count, and remember why; not those that did not count before."""
        new = bins & np.isfinite(self.values)
        if not new.any():
            return self
        gaps = (*self.gaps, _Gap(kind=kind, bins=new))
        return replace(self, values=np.where(new, np.nan, self.values), gaps=gaps)

    def ordinary(self, *, country: str | None, left_out: Sequence[tuple[int, int]]) -> Self:
        """Let what is not like other weeks not count: holidays, and spans that are named.

        Parameters
        ----------
        country
            Whose public holidays, or "DE-BY" for those of a part; None for no holidays.
        left_out
            Spans of bins, each from one to just before another.

        Raises
        ------
        DataError
            Where nobody knows the country's holidays.
        """
        number = np.arange(self.first, self.end)
        named = np.zeros(len(number), dtype=bool)
        for start, end in left_out:
            named |= (number >= start) & (number < end)
        return self.without("bins that were named to be left out", named).without(
            "bins on public holidays, left out",
            np.isin(number // self.clock.per_day, _holidays(country, number // self.clock.per_day)),
        )

    def between(self, start: int, end: int) -> Floats:
        """Give the values of bins from one to just before another; NaN outside the data."""
        values = np.full(end - start, np.nan)
        low, high = max(start, self.first), min(end, self.end)
        if low < high:
            values[low - start : high - start] = self.values[low - self.first : high - self.first]
        return values

    def gap_notices(self, where: str, start: int, end: int) -> tuple[Notice, ...]:
        """Count what does not count from one bin to just before another."""
        part = slice(max(start - self.first, 0), max(end - self.first, 0))
        counts: dict[NoticeKind, int] = {}
        for gap in self.gaps:
            counts[gap.kind] = counts.get(gap.kind, 0) + int(gap.bins[part].sum())
        return noticed(where, counts)


def _value(stage: Stage, staged: Staged, role: str) -> tuple[str, tuple[Notice, ...]]:
    """Give the SQL of a row's value: the column's number, or 1 where rows are counted."""
    if role not in staged.columns:
        return "1", ()
    if staged.is_number(role):
        number = f"cast({role} as double)"
        return f"case when isnan({number}) then null else {number} end", ()  # NaN is missing
    amounts = Amounts.read(stage, staged, role=role)
    return f"cast({amounts.sql} as double)", amounts.notices


def _holidays(country: str | None, days: Whole) -> Whole:
    """List a country's public holidays in the years of some days, as days since 1970."""
    if country is None:
        return np.empty(0, dtype=np.int64)
    import holidays

    code, _, subdivision = country.partition("-")
    years = np.unique(days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970)
    try:
        known = holidays.country_holidays(code, subdiv=subdivision or None, years=years.tolist())
    except NotImplementedError as error:  # as it says of a country and of a state alike
        raise DataError(
            f"country {country!r}",
            allowed="two letters of a country, with its state if need be, such as SE or DE-BY",
            found="one whose public holidays are not known",
            remedy="check the code, or name the days to leave out (leave_out=)",
        ) from error
    listed = np.array(sorted(known), dtype="datetime64[D]")
    return np.asarray(listed.astype(np.int64))


def _empty_days(seen: Floats, first: int, per_day: int) -> Bools:
    """Find the days without a row of weekdays that usually have many."""
    day = np.arange(first, first + len(seen)) // per_day
    days, place, bins = np.unique(day, return_inverse=True, return_counts=True)
    rows = np.bincount(place, weights=seen, minlength=len(days))
    usual = np.array([np.median(rows[days % 7 == weekday]) if (days % 7 == weekday).any() else 0
                      for weekday in range(7)])  # fmt: skip
    empty: Bools = (rows == 0) & (usual[days % 7] >= BUSY) & (bins == per_day)
    return empty[place]
