"""A limited rollout: whom it exposes, what it can tell, what it cannot, and when.

"Let us ship it to five per cent and watch" sounds safe, and is a measurement like any
other: it has a number of rows, labels that arrive late, and a smallest worsening that
it can tell from chance.  What is below that passes unseen, and until it is told, the
share is exposed.  Four numbers say whether a rollout protects anybody: the decisions
exposed, the smallest worsening it detects, the first day on which it can tell, and the
number of errors at which it is rolled back.

Two ways of comparing
---------------------
Unpaired: the exposed rows are scored by the candidate and the others by the baseline;
the difference of their rates is held against a line with Newcombe's interval, as
`compare_groups` does.  Its power comes from the score test's standard errors, under
the line and under the worsening [1]_, which for a line at zero is the textbook formula
without its continuity correction [2]_.

Paired: both models score the exposed rows, one of them in the dark, and Tango's
interval is used, as in `compare_models`.  Only rows on which the two differ bring
noise [3]_, so that models which seldom differ are told apart by far fewer rows; where
they often do and the share is small, the many other rows can be worth more.

References
----------
.. [1] C. P. Farrington, G. Manning, Stat. Med. 9 (1990) 1447-1454.
.. [2] J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and
   Proportions, 3rd edition (2003), chapter 4.
.. [3] R. J. Connor, Biometrics 43 (1987) 207-211; for lines other than zero with the
   constrained rates of T. Tango, Stat. Med. 17 (1998) 891-908.
"""

import math
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace

from scipy.special import ndtr, ndtri

from bugcase.estimate import Estimate, Unit
from bugcase.stats.score_limits import tango_reaches, wilson_reaches

POWER = 0.8
STEPS = 60  # halvings of an interval of rates: past what a float can tell apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """A release to a share of the decisions, for some days.

    Parameters
    ----------
    share
        The share of the decisions that the candidate makes, drawn at random: above 0,
        and below 1 unless the comparison is paired.
    days
        For how many days decisions are collected.
    decisions_per_day
        All decisions, exposed or not.
    label_delay_days
        How long after a decision it is known whether it was right.
    baseline_rate
        How often the baseline is wrong, 0 to 1.
    baseline_only_rate
        Where both models score the exposed rows: how often only the baseline is wrong,
        as `baseline_only_rate` reads it from a comparison.  None where the exposed
        rows are compared with the others.
    design_effect
        The factor by which rows that belong together (of one user, say) inflate the
        variance, as `design_effect` reads it from a rate; 1 where each decision is
        independent.  Leave it at 1 if `baseline_only_rate` was read from a comparison
        with a unit, which holds it already.
    confidence
        One-sided: how sure one is to be before calling it worse.  0.95 is the lower
        end of a two-sided interval at a level of 90 %, 0.975 of one at 95 %.

    Raises
    ------
    ValueError
        Where a number is not possible.

    Notes
    -----
    Not where the share is chosen by region, device or goodwill: its rows then differ
    from the others for other reasons.  Every number is for one look, once all labels
    have arrived; whoever looks daily at the same line sees false alarms more often.
    The power is a normal approximation; in simulations it is within three points of the
    truth from four expected errors on.

    Examples
    --------
    >>> canary = Rollout(share=0.05, days=3, decisions_per_day=8000, label_delay_days=14,
    ...                  baseline_rate=0.042)
    >>> canary.exposed, canary.told_after_days
    (1200, 17)
    >>> print(f"{canary.detectable():.4f}")
    0.0156
    """

    share: float
    days: float
    decisions_per_day: float
    label_delay_days: float
    baseline_rate: float
    baseline_only_rate: float | None = None
    design_effect: float = 1.0
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1 or (self.share == 1 and not self.paired):
            raise ValueError(f"a share lies above 0, and leaves rows to compare with: {self!r}")
        if not (0 < self.days < math.inf and 0 < self.decisions_per_day < math.inf):
            raise ValueError(f"days and decisions are numbers above 0: {self!r}")
        if not 0 <= self.label_delay_days < math.inf:
            raise ValueError(f"labels arrive after some days, or at once: {self!r}")
        if not 0 <= (self.baseline_only_rate or 0) <= self.baseline_rate < 1:
            raise ValueError(f"a rate lies between 0 and 1, and its part within it: {self!r}")
        if not 1 <= self.design_effect < math.inf:
            raise ValueError(f"a design effect is 1 or more: {self!r}")
        if not 0.5 < self.confidence < 1:
            raise ValueError(f"a confidence lies between 0.5 and 1: {self!r}")

    @property
    def paired(self) -> bool:
        """Whether both models score the exposed rows."""
        return self.baseline_only_rate is not None

    @property
    def exposed(self) -> int:
        """How many decisions the candidate makes in the days that are measured."""
        return round(self.share * self.days * self.decisions_per_day)

    @property
    def told_after_days(self) -> float:
        """After how many days it can be told: the last label has arrived."""
        return self.days + self.label_delay_days

    def power(self, worsening: float, *, beyond: float = 0.0) -> float:
        """Give the chance of telling that the candidate is worse by more than `beyond`.

        Parameters
        ----------
        worsening
            How much worse it truly is, in proportions.
        beyond
            The line: 0 to tell that it is worse at all; the limit for the chance that
            the rollout is rolled back, see `trigger`.
        """
        if not self.exposed:
            return 0.0
        at_line, at_truth = self._daily_errors(worsening, beyond)
        distance = (worsening - beyond) * math.sqrt(self.days) - self._z * at_line
        if at_truth == 0:  # nothing is left to chance
            return float(distance > 0)
        return float(ndtr(distance / at_truth))

    def detectable(self, *, power: float = POWER, beyond: float = 0.0) -> float | None:
        """Give the smallest worsening that is told with a chance of `power`.

        None where not even a candidate that is always wrong would be told, as where
        nobody is exposed.
        """
        most = self._most
        if most <= beyond or self.power(most, beyond=beyond) < power:
            return None
        return _crossing(lambda d: self.power(d, beyond=beyond) - power, beyond, most)

    def protects(self, limit: float, *, power: float = POWER) -> bool:
        """Whether a worsening as large as the limit would be told."""
        return self.power(limit) >= power

    def rows_needed(
        self, worsening: float, *, power: float = POWER, beyond: float = 0.0
    ) -> int | None:
        """Count the exposed rows that tell a worsening with a chance of `power`.

        None where no number would: the worsening is not beyond the line.
        """
        days = self._days_for(worsening, power, beyond)
        return None if days is None else math.ceil(days * self.share * self.decisions_per_day)

    def days_needed(
        self, worsening: float, *, power: float = POWER, beyond: float = 0.0
    ) -> int | None:
        """Count the days in which so many rows are exposed; labels come later still."""
        days = self._days_for(worsening, power, beyond)
        return None if days is None else math.ceil(days)

    def extra_wrong(self, worsening: Estimate) -> Estimate:
        """Give the extra wrong decisions among the exposed until it can be told.

        The share stays exposed while the labels are waited for.
        """
        exposed = self.share * self.decisions_per_day * self.told_after_days
        return replace(
            worsening,
            value=worsening.value * exposed,
            low=worsening.low * exposed,
            high=worsening.high * exposed,
            unit=Unit("wrong decisions"),
        )

    def trigger(self, limit: float) -> int | None:
        """Count the errors in the exposed rows at which the rollout is rolled back.

        The smallest number with which the lower end of the worsening's interval is
        above the limit, if the baseline is wrong as often as expected.  None where not
        even errors in all rows would do it.  Over a true worsening of just the limit it
        is reached about once in twenty times.

        Examples
        --------
        >>> canary = Rollout(share=0.05, days=3, decisions_per_day=8000, label_delay_days=14,
        ...                  baseline_rate=0.042)
        >>> canary.trigger(0.005)
        69
        """
        rows = self.exposed
        errors = range(rows + 1) if rows else range(0)
        first = bisect_left(errors, True, key=lambda count: self._lower_end(count, rows) > limit)
        return first if first < len(errors) else None

    @property
    def _z(self) -> float:
        return float(ndtri(self.confidence))

    @property
    def _most(self) -> float:
        """The worsening of a candidate that is wrong on every row that it does not mend."""
        return 1 - self.baseline_rate - (self.baseline_only_rate or 0)

    def _days_for(self, worsening: float, power: float, beyond: float) -> float | None:
        if not beyond < worsening <= self._most:
            return None
        at_line, at_truth = self._daily_errors(worsening, beyond)
        return ((self._z * at_line + float(ndtri(power)) * at_truth) / (worsening - beyond)) ** 2

    def _daily_errors(self, worsening: float, beyond: float) -> tuple[float, float]:
        """Give the standard error of one day's worsening, on the line and in truth."""
        exposed = self.share * self.decisions_per_day / self.design_effect
        if self.baseline_only_rate is not None:
            truth, line = _paired_variances(self.baseline_only_rate, worsening, beyond)
            return math.sqrt(line / exposed), math.sqrt(truth / exposed)
        others = (1 - self.share) * self.decisions_per_day / self.design_effect
        candidate = self.baseline_rate + worsening
        fitted = _constrained_rate(candidate, exposed, self.baseline_rate, others, beyond)
        return (
            math.sqrt(_variance(fitted) / exposed + _variance(fitted - beyond) / others),
            math.sqrt(_variance(candidate) / exposed + _variance(self.baseline_rate) / others),
        )

    def _lower_end(self, errors: int, rows: int) -> float:
        """Give the lower end of the worsening's interval if the baseline does as expected."""
        n = rows / self.design_effect
        worsening = errors / rows - self.baseline_rate
        if self.baseline_only_rate is not None:
            only_baseline = self.baseline_only_rate * n
            only_candidate = max(worsening * n + only_baseline, 0.0)
            return worsening - tango_reaches(only_candidate, only_baseline, n, self._z)[0]
        others = n * (1 - self.share) / self.share
        below, _ = wilson_reaches(errors / self.design_effect, n, self._z)
        _, above = wilson_reaches(self.baseline_rate * others, others, self._z)
        return worsening - math.hypot(below, above)


def baseline_only_rate(worsening: Estimate) -> float:
    """Read from a paired comparison how often only the baseline is wrong.

    The interval of a difference on the same rows is as wide as the rows on which the
    models differ make it.  Where the rows belong to units, the rate is an effective
    one and holds their design effect.

    Parameters
    ----------
    worsening
        Of `compare_models`, with a metric that counts rows.

    Raises
    ------
    ValueError
        Where it is no difference of proportions.

    Examples
    --------
    >>> from bugcase.stats.proportions import tango
    >>> print(f"{baseline_only_rate(tango(300, 160, 80, 9460)):.4f}")
    0.0080
    """
    if not worsening.unit.is_difference:
        raise ValueError(f"only rates of the same rows have such a rate: {worsening!r}")
    d, n = worsening.value, worsening.n
    z = -float(ndtri((1 - worsening.level) / 2))

    def too_wide(rate: float) -> float:
        return sum(tango_reaches((rate + d) * n, rate * n, n, z)) - (worsening.high - worsening.low)

    return _crossing(too_wide, max(-d, 0.0), (1 - d) / 2)


def design_effect(rate: Estimate) -> float:
    """Read from a rate with its interval by how much units inflate its variance.

    Parameters
    ----------
    rate
        Of one model, from `compare_models` or `compare_groups` with a unit.

    Returns
    -------
    float
        Rows per effective row, at least 1; 1 where the rows are independent.

    Raises
    ------
    ValueError
        Where it is no rate.

    References
    ----------
    .. [1] J. N. K. Rao, A. J. Scott, Biometrics 48 (1992) 577-585.

    Examples
    --------
    >>> from bugcase.stats.proportions import wilson
    >>> print(f"{design_effect(wilson(42, 1000)):.3f}")
    1.000
    """
    if not rate.unit.is_proportion:
        raise ValueError(f"only a rate of rows has a design effect: {rate!r}")
    z = -float(ndtri((1 - rate.level) / 2))

    def too_wide(effect: float) -> float:
        n = rate.n / effect
        return sum(wilson_reaches(rate.value * n, n, z)) - (rate.high - rate.low)

    return _crossing(too_wide, 1.0, float(rate.n))


def _variance(rate: float) -> float:
    return max(rate * (1 - rate), 0.0)


def _constrained_rate(p1: float, n1: float, p2: float, n2: float, difference: float) -> float:
    """Fit the first of two rates to p1 and p2 where they are to differ by `difference`.

    The slope of the likelihood falls as the rate rises, so its root is found by halving;
    along the difference it would be the root of a cubic, which cancels at rare events.
    """

    def slope(rate: float) -> float:
        other = rate - difference
        return n1 * (p1 - rate) * _variance(other) + n2 * (p2 - other) * _variance(rate)

    return _crossing(lambda rate: -slope(rate), max(difference, 0.0), min(1 + difference, 1.0))


def _paired_variances(
    only_baseline: float, worsening: float, difference: float
) -> tuple[float, float]:
    """Give the variance of a row's worsening in truth, and fitted where it is `difference`."""
    only_candidate = max(only_baseline + worsening, 0.0)
    truth = only_candidate + only_baseline - worsening**2
    b = (2 - worsening) * difference - only_candidate - only_baseline
    product = 8 * only_baseline * difference * (1 - difference)
    fitted = (math.sqrt(max(b * b + product, 0.0)) - b) / 4
    return max(truth, 0.0), max(2 * fitted + difference - difference**2, 0.0)


def _crossing(function: Callable[[float], float], low: float, high: float) -> float:
    """Find where a function that rises crosses zero."""
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if function(middle) > 0 else (middle, high)
    return high
