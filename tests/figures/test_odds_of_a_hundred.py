"""So many of a hundred: full squares for the likely, outlined ones for what may be."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch

from bugcase.decision.ranges import Range
from bugcase.figures import odds_of_a_hundred
from bugcase.figures.canvas import CaseFigure
from bugcase.style.tokens import COLOURS
from fixtures import incidents
from fixtures.drawn import blocks, bold, words


def squares(figure: CaseFigure, colour: str) -> list[int]:
    """How many squares each panel has of a colour, parts included."""
    return [
        np.asarray(patch.get_path().vertices).shape[0] // 5
        for patch in figure.axes[0].patches
        if isinstance(patch, PathPatch) and to_hex(patch.get_facecolor()) == COLOURS[colour]
    ]


def test_the_likely_squares_are_full_and_those_up_to_the_high_end_outlined() -> None:
    figure = odds_of_a_hundred(**incidents.UNLIKELY)
    assert squares(figure, "harm") == [8, 1]
    assert squares(figure, "harm-tint") == [12, 2]
    assert squares(figure, "rule") == [80, 97]


def test_the_range_stands_below_once_and_the_number_can_be_asked_for_its_source() -> None:
    figure = odds_of_a_hundred(**incidents.UNLIKELY)
    assert {"between 3 and 20 in 100, over the next 30 days",
            "between 0 and 3 in 100"} <= set(words(figure))  # fmt: skip
    assert [(one.slot, one.words) for one in figure.hotspots] == [
        ("odds", "8"), ("odds_after", "1"),
    ]  # fmt: skip


def test_once_it_is_fixed_what_holds_stands_alone() -> None:
    figure = odds_of_a_hundred(**incidents.FIXED)
    assert squares(figure, "harm") == [1]
    assert "8" not in bold(figure)
    assert "until" not in figure.alt


def test_odds_that_nobody_put_are_a_gap() -> None:
    assert len(blocks(odds_of_a_hundred(**incidents.NOT_YET_FIXED), "gap-tint")) == 1


@pytest.mark.parametrize(
    ("odds", "number", "likely"),
    [
        (Range(low=0, likely=0.025, high=0.025), "2.5", 3),
        (Range(low=0, likely=0, high=0), "0", 0),
        (Range(low=1, likely=1, high=1), "100", 100),
    ],
    ids=["a part of a square", "none", "all"],
)
def test_a_share_is_written_as_it_is_drawn(odds: Range, number: str, likely: int) -> None:
    figure = odds_of_a_hundred(None, odds)
    assert number in bold(figure)
    assert sum(squares(figure, "harm")) == likely
