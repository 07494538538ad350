"""Lists the fields of a step's form: their places in case.toml, and how each is asked for.

A field's label, help and kind come from where the field is defined: the case
model for what every situation has, the playbook for the rest.  What a row of ranges,
tasks, trials or moments asks for is named here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import chain
from typing import Any, Literal
from zoneinfo import ZoneInfo

import ipywidgets as widgets
from pydantic.fields import FieldInfo

from bugcase.case.incident import Mark, Trial
from bugcase.case.model import SECTIONS, Case, OptionNumbers
from bugcase.case.values import AS_ROWS, BY_MACHINE, UNKNOWN, ColumnOf, IfAny, Unknown
from bugcase.desk.field_kinds import KINDS, Kind, KindName, Zone, choices_of, kind_of, one_of
from bugcase.desk.messages import heard_only, second_line
from bugcase.desk.widgets import layout_of, style_of
from bugcase.playbook.field import AnswerField
from bugcase.playbook.format import PlannedTask, Playbook, Quantity, Step, WayOut

_MARKS = {
    "started": "the first moment at which it could go wrong",
    "detected": "when somebody knew, not when it could have been seen",
    "mitigated": "when the harm stopped",
    "resolved": "when the cause was removed, and that was verified",
}
_TRIALS = {
    "before": ("Without the fix", "how often the failure came when you provoked it"),
    "after": ("With the fix", "under the same conditions, with the cause taken away"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a form: its place in case.toml, and how it is asked for.

    Parameters
    ----------
    of
        What it belongs to, said to whoever can't see what it stands under.
    if_any
        Whether many cases do without it.
    column_of
        The place of the field that names the file whose column this one names.
    choices
        What alone it may hold.
    ends
        The field of the playbook whose sentence it ends.
    """

    place: str
    label: str
    kind: KindName
    help: str = ""
    of: str = ""
    if_any: bool = False
    column_of: str = ""
    choices: tuple[str, ...] = ()
    ends: AnswerField | None = None

    @property
    def name(self) -> str:
        """What it is called where it stands alone."""
        return f"{self.of}, {self.label.lower()}" if self.of else self.label

    def widget(self, value: Any, zone: Zone) -> widgets.DOMWidget:
        """Make the widget that shows a value and takes another."""
        kind = self._kind(value)
        offered = self.choices or (self.ends.choices if self.ends else ())
        options = {"options": offered} if offered else {}
        return kind.widget(
            value=self.shown(value, zone),
            **self._named(kind),
            style=style_of(kind.widget, description_width="12rem"),
            layout=layout_of(width="min(48rem, 98%)"),
            **{**kind.settings, **options},
        )

    def _named(self, kind: Kind) -> dict[str, Any]:
        """Name the widget; a tick shows its name as a tooltip too, where markup would be read."""
        stem = self.ends.stem if self.ends else None
        if kind.widget is widgets.Checkbox or not (self.of or stem):
            return {"description": self.name, "tooltip": self.help or self.name}
        return {
            "description": (heard_only(f"{self.of}, ") if self.of else "")
            + escape(self.label)
            + (second_line(f"{stem} …") if stem else ""),
            "description_allow_html": True,
            "tooltip": self.help or self.name,
        }

    def shown(self, value: Any, zone: Zone) -> Any:
        """Give what a widget shows for a value of the case."""
        kind = self._kind(value)
        return kind.empty if isinstance(value, Unknown) else kind.show(value, zone)

    def read(self, shown: Any, zone: Zone) -> Any:
        """Take what a widget holds as a value of the case.

        Raises
        ------
        ValueError
            Where it is not of this kind.
        """
        if shown is None or (isinstance(shown, str) and not shown.strip()):
            return UNKNOWN
        if self.choices:
            return one_of(shown, {choice: choice for choice in self.choices})
        return self._kind(shown).read(shown, zone)

    def _kind(self, value: Any) -> Kind:
        """Show words as words, also where somebody wrote "Friday" for a date into the file."""
        kind = KINDS[self.kind]
        return KINDS["line"] if kind.empty is None and isinstance(value, str) else kind


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldGroup:
    """Fields that say one thing together: a range with its source, an option, a task.

    `layout` is "cells" where every group of the kind has the same fields, which then
    stand under the heads of a table.
    """

    label: str
    help: str
    fields: tuple[FormField, ...]
    layout: Literal["cells", "packed"] = "packed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsField:
    """A field that is asked for in rows, with what stands in each column."""

    place: str
    asked: AnswerField
    fields: tuple[FormField, ...]  # one for each column

    @property
    def label(self) -> str:
        """What it is called."""
        return self.asked.label


def zone_of(place: str, case: Case) -> Zone:
    """Give the time zone of a field that holds a moment: that of its section, or of the case."""
    section = place.partition(".")[0]
    about_incident = section in ("restore", "timeline", "orders")
    others = ("incident", "meeting") if about_incident else ("meeting", "incident", "plan")
    for one in (section, *others):
        zone = getattr(getattr(case, one), "zone", UNKNOWN)
        if not isinstance(zone, Unknown):
            return ZoneInfo(zone)
    return None


def clock(zone: Zone, *, in_utc: bool) -> str:
    """Say by whose clock a moment is shown; `in_utc`, where its zone alone is not known."""
    if zone:
        return f"by the clock of {zone.key}"
    return f"{'in UTC' if in_utc else 'by a clock of no zone'}, until a time zone is given"


def fields_of(step: Step, playbook: Playbook) -> tuple[FormField | FieldGroup | RowsField, ...]:
    """List the fields of a step's form, besides people, actions and options of one's own."""
    return tuple(_fields(step, playbook))


def _fields(step: Step, playbook: Playbook) -> Iterator[FormField | FieldGroup | RowsField]:
    for section in step.asks:
        if section in SECTIONS:
            for name, info in SECTIONS[section].model_fields.items():
                if not {AS_ROWS, BY_MACHINE}.intersection(info.metadata):
                    yield _model_field(f"{section}.{name}", info)
    yield from (_range(quantity) for quantity in playbook.quantities if quantity.step == step.id)
    groups = {
        "options": map(_option, playbook.options),
        "timeline": (
            _group(f"timeline.{what}", what.capitalize(), help_, Mark.model_fields)
            for what, help_ in _MARKS.items()
        ),
        "trials": (
            _group(f"trials.{name}", label, help_, Trial.model_fields)
            for name, (label, help_) in _TRIALS.items()
        ),
        "tasks": map(_task, playbook.tasks),
    }
    yield from chain.from_iterable(of for name, of in groups.items() if name in step.asks)
    for one in (one for one in playbook.fields if one.step == step.id):
        yield _answer(one)


def _answer(asked: AnswerField) -> FormField | RowsField:
    """Ask for an answer; what is picked of a list is offered, and may be typed in other words."""
    place = f"answers.{asked.id}"
    if asked.kind == "rows":
        columns = (
            FormField(
                place=f"{place}.{column.id}",
                label=column.label,
                kind="one of" if column.choices else column.kind,
                help=column.help,
            )
            for column in asked.columns
        )
        return RowsField(place=place, asked=asked, fields=tuple(columns))
    kind: KindName = "one of" if asked.choices else asked.kind
    return FormField(place=place, label=asked.label, kind=kind, help=asked.help, ends=asked)


def _model_field(place: str, info: FieldInfo, of: str = "") -> FormField:
    """Ask for a field of the case model as the model says."""
    kind = kind_of(info)
    marks = [mark for mark in info.metadata if isinstance(mark, ColumnOf)]
    choices = choices_of(info)
    how = f"; one of: {', '.join(choices)}" if choices else ""
    if kind == "spread":
        how = "; one number, or lowest, likely, highest"
    return FormField(
        place=place,
        label=info.title or place.rpartition(".")[2],
        kind=kind,
        help=f"{info.description or ''}{how}",
        of=of,
        if_any=any(isinstance(mark, IfAny) for mark in info.metadata),
        column_of=marks[0].file if marks else "",
        choices=choices,
    )


def _group(place: str, label: str, help_: str, fields: dict[str, FieldInfo]) -> FieldGroup:
    asked = tuple(_model_field(f"{place}.{name}", info, label) for name, info in fields.items())
    return FieldGroup(label=label, help=help_, fields=asked)


def _range(quantity: Quantity) -> FieldGroup:
    place = f"assumptions.{quantity.id}"
    heads = (("low", "Lowest"), ("likely", "Likely"), ("high", "Highest"))
    return FieldGroup(
        label=quantity.label,
        help=f"{quantity.help} ({quantity.asked_in})",
        fields=(*_numbers(place, heads, quantity.label), _source(place, quantity.label)),
        layout="cells",
    )


def _task(task: PlannedTask) -> FieldGroup:
    place = f"tasks.{task.id}"
    heads = (("p50", "Even odds"), ("p90", "9 in 10"))
    return FieldGroup(
        label=task.label,
        help=f"{task.help} (working days)",
        fields=(*_numbers(place, heads, task.label), _source(place, task.label)),
        layout="cells",
    )


def _numbers(place: str, heads: tuple[tuple[str, str], ...], of: str) -> Iterator[FormField]:
    for name, label in heads:
        yield FormField(place=f"{place}.{name}", label=label, kind="number", of=of)


def _source(place: str, of: str) -> FormField:
    return FormField(
        place=f"{place}.source",
        label="Source",
        kind="line",
        help="where the numbers come from, “finance, Q3 report” or “my guess”",
        of=of,
        if_any=True,  # the check asks for it, once there is a number
    )


def _option(option: WayOut) -> FieldGroup:
    """Ask only for what the situation leaves open; the rest holds wherever it is taken."""
    derived = {
        "delay_days": option.waits_for_plan,
        "exposed_days": option.until_stopped or option.uses_rollout,
        "exposed_percent": option.uses_rollout,
    }
    asked = {
        name: info
        for name, info in OptionNumbers.model_fields.items()
        if name != "label"
        and getattr(option, name, None) in (None, option.leaves_open)
        and not derived.get(name)
    }
    return _group(f"options.{option.id}", option.label, option.help, asked)


def own_option(option_id: str, number: int) -> FieldGroup:
    """Ask for everything of an option that the playbook doesn't know."""
    fields = {
        name: OptionNumbers.model_fields[name] for name in ("label", *OptionNumbers.model_fields)
    }
    return _group(f"options.{option_id}", f"Own option {number}", "one of your own", fields)
