"""Where exactly: the slices that were found, and how much of the excess each one explains."""

from bisect import bisect_right
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

from bugcase import wording
from bugcase.estimate import Estimate, Unit
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import data_name, sentence, source_line
from bugcase.figures.on_slides import OnSlides
from bugcase.figures.scale import Scale
from bugcase.slices import Slice, Slices
from bugcase.style.lettering import one_line
from bugcase.style.tokens import TYPE
from bugcase.wording.groups import GroupNames

_LEFT, _RIGHT = 520, 980  # of the bars
LINE = 24  # pixels that a line of small words takes


def worst_slices(found: Slices, *, rows: int = 6, names: GroupNames | None = None) -> CaseFigure:
    """Draw the share of all excess errors that each slice explains, with its interval.

    In the accent: slices that were confirmed on the rows that were not searched,
    over which the shares are measured too.  Slices that do not fit are counted in
    the last line.

    Parameters
    ----------
    rows
        The most that are shown; fewer fit where they have many conditions.
    names
        How the groups are named; else by column and level.
    """
    heights = list(accumulate(len(one.conditions) + 1.4 for one in found.slices[:rows]))  # in lines
    fit = bisect_right(heights, (HEIGHT - 110) / LINE)
    shown = found.slices[:fit]
    left_out = len(found.slices) - len(shown)
    examined = wording.say("slices.examined", n=found.examined, depth=found.depth)
    listed = " ".join(one_line(one.said(names)) for one in shown)
    alt = wording.say("slices.alt", examined=examined, n=len(found.confirmed), listed=listed)
    line = data_name(found.source)
    if shown and shown[0].share_of_excess:
        line = source_line(shown[0].share_of_excess, found.source)
        line = wording.say("slices.not_searched", line=line)
    elif shown:
        line = source_line(shown[0].confirmed or shown[0].worsening, found.source)
    pitch = min(44.0, (HEIGHT - 110) / heights[fit - 1]) if shown else 44.0
    with drawing():
        sheet = Canvas(alt=alt.strip(), source_line=line)
        head = HEIGHT - 20
        sheet.words(0, head, examined, size=TYPE["note"], colour="muted", width=_LEFT - 20)
        if not shown:
            sheet.words(0, HEIGHT / 2, wording.say("slices.none"), bold=True)
            return sheet.figure
        bounds = [1.0, *(one.share_of_excess.high for one in shown if one.share_of_excess)]
        scale = Scale(low=0, high=max(bounds), start=_LEFT, end=_RIGHT, factor=100)
        top = head - 24.0
        everything = scale.place(1)
        foot = top - pitch * heights[fit - 1]
        sheet.line(everything, foot, everything, head - 12, width=1.5, colour="muted")
        label = wording.say("slices.all")
        sheet.words(everything, head, label, size=TYPE["note"], colour="muted", align="center")
        for one, height in zip(shown, heights, strict=False):
            _row(sheet, scale, one, top=top, pitch=pitch, names=names)
            top = head - 24.0 - pitch * height
        notes = [sentence(wording.say("list.only_more", n=left_out))] if left_out else []
        if max(bounds) > 1:
            notes.append(wording.say("slices.more_than_all"))
        sheet.words(0, 8, " ".join(notes), size=TYPE["note"], colour="muted")
    return sheet.figure


def _row(
    sheet: Canvas, scale: Scale, one: Slice,
    *, top: float, pitch: float, names: GroupNames | None,
) -> None:  # fmt: skip
    small = TYPE["note"]
    size = TYPE["label"] if pitch >= 30 else small
    for line, (column, level) in enumerate(one.conditions.items(), start=1):
        words = (names.short if names else wording.conditions)({column: level})
        y = top - pitch * (line - 0.25)
        sheet.words(0, y, words, size=size, bold=one.is_confirmed, width=_LEFT - 24)
    foot = top - pitch * (len(one.conditions) + 0.75)
    levels, unit = wording.rounded_levels(one), one.baseline.unit
    before, now = map(wording.number, (levels.baseline, levels.candidate or levels.baseline))
    words = wording.say("slices.rows", n=one.n, before=before, now=now, per=wording.per(unit))
    sheet.words(0, foot, words, size=small, colour="muted", width=_LEFT - 24)
    middle = (top + foot) / 2
    share = one.share_of_excess
    if share is None or not one.is_confirmed:
        entry = "slices.nothing_to_share" if one.is_confirmed else "slices.not_confirmed"
        sheet.block(_LEFT, middle - 8, WIDTH, middle + 20, colour="paper")  # over the line
        sheet.words(_LEFT, middle, wording.say(entry), size=small, colour="muted")
        return
    half = pitch * 0.45
    sheet.block(_LEFT, middle - half, scale.place(share.value), middle + half, colour="harm")
    sheet.line(
        scale.place(share.low), middle, scale.place(share.high), middle, width=4, colour="ink"
    )
    value, low, high = (wording.say("number.percent", number=end) for end in _percent(share))
    sheet.words(WIDTH, middle, value, size=size, bold=True, align="right")
    ends = wording.say("axis.from_to", low=low, high=high)
    sheet.words(WIDTH, middle - small * 1.4, ends, size=small, colour="muted", align="right")


def _percent(share: Estimate) -> tuple[Decimal, Decimal, Decimal]:
    """Write a share and its interval in per cent, in the digits that the interval bears."""
    value, low, high = (100 * x for x in (share.value, share.low, share.high))
    shown = wording.rounded(
        replace(share, value=value, low=low, high=high, unit=Unit("per cent")), whole=True
    )
    return shown.value, shown.low, shown.high


ON_SLIDES = OnSlides(
    needs=lambda facts: (facts.evidence.slices, facts.groups),
    draw=lambda found, names: worst_slices(found, names=names),
    slot="slices_examined",
)
