"""Colours and sizes of the figures and the deck, each said once.

Every colour and size stands here once: matplotlib gets them as rc settings,
the deck as CSS custom properties.  A figure is drawn in the slide's own
pixels (72 dots an inch, so a point is a pixel), and a label of size 22 is
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
    "baseline": "#34495a",  # what people get today
    "harm": "#c83803",  # what gets worse: the one accent
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
    "baseline": "#9dbbd4",
    "harm": "#ff7d4d",
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
)
MARKS: Final = (
    *((mark, "paper") for mark in ("baseline", "harm", "context", "ink", "muted")),
    ("harm", "harm-tint"),
)

SIZES: Final = {  # CSS pixels of a slide, points of a figure
    "slide-width": 1280,
    "slide-height": 720,
    "margin": 72,
    "figure-width": 1136,  # the slide less its margins
    "figure-height": 456,  # under a title of two lines
    "decision": 60,
    "title": 46,
    "words": 34,
    "number": 34,  # the one number of a figure
    "label": 24,
    "small": 20,
    "source": 17,
}


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
    """Colours and sizes as declarations for a style sheet: ``--bc-ink: #…;``, ``--bc-title: 44;``.

    A size carries no unit: the deck multiplies it by a pixel, the notebook's
    preview by a share of the card's width.
    """
    return "".join(
        f"--bc-{name}: {value};" for name, value in chain(colours.items(), SIZES.items())
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
                "font.size": SIZES["label"],
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
