"""Expected against actual: what did not come, what came back, and what that leaves."""

from datetime import timedelta
from decimal import Decimal

from bugcase import wording
from bugcase.estimate import Estimate, Unit
from bugcase.figures.bins import LEFT, RIGHT, draw_bins, wall
from bugcase.figures.canvas import WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import data_name, short
from bugcase.figures.clock import clock_time, clocks, lasted, until
from bugcase.figures.money import money, typed
from bugcase.figures.on_slides import OnSlides, incident_part
from bugcase.incident.shortfall import Point, Shortfall
from bugcase.style.lettering import one_line
from bugcase.style.tokens import SIZES
from bugcase.wording import Rounded, percent

_SMALL = SIZES["small"]
_LEAST_BEFORE = 6  # bins


def expected_and_actual(shortfall: Shortfall) -> CaseFigure:
    """Draw what came in each bin against what was expected, and the loss with its interval.

    In the accent: what did not come in the window.  In grey: what came beyond expectation
    in the rebound after it.  Each only where its sum can be told from an ordinary day;
    where the interval of the loss holds zero, the figure says that no loss can be told.
    The pale band holds each bin by itself; such intervals do not add up.  Bins that do
    not count are left open, in yellow.

    Of the time before the window as much is drawn as lets the window be seen.
    """
    points = _drawn(shortfall)
    open_bins = sum(one.actual is None or one.expected is None for one in points)
    with drawing():
        sheet = Canvas(alt=_alt(shortfall, points, open_bins), source_line=_source_line(shortfall))
        _numbers(sheet, shortfall)
        foot = 104 if open_bins else 76
        draw_bins(sheet, shortfall, points, foot=foot)
        caption = f"{_counted(shortfall)}, {_clock(shortfall)}"
        sheet.words(
            (LEFT + RIGHT) / 2, foot - 60, caption, size=_SMALL, colour="muted", align="center"
        )
        if open_bins:
            sheet.gap(0, 0, WIDTH, 28, _open_words(shortfall, open_bins, len(points)))
    return sheet.figure


def _drawn(shortfall: Shortfall) -> list[Point]:
    """Leave away what is long before the window."""
    after = shortfall.rebound_end or shortfall.end
    before = max(1.5 * (after - shortfall.start), _LEAST_BEFORE * shortfall.bin_width)
    first = wall(shortfall.start - before)
    return [one for one in shortfall.points if wall(one.time) >= first]


def _numbers(sheet: Canvas, shortfall: Shortfall) -> None:
    """Write lost, recovered and net over the plot, each over its interval."""
    lost, column = shortfall.lost, (WIDTH + 32) / 3
    if shortfall.is_told:
        colour, what = ("harm", "lost") if lost.low > 0 else ("context", "more than expected")
        _number(sheet, lost, what, x=0, width=column - 32, colour=colour)
    else:
        wide = column - 32
        sheet.words(0, 434, "in the window", size=_SMALL, colour="muted", width=wide)
        sheet.words(0, 400, "No loss can be told", size=30, bold=True, width=wide)
        sheet.words(0, 374, _interval(lost), size=_SMALL, width=wide)
    recovered, net, last = shortfall.recovered, shortfall.net, shortfall.rebound_end
    if recovered is None or net is None or last is None:
        sheet.gap(column, 392, WIDTH, 420, _NOT_RECOVERED)
        return
    by = f"by {clock_time(last, day=last.date() != shortfall.start.date())}"
    what = f"{'further missing' if recovered.high < 0 else 'came back'} {by}"
    told = "context" if recovered.low > 0 else None
    _number(sheet, recovered, what, x=column, width=column - 32, colour=told)
    _number(sheet, net, "net", x=2 * column, width=column - 32, colour=None)


_NOT_RECOVERED = "came back: not known, there is no data after the window"


def _number(
    sheet: Canvas, estimate: Estimate, what: str, *, x: float, width: float, colour: str | None
) -> None:
    """Write a number over its interval, under its name and the mark it stands for."""
    away = 0
    if colour is not None:
        sheet.block(x, 434, x + 16, 450, colour=colour)
        away = 24
    sheet.words(x + away, 434, what, size=_SMALL, colour="muted", width=width - away)
    is_turned = what.startswith(("more", "further"))
    value = _rounded(estimate).value
    words = f"{_amount(-value if is_turned else value, estimate.unit)}{_noun(estimate.unit)}"
    accent = "harm" if colour == "harm" else "ink"
    sheet.words(x, 398, words, size=SIZES["number"], bold=True, colour=accent, width=width)
    sheet.words(x, 374, _interval(estimate, turned=is_turned), size=_SMALL, width=width)


def _interval(estimate: Estimate, *, turned: bool = False) -> str:
    shown = _rounded(estimate)
    ends = (-shown.high, -shown.low) if turned else (shown.low, shown.high)
    written = " to ".join(_amount(end, estimate.unit) for end in ends)
    return f"{percent(estimate.level)} interval {written}"


def _rounded(estimate: Estimate) -> Rounded:
    return wording.rounded(estimate, whole=estimate.unit.currency is None)


def _amount(value: Decimal, unit: Unit) -> str:
    """Write an amount in the digits that its interval bears."""
    return (
        money(float(value), unit.currency)
        if abs(value) >= 1e9
        else typed(float(value), unit.currency)
    )


def _noun(unit: Unit) -> str:
    return "" if unit.currency else f" {short(unit.name, 30)}"


def _counted(shortfall: Shortfall) -> str:
    """Say what is counted in what: orders in each hour."""
    width = shortfall.bin_width
    names = {timedelta(hours=1): "hour", timedelta(days=1): "day"}
    return f"{short(shortfall.lost.unit.name, 30)} in each {names.get(width) or lasted(width)}"


def _clock(shortfall: Shortfall) -> str:
    return clocks(shortfall.zone or ("UTC" if shortfall.start.tzinfo else None))


def _open_words(shortfall: Shortfall, open_bins: int, every: int) -> str:
    """Say how many of the bins that are drawn do not count, and why."""
    why = dict.fromkeys(
        one.kind.removesuffix(", left out").removeprefix("bins ")
        for one in shortfall.notices
        if one.kind.startswith("bins ") and one.where in ("the window", "the rebound")
        if one.kind.endswith("left out")
    )
    because = f", such as those {'; '.join(why)}" if why else ""
    verb = "does" if open_bins == 1 else "do"
    return f"{open_bins} of {every} bins {verb} not count{because}"


def _source_line(shortfall: Shortfall) -> str:
    return (
        f"baseline of {shortfall.weeks} weeks, bootstrap of {shortfall.stretches} earlier "
        f"stretches, {percent(shortfall.lost.level)} · {data_name(shortfall.source)}"
    )


def _alt(shortfall: Shortfall, points: list[Point], open_bins: int) -> str:
    window = until(shortfall.start, shortfall.end)
    sentences = [
        f"Expected against actual {_counted(shortfall)}, window {window}, {_clock(shortfall)}.",
        shortfall.sentence,
    ]
    for what, estimate in (("Came back after it", shortfall.recovered), ("Net", shortfall.net)):
        if estimate is None:
            sentences.append(f"{what}: not known.")
        else:
            value = _amount(_rounded(estimate).value, estimate.unit)
            sentences.append(f"{what}: {value} ({_interval(estimate)}).")
    if open_bins:
        sentences.append(f"{_open_words(shortfall, open_bins, len(points))}.")
    return one_line(" ".join(sentences))


ON_SLIDES = OnSlides(needs=incident_part("shortfall"), draw=expected_and_actual, slot="loss")
