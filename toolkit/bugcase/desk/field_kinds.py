"""How each kind of value is shown in a widget, and read out of one.

What kind a field of the case is follows from its type in the case model; an
answer of the playbook says its kind itself.  A moment is shown by the clock of its
time zone and stored with that zone's distance from UTC, so that nobody who reads
the file has to know which clock was meant.  While nobody has named the zone, it is
stored as the clock showed it, and not as of a zone that nobody meant.

What is picked is a line with suggestions and never a drop-down list: JupyterLab takes
the arrow keys of a list for itself, and whoever has no mouse would leave the form.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal, TypeAlias, TypeVar, get_args, get_origin
from zoneinfo import ZoneInfo, available_timezones

import ipywidgets as widgets
from pydantic.fields import FieldInfo

from bugcase.case.values import UNKNOWN, ColumnOf, DataFile, TimeZone, Unknown, held_type

KindName: TypeAlias = Literal[
    "line", "paragraph", "own words", "number", "whole number", "spread", "yes or no", "tick",
    "list", "one of", "date", "datetime", "zone", "column", "columns", "file",
]  # fmt: skip
T = TypeVar("T")
Zone: TypeAlias = ZoneInfo | None  # None where nobody has named it yet
_YES_OR_NO = {"yes": True, "no": False}
YEAR = 1900  # a picker gives the years 2, 20 and 202 to whoever types 2026


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A widget for a kind of value; `show` and `read` are told the time zone of the field."""

    widget: type[widgets.DOMWidget]
    show: Callable[[Any, Zone], Any] = lambda value, _: str(value)
    read: Callable[[Any, Zone], Any] = lambda shown, _: shown.strip()
    empty: Any = ""
    settings: Mapping[str, Any] = field(default_factory=dict)


def kind_of(info: FieldInfo) -> KindName:
    """Tell the kind of a field of the case model by its type and its marks.

    Examples
    --------
    >>> from bugcase.case.model import Data, Limit, Meeting
    >>> [kind_of(Data.model_fields[name]) for name in ("path", "label", "by", "noun")]
    ['file', 'column', 'columns', 'line']
    >>> kind_of(Limit.model_fields["agreed_on"]), kind_of(Meeting.model_fields["minutes"])
    ('date', 'whole number')
    """
    held = held_type(info.annotation)
    several = get_origin(held) is tuple and get_args(held)[-1] is Ellipsis
    if any(isinstance(mark, ColumnOf) for mark in info.metadata):
        return "columns" if several else "column"
    for mark, kind in _BY_MARK.items():
        if any(isinstance(one, mark) for one in info.metadata):
            return kind
    if info.annotation is bool:
        return "tick"
    if get_origin(held) is tuple:
        return "list" if several else "spread"
    return "one of" if get_origin(held) is Literal else _BY_TYPE[held]


_BY_MARK: Mapping[type, KindName] = {DataFile: "file", TimeZone: "zone"}
_BY_TYPE: Mapping[Any, KindName] = {
    str: "line",
    bool: "yes or no",
    int: "whole number",
    float: "number",
    date: "date",
    datetime: "datetime",
}


def choices_of(info: FieldInfo) -> tuple[str, ...]:
    """List what a field of a closed list may hold."""
    held = held_type(info.annotation)
    return get_args(held) if get_origin(held) is Literal else ()


def one_of(words: str, choices: Mapping[str, T]) -> T:
    """Give what was picked of a closed list, by its name in upper or lower case.

    >>> one_of(" Yes", {"yes": True, "no": False})
    True
    """
    by_name = {name.casefold(): choice for name, choice in choices.items()}
    try:
        return by_name[words.strip().casefold()]
    except KeyError:
        raise ValueError(f"expected one of: {', '.join(choices)}; found {words!r}") from None


def _number(words: str, _: Zone = None) -> float:
    try:
        return float(words)
    except ValueError:
        raise ValueError(f"expected a number such as 5; found {words!r}") from None


def _whole_number(words: str, _: Zone) -> int:
    try:
        return int(words)
    except ValueError:
        raise ValueError(f"expected a whole number such as 5; found {words!r}") from None


def _spread(words: str, _: Zone) -> tuple[float, ...]:
    numbers = tuple(_number(one) for one in words.split(","))
    if len(numbers) not in (1, 3):
        raise ValueError(
            "expected one number, or three with commas between them: lowest, likely, highest; "
            f"found {words!r}"
        )
    return numbers if len(numbers) > 1 else numbers * 3


def _show_number(number: float, _: Zone = None) -> str:
    return f"{number:.15g}"


def _show_spread(spread: tuple[float, float, float], _: Zone) -> str:
    low, _likely, high = spread
    return _show_number(low) if low == high else ", ".join(map(_show_number, spread))


def _names(words: str, _: Zone) -> tuple[str, ...] | Unknown:
    return tuple(name.strip() for name in words.split(",") if name.strip()) or UNKNOWN


def _date(shown: date, _: Zone) -> date:
    if shown.year < YEAR:
        raise ValueError(f"expected a year such as 2026; found {shown.year}")
    return shown


def _moment(shown: datetime, zone: Zone) -> datetime:
    """Take the time on the clock of a zone, with that zone's distance from UTC at the time."""
    _date(shown, zone)
    return shown.replace(tzinfo=zone)


def _clock(value: datetime, zone: Zone) -> datetime:
    """Show a moment as a clock in the zone does; one without a zone is taken to be of it."""
    return (value.astimezone(zone or UTC) if value.tzinfo else value).replace(tzinfo=None)


def _as_it_is(value: Any, _: Zone) -> Any:
    return value


KINDS: Mapping[KindName, Kind] = {
    "line": Kind(widget=widgets.Text),
    "paragraph": Kind(widget=widgets.Textarea),
    "own words": Kind(widget=widgets.Textarea, show=lambda own, _: own.text),
    "number": Kind(widget=widgets.Text, show=_show_number, read=_number),
    "whole number": Kind(widget=widgets.Text, read=_whole_number),
    "spread": Kind(widget=widgets.Text, show=_show_spread, read=_spread),
    "yes or no": Kind(
        widget=widgets.Combobox,
        show=lambda value, _: {True: "yes", False: "no"}.get(value, str(value)),
        read=lambda words, _: one_of(words, _YES_OR_NO),
        settings={"options": tuple(_YES_OR_NO)},
    ),
    "tick": Kind(widget=widgets.Checkbox, show=_as_it_is, read=_as_it_is, empty=True),
    "list": Kind(widget=widgets.Text, show=lambda names, _: ", ".join(names), read=_names),
    "columns": Kind(widget=widgets.Combobox, show=lambda names, _: ", ".join(names), read=_names),
    "one of": Kind(widget=widgets.Combobox),
    "zone": Kind(
        widget=widgets.Combobox, settings={"options": tuple(sorted(available_timezones()))}
    ),
    "column": Kind(widget=widgets.Combobox),
    "file": Kind(widget=widgets.Combobox),
    "date": Kind(widget=widgets.DatePicker, show=_as_it_is, read=_date, empty=None),
    "datetime": Kind(widget=widgets.NaiveDatetimePicker, show=_clock, read=_moment, empty=None),
}
