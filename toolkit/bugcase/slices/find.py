"""`find_slices`: from a dataframe or a file to the slices."""

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from bugcase.compare.labels import only_known
from bugcase.data.opening import open_table
from bugcase.data.provenance import Source, fingerprint
from bugcase.data.table import Table
from bugcase.errors import DataError
from bugcase.slices.confirm import confirm_slices
from bugcase.slices.contrast import Kind
from bugcase.slices.cuboids import most_levels
from bugcase.slices.disguises import find_disguises
from bugcase.slices.encode import (
    ask_dimensions,
    find_groupings,
    least_rows,
    read_dimensions,
    refuse,
    take_sample,
)
from bugcase.slices.outcomes import unit_number, with_outcomes
from bugcase.slices.populations import UNIT
from bugcase.slices.progress import bar
from bugcase.slices.remote import remote_rows
from bugcase.slices.result import Slices
from bugcase.slices.rows import read_rows
from bugcase.slices.search import search


def find_slices(
    frame_or_path: Any,
    *,
    label: str | None = None,
    baseline: str | None = None,
    candidate: str | None = None,
    by: Sequence[str] | None = None,
    depth: int = 3,
    unit: str | None = None,
    loss: str | tuple[str, str] | None = None,
    group: str | None = None,
    reference: Any = None,
    seed: int = 0,
    level: float = 0.95,
    q: float = 0.05,
    progress: bool | None = None,
) -> Slices:
    """Find the slices of the rows where a model does worst, and confirm them on other rows.

    Parameters
    ----------
    frame_or_path
        The rows: a dataframe of any kind, a relation, or a file's path.
    label, baseline, candidate
        The columns of the truth, of today's model's predictions and of the next
        one's.  Without a candidate, slices of one model are held against the other
        rows.  Rows in which one of them is missing are left out and counted.
    by
        The columns to slice by; None for every other column that has levels.
    depth
        The largest number of conditions of a slice.
    unit
        The column that says which rows belong together (user, order, session).  No
        unit sits in both halves, and intervals are cluster-robust.
    loss
        In place of label and predictions, two columns with the loss of each row
        under baseline and candidate, or one column for one model.
    group, reference
        One model on different rows: the column that says which rows are which, and
        its value for the rows before; all other rows are after.
    seed
        Another seed cuts the rows into other halves.
    level
        The confidence level of all intervals.
    q
        The share of false slices to accept, on average, among those found and
        among those confirmed.
    progress
        Whether to show a progress bar; None for: on a terminal or in a notebook,
        once it takes longer than a second.

    Returns
    -------
    Slices

    Raises
    ------
    DataError
        Where the data cannot answer: a column is missing or empty, the values of
        label and predictions never meet, there are no rows, a number is infinite, the
        units are so few that all of them fell into one half.
    ValueError
        Where the question cannot be asked: no columns named, a level of 95.

    Notes
    -----
    A slice needs 30 rows, or 0.5 % if that is more, and five rows that tell the
    models apart.  The same rows give the same slices whichever engine holds them
    and in whatever order.  Lazy and remote frames (DuckDB relations, lazy Polars,
    PySpark, Ibis) are counted where they are.

    A column that is the label or a prediction in disguise is left out, unless `by`
    names it.

    With a unit, the search allows for it by the design effect over all rows, which
    is too little for a slice of units much larger than the others; the intervals
    and the confirmation use the slice's own.

    Do not use it to prove that no slice is worse: what is small, or spread thinly,
    is not found.  Where it hurts is not yet why.

    References
    ----------
    .. [1] Benjamini, Hochberg, J. R. Stat. Soc. B 57 (1995) 289-300.
    .. [2] Cox, Biometrika 62 (1975) 441-444 (searching and testing on separate rows).

    Examples
    --------
    >>> import pandas as pd
    >>> plan, country = ["free", "paid"] * 3000, ["PT"] * 3000 + ["ES"] * 3000
    >>> worse = [c == "PT" and p == "paid" and i % 10 < 6
    ...          for i, (c, p) in enumerate(zip(country, plan))]
    >>> frame = pd.DataFrame({"y": 1, "live": [int(i % 11 > 0) for i in range(6000)],
    ...                       "next": [int(i % 11 > 0 and not w) for i, w in enumerate(worse)],
    ...                       "plan": plan, "country": country})
    >>> found = find_slices(frame, label="y", baseline="live", candidate="next")
    >>> [(one.conditions, one.n, one.is_confirmed) for one in found.slices]
    [({'plan': 'paid', 'country': 'PT'}, 1500, True)]
    """
    _check(label, baseline, candidate, loss, group, depth, level, q)
    kind: Kind = "two models"
    if group is not None or candidate is None:
        kind = "one model" if group is None else "two groups"
    columns = _columns(label, baseline, candidate, loss)
    if loss is not None and len(columns) == 2:
        kind = "two models"
    roles = columns | {role: one for role, one in (("unit", unit), ("group", group)) if one}
    with bar(progress) as tick:
        table, rows_left_out = only_known(open_table(frame_or_path), roles)
        (rows,) = (int(one) for one in table.summarise([nw.len()]))
        table, groupings, left_out = find_groupings(
            table, by, taken=tuple(roles.values()), rows=rows
        )
        table, contrast, secrets = with_outcomes(table, kind, columns, loss, group, reference)
        if unit is not None:
            table = table.with_columns(**{UNIT: unit_number(table, unit)})
        if by is not None:
            secrets = []  # what is named is not in disguise
        known = [one.key for one in secrets] + [one.column for one in groupings if secrets]
        sample = take_sample(table, [*known, *(one.key for one in groupings)])
        encoded = (read_dimensions if table.is_local else ask_dimensions)(
            table, groupings, sample, rows=rows, most=most_levels(depth), errors=not contrast.losses
        )
        left_out += encoded.left_out
        if by is not None:
            refuse(table, left_out)
        disguised = find_disguises(table, encoded.dimensions, secrets, sample)
        encoded, left_out = encoded.without(disguised), [*left_out, *disguised]
        dimensions = encoded.dimensions
        cut = read_rows if table.is_local else remote_rows
        with cut(table, contrast, encoded, unit=unit is not None, seed=seed) as halves:
            searched = halves[0].sums()
            if unit is not None and not all(
                contrast.rows(half.channels) for half in (searched, halves[1].sums())
            ):
                raise _too_few_units(table, unit, kind)
            least = least_rows(int(contrast.rows(searched.channels)))
            sizes = [one.size for one in dimensions]
            found, examined = search(
                halves[0], contrast, sizes, depth=depth, q=q, least=least, tick=tick
            )
            slices = confirm_slices(found, halves, contrast, dimensions, level=level, q=q)
    return Slices(
        slices=slices,
        examined=examined,
        least=least,
        depth=depth,
        metric="loss" if contrast.losses else "error rate",
        kind=kind,
        label=label,
        baseline_name=columns["baseline"],
        candidate_name=columns.get("candidate"),
        unit=unit,
        left_out=tuple(left_out),
        source=Source.now(
            data=table.name,
            asked=table.asked,
            sha256=table.sha256 or fingerprint((searched.channels.tolist(), slices)),
            rows=rows,
            left_out=rows_left_out,
            columns=(*dict.fromkeys((*roles.values(), *(one.column for one in dimensions))),),
            method="covering cuboids, peeling, held-out half",
        ),
        frame_kind=table.kind,
    )


def _check(
    label: str | None,
    baseline: str | None,
    candidate: str | None,
    loss: str | tuple[str, str] | None,
    group: str | None,
    depth: int,
    level: float,
    q: float,
) -> None:
    for name, value in (("level", level), ("q", q)):
        if not 0 < value < 1:
            raise ValueError(f"{name} lies between 0 and 1; found {value!r}")
    if depth < 1:
        raise ValueError(f"depth is at least 1; found {depth!r}")
    if loss is None and (label is None or baseline is None):
        raise ValueError("name the columns of label and baseline, or one or two of loss")
    if group is not None and (candidate is not None or isinstance(loss, tuple)):
        raise ValueError("groups of different rows are compared under one model: name no candidate")


def _too_few_units(table: Table, unit: str, kind: Kind) -> DataError:
    (units,) = table.summarise([nw.col(unit).n_unique()])
    rows = "rows of both groups" if kind == "two groups" else "rows"
    return DataError(
        f"unit column {unit!r} of {table.name}",
        allowed=f"units enough for {rows} in both halves, the one that is searched and the one "
        "that confirms",
        found="1 unit" if units == 1 else f"{units:,} units",
        remedy="name a unit with more values, or no unit",
    )


def _columns(
    label: str | None,
    baseline: str | None,
    candidate: str | None,
    loss: str | tuple[str, str] | None,
) -> dict[str, str]:
    if loss is not None:
        losses = (loss,) if isinstance(loss, str) else loss
        return dict(zip(("baseline", "candidate"), losses, strict=False))
    named = (("label", label), ("baseline", baseline), ("candidate", candidate))
    return {role: column for role, column in named if column is not None}
