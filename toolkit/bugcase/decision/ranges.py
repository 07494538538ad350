"""Distributions of uncertain numbers: ranges, simulated samples, estimates and chances.

Nobody knows how many decisions a day the next model will take, but somebody can say
the lowest, the likeliest and the highest number they think possible.  Such a range
becomes a PERT distribution: a Beta on [low, high] with its mode at the likeliest
value and its mean at (low + 4 likely + high) / 6.  It is bounded, because the source
named bounds; it is skewed, because costs are; and it doubts the ends more than a
triangle does.  Its weakness is its source's: the ranges that people give are too
narrow, so ask for the extremes first and for the likeliest value last.

Beside it stand three other ways in which a number is uncertain here: a sample that a
simulation gave, an estimate with its interval, and something that happens or does
not.  All answer alike: `mean` and `variance` exactly, and `draws`, the values at
given probabilities.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from numbers import Real
from typing import Protocol, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, ndtri

from bugcase.estimate import Estimate

FloatArray: TypeAlias = NDArray[np.float64]

# The cumulative PERT is tabulated here, closer towards the ends, where it is steepest
POINTS = np.sin(np.linspace(0, np.pi / 2, 513)) ** 2
HALF_NORMAL = 1 / math.sqrt(2 * math.pi)  # the mean of max(Z, 0), Z a standard normal


class Distribution(Protocol):
    """The interface of uncertain numbers: mean, variance, and the values at probabilities."""

    @property
    def mean(self) -> float:
        """The mean."""

    @property
    def variance(self) -> float:
        """The variance; zero where the number is known."""

    def draws(self, u: FloatArray) -> FloatArray:
        """Give the values at the probabilities `u`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The lowest, likeliest and highest value that a source thinks possible.

    Parameters
    ----------
    low, likely, high
        In any unit, ``low <= likely <= high``; all three equal for a known number.

    Raises
    ------
    ValueError
        Where one is not a finite number, or they are not in this order.

    Notes
    -----
    The variance is that of the Beta, and not the (high - low)^2 / 36 that the papers go
    on with, which is not the variance of what they describe.

    Not for a number that was measured: its interval is no opinion (`Measured`).

    References
    ----------
    .. [1] D. G. Malcolm, J. H. Roseboom, C. E. Clark, W. Fazar, Operations Research 7
       (1959) 646-669.
    .. [2] C. E. Clark, The PERT model for the distribution of an activity time,
       Operations Research 10 (1962) 405-406.

    Examples
    --------
    >>> Range(low=2, likely=3, high=10).mean
    4.0
    """

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        for name in ("low", "likely", "high"):
            object.__setattr__(self, name, _finite(f"the {name} of a range", getattr(self, name)))
        if not self.low <= self.likely <= self.high:
            raise ValueError(
                "a range goes up from low over likely to high; found "
                f"{self.low:g}, {self.likely:g}, {self.high:g}"
            )
        _finite("the width of a range", self.high - self.low)

    @classmethod
    def exactly(cls, x: float) -> Self:
        """Take a number as known.

        >>> Range.exactly(5).variance
        0.0
        """
        return cls(low=x, likely=x, high=x)

    @property
    def mean(self) -> float:
        """The mean, (low + 4 likely + high) / 6."""
        # written so that a number taken as known comes out as it went in
        mean = self.likely + ((self.low - self.likely) + (self.high - self.likely)) / 6
        return min(max(mean, self.low), self.high)

    @property
    def variance(self) -> float:
        """The variance, (mean - low)(high - mean) / 7."""
        return (self.mean - self.low) * (self.high - self.mean) / 7

    def draws(self, u: FloatArray) -> FloatArray:
        """Give the values at probabilities, to a hundred-thousandth or two of the width.

        Parameters
        ----------
        u
            Probabilities from 0 to 1, in any shape; fastest where they are sorted.

        Examples
        --------
        >>> Range(low=0, likely=5, high=10).draws(np.array([0.0, 0.5, 1.0])).round(3)
        array([ 0.,  5., 10.])
        """
        if self.low == self.high:
            return np.full_like(u, self.low)
        width = self.high - self.low
        cumulative = _cumulative((self.likely - self.low) / width)
        return np.interp(u, cumulative, self.low + width * POINTS)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sampled:
    """Equally likely values that a simulation gave, such as the days that a plan takes.

    Parameters
    ----------
    values
        At least one finite number, in any order; kept sorted, in an array that cannot
        be written to.

    Raises
    ------
    ValueError
        Where there is none, or one is not a finite number.

    Examples
    --------
    >>> Sampled(values=(7, 3, 5)).likely
    5.0
    """

    values: FloatArray

    def __post_init__(self) -> None:
        values = np.sort(np.asarray(self.values, dtype=float).ravel())
        if not values.size or not np.isfinite(values).all():
            raise ValueError("a sample holds at least one number, and only finite ones")
        values.setflags(write=False)
        object.__setattr__(self, "values", values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sampled) and np.array_equal(self.values, other.values)

    def __hash__(self) -> int:
        return hash(self.values.tobytes())

    @property
    def low(self) -> float:
        """The lowest value."""
        return float(self.values[0])

    @property
    def likely(self) -> float:
        """The median."""
        return float(np.median(self.values))

    @property
    def high(self) -> float:
        """The highest value."""
        return float(self.values[-1])

    @property
    def mean(self) -> float:
        """The mean."""
        return self.low if self.low == self.high else float(self.values.mean())

    @property
    def variance(self) -> float:
        """The variance of the values themselves, which are all that can happen."""
        return 0.0 if self.low == self.high else float(self.values.var())

    def draws(self, u: FloatArray) -> FloatArray:
        """Give the values at probabilities: each value has its equal share of them."""
        rank = (u * self.values.size).astype(np.intp)
        return self.values[np.minimum(rank, self.values.size - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """An estimate as a distribution: two half normals that meet at its value.

    The value is the median, and the ends of the interval are the quantiles that its
    level says, so an interval that reaches further up than down stays so.

    Parameters
    ----------
    estimate
        With an interval that is finite at both ends.

    Raises
    ------
    ValueError
        Where an end of the interval is infinite.

    Notes
    -----
    This reads a confidence interval as what is thought about the number now, which is
    fair where nothing was known before it was measured.  The mean is not the value but
    lies a little towards the longer side, by 0.4 times the difference of the two
    halves' standard deviations.  A draw may lie beyond what a proportion can be.

    References
    ----------
    .. [1] K. F. Wallis, The two-piece normal, binormal, or double Gaussian distribution:
       its origin and rediscoveries, Statistical Science 29 (2014) 106-112.

    Examples
    --------
    >>> from bugcase.estimate import DIFFERENCE
    >>> tango = Estimate(value=0.02, low=0.01, high=0.04, level=0.95, n=4000,
    ...                  method="Tango score", unit=DIFFERENCE)
    >>> Measured(estimate=tango).draws(np.array([0.025, 0.5, 0.975])).round(6)
    array([0.01, 0.02, 0.04])
    """

    estimate: Estimate

    def __post_init__(self) -> None:
        for name in ("low", "high"):
            _finite(f"the {name} end of a measured interval", getattr(self.estimate, name))

    @property
    def low(self) -> float:
        """The low end of the interval."""
        return self.estimate.low

    @property
    def likely(self) -> float:
        """The estimate's value: the median."""
        return self.estimate.value

    @property
    def high(self) -> float:
        """The high end of the interval."""
        return self.estimate.high

    @property
    def mean(self) -> float:
        """The mean: the value, moved a little towards the longer side."""
        below, above = self._deviations()
        return self.likely + (above - below) * HALF_NORMAL

    @property
    def variance(self) -> float:
        """The variance about the mean."""
        below, above = self._deviations()
        return (below**2 + above**2) / 2 - ((above - below) * HALF_NORMAL) ** 2

    def draws(self, u: FloatArray) -> FloatArray:
        """Give the values at probabilities, which lie between 0 and 1, both excluded."""
        below, above = self._deviations()
        z = ndtri(u)
        values: FloatArray = self.likely + np.where(z < 0, below, above) * z
        return values

    def _deviations(self) -> tuple[float, float]:
        """Give the standard deviation of the normal below the value, and of that above."""
        reach = float(ndtri((1 + self.estimate.level) / 2))
        return (self.likely - self.low) / reach, (self.high - self.likely) / reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """Something that happens, 1, or does not, 0.

    >>> Chance(probability=0.25).draws(np.array([0.1, 0.7, 0.8]))
    array([0., 0., 1.])
    """

    probability: float

    @property
    def mean(self) -> float:
        """The probability."""
        return self.probability

    @property
    def variance(self) -> float:
        """The variance, p (1 - p)."""
        return self.probability * (1 - self.probability)

    def draws(self, u: FloatArray) -> FloatArray:
        """Give the values at probabilities: it happens in the upper ones."""
        return (u > 1 - self.probability).astype(float)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A number that nobody knows: its mean, variance and values are not numbers."""

    @property
    def mean(self) -> float:
        """Not a number."""
        return math.nan

    @property
    def variance(self) -> float:
        """Not a number."""
        return math.nan

    def draws(self, u: FloatArray) -> FloatArray:
        """Give no numbers."""
        return np.full_like(u, math.nan)


Spread: TypeAlias = Range | Sampled | Measured


@lru_cache(maxsize=128)
def _cumulative(mode: float) -> FloatArray:
    """Tabulate the cumulative PERT on [0, 1] at `POINTS`, from where its mode is."""
    cumulative: FloatArray = betainc(1 + 4 * mode, 5 - 4 * mode, POINTS)
    return cumulative


def _finite(thing: str, x: object) -> float:
    """Read a finite number; text and truth values are none."""
    if isinstance(x, Real) and not isinstance(x, bool | np.bool_):
        try:
            number = float(x)
        except OverflowError:
            number = math.inf
        if math.isfinite(number):
            return number
    raise ValueError(f"{thing} is a finite number; found {x!r}")
