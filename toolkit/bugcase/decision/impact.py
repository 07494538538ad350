"""Impact: what a measured worsening does to people and to money.

An error rate that rises by 19 per 1,000 moves nobody.  Times the decisions of a day it
is people; times the days until somebody stops it, and the harm of one wrong decision,
it is money.  What was measured has an interval and what was assumed has a range, so
the answer is a range too, and says which of the assumptions makes it so wide: that is
the one to go and ask about.

All of it holds if production behaves as measured.  How likely that is belongs to the
decision (`bugcase.decision.options`), and mixing it in here would give a number that
comes true in neither case.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from bugcase.decision.assumptions import CARRIES_OVER, Assumption, Premises, Worsening
from bugcase.decision.draws import simulate
from bugcase.decision.products import Factor, Sum
from bugcase.decision.ranges import Spread
from bugcase.estimate import Estimate, Unit

ENDS = np.array([0.05, 0.95])


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """How much one assumption moves `Impact.money_until_stopped`.

    Attributes
    ----------
    assumption
        Which one; the measured worsening is one too, with `Measured` as its range.
    low, high
        The result's mean with this assumption at its 5 % and at its 95 % point, the
        others as they vary.  `low` may be above `high`: more recovered costs less.
    share
        The share of the result's variance that it alone explains; the shares of all
        sum to at most 1.
    """

    assumption: Assumption
    low: float
    high: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What the bug does if production behaves as measured, in people and in money.

    All but `unconditional_money` are conditional on that.

    Attributes
    ----------
    wrong_per_day, wrong_per_week, wrong_until_stopped
        Extra wrong decisions: median with 5-95 %, unit "wrong decisions".
    money_per_day, money_per_week, money_until_stopped
        What they cost, in `currency`: median with 5-95 %; negative is a gain.
    expected_money
        The mean of money_until_stopped.
    worst_case
        Its 95th percentile.
    influences
        What moves money_until_stopped, biggest share first; empty where that is None.
    missing
        The labels of the assumptions that nobody knows and a result needed.
    assumptions
        Those that were handed over, as they were.
    worsening
        What was measured.
    """

    wrong_per_day: Estimate | None
    wrong_per_week: Estimate | None
    wrong_until_stopped: Estimate | None
    money_per_day: Estimate | None
    money_per_week: Estimate | None
    money_until_stopped: Estimate | None
    expected_money: float | None
    worst_case: float | None
    influences: tuple[Influence, ...]
    missing: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    worsening: Worsening
    currency: str

    @property
    def harms(self) -> tuple[tuple[Assumption, Assumption], ...]:
        """Pair each worsening that is told apart with the harm of one such error."""
        return Premises(
            worsening=self.worsening, assumptions=self.assumptions, currency=self.currency
        ).harms

    @property
    def unconditional_money(self) -> float | None:
        """The mean of the money whether or not production behaves as measured.

        `expected_money` times the mean of the chance that it does.  Only the mean: of the two
        cases, one costs nothing and the other what `money_until_stopped` says.
        """
        chance = next((one.range for one in self.assumptions if one.id == CARRIES_OVER), None)
        if chance is None or self.expected_money is None:
            return None
        return chance.mean * self.expected_money

    @property
    def one_dominates(self) -> bool:
        """Whether one assumption explains at least twice what any other does."""
        first, second = (*(one.share for one in self.influences[:2]), 0.0, 0.0)[:2]
        return first > 0 and first >= 2 * second


def impact(
    worsening: Worsening,
    assumptions: Iterable[Assumption],
    *,
    currency: str = "EUR",
    draws: int = 100_000,
    seed: int = 0,
) -> Impact:
    """Say what a measured worsening does to people and to money, with ranges.

    Wrong decisions are decisions a day, times days until it is stopped, times the
    worsening.  Money is that times the harm of each, times the share that is not
    recovered; by kind of error where the evidence tells false alarms and misses apart
    (unless `harm_per_error` is the only harm that is given).

    Parameters
    ----------
    worsening
        What was measured.
    assumptions
        With the fixed ids of `Assumption`, in any order.  One that is not there is one
        that nobody knows; others are not needed here.
    currency
        What money is counted in.
    draws, seed
        How many times the quantiles are drawn, and from which start; the same seed
        gives the same result.

    Returns
    -------
    Impact
        None in each result that needs an assumption that nobody knows.

    Raises
    ------
    ValueError
        Where two assumptions have one id, or there are no draws.

    Notes
    -----
    Assumptions are taken as independent.  Where two of them rise together (more
    decisions on the days on which fewer are noticed), the true range is wider.

    The expected money and the shares of the variance are exact; medians and percentiles
    are drawn.  The shares are first-order Sobol indices: what is left to 1 lies in
    several assumptions together.

    References
    ----------
    .. [1] I. M. Sobol, Mathematics and Computers in Simulation 55 (2001) 271-280.
    .. [2] A. Saltelli et al., Global Sensitivity Analysis: The Primer (2008), chapter 4.

    Examples
    --------
    >>> from bugcase.decision.ranges import Range
    >>> from bugcase.estimate import DIFFERENCE
    >>> tango = Estimate(value=0.02, low=0.01, high=0.03, level=0.95, n=4000,
    ...                  method="Tango score", unit=DIFFERENCE)
    >>> known = {"decisions_per_day": 5000, "days_until_stopped": 3, "harm_per_error": 40,
    ...          "share_recovered": 0.25}
    >>> found = impact(Worsening(overall=tango), [
    ...     Assumption(id=name, label=name, unit="", range=Range.exactly(x), source="ops")
    ...     for name, x in known.items()
    ... ])
    >>> round(found.wrong_per_day.value), round(found.expected_money), found.missing
    (100, 9000, ())
    """
    premises = Premises(worsening=worsening, assumptions=tuple(assumptions), currency=currency)
    day = (Factor.of(premises.find("decisions_per_day")),)
    until_stopped = (*day, Factor.of(premises.find("days_until_stopped")))
    wrong = Factor.of(premises.find("worsening"))
    kept = Factor.of(premises.find("share_recovered"), is_rest=True)
    harms = [(Factor.of(measured), Factor.of(harm), kept) for measured, harm in premises.harms]
    results = [
        Sum(products=((*day, wrong),)),
        Sum(products=((*until_stopped, wrong),)),
        Sum(products=tuple((*day, *harm) for harm in harms)),
        total := Sum(products=tuple((*until_stopped, *harm) for harm in harms)),
    ]
    wrong_per_day, wrong_until_stopped, money_per_day, money_until_stopped = simulate(
        results, units=2 * [Unit("wrong decisions")] + 2 * [Unit(currency)], draws=draws, seed=seed
    )
    return Impact(
        wrong_per_day=wrong_per_day,
        wrong_per_week=_week(wrong_per_day),
        wrong_until_stopped=wrong_until_stopped,
        money_per_day=money_per_day,
        money_per_week=_week(money_per_day),
        money_until_stopped=money_until_stopped,
        expected_money=total.mean,
        worst_case=None if money_until_stopped is None else money_until_stopped.high,
        influences=_influences(total),
        missing=tuple(dict.fromkeys(one.label for result in results for one in result.missing)),
        assumptions=premises.assumptions,
        worsening=worsening,
        currency=currency,
    )


def _week(day: Estimate | None) -> Estimate | None:
    """Take a day seven times: what is uncertain is the same on each."""
    if day is None:
        return None
    return replace(day, value=7 * day.value, low=7 * day.low, high=7 * day.high)


def _influences(result: Sum) -> tuple[Influence, ...]:
    """Say for each assumption how it moves the mean, and what of the variance it explains."""
    if result.mean is None:
        return ()
    parts = [_part(result, one, one.range) for one in result.assumptions if one.range is not None]
    # the whole is no less than its parts, which rounding might else bring about
    variance = max(result.variance, sum(part.share for part in parts))
    shares = (replace(part, share=part.share / variance if variance else 0.0) for part in parts)
    return tuple(sorted(shares, key=lambda one: (-one.share, one.assumption.id)))


def _part(result: Sum, assumption: Assumption, number: Spread) -> Influence:
    """Follow the straight line that a result's mean is in one assumption.

    The share is told as the variance itself, not yet divided by that of the whole.
    """
    slope = result.slope(assumption.id)
    low, high = (number.draws(ENDS) - number.mean) * slope + (result.mean or 0.0)
    part = slope**2 * number.variance
    return Influence(assumption=assumption, low=float(low), high=float(high), share=part)
