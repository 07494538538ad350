"""The orders that a restore forgot: how many, how many are back, and from what."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bugcase.data.amounts import Money
from bugcase.errors import DataError
from bugcase.incident.affected import Reach
from bugcase.incident.restore import Rebuilt, lost_orders, measure_restore_gap
from fixtures.holders import HOLDERS, every_holder

BACKUP = datetime(2026, 5, 3, 2, 10, tzinfo=UTC)
PAYMENTS = pl.DataFrame(
    {
        "reference": ["A", "B", "C", "D", "E", "F"],
        "payer": ["ann", "ann", "bob", "eve", "eve", "joe"],
        "paid": [1.10, 2.20, 3.30, 4.40, 5.50, 6.60],
        "when": [BACKUP + timedelta(minutes=10 * i) for i in range(-1, 5)],
    }
)
ORDERS = pl.DataFrame({"id": ["A", "B", "D"], "rebuilt_from": [None, "payments", None]})
ROLES: dict[str, Any] = {
    "key": ("id", "reference"),
    "time": "when",
    "customer": "payer",
    "amount": "paid",
    "rebuilt_from": "rebuilt_from",
    "backup": BACKUP,
    "restored": BACKUP + timedelta(minutes=40),
}


@every_holder
def test_every_frame_and_file_gives_the_same_numbers(holder: str, tmp_path: Path) -> None:
    orders, payments = (HOLDERS[holder](frame, tmp_path) for frame in (ORDERS, PAYMENTS))
    gap = measure_restore_gap(orders, payments, **ROLES)
    # B at the backup itself to E; A came before, F with the restore
    assert (gap.in_gap, gap.rebuilt, gap.lost) == (
        Reach(orders=4, customers=3),
        Reach(orders=2, customers=1),  # eve lost E, so only ann is whole
        Reach(orders=2, customers=2),
    )
    assert gap.lost_money == (Money(amount=Decimal("8.8000"), currency=None),)
    assert gap.rebuilt_from == (
        Rebuilt(source="payments", orders=1),
        Rebuilt(source=None, orders=1),
    )
    assert gap.examples == ("C", "E")
    assert (gap.length, gap.rebuilt_share) == (timedelta(minutes=40), 0.5)


def test_a_gap_over_the_end_of_summer_time_is_as_long_as_it_was() -> None:
    night = datetime(2026, 11, 1, 4, 30, tzinfo=UTC)
    payments = PAYMENTS.with_columns(when=pl.lit(night + timedelta(hours=1)))
    asked = {"backup": "2026-11-01T00:30-04:00", "restored": "2026-11-01T02:15:30-05:00"}
    gap = measure_restore_gap(ORDERS, payments, **ROLES | asked, zone="America/New_York")
    assert gap.length == timedelta(hours=2, minutes=45, seconds=30)


def test_lost_money_is_told_by_currency() -> None:
    payments = PAYMENTS.with_columns(currency=pl.lit("EUR")).with_columns(
        currency=pl.when(pl.col("reference") == "E").then(pl.lit("USD")).otherwise("currency")
    )
    gap = measure_restore_gap(ORDERS, payments, **ROLES, currency="currency")
    assert gap.lost_money == (
        Money(amount=Decimal("3.3000"), currency="EUR"),
        Money(amount=Decimal("5.5000"), currency="USD"),
    )


def test_a_gap_in_which_nothing_was_written_has_no_share() -> None:
    asked = ROLES | {"backup": BACKUP + timedelta(minutes=1), "restored": "2026-05-03T02:12Z"}
    gap = measure_restore_gap(ORDERS, PAYMENTS, **asked)
    assert (gap.in_gap.orders, gap.rebuilt_share, gap.lost_money) == (0, None, ())


def test_a_record_whose_keys_the_table_never_has_is_suspected() -> None:
    strangers = PAYMENTS.with_columns(pl.col("reference").str.to_lowercase())
    gap = measure_restore_gap(ORDERS, strangers, **ROLES)
    assert [str(notice) for notice in gap.notices] == [
        "keys of the record, none of which the table has, in column 'reference' of polars frame: 4"
    ]


def test_an_order_that_the_record_has_twice_is_told() -> None:
    gap = measure_restore_gap(ORDERS, pl.concat([PAYMENTS, PAYMENTS[2:3]]), **ROLES)
    assert gap.in_gap.orders == 4
    assert [str(notice) for notice in gap.notices] == [
        "keys on several rows, in column 'reference' of polars frame: 1"
    ]


def test_a_restore_before_its_backup_is_refused() -> None:
    asked = ROLES | {"restored": BACKUP - timedelta(minutes=1)}
    with pytest.raises(DataError, match="backup to restore: expected an end after its start"):
        measure_restore_gap(ORDERS, PAYMENTS, **asked)


def test_a_gap_of_which_the_record_knows_nothing_is_refused() -> None:
    asked = ROLES | {"backup": "2026-06-03T02:10Z", "restored": "2026-06-03T03:10Z"}
    with pytest.raises(DataError, match="backup to restore: expected a time within the data"):
        measure_restore_gap(ORDERS, PAYMENTS, **asked)


def test_the_lost_orders_are_those_that_are_counted_as_lost() -> None:
    asked = {name: ROLES[name] for name in ("key", "time", "backup", "restored")}
    assert lost_orders(ORDERS, PAYMENTS, **asked) == {"C", "E"}
