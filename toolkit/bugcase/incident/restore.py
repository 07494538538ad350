"""Counts what was written between the backup and the restore, and how much of it is back.

Restoring a backup mends the data by forgetting: every write since the backup is
gone, the right ones with the wrong.  It is no rollback of the code either; what
corrupted the data still runs.  So the gap has to be told: how long, how many
orders, how many of them were rebuilt and from what, and what remains lost.

The restored table cannot say what it forgot.  The orders of the gap come from a
record that the restore did not touch: payments, logs, a message queue.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from bugcase.data.amounts import Amounts, DecimalMark, Money
from bugcase.data.instants import When
from bugcase.data.notices import Notice, noticed
from bugcase.data.provenance import Source
from bugcase.data.stage import Stage, Staged, open_stage
from bugcase.data.times import Span, Times
from bugcase.data.zones import ZonedTime, elapsed
from bugcase.incident.affected import Reach
from bugcase.incident.matching import Column

EXAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """So many orders were rebuilt from one source; None where the table does not say from what."""

    source: str | None
    orders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreGap:
    """The writes that a restore forgot, and what became of them.

    Complete counts of what the record holds, which have no sampling interval.  A
    customer counts as lost while one of their orders is, and else as rebuilt.

    Attributes
    ----------
    backup, restored
        The time of the copy, and of the restore; the gap lies between.
    in_gap
        What the record shows was written in the gap.
    rebuilt, lost
        What of it is in the table again, and what is not.
    lost_money
        What the record says the lost orders came to, by currency; empty where no
        column of amounts was named.
    rebuilt_from
        How many were rebuilt from each source.
    examples
        The first few keys that are lost, by time.
    """

    backup: ZonedTime
    restored: ZonedTime
    in_gap: Reach
    rebuilt: Reach
    lost: Reach
    lost_money: tuple[Money, ...]
    rebuilt_from: tuple[Rebuilt, ...]
    examples: tuple[str, ...]
    table: Source
    record: Source
    notices: tuple[Notice, ...]

    @property
    def length(self) -> timedelta:
        """How long the gap is."""
        return elapsed(self.backup, self.restored)

    @property
    def rebuilt_share(self) -> float | None:
        """The share of the gap's orders that is back; None where it had none."""
        return self.rebuilt.orders / self.in_gap.orders if self.in_gap.orders else None


def measure_restore_gap(
    table: Any,
    record: Any,
    *,
    key: Column,
    time: str,
    backup: When,
    restored: When,
    rebuilt_from: str | None = None,
    customer: str | None = None,
    amount: str | None = None,
    currency: str | None = None,
    zone: str | None = None,
    decimal: DecimalMark = ".",
) -> RestoreGap:
    """Count the orders between backup and restore, and how many of them were rebuilt.

    Parameters
    ----------
    table
        The orders as they are now, after restoring and rebuilding: a dataframe of any
        kind, a relation, or a file's path.
    record
        What shows every order of the gap, from a system that was not restored.
    key
        The column of the order's key: one name, or the table's and the record's.
    time, customer, amount, currency
        Columns of the record.
    backup, restored
        When the copy was made, and when it was put back.
    rebuilt_from
        A column of the table that says from what an order was rebuilt.
    zone
        The zone of times that say none, such as "Europe/Lisbon".
    decimal
        The decimal mark of amounts written as text.

    Returns
    -------
    RestoreGap

    Raises
    ------
    DataError
        Where a column is missing or holds something else, the restore comes before
        the backup, or the record holds nothing of that time.

    Notes
    -----
    An order that the record does not know either cannot be counted: name a record in
    which every order leaves a trace.  That a rebuilt order is there does not make
    its amount right; `reconcile` with the gap as its window tells.

    Examples
    --------
    >>> import pandas as pd
    >>> paid = pd.DataFrame({"order": ["A", "B", "C", "D"],
    ...     "at": pd.date_range("2026-05-03T02:00Z", periods=4, freq="15min")})
    >>> orders = pd.DataFrame({"order": ["A", "C"], "source": [None, "payments"]})
    >>> gap = measure_restore_gap(orders, paid, key="order", time="at", rebuilt_from="source",
    ...                           backup="2026-05-03T02:10Z", restored="2026-05-03T02:50Z")
    >>> gap.in_gap.orders, gap.rebuilt.orders, gap.lost.orders, str(gap.length)
    (3, 1, 2, '0:40:00')
    >>> gap.rebuilt_from
    (Rebuilt(source='payments', orders=1),)
    """
    columns = {"customer": customer, "amount": amount, "currency": currency}
    with _gap(
        table, record, key, time, (backup, restored), zone, decimal, rebuilt_from, columns
    ) as found:
        stage, t, r, times = found.stage, found.table, found.record, found.times
        start, end = found.span
        orders, back, rows, repeated = stage.one(
            "select count(*), count(*) filter (is_back), coalesce(sum(rows), 0)::bigint, "
            "count(*) filter (rows > 1) from gap"
        )
        customers, whole = stage.one(
            "select count(*), count(*) filter (is_back) from (select bool_and(is_back) as is_back "
            "from gap where customer is not null group by customer)"
        )
        lost_money = stage.rows(
            "select coalesce(sum(amount), 0), currency from written semi join "
            "(select key from gap where not is_back) using (key) "
            "group by currency order by currency"
        )
        sources = stage.rows(
            "select source, count(*) from gap where is_back group by source "
            "order by count(*) desc, source"
        )
        examples = stage.rows(
            f"select key from gap where not is_back order by instant, key limit {EXAMPLES}"
        )
        (known,) = stage.one("select count(*) from written semi join there using (key)")
        strangers = 0 if known else orders
        counted = (start, end, orders, back, customers, whole, lost_money, sources)
        all_rows, table_rows = (
            stage.one(f"select count(*) from {side.name}")[0] for side in (r, t)
        )

        def reach(of_orders: int, of_customers: int) -> Reach:
            return Reach(orders=of_orders, customers=of_customers if customer else None)

        return RestoreGap(
            backup=times.moment(start),
            restored=times.moment(end),
            in_gap=reach(orders, customers),
            rebuilt=reach(back, whole),
            lost=reach(orders - back, customers - whole),
            lost_money=tuple(Money(amount=sum_, currency=one) for sum_, one in lost_money)
            if amount
            else (),
            rebuilt_from=tuple(Rebuilt(source=one, orders=n) for one, n in sources),
            examples=tuple(found for (found,) in examples),
            table=t.source(counted, rows=table_rows, left_out=0),
            record=r.source(counted, rows=rows, left_out=all_rows - rows),
            notices=(
                *found.notices,
                *noticed(
                    r.place("key"),
                    {
                        "keys on several rows": repeated,
                        "keys of the record, none of which the table has": strangers,
                    },
                ),
            ),
        )


def lost_orders(
    table: Any,
    record: Any,
    *,
    key: Column,
    time: str,
    backup: When,
    restored: When,
    zone: str | None = None,
) -> frozenset[str]:
    """List the keys that `measure_restore_gap` counts as lost.

    Parameters and errors are those of `measure_restore_gap`.

    Examples
    --------
    >>> import pandas as pd
    >>> paid = pd.DataFrame({"order": ["A", "B", "C"],
    ...     "at": pd.date_range("2026-05-03T02:00Z", periods=3, freq="15min")})
    >>> lost_orders(pd.DataFrame({"order": ["A", "C"]}), paid, key="order", time="at",
    ...             backup="2026-05-03T02:10Z", restored="2026-05-03T02:50Z")
    frozenset({'B'})
    """
    with _gap(table, record, key, time, (backup, restored), zone) as found:
        return frozenset(
            one for (one,) in found.stage.rows("select key from gap where not is_back")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gap:
    """The orders of the gap on the stage, in the table "gap", each with whether it is back."""

    stage: Stage
    table: Staged
    record: Staged
    times: Times
    span: tuple[int, int]
    notices: tuple[Notice, ...]


@contextmanager
def _gap(
    table: Any,
    record: Any,
    key: Column,
    time: str,
    span: Span,
    zone: str | None,
    decimal: DecimalMark = ".",
    rebuilt_from: str | None = None,
    columns: Mapping[str, str | None] = MappingProxyType({}),
) -> Iterator[_Gap]:
    """Bring table and record together; `columns` are further ones of the record."""
    ours, theirs = key if isinstance(key, tuple) else (key, key)
    with open_stage() as stage:
        t = stage.add("t_side", table, {"key": ours, "source": rebuilt_from})
        r = stage.add("r_side", record, {"key": theirs, "time": time, **columns})
        t_keys, r_keys = stage.keys(t), stage.keys(r)
        times = Times.read(stage, r, zone)
        start, end = times.span(span, "backup to restore")
        amounts = Amounts.read(stage, r, decimal=decimal) if columns.get("amount") else None
        named = (
            "nullif(trim(cast(customer as varchar)), '')"
            if columns.get("customer")
            else "null::varchar"
        )
        source = "nullif(trim(cast(source as varchar)), '')" if rebuilt_from else "null::varchar"
        stage.connection.execute(
            f"""
            create table written as
            select {r_keys.beside(t_keys).sql} as key, {named} as customer,
                   {times.sql} as instant,
                   {amounts.sql if amounts else "null::integer"} as amount,
                   {amounts.currency if amounts else "null::varchar"} as currency
            from r_side;
            create table there as
            select {t_keys.beside(r_keys).sql} as key, min({source}) as source
            from t_side group by all;
            create table gap as
            select key, customer, instant, rows, source,
                   key in (select key from there where key is not null) as is_back
            from (
                select key, min(customer) as customer, min(instant) as instant, count(*) as rows
                from written where key is not null group by key
            )
            left join there using (key)
            where instant >= {start} and instant < {end}
            """
        )
        yield _Gap(
            stage=stage,
            table=t,
            record=r,
            times=times,
            span=(start, end),
            notices=(
                *t_keys.notices,
                *r_keys.notices,
                *times.notices,
                *times.beyond(start, end),
                *(amounts.notices if amounts else ()),
            ),
        )
