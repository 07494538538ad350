"""The same table gives the same numbers in whatever holds it."""

from collections.abc import Callable
from typing import Any

import duckdb
import ibis
import narwhals as nw
import pandas as pd
import polars as pl
import pytest

import bugcase as bc
from bugcase.data.table import Row, Table
from fixtures.data_questions import PANDAS, POLARS, QUESTIONS, ROLES, ask, assert_same, numbers

FRAMES: dict[str, Callable[[], Any]] = {
    "pandas": lambda: PANDAS,
    "pandas with categories": lambda: PANDAS.astype({"plan": "category"}),
    "pandas with its nullable types": PANDAS.convert_dtypes,
    "pandas with Arrow types": lambda: POLARS.to_pandas(use_pyarrow_extension_array=True),
    "pandas with Python objects": lambda: pd.DataFrame(POLARS.to_dicts(), dtype=object),
    "polars": lambda: POLARS,
    "polars lazy": POLARS.lazy,
    "polars categorical": lambda: POLARS.cast({"plan": pl.Categorical}),
    "pyarrow": POLARS.to_arrow,
    "pyarrow dictionary": lambda: POLARS.cast({"plan": pl.Categorical}).to_arrow(),
    "duckdb relation": lambda: duckdb.from_arrow(POLARS.to_arrow()),
    "ibis": lambda: ibis.memtable(POLARS.to_arrow()),
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("frame", FRAMES)
def test_every_frame_gives_the_same_numbers(frame: str, question: str) -> None:
    assert_same(ask(FRAMES[frame](), question), question)


@pytest.mark.parametrize("frame", ["polars lazy", "duckdb relation", "ibis"])
def test_lazy_frames_send_back_counts_and_no_rows(
    frame: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = []
    collect = Table._collect

    def counted(self: Table, asked: Any) -> list[Row]:
        rows = collect(self, asked)
        fetched.append(len(rows))
        return rows

    monkeypatch.setattr(Table, "_collect", counted)
    ask(FRAMES[frame](), "clustered")
    assert 1 <= max(fetched) <= 6  # five bins and what is missing


@pytest.mark.parametrize("frame", FRAMES)
def test_a_dot_or_a_quotation_mark_in_a_name_is_no_syntax(frame: str) -> None:
    renamed = {"user": "user.id", "plan": 'the "plan"', "y": "y.true"}
    found = bc.compare_models(
        nw.to_native(nw.from_native(FRAMES[frame]()).rename(renamed)),
        **ROLES | {"label": "y.true"},
        by=['the "plan"'],
        unit="user.id",
    )
    expected = bc.compare_models(PANDAS, **ROLES, by=["plan"], unit="user")
    assert numbers(found) == pytest.approx(numbers(expected), rel=1e-9)


LABELS: dict[str, Callable[[pd.Series], pd.Series]] = {
    "booleans": lambda values: values.astype(bool),
    "nullable booleans": lambda values: values.astype("boolean"),
    "Python booleans": lambda values: values.astype(bool).astype(object),
    "whole floats": lambda values: values.astype(float),
    "strings": lambda values: values.astype(str),
    "categories": lambda values: values.astype(str).astype("category"),
    "small integers": lambda values: values.astype("uint8"),
}


@pytest.mark.parametrize("kind", LABELS)
def test_labels_and_predictions_meet_in_whatever_form_they_are_written(kind: str) -> None:
    expected = bc.compare_models(PANDAS, **ROLES, by=[])
    found = bc.compare_models(PANDAS.assign(next=LABELS[kind](PANDAS["next"])), **ROLES, by=[])
    assert numbers(found) == numbers(expected)


def test_row_order_changes_nothing() -> None:
    shuffled = PANDAS.sample(frac=1, random_state=3)
    found, expected = (bc.compare_models(one, **ROLES) for one in (shuffled, PANDAS))
    assert numbers(found) == pytest.approx(numbers(expected), rel=1e-9)
    assert found.source.sha256 == expected.source.sha256
