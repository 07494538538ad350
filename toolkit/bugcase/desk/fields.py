"""From the fields of a case and a playbook to widgets, and back to values.

A field's label, help and kind come from where the field is defined: the case
model for what every situation has, the playbook for the rest.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ipywidgets as widgets
from pydantic.fields import FieldInfo

from bugcase.case.model import SECTIONS, UNKNOWN, OptionNumbers, Unknown
from bugcase.story.playbook import Playbook, Quantity, Step, WayOut

__all__ = ["FieldGroup", "FormField", "fields_of"]

_SECTION_KINDS = {
    "meeting.at": "datetime",
    "meeting.minutes": "number",
    "data.by": "list",
    "limit.per_1000": "number",
    "limit.agreed_on": "date",
    "stakes.ruinous": "choice",
    "rollout.percent": "number",
    "rollout.days": "number",
    "rollout.label_delay_days": "number",
    "plan.begins": "date",
    "incident.start": "datetime",
    "incident.end": "datetime",
    "restore.backup": "datetime",
    "restore.restored": "datetime",
    "incident.whole": "datetime",
    "requests.objective": "number",
}
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
_WIDTH = {"width": "min(48rem, 98%)"}
_NARROW = {"width": "min(13rem, 98%)"}


def _number(words: str) -> float:
    try:
        return float(words)
    except ValueError:
        raise ValueError(f"expected a number such as 5; found {words!r}") from None


def _spread(words: str) -> tuple[float, ...]:
    numbers = tuple(_number(one) for one in words.split(","))
    if len(numbers) not in (1, 3):
        raise ValueError(
            "expected one number, or three with commas between them: lowest, likely, highest; "
            f"found {words!r}"
        )
    return numbers if len(numbers) > 1 else numbers * 3


def _show_spread(spread: tuple[float, float, float]) -> str:
    low, _, high = spread
    return f"{low:g}" if low == high else ", ".join(f"{x:g}" for x in spread)


def _names(words: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in words.split(",") if name.strip())


def _with_zone(value: datetime) -> datetime:
    return value if value.tzinfo else value.astimezone()


class _YesOrNo(widgets.Dropdown):  # type: ignore[misc]  # ipywidgets has no types
    """Yes, no, or nothing yet."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(options=[("", None), ("yes", True), ("no", False)], **settings)


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
    "own words": _Kind(widget=widgets.Textarea, show=lambda own: own.text),
    "number": _Kind(widget=widgets.Text, show=lambda value: f"{value:g}", read=_number),
    "spread": _Kind(widget=widgets.Text, show=_show_spread, read=_spread),
    "choice": _Kind(widget=_YesOrNo, show=lambda yes: yes, read=lambda yes: yes, empty=None),
    "tick": _Kind(widget=widgets.Checkbox, show=bool, read=lambda on: on, empty=True),
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
    narrow: bool = False

    def widget(self, value: Any) -> widgets.DOMWidget:
        """Make the widget that shows a value and takes another."""
        kind = self._kind(value)
        return kind.widget(
            value=kind.empty if isinstance(value, Unknown) else kind.show(value),
            description=self.label,
            tooltip=self.help,
            style={"description_width": "5rem" if self.narrow else "12rem"},
            layout=_NARROW if self.narrow else _WIDTH,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldGroup:
    """Fields that say one thing together: a range with its source, an option, a task."""

    label: str
    help: str
    fields: tuple[FormField, ...]


def fields_of(step: Step, playbook: Playbook) -> tuple[FormField | FieldGroup, ...]:
    """List the fields of a step's form, besides people."""
    listed: list[FormField | FieldGroup] = []
    for section in (section for section in step.asks if section in SECTIONS):
        fields = SECTIONS[section].model_fields.items()
        listed += (_section_field(section, name, field) for name, field in fields)
    listed += (_range(quantity) for quantity in playbook.quantities if quantity.step == step.id)
    if "options" in step.asks:
        listed += map(_option, playbook.options)
    if "timeline" in step.asks:
        listed += (_mark(what, help_) for what, help_ in _MARKS.items())
    if "trials" in step.asks:
        listed += (_trial(name, *words) for name, words in _TRIALS.items())
    if "tasks" in step.asks:
        listed += (
            FieldGroup(
                label=task.label,
                help=f"{task.help}; in working days",
                fields=(
                    _number_field(f"tasks.{task.id}.p50", "Even odds", task.label),
                    _number_field(f"tasks.{task.id}.p90", "9 in 10", task.label),
                    _source(f"tasks.{task.id}.source", task.label),
                ),
            )
            for task in playbook.tasks
        )
    listed += (
        FormField(place=f"answers.{field.id}", label=field.label, kind=field.kind, help=field.help)
        for field in playbook.fields
        if field.step == step.id
    )
    return tuple(listed)


def _section_field(section: str, name: str, field: FieldInfo) -> FormField:
    return FormField(
        place=f"{section}.{name}",
        label=field.title or name,
        kind=_SECTION_KINDS.get(f"{section}.{name}", "line"),
        help=field.description or "",
    )


def _range(quantity: Quantity) -> FieldGroup:
    place = f"assumptions.{quantity.id}"
    per_cent = f"per cent, {quantity.unit}"
    unit = {"share": per_cent, "odds": per_cent, "money": f"money, {quantity.unit}"}
    return FieldGroup(
        label=quantity.label,
        help=f"{quantity.help} ({unit.get(quantity.kind, quantity.unit)})",
        fields=(
            _number_field(f"{place}.low", "Lowest", quantity.label),
            _number_field(f"{place}.likely", "Likely", quantity.label),
            _number_field(f"{place}.high", "Highest", quantity.label),
            _source(f"{place}.source", quantity.label),
        ),
    )


def _mark(what: str, help_: str) -> FieldGroup:
    return FieldGroup(
        label=what.capitalize(),
        help=help_,
        fields=(
            FormField(place=f"timeline.{what}.at", label="Time", kind="datetime", help=help_),
            _source(f"timeline.{what}.source", what.capitalize()),
        ),
    )


def _trial(name: str, label: str, help_: str) -> FieldGroup:
    place = f"trials.{name}"
    return FieldGroup(
        label=label,
        help=help_,
        fields=(
            _number_field(f"{place}.failures", "Failures", label),
            _number_field(f"{place}.runs", "Runs", label),
            FormField(
                place=f"{place}.under",
                label="Under",
                kind="line",
                help="the conditions: two writers, 50 requests a second, build 214",
            ),
        ),
    )


def _option(option: WayOut) -> FieldGroup:
    """Ask only for what the situation leaves open; the rest holds wherever it is taken."""
    derived = {
        "delay_days": option.waits_for_plan,
        "exposed_days": option.until_stopped or option.uses_rollout,
        "exposed_percent": option.uses_rollout,
    }
    return FieldGroup(
        label=option.label,
        help=option.help,
        fields=(
            FormField(
                place=f"options.{option.id}.considered",
                label="Considered",
                kind="tick",
                help=f"{option.label}: whether it is weighed at all",
                narrow=True,
            ),
            *(
                FormField(
                    place=f"options.{option.id}.{name}",
                    label=field.title or name,
                    kind="line" if name in ("leaves_open", "source") else "spread",
                    help=f"{field.description}; one number, or lowest, likely, highest"
                    if name not in ("leaves_open", "source")
                    else field.description or "",
                )
                for name, field in OptionNumbers.model_fields.items()
                if name not in ("considered", "label")
                and getattr(option, name, None) in (None, option.leaves_open)
                and not derived.get(name)
            ),
        ),
    )


def _number_field(place: str, label: str, of: str) -> FormField:
    help_ = f"{of}: {label.lower()}"  # read out to whoever can't see what it stands under
    return FormField(place=place, label=label, kind="number", help=help_, narrow=True)


def _source(place: str, of: str) -> FormField:
    help_ = f"{of}: where the numbers come from, “finance, Q3 report” or “my guess”"
    return FormField(place=place, label="Source", kind="line", help=help_)
