"""Small tables to edit: people or actions, a row each, with buttons to add, move and remove.

A table is one value of the case, written whole, so that the order of its rows is
kept.  Each button says what it does to which row, and keeps the keyboard where it
was: a row that moved takes the focus with it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from typing import Any, cast

import ipywidgets as widgets

from bugcase.case.file import FieldError, value_at
from bugcase.case.values import Unknown
from bugcase.desk.field_row import choice, said_of
from bugcase.desk.kernel_loop import on_kernel_loop
from bugcase.desk.live import LiveCase
from bugcase.desk.messages import alert, heard_only, saved
from bugcase.desk.widgets import abreast, button, cells, head, layout_of, stacked, style_of, text


class RowKind(ABC):
    """What the rows of a table are: their place in the case, and the cells of one."""

    place: str
    layout: str  # of its columns, in the style sheet
    name: str  # of the table
    one: str  # of a row
    heads: tuple[str, ...]

    @abstractmethod
    def rows(self, value: Any) -> Sequence[Any]:
        """Give a row for each entry, and for those that only the playbook has."""

    @abstractmethod
    def blank(self, rows: Sequence[dict[str, Any]]) -> Any:
        """Make a new row, beside those that are there."""

    @abstractmethod
    def cells(self, row: Any) -> list[widgets.Widget]:
        """Make the widgets of a row, one under each head; the table names them."""

    @abstractmethod
    def read(self, row: Any, cells: Sequence[widgets.Widget]) -> dict[str, Any]:
        """Take a row from its widgets, as the file has it."""

    def refresh(self, row: Any, cells: Sequence[widgets.Widget]) -> None:  # noqa: B027  (many tables have nothing of the kind)
        """Bring what a row shows, and nobody types, up to the case."""

    def change_clocks(self, rows: Iterable[tuple[Any, Sequence[widgets.Widget]]]) -> bool:  # noqa: ARG002  (many tables hold no moments)
        """Go over to the clock of another zone; tell whether what was typed is another moment."""
        return False

    def fixed(self, row: Any) -> bool:  # noqa: ARG002  (a table with fixed rows looks at it)
        """Whether a row can be neither moved nor taken out."""
        return False

    def called(self, number: int) -> str:
        """Call a row by its number, as it is read out."""
        return f"{self.one.capitalize()} {number}"

    def said(self, value: Any) -> str:  # noqa: ARG002  (a table that says nothing looks at nothing)
        """Say under the table, as HTML, what its rows come to."""
        return ""

    def kept(self, rows: Iterable[dict[str, Any]]) -> Any:
        """Give what is written of the rows."""
        return tuple(rows)

    def listed(self, value: Any) -> Iterable[Any]:
        """Give the rows of what is written, to be said in words."""
        return cast("Iterable[Any]", value)


@dataclass(slots=True)
class _Row:
    value: Any
    cells: list[widgets.Widget]
    message: widgets.HTML
    up: widgets.Button
    down: widgets.Button
    remove: widgets.Button
    box: widgets.Widget


class _RowError(ValueError):
    """A cell that holds what it can't, and its row."""

    def __init__(self, row: _Row, why: str) -> None:
        super().__init__(why)
        self.row = row


class RowsTable:
    """A table bound to the case, as `bugcase.desk.field_row.FieldRow` is a field."""

    def __init__(self, live: LiveCase, kind: RowKind) -> None:
        self._live, self._kind = live, kind
        self.place, self.name = kind.place, kind.name
        self._showing = False  # what the cells take now was not typed
        self._rows: list[_Row] = []
        self._body = stacked([])
        self._message = text()
        self._add = button(
            f"Add {kind.one}", self._append, tooltip=f"a new row under {kind.name}", icon="plus"
        )
        heads = [head(words) for words in kind.heads]
        top = cells([*heads, text()], kind.layout)
        self._comes_to = text()
        self._parts = [top, self._body, self._add, self._comes_to, self._message]
        self.box = stacked(self._parts, "bugcase-table")
        live.saver.bind(self)
        self.show(value_at(live.case, self.place))
        live.follow(("clock", self.place), self._change_clocks)
        live.follow(("rows", self.place), self._refresh, idle=True)

    def read(self) -> Any:
        """Give the rows as a value of the case.

        Raises
        ------
        ValueError
            Where a cell holds what it can't.
        """
        return self._kind.kept(self._read(row) for row in self._rows)

    def show(self, value: Any) -> None:
        """Show the rows of the file."""
        self._rows = [self._row(row) for row in self._kind.rows(value)]
        self._lay_out()
        self._settle("")
        self._say()

    def saved(self) -> None:
        """Tell that the rows are in the file."""
        self._settle(saved())

    def refused(self, error: Exception) -> None:
        """Tell at its row what is wrong."""
        self._settle("")
        if isinstance(error, _RowError):
            error.row.message.value = alert(str(error))
            return
        faults = error.faults if isinstance(error, FieldError) else {}
        written = self._kind.kept
        at_a_row = False
        at = -1
        for row in self._rows:
            at += len(written([self._read(row)]))
            why = [
                said for place, said in faults.items() if place.startswith(f"{self.place}.{at}.")
            ]
            if why and not at_a_row:
                row.message.value, at_a_row = alert("; ".join(why)), True
        if not at_a_row:
            self._message.value = alert(said_of(error, self.place))

    def clashed(self, theirs: Any) -> None:
        """Show both tables in words, and let one choose."""
        self._settle("")
        saver = self._live.saver
        asked = choice(
            self.name,
            _in_words(self._kind.listed(theirs)),
            _in_words(self._kind.listed(self.read())),
            keep=lambda: saver.keep_theirs(self),
            use=lambda: saver.use_mine(self),
        )
        self.box.children = [*self._parts, asked]

    def _row(self, value: Any) -> _Row:
        shown = self._kind.cells(value)
        message = text()
        up, down, remove = (_act(icon) for icon in ("arrow-up", "arrow-down", "trash"))
        buttons = abreast([] if self._kind.fixed(value) else [up, down, remove])
        box = stacked([cells([*shown, buttons], self._kind.layout), message])
        made = _Row(value, shown, message, up, down, remove, box)
        up.on_click(on_kernel_loop(lambda _: self._move(made, -1, up)))
        down.on_click(on_kernel_loop(lambda _: self._move(made, 1, down)))
        remove.on_click(on_kernel_loop(lambda _: self._remove(made)))
        for cell in shown:
            cell.observe(on_kernel_loop(lambda _: self._touched()), names="value")
        return made

    def _touched(self) -> None:
        """Have what was typed saved, and say what it comes to."""
        if self._showing:
            return
        self._live.saver.touched(self)
        self._say()

    def _say(self) -> None:
        said = self._kind.said(self._readable())
        if said != self._comes_to.value:
            self._comes_to.value = said

    def _read(self, row: _Row) -> dict[str, Any]:
        try:
            return self._kind.read(row.value, row.cells)
        except ValueError as error:
            raise _RowError(row, str(error)) from error

    def _append(self) -> None:
        row = self._row(self._kind.blank(self._readable()))
        self._rows.append(row)
        self._lay_out()
        next(cell for cell in row.cells if not isinstance(cell, widgets.HTML)).focus()
        self._touched()

    def _readable(self) -> list[dict[str, Any]]:
        """Give the rows that hold nothing wrong."""
        read = []
        for row in self._rows:
            with suppress(_RowError):
                read.append(self._read(row))
        return read

    def _move(self, row: _Row, by: int, button: widgets.Button) -> None:
        at = self._rows.index(row)
        self._rows.insert(at + by, self._rows.pop(at))
        self._lay_out()
        button.focus()
        self._touched()

    def _remove(self, row: _Row) -> None:
        self._rows.remove(row)
        self._lay_out()
        self._add.focus()
        self._touched()

    def _refresh(self) -> None:
        self._showing = True
        try:
            for row in self._rows:
                self._kind.refresh(row.value, row.cells)
        finally:
            self._showing = False
        self._say()

    def _change_clocks(self) -> None:
        self._showing = True
        try:
            changed = self._kind.change_clocks([(row.value, row.cells) for row in self._rows])
        finally:
            self._showing = False
        if changed:  # what was typed is another moment by it
            self._touched()

    def _lay_out(self) -> None:
        self._body.children = [row.box for row in self._rows]
        movable = [row for row in self._rows if not self._kind.fixed(row.value)]
        for number, row in enumerate(self._rows, start=1):
            if row in movable:
                row.up.disabled, row.down.disabled = row is movable[0], row is movable[-1]
            self._name(row, self._kind.called(number))

    def _name(self, row: _Row, name: str) -> None:
        """Name everything in a row after its place, for whoever can't see it."""
        for words, cell in zip(self._kind.heads, row.cells, strict=True):
            if not isinstance(cell, widgets.HTML):
                cell.description = heard_only(f"{name}, ") + escape(words)
                cell.tooltip = cell.tooltip or words
        row.up.tooltip = f"{name}: move up"
        row.down.tooltip = f"{name}: move down"
        row.remove.tooltip = f"{name}: remove"

    def _settle(self, outcome: str) -> None:
        self._message.value = outcome
        if len(self.box.children) > len(self._parts):
            self.box.children = self._parts
        for row in self._rows:
            row.message.value = ""


def _act(icon: str) -> widgets.Button:
    return widgets.Button(
        icon=icon, layout=layout_of(width="2.2rem"), style=style_of(widgets.Button)
    )


def _in_words(rows: Iterable[Any] | str | Unknown) -> str:
    """Say rows as the case has them, or as they were read from their cells."""
    if isinstance(rows, str | Unknown):  # a text that stands where rows are asked for
        return str(rows) if isinstance(rows, str) else "no row"

    def say(row: Any) -> str:
        return " ".join(str(one) for one in dict(row).values() if not isinstance(one, Unknown))

    return "; ".join(map(say, rows)) or "no row"
