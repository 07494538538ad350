"""One account of the orders that something is wrong with: each is counted once."""

from bugcase.incident.account import Account, Part, join_account


def test_an_order_of_several_parts_is_counted_in_the_first_of_them() -> None:
    # by hand: 1 2 3 | 3 4 5, of which 3 is counted | 5 6, of which 5 is | 7 | 2 4 6 7 8
    found = join_account(
        {
            "possible": [2, 4, 6, 7, 8],
            "does not match": [7],
            "paid without an order": [5, 6],
            "not rebuilt": [3, 4, 5],
            "confirmed": [1, 2, 3],
        }
    )
    assert [(part.name, part.orders, part.counted_here) for part in found.parts] == [
        ("confirmed", 3, 3),
        ("not rebuilt", 3, 2),
        ("paid without an order", 2, 1),
        ("does not match", 1, 1),
        ("possible", 5, 1),
    ]
    assert found.total == 8


def test_a_key_is_the_same_in_every_table_however_it_is_written() -> None:
    found = join_account({"confirmed": [1001, "A-007"], "not rebuilt": ["01001", " A-007 ", "11"]})
    # a zero within a number, or behind letters, is part of the key
    assert [part.counted_here for part in found.parts] == [2, 1]


def test_a_part_that_was_not_measured_is_left_away_and_an_empty_one_is_not() -> None:
    nothing = Part(name="not rebuilt", orders=0, counted_here=0)
    assert join_account({"not rebuilt": []}) == Account(parts=(nothing,))
