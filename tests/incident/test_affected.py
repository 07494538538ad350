"""Confirmed, possibly affected and all active, by orders and by customers, never mixed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bugcase.errors import DataError
from bugcase.incident.affected import Affected, Reach, affected_orders, count_affected
from bugcase.stats.proportions import wilson
from fixtures.holders import HOLDERS, every_holder

START = datetime(2026, 5, 3, 9, tzinfo=UTC)
ORDERS = pl.DataFrame(
    {
        "order": ["A", "B", "C", "D", "E", "F", "G"],
        "customer": ["ann", "ann", "bob", "bob", "eve", None, "joe"],
        "at": [START + timedelta(minutes=10 * i) for i in range(7)],
        "wrong": [True, None, False, None, False, True, True],
    }
)
ROLES: dict[str, Any] = {
    "order": "order",
    "customer": "customer",
    "time": "at",
    "confirmed": "wrong",
    "window": ("2026-05-03T09:00Z", "2026-05-03T10:00Z"),
}


def counts(found: Affected) -> list[tuple[int, int | None]]:
    return [(one.orders, one.customers) for one in (found.confirmed, found.possible, found.active)]


def notices(found: Affected) -> list[str]:
    return [str(notice) for notice in found.notices]


@every_holder
def test_every_frame_and_file_gives_the_same_numbers(holder: str, tmp_path: Path) -> None:
    found = count_affected(HOLDERS[holder](ORDERS, tmp_path), **ROLES)
    # ann: A is wrong. bob: D is not checked. eve is right. F names nobody. joe comes later.
    assert counts(found) == [(2, 1), (2, 2), (6, 4)]
    assert (found.first_confirmed, found.last_confirmed) == (START, START + timedelta(minutes=50))


WRITTEN = ORDERS.with_columns(
    pl.Series(
        "written",
        # of the other writer: before the window; in it, three times; after it; never
        [START - timedelta(hours=1), START, START, None, START, START + timedelta(hours=1), None],
    )
)


@every_holder
def test_exposed_are_those_whom_the_faulty_writer_wrote_in_the_window(
    holder: str, tmp_path: Path
) -> None:
    found = count_affected(HOLDERS[holder](WRITTEN, tmp_path), **ROLES, possible="written")
    # of B, C and E, C and eve's E were checked and are right; A is wrong all the same
    assert counts(found) == [(2, 1), (1, 1), (6, 4)]
    asked = {name: role for name, role in ROLES.items() if name != "customer"}
    listed = affected_orders(HOLDERS[holder](WRITTEN, tmp_path), **asked, possible="written")
    assert [len(keys) for keys in listed] == [2, 1]
    assert listed[1] == {"B"}
    # never written is no fault of the data
    assert [one.kind for one in found.notices] == [
        "orders that name no customer, each counted as one more"
    ]


def test_a_writers_times_without_a_zone_beside_times_with_one_are_refused() -> None:
    zoneless = WRITTEN.with_columns(pl.col("written").dt.replace_time_zone(None))
    with pytest.raises(DataError, match="column 'written' of polars frame: expected times with a"):
        count_affected(zoneless, **ROLES, possible="written")


def test_at_most_is_confirmed_and_possible_together() -> None:
    assert count_affected(ORDERS, **ROLES).at_most == Reach(orders=4, customers=3)


def test_an_order_that_names_nobody_may_be_of_one_more_customer_and_of_no_certain_one() -> None:
    told = count_affected(ORDERS.with_columns(customer=pl.lit(None, pl.String)), **ROLES)
    assert counts(told) == [(2, 0), (2, 4), (6, 6)]


def test_a_window_holds_its_start_and_not_its_end() -> None:
    window = ("2026-05-03T09:10Z", "2026-05-03T09:20Z")
    assert count_affected(ORDERS, **ROLES | {"window": window}).active == Reach(
        orders=1, customers=1
    )


def test_a_window_in_which_nothing_was_ordered_is_a_finding_and_no_error() -> None:
    found = count_affected(ORDERS, **ROLES | {"window": ("2026-05-03T09:01Z", "2026-05-03T09:02Z")})
    assert counts(found) == [(0, 0), (0, 0), (0, 0)]
    assert (found.first_confirmed, found.rate) == (None, None)


@every_holder
def test_a_dot_or_a_quotation_mark_in_a_name_is_no_syntax(holder: str, tmp_path: Path) -> None:
    named = ORDERS.rename({"order": "order.id", "at": 'it\'s "at"', "customer": "select"})
    roles = ROLES | {"order": "order.id", "time": 'it\'s "at"', "customer": "select"}
    found = count_affected(HOLDERS[holder](named, tmp_path), **roles)
    assert counts(found) == [(2, 1), (2, 2), (6, 4)]


def test_without_a_customer_column_there_are_no_customers_and_not_none_of_them() -> None:
    found = count_affected(ORDERS, **ROLES | {"customer": None})
    assert counts(found) == [(2, None), (2, None), (6, None)]


def test_keys_in_place_of_a_column_leave_the_rest_possible() -> None:
    found = count_affected(ORDERS, **ROLES | {"confirmed": ["A", "F"]})
    assert counts(found) == [(2, 1), (4, 3), (6, 4)]


def test_exposed_orders_that_were_checked_and_right_are_not_possible() -> None:
    found = count_affected(ORDERS, **ROLES, possible=["C", "D"])
    assert counts(found) == [(2, 1), (1, 2), (6, 4)]


def test_keys_that_are_not_in_the_window_are_told() -> None:
    found = count_affected(ORDERS, **ROLES | {"confirmed": ["A", "G", "Z"]})
    assert found.confirmed.orders == 1
    assert notices(found)[-1] == (
        "keys that were named and are not in the window, in column 'order' of polars frame: 2"
    )


def test_an_order_of_several_events_is_wrong_if_one_of_them_is() -> None:
    events = pl.concat([ORDERS, ORDERS.with_columns(wrong=pl.col("order") == "B")])
    found = count_affected(events, **ROLES)
    assert counts(found) == [(3, 1), (0, 1), (6, 4)]


def test_what_is_wrong_with_the_data_is_counted() -> None:
    messy = pd.DataFrame(
        {
            "order": ["A", " B", None, "D", "D", "E"],
            "customer": ["ann", None, "bob", "bob", "eve", "eve"],
            "at": ["2026-05-03T09:00Z", "2026-05-03T09:10Z", "2026-05-03T09:20Z",
                   "2026-05-03T09:30Z", "2026-05-03T09:31Z", "yesterday"],
            "wrong": [1, 0, 1, 0, 0, 1],
        }
    )  # fmt: skip
    found = count_affected(messy, **ROLES)
    assert counts(found) == [(1, 1), (0, 0), (3, 3)]
    assert notices(found) == [
        "rows without a key, left out, in column 'order' of pandas frame: 1",
        "keys with spaces around them, in column 'order' of pandas frame: 1",
        "times that cannot be read, left out, in column 'at' of pandas frame: 1",
        "minutes of the window after the last row, in column 'at' of pandas frame: 29",
        (
            "orders of several customers, counted for the first, "
            "in column 'customer' of pandas frame: 1"
        ),
        (
            "orders that name no customer, each counted as one more, "
            "in column 'customer' of pandas frame: 1"
        ),
    ]
    assert (found.source.rows, found.source.left_out) == (4, 2)


def test_the_share_is_estimated_only_from_a_random_part() -> None:
    said = count_affected(ORDERS, **ROLES, checked_at_random=True)
    assert said.checked == 4
    assert said.rate == wilson(2, 4)
    assert count_affected(ORDERS, **ROLES).rate is None
    everything = ORDERS.with_columns(pl.col("wrong").fill_null(value=False))
    assert count_affected(everything, **ROLES, checked_at_random=True).rate is None


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 8),  # order
            st.sampled_from(["ann", "bob", "eve"]),
            st.integers(0, 20),  # minutes
            st.sampled_from([True, False, None]),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_the_classes_agree_with_counting_by_hand(
    rows: list[tuple[int, str, int, bool | None]],
) -> None:
    rows.append((9, "zoe", 10, False))  # something is in the window
    inside = [row for row in rows if 5 <= row[2] < 15]
    orders: dict[int, list[tuple[int, str, int, bool | None]]] = {}
    for row in inside:
        orders.setdefault(row[0], []).append(row)
    classes = {}
    customers: dict[str, int] = {}
    for order, events in orders.items():
        marks = {event[3] for event in events}
        classes[order] = 0 if True in marks else 2 if False in marks else 1
        customer = min(event[1] for event in events)
        customers[customer] = min(customers.get(customer, 2), classes[order])
    frame = pl.DataFrame(
        {
            "order": [row[0] for row in rows],
            "customer": [row[1] for row in rows],
            "at": [START + timedelta(minutes=row[2]) for row in rows],
            "wrong": pl.Series([row[3] for row in rows], dtype=pl.Boolean),
        }
    )
    window = (START + timedelta(minutes=5), START + timedelta(minutes=15))
    found = count_affected(frame, **ROLES | {"window": window})
    by_order, by_customer = list(classes.values()), list(customers.values())
    assert counts(found) == [
        (by_order.count(0), by_customer.count(0)),
        (by_order.count(1), by_customer.count(1)),
        (len(by_order), len(by_customer)),
    ]


def test_a_frames_provenance_does_not_change_with_the_order_of_its_rows() -> None:
    one, other = (
        count_affected(frame, **ROLES).source
        for frame in (ORDERS, ORDERS.sample(fraction=1, shuffle=True, seed=4))
    )
    assert one.sha256 == other.sha256
    assert one == replace(other, measured_at=one.measured_at)


REFUSED = [
    pytest.param(
        {"window": ("2026-06-01T00:00Z", "2026-06-02T00:00Z")},
        "window: expected a time within the data (2026-05-03 09:00:00+00:00 to "
        "2026-05-03 10:00:00+00:00, column 'at' of polars frame); "
        "found 2026-06-01T00:00Z to 2026-06-02T00:00Z. "
        "Fix: check the day and the zone, or hand over the data of that time.",
        id="a window outside the data",
    ),
    pytest.param(
        {"window": ("2026-05-03T10:00Z", "2026-05-03T09:00Z")},
        "window: expected an end after its start; found 2026-05-03T10:00Z to 2026-05-03T09:00Z. "
        "Fix: swap the two, or correct the clock that jumped back.",
        id="a window that runs backwards",
    ),
    pytest.param(
        {"window": ("2026-05-03T09:00", "2026-05-03T10:00")},
        "window: expected a time with its zone; "
        "found 2026-05-03T09:00:00, which says no zone. "
        "Fix: write its offset, or name the zone of the clock (zone='UTC').",
        id="a window without a zone",
    ),
    pytest.param(
        {"window": ("this morning", "2026-05-03T10:00")},
        "window: expected a time such as 2026-05-03T09:40+00:00; found 'this morning'. "
        "Fix: write it as ISO 8601 has it.",
        id="a window that is no time",
    ),
    pytest.param(
        {"zone": "Lisbon"},
        "zone: expected a name of the IANA time zone database, such as Europe/Lisbon or UTC; "
        "found 'Lisbon'. Fix: name the zone of the clock that wrote the times.",
        id="a zone that no clock knows",
    ),
    pytest.param(
        {"confirmed": "customer"},
        "column 'customer' of polars frame: expected true, false or missing; "
        "found 6 other values, such as 'ann'. Fix: make it a column of booleans, "
        "or hand over the keys of the orders.",
        id="a mark that is none",
    ),
    pytest.param(
        {"time": "customer"},
        "column 'customer' of polars frame: expected times: a column of times, ISO 8601 text, "
        "or seconds since 1970; found other values, such as 'ann'. "
        "Fix: name the column that holds the times.",
        id="a column that is no times",
    ),
    pytest.param(
        {"order": "oder"},
        "key column 'oder' of polars frame: expected one of order, customer, at, wrong; "
        "found no such column. Fix: did you mean 'order'?",
        id="a column that is not there",
    ),
]


@pytest.mark.parametrize(("changed", "said"), REFUSED)
def test_what_cannot_be_counted_is_refused_in_one_line(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(DataError) as error:
        count_affected(ORDERS, **ROLES | changed)
    assert str(error.value) == said


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(DataError, match="expected at least one row; found none"):
        count_affected(ORDERS.head(0), **ROLES)


LISBON = timezone(timedelta(hours=1))
SAME_INSTANTS: dict[str, list[Any]] = {
    "offsets of several zones": ["2026-05-03T09:00:00Z", "2026-05-03T11:30:00+02:00"],
    "offsets without a colon": ["2026-05-03T10:00:00.000+0100", "2026-05-03T10:30:00.000+0100"],
    "nanoseconds": ["2026-05-03T09:00:00.000000001Z", "2026-05-03T09:30:00.999999999Z"],
    "seconds": [1777798800, 1777800600],
    "seconds with fractions": [1777798800.25, 1777800600.5],
    "milliseconds": [1777798800000, 1777800600000],
    "microseconds": [1777798800000000, 1777800600000000],
    "nanoseconds since 1970": [1777798800000000000, 1777800600000000000],
    "seconds as text": ["1777798800.25", "1777800600"],
    "times of a zone": [
        datetime(2026, 5, 3, 10, tzinfo=LISBON),
        datetime(2026, 5, 3, 10, 30, tzinfo=LISBON),
    ],
}


@pytest.mark.parametrize("form", SAME_INSTANTS)
def test_an_instant_is_the_same_however_it_is_written(form: str) -> None:
    orders = pd.DataFrame({"order": [1, 2], "at": SAME_INSTANTS[form], "wrong": [True, True]})
    found = count_affected(orders, **ROLES | {"customer": None, "zone": None})
    assert found.confirmed.orders == 2
    assert found.first_confirmed is not None
    assert found.first_confirmed.replace(microsecond=0) == START


def test_times_without_a_zone_are_taken_in_the_zone_that_is_named() -> None:
    local = ORDERS.with_columns(pl.col("at").dt.replace_time_zone(None))
    window = ("2026-05-03T09:00", "2026-05-03T10:00")
    found = count_affected(local, **ROLES | {"window": window, "zone": "Europe/Lisbon"})
    assert counts(found) == counts(count_affected(ORDERS, **ROLES))
    assert found.start == datetime(2026, 5, 3, 8, tzinfo=UTC)
    assert notices(found)[0].startswith("times without a zone, taken in the zone that was named")


def test_times_that_nowhere_say_a_zone_stay_without_one() -> None:
    local = ORDERS.with_columns(pl.col("at").dt.replace_time_zone(None))
    found = count_affected(local, **ROLES | {"window": ("2026-05-03 09:00", "2026-05-03 10:00")})
    assert found.start == datetime(2026, 5, 3, 9)
    with pytest.raises(DataError, match="expected no zone, as in the data"):
        count_affected(local, **ROLES)


def test_times_of_which_only_some_say_their_zone_are_refused() -> None:
    mixed = pd.DataFrame(
        {"order": [1, 2, 3], "wrong": [True] * 3,
         "at": ["2026-05-03T09:00:00Z", "2026-05-03 09:10:00", "2026-05-03 09:20:00"]}
    )  # fmt: skip
    with pytest.raises(DataError) as error:
        count_affected(mixed, **ROLES | {"customer": None})
    assert str(error.value) == (
        "column 'at' of pandas frame: expected times that all say their zone, or none; "
        "found 1 that do and 2 that do not. "
        "Fix: name the zone of those that do not (zone='UTC')."
    )
    assert count_affected(mixed, **ROLES | {"customer": None, "zone": "UTC"}).active.orders == 3


def test_the_hours_at_which_summer_time_begins_and_ends_are_told() -> None:
    local = pd.DataFrame(
        {
            "order": range(4),
            "at": pd.to_datetime(
                ["2026-03-29 00:30", "2026-03-29 01:30", "2026-10-25 01:30", "2026-10-25 02:30"]
            ),
            "wrong": [True] * 4,
        }
    )
    window = ("2026-03-29", "2026-10-26")
    asked = ROLES | {"customer": None, "zone": "Europe/Lisbon", "window": window}
    assert notices(count_affected(local, **asked))[1:3] == [
        "times in the hour that the clock shows twice, in column 'at' of pandas frame: 1",
        "times in the hour that the clock leaves out, in column 'at' of pandas frame: 1",
    ]


def test_a_window_cannot_start_in_an_hour_that_the_clock_shows_twice() -> None:
    asked = ROLES | {"zone": "Europe/Lisbon", "window": ("2026-10-25T01:30", "2026-10-26T00:00")}
    with pytest.raises(DataError, match="expected a time that the clock of Europe/Lisbon shows on"):
        count_affected(ORDERS, **asked)


def test_a_level_is_a_probability() -> None:
    with pytest.raises(ValueError, match="level lies between 0 and 1"):
        count_affected(ORDERS, **ROLES, level=95)
