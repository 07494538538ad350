"""Drift or defect: the old and the new code on the old and the new data.

When the errors rise after a release, two things have changed at once: the code,
and the rows it meets.  Drift makes both codes suffer on the new data, and holding
the release back helps nobody; a defect makes only the new code suffer, on the same
rows.  Two codes on two sets of data make four rates, and they tell the two apart:

================ ============ ============ =====================
                 old data     new data     from old to new data
================ ============ ============ =====================
old code         a            b            drift: b - a
new code         c            d            d - c
new over old     c - a        defect: d-b
================ ============ ============ =====================

Across a row the rows of the data are different ones, and the intervals those of two
groups; down a column they are the same, and the intervals are paired.
"""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import narwhals as nw

from bugcase.compare.onset import in_natural_order
from bugcase.compare.totals import OutcomeTable
from bugcase.data.levels import Grouping
from bugcase.errors import DataError
from bugcase.estimate import Estimate
from bugcase.stats.paired import MODELS, Paired
from bugcase.stats.unpaired import unpaired
from bugcase.wording.groups import MISSING

Reading: TypeAlias = Literal["defect", "drift", "defect and drift", "neither", "not yet known"]

MOST_VALUES = 1000
SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Cross:
    """Two codes on two sets of data.

    Attributes
    ----------
    column, old, new
        The column that tells the data apart, and its two values.
    old_code_on_old_data, old_code_on_new_data, new_code_on_old_data, new_code_on_new_data
        The four rates: the baseline is the old code, the candidate the new one.
    worsening_on_old_data, worsening_on_new_data
        How much worse the new code is than the old on the same rows.
    drift_of_old_code, drift_of_new_code
        How much worse each code fares on the new data than on the old.
    reading
        What the intervals say; see `reading`.
    """

    column: str
    old: str
    new: str
    old_code_on_old_data: Estimate
    old_code_on_new_data: Estimate
    new_code_on_old_data: Estimate
    new_code_on_new_data: Estimate
    worsening_on_old_data: Estimate
    worsening_on_new_data: Estimate
    drift_of_old_code: Estimate
    drift_of_new_code: Estimate
    reading: Reading


def crossed(
    outcomes: OutcomeTable,
    cross: str | tuple[str, Any, Any],
    *,
    limit: float | None = None,
    level: float = 0.95,
) -> Cross:
    """Cross two codes with the two sets of data that a column tells apart.

    Parameters
    ----------
    outcomes
        Rows under two models.
    cross
        A column of two values, of which the first in order is old; or the column, the
        old value and the new one.
    limit
        The largest worsening agreed to be tolerable.
    level
        Confidence level, between 0 and 1.

    Raises
    ------
    DataError
        Where the column does not hold the two values.
    """
    column, *named = (cross,) if isinstance(cross, str) else cross
    old, new, before, after = _two(outcomes, column, named)
    drift = {model: unpaired(before, after, model).worsening(level) for model in MODELS}
    worsening = after.worsening(level)
    return Cross(
        column=column,
        old=old,
        new=new,
        old_code_on_old_data=before.baseline(level),
        old_code_on_new_data=after.baseline(level),
        new_code_on_old_data=before.candidate(level),
        new_code_on_new_data=after.candidate(level),
        worsening_on_old_data=before.worsening(level),
        worsening_on_new_data=worsening,
        drift_of_old_code=drift["baseline"],
        drift_of_new_code=drift["candidate"],
        reading=reading(worsening, drift["baseline"], limit),
    )


def reading(worsening: Estimate, drift: Estimate, limit: float | None) -> Reading:
    """Say what two intervals tell: the new code's worsening on new data, the old code's drift.

    An effect is *there* where its interval lies wholly above the limit (above 0
    where none was agreed).  It is *not there* where its interval lies wholly at or
    below the limit; and, where no limit was agreed, also where its high end lies below
    the low end of the other, which is there: whatever is left of it is certainly the
    smaller of the two.

    ================ ================= ===================
    .                drift is there    drift is not there
    ================ ================= ===================
    defect is there  defect and drift  defect
    it is not there  drift             neither
    ================ ================= ===================

    Where one of the two is neither, it is not yet known.

    >>> from bugcase.estimate import DIFFERENCE
    >>> def between(low, high):
    ...     return Estimate(value=(low + high) / 2, low=low, high=high, level=0.95, n=9000,
    ...                     method="Tango score", unit=DIFFERENCE)
    >>> reading(between(-0.002, 0.003), between(0.02, 0.04), limit=None)
    'drift'
    >>> reading(between(-0.002, 0.006), between(0.02, 0.04), limit=0.005)
    'not yet known'
    """
    defect = _is_there(worsening, drift, limit)
    drifted = _is_there(drift, worsening, limit)
    if defect is None or drifted is None:
        return "not yet known"
    if defect:
        return "defect and drift" if drifted else "defect"
    return "drift" if drifted else "neither"


def _is_there(effect: Estimate, other: Estimate, limit: float | None) -> bool | None:
    bar = limit or 0.0
    if effect.low > bar:
        return True
    negligible = max(bar, other.low) if limit is None else bar
    return False if effect.high <= negligible else None


def _two(outcomes: OutcomeTable, column: str, named: list[Any]) -> tuple[str, str, Paired, Paired]:
    """Find the two values and their rows."""
    table = outcomes.table
    grouping = Grouping(column=column, key=column)
    wanted = [grouping.name(value) for value in named]
    dtype = table.schema[column]
    distinct, found = 0, f"values of type {dtype}"
    if not dtype.is_nested():
        (distinct,) = table.summarise([nw.col(column).n_unique()])
        found = f"{distinct:,} different values"
    if 1 <= distinct <= MOST_VALUES:
        (groups,) = outcomes.by_each([grouping])
        known = [name for name in groups if name != MISSING]
        known = in_natural_order(known, numbers=dtype.is_numeric())
        match wanted or known:
            case [old, new] if old != new and {old, new} <= groups.keys():
                return old, new, groups[old], groups[new]
        more = f" and {len(known) - SHOWN} more" if len(known) > SHOWN else ""
        found = ", ".join(known[:SHOWN]) + more if known else "only missing values"
    allowed = f"the two values {' and '.join(wanted)}" if wanted else "two values, old and new"
    if wanted and len(set(wanted)) == 1:
        allowed, found = "two different values", f"{wanted[0]} twice"
    raise DataError(
        f"cross column {column!r} of {table.name}",
        allowed=allowed,
        found=found,
        remedy=f"name two of its values: cross=({column!r}, old, new)",
    )
