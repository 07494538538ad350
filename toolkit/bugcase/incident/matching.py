"""Matches the rows of two tables by their keys, and gives each key its outcome.

Both sides are first brought to one row a key (several rows are counted, not
hidden), then joined so that no key of either side falls out.  Each key has one
outcome, the first that applies: on one side only, several times, in two
currencies, unreadable, apart by more than the tolerance, or matched.

Two tables speak of the same moment only if somebody sees to it.  A copy of the
orders that was made on Tuesday knows nothing of Wednesday's refund; held against
the payments of the whole week, it would seem wrong.  `until` takes the record as
it stood when the copy was made.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal, Self, TypeAlias, get_args

from bugcase.data.amounts import DECIMAL, Amounts, DecimalMark, Number, as_decimal
from bugcase.data.instants import When
from bugcase.data.notices import Notice, noticed
from bugcase.data.stage import Stage, Staged, open_stage
from bugcase.data.times import Span, Times, same_clock
from bugcase.errors import DataError

Column: TypeAlias = str | tuple[str, str]  # in both, or in the table and in the record
Repeats: TypeAlias = Literal["duplicate", "sum"]
Outcome: TypeAlias = Literal[
    "matched",
    "wrong amount",
    "missing",
    "extra",
    "duplicate",
    "wrong currency",
    "unreadable amount",
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What two tables are held against each other by; `reconcile` says what each part means."""

    key: Column
    amount: Column
    currency: Column | None = None
    time: Column | None = None
    window: Span | None = None
    until: When | None = None
    zone: str | None = None
    tolerance: Decimal
    record_scale: Decimal
    repeats: Repeats = "duplicate"
    decimal: DecimalMark = "."

    @classmethod
    def of(cls, *, tolerance: Number = 0, record_scale: Number = 1, **asked: Any) -> Self:
        """Take a question as it is typed, its two numbers read exactly."""
        return cls(
            tolerance=as_decimal(tolerance, "tolerance"),
            record_scale=as_decimal(record_scale, "record_scale"),
            **asked,
        )

    def __post_init__(self) -> None:
        if self.window is not None and self.time is None:
            raise ValueError("a window needs the column of times")
        if self.until is not None and self.time is None:
            raise ValueError("the record as it stood at a time needs its column of times")
        if self.repeats not in get_args(Repeats):
            raise ValueError(f"several rows of a key are a duplicate or a sum; {self.repeats!r}")
        for thing, number, least in (
            ("tolerance", self.tolerance, "zero or more"),
            ("record_scale", self.record_scale, "more than zero"),
        ):
            if number < 0 or (number == 0 and least != "zero or more"):
                raise DataError(thing, allowed=least, found=str(number), remedy="write it so")

    def columns(self, side: Literal[0, 1]) -> dict[str, str | None]:
        """Name each role's column on the table's side (0) or on the record's (1)."""
        roles = {
            "key": self.key,
            "amount": self.amount,
            "currency": self.currency,
            "time": self.time if self.window is not None or side == 1 else None,
        }
        return {
            role: column[side] if isinstance(column, tuple) else column
            for role, column in roles.items()
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Both sides on the stage, and each key's outcome in its table "outcomes".

    Its columns are key, outcome, t_rows, r_rows, currency, in_table, in_record.
    """

    stage: Stage
    table: Staged
    record: Staged
    question: Question
    notices: tuple[Notice, ...]


@contextmanager
def matched(table: Any, record: Any, question: Question) -> Iterator[Sides]:
    """Match two tables by their keys.

    Raises
    ------
    DataError
        As `reconcile` says.
    """
    with open_stage() as stage:
        t = stage.add("t_side", table, question.columns(0))
        r = stage.add("r_side", record, question.columns(1))
        clock = _clock(stage, t, r, question)
        notices = clock.notices
        t_keys, r_keys = stage.keys(t), stage.keys(r)
        for prefix, side, keys, instant, stood, scale in (
            ("t", t, t_keys.beside(r_keys), clock.table, "true", Decimal(1)),
            ("r", r, r_keys.beside(t_keys), clock.record, clock.stood, question.record_scale),
        ):
            amounts = Amounts.read(stage, side, decimal=question.decimal)
            stage.connection.execute(
                f"""
                create table {prefix} as
                select key, count(*) as {prefix}_rows, count(amount) as {prefix}_read,
                       cast(sum(amount) * {scale:f} as {DECIMAL}) as {prefix}_amount,
                       min(currency) as {prefix}_currency,
                       max(currency) as {prefix}_other_currency,
                       min(instant) as {prefix}_first, max(instant) as {prefix}_last
                from (
                    select {keys.sql} as key, {amounts.sql} as amount,
                           {amounts.currency} as currency, {instant} as instant
                    from {side.name}
                )
                where key is not null and {stood}
                group by key
                """
            )
            (repeated,) = stage.one(f"select count(*) from {prefix} where {prefix}_rows > 1")
            notices += keys.notices + amounts.notices
            notices += noticed(side.place("key"), {"keys on several rows": repeated})
        stage.require_common_keys((t, "select key from t"), (r, "select key from r"))
        stage.connection.execute(_outcomes(question, clock.in_scope))
        (hundredfold,) = stage.one(
            "select count(*) from outcomes where outcome = 'wrong amount' "
            "and in_table <> 0 and (in_record = 100 * in_table or in_table = 100 * in_record)"
        )
        notices += noticed(r.place("amount"), {"amounts a hundredfold apart": hundredfold})
        yield Sides(stage=stage, table=t, record=r, question=question, notices=notices)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    """The times of both sides, in SQL.

    `stood` says whether a row of the record was there by then, `in_scope` whether a
    key is in the window.
    """

    table: str = "null::bigint"
    record: str = "null::bigint"
    stood: str = "true"
    in_scope: str = "true"
    notices: tuple[Notice, ...] = ()


def _clock(stage: Stage, t: Staged, r: Staged, question: Question) -> _Clock:
    """Read the times that the question needs: of both sides for a window, else the record's."""
    if question.window is None and question.until is None:
        return _Clock()
    theirs = Times.read(stage, r, question.zone)
    stood, notices = _stood(stage, r, theirs, question.until)
    if question.window is None:
        return _Clock(record=theirs.sql, stood=stood, notices=notices)
    ours = Times.read(stage, t, question.zone)
    same_clock(ours, theirs)
    # where the table lost all of its orders, the record still has them
    either = replace(ours, first=min(ours.first, theirs.first), last=max(ours.last, theirs.last))
    start, end = either.span(question.window)
    in_scope = " or ".join(
        f"({side}_last >= {start} and {side}_first < {end})" for side in ("t", "r")
    )
    return _Clock(
        table=ours.sql,
        record=theirs.sql,
        stood=stood,
        in_scope=in_scope,
        notices=ours.notices + notices,
    )


def _stood(
    stage: Stage, r: Staged, times: Times, until: When | None
) -> tuple[str, tuple[Notice, ...]]:
    """Say, in SQL, which rows of the record were there by then; count the later ones."""
    if until is None:
        return "true", times.notices
    end = times.instant(until, "until")
    if end < times.first:
        raise DataError(
            "until",
            allowed=f"a time at which the record had begun ({times.moment(times.first)}, "
            f"{times.place})",
            found=str(until),
            remedy="check the day and the zone, or hand over the record of that time",
        )
    (later,) = stage.one(f"select count(*) from {r.name} where {times.sql} > {end}")
    left_out = noticed(times.place, {"rows later than the table's copy, left out": later})
    return f"instant <= {end}", times.notices + left_out


def _outcomes(question: Question, in_scope: str) -> str:
    """Give each key its one outcome; the first that applies counts."""
    repeated, nothing = "t_rows > 1 or r_rows > 1", "false"
    if question.repeats == "sum":  # the sum of no parts is nothing
        repeated, nothing = "false", f"abs(t_amount) <= {question.tolerance:f}"
    return f"""
        create table outcomes as
        select key, outcome, t_rows, r_rows, coalesce(t_currency, r_currency) as currency,
               case when t_rows is null then 0 when addable then t_amount end as in_table,
               case when r_rows is null then 0 when addable then r_amount end as in_record
        from (
            select *,
                   outcome <> 'wrong currency' and not several
                       and coalesce(t_read = t_rows, true) and coalesce(r_read = r_rows, true)
                   as addable
            from (
                select *,
                       coalesce(t_currency <> t_other_currency, false)
                           or coalesce(r_currency <> r_other_currency, false)
                       as several,
                       case when t_rows is null then 'missing'
                            when r_rows is null and {nothing} then 'matched'
                            when r_rows is null then 'extra'
                            when {repeated} then 'duplicate'
                            when several or coalesce(t_currency <> r_currency, false)
                            then 'wrong currency'
                            when t_read < t_rows or r_read < r_rows then 'unreadable amount'
                            when abs(t_amount - r_amount) > {question.tolerance:f}
                            then 'wrong amount'
                            else 'matched' end as outcome
                from t full join r using (key)
            )
            where {in_scope}
        )
        """
