"""What a case says about an incident: which tables, which columns, which window.

Each section is one table that an engineer has or can ask for.  What a section
lacks blocks the part that is measured from it, and nothing else.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, ValidationInfo, field_validator

from bugcase.case.values import (
    IF_ANY,
    UNKNOWN,
    ColumnOf,
    DataFile,
    Known,
    Section,
    Unknown,
    Words,
    ZoneIfAny,
)
from bugcase.incident.timeline import Lane

LEAST_OBJECTIVE = 50.0  # per cent
_FILE = "Parquet, CSV, TSV, JSON lines or Arrow, relative to this folder; or a source"


class IncidentWindow(Section):
    """From when to when it went wrong, and by whose clock."""

    zone: ZoneIfAny = Field(
        UNKNOWN, title="Time zone", description="of your customers: Europe/Lisbon"
    )
    start: Known[datetime] = Field(
        UNKNOWN, title="From", description="the first moment at which it could go wrong"
    )
    end: Known[datetime] = Field(
        UNKNOWN, title="Until", description="the moment from which it could not any more"
    )
    whole: Annotated[Known[datetime], IF_ANY] = Field(
        UNKNOWN,
        title="Whole again from",
        description="when people could buy and call again as before, if later than that",
    )


class Orders(Section):
    """The table whose rows are in doubt."""

    path: Annotated[Known[Words], DataFile()] = Field(UNKNOWN, title="Orders", description=_FILE)
    key: Annotated[Known[Words], ColumnOf("orders.path")] = Field(
        UNKNOWN, title="Key", description="the column of the order's id"
    )
    customer: Annotated[Known[Words], ColumnOf("orders.path"), IF_ANY] = Field(
        UNKNOWN, title="Customer", description="the column of the customer's id"
    )
    time: Annotated[Known[Words], ColumnOf("orders.path")] = Field(
        UNKNOWN, title="Time", description="the column that says when a row was last written"
    )
    total: Annotated[Known[Words], ColumnOf("orders.path"), IF_ANY] = Field(
        UNKNOWN, title="Total", description="the column that must equal the sum of its lines"
    )
    lines: Annotated[Known[Words], DataFile(), IF_ANY] = Field(
        UNKNOWN, title="Lines", description=f"the order's lines: {_FILE}"
    )
    line_amount: Annotated[Known[Words], ColumnOf("orders.lines"), IF_ANY] = Field(
        UNKNOWN, title="Amount of a line", description="a column of the lines, beside the key"
    )
    wrong: Annotated[Known[Words], ColumnOf("orders.path"), IF_ANY] = Field(
        UNKNOWN,
        title="Known wrong",
        description="a column that says so, where you have one; else it is found by the lines "
        "and the record",
    )
    exposed: Annotated[Known[Words], ColumnOf("orders.path"), IF_ANY] = Field(
        UNKNOWN,
        title="Exposed",
        description="a column that says whether, or when, the faulty writer wrote the row; "
        "without it every order of the window may be affected",
    )
    copied_at: Annotated[Known[datetime], IF_ANY] = Field(
        UNKNOWN,
        title="Copied at",
        description="when this copy of the orders was made; what the record says of later times "
        "is not held against it",
    )


class Record(Section):
    """What another system kept of the same orders: payments, shipments, an event log."""

    path: Annotated[Known[Words], DataFile()] = Field(UNKNOWN, title="Record", description=_FILE)
    key: Annotated[Known[Words], ColumnOf("record.path")] = Field(
        UNKNOWN, title="Key", description="its column of the order's id"
    )
    amount: Annotated[Known[Words], ColumnOf("record.path")] = Field(
        UNKNOWN, title="Amount", description="its column of amounts"
    )
    order_amount: Annotated[Known[Words], ColumnOf("orders.path")] = Field(
        UNKNOWN, title="Amount in orders", description="the orders' column that should agree"
    )
    currency: Annotated[Known[Words], ColumnOf("record.path"), IF_ANY] = Field(
        UNKNOWN, title="Currency", description="the column of that name in both, if there is one"
    )
    time: Annotated[Known[Words], ColumnOf("record.path"), IF_ANY] = Field(
        UNKNOWN,
        title="Time",
        description="its column of times, where it goes on after the orders were copied",
    )
    decimal: Annotated[Known[Literal[".", ","]], IF_ANY] = Field(
        UNKNOWN,
        title="Decimal mark",
        description="of amounts written as text, in both tables: a point, if nothing is named",
    )
    repeats: Annotated[Known[Literal["duplicate", "sum"]], IF_ANY] = Field(
        UNKNOWN, title="Several rows", description="of one order: a duplicate, or parts to sum"
    )


class Restore(Section):
    """The table as it is after restoring, and which copy it came from."""

    path: Annotated[Known[Words], DataFile()] = Field(
        UNKNOWN, title="Orders now", description=_FILE
    )
    backup: Known[datetime] = Field(
        UNKNOWN, title="Backup made", description="the time of the copy that was put back"
    )
    restored: Known[datetime] = Field(UNKNOWN, title="Restored", description="when it was put back")
    created: Annotated[Known[Words], ColumnOf("restore.path")] = Field(
        UNKNOWN, title="Created", description="the orders' column of when they were placed"
    )
    rebuilt_from: Annotated[Known[Words], ColumnOf("restore.path"), IF_ANY] = Field(
        UNKNOWN, title="Rebuilt from", description="the column that says from what, if there is one"
    )


class Revenue(Section):
    """What came in, hour by hour, for at least four weeks before."""

    path: Annotated[Known[Words], DataFile()] = Field(UNKNOWN, title="Revenue", description=_FILE)
    time: Annotated[Known[Words], ColumnOf("revenue.path")] = Field(
        UNKNOWN, title="Time", description="the column of times"
    )
    value: Annotated[Known[Words], ColumnOf("revenue.path")] = Field(
        UNKNOWN, title="Amount", description="the column to sum"
    )
    unit: Known[Words] = Field(UNKNOWN, title="Unit", description="EUR, or orders")
    control: Annotated[Known[Words], ColumnOf("revenue.path"), IF_ANY] = Field(
        UNKNOWN,
        title="Control",
        description="a column that the incident cannot have touched, such as visits",
    )
    country: Annotated[Known[Words], IF_ANY] = Field(
        UNKNOWN, title="Public holidays of", description="two letters, with its state if need be"
    )


def _in_per_cent(objective: float) -> float:
    """Refuse what is no objective of a service in per cent, above all a share of one."""
    if objective >= LEAST_OBJECTIVE:
        return objective
    share = 100 * objective
    meant = f" (did you mean {share:g}?)" if LEAST_OBJECTIVE <= share < 100 else ""
    raise ValueError(f"at least {LEAST_OBJECTIVE:g} per cent{meant}; found {objective:g}")


class Requests(Section):
    """Requests and errors, minute by minute, and the objective they are held against."""

    path: Annotated[Known[Words], DataFile()] = Field(UNKNOWN, title="Requests", description=_FILE)
    time: Annotated[Known[Words], ColumnOf("requests.path")] = Field(
        UNKNOWN, title="Time", description="the column of times"
    )
    requests: Annotated[Known[Words], ColumnOf("requests.path"), IF_ANY] = Field(
        UNKNOWN, title="All requests", description="the column of counts"
    )
    errors: Annotated[Known[Words], ColumnOf("requests.path")] = Field(
        UNKNOWN, title="Errors", description="the column of failures"
    )
    objective: Known[Annotated[float, Field(gt=0, lt=100), AfterValidator(_in_per_cent)]] = Field(
        UNKNOWN,
        title="Objective, %",
        description="the share that has to be good, in per cent: 99.9",
    )


class Mark(Section):
    """A moment of the timeline, and where it can be looked up."""

    at: Known[datetime] = Field(UNKNOWN, title="Time")
    first_of: Annotated[Known[Words], DataFile(), IF_ANY] = Field(
        UNKNOWN,
        title="Or first of",
        description="in place of the time: a file or a source whose first time, in time, it is",
    )
    source: Annotated[Known[Words], IF_ANY] = Field(
        UNKNOWN, title="Source", description="where it can be looked up"
    )
    lane: Annotated[Known[Lane], IF_ANY] = Field(
        UNKNOWN,
        title="Whose moment",
        description="service, customers, support or us; the timeline has a lane for each",
    )


class Trial(Section):
    """How often the failure came when it was tried."""

    failures: Known[Annotated[int, Field(ge=0)]] = Field(UNKNOWN, title="Failures")
    runs: Known[Annotated[int, Field(ge=1)]] = Field(UNKNOWN, title="Runs")
    under: Annotated[Known[Words], IF_ANY] = Field(
        UNKNOWN,
        title="Under",
        description="the conditions: two writers, 50 requests a second, build 214",
    )

    @field_validator("runs")
    @classmethod
    def _holds_its_failures(cls, runs: int | Unknown, trial: ValidationInfo) -> int | Unknown:
        """Refuse fewer runs than failed."""
        failures = trial.data.get("failures", UNKNOWN)
        if isinstance(runs, int) and isinstance(failures, int) and failures > runs:
            raise ValueError(f"all runs, of which {failures} failed; found {runs}")
        return runs


INCIDENT_SECTIONS: dict[str, type[BaseModel]] = {
    "incident": IncidentWindow,
    "orders": Orders,
    "record": Record,
    "restore": Restore,
    "revenue": Revenue,
    "requests": Requests,
}
