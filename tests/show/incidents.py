"""Incidents made by hand: what figures of them must cope with."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bugcase.estimate import Estimate
from bugcase.evidence.alerts import WORKBOOK
from bugcase.evidence.expected.shortfall import Point, Shortfall
from bugcase.evidence.incident.affected import Affected, Reach
from bugcase.evidence.incident.matching import Outcome
from bugcase.evidence.incident.notices import Notice
from bugcase.evidence.incident.reconciliation import Reconciliation, Tally
from bugcase.evidence.incident.timeline import Moment, Timeline, make_timeline
from bugcase.evidence.service_level import Alert, Budget, Objective, ServiceLevel
from show.cases import HOSTILE_NAMES, SOURCE

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LISBON = ZoneInfo("Europe/Lisbon")
START = datetime(2026, 3, 4, 9, tzinfo=LISBON)


# expected against actual ------------------------------------------------------


def forecast(value: float, half: float, unit: str) -> Estimate:
    return Estimate(
        value=value, low=value - half, high=value + half, level=0.95, n=70, method="bootstrap",
        unit=unit,
    )  # fmt: skip


def shortfall(
    *,
    left: float = 0.25,
    back: float = 0.4,
    half: float = 0.2,
    unit: str = "orders",
    size: float = 100.0,
    start: datetime = START,
    bin_width: timedelta = HOUR,
    window: int = 3,
    rebound: int = 3,
    reference: int = 24,
    open_bins: Sequence[int] = (),
    notices: tuple[Notice, ...] = (),
) -> Shortfall:
    """In the window the share `left` came, after it `back` more; `open_bins` do not count.

    `half` is half the interval of a sum, as a share of it.
    """
    points = []
    sums = {"came": 0.0, "expected": 0.0, "back": 0.0, "after": 0.0}
    for i in range(-reference, window + rebound):
        time = start + i * bin_width
        expected = size * (1 + 0.6 * math.sin((time.hour - 7) / 24 * math.tau))
        share = left if 0 <= i < window else 1 + back if i >= window else 1 + 0.07 * (-1) ** i
        counts = i not in open_bins
        points.append(
            Point(
                time=time,
                actual=expected * share if counts else None,
                expected=expected if counts else None,
                low=expected * 0.8 if counts else None,
                high=expected * 1.25 if counts else None,
            )
        )
        if counts and 0 <= i < window:
            sums["came"] += expected * share
            sums["expected"] += expected
        elif counts and i >= window:
            sums["back"] += expected * back
            sums["after"] += expected
    lost = sums["expected"] - sums["came"]
    return Shortfall(
        start=start,
        end=start + window * bin_width,
        rebound_end=start + (window + rebound) * bin_width if rebound else None,
        bin_width=bin_width,
        actual=sums["came"],
        expected=forecast(sums["expected"], half * sums["expected"], unit),
        lost=forecast(lost, half * sums["expected"], unit),
        recovered=forecast(sums["back"], half * sums["after"], unit) if rebound else None,
        net=forecast(lost - sums["back"], half * sums["expected"] * 1.4, unit) if rebound else None,
        points=tuple(points),
        weeks=12,
        stretches=70,
        reference=reference * bin_width,
        zone=getattr(start.tzinfo, "key", None),
        notices=notices,
        source=replace(SOURCE, data="orders.parquet"),
    )


HOLIDAY = Notice(kind="bins on public holidays, left out", where="the window", count=1)
LOST = shortfall()
NO_LOSS = shortfall(left=0.95, back=0.02)
GAINED = shortfall(left=1.8, back=-0.5)
NO_REBOUND = shortfall(rebound=0)
LOST_WITH_GAPS = shortfall(open_bins=(-4, 1, 5), notices=(HOLIDAY,))
LOST_MONEY = shortfall(unit="EUR", size=18_431.7, window=12, rebound=12)
HUGE_LOSS = shortfall(unit="USD", size=8.7e11, half=0.1)
SMALL_LOSS = shortfall(size=0.0213, half=0.1)
HOSTILE_UNIT = shortfall(unit=HOSTILE_NAMES[1], size=1_234_567)
LONG_UNIT = shortfall(unit=HOSTILE_NAMES[5], rebound=0)
CJK_UNIT = shortfall(unit=HOSTILE_NAMES[4])
ONE_BIN = shortfall(window=1, rebound=0, reference=0, start=datetime(2026, 3, 4))  # noqa: DTZ001  (no zone)
FIVE_MINUTES = shortfall(
    bin_width=5 * MINUTE, window=24, rebound=24, reference=288,
    start=datetime(2026, 3, 28, 23, tzinfo=UTC), open_bins=range(-20, -12),
)  # fmt: skip
DAYS = shortfall(
    bin_width=DAY, window=2, rebound=1, reference=7, start=datetime(2025, 12, 30, tzinfo=LISBON)
)
SHORT_REBOUND = shortfall(window=24, rebound=1, reference=24)
NO_BIN_COUNTS = shortfall(open_bins=range(-24, 6), half=0.0)


# what happened ----------------------------------------------------------------


def moment(what: str, at: str, source: str | None = None, zone: str | None = None) -> Moment:
    return Moment(what=what, at=at, source=source, zone=zone)


STARTED = moment("started", "2026-05-03T08:40Z", "first broken order, table orders")
DETECTED = moment("detected", "2026-05-03T10:04Z", "alert 81")
MITIGATED = moment("mitigated", "2026-05-03T10:35Z", "flag off, audit log")
RESOLVED = moment("resolved", "2026-05-04T18:00Z")
RELEASE = moment("release 214 went out", "2026-05-03T08:31Z", "pipeline 9")
CALLED = moment("a customer called", "2026-05-03T10:01Z", "ticket 4471")
WHAT_HAPPENED = make_timeline([STARTED, DETECTED, MITIGATED, RELEASE, CALLED])
RESOLVED_NEXT_DAY = make_timeline([STARTED, DETECTED, MITIGATED, RESOLVED, RELEASE])
ONGOING = make_timeline([STARTED, DETECTED])
ONLY_DETECTED = make_timeline([DETECTED])
BACKWARDS = make_timeline(
    [STARTED, DETECTED, moment("mitigated", "2026-05-03T08:12Z", "other clock"), RESOLVED]
)
TWO_ZONES = make_timeline(
    [STARTED, moment("detected", "2026-05-04T00:15", "alert 81", "Europe/Lisbon"),
     moment("mitigated", "2026-05-03T23:40:07Z", "flag off")]
)  # fmt: skip
LISBON_ONLY = make_timeline(
    [moment("started", "2026-10-24T23:30", "log", "Europe/Lisbon"),
     moment("detected", "2026-10-25T04:15", None, "Europe/Lisbon")]
)  # fmt: skip
SHOWN_TWICE = make_timeline(
    [moment("started", "2026-11-01T05:20:47Z", "log", "America/New_York"),
     moment("mitigated", "2026-11-01T06:40:42Z", "shell", "America/New_York")]
)  # fmt: skip
AT_ONCE = make_timeline([replace(one, at="2026-05-03T08:40Z") for one in (STARTED, DETECTED)])
MINUTES_APART = make_timeline(
    [STARTED, DETECTED, MITIGATED, RESOLVED,
     *(moment(f"{name} {i}", f"2026-05-03T10:{i:02d}:30Z", None if i % 3 else name)
       for i, name in enumerate(HOSTILE_NAMES * 2, start=1))]
)  # fmt: skip
NOBODY_KNOWS: Timeline = make_timeline([])


# error budget -----------------------------------------------------------------


def called(
    rule: int, after: timedelta | None, *, peak: float | None = 300.0, is_covered: bool = True,
    start: datetime = START,
) -> Alert:  # fmt: skip
    return Alert(
        rule=WORKBOOK[rule],
        fired=None if after is None else start + after,
        cleared=None,
        after=after,
        peak=peak,
        is_covered=is_covered,
    )


def service_level(
    *alerts: Alert,
    used: float = 0.69,
    minutes: float = 1.2,
    bins: int = 115,
    allowed: float = 43_200.0,
    start: datetime = START,
    rate: Estimate | None = None,
    target: float = 0.999,
) -> ServiceLevel:
    """The budget of requests goes as an S: slowly, fast, slowly."""
    objective = Objective(target=target)
    course = tuple(used * (1 - math.cos(math.pi * (i + 1) / bins)) / 2 for i in range(bins))
    allowed_minutes = objective.downtime / MINUTE
    requests = 12 * allowed
    return ServiceLevel(
        objective=objective,
        start=start,
        end=start + bins * MINUTE,
        requests=requests,
        errors=used * allowed,
        error_rate=used * allowed / requests,
        burn=objective.burn(used * allowed / requests),
        rate=rate,
        by_requests=Budget(unit="requests", allowed=allowed, spent=used * allowed,
                           is_projected=rate is None),
        by_minutes=Budget(unit="minutes", allowed=allowed_minutes,
                          spent=minutes * allowed_minutes),
        alerts=alerts,
        used=course,
        bin_width=MINUTE,
        notices=(),
        source=replace(SOURCE, data="requests.jsonl", method="complete count"),
    )  # fmt: skip


BURNT = service_level(called(0, 4 * MINUTE), called(1, 21 * MINUTE), called(2, None, peak=0.43))
LITTLE_BURNT = service_level(
    called(0, None, peak=2.1), called(1, None, peak=0.9), called(2, -3 * HOUR),
    used=0.0042, minutes=0.0051,
)  # fmt: skip
FOUR_MONTHS = service_level(
    called(0, MINUTE), called(1, 3 * MINUTE), called(2, 4 * DAY), used=4.07, minutes=4.3
)
HUGE_BURN = service_level(called(0, MINUTE), used=3_421.0, minutes=1e-6, allowed=9.1e11)
NOT_COVERED = service_level(
    called(0, 4 * MINUTE, is_covered=False), called(1, None, peak=12.0, is_covered=False),
    called(2, None, peak=None, is_covered=False), used=0.9996, minutes=0.9996,
)  # fmt: skip
NO_ALERTS = service_level(used=0.0, minutes=0.0, start=datetime(2026, 3, 4))  # noqa: DTZ001  (no zone)
SAMPLED = service_level(
    *(called(i % 3, i * 9 * MINUTE) for i in range(6)),
    rate=Estimate(value=0.0575, low=0.051, high=0.064, level=0.95, n=51_840, method="Wilson score",
                  unit="proportion"),
    target=0.99999, bins=5_000,
)  # fmt: skip
ONE_BIN_BURNT = service_level(called(0, MINUTE), bins=1)


# one table against another record ---------------------------------------------


def tally(
    outcome: Outcome, keys: int, table: str | None = "0", record: str | None = "0",
    currency: str | None = "EUR",
) -> Tally:  # fmt: skip
    return Tally(
        outcome=outcome,
        currency=currency,
        keys=keys,
        in_table=None if table is None else Decimal(table),
        in_record=None if record is None else Decimal(record),
        examples=("A-1", "A-2"),
    )


def reconciliation(*tallies: Tally, tolerance: str = "0") -> Reconciliation:
    return Reconciliation(
        tallies=tallies,
        tolerance=Decimal(tolerance),
        table=replace(SOURCE, data="orders.parquet"),
        record=replace(SOURCE, data="payments-of-the-provider.csv", sha256="b7" * 32),
        notices=(),
    )


TEN_WRONG = reconciliation(
    tally("matched", 1_204_318, "48172720.0000", "48172720.0000"),
    tally("wrong amount", 7, "812.4000", "840.7000"),
    tally("missing", 2, "0.0000", "61.3000"),
    tally("duplicate", 1, "39.9000", "19.9500"),
)
TWO_CURRENCIES = reconciliation(
    tally("matched", 3_120, "91230.10", "91230.10"),
    tally("matched", 412, "8123.00", "8123.00", "SEK"),
    tally("wrong amount", 40, "1200.00", "1900.50"),
    tally("wrong amount", 3, "77.00", "70.00", "SEK"),
    tally("missing", 61, "0", "2440.00"),
    tally("extra", 5, "120.00", "0", "SEK"),
    tally("duplicate", 9, "410.00", "205.00"),
    tally("wrong currency", 2, None, None),
    tally("unreadable amount", 4, None, None, "SEK"),
    tolerance="0.0100",
)
ALL_MATCH = reconciliation(tally("matched", 9_871, "1234.5", "1234.5", None))
NONE_MATCH = reconciliation(tally("wrong amount", 1, "10.105", "9.9", None))
HUGE_SUMS = reconciliation(
    tally("matched", 9_876_543_210, "123456789012345.1234", "123456789012345.1234", "USD"),
    tally("wrong amount", 123_456_789, "-999999.99", "999999.99", "USD"),
    tally("extra", 1_234_567, "987654321.12", "0", "USD"),
)
HOSTILE_CURRENCIES = reconciliation(
    *(tally("matched", 10 + i, "5", "5", name) for i, name in enumerate(HOSTILE_NAMES)),
    *(tally("wrong amount", 1 + i, "5", "6", name) for i, name in enumerate(HOSTILE_NAMES)),
)
NO_KEYS = reconciliation()


# who was hit ------------------------------------------------------------------


def affected(
    orders: tuple[int, int, int],
    customers: tuple[int, int, int] | None,
    *,
    checked: int = 9_000,
    rate: Estimate | None = None,
    start: datetime = START,
    lasted: timedelta = HOUR,
) -> Affected:
    confirmed, possible, active = (
        Reach(orders=many, customers=None if customers is None else customers[i])
        for i, many in enumerate(orders)
    )
    return Affected(
        start=start,
        end=start + lasted,
        confirmed=confirmed,
        possible=possible,
        active=active,
        checked=checked,
        rate=rate,
        first_confirmed=None,
        last_confirmed=None,
        notices=(),
        source=replace(SOURCE, data="orders.parquet"),
    )


HIT = affected((1_240, 2_660, 9_871), (1_101, 1_930, 6_204))
ONE_OF_MILLIONS = affected((1, 1, 12_345_678), (1, 0, 9_876_543))
EVERYBODY = affected((512, 0, 512), (400, 0, 400), lasted=3 * DAY)
NOBODY = affected((0, 0, 0), (0, 0, 0), checked=0, start=datetime(2026, 3, 4))  # noqa: DTZ001  (no zone)
NO_CUSTOMERS = affected((12, 800, 9_000), None)
CHECKED_AT_RANDOM = affected(
    (41, 9_330, 9_871), (40, 5_900, 6_204), checked=500,
    rate=Estimate(value=0.082, low=0.061, high=0.109, level=0.95, n=500, method="Wilson score",
                  unit="proportion"),
)  # fmt: skip
HUGE_REACH = affected((123_456_789_012, 10**14, 10**15), (10**9, 10**10, 10**11))
