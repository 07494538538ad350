"""From the fields of a case and a playbook to widgets, and back to values.

A field's label, help and kind come from where the field is defined: the case
model for what every situation has, the playbook for the rest.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ipywidgets as widgets

from bugcase.case.model import UNKNOWN, Data, Limit, Unknown
from bugcase.story.playbook import Playbook

__all__ = ["FormField", "fields_of"]

_SECTIONS: Mapping[str, type[Data | Limit]] = {"data": Data, "limit": Limit}
_SECTION_KINDS = {"data.by": "list", "limit.per_1000": "number", "limit.agreed_on": "date"}
_WIDTH = {"width": "min(48rem, 98%)"}


def _number(words: str) -> float:
    try:
        return float(words)
    except ValueError:
        raise ValueError(f"expected a number such as 5; found {words!r}") from None


def _names(words: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in words.split(",") if name.strip())


def _with_zone(value: datetime) -> datetime:
    return value if value.tzinfo else value.astimezone()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """How one kind of value is shown in a widget and read out of it."""

    widget: type[widgets.DOMWidget]
    show: Callable[[Any], Any] = str
    read: Callable[[Any], Any] = str.strip
    empty: Any = ""


_KINDS: Mapping[str, _Kind] = {
    "line": _Kind(widget=widgets.Text),
    "paragraph": _Kind(widget=widgets.Textarea),
    "number": _Kind(widget=widgets.Text, show=lambda value: f"{value:g}", read=_number),
    "list": _Kind(widget=widgets.Text, show=", ".join, read=_names),
    "date": _Kind(
        widget=widgets.DatePicker, show=lambda day: day, read=lambda day: day, empty=None
    ),
    "datetime": _Kind(
        widget=widgets.DatetimePicker, show=_with_zone, read=lambda time: time, empty=None
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a form: its place in case.toml, and how it is asked for."""

    place: str
    label: str
    kind: str
    help: str

    def widget(self, value: Any) -> widgets.DOMWidget:
        """Make the widget that shows a value and takes another."""
        kind = self._kind(value)
        return kind.widget(
            value=kind.empty if isinstance(value, Unknown) else kind.show(value),
            description=self.label,
            tooltip=self.help,
            style={"description_width": "12rem"},
            layout=_WIDTH,
        )

    def read(self, shown: Any) -> Any:
        """Take what a widget holds as a value of the case.

        Raises
        ------
        ValueError
            Where it is none of this kind.
        """
        if shown is None or (isinstance(shown, str) and not shown.strip()):
            return UNKNOWN
        return self._kind(shown).read(shown)

    def _kind(self, value: Any) -> _Kind:
        """Show words as words, also where somebody wrote "Friday" for a date into the file."""
        kind = _KINDS[self.kind]
        return _KINDS["line"] if kind.empty is None and isinstance(value, str) else kind


def fields_of(step: str, playbook: Playbook) -> tuple[FormField, ...]:
    """List the fields of a step's form, besides people."""
    if step in _SECTIONS:
        return tuple(
            FormField(
                place=f"{step}.{name}",
                label=field.title or name,
                kind=_SECTION_KINDS.get(f"{step}.{name}", "line"),
                help=field.description or "",
            )
            for name, field in _SECTIONS[step].model_fields.items()
        )
    return tuple(
        FormField(place=f"answers.{field.id}", label=field.label, kind=field.kind, help=field.help)
        for field in playbook.fields
        if field.step == step
    )
