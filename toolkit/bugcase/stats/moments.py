"""The moments of a mean: seven numbers that give its variance, and merge.

The data can stay where they are: a database sends back a handful of sums, and
parts merge into the whole.  They are kept about the mean, because a variance that
is the difference of two large sums has no digits left where a timestamp or an
account number is averaged.

What is independent is the unit, not the row.  Ten rows of one user repeat each
other, and an interval that counts them as ten is far too narrow: a nominal 95 %
covered 67 % in simulation.  A mean over rows is a ratio, the sum of the units'
totals over the sum of their sizes, and its variance comes from how far each
unit's total lies from what its size predicts (the delta method; CR1 is the factor
units/(units - 1)).  A row without a unit is a unit of one row, and a weight makes
a row larger, so a plain, a weighted, a clustered mean are one formula.
"""

import math
from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """What a mean and its variance need of the rows: seven numbers that merge.

    Parameters
    ----------
    n
        Rows.
    units
        Independent units: users, orders; as many as rows where each row is its own.
    weight
        Sum of the weights; `n` where there are none.
    mean
        The (weighted) mean over the rows.
    squares
        Sum over the units of the squared residual.  A unit's residual is its total
        less `mean` times its weight.
    cross
        Sum over the units of residual times weight.
    weight_squares
        Sum over the units of the squared weight.

    Raises
    ------
    ValueError
        Where a number is not finite, or there are fewer rows than units, or no weight.

    Examples
    --------
    >>> Moments.of([1.0, 2.0, 3.0, 6.0]).mean
    3.0
    """

    n: int
    units: int
    weight: float
    mean: float
    squares: float
    cross: float
    weight_squares: float

    def __post_init__(self) -> None:
        parts = (self.weight, self.mean, self.squares, self.cross, self.weight_squares)
        if not all(math.isfinite(part) for part in parts):
            raise ValueError(f"moments are finite numbers: {self!r}")
        if not 1 <= self.units <= self.n:
            raise ValueError(f"moments have at least one unit, and a row for each: {self!r}")
        if not self.weight > 0:
            raise ValueError(f"moments have a weight above 0: {self!r}")

    @classmethod
    def of(
        cls, values: ArrayLike, *, weight: ArrayLike | None = None, unit: ArrayLike | None = None
    ) -> Self:
        """Gather the moments of rows in memory.

        Parameters
        ----------
        values
            One number a row.  For two models on the same rows, the difference of
            their losses.
        weight
            How much each row counts, from 0 up.
        unit
            Which unit each row belongs to: any values that can be sorted.

        Raises
        ------
        ValueError
            Where there are no rows, the lengths differ, or a number is missing or
            infinite.  One infinite loss makes every mean infinite, so a log loss
            that met a certain and wrong prediction is told and not averaged away.

        Examples
        --------
        >>> m = Moments.of([1.0, 3.0, 5.0, 7.0], unit=["a", "a", "b", "b"])
        >>> m.mean, m.units, m.variance
        (4.0, 2, 4.0)
        """
        x = _column("values", values)
        w = np.ones_like(x) if weight is None else _column("weight", weight)
        if len(w) != len(x):
            raise ValueError(f"weight has {len(w)} rows, values has {len(x)}")
        if (w < 0).any():
            raise ValueError(f"weight is never negative; found {w.min()}")
        if not w.any():
            raise ValueError("weight is 0 in every row")
        origin = float(np.average(x, weights=w))
        totals, weights = w * (x - origin), w
        if unit is not None:
            _, code = np.unique(np.asarray(unit), return_inverse=True)
            if len(code) != len(x):
                raise ValueError(f"unit has {len(code)} rows, values has {len(x)}")
            totals, weights = _summed(totals, code), _summed(weights, code)
        return cls.from_unit_sums(
            n=len(x),
            units=len(weights),
            weight=float(weights.sum()),
            total=float(totals.sum()),
            squares=float(totals @ totals),
            cross=float(totals @ weights),
            weight_squares=float(weights @ weights),
            origin=origin,
        )

    @classmethod
    def from_sums(cls, *, n: int, total: float, squares: float, origin: float = 0.0) -> Self:
        """Gather the moments of independent rows from two sums that an engine sent back.

        Parameters
        ----------
        n
            Rows.
        total, squares
            Sum of ``x - origin``, and sum of its square.
        origin
            What was subtracted from each value.  Where the values are large and
            lie close together, a number near them keeps the digits of the variance.

        Examples
        --------
        >>> m = Moments.from_sums(n=4, total=12, squares=50)
        >>> m.mean, m.squares
        (3.0, 14.0)
        """
        return cls.from_unit_sums(
            n=n,
            units=n,
            weight=n,
            total=total,
            squares=squares,
            cross=total,
            weight_squares=n,
            origin=origin,
        )

    @classmethod
    def from_unit_sums(
        cls,
        *,
        n: int,
        units: int,
        weight: float,
        total: float,
        squares: float,
        cross: float,
        weight_squares: float,
        origin: float = 0.0,
    ) -> Self:
        """Gather the moments of clustered or weighted rows from sums that an engine sent back.

        For each unit take t, the sum of ``weight * (x - origin)``, and m, the sum of
        the weights (the number of rows where there are none).  Then sum over the units.

        Parameters
        ----------
        n, units
            Rows, and units.
        weight, total
            Sum of m, and sum of t.
        squares, cross, weight_squares
            Sum of t squared, of t times m, and of m squared.
        origin
            What was subtracted from each value, as in `from_sums`.

        Examples
        --------
        >>> Moments.from_unit_sums(n=4, units=2, weight=4, total=16, squares=160, cross=32,
        ...                        weight_squares=8).variance
        4.0
        """
        if not weight > 0:
            raise ValueError(f"the sum of the weights is above 0; found {weight!r}")
        shift = total / weight
        mean = origin + shift
        about_mean = squares - 2 * shift * cross + shift**2 * weight_squares
        # A column that never varies leaves rounding behind, which is no variance.
        noise = (4 * np.finfo(np.float64).eps * mean) ** 2 * weight_squares
        return cls(
            n=int(n),
            units=int(units),
            weight=float(weight),
            mean=float(mean),
            squares=float(about_mean) if about_mean > noise else 0.0,
            cross=float(cross - shift * weight_squares),
            weight_squares=float(weight_squares),
        )

    def merge(self, other: Self) -> Self:
        """Join the moments of two parts that have no unit in common.

        Examples
        --------
        >>> Moments.of([1.0, 2.0]).merge(Moments.of([3.0, 6.0])).mean
        3.0
        """
        # Chan's update: both parts are moved to the common mean, and nothing large is subtracted.
        weight = self.weight + other.weight
        mean = self.mean + (other.mean - self.mean) * (other.weight / weight)
        parts = [(part, mean - part.mean) for part in (self, other)]
        return type(self)(
            n=self.n + other.n,
            units=self.units + other.units,
            weight=weight,
            mean=mean,
            squares=sum(
                part.squares - 2 * shift * part.cross + shift**2 * part.weight_squares
                for part, shift in parts
            ),
            cross=sum(part.cross - shift * part.weight_squares for part, shift in parts),
            weight_squares=self.weight_squares + other.weight_squares,
        )

    @property
    def variance(self) -> float:
        """The variance of the mean, cluster-robust (CR1); infinite where one unit is all."""
        if self.units == 1:
            return math.inf
        return self.units / (self.units - 1) * self.squares / self.weight**2


def _column(name: str, values: ArrayLike) -> Floats:
    column = np.asarray(values, dtype=np.float64)
    if column.ndim != 1 or len(column) == 0:
        raise ValueError(f"{name} is a column of at least one row; found shape {column.shape}")
    wrong = int(np.count_nonzero(~np.isfinite(column)))
    if wrong:
        raise ValueError(f"{name} has {wrong} missing or infinite of {len(column)}")
    return column


def _summed(column: Floats, code: NDArray[np.intp]) -> Floats:
    return np.bincount(code, weights=column).astype(np.float64)
