"""Counts requests and errors in bins, from which a service level is measured.

Alerts look back over windows, so bins are all of one length and none is left away: one
without a row had no request.  Unlike expected orders they know no clock on a wall; an
hour is an hour, also where summer time ends.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bugcase.data.notices import Notice, noticed
from bugcase.data.stage import Stage, Staged
from bugcase.data.times import Times
from bugcase.errors import DataError

Floats: TypeAlias = NDArray[np.float64]

MICROSECOND = timedelta(microseconds=1)
MOST_BINS = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCounts:
    """Requests and errors in each bin, in order of time and without a bin left away.

    Attributes
    ----------
    first
        The number of the first bin, from that at which 1970 began.
    requests, errors
        Shape (n,).
    rows, left_out
        How many rows were counted, and how many have no value.
    """

    times: Times
    bin_width: timedelta
    first: int
    requests: Floats
    errors: Floats
    rows: int
    left_out: int
    notices: tuple[Notice, ...]

    @classmethod
    def read(cls, stage: Stage, staged: Staged, times: Times, bin_width: timedelta) -> Self:
        """Count requests and errors from a table with columns in these roles.

        Raises
        ------
        DataError
            Where a column holds no counts, more requests fail than there are, or the bins
            are too many.
        """
        width = bin_width // MICROSECOND
        if width < 1:
            raise ValueError(f"a bin is longer than nothing; found {bin_width!r}")
        first, last = times.first // width, times.last // width
        n = last - first + 1
        if n > MOST_BINS:
            raise DataError(
                "width of the bins",
                allowed=f"at most {MOST_BINS:,} bins from the first row to the last",
                found=f"{n:,} of {bin_width}",
                remedy="take wider bins, or leave rows of other years out",
            )
        failed, asked = _number(staged, "errors"), _number(staged, "requests")
        sums = stage.rows(
            f"select cast(floor(instant / {width}) as bigint) as bin, sum(failed), sum(asked), "
            "count(*), min(failed), max(failed - asked) from "
            f"(select {times.sql} as instant, {failed} as failed, {asked} as asked "
            f"from {staged.name}) where instant + failed + asked is not null group by bin"
        )
        (missing,) = stage.one(
            f"select count(*) from {staged.name} where {failed} + {asked} is null"
        )
        table = np.array(sums, dtype=np.float64).reshape(-1, 6)
        _check(staged, table)
        place = table[:, 0].astype(np.int64) - first
        errors, requests = np.zeros(n), np.zeros(n)
        errors[place], requests[place] = table[:, 1], table[:, 2]
        return cls(
            times=times,
            bin_width=bin_width,
            first=first,
            requests=requests,
            errors=errors,
            rows=int(table[:, 3].sum()),
            left_out=int(missing),
            notices=noticed(staged.table.name, {"rows without a value, left out": int(missing)}),
        )

    @property
    def rates(self) -> Floats:
        """The error rate of each bin; 0 where nothing was asked."""
        return np.divide(
            self.errors, self.requests, out=np.zeros_like(self.errors), where=self.requests > 0
        )

    def within(self, span: tuple[int, int]) -> tuple[int, int]:
        """Widen a span to whole bins of the data, from one to just before another."""
        width = self.bin_width // MICROSECOND
        first, last = span[0] // width - self.first, (span[1] - 1) // width - self.first
        return max(first, 0), min(last + 1, len(self.requests))

    def moment(self, bins: int) -> datetime:
        """Say when a bin begins."""
        width = self.bin_width // MICROSECOND
        return self.times.moment((self.first + bins) * width)


def _number(staged: Staged, role: str) -> str:
    """Give the SQL of a column's number; a request a row where none counts them."""
    if role not in staged.columns:
        return "1.0"
    if not staged.is_number(role) and staged.types[role] != "BOOLEAN":
        raise DataError(
            staged.place(role),
            allowed="counts, or true and false",
            found=staged.types[role].lower(),
            remedy="name a column of numbers",
        )
    number = f"cast({role} as double)"
    return f"case when isnan({number}) then null else {number} end"  # NaN is missing


def _check(staged: Staged, table: Floats) -> None:
    """Refuse what is not a count."""
    if not len(table):
        raise DataError(
            staged.table.name, allowed="rows with counts", found="none", remedy="check the columns"
        )
    if not np.isfinite(table).all() or table[:, 4].min() < 0:
        raise DataError(
            staged.place("errors"),
            allowed="counts of 0 or more",
            found="a negative or infinite one",
            remedy="correct it; for a counter that restarts, take the increase",
        )
    if table[:, 5].max() > 0:
        raise DataError(
            staged.place("errors"),
            allowed="at most as many errors as requests in each row",
            found=f"{table[:, 5].max():,.0f} more",
            remedy="name the column of all requests, not of the good ones",
        )
