"""Forecasts bins from the same hours of earlier weeks, at the level of the day before.

A business runs by the week, so ten o'clock on a Tuesday is compared with ten o'clock
on other Tuesdays.  It also grows, shrinks and has good days, so the sum of the hours
just before the window, against the same hours before those other Tuesdays, scales it.
A control, a series that the incident cannot have touched (visits, another country's
orders), scales each hour again by how much of the control came.

The same forecast is made for earlier days at the same time of day: placebo windows, in
which nothing happened.  Their errors are what `prediction` makes an interval of, so they
must be as hard as the forecast itself.  From eight weeks on, half of them are the
baseline, and each day of the other half is forecast from as many weeks before it, as if
nobody had seen the rest: habits drift, and a forecast from weeks on both sides errs too
little.  Fewer weeks leave no such days.  Each is then forecast from all other weeks,
also later ones, which is right as long as a month is too short to drift in.

References
----------
.. [1] V. Chernozhukov, K. Wüthrich, Y. Zhu, J. Am. Stat. Assoc. 116 (2021) 1849-1864:
   counterfactuals held against the errors of earlier windows.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

DAYS = 7
ENOUGH = 0.9  # of an earlier stretch has to be known


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What was expected in a stretch of bins, and in the same stretch of earlier days.

    Attributes
    ----------
    expected
        Shape (bins,); NaN where nothing can be expected, or what came is not known.
    earlier_expected, earlier_actual
        Shape (stretches, bins), the earliest first; NaN likewise.
    """

    expected: Floats
    earlier_expected: Floats
    earlier_actual: Floats

    @property
    def stretches(self) -> int:
        """How many earlier stretches there are."""
        return len(self.earlier_actual)


def forecast(
    actual: Floats,
    *,
    start: int,
    end: int,
    reference: int,
    per_day: int,
    weeks: int | None = None,
    control: Floats | None = None,
) -> Forecast:
    """Forecast the bins from `start` to just before `end`, from those before `start`.

    Parameters
    ----------
    actual
        Shape (n,): what came in each bin, in order of time and without a bin left
        away; NaN where it is not known.
    start, end
        Places in `actual`.
    reference
        How many bins before `start` give the level.
    per_day
        How many bins make a day.
    weeks
        How many weeks before a stretch are its baseline; None for all others there are.
    control
        Shape (n,): what came in a series that is not affected.

    Returns
    -------
    Forecast
        Of the reference's bins and those of the window.

    Notes
    -----
    The stretch's own bins, and those of its reference, are never part of the baseline
    it is held against, so that a trend cancels: the same hours and the hours before
    them come from the same weeks.

    Examples
    --------
    Five weeks that repeat, and a last day at twice the level, of which twelve hours are
    forecast from the twelve before:

    >>> hours = np.tile(np.arange(1.0, 169.0), 5)
    >>> hours[-24:] *= 2
    >>> found = forecast(hours, start=828, end=840, reference=12, per_day=24)
    >>> bool(np.allclose(found.expected, hours[-24:]))
    True
    """
    per_week = DAYS * per_day
    length = -(-(end - start) // per_day) * per_day
    earliest = reference + (weeks or 0) * per_week
    begins = np.arange(start - length, earliest - 1, -per_day)[::-1]
    bins = np.append(begins, start)[:, None] + np.arange(-reference, end - start)
    most = -(-start // per_week)
    away = range(-weeks, 0) if weeks else range(-most, most + 1)
    others = [week * per_week for week in away]
    shape = _average(actual[:start], bins, others)
    if control is not None:
        usual = _average(control[:start], bins, others)
        with np.errstate(divide="ignore", invalid="ignore"):
            # where the control is always silent it says nothing
            shape = shape * np.where(usual == 0, 1.0, control[bins] / usual)
    came = actual[bins]
    known = np.isfinite(came) & np.isfinite(shape)
    known &= known[-1]  # an earlier stretch has the gaps of this one
    came, shape = np.where(known, came, 0.0), np.where(known, shape, 0.0)
    basis = shape[:, :reference].sum(axis=1)
    level = np.divide(
        came[:, :reference].sum(axis=1), basis, out=np.zeros_like(basis), where=basis > 0
    )
    level[level <= 0] = np.nan
    expected = np.where(known, shape * level[:, None], np.nan)
    most = known[-1].sum()
    usable = (known[:-1].sum(axis=1) >= ENOUGH * most) & np.isfinite(level[:-1])
    return Forecast(
        expected=expected[-1],
        earlier_expected=expected[:-1][usable],
        earlier_actual=np.where(known, came, np.nan)[:-1][usable],
    )


def _average(past: Floats, bins: NDArray[np.int64], others: list[int]) -> Floats:
    """Average, for each bin of each stretch, those that far away which are not its own."""
    total, count = np.zeros(bins.shape), np.zeros(bins.shape)
    for away in others:
        at = bins + away
        own = (at >= bins[:, :1]) & (at <= bins[:, -1:])  # a stretch may be longer than a week
        values = past[np.clip(at, 0, len(past) - 1)]
        known = (at >= 0) & (at < len(past)) & ~own & np.isfinite(values)
        total += np.where(known, values, 0.0)
        count += known
    average: Floats = np.divide(total, count, out=np.full(bins.shape, np.nan), where=count > 0)
    return average
