"""Encodes columns as dimensions: a code of one byte a row, and a name for each code.

A slice needs levels that a person can name and that hold enough rows to speak
of.  So a column keeps its frequent values, the others become one level, missing
is a level of its own, and numbers of many values are cut at their quintiles.  A
column in which no value is frequent (an identifier, a time, free text) makes no
levels, and is left out by name.

On an engine, a ``group_by`` a column says which values are frequent.  Rows that
are read into memory tell it themselves: the values of the first few thousand are
looked for in all of them, and a column is asked again only where so many rows
hold others that one more value could be frequent.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self, TypeAlias

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from bugcase.data.levels import (
    MOST_NUMBERS,
    Grouping,
    LeftOut,
    columns_to_group,
    cut_at_quintiles,
)
from bugcase.data.table import Table
from bugcase.errors import DataError
from bugcase.slices.populations import OUTCOME
from bugcase.wording.groups import MISSING

Bytes: TypeAlias = NDArray[np.uint8]
Sample: TypeAlias = Mapping[str, Sequence[Any]]
"""For each column its values in the first few thousand rows."""

OTHER = "(other)"
MOST_LEVELS = 250  # what a byte holds, with missing and other
SAMPLE = 2_000
BLOCK = 2**20


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Encoded:
    """What became of the columns.

    Parameters
    ----------
    dimensions
        Those that make levels.
    left_out
        Those that make none, with the reason.
    codes
        For each dimension the code of each row, where rows were read into memory.
    outcome
        The outcome of each row, where it was read.
    """

    dimensions: tuple[Dimension, ...]
    left_out: tuple[LeftOut, ...]
    codes: tuple[Bytes, ...] = ()
    outcome: Bytes | None = None

    @classmethod
    def of(cls, made: Sequence[Dimension | LeftOut]) -> Self:
        """Tell the columns that make levels from the others."""
        return cls(
            dimensions=tuple(one for one in made if isinstance(one, Dimension)),
            left_out=tuple(one for one in made if isinstance(one, LeftOut)),
        )

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many codes each dimension has."""
        return tuple(one.size for one in self.dimensions)

    def without(self, left_out: Sequence[LeftOut]) -> Self:
        """Leave out some more."""
        names = {one.column for one in left_out}
        stay = [i for i, one in enumerate(self.dimensions) if one.column not in names]
        return replace(
            self,
            dimensions=tuple(self.dimensions[i] for i in stay),
            left_out=(*self.left_out, *left_out),
            codes=tuple(self.codes[i] for i in stay if self.codes),
        )


def take_sample(table: Table, columns: Sequence[str]) -> Sample:
    """Fetch the first few thousand rows."""
    names = list(dict.fromkeys(columns))
    rows = table.first_rows(names, SAMPLE) if names else []
    return dict(zip(names, zip(*rows, strict=True), strict=True))


def find_groupings(
    table: Table, columns: Sequence[str] | None, *, taken: Sequence[str], rows: int
) -> tuple[Table, list[Grouping], list[LeftOut]]:
    """Cut numbers of many values into bins; leave out what has no levels by its type.

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

    Returns
    -------
    table, groupings, left_out
        The rows with a key for each grouping, what the keys mean, and the columns
        that make no levels, with the reason.

    Raises
    ------
    DataError
        Where a named column is missing.
    """
    chosen = columns_to_group(table, columns, taken=taken)
    kept: list[Grouping] = []
    left_out: list[LeftOut] = []
    schema = table.schema
    numbers = [column for column in chosen if schema[column].is_numeric()]
    distinct = dict(
        zip(numbers, table.summarise(nw.col(one).n_unique() for one in numbers), strict=True)
        if numbers
        else ()
    )
    for column in chosen:
        if schema[column].is_nested():
            left_out.append(LeftOut(column=column, why=f"values of type {schema[column]}"))
        elif distinct.get(column, 0) <= MOST_NUMBERS:
            kept.append(Grouping(column=column, key=column))
        elif schema[column].is_integer() and distinct[column] > rows * 0.9:
            left_out.append(LeftOut(column=column, why="a different number in nearly every row"))
        else:
            table, grouping = cut_at_quintiles(table, column)
            kept.append(grouping)
    return table, kept, left_out


def ask_dimensions(
    table: Table,
    groupings: Sequence[Grouping],
    _: Sample,
    *,
    rows: int,
    most: int,
    errors: bool,  # noqa: ARG001  (as for rows that are read)
) -> Encoded:
    """Make groupings into dimensions by asking the engine which values are frequent.

    Parameters
    ----------
    table, groupings
        The rows, with the key of each grouping.
    rows
        How many rows there are.
    most
        The largest number of levels of a dimension.
    """
    made = [_dimension(one, _asked(table, one, rows), rows, most) for one in groupings]
    return Encoded.of(made)


def read_dimensions(
    table: Table,
    groupings: Sequence[Grouping],
    sample: Sample,
    *,
    rows: int,
    most: int,
    errors: bool,
) -> Encoded:
    """Make groupings into dimensions, and read the codes of their rows into memory.

    Parameters
    ----------
    table, groupings, rows, most
        As for `ask_dimensions`.
    sample
        The values of the keys in a few rows.
    errors
        Whether there is an `OUTCOME`, to be read in the same pass.
    """
    guesses = {one.key: guess for one in groupings if (guess := _guess(sample[one.key]))}
    read = table.category_codes(guesses, [OUTCOME] if errors else [])
    outcome = read.pop() if errors else None
    places = dict(zip(guesses, read, strict=True))
    made = []
    for one in groupings:
        counted = _counted(places[one.key], guesses[one.key]) if one.key in guesses else None
        if counted is None or rows - sum(counted.values()) >= least_rows(rows):
            places.pop(one.key, None)
            counted = _asked(table, one, rows)
        made.append(_dimension(one, counted, rows, most))
    encoded = Encoded.of(made)
    keys = {one.grouping.key: one.values for one in encoded.dimensions}
    again = {key: values for key, values in keys.items() if key not in places}
    codes = dict(zip(again, table.category_codes(again), strict=True))
    codes |= {key: _recoded(places[key], guesses[key], keys[key]) for key in keys if key in places}
    return replace(encoded, codes=tuple(codes[key] for key in keys), outcome=outcome)


def refuse(table: Table, left_out: Sequence[LeftOut]) -> None:
    """Refuse columns that were named and make no levels."""
    if left_out:
        raise DataError(
            f"group column {left_out[0].column!r} of {table.name}",
            allowed="values that many rows share, or numbers to cut into bins",
            found=left_out[0].why,
            remedy="leave it out, or name it as the unit if several rows share each value",
        )


def _asked(table: Table, grouping: Grouping, rows: int) -> dict[Any, int]:
    return dict(table.frequent(grouping.key, least_rows(rows)))


def _guess(values: Sequence[Any]) -> list[Any]:
    """Give the values to look for; none where there are too many, and it would take long."""
    found = {value for value in values if value is not None and value == value}
    return sorted(found) if len(found) <= MOST_LEVELS else []


def _counted(places: Bytes, values: Sequence[Any]) -> dict[Any, int]:
    """Count the rows of each value that was looked for, and of missing.

    Two bytes at a time: counting is half the work, and the table is small.
    """
    even = len(places) // 2 * 2
    pairs = np.zeros(2**16, dtype=np.int64)
    for start in range(0, even, BLOCK):
        pairs += np.bincount(
            places[start : min(start + BLOCK, even)].view(np.uint16), minlength=2**16
        )
    square = pairs.reshape(256, 256)
    counts = square.sum(axis=0) + square.sum(axis=1) + np.bincount(places[even:], minlength=256)
    return dict(zip([*values, None], counts.tolist(), strict=False))


def _recoded(places: Bytes, values: Sequence[Any], kept: Sequence[Any]) -> Bytes:
    """Give places among the values that were kept; missing and others move up."""
    if list(values) == list(kept):
        return places
    code = {value: i for i, value in enumerate(kept)}
    codes = [code.get(value, len(kept) + 1) for value in values] + [len(kept), len(kept) + 1]
    return np.array(codes, dtype=np.uint8)[places]


def _dimension(
    grouping: Grouping, counted: Mapping[Any, int], rows: int, most: int
) -> Dimension | LeftOut:
    """Keep the frequent values of a column, in their order."""
    least = least_rows(rows)
    missing = counted.get(None, 0)
    known = {value: n for value, n in counted.items() if value is not None and n >= least}
    frequent = sorted(known, key=lambda value: (-known[value], str(value)))
    frequent = frequent[: min(most, MOST_LEVELS) - 2]
    others = rows - missing - sum(known[value] for value in frequent)
    single = len(frequent) + bool(missing) + bool(others) == 1
    if single and not others:
        return LeftOut(column=grouping.column, why="the same in every row")
    if single or (not frequent and missing < least):
        return LeftOut(column=grouping.column, why=f"no value in {least:,} rows or more")
    size = len(frequent) + (2 if others else 1 if missing else 0)
    return Dimension(grouping=grouping, values=tuple(sorted(frequent)), size=size)
