"""Where the words of a slot come from: which file, which method, or whose typing.

Every slot is held here against what its words rest on, once; an estimate is told with
its n, its method and its interval, a count with the tables that were counted, what was
typed with the source that was given for it.  A slot that is not in the table has no
provenance, which is better than one of its neighbour's.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bugcase import wording
from bugcase.case.model import Assumed, TaskTime, Unknown
from bugcase.compare.cross import Cross
from bugcase.compare.models import Comparison, Segment
from bugcase.data.notices import Notice, most_serious_first
from bugcase.data.provenance import Source
from bugcase.estimate import Estimate
from bugcase.facts.ground import Ground
from bugcase.facts.slots.measured import SHORT_HASH
from bugcase.incident.cause import Reproduction
from bugcase.incident.invariants import InvariantCheck
from bugcase.incident.timeline import Mark
from bugcase.slices import Slice

__all__ = ["NOTICED", "PROVENANCE", "TYPED", "Provenance", "provenance"]

TYPED = "typed in case.toml"
NOTICED = " · noticed: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where one fact comes from.

    Attributes
    ----------
    line
        All of it, in a line.
    origin
        What it has in common with the other ground of the same data, or of the same
        hand, so that they can be listed under it: its name, and behind a dot the rest.
    """

    line: str
    origin: str


Trace: TypeAlias = Callable[[Ground], Provenance | None]


def provenance(slot: str, ground: Ground) -> Provenance | None:
    """Say where a slot's words come from; None where that cannot be said."""
    if slot in PROVENANCE:
        return PROVENANCE[slot](ground)
    if asked := ground.playbook.quantity_of(slot):
        return _given(ground.case.assumptions.get(asked.id, Assumed()).source)
    if task := ground.playbook.task_of(slot):
        return _given(ground.case.tasks.get(task.id, TaskTime()).source)
    return _typed(ground)


# ---------------------------------------------------------------- how it is written


def _typed(_: Ground) -> Provenance:
    return Provenance(line=TYPED, origin=TYPED)


def _given(source: str | Unknown | None) -> Provenance:
    """Name who gave a number that nobody measured."""
    named = source if isinstance(source, str) else "none named"
    return Provenance(line=f"{TYPED} · source: {named}", origin=TYPED)


def _hash(source: Source) -> str:
    """Name the hash; of a frame, which has no bytes to hash, what it is the hash of."""
    hashed = "SHA-256 of its counts" if source.of_frame else "SHA-256"
    return f"{hashed} {source.sha256[:SHORT_HASH]}"


def _file(source: Source) -> str:
    return f"{source.data}, {_hash(source)}"


def _rows(source: Source) -> str:
    return f"{_file(source)}, {_read(source)}"


def _read(source: Source) -> str:
    """Say how many rows were read, and how many took no part because a value is missing."""
    left_out = f", {wording.count(source.left_out)} left out" if source.left_out else ""
    return f"{wording.count(source.rows)} rows{left_out}"


def _when(source: Source) -> str:
    return f"measured {source.measured_at:%Y-%m-%d %H:%M} UTC"


def _listed(source: Source, method: str, notices: Iterable[Notice]) -> str:
    parts = (_hash(source), _read(source), method)
    listed = f"{source.data} · {', '.join((*parts, *_asked(source), _when(source)))}"
    noticed = "; ".join(_noticed(most_serious_first(notices), source))
    return f"{listed}{NOTICED}{noticed}" if noticed else listed


def _asked(source: Source) -> Iterator[str]:
    """Say where the rows were asked for, and when; what was asked stands in the evidence."""
    if asked := source.asked:
        yield f"asked of {asked.of} on {asked.at:%Y-%m-%d %H:%M} UTC"
        if asked.left_out:
            yield f"{wording.count(asked.left_out)} lines or samples of it unreadable"


def _noticed(notices: Sequence[Notice], source: Source) -> Iterator[str]:
    """Say what was noticed, and where in the source if it was in several places."""
    kinds = Counter(one.kind for one in notices)
    for one in notices:
        is_plain = one.where.endswith(source.data) and kinds[one.kind] == 1
        yield f"{one.kind}: {wording.count(one.count)}" if is_plain else str(one)


def _of_data(source: Source, how: str | None = None, notices: Iterable[Notice] = ()) -> Provenance:
    """Tell how a number was made from one table; how the table's headline was, where that is it."""
    left_out = [f"{wording.count(source.left_out)} rows left out"] if source.left_out else []
    parts = [*([how, *left_out, _file(source)] if how else [_rows(source)]), _when(source)]
    return Provenance(
        line=" · ".join(parts),
        origin=_listed(source, source.method, notices),
    )


def _estimated(
    estimate: Estimate,
    source: Source,
    note: str | None = None,
    notices: Iterable[Notice] = (),
) -> Provenance:
    parts = [
        *([note] if note else []),
        f"n = {wording.count(estimate.n)}",
        f"{_interval(estimate)}, {estimate.method}",
    ]
    return _of_data(source, " · ".join(parts), notices)


def _interval(estimate: Estimate) -> str:
    level = f"{estimate.level * 100:g}% interval"
    if not (math.isfinite(estimate.low) and math.isfinite(estimate.high)):
        low, high = (f"{x:.4g}" if math.isfinite(x) else "unbounded" for x in _ends(estimate))
        return f"{level} {low} to {high}"
    if estimate.unit == "difference of proportions":
        return f"{level} {wording.change_interval(estimate)}"
    if estimate.unit == "proportion":
        low, high = map(wording.per_1000, _ends(estimate))
        return f"{level} {low} to {high} of every 1,000"
    low, high = (f"{x:,.0f}" if abs(x) >= 1000 else f"{x:.4g}" for x in _ends(estimate))  # noqa: PLR2004  (four digits)
    return f"{level} {low} to {high} {estimate.unit}"


def _ends(estimate: Estimate) -> tuple[float, float]:
    return estimate.low, estimate.high


def _counted(table: Source, notices: Iterable[Notice], *beside: str) -> Provenance:
    """Tell of a complete count of a table, with what its rows were held against."""
    held = f" · held against {' and '.join(beside)}" if beside else ""
    return Provenance(
        line=f"complete count · {_rows(table)}{held} · {_when(table)}",
        origin=_listed(table, "complete count", notices),
    )


# ---------------------------------------------------------------- what was compared


def _compared(
    estimate: Callable[[Comparison], Estimate] | None = None, note: str | None = None
) -> Trace:
    def trace(ground: Ground) -> Provenance | None:
        found = ground.evidence.comparison
        if found is None:
            return None
        return (
            _estimated(estimate(found), found.source, note) if estimate else _of_data(found.source)
        )

    return trace


def _kind(name: str) -> Trace:
    def trace(ground: Ground) -> Provenance | None:
        kinds, found = ground.evidence.kinds, ground.evidence.comparison  # of the same file
        if kinds is None or found is None:
            return None
        return _estimated(getattr(kinds, name).worsening, found.source)

    return trace


def _worst(estimate: Callable[[Segment], Estimate]) -> Trace:
    def trace(ground: Ground) -> Provenance | None:
        found, worst = ground.evidence.comparison, ground.worst
        return _estimated(estimate(worst), found.source) if found and worst else None

    return trace


def _home(estimate: Callable[[Slice], Estimate | None], note: str | None = None) -> Trace:
    def trace(ground: Ground) -> Provenance | None:
        found, home = ground.evidence.slices, ground.home
        said = estimate(home) if home else None
        return _estimated(said, found.source, note) if found and said else None

    return trace


def _searched(ground: Ground) -> Provenance | None:
    found = ground.evidence.slices
    return _of_data(found.source) if found else None


def _cross(estimate: Callable[[Cross], Estimate]) -> Trace:
    def trace(ground: Ground) -> Provenance | None:
        found = ground.evidence.comparison
        if found is None or found.cross is None:
            return None
        cross = found.cross
        note = f"by {cross.column}: {cross.old} as the old data, {cross.new} as the new"
        return _estimated(estimate(cross), found.source, note)

    return trace


def _onset(ground: Ground) -> Provenance | None:
    found = ground.evidence.comparison
    if found is None or found.onset is None:
        return None
    onset = found.onset
    how = f"one step by {onset.column}, {onset.level * 100:g}% set of starts, p = {onset.p:.2g}"
    return _of_data(found.source, how)


def _grouped(ground: Ground) -> Provenance | None:
    found = ground.evidence.groups
    if found is None:
        return None
    changed = ground.changed
    return _estimated(changed.change, found.source) if changed else _of_data(found.source)


def _noun(ground: Ground) -> Provenance | None:
    return None if isinstance(ground.case.data.noun, Unknown) else _typed(ground)


# ---------------------------------------------------------------- what was weighed


def _weighed(
    estimate: "Callable[[Ground], Estimate | None] | None" = None,
    typed: str = "ranges",
    *,
    measured: bool = True,
) -> Trace:
    """Tell of a number that was computed from what was measured and what was typed."""

    def trace(ground: Ground) -> Provenance | None:
        found = ground.evidence.comparison if measured else None
        if measured and found is None:
            return None
        rests_on = [f"the {typed} {TYPED}"]
        if found:
            rests_on.insert(0, f"the worsening measured in {_file(found.source)}")
        origin = f"computed · from {' and '.join(rests_on)}"
        simulated = estimate(ground) if estimate else None
        if simulated is None:
            return Provenance(line=origin, origin=origin)
        draws = f"{simulated.method}, {wording.count(simulated.n)} draws"
        return Provenance(
            line=f"{draws}, {simulated.level * 100:g}% interval · {origin}", origin=origin
        )

    return trace


def _impact(name: str) -> Trace:
    return _weighed(
        lambda ground: getattr(ground.weighed.impact, name) if ground.weighed.impact else None
    )


def _ranked(place: int) -> Trace:
    """Tell of the losses of an option, by its rank."""

    def loss(ground: Ground) -> Estimate | None:
        found = ground.weighed.decision
        ranked = [one for one in found.weighed if one.expected is not None] if found else []
        return ranked[place].loss if place < len(ranked) else None

    return _weighed(loss, _OPTIONS)


def _total(ground: Ground) -> Estimate | None:
    planned = ground.weighed.planned
    return planned.total if planned else None


_OPTIONS = "ranges and the options’ numbers"
_computed = _weighed(typed=_OPTIONS)
_plan = _weighed(_total, "working days", measured=False)
_exposed = _weighed(typed="rollout and the decisions a day", measured=False)


def _rolled_out(typed: str) -> Trace:
    """Tell of what a limited rollout would show, which starts from today's error rate."""

    def trace(ground: Ground) -> Provenance | None:
        found = ground.evidence.comparison
        if found is None:
            return None
        origin = f"computed · from today’s rate in {_file(found.source)} and the {typed} {TYPED}"
        return Provenance(line=origin, origin=origin)

    return trace


# --------------------------------------------------------------- what an incident’s tables tell


def _affected(ground: Ground) -> Provenance | None:
    """Name also what told that an order is wrong: its lines, the record."""
    found, orders = ground.evidence.incident, ground.case.orders
    if found is None or found.affected is None:
        return None
    beside = []
    if isinstance(orders.wrong, Unknown):
        if found.check and not isinstance(orders.lines, Unknown):
            beside.append(orders.lines)
        if found.reconciliation:
            beside.append(_file(found.reconciliation.record))
    return _counted(found.affected.source, found.affected.notices, *beside)


def _active(ground: Ground) -> Provenance | None:
    found = ground.evidence.incident
    if found is None or found.affected is None:
        return None
    return _counted(found.affected.source, found.affected.notices)


def _checked(part: str) -> Trace:
    def trace(ground: Ground) -> Provenance | None:
        found: InvariantCheck | None = getattr(ground.evidence.incident, part, None)
        lines = ground.case.orders.lines
        if found is None:
            return None
        return _counted(
            found.source, found.notices, *([] if isinstance(lines, Unknown) else [lines])
        )

    return trace


def _reconciled(ground: Ground) -> Provenance | None:
    found = ground.evidence.incident.reconciliation if ground.evidence.incident else None
    return _counted(found.table, found.notices, _file(found.record)) if found else None


def _gap(ground: Ground) -> Provenance | None:
    found = ground.evidence.incident.gap if ground.evidence.incident else None
    return _counted(found.record, found.notices, _file(found.table)) if found else None


def _shortfall(*names: str) -> Trace:
    """Tell of the first of these estimates that there is."""

    def trace(ground: Ground) -> Provenance | None:
        found = ground.evidence.incident.shortfall if ground.evidence.incident else None
        if found is None:
            return None
        said = next((one for name in names if (one := getattr(found, name))), None)
        return _estimated(said, found.source, notices=found.notices) if said else None

    return trace


def _service_level(ground: Ground) -> Provenance | None:
    found = ground.evidence.incident.service_level if ground.evidence.incident else None
    if found is None:
        return None
    how = f"n = {wording.count(round(found.requests))} requests · {found.source.method}"
    return _of_data(found.source, f"{how}, objective {TYPED}", found.notices)


def _marks(*marks: Mark) -> Trace:
    def trace(ground: Ground) -> Provenance | None:
        found = ground.evidence.incident.timeline if ground.evidence.incident else None
        moments = {one.what: one for one in found.moments} if found else {}
        named = [moments[mark].source or "none named" for mark in marks if mark in moments]
        return _given("; ".join(dict.fromkeys(named))) if named else None

    return trace


def _trials(ground: Ground) -> Provenance | None:
    found = ground.evidence.incident
    under = [one.under for one in (found.before, found.after) if one] if found else []
    if not under:
        return None
    return Provenance(line=f"counts {TYPED} · under: {'; '.join(under)}", origin=TYPED)


def _trial(name: str, how: Callable[[Reproduction], Iterable[str]]) -> Trace:
    def trace(ground: Ground) -> Provenance | None:
        found: Reproduction | None = getattr(ground.evidence.incident, name, None)
        if found is None:
            return None
        parts = (*how(found), f"counts {TYPED}", f"under: {found.under}")
        return Provenance(line=" · ".join(parts), origin=TYPED)

    return trace


def _bounded(found: Reproduction) -> Iterable[str]:
    rate = found.rate()
    return (f"n = {wording.count(rate.n)} runs", f"{rate.method}, {rate.level * 100:g}%")


PROVENANCE: Mapping[str, Trace] = {
    "noun": _noun,
    "misses_change": _kind("false_negatives"),
    "false_alarms_change": _kind("false_positives"),
    "limit": _typed,
    "limit_agreed_on": _typed,
    "limit_agreed_by": _typed,
    "metric": _compared(),
    "baseline_rate": _compared(lambda found: found.baseline),
    "candidate_rate": _compared(lambda found: found.candidate),
    "worsening": _compared(lambda found: found.worsening),
    "worsening_interval": _compared(lambda found: found.worsening),
    "rows": _compared(),
    "rows_left_out": _compared(),
    "rows_unanswered": _compared(),
    "level": _compared(),
    "method": _compared(),
    "data_hash": _compared(),
    "rows_needed": _compared(
        lambda found: found.worsening, f"if the estimate holds, for the limit {TYPED}"
    ),
    "groups_looked_at": _compared(),
    "worst_group": _worst(lambda worst: worst.worsening),
    "worst_rows": _worst(lambda worst: worst.worsening),
    "worst_baseline_rate": _worst(lambda worst: worst.baseline),
    "worst_candidate_rate": _worst(lambda worst: worst.candidate),
    "worst_worsening": _worst(lambda worst: worst.worsening),
    "worst_interval": _worst(lambda worst: worst.worsening),
    "home": _home(lambda home: home.worsening),
    "home_rows": _home(lambda home: home.worsening),
    "home_baseline_rate": _home(lambda home: home.baseline),
    "home_candidate_rate": _home(lambda home: home.candidate),
    "home_confirmed": _home(
        lambda home: home.confirmed, "on the half of the rows that was not searched"
    ),
    "slices_examined": _searched,
    "code_or_data": _cross(lambda cross: cross.worsening_on_new_data),
    "defect_interval": _cross(lambda cross: cross.worsening_on_new_data),
    "drift_interval": _cross(lambda cross: cross.drift_of_old_code),
    "onset": _onset,
    "onset_interval": _onset,
    "reference_group": _grouped,
    "changed_group": _grouped,
    "changed_interval": _grouped,
    "wrong_per_week": _impact("wrong_per_week"),
    "wrong_until_stopped": _impact("wrong_until_stopped"),
    "money_until_stopped": _impact("money_until_stopped"),
    "money_worst": _impact("money_until_stopped"),
    "top_influence": _weighed(),
    "options_compared": _computed,
    "best_option": _computed,
    "best_expected": _computed,
    "best_loss": _ranked(0),
    "best_worst": _ranked(0),
    "best_leaves_open": _computed,
    "second_option": _computed,
    "second_loss": _ranked(1),
    "second_worst": _ranked(1),
    "break_even": _computed,
    "break_even_pays": _computed,
    "flip": _computed,
    "least_regret": _computed,
    "another_day": _computed,
    "perfect_information": _computed,
    "plan_odds": _plan,
    "plan_p50": _plan,
    "plan_p90": _plan,
    "proposed_odds": _plan,
    "rollout_exposed": _exposed,
    "rollout_detects": _rolled_out("rollout and the decisions a day"),
    "rollout_told_after": _exposed,
    "rollout_rolls_back": _rolled_out("rollout, the decisions a day and the limit"),
    "rollout_trigger": _rolled_out("rollout, the decisions a day and the limit"),
    "window_start": _typed,
    "window_end": _typed,
    "window": _typed,
    "orders_confirmed": _affected,
    "customers_confirmed": _affected,
    "customers_possible": _affected,
    "customers_all": _active,
    "clean_now": _checked("clean"),
    "clean_since": _checked("clean_since"),
    "reconciled": _reconciled,
    "open_orders": _reconciled,
    "restore_point": _typed,
    "gap_length": _typed,
    "gap_orders": _gap,
    "rebuilt": _gap,
    "loss": _shortfall("net", "lost"),
    "recovered": _shortfall("recovered"),
    "started_at": _marks("started"),
    "detected_at": _marks("detected"),
    "mitigated_at": _marks("mitigated"),
    "time_to_detect": _marks("started", "detected"),
    "time_to_mitigate": _marks("started", "mitigated"),
    "budget_burnt": _service_level,
    "tried": _trials,
    "repro_rate": _trial("before", lambda _: ()),
    "recurrence_bound": _trial("after", _bounded),
}
