"""Prints findings on a terminal: the answer first, then where, worst first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bugcase import wording
from bugcase.characters import printable
from bugcase.compare.metrics import METRICS
from bugcase.compare.models import Comparison
from bugcase.estimate import Estimate
from bugcase.slices import Slices
from bugcase.verify import Verified
from bugcase.wording import Rounded, RoundedLevels

ROWS = 15


def print_comparison(found: Comparison, console: Console | None = None) -> None:
    """Print a comparison so that its answer is read at a glance.

    Names out of the data are printed as they are: they can neither style the text
    nor send control sequences to the terminal.
    """
    console = console or Console(highlight=False)
    source = found.source
    for line in _headline(found):
        console.print(Text(line), soft_wrap=True)
    console.print(
        Text(
            f"{wording.count(source.rows)} rows of {source.data}, "
            f"{wording.count(source.left_out)} left out; {source.method}, "
            f"{wording.percent(found.worsening.level)}; data {source.sha256[:8]}",
            style="dim",
        ),
        soft_wrap=True,
    )
    if found.unanswered:
        console.print(Text(_unanswered(found)), soft_wrap=True)
    for column in found.left_out:
        left_out = f"no groups from {printable(column.column)}: {column.why}"
        console.print(Text(left_out, style="dim"), soft_wrap=True)
    for line in _code_and_data(found):
        console.print(Text(line), soft_wrap=True)
    if found.segments:
        console.print(_table(found))
    if len(found.segments) > ROWS:
        console.print(Text(f"and {len(found.segments) - ROWS} more groups; --json has them all"))


def print_slices(found: Slices, console: Console | None = None) -> None:
    """Print the slices that were found, strongest first, and what took no part."""
    console = console or Console(highlight=False)
    for line in str(found).splitlines():
        console.print(Text(printable(line)), soft_wrap=True)


def print_verified(
    found: Sequence[Verified], stale: Sequence[str] = (), console: Console | None = None
) -> None:
    """Print which numbers still hold: how many, then each that does not, before and now.

    `stale` are the documents that were built before the case changed.
    """
    console = console or Console(highlight=False)
    held = sum(one.state == "holds" for one in found)
    counted = f"{held} of {wording.count(len(found))} facts hold"
    console.print(Text(f"{counted}, measured afresh just now."), soft_wrap=True)
    for one in found:
        if one.state != "holds":
            now = f"missing: {one.now}" if one.state == "cannot be measured now" else one.now
            line = f"{one.state} {one.slot}: {one.before} → {now}"
            console.print(Text(printable(line), style="bold"), soft_wrap=True)
            console.print(Text(f"  in {', '.join(map(printable, one.files))}", style="dim"))
    for name in stale:
        line = f"stale {printable(name)}: built before the case changed; build again"
        console.print(Text(line, style="bold"), soft_wrap=True)


def _headline(found: Comparison) -> list[str]:
    unit = found.worsening.unit
    levels = wording.rounded_levels(found, limit=found.limit)
    baseline = f"{printable(found.baseline_name)} {wording.number(levels.baseline)}"
    candidate = f"{printable(found.candidate_name)} {_candidate(levels)}"
    metric = f"{found.metric},{wording.per(unit)}" if unit.is_rate else f"mean {found.metric}"
    fewer_is_worse = any(one.name == found.metric and one.higher_is_better for one in METRICS)
    moved = _turned(levels.worsening) if fewer_is_worse else levels.worsening
    change = f"{wording.change(moved)}, {wording.change_interval(moved)}"
    lines = [
        f"{metric}: {baseline}, {candidate}",
        f"change: {change}; fewer is worse" if fewer_is_worse else f"worsening: {change}",
    ]
    if found.limit is None:
        return ["no verdict: no limit was given", *lines]
    limit = wording.limit(found.limit, unit)
    needed = ""
    if found.rows_needed is not None:
        needed = f"; about {wording.count(found.rows_needed)} more rows would tell if this holds"
    return [f"{found.verdict} (limit: {limit}{needed})", *lines]


def _turned(estimate: Rounded) -> Rounded:
    """Give the change of a metric of which more is better, by its worsening."""
    return replace(estimate, value=-estimate.value, low=-estimate.high, high=-estimate.low)


def _unanswered(found: Comparison) -> str:
    """Say how many rows the candidate leaves open."""
    rows = wording.count(found.unanswered)
    baseline, candidate = printable(found.baseline_name), printable(found.candidate_name)
    return f"{rows} of those left out have an answer of {baseline} and none of {candidate}"


def _code_and_data(found: Comparison) -> Iterator[str]:
    """Say whether code or data changed, and since when, where that was asked."""
    if cross := found.cross:
        old, new = (
            _worsening(estimate)
            for estimate in (cross.worsening_on_old_data, cross.worsening_on_new_data)
        )
        drift = _worsening(cross.drift_of_old_code)
        yield f"code or data: {cross.reading}"
        before, after = printable(cross.old), printable(cross.new)
        yield f"  new code against old: {old} in {before}, {new} in {after}"
        yield f"  old code, {after} against {before}: {drift}"
    if onset := found.onset:
        if onset.likeliest is None:
            yield f"onset by {printable(onset.column)}: no step can be told (p = {onset.p:.2g})"
        else:
            starts = ", ".join(map(printable, onset.starts))
            likeliest = printable(onset.likeliest)
            yield (
                f"onset by {printable(onset.column)}: most likely {likeliest}; "
                f"with {wording.percent(onset.level)} confidence one of {starts}"
            )


def _table(found: Comparison) -> Table:
    table = Table(box=None, pad_edge=False)
    worsening = found.worsening
    unit = " (per 1,000)" if worsening.unit.is_rate else ""
    table.add_column("group", overflow="fold")
    for name in ("rows", f"from → to{unit}", f"worse by, {wording.percent(worsening.level)}", "q"):
        table.add_column(name, justify="right", no_wrap=True)
    for segment in found.segments[:ROWS]:
        group = Text(printable(wording.conditions(segment.conditions)))
        if segment.q is None:
            table.add_row(group, wording.count(segment.n), "", "too few to say", "")
            continue
        levels = wording.rounded_levels(segment, limit=found.limit)
        table.add_row(
            group,
            wording.count(segment.n),
            f"{wording.number(levels.baseline)} → {_candidate(levels)}",
            _worsening(levels.worsening),
            f"{segment.q:.3f}" if segment.q >= 0.001 else "<0.001",
            style="bold" if segment.is_worse() else "",
        )
    return table


def _candidate(levels: RoundedLevels) -> str:
    return "" if levels.candidate is None else wording.number(levels.candidate)


def _worsening(estimate: Estimate | Rounded) -> str:
    shown = estimate if isinstance(estimate, Rounded) else wording.rounded(estimate)
    value, low, high = map(wording.signed, (shown.value, shown.low, shown.high))
    return f"{value} ({low} to {high})"
