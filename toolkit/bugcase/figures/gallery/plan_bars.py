"""When the work is done: each task, as likely as not and nine times in ten."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final, TypeAlias

from bugcase import wording
from bugcase.case.model import Answer
from bugcase.decision.plan import Plan, PlannedDates, Proposal, Step, Task
from bugcase.facts.facts import Facts
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import sentence, short, simulation_line
from bugcase.figures.money import chance, typed
from bugcase.figures.on_slides import OnSlides
from bugcase.figures.picture import Assumed
from bugcase.figures.scale import Scale
from bugcase.style.lettering import one_line, text_width
from bugcase.style.tokens import TYPE

_LEFT, _RIGHT = 420, 826  # of the bars
_EVEN = 980  # right edge of a column; the other's is the sheet's
_HEAD, _ROWS, _FLOOR = HEIGHT - 20, HEIGHT - 62, 50
_SMALL = TYPE["note"]
_TWO_LINES: Final = 54  # pixels
Write: TypeAlias = Callable[[date], str]
MOST_DAYS = 200  # of which the days off can be told apart


def plan_bars(
    planned: PlannedDates | Plan,
    *,
    proposal: Proposal | None = None,
    release: date | datetime | None = None,
    rows: int = 10,
) -> CaseFigure:
    """Draw each task of a plan up to the day by which it is done, and what is promised.

    A dark bar ends on the day by which the task is done as likely as not, the grey one
    after it on the day by which it is done nine times in ten.  Days off are shaded.

    Parameters
    ----------
    planned
        What `Plan.simulate` gave; or the plan itself where it gave None, since nobody
        knows how long a task takes.
    proposal
        The proposed date, as `PlannedDates.judge` held it against the plan.
    release
        When the release is due; a moment is drawn where the plan's zone has it.
    rows
        How many tasks fit; the last one is always among them.
    """
    if isinstance(planned, Plan):
        known = planned.simulate()
        if known is None:
            return _unknown(planned)
        planned = known
    line = simulation_line(planned.total, (), note=planned.plan.calendar.description)
    with drawing():
        sheet = Canvas(alt=_alt(planned, proposal, release), source_line=line)
        begins = _begins(planned)
        steps = list(zip(planned.steps, begins, strict=True))
        shown = steps if len(steps) <= rows else [*steps[: rows - 1], steps[-1]]
        pitch = min(76.0, (_ROWS - _FLOOR) / len(shown))
        floor = _ROWS - pitch * len(shown)
        along = _days(planned, proposal, release)
        write = _day if along.high - along.low < 300 else _day_of_year
        _calendar(sheet, planned, along, floor=floor, write=write)
        _heads(sheet)
        if len(shown) < len(steps):
            words = wording.say("bars.more", n=len(steps) - len(shown))
            sheet.words(0, 8, words, size=_SMALL, colour="muted", width=_LEFT - 80)
        for place, (step, begun) in enumerate(shown):
            y = _ROWS - pitch * (place + 0.5)
            last = place == len(shown) - 1
            _row(sheet, along, step, begun=begun, y=y, pitch=pitch, last=last, write=write)
        promises = _promises(planned, proposal, release, write)
        for row, (day, words, colour) in enumerate(promises):
            # The earlier one stands lower and left of its line, clear of the later one's.
            y = _HEAD - 25 * (len(promises) - 1 - row)
            x = along.place(day)
            sheet.line(x, floor, x, y - 6, width=3, colour=colour)
            sheet.words(x, y, words, size=_SMALL, bold=True, colour=colour, align="right")
    return sheet.figure


def _begins(planned: PlannedDates) -> list[int]:
    """Give the day on which each task begins if those before it take even odds."""
    begins, begun = [], planned.plan.first_day.toordinal()
    for step in planned.steps:
        begins.append(begun)
        if step.task.p90:  # what is done already takes no day
            begun = step.p50.toordinal() + 1
    return begins


def _promises(
    planned: PlannedDates, proposal: Proposal | None, release: date | datetime | None,
    write: Write,
) -> list[tuple[int, str, str]]:  # fmt: skip
    """Give what is promised, by day: the end of the day, its words and their colour."""
    found = []
    if proposal is not None:
        said = wording.say("bars.past") if proposal.past else chance(proposal.chance)
        colour = "harm" if proposal.past or proposal.before_even_odds else "ink"
        words = wording.say("bars.proposed", day=write(proposal.day), chance=said)
        found.append((proposal.day.toordinal() + 1, words, colour))
    if release is not None:
        day = planned.plan.last_day(release).toordinal() + 1
        words = wording.say("bars.release", when=_when(release, write))
        found.append((day, words, "ink"))
    return sorted(found)


def _unknown(plan: Plan) -> CaseFigure:
    """Draw a plan that gives no date, and what is missing."""
    unknown = wording.say("figure.not_known")
    listed = [f"{short(task.label)}: {_takes(task) or unknown}." for task in plan.tasks]
    alt = one_line(" ".join([sentence(wording.say("bars.no_date")), *listed]))
    assumed = [
        Assumed(name=task.label, given=_takes(task) or "", source=task.source)
        for task in plan.tasks
    ]  # fmt: skip
    line = simulation_line(None, assumed)
    with drawing():
        sheet = Canvas(alt=alt, source_line=line, assumed=assumed)
        sheet.words(0, _HEAD - 8, wording.say("bars.no_date"), bold=True)
        pitch = min(64.0, _ROWS / len(plan.tasks))
        for place, task in enumerate(plan.tasks):
            y = _ROWS - pitch * (place + 0.5)
            size = TYPE["label"] if pitch >= _TWO_LINES else _SMALL
            sheet.words(0, y - size * 0.36, task.label, size=size, width=_LEFT - 24)
            takes = _takes(task)
            half = min(16.0, pitch * 0.42)
            if takes is None:
                words = wording.say("bars.how_long")
                sheet.gap(_LEFT, y - half, WIDTH, y + half, words)
            else:
                sheet.words(_LEFT, y - size * 0.36, takes, size=size, width=WIDTH - _LEFT)
    return sheet.figure


def _days(
    planned: PlannedDates, proposal: Proposal | None, release: date | datetime | None
) -> Scale:
    """Span the plan and what is promised."""
    days = [planned.plan.first_day, *(step.p90 for step in planned.steps)]
    if proposal is not None:
        days.append(proposal.day)
    if release is not None:
        days.append(planned.plan.last_day(release))
    numbers = [day.toordinal() for day in days]
    return Scale(low=min(numbers), high=max(numbers) + 1, start=_LEFT, end=_RIGHT)


def _calendar(
    sheet: Canvas, planned: PlannedDates, along: Scale, *, floor: float, write: Write
) -> None:
    """Shade the days off, and write Mondays; of a long plan every so many."""
    first, last = round(along.low), round(along.high)
    if last - first <= MOST_DAYS:
        for day in range(first, last):
            if not planned.plan.calendar.is_working_day(date.fromordinal(day)):
                left, right = along.place(day), along.place(day + 1)
                sheet.block(left, floor, right, _ROWS, colour="tint")
    sheet.line(_LEFT, floor, _RIGHT, floor, width=1.5, colour="muted")
    mondays = [day for day in range(first, last) if date.fromordinal(day).weekday() == 0]
    mondays = mondays or [first]
    wide = text_width(write(date.fromordinal(mondays[0])), _SMALL) + 26
    a_week = along.place(first + 7) - along.start if last - first > 7 else wide
    every = max(1, -int(-wide // a_week))
    for monday in mondays[::every]:
        x = along.place(monday)
        sheet.line(x, floor - 6, x, floor, width=1.5, colour="muted")
        words = write(date.fromordinal(monday))
        sheet.words(x, floor - 30, words, size=_SMALL, colour="muted", align="center")


def _heads(sheet: Canvas) -> None:
    """Write over each column of dates which bar ends on them."""
    for right, words, colour in (
        (_EVEN, wording.say("bars.even"), "baseline"),
        (WIDTH, wording.say("bars.late"), "context"),
    ):
        wide = sheet.words(right, _HEAD, words, size=_SMALL, align="right")
        left = right - wide - 8
        sheet.block(left - 18, _HEAD, left, _HEAD + 14, colour=colour)


def _row(
    sheet: Canvas, along: Scale, step: Step, *, begun: int, y: float, pitch: float, last: bool,
    write: Write,
) -> None:  # fmt: skip
    two = pitch >= _TWO_LINES
    size = TYPE["label"] if two else _SMALL
    foot = y - size * 0.36
    sheet.words(0, foot + 12 * two, step.task.label, size=size, bold=last, width=_LEFT - 24)
    takes = _takes(step.task)
    if two and takes is not None:
        sheet.words(0, y - 22, takes, size=_SMALL, colour="muted", width=_LEFT - 24)
    if step.task.p90 == 0:
        return
    half = min(12.0, pitch * 0.28)
    start, even, late = (
        along.place(day) for day in (begun, step.p50.toordinal() + 1, step.p90.toordinal() + 1)
    )
    sheet.block(min(start, even - 3), y - half, even, y + half, colour="baseline")
    sheet.block(even, y - half, late, y + half, colour="context")
    for right, day in ((_EVEN, step.p50), (WIDTH, step.p90)):
        sheet.words(right, foot, write(day), size=20, bold=last, align="right")


def _takes(task: Task) -> str | None:
    """Say how long a task takes, and who says so; None where nobody knows."""
    if task.p50 is None or task.p90 is None:
        return None
    if task.p90 == 0:
        return wording.say("bars.done")
    even, late = typed(task.p50), typed(task.p90)
    span: str | int = wording.say("axis.from_to", low=even, high=late)
    if even == late:
        span = 1 if task.p50 == 1 else even
    takes = wording.say("duration.working_days", n=span)
    return f"{takes} · {short(task.source or wording.say('figure.no_source'), 40)}"


def _day(day: date) -> str:
    return wording.in_use().day(day, weekday=True, short=True)


def _day_of_year(day: date) -> str:
    return wording.in_use().day(day, year=True, short=True)


def _when(due: date | datetime, write: Write) -> str:
    if not isinstance(due, datetime):
        return write(due)
    time = f"{wording.in_use().time(due)} {due:%Z}"
    return wording.say("moment.at", day=write(due.date()), time=time)


def _alt(planned: PlannedDates, proposal: Proposal | None, release: date | datetime | None) -> str:
    odds = wording.plan_odds(planned.p50, planned.p90)
    sentences = [wording.say("bars.alt", odds=odds)]
    if proposal is not None:
        entry = "bars.alt_past" if proposal.past else "bars.alt_proposed"
        day, kept = wording.weekday(proposal.day, year=True), chance(proposal.chance)
        sentences.append(wording.say(entry, day=day, chance=kept))
    if release is not None:
        sentences.append(wording.say("bars.alt_release", when=_when(release, _day_of_year)))
    for step in planned.steps:
        name, takes = short(step.task.label), _takes(step.task)
        if step.task.p90 == 0:
            sentences.append(f"{name}: {takes}.")
            continue
        even, late = _day_of_year(step.p50), _day_of_year(step.p90)
        task = f"{name} ({takes})"
        sentences.append(wording.say("bars.alt_task", task=task, even=even, late=late))
    return one_line(" ".join(sentences))


def _plan(facts: Facts) -> tuple[PlannedDates | Plan | None, Answer, Answer]:
    """Give the dates of the plan, or the plan whose dates nobody can say, and those to meet."""
    plan = facts.weighed.planned or facts.weighed.plan
    return plan, facts.answer_for("release date"), facts.answer_for("proposed date")


def _draw(plan: PlannedDates | Plan, due: Answer, proposed: Answer) -> CaseFigure:
    held = None
    if isinstance(proposed, date) and isinstance(plan, PlannedDates):
        held = plan.judge(proposed, today=plan.plan.first_day)
    return plan_bars(plan, proposal=held, release=due if isinstance(due, date) else None)


ON_SLIDES = OnSlides(needs=_plan, draw=_draw, slot="plan_odds")
