"""Every finding survives being written as JSON and read again, as evidence.json does it."""

from typing import Any

import polars as pl
import pytest
from pydantic import TypeAdapter

from bugcase.incident.affected import count_affected
from bugcase.incident.cause import Cause, Observation, Reproduction
from bugcase.incident.invariants import Invariant, check_invariants
from bugcase.incident.reconcile import reconcile
from bugcase.incident.restore import measure_restore_gap
from bugcase.incident.timeline import Moment, make_timeline

ORDERS = pl.DataFrame(
    {"id": [1, 2], "total": ["1.10", "2"], "at": ["2026-05-03T09:00Z"] * 2, "bad": [True, None]}
)
WINDOW = ("2026-05-03T08:00Z", "2026-05-03T10:00Z")
AT = "2026-05-03T09:40"
FINDINGS: dict[str, Any] = {
    "affected": lambda: count_affected(
        ORDERS, order="id", time="at", window=WINDOW, confirmed="bad", checked_at_random=True
    ),
    "reconciliation": lambda: reconcile(ORDERS, ORDERS, key="id", amount="total"),
    "invariant": lambda: check_invariants(
        ORDERS, [Invariant(name="paid", left="total", holds=">", right=2)], key="id", time="at"
    )[0],
    "restore gap": lambda: measure_restore_gap(
        ORDERS[1:], ORDERS, key="id", time="at", backup=WINDOW[0], restored=WINDOW[1],
        amount="total",
    ),
    "timeline": lambda: make_timeline([Moment(what="started", at=AT, zone="Europe/Lisbon")]),
    "cause": lambda: Cause(
        hypothesis="h",
        supports=(Observation(says="seen"),),
        reproduction=Reproduction(failures=1, runs=9, under="load"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("finding", FINDINGS)
def test_a_finding_survives_json(finding: str) -> None:
    found = FINDINGS[finding]()
    adapter = TypeAdapter(type(found))
    written = adapter.dump_json(found)
    read = adapter.validate_json(written)
    assert read == found
    assert adapter.dump_json(read) == written  # two times may be equal on clocks of two zones
