"""The rows of two tables: who will be in the room, and what is to be done afterwards."""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets

from bugcase.case.model import UNKNOWN, AgreedAction, Person, Unknown
from bugcase.case.values import known
from bugcase.desk.lean import layout_of, style_of, text
from bugcase.desk.tables import RowKind
from bugcase.desk.told import heard_only, hint
from bugcase.story.drafts import actions
from bugcase.story.facts import Facts
from bugcase.story.playbook import Playbook

__all__ = ["ActionRows", "PeopleRows"]


def _cell(
    widget: type[widgets.DOMWidget], name: str, head: str, *, tooltip: str = "", **settings: Any
) -> widgets.DOMWidget:
    """Make a cell that is named after its row and its head, for whoever can't see them."""
    return widget(
        description=heard_only(f"{name}, ") + escape(head),
        description_allow_html=True,
        tooltip=tooltip or f"{name}: {head.lower()}",
        layout=layout_of(),
        style=style_of(widget),
        **settings,
    )


def _text(value: Any) -> str:
    return "" if isinstance(value, Unknown) else str(value)


def _typed(words: str) -> str | Unknown:
    return words.strip() or UNKNOWN


class PeopleRows(RowKind):
    """Who will be in the room."""

    place = "people"
    name = "People"
    one = "person"
    heads = ("Name", "Role", "E-mail")

    def __init__(self, playbook: Playbook) -> None:
        self.playbook = playbook

    def rows(self, value: Any) -> Sequence[Person]:
        """Give the people of the case; where there is nobody, the roles in the room."""
        return value or [Person(role=role.id) for role in self.playbook.in_the_room]

    def blank(self, rows: Sequence[dict[str, Any]]) -> Person:
        """Take the first role that nobody has."""
        held = {person["role"] for person in rows}
        roles = [role.id for role in self.playbook.roles]
        return Person(role=next((role for role in roles if role not in held), roles[0]))

    def cells(self, row: Person, number: int) -> list[widgets.Widget]:
        """Ask for name, role and address."""
        roles = {role.id: role for role in self.playbook.roles}
        offered = [(role.label, role.id) for role in self.playbook.roles]
        others = [] if row.role in roles else [(row.role, row.role)]
        cares = f"cares about {roles[row.role].cares_about}" if row.role in roles else ""
        name = f"Person {number}"
        return [
            _cell(widgets.Text, name, "Name", tooltip=cares, value=_text(row.name)),
            _cell(
                widgets.Dropdown,
                name,
                "Role",
                tooltip=cares,
                options=offered + others,
                value=row.role,
            ),
            _cell(widgets.Text, name, "E-mail", value=_text(row.email)),
        ]

    def read(self, _: Person, cells: Sequence[widgets.Widget]) -> dict[str, Any]:
        """Take a person as the file has one; an address that is none is refused there."""
        name, role, email = (cell.value for cell in cells)
        return {"name": _typed(name), "role": role, "email": _typed(email)}


class ActionRows(RowKind):
    """What is to be done: the playbook's actions, with another owner or day, and one's own."""

    place = "actions"
    name = "Actions"
    one = "action"
    heads = ("What", "Who", "By when")

    def __init__(self, playbook: Playbook, facts: Callable[[], Facts]) -> None:
        self.playbook, self.facts = playbook, facts

    def rows(self, value: Any) -> Sequence[AgreedAction]:
        """Give the playbook's actions, as agreed, then one's own."""
        agreed = {one.id: one for one in value}
        planned = [
            agreed.get(action.id, AgreedAction(id=action.id)) for action in self.playbook.actions
        ]
        return [*planned, *(one for one in value if isinstance(one.id, Unknown))]

    def blank(self, _: Sequence[dict[str, Any]]) -> AgreedAction:
        """Make an action of one's own."""
        return AgreedAction()

    def cells(self, row: AgreedAction, number: int) -> list[widgets.Widget]:
        """Ask for what, who and by when; of a playbook's action, only for the last two."""
        facts, name = self.facts(), f"Action {number}"
        planned = {todo.id: todo for todo in actions(self.playbook, facts)}.get(str(row.id))
        if isinstance(row.id, Unknown):
            what = _cell(widgets.Text, name, "What", value=_text(row.what))
        else:
            said = str(planned.what) if planned else "not called for in this case"
            what = text(escape(said) + (hint(planned.due.say(facts)) if planned else ""))
        people = [_text(one.name) for one in facts.case.people if _text(one.name)]
        return [
            what,
            _cell(
                widgets.Combobox,
                name,
                "Who",
                value=_text(row.owner),
                options=[*people, *(role.label for role in self.playbook.roles)],
                ensure_option=False,
                placeholder=planned.owner if planned else "",
            ),
            _cell(widgets.DatePicker, name, "By when", value=known(row.due)),
        ]

    def read(self, row: AgreedAction, cells: Sequence[widgets.Widget]) -> dict[str, Any]:
        """Take an action as the file has one."""
        what, owner, due = cells
        own = isinstance(row.id, Unknown)
        return {
            "id": row.id,
            "what": _typed(what.value) if own else UNKNOWN,
            "owner": _typed(owner.value),
            "due": due.value or UNKNOWN,
        }

    def fixed(self, row: AgreedAction) -> bool:
        """Keep the playbook's actions where they are."""
        return not isinstance(row.id, Unknown)

    def kept(self, rows: Iterable[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
        """Write what is one's own, and of the playbook's what differs."""
        return tuple(
            row
            for row in rows
            if isinstance(row["id"], Unknown) or {row["owner"], row["due"]} != {UNKNOWN}
        )
