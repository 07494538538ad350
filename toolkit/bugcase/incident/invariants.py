"""Checks what must always hold: which rows break it, how many, and since when.

Corrupted data is found by what it contradicts: the total is the sum of its
lines, stock is never negative, nothing is shipped before it is paid.  Each such
sentence is an invariant, written as two terms and a comparison from a closed
list, so that it can be read aloud in the meeting and run again every night
afterwards.

A row in which a term is missing neither holds nor breaks anything; it is counted
as unknown.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeAlias, get_args

from bugcase.data.amounts import DECIMAL, Amounts, Number, as_decimal
from bugcase.data.instants import When
from bugcase.data.notices import Notice
from bugcase.data.provenance import Source
from bugcase.data.stage import Keys, Stage, Staged, open_stage
from bugcase.data.times import Times, same_clock
from bugcase.data.zones import ZonedTime
from bugcase.errors import DataError
from bugcase.incident.affected import Reach

Comparison: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]
EXAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The sum of several columns of the row: net and tax."""

    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The sum over the rows of another table that carry the row's key: an order's lines.

    A key without lines has the sum 0.
    """

    table: Any
    key: str
    amount: str


Term: TypeAlias = str | Decimal | int | float | Total | Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """A sentence that must be true of every row.

    Parameters
    ----------
    name
        The sentence, as it is read aloud.
    left, right
        A column's name, a number, a `Total` or `Lines`.  Two columns of times are
        compared as times, everything else as exact amounts of four decimals.
    holds
        How left must compare to right.
    tolerance
        By how much it may be off.

    Examples
    --------
    >>> Invariant(name="stock is never negative", left="stock", holds=">=", right=0).holds
    '>='
    """

    name: str
    left: Term
    holds: Comparison
    right: Term
    tolerance: Number = 0

    def __post_init__(self) -> None:
        if self.holds not in get_args(Comparison):
            allowed = ", ".join(get_args(Comparison))
            raise ValueError(f"an invariant compares by one of {allowed}; found {self.holds!r}")
        if as_decimal(self.tolerance, f"tolerance of {self.name!r}") < 0:
            raise ValueError(f"a tolerance is not negative: {self!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvariantCheck:
    """One invariant on all rows: complete counts, which have no sampling interval.

    Attributes
    ----------
    name
        The sentence.
    checked, unknown
        Rows of which it can be said whether it holds, and rows in which a term is
        missing.
    rows
        Rows that break it.
    broken
        The orders (keys) and customers that break it.
    first, last
        The times of the first and the last row that breaks it; None where none does
        or no column of times was named.
    worst
        By how much it is broken at most; None for times, and where nothing is broken.
    examples
        The first keys that break it, by time.
    """

    name: str
    checked: int
    unknown: int
    rows: int
    broken: Reach
    first: ZonedTime | None
    last: ZonedTime | None
    worst: Decimal | None
    examples: tuple[str, ...]
    notices: tuple[Notice, ...]
    source: Source

    @property
    def always_holds(self) -> bool:
        """Whether it can be said of every row, and holds in every row."""
        return self.rows == 0 and self.unknown == 0


def check_invariants(
    frame_or_path: Any,
    invariants: Sequence[Invariant],
    *,
    key: str,
    time: str | None = None,
    customer: str | None = None,
    zone: str | None = None,
    since: When | None = None,
) -> tuple[InvariantCheck, ...]:
    """Find who breaks what must always hold, how many, and since when.

    Parameters
    ----------
    frame_or_path
        The rows: a dataframe of any kind, a relation, or a file's path.
    invariants
        What must hold.
    key, time, customer
        The columns of the row's key, of its time and of the customer.
    zone
        The zone of times that say none, such as "Europe/Lisbon".
    since
        Check only rows from this time on; it needs `time`, and a row without one is none
        of them.

    Returns
    -------
    tuple of InvariantCheck
        In the order of the invariants.

    Raises
    ------
    DataError
        Where a column is missing or holds something else, or a time is compared to a
        number.
    ValueError
        Where `since` is given without the column of times.

    Notes
    -----
    An invariant that holds everywhere does not prove that the data is right: two
    wrong numbers can agree.  Hold the table against an independent record too
    (`reconcile`).

    Examples
    --------
    >>> import pandas as pd
    >>> orders = pd.DataFrame({"id": ["A", "B"], "total": [30.0, 12.5],
    ...                        "at": pd.to_datetime(["2026-05-03T09:00Z", "2026-05-03T09:05Z"])})
    >>> lines = pd.DataFrame({"order": ["A", "A", "B"], "price": [10.0, 20.0, 12.4]})
    >>> total = Invariant(name="the total is the sum of the lines", left="total", holds="=",
    ...                   right=Lines(table=lines, key="order", amount="price"))
    >>> (found,) = check_invariants(orders, [total], key="id", time="at")
    >>> found.rows, found.worst, found.examples, found.first.isoformat()
    (1, Decimal('0.1000'), ('B',), '2026-05-03T09:05:00+00:00')
    """
    if since is not None and time is None:
        raise ValueError("rows since a time need their column of times")
    with _staged(frame_or_path, invariants, key=key, time=time, customer=customer) as rows:
        times = Times.read(rows.stage, rows.staged, zone) if time else None
        first = times.instant(since, "since") if times and since is not None else None
        return tuple(_check(rows, one, i, times, zone, first) for i, one in enumerate(invariants))


def keys_that_break(frame_or_path: Any, invariant: Invariant, *, key: str) -> tuple[str, ...]:
    """List the keys of the rows that break an invariant, to be called or counted as affected.

    Raises
    ------
    DataError
        As `check_invariants`.

    Examples
    --------
    >>> import pandas as pd
    >>> shelf = pd.DataFrame({"article": ["pen", "ink"], "stock": [4, -1]})
    >>> keys_that_break(shelf, Invariant(name="no negative stock", left="stock", holds=">=",
    ...                                  right=0), key="article")
    ('ink',)
    """
    with _staged(frame_or_path, [invariant], key=key) as rows:
        _compare(rows, invariant, 0, None, None)
        listed = rows.stage.rows(
            "select distinct key from compared where not holds and key is not null order by key"
        )
        return tuple(found for (found,) in listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """The rows on the stage, with the columns of every term."""

    stage: Stage
    staged: Staged
    keys: Keys


@contextmanager
def _staged(
    frame_or_path: Any,
    invariants: Sequence[Invariant],
    *,
    key: str,
    time: str | None = None,
    customer: str | None = None,
) -> Iterator[_Rows]:
    roles: dict[str, str | None] = {"key": key, "time": time, "customer": customer}
    for i, invariant in enumerate(invariants):
        for side, term in (("left", invariant.left), ("right", invariant.right)):
            roles |= {f"{side}_{i}_{j}": column for j, column in enumerate(_columns(term))}
    with open_stage() as stage:
        staged = stage.add("checked", frame_or_path, roles)
        yield _Rows(stage=stage, staged=staged, keys=stage.keys(staged))


def _check(
    rows: _Rows,
    invariant: Invariant,
    place: int,
    times: Times | None,
    zone: str | None,
    since: int | None,
) -> InvariantCheck:
    notices = _compare(rows, invariant, place, times, zone)
    if since is not None:
        rows.stage.connection.execute(
            f"delete from compared where instant is null or instant < {since}"
        )
    counted = rows.stage.one(
        "select count(holds), count(*) - count(holds), count(*) filter (not holds), "
        "count(distinct key) filter (not holds), count(distinct customer) filter (not holds), "
        "min(instant) filter (not holds), max(instant) filter (not holds), "
        "max(off) filter (not holds) from compared"
    )
    checked, unknown, broken, keys, customers, first, last, worst = counted
    examples = rows.stage.rows(
        "select key from compared where not holds and key is not null "
        f"group by key order by min(instant), key limit {EXAMPLES}"
    )
    return InvariantCheck(
        name=invariant.name,
        checked=checked,
        unknown=unknown,
        rows=broken,
        broken=Reach(
            orders=keys, customers=customers if "customer" in rows.staged.columns else None
        ),
        first=times.moment(first) if times else None,
        last=times.moment(last) if times else None,
        worst=worst,
        examples=tuple(found for (found,) in examples),
        notices=rows.keys.notices + (times.notices if times else ()) + notices,
        source=rows.staged.source(counted, rows=checked, left_out=unknown),
    )


def _compare(
    rows: _Rows, invariant: Invariant, place: int, times: Times | None, zone: str | None
) -> tuple[Notice, ...]:
    """Compare each row's terms, in the table "compared": key, customer, instant, holds, off."""
    stage, staged = rows.stage, rows.staged
    sides = (("left", invariant.left), ("right", invariant.right))
    if all(isinstance(term, str) and _is_time(staged, f"{side}_{place}_0") for side, term in sides):
        left, right = (Times.read(stage, staged, zone, f"{side}_{place}_0") for side, _ in sides)
        same_clock(left, right)
        off = f"null::{DECIMAL}"
        holds = f"l {invariant.holds} r"
        terms = [_Term(sql=one.sql, notices=()) for one in (left, right)]
    else:
        off = "abs(l - r)"
        holds = _holds(invariant)
        terms = [_term(rows, f"{side}_{place}", term, invariant.name) for side, term in sides]
    customer = "nullif(trim(cast(customer as varchar)), '')"
    stage.connection.execute(
        f"""
        create or replace table compared as
        select key, customer, instant, {holds} as holds, {off} as off
        from (
            select {rows.keys.sql} as key,
                   {customer if "customer" in staged.columns else "null::varchar"} as customer,
                   {times.sql if times else "null::bigint"} as instant,
                   {terms[0].sql} as l, {terms[1].sql} as r
            from checked
        )
        """
    )
    return terms[0].notices + terms[1].notices


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    sql: str
    notices: tuple[Notice, ...] = ()


def _columns(term: Term) -> tuple[str, ...]:
    """Name the columns of the row that a term reads."""
    if isinstance(term, Total):
        return term.columns
    return (term,) if isinstance(term, str) else ()


def _term(rows: _Rows, role: str, term: Term, name: str) -> _Term:
    if isinstance(term, Lines):
        return _lines(rows, role, term)
    if not isinstance(term, str | Total):
        return _Term(sql=f"{as_decimal(term, name):f}::{DECIMAL}")
    read = []
    for i in range(len(_columns(term))):
        if _is_time(rows.staged, f"{role}_{i}"):
            raise DataError(
                rows.staged.place(f"{role}_{i}"),
                allowed="numbers on both sides, or a column of times on both",
                found=f"times on one side of {name!r}",
                remedy="compare a column of times with another",
            )
        read.append(Amounts.read(rows.stage, rows.staged, f"{role}_{i}"))
    return _Term(
        sql=" + ".join(one.sql for one in read),
        notices=tuple(notice for one in read for notice in one.notices),
    )


def _lines(rows: _Rows, role: str, term: Lines) -> _Term:
    """Add up the lines of each key; one that cannot be read makes its sum unknown."""
    lines = rows.stage.add(f"{role}_lines", term.table, {"key": term.key, "amount": term.amount})
    keys, amounts = rows.stage.keys(lines), Amounts.read(rows.stage, lines)
    line_key, own_key = keys.beside(rows.keys).sql, rows.keys.beside(keys).sql
    rows.stage.connection.execute(
        f"create table {role}_sums as select {line_key} as line_key, "
        f"case when count(*) = count({amounts.sql}) then sum({amounts.sql}) end as line_amount "
        f"from {lines.name} group by all"
    )
    rows.stage.require_common_keys(
        (rows.staged, f"select {own_key} as key from checked"),
        (lines, f"select line_key as key from {role}_sums"),
    )
    # a list tells an unknown sum, [null], from that of no lines, null
    summed = f"(select [line_amount] from {role}_sums where line_key = {own_key})"
    return _Term(
        sql=f"case when {own_key} is not null then coalesce({summed}, [0::{DECIMAL}])[1] end",
        notices=keys.notices + amounts.notices,
    )


def _holds(invariant: Invariant) -> str:
    """Compare amounts l with r in SQL; null where one is missing."""
    tolerance = f"{as_decimal(invariant.tolerance, invariant.name):f}"
    match invariant.holds:
        case "=":
            return f"abs(l - r) <= {tolerance}"
        case "!=":
            return f"abs(l - r) > {tolerance}"
        case "<" | "<=":
            return f"l {invariant.holds} r + {tolerance}"
        case _:
            return f"l + {tolerance} {invariant.holds} r"


def _is_time(staged: Staged, role: str) -> bool:
    return staged.types[role] == "DATE" or staged.types[role].startswith("TIMESTAMP")
