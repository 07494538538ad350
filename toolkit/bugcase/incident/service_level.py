"""Error budget and burn: what an incident took of the failure that was allowed.

An objective of 99.9 % allows one request in a thousand to fail, or 43 minutes and 12
seconds of thirty days.  The burn rate says how many times faster than allowed errors
come; burn times the time it lasted over the period is the share of the budget that is
gone.

========================= ====================================================
burn rate                 error rate / (1 - objective)
budget used               burn rate x time / period
========================= ====================================================

Two budgets share that name, and differ by night: one counts requests, so that an outage
at noon costs more than one at four; the other counts minutes, all alike.  Contracts
mostly count minutes.  Both are told, each by its name.

Counts of all requests are complete, and have no sampling interval.  Where only some
were kept, the rate is an estimate and has one.

References
----------
.. [1] B. Beyer et al., The Site Reliability Workbook (2018), chapters 2 and 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from bugcase.data.notices import Notice, noticed
from bugcase.data.provenance import Source
from bugcase.data.stage import open_stage
from bugcase.data.times import Span, Times
from bugcase.data.zones import ZonedTime
from bugcase.errors import DataError
from bugcase.estimate import Estimate, Unit
from bugcase.incident.alerts import WORKBOOK, AlertRule, first_firing
from bugcase.incident.request_counts import RequestCounts
from bugcase.stats.clusters import clustered_rate
from bugcase.stats.moments import Moments
from bugcase.stats.proportions import wilson, zero_event_bound

Floats: TypeAlias = NDArray[np.float64]
Sampled: TypeAlias = Literal["requests", "bins"]

MICROSECOND = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """A service level objective: the share of requests, or of time, that has to be good.

    Raises
    ------
    DataError
        Where the target is no share, such as 99.9 for 0.999.

    Examples
    --------
    >>> objective = Objective(target=0.999)
    >>> print(objective.downtime)
    0:43:12
    >>> objective.used(14.4, timedelta(hours=1))
    0.02
    """

    target: float
    period: timedelta = MONTH

    def __post_init__(self) -> None:
        if not 0 < self.target < 1:
            raise DataError(
                "service level objective",
                allowed="a share between 0 and 1, both excluded",
                found=f"{self.target!r}",
                remedy="write 99.9 % as 0.999",
            )
        if self.period <= timedelta(0):
            raise ValueError(f"a period is longer than nothing; found {self.period!r}")

    @property
    def allowed(self) -> float:
        """The share that may fail; of 0.999 exactly 0.001."""
        return float(1 - Decimal(repr(self.target)))

    @property
    def downtime(self) -> timedelta:
        """How long everything may fail in a period."""
        return self.period * self.allowed

    def burn(self, error_rate: float) -> float:
        """Say how many times faster than allowed errors come."""
        return error_rate / self.allowed

    def used(self, burn: float, lasted: timedelta) -> float:
        """Say what share of the period's budget a burn rate takes in a time."""
        return burn * (lasted / MICROSECOND) / (self.period / MICROSECOND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What may fail in a period, and what did in the window, in one unit.

    `is_projected` says that the period's requests are not known and were taken to come
    as in the data.
    """

    unit: Literal["requests", "minutes"]
    allowed: float
    spent: float
    is_projected: bool = False

    @property
    def used(self) -> float:
        """The share of the budget that the window took; above 1 where it took more."""
        return self.spent / self.allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """When a rule would have called.

    Attributes
    ----------
    fired, cleared
        None where it did not in the window, or still does at the end of the data.
    after
        How long after the window's start; negative where it already called before.
    peak
        The highest burn of the rule's long window in the incident; None where the data
        fills none.
    is_covered
        Whether the data begins a long window before the incident; if not, the rule
        could not be asked from the start, and would perhaps have called sooner.
    """

    rule: AlertRule
    fired: ZonedTime | None
    cleared: ZonedTime | None
    after: timedelta | None
    peak: float | None
    is_covered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLevel:
    """An incident in terms of a service level objective.

    Attributes
    ----------
    start, end
        The window, widened to whole bins.
    requests, errors
        In the window.
    error_rate, burn
        Weighted by requests.
    rate
        The error rate with its interval, where it is an estimate; None where every
        request was counted.
    by_requests, by_minutes
        The budget in either unit.
    alerts
        Each rule, in the order they were given.
    used
        Shape (bins of the window,): the share of the budget of requests that is gone after
        each bin.
    bin_width
        The resolution of all times here.
    """

    objective: Objective
    start: ZonedTime
    end: ZonedTime
    requests: float
    errors: float
    error_rate: float
    burn: float
    rate: Estimate | None
    by_requests: Budget
    by_minutes: Budget
    alerts: tuple[Alert, ...]
    used: tuple[float, ...]
    bin_width: timedelta
    notices: tuple[Notice, ...]
    source: Source

    @property
    def burn_interval(self) -> Estimate | None:
        """The burn rate with its interval, where the error rate is an estimate."""
        if self.rate is None:
            return None
        return replace(
            self.rate,
            value=self.objective.burn(self.rate.value),
            low=self.objective.burn(self.rate.low),
            high=self.objective.burn(self.rate.high),
            unit=Unit("times the allowed error rate"),
        )


def measure_service_level(
    frame_or_path: Any,
    *,
    time: str,
    errors: str,
    requests: str | None = None,
    target: float,
    period: timedelta = MONTH,
    window: Span | None = None,
    bin_width: timedelta = MINUTE,
    period_requests: float | None = None,
    rules: Sequence[AlertRule] = WORKBOOK,
    sampled: Sampled | None = None,
    zone: str | None = None,
    level: float = 0.95,
) -> ServiceLevel:
    """Measure what an incident took of the error budget, and when alerts would have called.

    Parameters
    ----------
    frame_or_path
        Requests, or counts of them: a dataframe of any kind, a relation, or a file's path.
    time
        The column of the times.
    errors
        The column of failed requests: of 0 and 1 (or true) where a row is a request, of
        counts where it is a number of them.
    requests
        The column of all requests; None where each row is one.  Counts are those of the
        row, not running totals.
    target, period
        The objective: 0.999 of 30 days.
    window
        The incident, from a time to just before another; None for all the data.
    bin_width
        The steps in which alerts are looked for.
    period_requests
        How many requests a period has; None to take them to come as in the data.
    rules
        The alert rules; those of the workbook as they stand.
    sampled
        None where every request is in the data.  "requests" where each was kept or not
        at random, "bins" where whole bins were.
    zone
        The zone of times that say none.
    level
        The level of the interval of a sampled rate.

    Returns
    -------
    ServiceLevel

    Raises
    ------
    DataError
        Where a column is missing or holds something else, more requests fail than there
        are, none is in the window, or a rule's window is no whole number of bins.

    Notes
    -----
    Sampled requests: Wilson's interval.  Sampled bins: the same on the effective number
    of rows, as the requests of a minute fail together (`clusters`); both take the sample
    as a small part of all.  Without a single error the upper end is the exact one-sided
    bound.

    A minute without a request is neither good nor bad, and is told: where the requests
    themselves stopped coming, count what did not come (`measure_shortfall`).

    Examples
    --------
    A day with a full outage of half an hour, at one request a second:

    >>> from datetime import datetime
    >>> import pandas as pd
    >>> start = datetime(2026, 3, 2)
    >>> minutes = pd.DataFrame({"at": [start + timedelta(minutes=i) for i in range(1440)]})
    >>> minutes["asked"] = 60
    >>> minutes["failed"] = [60 if 600 <= i < 630 else 0 for i in range(1440)]
    >>> found = measure_service_level(
    ...     minutes, time="at", errors="failed", requests="asked", target=0.999,
    ...     window=(start + timedelta(hours=10), start + timedelta(hours=10, minutes=30)))
    >>> round(found.burn), round(found.by_minutes.used, 3)
    (1000, 0.694)
    >>> print(found.alerts[0].after)
    0:01:00
    """
    objective = Objective(target=target, period=period)
    if sampled is not None and sampled not in get_args(Sampled):
        raise ValueError(f"sampled is one of {get_args(Sampled)}; found {sampled!r}")
    with open_stage() as stage:
        columns = {"time": time, "errors": errors, "requests": requests}
        staged = stage.add("series", frame_or_path, columns)
        times = Times.read(stage, staged, zone)
        counts = RequestCounts.read(stage, staged, times, bin_width)
        span = (times.first, times.last + 1) if window is None else times.span(window)
    first, end = counts.within(span)
    part = slice(first, end)
    asked, failed = float(counts.requests[part].sum()), float(counts.errors[part].sum())
    if asked == 0:
        raise DataError(
            "window",
            allowed="requests in it",
            found="none",
            remedy="check the day and the zone; what did not come is counted by measure_shortfall",
        )
    rate = None
    if sampled is not None:
        rate = _rate(counts.errors[part], counts.requests[part], sampled, level)
    every = period_requests
    if every is None:
        every = float(counts.requests.sum()) * (period / (len(counts.requests) * bin_width))
    allowed = objective.allowed * every
    empty = int((counts.requests[part] == 0).sum())
    return ServiceLevel(
        objective=objective,
        start=counts.moment(first),
        end=counts.moment(end),
        requests=asked,
        errors=failed,
        error_rate=failed / asked,
        burn=objective.burn(failed / asked),
        rate=rate,
        by_requests=Budget(
            unit="requests", allowed=allowed, spent=failed, is_projected=period_requests is None
        ),
        by_minutes=Budget(
            unit="minutes",
            allowed=objective.downtime / MINUTE,
            spent=float(counts.rates[part].sum()) * (bin_width / MINUTE),
        ),
        alerts=tuple(_alert(rule, counts, objective, (first, end)) for rule in rules),
        used=tuple((counts.errors[part].cumsum() / allowed).tolist()),
        bin_width=bin_width,
        notices=(
            *times.notices,
            *counts.notices,
            *times.beyond(*span),
            *noticed("the window", {"bins without a request, neither good nor bad": empty}),
        ),
        source=replace(
            staged.source(
                (*counts.requests.tolist(), *counts.errors.tolist()),
                rows=counts.rows,
                left_out=counts.left_out,
            ),
            method=rate.method if rate else "complete count",
        ),
    )


def _rate(errors: Floats, requests: Floats, sampled: Sampled, level: float) -> Estimate:
    n, k = round(float(requests.sum())), round(float(errors.sum()))
    together = float(requests @ requests)
    if k == 0:
        # nothing tells how alike the requests of a bin are: each bin is one trial
        return zero_event_bound(n if sampled == "requests" else int(n**2 / together), level)
    if sampled == "requests":
        return wilson(k, n, level)
    return clustered_rate(
        Moments.from_unit_sums(
            n=n,
            units=int((requests > 0).sum()),
            weight=n,
            total=k,
            squares=float(errors @ errors),
            cross=float(errors @ requests),
            weight_squares=together,
        ),
        level,
    )


def _alert(
    rule: AlertRule, counts: RequestCounts, objective: Objective, incident: tuple[int, int]
) -> Alert:
    start, end = incident
    found = first_firing(
        rule,
        counts.errors,
        counts.requests,
        allowed=objective.allowed,
        bin_width=counts.bin_width,
        start=start,
        end=end,
    )
    return Alert(
        rule=rule,
        fired=None if found.fired is None else counts.moment(found.fired + 1),
        cleared=None if found.cleared is None else counts.moment(found.cleared + 1),
        after=None if found.fired is None else (found.fired + 1 - start) * counts.bin_width,
        peak=found.peak,
        is_covered=start * counts.bin_width >= rule.long,
    )
