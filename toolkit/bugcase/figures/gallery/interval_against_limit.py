"""Where the real worsening lies, against the limit that was agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bugcase import wording
from bugcase.compare.metrics import ERROR_RATE
from bugcase.compare.models import Comparison
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import MetricFormat, source_line
from bugcase.figures.on_slides import OnSlides
from bugcase.figures.scale import Scale
from bugcase.style.tokens import SPACE, TYPE

_FLOOR: Final = 72  # of what is drawn over the axis
_THICK: Final = 72  # of the interval
_DOT: Final = 30
_LABELLED: Final = TYPE["label"] + SPACE["apart"]  # where the limit is named
_BAR: Final = (_FLOOR + HEIGHT - _LABELLED) / 2  # the middle of the interval


def interval_against_limit(comparison: Comparison) -> CaseFigure:
    """Draw where the real worsening lies, against the limit that was agreed and against zero.

    The part of the interval past the limit is in the accent: all of it means
    halt, none of it go, some of it not yet known.
    """
    form = MetricFormat.of(comparison)
    worsening, limit = comparison.worsening, comparison.limit
    shown = wording.rounded_levels(comparison, limit=limit).worsening
    change, interval = form.change(shown), form.interval(shown)
    agreed = None if limit is None else form.limit(limit)
    against = wording.say("limit.none") if agreed is None else wording.say("limit.is", limit=agreed)
    alt = wording.say("limit.alt", change=change, interval=interval, against=against)
    if comparison.verdict:
        verdict = wording.say(f"verdict.{comparison.verdict.replace(' ', '_')}")
        alt = f"{alt} {wording.say('limit.verdict', verdict=verdict)}"
    values = [0.0, worsening.value, worsening.low, worsening.high]
    counted = comparison.metric == ERROR_RATE
    with drawing():
        sheet = Canvas(alt=alt, source_line=source_line(comparison.worsening, comparison.source))
        scale = Scale.holding(
            values if limit is None else [*values, limit],
            start=0, end=WIDTH, margin=0.16, factor=form.factor,
        )  # fmt: skip
        at = scale.place(worsening.value)
        if limit is not None:
            sheet.block(scale.place(limit), _FLOOR, WIDTH, HEIGHT, colour="harm-tint")
        above, below = _BAR + _THICK / 2 + SPACE["apart"], _BAR - _THICK / 2 - SPACE["zone"]
        size, small = TYPE["title"], TYPE["label"]
        wide = sheet.words(at, above, change, size=size, bold=True, align="center", beside=True,
                           slot="worsening" if counted else None)  # fmt: skip
        under = sheet.words(at, below, interval, align="center", beside=True,
                            slot="worsening_interval" if counted else None)  # fmt: skip
        written = [_around(at, above, wide, size), _around(at, below, under, small)]
        _upright(sheet, scale.place(0), HEIGHT - _LABELLED, written, width=1.5, colour="muted")
        sheet.interval(scale, worsening, y=_BAR, height=_THICK, limit=limit, dot=_DOT)
        if limit is not None:
            mark = scale.place(limit)
            _upright(sheet, mark, HEIGHT, [*written, _around(at, _BAR, _DOT, 0)], width=3,
                     colour="ink")  # fmt: skip
            side = 1 if mark < WIDTH / 2 else -1
            sheet.words(
                mark + side * SPACE["near"], HEIGHT - small,
                wording.say("limit.label", limit=form.limit(limit)), bold=True, beside=True,
                align="left" if side > 0 else "right", slot="limit" if counted else None,
            )  # fmt: skip
        sheet.axis(scale, y=_FLOOR, size=TYPE["note"], most=6)
        sheet.words(WIDTH, 6, form.axis, size=TYPE["note"], colour="muted", align="right")
    return sheet.figure


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """Where something stands that no line runs through."""

    left: float
    foot: float
    right: float
    top: float


def _around(middle: float, foot: float, wide: float, size: float) -> _Box:
    """Box words, which the sheet keeps inside its edges; or with no size, a dot."""
    half = wide / 2
    middle = max(half, min(middle, WIDTH - half))
    if not size:
        return _Box(left=middle - half, foot=foot - half, right=middle + half, top=foot + half)
    free = SPACE["hair"]
    return _Box(left=middle - half - free, foot=foot - size * 0.3, right=middle + half + free,
                top=foot + size)  # fmt: skip


def _upright(
    sheet: Canvas, x: float, top: float, boxes: Sequence[_Box], *, width: float, colour: str
) -> None:
    """Draw a line from the axis up, which is broken off where it would run through words."""
    y = float(_FLOOR)
    for box in sorted(boxes, key=lambda one: one.foot):
        if box.left < x < box.right:
            sheet.line(x, y, x, box.foot, width=width, colour=colour)
            y = box.top
    sheet.line(x, y, x, top, width=width, colour=colour)


ON_SLIDES = OnSlides(
    needs=lambda facts: (facts.evidence.comparison,), draw=interval_against_limit, slot="rows"
)
