"""Takes the answers of a case of schema 1, which asked for rows as one text."""

from collections.abc import Mapping
from typing import Any

from bugcase.case.values import UNKNOWN
from bugcase.playbook.format import Playbook


def carried_answers(playbook: Playbook, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give answers as the fields of a playbook ask for them now.

    A text where rows are asked for is the first cell of one row, and what an older field
    said goes into the column that it has become.  Every other answer stays as it was typed,
    also one that no field asks for any more: the review names it.
    """
    carried = dict(answers)
    for field in (one for one in playbook.fields if one.kind == "rows"):
        typed = {field.columns[0].id: carried.get(field.id)} | {
            column.id: carried.get(column.was)
            for column in field.columns
            if column.was and column.kind == "line"
        }
        row = {column: text for column, text in typed.items() if _is_text(text)}
        if not row or isinstance(carried.get(field.id), list):
            continue
        carried[field.id] = [row]
        for column in field.columns:
            if column.was and column.id in row:
                del carried[column.was]
    return carried


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value.strip().lower() not in ("", UNKNOWN.value)
