"""Since when: the start with how sure it is, or that there is none."""

from dataclasses import replace

import pytest
from matplotlib.colors import to_hex

from bugcase.compare.models import Comparison
from bugcase.errors import DataError
from bugcase.figures import onset
from bugcase.style.tokens import COLOURS
from fixtures import comparisons as cases
from fixtures.drawn import blocks, markers, words


def test_values_on_the_worse_side_are_filled_and_in_the_accent() -> None:
    def harmful(case: Comparison) -> int:
        return sum(
            to_hex(line.get_color()) == COLOURS["harm"] and line.get_marker() == "o"
            for line in onset(case).axes[0].lines
        )

    counted = [harmful(case) for case in (cases.BEGAN, cases.ENDED, cases.NO_STEP)]
    assert counted == [5, 7, 0]  # of twelve builds; the step is at the eighth


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (cases.BEGAN, ("Worse since build 212, most likely",
                       "95% sure that it began with build 211 or build 212")),
        (cases.ENDED, ("Better since build 212, most likely",
                       "95% sure that it began with build 212")),
        (cases.MANY_DAYS, ("Worse since 2026-02-23, most likely",
                           "95% sure that it began between 2026-02-20 and 2026-02-24")),
        (cases.NO_STEP, ("No step can be told apart from chance",
                         "chance alone jumps as far: p = 0.32")),
    ],
    ids=["began", "ended", "several runs of days", "no step"],
)  # fmt: skip
def test_it_says_where_it_began_and_how_sure_that_is(
    case: Comparison, said: tuple[str, str]
) -> None:
    figure = onset(case)
    assert set(said) <= set(words(figure))
    assert f"{said[0]}; {said[1]}." in figure.alt


def test_neighbouring_starts_make_one_band() -> None:
    day, three_days = (band.get_width() for band in blocks(onset(cases.MANY_DAYS), "tint"))
    assert three_days == pytest.approx(3 * day)


def test_a_value_beyond_the_scale_leaves_only_a_tip() -> None:
    assert cases.BEGAN.onset
    points = list(cases.BEGAN.onset.points)
    points[3] = replace(points[3], n=12, worsening=cases.estimate(0.5, 0.3, n=12))
    found = replace(cases.BEGAN.onset, points=tuple(points))
    figure = onset(replace(cases.BEGAN, onset=found))
    assert (len(markers(figure, "^")), len(markers(figure, "v"))) == (1, 0)
    assert len(markers(figure, "o")) == 11


def test_the_likeliest_start_is_always_named_on_the_axis() -> None:
    assert "2026-02-23" in words(onset(cases.MANY_DAYS))


def test_a_comparison_that_looked_for_none_is_refused() -> None:
    with pytest.raises(DataError, match="as onset in compare_models"):
        onset(cases.HALT)
