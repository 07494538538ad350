"""Where does it hurt most?  The slices of the rows that are home to a bug.

A *slice* is the rows that meet up to three conditions, "moved: within the year,
marital_status: married".  All of them are counted exactly, tens of thousands, in
a few passes over one half of the rows:

1. Columns become dimensions of a few levels, a byte a row (`encoding`).
2. The rows are cut into two halves, by unit where one is named (`halves`).
3. A handful of *cuboids* counts every slice of the first half (`cuboids`).
4. Each slice is held against the rest of the rows and, where there are two
   models, against itself before (`contrast`); Benjamini-Hochberg allows for how
   many were looked at.  The strongest is shortened to the conditions it needs and
   peeled off, until nothing passes: one bug, one slice (`search`).
5. What was found is measured again in the second half, which took no part in the
   search, without the rows of the slices found before it.  Only what is worse
   there too, at a q over the slices found, is *confirmed*.

The counting is the same in memory and on an engine (`populations`).
"""

import html
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import narwhals as nw
import numpy as np
from scipy.special import ndtr

from bugcase import wording
from bugcase.errors import DataError
from bugcase.estimate import Estimate
from bugcase.evidence.contrast import Contrast, Kind
from bugcase.evidence.cuboids import most_levels
from bugcase.evidence.encoding import Dimension, Role, find_dimensions, find_disguises, least_rows
from bugcase.evidence.frames import Table, make_frame, open_table
from bugcase.evidence.labels import as_classes, as_finite, only_known
from bugcase.evidence.levels import LeftOut, bin_number, quintile_edges
from bugcase.evidence.populations import (
    NUMBER,
    OUTCOME,
    UNIT,
    Population,
    read_rows,
    remote_rows,
)
from bugcase.evidence.proportions import benjamini_hochberg
from bugcase.evidence.provenance import Source, fingerprint
from bugcase.evidence.search import Found, Tick, search
from bugcase.version import __version__

__all__ = ["Slice", "Slices", "find_slices"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """The rows that meet a few conditions, and how they fare.

    Attributes
    ----------
    conditions
        Column to the name of its level.
    n, baseline, candidate, worsening
        Over **all** rows of the slice, so that anybody can count them again.  The
        candidate is None for one model, and the worsening is then the difference to
        the rows of neither this slice nor those found before it; for two groups of
        rows, baseline and candidate are the metric in the rows before and after.  As
        the slice was picked for being bad, its worsening here is a little flattered:
        quote `confirmed`.
    q
        Benjamini-Hochberg q among all slices looked at, in the half that was searched.
    confirmed
        The worsening over the rows of the slice in the **other half**, less those of
        the slices found before it; None where it has no rows there.
    is_confirmed
        Whether it is worse there too: the interval lies above 0, and so it is
        against the other rows at the same q over the slices found.
    share_of_excess
        What part of all excess errors is the slice's, over the rows of `confirmed`.
        Above 1 where the candidate is better elsewhere; None where there is no
        excess over all rows that is clearly above 0.
    kind
        "two models", "one model" or "two groups".
    """

    conditions: Mapping[str, str]
    n: int
    baseline: Estimate
    candidate: Estimate | None
    worsening: Estimate
    q: float
    confirmed: Estimate | None
    is_confirmed: bool
    share_of_excess: Estimate | None
    kind: Kind

    @property
    def sentence(self) -> str:
        """Say the slice in plain words, with what the other half of the rows made of it."""
        who = f"{wording.conditions(self.conditions)} ({wording.count(self.n)} rows)"
        now, before = self.candidate or self.baseline, self.baseline
        if self.candidate is None:
            told = f"{_amount(now)}, {_change(self.worsening)} than elsewhere"
        else:
            told = f"{_amount(now)}, {_amount(before).split()[0]} before"
        if self.confirmed is None or not self.is_confirmed:
            return f"{who}: {told}. Not confirmed on the rows that were not searched."
        return f"{who}: {told}. On the rows that were not searched, {_interval(self.confirmed)}."


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Slices:
    """The slices that were found, strongest first, and what they were found among.

    Attributes
    ----------
    slices
        One slice for each bug, at most 20.
    examined
        How many slices were looked at.
    least
        The fewest rows that a slice needed, in the half that was searched.
    left_out
        Columns that took no part, and why.
    source
        Where the numbers come from.
    """

    slices: tuple[Slice, ...]
    examined: int
    least: int
    depth: int
    metric: str
    kind: Kind
    label: str | None
    baseline_name: str
    candidate_name: str | None
    unit: str | None
    left_out: tuple[LeftOut, ...]
    source: Source
    frame_kind: str = "duckdb"

    @property
    def confirmed(self) -> tuple[Slice, ...]:
        """The slices that held in the rows that were not searched."""
        return tuple(one for one in self.slices if one.is_confirmed)

    def __repr__(self) -> str:
        lines = [
            self._headline(),
            *(f"{i}. {one.sentence}" for i, one in enumerate(self.slices, 1)),
        ]
        lines += [f"Left out: {one.column} ({one.why})" for one in self.left_out]
        return "\n".join(lines)

    def _headline(self) -> str:
        examined = (
            f"{wording.count(self.examined)} slices of up to {self.depth} conditions examined"
        )
        return f"{examined}: {len(self.slices)} found, {len(self.confirmed)} confirmed."

    def _repr_html_(self) -> str:
        head = "".join(
            f"<th>{name}</th>" for name in ("", "slice", "rows", *_MEASURES, "confirmed")
        )
        body = "".join(
            f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in cells)}</tr>"
            for cells in (_cells(i, one) for i, one in enumerate(self.slices, 1))
        )
        left = "; ".join(f"{one.column}: {one.why}" for one in self.left_out)
        note = f"<p>Left out: {html.escape(left)}.</p>" if left else ""
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return f"<p>{html.escape(self._headline())}</p>{table if self.slices else ''}{note}"

    def to_frame(self) -> Any:
        """Return the slices as a table in the kind of frame that came in.

        One row a slice; its conditions in words; an Estimate becomes three columns:
        value, low, high.
        """
        columns: dict[str, list[Any]] = {
            "slice": [wording.conditions(one.conditions) for one in self.slices],
            "n": [one.n for one in self.slices],
        }
        for name in (*_MEASURES, "confirmed", "share_of_excess"):
            estimates: list[Estimate | None] = [getattr(one, name) for one in self.slices]
            columns[name] = [one and one.value for one in estimates]
            columns[f"{name}_low"] = [one and one.low for one in estimates]
            columns[f"{name}_high"] = [one and one.high for one in estimates]
        columns["q"] = [one.q for one in self.slices]
        columns["is_confirmed"] = [one.is_confirmed for one in self.slices]
        return make_frame(columns, self.frame_kind)


_MEASURES = ("baseline", "candidate", "worsening")


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
        label and predictions never meet, there are no rows, a number is infinite.
    ValueError
        Where the question itself is none: no columns named, a level of 95.

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
    if loss is not None and len(columns) == 2:  # noqa: PLR2004  (one model, or two)
        kind = "two models"
    roles = columns | {role: one for role, one in (("unit", unit), ("group", group)) if one}
    table, rows_left_out = only_known(open_table(frame_or_path), roles)
    (rows,) = (int(one) for one in table.summarise([nw.len()]))
    table, dimensions, left_out = find_dimensions(
        table, by, taken=tuple(roles.values()), rows=rows, most=most_levels(depth)
    )
    table, contrast, secrets = _with_outcomes(table, kind, columns, loss, group, reference)
    if unit is not None:
        table = table.with_columns(**{UNIT: _unit_number(table, unit)})
    if by is None:
        disguised = find_disguises(table, dimensions, secrets)
        names = {one.column for one in disguised}
        dimensions = tuple(one for one in dimensions if one.column not in names)
        left_out = (*left_out, *disguised)
    read = read_rows if table.is_local else remote_rows
    with (
        read(table, contrast, dimensions, unit=unit is not None, seed=seed) as halves,
        _bar(progress) as tick,
    ):
        searched = halves[0].sums()
        least = least_rows(int(contrast.rows(searched.channels)))
        sizes = [one.size for one in dimensions]
        found, examined = search(
            halves[0], contrast, sizes, depth=depth, q=q, least=least, tick=tick
        )
        slices = _measured(found, halves, contrast, dimensions, level=level, q=q)
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
        left_out=left_out,
        source=Source(
            data=table.name,
            sha256=table.sha256 or fingerprint((searched.channels.tolist(), slices)),
            rows=rows,
            left_out=rows_left_out,
            columns=(*dict.fromkeys((*roles.values(), *(one.column for one in dimensions))),),
            method="covering cuboids, peeling, held-out half",
            measured_at=datetime.now(UTC).replace(microsecond=0),
            version=__version__,
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


def _with_outcomes(
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
        __candidate_wrong=nw.col(OUTCOME) >= 2,  # noqa: PLR2004
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


def _unit_number(table: Table, unit: str) -> nw.Expr:
    """Give each unit a number, the same everywhere: its value, or its place among them."""
    value = nw.col(unit)
    return (value if table.schema[unit].is_integer() else value.rank("dense")).cast(nw.Int64)


def _measured(
    found: Sequence[Found],
    halves: tuple[Population, Population],
    contrast: Contrast,
    dimensions: Sequence[Dimension],
    *,
    level: float,
    q: float,
) -> tuple[Slice, ...]:
    """Measure each slice over all rows, and where it was not searched."""
    searched, held_out = halves
    wheres = [one.where for one in found]
    earlier = None
    told = []
    p_values = []
    for i, one in enumerate(found):
        here = held_out.within(one.where, wheres[:i]).sums()
        elsewhere = held_out.sums(wheres[: i + 1])
        others = elsewhere if earlier is None else elsewhere + earlier
        earlier = here if earlier is None else earlier + here
        confirmed = share = None
        p = 1.0
        if contrast.rows(here.channels) > 0 and contrast.rows(elsewhere.channels) > 0:
            confirmed = contrast.worsening(here, elsewhere, level)
            share = contrast.share(here, others, level)
            z = contrast.z(here.channels, elsewhere.channels) / contrast.design_effect(here) ** 0.5
            p = min(1.0, 2 * float(ndtr(-z)))
        p_values.append(p)
        told.append((one, confirmed, share))
    adjusted = benjamini_hochberg(p_values) if told else np.zeros(0)
    slices = []
    for i, ((one, confirmed, share), q_here) in enumerate(zip(told, adjusted, strict=True)):
        whole = rest = searched.within(one.where).sums() + held_out.within(one.where).sums()
        if contrast.kind == "one model":
            rest = searched.sums(wheres[: i + 1]) + held_out.sums(wheres[: i + 1])
        slices.append(
            Slice(
                conditions={
                    dimensions[at].column: dimensions[at].level(c) for at, c in one.where.items()
                },
                n=contrast.count(whole),
                baseline=contrast.baseline(whole, level),
                candidate=contrast.candidate(whole, level),
                worsening=contrast.worsening(whole, rest, level),
                q=one.q,
                confirmed=confirmed,
                is_confirmed=bool(confirmed and confirmed.low > 0 and q_here <= q),
                share_of_excess=share,
                kind=contrast.kind,
            )
        )
    return tuple(slices)


@contextmanager
def _bar(progress: bool | None) -> Iterator[Tick]:
    """Show how far the counting is, unless nobody looks."""
    seen = sys.stderr.isatty() or "ipykernel" in sys.modules
    if progress is False or (progress is None and not seen):
        yield lambda _done, _of: None
        return
    from tqdm.auto import tqdm  # noqa: PLC0415  (only where it is shown)

    with tqdm(
        desc="slices", unit="", delay=1 if progress is None else 0, leave=False, total=None
    ) as bar:

        def tick(done: int, of: int) -> None:
            bar.total = of
            bar.update(done)

        yield tick


def _cells(place: int, one: Slice) -> list[str]:
    confirmed = one.confirmed
    return [
        str(place),
        wording.conditions(one.conditions),
        wording.count(one.n),
        _amount(one.baseline),
        _amount(one.candidate) if one.candidate else "",
        _change(one.worsening),
        _interval(confirmed) if confirmed and one.is_confirmed else "not confirmed",
    ]


def _amount(metric: Estimate) -> str:
    if metric.unit != "proportion":
        return f"{metric.value:,.4g}"
    return f"{wording.rate(metric)} wrong"


def _change(worsening: Estimate) -> str:
    if worsening.unit != "difference of proportions":
        return f"{worsening.value:+,.4g}"
    return wording.change(worsening.value)


def _interval(worsening: Estimate) -> str:
    if worsening.unit != "difference of proportions":
        return f"between {worsening.low:+,.4g} and {worsening.high:+,.4g}"
    return wording.change_interval(worsening)
