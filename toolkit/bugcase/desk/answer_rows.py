"""The rows of an answer that has parts: prevention, choices, what is not known yet."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets as widgets

from bugcase.case.values import UNKNOWN, Unknown
from bugcase.desk.field_kinds import KINDS, Kind
from bugcase.desk.fields import FormField, RowsField, zone_of
from bugcase.desk.messages import hint
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
        self.zone = zone_of(field.place, facts().case)  # by whose clock the moments are shown

    def rows(self, value: Any) -> Sequence[Mapping[str, Any]]:
        """Give the rows of the file; where there are none, an empty one."""
        self.zone = zone_of(self.place, self.facts().case)
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
                    kind.empty if isinstance(value, Unknown) else kind.show(value, self.zone),
                    tooltip=f"{column.label}: {column.help}",
                    **{**kind.settings, **options},
                )
            )
        return made

    def read(self, row: Mapping[str, Any], cells: Sequence[widgets.Widget]) -> dict[str, Any]:
        """Take a row as the file has one, with what else the file says in it.

        Raises
        ------
        ValueError
            Where a cell is not of its column's kind.
        """
        read = dict(row)
        for column, asked, one in zip(
            self.field.fields, self.field.asked.columns, cells, strict=True
        ):
            read[asked.id] = column.read(one.value, self.zone)
        return read

    def called(self, number: int) -> str:
        """Call a row by the field too: a form may have several tables."""
        return f"{self.name}, row {number}"

    def said(self, value: Sequence[Mapping[str, Any]]) -> str:
        """Say the sentence that the rows end, and which cells are of no choice that there is."""
        asked, facts = self.field.asked, self.facts()
        together = said_together(asked, tuple(value), facts)
        remarks = "".join(hint(one) for one in misfit_of_cells(asked, value))
        return hint(completed(asked, together) if together else asked.help) + remarks


def _kind(column: FormField, value: Any) -> Kind:
    """Show words as words, also where the column asks for a day."""
    kind = KINDS[column.kind]
    return KINDS["line"] if kind.empty is None and isinstance(value, str) else kind
