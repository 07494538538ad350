"""Every segment's levels and its worsening with its interval, worst first: the whole table."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from bugcase import wording
from bugcase.compare.models import Comparison, Segment
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import MetricFormat, p_value, source_line
from bugcase.figures.on_slides import OnSlides
from bugcase.figures.scale import Scale
from bugcase.style.fonts import Weight
from bugcase.style.lettering import one_line, text_width, wrapped
from bugcase.style.tokens import SPACE, TYPE, column, column_end
from bugcase.wording.groups import GroupNames

_SIZE: Final = TYPE["note"]
_LINE: Final = 22  # of a name
_NEAREST, _FARTHEST = 5, 20  # two rows
_HEAD: Final = HEIGHT - 18  # the foot of the heads
_TOP: Final = _HEAD - 12
_NAME: Final = column_end(3)
_N, _TODAY, _NEXT, _CHANGE, _ENDS = (column_end(k) for k in (4, 5, 6, 8, 10))
_WIDEST: Final = 260  # head
_SCALE: Final = (column(7), column_end(7) + SPACE["zone"])


def forest(comparison: Comparison, *, names: GroupNames | None = None) -> CaseFigure:
    """Draw every segment's levels and its worsening with its interval, under the overall one.

    In the accent: segments whose whole interval lies past the limit (past zero
    where none was set) and whose q, which allows for all segments that were
    looked at, is at most 0.05.  Worst first; segments that do not fit are counted in
    the last line.

    A table to be looked up in; for a room, draw `dumbbell`.

    Parameters
    ----------
    names
        How the groups are named; else by column and level.
    """
    form, limit = MetricFormat.of(comparison), comparison.limit
    shown_overall = wording.rounded_levels(comparison, limit=limit).worsening
    lines = [[wording.say("forest.all")]]
    lines += [
        wrapped(_name(one, names), width=_NAME, most=2, size=_SIZE, weight=_weight(one, limit))
        for one in comparison.segments
    ]
    shown = comparison.segments[: _fitting(lines) - 1]
    left_out = len(comparison.segments) - len(shown)
    listed = "; ".join(
        wording.say(
            "forest.segment",
            name=_name(segment, names),
            n=segment.n,
            change=form.change(wording.rounded_levels(segment, limit=limit).worsening),
            q=_q(segment),
        )
        for segment in shown
    )
    if left_out:
        listed = wording.say("list.more_after", what=listed, n=left_out)
    alt = wording.say(
        "forest.alt",
        change=form.change(shown_overall),
        n=len(comparison.segments),
        segments=listed or wording.say("number.none"),
    )
    with drawing():
        sheet = Canvas(alt=alt, source_line=source_line(comparison.worsening, comparison.source))
        overall, threshold = comparison.worsening, limit or 0.0
        scale = Scale.holding(
            [0.0, threshold, overall.low, overall.high, *(s.worsening.value for s in shown)],
            start=_SCALE[0], end=_SCALE[1], margin=0.15, factor=form.factor,
        )  # fmt: skip
        drawn = lines[: 1 + len(shown)]
        free = (_TOP - sum(map(_height, drawn)) - (_LINE if left_out else 0)) / len(drawn)
        heights = [_height(name) + min(free, _FARTHEST - _NEAREST) for name in drawn]
        foot = _TOP - sum(heights)
        _heads(sheet, scale, form, threshold, foot=foot)
        y = float(_TOP)
        every: tuple[Comparison | Segment, ...] = (comparison, *shown)
        for row, name, height in zip(every, drawn, heights, strict=True):
            y -= height
            _row(sheet, scale, form, row, name, y=y + height / 2, limit=limit)
        if left_out:
            words = wording.say("list.only_more", n=left_out)
            sheet.words(0, y - _LINE, words, size=_SIZE, colour="muted")
    return sheet.figure


def _height(name: Sequence[str]) -> int:
    """Say how high a row is at least."""
    return len(name) * _LINE + _NEAREST


def _fitting(rows: Sequence[Sequence[str]]) -> int:
    """Say how many rows fit, with a line for the others if there are any."""
    ends = list(accumulate(map(_height, rows)))
    if ends[-1] <= _TOP:
        return len(rows)
    return sum(end <= _TOP - _LINE - _NEAREST for end in ends)


def _heads(
    sheet: Canvas, scale: Scale, form: MetricFormat, threshold: float, *, foot: float
) -> None:
    """Name the columns, and draw the lines of no change and of the limit."""
    heads = [("n", _N), (wording.say("forest.today"), _TODAY), (wording.say("forest.next"), _NEXT),
             (form.column, _ENDS), ("q", WIDTH)]  # fmt: skip
    for words, end in heads:
        sheet.words(end, _HEAD, words, size=_SIZE, colour="muted", align="right", width=_WIDEST)
    zero, agreed = scale.place(0), scale.place(threshold)
    sheet.line(zero, foot, zero, _TOP, width=1.5, colour="muted")
    if threshold:
        limit = wording.say("limit.at", limit=form.number(form.shown_limit(threshold)))
        free = _ENDS - min(text_width(form.column, _SIZE), _WIDEST) - SPACE["near"] - _SCALE[0]
        sheet.words(_SCALE[0], _HEAD, limit, size=_SIZE, width=free)
        sheet.block(agreed, foot, scale.end, _TOP, colour="harm-tint")
        sheet.line(agreed, foot, agreed, _TOP, width=2.5, colour="ink")


def _row(
    sheet: Canvas, scale: Scale, form: MetricFormat, row: Comparison | Segment,
    name: Sequence[str], *, y: float, limit: float | None,
) -> None:  # fmt: skip
    harm = isinstance(row, Segment) and row.is_worse(limit or 0.0)
    bold = harm or isinstance(row, Comparison)
    foot = y - _SIZE * 0.36
    for i, line in enumerate(name):
        at = foot + _LINE * ((len(name) - 1) / 2 - i)
        sheet.words(0, at, line, size=_SIZE, bold=bold, width=_NAME)
    levels = wording.rounded_levels(row, limit=limit)
    shown = levels.worsening
    value, low, high = map(form.number, (shown.value, shown.low, shown.high))
    ends = wording.say("axis.from_to", low=low, high=high)
    cells = [
        (wording.count(row.worsening.n), _N, "muted", False),
        (wording.number(levels.baseline), _TODAY, "ink", False),
        (wording.number(levels.candidate or row.candidate), _NEXT, "ink", False),
        (value, _CHANGE, "ink", bold),
        (ends, _ENDS, "muted", False),
        ("" if isinstance(row, Comparison) else _q(row), WIDTH, "ink", False),
    ]
    for words, end, colour, strong in cells:
        wide = _ENDS - _CHANGE - SPACE["hair"] if end == _ENDS else column(1) - SPACE["hair"]
        sheet.words(
            end, foot, words, size=_SIZE, colour=colour, bold=strong, align="right", width=wide
        )
    colour = "harm" if harm else "baseline"
    sheet.interval(scale, row.worsening, y=y, height=8, limit=None, colour=colour)


def _weight(segment: Segment, limit: float | None) -> Weight:
    return "bold" if segment.is_worse(limit or 0.0) else "normal"


def _name(segment: Segment, names: GroupNames | None) -> str:
    """Name a segment where there is no room for a sentence."""
    return one_line((names.short if names else wording.conditions)(segment.conditions))


def _q(segment: Segment) -> str:
    if segment.q is None:
        return wording.say("forest.too_few")
    return p_value(segment.q)


ON_SLIDES = OnSlides(
    needs=lambda facts: (facts.evidence.comparison, facts.groups),
    draw=lambda found, names: forest(found, names=names),
    slot="rows",
)
