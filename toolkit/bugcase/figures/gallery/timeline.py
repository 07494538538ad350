"""What happened: the moments of an incident, and how long it was unseen and hurt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final

from bugcase import wording
from bugcase.facts.facts import Facts
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import sentence, short
from bugcase.figures.clock import (
    along,
    clock_time,
    clocks,
    lasted,
    seconds,
    time_axis,
    zone_name,
)
from bugcase.figures.on_slides import OnSlides
from bugcase.figures.scale import Scale
from bugcase.incident.timeline import (
    LANES,
    MARKS,
    OF_THE_SERVICE,
    Lane,
    Mark,
    Placed,
    Timeline,
)
from bugcase.style.fonts import Weight
from bugcase.style.lettering import enumerated, one_line, shortened, text_width
from bugcase.style.tokens import SPACE, TYPE, column, column_end

_AXIS: Final = 66  # pixels below the axis, for its times and whose clock they are of
_MARGIN: Final = 12  # of a mark at the edge
_SMALL: Final = TYPE["note"]
_LINE: Final = 44.0  # pixels of a row, at most
_LEAST: Final = 26.0
_APART: Final = 24.0  # between two lanes
_BAR: Final = 34.0
_SLOTS: Final = {"started": "started_at", "detected": "detected_at", "mitigated": "mitigated_at"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """What lies between the start and another mark; `took` is None where that is not known."""

    name: str
    until: Mark
    took: timedelta | None
    colour: str
    entry: str
    slot: str
    noun: str = ""

    @property
    def words(self) -> str:
        """Say how long it took."""
        if self.took is None:
            return self.name
        return wording.say(self.entry, noun=self.noun, length=lasted(self.took))

    def why_unknown(self, timeline: Timeline) -> str:
        """Say what is missing, or contradicts itself."""
        missing = [mark for mark in ("started", self.until) if timeline.at(mark) is None]
        why = _before(self.until, "started")
        if missing:
            unread = missing[0] in timeline.unread
            entry = "moments.needs_offset" if unread else "moments.no_time"
            why = wording.say(entry, mark=_mark(missing[0]))
        return wording.say("moments.unknown", stretch=self.name, why=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Label:
    """A moment's words beside its dot."""

    moment: Placed
    words: str
    x: float
    left: float
    wide: float

    @property
    def span(self) -> tuple[float, float]:
        """From where to where it takes the row, its dot included."""
        return min(self.left, self.x - 10) - 8, max(self.left + self.wide, self.x + 10) + 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row of a lane: a stretch, or labels that do not touch."""

    stretch: _Stretch | None = None
    labels: tuple[_Label, ...] = ()


def timeline(timeline: Timeline, *, rows: int = 9, noun: str | None = None) -> CaseFigure:
    """Draw the moments of an incident on one axis, in a lane for each who they belong to.

    The bars say how long it was unseen (start to detection) and how long it did harm (start
    to mitigation).  The lanes are service, customers, support and us, as far as the moments
    name one; where none does, all stand in one.  When it started, was mitigated and was
    resolved is the service's, and what else names no lane stands below the others, in none.
    All times are in the zone that the moments share, and in UTC where they come from several;
    such a moment's own time stands beside it.  A moment without a source is a gap, and marks
    that run backwards are told.

    Parameters
    ----------
    rows
        How many moments fit; the four marks are always among them.
    noun
        What went wrong meanwhile, in the plural: "orders".
    """
    zone = _zone(timeline)
    with drawing():
        sheet = Canvas(alt=_alt(timeline, zone, noun), source_line=_source_line(timeline))
        if not timeline.moments:
            words = wording.say("moments.start_unknown")
            sheet.gap(0, HEIGHT - 40, WIDTH, HEIGHT, words)
            return sheet.figure
        top = float(HEIGHT)
        if timeline.out_of_order:
            lead = wording.say("moments.out_of_order")
            words = enumerated(_backwards(timeline), lead=lead, width=WIDTH - 20, size=_SMALL)
            sheet.gap(0, top - 30, WIDTH, top, words)
            top -= 42
        has_lanes = any(one.lane for one in timeline.moments)
        start = column(2) if has_lanes else 0
        scale = along(
            [one.at for one in timeline.moments], start=start + _MARGIN, end=WIDTH - _MARGIN
        )
        for most in range(rows, -1, -1):
            shown = _shown(timeline, most)
            lanes = _lanes(timeline, shown, scale, zone, noun)
            room = top - _AXIS - 14 - _APART * (len(lanes) - 1)
            many = sum(len(of) for _, of in lanes)
            if room / many >= _LEAST:
                break
        pitch = min(_LINE, room / many)
        spare = room - pitch * many
        _draw_lanes(sheet, scale, timeline, lanes, top=top - spare / 3, pitch=pitch,
                    gap=_APART + spare / 3 / max(1, len(lanes) - 1))  # fmt: skip
        time_axis(sheet, scale, zone, y=_AXIS, most=8)
        words = _caption(timeline, zone, left_out=len(timeline.moments) - len(shown))
        sheet.words(start, 4, words, size=_SMALL, colour="muted")
    return sheet.figure


def _lane(moment: Placed) -> Lane | None:
    """Say whose moment it is: of a mark of the service its own, else as somebody said."""
    return moment.lane or ("service" if moment.what in OF_THE_SERVICE else None)


def _lanes(
    timeline: Timeline, shown: list[Placed], scale: Scale, zone: tzinfo, noun: str | None
) -> list[tuple[Lane | None, list[_Row]]]:
    """Give the rows of each lane: its stretches, then its moments, closely packed."""
    has_lanes = any(one.lane for one in timeline.moments)
    of = {one.what: _lane(one) if has_lanes else None for one in shown}
    stretches = _stretches(timeline, noun)
    found: list[tuple[Lane | None, list[_Row]]] = []
    for lane in (*LANES, None):
        labels = [_label(timeline, one, scale, zone) for one in shown if of[one.what] == lane]
        rows = [_Row(stretch=one) for one in stretches if _lane_of(one, of) == lane]
        if labels or rows:
            found.append((lane, [*rows, *_packed(labels)]))
    return found


def _lane_of(stretch: _Stretch, of: Mapping[str, Lane | None]) -> Lane | None:
    """Say in whose lane a stretch lies: unseen by whoever saw it at last, harm by the service."""
    mark = stretch.until if stretch.until == "detected" else "started"
    return of.get(mark, of.get("started", of.get(stretch.until)))


def _packed(labels: Sequence[_Label]) -> list[_Row]:
    """Put labels into as few rows as they fit in without touching."""
    rows: list[list[_Label]] = []
    for label in labels:
        low, high = label.span
        free = (
            row for row in rows
            if all(high <= one.span[0] or low >= one.span[1] for one in row)
        )  # fmt: skip
        row = next(free, None)
        if row is None:
            rows.append([label])
        else:
            row.append(label)
    return [_Row(labels=tuple(row)) for row in rows]


def _draw_lanes(
    sheet: Canvas, scale: Scale, timeline: Timeline, lanes: list[tuple[Lane | None, list[_Row]]],
    *, top: float, pitch: float, gap: float,
) -> None:  # fmt: skip
    placed: list[tuple[_Row, float]] = []
    for lane, rows in lanes:
        foot = top - pitch * len(rows)
        if lane:
            words = wording.say(f"lane.{lane}")
            y = top - pitch / 2 - TYPE["label"] * 0.36
            sheet.words(0, y, words, bold=True, width=column_end(1))
        placed += [(row, top - pitch * (i + 0.5)) for i, row in enumerate(rows)]
        if lane and lane != lanes[-1][0]:
            sheet.line(0, foot - gap / 2, WIDTH, foot - gap / 2, width=1, colour="rule")
        top = foot - gap
    for row, y in placed:
        for label in row.labels:
            sheet.line(label.x, _AXIS, label.x, y, width=1.5, colour="rule")
    for row, y in placed:
        if row.stretch:
            high = min(_BAR, pitch - 4)
            _bar(sheet, scale, timeline, row.stretch, y=y, high=high)
        for label in row.labels:
            _write(sheet, label, y)


def _zone(timeline: Timeline) -> tzinfo:
    """Choose the zone that all moments share; UTC where they come from several."""
    zones = {zone_name(one.at): one.at.tzinfo for one in timeline.moments}
    (zone,) = zones.values() if len(zones) == 1 else (UTC,)
    return zone or UTC


def _spans_days(timeline: Timeline, zone: tzinfo) -> bool:
    return len({one.at.astimezone(zone).date() for one in timeline.moments}) > 1


def _has_offsets(timeline: Timeline, zone: tzinfo) -> bool:
    return wording.need_offsets(*(one.at.astimezone(zone) for one in timeline.moments))


def _shown(timeline: Timeline, rows: int) -> list[Placed]:
    """Keep the marks, and as many others as fit, in their order."""
    others = [one for one in timeline.moments if one.what not in MARKS]
    marks = len(timeline.moments) - len(others)
    kept = others[: max(rows - marks, 0)]
    return [one for one in timeline.moments if one.what in MARKS or one in kept]


def _stretches(timeline: Timeline, noun: str | None) -> tuple[_Stretch, _Stretch]:
    return (
        _Stretch(
            name=wording.say("moments.unseen"),
            until="detected",
            took=timeline.time_to_detect,
            colour="baseline",
            entry="moments.unseen_for",
            slot="time_to_detect",
        ),
        _Stretch(
            name=wording.say("moments.hurting"),
            until="mitigated",
            took=timeline.time_to_mitigate,
            colour="harm",
            entry="moments.wrong_for" if noun else "moments.harm_for",
            slot="time_to_mitigate",
            noun=one_line(noun or ""),
        ),
    )


def _message(timeline: Timeline, noun: str | None) -> str:
    if not timeline.moments:
        return wording.say("moments.none")
    known = [one.words for one in _stretches(timeline, noun) if one.took is not None]
    return ": ".join(
        [wording.say(f"moments.state_{timeline.state}"), ", ".join(known)][: 1 + bool(known)]
    )


def _backwards(timeline: Timeline) -> list[str]:
    return [_before(later, earlier) for later, earlier in timeline.out_of_order]


def _before(later: Mark, earlier: Mark) -> str:
    return wording.say("moments.before", later=_mark(later), earlier=_mark(earlier))


def _mark(what: str) -> str:
    """Name one of the four marks in the language in use; what else is typed stays as it is."""
    return wording.in_use().term("mark", what)


def _bar(
    sheet: Canvas, scale: Scale, timeline: Timeline, stretch: _Stretch, *, y: float, high: float
) -> None:
    """Draw a stretch from the start on, its words within or beside it; a gap where unknown."""
    start = timeline.at("started")
    foot, top = y - high / 2, y + high / 2
    if start is None or stretch.took is None:
        words = stretch.why_unknown(timeline)
        wide = min(text_width(words, _SMALL) + 24, WIDTH - scale.start)
        begins = scale.start if start is None else scale.place(seconds(start))
        left = min(begins, WIDTH - wide)
        sheet.gap(left, foot, left + wide, top, words)
        return
    left = scale.place(seconds(start))
    right = max(scale.place(seconds(start) + stretch.took.total_seconds()), left + 3)
    sheet.block(left, foot, right, top, colour=stretch.colour)
    words, base = stretch.words, y - TYPE["label"] * 0.36
    wide = text_width(words, TYPE["label"], "bold")
    at, colour = left + SPACE["near"], "paper"
    if wide + 2 * SPACE["near"] > right - left:  # beside it, where there is more room
        colour = "harm" if stretch.colour == "harm" else "ink"
        at = right + 10 if WIDTH - right >= left - scale.start else left - 10 - wide
        at = max(at, scale.start)
    sheet.words(at, base, words, bold=True, colour=colour, width=WIDTH - at, slot=stretch.slot,
                beside=True)  # fmt: skip


def _label(timeline: Timeline, moment: Placed, scale: Scale, zone: tzinfo) -> _Label:
    """Write a moment beside its dot, on the side where there is more room."""
    dated, offset = _spans_days(timeline, zone), _has_offsets(timeline, zone)
    time = _time(moment, zone, dated=dated, offset=offset)
    x = scale.place(seconds(moment.at))
    is_right = x <= (scale.start + scale.end) / 2
    room = (WIDTH - x if is_right else x - scale.start) - 20
    what = one_line(moment.what)
    if moment.what in MARKS:
        what = wording.say(f"happened.{moment.what}")
    words = f"{time} · {what}"
    if moment.source is None:
        room -= text_width(wording.say("figure.no_source"), _SMALL) + 44
    words, wide = shortened(words, TYPE["label"], _weight(moment), room)
    if moment.source is None:
        wide += text_width(wording.say("figure.no_source"), _SMALL) + 44
    return _Label(
        moment=moment, words=words, x=x, left=x + 16 if is_right else x - 16 - wide, wide=wide
    )


def _weight(moment: Placed) -> Weight:
    return "bold" if moment.what in MARKS else "normal"


def _write(sheet: Canvas, label: _Label, y: float) -> None:
    moment, left = label.moment, label.left
    is_mark = moment.what in MARKS
    sheet.block(left - 4, y - 13, left + label.wide + 4, y + 13, colour="paper")  # over the stems
    sheet.dot(label.x, y, size=13, edge=3, filled=is_mark)
    wide = sheet.words(
        left, y - TYPE["label"] * 0.36, label.words, bold=is_mark, slot=_SLOTS.get(moment.what),
        beside=True,
    )  # fmt: skip
    if moment.source is None:
        sheet.gap(left + wide + 12, y - 13, left + label.wide, y + 13,
                  wording.say("figure.no_source"))  # fmt: skip


def _time(moment: Placed, zone: tzinfo, *, dated: bool, offset: bool) -> str:
    """Write a moment's time in the zone of the figure, and in its own where that is another."""
    shown = moment.at.astimezone(zone)
    own = zone_name(moment.at)
    name = zone_name(shown)
    written = clock_time(shown, day=dated, offset=offset)
    if own == name:
        return written
    written = f"{written} {_place(name)}"
    day = moment.at.date() != shown.date()
    own_time = clock_time(moment.at, day=day, offset=wording.shown_twice(moment.at))
    return f"{written} ({own_time} {_place(own)})"


def _place(zone: str | None) -> str:
    """Give the last part of a zone's name: Lisbon."""
    return (zone or "").rpartition("/")[2].replace("_", " ")


def _caption(timeline: Timeline, zone: tzinfo, *, left_out: int) -> str:
    first = timeline.moments[0].at.astimezone(zone)
    said = [clocks(zone_name(first))]
    if not _spans_days(timeline, zone):
        said.insert(0, wording.in_use().day(first, weekday=True, short=True))
    if left_out:
        said.append(wording.say("moments.more", n=left_out))
    return ", ".join(said)


def _source_line(timeline: Timeline) -> str:
    many, unsourced = len(timeline.moments), len(timeline.unsourced)
    return wording.say("moments.with_source", n=many, known=many - unsourced)


def _alt(timeline: Timeline, zone: tzinfo, noun: str | None) -> str:
    sentences = [wording.say("moments.alt", message=_message(timeline, noun))]
    unknown = [one for one in _stretches(timeline, noun) if one.took is None]
    sentences += [sentence(one.why_unknown(timeline)) for one in unknown]
    if timeline.out_of_order:
        pairs = "; ".join(_backwards(timeline))
        sentences.append(wording.say("moments.wrong_clock", pairs=pairs))
    offset = _has_offsets(timeline, zone)
    for one in timeline.moments:
        time: datetime = one.at.astimezone(zone)
        source = wording.say("figure.no_source") if one.source is None else short(one.source)
        written = f"{clock_time(time, day=True, offset=offset)} {zone_name(time)}"
        sentences.append(f"{written}: {short(_mark(one.what))} ({source}).")
    return one_line(" ".join(sentences))


def _needs(facts: Facts) -> tuple[Any, ...]:
    found = facts.evidence.incident
    with wording.using(facts.locale):
        noun = wording.say("moments.orders") if found and found.affected else None
    return (found.timeline if found else None, noun)


ON_SLIDES = OnSlides(
    needs=_needs, draw=lambda found, noun: timeline(found, noun=noun), slot="detected_at"
)
