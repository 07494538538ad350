"""Who was hit, what was lost, what was rebuilt, when, and why: an incident, measured."""

from bugcase.data.amounts import Money
from bugcase.data.notices import Notice
from bugcase.incident.affected import Affected, Reach, count_affected
from bugcase.incident.cause import Cause, Observation, Reproduction
from bugcase.incident.invariants import (
    Invariant,
    InvariantCheck,
    Lines,
    Total,
    check_invariants,
    keys_that_break,
)
from bugcase.incident.reconcile import (
    Reconciliation,
    Tally,
    reconcile,
    reconciled_rows,
)
from bugcase.incident.restore import Rebuilt, RestoreGap, measure_restore_gap
from bugcase.incident.timeline import Moment, Placed, Timeline, make_timeline

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
