"""One account of all orders: each counted once, and what each part of it is."""

import pytest

from bugcase.figures import account_bar
from bugcase.figures.canvas import CaseFigure
from fixtures import incidents
from fixtures.drawn import blocks, in_the_accent, words
from fixtures.incidents import DROPPED, FIVE_PARTS, TEN_WRONG


def all_measured() -> CaseFigure:
    return account_bar(FIVE_PARTS, gap=DROPPED, reconciliation=TEN_WRONG)


def test_the_parts_fill_the_bar_by_the_orders_that_are_counted_in_them() -> None:
    figure = account_bar(FIVE_PARTS)
    colours = ("baseline", "muted", "context")
    widths = [bar.get_width() for colour in colours for bar in blocks(figure, colour)]
    confirmed, possible = (bar.get_width() for bar in blocks(figure, "harm"))
    of_orders = [(width - 3) / (1152 - 5 * 3) for width in (confirmed, *widths, possible)]
    assert of_orders == pytest.approx(
        [n / FIVE_PARTS.total for n in (198, 47, 1, 41, 399)], rel=1e-3
    )


def test_one_order_is_still_seen_and_only_what_is_confirmed_is_in_the_accent() -> None:
    figure = account_bar(FIVE_PARTS)
    (one,) = blocks(figure, "muted")
    assert one.get_width() > 3
    assert in_the_accent(figure) == ["198"]


def test_a_part_says_its_count_and_how_many_of_it_there_are_in_all_with_their_money() -> None:
    shown = words(all_measured())
    assert {"198", "47", "52 in all,", "€2,975", "18 in all,", "€61", "437 in all"} <= set(shown)


def test_it_says_how_orders_of_several_parts_are_counted_and_what_of_a_restore_is_back() -> None:
    figure = all_measured()
    for note in (
        "an order that is in several parts is counted in the first of them",
        "782 orders were dropped when the records were set back; 730 are rebuilt",
    ):
        assert note in words(figure)
        assert note[1:] in figure.alt
    assert words(account_bar(incidents.ONE_PART)) == ["3", "wrong values", "confirmed"]


def test_an_account_of_no_order_says_so() -> None:
    figure = account_bar(incidents.NOTHING_WRONG)
    assert words(figure) == ["No order is wrong, missing or in doubt"]


def test_the_source_line_names_the_tables_that_were_joined() -> None:
    figure = account_bar(FIVE_PARTS, affected=incidents.HIT, gap=DROPPED, reconciliation=TEN_WRONG)
    assert figure.source_line == (
        "complete counts, joined by key · orders.parquet, SHA-256 3f9a1c07 · "
        "orders-restored.parquet, SHA-256 c1c1c1c1 · payments-of-the-provide…, SHA-256 b7b7b7b7"
    )
