"""The form of a step: its progress, its tables and fields, and the undo button."""

from collections.abc import Callable
from html import escape
from itertools import count

import ipywidgets as widgets

from bugcase.case.file import value_at
from bugcase.case.model import Assumed, TaskTime
from bugcase.case.values import UNKNOWN
from bugcase.desk.answer_rows import AnswerRows
from bugcase.desk.field_row import FieldRow, said_of
from bugcase.desk.fields import FieldGroup, FormField, RowsField, fields_of, own_option
from bugcase.desk.kernel_loop import on_kernel_loop
from bugcase.desk.live import LiveCase
from bugcase.desk.messages import STYLE, alert, hint, second_line
from bugcase.desk.people_and_actions import ActionRows, PeopleRows, PhraseRows
from bugcase.desk.progress import progress
from bugcase.desk.tables import RowsTable
from bugcase.desk.widgets import button, cells, head, packed, stacked, text
from bugcase.errors import BugcaseError
from bugcase.story.review.answers import unasked_answers

PHRASES = (
    "What is said of the people in a group: “married”, “who moved {level}”, “of age {level}”. "
    "Where there is no phrase, it is said by column and level."
)
READ_ONLY = "This folder can't be written to, so nothing that is typed here is kept. Copy it first."


def form(live: LiveCase, step_id: str, undo: widgets.Button) -> widgets.VBox:
    """Show the form of a step; `undo` is the one button of the desk."""
    step = live.playbook.step(step_id)
    parts: list[widgets.Widget] = [_head(live, step_id), undo]
    if "people" in step.asks:
        parts.append(RowsTable(live, PeopleRows(live.playbook)).box)
    headed: tuple[str, ...] = ()
    for asked in fields_of(step, live.playbook):
        if isinstance(asked, RowsField):
            parts.append(_rows(live, asked))
            continue
        heads = _heads(asked)
        if heads and heads != headed:
            parts.append(cells([head(words) for words in ("", *heads)], str(len(heads) + 1)))
        headed = heads
        parts.append(
            _group(live, asked) if isinstance(asked, FieldGroup) else FieldRow(live, asked).box
        )
    if "data" in step.asks:
        parts += [
            text(f"<b>{PhraseRows.name}</b>" + hint(PHRASES)),
            RowsTable(live, PhraseRows(live)).box,
        ]
    if "options" in step.asks:
        parts.append(_own_options(live))
    if "actions" in step.asks:
        rows = ActionRows(lambda: live.facts)
        parts.append(RowsTable(live, rows).box)
    return stacked(parts, "bugcase-form")


def undo_button(live: LiveCase) -> widgets.Button:
    """Make the button that takes the last change of this desk back, and says which it is."""
    button = widgets.Button(
        icon="undo", layout={"width": "fit-content", "align_self": "flex-end", "flex": "0 0 auto"}
    )

    def follow() -> None:
        last = live.saver.last
        button.disabled = last is None
        button.description = f"Undo last change: {last.name}" if last else "Undo last change"
        button.tooltip = f"put {last.name} back as it was" if last else "nothing to undo yet"

    def undo(_: object) -> None:
        try:
            live.saver.undo()
        except (BugcaseError, OSError) as error:
            button.tooltip = f"not undone: {said_of(error, '')}"
            button.description = "Not undone: it was changed elsewhere since"

    button.on_click(on_kernel_loop(undo))
    live.follow("undo", follow)
    return button


def _head(live: LiveCase, step_id: str) -> widgets.HTML:
    """Say how far the step is, and whether the file takes anything at all."""
    message = text()
    step = live.playbook.step(step_id)

    def draw() -> None:
        trouble = "" if live.writable else alert(READ_ONLY, what="Read only")
        if live.saver.trouble:
            trouble += alert(live.saver.trouble, what="The file was changed elsewhere")
        if live.begun and step is live.playbook.steps[0]:
            trouble += hint("A new case was begun: there was no case.toml in this folder.")
        if step is live.playbook.steps[0] and (unasked := unasked_answers(live.facts)):
            said = "; ".join(f"{name}: {words}" for name, words in unasked.items())
            trouble += alert(said, what="In case.toml, and asked for by no field now")
        said = STYLE + trouble + progress(step, live.facts, live.unknowns)
        if said != message.value:
            message.value = said

    live.follow(("progress", step_id), draw, idle=True)
    return message


def _heads(asked: FormField | FieldGroup) -> tuple[str, ...]:
    if isinstance(asked, FormField) or asked.layout == "packed":
        return ()
    return tuple(field.label for field in asked.fields)


def _rows(live: LiveCase, asked: RowsField) -> widgets.VBox:
    """Show an answer in rows under its name and the beginning of its sentence."""
    field = asked.asked
    stem = second_line(f"{field.stem} …") if field.stem else ""
    table = RowsTable(live, AnswerRows(asked, lambda: live.facts))
    return stacked([text(f"<b>{escape(field.label)}</b>{stem}"), table.box], "bugcase-group")


def _group(live: LiveCase, group: FieldGroup) -> widgets.VBox:
    """Show the fields of a range, an option or a task together, under their name."""
    title = text(f"<b>{escape(group.label)}</b>{hint(group.help)}")
    rows = [FieldRow(live, field, bare=True).box for field in group.fields]
    fault = text()
    place = group.fields[0].place.rpartition(".")[0]

    def follow() -> None:
        said = _fault(live, place)
        fault.value = alert(said, what=group.label) if said else ""

    live.follow(("fault", place), follow)
    inner = [title, packed(rows)]
    if group.layout == "cells":
        inner = [cells([title, *rows], str(len(rows) + 1))]
    return stacked([*inner, fault], "bugcase-group")


def _fault(live: LiveCase, place: str) -> str | None:
    """Say why what stands at a place is not used, though it is kept."""
    given = value_at(live.case, place)
    if isinstance(given, Assumed):
        asked = {f"assumptions.{one.id}": one for one in live.playbook.quantities}
        return asked[place].fault(given)
    return given.fault if isinstance(given, TaskTime) else None


def _own_options(live: LiveCase) -> widgets.VBox:
    """Ask for options that the playbook doesn't have; each can be taken out again."""
    body, message = stacked([]), text()
    planned = {option.id for option in live.playbook.options}
    shown: list[str] = []

    def change(place: str, name: str) -> None:
        message.value = ""
        try:
            live.saver.change(place, name, UNKNOWN)
        except (BugcaseError, OSError) as error:
            message.value = alert(said_of(error, place))

    def append() -> None:
        free = next(f"own_{n}" for n in count(1) if f"own_{n}" not in live.case.options)
        change(f"options.{free}.label", "a new option")

    def follow() -> None:
        own = [one for one in live.case.options if one not in planned]
        if own != shown:
            shown[:] = own
            body.children = [_own_option(live, one, n, change) for n, one in enumerate(own, 1)]

    add = button(
        "Add an option of your own", append, tooltip="it is weighed beside the others", icon="plus"
    )
    live.follow("own options", follow)
    return stacked([body, add, message])


def _own_option(
    live: LiveCase, option_id: str, number: int, change: Callable[[str, str], None]
) -> widgets.VBox:
    remove = button(
        f"Remove own option {number}",
        lambda: change(f"options.{option_id}", f"own option {number}"),
        tooltip="take it out again; it can be undone",
        icon="trash",
    )
    return stacked([_group(live, own_option(option_id, number)), remove])
