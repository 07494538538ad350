"""What is left on the scoreboard once the strongest slice is taken out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bugcase.slices.contrast import Contrast, Sums
from bugcase.slices.score import Scoreboard


def test_ten_failures_in_ten_rows_are_no_more_than_their_square_root_in_z() -> None:
    contrast = Contrast(kind="two models")
    inside, outside = np.array([0.0, 0, 10, 0]), np.array([1e9, 0, 0, 0])
    assert float(contrast.z(inside, outside)) == pytest.approx(np.sqrt(10))


@dataclass(frozen=True)
class Rounded:
    """One level's rows, as an engine sums them: in another order, so with other last digits."""

    channels: NDArray[np.float64]
    threads: int = 1

    def tally(self, _: Any) -> NDArray[np.float64]:
        return np.stack([self.channels, 0 * self.channels], axis=1) * (1 - 2e-15)

    def sums(self, _: Any = ()) -> Sums:
        return Sums(channels=self.channels * (1 + 1e-15))

    def within(self, _: Any, __: Any = ()) -> "Rounded":
        return self


def test_what_rounding_leaves_of_losses_is_no_effect() -> None:
    contrast = Contrast(kind="two models", losses=True)
    worse = (
        np.array(
            [
                1.0
                if i == j == 0
                else 60.0
                if (i, j) == (0, 2)
                else 3_600.0
                if i == j == 2
                else 0.0
                for i, j in contrast.pairs
            ]
        )
        * 5_000
    )
    fine = np.array([1.0 if i == j == 0 else 0.0 for i, j in contrast.pairs]) * 5_000
    board = Scoreboard.of(
        {(0,): (np.array([0, 1]), np.stack([worse, fine]))},
        contrast,
        [2],
        Sums(channels=worse + fine),
        least=30,
    )
    assert board.strongest(0.05) == 0
    board.take_out(Rounded(worse))
    assert board.strongest(0.05) is None
