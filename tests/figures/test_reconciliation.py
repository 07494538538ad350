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
    assert message in reconciliation_bars(case).alt


def test_the_matched_are_one_large_number_and_the_upper_bar_is_all() -> None:
    figure = reconciliation_bars(TWO_CURRENCIES)
    assert "3,532" in bold(figure)
    assert "of 3,656 match the record" in words(figure)
    (matched,) = blocks(figure, "baseline")
    assert matched.get_width() == pytest.approx(1152 * 3_532 / 3_656)
    wrong = blocks(reconciliation_bars(TEN_WRONG), "harm")[0]
    assert wrong.get_width() == 3  # ten of a million are seen


def test_the_lower_bars_count_what_does_not_match_and_only_that() -> None:
    figure = reconciliation_bars(TEN_WRONG)
    widths = [bar.get_width() for bar in blocks(figure, "harm")[1:]]
    assert widths == pytest.approx([widths[0], widths[0] * 2 / 7, widths[0] / 7])


def test_the_outcome_with_most_keys_comes_first_and_its_currencies_stay_together() -> None:
    names = [word for word in words(reconciliation_bars(TWO_CURRENCIES, rows=7)) if ", " in word]
    assert names == [
        "missing, EUR", "wrong amount, EUR", "wrong amount, SEK",
        "duplicate, EUR", "extra, SEK", "unreadable amount, SEK", "wrong currency, EUR",
    ]  # fmt: skip


def test_outcomes_that_did_not_occur_are_left_away() -> None:
    shown = words(reconciliation_bars(reconciliation(tally("matched", 5), tally("extra", 0))))
    assert shown == ["5", "of 5 match the record"]


def test_money_is_what_the_table_says_beyond_the_record() -> None:
    figure = reconciliation_bars(TEN_WRONG)
    assert {"−€28", "−€61", "+€20", "table less record"} <= set(words(figure))
    assert "wrong amount (in both, amounts differ): 7, table €812.40, record €840.70." in figure.alt


def test_sums_that_cannot_be_added_are_gaps() -> None:
    figure = reconciliation_bars(TWO_CURRENCIES, rows=7)
    gaps = [word for word in words(figure) if word.startswith("not added")]
    assert gaps == ["not added: not all can be read", "not added: two currencies"]
    assert len(blocks(figure, "gap-tint")) == 2


def test_amounts_without_a_currency_have_as_many_decimals_as_one_of_them_needs() -> None:
    shown = words(reconciliation_bars(incidents.NONE_MATCH))
    assert "+0.205" in shown


def test_lines_that_do_not_fit_are_counted() -> None:
    figure = reconciliation_bars(incidents.HOSTILE_CURRENCIES, rows=4)
    assert "and 3 more lines: 6 keys" in words(figure)


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
