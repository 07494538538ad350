"""What each row carries: who was wrong, or how much was lost, under which model.

Two bits are enough where errors are counted: the baseline is wrong, the candidate
is wrong (or: the row is of the later group).  Losses are carried as numbers.  What
the bits are made of is named, so that no column is searched that knows it.
"""

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from bugcase.compare.labels import as_classes, as_finite
from bugcase.data.levels import bin_number, quintile_edges
from bugcase.data.table import Table
from bugcase.errors import DataError
from bugcase.slices.contrast import Contrast, Kind
from bugcase.slices.disguises import Role
from bugcase.slices.populations import NUMBER, OUTCOME


def with_outcomes(
    table: Table,
    kind: Kind,
    columns: Mapping[str, str],
    loss: str | tuple[str, str] | None,
    group: str | None,
    reference: Any,
) -> tuple[Table, Contrast, list[Role]]:
    """Put onto each row what it carries, and name what no dimension may know."""
    after = nw.lit(0, nw.Int64)
    if group is not None:
        after = (nw.col(group) != reference).cast(nw.Int64)
        table = table.with_columns(__after=after)
        after = nw.col("__after")
        (count, rows) = table.summarise([after.sum(), nw.len()])
        if count in (0, rows):
            raise DataError(
                f"group column {group!r} of {table.name}",
                allowed=f"rows with {reference!r} and rows with another value",
                found="only one of the two",
                remedy="name as reference the value of the rows before",
            )
    if loss is None:
        return _with_errors(table, kind, columns, after)
    return _with_losses(table, kind, columns, after)


def _with_errors(
    table: Table, kind: Kind, columns: Mapping[str, str], after: nw.Expr
) -> tuple[Table, Contrast, list[Role]]:
    expressions, _ = as_classes(table, columns)
    label, *predictions = expressions.values()
    wrong = [(label != prediction).cast(nw.Int64) for prediction in predictions]
    second = wrong[1] if kind == "two models" else after
    table = table.with_columns(**{OUTCOME: wrong[0] + 2 * second})
    table = table.with_columns(
        __baseline_wrong=nw.col(OUTCOME) % 2,
        __candidate_wrong=nw.col(OUTCOME) >= 2,
    )
    roles = [Role(name="the label", key=columns["label"])]
    for role in ("baseline", "candidate"):
        if role in columns:
            roles.append(Role(name=f"the {role}'s prediction", key=columns[role], mutual=True))
            roles.append(Role(name=f"whether the {role} is wrong", key=f"__{role}_wrong"))
    return table, Contrast(kind=kind), roles


def _with_losses(
    table: Table, kind: Kind, columns: Mapping[str, str], after: nw.Expr
) -> tuple[Table, Contrast, list[Role]]:
    losses = {role: as_finite(table, role, column) for role, column in columns.items()}
    # a large common offset would leave no digits for the variance
    (origin,) = table.summarise([losses["baseline"].mean()])
    first = losses["baseline"] - origin
    late, early = after.cast(nw.Float64), (1 - after).cast(nw.Float64)
    numbers = {
        "one model": lambda: [nw.lit(1.0), first],
        "two models": lambda: [nw.lit(1.0), first, losses["candidate"] - losses["baseline"]],
        "two groups": lambda: [early, early * first, late, late * first],
    }[kind]()
    table = table.with_columns(**{NUMBER.format(i): one for i, one in enumerate(numbers)})
    roles = []
    for role, column in columns.items():
        key = f"__{role}_loss"
        table = table.with_columns(**{key: bin_number(column, quintile_edges(table, column))})
        roles.append(Role(name=f"the {role}'s loss", key=key))
    return table, Contrast(kind=kind, losses=True, origin=float(origin)), roles


def unit_number(table: Table, unit: str) -> nw.Expr:
    """Give each unit a number, the same everywhere: its value, or its place among them."""
    value = nw.col(unit)
    return (value if table.schema[unit].is_integer() else value.rank("dense")).cast(nw.Int64)
