"""Turns a question into sums: what each row adds, and the totals that come back.

A question names its columns and its metric.  Here it becomes a few columns of
numbers on the rows, wherever they live, and only their sums are collected: four
counts where rows are independent and outcomes happen or not, and otherwise the
totals of each unit and of their products (see `bugcase.stats.paired`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any, TypeAlias

import narwhals as nw
import numpy as np

from bugcase.compare.labels import as_classes, as_finite, is_class, positive_class
from bugcase.compare.metrics import Metric
from bugcase.data.levels import Grouping
from bugcase.data.table import Row, Table
from bugcase.errors import DataError
from bugcase.estimate import PROPORTION, Unit
from bugcase.stats.paired import Paired, PairedCounts, PairedMeans, PairedRatios, Sums

Groups: TypeAlias = Mapping[str, Paired]

ONLY = ("__candidate_only", "__baseline_only")
COUNTS = ("__both", *ONLY, "__rows")
TOTALS = ("__y_baseline", "__m_baseline", "__y_candidate", "__m_candidate")
PAIRS = tuple(combinations_with_replacement(range(len(TOTALS)), 2))
PRODUCTS = tuple(f"__product_{i}{j}" for i, j in PAIRS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the rows.

    `columns` maps roles to columns: label, baseline and candidate; or, where
    `metric` is None, the losses of baseline and candidate.
    """

    columns: Mapping[str, str]
    metric: Metric | None
    positive: Any | None = None
    unit: str | None = None
    weight: str | None = None

    @property
    def name(self) -> str:
        """What is measured, in words."""
        return self.metric.name if self.metric else "loss"

    @property
    def is_proportion(self) -> bool:
        """Whether the metric counts rows."""
        return self.metric is not None and self.metric.is_proportion

    @property
    def higher_is_better(self) -> bool:
        """Whether a fall is a worsening."""
        return self.metric is not None and self.metric.higher_is_better

    @property
    def same_rows(self) -> bool:
        """Whether the rows that count are the same under both models."""
        return self.metric is None or self.metric.paired_rows

    @property
    def countable(self) -> bool:
        """Whether an outcome happens or not, in the same rows."""
        return self.is_proportion and self.same_rows

    @property
    def exact(self) -> bool:
        """Whether four counts hold all that an interval needs."""
        return self.countable and self.unit is None and self.weight is None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeTable:
    """Rows with the columns that are summed, ready to be totalled by any group."""

    table: Table
    question: Question
    columns: tuple[str, ...]
    origin: float

    def overall(self) -> Paired | None:
        """Total all rows; None where no row counts."""
        (sums,) = self._sums(None)
        return self._paired(sums[1:])

    def by_each(self, groupings: Sequence[Grouping]) -> list[Groups]:
        """Total the rows within each group of each grouping, by the group's name.

        A group in which nothing counts under one of the models has no rate, and is
        left out.
        """
        if self.question.unit:
            tables = [self._sums(grouping.key) for grouping in groupings]
        else:
            tables = self.table.sums_by_each([g.key for g in groupings], self.columns)
        return [
            self._named(grouping, rows) for grouping, rows in zip(groupings, tables, strict=True)
        ]

    def _named(self, grouping: Grouping, rows: Iterable[Row]) -> Groups:
        sums: dict[str, np.ndarray[Any, Any]] = {}
        for value, *row in rows:
            name = grouping.name(value)  # a null and a NaN share one
            sums[name] = sums.get(name, 0) + np.array(row)
        paired = {name: self._paired(row.tolist()) for name, row in sorted(sums.items())}
        return {name: one for name, one in paired.items() if one is not None}

    def _sums(self, key: str | None) -> list[Row]:
        table = self.table
        if unit := self.question.unit:
            keys = [unit] if key in (None, unit) else [key, unit]
            table = _with_products(table.totals_per(keys, self._per_unit))
        return table.sums_by(key, self.columns)

    @property
    def _per_unit(self) -> list[str]:
        return [column for column in self.columns if column not in (*PRODUCTS, "__units")]

    def _paired(self, sums: Sequence[Any]) -> Paired | None:
        total = dict(zip(self.columns, (value or 0 for value in sums), strict=True))
        question = self.question
        if not total["__rows"]:
            return None
        if question.exact:
            both, candidate_only, baseline_only, rows = (int(total[c]) for c in COUNTS)
            return PairedCounts(
                both=both,
                candidate_only=candidate_only,
                baseline_only=baseline_only,
                neither=rows - both - candidate_only - baseline_only,
                higher_is_better=question.higher_is_better,
            )
        totals = np.array([total[c] for c in TOTALS], dtype=float)
        if not (totals[1] and totals[3]):
            return None
        products = np.empty((4, 4))
        for (i, j), column in zip(PAIRS, PRODUCTS, strict=True):
            products[i, j] = products[j, i] = total[column]
        found = Sums(
            n=int(total["__rows"]),
            units=int(total["__units"]),
            totals=totals,
            products=products,
            origin=self.origin,
        )
        if question.same_rows:
            return PairedMeans(
                sums=found,
                unit=PROPORTION if question.is_proportion else Unit(question.name),
                higher_is_better=question.higher_is_better,
                only=(total[ONLY[0]], total[ONLY[1]]) if question.countable else None,
            )
        return PairedRatios(sums=found, higher_is_better=question.higher_is_better)


def outcome_table(table: Table, question: Question) -> OutcomeTable:
    """Put onto each row what it adds to the totals.

    Raises
    ------
    DataError
        Where label and predictions are not what the metric needs.
    """
    if question.metric is None:
        baseline, candidate = (
            as_finite(table, role, question.columns[role]) for role in ("baseline", "candidate")
        )
        return _totals(table, question, (baseline, candidate), None)
    label, baseline, candidate = _understood(table, question, question.metric)
    metric = question.metric
    outcomes = (metric.outcome(label, baseline), metric.outcome(label, candidate))
    among = metric.among and (metric.among(label, baseline), metric.among(label, candidate))
    if among:  # rows that count under neither model play no part
        table = table.with_columns(__a=among[0], __b=among[1], __c=outcomes[0], __d=outcomes[1])
        among, outcomes = (nw.col("__a"), nw.col("__b")), (nw.col("__c"), nw.col("__d"))
        table = table.filter(among[0] | among[1])
    if not question.exact:
        return _totals(table, question, outcomes, among)
    return OutcomeTable(
        table=table.with_columns(**_counts(*outcomes)),
        question=question,
        columns=COUNTS,
        origin=0.0,
    )


def _understood(table: Table, question: Question, metric: Metric) -> tuple[nw.Expr, ...]:
    """Bring label and predictions to the form that the metric's expressions take."""
    columns = {role: question.columns[role] for role in ("label", "baseline", "candidate")}
    if metric.kind == "numbers":
        return tuple(as_finite(table, role, column) for role, column in columns.items())
    if metric.kind == "probabilities":
        (label,), classes = _classes(table, {"label": columns["label"]})
        positive = positive_class(table, columns["label"], classes, question.positive)
        truth = is_class(label, positive)
        return (truth, *(_probability(table, metric, truth, r, columns[r]) for r in ROLES))
    expressions, classes = _classes(table, columns)
    if metric.kind == "classes":
        return expressions
    positive = positive_class(table, columns["label"], classes, question.positive)
    return tuple(is_class(expression, positive) for expression in expressions)


ROLES = ("baseline", "candidate")


def _classes(table: Table, columns: Mapping[str, str]) -> tuple[tuple[nw.Expr, ...], list[Any]]:
    expressions, classes = as_classes(table, columns)
    return tuple(expressions.values()), classes


def _probability(table: Table, metric: Metric, truth: nw.Expr, role: str, column: str) -> nw.Expr:
    probability = as_finite(table, role, column)
    wrong = truth & (probability == 0) | ~truth & (probability == 1)
    outside, certain = table.summarise(
        [((probability < 0) | (probability > 1)).cast(nw.Int64).sum(), wrong.cast(nw.Int64).sum()]
    )
    if outside:
        raise DataError(
            f"{role} column {column!r} of {table.name}",
            allowed="probabilities from 0 to 1",
            found=f"{outside:,} values outside",
            remedy="name the column with the probability of the positive class",
        )
    if metric.name == "log loss" and certain:
        raise DataError(
            f"{role} column {column!r} of {table.name}",
            allowed="no probability of exactly 0 for what happened (its log loss is infinite)",
            found=f"{certain:,} of them",
            remedy="measure the Brier score, or keep the model from being certain",
        )
    return probability


def _counts(baseline: nw.Expr, candidate: nw.Expr) -> dict[str, nw.Expr]:
    return {
        "__both": (baseline & candidate).cast(nw.Int64),
        "__candidate_only": (~baseline & candidate).cast(nw.Int64),
        "__baseline_only": (baseline & ~candidate).cast(nw.Int64),
        "__rows": nw.lit(1, nw.Int64),
    }


def _totals(
    table: Table,
    question: Question,
    outcomes: tuple[nw.Expr, nw.Expr],
    among: tuple[nw.Expr, nw.Expr] | None,
) -> OutcomeTable:
    weight = _weight(table, question.weight)
    origin = 0.0
    if not question.is_proportion:
        # a large common offset would leave no digits for the variance
        (origin,) = table.summarise([outcomes[0].mean()])
    columns: dict[str, nw.Expr] = {"__rows": nw.lit(1, nw.Int64)}
    for i, outcome in enumerate(outcomes):
        counted = among[i].cast(nw.Float64) if among else nw.lit(1.0)
        columns[TOTALS[2 * i]] = (outcome.cast(nw.Float64) - origin * counted) * weight
        columns[TOTALS[2 * i + 1]] = counted * weight
    if question.countable:
        counts = _counts(*outcomes)
        columns |= {column: counts[column].cast(nw.Float64) * weight for column in ONLY}
    table = table.with_columns(**columns)
    if not question.unit:
        table = _with_products(table)
    return OutcomeTable(
        table=table,
        question=question,
        columns=(*columns, "__units", *PRODUCTS),
        origin=origin,
    )


def _with_products(table: Table) -> Table:
    products = {
        column: nw.col(TOTALS[i]) * nw.col(TOTALS[j])
        for (i, j), column in zip(PAIRS, PRODUCTS, strict=True)
    }
    return table.with_columns(__units=nw.lit(1, nw.Int64), **products)


def _weight(table: Table, column: str | None) -> nw.Expr:
    if column is None:
        return nw.lit(1.0)
    weight = as_finite(table, "weight", column)
    negative, total = table.summarise([(weight < 0).cast(nw.Int64).sum(), weight.sum()])
    if negative or not total:
        raise DataError(
            f"weight column {column!r} of {table.name}",
            allowed="weights of zero or more, not all zero",
            found=f"{negative:,} negative weights" if negative else "only zeros",
            remedy="name the column that holds the weights",
        )
    return weight
