"""Saving as somebody types: soon, whole, and with the outcome told at the field."""

import asyncio
import atexit
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bugcase.case.file import CaseFile
from bugcase.case.model import Case
from bugcase.errors import BugcaseError

__all__ = ["Saver"]

PAUSE = 0.4  # seconds without a key before a change is written


@dataclass(slots=True, kw_only=True)
class Saver:
    """Writes changes of a case after a short pause in typing.

    Parameters
    ----------
    file
        The case file.
    saved
        Called with the case and the places that changed, after each save.
    """

    file: CaseFile
    saved: Callable[[Case, frozenset[str]], None]
    _seen: dict[str, Any] = field(default_factory=dict)
    _pending: dict[str, tuple[Any, Callable[[str], None]]] = field(default_factory=dict)
    _timer: asyncio.TimerHandle | None = None

    def __post_init__(self) -> None:
        atexit.register(self.flush)

    def watch(self, place: str, value: Any) -> None:
        """Remember what a form shows in a field, to notice a change from elsewhere."""
        self._seen[place] = value

    def put(self, place: str, value: Any, tell: Callable[[str], None]) -> None:
        """Save a value soon; `tell` is called with an error's words, or with none."""
        self._pending[place] = (value, tell)
        if self._timer:
            self._timer.cancel()
        try:
            self._timer = asyncio.get_running_loop().call_later(PAUSE, self.flush)
        except RuntimeError:  # no event loop, as in a plain Python session: save at once
            self.flush()

    def flush(self) -> None:
        """Save everything that waits."""
        waiting, self._pending, self._timer = self._pending, {}, None
        case, changed = None, set()
        for place, (value, tell) in waiting.items():
            try:
                case = self.file.change(place, value, seen=self._seen[place])
            except (BugcaseError, OSError) as error:
                tell(str(error))
                if isinstance(
                    error, BugcaseError
                ):  # who types it again, having read this, means it
                    self._look_again(place)
            else:
                self._seen[place] = value
                changed.add(place)
                tell("")
        if case is not None:
            self.saved(case, frozenset(changed))

    def _look_again(self, place: str) -> None:
        try:
            self._seen[place] = self.file.value(place)
        except BugcaseError:  # the file itself is broken, which the field says already
            return
