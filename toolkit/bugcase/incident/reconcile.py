"""Reconciles a table with a record that another system kept.

After a corruption the database cannot testify about itself.  The payment
provider, the ledger or the message queue kept a record of its own, and every
order must be in both, once, with the same amount.  Each key that either side
has ends in exactly one outcome, so the counts add up to the whole and nothing is
left over: counting the till against receipts.

What is compared is complete, so the counts have no sampling interval; what both
sides lost, neither can show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bugcase.data.amounts import DecimalMark, Number
from bugcase.data.instants import When
from bugcase.data.native import make_frame
from bugcase.data.notices import Notice
from bugcase.data.provenance import Source
from bugcase.data.stage import Staged
from bugcase.data.times import Span
from bugcase.errors import DataError
from bugcase.incident.matching import (
    OUTCOMES,
    Column,
    Outcome,
    Question,
    Repeats,
    Sides,
    matched,
)

EXAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The keys of one outcome in one currency.

    `in_table` and `in_record` are the sums of what each side says; None where the two
    are in different currencies, or an amount cannot be read.  `examples` are the
    first few keys.
    """

    outcome: Outcome
    currency: str | None
    keys: int
    in_table: Decimal | None
    in_record: Decimal | None
    examples: tuple[str, ...]

    @property
    def difference(self) -> Decimal | None:
        """What the table says beyond the record; negative where it says less."""
        if self.in_table is None or self.in_record is None:
            return None
        return self.in_table - self.in_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Every key of two tables by how it ended.

    Attributes
    ----------
    tallies
        Outcomes by currency, in the order of `Outcome`; what did not occur is left
        away.
    tolerance
        The difference up to which two amounts are the same.
    table, record
        Where the two sides come from.
    notices
        What was wrong with the data.
    """

    tallies: tuple[Tally, ...]
    tolerance: Decimal
    table: Source
    record: Source
    notices: tuple[Notice, ...]

    @property
    def keys(self) -> int:
        """How many keys there are on either side."""
        return sum(tally.keys for tally in self.tallies)

    @property
    def matched_share(self) -> float:
        """The share of all keys that match: a complete count, so it has no interval."""
        return self.count("matched") / self.keys

    @property
    def currencies(self) -> tuple[str | None, ...]:
        """Every currency that occurs."""
        return tuple(dict.fromkeys(tally.currency for tally in self.tallies))

    def count(self, outcome: Outcome) -> int:
        """Count the keys of an outcome, over all currencies."""
        return sum(tally.keys for tally in self.tallies if tally.outcome == outcome)

    def tally(self, outcome: Outcome, currency: str | None = None) -> Tally:
        """Give an outcome in a currency, which need not be named where there is one.

        Raises
        ------
        DataError
            Where there are several currencies and none is named.
        """
        if currency is None and len(self.currencies) > 1:
            raise DataError(
                f"money of {outcome}",
                allowed="one currency",
                found=", ".join(str(one) for one in self.currencies),
                remedy="name the currency; sums in different ones are never added",
            )
        for one in self.tallies:
            if one.outcome == outcome and currency in (None, one.currency):
                return one
        nothing = Decimal(0)
        return Tally(
            outcome=outcome,
            currency=currency or self.currencies[0],
            keys=0,
            in_table=nothing,
            in_record=nothing,
            examples=(),
        )


def reconcile(
    table: Any,
    record: Any,
    *,
    key: Column,
    amount: Column,
    currency: Column | None = None,
    time: Column | None = None,
    window: Span | None = None,
    until: When | None = None,
    zone: str | None = None,
    tolerance: Number = 0,
    record_scale: Number = 1,
    repeats: Repeats = "duplicate",
    decimal: DecimalMark = ".",
) -> Reconciliation:
    """Hold a table against an independent record, by key and by amount.

    Parameters
    ----------
    table, record
        What is in doubt (orders), and what another system kept (payments): dataframes
        of any kind, relations, or files' paths.
    key, amount, currency, time
        A column's name, or two: in the table and in the record.
    window
        Compare only keys that either side dates from one time to just before another;
        it needs `time`.
    until
        When this copy of the table was made, if the record goes on: its later rows are
        left out, and counted; it needs the record's `time`.
    zone
        The zone of times that say none, such as "Europe/Lisbon".
    tolerance
        The difference up to which two amounts are the same, such as "0.01".
    record_scale
        What one unit of the record's amounts is: "0.01" where it counts cents.
    repeats
        What several rows of one key are: a "duplicate", or parts to "sum" (partial
        payments, refunds).  Without any part the sum is nothing, which matches an
        order of which nothing was paid.
    decimal
        The decimal mark of amounts written as text.

    Returns
    -------
    Reconciliation
        Outcomes: "matched": the same on both sides; "wrong amount"; "missing" from the
        table, in the record; "extra" in the table, not in the record; "duplicate": in
        both, and several times in one; "wrong currency"; "unreadable amount".

    Raises
    ------
    DataError
        Where a column is missing or holds something else, no key is in both, or
        amounts of several currencies are in one column.
    ValueError
        Where a window, or `until`, is given without the column of times.

    Notes
    -----
    Rows without a key are counted and left out.  Keys are compared as text without
    the spaces around it, and without zeros in front where the other side has whole
    numbers.

    What was under way when the copy was made, paid and not yet written, shows as a
    difference; where there is much of it, look at the seconds before `until`.

    Do not use it against a record that was filled from the same table: it would
    agree with every error.

    Examples
    --------
    >>> import pandas as pd
    >>> orders = pd.DataFrame({"id": ["A", "B", "C"], "total": [10.10, 20.00, 5.00]})
    >>> paid = pd.DataFrame({"order": ["A", "B", "D"], "cents": [1010, 2500, 700]})
    >>> found = reconcile(orders, paid, key=("id", "order"), amount=("total", "cents"),
    ...                   record_scale="0.01")
    >>> for one in found.tallies:
    ...     print(one.outcome, one.keys, one.difference)
    matched 1 0.0000
    wrong amount 1 -5.0000
    missing 1 -7.0000
    extra 1 5.0000
    """
    question = Question.of(
        key=key,
        amount=amount,
        currency=currency,
        time=time,
        window=window,
        until=until,
        zone=zone,
        tolerance=tolerance,
        record_scale=record_scale,
        repeats=repeats,
        decimal=decimal,
    )
    with matched(table, record, question) as sides:
        return _summary(sides)


def reconciled_rows(
    table: Any, record: Any, *, outcomes: Sequence[Outcome] = OUTCOMES[1:], **question: Any
) -> Any:
    """List the keys behind the counts of `reconcile`, with what each side says.

    Parameters
    ----------
    table, record
        As `reconcile` takes them.
    outcomes
        Which outcomes to list; all but the matched unless named.
    **question
        All else that `reconcile` takes, by the same names.

    Returns
    -------
    frame
        Columns key, outcome, currency, in_table and in_record (as numbers, to look at
        and not to add up), in the kind of the table, in the order of outcomes and keys.

    Raises
    ------
    DataError
        As `reconcile`.

    Examples
    --------
    >>> import pandas as pd
    >>> orders = pd.DataFrame({"id": ["A", "B"], "total": [10.10, 20.00]})
    >>> paid = pd.DataFrame({"id": ["A", "B"], "total": [10.10, 25.00]})
    >>> reconciled_rows(orders, paid, key="id", amount="total")["key"].to_list()
    ['B']
    """
    with matched(table, record, Question.of(**question)) as sides:
        listed = sides.stage.rows(
            "select key, outcome, currency, in_table::double, in_record::double from outcomes "
            "where list_contains($1, outcome) order by list_position($1, outcome), key",
            [list(outcomes)],
        )
        names = ("key", "outcome", "currency", "in_table", "in_record")
        values = list(zip(*listed, strict=True)) or [()] * len(names)
        columns = {name: list(column) for name, column in zip(names, values, strict=True)}
        return make_frame(columns, sides.table.table.kind)


def _summary(sides: Sides) -> Reconciliation:
    """Count the keys and the money of each outcome and currency."""
    counted = sides.stage.rows(
        "select outcome, currency, count(*), "
        "case when count(*) = count(in_table) then sum(in_table) end, "
        "case when count(*) = count(in_record) then sum(in_record) end, "
        f"min(key, {EXAMPLES}) from outcomes group by outcome, currency"
    )
    counted.sort(key=lambda row: (OUTCOMES.index(row[0]), row[1] or ""))

    def source(side: Staged, rows: str) -> Source:
        (every,) = sides.stage.one(f"select count(*) from {side.name}")
        (used,) = sides.stage.one(f"select coalesce(sum({rows}), 0)::bigint from outcomes")
        return side.source(counted, rows=used, left_out=every - used)

    return Reconciliation(
        tallies=tuple(
            Tally(
                outcome=outcome,
                currency=currency,
                keys=keys,
                in_table=in_table,
                in_record=in_record,
                examples=tuple(examples),
            )
            for outcome, currency, keys, in_table, in_record, examples in counted
        ),
        tolerance=sides.question.tolerance,
        table=source(sides.table, "t_rows"),
        record=source(sides.record, "r_rows"),
        notices=sides.notices,
    )
