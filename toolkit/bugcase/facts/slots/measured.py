"""Slots that evidence fills: rates, intervals, groups, slices, and the limit they meet."""

from collections.abc import Callable, Mapping, Sequence

from bugcase import wording
from bugcase.case.model import Unknown
from bugcase.compare.cross import Cross, Reading
from bugcase.compare.error_kinds import ErrorKinds
from bugcase.compare.groups import GroupChange, GroupComparison
from bugcase.compare.metrics import ERROR_RATE
from bugcase.compare.models import Comparison, Segment
from bugcase.compare.onset import Onset
from bugcase.facts.ground import Ground, Said
from bugcase.facts.slots.slot import Slot
from bugcase.slices import Slice

__all__ = ["MEASURED", "SHORT_HASH"]

SHORT_HASH = 8
NAMED = 4  # of the places where it may have begun


def _limit(ground: Ground) -> Said:
    per_1000 = ground.case.limit.per_1000
    if isinstance(per_1000, Unknown):
        return per_1000
    return f"{per_1000:g}"


def _noun(ground: Ground) -> Said:
    noun = ground.case.data.noun
    return "cases" if isinstance(noun, Unknown) else noun


def _measured(words: Callable[[Comparison], str | None], gap: str = "") -> Slot:
    def said(ground: Ground) -> Said:
        comparison = ground.evidence.comparison
        return words(comparison) if comparison else None

    def missing(ground: Ground) -> str:
        return (ground.evidence.comparison and gap) or ground.unmeasured

    return Slot(words=said, gap=missing, part="comparison")


def _errors(words: Callable[[Comparison], str]) -> Slot:
    """Make a slot that says per 1,000 how many go wrong."""
    return Slot(
        words=lambda ground: words(ground.errors) if ground.errors else None,
        gap=lambda ground: ground.unmeasured,
        part="comparison",
    )


def _of_kinds(words: Callable[[ErrorKinds], str]) -> Slot:
    def said(ground: Ground) -> Said:
        return words(ground.evidence.kinds) if ground.evidence.kinds else None

    return Slot(words=said, gap="false alarms and misses are not told apart", part="kinds")


def _of_worst(words: Callable[[Segment], str], *, errors: bool = False) -> Slot:
    """Make a slot of the worst group; with `errors`, one that says per 1,000 how many go wrong."""

    def said(ground: Ground) -> Said:
        return words(ground.worst) if ground.worst and (ground.errors or not errors) else None

    def gap(ground: Ground) -> str:
        return ground.unmeasured if ground.worst else "no group stands out"

    return Slot(words=said, gap=gap, part="comparison")


def _of_home(words: Callable[[Slice], str | None]) -> Slot:
    def said(ground: Ground) -> Said:
        return words(ground.home) if ground.home else None

    return Slot(words=said, gap="no slice was confirmed", part="slices")


def _candidate_rate(home: Slice) -> str | None:
    return wording.per_1000(home.candidate.value) if home.candidate else None


def _confirmed(home: Slice) -> str | None:
    return wording.change_interval(home.confirmed) if home.confirmed else None


_READINGS: Mapping[Reading, str | None] = {
    "defect": "a defect of the code",
    "drift": "a drift of the data",
    "defect and drift": "a defect of the code, and a drift of the data too",
    "neither": "neither a defect of the code nor a drift of the data",
    "not yet known": None,
}


def _of_cross(words: Callable[[Cross], str | None], *, errors: bool = False) -> Slot:
    def said(ground: Ground) -> Said:
        found = ground.errors if errors else ground.evidence.comparison
        return words(found.cross) if found and found.cross else None

    def gap(ground: Ground) -> str:
        found = ground.evidence.comparison
        if found is None or (errors and not ground.errors):
            return ground.unmeasured
        asked = "the rows do not tell" if found.cross else "name a column of old and new data"
        return f"whether it is the code or the data: {asked}"

    return Slot(words=said, gap=gap, part="comparison")


def _of_onset(words: Callable[[Onset], str]) -> Slot:
    def said(ground: Ground) -> Said:
        found = ground.evidence.comparison
        return words(found.onset) if found and found.onset and found.onset.likeliest else None

    def gap(ground: Ground) -> str:
        found = ground.evidence.comparison
        if found is None:
            return ground.unmeasured
        asked = "no step can be told" if found.onset else "name a column of times or builds"
        return f"since when: {asked}"

    return Slot(words=said, gap=gap, part="comparison")


def _of_groups(words: Callable[[GroupComparison, GroupChange | None], str | None]) -> Slot:
    def said(ground: Ground) -> Said:
        found = ground.evidence.groups
        return words(found, ground.changed) if found else None

    def gap(ground: Ground) -> str:
        found = ground.evidence.groups
        if found is None:
            return "one model on different rows was not measured"
        if ground.changed is None:
            return "no group of rows stands out"
        return f"told per 1,000 for the error rate only; what was measured is the {found.metric}"

    return Slot(words=said, gap=gap, part="groups")


def _one_of(names: Sequence[str]) -> str:
    """Name a set in which one is meant; a long one by its ends and how many it has."""
    if len(names) > NAMED:
        return f"one of {len(names)} from {names[0]} to {names[-1]}"
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


MEASURED: Mapping[str, Slot] = {
    "noun": Slot(words=_noun, gap="what a row is"),
    "misses_change": _of_kinds(lambda kinds: wording.change(kinds.false_negatives.worsening.value)),
    "false_alarms_change": _of_kinds(
        lambda kinds: wording.change(kinds.false_positives.worsening.value)
    ),
    "limit": Slot(words=_limit, gap="the largest tolerable worsening"),
    "limit_agreed_on": Slot(
        words=lambda ground: ground.say(ground.case.limit.agreed_on),
        gap="the day the limit was agreed",
    ),
    "limit_agreed_by": Slot(
        words=lambda ground: ground.say(ground.case.limit.agreed_by),
        gap="who agreed to the limit",
    ),
    "metric": _measured(lambda found: found.metric),
    "baseline_rate": _errors(lambda found: wording.per_1000(found.baseline.value)),
    "candidate_rate": _errors(lambda found: wording.per_1000(found.candidate.value)),
    "worsening": _errors(lambda found: wording.change(found.worsening.value)),
    "worsening_interval": _errors(lambda found: wording.change_interval(found.worsening)),
    "rows": _measured(lambda found: wording.count(found.worsening.n)),
    "rows_left_out": _measured(lambda found: wording.count(found.source.left_out)),
    "rows_unanswered": _measured(lambda found: wording.count(found.unanswered)),
    "level": _measured(lambda found: f"{found.worsening.level * 100:g}%"),
    "method": _measured(lambda found: found.worsening.method),
    "data_hash": _measured(lambda found: found.source.sha256[:SHORT_HASH]),
    "rows_needed": _measured(
        lambda found: None if found.rows_needed is None else wording.count(found.rows_needed),
        gap="no number of further rows would settle it",
    ),
    "groups_looked_at": _measured(
        lambda found: wording.count(sum(not segment.too_few for segment in found.segments))
    ),
    "worst_group": _of_worst(lambda worst: wording.conditions(worst.conditions)),
    "worst_rows": _of_worst(lambda worst: wording.count(worst.n)),
    "worst_baseline_rate": _of_worst(
        lambda worst: wording.per_1000(worst.baseline.value), errors=True
    ),
    "worst_candidate_rate": _of_worst(
        lambda worst: wording.per_1000(worst.candidate.value), errors=True
    ),
    "worst_worsening": _of_worst(lambda worst: wording.change(worst.worsening.value), errors=True),
    "home": _of_home(lambda home: wording.conditions(home.conditions)),
    "home_rows": _of_home(lambda home: wording.count(home.n)),
    "home_baseline_rate": _of_home(lambda home: wording.per_1000(home.baseline.value)),
    "home_candidate_rate": _of_home(_candidate_rate),
    "home_confirmed": _of_home(_confirmed),
    "slices_examined": Slot(
        words=lambda ground: (
            wording.count(ground.evidence.slices.examined) if ground.evidence.slices else None
        ),
        gap="measure first",
        part="slices",
    ),
    "worst_interval": _of_worst(
        lambda worst: wording.change_interval(worst.worsening), errors=True
    ),
    "code_or_data": _of_cross(lambda cross: _READINGS[cross.reading]),
    "defect_interval": _of_cross(
        lambda cross: wording.change_interval(cross.worsening_on_new_data), errors=True
    ),
    "drift_interval": _of_cross(
        lambda cross: wording.change_interval(cross.drift_of_old_code), errors=True
    ),
    "onset": _of_onset(lambda found: wording.conditions({found.column: str(found.likeliest)})),
    "onset_interval": _of_onset(
        lambda found: wording.conditions({found.column: _one_of(found.starts)})
    ),
    "reference_group": _of_groups(
        lambda found, _: wording.conditions({found.group: found.reference})
    ),
    "changed_group": _of_groups(
        lambda found, one: wording.conditions({found.group: one.group}) if one else None
    ),
    "changed_interval": _of_groups(
        lambda found, one: (
            wording.change_interval(one.change) if one and found.metric == ERROR_RATE else None
        )
    ),
}
