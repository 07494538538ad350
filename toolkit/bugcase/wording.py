"""Numbers into words.

Rates are told as so many of every 1,000, always of the same 1,000, because
people compare counts well and percentages badly (Gigerenzer, Edwards, BMJ 327
(2003) 741).  A change is told in the same unit, "more" or "fewer"; a relative
change ("+45 %") is never told alone, so it has no function here.
"""

from collections.abc import Mapping

from bugcase.estimate import Estimate

__all__ = ["change", "change_interval", "conditions", "count", "per_1000", "printable", "rate"]


def count(n: int) -> str:
    """Write a whole number with its thousands apart.

    >>> count(68785)
    '68,785'
    """
    return f"{n:,}"


def per_1000(rate: float) -> str:
    """Write a rate (0 to 1) as a number of every 1,000, to one decimal; below one, two digits.

    >>> per_1000(0.0613), per_1000(0.00042), per_1000(0.0)
    ('61.3', '0.42', '0')
    """
    value = rate * 1000
    if value == 0:
        return "0"
    if abs(value) >= 0.95:  # noqa: PLR2004  (below this, one decimal keeps less than two digits)
        return f"{value:,.1f}"
    digits = next((d for d in range(2, 12) if round(value, d - 1) != 0), 12)
    return f"{value:.{digits}f}"


def rate(estimate: Estimate) -> str:
    """Say a rate in a phrase.

    >>> rate(Estimate(value=0.0613, low=0.05, high=0.07, level=0.95, n=4000, method="Wilson score",
    ...               unit="proportion"))
    '61.3 of every 1,000'
    """
    return f"{per_1000(estimate.value)} of every 1,000"


def change(difference: float) -> str:
    """Say a difference of rates in a phrase.

    >>> change(0.0193), change(-0.0011), change(0.0)
    ('19.3 more per 1,000', '1.1 fewer per 1,000', 'no more and no fewer per 1,000')
    """
    if difference == 0:
        return "no more and no fewer per 1,000"
    return f"{per_1000(abs(difference))} {_direction(difference)} per 1,000"


def change_interval(estimate: Estimate) -> str:
    """Say the interval of a difference of rates in a phrase.

    >>> def worsening(low, high):
    ...     return Estimate(value=(low + high) / 2, low=low, high=high, level=0.95, n=9,
    ...                     method="Tango score", unit="difference of proportions")
    >>> change_interval(worsening(0.0036, 0.0227))
    'between 3.6 and 22.7 more per 1,000'
    >>> change_interval(worsening(-0.005, 0.0029))
    'between 5.0 fewer and 2.9 more per 1,000'
    >>> change_interval(worsening(-0.005, -0.001))
    'between 1.0 and 5.0 fewer per 1,000'
    """
    low, high = estimate.low, estimate.high
    if low < 0 < high:
        return f"between {per_1000(-low)} fewer and {per_1000(high)} more per 1,000"
    near, far = sorted((abs(low), abs(high)))
    return f"between {per_1000(near)} and {per_1000(far)} {_direction(low + high)} per 1,000"


def conditions(which: Mapping[str, str]) -> str:
    """Say which rows a segment holds.

    >>> conditions({"marital_status": "married", "age": "65 and over"})
    'marital status: married, age: 65 and over'
    """
    return ", ".join(f"{column.replace('_', ' ')}: {level}" for column, level in which.items())


def printable(words: object) -> str:
    r"""Keep words on one line, with control characters shown and not sent to a terminal.

    >>> print(printable("red " + chr(27) + "[31m"))
    red \x1b[31m
    """
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in str(words))


def _direction(difference: float) -> str:
    return "fewer" if difference < 0 else "more"
