"""Notices: what was wrong with the data and did not stop the measurement.

Data from a bad day is bad data: amounts written as text, rows without a key, the
hour that the clock shows twice.  Refusing all of it would leave nothing to
report, and mending it silently would leave nobody able to check.  So whatever is
read anyway, or left out, is counted, and the counts travel with the result.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from bugcase import wording

NoticeKind: TypeAlias = Literal[
    "amounts a hundredfold apart",
    "amounts finer than four decimals",
    "amounts that cannot be read",
    "amounts written as text",
    "keys of the record, none of which the table has",
    "keys on several rows",
    "keys with spaces around them",
    "keys with zeros in front, read as whole numbers",
    "orders of several customers, counted for the first",
    "orders that name no customer, each counted as one more",
    "rows later than the table's copy, left out",
    "rows without a key, left out",
    "rows without a time, left out",
    "times in the hour that the clock shows twice",
    "times in the hour that the clock leaves out",
    "times that cannot be read, left out",
    "times without a zone, taken in the zone that was named",
    "keys that were named and are not in the window",
    "minutes of the window before the first row",
    "minutes of the window after the last row",
    "bins in which the clock changes, left out",
    "bins of the rebound that the data does not reach",
    "bins on days without any row, left out",
    "bins on public holidays, left out",
    "bins that were named to be left out",
    "bins with fewer readings than usual, left out",
    "bins without a request, neither good nor bad",
    "rows without a value, left out",
]


# rows that no upper bound holds, or of which nobody knows whether it should
_BEYOND_BOUNDS: Final[frozenset[NoticeKind]] = frozenset(
    {
        "rows without a key, left out",
        "rows without a time, left out",
        "times in the hour that the clock leaves out",
        "times in the hour that the clock shows twice",
        "times that cannot be read, left out",
    }
)
# what the method leaves out, or somebody asked for
_EXPECTED: Final[frozenset[NoticeKind]] = frozenset(
    {
        "bins in which the clock changes, left out",
        "bins on public holidays, left out",
        "bins that were named to be left out",
        "rows later than the table's copy, left out",
        "times without a zone, taken in the zone that was named",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """So many of one kind of trouble, and where.

    >>> print(Notice(kind="amounts written as text", where="column 'total' of a.csv", count=4120))
    amounts written as text, in column 'total' of a.csv: 4,120
    """

    kind: NoticeKind
    where: str
    count: int

    def __str__(self) -> str:
        return f"{self.kind}, in {self.where}: {wording.count(self.count)}"

    @property
    def is_beyond_bounds(self) -> bool:
        """Whether a count that is called "at most" may lack these rows."""
        return self.kind in _BEYOND_BOUNDS

    @property
    def is_expected(self) -> bool:
        """Whether it is no trouble: the method leaves these out, or somebody asked for it."""
        return self.kind in _EXPECTED


def noticed(where: str, counts: dict[NoticeKind, int]) -> tuple[Notice, ...]:
    """Make notices of the kinds that occurred."""
    return tuple(Notice(kind=kind, where=where, count=int(n)) for kind, n in counts.items() if n)


def most_serious_first(notices: Iterable[Notice]) -> list[Notice]:
    """Sort notices: those that break a bound first, those that were expected last."""
    return sorted(notices, key=lambda one: (one.is_expected, not one.is_beyond_bounds))
