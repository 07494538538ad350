"""Turns columns into groups that a person can name.

Text, booleans and numbers of few distinct values are groups as they are.
Numbers of many values are cut at their quintiles, at edges somebody can say
aloud ("25 to 39"), the same edges whichever engine holds the rows.  Missing
values are a group of their own: that is where bugs like to live.  A column with
a value for nearly every row (an identifier, a time of day) says nothing about
groups; it is left out by name, or refused where somebody asked for it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import narwhals as nw

from bugcase.data.table import Table
from bugcase.errors import DataError
from bugcase.wording.groups import MISSING

MOST_LEVELS = 1000
MOST_NUMBERS = 12  # numbers of more distinct values than this are cut into bins
QUANTILES = (0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """One column as groups.

    `key` is the column to group by.  Where the column was cut into bins, the key
    holds the number of edges at or below a value, and `edges` are the cuts.
    """

    column: str
    key: str
    edges: tuple[float, ...] = ()

    def name(self, value: Any) -> str:
        """Name the group that a value of the key stands for.

        >>> Grouping(column="age", key="age (bin)", edges=(25, 40)).name(1)
        '25 to 39'
        >>> Grouping(column="plan", key="plan").name(None)
        '(missing)'
        """
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return MISSING
        if self.edges:
            return _bin_name(self.edges, int(value))
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        if isinstance(value, datetime):  # a day, where the engine has no type of its own for it
            return str(value).removesuffix(" 00:00:00")
        return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A column that makes no groups, and why."""

    column: str
    why: str


def columns_to_group(
    table: Table, columns: Sequence[str] | None, *, taken: Sequence[str]
) -> list[str]:
    """Name the columns to group by, each once: `columns`, or every one that is not `taken`.

    Raises
    ------
    DataError
        Where a named column is missing.
    """
    if columns is None:
        columns = [column for column in table.schema if column not in taken]
    chosen = list(dict.fromkeys(columns))
    for column in chosen:
        table.require(column, "group")
    return chosen


def group_columns(
    table: Table, columns: Sequence[str] | None, *, taken: Sequence[str]
) -> tuple[Table, tuple[Grouping, ...], tuple[LeftOut, ...]]:
    """Make columns into groups: all that can be, where none are named.

    Parameters
    ----------
    table
        The rows.
    columns
        The columns to group by; None for every column that is not `taken`.
    taken
        The columns that play another role: label, predictions, unit.

    Returns
    -------
    table, groupings, left_out
        The rows with the keys to group by; what the keys mean; and, where no
        columns were named, those that make no groups, with the reason.

    Raises
    ------
    DataError
        Where a named column is missing or makes no groups.
    """
    named = columns is not None
    chosen = columns_to_group(table, columns, taken=taken)
    if not chosen:
        return table, (), ()
    kept: list[Grouping] = []
    left_out: list[LeftOut] = []
    distinct = table.summarise(nw.col(column).n_unique() for column in chosen)
    for column, levels in zip(chosen, distinct, strict=True):
        dtype = table.schema[column]
        why = None
        if dtype.is_nested():
            why = f"values of type {dtype}"
        elif dtype.is_numeric() and levels > MOST_NUMBERS:
            table, grouping = cut_at_quintiles(table, column)
            kept.append(grouping)
        elif levels > MOST_LEVELS:
            why = f"{levels:,} different values"
        elif levels == 1 and not named:
            why = "the same value in every row"
        else:
            kept.append(Grouping(column=column, key=column))
        if why and named:
            raise DataError(
                f"group column {column!r} of {table.name}",
                allowed=f"at most {MOST_LEVELS:,} groups, or numbers to cut into bins",
                found=why,
                remedy="leave it out, or name it as the unit if several rows share each value",
            )
        if why:
            left_out.append(LeftOut(column=column, why=why))
    return table, tuple(kept), tuple(left_out)


def cut_at_quintiles(table: Table, column: str) -> tuple[Table, Grouping]:
    """Put the bin of each number into a column of its own, whatever the others are called."""
    edges = quintile_edges(table, column)
    taken = {name.casefold() for name in table.schema}  # DuckDB tells no case apart
    key = f"{column} (bin)"
    while key.casefold() in taken:
        key += " (bin)"
    table = table.with_columns(**{key: bin_number(column, edges)})
    return table, Grouping(column=column, key=key, edges=edges)


def quintile_edges(table: Table, column: str) -> tuple[float, ...]:
    """Cut at quintiles, rounded to what can be said aloud; whole numbers stay whole.

    So do they where gaps made them floats, as pandas does.
    """
    value = nw.col(column)
    fraction = ~value.is_null() & (value != value.round(0))
    quantiles = (value.quantile(q, interpolation="linear") for q in QUANTILES)
    fractions, low, high, *cuts = table.summarise(
        [fraction.cast(nw.Int64).sum(), value.min(), value.max(), *quantiles]
    )
    whole = not fractions and math.isfinite(sum(cuts))
    rounded = {math.ceil(cut) if whole else float(f"{cut:.3g}") for cut in cuts}
    inside = tuple(sorted(edge for edge in rounded if low < edge <= high))
    return inside or (int(high) if whole else high,)


def bin_number(column: str, edges: Sequence[float]) -> nw.Expr:
    """Count the edges at or below each value; missing stays missing."""
    value = nw.col(column)
    number = (value >= edges[0]).cast(nw.Int64)
    for edge in edges[1:]:
        number = number + (value >= edge).cast(nw.Int64)
    return nw.when(~value.is_null()).then(number)


def _bin_name(edges: tuple[float, ...], number: int) -> str:
    whole = all(isinstance(edge, int) for edge in edges)
    if number == 0:
        return f"under {edges[0]:,}"
    if number == len(edges):
        return f"{edges[-1]:,} and over"
    low, high = edges[number - 1], edges[number]
    if not whole:
        return f"{low:,} to under {high:,}"
    return f"{low:,}" if high == low + 1 else f"{low:,} to {high - 1:,}"
