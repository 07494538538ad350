"""Totals the rows inside each group, and all those outside it.

A gap is between the two.  The rows outside are counted by taking away: from four
counts, and from sums over independent rows, what is inside can simply be subtracted.

With several rows to a unit it cannot, because squares are taken of a unit's totals,
and a user may have rows on either side.  So the units that have rows inside are
taken out whole, and put back without those rows: three sums, none of them over rows
that travel.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

import narwhals as nw

from bugcase.compare.totals import PRODUCTS, Groups, OutcomeTable
from bugcase.data.levels import Grouping
from bugcase.stats.paired import Paired, PairedCounts, PairedMeans

Splits: TypeAlias = Mapping[str, tuple[Paired, Paired | None]]


def split(outcomes: OutcomeTable, groupings: tuple[Grouping, ...]) -> list[Splits]:
    """Total the rows inside and outside each group of each grouping, by the group's name.

    A group outside which there are no rows has None there.
    """
    whole = outcomes.overall()
    if whole is None:
        return [{} for _ in groupings]
    if outcomes.question.unit:
        return [_split_units(outcomes, whole, grouping) for grouping in groupings]
    return [
        {name: (inside, _known(_sum(whole, inside, sign=-1))) for name, inside in groups.items()}
        for groups in outcomes.by_each(groupings)
    ]


def _split_units(outcomes: OutcomeTable, whole: Paired, grouping: Grouping) -> Splits:
    """Take out the units that have rows inside, and put them back without those rows."""
    unit = outcomes.question.unit
    assert unit is not None
    columns = [column for column in outcomes.columns if column not in (*PRODUCTS, "__units")]
    keys = [unit] if grouping.key == unit else [grouping.key, unit]
    totals = outcomes.table.totals_per(keys, columns)
    everywhere = {column: nw.col(column).sum().over(unit) for column in columns}
    elsewhere = {column: total - nw.col(column) for column, total in everywhere.items()}

    def by_group(**expressions: nw.Expr) -> Groups:
        table = totals.with_columns(**expressions).filter(nw.col("__rows") > 0)
        (groups,) = replace(outcomes, table=table).by_each([grouping])
        return groups

    inside, out, back = by_group(), by_group(**everywhere), by_group(**elsewhere)
    outside = {name: _sum(whole, out[name], sign=-1) for name in inside}
    outside |= {name: _sum(outside[name], back[name], sign=1) for name in inside if name in back}
    return {name: (inside[name], _known(outside[name])) for name in inside}


def _known(rows: Paired) -> Paired | None:
    return rows if rows.n else None


def _sum(rows: Paired, others: Paired, *, sign: int) -> Paired:
    """Put other rows to some, or take them away."""
    if isinstance(rows, PairedCounts) and isinstance(others, PairedCounts):
        return _sum_of_counts(rows, others, sign=sign)
    assert isinstance(rows, PairedMeans)
    assert isinstance(others, PairedMeans)
    only = None
    if rows.only and others.only:
        only = (rows.only[0] + sign * others.only[0], rows.only[1] + sign * others.only[1])
    sums = replace(
        rows.sums,
        n=rows.sums.n + sign * others.sums.n,
        units=rows.sums.units + sign * others.sums.units,
        totals=rows.sums.totals + sign * others.sums.totals,
        products=rows.sums.products + sign * others.sums.products,
    )
    return replace(rows, only=only, sums=sums)


def _sum_of_counts(rows: PairedCounts, others: PairedCounts, *, sign: int) -> PairedCounts:
    return replace(
        rows,
        both=rows.both + sign * others.both,
        candidate_only=rows.candidate_only + sign * others.candidate_only,
        baseline_only=rows.baseline_only + sign * others.baseline_only,
        neither=rows.neither + sign * others.neither,
    )
