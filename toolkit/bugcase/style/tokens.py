"""Colours, sizes of type, spaces and the grid of figures and documents, each said once.

Every one of them stands here once: matplotlib gets them as rc settings,
the deck as CSS custom properties.  A figure is drawn in the slide's own
pixels (72 dots an inch, so a point is a pixel), and a label is
therefore as large in a figure as beside it.

Colours.  One accent, and it means harm; what is known and steady is dark
slate; the rest is context.  Vermilion and slate differ in hue along the
blue-orange axis, which the common colour blindnesses keep (Okabe & Ito,
"Color universal design", 2008), and in lightness, which print keeps.

A palette gives each colour's name a value: `COLOURS` on light ground, `DARK` on
dark.  What draws asks for the palette of the moment, which `painted` sets; so a
figure has the colours of its slide without every mark being told of them.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain
from typing import Final, TypeAlias

from bugcase.style.fonts import families

Palette: TypeAlias = Mapping[str, str]

COLOURS: Final = {
    "ink": "#182028",  # words
    "muted": "#56606b",  # words that serve: sources, axis ticks
    "paper": "#ffffff",
    "rule": "#d5dbe1",  # hairlines; nothing is read from them
    "tint": "#f0f3f5",  # a stretch that is set apart: where it may have begun, a weekend
    "baseline": "#192631",  # what people get today
    "harm": "#cc3a03",  # what gets worse: the one accent
    "harm-tint": "#fdeee8",  # the side of a limit nobody wants to be on
    "context": "#828c96",  # the cases that go well
    "gap": "#7a4d00",  # what is missing, and must be seen to be
    "gap-tint": "#fff0bf",
}

DARK: Final = {
    "ink": "#f1f4f6",
    "muted": "#adb7c0",
    "paper": "#12181f",
    "rule": "#3a4652",
    "tint": "#1f2831",
    "baseline": "#f0f6fb",
    "harm": "#ec6232",
    "harm-tint": "#3b2018",
    "context": "#74808b",
    "gap": "#ffd166",
    "gap-tint": "#41330c",
}

# What is put on what: words are read at 4.5 to 1, marks are seen at 3 to 1 (WCAG 2.2, 1.4.3 and
# 1.4.11).
WORDS: Final = (
    *((word, ground) for word in ("ink", "muted", "harm", "gap") for ground in ("paper", "tint")),
    ("ink", "harm-tint"),
    ("gap", "gap-tint"),
    *(("paper", mark) for mark in ("baseline", "harm")),  # within a bar or a box
)
MARKS: Final = (
    *((mark, "paper") for mark in ("baseline", "harm", "context", "ink", "muted")),
    ("harm", "harm-tint"),
)

APART: Final = 3.0  # to 1: how far harm stands from the baseline where there is no colour

# Sizes of letters: pixels of a slide that is 1280 wide, and so points of a figure.  Nothing on a
# slide is smaller than a source, and nothing is scaled afterwards.
TYPE: Final = {
    "number": 88,  # the one number of a slide
    "headline": 60,  # the title of the slide that asks
    "title": 44,
    "body": 28,
    "label": 24,  # beside a mark of a figure
    "note": 20,  # an axis, what serves
    "source": 16,  # the foot
}

# Lengths between things, and nothing between them: hair, near, apart, zone, far.
SPACE: Final = {"hair": 8, "near": 16, "apart": 24, "zone": 40, "far": 64}

# A slide is a title of two lines, a body and a foot of one line, in columns between its margins.
LAYOUT: Final = {
    "slide-width": 1280,
    "slide-height": 720,
    "margin": 64,
    "head": 48,  # from the upper edge to the title
    "figure-top": 176,
    "figure-width": 1152,  # the slide less its margins
    "figure-height": 472,
    "foot": 28,  # from the lower edge to the foot
}
COLUMNS: Final = 12
GUTTER: Final = 24
_COLUMN: Final = (LAYOUT["figure-width"] - (COLUMNS - 1) * GUTTER) // COLUMNS


def column(number: int) -> int:
    """Say where a column of the grid begins, from 0 to 11, from the left margin in pixels.

    >>> column(0), column(6)
    (0, 588)
    """
    return number * (_COLUMN + GUTTER)


def column_end(number: int) -> int:
    """Say where a column of the grid ends, from the left margin in pixels.

    >>> column_end(5), column_end(11)
    (564, 1152)
    """
    return column(number) + _COLUMN


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    # The constants are those of sRGB.
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


_palette: ContextVar[Palette] = ContextVar("palette", default=COLOURS)


def palette() -> Palette:
    """Give the palette that is drawn with now."""
    return _palette.get()


@contextmanager
def painted(colours: Palette) -> Iterator[None]:
    """Draw with a palette, here and nowhere else."""
    before = _palette.set(colours)
    try:
        yield
    finally:
        _palette.reset(before)


def css_properties(colours: Palette = COLOURS) -> str:
    """Everything here as declarations for a style sheet: ``--bc-ink: #…;``, ``--bc-title: 44;``.

    A length carries no unit: the deck multiplies it by a pixel, the notebook's
    preview by a share of the card's width.
    """
    return "".join(
        f"--bc-{name}: {value};"
        for name, value in chain.from_iterable(
            one.items() for one in (colours, TYPE, SPACE, LAYOUT)
        )
    )


@contextmanager
def figure_style() -> Iterator[None]:
    """Draw figures in this look, here and nowhere else.

    Text becomes outlines, so that a figure looks the same everywhere; ids come from a
    fixed salt, so that the same numbers give the same bytes.
    """
    import matplotlib as mpl

    colours = palette()
    letters = families()
    with mpl.rc_context():
        mpl.rcdefaults()  # a matplotlibrc or a notebook's own style must not change a case
        mpl.rcParams.update(
            {
                "font.family": letters,
                "font.size": TYPE["label"],
                "text.color": colours["ink"],
                "text.hinting": "none",  # a letter is as wide in a bitmap as it is in an SVG
                "text.parse_math": False,  # "$5 off$" is the name of a group, not a formula
                "figure.dpi": 72,
                "figure.facecolor": "none",
                "savefig.facecolor": "none",
                "axes.facecolor": "none",
                "axes.edgecolor": colours["rule"],
                "xtick.color": colours["muted"],
                "svg.fonttype": "path",
                "svg.hashsalt": "bugcase",
            }
        )
        yield
