"""Figures say what the numbers say, to whoever sees them and to whoever does not."""

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.text import Text

from bugcase.compare.models import Comparison
from bugcase.errors import DataError
from bugcase.figures import forest, icon_arrays, interval_against_limit
from bugcase.figures.canvas import CaseFigure
from bugcase.style.tokens import COLOURS
from fixtures.comparisons import (
    CROWDED,
    GO,
    HALT,
    MEAN,
    NO_LIMIT,
    NOT_YET_KNOWN,
    RECALL,
    comparison,
    estimate,
    segment,
)

FIGURES = [icon_arrays, interval_against_limit, forest]
Draw = Callable[[Comparison], CaseFigure]


def words(figure: CaseFigure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def width_of(figure: CaseFigure, colour: str) -> float:
    """How wide the bars of one colour are together."""
    return sum(
        patch.get_width()
        for patch in figure.axes[0].patches
        if isinstance(patch, Rectangle) and _is(patch, colour)
    )


def _is(patch: Any, colour: str) -> bool:
    red, green, blue, _ = patch.get_facecolor()
    return (
        f"#{round(255 * red):02x}{round(255 * green):02x}{round(255 * blue):02x}" == COLOURS[colour]
    )


def squares_of(figure: CaseFigure, colour: str) -> int:
    """How many squares of one colour an icon array holds, parts of squares included."""
    return sum(
        len(np.asarray(patch.get_path().vertices)) // 5
        for patch in figure.axes[0].patches
        if isinstance(patch, PathPatch) and _is(patch, colour)
    )


def test_icon_arrays_show_as_many_squares_as_the_rates_say() -> None:
    figure = icon_arrays(HALT)  # 42.0 and 61.3 of every 1,000
    counted = {colour: squares_of(figure, colour) for colour in ("baseline", "harm", "context")}
    # 42 today, 19 and a part of one more, over dots for all that go well today
    assert counted == {"baseline": 42, "harm": 20, "context": 958}


def test_icon_arrays_of_an_improvement_have_no_harm_in_them() -> None:
    figure = icon_arrays(comparison(value=-0.01))
    assert squares_of(figure, "harm") == 0
    assert squares_of(figure, "context") == 958 + 10
    assert {"42", "10 fewer", "32"} <= set(words(figure))


def test_icon_arrays_name_each_model_once_and_today_first() -> None:
    figure = icon_arrays(HALT)
    assert [words(figure).count(name) for name in ("live", "next", "19 more")] == [1, 1, 1]
    today, then = figure.steps
    shown = [{one.get_text() for one in step if isinstance(one, Text)} for step in (today, then)]
    assert ({"42", "live"} <= shown[0], {"61", "next", "19 more"} <= shown[1]) == (True, True)


def test_icon_arrays_of_recall_count_what_goes_wrong() -> None:
    assert {"88", "107"} <= set(words(icon_arrays(RECALL)))


def test_icon_arrays_refuse_a_mean() -> None:
    with pytest.raises(DataError, match="a metric that counts cases"):
        icon_arrays(MEAN)


@pytest.mark.parametrize(
    ("case", "harm", "baseline"),
    [
        pytest.param(HALT, True, False, id="halt: all of the interval is past the limit"),
        pytest.param(GO, False, True, id="go: none of it"),
        pytest.param(NOT_YET_KNOWN, True, True, id="not yet known: some of it"),
        pytest.param(NO_LIMIT, False, True, id="no limit: there is nothing to be past of"),
    ],
)
def test_the_interval_is_in_the_accent_past_the_limit(
    case: Comparison, harm: bool, baseline: bool
) -> None:
    figure = interval_against_limit(case)
    assert (width_of(figure, "harm") > 1, width_of(figure, "baseline") > 1) == (harm, baseline)


def test_an_end_that_the_data_cannot_bound_is_an_arrow_and_said() -> None:
    worsening = dataclasses.replace(HALT.worsening, high=math.inf)
    figure = interval_against_limit(dataclasses.replace(HALT, worsening=worsening))
    assert "95% interval: from +14 to unbounded" in words(figure)
    assert any(isinstance(patch, Polygon) for patch in figure.axes[0].patches)


def test_the_forest_shows_every_segment_below_the_overall_row() -> None:
    shown = words(forest(HALT))
    names = [word for word in shown if word == "all" or word.startswith("moved")]
    assert names == [
        "all",
        "moved: within the year",
        "moved: one to five years ago",
        "moved: abroad",
        "moved: never",
        "moved: not said",
    ]
    assert {"5,210", "40", "100", "+60", "+40 to +80", "< 0.001", "too few"} <= set(shown)


@pytest.mark.parametrize(
    ("count", "shown", "last"),
    [(15, 15, None), (16, 14, "and 2 more"), (54, 14, "and 40 more"), (0, 0, None)],
    ids=["as many as fit", "one too many", "far too many", "none"],
)
def test_the_forest_counts_the_segments_that_do_not_fit(
    count: int, shown: int, last: str | None
) -> None:
    figure = forest(comparison(segments=tuple(segment(f"g{i}", 0.01, 0.02) for i in range(count))))
    assert len([word for word in words(figure) if word.startswith("moved")]) == shown
    assert [word for word in words(figure) if word.startswith("and ")] == ([last] if last else [])


@pytest.mark.parametrize(
    ("value", "half", "q", "harm"),
    [
        pytest.param(0.02, 0.01, 0.01, True, id="past the limit and significant"),
        pytest.param(0.02, 0.01, 0.2, False, id="past the limit, one of many looked at"),
        pytest.param(0.02, 0.016, 0.01, False, id="worse, but the limit is in the interval"),
        pytest.param(0.02, 0.01, None, False, id="too few rows to say"),
    ],
)
def test_the_forest_accuses_only_segments_that_are_surely_past_the_limit(
    value: float, half: float, q: float | None, harm: bool
) -> None:
    figure = forest(comparison(segments=(segment("g", value, half, q=q),)))
    assert (width_of(figure, "harm") > 0) is harm


@pytest.mark.parametrize("draw", FIGURES)
def test_a_figure_says_in_words_what_it_shows(draw: Draw) -> None:
    assert "19 more per 1,000" in draw(HALT).alt


def test_the_alternative_text_of_the_interval_gives_limit_and_verdict() -> None:
    assert interval_against_limit(NOT_YET_KNOWN).alt == (
        "The worsening is 6 more per 1,000; 95% interval: between 3 fewer and 15 more per "
        "1,000; the limit is 5 more per 1,000. Verdict: not yet known."
    )


@pytest.mark.parametrize("draw", FIGURES)
def test_the_source_line_names_n_method_and_data(draw: Draw) -> None:
    assert draw(HALT).source_line == (
        "n = 68,785 · Tango score, 95% · eval-2026-05.parquet, SHA-256 3f9a1c07"
    )


def test_a_dollar_is_a_dollar_and_a_long_name_takes_two_lines_at_most() -> None:
    names = [word for word in words(forest(CROWDED)) if word.startswith("moved")]
    assert r"moved: $\frac{1}{0}$ off the second line" in names
    assert all(len(name) < 60 and name.isprintable() for name in names)


@pytest.mark.parametrize("draw", [interval_against_limit, forest])
def test_a_mean_is_told_in_its_own_unit(draw: Draw) -> None:
    assert "per 1,000" not in " ".join([*words(draw(MEAN)), draw(MEAN).alt])


def test_an_estimate_of_one_point_still_has_a_place_on_the_scale() -> None:
    flat = dataclasses.replace(NO_LIMIT, worsening=estimate(0.0, 0.0))
    assert interval_against_limit(flat).picture.svg
