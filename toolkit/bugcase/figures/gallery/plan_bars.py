"""When the work is done: each task, as likely as not and nine times in ten."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final, TypeAlias

from bugcase import wording
from bugcase.case.model import Answer
from bugcase.decision.plan import Plan, PlannedDates, Proposal, Step, Task
from bugcase.facts.facts import Facts
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import sentence, short, simulation_line
from bugcase.figures.clock import WITH_YEAR, day_writer
from bugcase.figures.money import chance, typed
from bugcase.figures.on_slides import OnSlides
from bugcase.figures.picture import Assumed
from bugcase.figures.scale import Scale
from bugcase.style.lettering import one_line, text_width, wrapped
from bugcase.style.tokens import TYPE, column, column_end

_LABEL, _SMALL = TYPE["label"], TYPE["note"]
_LEFT = column(3)  # of the bars
_NAMES = column_end(2)
_LEAST = 240  # that the bars keep of the sheet, however long a date is
_HEAD = HEIGHT - 24
_LINE = 32  # from one line of the head to the next
_ROWS, _FLOOR = HEIGHT - 80, 42
_PITCH = 100.0
_TWO_LINES: Final = 64  # pixels
_BAR: Final = 10.0  # half a bar's height
Write: TypeAlias = Callable[[date], str]
Box: TypeAlias = tuple[float, float, float, float]  # left, right, foot, top
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
    after it on the day by which it is done nine times in ten; both days stand there.
    Days off are shaded.

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
    assumed = _assumed(planned.plan)
    line = simulation_line(planned.total, assumed, note=planned.plan.calendar.description)
    with drawing():
        sheet = Canvas(alt=_alt(planned, proposal, release), source_line=line, assumed=assumed)
        begins = _begins(planned)
        steps = list(zip(planned.steps, begins, strict=True))
        shown = steps if len(steps) <= rows else [*steps[: rows - 1], steps[-1]]
        pitch = min(_PITCH, (_ROWS - _FLOOR) / len(shown))
        floor = _ROWS - pitch * len(shown)
        days = _days(planned, proposal, release)
        write = day_writer(days[1] - days[0])
        room = max(text_width(_dates(step, write, pitch), _LABEL, "bold") for step, _ in shown)
        right = max(WIDTH - room - 14, _LEFT + _LEAST)
        along = Scale(low=days[0], high=days[1], start=_LEFT, end=right)
        _calendar(sheet, planned, along, floor=floor, write=write)
        _heads(sheet)
        if len(shown) < len(steps):
            words = wording.say("bars.more", n=len(steps) - len(shown))
            sheet.words(0, 8, words, size=_SMALL, colour="muted", width=_NAMES)
        promises = _promises(planned, proposal, release, write)
        uprights = [along.place(day) for day, *_ in promises]
        written: list[Box] = []
        for place, (step, begun) in enumerate(shown):
            y = _ROWS - pitch * (place + 0.5)
            last = place == len(shown) - 1
            written += _row(sheet, along, step, begun=begun, y=y, pitch=pitch, last=last,
                            write=write, uprights=uprights)  # fmt: skip
        for row, (day, words, colour, slot) in enumerate(promises):
            # The earlier one stands lower, clear of the later one's.
            y = _HEAD - _LINE * (len(promises) - 1 - row)
            x = along.place(day)
            wide = text_width(words, _LABEL, "bold")
            left = min(x - wide, WIDTH - wide) if x - wide > (_LEFT if y == _HEAD else 0) else x
            left = max(0.0, min(left, WIDTH - wide))
            sheet.words(left, y, words, bold=True, colour=colour, slot=slot, beside=True)
            _upright(sheet, x, floor, y - 8, past=written, colour=colour)
            written.append((left, left + wide, y - 6, y + _LABEL))
    return sheet.figure


def _upright(
    sheet: Canvas, x: float, foot: float, top: float, *, past: list[Box], colour: str
) -> None:
    """Draw a line from foot to top that breaks off where words stand."""
    crossed = sorted((low, high) for left, right, low, high in past if left - 4 < x < right + 4)
    for low, high in [*crossed, (top, top)]:
        if low > foot:
            sheet.line(x, foot, x, min(low, top), width=3, colour=colour)
        foot = max(foot, high)


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
) -> list[tuple[int, str, str, str | None]]:  # fmt: skip
    """Give what is promised, by day: the end of the day, its words, their colour and slot."""
    found: list[tuple[int, str, str, str | None]] = []
    if proposal is not None:
        said = wording.say("bars.past") if proposal.past else chance(proposal.chance)
        colour = "harm" if proposal.past or proposal.before_even_odds else "ink"
        words = wording.say("bars.proposed", day=write(proposal.day), chance=said)
        found.append((proposal.day.toordinal() + 1, words, colour, "proposed_odds"))
    if release is not None:
        day = planned.plan.last_day(release).toordinal() + 1
        words = wording.say("bars.release", when=_when(release, write))
        found.append((day, words, "ink", None))
    return sorted(found, key=lambda promise: promise[0])


def _assumed(plan: Plan) -> list[Assumed]:
    """List how long each task takes, and who says so."""
    return [
        Assumed(name=task.label, given=_takes(task) or "", source=task.source)
        for task in plan.tasks
    ]


def _unknown(plan: Plan) -> CaseFigure:
    """Draw a plan that gives no date, and what is missing."""
    unknown = wording.say("figure.not_known")
    listed = [f"{short(task.label)}: {_said(task) or unknown}." for task in plan.tasks]
    alt = one_line(" ".join([sentence(wording.say("bars.no_date")), *listed]))
    assumed = _assumed(plan)
    line = simulation_line(None, assumed)
    with drawing():
        sheet = Canvas(alt=alt, source_line=line, assumed=assumed)
        pitch = min(_PITCH, HEIGHT / len(plan.tasks))
        for place, task in enumerate(plan.tasks):
            y = HEIGHT - pitch * (place + 0.5)
            takes, half = _takes(task), min(22.0, pitch * 0.42)
            size = _LABEL if pitch >= 1.4 * _LABEL else _SMALL
            _name(sheet, task.label, y=y, pitch=pitch, size=size)
            if takes is None:
                words = wording.say("bars.how_long")
                sheet.gap(_LEFT, y - half, WIDTH, y + half, words)
            else:
                sheet.words(_LEFT, y - size * 0.36, takes, size=size, width=WIDTH - _LEFT)
    return sheet.figure


def _days(
    planned: PlannedDates, proposal: Proposal | None, release: date | datetime | None
) -> tuple[int, int]:
    """Span the plan and what is promised."""
    days = [planned.plan.first_day, *(step.p90 for step in planned.steps)]
    if proposal is not None:
        days.append(proposal.day)
    if release is not None:
        days.append(planned.plan.last_day(release))
    numbers = [day.toordinal() for day in days]
    return min(numbers), max(numbers) + 1


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
    sheet.line(_LEFT, floor, along.end, floor, width=1.5, colour="muted")
    mondays = [day for day in range(first, last) if date.fromordinal(day).weekday() == 0]
    mondays = mondays or [first]
    wide = text_width(write(date.fromordinal(mondays[0])), _SMALL) + 26
    a_week = along.place(first + 7) - along.start if last - first > 7 else wide
    every = max(1, -int(-wide // a_week))
    for monday in mondays[::every]:
        x = along.place(monday)
        sheet.line(x, floor - 6, x, floor, width=1.5, colour="muted")
        words = write(date.fromordinal(monday))
        sheet.words(x, floor - 30, words, size=_SMALL, colour="muted", align="center",
                    beside=True)  # fmt: skip


def _heads(sheet: Canvas) -> None:
    """Write which bar ends on which day, over the names."""
    x = 0.0
    for words, colour in (
        (wording.say("bars.even"), "baseline"), (wording.say("bars.late"), "context"),
    ):  # fmt: skip
        sheet.block(x, _HEAD - 1, x + 18, _HEAD + 15, colour=colour)
        x += 26 + 24 + sheet.words(x + 26, _HEAD, words, size=_SMALL, beside=True)


def _row(
    sheet: Canvas, along: Scale, step: Step, *, begun: int, y: float, pitch: float, last: bool,
    write: Write, uprights: Sequence[float],
) -> list[Box]:  # fmt: skip
    """Draw a task: its name, its bar and its days; gives where the days stand.

    Its last day stands after the bar; over its end where a line would cross it there.
    """
    two = pitch >= _TWO_LINES
    size = _LABEL if pitch >= 1.4 * _LABEL else _SMALL
    takes = _takes(step.task)
    if two and takes is not None:
        _name(sheet, step.task.label, y=y + 13, pitch=pitch - 26, size=size, bold=last)
        lines = len(_name_lines(step.task.label, pitch - 26, size, bold=last))
        foot = y + 13 - size * 0.36 - 0.54 * size * (lines - 1) - 27
        sheet.words(0, foot, takes, size=_SMALL, colour="muted", width=_NAMES)
    else:
        _name(sheet, step.task.label, y=y, pitch=pitch, size=size, bold=last)
    if step.task.p90 == 0:
        return []
    start, even, late = (
        along.place(day) for day in (begun, step.p50.toordinal() + 1, step.p90.toordinal() + 1)
    )
    bar = y - 14 if two else y
    half = min(_BAR, pitch * 0.28)
    sheet.block(min(start, even - 3), bar - half, even, bar + half, colour="baseline")
    sheet.block(even, bar - half, late, bar + half, colour="context")
    boxes: list[Box] = []

    def write_day(words: str, left: float, foot: float, slot: str) -> None:
        sheet.words(left, foot, words, size=size, bold=last, slot=slot if last and two else None,
                    beside=True)  # fmt: skip
        boxes.append((left, left + wide_of(words), foot - 6, foot + size))

    def wide_of(words: str) -> float:
        return text_width(words, size, "bold" if last else "normal")

    above, over = bar + half + 9, float(_LEFT)
    if two and step.p50 < step.p90:
        words = write(step.p50)
        over = max(_LEFT, even - wide_of(words) / 2)
        write_day(words, over, above, "plan_p50")
        over += wide_of(words) + 16
    words = _dates(step, write, pitch)
    wide = wide_of(words)
    after = min(late + 10, WIDTH - wide)
    crossed = any(after - 4 < x < after + wide + 4 for x in uprights)
    if two and crossed and late - wide >= over:
        write_day(words, late - wide, above, "plan_p90")
    else:
        write_day(words, after, bar - size * 0.36, "plan_p90")
    return boxes


def _dates(step: Step, write: Write, pitch: float) -> str:
    """Say what stands after a task's bar: its last day; where there is one line, both."""
    if pitch >= _TWO_LINES or step.p50 == step.p90:
        return write(step.p90)
    return wording.say("axis.from_to", low=write(step.p50), high=write(step.p90))


def _name(
    sheet: Canvas, label: str, *, y: float, pitch: float, size: int, bold: bool = False
) -> None:
    """Write a task's name, on as many lines as there is room for, around a height."""
    lines = _name_lines(label, pitch, size, bold=bold)
    for place, words in enumerate(lines):
        foot = y - size * 0.36 + 1.08 * size * ((len(lines) - 1) / 2 - place)
        sheet.words(0, foot, words, size=size, bold=bold, width=_NAMES)


def _name_lines(label: str, pitch: float, size: int, *, bold: bool) -> list[str]:
    most = 2 if pitch >= 2.3 * size else 1
    return wrapped(label, width=_NAMES, most=most, size=size, weight="bold" if bold else "normal")


def _takes(task: Task) -> str | None:
    """Say how long a task takes; None where nobody knows."""
    if task.p50 is None or task.p90 is None:
        return None
    if task.p90 == 0:
        return wording.say("bars.done")
    even, late = typed(task.p50), typed(task.p90)
    span: str | int = wording.say("axis.from_to", low=even, high=late)
    if even == late:
        span = 1 if task.p50 == 1 else even
    return wording.say("duration.working_days", n=span)


def _said(task: Task) -> str | None:
    """Say how long a task takes, and who says so; None where nobody knows."""
    takes = _takes(task)
    if takes is None or task.p90 == 0:
        return takes
    return f"{takes} · {short(task.source or wording.say('figure.no_source'))}"


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
        sentences.append(
            wording.say("bars.alt_release", when=_when(release, day_writer(WITH_YEAR)))
        )
    for step in planned.steps:
        name, takes = short(step.task.label), _said(step.task)
        if step.task.p90 == 0:
            sentences.append(f"{name}: {takes}.")
            continue
        even, late = map(day_writer(WITH_YEAR), (step.p50, step.p90))
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
