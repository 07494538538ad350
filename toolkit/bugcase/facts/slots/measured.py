"""Slots that evidence fills: rates, intervals, groups, slices, and the limit they meet."""

from collections.abc import Callable, Mapping

from bugcase import wording
from bugcase.case.model import Unknown
from bugcase.compare.error_kinds import ErrorKinds
from bugcase.compare.models import Comparison, Segment
from bugcase.facts.ground import Ground, Said
from bugcase.facts.slots.slot import Slot
from bugcase.slices import Slice

__all__ = ["MEASURED", "SHORT_HASH"]

SHORT_HASH = 8


def _limit(ground: Ground) -> Said:
    per_1000 = ground.case.limit.per_1000
    if isinstance(per_1000, Unknown):
        return per_1000
    return f"{per_1000:g}"


def _noun(ground: Ground) -> Said:
    noun = ground.case.data.noun
    return "cases" if isinstance(noun, Unknown) else noun


def _measured(words: Callable[[Comparison], str | None], gap: str = "measure first") -> Slot:
    def said(ground: Ground) -> Said:
        comparison = ground.evidence.comparison
        return words(comparison) if comparison else None

    return Slot(words=said, gap=gap, part="comparison")


def _of_kinds(words: Callable[[ErrorKinds], str]) -> Slot:
    def said(ground: Ground) -> Said:
        return words(ground.evidence.kinds) if ground.evidence.kinds else None

    return Slot(words=said, gap="false alarms and misses are not told apart", part="kinds")


def _of_worst(words: Callable[[Segment], str]) -> Slot:
    def said(ground: Ground) -> Said:
        return words(ground.worst) if ground.worst else None

    return Slot(words=said, gap="no group stands out", part="comparison")


def _of_home(words: Callable[[Slice], str | None]) -> Slot:
    def said(ground: Ground) -> Said:
        return words(ground.home) if ground.home else None

    return Slot(words=said, gap="no slice was confirmed", part="slices")


def _candidate_rate(home: Slice) -> str | None:
    return wording.per_1000(home.candidate.value) if home.candidate else None


def _confirmed(home: Slice) -> str | None:
    return wording.change_interval(home.confirmed) if home.confirmed else None


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
    "baseline_rate": _measured(lambda found: wording.per_1000(found.baseline.value)),
    "candidate_rate": _measured(lambda found: wording.per_1000(found.candidate.value)),
    "worsening": _measured(lambda found: wording.change(found.worsening.value)),
    "worsening_interval": _measured(lambda found: wording.change_interval(found.worsening)),
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
    "worst_baseline_rate": _of_worst(lambda worst: wording.per_1000(worst.baseline.value)),
    "worst_candidate_rate": _of_worst(lambda worst: wording.per_1000(worst.candidate.value)),
    "worst_worsening": _of_worst(lambda worst: wording.change(worst.worsening.value)),
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
    "worst_interval": _of_worst(lambda worst: wording.change_interval(worst.worsening)),
}
