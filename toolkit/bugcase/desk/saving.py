"""Saving as somebody types: soon, whole, and with the outcome told at the field.

The file is where things stand, not the form.  A form remembers what it last saw
of each of its fields; when the file moves on (a second tab, a colleague, a text
editor), fields that nobody is typing in follow it, and a field that was changed
on both sides keeps both values until somebody chooses.
"""

import asyncio
import atexit
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from bugcase.case.file import FILE, CaseFile, ConflictError, FieldError, value_at
from bugcase.case.model import Case
from bugcase.desk.kernel_loop import running_loop
from bugcase.errors import BugcaseError, CaseError

PAUSE = 0.4  # seconds without a key before a change is written
AT_MOST = 0.8  # seconds that a change waits, of somebody who types without a pause
LOOK = 1.0  # seconds between two looks at the file
RETRY = 2.0  # seconds until a disk that was full is tried again
GONE = (
    f"{FILE} is gone from this folder. Put it back; or what you type next writes it again, "
    "with everything that this notebook holds."
)
TOGETHER = 3.0  # seconds within which changes of one field are one step to undo


class FieldOnForm(Protocol):
    """What a saver knows of a field that is on the screen."""

    place: str
    name: str

    def read(self) -> Any:
        """Give what it holds as a value of the case, or raise a ValueError that says why not."""

    def show(self, value: Any) -> None:
        """Take another value, which came from the file."""

    def saved(self) -> None:
        """Tell that what it holds is in the file."""

    def refused(self, error: Exception) -> None:
        """Tell why what it holds is not in the file."""

    def clashed(self, theirs: Any) -> None:
        """Tell that somebody else wrote something else, and offer the choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change that this desk made, to be undone."""

    place: str
    name: str
    before: Any
    after: Any
    at: float


@dataclass(slots=True, kw_only=True, eq=False)
class Saver:
    """Writes what is typed after a short pause, and notices what others write.

    Parameters
    ----------
    file
        The case file.
    case
        The case as it was read.
    saved
        Called with the case where it has moved, by this desk or by somebody else.
    """

    file: CaseFile
    case: Case
    saved: Callable[[Case], None]
    trouble: str = ""  # why the file can't be read, since somebody else wrote it
    clock: Callable[[], float] = time.monotonic
    _fields: dict[str, FieldOnForm] = field(default_factory=dict)
    _seen: dict[str, Any] = field(default_factory=dict)
    _waiting: dict[str, FieldOnForm] = field(default_factory=dict)
    _unsettled: set[str] = field(default_factory=set)  # shown, refused, and so not in the file
    _changes: list[Change] = field(default_factory=list)
    _timer: asyncio.TimerHandle | None = None
    _since: float | None = None  # from when the longest waiting change waits
    _stamp: tuple[int, ...] | None = None  # of the file when it was last looked at
    _next_look: asyncio.TimerHandle | None = None
    _stopped: bool = False

    def __post_init__(self) -> None:
        atexit.register(self.flush)

    def bind(self, field: FieldOnForm) -> None:
        """Take a field that shows what the case holds; it replaces an older one of its place."""
        self._fields[field.place] = field
        self._seen[field.place] = value_at(self.case, field.place)
        self._waiting.pop(field.place, None)
        self._unsettled.discard(field.place)
        loop = running_loop()
        if loop and self._next_look is None and not self._stopped:
            self._next_look = loop.call_later(LOOK, self._look_again)

    def stop(self) -> None:
        """Save everything that waits, and look at the file no more: another saver has taken over.

        What is typed into a field of this one after that is saved at once.
        """
        self.flush()
        self._stopped = True
        if self._next_look:
            self._next_look.cancel()
        atexit.unregister(self.flush)

    def touched(self, field: FieldOnForm) -> None:
        """Save what a field holds, soon."""
        self._waiting[field.place] = field
        loop = running_loop()
        if loop is None or self._stopped:
            self.flush()
            return
        self._since = loop.time() if self._since is None else self._since
        self._arm(min(loop.time() + PAUSE, self._since + AT_MOST), loop)

    def flush(self) -> None:
        """Save everything that waits; what goes wrong at a field is told there."""
        if self._timer:
            self._timer.cancel()
        waiting, self._waiting, self._timer, self._since = self._waiting, {}, None, None
        case = None
        for one in waiting.values():
            try:
                case = self._save(one) or case
            except Exception as error:  # noqa: BLE001  (nobody foresaw it, and others wait behind it)
                one.refused(error)
        loop = running_loop()
        if self._waiting and loop:
            self._arm(loop.time() + RETRY, loop)
        if case is not None:
            self._follow(case)

    def change(self, place: str, name: str, value: Any) -> None:
        """Change something at once, besides what is typed: a row that is added or taken out.

        Raises
        ------
        CaseError, OSError
            As `CaseFile.change`.
        """
        self.flush()
        self._seen[place] = value_at(self.case, place)
        self._follow(self._write(place, name, value))

    def look(self) -> None:
        """Follow the file where somebody else has written it."""
        stamp = self._stamp_now()
        if stamp == self._stamp:
            return
        self._stamp, before = stamp, self.trouble
        try:
            case = self.file.read()
            self.trouble = ""
        except (CaseError, OSError) as error:
            case, self.trouble = self.case, GONE if stamp is None else str(error)
        if case != self.case or before != self.trouble:
            self._follow(case)

    def keep_theirs(self, field: FieldOnForm) -> None:
        """Settle a clash for what stands in the file."""
        self.look()
        self._unsettled.discard(field.place)
        self._waiting.pop(field.place, None)
        self._seen[field.place] = value_at(self.case, field.place)
        field.show(self._seen[field.place])

    def use_mine(self, field: FieldOnForm) -> None:
        """Settle a clash for what the field holds."""
        self.look()
        self._seen[field.place] = value_at(self.case, field.place)
        self._waiting[field.place] = field
        self.flush()

    @property
    def last(self) -> Change | None:
        """The change that `undo` would take back."""
        return self._changes[-1] if self._changes else None

    def undo(self) -> None:
        """Take the last change of this desk back.

        Raises
        ------
        CaseError, OSError
            As `CaseFile.change`: where somebody has changed the same field since.
        """
        self.flush()
        if not self._changes:
            return
        last = self._changes.pop()
        self._unsettled.discard(last.place)
        self._follow(self.file.change(last.place, last.before, seen=last.after))

    def _save(self, one: FieldOnForm) -> Case | None:
        """Save what a field holds and tell the outcome there; None where it is not in the file."""
        self._unsettled.add(one.place)
        try:
            case = self._write(one.place, one.name, one.read())
        except ConflictError as conflict:
            one.clashed(conflict.theirs)
        except (FieldError, ValueError) as error:
            one.refused(error)
        except (OSError, BugcaseError) as error:  # a disk may have room again, a file be mended
            self._waiting.setdefault(one.place, one)
            one.refused(error)
        else:
            self._unsettled.discard(one.place)
            one.saved()
            return case
        return None

    def _write(self, place: str, name: str, value: Any) -> Case:
        before = self._seen[place]
        if self.file.folder.is_dir() and not self.file.path.exists():  # somebody deleted it
            self.file.create(self.case, {})
        # what waits with it is read by it already: a moment by the clock of its new zone
        self.case = case = self.file.change(place, value, seen=before)
        self._seen[place] = after = value_at(case, place)
        last, now = self.last, self.clock()
        if last and last.place == place and now - last.at < TOGETHER:
            self._changes[-1] = replace(last, after=after, at=now)
        elif after != before:
            change = Change(place=place, name=name, before=before, after=after, at=now)
            self._changes.append(change)
        return case

    def _follow(self, case: Case) -> None:
        """Bring the fields that nobody is typing in up to the file."""
        self.case = case
        for place, one in list(self._fields.items()):
            now = value_at(case, place)
            busy = place in self._waiting or place in self._unsettled
            if now != self._seen[place] and not busy:
                self._seen[place] = now
                one.show(now)
        self.saved(case)

    def _arm(self, when: float, loop: asyncio.AbstractEventLoop) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = loop.call_at(when, self.flush)

    def _look_again(self) -> None:
        self.look()
        self._next_look = asyncio.get_running_loop().call_later(LOOK, self._look_again)

    def _stamp_now(self) -> tuple[int, ...] | None:
        try:
            found = self.file.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
