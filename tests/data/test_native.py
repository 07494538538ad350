"""A result comes back in the library that its reader works with."""

import pytest

from bugcase.data.native import make_frame
from bugcase.data.opening import open_table


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow", "duckdb"])
def test_a_result_comes_back_in_the_kind_that_went_in(kind: str) -> None:
    made = make_frame({"name": ["a", None], "value": [1.5, 2.0], "n": [1, 2]}, kind)
    table = open_table(made)
    assert (table.kind, list(table.schema)) == (kind, ["name", "value", "n"])
    assert sorted(table.count_by(["n"])) == [(1, 1), (2, 1)]
