"""Columns become dimensions: a byte a row, and a name for every byte.

A slice needs levels that a person can name and that hold enough rows to speak
of.  So a column keeps its frequent values, the others become one level, missing
is a level of its own, and numbers of many values are cut at their quintiles.  A
column in which no value is frequent (an identifier, a time, free text) makes no
levels, and is left out by name.

So is a column that *is* the label or a prediction in disguise: slices of it hold
errors because it knows them.  By Goodman and Kruskal's lambda, the share of
wrong guesses that knowing one column saves in guessing another: a column that
saves 99 % of them for the label or for who was wrong, or that a prediction and
it save for each other, is that thing under another name.  And so is a number
whose ranges for the classes do not overlap, a score.

References
----------
Goodman, Kruskal, J. Am. Stat. Assoc. 49 (1954) 732-764.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import narwhals as nw

from bugcase.errors import DataError
from bugcase.evidence.frames import Table
from bugcase.evidence.levels import (
    MISSING,
    MOST_NUMBERS,
    Grouping,
    LeftOut,
    bin_number,
    quintile_edges,
)

__all__ = ["OTHER", "Dimension", "Role", "find_dimensions", "find_disguises", "least_rows"]

OTHER = "(other)"
MOST_LEVELS = 250  # what a byte holds, with missing and other
NEARLY = 0.99
SAMPLE = 5_000


def least_rows(rows: int) -> int:
    """Say how many rows a slice must have to be looked at: 30, or 0.5 % if that is more."""
    return max(30, math.ceil(rows / 200))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A column as levels: the place of a value among `values` is its code.

    One code more is for missing, and one more after it for every other value;
    `size` counts the codes in use.
    """

    grouping: Grouping
    values: tuple[Any, ...]
    size: int

    @property
    def column(self) -> str:
        """The column's name."""
        return self.grouping.column

    def level(self, code: int) -> str:
        """Name the level of a code."""
        known = len(self.values)
        return (
            self.grouping.name(self.values[code])
            if code < known
            else (MISSING, OTHER)[code - known]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A column that no dimension may know: what it is called, and where it stands.

    `mutual` says that a dimension is this thing only where each knows the other: a
    model of one rule knows no more than its column, and the column is still no copy.
    """

    name: str
    key: str
    mutual: bool = False


def find_dimensions(
    table: Table, columns: Sequence[str] | None, *, taken: Sequence[str], rows: int, most: int
) -> tuple[Table, tuple[Dimension, ...], tuple[LeftOut, ...]]:
    """Make columns into dimensions: all that can be, where none are named.

    Parameters
    ----------
    table
        The rows.
    columns
        The columns to use; None for every column that is not `taken`.
    taken
        The columns that play another role.
    rows
        How many rows there are.
    most
        The largest number of levels of a column.

    Returns
    -------
    table, dimensions, left_out
        The rows with a key for each dimension, what the keys mean, and the columns
        that make no levels, with the reason.

    Raises
    ------
    DataError
        Where a named column is missing or makes no levels.
    """
    chosen = list(columns) if columns is not None else [c for c in table.schema if c not in taken]
    for column in chosen:
        table.require(column, "group")
    table, groupings, left_out = _groupings(table, chosen, rows)
    dimensions = []
    for grouping in groupings:
        dimension, why = _dimension(table, grouping, rows, min(most, MOST_LEVELS))
        if dimension is None:
            left_out.append(LeftOut(column=grouping.column, why=why))
        else:
            dimensions.append(dimension)
    if columns is not None and left_out:
        raise DataError(
            f"group column {left_out[0].column!r} of {table.name}",
            allowed="values that many rows share, or numbers to cut into bins",
            found=left_out[0].why,
            remedy="leave it out, or name it as the unit if several rows share each value",
        )
    return table, tuple(dimensions), tuple(left_out)


def _groupings(
    table: Table, columns: Sequence[str], rows: int
) -> tuple[Table, list[Grouping], list[LeftOut]]:
    """Cut numbers of many values into bins; leave out what has no levels by its type."""
    kept: list[Grouping] = []
    left_out: list[LeftOut] = []
    schema = table.schema
    numbers = [column for column in columns if schema[column].is_numeric()]
    distinct = dict(
        zip(numbers, table.summarise(nw.col(one).n_unique() for one in numbers), strict=True)
        if numbers
        else ()
    )
    for column in columns:
        if schema[column].is_nested():
            left_out.append(LeftOut(column=column, why=f"values of type {schema[column]}"))
        elif distinct.get(column, 0) <= MOST_NUMBERS:
            kept.append(Grouping(column=column, key=column))
        elif schema[column].is_integer() and distinct[column] > rows * 0.9:
            left_out.append(LeftOut(column=column, why="a different number in nearly every row"))
        else:
            edges = quintile_edges(table, column)
            key = f"{column} (bin)"
            table = table.with_columns(**{key: bin_number(column, edges)})
            kept.append(Grouping(column=column, key=key, edges=edges))
    return table, kept, left_out


def _dimension(
    table: Table, grouping: Grouping, rows: int, most: int
) -> tuple[Dimension | None, str]:
    """Keep the frequent values of a column, in their order."""
    counted: dict[Any, int] = dict(table.frequent(grouping.key, least_rows(rows)))
    missing = counted.pop(None, 0)
    frequent = sorted(counted, key=lambda value: (-counted[value], str(value)))[: most - 2]
    others = rows - missing - sum(counted[value] for value in frequent)
    if len(frequent) + bool(missing) + bool(others) == 1:
        return None, (
            f"no value in {least_rows(rows):,} rows or more" if others else "the same in every row"
        )
    if not frequent and missing < least_rows(rows):
        return None, f"no value in {least_rows(rows):,} rows or more"
    size = len(frequent) + (2 if others else 1 if missing else 0)
    return Dimension(grouping=grouping, values=tuple(sorted(frequent)), size=size), ""


def find_disguises(
    table: Table, dimensions: Sequence[Dimension], roles: Sequence[Role]
) -> tuple[LeftOut, ...]:
    """Find the dimensions that are one of the roles under another name.

    A few rows say which are suspect, and only those are counted in full.
    """
    keys = [dimension.grouping.key for dimension in dimensions]
    columns = [dimension.column for dimension in dimensions]
    names = list(dict.fromkeys([*keys, *columns, *(role.key for role in roles)]))
    sample = dict(zip(names, zip(*table.first_rows(names, SAMPLE), strict=True), strict=True))
    found = []
    for dimension in dimensions:
        for role in roles:
            pairs = Counter(zip(sample[dimension.grouping.key], sample[role.key], strict=True))
            in_sample = [(value, known, n) for (value, known), n in pairs.items()]
            knows = _knows(in_sample, role.mutual, enough=0.9) and _knows(
                table.count_by([dimension.grouping.key, role.key]), role.mutual, enough=NEARLY
            )
            score = bool(dimension.grouping.edges) and (
                _apart(
                    zip(
                        sample[role.key],
                        sample[dimension.column],
                        sample[dimension.column],
                        strict=True,
                    )
                )
                and _apart(table.ranges_by(role.key, dimension.column))
            )
            if knows or score:
                found.append(LeftOut(column=dimension.column, why=f"{role.name} in disguise"))
                break
    return tuple(found)


def _knows(counted: Iterable[tuple[Any, Any, int]], mutual: bool, *, enough: float) -> bool:
    counted = list(counted)
    if _saved(counted) < enough:
        return False
    return not mutual or _saved([(b, a, n) for a, b, n in counted]) >= enough


def _saved(counted: Iterable[tuple[Any, Any, int]]) -> float:
    """Give Goodman and Kruskal's lambda: of (known, guessed, rows), what knowing saves."""
    best: dict[Any, int] = defaultdict(int)
    every: Counter[Any] = Counter()
    for known, guessed, n in counted:
        best[known] = max(best[known], n)
        every[guessed] += n
    wrong = every.total() - max(every.values())
    return 1 - (every.total() - sum(best.values())) / wrong if wrong else 0.0


def _apart(ranges: Iterable[tuple[Any, Any, Any]]) -> bool:
    """Whether the ranges of a number, as (class, low, high), do not overlap."""
    ends: dict[Any, tuple[float, float]] = {}
    for known, low, high in ranges:
        if low is not None:
            least, most = ends.get(known, (low, high))
            ends[known] = (min(least, low), max(most, high))
    ordered = sorted(ends.values())
    return len(ordered) > 1 and all(one[1] < other[0] for one, other in pairwise(ordered))
