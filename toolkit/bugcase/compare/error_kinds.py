"""False alarms and misses of two models, as shares of all rows.

A false alarm and a miss rarely cost the same, and a release can make one rarer
while it makes the other more frequent.  Both are counted here among all rows,
not among the rows of one class as the false positive and false negative rates
are: so they add up to the error rate, and each can be multiplied with its own
harm and with the number of decisions.
"""

from dataclasses import dataclass
from typing import Any

from bugcase.compare.models import Comparison, compare_models
from bugcase.errors import DataError
from bugcase.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorKind:
    """One kind of error under both models, as shares of all rows."""

    baseline: Estimate
    candidate: Estimate
    worsening: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorKinds:
    """False positives ("false alarms") and false negatives ("misses") of two models.

    `positive` is the class that the named one is taken for, as it was named; None
    where it is 1 of 0 and 1.  The two worsenings add up to that of the error rate.
    """

    positive: str | None
    false_positives: ErrorKind
    false_negatives: ErrorKind


def compare_error_kinds(
    frame_or_path: Any,
    *,
    label: str,
    baseline: str,
    candidate: str,
    positive: str | None = None,
    unit: str | None = None,
    weight: str | None = None,
    level: float = 0.95,
) -> ErrorKinds | None:
    """Measure how much more often each kind of error happens, among all rows.

    Parameters
    ----------
    frame_or_path, label, baseline, candidate, unit, weight, level
        As `compare_models` takes them.
    positive
        The class of which a false alarm is a wrong one; 1 where the label is of
        0 and 1.

    Returns
    -------
    ErrorKinds or None
        None where no class was named and the label is not of 0 and 1, or where
        there are more than two classes, so that two kinds are not all errors.

    Raises
    ------
    DataError
        Where the data cannot answer, or the named class never occurs.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"y": [0, 1] * 50, "live": [0, 1] * 50, "next": [1, 1] * 50})
    >>> found = compare_error_kinds(frame, label="y", baseline="live", candidate="next")
    >>> found.false_positives.worsening.value, found.false_negatives.worsening.value
    (0.5, 0.0)
    """

    def compared(metric: Any) -> Comparison:
        return compare_models(
            frame_or_path, label=label, baseline=baseline, candidate=candidate, unit=unit,
            weight=weight, metric=metric, positive=positive if metric != "error rate" else None,
            by=[], level=level,
        )  # fmt: skip

    whole = compared("error rate")
    try:
        alarms, misses = compared("share of false positives"), compared("share of false negatives")
    except DataError:
        if positive is not None:
            raise
        return None
    for model in ("baseline", "candidate"):
        parts = getattr(alarms, model).value + getattr(misses, model).value
        if abs(parts - getattr(whole, model).value) > 1e-9:
            return None
    return ErrorKinds(
        positive=positive, false_positives=_kind(alarms), false_negatives=_kind(misses)
    )


def _kind(found: Comparison) -> ErrorKind:
    return ErrorKind(baseline=found.baseline, candidate=found.candidate, worsening=found.worsening)
