"""A rehearsal under way, and the record that is kept of it.

The clock of a run is handed in and never goes back; going back to a scene goes
on counting its seconds.  What came of it stands for itself: it keeps the words
as they were said, so that it can be read after the case has moved on.
"""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bugcase.files import write_atomically
from bugcase.story.rehearsal_plan import INTERRUPTIONS, RehearsalPlan, Scene, SceneKind

FILE = "rehearsal.json"
LONG = 0.2  # of its seconds: a fifth over is long
SLACK = 3.0  # seconds that nobody notices


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneRecord:
    """A scene as it went; `answered` is None where nobody marked it, and of what has no answer."""

    id: str
    kind: SceneKind
    who: str
    mine: bool
    slide: str
    words: str
    planned: float
    seconds: float
    missing: tuple[str, ...] = ()
    answered: bool | None = None

    @property
    def over(self) -> float:
        """The seconds over what was planned, below 0 where it was quicker."""
        return self.seconds - self.planned


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalRecord:
    """The record of a rehearsal: the scenes that were reached, out of `scenes` of them."""

    seed: int
    scenes: int
    minutes: float
    talk_minutes: float | None
    said: tuple[SceneRecord, ...]

    @property
    def seconds(self) -> float:
        """How long the meeting took, the brief before it not counted."""
        return sum(one.seconds for one in self.said if one.kind != "brief")

    @property
    def talked(self) -> float:
        """How long the presenter's own turns took, without the answers."""
        return sum(one.seconds for one in self.said if one.mine and one.kind == "turn")

    @property
    def ran_long(self) -> tuple[SceneRecord, ...]:
        """What the presenter says that took a fifth over, the longest first."""
        spoken = (one for one in self.said if one.mine or one.kind in INTERRUPTIONS)
        long = (one for one in spoken if one.over > max(SLACK, LONG * one.planned))
        return tuple(sorted(long, key=lambda one: -one.over))

    @property
    def unanswered(self) -> tuple[SceneRecord, ...]:
        """The interruptions that were not marked as answered, in their order."""
        return tuple(one for one in self.said if one.kind in INTERRUPTIONS and not one.answered)

    def save(self, folder: Path) -> None:
        """Keep this as the last rehearsal of a case folder.

        Raises
        ------
        OSError
            Where the folder can't be written.
        """
        write_atomically(folder / FILE, json.dumps(asdict(self), indent=1, ensure_ascii=False))


def last_rehearsal(folder: Path) -> RehearsalRecord | None:
    """Read what came of the last rehearsal; None where there was none that can be read."""
    try:
        return TypeAdapter(RehearsalRecord).validate_json((folder / FILE).read_bytes())
    except (OSError, ValidationError):
        return None


class RehearsalRun:
    """A rehearsal under way: where it is, and how long each scene has taken.

    Parameters
    ----------
    plan
        What is rehearsed.
    clock
        Seconds that never go back.
    """

    def __init__(self, plan: RehearsalPlan, clock: Callable[[], float] = time.monotonic) -> None:
        self.plan = plan
        self._clock = clock
        self._at = 0
        self._spent = [0.0] * len(plan.scenes)
        self._answered: list[bool | None] = [None] * len(plan.scenes)
        self._reached = 1
        self._since: float | None = clock()

    @property
    def at(self) -> int:
        """The place of the scene, from 0."""
        return self._at

    @property
    def scene(self) -> Scene:
        """The scene that is being said."""
        return self.plan.scenes[self._at]

    @property
    def running(self) -> bool:
        """Whether the clock runs."""
        return self._since is not None

    @property
    def seconds(self) -> float:
        """How long this scene has taken so far, every visit counted."""
        return self._spent[self._at] + (0.0 if self._since is None else self._clock() - self._since)

    @property
    def total(self) -> float:
        """How long the meeting has taken so far, the brief before it not counted."""
        spent = [*self._spent]
        spent[self._at] = self.seconds
        return sum(
            seconds
            for scene, seconds in zip(self.plan.scenes, spent, strict=True)
            if scene.kind != "brief"
        )

    def next(self) -> None:
        """Go on to the next scene; after the last one the rehearsal is over."""
        self._go(self._at + 1)

    def back(self) -> None:
        """Go back one scene, to say it again; the first one stays."""
        self._go(max(0, self._at - 1))

    def mark(self, answered: bool) -> None:
        """Say whether the interruption was answered."""
        self._answered[self._at] = answered

    @property
    def answered(self) -> bool | None:
        """Whether this interruption was answered; None while nobody said so."""
        return self._answered[self._at]

    def stop(self) -> RehearsalRecord:
        """Stop the clock, and say what came of it."""
        if self._since is not None:
            self._spent[self._at], self._since = self.seconds, None
        return self.so_far()

    def so_far(self) -> RehearsalRecord:
        """Say what came of it up to now."""
        spent = [*self._spent]
        spent[self._at] = self.seconds
        return RehearsalRecord(
            seed=self.plan.seed,
            scenes=len(self.plan.scenes),
            minutes=self.plan.minutes,
            talk_minutes=self.plan.talk_minutes,
            said=tuple(
                SceneRecord(
                    id=scene.id,
                    kind=scene.kind,
                    who=scene.who,
                    mine=scene.mine,
                    slide=str(scene.slide),
                    words=str(scene.words),
                    missing=scene.missing,
                    planned=scene.seconds,
                    seconds=seconds,
                    answered=answered,
                )
                for scene, seconds, answered in zip(
                    self.plan.scenes[: self._reached], spent, self._answered, strict=False
                )
            ),
        )

    def _go(self, place: int) -> None:
        self._spent[self._at] = self.seconds
        if place == len(self.plan.scenes):
            self._since = None
            return
        self._at, self._since = place, self._clock()
        self._reached = max(self._reached, place + 1)
