"""Counts who was hit, by orders and customers: at least, at most, and of how many.

"About 2,000 customers" is the number that comes back to hurt.  It mixes orders
with customers, and those whose data is known to be wrong with those who only
were there.  Here each is counted by itself: *confirmed* orders are known to be
wrong; *possibly affected* ones were exposed and nobody has ruled them out;
*active* are all in the window.  A customer belongs to the worst class that one
of their orders is in, so the three never overlap.  Who placed an order that names
nobody is not known: such a one adds nobody to those who are confirmed, and one more
to those who may be affected, so that at least and at most stay true.

These are complete counts of what the data holds.  A count of all has no
sampling interval, and is a plain number here, with its source; only where a part
was checked, and that part was drawn at random, is there a rate to estimate for
the rest.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from bugcase.data.instants import When
from bugcase.data.notices import Notice, noticed
from bugcase.data.provenance import Source
from bugcase.data.stage import Keys, Stage, Staged, open_stage, text
from bugcase.data.times import Times, same_clock
from bugcase.data.zones import ZonedTime
from bugcase.errors import DataError
from bugcase.estimate import Estimate
from bugcase.stats.proportions import wilson

Marked: TypeAlias = str | Iterable[Any]  # a column, or a list of orders
Window: TypeAlias = tuple[When, When | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far something went, by orders and by customers; None where no customers are known."""

    orders: int
    customers: int | None

    def __add__(self, other: "Reach") -> "Reach":
        customers = None
        if self.customers is not None and other.customers is not None:
            customers = self.customers + other.customers
        return Reach(orders=self.orders + other.orders, customers=customers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """Who was hit in a window.

    Attributes
    ----------
    start, end
        The window: from `start` to just before `end`.  While the end of the incident is not
        known, `end` is the moment up to which was counted.
    confirmed
        Known to be wrong.
    possible
        Exposed, not confirmed, and not ruled out.
    active
        All in the window.
    checked
        The orders of which it is known whether they are wrong.
    rate
        What share of orders is wrong, as the checked ones tell; None unless they are
        a random part.
    first_confirmed, last_confirmed
        The times of the first and the last confirmed order.
    notices
        What was wrong with the data.
    """

    start: ZonedTime
    end: ZonedTime
    confirmed: Reach
    possible: Reach
    active: Reach
    checked: int
    rate: Estimate | None
    first_confirmed: ZonedTime | None
    last_confirmed: ZonedTime | None
    notices: tuple[Notice, ...]
    source: Source

    @property
    def at_most(self) -> Reach:
        """Confirmed and possibly affected together."""
        return self.confirmed + self.possible


def count_affected(
    frame_or_path: Any,
    *,
    order: str,
    time: str,
    window: Window,
    confirmed: Marked,
    possible: Marked | None = None,
    customer: str | None = None,
    zone: str | None = None,
    checked_at_random: bool = False,
    level: float = 0.95,
) -> Affected:
    """Count who was hit in a window: confirmed, possibly affected, and all active.

    Parameters
    ----------
    frame_or_path
        Orders, or events of orders (several rows an order): a dataframe of any kind,
        a relation, or a file's path.
    order, time, customer
        The columns of the order's key, of the row's time and of the customer.
    window
        From a time to just before another; times, or ISO 8601 text.  None as its end, while
        nobody knows it: up to the newest row, that one counted.
    confirmed
        Which orders are known to be wrong: a column that is true (wrong), false
        (checked, and right) or missing (not checked); or their keys.
    possible
        Which orders were exposed: a column, or their keys.  A column may hold times, of
        when the faulty writer last wrote the order: exposed are those that it wrote in
        the window.  None for every order of which it is not known whether it is wrong.
    zone
        The zone of times that say none, such as "Europe/Lisbon".
    checked_at_random
        Whether the orders that were checked are a random sample of those in the
        window.  Only then do they tell about the rest.
    level
        The confidence level of `rate`.

    Returns
    -------
    Affected

    Raises
    ------
    DataError
        Where a column is missing or holds something else, the window holds none of
        the data, or some times say their zone and some do not.

    Notes
    -----
    `rate` is Wilson's interval of the wrong among the checked.  A simple random
    sample of orders needs no allowance for customers with several; where whole
    customers were drawn, do not use it.

    Do not use it where most of what happened left no row: what was never written
    is counted by `reconcile`, against a record that another system kept.

    Examples
    --------
    >>> import pandas as pd
    >>> orders = pd.DataFrame({
    ...     "id": [1, 2, 3, 4, 5], "customer": ["ann", "ann", "bob", "eve", "bob"],
    ...     "at": pd.date_range("2026-05-03T09:00Z", periods=5, freq="10min"),
    ...     "wrong": pd.array([True, None, False, None, False], dtype="boolean"),
    ... })
    >>> found = count_affected(orders, order="id", customer="customer", time="at",
    ...                        window=("2026-05-03T09:00Z", "2026-05-03T09:35Z"), confirmed="wrong")
    >>> found.confirmed, found.possible
    (Reach(orders=1, customers=1), Reach(orders=2, customers=1))
    >>> found.active, found.at_most
    (Reach(orders=4, customers=3), Reach(orders=3, customers=2))
    """
    if not 0 < level < 1:
        raise ValueError(f"level lies between 0 and 1, such as 0.95; found {level!r}")
    roles = _Roles(order=order, time=time, customer=customer, zone=zone)
    with _classed(frame_or_path, roles, window, confirmed, possible) as found:
        stage, orders, times, start, end = found.stage, found.orders, found.times, *found.window
        notices = [*found.notices]
        confirmed_reach, possible_reach, active = _reaches(stage, with_customers=bool(customer))
        rows, checked, first, last, several, nobody = stage.one(
            "select coalesce(sum(rows), 0)::bigint, count(*) filter (wrong or is_right), "
            "min(instant) filter (wrong), max(instant) filter (wrong), "
            "count(*) filter (customer <> other_customer), "
            "count(*) filter (customer is null) from active"
        )
        if customer:
            notices += noticed(
                orders.place("customer"),
                {
                    "orders of several customers, counted for the first": several,
                    "orders that name no customer, each counted as one more": nobody,
                },
            )
        notices += _absent(stage, {"confirmed": confirmed, "possible": possible}, orders)
        (all_rows,) = stage.one("select count(*) from orders")
        is_sample = checked_at_random and 0 < checked < active.orders
        counted = (start, end, confirmed_reach, possible_reach, active, first, last)
        return Affected(
            start=times.moment(start),
            end=times.moment(end),
            confirmed=confirmed_reach,
            possible=possible_reach,
            active=active,
            checked=checked,
            rate=wilson(confirmed_reach.orders, checked, level) if is_sample else None,
            first_confirmed=times.moment(first),
            last_confirmed=times.moment(last),
            notices=tuple(notices),
            source=orders.source(counted, rows=rows, left_out=all_rows - rows),
        )


def affected_orders(
    frame_or_path: Any,
    *,
    order: str,
    time: str,
    window: Window,
    confirmed: Marked,
    possible: Marked | None = None,
    zone: str | None = None,
) -> tuple[frozenset[str], frozenset[str]]:
    """List the keys behind the counts of `count_affected`: the confirmed, then the possible.

    Parameters and errors are those of `count_affected`.

    Examples
    --------
    >>> import pandas as pd
    >>> orders = pd.DataFrame({
    ...     "id": [1, 2, 3], "at": pd.date_range("2026-05-03T09:00Z", periods=3, freq="10min"),
    ...     "wrong": pd.array([True, None, False], dtype="boolean"),
    ... })
    >>> affected_orders(orders, order="id", time="at", confirmed="wrong",
    ...                 window=("2026-05-03T09:00Z", "2026-05-03T10:00Z"))
    (frozenset({'1'}), frozenset({'2'}))
    """
    roles = _Roles(order=order, time=time, customer=None, zone=zone)
    with _classed(frame_or_path, roles, window, confirmed, possible) as found:
        listed = found.stage.rows("select class, key from active where class < 2")
    wrong, exposed = (frozenset(key for of, key in listed if of == one) for one in (0, 1))
    return wrong, exposed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Roles:
    """The columns of the orders' key, time and customer, and the zone of times that say none."""

    order: str
    time: str
    customer: str | None
    zone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Classed:
    """The orders of a window on the stage, each in its class in the table "active"."""

    stage: Stage
    orders: Staged
    times: Times
    window: tuple[int, int]
    notices: tuple[Notice, ...]


@contextmanager
def _classed(
    frame_or_path: Any, roles: _Roles, window: Window, confirmed: Marked, possible: Marked | None
) -> Iterator[_Classed]:
    """Put each order of the window into a class: 0 confirmed, 1 possible, 2 neither."""
    customer = roles.customer
    marked = {"confirmed": confirmed, "possible": possible}
    columns = {role: mark for role, mark in marked.items() if isinstance(mark, str)}
    with open_stage() as stage:
        named = {"key": roles.order, "time": roles.time, "customer": customer, **columns}
        orders = stage.add("orders", frame_or_path, named)
        keys = stage.keys(orders)
        times = Times.read(stage, orders, roles.zone)
        begun, over = window
        # a microsecond is the least that a row's time can differ by
        start, end = times.span((begun, times.moment(times.last + 1) if over is None else over))
        is_wrong = _mark(stage, orders, keys, "confirmed", confirmed)
        notices = [*keys.notices, *times.notices, *times.beyond(start, end)]
        if orders.types.get("possible", "").startswith("TIMESTAMP"):
            written = Times.read(stage, orders, roles.zone, role="possible")
            same_clock(times, written)
            is_exposed = f"({written.sql} >= {start} and {written.sql} < {end})"
            # an order without such a time was never written, which is no fault of the data
            notices += [one for one in written.notices if "without a time" not in one.kind]
        else:
            is_exposed = _mark(stage, orders, keys, "possible", possible)
        who = "nullif(trim(cast(customer as varchar)), '')" if customer else "null::varchar"
        stage.connection.execute(
            f"""
            create table active as
            select *,
                   case when wrong then 0 when exposed and not is_right then 1 else 2 end as class
            from (
                select key, min(customer) as customer, max(customer) as other_customer,
                       min(instant) as instant, count(*) as rows,
                       coalesce(bool_or(wrong), false) as wrong,
                       coalesce(bool_or(not wrong), false) as is_right,
                       coalesce(bool_or(exposed), false) as exposed
                from (
                    select {keys.sql} as key, {who} as customer, {times.sql} as instant,
                           {is_wrong} as wrong, {is_exposed} as exposed
                    from orders
                )
                where key is not null and instant >= {start} and instant < {end}
                group by key
            )
            """
        )
        yield _Classed(
            stage=stage, orders=orders, times=times, window=(start, end), notices=tuple(notices)
        )


def _mark(stage: Stage, orders: Staged, keys: Keys, role: str, mark: Marked | None) -> str:
    """Give the SQL that is true, false or null for each row."""
    if mark is None:
        return "true"
    if not isinstance(mark, str):
        stage.add_keys(role, tuple(mark))
        return f"(case when {keys.sql} in (select key from {role}) then true end)"
    sql = f"try_cast({text(role)} as boolean)"
    if orders.is_number(role):
        sql = f"case when {role} in (0, 1) then {role} = 1 end"
    wrong, example = stage.one(
        f"select count(*), min({text(role)}) from orders "
        f"where {role} is not null and ({sql}) is null"
    )
    if wrong:
        raise DataError(
            orders.place(role),
            allowed="true, false or missing",
            found=f"{wrong:,} other values, such as {example!r}",
            remedy="make it a column of booleans, or hand over the keys of the orders",
        )
    return f"({sql})"


def _reaches(stage: Stage, *, with_customers: bool) -> tuple[Reach, Reach, Reach]:
    """Count confirmed, possibly affected and all active orders and customers."""
    by_order: dict[int, int] = dict(stage.rows("select class, count(*) from active group by class"))
    by_customer: dict[int, int] = dict(
        stage.rows(
            "select class, count(*) from (select min(class) as class from active "
            "where customer is not null group by customer) group by class"
        )
    )

    unnamed: dict[int, int] = dict(
        stage.rows("select class, count(*) from active where customer is null group by class")
    )

    def reach(*classes: int, perhaps: tuple[int, ...] = ()) -> Reach:
        orders, customers = (sum(n.get(c, 0) for c in classes) for n in (by_order, by_customer))
        customers += sum(unnamed.get(c, 0) for c in perhaps)
        return Reach(orders=orders, customers=customers if with_customers else None)

    return reach(0), reach(1, perhaps=(0, 1)), reach(0, 1, 2, perhaps=(0, 1, 2))


def _absent(
    stage: Stage, marked: Mapping[str, Marked | None], orders: Staged
) -> tuple[Notice, ...]:
    """Notice the keys that somebody listed and no order of the window has."""
    found: tuple[Notice, ...] = ()
    for role, mark in marked.items():
        if mark is None or isinstance(mark, str):
            continue
        (absent,) = stage.one(f"select count(*) from {role} anti join active using (key)")
        found += noticed(
            orders.place("key"), {"keys that were named and are not in the window": absent}
        )
    return found
