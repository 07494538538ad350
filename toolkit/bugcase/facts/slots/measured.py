"""Slots that evidence fills: rates, intervals, groups, slices, and the limit they meet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bugcase import wording
from bugcase.case.values import Unknown, known
from bugcase.compare.cross import Cross, Reading
from bugcase.compare.error_kinds import ErrorKinds
from bugcase.compare.groups import GroupChange, GroupComparison
from bugcase.compare.metrics import ERROR_RATE
from bugcase.compare.models import Comparison, Segment
from bugcase.compare.onset import Onset
from bugcase.estimate import Estimate
from bugcase.facts.case_context import CaseContext, SlotValue
from bugcase.facts.slots.slot import Slot, aloud, in_both, with_spoken_time
from bugcase.facts.sources import SHORT_HASH, Provenance, estimated, of_data, typed
from bugcase.playbook.template import Form
from bugcase.slices import Slice
from bugcase.wording import Rounded, RoundedLevels, groups

NAMED = 4  # of the places where it may have begun


def _limit(context: CaseContext) -> SlotValue:
    per_1000 = context.case.limit.per_1000
    if isinstance(per_1000, Unknown):
        return per_1000
    return wording.in_use().number(Decimal(f"{per_1000:g}"))


def _noun(context: CaseContext) -> SlotValue:
    return context.noun


def _source_of_noun(context: CaseContext) -> Provenance | None:
    return None if isinstance(context.case.data.noun, Unknown) else typed(context)


def _measured(
    words: Callable[[Comparison], str | None],
    *,
    estimate: Callable[[Comparison], Estimate] | None = None,
    note: Callable[[], str] | None = None,
    gap: str = "",
    errors: bool = False,
) -> Slot:
    """Take words from the comparison; `estimate` is the one that they say, or say a part of.

    With `errors`, words that say per 1,000 how many go wrong, and hold for no other metric.
    """

    def said(context: CaseContext) -> SlotValue:
        found = context.errors if errors else context.evidence.comparison
        return words(found) if found else None

    def missing(context: CaseContext) -> str:
        return wording.say(gap) if gap and context.evidence.comparison else context.unmeasured

    def source(context: CaseContext) -> Provenance | None:
        found = context.evidence.comparison
        if found is None:
            return None
        if estimate is None:
            return of_data(found.source)
        return estimated(estimate(found), found.source, note() if note else None)

    return Slot(words=said, gap=missing, source=source, rests_on=("data",), part="comparison")


def _share(level: Estimate, shown: Rounded | None, form: Form) -> str:
    """Say a level with what it is of; aloud as a fraction where that holds."""
    if form == "spoken":
        return wording.spoken.spoken_rate(level, shown)
    return wording.rate(shown or level)


def _levels(found: Comparison) -> RoundedLevels:
    """Round the two levels and their difference, which stand together wherever they stand."""
    return wording.rounded_levels(found, limit=found.limit)


def _alone(context: CaseContext) -> SlotValue:
    found = context.evidence.comparison
    return wording.change_alone(_levels(found).worsening) if found else None


def _of_kinds(worsening: Callable[[ErrorKinds], Estimate]) -> Slot:
    def said(context: CaseContext) -> SlotValue:
        kinds = context.evidence.kinds
        return wording.change(worsening(kinds)) if kinds else None

    def source(context: CaseContext) -> Provenance | None:
        kinds, found = context.evidence.kinds, context.evidence.comparison  # of the same file
        return estimated(worsening(kinds), found.source) if kinds and found else None

    return Slot(words=said, gap="gap.kinds", source=source, rests_on=("data",), part="kinds")


def _of_worst(
    words: Callable[[Segment, RoundedLevels], str],
    estimate: Callable[[Segment], Estimate] = lambda worst: worst.worsening,
    *,
    errors: bool = False,
) -> Slot:
    """Take words from the worst group; with `errors`, words that say how many go wrong."""

    def said(context: CaseContext) -> SlotValue:
        found, worst = context.evidence.comparison, context.worst
        if found is None or worst is None or (errors and not context.errors):
            return None
        return words(worst, wording.rounded_levels(worst, limit=found.limit))

    return Slot(
        words=said,
        gap=_no_worst,
        source=lambda context: _source_of_worst(context, estimate),
        rests_on=("data",),
        part="comparison",
    )


def _no_worst(context: CaseContext) -> str:
    return context.unmeasured if context.worst else wording.say("gap.no_worst_group")


def _source_of_worst(
    context: CaseContext, estimate: Callable[[Segment], Estimate]
) -> Provenance | None:
    found, worst = context.evidence.comparison, context.worst
    if found is None or worst is None:
        return None
    return estimated(estimate(worst), found.source, groups.written(worst.conditions))


def _of_slice(
    words: Callable[[Slice, RoundedLevels], str | None],
    estimate: Callable[[Slice], Estimate | None] = lambda found: found.worsening,
    note: str | None = None,
) -> Slot:
    """Take words from the slice that was confirmed."""

    def said(context: CaseContext) -> SlotValue:
        found = context.confirmed_slice
        return words(found, wording.rounded_levels(found)) if found else None

    return Slot(
        words=said,
        gap=_NO_SLICE,
        source=lambda context: _source_of_slice(context, estimate, note),
        rests_on=("data",),
        part="slices",
    )


_NO_SLICE = "gap.no_slice"


def _source_of_slice(
    context: CaseContext, estimate: Callable[[Slice], Estimate | None], note: str | None = None
) -> Provenance | None:
    slices, found = context.evidence.slices, context.confirmed_slice
    told = estimate(found) if found else None
    if slices is None or found is None or told is None:
        return None
    where = groups.written(found.conditions)
    return estimated(told, slices.source, f"{where} · {wording.say(note)}" if note else where)


def _examined(context: CaseContext) -> SlotValue:
    slices = context.evidence.slices
    return wording.count(slices.examined) if slices else None


def _searched(context: CaseContext) -> Provenance | None:
    slices = context.evidence.slices
    return of_data(slices.source) if slices else None


_READINGS: Mapping[Reading, str | None] = {
    "defect": "cross.defect",
    "drift": "cross.drift",
    "defect and drift": "cross.defect_and_drift",
    "neither": "cross.neither",
    "not yet known": None,
}


def _of_cross(
    words: Callable[[Cross], str | None],
    estimate: Callable[[Cross], Estimate] = lambda cross: cross.worsening_on_new_data,
    *,
    errors: bool = False,
) -> Slot:
    """Take words from both codes on both data; with `errors`, words that say how many go wrong."""

    def said(context: CaseContext) -> SlotValue:
        found = context.errors if errors else context.evidence.comparison
        return words(found.cross) if found and found.cross else None

    def gap(context: CaseContext) -> str:
        found = context.evidence.comparison
        if found is None or (errors and not context.errors):
            return context.unmeasured
        return wording.say("gap.cross_untold" if found.cross else "gap.cross_unasked")

    def source(context: CaseContext) -> Provenance | None:
        found = context.evidence.comparison
        if found is None or found.cross is None:
            return None
        cross = found.cross
        note = wording.say("source.cross", column=cross.column, old=cross.old, new=cross.new)
        return estimated(estimate(cross), found.source, note)

    return Slot(words=said, gap=gap, source=source, rests_on=("data",), part="comparison")


def _of_onset(words: Callable[[Onset], str]) -> Slot:
    def said(context: CaseContext) -> SlotValue:
        found = context.evidence.comparison
        return words(found.onset) if found and found.onset and found.onset.likeliest else None

    def gap(context: CaseContext) -> str:
        found = context.evidence.comparison
        if found is None:
            return context.unmeasured
        return wording.say("gap.onset_untold" if found.onset else "gap.onset_unasked")

    def source(context: CaseContext) -> Provenance | None:
        found = context.evidence.comparison
        if found is None or found.onset is None:
            return None
        onset = found.onset
        level = wording.percent(onset.level)
        p = Decimal(f"{onset.p:.2g}")
        how = wording.say("source.onset", column=onset.column, level=level, p=p)
        return of_data(found.source, how)

    return Slot(words=said, gap=gap, source=source, rests_on=("data",), part="comparison")


def _of_groups(
    words: Callable[[CaseContext, GroupComparison, GroupChange | None], str | None],
) -> Slot:
    """Take words from one model on different rows, and the group that fares worst."""

    def said(context: CaseContext) -> SlotValue:
        found = context.evidence.groups
        return words(context, found, context.changed) if found else None

    def gap(context: CaseContext) -> str:
        found = context.evidence.groups
        if found is None:
            return wording.say("gap.no_groups")
        if context.changed is None:
            return wording.say("gap.no_group_changed")
        return wording.say("gap.error_rate_only", metric=found.metric)

    def source(context: CaseContext) -> Provenance | None:
        found, changed = context.evidence.groups, context.changed
        if found is None:
            return None
        return estimated(changed.change, found.source) if changed else of_data(found.source)

    return Slot(words=said, gap=gap, source=source, rests_on=("data",), part="groups")


def _one_of(names: Sequence[str]) -> str:
    """Name a set in which one is meant; a long one by its ends and how many it has."""
    if len(names) > NAMED:
        return wording.say("onset.one_of", n=len(names), first=names[0], last=names[-1])
    return wording.in_use().joined(names, "or")


MEASURED: Mapping[str, Slot] = {
    "noun": Slot(words=_noun, gap="gap.noun", source=_source_of_noun, rests_on=("data.noun",)),
    "misses_change": aloud(_of_kinds(lambda kinds: kinds.false_negatives.worsening)),
    "false_alarms_change": aloud(_of_kinds(lambda kinds: kinds.false_positives.worsening)),
    "limit": Slot(
        words=_limit,
        gap="gap.limit",
        source=typed,
        rests_on=("limit.per_1000",),
    ),
    "limit_agreed_on": with_spoken_time(
        Slot(
            words=lambda context: context.say(context.case.limit.agreed_on),
            gap="gap.limit_agreed_on",
            source=typed,
            rests_on=("limit.agreed_on",),
            at=lambda context: known(context.case.limit.agreed_on),
        )
    ),
    "limit_agreed_by": Slot(
        words=lambda context: context.say(context.case.limit.agreed_by),
        gap="gap.limit_agreed_by",
        source=typed,
        rests_on=("limit.agreed_by",),
    ),
    "metric": _measured(lambda found: found.metric),
    "baseline_rate": _measured(
        lambda found: wording.number(_levels(found).baseline),
        estimate=lambda found: found.baseline,
        errors=True,
    ),
    "candidate_rate": _measured(
        lambda found: wording.number(_levels(found).candidate or found.candidate),
        estimate=lambda found: found.candidate,
        errors=True,
    ),
    "baseline_share": in_both(
        lambda form: _measured(
            lambda found: _share(found.baseline, _levels(found).baseline, form),
            estimate=lambda found: found.baseline,
            errors=True,
        )
    ),
    "candidate_share": in_both(
        lambda form: _measured(
            lambda found: _share(found.candidate, _levels(found).candidate, form),
            estimate=lambda found: found.candidate,
            errors=True,
        )
    ),
    "worsening": replace(
        aloud(
            _measured(
                lambda found: wording.change(_levels(found).worsening),
                estimate=lambda found: found.worsening,
                errors=True,
            )
        ),
        short=_alone,
    ),
    "worsening_interval": aloud(
        _measured(
            lambda found: wording.change_interval(_levels(found).worsening),
            estimate=lambda found: found.worsening,
            errors=True,
        )
    ),
    "rows": _measured(lambda found: wording.count(found.worsening.n)),
    "rows_left_out": _measured(lambda found: wording.count(found.source.left_out)),
    "rows_unanswered": _measured(lambda found: wording.count(found.unanswered)),
    "level": aloud(_measured(lambda found: wording.percent(found.worsening.level))),
    "method": _measured(lambda found: found.worsening.method),
    "data_hash": _measured(lambda found: found.source.sha256[:SHORT_HASH]),
    "rows_needed": _measured(
        lambda found: None if found.rows_needed is None else wording.about(found.rows_needed),
        estimate=lambda found: found.worsening,
        note=lambda: wording.say("source.if_it_holds", typed=wording.say("source.typed")),
        gap="gap.no_number_of_rows",
    ),
    "groups_looked_at": _measured(
        lambda found: wording.count(sum(not segment.too_few for segment in found.segments))
    ),
    "worst_group": Slot(
        words=lambda context: context.groups(context.worst.conditions) if context.worst else None,
        gap=_no_worst,
        source=lambda context: _source_of_worst(context, lambda worst: worst.worsening),
        rests_on=("data",),
        part="comparison",
    ),
    "worst_rows": _of_worst(lambda worst, _: wording.count(worst.n)),
    "worst_baseline_rate": _of_worst(
        lambda _, levels: wording.number(levels.baseline),
        lambda worst: worst.baseline,
        errors=True,
    ),
    "worst_candidate_rate": _of_worst(
        lambda worst, levels: wording.number(levels.candidate or worst.candidate),
        lambda worst: worst.candidate,
        errors=True,
    ),
    "worst_baseline_share": in_both(
        lambda form: _of_worst(
            lambda worst, levels: _share(worst.baseline, levels.baseline, form),
            lambda worst: worst.baseline,
            errors=True,
        )
    ),
    "worst_candidate_share": in_both(
        lambda form: _of_worst(
            lambda worst, levels: _share(worst.candidate, levels.candidate, form),
            lambda worst: worst.candidate,
            errors=True,
        )
    ),
    "worst_worsening": aloud(
        _of_worst(lambda _, levels: wording.change(levels.worsening), errors=True)
    ),
    "worst_interval": aloud(
        _of_worst(lambda _, levels: wording.change_interval(levels.worsening), errors=True)
    ),
    "slice": Slot(
        words=lambda context: (
            context.groups(context.confirmed_slice.conditions) if context.confirmed_slice else None
        ),
        gap=_NO_SLICE,
        source=lambda context: _source_of_slice(context, lambda found: found.worsening),
        rests_on=("data",),
        part="slices",
    ),
    "slice_rows": _of_slice(lambda found, _: wording.count(found.n)),
    "slice_baseline_rate": _of_slice(
        lambda _, levels: wording.number(levels.baseline), lambda found: found.baseline
    ),
    "slice_candidate_rate": _of_slice(
        lambda _, levels: wording.number(levels.candidate) if levels.candidate else None,
        lambda found: found.candidate,
    ),
    "slice_baseline_share": in_both(
        lambda form: _of_slice(
            lambda found, levels: _share(found.baseline, levels.baseline, form),
            lambda found: found.baseline,
        )
    ),
    "slice_candidate_share": in_both(
        lambda form: _of_slice(
            lambda found, levels: (
                _share(found.candidate, levels.candidate, form) if found.candidate else None
            ),
            lambda found: found.candidate,
        )
    ),
    "slice_confirmed": aloud(
        _of_slice(
            lambda found, _: wording.change_interval(found.confirmed) if found.confirmed else None,
            lambda found: found.confirmed,
            note="source.other_half",
        )
    ),
    "slices_examined": Slot(
        words=_examined,
        gap="gap.measure_first",
        source=_searched,
        rests_on=("data",),
        part="slices",
    ),
    "code_or_data": _of_cross(
        lambda cross: wording.say(entry) if (entry := _READINGS[cross.reading]) else None
    ),
    "defect_interval": aloud(
        _of_cross(lambda cross: wording.change_interval(cross.worsening_on_new_data), errors=True)
    ),
    "drift_interval": aloud(
        _of_cross(
            lambda cross: wording.change_interval(cross.drift_of_old_code),
            lambda cross: cross.drift_of_old_code,
            errors=True,
        )
    ),
    "onset": _of_onset(lambda found: groups.step(found.column, str(found.likeliest))),
    "onset_interval": _of_onset(lambda found: groups.step(found.column, _one_of(found.starts))),
    "reference_group": _of_groups(
        lambda context, found, _: context.groups({found.group: found.reference})
    ),
    "changed_group": _of_groups(
        lambda context, found, one: context.groups({found.group: one.group}) if one else None
    ),
    "changed_interval": aloud(
        _of_groups(
            lambda _, found, one: (
                wording.change_interval(one.change) if one and found.metric == ERROR_RATE else None
            )
        )
    ),
}
