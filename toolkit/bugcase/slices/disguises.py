"""Finds dimensions that are the label or a prediction under another name.

Slices of such a column hold errors because it knows them.  By Goodman and
Kruskal's lambda, the share of wrong guesses that knowing one column saves in
guessing another: a column that saves 99 % of them for the label or for who was
wrong, or that a prediction and it save for each other, is that thing under
another name.  And so is a number whose ranges for the classes do not overlap, a
score.

References
----------
Goodman, Kruskal, J. Am. Stat. Assoc. 49 (1954) 732-764.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bugcase.data.levels import LeftOut
from bugcase.data.table import Table
from bugcase.slices.encode import Dimension, Sample

NEARLY = 0.99
SUSPECT = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A column that no dimension may know: what it is called, and where it stands.

    `mutual` says that a dimension is this thing only where each knows the other: a
    model of one rule knows no more than its column, and the column is still no copy.
    """

    name: str
    key: str
    mutual: bool = False


def find_disguises(
    table: Table, dimensions: Sequence[Dimension], roles: Sequence[Role], sample: Sample
) -> list[LeftOut]:
    """Find the dimensions that are one of the roles under another name.

    A few rows say which are suspect, and only those are counted in full.
    """
    known = {role.key: _numbered(sample[role.key]) for role in roles}
    ones = np.ones(len(next(iter(sample.values()), ())))
    found = []
    for dimension in dimensions:
        key, column = dimension.grouping.key, dimension.column
        codes = _numbered(sample[key])
        for role in roles:
            knows = _is(role, codes, known[role.key], ones, enough=SUSPECT, unless=1.0) and _is(
                role, *_in_full(table, key, role.key), enough=NEARLY, unless=0.0
            )
            score = bool(dimension.grouping.edges) and (
                _apart(zip(sample[role.key], sample[column], sample[column], strict=True))
                and _apart(table.ranges_by(role.key, column))
            )
            if knows or score:
                found.append(LeftOut(column=column, why=f"{role.name} in disguise"))
                break
    return found


def _in_full(table: Table, *keys: str) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    *columns, counts = zip(*table.count_by(keys), strict=True)
    dimension, role = (_numbered(column) for column in columns)
    return dimension, role, np.array(counts, dtype=float)


def _numbered(values: Sequence[Any]) -> NDArray[Any]:
    """Give each value a number, the same for the same."""
    number = {value: i for i, value in enumerate(dict.fromkeys(values))}
    return np.fromiter(map(number.__getitem__, values), dtype=np.intp, count=len(values))


def _is(
    role: Role,
    dimension: NDArray[Any],
    known: NDArray[Any],
    rows: NDArray[Any],
    *,
    enough: float,
    unless: float,
) -> bool:
    """Whether a dimension saves enough of the wrong guesses; `unless` there are none to save."""
    if _saved(dimension, known, rows, unless) < enough:
        return False
    return not role.mutual or _saved(known, dimension, rows, unless) >= enough


def _saved(known: NDArray[Any], guessed: NDArray[Any], rows: NDArray[Any], unless: float) -> float:
    """Give Goodman and Kruskal's lambda: of the wrong guesses, the share that knowing saves."""
    every = np.bincount(guessed, weights=rows)
    pairs, pair = np.unique(known * len(every) + guessed, return_inverse=True)
    best = np.zeros(int(known.max()) + 1)
    np.maximum.at(best, pairs // len(every), np.bincount(pair, weights=rows))
    wrong = every.sum() - every.max()
    return 1 - (every.sum() - best.sum()) / wrong if wrong else unless


def _apart(ranges: Iterable[tuple[Any, Any, Any]]) -> bool:
    """Whether the ranges of a number, as (class, low, high), do not overlap."""
    ends: dict[Any, tuple[float, float]] = {}
    for known, low, high in ranges:
        if low is not None:
            least, most = ends.get(known, (low, high))
            ends[known] = (min(least, low), max(most, high))
    ordered = sorted(ends.values())
    return len(ordered) > 1 and all(one[1] < other[0] for one, other in pairwise(ordered))
