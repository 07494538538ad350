"""Compares two models on the same rows: overall, by segment, and with the limit.

The question before a release is never "how good is the next model" but "how
much worse is it than what people have today", and both models have scored the
same rows.  So every number here is paired: the worsening is measured row by row
(or user by user), and its interval, not two separate ones, meets the limit.

The verdict has three zones.  An interval wholly above the agreed limit says
halt; wholly at or below it, go; one that holds the limit says that it is not
yet known, and how many more rows would tell.  Without a limit that was agreed
there is a finding and no verdict.

Rows that the candidate does not answer are in no number, and a model may well fail
to answer where it is worst.  So "go" has to hold with each of them counted as wrong.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import narwhals as nw

from bugcase.compare.cross import Cross, crossed
from bugcase.compare.labels import only_known
from bugcase.compare.metrics import METRICS, Metric, MetricName
from bugcase.compare.onset import Onset, find_onset
from bugcase.compare.totals import Groups, Question, outcome_table
from bugcase.compare.verdict import Verdict, rows_needed, verdict
from bugcase.data.levels import Grouping, LeftOut, group_columns
from bugcase.data.native import make_frame
from bugcase.data.opening import open_table
from bugcase.data.provenance import Source, fingerprint
from bugcase.data.table import Table
from bugcase.errors import DataError
from bugcase.estimate import Estimate
from bugcase.stats.fdr import benjamini_hochberg

DISCOVERY_RATE = 0.05  # of the segments that are called worse, one in twenty may be so by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One group of rows under both models.

    `conditions` says which rows ({"country": "PT"}).  `q` is the
    Benjamini-Hochberg adjusted p-value over all segments that were tested; it is
    None in a segment with too few rows to say anything.
    """

    conditions: Mapping[str, str]
    n: int
    baseline: Estimate
    candidate: Estimate
    worsening: Estimate
    q: float | None

    @property
    def too_few(self) -> bool:
        """Whether the segment holds too few rows to be tested."""
        return self.q is None

    def is_worse(self, than: float = 0.0) -> bool:
        """Whether the whole interval lies above `than`, and chance alone does not explain it."""
        return is_worse(self.worsening, self.q, than)


def is_worse(change: Estimate, q: float | None, than: float = 0.0) -> bool:
    """Whether a whole change lies above `than`, and chance alone does not explain it."""
    return q is not None and q <= DISCOVERY_RATE and change.low > than


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two models on the same rows.

    Attributes
    ----------
    baseline, candidate
        The metric of each model.
    worsening
        How much worse the candidate is: its rate minus the baseline's, or the
        reverse for a metric of which more is better.
    by, unit
        The columns that were named as groups, None for all, and as the unit.
    limit
        The largest worsening that was agreed to be tolerable; None if none was.
    verdict
        "halt", "go" or "not yet known"; None without a limit.  "go" only where it would
        be so if the candidate were wrong in every row that it does not answer.
    rows_needed
        How many further rows, of all classes, would settle "not yet known" if the
        estimate holds; None where there is nothing to settle, or no number would.
    unanswered
        Rows that have a label and the baseline's prediction, and none of the candidate.
    segments
        Every segment of every group column, worst first by the low end of the
        worsening's interval, so that small groups do not lead by chance; those
        with too few rows to say come last.
    left_out
        Columns that make no groups, and why.
    cross
        The old and the new code on old and new data, where it was asked for.
    onset
        The worsening over time or builds and where it began, where it was asked for.
    """

    metric: str
    label: str | None
    baseline_name: str
    candidate_name: str
    baseline: Estimate
    candidate: Estimate
    worsening: Estimate
    by: tuple[str, ...] | None
    unit: str | None
    limit: float | None
    verdict: Verdict | None
    rows_needed: int | None
    segments: tuple[Segment, ...]
    left_out: tuple[LeftOut, ...]
    source: Source
    unanswered: int = 0
    frame_kind: str = "duckdb"
    cross: Cross | None = None
    onset: Onset | None = None

    def to_frame(self) -> Any:
        """Return overall and all segments as a table in the kind of frame that came in.

        One row overall (no conditions), then one per segment; an Estimate becomes
        three columns: value, low, high.
        """
        columns: dict[str, list[Any]] = {"column": [None], "group": [None]}
        for segment in self.segments:
            ((column, level),) = segment.conditions.items()
            columns["column"].append(column)
            columns["group"].append(level)
        every: tuple[Comparison | Segment, ...] = (self, *self.segments)
        columns["n"] = [row.worsening.n for row in every]
        for name in ("baseline", "candidate", "worsening"):
            estimates: list[Estimate] = [getattr(row, name) for row in every]
            columns[name] = [estimate.value for estimate in estimates]
            columns[f"{name}_low"] = [estimate.low for estimate in estimates]
            columns[f"{name}_high"] = [estimate.high for estimate in estimates]
        columns["q"] = [None, *(segment.q for segment in self.segments)]
        return make_frame(columns, self.frame_kind)


def compare_models(
    frame_or_path: Any,
    *,
    label: str | None = None,
    baseline: str | None = None,
    candidate: str | None = None,
    by: Sequence[str] | None = None,
    unit: str | None = None,
    weight: str | None = None,
    metric: MetricName = "error rate",
    positive: Any | None = None,
    loss: tuple[str, str] | None = None,
    limit: float | None = None,
    cross: str | tuple[str, Any, Any] | None = None,
    onset: str | None = None,
    level: float = 0.95,
    min_rows: int = 30,
) -> Comparison:
    """Measure how much worse one model is than another on the same rows, and where.

    Parameters
    ----------
    frame_or_path
        The rows: a dataframe of any kind, a relation, or a file's path.
    label, baseline, candidate
        The columns of the truth, of today's model's predictions and of the next
        one's.  Rows in which one of them is missing are left out and counted.
    by
        The columns whose groups become segments; None for every other column that
        can be groups, an empty list for none.
    unit
        The column that says which rows belong together (user, order, session).
        Intervals are then cluster-robust.
    weight
        A column of non-negative weights.
    metric
        What to measure: "error rate", "false positive rate", "false negative
        rate", "share of false positives" or "share of false negatives" (of all
        rows), "precision", "recall", "absolute error", "squared error", "log
        loss" or "Brier score".
    positive
        The class that a metric of one class is about; 1 or True where the label
        is of 0 and 1.
    loss
        Two columns with the loss of each row under the baseline and the candidate
        (euros, seconds), in place of label, predictions and metric.
    limit
        The largest worsening agreed to be tolerable, in the metric's unit: 0.005
        is 5 per 1,000.
    cross
        A column with two values, old data and new, the old first in order; or the
        column with the two values, such as ``("year", 2015, 2018)``.  Tells a defect
        of the code from a drift of the data.
    onset
        A column of times, builds or versions, over which the start of the worsening
        is looked for.
    level
        The confidence level of all intervals.
    min_rows
        Segments with fewer rows are shown and not tested.

    Returns
    -------
    Comparison

    Raises
    ------
    DataError
        Where the data cannot answer: a column is missing or empty, the values of
        label and predictions never meet, there are no rows, a number is infinite.
    ValueError
        Where the question cannot be asked: no columns named, a level of 95.

    Notes
    -----
    Independent rows and outcomes that happen or not: Wilson's interval for a rate,
    Tango's for the worsening, McNemar's mid-p for the test.  With a unit or weights, the
    same on counts divided by the design effect (`clusters`).  Losses: Student's t,
    cluster-robust (CR1) with a unit; precision: linearisation (`PairedRatios`).

    Segments carry Benjamini-Hochberg q-values, which allow for how many were looked
    at; a segment that is chosen here because it is the worst still looks worse than
    it is (use `find_slices`, which confirms on rows it did not search).

    Do not use it where the two models have scored different rows (other years,
    other regions): that is `compare_groups`.

    Examples
    --------
    >>> import narwhals as nw
    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "y": [1] * 2000, "live": [1] * 1900 + [0] * 100, "next": [1] * 1800 + [0] * 200,
    ... })
    >>> found = compare_models(frame, label="y", baseline="live", candidate="next", limit=0.005)
    >>> found.verdict, found.worsening.value
    ('halt', 0.05)
    """
    if not 0 < level < 1:
        raise ValueError(f"level lies between 0 and 1, such as 0.95; found {level!r}")
    question = Question(
        columns=_roles(label, baseline, candidate, loss),
        metric=None if loss else named_metric(metric),
        positive=positive,
        unit=unit,
        weight=weight,
    )
    check_limit(limit, question)
    every_row = open_table(frame_or_path)
    roles = dict(question.columns)
    roles |= {role: column for role, column in (("unit", unit), ("weight", weight)) if column}
    table, rows_left_out = only_known(every_row, roles)
    (rows,) = table.summarise([nw.len()])
    unanswered = _unanswered(every_row, question) if rows_left_out else 0
    apart = {"cross": cross if isinstance(cross, str) else cross[0]} if cross else {}
    apart |= {"onset": onset} if onset else {}
    for role, column in apart.items():
        table.require(column, role)
    taken = (*roles.values(), *apart.values())
    table, groupings, left_out = group_columns(table, by, taken=taken)
    outcomes = outcome_table(table, question)
    whole = outcomes.overall()
    if whole is None:
        raise DataError(
            f"{question.name} in {table.name}",
            allowed="rows that count for it under both models",
            found="none",
            remedy="choose another metric, or name another class as positive",
        )
    groups = outcomes.by_each(groupings)
    worsening = whole.worsening(level)
    return Comparison(
        metric=question.name,
        label=label,
        baseline_name=question.columns["baseline"],
        candidate_name=question.columns["candidate"],
        baseline=whole.baseline(level),
        candidate=whole.candidate(level),
        worsening=worsening,
        by=None if by is None else tuple(by),
        unit=unit,
        limit=limit,
        verdict=_verdict(worsening, limit, question, unanswered=unanswered),
        rows_needed=_of_all_rows(rows_needed(whole, limit, level), rows / whole.n),
        segments=_segments(groupings, groups, level=level, min_rows=min_rows),
        left_out=left_out,
        source=Source.now(
            data=table.name,
            asked=table.asked,
            sha256=table.sha256 or fingerprint((whole, *(p for g in groups for p in g.values()))),
            rows=int(rows),
            left_out=rows_left_out,
            columns=(*dict.fromkeys((*taken, *(g.column for g in groupings))),),
            method=worsening.method,
        ),
        unanswered=unanswered,
        frame_kind=table.kind,
        cross=crossed(outcomes, cross, limit=limit, level=level) if cross else None,
        onset=find_onset(outcomes, onset, level) if onset else None,
    )


def _unanswered(table: Table, question: Question) -> int:
    """Count the rows in which nothing but the candidate is missing."""
    columns = dict(question.columns)
    missing = nw.col(columns.pop("candidate")).is_null()
    known = (~nw.col(column).is_null() for column in columns.values())
    (rows,) = table.summarise(
        [nw.all_horizontal(missing, *known, ignore_nulls=False).cast(nw.Int64).sum()]
    )
    return int(rows)


def _verdict(
    worsening: Estimate, limit: float | None, question: Question, *, unanswered: int
) -> Verdict | None:
    """Hold a worsening against the limit, and "go" also with what the candidate left open."""
    found = verdict(worsening, limit)
    if found != "go" or limit is None or not unanswered:
        return found
    if not (question.is_proportion and question.metric and question.metric.among is None):
        return "not yet known"  # nothing says how wrong a row without an answer is
    n = worsening.n
    at_worst = (n * worsening.high + unanswered) / (n + unanswered)
    return "go" if at_worst <= limit else "not yet known"


def _of_all_rows(rows: int | None, share: float) -> int | None:
    """Say in rows of the table what was said in rows that count for the metric."""
    return None if rows is None else math.ceil(rows * share)


def _roles(
    label: str | None,
    baseline: str | None,
    candidate: str | None,
    loss: tuple[str, str] | None,
) -> dict[str, str]:
    if loss is not None:
        roles = dict(zip(("baseline", "candidate"), loss, strict=True))
    elif label is None or baseline is None or candidate is None:
        raise ValueError("name the columns of label, baseline and candidate, or two of loss")
    else:
        roles = {"label": label, "baseline": baseline, "candidate": candidate}
    for role, column in roles.items():
        twice = [one for one, named in roles.items() if named == column and one != role]
        if twice:
            raise DataError(
                f"the columns of {role} and {twice[0]}",
                allowed="two different ones",
                found=f"{column!r} for both",
                remedy="name the column that each of them is in",
            )
    return roles


def named_metric(name: str) -> Metric:
    """Find a metric by its name, or refuse it."""
    for metric in METRICS:
        if metric.name == name:
            return metric
    raise DataError(
        "metric",
        allowed=f"one of {', '.join(get_args(MetricName))}",
        found=repr(name),
        remedy="name one of these, or hand over two columns as loss",
    )


def check_limit(limit: float | None, question: Question) -> None:
    """Refuse a limit that the metric's unit cannot have."""
    if limit is None:
        return
    most = 1 if question.is_proportion else float("inf")
    if not 0 <= limit <= most:
        per_1000 = most == 1 < limit <= 1000
        raise DataError(
            "limit",
            allowed="a share from 0 to 1 (0.005 is 5 per 1,000)" if most == 1 else "zero or more",
            found=str(limit),
            remedy=f"did you mean {limit / 1000:g}?"
            if per_1000
            else "give the largest worsening that was agreed to be tolerable",
        )


def _segments(
    groupings: Sequence[Grouping], groups: Sequence[Groups], *, level: float, min_rows: int
) -> tuple[Segment, ...]:
    """Make every group a segment, with its q among those that were tested."""
    found = [
        (grouping.column, name, paired)
        for grouping, named in zip(groupings, groups, strict=True)
        for name, paired in named.items()
    ]
    tested = [paired for _, _, paired in found if paired.n >= min_rows]
    adjusted = iter(benjamini_hochberg([paired.p_value() for paired in tested]))
    segments = [
        Segment(
            conditions={column: name},
            n=paired.n,
            baseline=paired.baseline(level),
            candidate=paired.candidate(level),
            worsening=paired.worsening(level),
            q=float(next(adjusted)) if paired.n >= min_rows else None,
        )
        for column, name, paired in found
    ]
    return tuple(sorted(segments, key=lambda one: (one.too_few, -one.worsening.low)))
