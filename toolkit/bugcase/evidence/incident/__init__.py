"""Who was hit, what was lost, what was rebuilt, when, and why: an incident, measured."""

from bugcase.evidence.incident.affected import Affected, Reach, count_affected
from bugcase.evidence.incident.amounts import Money
from bugcase.evidence.incident.cause import Cause, Observation, Reproduction
from bugcase.evidence.incident.invariants import (
    Invariant,
    InvariantCheck,
    Lines,
    Total,
    check_invariants,
    keys_that_break,
)
from bugcase.evidence.incident.notices import Notice
from bugcase.evidence.incident.reconciliation import (
    Reconciliation,
    Tally,
    reconcile,
    reconciled_rows,
)
from bugcase.evidence.incident.restore_gap import Rebuilt, RestoreGap, measure_restore_gap
from bugcase.evidence.incident.timeline import Moment, Placed, Timeline, make_timeline

__all__ = [
    "Affected",
    "Cause",
    "Invariant",
    "InvariantCheck",
    "Lines",
    "Moment",
    "Money",
    "Notice",
    "Observation",
    "Placed",
    "Reach",
    "Rebuilt",
    "Reconciliation",
    "Reproduction",
    "RestoreGap",
    "Tally",
    "Timeline",
    "Total",
    "check_invariants",
    "count_affected",
    "keys_that_break",
    "make_timeline",
    "measure_restore_gap",
    "reconcile",
    "reconciled_rows",
]
