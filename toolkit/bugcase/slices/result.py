"""The result of a search: the slices, strongest first, and what they were found among.

All of it reads as words: a sentence a slice, a table in a notebook, a frame to
count on with.
"""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bugcase import wording
from bugcase.data.levels import LeftOut
from bugcase.data.native import make_frame
from bugcase.data.provenance import Source
from bugcase.estimate import Estimate
from bugcase.slices.contrast import Kind
from bugcase.wording.groups import GroupNames


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
        return self.said()

    def said(self, names: GroupNames | None = None) -> str:
        """Say the slice as `sentence` does, the rows by the names of a case."""
        named = (names or wording.conditions)(self.conditions)
        who = wording.say("slices.who", group=named, n=self.n)
        levels = wording.rounded_levels(self)
        now, before = levels.candidate or levels.baseline, levels.baseline
        if self.candidate is None:
            change = wording.change(levels.worsening)
            rates = wording.say("slices.than_elsewhere", rate=_amount(now), change=change)
        else:
            rates = wording.say("slices.before", rate=_amount(now), before=wording.number(before))
        if self.confirmed is None or not self.is_confirmed:
            return wording.say("slices.said_unconfirmed", who=who, rates=rates)
        held = wording.change_interval(self.confirmed)
        return wording.say("slices.said", who=who, rates=rates, held=held)


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


def _cells(place: int, one: Slice) -> list[str]:
    confirmed, levels = one.confirmed, wording.rounded_levels(one)
    return [
        str(place),
        wording.conditions(one.conditions),
        wording.count(one.n),
        _amount(levels.baseline),
        _amount(levels.candidate) if levels.candidate else "",
        wording.change(levels.worsening),
        wording.change_interval(confirmed) if confirmed and one.is_confirmed else "not confirmed",
    ]


def _amount(metric: wording.Rounded) -> str:
    rate = wording.rate(metric)
    return wording.say("slices.wrong", rate=rate) if metric.unit.is_rate else rate
