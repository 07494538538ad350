"""Where exactly: the slices that were found, and how much of the excess each one explains."""

from bugcase import wording
from bugcase.evidence.slices import Slice, Slices
from bugcase.show.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, Scale, drawing, one_line
from bugcase.show.figures.telling import source_line
from bugcase.show.style import SIZES

__all__ = ["worst_slices"]

_LEFT, _RIGHT = 520, 980  # of the bars


def worst_slices(found: Slices, *, rows: int = 6) -> CaseFigure:
    """Draw the share of all excess errors that each slice explains, with its interval.

    In the accent: slices that were confirmed on the rows that were not searched,
    over which the shares are measured too.  Slices that do not fit are counted in
    the last line.

    Parameters
    ----------
    rows
        How many slices fit.
    """
    shown = found.slices[:rows]
    left_out = len(found.slices) - len(shown)
    examined = (
        f"{wording.count(found.examined)} slices of up to {found.depth} conditions were examined"
    )
    listed = " ".join(one_line(one.sentence) for one in shown)
    alt = (
        f"{examined}; {len(found.confirmed)} held on rows that were not searched. {listed}".strip()
    )
    line = f"{found.source.data}, SHA-256 {found.source.sha256[:8]}"
    if shown:
        line = source_line(shown[0].confirmed or shown[0].worsening, found.source)
    heights = [len(one.conditions) + 1.4 for one in shown]  # in lines
    pitch = min(44.0, (HEIGHT - 110) / max(sum(heights), 1))
    with drawing():
        sheet = Canvas(alt=alt, source_line=line)
        head = HEIGHT - 20
        sheet.words(0, head, examined, size=SIZES["small"], colour="muted", width=_LEFT - 20)
        if not shown:
            sheet.words(0, HEIGHT / 2, "None stands out beyond chance.", bold=True)
            return sheet.figure
        bounds = [1.0, *(one.share_of_excess.high for one in shown if one.share_of_excess)]
        scale = Scale(low=0, high=max(bounds), left=_LEFT, right=_RIGHT, factor=100)
        top = head - 24.0
        for one, height in zip(shown, heights, strict=True):
            _row(sheet, scale, one, top=top, pitch=pitch)
            top -= pitch * height
        everything = scale.place(1)
        sheet.line(everything, top, everything, head - 12, width=1.5, colour="muted")
        label = "all excess errors"
        sheet.words(everything, head, label, size=SIZES["small"], colour="muted", align="center")
        notes = [f"and {left_out} more"] if left_out else []
        if max(bounds) > 1:
            notes.append("More than all: elsewhere the candidate errs less than the baseline.")
        sheet.words(0, 8, " ".join(notes), size=SIZES["small"], colour="muted")
    return sheet.figure


def _row(sheet: Canvas, scale: Scale, one: Slice, *, top: float, pitch: float) -> None:
    size, small = min(SIZES["label"], int(pitch * 0.7)), min(SIZES["small"], int(pitch * 0.6))
    for line, (column, level) in enumerate(one.conditions.items(), start=1):
        words = wording.conditions({column: level})
        y = top - pitch * (line - 0.25)
        sheet.words(0, y, words, size=size, bold=one.is_confirmed, width=_LEFT - 24)
    foot = top - pitch * (len(one.conditions) + 0.75)
    after = one.candidate or one.baseline
    rates = f"{wording.per_1000(one.baseline.value)} → {wording.per_1000(after.value)} per 1,000"
    if one.baseline.unit != "proportion":
        rates = f"{one.baseline.value:.4g} → {after.value:.4g}"
    told = f"{wording.count(one.n)} rows, {rates} wrong"
    sheet.words(0, foot, told, size=small, colour="muted", width=_LEFT - 24)
    middle = (top + foot) / 2
    share = one.share_of_excess
    if share is None or not one.is_confirmed:
        why = "confirmed; there is no clear excess overall to share"
        why = why if one.is_confirmed else "not confirmed on rows that were not searched"
        sheet.words(_LEFT, middle, why, size=small, colour="muted")
        return
    half = pitch * 0.45
    sheet.block(_LEFT, middle - half, scale.place(share.value), middle + half, colour="harm")
    sheet.line(
        scale.place(share.low), middle, scale.place(share.high), middle, width=4, colour="ink"
    )
    sheet.words(WIDTH, middle, f"{share.value:.0%}", size=size, bold=True, align="right")
    ends = f"{share.low:.0%} to {share.high:.0%}"
    sheet.words(WIDTH, middle - small * 1.4, ends, size=small, colour="muted", align="right")
