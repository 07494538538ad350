"""The slots that a playbook has of its own: its roles, fields, quantities and tasks."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from bugcase import wording
from bugcase.case.model import Assumed, TaskTime
from bugcase.case.values import Unknown
from bugcase.facts.case_context import CaseContext, SlotValue
from bugcase.facts.slots.slot import Slot, spoken_at
from bugcase.facts.sources import Provenance, given, typed
from bugcase.playbook.field import AnswerField
from bugcase.playbook.format import PlannedTask, Playbook, Quantity, Role
from bugcase.playbook.template import Form

PER_CENT = ("share", "odds")  # kinds of quantity
BETWEEN_ROWS = "; "


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
        spoken=lambda context: _as_called(context, context.case.person(role.id)),
        gap=lambda _: wording.say("gap.name", role=role.label),
        source=typed,
        rests_on=(f"people.{role.id}",),
    )


def _as_called(context: CaseContext, name: SlotValue) -> SlotValue:
    """Say a name as its bearer is addressed; None of any other words."""
    called = context.case.called(name) if isinstance(name, str) else None
    return called if isinstance(called, str) else None


def said_rows(
    field: AnswerField, answer: object, context: CaseContext, form: Form = "written"
) -> tuple[str, ...]:
    """Say the rows of an answer, one by one, each as far as it is filled in."""

    def cell(value: object) -> str | None:
        aloud = spoken_at(context, value) if form == "spoken" and isinstance(value, date) else None
        said = aloud or context.say(value)
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
    if first and form != "written":
        commas = any("," in one for one in (*first, last))
        entry = "rows.with_last" if commas or len(first) > 1 else "rows.with_other"
        return wording.say(entry, rows=BETWEEN_ROWS.join(first), last=last)
    return BETWEEN_ROWS.join((*first, last)) or None


def _answer(field: AnswerField) -> Slot:
    def said(context: CaseContext) -> SlotValue:
        words = context.say(context.case.answer(field.id))
        return field.punctuated(words) if isinstance(words, str) else words

    def rows(form: Form) -> Callable[[CaseContext], SlotValue]:
        return lambda context: said_together(field, context.case.answer(field.id), context, form)

    def at(context: CaseContext) -> date | None:
        answer = context.case.answer(field.id)
        return answer if isinstance(answer, date) else None

    def aloud(context: CaseContext) -> SlotValue:
        return spoken_at(context, at(context)) or _as_called(context, said(context))

    in_rows = field.kind == "rows"
    return Slot(
        words=rows("written") if in_rows else said,
        spoken=rows("spoken") if in_rows else aloud,
        short=rows("short") if in_rows else lambda context: context.short_day(at(context)),
        at=at,
        gap=lambda _: field.gap,
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
        first = _plain(spread[0]) if asked.kind in PER_CENT else numbers[0]
        return wording.say("typed.range", low=first, high=numbers[2], unit=unit, likely=numbers[1])

    def spoken(context: CaseContext) -> SlotValue:
        """Say odds as so many in a hundred, which nobody has to work out."""
        spread = context.case.assumptions.get(asked.id, Assumed()).spread
        if isinstance(spread, Unknown):
            return None
        if not in_numbers:
            return wording.spoken.aloud(str(said(context)))
        low, high = (_plain(end) for end in (spread[0], spread[2]))
        entry = "likely" if low == high else "at_most" if spread[0] == 0 else "between"
        return wording.say(f"in_a_hundred.{entry}", low=low, high=high)

    def short(context: CaseContext) -> SlotValue:
        """Say the likeliest alone, as the estimate that it is; of odds, their range."""
        spread = context.case.assumptions.get(asked.id, Assumed()).spread
        if isinstance(spread, Unknown) or in_a_word:
            return None
        if in_numbers:
            low, high = (_plain(end) for end in (spread[0], spread[2]))
            entry = "in_a_hundred.one" if low == high else "in_a_hundred.range"
            return wording.say(entry, low=low, high=high)
        likely = _number(spread[1], asked, context)
        if spread[0] == spread[2]:
            return likely
        return wording.say("number.about", number=likely)

    def source(context: CaseContext) -> Provenance:
        return given(context.case.assumptions.get(asked.id, Assumed()).source)

    return Slot(
        words=said,
        spoken=spoken,
        short=short,
        gap=lambda _: asked.gap,
        source=source,
        rests_on=(f"assumptions.{asked.id}",),
    )


def _number(number: float, asked: Quantity, context: CaseContext) -> str:
    if asked.kind == "money":
        return wording.money(number, context.weighed.currency)
    if asked.kind in PER_CENT:
        return wording.say("number.percent", number=_plain(number))
    return _plain(number)


def _plain(number: float) -> str:
    return wording.in_use().number(Decimal(f"{number:g}"))


def _time(task: PlannedTask) -> Slot:
    def said(context: CaseContext) -> SlotValue:
        time = context.case.tasks.get(task.id, TaskTime())
        if isinstance(time.p50, Unknown) or isinstance(time.p90, Unknown) or time.fault:
            return None
        if time.p90 == 0:
            return wording.say("time.done")
        p50, p90 = (Decimal(f"{days:g}") for days in (time.p50, time.p90))
        days = wording.say("duration.working_days", n=p50)
        return days if p50 == p90 else wording.say("time.odds", p50=days, p90=p90)

    def source(context: CaseContext) -> Provenance:
        return given(context.case.tasks.get(task.id, TaskTime()).source)

    def gap(_: CaseContext) -> str:
        return wording.say("gap.task", task=task.label.lower())

    return Slot(words=said, gap=gap, source=source, rests_on=(f"tasks.{task.id}",))
