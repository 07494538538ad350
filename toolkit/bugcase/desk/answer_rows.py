"""The rows of an answer that has parts: prevention, choices, what is not known yet."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import ipywidgets as widgets

from bugcase.case.values import UNKNOWN, Unknown
from bugcase.desk.field_kinds import KINDS, Kind, Zone
from bugcase.desk.fields import FormField, RowsField, clock, zone_of
from bugcase.desk.messages import hint, sentence
from bugcase.desk.tables import RowKind
from bugcase.desk.widgets import cell
from bugcase.facts.facts import Facts
from bugcase.facts.slots.own import said_together
from bugcase.playbook.completion import completed, misfit_of_cells


class AnswerRows(RowKind):
    """The rows of a field of the playbook, with the sentence that they come to."""

    def __init__(self, field: RowsField, facts: Callable[[], Facts]) -> None:
        self.field, self.facts = field, facts
        self.place, self.name = field.place, field.label
        self.one = f"row to “{field.label}”"
        self.layout = f"rows-{len(field.fields)}"
        self.heads = tuple(column.label for column in field.fields)
        self._shown_in = self._zone

    @property
    def _zone(self) -> Zone:
        return zone_of(self.place, self.facts().case)

    def rows(self, value: Any) -> Sequence[Mapping[str, Any]]:
        """Give the rows of the file; where there are none, an empty one."""
        self._shown_in = self._zone
        return self.field.asked.rows(value) or (self.blank(()),)

    def blank(self, _: Sequence[dict[str, Any]]) -> Mapping[str, Any]:
        """Make an empty row."""
        return {}

    def cells(self, row: Mapping[str, Any]) -> list[widgets.Widget]:
        """Ask for each column; what is picked of a list may be typed in other words."""
        made: list[widgets.Widget] = []
        for column, asked in zip(self.field.fields, self.field.asked.columns, strict=True):
            value = row.get(asked.id, UNKNOWN)
            kind = _kind(column, value)
            options = {"options": asked.choices} if asked.choices else {}
            made.append(
                cell(
                    kind.widget,
                    kind.empty if isinstance(value, Unknown) else kind.show(value, self._shown_in),
                    tooltip=f"{column.label}: {column.help}",
                    **{**kind.settings, **options},
                )
            )
        return made

    def read(self, row: Mapping[str, Any], cells: Sequence[widgets.Widget]) -> dict[str, Any]:
        """Take a row as the file has one, with what else the file says in it.

        A moment that was typed is by the clock of the zone that the case has now, and one
        out of the file is what it is.

        Raises
        ------
        ValueError
            Where a cell is not of its column's kind.
        """
        read = dict(row)
        for column, asked, one in zip(
            self.field.fields, self.field.asked.columns, cells, strict=True
        ):
            if not self._is_of_the_file(row.get(asked.id), one):
                words = isinstance(one, widgets.Textarea)
                shown = " ".join(one.value.split()) if words else one.value
                read[asked.id] = column.read(shown, self._zone)
        return read

    def change_clocks(
        self, rows: Iterable[tuple[Mapping[str, Any], Sequence[widgets.Widget]]]
    ) -> bool:
        """Show the moments of the file by another clock; the hands of a typed one stay."""
        if self._zone == self._shown_in:
            return False
        moments = [
            (one, value, self._is_of_the_file(value, one))
            for row, cells in rows
            for asked, one in zip(self.field.asked.columns, cells, strict=True)
            if isinstance(one, widgets.NaiveDatetimePicker)
            and (value := row.get(asked.id, UNKNOWN), one.value) != (UNKNOWN, None)
        ]
        self._shown_in = self._zone
        for one, value, of_the_file in moments:
            if of_the_file:
                one.value = KINDS["datetime"].show(value, self._shown_in)
        return not all(of_the_file for *_, of_the_file in moments)

    def _is_of_the_file(self, value: Any, cell: widgets.Widget) -> bool:
        """Whether a cell shows a moment that the file has, as that is shown."""
        if not isinstance(value, datetime) or value.tzinfo is None:
            return False
        return bool(cell.value == KINDS["datetime"].show(value, self._shown_in))

    def called(self, number: int) -> str:
        """Call a row by the field too: a form may have several tables."""
        return f"{self.name}, row {number}"

    def said(self, value: Sequence[Mapping[str, Any]]) -> str:
        """Say the sentence that the rows end, and which cells are of no choice that there is."""
        asked, facts = self.field.asked, self.facts()
        together = said_together(asked, tuple(value), facts)
        remarks = "".join(hint(one) for one in misfit_of_cells(asked, value))
        said = sentence(completed(asked, together)) if together else hint(asked.help)
        return said + self._clock(value) + remarks

    def _clock(self, rows: Sequence[Mapping[str, Any]]) -> str:
        """Say by whose clock moments are, where there is a column of them."""
        if all(column.kind != "datetime" for column in self.field.fields):
            return ""
        moments = [one for row in rows for one in row.values() if isinstance(one, datetime)]
        in_utc = bool(moments) and all(one.tzinfo for one in moments)
        return hint(f"Times are {clock(self._zone, in_utc=in_utc)}.")


_WORDS = Kind(widget=widgets.Textarea, settings={"rows": 1})  # which grows with its words


def _kind(column: FormField, value: Any) -> Kind:
    """Show words as words, also where the column asks for a day."""
    kind = KINDS[column.kind]
    is_words = column.kind == "line" or (kind.empty is None and isinstance(value, str))
    return _WORDS if is_words else kind
