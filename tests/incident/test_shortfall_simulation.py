"""Does the interval of a shortfall hold the truth 95 times in 100?

Made-up businesses: counting noise at few and at many orders an hour, quiet weekends,
days and hours that are good or bad together, a level that drifts, a trend.
``pytest -m simulation -rP`` prints every share.
"""

from typing import TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import lfilter

from fixtures import placebo

Floats: TypeAlias = NDArray[np.float64]

pytestmark = pytest.mark.simulation

RUNS = 250
FLOOR, CEILING = 0.915, 0.985  # 0.95 give or take 2.58 standard errors of 250 runs


def business(
    random: np.random.Generator, weeks: int, orders: float, *, weekend: float, trend: float
) -> Floats:
    """Orders by the hour: a daily and a weekly course, a drifting level, good and bad days."""
    n = 168 * weeks
    hour, day = np.arange(n) % 24, np.arange(n) // 24
    course = 1 + 0.9 * np.sin((hour - 8) / 24 * 2 * np.pi)
    course[day % 7 >= 5] *= weekend
    steps = random.standard_normal(n) * np.sqrt(1 - 0.9**2)
    spell: Floats = lfilter([1.0], [1.0, -0.9], steps)  # each hour goes with those before it
    good_days = random.standard_normal(n // 24 + 1) * 0.03
    drift = random.standard_normal(n // 24 + 1).cumsum() * 0.01
    level = np.exp(trend * day / 7 + (good_days + drift)[day] + 0.03 * spell)
    return random.poisson(orders * course * level).astype(float)


def held(
    length: int, weeks: int, orders: float, *, loss: float = 0.0, trend: float = 0.0
) -> placebo.Held:
    random = np.random.default_rng([length, weeks, int(orders), int(100 * loss)])
    found = []
    for _ in range(RUNS):
        values = business(random, weeks + 3, orders, weekend=0.3, trend=trend)
        first = 168 * weeks + int(random.integers(168, 336))
        found.append(placebo.hold(placebo.hourly(values), [first], length, loss=loss, weeks=weeks))
    return placebo.Held(
        truths=np.concatenate([one.truths for one in found]),
        told=np.concatenate([one.told for one in found]),
    )


@pytest.mark.parametrize(
    ("length", "weeks", "orders", "trend"),
    [
        pytest.param(1, 4, 300, 0.0, id="an hour, four weeks"),
        pytest.param(6, 4, 5, 0.0, id="few orders"),
        pytest.param(6, 4, 300, 0.0, id="six hours, four weeks"),
        pytest.param(12, 12, 300, 0.0, id="half a day, twelve weeks"),
        pytest.param(12, 8, 300, 0.05, id="growing five percent a week"),
        pytest.param(24, 4, 5000, 0.0, id="a day of many orders"),
        pytest.param(60, 9, 300, 0.0, id="two days and a half"),
    ],
)
def test_intervals_of_ordinary_windows_hold_zero(
    length: int, weeks: int, orders: float, trend: float
) -> None:
    found = held(length, weeks, orders, trend=trend)
    shares = found.shares
    print(f"{length:3} h, {weeks:2} weeks, {orders:5} orders an hour, trend {trend}: "
          + "  ".join(f"{100 * share:.1f} %" for share in shares))  # fmt: skip
    assert [FLOOR <= share <= CEILING for share in shares] == [True] * 3


@pytest.mark.parametrize("length", [1, 4, 12])
@pytest.mark.parametrize("loss", [0.02, 0.05, 0.2])
def test_losses_that_were_put_in_are_found_within_the_interval(length: int, loss: float) -> None:
    found = held(length, 6, 1000, loss=loss)
    print(f"{100 * loss:.0f} % over {length} h: lost {100 * found.shares[0]:.1f} %, "
          f"told in {100 * found.told.mean():.0f} %")  # fmt: skip
    assert FLOOR <= found.shares[0] <= CEILING
