"""False alarms and misses are the two parts of the error rate of two classes."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bugcase as bc
from bugcase.compare.error_kinds import compare_error_kinds
from bugcase.errors import DataError

COLUMNS: dict[str, Any] = {"label": "y", "baseline": "live", "candidate": "next"}


def table(rows: dict[str, int], **values: Any) -> pd.DataFrame:
    """Rows by what they are: "011" has the label 0 and both models say 1."""
    spelled = {"0": values.get("no", 0), "1": values.get("yes", 1)}
    return pd.DataFrame(
        [[spelled[c] for c in what] for what, n in rows.items() for _ in range(n)],
        columns=["y", "live", "next"],
    )


COUNTS = {"000": 40, "001": 6, "010": 2, "011": 8, "100": 5, "101": 3, "110": 9, "111": 27}


def test_each_kind_is_counted_among_all_rows() -> None:
    found = compare_error_kinds(table(COUNTS), **COLUMNS)
    assert found is not None
    assert found.false_positives.baseline.value == pytest.approx((2 + 8) / 100)
    assert found.false_positives.candidate.value == pytest.approx((6 + 8) / 100)
    assert found.false_negatives.baseline.value == pytest.approx((5 + 3) / 100)
    assert found.false_negatives.candidate.value == pytest.approx((5 + 9) / 100)


@given(st.lists(st.integers(0, 30), min_size=8, max_size=8).filter(lambda n: sum(n) > 0))
def test_the_two_kinds_add_up_to_the_error_rate(counts: list[int]) -> None:
    rows = table(dict(zip(COUNTS, counts, strict=True)) | {"000": 1, "111": 1})
    whole = bc.compare_models(rows, **COLUMNS, by=[])
    found = compare_error_kinds(rows, **COLUMNS)
    assert found is not None
    parts = found.false_positives.worsening.value + found.false_negatives.worsening.value
    assert parts == pytest.approx(whole.worsening.value)


def test_the_class_that_an_alarm_is_about_can_be_named() -> None:
    rows = table(COUNTS, yes="fraud", no="fine")
    as_fraud = compare_error_kinds(rows, **COLUMNS, positive="fraud")
    as_fine = compare_error_kinds(rows, **COLUMNS, positive="fine")
    assert as_fraud is not None
    assert as_fine is not None
    assert as_fraud.false_positives == as_fine.false_negatives


def test_words_without_a_named_class_have_no_kinds() -> None:
    assert compare_error_kinds(table(COUNTS, yes="fraud", no="fine"), **COLUMNS) is None


def test_three_classes_have_more_than_two_kinds() -> None:
    rows = pd.DataFrame({"y": list("abcabc"), "live": list("abcabc"), "next": list("abcbca")})
    assert compare_error_kinds(rows, **COLUMNS, positive="a") is None


def test_a_class_that_never_occurs_is_refused() -> None:
    with pytest.raises(DataError, match="found 'spam'"):
        compare_error_kinds(table(COUNTS), **COLUMNS, positive="spam")
