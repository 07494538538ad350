"""Every key of two tables ends in one outcome, and its money is added up to the cent."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bugcase.errors import DataError
from bugcase.incident.affected import count_affected
from bugcase.incident.reconcile import Reconciliation, reconcile, reconciled_rows
from fixtures.holders import HOLDERS, every_holder

ORDERS = pl.DataFrame(
    {
        "id": ["A", "B", "C", "D", "E", "E"],
        "total": [10.10, 20.20, 30.30, 40.40, 50.50, 50.50],
        "at": [
            f"2026-05-03T{at}Z" for at in ["09:00", "09:10", "09:20", "12:00", "12:00", "12:00"]
        ],
    }
)
PAYMENTS = pl.DataFrame(
    {
        "reference": ["A", "B", "D", "E", "F"],
        "paid": [10.10, 20.21, 44.44, 50.50, 60.60],
        "when": [f"2026-05-03T{at}Z" for at in ["09:01", "09:11", "12:01", "12:01", "09:21"]],
    }
)
ROLES: dict[str, Any] = {"key": ("id", "reference"), "amount": ("total", "paid")}


def told(found: Reconciliation) -> list[tuple[str, int, str | None]]:
    return [
        (one.outcome, one.keys, None if one.difference is None else str(one.difference))
        for one in found.tallies
    ]


def notices(found: Reconciliation) -> list[str]:
    return [str(notice) for notice in found.notices]


OUTCOMES = [
    ("matched", 1, "0.0000"),
    ("wrong amount", 2, "-4.0500"),
    ("missing", 1, "-60.6000"),
    ("extra", 1, "30.3000"),
    ("duplicate", 1, "50.5000"),
]


@every_holder
def test_every_frame_and_file_gives_the_same_numbers(holder: str, tmp_path: Path) -> None:
    orders, payments = (HOLDERS[holder](frame, tmp_path) for frame in (ORDERS, PAYMENTS))
    assert told(reconcile(orders, payments, **ROLES)) == OUTCOMES


def test_the_two_sides_may_be_held_by_different_things(tmp_path: Path) -> None:
    payments = HOLDERS["csv"](PAYMENTS, tmp_path)
    assert told(reconcile(ORDERS.to_pandas(), payments, **ROLES)) == OUTCOMES


def test_every_key_is_counted_once() -> None:
    found = reconcile(ORDERS, PAYMENTS, **ROLES)
    assert (found.keys, found.matched_share) == (6, 1 / 6)
    assert (found.table.rows, found.record.rows) == (6, 5)


def test_a_tolerance_forgives_up_to_itself() -> None:
    found = reconcile(ORDERS, PAYMENTS, **ROLES, tolerance="0.01")
    assert (found.count("matched"), found.count("wrong amount")) == (2, 1)
    assert reconcile(ORDERS, PAYMENTS, **ROLES, tolerance=0.0099).count("matched") == 1


def test_parts_are_summed_where_they_are_parts() -> None:
    found = reconcile(ORDERS, PAYMENTS, **ROLES, repeats="sum")
    assert (found.count("duplicate"), found.tally("wrong amount").keys) == (0, 3)


@pytest.mark.slow
def test_a_million_cents_do_not_drift() -> None:
    n = 1_000_000
    frame = pl.DataFrame({"id": range(n), "total": [0.1] * n})
    found = reconcile(frame, frame, key="id", amount="total")
    assert found.tally("matched").in_table == Decimal(100_000)


money = st.integers(-99_999, 99_999).map(lambda cents: Decimal(cents).scaleb(-2))
side = st.lists(st.tuples(st.integers(1, 12), money), max_size=12).map(
    lambda rows: [(0, Decimal(0)), *rows]  # one key is always common
)


@settings(max_examples=40)
@given(side, side)
def test_counts_and_money_agree_with_counting_by_hand(
    ours: list[tuple[int, Decimal]], theirs: list[tuple[int, Decimal]]
) -> None:
    expected: dict[str, tuple[int, Decimal, Decimal]] = {}
    for key in {key for key, _ in ours + theirs}:
        a, b = ([amount for k, amount in rows if k == key] for rows in (ours, theirs))
        outcome = (
            "missing" if not a else "extra" if not b
            else "duplicate" if len(a) > 1 or len(b) > 1
            else "matched" if a == b else "wrong amount"
        )  # fmt: skip
        n, in_table, in_record = expected.get(outcome, (0, Decimal(0), Decimal(0)))
        expected[outcome] = (n + 1, in_table + sum(a), in_record + sum(b))
    frames = (
        pl.DataFrame(
            {"key": [key for key, _ in rows], "amount": [float(amount) for _, amount in rows]}
        )
        for rows in (ours, theirs)
    )
    found = reconcile(*frames, key="key", amount="amount")
    assert {
        one.outcome: (one.keys, one.in_table, one.in_record) for one in found.tallies
    } == expected


def test_currencies_are_told_apart_and_never_added() -> None:
    orders = pd.DataFrame(
        {"id": [1, 2, 3, 4], "sum": [10, 10, 10, 10], "in": ["EUR", "usd", "EUR", "EUR"]}
    )
    payments = pd.DataFrame({"id": [1, 2, 3], "sum": [12, 15, 10], "in": ["EUR", "USD", "USD"]})
    found = reconcile(orders, payments, key="id", amount="sum", currency="in")
    assert [(one.outcome, one.currency, one.keys, one.difference) for one in found.tallies] == [
        ("wrong amount", "EUR", 1, Decimal(-2)),
        ("wrong amount", "USD", 1, Decimal(-5)),
        ("extra", "EUR", 1, Decimal(10)),
        ("wrong currency", "EUR", 1, None),
    ]
    with pytest.raises(DataError, match="money of wrong amount: expected one currency; found EUR"):
        found.tally("wrong amount")
    assert found.tally("wrong amount", "USD").difference == Decimal(-5)
    assert found.count("wrong amount") == 2


def test_an_outcome_that_did_not_occur_has_no_keys_and_no_money() -> None:
    same = reconcile(ORDERS.head(2), ORDERS.head(2), key="id", amount="total")
    assert (same.tally("missing").keys, same.tally("missing").difference) == (0, Decimal(0))


TEXTS = [
    pytest.param(["1,234.50", "12"], ".", "1246.5000", id="thousands"),
    pytest.param(["1.234,50", "12"], ",", "1246.5000", id="a decimal comma"),
    pytest.param(["1 234,50", "12"], ",", "1246.5000", id="spaces"),
    pytest.param(["€ 1,234.50", "€12"], ".", "1246.5000", id="a mark in front"),
    pytest.param(["1234.50 EUR", "12EUR"], ".", "1246.5000", id="a mark behind"),
    pytest.param(["1'234.50", "+12.00"], ".", "1246.5000", id="apostrophes and a sign"),
    pytest.param(["-1234.50", "$-12"], ".", "-1246.5000", id="negative"),
    pytest.param(["1234.5", ".10"], ".", "1234.6000", id="no digit in front"),
]


@pytest.mark.parametrize(("texts", "decimal", "total"), TEXTS)
def test_amounts_written_as_text_are_read_and_told(
    texts: list[str], decimal: Any, total: str
) -> None:
    orders = pd.DataFrame({"id": [1, 2], "total": texts})
    found = reconcile(orders, orders, key="id", amount="total", decimal=decimal)
    assert str(found.tally("matched").in_table) == total
    assert "amounts written as text, in column 'total' of pandas frame: 2" in notices(found)


def test_an_amount_that_cannot_be_read_is_an_outcome_of_its_own() -> None:
    orders = pd.DataFrame({"id": [1, 2, 3], "total": ["10.00", "ten", "12,50"]})
    payments = pd.DataFrame({"id": [1, 2, 3], "total": [10.0, 10.0, 12.5]})
    found = reconcile(orders, payments, key="id", amount="total")
    assert told(found) == [("matched", 1, "0.0000"), ("unreadable amount", 2, None)]
    assert notices(found) == [
        "amounts written as text, in column 'total' of pandas frame: 1",
        "amounts that cannot be read, in column 'total' of pandas frame: 2",
    ]


def test_a_record_in_cents_is_scaled_and_one_that_was_not_is_suspected() -> None:
    orders = pd.DataFrame({"id": [1, 2], "total": [10.10, 20.20]})
    cents = pd.DataFrame({"id": [1, 2], "total": [1010, 2020]})
    scaled = reconcile(orders, cents, key="id", amount="total", record_scale="0.01")
    assert told(scaled) == [("matched", 2, "0.0000")]
    assert notices(reconcile(orders, cents, key="id", amount="total")) == [
        "amounts a hundredfold apart, in column 'total' of pandas frame: 2"
    ]


KEYS = [
    pytest.param([1001, 1002], ["1001", "1002"], id="numbers and text"),
    pytest.param([1001.0, 1002.0], ["1001", "1002"], id="floats and text"),
    pytest.param([1001, 1002], ["0001001", "01002"], id="zeros in front"),
    pytest.param(["A1", "A2"], [" A1", "A2 "], id="spaces around"),
]


@pytest.mark.parametrize(("ours", "theirs"), KEYS)
def test_one_key_in_two_forms_is_one_key(ours: list[Any], theirs: list[Any]) -> None:
    orders, payments = (pd.DataFrame({"id": ids, "total": [1, 2]}) for ids in (ours, theirs))
    assert told(reconcile(orders, payments, key="id", amount="total")) == [("matched", 2, "0.0000")]
    assert told(reconcile(payments, orders, key="id", amount="total")) == [("matched", 2, "0.0000")]


def test_zeros_in_front_tell_texts_apart() -> None:
    orders, payments = (
        pd.DataFrame({"id": ids, "total": [1, 2]}) for ids in (["7", "x"], ["07", "x"])
    )
    found = reconcile(orders, payments, key="id", amount="total")
    assert (found.count("missing"), found.count("extra")) == (1, 1)


def test_rows_without_a_key_are_counted_and_left_out() -> None:
    orders = pd.DataFrame({"id": ["A", None, " "], "total": [1.0, 2.0, 3.0]})
    found = reconcile(orders, orders, key="id", amount="total")
    assert told(found) == [("matched", 1, "0.0000")]
    assert (found.table.rows, found.table.left_out) == (1, 2)


def test_a_window_takes_the_keys_that_either_side_dates_inside_it() -> None:
    window = ("2026-05-03T09:00Z", "2026-05-03T10:00Z")
    found = reconcile(ORDERS, PAYMENTS, **ROLES, time=("at", "when"), window=window)
    assert [(one.outcome, one.keys, one.examples) for one in found.tallies] == [
        ("matched", 1, ("A",)),
        ("wrong amount", 1, ("B",)),
        ("missing", 1, ("F",)),
        ("extra", 1, ("C",)),
    ]


def test_a_window_in_which_the_table_lost_everything_still_has_the_record() -> None:
    after = ORDERS.filter(pl.col("id") == "D")
    window = ("2026-05-03T09:00Z", "2026-05-03T10:00Z")
    found = reconcile(after, PAYMENTS, **ROLES, time=("at", "when"), window=window)
    assert [(one.outcome, one.keys) for one in found.tallies] == [("missing", 3)]


def test_the_keys_behind_the_counts_come_in_the_tables_kind_and_can_be_counted_as_affected() -> (
    None
):
    rows = reconciled_rows(ORDERS, PAYMENTS, **ROLES)
    assert isinstance(rows, pl.DataFrame)
    assert rows.select("outcome", "key", "in_table").rows() == [
        ("wrong amount", "B", 20.2),
        ("wrong amount", "D", 40.4),
        ("missing", "F", 0.0),
        ("extra", "C", 30.3),
        ("duplicate", "E", 101.0),
    ]
    wrong = reconciled_rows(ORDERS, PAYMENTS, **ROLES, outcomes=["wrong amount"])
    affected = count_affected(
        ORDERS,
        order="id",
        time="at",
        window=("2026-05-03T09:00Z", "2026-05-03T13:00Z"),
        confirmed=nw.from_native(wrong)["key"].to_list(),
    )
    assert affected.confirmed.orders == 2


def test_no_outcome_gives_an_empty_list() -> None:
    rows = reconciled_rows(ORDERS, PAYMENTS, **ROLES, outcomes=["wrong currency"])
    assert rows.shape == (0, 5)


REFUSED = [
    pytest.param(
        {"key": ("id", "when")},
        "column 'when' of polars frame: expected keys of column 'id' of polars frame, "
        "such as 'A'; found none of them among 4, such as '2026-05-03T09:01Z'. "
        "Fix: name the column that holds them.",
        id="no common key",
    ),
    pytest.param(
        {"amount": ("id", "paid")},
        "column 'id' of polars frame: expected amounts: numbers, or text such as 1,234.50; "
        "found other values, such as 'A'. Fix: name the column of the amounts, "
        "or their decimal mark (decimal=',').",
        id="a column that is no amounts",
    ),
    pytest.param(
        {"tolerance": "a cent"},
        "tolerance: expected a number, such as 0.01; found 'a cent'. Fix: write it so.",
        id="a tolerance that is no number",
    ),
    pytest.param(
        {"tolerance": -1},
        "tolerance: expected zero or more; found -1. Fix: write it so.",
        id="a negative tolerance",
    ),
    pytest.param(
        {"record_scale": 0},
        "record_scale: expected more than zero; found 0. Fix: write it so.",
        id="a scale of zero",
    ),
    pytest.param(
        {
            "time": ("at", "when"),
            "window": ("2027-05-03T09:00Z", "2027-05-03T10:00Z"),
        },
        "window: expected a time within the data (2026-05-03 09:00:00+00:00 to "
        "2026-05-03 12:01:00+00:00, column 'at' of polars frame); "
        "found 2027-05-03T09:00Z to 2027-05-03T10:00Z. "
        "Fix: check the day and the zone, or hand over the data of that time.",
        id="a window outside both",
    ),
    pytest.param(
        {"time": "when", "until": "2026-05-03T09:00Z"},
        "until: expected a time at which the record had begun (2026-05-03 09:01:00+00:00, "
        "column 'when' of polars frame); found 2026-05-03T09:00Z. "
        "Fix: check the day and the zone, or hand over the record of that time.",
        id="a copy older than the record",
    ),
]


@pytest.mark.parametrize(("changed", "said"), REFUSED)
def test_what_cannot_be_reconciled_is_refused_in_one_line(
    changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(DataError) as error:
        reconcile(ORDERS, PAYMENTS, **ROLES | changed)
    assert str(error.value) == said


def test_two_currencies_in_one_column_are_refused_in_one_line() -> None:
    orders = pd.DataFrame({"id": [1, 2, 3], "total": ["10 EUR", "12 USD", "14 EUR"]})
    with pytest.raises(DataError) as error:
        reconcile(orders, orders, key="id", amount="total")
    assert str(error.value) == (
        "column 'total' of pandas frame: expected amounts in one currency; "
        "found 2 in EUR, 1 in USD. Fix: split off the currency into a column of its own, "
        "and name it as currency."
    )


def test_two_sides_of_which_one_says_no_zone_are_refused() -> None:
    zoneless = PAYMENTS.with_columns(pl.col("when").str.strip_suffix("Z"))
    with pytest.raises(DataError, match="expected times with a zone, as column 'at' of polars fra"):
        reconcile(
            ORDERS,
            zoneless,
            **ROLES,
            time=("at", "when"),
            window=("2026-05-03T09:00Z", "2026-05-03T10:00Z"),
        )


REFUND_AFTER_THE_COPY = pl.DataFrame(
    {
        "reference": ["A", "A", "B", "C"],
        "paid": [10.10, -5.00, 20.20, 30.30],
        "when": ["2026-05-03T09:01Z", "2026-05-04T09:00Z", "2026-05-03T09:11Z", None],
    }
)


def test_until_takes_the_record_as_it_stood_when_the_table_was_copied() -> None:
    question: dict[str, Any] = ROLES | {"time": "when", "repeats": "sum"}
    later = reconcile(ORDERS, REFUND_AFTER_THE_COPY, **question)
    then = reconcile(ORDERS, REFUND_AFTER_THE_COPY, **question, until="2026-05-03T12:30Z")
    assert [(one.outcome, one.keys) for one in later.tallies] == [
        ("matched", 2),
        ("wrong amount", 1),
        ("extra", 2),
    ]
    assert [(one.outcome, one.keys) for one in then.tallies] == [("matched", 2), ("extra", 3)]
    assert notices(then) == [
        "rows without a time, left out, in column 'when' of polars frame: 1",
        "rows later than the table's copy, left out, in column 'when' of polars frame: 1",
        "keys on several rows, in column 'id' of polars frame: 1",
    ]
    assert (then.record.rows, then.record.left_out) == (2, 2)


@pytest.mark.parametrize(
    ("repeats", "outcome"),
    [
        pytest.param("sum", "matched", id="no parts sum to nothing"),
        pytest.param("duplicate", "extra", id="a payment is missing"),
    ],
)
def test_an_order_of_which_nothing_was_paid_has_no_payment(repeats: Any, outcome: Any) -> None:
    orders = pl.DataFrame({"id": ["A", "open"], "paid": [10.10, 0.00]})
    paid = pl.DataFrame({"id": ["A"], "paid": [10.10]})
    found = reconcile(orders, paid, key="id", amount="paid", repeats=repeats)
    assert {one.outcome: one.keys for one in found.tallies} == (
        {"matched": 2} if outcome == "matched" else {"matched": 1, outcome: 1}
    )


def test_a_row_of_the_very_moment_of_the_copy_counts() -> None:
    asked: dict[str, Any] = ROLES | {"time": "when", "repeats": "sum"}
    found = reconcile(ORDERS, REFUND_AFTER_THE_COPY, **asked, until="2026-05-03T09:11:00Z")
    assert found.count("matched") == 2


@given(cut=st.integers(0, 5))
def test_until_is_the_same_as_handing_over_the_record_of_that_time(cut: int) -> None:
    times = sorted(PAYMENTS["when"].to_list())
    until = [*times, "2026-05-04T00:00Z"][cut]
    then = PAYMENTS.filter(pl.col("when") <= until)
    rows = [
        reconciled_rows(ORDERS, record, **ROLES, **asked).rows()
        for record, asked in ((PAYMENTS, {"time": "when", "until": until}), (then, {}))
    ]
    assert rows[0] == rows[1]


def test_the_record_as_it_stood_needs_times() -> None:
    with pytest.raises(ValueError, match="at a time needs its column of times"):
        reconcile(ORDERS, PAYMENTS, **ROLES, until="2026-05-03T12:30Z")


def test_a_window_needs_times() -> None:
    with pytest.raises(ValueError, match="a window needs the column of times"):
        reconcile(ORDERS, PAYMENTS, **ROLES, window=("2026-05-03", "2026-05-04"))
