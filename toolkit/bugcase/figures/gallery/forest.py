"""Every segment's worsening with its interval, worst first."""

from bugcase import wording
from bugcase.compare.models import Comparison, Segment
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import MetricFormat, p_value, source_line
from bugcase.figures.on_slides import OnSlides
from bugcase.figures.scale import Scale
from bugcase.style.lettering import one_line
from bugcase.style.tokens import TYPE
from bugcase.wording.groups import GroupNames


def forest(
    comparison: Comparison, *, rows: int = 14, names: GroupNames | None = None
) -> CaseFigure:
    """Draw every segment's worsening with its interval, worst first, under the overall one.

    In the accent: segments whose whole interval lies past the limit (past zero
    where none was set) and whose q, which allows for all segments that were
    looked at, is at most 0.05.  Segments that do not fit are counted in the
    last row.

    Parameters
    ----------
    rows
        How many segments fit; more than 14 are not read from the back of a room.
    names
        How the groups are named; else by column and level.
    """
    form, limit = MetricFormat.of(comparison), comparison.limit
    shown_overall = wording.rounded_levels(comparison, limit=limit).worsening
    segments = comparison.segments
    shown = segments if len(segments) <= rows else segments[: rows - 1]
    left_out = len(segments) - len(shown)
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
        n=len(segments),
        segments=listed or wording.say("number.none"),
    )
    lines = 1 + len(shown) + bool(left_out)
    pitch = min(52.0, (HEIGHT - 70) / lines)
    with drawing():
        sheet = Canvas(alt=alt, source_line=source_line(comparison.worsening, comparison.source))
        overall = comparison.worsening
        threshold = comparison.limit or 0.0
        scale = Scale.holding(
            [0.0, threshold, overall.low, overall.high, *(s.worsening.value for s in shown)],
            start=446, end=730, margin=0.25, factor=form.factor,
        )  # fmt: skip
        head = HEIGHT - 20
        floor = head - 14 - pitch * lines
        sheet.words(420, head, "n", size=TYPE["note"], colour="muted", align="right")
        sheet.words(760, head, form.column, size=TYPE["note"], colour="muted", width=270)
        sheet.words(WIDTH, head, "q", size=TYPE["note"], colour="muted", align="right")
        zero, agreed = scale.place(0), scale.place(threshold)
        sheet.line(zero, floor, zero, head - 8, width=1.5, colour="muted")
        if threshold:
            sheet.block(agreed, floor, scale.end, head - 8, colour="harm-tint")
            sheet.line(agreed, floor, agreed, head - 8, width=2.5, colour="ink")
            label = wording.say("limit.at", limit=form.number(form.shown_limit(threshold)))
            sheet.words(agreed, head, label, size=TYPE["note"], align="center")
        sheet.axis(scale, y=floor, size=TYPE["note"], most=5)
        every: tuple[Comparison | Segment, ...] = (comparison, *shown)
        for place, row in enumerate(every):
            y = head - 14 - pitch * (place + 0.5)
            _row(sheet, scale, form, row, y=y, pitch=pitch, limit=limit, names=names)
        if left_out:
            y = floor + pitch * 0.5 - 6
            sheet.words(
                0, y, wording.say("list.only_more", n=left_out), size=TYPE["note"], colour="muted"
            )
    return sheet.figure


def _row(
    sheet: Canvas, scale: Scale, form: MetricFormat, row: Comparison | Segment,
    *, y: float, pitch: float, limit: float | None, names: GroupNames | None,
) -> None:  # fmt: skip
    match row:
        case Comparison():
            name, q, harm = wording.say("forest.all"), "", False
        case Segment():
            name, q, harm = _name(row, names), _q(row), row.is_worse(limit or 0.0)
    bold = harm or isinstance(row, Comparison)
    size = 20 if pitch >= 30 else TYPE["note"]
    foot = y - size * 0.36
    colour = "harm" if harm else "baseline"
    sheet.words(0, foot, name, size=size, bold=bold, width=350)
    sheet.words(420, foot, wording.count(row.worsening.n), size=size, align="right")
    sheet.interval(scale, row.worsening, y=y, height=8, limit=None, colour=colour)
    shown = wording.rounded_levels(row, limit=limit).worsening
    value, low, high = map(form.number, (shown.value, shown.low, shown.high))
    sheet.words(
        832, foot, value, size=size, bold=bold, align="right", colour="harm" if harm else "ink"
    )
    sheet.words(
        850,
        foot,
        wording.say("axis.from_to", low=low, high=high),
        size=TYPE["note"],
        colour="muted",
        width=196,
    )
    sheet.words(WIDTH, foot, q, size=size, align="right")


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
