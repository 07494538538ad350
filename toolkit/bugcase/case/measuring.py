"""From what a case says about its data to evidence.

A measurement belongs to the settings it was made with.  When the data or a
setting changes, the old numbers answer another question; they are then no
evidence for this case, and everything that told of them shows a gap until it
is measured again.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from bugcase.case.measuring_incident import incident_settings, measure_incident
from bugcase.case.model import Case, Unknown
from bugcase.evidence.kinds import compare_kinds
from bugcase.evidence.models import Comparison, compare_models
from bugcase.evidence.record import Evidence, read_evidence, write_evidence
from bugcase.evidence.slices import find_slices

__all__ = ["current_evidence", "measure_case", "missing_settings"]

T = TypeVar("T")

NEEDED = ("path", "label", "baseline", "candidate")


def missing_settings(case: Case) -> tuple[str, ...]:
    """Name the settings without which nothing can be measured."""
    return tuple(name for name in NEEDED if isinstance(getattr(case.data, name), Unknown))


def measure_case(folder: Path, case: Case) -> Evidence:
    """Measure what the case names, and write evidence.json where the numbers are new.

    Raises
    ------
    DataError
        Where the data of the two models cannot answer; evidence.json is then as it was.
    """
    before = read_evidence(folder)
    compared, incident = _compared(folder, case, before), measure_incident(folder, case)
    evidence = Evidence(
        # the same numbers keep the time at which they were first measured
        comparison=_first(before.comparison, compared.comparison),
        slices=compared.slices,
        kinds=compared.kinds,
        incident=_first(before.incident, incident),
    )
    if evidence not in (before, Evidence()):
        write_evidence(folder, evidence)
    return evidence


def _first(before: T, now: T) -> T:
    return before if before == now else now


def _compared(folder: Path, case: Case, before: Evidence) -> Evidence:
    """Compare the two models that a case names; empty where it names none."""
    if missing_settings(case):
        return Evidence()
    settings = _settings(case)
    path = folder / str(case.data.path)
    comparison = compare_models(path, **settings)
    slices = before.slices
    if slices is None or before.comparison is None or _asked_anew(before.comparison, comparison):
        searched = {name: value for name, value in settings.items() if name != "limit"}
        slices = find_slices(path, **searched, progress=False)
    asked = {name: settings[name] for name in (*NEEDED[1:], "unit")}
    kinds = compare_kinds(path, **asked, positive=_known(case.data.positive))
    return Evidence(comparison=comparison, slices=slices, kinds=kinds)


def current_evidence(folder: Path, case: Case) -> Evidence:
    """Read the evidence of a case; empty where it was made with other settings."""
    evidence = read_evidence(folder)
    incident = evidence.incident
    if incident and incident.settings != incident_settings(case):
        incident = None
    return replace(_current_comparison(evidence, case), incident=incident)


def _current_comparison(evidence: Evidence, case: Case) -> Evidence:
    found = evidence.comparison
    if found is None or missing_settings(case):
        return Evidence()
    made_with = {
        "label": found.label,
        "baseline": found.baseline_name,
        "candidate": found.candidate_name,
        "by": found.by,
        "unit": found.unit,
        "limit": found.limit,
    }
    same_file = found.source.data == Path(str(case.data.path)).name
    if not same_file or made_with != _settings(case):
        return Evidence()
    if evidence.kinds and evidence.kinds.positive != _known(case.data.positive):
        return replace(evidence, kinds=None)
    return evidence


def _settings(case: Case) -> dict[str, Any]:
    """Write a case's settings as `compare_models` takes them."""
    per_1000 = _known(case.limit.per_1000)
    return {
        "label": _known(case.data.label),
        "baseline": _known(case.data.baseline),
        "candidate": _known(case.data.candidate),
        "by": _known(case.data.by),
        "unit": _known(case.data.unit),
        "limit": None if per_1000 is None else per_1000 / 1000,
    }


def _known(value: Any) -> Any:
    return None if isinstance(value, Unknown) else value


def _asked_anew(before: Comparison, now: Comparison) -> bool:
    """Whether the rows or the columns are others than before; the limit moves no slice."""
    return (
        before.source.sha256 != now.source.sha256
        or before.source.columns != now.source.columns
        or (before.by, before.unit) != (now.by, now.unit)
    )
