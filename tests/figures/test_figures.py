"""Figures say what the numbers say, to whoever sees them and to whoever does not."""

import dataclasses
import math
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import PathPatch, Polygon, Rectangle

from bugcase.compare.models import Comparison
from bugcase.errors import DataError
from bugcase.figures import forest, icon_arrays, interval_against_limit, worst_slices
from bugcase.figures.canvas import CaseFigure, drawing
from bugcase.style.tokens import COLOURS
from fixtures.comparisons import (
    CROWDED,
    GO,
    HALT,
    HOSTILE_NAMES,
    MEAN,
    NO_LIMIT,
    NOT_YET_KNOWN,
    RECALL,
    TWO_SLICES,
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
    # 42 under the baseline; 42, 19 and a part of one under the candidate; dots for the rest
    assert counted == {"baseline": 42 + 42, "harm": 20, "context": 958 + 939}


def test_icon_arrays_of_an_improvement_have_no_harm_in_them() -> None:
    figure = icon_arrays(comparison(value=-0.01))
    assert squares_of(figure, "harm") == 0
    assert "10 fewer per 1,000" in words(figure)


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
    assert {"5,210", "+60", "< 0.001", "too few"} <= set(shown)


@pytest.mark.parametrize(
    ("count", "shown", "last"),
    [(14, 14, None), (15, 13, "and 2 more"), (54, 13, "and 41 more"), (0, 0, None)],
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


def test_the_source_of_a_share_of_the_excess_is_the_half_that_it_was_measured_on() -> None:
    share = TWO_SLICES.slices[0].share_of_excess
    assert share is not None
    assert share.n != TWO_SLICES.slices[0].n
    assert worst_slices(TWO_SLICES).source_line == (
        f"rows not searched: n = {share.n:,} · {share.method}, 95% · "
        "eval-2026-05.parquet, SHA-256 3f9a1c07"
    )


@pytest.mark.parametrize("draw", FIGURES)
def test_the_same_numbers_give_the_same_bytes_with_no_date_in_them(draw: Draw) -> None:
    svg = draw(HALT).picture.svg
    assert svg == draw(HALT).picture.svg
    assert "metadata" not in svg


@pytest.mark.parametrize("draw", FIGURES)
def test_a_figure_leaves_nothing_open_in_pyplot(draw: Draw) -> None:
    draw(HALT)
    assert plt.get_fignums() == []


@pytest.mark.parametrize("draw", FIGURES)
@pytest.mark.parametrize("case", [CROWDED, comparison(names=HOSTILE_NAMES[:2])])
def test_hostile_names_are_drawn_as_outlines_and_never_as_markup(
    draw: Draw, case: Comparison
) -> None:
    figure = draw(case)
    drawn = ET.fromstring(figure.picture.svg)
    elements = {element.tag.rpartition("}")[2] for element in drawn.iter()}
    assert elements <= {"svg", "defs", "style", "g", "path", "use", "clipPath", "rect"}
    assert not any(name.startswith("on") for element in drawn.iter() for name in element.attrib)
    assert "<img src=x" not in figure._repr_html_()


def test_a_dollar_is_a_dollar_and_a_long_name_is_shortened() -> None:
    names = [word for word in words(forest(CROWDED)) if word.startswith("moved")]
    assert r"moved: $\frac{1}{0}$ off the second line…" in names
    assert all(len(name) < 60 and name.isprintable() for name in names)


@pytest.mark.parametrize("draw", [interval_against_limit, forest])
def test_a_mean_is_told_in_its_own_unit(draw: Draw) -> None:
    assert "per 1,000" not in " ".join([*words(draw(MEAN)), draw(MEAN).alt])


@pytest.mark.parametrize("draw", FIGURES)
@pytest.mark.parametrize(
    "case",
    [
        comparison(value=0.0, half=0.0, limit=None),
        comparison(value=0.0, half=0.0, limit=0.0),
        comparison(baseline=0.0015, value=0.0001, half=0.0001),
        comparison(baseline=0.5, value=0.49, half=0.005, limit=0.3),
    ],
    ids=["nothing changed", "a limit of zero", "rates below two per thousand", "nearly all wrong"],
)
def test_every_label_stays_inside_the_figure(draw: Draw, case: Comparison) -> None:
    figure = draw(case)
    with drawing():
        boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    for box in boxes:
        assert -1 <= box.x0 <= box.x1 <= figure.bbox.width + 3
        assert -1 <= box.y0 <= box.y1 <= figure.bbox.height + 1


def test_an_estimate_of_one_point_still_has_a_place_on_the_scale() -> None:
    flat = dataclasses.replace(NO_LIMIT, worsening=estimate(0.0, 0.0))
    assert interval_against_limit(flat).picture.svg
