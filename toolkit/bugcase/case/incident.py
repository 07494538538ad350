"""What a case says about an incident: which tables, which columns, which window.

Each section is one table that an engineer has or can ask for.  What a section
lacks blocks the part that is measured from it, and nothing else.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from bugcase.case.values import UNKNOWN, Known, Section, Words, time_zone

__all__ = [
    "INCIDENT_SECTIONS",
    "IncidentWindow",
    "Mark",
    "Orders",
    "Record",
    "Requests",
    "Restore",
    "Revenue",
    "Trial",
]

_FILE = "Parquet, CSV, TSV, JSON lines or Arrow, relative to this folder"


class IncidentWindow(Section):
    """From when to when it went wrong, and by whose clock."""

    start: Known[datetime] = Field(
        UNKNOWN, title="From", description="the first moment at which it could go wrong"
    )
    end: Known[datetime] = Field(
        UNKNOWN, title="Until", description="the moment from which it could not any more"
    )
    whole: Known[datetime] = Field(
        UNKNOWN,
        title="Whole again from",
        description="when people could buy and call again as before, if later than that",
    )
    zone: Known[Annotated[Words, AfterValidator(time_zone)]] = Field(
        UNKNOWN, title="Time zone", description="of your customers: Europe/Lisbon"
    )


class Orders(Section):
    """The table whose rows are in doubt."""

    path: Known[Words] = Field(UNKNOWN, title="Orders", description=_FILE)
    key: Known[Words] = Field(UNKNOWN, title="Key", description="the column of the order's id")
    customer: Known[Words] = Field(
        UNKNOWN, title="Customer", description="the column of the customer's id"
    )
    time: Known[Words] = Field(
        UNKNOWN, title="Time", description="the column that says when a row was last written"
    )
    total: Known[Words] = Field(
        UNKNOWN, title="Total", description="the column that must equal the sum of its lines"
    )
    lines: Known[Words] = Field(UNKNOWN, title="Lines", description=f"the order's lines: {_FILE}")
    line_amount: Known[Words] = Field(
        UNKNOWN, title="Amount of a line", description="a column of the lines, beside the key"
    )
    wrong: Known[Words] = Field(
        UNKNOWN,
        title="Known wrong",
        description="a column that says so, where you have one; else it is found by the lines "
        "and the record",
    )


class Record(Section):
    """What another system kept of the same orders: payments, shipments, an event log."""

    path: Known[Words] = Field(UNKNOWN, title="Record", description=_FILE)
    key: Known[Words] = Field(UNKNOWN, title="Key", description="its column of the order's id")
    amount: Known[Words] = Field(UNKNOWN, title="Amount", description="its column of amounts")
    order_amount: Known[Words] = Field(
        UNKNOWN, title="Amount in orders", description="the orders' column that should agree"
    )
    currency: Known[Words] = Field(
        UNKNOWN, title="Currency", description="the column of that name in both, if there is one"
    )
    time: Known[Words] = Field(UNKNOWN, title="Time", description="its column of times")
    repeats: Known[Literal["duplicate", "sum"]] = Field(
        UNKNOWN, title="Several rows", description="of one order: a duplicate, or parts to sum"
    )


class Restore(Section):
    """The table as it is after restoring, and which copy it came from."""

    path: Known[Words] = Field(UNKNOWN, title="Orders now", description=_FILE)
    backup: Known[datetime] = Field(
        UNKNOWN, title="Backup made", description="the time of the copy that was put back"
    )
    restored: Known[datetime] = Field(UNKNOWN, title="Restored", description="when it was put back")
    created: Known[Words] = Field(
        UNKNOWN, title="Created", description="the orders' column of when they were placed"
    )
    rebuilt_from: Known[Words] = Field(
        UNKNOWN, title="Rebuilt from", description="the column that says from what, if there is one"
    )


class Revenue(Section):
    """What came in, hour by hour, for at least four weeks before."""

    path: Known[Words] = Field(UNKNOWN, title="Revenue", description=_FILE)
    time: Known[Words] = Field(UNKNOWN, title="Time", description="the column of times")
    value: Known[Words] = Field(UNKNOWN, title="Amount", description="the column to sum")
    unit: Known[Words] = Field(UNKNOWN, title="Unit", description="EUR, or orders")
    control: Known[Words] = Field(
        UNKNOWN,
        title="Control",
        description="a column that the incident cannot have touched, such as visits",
    )
    country: Known[Words] = Field(
        UNKNOWN, title="Public holidays of", description="two letters, with its state if need be"
    )


class Requests(Section):
    """Requests and errors, minute by minute, and the objective they are held against."""

    path: Known[Words] = Field(UNKNOWN, title="Requests", description=_FILE)
    time: Known[Words] = Field(UNKNOWN, title="Time", description="the column of times")
    requests: Known[Words] = Field(UNKNOWN, title="Requests", description="the column of counts")
    errors: Known[Words] = Field(UNKNOWN, title="Errors", description="the column of failures")
    objective: Known[Annotated[float, Field(gt=0, lt=100)]] = Field(
        UNKNOWN, title="Objective, %", description="the share that has to be good: 99.9"
    )


class Mark(Section):
    """A moment of the timeline, and where it can be looked up."""

    at: Known[datetime] = UNKNOWN
    source: Known[Words] = UNKNOWN


class Trial(Section):
    """How often the failure came when it was tried."""

    failures: Known[Annotated[int, Field(ge=0)]] = UNKNOWN
    runs: Known[Annotated[int, Field(ge=1)]] = UNKNOWN
    under: Known[Words] = UNKNOWN


INCIDENT_SECTIONS: dict[str, type[BaseModel]] = {
    "incident": IncidentWindow,
    "orders": Orders,
    "record": Record,
    "restore": Restore,
    "revenue": Revenue,
    "requests": Requests,
}
