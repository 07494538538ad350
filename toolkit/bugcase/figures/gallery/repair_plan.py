"""What is still to do, and what keeps it from coming back: each by its day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias

from bugcase import wording
from bugcase.case.values import known
from bugcase.facts.facts import Facts
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import sentence, short
from bugcase.figures.clock import WITH_YEAR, day_writer
from bugcase.figures.on_slides import OnSlides
from bugcase.figures.scale import Scale
from bugcase.playbook.field import AnswerField
from bugcase.playbook.meaning import ColumnMeaning, FieldMeaning
from bugcase.style.lettering import one_line, text_width, wrapped
from bugcase.style.tokens import SPACE, TYPE, column, column_end

_LABEL, _SMALL = TYPE["label"], TYPE["note"]
_LEFT, _NAMES = column(4), column_end(3)
_SAID = _LEFT + SPACE["near"]  # words, clear of the line that the bars begin at
_HEAD = 36.0  # a lane's head, with the space under it
_FOOT = 36.0  # under the lanes, for the day from which the bars run
_PITCH = 120.0
_MOST = 4  # rows of a lane
_BAR: Final = 10.0  # half a bar's height
_OWNER = 180  # how wide an owner's name may be
_TOLD = 200  # letters of what is said in words
_DASH: Final = "–"
Write: TypeAlias = Callable[[date], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairStep:
    """A step that is left; the days by which it is done, or in words how long it takes.

    Where neither is known `takes` is empty; it is None of a text that is no step, such as
    “none is left”.
    """

    what: str
    even_by: date | None = None
    late_by: date | None = None
    takes: str | None = ""

    @property
    def days(self) -> list[date]:
        """The days that are known."""
        return [day for day in (self.even_by, self.late_by) if day is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What keeps it from happening again, with its owner and the day on which it is in place."""

    what: str
    owner: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairPlan:
    """What is left to do and what keeps it from coming back, as people typed it.

    Parameters
    ----------
    steps, measures
        A row each.
    today
        The day from which the bars run; None where it is not known.
    no_steps, no_measures
        What is missing where there are none; None leaves the lane out.
    """

    steps: tuple[RepairStep, ...] = ()
    measures: tuple[Measure, ...] = ()
    today: date | None = None
    no_steps: str | None = None
    no_measures: str | None = None

    @property
    def days(self) -> list[date]:
        """Every day in it."""
        days = [day for step in self.steps for day in step.days]
        return days + [measure.due for measure in self.measures if measure.due is not None]


def repair_plan(plan: RepairPlan) -> CaseFigure:
    """Draw by when it is repaired, and by when what keeps it from coming back is in place.

    One lane holds the steps that are left: a dark bar from today ends on the day by which
    a step is done as likely as not, the grey one after it on the day by which it is done
    nine times in ten.  The other holds the measures, each with its owner on the day it is
    due.  Days are drawn as they were typed, and nothing is computed from them; where
    somebody typed words in their place, the words stand there.

    Parameters
    ----------
    plan
        What people typed.
    """
    lanes: list[tuple[str, Sequence[RepairStep | Measure], str | None]] = [
        (wording.say("repair.steps"), plan.steps, plan.no_steps),
        (wording.say("repair.measures"), plan.measures, plan.no_measures),
    ]
    lanes = [(head, rows, gap) for head, rows, gap in lanes if rows or gap is not None]
    many = sum(min(max(len(rows), 1), _MOST) for _, rows, _ in lanes)
    with drawing():
        sheet = Canvas(alt=_alt(plan), source_line="")
        pitch = min(_PITCH, (HEIGHT - _FOOT - _HEAD * len(lanes)) / max(many, 1))
        days = [*plan.days, *([plan.today] if plan.today else [])]
        first, last = (min(days), max(days)) if plan.days else (None, None)
        along, write = None, day_writer(0)
        if first is not None and last is not None:
            write = day_writer((last - first).days)
            room = max(_after(row, write) for _, rows, _ in lanes for row in rows[:_MOST])
            along = Scale(
                low=first.toordinal(), high=last.toordinal() + 1, start=_LEFT,
                end=max(WIDTH - room - 14, _LEFT + 200),
            )  # fmt: skip
        top = float(HEIGHT)
        if along is not None and plan.today is not None:
            x, foot = along.place(plan.today.toordinal()), top - _HEAD * len(lanes) - pitch * many
            words = wording.say("repair.today", day=write(plan.today))
            sheet.words(x, foot - 28, words, size=_SMALL, colour="muted", beside=True)
        for place, (head, rows, gap) in enumerate(lanes):
            if place:
                sheet.line(0, top, WIDTH, top, width=1, colour="rule")
            wide = sheet.words(0, top - 26, head, size=_SMALL, bold=True, width=_NAMES)
            if any(isinstance(row, RepairStep) and row.days for row in rows):
                _legend(sheet, x=max(_LEFT, wide + 24), y=top - 26)
            top -= _HEAD
            shown: Sequence[RepairStep | Measure] = (
                rows if len(rows) <= _MOST else rows[: _MOST - 1]
            )
            for row in shown:
                _row(sheet, along, row, plan.today, y=top - pitch / 2, pitch=pitch, write=write)
                top -= pitch
            if len(shown) < len(rows):
                words = wording.say("list.only_more", n=len(rows) - len(shown))
                sheet.words(0, top - pitch / 2 - 7, words, size=_SMALL, colour="muted")
                top -= pitch
            if not rows:
                half = min(22.0, pitch * 0.42)
                words = f"{wording.say('figure.unknown_lead')}{gap}"
                sheet.gap(0, top - pitch / 2 - half, WIDTH, top - pitch / 2 + half, words)
                top -= pitch
    return sheet.figure


def _legend(sheet: Canvas, *, x: float, y: float) -> None:
    for words, colour in (
        (wording.say("bars.even"), "baseline"), (wording.say("bars.late"), "context"),
    ):  # fmt: skip
        sheet.block(x, y - 1, x + 18, y + 15, colour=colour)
        x += 26 + 24 + sheet.words(x + 26, y, words, size=_SMALL, beside=True)


def _row(
    sheet: Canvas, along: Scale | None, row: RepairStep | Measure, today: date | None, *,
    y: float, pitch: float, write: Write,
) -> None:  # fmt: skip
    """Draw a row: what it is, and beside it its days, or what is said in their place."""
    size = _LABEL if pitch >= 2.2 * _LABEL else _SMALL
    most = 2 if pitch >= 2.2 * size else 1
    _lines(sheet, wrapped(row.what, width=_NAMES, most=most, size=size), x=0, y=y, size=size,
           width=_NAMES)  # fmt: skip
    if isinstance(row, Measure):
        _due(sheet, along, row, today, y=y, pitch=pitch, size=size, write=write)
    elif along is not None and row.days:
        _bars(sheet, along, row, today, y=y, pitch=pitch, size=size, write=write)
    elif row.takes is not None:
        lines = wrapped(row.takes or _DASH, width=WIDTH - _SAID, most=most, size=size)
        _lines(sheet, lines, x=_SAID, y=y, size=size, width=WIDTH - _SAID)


def _lines(
    sheet: Canvas, lines: Sequence[str], *, x: float, y: float, size: int, width: float
) -> None:
    for place, words in enumerate(lines):
        foot = y - size * 0.36 + size * 1.08 * ((len(lines) - 1) / 2 - place)
        sheet.words(x, foot, words, size=size, width=width, beside=x > 0)


def _bars(
    sheet: Canvas, along: Scale, step: RepairStep, today: date | None, *, y: float, pitch: float,
    size: int, write: Write,
) -> None:  # fmt: skip
    two = step.even_by is not None and step.late_by is not None and pitch >= 2.2 * size
    bar = y - 14 if two else y
    start = along.start if today is None else along.place(today.toordinal())
    end = start
    _upright(sheet, start, y=y, pitch=pitch)
    for day, colour in ((step.even_by, "baseline"), (step.late_by, "context")):
        if day is None:
            continue
        until = along.place(day.toordinal() + 1)
        if until > end:
            sheet.block(end, bar - _BAR, until, bar + _BAR, colour=colour)
        end = max(end, until)
    if step.even_by is not None and two:
        words = write(step.even_by)
        middle = along.place(step.even_by.toordinal() + 1) - text_width(words, size) / 2
        sheet.words(max(start, middle), bar + _BAR + 9, words, size=size, beside=True)
    sheet.words(end + 10, bar - size * 0.36, write(step.days[-1]), size=size, beside=True)


def _upright(sheet: Canvas, x: float, *, y: float, pitch: float) -> None:
    """Draw the day from which the bars run, in a row that has one."""
    sheet.line(x, y - pitch / 2, x, y + pitch / 2, width=1.5, colour="muted")


def _due(
    sheet: Canvas, along: Scale | None, row: Measure, today: date | None, *, y: float, pitch: float,
    size: int, write: Write,
) -> None:  # fmt: skip
    foot, x = y - size * 0.36, float(_SAID)
    if along is not None and row.due is not None:
        at = along.place(row.due.toordinal() + 1)
        start = along.start if today is None else along.place(today.toordinal())
        if start < at:
            sheet.line(start, y, at, y, width=2, colour="context")
            _upright(sheet, start, y=y, pitch=pitch)
        sheet.dot(at, y, size=13, edge=1, filled=True, shape="D")
        x = at + 16
        x += 12 + sheet.words(x, foot, write(row.due), size=size, beside=True)
    else:
        x += 12 + sheet.words(x, foot, _DASH, size=size, beside=True)
    owner = one_line(row.owner)
    if owner:
        width = min(_OWNER, WIDTH - x)
        sheet.words(x, foot, owner, size=_SMALL, colour="muted", width=width, beside=True)


def _after(row: RepairStep | Measure, write: Write) -> float:
    """Say how much room stands after the end of a row's mark."""
    if isinstance(row, RepairStep):
        return text_width(write(row.days[-1]), _LABEL) if row.days else 0.0
    owner = min(text_width(one_line(row.owner), _SMALL), _OWNER)
    return (text_width(write(row.due), _LABEL) if row.due else 0.0) + owner + 20


def _alt(plan: RepairPlan) -> str:
    write = day_writer(WITH_YEAR)
    sentences = []
    for step in plan.steps:
        parts = [short(step.what)]
        if step.even_by is not None:
            parts.append(wording.say("repair.even", day=write(step.even_by)))
        if step.late_by is not None:
            parts.append(wording.say("repair.late", day=write(step.late_by)))
        if not step.days:
            parts += [short(step.takes, _TOLD)] if step.takes else []
        sentences.append(sentence(", ".join(parts)))
    for row in plan.measures:
        parts = [short(row.what), *([short(row.owner)] if row.owner else [])]
        if row.due is not None:
            parts.append(wording.say("repair.due", day=write(row.due)))
        sentences.append(sentence(", ".join(parts)))
    return one_line(" ".join([wording.say("repair.alt", n=len(sentences)), *sentences]))


def _typed_rows(
    facts: Facts, meaning: FieldMeaning
) -> tuple[AnswerField | None, list[dict[str, object]]]:
    """Give the rows of a field; where not everybody may read them, the words in their place.

    A picture is not split for shared documents, so it never holds what they must not show.
    """
    field = facts.playbook.field_for(meaning)
    if field is None:
        return None, []
    if (instead := facts(field.id).shared) is not None:
        return field, [{field.columns[0].id: instead}]
    rows = (dict(row) for row in field.rows(facts.case.answer(field.id)))
    return field, [row for row in rows if known(row.get(field.columns[0].id)) is not None]


def _cell(field: AnswerField, row: dict[str, object], meaning: ColumnMeaning) -> object:
    column_id = field.column_for(meaning)
    return None if column_id is None else row.get(column_id)


def _day_of(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _repair(facts: Facts) -> tuple[RepairPlan | None]:
    """Take the plan from the rows that mean it; None where there is none."""
    steps_field, steps = _typed_rows(facts, "work left")
    measures_field, measures = _typed_rows(facts, "measures")
    if not steps and not measures:
        return (None,)
    at = known(facts.case.meeting.at)
    today = (at.astimezone(facts.clock) if facts.clock else at).date() if at else None
    return (
        RepairPlan(
            steps=tuple(_step(facts, steps_field, row) for row in steps if steps_field),
            measures=tuple(
                _measure(facts, measures_field, row) for row in measures if measures_field
            ),
            today=today,
            no_steps=steps_field.gap if steps_field else None,
            no_measures=measures_field.gap if measures_field else None,
        ),
    )


def _step(facts: Facts, field: AnswerField, row: dict[str, object]) -> RepairStep:
    is_text = isinstance(facts.case.answer(field.id), str) or bool(facts(field.id).shared)

    def cell(name: str) -> str | None:
        said = facts.say(row.get(name))
        return said if isinstance(said, str) else None

    what = str(facts.say(row[field.columns[0].id]))
    said = field.say.said(cell) if field.say else what
    return RepairStep(
        what=f"{what[:1].upper()}{what[1:]}",
        even_by=_day_of(_cell(field, row, "even odds")),
        late_by=_day_of(_cell(field, row, "nine in ten")),
        takes=None if is_text else said.removeprefix(what).lstrip(" ,"),
    )


def _measure(facts: Facts, field: AnswerField, row: dict[str, object]) -> Measure:
    what, owner = str(facts.say(row[field.columns[0].id])), facts.say(_cell(field, row, "owner"))
    return Measure(
        what=f"{what[:1].upper()}{what[1:]}",
        owner=owner if isinstance(owner, str) else "",
        due=_day_of(_cell(field, row, "due")),
    )


ON_SLIDES = OnSlides(needs=_repair, draw=repair_plan, slot="work_left")
