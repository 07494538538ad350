"""What stands on a figure: its words and its marks, to be read back."""

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from bugcase.show.figures import CaseFigure
from bugcase.show.style import COLOURS

__all__ = ["blocks", "bold", "curves", "in_the_accent", "markers", "words"]


def words(figure: CaseFigure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def bold(figure: CaseFigure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts if text.get_fontweight() == "bold"]


def in_the_accent(figure: CaseFigure) -> list[str]:
    return [
        text.get_text()
        for text in figure.axes[0].texts
        if to_hex(text.get_color()) == COLOURS["harm"]
    ]


def blocks(figure: CaseFigure, colour: str) -> list[Rectangle]:
    return [
        patch
        for patch in figure.axes[0].patches
        if isinstance(patch, Rectangle) and to_hex(patch.get_facecolor()) == COLOURS[colour]
    ]


def markers(figure: CaseFigure, shape: str) -> list[tuple[float, float]]:
    return [
        (float(line.get_xdata()[0]), float(line.get_ydata()[0]))  # type: ignore[index, arg-type]  # arrays
        for line in figure.axes[0].lines
        if line.get_marker() == shape
    ]


def curves(figure: CaseFigure, width: float) -> list[NDArray[np.float64]]:
    """The places, shape (n, 2), that each line of a width goes through."""
    return [
        np.asarray(line.get_xydata()).astype(float)
        for line in figure.axes[0].lines
        if line.get_linewidth() == width
    ]
