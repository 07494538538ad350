"""The slots that a playbook has of its own: its roles, fields, quantities and tasks."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from bugcase import wording
from bugcase.case.model import Assumed, TaskTime
from bugcase.case.values import Unknown
from bugcase.facts.case_context import CaseContext, SlotValue
from bugcase.facts.slots.slot import Slot
from bugcase.facts.sources import Provenance, given, typed
from bugcase.playbook.field import AnswerField
from bugcase.playbook.format import PlannedTask, Playbook, Quantity, Role
from bugcase.playbook.template import Form

PER_CENT = ("share", "odds")  # kinds of quantity
BETWEEN_ROWS = "; "
BEFORE_LAST_ROW = "; and "  # where it is said


def own_slots(playbook: Playbook) -> Mapping[str, Slot]:
    """Make a slot of each name that a playbook brings.

    Of odds, which are said in a word, another slot says the range that was typed.
    """
    return {name: _slot(name, asked) for name, asked in playbook.own_slots.items()}


def _slot(name: str, asked: Role | AnswerField | Quantity | PlannedTask) -> Slot:
    match asked:
        case Role():
            return _name(asked)
        case AnswerField():
            return _answer(asked)
        case Quantity():
            return _range(asked, in_numbers=name == asked.in_numbers)
        case PlannedTask():
            return _time(asked)


def _name(role: Role) -> Slot:
    return Slot(
        words=lambda context: context.say(context.case.person(role.id)),
        gap=f"the name of the {role.label}",
        source=typed,
        rests_on=(f"people.{role.id}",),
    )


def said_rows(
    field: AnswerField, answer: object, context: CaseContext, form: Form = "written"
) -> tuple[str, ...]:
    """Say the rows of an answer, one by one, each as far as it is filled in."""

    def cell(value: object) -> str | None:
        said = context.say(value)
        return said if isinstance(said, str) else None

    if field.say is None:
        return ()
    rows = ({name: cell(one) for name, one in row.items()} for row in field.rows(answer))
    said = (field.say.said(row.get, short=form == "short") for row in rows if any(row.values()))
    return tuple(one for one in said if one)


def said_together(
    field: AnswerField, answer: object, context: CaseContext, form: Form = "written"
) -> str | None:
    """Say the rows of an answer as a list; None where there is nothing to say."""
    *first, last = said_rows(field, answer, context, form) or ("",)
    before_last = BETWEEN_ROWS if form == "written" else BEFORE_LAST_ROW
    return before_last.join(filter(None, (BETWEEN_ROWS.join(first), last))) or None


def _answer(field: AnswerField) -> Slot:
    def said(context: CaseContext) -> SlotValue:
        return context.say(context.case.answer(field.id))

    def rows(form: Form) -> Callable[[CaseContext], SlotValue]:
        return lambda context: said_together(field, context.case.answer(field.id), context, form)

    def at(context: CaseContext) -> date | None:
        answer = context.case.answer(field.id)
        return answer if isinstance(answer, date) else None

    def aloud(context: CaseContext) -> SlotValue:
        answer = context.case.answer(field.id)
        return context.spoken_moment(answer) if isinstance(answer, datetime) else None

    in_rows = field.kind == "rows"
    return Slot(
        words=rows("written") if in_rows else said,
        spoken=rows("spoken") if in_rows else aloud,
        short=rows("short") if in_rows else None,
        at=at,
        gap=field.gap,
        source=typed,
        rests_on=(f"answers.{field.id}",),
    )


def _range(asked: Quantity, *, in_numbers: bool) -> Slot:
    in_a_word = asked.kind == "odds" and not in_numbers

    def said(context: CaseContext) -> SlotValue:
        spread = context.case.assumptions.get(asked.id, Assumed()).spread
        if isinstance(spread, Unknown):
            return spread
        if in_a_word:
            return wording.odds_of_range(spread[0] / 100, spread[-1] / 100)
        numbers = [_number(number, asked, context) for number in spread]
        unit = "" if asked.kind in PER_CENT else f" {asked.unit}"
        if spread[0] == spread[2]:
            return f"{numbers[1]}{unit}"
        low_end = numbers[0].removesuffix("%")
        return f"{low_end} to {numbers[2]}{unit}, most likely {numbers[1]}"

    def spoken(context: CaseContext) -> SlotValue:
        """Say odds as so many in a hundred, which nobody has to work out."""
        spread = context.case.assumptions.get(asked.id, Assumed()).spread
        if isinstance(spread, Unknown) or not in_numbers:
            return None
        low, high = (f"{end:g}" for end in (spread[0], spread[2]))
        if low == high:
            return f"about {high} in a hundred"
        return (
            f"at most {high} in a hundred"
            if low == "0"
            else (f"between {low} and {high} in a hundred")
        )

    def short(context: CaseContext) -> SlotValue:
        """Say the likeliest alone, as the estimate that it is; of odds, their range."""
        spread = context.case.assumptions.get(asked.id, Assumed()).spread
        if isinstance(spread, Unknown) or in_a_word:
            return None
        if in_numbers:
            low, high = (f"{end:g}" for end in (spread[0], spread[2]))
            return f"{high}%" if low == high else f"{low}–{high}%"
        about = "" if spread[0] == spread[2] else "about "
        return f"{about}{_number(spread[1], asked, context)}"

    def source(context: CaseContext) -> Provenance:
        return given(context.case.assumptions.get(asked.id, Assumed()).source)

    return Slot(
        words=said,
        spoken=spoken,
        short=short,
        gap=asked.gap,
        source=source,
        rests_on=(f"assumptions.{asked.id}",),
    )


def _number(number: float, asked: Quantity, context: CaseContext) -> str:
    if asked.kind == "money":
        return wording.money(number, context.weighed.currency, locale=context.locale)
    return f"{number:,g}%" if asked.kind in PER_CENT else f"{number:,g}"


def _time(task: PlannedTask) -> Slot:
    def said(context: CaseContext) -> SlotValue:
        time = context.case.tasks.get(task.id, TaskTime())
        if isinstance(time.p50, Unknown) or isinstance(time.p90, Unknown) or time.fault:
            return None
        if time.p90 == 0:
            return "no time, since it is done"
        days = "working day" if time.p50 == 1 else "working days"
        if time.p50 == time.p90:
            return f"{time.p50:g} {days}"
        return f"{time.p50:g} {days} at even odds, {time.p90:g} at nine in ten"

    def source(context: CaseContext) -> Provenance:
        return given(context.case.tasks.get(task.id, TaskTime()).source)

    gap = f"how long it takes to {task.label.lower()}"
    return Slot(words=said, gap=gap, source=source, rests_on=(f"tasks.{task.id}",))
