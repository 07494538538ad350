"""The three-zone verdict: halt, go, or not yet known.

A limit is a line drawn before looking.  An interval that lies wholly on one
side of it is an answer; one that holds it is not, however near its middle lies
to either side, and then the useful number is how many more rows would tell.
"""

import math
from typing import Literal, TypeAlias

from bugcase.estimate import Estimate
from bugcase.stats.paired import Paired

Verdict: TypeAlias = Literal["halt", "go", "not yet known"]

MOST_ROWS = 10**12  # more than this is no number of rows that anybody could collect


def verdict(worsening: Estimate, limit: float | None) -> Verdict | None:
    """Hold a worsening against the limit; None where no limit was agreed.

    >>> from bugcase.estimate import DIFFERENCE
    >>> five_to_nine = Estimate(value=0.007, low=0.005, high=0.009, level=0.95, n=9000,
    ...                         method="Tango score", unit=DIFFERENCE)
    >>> verdict(five_to_nine, 0.004), verdict(five_to_nine, 0.009), verdict(five_to_nine, 0.005)
    ('halt', 'go', 'not yet known')
    """
    if limit is None:
        return None
    if worsening.low > limit:
        return "halt"
    return "go" if worsening.high <= limit else "not yet known"


def rows_needed(paired: Paired, limit: float | None, level: float) -> int | None:
    """Count the further rows that would settle "not yet known" if the estimate holds.

    The smallest number of further rows of the same kind, found by bisection with
    the interval's own method; None where the verdict is known already, or where
    the estimate lies on the limit and no number would tell.
    """
    if verdict(paired.worsening(level), limit) != "not yet known":
        return None

    def settled(rows: int) -> bool:
        return verdict(paired.projected(rows / paired.n, level), limit) != "not yet known"

    enough = paired.n * 2
    while not settled(enough):
        enough *= 2
        if enough > MOST_ROWS:
            return None
    short = enough // 2
    while enough - short > max(1, enough // 1000):  # no plan turns on a row in a thousand
        middle = (short + enough) // 2
        short, enough = (short, middle) if settled(middle) else (middle, enough)
    return math.ceil(enough - paired.n)
