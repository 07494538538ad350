"""Assumptions: what nobody measured and somebody has to say, each with its source.

A measured worsening is a share of decisions.  What it does to people and to money
takes numbers that no test set holds: how many decisions a day, for how many days, at
what harm.  Each is an assumption with a range and a source, and one that nobody knows
stays unknown: it blocks the results that need it, and those only.
"""

from dataclasses import dataclass

import numpy as np

from bugcase.decision.ranges import Measured, Spread
from bugcase.estimate import Estimate

SHARES = frozenset({"carries_over", "exposed_share", "prevented_share", "share_recovered"})
COUNTS = frozenset({"days_until_stopped", "decisions_per_day", "delay_days", "exposed_days"})
MEASURED = {
    "worsening": "the measured worsening",
    "worsening_in_false_alarms": "the measured worsening in false alarms",
    "worsening_in_misses": "the measured worsening in misses",
}
UNKNOWN = {  # how the fixed ids are called where nobody has said anything about them
    "decisions_per_day": ("decisions a day", "decisions a day"),
    "days_until_stopped": ("days until it is stopped", "days"),
    "harm_per_error": ("harm of a wrong decision", "{currency} a wrong decision"),
    "harm_per_false_alarm": ("harm of a false alarm", "{currency} a false alarm"),
    "harm_per_miss": ("harm of a miss", "{currency} a miss"),
    "share_recovered": ("share of the harm that is recovered", "share"),
    "carries_over": ("probability that production behaves as measured", "share"),
    "delay_cost_per_day": ("cost of a day's delay", "{currency} a day"),
}

FIXED_IDS = frozenset(UNKNOWN)
# the ids of those that are looked for in a result
CARRIES_OVER = "carries_over"
DAYS_UNTIL_STOPPED = "days_until_stopped"
DECISIONS_PER_DAY = "decisions_per_day"
SHARE_RECOVERED = "share_recovered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A number that was not measured: its range, and who says so.

    Parameters
    ----------
    id
        One of the fixed ids (`decisions_per_day`, `days_until_stopped`,
        `harm_per_error`, `harm_per_false_alarm`, `harm_per_miss`, `share_recovered`,
        `carries_over`, `delay_cost_per_day`), or any other for a number that several
        options share.
    label
        What it is, in words for a reader: "decisions a day".
    unit
        What one unit of it is: "decisions a day", "days", "EUR a miss"; "share" for a
        number from 0 to 1.
    range
        What its source thinks possible (`Range`), or what a simulation gave
        (`Sampled`); None where nobody knows.  In results, the measured worsening is
        an assumption too, and `Measured`.
    source
        Who says so: "finance, Q3 report", "my guess".

    Raises
    ------
    ValueError
        Where a share lies beyond 0 to 1, or a number of days or decisions below 0.

    Examples
    --------
    >>> from bugcase.decision.ranges import Range
    >>> days = Assumption(id="days_until_stopped", label="days until it is stopped", unit="days",
    ...                   range=Range(low=2, likely=3, high=10), source="on-call, last 6 incidents")
    >>> days.range.mean
    4.0
    """

    id: str
    label: str
    unit: str
    range: Spread | None
    source: str | None

    def __post_init__(self) -> None:
        check_bounds(self.id, self.range, self.label)

    @property
    def domain(self) -> tuple[float, float]:
        """Between which values it makes sense to move it."""
        if self.id in MEASURED:
            return -1, 1
        is_share = self.unit == "share" or _field(self.id) in SHARES
        return (0, 1) if is_share else (0, float("inf"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Worsening:
    """The measured part: how many more wrong decisions a row.

    Parameters
    ----------
    overall
        The difference of the error rates, candidate minus baseline.
    false_alarms, misses
        The same by kind of error, each per row (of all rows, not of one class), so
        that they add up to `overall`; None where the evidence does not tell them
        apart.

    Raises
    ------
    ValueError
        Where one is no difference of proportions, only one kind is given, or the two
        do not add up.

    Notes
    -----
    Each kind stands on rows that the other has no part in, which is why they are drawn
    as independent: the correlation that is left is of the order of their product.

    Not for a difference of precision, recall or a false positive rate, which are rates
    of something else than decisions.

    Examples
    --------
    >>> from bugcase.estimate import DIFFERENCE
    >>> Worsening(overall=Estimate(value=0.02, low=0.01, high=0.03, level=0.95, n=4000,
    ...           method="Tango score", unit=DIFFERENCE)).parts[0].label
    'the measured worsening'
    """

    overall: Estimate
    false_alarms: Estimate | None = None
    misses: Estimate | None = None

    def __post_init__(self) -> None:
        for estimate in (self.overall, self.false_alarms, self.misses):
            if estimate is not None and not -1 <= estimate.low <= estimate.high <= 1:
                raise ValueError(f"a worsening is a difference of proportions; found {estimate!r}")
        if (self.false_alarms is None) != (self.misses is None):
            raise ValueError("false alarms and misses are told apart together or not at all")
        if self.false_alarms is not None and self.misses is not None:
            total = self.false_alarms.value + self.misses.value
            if not np.isclose(total, self.overall.value, rtol=1e-6, atol=1e-9):
                raise ValueError(
                    "false alarms and misses add up to the overall worsening, each per row; "
                    f"found {total:g} against {self.overall.value:g}"
                )

    @property
    def parts(self) -> tuple[Assumption, ...]:
        """The worsening as what a result depends on: overall, and by kind where known."""
        estimates = (self.overall, self.false_alarms, self.misses)
        return tuple(
            Assumption(
                id=name,
                label=label,
                unit="wrong decisions a decision",
                range=Measured(estimate=estimate),
                source=estimate.method,
            )
            for (name, label), estimate in zip(MEASURED.items(), estimates, strict=True)
            if estimate is not None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises:
    """All that results rest on: the measured worsening and the assumptions of a case.

    Raises
    ------
    ValueError
        Where two assumptions have one id, or one has the id of the measured worsening.
    """

    worsening: Worsening
    assumptions: tuple[Assumption, ...]
    currency: str

    def __post_init__(self) -> None:
        ids = [one.id for one in self.assumptions]
        for name in ids:
            if name in MEASURED or ids.count(name) > 1:
                raise ValueError(f"an id names one assumption; found another {name!r}")

    def find(self, name: str) -> Assumption:
        """Find an assumption by its id: an unknown one where nobody has said anything."""
        for one in (*self.assumptions, *self.worsening.parts):
            if one.id == name:
                return one
        label, unit = UNKNOWN[name]
        unit = unit.format(currency=self.currency)
        return Assumption(id=name, label=label, unit=unit, range=None, source=None)

    @property
    def harms(self) -> tuple[tuple[Assumption, Assumption], ...]:
        """Pair each worsening that is told apart with the harm of one such error.

        By kind of error where the evidence tells them apart, unless the case has only
        one harm for every wrong decision.
        """
        given = {one.id for one in self.assumptions}
        kinds = {"harm_per_false_alarm", "harm_per_miss"}
        if self.worsening.misses is None or (not kinds & given and "harm_per_error" in given):
            return ((self.find("worsening"), self.find("harm_per_error")),)
        return (
            (self.find("worsening_in_false_alarms"), self.find("harm_per_false_alarm")),
            (self.find("worsening_in_misses"), self.find("harm_per_miss")),
        )


def check_bounds(name: str, spread: Spread | None, label: str) -> None:
    """Refuse what a share or a count cannot be, by the name of what it stands for."""
    if spread is None or isinstance(spread, Measured):
        return
    if _field(name) in SHARES and not 0 <= spread.low <= spread.high <= 1:
        raise ValueError(
            f"{label}: a share lies between 0 and 1; found {spread.low:g} to {spread.high:g}"
        )
    if _field(name) in COUNTS and spread.low < 0:
        raise ValueError(f"{label}: days and decisions are zero or more; found {spread.low:g}")


def _field(name: str) -> str:
    """Take the option off an option's own number: "ship.exposed_days" is of exposed days."""
    return name.rpartition(".")[2]
