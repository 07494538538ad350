"""What an incident took of the error budget, and when each alert rule would have called."""

from datetime import UTC

from bugcase import wording
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import data_name, sentence
from bugcase.figures.clock import (
    along,
    clock_time,
    clocks,
    lasted,
    seconds,
    time_axis,
    until,
    zone_name,
)
from bugcase.figures.money import money, typed
from bugcase.figures.on_slides import OnSlides, incident_part
from bugcase.figures.scale import Scale
from bugcase.incident.service_level import Alert, Budget, ServiceLevel
from bugcase.style.lettering import apart, one_line, wrapped
from bugcase.style.tokens import TYPE, column, column_end
from bugcase.wording import percent, percentage

_LEFT, _RIGHT, _TOP = column(3) + 40, column_end(7), HEIGHT - 24
_LABELS = column(8)
_SMALL = TYPE["note"]
_ROW = 30.0  # pixels of an alert rule
_MOST_PLACES = 1_000  # more than pixels of the plot


def budget_burn(level: ServiceLevel, *, rows: int = 4) -> CaseFigure:
    """Draw the share of the period's error budget that is used up, as the incident goes on.

    The curve counts failed requests, and the two marks at its end say what was taken of
    the budget of requests and of that of minutes, each by its name, against the line at
    100 %: all that the period allows.  Under it, on the same axis, when each alert rule
    would have called, and how long after the start.

    Parameters
    ----------
    rows
        How many alert rules fit.
    """
    shown = level.alerts if len(level.alerts) <= rows else level.alerts[: rows - 1]
    left_out = len(level.alerts) - len(shown)
    with drawing():
        sheet = Canvas(alt=_alt(level), source_line=_source_line(level))
        lines = len(shown) + bool(left_out)
        foot = _ROW * lines + 44
        scale = along([level.start, level.end], start=_LEFT, end=_RIGHT)
        _plot(sheet, level, scale, foot=foot)
        _allowed(sheet, level)
        time_axis(sheet, scale, level.start.tzinfo or UTC, y=foot, most=6)
        for place, alert in enumerate(shown):
            _row(sheet, level, scale, alert, y=_ROW * (lines - place - 0.5))
        if left_out:
            sheet.words(
                0,
                _ROW / 2 - 6,
                wording.say("burn.more_rules", n=left_out),
                size=_SMALL,
                colour="muted",
            )
    return sheet.figure


def _budgets(level: ServiceLevel) -> tuple[Budget, Budget]:
    return level.by_requests, level.by_minutes


def _message(level: ServiceLevel) -> str:
    requests, minutes = (_share(one.used) for one in _budgets(level))
    period = wording.duration(level.objective.period)
    return wording.say("burn.message", period=period, requests=requests, minutes=minutes)


def _share(used: float) -> str:
    """Write a share of the budget; of more than ten budgets, how many.

    >>> _share(0.0), _share(0.0004), _share(0.998), _share(3.4), _share(120.0)
    ('0%', '0.04%', '99.8%', '340%', '120 times all')
    """
    if 0.99 < used < 1:
        return percentage(used)
    if used >= 10:
        return wording.say("burn.times_all", n=typed(float(f"{used:.3g}")))
    return wording.say("number.percent", number=typed(float(f"{100 * used:.3g}")))


def _burn(level: ServiceLevel) -> str:
    interval = level.burn_interval
    said = wording.say("burn.rate", times=_times(level.burn))
    if interval is None:
        return said
    ends = wording.say("axis.from_to", low=_times(interval.low), high=_times(interval.high))
    interval_said = wording.say("figure.interval", level=percent(interval.level), ends=ends)
    return f"{said}, {interval_said}"


def _percent(value: float) -> str:
    return wording.say("number.percent", number=typed(value))


def _times(burn: float) -> str:
    return f"{typed(float(f'{burn:.3g}'))}×"


def _allowed(sheet: Canvas, level: ServiceLevel) -> None:
    """Write beside the plot what is allowed, and how fast it burnt."""
    period = wording.duration(level.objective.period)
    said = (
        wording.say("burn.objective", share=_percent(100 * level.objective.target), period=period),
        wording.say("burn.burn_rate", rate=_burn(level)),
        f"{until(level.start, level.end)}, {clocks(zone_name(level.start))}",
    )
    y = _TOP - 14.0
    for words in said:
        lines = wrapped(words, width=_LEFT - 110, most=4, size=_SMALL)
        for line in lines:
            sheet.words(0, y, line, size=_SMALL, colour="muted", width=_LEFT - 100)
            y -= 23
        y -= 6


def _plot(sheet: Canvas, level: ServiceLevel, scale: Scale, *, foot: float) -> None:
    budgets = _budgets(level)
    high = max(1.0, *(one.used for one in budgets), *level.used[-1:])
    up = Scale(low=0, high=high, start=foot, end=_TOP - 6, factor=100)
    sheet.block(_LEFT, up.place(1), _RIGHT, up.end, colour="harm-tint")
    sheet.rungs(up, left=_LEFT, right=_RIGHT, most=4, write=_percent)
    everything = up.place(1)
    sheet.line(_LEFT, everything, _RIGHT, everything, width=2.5, colour="ink")
    if level.used:
        sheet.curve(_course(level, scale, up), width=4.5, colour="harm")
    wanted = [up.place(one.used) for one in budgets]
    labels = apart([*wanted, everything], pitch=46, low=foot + 16, high=_TOP - 4)
    for budget, place, y in zip(budgets, wanted, labels, strict=False):
        is_requests = budget.unit == "requests"
        sheet.dot(_RIGHT, place, size=13, edge=3, colour="harm" if is_requests else "baseline",
                  filled=is_requests, shape="o" if is_requests else "D")  # fmt: skip
        _joined(sheet, place, y)
        words = wording.say(f"burn.by_{budget.unit}", share=_share(budget.used))
        sheet.words(_LABELS, y, words, size=20, bold=True, width=WIDTH - _LABELS)
        sheet.words(_LABELS, y - 21, _spent(budget), size=_SMALL, colour="muted",
                    width=WIDTH - _LABELS)  # fmt: skip
    _joined(sheet, everything, labels[-1])
    words = wording.say("burn.all", period=wording.duration(level.objective.period))
    sheet.words(_LABELS, labels[-1] - 6, words, size=_SMALL, bold=True)


def _joined(sheet: Canvas, place: float, y: float) -> None:
    """Lead from a place of the plot to its label."""
    corners = [(_RIGHT + 8, place), (_RIGHT + 14, place), (_LABELS - 10, y), (_LABELS - 4, y)]
    sheet.curve(corners, width=1.5, colour="context")


def _spent(budget: Budget) -> str:
    """Say what was spent of what is allowed."""
    spent, allowed = _number(budget.spent), _number(budget.allowed)
    is_projected = budget.unit == "requests" and budget.is_projected
    entry = "burn.spent_projected" if is_projected else f"burn.spent_{budget.unit}"
    return wording.say(entry, spent=spent, allowed=allowed)


def _number(value: float) -> str:
    """Write what was spent or allowed: whole from a thousand on, millions in short.

    >>> _number(43.2), _number(29_808.3), _number(910_400_000_000), _number(0.00004)
    ('43.2', '29,808', '910bn', 'under 0.01')
    """
    if 0 < value < 0.005:
        return wording.say("burn.hardly_any")
    if value >= 1e7:
        return money(value, None)
    return typed(round(value) if value >= 1_000 else float(f"{value:.4g}"))


def _course(level: ServiceLevel, scale: Scale, up: Scale) -> list[tuple[float, float]]:
    """Give the curve of what is used, of very many bins only as many as can be seen."""
    start, width = seconds(level.start), level.bin_width.total_seconds()
    every = max(1, len(level.used) // _MOST_PLACES)
    taken = [*range(0, len(level.used) - 1, every), len(level.used) - 1]
    after = [(scale.place(start + width * (i + 1)), up.place(level.used[i])) for i in taken]
    return [(scale.start, up.place(0)), *after]


def _row(sheet: Canvas, level: ServiceLevel, scale: Scale, alert: Alert, *, y: float) -> None:
    """Draw how long a rule would have been silent, and say when it would have called."""
    foot = y - _SMALL * 0.36
    sheet.words(0, foot, _rule(alert), size=_SMALL, width=_LEFT - 12)
    called = None if alert.fired is None else seconds(alert.fired)
    until = scale.end if called is None else scale.place(called)
    if alert.peak is None:
        sheet.gap(_LEFT, y - 12, WIDTH, y + 12, _called(level, alert))
        return
    sheet.line(scale.start, y, max(until, scale.start + 1), y, width=4, colour="context")
    if called is not None and called <= seconds(level.end):
        sheet.dot(until, y, size=14, edge=2, colour="ink", filled=True, shape="D")
    words = _called(level, alert)
    if alert.is_covered:
        sheet.words(_LABELS, foot, words, size=_SMALL, bold=called is not None,
                    width=WIDTH - _LABELS)  # fmt: skip
    else:
        sheet.gap(_LABELS - 10, y - 12, WIDTH, y + 12, words)


def _rule(alert: Alert) -> str:
    rule = alert.rule
    return wording.say(
        f"burn.{rule.action}",
        times=_times(rule.burn),
        long=lasted(rule.long),
        short=lasted(rule.short),
    )


def _called(level: ServiceLevel, alert: Alert) -> str:
    """Say when a rule would have called."""
    if alert.peak is None:
        return wording.say("burn.too_short", length=lasted(alert.rule.long))
    if alert.fired is None or alert.after is None:
        entry = "burn.never" if alert.is_covered else "burn.not_in_the_data"
        return wording.say(entry, most=_times(alert.peak))
    at = clock_time(
        alert.fired,
        day=alert.fired.date() != level.start.date(),
        offset=wording.need_offsets(level.start, alert.fired),
    )
    entry = "burn.before" if alert.after.total_seconds() < 0 else "burn.after"
    called = wording.say(entry, length=lasted(abs(alert.after)), at=at)
    return called if alert.is_covered else wording.say("burn.or_sooner", called=called)


def _source_line(level: ServiceLevel) -> str:
    method = wording.say("source.complete_count")
    if level.rate is not None:
        method = f"{level.source.method}, {percent(level.rate.level)}"
    n = wording.say("burn.n", n=round(level.requests))
    return f"{n} · {method} · {data_name(level.source)}"


def _alt(level: ServiceLevel) -> str:
    sentences = [
        f"{_message(level)}, {until(level.start, level.end)}, {clocks(zone_name(level.start))}."
    ]
    sentences += [
        wording.say(f"burn.alt_by_{one.unit}", spent=_spent(one)) for one in _budgets(level)
    ]
    sentences.append(sentence(wording.say("burn.burn_rate", rate=_burn(level))))
    for alert in level.alerts:
        sentences.append(sentence(f"{_rule(alert)}: {_called(level, alert)}"))
    return one_line(" ".join(sentences))


ON_SLIDES = OnSlides(needs=incident_part("service_level"), draw=budget_burn, slot="budget_burnt")
