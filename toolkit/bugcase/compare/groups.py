"""Compares one model on different rows: a year against a year, a release, a region.

A rise between two years is news only if it is larger than chance, and a gap
between people is news only if it was not there before.  The two are mixed up
every day: a group that has always fared badly is found in the newest data, and
the newest release is blamed.  So every segment is told here with three numbers:
how it changed against the reference, how far it lay from everybody else in the
reference, and how far it lies from them now.

The rows on the two sides are different ones, and nothing is paired.  Where both
models scored the same rows, ask `compare_models`, which sees much more.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

import narwhals as nw

from bugcase.compare.labels import only_known
from bugcase.compare.metrics import MetricName
from bugcase.compare.models import check_limit, is_worse, named_metric
from bugcase.compare.remainder import Splits, split
from bugcase.compare.totals import OutcomeTable, Question, outcome_table
from bugcase.compare.verdict import Verdict, rows_needed, verdict
from bugcase.data.levels import Grouping, LeftOut, group_columns
from bugcase.data.native import make_frame
from bugcase.data.opening import open_table
from bugcase.data.provenance import Source, fingerprint
from bugcase.data.table import Table
from bugcase.errors import DataError
from bugcase.estimate import Estimate
from bugcase.stats.fdr import benjamini_hochberg
from bugcase.stats.paired import Paired
from bugcase.stats.unpaired import Unpaired, unpaired

MOST_GROUPS = 100
SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChange:
    """All rows of one group against those of the reference.

    `change` is how much worse the group fares.  `ratio` is the group's rate over the
    reference's; None for losses, weights and units.  `q` is the Benjamini-Hochberg
    adjusted p-value over all groups; None in one with too few rows to say anything.
    `rows_needed` counts the further rows of this group, the reference staying as it
    is, that would settle "not yet known"; None where no number of them would.
    """

    group: str
    n: int
    rate: Estimate
    change: Estimate
    ratio: Estimate | None
    q: float | None
    verdict: Verdict | None
    rows_needed: int | None

    @property
    def too_few(self) -> bool:
        """Whether the group or the reference holds too few rows to be tested."""
        return self.q is None

    @property
    def is_worse(self) -> bool:
        """Whether the whole change lies above zero, and chance alone does not explain it."""
        return is_worse(self.change, self.q)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSegment:
    """A segment of one group against the same segment of the reference.

    Attributes
    ----------
    conditions, group
        Which rows: {"country": "PT"}, in "2018".
    n, rate
        The rows of the segment in the group, and how they fare.
    reference
        How the segment fares in the reference; None where it has no rows there.
    change
        How much worse the segment fares than in the reference.
    q
        The Benjamini-Hochberg adjusted p-value of the change over all segments of
        all groups that were tested; None where there are too few rows on a side.
    gap_in_reference, gap
        How much worse the segment fares than everybody else, in the reference and
        in the group; None where there is nobody else.  A gap that was there before
        is no new bug, and may be a harm all the same.
    """

    conditions: Mapping[str, str]
    group: str
    n: int
    rate: Estimate
    reference: Estimate | None
    change: Estimate | None
    q: float | None
    gap_in_reference: Estimate | None
    gap: Estimate | None

    @property
    def too_few(self) -> bool:
        """Whether the segment holds too few rows, here or in the reference, to be tested."""
        return self.q is None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupComparison:
    """One model on different rows.

    Attributes
    ----------
    prediction
        The column of the predictions, or of the losses.
    group, reference
        The column that tells the groups apart, and the one the others are held against.
    reference_rate
        The metric in the reference.
    by, unit, limit
        As they were asked.
    groups
        Every other group, worst first by the low end of the change's interval.
    segments
        Every segment of every other group, worst first in the same way; those with
        too few rows to say come last.
    left_out
        Columns that make no segments, and why.
    """

    metric: str
    label: str | None
    prediction: str
    group: str
    reference: str
    reference_rate: Estimate
    by: tuple[str, ...] | None
    unit: str | None
    limit: float | None
    groups: tuple[GroupChange, ...]
    segments: tuple[GroupSegment, ...]
    left_out: tuple[LeftOut, ...]
    source: Source
    frame_kind: str = "duckdb"

    def to_frame(self) -> Any:
        """Return the reference, all groups and all segments as a table of the kind that came in.

        One row each; an Estimate becomes three columns: value, low, high.
        """
        every: tuple[GroupChange | GroupSegment, ...] = (*self.groups, *self.segments)
        where: list[tuple[str | None, str | None]] = [(None, None)] * (1 + len(self.groups))
        where += [next(iter(segment.conditions.items())) for segment in self.segments]
        columns: dict[str, list[Any]] = {
            "group": [self.reference, *(row.group for row in every)],
            "column": [column for column, _ in where],
            "segment": [level for _, level in where],
            "n": [self.reference_rate.n, *(row.n for row in every)],
        }
        for name in ("rate", "reference", "change", "ratio", "gap_in_reference", "gap"):
            estimates = [getattr(row, name, None) for row in every]
            estimates.insert(0, self.reference_rate if name == "rate" else None)
            for end, part in (("", "value"), ("_low", "low"), ("_high", "high")):
                columns[name + end] = [one and getattr(one, part) for one in estimates]
        columns["q"] = [None, *(row.q for row in every)]
        columns["verdict"] = [None, *(getattr(row, "verdict", None) for row in every)]
        return make_frame(columns, self.frame_kind)


def compare_groups(
    frame_or_path: Any,
    *,
    label: str | None = None,
    prediction: str | None = None,
    group: str,
    reference: Any,
    by: Sequence[str] | None = None,
    unit: str | None = None,
    weight: str | None = None,
    metric: MetricName = "error rate",
    positive: Any | None = None,
    loss: str | None = None,
    limit: float | None = None,
    level: float = 0.95,
    min_rows: int = 30,
) -> GroupComparison:
    """Measure how one model fares on some rows against others, and where it changed.

    Parameters
    ----------
    frame_or_path
        The rows: a dataframe of any kind, a relation, or a file's path.
    label, prediction
        The columns of the truth and of the model's predictions.  Rows in which one
        of them is missing are left out and counted.
    group
        The column that tells the groups apart: year, release, region.  Missing
        values are a group of their own.
    reference
        The value of `group` that the others are held against.
    by
        The columns whose groups become segments; None for every other column that
        can be groups, an empty list for none.
    unit
        The column that says which rows belong together (user, order, session).
        Intervals are then cluster-robust.
    weight
        A column of non-negative weights.
    metric, positive
        What to measure, and the class that a metric of one class is about, as in
        `compare_models`.
    loss
        A column with the loss of each row (euros, seconds), in place of label,
        prediction and metric.
    limit
        The largest worsening agreed to be tolerable, in the metric's unit: 0.005
        is 5 per 1,000.
    level
        The confidence level of all intervals.
    min_rows
        Segments with fewer rows, in the group or in the reference, are shown and
        not tested.

    Returns
    -------
    GroupComparison

    Raises
    ------
    DataError
        Where the data cannot answer: a column is missing or empty, the reference is
        no value of `group`, there is nothing to hold against it.
    ValueError
        Where the question cannot be asked: no columns named, a level of 95.

    Notes
    -----
    Independent rows and outcomes that happen or not: Wilson's interval for a rate,
    Newcombe's for the change (Miettinen and Nurminen's where a side is small), Koopman's
    for the ratio, the score test.  With a unit: Newcombe's on the effective numbers of
    rows; units with rows on both sides mostly make it too wide.  For losses and weights:
    Welch's.

    A change between groups is no effect of what the groups are named after: other
    people, other seasons, other questions may be in them.  To tell a release's
    defect from drift, ask `compare_models` with `cross`.

    References
    ----------
    .. [1] R. G. Newcombe, Stat. Med. 17 (1998) 873-890.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "y": [1] * 3000, "guess": ([1] * 900 + [0] * 100) * 2 + [1] * 800 + [0] * 200,
    ...     "year": [2024] * 1000 + [2025] * 1000 + [2026] * 1000,
    ... })
    >>> found = compare_groups(frame, label="y", prediction="guess", group="year",
    ...                        reference=2024, limit=0.03)
    >>> [(one.group, one.verdict, round(one.change.value, 3)) for one in found.groups]
    [('2026', 'halt', 0.1), ('2025', 'go', 0.0)]
    """
    if not 0 < level < 1:
        raise ValueError(f"level lies between 0 and 1, such as 0.95; found {level!r}")
    columns = _roles(label, prediction, loss)
    *_, (role, predictions) = columns.items()
    question = Question(
        columns=columns | {"baseline": predictions, "candidate": predictions},
        # under one model the rows that count are the same ones
        metric=None if loss else replace(named_metric(metric), paired_rows=True),
        positive=positive,
        unit=unit,
        weight=weight,
    )
    check_limit(limit, question)
    table = open_table(frame_or_path)
    roles = columns | {r: column for r, column in (("unit", unit), ("weight", weight)) if column}
    table, rows_left_out = only_known(table, roles)
    grouping = Grouping(column=group, key=group)
    groups = _groups(table, grouping)
    against = _reference(table, grouping, groups, reference)
    table, groupings, left_out = group_columns(table, by, taken=(*roles.values(), group))
    outcomes = _outcome_table(table, question, role)
    (wholes,) = outcomes.by_each([grouping])
    if against not in wholes or len(wholes) == 1:
        raise DataError(
            f"{question.name} in {table.name}",
            allowed=f"rows that count for it in {group} {against} and in another group",
            found=f"only in {', '.join(wholes)}" if wholes else "none",
            remedy="choose another metric, or name another class as positive",
        )
    splits = {
        name: split(_only(outcomes, group, groups[name]), groupings) if groupings else []
        for name in wholes
    }
    changes = _changes(wholes, against, limit=limit, level=level, min_rows=min_rows)
    return GroupComparison(
        metric=question.name,
        label=label,
        prediction=predictions,
        group=group,
        reference=against,
        reference_rate=wholes[against].baseline(level),
        by=None if by is None else tuple(by),
        unit=unit,
        limit=limit,
        groups=changes,
        segments=_segments(groupings, splits, against, level=level, min_rows=min_rows),
        left_out=left_out,
        source=Source.now(
            data=table.name,
            asked=table.asked,
            sha256=table.sha256 or _fingerprint(wholes, splits),
            rows=sum(whole.n for whole in wholes.values()),
            left_out=rows_left_out,
            columns=(*dict.fromkeys((*roles.values(), group, *(g.column for g in groupings))),),
            method=changes[0].change.method,
        ),
        frame_kind=table.kind,
    )


def _roles(label: str | None, prediction: str | None, loss: str | None) -> dict[str, str]:
    if loss is not None:
        return {"loss": loss}
    if label is None or prediction is None:
        raise ValueError("name the columns of label and prediction, or one of loss")
    return {"label": label, "prediction": prediction}


def _outcome_table(table: Table, question: Question, role: str) -> OutcomeTable:
    """Measure one model as a pair that agrees, and tell its faults by the name of its role."""
    try:
        return outcome_table(table, question)
    except DataError as error:
        raise DataError(
            re.sub("^(baseline|candidate)", role, error.thing),
            allowed=error.allowed,
            found=error.found,
            remedy=error.remedy,
        ) from error


def _groups(table: Table, grouping: Grouping) -> dict[str, list[Any]]:
    """Find the groups by name, with the values that go by it."""
    column = grouping.column
    table.require(column, "group")
    dtype = table.schema[column]
    distinct = 0
    if not dtype.is_nested():
        (distinct,) = table.summarise([nw.col(column).n_unique()])
    if not 1 < distinct <= MOST_GROUPS:
        raise DataError(
            f"group column {column!r} of {table.name}",
            allowed=f"two to {MOST_GROUPS} groups",
            found=f"values of type {dtype}"
            if dtype.is_nested()
            else "the same value in every row"
            if distinct == 1
            else f"{distinct:,} different values",
            remedy="name a column such as year, release or region",
        )
    named: dict[str, list[Any]] = {}
    for value, _ in table.count_by([column]):
        named.setdefault(grouping.name(value), []).append(value)
    return dict(sorted(named.items()))


def _reference(
    table: Table, grouping: Grouping, groups: Mapping[str, list[Any]], reference: Any
) -> str:
    name = grouping.name(reference)
    if name in groups:
        return name
    more = f" and {len(groups) - SHOWN} more" if len(groups) > SHOWN else ""
    raise DataError(
        f"reference of group column {grouping.column!r} of {table.name}",
        allowed=f"one of {', '.join(list(groups)[:SHOWN])}{more}",
        found=name,
        remedy="name the group that the others are held against",
    )


def _only(outcomes: OutcomeTable, column: str, values: Sequence[Any]) -> OutcomeTable:
    """Keep the rows of one group."""
    key = nw.col(column)
    conditions = [key.is_null() if value is None else key == value for value in values]
    return replace(outcomes, table=outcomes.table.filter(reduce(or_, conditions)))


def _changes(
    wholes: Mapping[str, Paired],
    against: str,
    *,
    limit: float | None,
    level: float,
    min_rows: int,
) -> tuple[GroupChange, ...]:
    """Hold every other group against the reference."""
    reference = wholes[against]
    between = {name: unpaired(reference, one) for name, one in wholes.items() if name != against}
    q = _adjusted(between.values(), least=min_rows)
    changes = [
        GroupChange(
            group=name,
            n=one.n,
            rate=one.candidate(level),
            change=(change := one.worsening(level)),
            ratio=one.ratio(level),
            q=adjusted,
            verdict=verdict(change, limit),
            rows_needed=rows_needed(one, limit, level),
        )
        for (name, one), adjusted in zip(between.items(), q, strict=True)
    ]
    return tuple(sorted(changes, key=_worst_first))


def _segments(
    groupings: Sequence[Grouping],
    splits: Mapping[str, Sequence[Splits]],
    against: str,
    *,
    level: float,
    min_rows: int,
) -> tuple[GroupSegment, ...]:
    """Make every segment of every other group, with its q among those that were tested."""
    found = [
        (group, {grouping.column: name}, inside, outside, *before.get(name, (None, None)))
        for group, tables in splits.items()
        if group != against
        for grouping, now, before in zip(groupings, tables, splits[against], strict=True)
        for name, (inside, outside) in now.items()
    ]
    changes = [_between(reference, inside) for _, _, inside, _, reference, _ in found]
    segments = [
        GroupSegment(
            conditions=conditions,
            group=group,
            n=inside.n,
            rate=inside.baseline(level),
            reference=reference.baseline(level) if reference else None,
            change=change.worsening(level) if change else None,
            q=q,
            gap_in_reference=_gap(reference, others, level),
            gap=_gap(inside, outside, level),
        )
        for (group, conditions, inside, outside, reference, others), change, q in zip(
            found, changes, _adjusted(changes, least=min_rows), strict=True
        )
    ]
    return tuple(sorted(segments, key=_worst_first))


def _between(reference: Paired | None, rows: Paired) -> Unpaired | None:
    return unpaired(reference, rows) if reference else None


def _gap(rows: Paired | None, others: Paired | None, level: float) -> Estimate | None:
    return unpaired(others, rows).worsening(level) if rows and others else None


def _adjusted(changes: Iterable[Unpaired | None], *, least: int) -> list[float | None]:
    """Give the q-value of each change with enough rows on both sides, and None for the others."""
    enough = [
        change if change and min(change.n, change.reference_n) >= least else None
        for change in changes
    ]
    q = iter(benjamini_hochberg([change.p_value() for change in enough if change]).tolist())
    return [next(q) if change else None for change in enough]


def _worst_first(row: GroupChange | GroupSegment) -> tuple[bool, float]:
    return row.too_few, -row.change.low if row.change else math.inf


def _fingerprint(wholes: Mapping[str, Paired], splits: Mapping[str, Sequence[Splits]]) -> str:
    counted = (pair for tables in splits.values() for table in tables for pair in table.values())
    return fingerprint((*wholes.items(), *counted))
