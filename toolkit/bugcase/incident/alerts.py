"""Burn-rate alerts: when somebody would have been called.

An alert on every error wakes people for nothing, and an alert on the month's total
comes when the month is lost.  A burn rate says how many times faster than allowed the
error budget is being used, so a rule is a rate, a window long enough to show that it
matters, and a short one that shows it still goes on.  Run over the data of an
incident, the rules say which of them would have called, and after how long: what
better alerting would have been worth.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bugcase.errors import DataError

Floats: TypeAlias = NDArray[np.float64]
Action: TypeAlias = Literal["page", "ticket"]

ROUNDING = 1e-9  # a burn that is the rule's to nine digits is not above it


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """Call where the budget burns faster than `burn`, over a long and a short window at once.

    Raises
    ------
    ValueError
        Where the windows or the burn are none, or the short window is the longer one.

    References
    ----------
    .. [1] B. Beyer et al., The Site Reliability Workbook (2018), chapter 5, table 5-8.

    Examples
    --------
    The first rule of the workbook, at 99.9 % over 30 days:

    >>> rule, month = WORKBOOK[0], timedelta(days=30)
    >>> rule.budget_used(month)
    0.02
    >>> print(rule.detection(allowed=0.001, error_rate=1.0))
    0:00:51.840000
    """

    burn: float
    long: timedelta
    short: timedelta
    action: Action

    def __post_init__(self) -> None:
        if not (self.burn > 0 and timedelta(0) < self.short <= self.long):
            raise ValueError(f"a rule has a burn above 0 and a short window in a long: {self!r}")

    def budget_used(self, period: timedelta) -> float:
        """Say what share of a period's budget is gone when the rule calls at just its burn."""
        return (
            self.burn
            * (self.long / timedelta(microseconds=1))
            / (period / timedelta(microseconds=1))
        )

    def detection(self, *, allowed: float, error_rate: float) -> timedelta | None:
        """Say how long errors at a steady rate go on before the rule calls; None if it never does.

        Parameters
        ----------
        allowed
            The share of errors that the objective permits.
        error_rate
            From 0 to 1; there were no errors before.
        """
        if error_rate <= allowed * self.burn:
            return None
        return self.long * (allowed * self.burn / error_rate)


WORKBOOK = (
    AlertRule(burn=14.4, long=timedelta(hours=1), short=timedelta(minutes=5), action="page"),
    AlertRule(burn=6, long=timedelta(hours=6), short=timedelta(minutes=30), action="page"),
    AlertRule(burn=1, long=timedelta(days=3), short=timedelta(hours=6), action="ticket"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """When a rule calls, in bins: after the bin `fired`, until after the bin `cleared`.

    `fired` is None where it never does, `cleared` where it still does at the end.
    `peak` is the highest burn of the long window, None where none ends in the incident.
    """

    fired: int | None
    cleared: int | None
    peak: float | None


def first_firing(
    rule: AlertRule,
    errors: Floats,
    requests: Floats,
    *,
    allowed: float,
    bin_width: timedelta,
    start: int = 0,
    end: int | None = None,
) -> Firing:
    """Run a rule over bins, and find when it first calls from one bin to just before another.

    Parameters
    ----------
    rule
        The rule.
    errors, requests
        Shape (n,): in each bin, in order of time and without a bin left away.
    allowed
        The share of errors that the objective permits.
    bin_width
        The length of a bin, of which both windows are whole multiples.
    start, end
        The incident, from a bin to just before another; to the last one for None.

    Returns
    -------
    Firing
        A rule that already calls when the incident begins, and still does after its first
        bin, fired when it began to.

    Raises
    ------
    DataError
        Where a window is no whole number of bins.

    Notes
    -----
    A rule is only asked once the data fills its long window: an hour of which ten minutes
    are known says nothing of the hour.  Windows without a request have no errors.

    Examples
    --------
    A full outage from the second hour on, minute by minute, is called in its first minute:

    >>> requests = np.full(120, 100.0)
    >>> errors = np.where(np.arange(120) >= 60, requests, 0.0)
    >>> first_firing(WORKBOOK[0], errors, requests, allowed=0.001,
    ...              bin_width=timedelta(minutes=1), start=60).fired
    60
    """
    long, short = (_bins(window, bin_width) for window in (rule.long, rule.short))
    if len(errors) < long:
        return Firing(fired=None, cleared=None, peak=None)
    over_long = _burn(errors, requests, long) / allowed
    over_short = _burn(errors, requests, short)[long - short :] / allowed
    calls = np.minimum(over_long, over_short) > rule.burn * (1 + ROUNDING)
    # a place is that of the first long window, which ends with the data's bin long - 1
    after, before = (
        max(bin_ - (long - 1), 0) for bin_ in (start, len(errors) if end is None else end)
    )
    if after >= before:
        return Firing(fired=None, cleared=None, peak=None)
    peak = float(over_long[after:before].max())
    edges = np.diff(calls.astype(np.int8), prepend=0, append=0)
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    first = int(np.searchsorted(ends, after, side="right"))
    if first == len(ends) or begins[first] >= before:
        return Firing(fired=None, cleared=None, peak=peak)
    fired, cleared = int(begins[first]), int(ends[first])
    return Firing(
        fired=fired + long - 1,
        cleared=cleared + long - 1 if cleared < len(calls) else None,
        peak=peak,
    )


def _bins(window: timedelta, width: timedelta) -> int:
    if window % width:
        raise DataError(
            "width of the bins",
            allowed=f"one that fits a whole number of times into the rule's {window}",
            found=str(width),
            remedy="take narrower bins, such as a minute",
        )
    return window // width


def _burn(errors: Floats, requests: Floats, bins: int) -> Floats:
    """Give the error rate of each window of so many bins, the first of which ends the soonest."""
    sums = (np.concatenate([[0.0], np.cumsum(column)]) for column in (errors, requests))
    failed, asked = (one[bins:] - one[:-bins] for one in sums)
    rate: Floats = np.divide(failed, asked, out=np.zeros_like(failed), where=asked > 0)
    return rate
