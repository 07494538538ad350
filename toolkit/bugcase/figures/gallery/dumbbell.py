"""Where it happens: today and the next release joined by a line, for everybody and the worst."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from bugcase import wording
from bugcase.compare.metrics import ERROR_RATE
from bugcase.compare.models import Comparison
from bugcase.errors import DataError
from bugcase.estimate import Estimate, Unit
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import MetricFormat, sentence, source_line
from bugcase.figures.on_slides import OnSlides
from bugcase.figures.scale import Scale
from bugcase.slices import Slice, Slices
from bugcase.style.lettering import one_line, text_width, wrapped
from bugcase.style.tokens import SPACE, TYPE, column, column_end
from bugcase.wording.groups import GroupNames
from bugcase.wording.rounding import Levels

GROUPS: Final = 5  # that are shown; more are not read from the back of a room
_DOT: Final = 22
_NAMED: Final = column_end(4)  # how far the names reach
_LEADING: Final = TYPE["label"] * 1.1
_HEAD: Final = HEIGHT - 22  # the foot of the heads
_TALLEST: Final = 84  # of a row: further apart, they are no longer compared


def dumbbell(
    comparison: Comparison, slices: Slices | None = None, *, names: GroupNames | None = None
) -> CaseFigure:
    """Draw the metric today and with the next release, in the worst groups and over all rows.

    Answers where it happens.  The first row is the strongest combination that the search
    found and the rows kept aside confirmed, with its part of the rows and of the extra
    errors; then follow the five worst groups with enough rows to say, and under a line
    everybody.  The first row is
    in the accent if it is clearly worse: a confirmed combination, or a group whose whole
    interval lies above zero at a q of at most 0.05.

    Not for reading intervals, which are in `forest` with all groups.

    Parameters
    ----------
    slices
        What `find_slices` found for the same two models; None where nobody searched.
    names
        How the groups are named; else by column and level.

    Raises
    ------
    DataError
        Where the slices were searched for another metric, or not for two models.
    """
    if slices is not None and (slices.metric, slices.kind) != (comparison.metric, "two models"):
        raise DataError(
            "slices of a dumbbell",
            allowed=f"those of two models by the {comparison.metric}",
            found=f"{slices.kind} by the {slices.metric}",
            remedy="leave the slices out, or search with the columns of the comparison",
        )
    form = MetricFormat.of(comparison)
    rows = _rows(comparison, slices, names)
    everybody = _of_all(comparison, names)
    today, following = _heads(form)
    alt = [wording.say("dumbbell.alt", today=today, next=following)]
    alt += [row.said for row in (*rows, everybody)]
    with drawing():
        sheet = Canvas(
            alt=" ".join(map(sentence, alt)),
            source_line=source_line(comparison.worsening, comparison.source),
        )
        _draw(sheet, form, rows, everybody, noun=names.noun if names else None)
    return sheet.figure


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A group under both models, as it is written."""

    name: str
    today: float
    next: float
    shown: tuple[str, str]
    slots: tuple[str | None, str | None] = (None, None)
    is_worst: bool = False  # in the accent
    is_all: bool = False
    remark: str = ""

    @property
    def said(self) -> str:
        today, following = self.shown
        row = wording.say("dumbbell.row", name=self.name, today=today, next=following)
        return f"{row} ({self.remark})" if self.remark else row

    @property
    def size(self) -> int:
        """How large the number of the next release is written."""
        return TYPE["title" if self.is_worst else "label"]

    @property
    def way(self) -> int:
        """Which way the next release lies: 1 right, -1 left."""
        return 1 if self.today <= self.next else -1

    @property
    def sides(self) -> tuple[int, int]:
        """In which of the two stands left and which right: 0 today, 1 next."""
        return (0, 1) if self.way > 0 else (1, 0)

    def width(self, which: int) -> float:
        """How wide one of the two numbers is."""
        if which:
            return text_width(self.shown[1], self.size, "bold")
        return text_width(self.shown[0], TYPE["label"])


def _rows(
    comparison: Comparison, slices: Slices | None, names: GroupNames | None
) -> tuple[_Row, ...]:
    """Give the combination that was confirmed, if any, and then the worst groups."""
    counted = comparison.metric == ERROR_RATE  # what the slots say so many of 1,000 of
    rows: list[_Row] = []
    found = slices.confirmed[0] if slices and slices.confirmed else None
    if found and found.candidate:
        rows.append(
            replace(
                _row(found.conditions, found, names),
                is_worst=True,
                remark=_share(found, comparison, names),
                slots=("slice_baseline_rate", "slice_candidate_rate") if counted else (None, None),
            )
        )
    others = (
        one for one in comparison.segments
        if not (one.too_few or (found and one.conditions == found.conditions))
    )  # fmt: skip
    for segment in islice(others, GROUPS):
        row = _row(segment.conditions, segment, names, limit=comparison.limit)
        if not rows and segment.is_worse():
            slots = ("worst_baseline_rate", "worst_candidate_rate")
            row = replace(row, is_worst=True, slots=slots if counted else (None, None))
        rows.append(row)
    return tuple(rows)


def _row(
    conditions: Mapping[str, str], found: Levels, names: GroupNames | None,
    *, limit: float | None = None,
) -> _Row:  # fmt: skip
    levels = wording.rounded_levels(found, limit=limit)
    following = found.candidate or found.baseline
    return _Row(
        name=one_line((names.short if names else wording.conditions)(conditions)),
        today=found.baseline.value,
        next=following.value,
        shown=(wording.number(levels.baseline), wording.number(levels.candidate or following)),
    )


def _of_all(comparison: Comparison, names: GroupNames | None) -> _Row:
    row = _row({}, comparison, names, limit=comparison.limit)
    noun = (names.noun if names else None) or wording.say("groups.rows")
    counted = comparison.metric == ERROR_RATE
    return replace(
        row,
        name=wording.say("dumbbell.all", noun=one_line(noun)),
        is_all=True,
        slots=("baseline_rate", "candidate_rate") if counted else (None, None),
    )


def _share(found: Slice, comparison: Comparison, names: GroupNames | None) -> str:
    """Say what part of the rows a combination is, and of the extra errors.

    All of them only where the whole interval is at or above all; a part that may be none is
    not said.
    """
    part = wording.percentage(found.n / comparison.worsening.n)
    noun = (names.noun if names else None) or wording.say("groups.rows")
    rows = wording.say("dumbbell.part", part=part, noun=one_line(noun))
    share = found.share_of_excess
    if share is None or share.low <= 0:
        return rows
    what = wording.say(
        "dumbbell.errors" if comparison.metric == ERROR_RATE else "dumbbell.worsening"
    )
    low, high = _percent(share)
    if share.low >= 1:
        of = wording.say("dumbbell.all_of", what=what)
    elif share.high >= 1:
        of = wording.say("dumbbell.at_least", low=low, what=what)
    else:
        of = wording.say("dumbbell.between", low=low, high=high, what=what)
    return wording.say("dumbbell.rows_and_share", rows=rows, share=of)


def _percent(share: Estimate) -> tuple[str, str]:
    """Write the ends of a share in per cent, in the digits that the interval bears."""
    value, low, high = (100 * x for x in (share.value, share.low, share.high))
    shown = wording.rounded(
        replace(share, value=value, low=low, high=high, unit=Unit("per cent")), whole=True
    )
    ends = (wording.in_use().number(end) for end in (shown.low, shown.high))
    low_end, high_end = (wording.say("number.percent", number=end) for end in ends)
    return low_end, high_end


def _heads(form: MetricFormat) -> tuple[str, str]:
    """Name the two ends: what is counted, today and with the next release."""
    if form.metric == ERROR_RATE:
        what = wording.say("dumbbell.wrong")
    else:
        what = f"{form.metric}{wording.per(form.unit)}"
    entry = "dumbbell.today_of_good" if form.higher_is_better else "dumbbell.today"
    return wording.say(entry, what=what), wording.say("dumbbell.next")


def _draw(
    sheet: Canvas, form: MetricFormat, rows: Sequence[_Row], everybody: _Row, *, noun: str | None
) -> None:
    every = (*rows, everybody)
    left, right = (max(row.width(row.sides[side]) for row in every) for side in (0, 1))
    free = _DOT / 2 + SPACE["hair"]
    scale = Scale.holding(
        [value for row in every for value in (row.today, row.next)],
        start=column(5) + min(left, 190) + free, end=WIDTH - min(right, 190) - free,
        margin=0, factor=form.factor,
    )  # fmt: skip
    remark = TYPE["note"] * 1.35 if any(row.remark for row in rows) else 0
    apart = SPACE["near"] if rows else 0
    top = _HEAD - SPACE["near"]
    pitch = min(_TALLEST, (top - remark - apart) / len(every))
    places, y = [], top + pitch / 2
    for row in every:
        y -= pitch + (apart if row.is_all else 0)
        places.append(y)
        y -= remark if row.remark else 0
    _names(sheet, every, places)
    if rows:
        line = places[-1] + (pitch + apart) / 2
        sheet.line(0, line, WIDTH, line, width=1.5, colour="rule")
    head, x = every[0], [scale.place(value) for value in (every[0].today, every[0].next)]
    today, following = _heads(form)
    begins = _head(sheet, today, x, head, 0, colour="muted")
    if noun:
        sheet.words(0, _HEAD, one_line(noun), size=TYPE["note"], colour="muted",
                    width=min(_NAMED, begins - SPACE["near"]))  # fmt: skip
    rings = [(scale.place(row.today), y) for row, y in zip(every, places, strict=True)]
    sheet.dots(rings, size=_DOT - 4, edge=3, colour="baseline")
    for row, (at, y) in zip(every, rings, strict=True):
        _number(sheet, row, 0, at, y, colour="muted")
    sheet.step()
    _head(sheet, following, x, head, 1, colour="harm" if head.is_worst else "muted")
    for worst in (False, True):
        discs = [
            (row, x, scale.place(row.next), y)
            for row, (x, y) in zip(every, rings, strict=True)
            if row.is_worst is worst
        ]
        if discs:
            _next(sheet, discs, colour="harm" if worst else "context")


def _names(sheet: Canvas, rows: Sequence[_Row], places: Sequence[float]) -> None:
    size = TYPE["label"]
    for row, y in zip(rows, places, strict=True):
        bold = row.is_worst or row.is_all
        lines = wrapped(
            row.name, width=_NAMED, most=2, size=size, weight="bold" if bold else "normal"
        )
        for i, line in enumerate(lines):
            foot = y - size * 0.36 + _LEADING * ((len(lines) - 1) / 2 - i)
            sheet.words(0, foot, line, size=size, bold=bold, width=_NAMED)


def _next(sheet: Canvas, rows: Sequence[tuple[_Row, float, float, float]], *, colour: str) -> None:
    """Draw the lines from the rings of today, and the discs of the next release."""
    for row, today, following, y in rows:
        way = row.way
        if abs(following - today) > _DOT / 2:
            width = 12 if row.is_worst else 8
            sheet.line(today + way * _DOT / 2, y, following, y, width=width, colour=colour)
    discs = [(following, y) for _, _, following, y in rows]
    sheet.dots(discs, size=_DOT, edge=0.5, colour=colour, filled=True)
    for row, _, following, y in rows:
        _number(sheet, row, 1, following, y, colour="harm" if row.is_worst else "muted")
        if row.remark:
            size = TYPE["note"]
            beyond = following + row.way * (_DOT / 2 + SPACE["hair"])
            sheet.words(
                beyond, y - row.size * 0.36 - size * 1.35, row.remark, size=size, colour="muted",
                align="left" if row.way > 0 else "right", width=WIDTH - column(5), beside=True,
            )  # fmt: skip


def _number(sheet: Canvas, row: _Row, which: int, x: float, y: float, *, colour: str) -> None:
    """Write one of the two numbers on its side of the dot."""
    size = row.size if which else TYPE["label"]
    side = row.sides.index(which)
    sheet.words(
        x + (2 * side - 1) * (_DOT / 2 + SPACE["hair"]), y - size * 0.36, row.shown[which],
        size=size, bold=bool(which), colour=colour, align="left" if side else "right",
        slot=row.slots[which], width=190, beside=True,
    )  # fmt: skip


def _head(
    sheet: Canvas, words: str, x: Sequence[float], row: _Row, which: int, *, colour: str
) -> float:
    """Name one of the ends over the first row's, away from the other; returns where it begins."""
    side, size = row.sides.index(which), TYPE["note"]
    # Over its dot, but the two are never nearer than the ends of a dot where all is as today.
    middle = sum(x) / 2
    at = max(x[which], middle + SPACE["hair"]) if side else min(x[which], middle - SPACE["hair"])
    wide = sheet.words(at, _HEAD, words, size=size, bold=bool(which), colour=colour,
                       align="left" if side else "right", beside=True,
                       width=(WIDTH - middle if side else middle) - SPACE["hair"])  # fmt: skip
    return at if side else at - wide


ON_SLIDES = OnSlides(
    # A search counts errors: beside another metric, its numbers would be of something else.
    needs=lambda facts: (
        facts.evidence.comparison,
        facts.evidence.slices if facts.errors else None,
        facts.groups,
    ),
    draw=lambda found, slices, names: dumbbell(found, slices, names=names),
    slot="rows",
)
