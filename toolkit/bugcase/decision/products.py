"""Sums of products: the form of every count of wrong decisions, cost and loss, with exact means.

A loss is days times cost a day, plus decisions times worsening times harm times the
share that is not recovered.  Where the factors are independent, as ours are, the mean
of such a product is the product of the means, its second moment that of the second
moments, and it is a straight line in each factor.  So means, break-even points and
shares of the variance come out exactly, to the last digit and without any simulation;
only the quantiles of a result need draws.

A factor that nobody knows makes the result unknown, except where another factor of its
product is known to be zero: holding a release exposes nobody, whatever the harm is.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bugcase.decision.assumptions import Assumption
from bugcase.decision.ranges import Distribution, Range, Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One number of a product, or what it leaves of a whole.

    Attributes
    ----------
    assumption
        What it is.
    number
        How it varies.
    is_own
        Whether it is an option's own number, and no other result's.
    is_rest
        Whether the factor is 1 - x: the share that is *not* recovered.
    mean, variance
        Of the factor; not a number where nobody knows.
    """

    assumption: Assumption
    number: Distribution
    is_own: bool = False
    is_rest: bool = False
    mean: float = field(init=False)
    variance: float = field(init=False)

    def __post_init__(self) -> None:
        # kept, for they are asked for ten thousand times where flips are looked for
        mean = self.number.mean
        object.__setattr__(self, "mean", 1 - mean if self.is_rest else mean)
        object.__setattr__(self, "variance", self.number.variance)

    @classmethod
    def of(cls, assumption: Assumption, *, is_own: bool = False, is_rest: bool = False) -> "Factor":
        """Take an assumption as a factor, which varies as its range does."""
        number = Unknown() if assumption.range is None else assumption.range
        return cls(assumption=assumption, number=number, is_own=is_own, is_rest=is_rest)

    @property
    def id(self) -> str:
        """The assumption's id."""
        return self.assumption.id

    @property
    def stream(self) -> str:
        """The name of its chance.

        What is an option's own is drawn by what it is (days of delay) and not by whose,
        so that chance does not favour one option over another.
        """
        return f"own {self.id.rpartition('.')[2]}" if self.is_own else f"shared {self.id}"

    @property
    def is_zero(self) -> bool:
        """Whether it takes its product to zero, whatever the others are."""
        return self.mean == 0 and self.variance == 0

    def mean_with(self, other: "Factor") -> float:
        """Give the mean of the product with a factor of the same assumption."""
        sign = 1 if self.is_rest == other.is_rest else -1
        return self.mean * other.mean + sign * self.variance


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A sum of products of independent factors.

    Attributes
    ----------
    products
        Its factors, product by product.
    live
        The products that are not zero anyway.

    Raises
    ------
    ValueError
        Where an assumption stands twice in one product, which would then be no straight
        line in it, and its mean not the product of the means.

    Examples
    --------
    >>> days = Assumption(id="days", label="days", unit="days", source="plan",
    ...                   range=Range(low=2, likely=3, high=10))
    >>> cost = Assumption(id="cost", label="cost a day", unit="EUR a day", source="finance",
    ...                   range=Range.exactly(100))
    >>> Sum(products=((Factor.of(days), Factor.of(cost)),)).mean
    400.0
    """

    products: tuple[tuple[Factor, ...], ...]
    live: tuple[tuple[Factor, ...], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for product in self.products:
            ids = [factor.id for factor in product]
            for name in ids:
                if ids.count(name) > 1:
                    raise ValueError(f"{name!r} is multiplied with itself")
        live = (one for one in self.products if not any(factor.is_zero for factor in one))
        object.__setattr__(self, "live", tuple(live))

    @property
    def missing(self) -> tuple[Assumption, ...]:
        """The assumptions that nobody knows and that keep the result unknown."""
        factors = (factor for product in self.live for factor in product)
        return _each_once(factor.assumption for factor in factors if math.isnan(factor.mean))

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The assumptions that stand in it, known or not."""
        return _each_once(factor.assumption for product in self.products for factor in product)

    @property
    def mean(self) -> float | None:
        """The mean, exactly; None where it is unknown."""
        if self.missing:
            return None
        return sum(math.prod(factor.mean for factor in product) for product in self.live)

    @property
    def variance(self) -> float:
        """The variance, exactly, of a result that is known."""
        second = 0.0
        for first in self.live:
            for other in self.live:
                shared = {factor.id: factor for factor in other}
                second += math.prod(
                    factor.mean_with(shared.pop(factor.id)) if factor.id in shared else factor.mean
                    for factor in first
                ) * math.prod(factor.mean for factor in shared.values())
        return max(second - (self.mean or 0.0) ** 2, 0.0)

    def slope(self, name: str) -> float:
        """Say by how much the mean grows for each unit of one assumption.

        Not a number where that depends on what nobody knows.
        """
        return sum(
            (-1 if factor.is_rest else 1)
            * (0.0 if any(one.is_zero for one in others) else math.prod(one.mean for one in others))
            for product in self.products
            for place, factor in enumerate(product)
            if factor.id == name
            for others in [(*product[:place], *product[place + 1 :])]
        )

    def given(self, name: str, x: float) -> "Sum":
        """Take one assumption as known."""
        number = Range.exactly(x)
        return Sum(
            products=tuple(
                tuple(
                    replace(factor, number=number) if factor.id == name else factor
                    for factor in product
                )
                for product in self.products
            )
        )


def _each_once(assumptions: Iterable[Assumption]) -> tuple[Assumption, ...]:
    return tuple({one.id: one for one in assumptions}.values())
