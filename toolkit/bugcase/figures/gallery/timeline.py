"""What happened: the moments of an incident, and how long it was unseen and hurt."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from bugcase import wording
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
from bugcase.figures.on_slides import OnSlides, incident_part
from bugcase.figures.scale import Scale
from bugcase.incident.timeline import MARKS, Mark, Placed, Timeline
from bugcase.style.fonts import Weight
from bugcase.style.lettering import enumerated, one_line, text_width
from bugcase.style.tokens import TYPE

_LEFT, _RIGHT, _AXIS = 12, WIDTH - 12, 62
_BARS = 66  # pixels that the two stretches take
_SMALL = TYPE["note"]
_TWO_LINES = 44  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """What lies between the start and another mark; `took` is None where that is not known."""

    name: str
    until: Mark
    took: timedelta | None
    colour: str

    @property
    def words(self) -> str:
        """Say how long it took."""
        return f"{self.name} {'' if self.took is None else lasted(self.took)}"

    def why_unknown(self, timeline: Timeline) -> str:
        """Say what is missing, or contradicts itself."""
        missing = [mark for mark in ("started", self.until) if timeline.at(mark) is None]
        why = _before(self.until, "started")
        if missing:
            unread = missing[0] in timeline.unread
            entry = "moments.needs_offset" if unread else "moments.no_time"
            why = wording.say(entry, mark=_mark(missing[0]))
        return wording.say("moments.unknown", stretch=self.name, why=why)


def timeline(timeline: Timeline, *, rows: int = 9) -> CaseFigure:
    """Draw the moments of an incident on one axis, each with its time, zone and source.

    The bars say how long it was unseen (start to detection) and how long it hurt (start
    to mitigation).  All times are in the zone that the moments share, and in UTC where
    they come from several; such a moment's own time stands beside it.  A moment without
    a source is a gap, and marks that run backwards are told.

    Parameters
    ----------
    rows
        How many moments fit; the four marks are always among them.
    """
    zone = _zone(timeline)
    with drawing():
        sheet = Canvas(alt=_alt(timeline, zone), source_line=_source_line(timeline))
        sheet.words(0, HEIGHT - 26, _message(timeline), bold=True)
        if not timeline.moments:
            words = wording.say("moments.start_unknown")
            sheet.gap(0, HEIGHT - 76, WIDTH, HEIGHT - 48, words)
            return sheet.figure
        shown = _shown(timeline, rows)
        top = HEIGHT - 44.0
        if timeline.out_of_order:
            lead = wording.say("moments.out_of_order")
            words = enumerated(_backwards(timeline), lead=lead, width=WIDTH - 20, size=_SMALL)
            sheet.gap(0, top - 28, WIDTH, top, words)
            top -= 34
        scale = along([one.at for one in timeline.moments], start=_LEFT, end=_RIGHT)
        for stretch in _stretches(timeline):
            _bar(sheet, scale, timeline, stretch, foot=top - 28)
            top -= _BARS / 2
        pitch = min(84.0, (top - _AXIS - 8) / len(shown))
        lanes = [top - pitch * (place + 0.5) for place in range(len(shown))]
        for moment, y in zip(shown, lanes, strict=True):
            x = scale.place(seconds(moment.at))
            sheet.line(x, _AXIS, x, y, width=1.5, colour="rule")
        dated, offset = _spans_days(timeline, zone), _has_offsets(timeline, zone)
        for moment, y in zip(shown, lanes, strict=True):
            time = _time(moment, zone, dated=dated, offset=offset)
            _label(sheet, scale, moment, time, y=y, pitch=pitch)
        time_axis(sheet, scale, zone, y=_AXIS, most=8)
        words = _caption(timeline, zone, left_out=len(timeline.moments) - len(shown))
        sheet.words(WIDTH / 2, 4, words, size=_SMALL, colour="muted", align="center")
    return sheet.figure


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


def _stretches(timeline: Timeline) -> tuple[_Stretch, _Stretch]:
    return (
        _Stretch(
            name=wording.say("moments.unseen"),
            until="detected",
            took=timeline.time_to_detect,
            colour="baseline",
        ),
        _Stretch(
            name=wording.say("moments.hurting"),
            until="mitigated",
            took=timeline.time_to_mitigate,
            colour="harm",
        ),
    )


def _message(timeline: Timeline) -> str:
    if not timeline.moments:
        return wording.say("moments.none")
    known = [stretch.words for stretch in _stretches(timeline) if stretch.took is not None]
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
    sheet: Canvas, scale: Scale, timeline: Timeline, stretch: _Stretch, *, foot: float
) -> None:
    """Draw a stretch from the start on, its words beside it; a gap where it is not known."""
    start = timeline.at("started")
    words = stretch.words
    if start is None or stretch.took is None:
        words = stretch.why_unknown(timeline)
        wide = text_width(words, _SMALL) + 24
        left = 0.0 if start is None else min(scale.place(seconds(start)), WIDTH - wide)
        sheet.gap(left, foot, left + wide, foot + 26, words)
        return
    left = scale.place(seconds(start))
    right = max(scale.place(seconds(start) + stretch.took.total_seconds()), left + 3)
    sheet.block(left, foot + 3, right, foot + 21, colour=stretch.colour)
    wide = text_width(words, TYPE["label"], "bold")
    at = right + 10
    if at + wide > WIDTH:
        at = left - 10 - wide
    colour = "harm" if stretch.colour == "harm" else "ink"
    if at >= 0:
        sheet.words(at, foot + 5, words, bold=True, colour=colour)
    else:  # no room on either side: on paper within the bar
        middle = (left + right) / 2
        sheet.block(middle - wide / 2 - 8, foot, middle + wide / 2 + 8, foot + 26, colour="paper")
        sheet.words(middle, foot + 5, words, bold=True, colour=colour, align="center")


def _label(
    sheet: Canvas, scale: Scale, moment: Placed, time: str, *, y: float, pitch: float
) -> None:
    """Write a moment beside its dot, on the side where there is more room."""
    is_mark = moment.what in MARKS
    x = scale.place(seconds(moment.at))
    two = pitch >= _TWO_LINES
    size = TYPE["label"] if pitch >= _TWO_LINES else _SMALL
    weight: Weight = "bold" if is_mark else "normal"
    room = max(x, WIDTH - x) - 20
    source = moment.source or wording.say("figure.no_source")
    head = f"{time} · {one_line(_mark(moment.what))}"
    source_wide = text_width(one_line(source), _SMALL) + (24 if moment.source is None else 4)
    if two:
        head_width, source_width = room, room
    else:
        source_width = min(source_wide, room * 0.45)
        head_width = room - source_width - 16
    head_wide = min(text_width(head, size, weight), head_width)
    source_wide = min(source_wide, source_width)
    wide = max(head_wide, source_wide) if two else head_wide + 16 + source_wide
    left = x + 14 if x <= WIDTH / 2 else x - 14 - wide
    half = min(pitch / 2, 26.0) if two else min(pitch / 2, 13.0)
    sheet.block(left - 3, y - half, left + wide + 3, y + half, colour="paper")  # over the stems
    sheet.dot(x, y, size=13, edge=3, colour="harm" if moment.what == "started" else "ink",
              filled=is_mark)  # fmt: skip
    head_foot = y + 3 if two else y - size * 0.36
    sheet.words(left, head_foot, head, size=size, bold=is_mark, width=head_width)
    at, foot = (left, y - 20) if two else (left + head_wide + 16, y - _SMALL * 0.36)
    if moment.source is None:
        sheet.gap(at, foot - 4, at + source_wide, foot + _SMALL - 1, source)
    else:
        sheet.words(at, foot, source, size=_SMALL, colour="muted", width=source_width)


def _time(moment: Placed, zone: tzinfo, *, dated: bool, offset: bool) -> str:
    """Write a moment's time in the zone of the figure, and in its own where that is another."""
    shown = moment.at.astimezone(zone)
    own = zone_name(moment.at)
    name = zone_name(shown)
    written = f"{clock_time(shown, day=dated, offset=offset)} {_place(name)}"
    if own == name:
        return written
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


def _alt(timeline: Timeline, zone: tzinfo) -> str:
    sentences = [wording.say("moments.alt", message=_message(timeline))]
    unknown = [one for one in _stretches(timeline) if one.took is None]
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


ON_SLIDES = OnSlides(needs=incident_part("timeline"), draw=timeline, slot="detected_at")
