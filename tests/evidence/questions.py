"""One table, the questions asked of it, and pandas' answers, which every holder must give.

The table has what engines treat each in its own way: gaps in every kind of
column, whole numbers that gaps made floats, decimals, days.
"""

from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import bugcase as bc

ROLES: dict[str, Any] = {"label": "y", "baseline": "live", "candidate": "next", "limit": 0.01}
QUESTIONS: dict[str, dict[str, Any]] = {
    "groups of every kind": {
        "by": ["plan", "gold", "since", "age", "tenure", "few", "rare", "price", "score"]
    },
    "clustered": {"by": ["plan", "age"], "unit": "user"},
    "clustered precision": {"by": ["plan"], "unit": "user", "metric": "precision"},
    "Brier score": {"by": ["plan", "score"], "metric": "Brier score"},
    "weighted": {"by": ["plan"], "weight": "age"},
    "booleans against whole numbers": {"by": ["plan"], "candidate": "next_boolean"},
    "strings against whole numbers": {"by": [], "candidate": "next_text"},
    "a loss with gaps": {"by": ["plan"], "loss": ("score", "price"), "limit": 2.5},
}
N = 2000


def _table() -> pd.DataFrame:
    generator = np.random.default_rng(11)
    truth = generator.integers(0, 2, N)
    after = np.where(generator.random(N) < 0.15, 1 - truth, truth)
    tenure = generator.integers(0, 40, N)

    def with_gaps(values: Any) -> pd.Series:
        return pd.Series(values).mask(generator.random(N) < 0.1)

    return pd.DataFrame(
        {
            "y": truth,
            "live": np.where(generator.random(N) < 0.1, 1 - truth, truth),
            "next": after,
            "next_boolean": after == 1,
            "next_text": np.where(after == 1, "1", "0"),
            "plan": np.array(["basic", "gold", None], dtype=object)[generator.integers(0, 3, N)],
            "gold": with_gaps((generator.random(N) < 0.5).astype(object)),
            "since": with_gaps(pd.Timestamp("2024-01-01") + pd.to_timedelta(tenure % 5, unit="D")),
            "age": generator.integers(16, 90, N),
            "tenure": with_gaps(tenure),
            "few": with_gaps(tenure % 4),
            "rare": with_gaps(np.maximum(tenure - 27, 0)),
            "price": with_gaps(
                [Decimal(c).scaleb(-2) for c in generator.integers(0, 5000, N).tolist()]
            ),
            "score": with_gaps(generator.random(N).round(6)),
            "user": generator.integers(0, 300, N),
        }
    )


PANDAS = _table()
# with the types that a database has: whole numbers stay whole where there are gaps
POLARS = pl.from_pandas(PANDAS).cast(
    {
        "gold": pl.Boolean,
        "tenure": pl.Int16,
        "few": pl.Int8,
        "rare": pl.Int16,
        "price": pl.Decimal(8, 2),
    }
)


def ask(holder: Any, question: str) -> bc.Comparison:
    """Ask the question of whatever holds the table."""
    return bc.compare_models(holder, **ROLES | QUESTIONS[question])


@cache
def expected(question: str) -> bc.Comparison:
    """Give pandas' answer."""
    return ask(PANDAS, question)


def assert_same(found: bc.Comparison, question: str) -> None:
    """Compare every group and every number with pandas' answer."""
    truth = expected(question)
    assert groups(found) == groups(truth)
    assert numbers(found) == pytest.approx(numbers(truth), rel=1e-9, abs=1e-12)
    assert found.verdict == truth.verdict
    assert found.source.left_out == truth.source.left_out


def groups(found: bc.Comparison) -> list[tuple[dict[str, str], int]]:
    """Give every group with its rows."""
    return [(dict(one.conditions), one.n) for one in _ordered(found)]


def numbers(found: bc.Comparison) -> list[float]:
    """Give every number of the overall comparison and of each group."""
    every: tuple[bc.Comparison | bc.Segment, ...] = (found, *_ordered(found))
    estimates = [e for one in every for e in (one.baseline, one.candidate, one.worsening)]
    return [end for e in estimates for end in (e.value, e.low, e.high, e.n)]


def _ordered(found: bc.Comparison) -> list[bc.Segment]:
    return sorted(found.segments, key=lambda one: str(one.conditions))
