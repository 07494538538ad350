"""Who was hit: at least and at most, and never orders against customers."""

import pytest

from bugcase.figures import affected_counts
from fixtures import incidents
from fixtures.drawn import blocks, in_the_accent, words
from fixtures.incidents import HIT


def test_the_bar_is_of_customers_and_the_orders_have_bounds_of_their_own() -> None:
    shown = words(affected_counts(HIT))
    assert {"1,101", "1,930", "3,173"} <= set(shown)
    assert "at least 1,101 (18%), at most 3,031 (49%) of 6,204 customers" in shown
    assert "orders: at least 1,240 (13%), at most 3,900 (40%) of 9,871" in shown


def test_only_what_is_confirmed_is_in_the_accent() -> None:
    assert in_the_accent(affected_counts(HIT)) == ["1,101"]


def test_the_parts_of_the_bar_are_shares_of_all_active() -> None:
    figure = affected_counts(HIT)
    (whole,) = blocks(figure, "rule")
    possible, confirmed = (
        (bar.get_x() + bar.get_width()) / whole.get_width() for bar in blocks(figure, "harm")
    )
    assert (confirmed, possible) == pytest.approx((1_101 / 6_204, 3_031 / 6_204))


def test_one_of_millions_is_still_seen() -> None:
    figure = affected_counts(incidents.ONE_OF_MILLIONS)
    assert [bar.get_width() for bar in blocks(figure, "harm")] == [3]
    assert "orders: at least 1 (under 0.01%), at most 2 (under 0.01%) of 12,345,678" in words(
        figure
    )


def test_without_possible_ones_there_is_one_number_and_no_at_most() -> None:
    assert "400 (100%) of 400 customers" in words(affected_counts(incidents.EVERYBODY))


def test_where_no_customers_are_named_the_bar_is_of_orders_beside_a_gap() -> None:
    figure = affected_counts(incidents.NO_CUSTOMERS)
    assert "at least 12 (0.13%), at most 812 (9%) of 9,000 orders" in words(figure)
    assert "customers not known: none are named" in words(figure)
    assert "Customers: not known." in figure.alt


def test_a_random_check_says_its_rate_with_its_interval() -> None:
    figure = affected_counts(incidents.CHECKED_AT_RANDOM)
    assert (
        "of the 500 orders checked at random, 80 of every 1,000 are wrong (95% interval 60 to 110)"
    ) in words(figure)
    assert "rate: n = 500, Wilson score, 95%" in figure.source_line


def test_the_window_is_told_with_its_zone() -> None:
    assert "Wed 4 Mar, 09:00 to 10:00, times in Europe/Lisbon; 9,000 orders checked" in words(
        affected_counts(HIT)
    )
