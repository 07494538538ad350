"""Since when: the worsening of each build or day, and where it began."""

from itertools import pairwise

from bugcase import wording
from bugcase.compare.models import Comparison
from bugcase.compare.onset import Onset, OnsetPoint
from bugcase.errors import DataError
from bugcase.facts.facts import Facts
from bugcase.figures.canvas import WIDTH, Align, Canvas, CaseFigure, drawing
from bugcase.figures.captions import MetricFormat, p_value, short, source_line
from bugcase.figures.on_slides import OnSlides
from bugcase.figures.scale import Scale
from bugcase.style.lettering import one_line, text_width
from bugcase.style.tokens import TYPE, column, column_end
from bugcase.wording import percent

_LEFT, _RIGHT, _FOOT, _TOP = column(1), column_end(9), 72, 352
_LIMIT = column(10)  # where the limit is named
_SMALL = TYPE["note"]
LISTED = 40  # in the words for those who cannot see; more are not listened to


def onset(comparison: Comparison) -> CaseFigure:
    """Draw the worsening of each build, day or version in order, and where it began.

    The grey band holds the start with the probability that is written at it.  In the
    accent, and filled: the values on the worse side of the likeliest start.  Where no
    step can be told, nothing is marked and the figure says so.

    Raises
    ------
    DataError
        Where the comparison was made without a column of times or builds.
    """
    found = comparison.onset
    if found is None:
        raise DataError(
            "the figure of the onset",
            allowed="a comparison that looked for one",
            found="a comparison without",
            remedy="name a column of times, builds or versions as onset in compare_models",
        )
    form = MetricFormat.of(comparison)
    points = found.points
    places = {point.value: place for place, point in enumerate(points)}
    step = None if found.likeliest is None else places[found.likeliest]
    message, certainty = _message(found, step)
    named = one_line(found.column.replace("_", " "))
    listed = "; ".join(
        f"{short(p.value, 30)}: {form.change(wording.rounded(p.worsening, limit=comparison.limit))}"
        for p in points[:LISTED]
    )
    if len(points) > LISTED:
        listed = wording.say("list.more_after", what=listed, n=len(points) - LISTED)
    alt = wording.say(
        "onset.alt", column=named, message=message, certainty=certainty, listed=listed
    )
    with drawing():
        sheet = Canvas(alt=alt, source_line=source_line(comparison.worsening, comparison.source))
        scale = _scale(points, form, comparison.limit)
        pitch = (_RIGHT - _LEFT) / len(points)
        sheet.words(
            0, 448, wording.say("onset.axis", axis=form.axis, level=percent(found.level)),
            size=_SMALL, colour="muted",
        )  # fmt: skip
        for first, last in _runs([places[value] for value in found.starts]):
            left, right = _LEFT + pitch * first, _LEFT + pitch * (last + 1)
            sheet.block(left, _FOOT, right, _TOP, colour="tint")
            sheet.line(left, _TOP, right, _TOP, width=4, colour="ink")
        at = 0.0 if step is None else _LEFT + pitch * (step + 0.5)
        align: Align = "left" if step is None else "center"
        is_at = step is not None
        sheet.words(at, 398, message, size=TYPE["body"], bold=True, align=align, beside=is_at)
        sheet.words(at, 368, certainty, size=_SMALL, align=align, beside=is_at)
        sheet.rungs(scale, left=_LEFT, right=_RIGHT, most=5)
        if comparison.limit:
            y = scale.place(comparison.limit)
            sheet.line(_LEFT, y, _RIGHT, y, width=2.5, colour="ink")
            label = wording.say("limit.at", limit=form.number(form.shown_limit(comparison.limit)))
            sheet.words(_LIMIT, y - _SMALL * 0.36, label, size=_SMALL, width=WIDTH - _LIMIT)
        worse = _worse_side(points, step)
        for place, point in enumerate(points):
            _mark(sheet, scale, point, x=_LEFT + pitch * (place + 0.5), pitch=pitch,
                  harm=place in worse)  # fmt: skip
        _names(sheet, [point.value for point in points], pitch=pitch, step=step)
        sheet.words(
            (_LEFT + _RIGHT) / 2, 8, named, size=_SMALL, colour="muted", align="center",
            beside=True,
        )  # fmt: skip
    return sheet.figure


def _message(found: Onset, step: int | None) -> tuple[str, str]:
    """Say where it began, and how sure that is."""
    if step is None:
        p = p_value(found.p)
        chance = wording.say("onset.chance", p=p if p.startswith("<") else f"= {p}")
        return wording.say("onset.no_step"), chance
    rose = step in _worse_side(found.points, step)
    likeliest, first, last = (
        short(name, 30) for name in (found.points[step].value, found.starts[0], found.starts[-1])
    )
    message = wording.say("onset.worse" if rose else "onset.better", since=likeliest)
    entry = {1: "onset.with_one", 2: "onset.with_two"}.get(len(found.starts), "onset.between")
    level = percent(found.level)
    return message, wording.say(entry, level=level, first=first, last=last)


def _worse_side(points: tuple[OnsetPoint, ...], step: int | None) -> range:
    """Give the places on that side of the step where the worsening is larger."""
    if step is None:
        return range(0)

    def mean(some: tuple[OnsetPoint, ...]) -> float:
        return sum(p.n * p.worsening.value for p in some) / sum(p.n for p in some)

    if mean(points[step:]) >= mean(points[:step]):
        return range(step, len(points))
    return range(step)


def _scale(points: tuple[OnsetPoint, ...], form: MetricFormat, limit: float | None) -> Scale:
    """Hold the intervals that rest on some rows; a day of three does not stretch the scale."""
    usual = sorted(point.n for point in points)[len(points) // 2]
    held = [point.worsening for point in points if point.n >= usual / 4]
    ends = [end for worsening in held for end in (worsening.low, worsening.high)]
    return Scale.holding(
        [0.0, limit or 0.0, *ends], start=_FOOT, end=_TOP, margin=0.06, factor=form.factor
    )


def _runs(places: list[int]) -> list[tuple[int, int]]:
    """Give the first and the last of each row of neighbours."""
    firsts = places[:1] + [b for a, b in pairwise(places) if b > a + 1]
    lasts = [a for a, b in pairwise(places) if b > a + 1] + places[-1:]
    return list(zip(firsts, lasts, strict=True))


def _mark(
    sheet: Canvas, scale: Scale, point: OnsetPoint, *, x: float, pitch: float, harm: bool
) -> None:
    """Draw a value with its interval; a tip where an end is beyond the scale."""
    colour = "harm" if harm else "baseline"
    size, width = min(13.0, max(3.0, pitch * 0.7)), min(4.0, max(1.0, pitch / 4))
    crowded = pitch < 6
    value, low, high = point.worsening.value, point.worsening.low, point.worsening.high
    places = scale.place(low), scale.place(high)
    sheet.line(x, places[0], x, places[1], width=width, colour="rule" if crowded else colour)
    tip = max(size * 0.8, 5)
    if low < scale.low and not crowded:
        sheet.dot(x, scale.start + 4, size=tip, edge=0, colour=colour, filled=True, shape="v")
    if high > scale.high and not crowded:
        sheet.dot(x, scale.end - 4, size=tip, edge=0, colour=colour, filled=True, shape="^")
    if scale.holds(value):
        y = scale.place(value)
        sheet.dot(x, y, size=size, edge=min(2.5, size / 3), colour=colour, filled=harm)


def _names(sheet: Canvas, names: list[str], *, pitch: float, step: int | None) -> None:
    """Write as many names as stand clear of one another, evenly, the start among them."""
    always = step or 0
    widths = [min(text_width(one_line(name), _SMALL), 150.0) for name in names]
    apart, every = 20.0, 1
    while any(
        pitch * every < (widths[i] + widths[i + every]) / 2 + apart
        for i in range(always % every, len(names) - every, every)
    ):
        every += 1
    for i in range(always % every, len(names), every):
        x = _LEFT + pitch * (i + 0.5)
        sheet.line(x, _FOOT - 6, x, _FOOT, width=1.5, colour="muted")
        colour = "ink" if i == step else "muted"
        sheet.words(
            x, _FOOT - 30, names[i], size=_SMALL, colour=colour, align="center", width=160,
            beside=True,
        )  # fmt: skip


def _with_onset(facts: Facts) -> tuple[Comparison | None]:
    found = facts.evidence.comparison
    return (found if found and found.onset else None,)


ON_SLIDES = OnSlides(needs=_with_onset, draw=onset, slot="onset_interval")
