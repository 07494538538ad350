"""From what a case says about its data to evidence.

A measurement belongs to the settings it was made with.  When the data or a
setting changes, the old numbers answer another question; they are then no
evidence for this case, and everything that told of them shows a gap until it
is measured again.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from bugcase.case.evidence import Evidence, read_evidence, write_evidence
from bugcase.case.measure_incident import incident_settings, measure_incident
from bugcase.case.model import Case
from bugcase.case.values import UNKNOWN, known
from bugcase.compare.error_kinds import compare_kinds
from bugcase.compare.models import Comparison, compare_models
from bugcase.errors import DataError
from bugcase.slices import find_slices

__all__ = [
    "check_no_file",
    "current_evidence",
    "measure_afresh",
    "measure_case",
    "measured_settings",
    "missing_settings",
]

T = TypeVar("T")

NEEDED = ("path", "label", "baseline", "candidate")


def missing_settings(case: Case, frame: Any = None) -> tuple[str, ...]:
    """Name the settings without which nothing can be measured; a frame needs no file."""
    needed = NEEDED if frame is None else NEEDED[1:]
    return tuple(name for name in needed if getattr(case.data, name) is UNKNOWN)


def check_no_file(case: Case) -> None:
    """See that a case leaves the place to a dataframe.

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


def measured_settings(case: Case) -> tuple[Any, ...]:
    """Give all that a measurement depends on: where it is equal, there is nothing to measure."""
    return (case.data.path, case.data.positive, _settings(case), incident_settings(case))


def measure_case(folder: Path, case: Case, frame: Any = None) -> Evidence:
    """Measure what the case names, and write evidence.json where the numbers are new.

    Parameters
    ----------
    frame
        A dataframe in place of the file that the case names.

    Raises
    ------
    DataError
        Where the data of the two models cannot answer, or both a file and a frame are
        named; evidence.json is then as it was.
    """
    before = read_evidence(folder)
    compared, incident = _compared(folder, case, before, frame), measure_incident(folder, case)
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


def measure_afresh(folder: Path, case: Case) -> Evidence:
    """Measure what the case names from its files alone; evidence.json is not read and not written.

    Raises
    ------
    DataError
        As `measure_case`.
    """
    compared = _compared(folder, case, Evidence(), None)
    return replace(compared, incident=measure_incident(folder, case))


def _first(before: T, now: T) -> T:
    return before if before == now else now


def _compared(folder: Path, case: Case, before: Evidence, frame: Any) -> Evidence:
    """Compare the two models that a case names; empty where it names none.

    What was measured from a dataframe stays while its settings are the case's: without
    the frame, which a notebook holds, nobody can measure it again.
    """
    if frame is not None:
        check_no_file(case)
    if frame is None and case.data.path is UNKNOWN:
        return _current_comparison(before, case)
    if missing_settings(case, frame):
        return Evidence()
    settings = _settings(case)
    data = folder / str(case.data.path) if frame is None else frame
    comparison = compare_models(data, **settings)
    slices = before.slices
    if slices is None or before.comparison is None or _asked_anew(before.comparison, comparison):
        searched = {name: value for name, value in settings.items() if name != "limit"}
        slices = find_slices(data, **searched, progress=False)
    asked = {name: settings[name] for name in (*NEEDED[1:], "unit")}
    kinds = compare_kinds(data, **asked, positive=known(case.data.positive))
    return Evidence(comparison=comparison, slices=slices, kinds=kinds)


def current_evidence(kept: Evidence, case: Case) -> Evidence:
    """Give what of the evidence that is kept was measured with the settings of the case.

    A case that names no file is one of a dataframe: evidence of any frame is its own.
    """
    incident = kept.incident
    if incident and incident.settings != incident_settings(case):
        incident = None
    return replace(_current_comparison(kept, case), incident=incident)


def _current_comparison(evidence: Evidence, case: Case) -> Evidence:
    found = evidence.comparison
    if found is None:
        return Evidence()
    made_with = {
        "label": found.label,
        "baseline": found.baseline_name,
        "candidate": found.candidate_name,
        "by": found.by,
        "unit": found.unit,
        "limit": found.limit,
    }
    path, data = known(case.data.path), found.source.data
    same_data = found.source.of_frame if path is None else data == Path(path).name
    if not same_data or made_with != _settings(case):
        return Evidence()
    if evidence.kinds and evidence.kinds.positive != known(case.data.positive):
        return replace(evidence, kinds=None)
    return evidence


def _settings(case: Case) -> dict[str, Any]:
    """Write a case's settings as `compare_models` takes them."""
    per_1000 = known(case.limit.per_1000)
    return {
        "label": known(case.data.label),
        "baseline": known(case.data.baseline),
        "candidate": known(case.data.candidate),
        "by": known(case.data.by),
        "unit": known(case.data.unit),
        "limit": None if per_1000 is None else per_1000 / 1000,
    }


def _asked_anew(before: Comparison, now: Comparison) -> bool:
    """Whether the rows or the columns are others than before; the limit moves no slice."""
    return (
        before.source.sha256 != now.source.sha256
        or before.source.columns != now.source.columns
        or (before.by, before.unit) != (now.by, now.unit)
    )
