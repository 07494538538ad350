"""Who was hit: at least and at most, and never orders against customers."""

import pytest

from bugcase.figures import affected_counts
from fixtures import incidents
from fixtures.drawn import blocks, in_the_accent, words
from fixtures.incidents import HIT


def test_orders_and_customers_have_each_their_own_counts_and_bounds() -> None:
    shown = words(affected_counts(HIT))
    orders, customers = shown.index("orders"), shown.index("customers")
    assert orders < shown.index("at least 1,240 (13%), at most 3,900 (40%) of 9,871") < customers
    assert customers < shown.index("at least 1,101 (18%), at most 3,031 (49%) of 6,204")
    assert {"1,240", "2,660", "9,871", "1,101", "1,930", "6,204"} <= set(shown)


def test_only_what_is_confirmed_is_in_the_accent() -> None:
    assert in_the_accent(affected_counts(HIT)) == ["1,240", "1,101"]


def test_each_bar_is_a_share_of_all_active_of_its_kind() -> None:
    figure = affected_counts(HIT)
    wholes = [bar.get_width() for bar in blocks(figure, "rule")]
    confirmed = [bar for bar in blocks(figure, "harm") if bar.get_x() == 150 and
                 bar.get_height() > 16]  # fmt: skip
    shares = [bar.get_width() / whole for bar, whole in zip(confirmed, wholes, strict=True)]
    assert shares == pytest.approx([1_240 / 9_871, 1_101 / 6_204])


def test_what_is_only_possible_ends_where_at_most_ends() -> None:
    figure = affected_counts(HIT)
    ends = [bar.get_x() + bar.get_width() for bar in blocks(figure, "harm") if
            bar.get_height() > 16 and bar.get_x() > 150]  # fmt: skip
    (whole, _) = blocks(figure, "rule")
    assert [(end - 150) / whole.get_width() for end in ends] == pytest.approx(
        [3_900 / 9_871, 3_031 / 6_204]
    )


def test_one_of_millions_is_still_seen() -> None:
    figure = affected_counts(incidents.ONE_OF_MILLIONS)
    bars = [bar.get_width() for bar in blocks(figure, "harm") if bar.get_height() > 16]
    assert min(bars) >= 3
    assert "at least 1 (under 0.01%), at most 2 (under 0.01%) of 12,345,678" in words(figure)


def test_without_possible_ones_there_is_one_number_and_no_at_most() -> None:
    assert "512 (100%) of 512" in words(affected_counts(incidents.EVERYBODY))


def test_customers_that_nobody_named_are_a_gap() -> None:
    figure = affected_counts(incidents.NO_CUSTOMERS)
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
