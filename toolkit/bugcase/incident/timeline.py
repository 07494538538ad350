"""The timeline of an incident: when it started, was noticed, was mitigated and was resolved.

Four moments carry the story, and two stretches between them are asked for: how
long we were blind (start to detection) and how long it hurt (start to
mitigation).  Mitigated is not resolved: the harm has stopped, the cause is still
there.  A moment nobody knows is left out, and what depends on it stays unknown.

Every moment names its source, and an instant needs a zone: 09:40 from a laptop
in Lisbon and 09:40 from a server in UTC are an hour apart in summer.  Moments
that run backwards are kept and told; one of the clocks is wrong, and it is not
for us to say which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias, get_args

from bugcase.data.instants import (
    When,
    as_datetime,
    as_instant,
    as_moment,
    check_zone,
)
from bugcase.data.zones import ZonedTime, elapsed, instant
from bugcase.errors import DataError

Mark: TypeAlias = Literal["started", "detected", "mitigated", "resolved"]
Lane: TypeAlias = Literal["service", "customers", "support", "us"]
State: TypeAlias = Literal["ongoing", "mitigated", "resolved"]
MARKS: tuple[Mark, ...] = get_args(Mark)
LANES: tuple[Lane, ...] = get_args(Lane)
OF_THE_SERVICE: tuple[Mark, ...] = ("started", "mitigated", "resolved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happened at a time.

    Parameters
    ----------
    what
        "started", "detected", "mitigated" or "resolved"; or anything else that
        belongs in the story ("release 214 went out").
    at
        A time, or ISO 8601 text; with its offset, or with the zone named.
    source
        Where it can be looked up: a dashboard, a log line, a message.  None where
        nobody can say, which the review then asks about.
    zone
        The zone of the clock, such as "Europe/Lisbon"; needed where `at` says none.
    lane
        Whose moment it is, where a figure tells them apart; None for nobody's in
        particular.  When it started, was mitigated and was resolved is the service's.
    """

    what: str
    at: When
    source: str | None = None
    zone: str | None = None
    lane: Lane | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A moment whose instant is known; `at` keeps the zone it was told in."""

    what: str
    at: ZonedTime
    source: str | None
    zone: str
    lane: Lane | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The moments in the order of their instants.

    `out_of_order` names each pair of marks that runs backwards, such as ("mitigated",
    "detected") where it was mitigated before it was detected; what lies between two
    such marks is unknown.  `unread` are the marks of which a time was given that no clock
    shows just once: it needs its offset.
    """

    moments: tuple[Placed, ...]
    out_of_order: tuple[tuple[Mark, Mark], ...]
    unread: tuple[Mark, ...] = ()

    def at(self, mark: Mark) -> datetime | None:
        """Give the time of a mark; None where nobody knows it."""
        return next((moment.at for moment in self.moments if moment.what == mark), None)

    def _between(self, first: Mark, then: Mark) -> timedelta | None:
        start, end = self.at(first), self.at(then)
        took = None if start is None or end is None else elapsed(start, end)
        return None if took is None or took < timedelta(0) else took

    @property
    def time_to_detect(self) -> timedelta | None:
        """From the start until somebody knew: how long it hurt unseen."""
        return self._between("started", "detected")

    @property
    def time_to_mitigate(self) -> timedelta | None:
        """From the start until the harm stopped."""
        return self._between("started", "mitigated")

    @property
    def time_to_resolve(self) -> timedelta | None:
        """From the start until the cause was removed and that was verified."""
        return self._between("started", "resolved")

    @property
    def state(self) -> State:
        """What may be said now: "mitigated" is not "resolved"."""
        if self.at("resolved") or "resolved" in self.unread:
            return "resolved"
        is_mitigated = self.at("mitigated") or "mitigated" in self.unread
        return "mitigated" if is_mitigated else "ongoing"

    @property
    def unsourced(self) -> tuple[str, ...]:
        """The moments of which nobody can say where they come from."""
        return tuple(moment.what for moment in self.moments if moment.source is None)


def make_timeline(moments: Sequence[Moment]) -> Timeline:
    """Put the moments of an incident in order, and measure the stretches between them.

    Parameters
    ----------
    moments
        In any order, from any zones; each of the four marks at most once.

    Returns
    -------
    Timeline

    Raises
    ------
    DataError
        Where a time says no zone and none is named, is no time, or a mark is given
        twice.

    Notes
    -----
    Clocks are believed to the second they show.  Where two machines differ by
    minutes, take all moments from one of them.

    Examples
    --------
    >>> timeline = make_timeline([
    ...     Moment(what="detected", at="2026-05-03T10:15", zone="Europe/Lisbon", source="alert 81"),
    ...     Moment(what="started", at="2026-05-03T08:40Z", source="first broken order"),
    ...     Moment(what="mitigated", at="2026-05-03T09:40+00:00", source="flag off, audit log"),
    ... ])
    >>> str(timeline.time_to_detect), str(timeline.time_to_mitigate), timeline.time_to_resolve
    ('0:35:00', '1:00:00', None)
    >>> timeline.state
    'mitigated'
    """
    placed = sorted((_placed(moment) for moment in moments), key=lambda one: instant(one.at))
    at: dict[Mark, datetime] = {}
    for mark in MARKS:
        times = [moment.at for moment in placed if moment.what == mark]
        if len(times) > 1:
            raise DataError(
                f"moment {mark!r}",
                allowed="one time",
                found=", ".join(time.isoformat() for time in times),
                remedy="keep the one that has the better source",
            )
        if times:
            at[mark] = times[0]
    backwards = tuple(
        (later, earlier)
        for i, earlier in enumerate(MARKS)
        for later in MARKS[i + 1 :]
        if earlier in at and later in at and instant(at[later]) < instant(at[earlier])
    )
    return Timeline(moments=tuple(placed), out_of_order=backwards)


def _placed(moment: Moment) -> Placed:
    check_zone(moment.zone)
    thing = f"time of {moment.what!r}"
    instant = as_instant(moment.at, thing, zone=moment.zone, aware=True)
    at = as_moment(instant, zone=moment.zone, aware=True)
    if moment.zone is None:  # keep the offset that it was told with
        at = at.astimezone(as_datetime(moment.at, thing).tzinfo)
    return Placed(
        what=moment.what,
        at=at,
        source=moment.source,
        zone=moment.zone or at.strftime("%Z"),
        lane=moment.lane,
    )
