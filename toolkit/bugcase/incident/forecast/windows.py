"""The windows of a forecast, and whether the data reaches far enough for it.

Before the window lie the reference, which sets the level, and whole weeks of
ordinary days; after it the rebound.  All are whole bins.  A question that the data
cannot answer is refused here, with what it would take.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self

import numpy as np

from bugcase import wording
from bugcase.data.notices import Notice, noticed
from bugcase.errors import DataError
from bugcase.incident.forecast.baseline import DAYS, Forecast
from bugcase.incident.forecast.bins import Bins, Clock

LEAST_WEEKS = 4
ENOUGH_WEEKS = 8  # to make a baseline of one half, and to try it on the other
LEAST_STRETCHES = 20
LEAST_APART = 10  # earlier stretches that do not overlap
HALF = 0.5  # of the bins have to count

MICROSECOND = timedelta(microseconds=1)


def numbered(clock: Clock, span: tuple[int, int]) -> tuple[int, int]:
    """Widen a span of instants to whole bins, from one to just before another."""
    first, last = clock.bins(np.array([span[0], span[1] - 1])).tolist()
    return first, last + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """Numbers of bins: the window, the end of its rebound, and how much before it is used.

    `reference` is in bins; `weeks` are whole weeks, before the reference.
    """

    clock: Clock
    start: int
    end: int
    rebound_end: int
    reference: int
    weeks: int

    @classmethod
    def of(
        cls, clock: Clock, span: tuple[int, int], *, rebound: timedelta | None, weeks: int
    ) -> Self:
        """Place the windows around a span of instants.

        The level is that of as many whole days before as the window has, at most a week: a
        day is long enough to be steady and short enough to be still like the next one.
        """
        start, end = numbered(clock, span)
        length = end - start
        after = min(length, clock.per_day)
        if rebound is not None:
            after = -(-(rebound // MICROSECOND) // clock.width)
        days = min(-(-length // clock.per_day), DAYS)
        return cls(
            clock=clock,
            start=start,
            end=end,
            rebound_end=end + after,
            reference=days * clock.per_day,
            weeks=weeks,
        )

    @property
    def begin(self) -> int:
        """The first bin that is used."""
        return self.start - self.weeks * self.per_week - self.reference

    @property
    def baselines(self) -> tuple[int | None, ...]:
        """How many weeks before a stretch to make its baseline of, best first; None for all."""
        return (self.weeks // 2, None) if self.weeks >= ENOUGH_WEEKS else (None,)

    @property
    def stretches_needed(self) -> int:
        """How many earlier stretches it takes to say how far off a forecast may be."""
        return max(LEAST_STRETCHES, LEAST_APART * self.days)

    @property
    def per_week(self) -> int:
        """How many bins make a week."""
        return DAYS * self.clock.per_day

    @property
    def parts(self) -> tuple[slice, slice, slice]:
        """The window, the rebound and both, in bins from the reference on."""
        start, end = self.reference, self.reference + self.end - self.start
        last = self.reference + self.rebound_end - self.start
        return slice(start, end), slice(end, last), slice(start, last)

    @property
    def days(self) -> int:
        """How many days, the last one begun, window and rebound take."""
        return -(-(self.rebound_end - self.start) // self.clock.per_day)

    @property
    def widest(self) -> tuple[int, int]:
        """From which bin to just before which other the data may be asked for."""
        return self.begin - self.per_week, self.rebound_end

    def fitted(self, bins: Bins) -> Self:
        """Draw the windows in to the data there is.

        Raises
        ------
        DataError
            Where the data ends within the window, has less than four weeks before it, or
            says nothing of the days just before it.
        """
        if self.end > bins.end:
            raise DataError(
                "window",
                allowed=f"an end by {self._told(bins.end)}, up to which the data is whole",
                found=self._told(self.end),
                remedy="end it there, hand over later data, or say until when the data is whole"
                " (until=)",
            )
        weeks = (self.start - bins.first) // self.per_week
        if weeks < LEAST_WEEKS:
            found = (self.start - bins.first) * timedelta(microseconds=self.clock.width)
            raise DataError(
                "history before the window",
                allowed=f"at least {LEAST_WEEKS} whole weeks",
                found=f"{max(found, timedelta(0))}",
                remedy="hand over earlier data: each hour is compared with the same hour of"
                " weeks before",
            )
        return replace(
            self,
            reference=self._reference(bins),
            weeks=min(self.weeks, weeks),
            rebound_end=min(self.rebound_end, bins.end),
        )

    def _reference(self, bins: Bins) -> int:
        """Take more days before the window where those next to it mostly do not count."""
        for days in range(self.reference // self.clock.per_day, DAYS + 1):
            reference = days * self.clock.per_day
            before = bins.between(self.start - reference, self.start)
            if np.isfinite(before).mean() >= HALF:
                if np.nansum(before) > 0:
                    return reference
                raise self._no_level("nothing came")
        raise self._no_level("most of it does not count")

    def _no_level(self, found: str) -> DataError:
        return DataError(
            f"the time before the window, up to {self._told(self.start)}",
            allowed="something to take the level from",
            found=found,
            remedy="begin the window where the trouble began",
        )

    def check(self, found: Forecast, bins: Bins) -> None:
        """Refuse a forecast that nobody could rely on.

        Raises
        ------
        DataError
            Where most of the window does not count, nothing is expected in it, or too few
            earlier stretches are as long.
        """
        window = found.expected[self.parts[0]]
        counts = np.isfinite(window)
        if counts.mean() < HALF:
            why = [
                f"{one.count:,} {one.kind}"
                for one in bins.gap_notices("the window", self.start, self.end)
            ]
            raise DataError(
                "window",
                allowed="at least half of its bins with data, on ordinary days, with others like"
                " them in the weeks before",
                found="; ".join([f"{int(counts.sum()):,} of {len(window):,}", *why]),
                remedy="complete the data, or choose another window",
            )
        if not np.nansum(window) > 0:
            raise DataError(
                "window",
                allowed="hours in which something is expected",
                found="nothing in the same hours of the weeks before",
                remedy="check the window's day and zone",
            )
        if found.stretches < self.stretches_needed:
            raise DataError(
                f"ordinary stretches before the window as long as it and its rebound ({self.days} "
                f"{'day' if self.days == 1 else 'days'})",
                allowed=f"at least {self.stretches_needed}, one beginning each day",
                found=wording.count(found.stretches),
                remedy="use more weeks (weeks=), leave out fewer days, or shorten the window or the"
                " rebound",
            )

    def notices(self, bins: Bins, asked: Self) -> tuple[Notice, ...]:
        """Count what does not count, in each of the windows."""
        return (
            *bins.gap_notices("the weeks before", self.begin, self.start),
            *bins.gap_notices("the window", self.start, self.end),
            *bins.gap_notices("the rebound", self.end, self.rebound_end),
            *noticed(
                "the rebound",
                {
                    "bins of the rebound that the data does not reach": asked.rebound_end
                    - self.rebound_end
                },
            ),
        )

    def _told(self, number: int) -> str:
        return f"{self.clock.moment(number, aware=False)}"
