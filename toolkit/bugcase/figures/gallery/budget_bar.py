"""How many of the failures that we allow ourselves an incident used, as one bar."""

from typing import Final

from bugcase import wording
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import data_name
from bugcase.figures.on_slides import OnSlides, incident_part
from bugcase.incident.service_level import ServiceLevel
from bugcase.style.lettering import one_line, text_width, wrapped
from bugcase.style.tokens import SPACE, TYPE
from bugcase.wording import count

_NUMBER: Final = HEIGHT - 0.95 * TYPE["number"]
_TOP: Final = 312
_FOOT: Final = 192


def budget_bar(level: ServiceLevel) -> CaseFigure:
    """Draw how many of the failed requests that a period allows the incident used, as one bar.

    The whole bar is what the period allows, and the accent what was used of it; where more
    was used than that, the bar goes on past the end of what is allowed.

    Not for how fast it was used, nor for when an alarm would have called: `budget_burn`.
    """
    budget = level.by_requests
    used = budget.spent / budget.allowed if budget.allowed > 0 else float(budget.spent > 0)
    end = WIDTH / max(1.0, used)  # of what is allowed
    reached = end * used
    with drawing():
        sheet = Canvas(alt=_alt(level), source_line=_source_line(level))
        wide = sheet.words(
            0, _NUMBER, wording.percentage(used), size=TYPE["number"], bold=True,
            colour="harm" if used > 0 else "ink", slot="budget_burnt",
        )  # fmt: skip
        at = wide + SPACE["near"]
        days = wording.duration(level.objective.period)
        lines = wrapped(wording.say("budget.of_allowed", period=days), width=WIDTH - at, most=2)
        for row, line in enumerate(reversed(lines)):
            sheet.words(at, _NUMBER + 30 * row, line, width=WIDTH - at, beside=True)
        sheet.block(0, _FOOT, end, _TOP, colour="rule")
        if used > 0:
            sheet.block(0, _FOOT, max(reached, 3), _TOP, colour="harm")
        _ends(sheet, level, end=end)
    return sheet.figure


def _ends(sheet: Canvas, level: ServiceLevel, *, end: float) -> None:
    """Say under the bar what was used, and at its end what is allowed."""
    spent, allowed = (count(round(one)) for one in _counts(level))
    failed = wording.say("budget.failed", n=round(level.by_requests.spent), spent=spent)
    most = wording.say("budget.allowed", allowed=allowed)
    sheet.line(end, _FOOT - 12, end, _TOP + 12, width=3, colour="ink")
    y = _FOOT - SPACE["zone"] - 4
    sheet.words(0, y, failed, bold=True, colour="harm" if spent != "0" else "ink")
    apart = text_width(failed, TYPE["label"], "bold") + SPACE["zone"]
    wide = text_width(most, TYPE["label"])
    if end - wide < apart:  # the one would run into the other
        y -= 32
    sheet.words(end, y, most, align="right" if end >= wide else "left", beside=True)


def _counts(level: ServiceLevel) -> tuple[float, float]:
    return level.by_requests.spent, level.by_requests.allowed


def _source_line(level: ServiceLevel) -> str:
    n = wording.say("burn.n", n=round(level.requests))
    parts = [n, wording.say("source.complete_count"), data_name(level.source)]
    if level.by_requests.is_projected:
        parts.insert(1, wording.say("budget.projected"))
    return " · ".join(parts)


def _alt(level: ServiceLevel) -> str:
    spent, allowed = (count(round(one)) for one in _counts(level))
    days = wording.duration(level.objective.period)
    return one_line(wording.say("budget.alt", spent=spent, allowed=allowed, period=days))


ON_SLIDES = OnSlides(needs=incident_part("service_level"), draw=budget_bar, slot="budget_burnt")
