"""Where the real worsening lies, against the limit that was agreed."""

from bugcase import wording
from bugcase.compare.models import Comparison
from bugcase.figures.canvas import WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import MetricFormat, source_line
from bugcase.figures.on_slides import OnSlides
from bugcase.figures.scale import Scale
from bugcase.style.tokens import TYPE


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
    floor, bar, top = 184, 256, 328
    with drawing():
        sheet = Canvas(alt=alt, source_line=source_line(comparison.worsening, comparison.source))
        scale = Scale.holding(
            values if limit is None else [*values, limit],
            start=0, end=WIDTH, margin=0.16, factor=form.factor,
        )  # fmt: skip
        if limit is not None:
            at = scale.place(limit)
            sheet.block(at, floor, WIDTH, top, colour="harm-tint")
            sheet.line(at, floor - 46, at, top, width=3, colour="ink")
            sheet.words(
                at,
                floor - 74,
                wording.say("limit.label", limit=form.limit(limit)),
                bold=True,
                align="center",
            )
        zero = scale.place(0)
        sheet.line(zero, floor, zero, top, width=1.5, colour="muted")
        sheet.axis(scale, y=floor, size=TYPE["label"], most=8, but_not_near=limit)
        sheet.words(WIDTH / 2, 30, form.axis, colour="muted", align="center")
        sheet.interval(scale, worsening, y=bar, height=44, limit=limit)
        at = scale.place(worsening.value)
        sheet.words(at, top + 70, change, size=TYPE["title"], bold=True, align="center")
        sheet.words(at, top + 26, interval, align="center")
    return sheet.figure


ON_SLIDES = OnSlides(
    needs=lambda facts: (facts.evidence.comparison,), draw=interval_against_limit, slot="rows"
)
