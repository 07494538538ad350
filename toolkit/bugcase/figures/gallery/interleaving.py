"""How the failure came about: the systems as lanes, and how often it came when it was tried."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, Final

from bugcase import wording
from bugcase.facts.cause import cause_steps
from bugcase.facts.conditions import holds
from bugcase.facts.facts import Facts
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import LINE_WIDTH
from bugcase.figures.on_slides import OnSlides
from bugcase.incident.cause import Reproduction, Role, Step
from bugcase.playbook.condition import Condition
from bugcase.style.fonts import Weight
from bugcase.style.lettering import one_line, shortened, text_width, wrapped
from bugcase.style.tokens import SPACE, TYPE, column, column_end
from bugcase.wording import count

_FROM: Final = column(2)  # where the lanes begin
_BOX: Final = 56  # pixels that a step is high
_PAD: Final = SPACE["near"]
_TRIALS: Final = 228  # pixels that the trials take below the lanes
_BELOW: Final = SPACE["zone"]  # between the lanes and what follows
_BECAUSE: Final = 40  # and the line below them
_MOST_CELLS: Final = 400  # runs that are drawn one by one
_LOOKS: Final[dict[Role, tuple[str, str]]] = {  # of a box, and of the words in it
    "ordinary": ("tint", "ink"),
    "writes": ("baseline", "paper"),
    "does harm": ("harm", "paper"),
}


def interleaving(
    steps: Sequence[Step] = (),
    *,
    before: Reproduction | None = None,
    after: Reproduction | None = None,
    because: str | None = None,
    note: str | None = None,
    most: int = 6,
) -> CaseFigure:
    """Draw in which order the systems did what, where the harm was done, and how it was tried.

    Each system is a lane of time from left to right, and each step a box in it.  The step
    that does harm has the accent; what was written before in another lane goes on as a
    line until the harm cuts it off.  Below stand the trials, a cell for each run, without
    the fix and with it.  Where the steps are not known the trials stand alone, and larger.

    Not for steps that take turns in any order: the drawing shows one order that fails.

    Parameters
    ----------
    steps
        In the order of time.
    before, after
        How often it failed when it was tried, without the fix and with it.
    because
        What let it do harm, as a clause: "the job lacked its check".
    note
        What else is to be said of the cause, at the foot: "preliminary until Friday".
    most
        How many steps fit; those that write or do harm are always among them.
    """
    steps = [_one_line(one) for one in steps]
    trials = [
        _Tried(trial=trial, entry=entry, slot=slot)
        for trial, entry, slot in (
            (before, "before", "repro_rate"),
            (after, "after", "tried"),
        )
        if trial is not None
    ]
    with drawing():
        sheet = Canvas(alt=_alt(steps, trials, because), source_line=_source_line(trials, note))
        foot = _because(sheet, because)
        if not steps and not trials:
            sheet.gap(0, HEIGHT - _BOX, WIDTH, HEIGHT, wording.say("cause.nothing"))
            return sheet.figure
        if steps:
            _lanes(sheet, steps, foot=foot + _TRIALS if trials else foot, most=most)
        if steps and trials:
            sheet.step()
        top = foot + _TRIALS - SPACE["zone"] if steps else HEIGHT
        for place, tried in enumerate(trials):
            left, right = column(6 * place), column_end(6 * place + 5)
            if len(trials) == 1 and not steps:
                right = column_end(11)
            _trial(sheet, tried, left=left, right=right, foot=foot, top=top, large=not steps)
    return sheet.figure


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """A trial, with the words for it and the fact that it is."""

    trial: Reproduction
    entry: str
    slot: str

    @property
    def of_runs(self) -> str:
        return wording.say(f"cause.{self.entry}", n=self.trial.runs)

    @property
    def alt(self) -> str:
        return wording.say(
            f"cause.alt_{self.entry}",
            failures=count(self.trial.failures),
            n=self.trial.runs,
            under=one_line(self.trial.under),
        )


def _one_line(step: Step) -> Step:
    lost = one_line(step.lost) if step.lost else None
    return Step(
        system=one_line(step.system), does=one_line(step.does), role=step.role, lost=lost or None
    )


def _because(sheet: Canvas, because: str | None) -> float:
    """Write what let it do harm; returns how much of the foot it takes."""
    if not because:
        return 0.0
    words = wording.say("cause.because", conditions=one_line(because))
    lines = wrapped(words, width=WIDTH, most=2)
    for place, line in enumerate(reversed(lines)):
        sheet.words(0, 8 + 30 * place, line, colour="muted")
    return _BECAUSE + 30.0 * (len(lines) - 1)


# ---------------------------------------------------------------- the lanes


@dataclass(frozen=True)
class _Shown:
    """The steps that are drawn, each at its place in time and in a lane of its system."""

    steps: tuple[Step, ...]
    systems: tuple[str, ...]
    foot: float

    @cached_property
    def _pitch(self) -> float:
        return max(_BOX + 8, min(160.0, (HEIGHT - self.foot) / len(self.systems)))

    @cached_property
    def _top(self) -> float:
        """How high the first lane lies: the lanes stand in the middle of their room."""
        needs = (len(self.systems) - 1) * self._pitch + _BOX
        return HEIGHT - _BOX / 2 - max(0.0, (HEIGHT - self.foot - _BELOW - needs) / 2)

    def y(self, step: Step) -> float:
        """Say how high the lane of a step lies."""
        return self.lane(self.systems.index(step.system))

    def lane(self, place: int) -> float:
        return self._top - place * self._pitch

    @property
    def clear(self) -> float:
        """How much is free between the boxes of two lanes."""
        return self._pitch - _BOX

    @cached_property
    def edges(self) -> tuple[tuple[float, float], ...]:
        """Where each box begins and ends: as wide as its words, or all alike and in two lines."""
        gaps = max(1, len(self.steps) - 1)
        wide = [text_width(one.does, TYPE["label"], _weight(one)) + 2 * _PAD for one in self.steps]
        free = WIDTH - _FROM - sum(wide)
        if free < gaps * SPACE["hair"]:
            alike = (WIDTH - _FROM - gaps * SPACE["hair"]) / len(self.steps)
            wide = [alike] * len(self.steps)
            free = gaps * SPACE["hair"]
        starts = accumulate((one + free / gaps for one in wide), initial=float(_FROM))
        return tuple((start, start + one) for start, one in zip(starts, wide, strict=False))

    @cached_property
    def size(self) -> int:
        """The size of the words in every box: of notes where one does not fit in a line."""
        fits = all(
            text_width(one.does, TYPE["label"], _weight(one)) <= right - left - 2 * _PAD + 0.5
            for one, (left, right) in zip(self.steps, self.edges, strict=True)
        )
        return TYPE["label"] if fits else TYPE["note"]

    def middle(self, place: int) -> float:
        return sum(self.edges[place]) / 2


def _weight(step: Step) -> Weight:
    return "normal" if step.role == "ordinary" else "bold"


def _choose(steps: Sequence[Step], *, most: int, foot: float) -> _Shown:
    """Keep what writes and does harm, then as many others as fit, in lanes that fit."""
    rank = {"does harm": 0, "writes": 1, "ordinary": 2}
    order = sorted(range(len(steps)), key=lambda i: (rank[steps[i].role], i))
    lanes = max(1, int((HEIGHT - foot) / (_BOX + 24)))
    systems: list[str] = []
    kept: list[int] = []
    for i in order:
        if len(kept) == most:
            break
        if steps[i].system not in systems:
            if len(systems) == lanes:
                continue
            systems.append(steps[i].system)
        kept.append(i)
    shown = tuple(steps[i] for i in sorted(kept))
    return _Shown(steps=shown, systems=tuple(dict.fromkeys(one.system for one in shown)), foot=foot)


def _lanes(sheet: Canvas, steps: Sequence[Step], *, foot: float, most: int) -> None:
    shown = _choose(steps, most=most, foot=foot)
    for place, system in enumerate(shown.systems):
        y = shown.lane(place)
        lines = wrapped(f"{system[0].upper()}{system[1:]}", width=column_end(1), most=2)
        for row, line in enumerate(lines):
            at = y - TYPE["label"] * 0.36 + 14 * (len(lines) - 1) - 28 * row
            sheet.words(0, at, line, bold=True, width=column_end(1))
        sheet.line(_FROM, y, WIDTH, y, width=2, colour="rule")
    harms = [i for i, one in enumerate(shown.steps) if one.role == "does harm"]
    for place in harms:
        _cut_off(sheet, shown, place)
    for place, step in enumerate(shown.steps):
        _box(sheet, shown, place, step)
    _name_losses(sheet, shown, harms)
    if left_out := len(steps) - len(shown.steps):
        y = shown.lane(len(shown.systems) - 1) - _BOX / 2 - SPACE["apart"]
        words = wording.say("cause.more_steps", n=left_out)
        sheet.words(0, y, words, size=TYPE["note"], colour="muted")


def _written(shown: _Shown, place: int) -> int | None:
    """Find what was written last in another lane before a step."""
    system = shown.steps[place].system
    written = [
        i
        for i, one in enumerate(shown.steps[:place])
        if one.role == "writes" and one.system != system
    ]
    return written[-1] if written else None


def _cut_off(sheet: Canvas, shown: _Shown, place: int) -> None:
    """Draw how long what was written stood, and what overwrites it."""
    written = _written(shown, place)
    if written is None:
        return
    y, x = shown.y(shown.steps[written]), shown.middle(place)
    sheet.line(shown.edges[written][0], y, x, y, width=4, colour="baseline")
    end = shown.y(shown.steps[place])
    steps = max(2, int(abs(end - y) // 12))
    pitch = (end - y) / steps
    sheet.cells(
        [(x - 2, min(a, b), x + 2, max(a, b)) for a, b in
         ((y + i * pitch, y + (i + 0.55) * pitch) for i in range(steps))],
        colour="harm",
    )  # fmt: skip


def _box(sheet: Canvas, shown: _Shown, place: int, step: Step) -> None:
    (left, right), y, size = shown.edges[place], shown.y(step), shown.size
    ground, ink = _LOOKS[step.role]
    sheet.block(left, y - _BOX / 2, right, y + _BOX / 2, colour=ground)
    room, weight = right - left - 2 * _PAD, _weight(step)
    most = 1 if size == TYPE["label"] else 2
    lines = wrapped(step.does, width=room, most=most, size=size, weight=weight)
    for row, line in enumerate(lines):
        at = y - size * 0.36 + 12 * (len(lines) - 1) - 24 * row
        sheet.words(
            (left + right) / 2, at, line, size=size, colour=ink, bold=weight == "bold",
            align="center", width=room + 1, beside=True,
        )  # fmt: skip


def _name_losses(sheet: Canvas, shown: _Shown, harms: Sequence[int]) -> None:
    """Write what is lost beside what cuts it off, once in each gap between two lanes."""
    taken: set[int] = set()
    for place in harms:
        step = shown.steps[place]
        if step.lost is None:
            continue
        here = shown.systems.index(step.system)
        written = _written(shown, place)
        above = written is not None and shown.y(shown.steps[written]) > shown.y(step)
        gap = here - 1 if above else here
        if gap in taken:
            continue
        taken.add(gap)
        away = _BOX / 2 + (min(25.0, shown.clear / 2) if written is None else shown.clear / 2)
        y = shown.y(step) + (1 if above else -1) * away - TYPE["label"] * 0.36
        x = shown.middle(place) + _PAD
        wide = text_width(step.lost, TYPE["label"], "bold")
        if x + wide <= WIDTH or x - 2 * _PAD - _FROM < WIDTH - x:
            sheet.words(x, y, step.lost, bold=True, colour="harm", width=WIDTH - x, beside=True)
        else:
            sheet.words(
                x - 2 * _PAD, y, step.lost, bold=True, colour="harm", align="right",
                width=x - 2 * _PAD - _FROM, beside=True,
            )  # fmt: skip


# ---------------------------------------------------------------- the trials


def _trial(
    sheet: Canvas, tried: _Tried, *, left: float, right: float, foot: float, top: float,
    large: bool,
) -> None:  # fmt: skip
    """Write how many runs failed, and fill a cell for each."""
    size = TYPE["number"] if large else TYPE["title"]
    y = top - 0.9 * size
    failures, runs = tried.trial.failures, tried.trial.runs
    wide = sheet.words(
        left, y, count(failures), size=size, bold=True, colour="harm" if failures else "ink",
        slot=tried.slot,
    )  # fmt: skip
    at = left + wide + 12
    lines = wrapped(tried.of_runs, width=right - at, most=2 if large else 1)
    for row, line in enumerate(reversed(lines)):
        sheet.words(at, y + 28 * row, line, width=right - at, beside=True)
    under = wrapped(tried.trial.under, width=right - left, most=2, size=TYPE["note"])
    below = foot + 24 * len(under) + 8
    end = _cells(sheet, failures, runs, left=left, right=right, foot=below, top=y - SPACE["near"])
    for row, line in enumerate(under):
        sheet.words(
            left, end - 4 - 24 * (row + 1), line, size=TYPE["note"], colour="muted",
            width=right - left,
        )  # fmt: skip


def _cells(
    sheet: Canvas, failures: int, runs: int, *, left: float, right: float, foot: float, top: float
) -> float:
    """Fill a cell for each run, those that failed first; of very many, a bar in their share.

    Returns where they end below.
    """
    wide, high = right - left, top - foot
    if runs > _MOST_CELLS:
        split = left + wide * failures / runs
        if failures:
            split = max(split, left + 3)
        high = min(high, 48.0)
        sheet.block(split, top - high, right, top, colour="rule")
        if failures:
            sheet.block(left, top - high, split, top, colour="harm")
        return top - high
    rows = max(1, min(runs, round(math.sqrt(runs * high / wide / 1.4))))
    even = [one for one in range(1, runs + 1) if runs % one == 0 and rows / 2 <= one <= rows * 2]
    rows = min(even, key=lambda one: abs(one - rows), default=rows)
    across = math.ceil(runs / rows)
    rows = math.ceil(runs / across)
    column_pitch, row_pitch = min(wide / across, 64.0), min(high / rows, 64.0)
    gap = min(4.0, column_pitch / 4)

    def cell(run: int) -> tuple[float, float, float, float]:
        row, place = divmod(run, across)
        x, y = left + place * column_pitch, top - row * row_pitch
        return x, y - row_pitch + gap, x + column_pitch - gap, y

    sheet.cells(map(cell, range(failures, runs)), colour="rule")
    sheet.cells(map(cell, range(failures)), colour="harm")
    return top - rows * row_pitch + gap


# ---------------------------------------------------------------- in words


def _source_line(trials: Sequence[_Tried], note: str | None) -> str:
    under = list(dict.fromkeys(one_line(one.trial.under) for one in trials))
    tried = wording.say("cause.tried_under", under="; ".join(under)) if under else ""
    line = one_line(note) if note else tried
    return shortened(line, TYPE["source"], "normal", LINE_WIDTH)[0]


def _alt(steps: Sequence[Step], trials: Sequence[_Tried], because: str | None) -> str:
    sentences = []
    if steps:
        said = (_said(one) for one in steps)
        sentences.append(wording.say("cause.alt_steps", steps="; ".join(said)))
    sentences += [one.alt for one in trials]
    if not sentences:
        sentences = [wording.say("cause.nothing")]
    if because:
        sentences.append(wording.say("cause.because", conditions=one_line(because)))
    return one_line(" ".join(sentences))


def _said(step: Step) -> str:
    said = wording.say("cause.alt_step", system=step.system, does=step.does)
    return wording.say("cause.alt_lost", step=said, lost=step.lost) if step.lost else said


def _needs(facts: Facts) -> tuple[Any, ...]:
    found = facts.evidence.incident
    before, after = (found.before, found.after) if found else (None, None)
    steps = cause_steps(facts)
    because = facts.words_for("cause conditions")
    return (
        (steps, before, after) if steps or before or after else None,
        because.words if because and not because.gap else None,
        " · ".join(filter(None, (_grade(facts), _preliminary(facts)))) or None,
    )


def _grade(facts: Facts) -> str | None:
    """Say how sure the cause is, in the words that somebody typed."""
    grade = facts.words_for("cause grade")
    if grade is None or grade.gap:
        return None
    with wording.using(facts.locale):
        return wording.say("cause.grade", grade=grade.words)


def _preliminary(facts: Facts) -> str | None:
    """Say until when the cause is preliminary; None from then on, or where nobody said."""
    field = facts.playbook.field_for("cause review")
    if field is None or (until := facts(field.id)).gap:
        return None
    if holds(Condition("passed", field.id), facts):
        return None
    with wording.using(facts.locale):
        return wording.say("cause.preliminary", until=until.words)


def _draw(
    found: tuple[Sequence[Step], Reproduction | None, Reproduction | None],
    because: str | None,
    note: str | None,
) -> CaseFigure:
    steps, before, after = found
    return interleaving(steps, before=before, after=after, because=because, note=note)


ON_SLIDES = OnSlides(needs=_needs, draw=_draw, slot="tried")
