"""The rows of three tables: the people who come, the actions, and the phrases for groups."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import ipywidgets as widgets

from bugcase.case.model import AgreedAction, Person
from bugcase.case.values import UNKNOWN, Unknown, known
from bugcase.desk.columns import columns_of
from bugcase.desk.field_kinds import one_of
from bugcase.desk.live import LiveCase
from bugcase.desk.messages import hint
from bugcase.desk.tables import RowKind
from bugcase.desk.widgets import cell, text
from bugcase.facts.facts import Facts
from bugcase.playbook.format import Playbook
from bugcase.story.follow_up import actions


def _text(value: Any) -> str:
    return "" if isinstance(value, Unknown) else str(value)


def _typed(words: str) -> str | Unknown:
    return words.strip() or UNKNOWN


class PeopleRows(RowKind):
    """Who will be in the room."""

    place = layout = "people"
    name = "People"
    one = "person"
    heads = ("Name", "Called", "Role", "E-mail")

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

    def cells(self, row: Person) -> list[widgets.Widget]:
        """Ask for name, form of address, role and e-mail address."""
        roles = {role.id: role for role in self.playbook.roles}
        known = roles.get(row.role)  # none in a file of another playbook
        cares = f"cares about {known.cares_about}" if known else None
        return [
            cell(widgets.Text, _text(row.name), tooltip=cares),
            cell(widgets.Text, _text(row.called), tooltip="how they are addressed in the room"),
            cell(
                widgets.Combobox,
                known.label if known else row.role,
                tooltip=cares,
                options=[role.label for role in self.playbook.roles],
            ),
            cell(widgets.Text, _text(row.email)),
        ]

    def read(self, row: Person, cells: Sequence[widgets.Widget]) -> dict[str, Any]:
        """Take a person as the file has one; an address that is not valid is refused there.

        Raises
        ------
        ValueError
            Where the role is not one of the playbook's, nor the one that the file had.
        """
        name, called, role, email = (one.value for one in cells)
        roles = {one.label: one.id for one in self.playbook.roles}
        if row.role not in roles.values():
            roles[row.role] = row.role
        return {
            "name": _typed(name),
            "called": _typed(called),
            "role": one_of(role, roles),
            "email": _typed(email),
        }


class ActionRows(RowKind):
    """What is to be done: the playbook's actions, with another owner or day, and one's own."""

    place = layout = "actions"
    name = "Actions"
    one = "action"
    heads = ("What", "Who", "By when")

    def __init__(self, facts: Callable[[], Facts]) -> None:
        self.facts = facts

    def rows(self, value: Any) -> Sequence[AgreedAction]:
        """Give the playbook's actions, as agreed, then one's own."""
        agreed = {one.id: one for one in value}
        planned = [
            agreed.get(action.id, AgreedAction(id=action.id))
            for action in self.facts().playbook.actions
        ]
        return [*planned, *(one for one in value if isinstance(one.id, Unknown))]

    def blank(self, _: Sequence[dict[str, Any]]) -> AgreedAction:
        """Make an action of one's own."""
        return AgreedAction()

    def cells(self, row: AgreedAction) -> list[widgets.Widget]:
        """Ask for what, who and by when; of a playbook's action, only for the last two."""
        own = isinstance(row.id, Unknown)
        cells = [
            cell(widgets.Text, _text(row.what)) if own else text(),
            cell(widgets.Combobox, _text(row.owner)),
            cell(widgets.DatePicker, known(row.due)),
        ]
        self.refresh(row, cells)
        return cells

    def refresh(self, row: AgreedAction, cells: Sequence[widgets.Widget]) -> None:
        """Say of the playbook's actions what they are now, and offer those who are there now."""
        facts, (what, owner, _) = self.facts(), cells
        planned = {todo.id: todo for todo in actions(facts)}.get(str(row.id))
        if not isinstance(row.id, Unknown):
            said = str(planned.what) if planned else "not called for in this case"
            what.value = escape(said) + (hint(planned.due.say(facts)) if planned else "")
        people = [_text(one.name) for one in facts.case.people if _text(one.name)]
        owner.options = (*people, *(role.label for role in facts.playbook.roles))
        owner.placeholder = planned.owner if planned else ""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPhrase:
    """How the groups of a column are named, or one of its levels."""

    column: str = ""
    level: str = ""
    phrase: str = ""


class PhraseRows(RowKind):
    """How groups are named: a phrase for a column, or for one of its levels."""

    place = "data.phrases"
    name = "How a group is called"
    one = "phrase"
    layout = "phrases"
    heads = ("Column", "Level, or none for all", "Phrase: married; who moved {level}")

    def __init__(self, live: LiveCase) -> None:
        self._live = live

    def rows(self, value: Any) -> Sequence[GroupPhrase]:
        """Give a row for each phrase."""
        return [GroupPhrase(**one) for one in self.listed(value)]

    def listed(self, value: Any) -> Iterator[dict[str, str]]:
        """Give column, level and phrase of each."""
        for column, given in value.items():
            by_level = given if isinstance(given, Mapping) else {"": given}
            for level, phrase in by_level.items():
                yield {"column": column, "level": level, "phrase": phrase}

    def blank(self, _: Sequence[dict[str, Any]]) -> GroupPhrase:
        """Make an empty row."""
        return GroupPhrase()

    def cells(self, row: GroupPhrase) -> list[widgets.Widget]:
        """Ask for column, level and phrase."""
        cells = [
            cell(widgets.Combobox, row.column),
            cell(widgets.Text, row.level),
            cell(widgets.Text, row.phrase),
        ]
        self.refresh(row, cells)
        return cells

    def refresh(self, row: GroupPhrase, cells: Sequence[widgets.Widget]) -> None:  # noqa: ARG002  (as the other tables)
        """Offer the columns that groups are made of."""
        live = self._live
        by = known(live.case.data.by)
        cells[0].options = by or columns_of(live.folder, live.case, "data.path", live.frame)

    def read(self, row: GroupPhrase, cells: Sequence[widgets.Widget]) -> dict[str, Any]:  # noqa: ARG002  (as the other tables)
        """Take a phrase as it is typed."""
        column, level, phrase = (cell.value.strip() for cell in cells)
        return {"column": column, "level": level, "phrase": phrase}

    def kept(self, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
        """Write the phrases by column; of a column with phrases for levels, by level.

        Raises
        ------
        ValueError
            Where a column has a phrase for all of its levels, and for one of them.
        """
        kept: dict[str, Any] = {}
        for row in rows:
            column, level, phrase = row["column"], row["level"], row["phrase"]
            if not (column and phrase):
                continue  # being typed
            given = kept.setdefault(column, {} if level else phrase)
            if isinstance(given, dict) != bool(level):
                raise ValueError(
                    f"{column}: expected one phrase for all levels, or one for each; found both"
                )
            if level:
                given[level] = phrase
        return kept
