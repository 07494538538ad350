"""Measures the data that a case names, and tells whether kept evidence still belongs to it.

A measurement belongs to the settings it was made with.  When the data or a
setting changes, the old numbers answer another question; they are then no
evidence for this case, and everything that told of them shows a gap until it
is measured again.
"""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from bugcase.case.evidence import Evidence, read_evidence, write_evidence
from bugcase.case.measure_incident import incident_settings, measure_incident
from bugcase.case.model import Case, Data, Limit
from bugcase.case.settings import hash_of
from bugcase.case.tables import named_sources, tables_of
from bugcase.case.values import UNKNOWN, known
from bugcase.compare.error_kinds import compare_error_kinds
from bugcase.compare.groups import GroupComparison, compare_groups
from bugcase.compare.metrics import ERROR_RATE, ERROR_SHARES, METRICS, MetricName
from bugcase.compare.models import Comparison, compare_models
from bugcase.errors import DataError
from bugcase.slices import find_slices

OF_MODELS = ("label", "baseline", "candidate")  # what each comparison cannot do without
OF_GROUPS = ("label", "prediction", "group", "reference")
ONLY_MODELS = ("baseline", "candidate", "cross", "onset")  # these ask two models
ONLY_GROUPS = ("prediction", "group", "reference")
MEASURED: dict[str, Any] = {
    "data": set(Data.model_fields) - {"noun", "phrases"},
    "limit": {"per_1000"},
}


def missing_settings(case: Case, frame: Any = None) -> tuple[str, ...]:
    """Name the settings without which nothing can be measured; a frame needs no file."""
    needed = list(OF_GROUPS if _of_groups(case) else OF_MODELS)
    if frame is None:
        needed.insert(0, "path")
    if _named(case, "cross_old", "cross_new"):
        needed += ["cross", "cross_old", "cross_new"]
    return tuple(name for name in needed if not _named(case, name))


def needless_fields(case: Case) -> frozenset[str]:
    """Name the fields of the case that its question does not need.

    One model on different rows has no baseline and no candidate; on a metric that counts
    no errors there is no limit; a moment that is the first of a table is not typed.
    """
    places = {f"timeline.{what}.at" for what, mark in case.timeline.items() if known(mark.first_of)}
    if _of_groups(case):
        places |= {"data.baseline", "data.candidate"}
    if _metric(case) not in ERROR_SHARES:
        places |= {f"limit.{name}" for name in Limit.model_fields}
    return frozenset(places)


def _named(case: Case, *settings: str) -> tuple[str, ...]:
    """Give those of some settings of the data that the case names."""
    return tuple(name for name in settings if getattr(case.data, name) is not UNKNOWN)


def _of_groups(case: Case) -> bool:
    """Whether a case asks for one model on different rows."""
    return bool(_named(case, *ONLY_GROUPS))


def check_no_file(case: Case) -> None:
    """Refuse a dataframe where the case names a file.

    Raises
    ------
    DataError
        Where it names a file: the documents would tell of that, and the slides of the frame.
    """
    if case.data.path is not UNKNOWN:
        raise DataError(
            "the data of this case",
            allowed="a dataframe alone, or a file alone",
            found=f"a dataframe and the file {case.data.path}",
            remedy="empty the field File, or take desk.use(…) out",
        )


def data_settings(case: Case) -> str | None:
    """Hash what a case says of its data and its limit; None where it says nothing."""
    return hash_of(case, MEASURED | {"sources": named_sources(case, ["data"])})


def measured_settings(case: Case) -> tuple[str | None, str | None]:
    """Give all that a measurement depends on: where it is equal, there is nothing to measure."""
    return (data_settings(case), incident_settings(case))


def measure_case(folder: Path, case: Case, frame: Any = None) -> Evidence:
    """Measure what the case names, and write evidence.json where the numbers are new.

    Parameters
    ----------
    frame
        A dataframe in place of the file that the case names.

    Raises
    ------
    DataError
        Where the data cannot answer, both a file and a frame are named, two models and
        groups of rows are asked for at once, or a limit is put on a metric that knows no
        number of errors; evidence.json is then as it was.
    """
    before = read_evidence(folder)
    compared = _compared(folder, case, before, frame)
    evidence = _kept(before, replace(compared, incident=measure_incident(folder, case)))
    if evidence not in (before, Evidence()):
        write_evidence(folder, evidence)
    return evidence


def measure_afresh(folder: Path, case: Case) -> Evidence:
    """Measure what the case names from its files alone, and the rows that were kept of databases.

    evidence.json is not read, and nothing is written.

    Raises
    ------
    DataError
        As `measure_case`.
    """
    compared = _compared(folder, case, Evidence(), None, ask=False)
    return replace(compared, incident=measure_incident(folder, case, ask=False))


def _kept(before: Evidence, now: Evidence) -> Evidence:
    """Keep each part that has the same numbers with the time at which it was first measured."""
    parts = [(one.name, getattr(before, one.name)) for one in fields(Evidence)]
    return replace(now, **{name: part for name, part in parts if part == getattr(now, name)})


def _compared(
    folder: Path, case: Case, before: Evidence, frame: Any, *, ask: bool = True
) -> Evidence:
    """Compare the two models, or the groups of rows, that a case names; empty where it names none.

    What was measured from a dataframe stays while its settings are the case's: without
    the frame, which a notebook holds, nobody can measure it again.
    """
    if frame is not None:
        check_no_file(case)
    if frame is None and case.data.path is UNKNOWN:
        return _current_comparison(before, case)
    if missing_settings(case, frame):
        return Evidence()
    _check_one_question(case)
    _check_limit(case)
    measure = _groups_compared if _of_groups(case) else _models_compared
    with tables_of(folder, case, ask=ask) as tables:
        data = tables.path(str(case.data.path)) if frame is None else frame
        return replace(measure(data, case, before), settings=data_settings(case))


def _models_compared(data: Any, case: Case, before: Evidence) -> Evidence:
    """Compare two models; where the metric is one of classes, their kinds of error too."""
    models: dict[str, Any] = {name: known(getattr(case.data, name)) for name in OF_MODELS}
    asked = _settings(case)
    comparison = compare_models(
        data, **models, **asked, cross=_cross(case), onset=known(case.data.onset)
    )
    unit, weight, positive = asked["unit"], asked["weight"], asked["positive"]
    kinds = None
    if _of_classes(asked["metric"]):
        kinds = compare_error_kinds(data, **models, unit=unit, weight=weight, positive=positive)
    slices = None
    if _searched(case):
        slices = before.slices
        if slices is None or _asked_anew(before.comparison, comparison):
            slices = find_slices(data, **models, by=asked["by"], unit=unit, progress=False)
    return Evidence(comparison=comparison, slices=slices, kinds=kinds)


def _groups_compared(data: Any, case: Case, before: Evidence) -> Evidence:
    """Compare one model on different rows."""
    model: dict[str, Any] = {
        name: known(getattr(case.data, name)) for name in ("label", "group", "reference")
    }
    prediction, asked = known(case.data.prediction), _settings(case)
    groups = compare_groups(data, **model, prediction=prediction, **asked)
    slices = None
    if _searched(case):
        slices = before.slices
        held_against = before.groups.reference if before.groups else None
        anew = _asked_anew(before.groups, groups) or held_against != groups.reference
        if slices is None or anew:
            slices = find_slices(
                data, **model, baseline=prediction, by=asked["by"], unit=asked["unit"],
                progress=False,
            )  # fmt: skip
    return Evidence(groups=groups, slices=slices)


def _settings(case: Case) -> dict[str, Any]:
    """Write the settings that `compare_models` and `compare_groups` both take."""
    per_1000 = known(case.limit.per_1000)
    return {
        "by": known(case.data.by),
        "unit": known(case.data.unit),
        "weight": known(case.data.weight),
        "metric": _metric(case),
        "positive": known(case.data.positive),
        "limit": None if per_1000 is None else per_1000 / 1000,
    }


def _metric(case: Case) -> MetricName:
    return known(case.data.metric) or ERROR_RATE


def _cross(case: Case) -> str | tuple[str, str, str] | None:
    column, old, new = (
        known(one) for one in (case.data.cross, case.data.cross_old, case.data.cross_new)
    )
    return column if column is None or old is None or new is None else (column, old, new)


def _of_classes(name: MetricName) -> bool:
    return any(metric.name == name and metric.is_proportion for metric in METRICS)


def _searched(case: Case) -> bool:
    """Whether slices are searched: that counts errors, each row once."""
    return _metric(case) == ERROR_RATE and case.data.weight is UNKNOWN


def _check_one_question(case: Case) -> None:
    """Refuse a case that asks for two models and for groups of rows at once."""
    both = _named(case, *ONLY_MODELS) if _of_groups(case) else ()
    if both:
        raise DataError(
            "the data of this case",
            allowed="two models on the same rows (baseline, candidate), or one model on different "
            "rows (prediction, group, reference)",
            found=f"{', '.join(_named(case, *ONLY_GROUPS))} beside {', '.join(both)}",
            remedy=f"empty {', '.join(both)}, or {', '.join(ONLY_GROUPS)}",
        )


def _check_limit(case: Case) -> None:
    """Refuse a limit in errors per 1,000 on a metric that counts none."""
    metric = _metric(case)
    if metric not in ERROR_SHARES and case.limit.per_1000 is not UNKNOWN:
        raise DataError(
            "limit.per_1000 of this case",
            allowed=f"a limit on {', '.join(ERROR_SHARES[:-1])} or {ERROR_SHARES[-1]}",
            found=f"one on {metric}",
            remedy='write "unknown" as the limit, or measure one of these',
        )


def current_evidence(kept: Evidence, case: Case) -> Evidence:
    """Give what of the evidence that is kept was measured with the settings of the case.

    A case that names no file is one of a dataframe: evidence of any frame is its own.
    """
    incident = kept.incident
    if incident and incident.settings != incident_settings(case):
        incident = None
    return replace(_current_comparison(kept, case), incident=incident)


def _current_comparison(evidence: Evidence, case: Case) -> Evidence:
    """Give what was compared where the case still asks the same; the incident is another's."""
    is_current = evidence.of_data and evidence.settings == data_settings(case)
    return replace(evidence, incident=None) if is_current else Evidence()


def _asked_anew(
    before: Comparison | GroupComparison | None, now: Comparison | GroupComparison
) -> bool:
    """Whether the rows or the columns are others than before; the limit moves no slice."""
    return (
        before is None
        or before.source.sha256 != now.source.sha256
        or before.source.columns != now.source.columns
        or (before.by, before.unit) != (now.by, now.unit)
    )
