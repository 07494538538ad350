"""What was found reads as words, wherever it is shown."""

import polars as pl

from bugcase.slices import find_slices
from fixtures.planted import EXAMPLE, MODELS, planted


def test_a_slice_reads_as_a_sentence() -> None:
    found = find_slices(
        EXAMPLE / "predictions.parquet", label="employed", baseline="live", candidate="next"
    )
    assert repr(found).startswith(
        f"{found.examined:,} slices of up to 3 conditions examined: 1 found, 1 confirmed.\n"
        "1. moved: within the year, marital status: married (6,963 rows): 660 of every 1,000"
        " wrong, 210 before. On the rows that were not searched, between "
    )


def test_names_from_the_data_are_escaped() -> None:
    frame = planted().replace({"PT": "<script>alert(1)</script>"})
    shown = find_slices(frame.assign(**{"<b>": 1}), **MODELS)._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "&lt;b&gt;" in shown
    assert "<script" not in shown
    assert "<b>" not in shown


def test_the_table_comes_in_the_kind_of_frame_that_came_in() -> None:
    frame = find_slices(pl.from_pandas(planted()), **MODELS).to_frame()
    assert isinstance(frame, pl.DataFrame)
    assert frame["slice"].to_list() == ["plan: paid, country: PT"]
    assert frame["is_confirmed"].to_list() == [True]
