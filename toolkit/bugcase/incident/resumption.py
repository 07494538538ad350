"""Counts the orders that came after an outage: whether orders can be placed again.

That a service answers again is no proof that people can order.  Orders are: the first
after the outage, how many have come since, and when the last one came before the table
was copied.
"""

from dataclasses import dataclass
from typing import Any

from bugcase.data.instants import When
from bugcase.data.notices import Notice
from bugcase.data.provenance import Source
from bugcase.data.stage import open_stage
from bugcase.data.times import Times
from bugcase.data.zones import ZonedTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """The orders since a time: how many, the first and the last; None where none came.

    Complete counts of what the table holds, which have no sampling interval.
    """

    orders: int
    first: ZonedTime | None
    last: ZonedTime | None
    table: Source
    notices: tuple[Notice, ...]


def measure_resumption(
    table: Any, *, key: str, time: str, since: When, zone: str | None = None
) -> Resumption:
    """Count the orders that were placed since a time.

    Parameters
    ----------
    table
        Orders: a dataframe of any kind, a relation, or a file's path.
    key, time
        The columns of the order's key, and of when it was placed.
    since
        The time of the restore, or of the end of the outage.
    zone
        The zone of times that say none, such as "Europe/Lisbon".

    Raises
    ------
    DataError
        Where a column is missing or holds something else.

    Notes
    -----
    Do not use a column of when a row was last written: rebuilding old orders writes them.

    Examples
    --------
    >>> import pandas as pd
    >>> orders = pd.DataFrame({"id": [1, 2, 3], "at": pd.date_range("2026-05-03T09:00Z",
    ...                        periods=3, freq="10min")})
    >>> found = measure_resumption(orders, key="id", time="at", since="2026-05-03T09:05Z")
    >>> found.orders, f"{found.first:%H:%M}", f"{found.last:%H:%M}"
    (2, '09:10', '09:20')
    """
    with open_stage() as stage:
        orders = stage.add("orders", table, {"key": key, "time": time})
        keys, times = stage.keys(orders), Times.read(stage, orders, zone)
        start = times.instant(since, "since")
        rows, count, first, last = stage.one(
            "select count(*), count(distinct key), min(instant), max(instant) "
            f"from (select {keys.sql} as key, {times.sql} as instant from orders) "
            f"where key is not null and instant >= {start}"
        )
        (every,) = stage.one("select count(*) from orders")
        return Resumption(
            orders=count,
            first=times.moment(first),
            last=times.moment(last),
            table=orders.source((start, count, first, last), rows=rows, left_out=every - rows),
            notices=(*keys.notices, *times.notices),
        )
