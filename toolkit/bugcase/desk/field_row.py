"""A field on the screen: its widget, and the messages under it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import ipywidgets as widgets

from bugcase.case.file import FieldError, value_at
from bugcase.case.values import Unknown
from bugcase.desk.columns import (
    columns_of,
    data_files,
    missing_columns,
    missing_file,
    with_one_more,
)
from bugcase.desk.field_kinds import Zone
from bugcase.desk.fields import FormField, clock, zone_of
from bugcase.desk.kernel_loop import on_kernel_loop
from bugcase.desk.live import LiveCase
from bugcase.desk.messages import alert, hint, saved, sentence
from bugcase.desk.widgets import abreast, button, stacked, text
from bugcase.playbook.completion import completed, misfit


def said_of(error: Exception, place: str) -> str:
    """Say in a line why a value is not in the file."""
    if isinstance(error, FieldError) and place in error.faults:
        return error.faults[place]
    if isinstance(error, OSError):
        why = error.strerror or str(error)
        return f"{why}; the file is as it was, and it is tried again while you see this"
    return str(error)


def _in_words(value: Any) -> str:
    if isinstance(value, Unknown):
        return "nothing"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M %Z}"
    if isinstance(value, tuple):
        return ", ".join(map(_in_words, value))
    return f"“{getattr(value, 'text', value)}”"


def choice(
    name: str, theirs: Any, mine: Any, keep: Callable[[], None], use: Callable[[], None]
) -> widgets.VBox:
    """Show what two sides wrote, and a button for each."""
    words = f"the file says {_in_words(theirs)}, you wrote {_in_words(mine)}"
    buttons = (
        button("Keep theirs", keep, tooltip=f"{name}: take what stands in the file", icon="file"),
        button("Use mine", use, tooltip=f"{name}: write yours over it", icon="pencil"),
    )
    return stacked(
        [text(alert(words, what="Changed by somebody else meanwhile")), abreast(buttons)]
    )


class FieldRow:
    """A field bound to the case: what is typed is saved, what others write is shown.

    Parameters
    ----------
    made
        Makes the value of the case of what was read, where that is more than was typed.
    bare
        Leave the hint out, where what stands above says enough.
    """

    def __init__(
        self,
        live: LiveCase,
        field: FormField,
        *,
        made: Callable[[Any], Any] = lambda value: value,
        bare: bool = False,
    ) -> None:
        self._live, self._field, self._made, self._bare = live, field, made, bare
        self.place, self.name = field.place, field.name
        self._showing = False  # what the widget takes now was not typed
        self._typed = False  # what it holds was typed here, and is not out of the file
        self._outcome = ""
        self._shown_in = self._zone
        self.widget = field.widget(value_at(live.case, self.place), self._zone)
        self._message = text()
        classes = () if bare else ("bugcase-field",)
        self.box = stacked([self.widget, self._message], *classes)
        live.saver.bind(self)
        self.widget.observe(on_kernel_loop(self._changed), names="value")
        if field.column_of or field.kind in ("file", "datetime"):
            live.follow(("field", self.place), self._follow)
        self._tell()

    @property
    def _zone(self) -> Zone:
        return zone_of(self.place, self._live.case)

    def read(self) -> Any:
        """Give what the widget holds as a value of the case."""
        return self._made(self._field.read(self.widget.value, self._zone))

    def show(self, value: Any) -> None:
        """Show a value that came from the file."""
        self._showing, self._typed, self._shown_in = True, False, self._zone
        try:
            self.widget.value = self._field.shown(value, self._zone)
        finally:
            self._showing = False
        self._settle("")

    def saved(self) -> None:
        """Tell that it is in the file; the hint, which has the unit in it, stays."""
        self._settle(saved(self._clock if self._bare else self._help()))

    def refused(self, error: Exception) -> None:
        """Tell why it is not."""
        self._settle(alert(said_of(error, self.place)))

    def clashed(self, theirs: Any) -> None:
        """Show both values, and let one choose."""
        self._settle("")
        saver = self._live.saver
        asked = choice(
            self.name,
            theirs,
            self.read(),
            keep=lambda: saver.keep_theirs(self),
            use=lambda: saver.use_mine(self),
        )
        self.box.children = [self.widget, self._message, asked]

    def _changed(self, _: object) -> None:
        if not self._showing:
            self._typed = True
            self._live.saver.touched(self)
            self._tell()
        if self._field.kind == "columns":
            self._offer()

    def _settle(self, outcome: str) -> None:
        self._outcome = outcome
        if len(self.box.children) > 2:
            self.box.children = [self.widget, self._message]
        self._tell()

    def _follow(self) -> None:
        """Keep up with what the field depends on: files, columns, the time zone."""
        if self._field.kind == "datetime":
            self._change_clocks()
        else:
            self._offer()
        self._tell()

    def _change_clocks(self) -> None:
        """Go over to the clock of another zone.

        What was typed here, or is of no zone yet, keeps the hands of the clock where they
        are, as any calendar does: it was the zone that was wrong.  A moment out of the
        file is what it is, and shown by the other clock.
        """
        if self._zone == self._shown_in:
            return
        value = value_at(self._live.case, self.place)
        if isinstance(value, datetime) and (self._typed or value.tzinfo is None):
            self._shown_in = self._zone
            self._live.saver.touched(self)
        else:
            self.show(value)

    def _offer(self) -> None:
        """Offer what there is to pick from."""
        match self._field.kind:
            case "file":
                self.widget.options = data_files(self._live.folder, self._live.case)
            case "column":
                self.widget.options = self._columns
            case _:
                self.widget.options = with_one_more(self.widget.value, self._columns)

    @property
    def _columns(self) -> tuple[str, ...]:
        """Name the columns of the file that this field is about."""
        live = self._live
        return columns_of(live.folder, live.case, self._field.column_of, live.frame)

    def _tell(self) -> None:
        said = self._outcome or (hint(self._clock) if self._bare else hint(self._help()))
        html = said + self._sentence() + self._warning()
        if html != self._message.value:
            self._message.value = html

    def _help(self) -> str:
        return "; ".join(said for said in (self._field.help, self._clock) if said)

    @property
    def _clock(self) -> str:
        """Say by whose clock a moment is shown."""
        if self._field.kind != "datetime":
            return ""
        value = value_at(self._live.case, self.place)
        return clock(self._zone, in_utc=isinstance(value, datetime) and value.tzinfo is not None)

    def _sentence(self) -> str:
        """Say the sentence that is ended here, and what in it does not fit, while it is typed."""
        asked = self._field.ends
        if asked is None or not (asked.stem or asked.form):
            return ""
        try:
            typed = self._live.facts.say(self.read())
        except ValueError:
            return ""
        if not isinstance(typed, str):
            return ""
        case = self._live.case
        remark = misfit(
            asked,
            typed,
            names=[one.name for one in case.people if not isinstance(one.name, Unknown)],
            locale=self._live.playbook.locale,
        )
        return hint(remark) if remark else sentence(completed(asked, typed) if asked.stem else "")

    def _warning(self) -> str:
        """Say what may be wrong with a value that was saved all the same."""
        if self._field.kind == "file":
            case = self._live.case
            missing = missing_file(value_at(case, self.place), self._live.folder, case)
            return alert(missing, what="Look again") if missing else ""
        if not self._field.column_of:
            return ""
        missing = missing_columns(value_at(self._live.case, self.place), self._columns)
        return alert(missing, what="Look again") if missing else ""
