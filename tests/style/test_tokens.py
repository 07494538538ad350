"""What is on a slide can be read: by everybody, from the back of a room."""

import itertools

import matplotlib as mpl
import pytest

from bugcase.style.tokens import (
    APART,
    COLOURS,
    DARK,
    LAYOUT,
    SPACE,
    TYPE,
    contrast,
    css_properties,
    figure_style,
)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)],
    ids=["black", "the grey that just fails", "red"],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("colours", [COLOURS, DARK], ids=["light", "dark"])
def test_harm_is_told_from_the_baseline_in_greyscale(colours: dict[str, str]) -> None:
    assert contrast(colours["harm"], colours["baseline"]) >= APART


# Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision
# deficiency", IEEE TVCG 15 (2009) 1291: matrices of full severity, on linear RGB.
DEFICIENCIES = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def _linear(colour: str) -> list[float]:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def _lab(rgb: list[float]) -> list[float]:
    x, y, z = (
        sum(w * c for w, c in zip(row, rgb, strict=True)) / white
        for row, white in (
            ((0.4124, 0.3576, 0.1805), 0.9505),
            ((0.2126, 0.7152, 0.0722), 1.0),
            ((0.0193, 0.1192, 0.9505), 1.089),
        )
    )
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]


@pytest.mark.parametrize("colours", [COLOURS, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_harm_baseline_and_context_differ_in_colour_blind_eyes(
    deficiency: str, colours: dict[str, str]
) -> None:
    def seen(name: str) -> list[float]:
        rgb = _linear(colours[name])
        matrix = DEFICIENCIES[deficiency]
        return _lab(
            [min(1, max(0, sum(m * c for m, c in zip(row, rgb, strict=True)))) for row in matrix]
        )

    differences = {
        pair: sum((a - b) ** 2 for a, b in zip(*map(seen, pair), strict=True)) ** 0.5
        for pair in itertools.combinations(("harm", "baseline", "context"), 2)
    }
    assert min(differences.values()) > 20, differences  # one unit of CIE Lab is just noticeable


def test_the_deck_gets_its_colours_and_sizes_from_the_same_table() -> None:
    declared = dict(line.split(": ") for line in css_properties().rstrip(";").split(";"))
    assert declared == {
        f"--bc-{name}": str(value) for name, value in (COLOURS | TYPE | SPACE | LAYOUT).items()
    }


def test_the_figures_style_holds_inside_and_leaves_no_trace() -> None:
    before = dict(mpl.rcParams)
    with figure_style():
        assert mpl.rcParams["svg.fonttype"] == "path"
    assert dict(mpl.rcParams) == before
