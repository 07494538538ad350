"""How much matches: ten wrong in a million are seen, and no two currencies are added."""

import pytest

from bugcase.figures import reconciliation_bars
from bugcase.incident.reconcile import Reconciliation
from fixtures import incidents
from fixtures.drawn import blocks, bold, words
from fixtures.incidents import TEN_WRONG, TWO_CURRENCIES, reconciliation, tally


@pytest.mark.parametrize(
    ("case", "message"),
    [
        pytest.param(
            TEN_WRONG, "99.9992% of 1,204,328 keys matched, 10 not", id="never 100% for less"
        ),
        pytest.param(TWO_CURRENCIES, "96.6% of 3,656 keys matched, 124 not", id="many wrong"),
        pytest.param(incidents.ALL_MATCH, "All 9,871 keys matched", id="all"),
        pytest.param(incidents.NONE_MATCH, "0% of 1 key matched, 1 not", id="none"),
        pytest.param(incidents.NO_KEYS, "No key to compare", id="nothing compared"),
    ],
)
def test_the_share_that_matched_is_the_message(case: Reconciliation, message: str) -> None:
    figure = reconciliation_bars(case)
    assert message in bold(figure)
    assert message in figure.alt


def test_bars_count_what_does_not_match_and_only_that() -> None:
    figure = reconciliation_bars(TEN_WRONG)
    widths = [bar.get_width() for bar in blocks(figure, "harm")]
    assert widths == pytest.approx([widths[0], widths[0] * 2 / 7, widths[0] / 7])
    assert "1,204,318" in bold(figure)
    assert (
        "bars: keys that do not match, and only those; the matched would be 172,045 times the "
        "longest"
    ) in words(figure)


def test_the_outcome_with_most_keys_comes_first_and_its_currencies_stay_together() -> None:
    names = [word for word in words(reconciliation_bars(TWO_CURRENCIES, rows=9)) if ", " in word]
    assert [name for name in names if name.endswith(("EUR", "SEK"))] == [
        "matched, EUR", "matched, SEK", "missing, EUR", "wrong amount, EUR", "wrong amount, SEK",
        "duplicate, EUR", "extra, SEK", "unreadable amount, SEK", "wrong currency, EUR",
    ]  # fmt: skip


def test_outcomes_that_did_not_occur_are_left_away() -> None:
    shown = words(reconciliation_bars(reconciliation(tally("matched", 5), tally("extra", 0))))
    assert "extra" not in shown
    assert "All 5 keys matched" in shown


def test_money_is_what_either_side_says_and_what_the_table_says_beyond_the_record() -> None:
    shown = words(reconciliation_bars(TEN_WRONG))
    assert {"€812.40", "€840.70", "−€28.30", "+€19.95", "€48,172,720"} <= set(shown)


def test_sums_that_cannot_be_added_are_gaps() -> None:
    figure = reconciliation_bars(TWO_CURRENCIES, rows=9)
    gaps = [word for word in words(figure) if word.startswith("money not added")]
    assert gaps == [
        "money not added: not all of it can be read", "money not added: two currencies",
    ]  # fmt: skip
    assert len(blocks(figure, "gap-tint")) == 2


def test_amounts_without_a_currency_have_as_many_decimals_as_one_of_them_needs() -> None:
    shown = words(reconciliation_bars(incidents.NONE_MATCH))
    assert {"10.105", "9.900", "+0.205"} <= set(shown)


def test_lines_that_do_not_fit_are_counted_and_what_matches_makes_room() -> None:
    figure = reconciliation_bars(incidents.HOSTILE_CURRENCIES)
    assert "and 5 more lines: 55 keys, of which 1 do not match" in words(figure)
    assert len(blocks(figure, "harm")) == 5


def test_a_tolerance_is_told() -> None:
    assert any(
        word.endswith("amounts match within 0.01")
        for word in words(reconciliation_bars(TWO_CURRENCIES))
    )


def test_the_source_line_names_both_sides() -> None:
    assert reconciliation_bars(TEN_WRONG).source_line == (
        "complete count · table: orders.parquet, SHA-256 3f9a1c07 · record: "
        "payments-of-the-provider.csv, SHA-256 b7b7b7b7"
    )
