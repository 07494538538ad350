"""Expected against actual: what did not come, what came back, and what that leaves."""

from datetime import timedelta
from decimal import Decimal

from bugcase import wording
from bugcase.estimate import Estimate, Unit
from bugcase.figures.bins import LEFT, RIGHT, draw_bins, wall
from bugcase.figures.canvas import WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import data_name, sentence, short
from bugcase.figures.clock import clock_time, clocks, lasted, until
from bugcase.figures.money import currency_name, money, typed
from bugcase.figures.on_slides import OnSlides, incident_part
from bugcase.incident.shortfall import Point, Shortfall
from bugcase.style.lettering import one_line, text_width
from bugcase.style.tokens import SPACE, TYPE, column, column_end
from bugcase.wording import Rounded, percent

_SMALL = TYPE["note"]
_NAME, _VALUE, _INTERVAL = 444, 396, 366  # feet of a number's lines
_SPAN = 4  # columns of a number
_LEAST_BEFORE = 6  # bins
# how a notice of bins that do not count begins and ends, and where such are drawn
_BINS, _LEFT_OUT, _PLACES = "bins ", ", left out", ("the window", "the rebound")


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
        foot = 92 if open_bins else 60
        draw_bins(sheet, shortfall, points, foot=foot, counted=_counted(shortfall))
        sheet.words(
            (LEFT + RIGHT) / 2, foot - 56, _clock(shortfall), size=_SMALL, colour="muted",
            align="center", beside=True,
        )  # fmt: skip
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
    lost = shortfall.lost
    if shortfall.is_told:
        is_lost = lost.low > 0
        what = wording.say("shortfall.lost" if is_lost else "shortfall.more")
        _number(sheet, lost, what, at=0, colour="harm" if is_lost else "context",
                turned=not is_lost)  # fmt: skip
    else:
        wide = column_end(_SPAN - 1)
        sheet.words(0, _NAME, wording.say("shortfall.in_the_window"), colour="muted", width=wide)
        none = wording.say("shortfall.none")
        sheet.words(0, _VALUE + 8, none, size=TYPE["body"], bold=True, width=wide)
        sheet.words(0, _INTERVAL, _interval(lost), size=_SMALL, width=wide)
    recovered, net, last = shortfall.recovered, shortfall.net, shortfall.rebound_end
    if recovered is None or net is None or last is None:
        left = column(_SPAN)
        sheet.gap(left, _VALUE, WIDTH, _VALUE + 40, wording.say("shortfall.not_recovered"))
        return
    by = clock_time(last, day=last.date() != shortfall.start.date())
    is_missing = recovered.high < 0
    what = wording.say("shortfall.further_missing" if is_missing else "shortfall.came_back", by=by)
    told = "context" if recovered.low > 0 else None
    _number(sheet, recovered, what, at=_SPAN, colour=told, turned=is_missing, is_quiet=True,
            slot="recovered")  # fmt: skip
    _number(sheet, net, wording.say("shortfall.net"), at=2 * _SPAN, colour=None, slot="loss")


def _number(
    sheet: Canvas, estimate: Estimate, what: str, *, at: int, colour: str | None,
    turned: bool = False, is_quiet: bool = False, slot: str | None = None,
) -> None:  # fmt: skip
    """Write a number over its interval, under its name and the mark it stands for."""
    x, width = column(at), column_end(at + _SPAN - 1) - column(at)
    away = 0
    if colour is not None:
        sheet.block(x, _NAME, x + 16, _NAME + 16, colour=colour)
        away = SPACE["apart"]
    room = width - away
    label = TYPE["label"] if text_width(what, TYPE["label"]) <= room else _SMALL
    sheet.words(x + away, _NAME, what, size=label, colour="muted", width=room, beside=bool(away))
    value = _rounded(estimate).value
    words = f"{_amount(-value if turned else value, estimate.unit)}{_noun(estimate.unit)}"
    accent = "harm" if colour == "harm" else "muted" if is_quiet else "ink"
    size = TYPE["title"]
    sheet.words(x, _VALUE, words, size=size, bold=not is_quiet, colour=accent, width=width,
                slot=slot)  # fmt: skip
    sheet.words(x, _INTERVAL, _interval(estimate, turned=turned), size=_SMALL, width=width)


def _interval(estimate: Estimate, *, turned: bool = False) -> str:
    shown = _rounded(estimate)
    ends = (-shown.high, -shown.low) if turned else (shown.low, shown.high)
    low, high = (_amount(end, estimate.unit) for end in ends)
    written = wording.say("axis.from_to", low=low, high=high)
    return wording.say("figure.interval", level=percent(estimate.level), ends=written)


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
    return "" if unit.currency else f" {short(wording.unit_name(unit), 30)}"


def _counted(shortfall: Shortfall) -> str:
    """Say what is counted in what: orders an hour."""
    width = shortfall.bin_width
    entries = {timedelta(hours=1): "shortfall.each_hour", timedelta(days=1): "shortfall.each_day"}
    unit = shortfall.lost.unit
    name = currency_name(unit.currency) if unit.currency else short(wording.unit_name(unit), 30)
    entry = entries.get(width, "shortfall.each")
    return wording.say(entry, unit=name, width=lasted(width))


def _clock(shortfall: Shortfall) -> str:
    return clocks(shortfall.zone or ("UTC" if shortfall.start.tzinfo else None))


def _open_words(shortfall: Shortfall, open_bins: int, every: int) -> str:
    """Say how many of the bins that are drawn do not count, and why."""
    why = dict.fromkeys(
        wording.in_use().term("open_bins", one.kind.removesuffix(_LEFT_OUT).removeprefix(_BINS))
        for one in shortfall.notices
        if one.kind.startswith(_BINS) and one.where in _PLACES
        if one.kind.endswith(_LEFT_OUT)
    )
    said = wording.say("shortfall.open", n=open_bins, every=every)
    return wording.say("shortfall.open_why", open=said, why="; ".join(why)) if why else said


def _source_line(shortfall: Shortfall) -> str:
    method = wording.say(
        "shortfall.method",
        weeks=shortfall.weeks,
        stretches=shortfall.stretches,
        level=percent(shortfall.lost.level),
    )
    return f"{method} · {data_name(shortfall.source)}"


def _alt(shortfall: Shortfall, points: list[Point], open_bins: int) -> str:
    window = until(shortfall.start, shortfall.end)
    sentences = [
        wording.say(
            "shortfall.alt", counted=_counted(shortfall), window=window, clock=_clock(shortfall)
        ),
        shortfall.sentence,
    ]
    for what, estimate in (
        (wording.say("shortfall.came_back_after"), shortfall.recovered),
        (wording.say("shortfall.net"), shortfall.net),
    ):
        if estimate is None:
            sentences.append(sentence(f"{what}: {wording.say('figure.not_known')}"))
        else:
            value = _amount(_rounded(estimate).value, estimate.unit)
            sentences.append(sentence(f"{what}: {value} ({_interval(estimate)})"))
    if open_bins:
        sentences.append(f"{_open_words(shortfall, open_bins, len(points))}.")
    return one_line(" ".join(sentences))


ON_SLIDES = OnSlides(needs=incident_part("shortfall"), draw=expected_and_actual, slot="loss")
