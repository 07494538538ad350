"""Options: what can be done about it, compared by what each may cost.

"The risk is greater than the delay" is a claim that anyone can question and nobody can
check.  Here it is arithmetic.  Every option costs its delay, its own price, and the
harm that still reaches people, which is there only if the bug bites in production as
it did in the test:

    delay x cost of a day + price
        + [bug bites] x exposure x decisions x worsening x harm x what is not prevented

So each option is a straight line over the probability that the bug bites, and the
questions of the meeting have exact answers: which option is cheapest now, at what
probability that changes, how wrong which assumption would have to be, how much anyone
may regret it, and what it is worth to test for another day.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from bugcase.decision.assumptions import Assumption, Premises, Worsening, check_bounds
from bugcase.decision.draws import simulate
from bugcase.decision.flips import BreakEven, Ends, Flip, find_break_even, find_flips
from bugcase.decision.information import Prospect
from bugcase.decision.products import Factor, Sum
from bugcase.decision.ranges import Chance, Range, Sampled
from bugcase.estimate import Estimate, Unit

Quantity: TypeAlias = Range | Sampled | Assumption | None
Criterion: TypeAlias = Literal["expected loss", "worst case"]

NUMBERS = {  # an option's own: how each is called, and its unit
    "delay_days": ("days of delay", "days"),
    "exposed_share": ("share exposed", "share"),
    "exposed_days": ("days exposed", "days"),
    "prevented_share": ("share prevented", "share"),
    "cost": ("its own cost", "{currency}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing that can be done: hold, ship and patch, a limited rollout.

    Each number is a `Range`; a `Sampled`, such as the days that a plan takes; an
    `Assumption` that it shares with the case or with other options, so that one fact
    stands in one place; or None where nobody knows.

    Parameters
    ----------
    id, label
        What it is called: "ship", and for a reader "Ship now, patch later".
    delay_days
        By how many days it delays the release.
    exposed_share
        The share of all decisions that meet the bug while it is there, 0 to 1.
    exposed_days
        For how many days they do: until it is noticed, stopped and rolled back.
    prevented_share
        The share of the harm that it keeps from them meanwhile (review, say), 0 to 1.
    cost
        What it costs apart from the delay, in the decision's currency.
    leaves_open
        What it does not solve, in words.
    source
        Who says so.

    Raises
    ------
    ValueError
        Where a share lies beyond 0 to 1, a number of days is negative, or the id holds
        a dot.

    Examples
    --------
    >>> hold = Option(id="hold", label="Hold", delay_days=Range(low=2, likely=4, high=9),
    ...               exposed_share=Range.exactly(0), exposed_days=None,
    ...               prevented_share=Range.exactly(0), cost=Range.exactly(0),
    ...               leaves_open="The date moves.")
    >>> hold.delay_days.mean
    4.5
    """

    id: str
    label: str
    delay_days: Quantity
    exposed_share: Quantity
    exposed_days: Quantity
    prevented_share: Quantity
    cost: Quantity
    leaves_open: str
    source: str | None = None

    def __post_init__(self) -> None:
        if "." in self.id:
            raise ValueError(f"an option's id holds no dot; found {self.id!r}")
        for name, (words, _) in NUMBERS.items():
            number = getattr(self, name)
            spread = number.range if isinstance(number, Assumption) else number
            check_bounds(name, spread, f"{self.label}, {words}")

    @property
    def shared(self) -> tuple[Assumption, ...]:
        """The assumptions among its numbers."""
        numbers = (getattr(self, name) for name in NUMBERS)
        return tuple(number for number in numbers if isinstance(number, Assumption))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """An option with what it may cost.

    Attributes
    ----------
    loss
        Median with 5-95 %, in the decision's currency; None, like `expected` and
        `worst`, where it needs what nobody knows.
    expected, worst
        The mean of the loss, and its 95th percentile.
    regret
        How much more than the best option it is expected to cost, in whichever state is
        the worse for it: the bug bites, or it does not.  The least of these is minimax
        regret, which asks for no probability.
    if_real, if_not
        The expected loss if the bug bites in production as measured, and if it does
        not: the ends of the option's line over the probability.
    missing
        The labels of what nobody knows and this option needs.
    """

    option: Option
    loss: Estimate | None
    expected: float | None
    worst: float | None
    regret: float | None
    if_real: float | None
    if_not: float | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The options compared, and what would change the answer.

    Attributes
    ----------
    weighed
        Every option, best first; those that cannot be ranked come last, by id.
    best
        The first of them; None where fewer than two can be ranked.
    criterion
        What they are ranked by: "worst case" where the harm is ruinous.
    break_even
        Where the choice turns on the probability that the bug bites; known even where
        nobody knows that probability.
    flips, cannot_flip
        What would change the choice, nearest first, and what cannot.
    perfect_information
        What it is worth at most to know all that a test can tell: whether the bug
        bites, and how badly.
    missing
        The labels of what nobody knows and some option needs.
    prospect
        What the values of information are computed from.

    Notes
    -----
    `break_even`, `flips`, `cannot_flip` and the values of information compare expected
    losses, so a ruinous decision has none of them.  They are about the options that can
    be ranked: one that cannot might still be the best, and `missing` says what to ask.
    """

    weighed: tuple[Weighed, ...]
    best: Weighed | None
    criterion: Criterion
    break_even: BreakEven | None
    flips: tuple[Flip, ...]
    cannot_flip: tuple[Assumption, ...]
    perfect_information: float | None
    missing: tuple[str, ...]
    currency: str
    ruinous: bool
    prospect: Prospect | None = field(default=None, repr=False)

    def sample_information(self, rows: int) -> float | None:
        """Say what a test on so many more rows of the same kind is worth, before its cost.

        Parameters
        ----------
        rows
            Zero or more, of the kind that the worsening was measured on.

        Returns
        -------
        float or None
            In the decision's currency; None where there is no `perfect_information`.

        Raises
        ------
        ValueError
            Where `rows` is negative.

        Notes
        -----
        More rows tell how large the worsening is, not whether production behaves as the
        test did; so even without end they are worth no more than `perfect_information`.

        The estimate is taken as normal, and its variance as one over the rows.

        References
        ----------
        .. [1] H. Raiffa, R. Schlaifer, Applied Statistical Decision Theory (1961).
        """
        return None if self.prospect is None else self.prospect.sample_information(rows)


def weigh(
    options: Iterable[Option],
    worsening: Worsening,
    assumptions: Iterable[Assumption],
    *,
    ruinous: bool = False,
    currency: str = "EUR",
    draws: int = 100_000,
    seed: int = 0,
) -> Decision:
    """Compare options by what each may cost, and say what would change the choice.

    Parameters
    ----------
    options
        In any order.  Doing nothing is one of them.
    worsening
        What was measured.
    assumptions
        With the fixed ids of `Assumption`, in any order; one that is not there is one
        that nobody knows.
    ruinous
        Whether the harm cannot be borne or cannot be repeated.  An expected loss is
        what many such decisions cost on average, and whom the first one ruins is not
        there for the average: then options are ranked by their worst case (95 %).
    currency
        What money is counted in.
    draws, seed
        How many times the quantiles are drawn, and from which start; the same seed
        gives the same result.

    Returns
    -------
    Decision

    Raises
    ------
    ValueError
        Where an id is taken twice, there are no draws, or an option multiplies an
        assumption with itself.

    Notes
    -----
    Expected losses, break-even points, flips, regret and the values of information are
    exact (`bugcase.decision.products`); medians and percentiles are drawn.  Assumptions
    are taken as independent of each other, and whether the bug bites as one chance for
    all options.

    Not for a choice between models that differ in what they earn: every loss here is
    told against a release without the bug.

    References
    ----------
    .. [1] L. J. Savage, The theory of statistical decision, J. Am. Stat. Assoc. 46
       (1951) 55-67, for minimax regret.
    .. [2] R. A. Howard, Information value theory, IEEE Transactions on Systems Science
       and Cybernetics 2 (1966) 22-26.
    .. [3] H. Raiffa, R. Schlaifer, Applied Statistical Decision Theory (1961).

    Examples
    --------
    >>> from bugcase.estimate import DIFFERENCE
    >>> tango = Estimate(value=0.02, low=0.01, high=0.03, level=0.95, n=4000,
    ...                  method="Tango score", unit=DIFFERENCE)
    >>> known = {"decisions_per_day": 5000, "harm_per_error": 40, "share_recovered": 0,
    ...          "carries_over": 0.8, "delay_cost_per_day": 2000}
    >>> found = weigh(
    ...     [
    ...         Option(id=name, label=name, delay_days=Range.exactly(delay),
    ...                exposed_share=Range.exactly(share), exposed_days=Range.exactly(7),
    ...                prevented_share=Range.exactly(0), cost=Range.exactly(0), leaves_open="")
    ...         for name, delay, share in [("hold", 5, 0), ("ship", 0, 1)]
    ...     ],
    ...     Worsening(overall=tango),
    ...     [Assumption(id=name, label=name, unit="", range=Range.exactly(x), source="ops")
    ...      for name, x in known.items()],
    ... )
    >>> found.best.option.id, [round(one.expected) for one in found.weighed]
    ('hold', [10000, 22400])
    >>> round(found.break_even.probability, 3)  # 10,000 over 28,000
    0.357
    """
    premises = Premises(worsening=worsening, assumptions=tuple(assumptions), currency=currency)
    options = tuple(options)
    _check_ids(options, premises)
    losses = {option.id: _loss(option, premises) for option in options}
    units = [Unit(currency)] * len(losses)
    drawn = simulate(list(losses.values()), units=units, draws=draws, seed=seed)
    weighed = _with_regret(
        [
            _weighed(option, losses[option.id], estimate)
            for option, estimate in zip(options, drawn, strict=True)
        ]
    )
    weighed.sort(key=lambda one: _rank(one, ruinous=ruinous))
    ranked = [one for one in weighed if one.loss is not None]
    decision = Decision(
        weighed=tuple(weighed),
        best=ranked[0] if len(ranked) > 1 else None,
        criterion="worst case" if ruinous else "expected loss",
        break_even=None,
        flips=(),
        cannot_flip=(),
        perfect_information=None,
        missing=tuple(dict.fromkeys(gap for one in weighed for gap in one.missing)),
        currency=currency,
        ruinous=ruinous,
    )
    if ruinous:
        return decision
    chance = premises.find("carries_over").range
    decision = replace(
        decision,
        break_even=find_break_even(_ends(weighed), None if chance is None else chance.mean),
    )
    if decision.best is None:
        return decision
    of_ranked = [(one.option.id, losses[one.option.id]) for one in ranked]
    flips, cannot_flip = find_flips(of_ranked)
    prospect = Prospect(
        if_not=tuple(line.if_not for line in _ends(ranked)),
        if_real=tuple(line.if_real for line in _ends(ranked)),
        swing=tuple(_swing(loss, premises) for _, loss in of_ranked),
        # unknown only if no option that can be ranked depends on it
        probability=0.0 if chance is None else chance.mean,
        rows=worsening.overall.n,
    )
    return replace(
        decision,
        flips=flips,
        cannot_flip=cannot_flip,
        perfect_information=prospect.perfect_information,
        prospect=prospect,
    )


def _check_ids(options: Sequence[Option], premises: Premises) -> None:
    """Refuse two options of one id, and two assumptions."""
    ids = [option.id for option in options]
    known = {one.id: one for one in (*premises.assumptions, *premises.worsening.parts)}
    for option in options:
        if ids.count(option.id) > 1:
            raise ValueError(f"an id names one option; found another {option.id!r}")
        for one in option.shared:
            if known.setdefault(one.id, one) != one:
                raise ValueError(f"an id names one assumption; found another {one.id!r}")


def _loss(option: Option, premises: Premises) -> Sum:
    """Write an option's loss as a sum of products."""
    own = {name: _own(option, name, premises.currency) for name in NUMBERS}
    chance = premises.find("carries_over")
    bites = Factor.of(chance)
    if chance.range is not None:
        # how sure anyone is of a chance says nothing more about what happens once
        bites = replace(bites, number=Chance(probability=chance.range.mean))
    exposed = (
        bites,
        own["exposed_share"],
        own["exposed_days"],
        replace(own["prevented_share"], is_rest=True),
        Factor.of(premises.find("decisions_per_day")),
        Factor.of(premises.find("share_recovered"), is_rest=True),
    )
    return Sum(
        products=(
            (own["delay_days"], Factor.of(premises.find("delay_cost_per_day"))),
            (own["cost"],),
            *(
                (*exposed, Factor.of(measured), Factor.of(harm))
                for measured, harm in premises.harms
            ),
        )
    )


def _own(option: Option, name: str, currency: str) -> Factor:
    """Take one of an option's numbers as a factor."""
    number: Quantity = getattr(option, name)
    if isinstance(number, Assumption):
        return Factor.of(number)
    words, unit = NUMBERS[name]
    assumption = Assumption(
        id=f"{option.id}.{name}",
        label=f"{option.label}: {words}",
        unit=unit.format(currency=currency),
        range=number,
        source=option.source,
    )
    return Factor.of(assumption, is_own=True)


def _weighed(option: Option, loss: Sum, drawn: Estimate | None) -> Weighed:
    """Say what an option may cost, as far as that is known."""
    return Weighed(
        option=option,
        loss=drawn,
        expected=loss.mean,
        worst=None if drawn is None else drawn.high,
        regret=None,
        if_real=loss.given("carries_over", 1).mean,
        if_not=loss.given("carries_over", 0).mean,
        missing=tuple(gap.label for gap in loss.missing),
    )


def _ends(weighed: Iterable[Weighed]) -> list[Ends]:
    """Take the lines of those that are known in both states."""
    return [
        Ends(id=one.option.id, if_not=one.if_not, if_real=one.if_real)
        for one in weighed
        if one.if_not is not None and one.if_real is not None
    ]


def _with_regret(weighed: Sequence[Weighed]) -> list[Weighed]:
    """Compare each with the best in either state, where there is one to compare with."""
    lines = {line.id: line for line in _ends(weighed)}
    if len(lines) < 2:
        return list(weighed)
    least_if_not = min(line.if_not for line in lines.values())
    least_if_real = min(line.if_real for line in lines.values())
    return [
        replace(one, regret=max(line.if_not - least_if_not, line.if_real - least_if_real))
        if (line := lines.get(one.option.id))
        else one
        for one in weighed
    ]


def _rank(one: Weighed, *, ruinous: bool) -> tuple[float, str]:
    """Order by the criterion, then by id, so that the order of options changes nothing."""
    loss = one.worst if ruinous else one.expected
    return (math.inf if loss is None else loss, one.option.id)


def _swing(loss: Sum, premises: Premises) -> float:
    """Say how far one standard deviation of the worsening moves a loss, if the bug bites.

    By kind of error they are one variable too: every option meets both in the same
    proportion, so only their sum, each times its harm, is ever multiplied.
    """
    real = loss.given("carries_over", 1)
    return math.hypot(
        *(
            real.slope(measured.id) * math.sqrt(measured.range.variance)
            for measured, _ in premises.harms
            if measured.range is not None and measured.range.variance
        )
    )
