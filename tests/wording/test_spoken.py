"""Numbers as they are said aloud."""

import pytest

from bugcase import wording
from bugcase.estimate import DIFFERENCE, PROPORTION, Estimate, Unit
from bugcase.wording import spoken


def measured(value: float, low: float, high: float, unit: Unit) -> Estimate:
    return Estimate(
        value=value, low=low, high=high, level=0.95, n=9, method="of its own", unit=unit
    )


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        pytest.param(0.6585, 0.647, 0.670, "about two in three", id="two in three is inside"),
        pytest.param(0.3333, 0.33, 0.3366, "one in three", id="as on the page"),
        pytest.param(0.2, 0.19, 0.21, "one in five", id="one in five"),
        pytest.param(0.2074, 0.2055, 0.2093, "207 of every 1,000", id="one in five is outside"),
        pytest.param(0.2227, 0.2203, 0.2251, "223 of every 1,000", id="not two in nine"),
        pytest.param(0.02, 0.0, 0.3, "20 of every 1,000", id="one in ten is too far off"),
        pytest.param(0.00042, 0.0003, 0.0006, "0.4 of every 1,000", id="a tiny rate"),
        pytest.param(0.89, 0.85, 0.93, "about nine in ten", id="the nearest"),
        pytest.param(0.0, 0.0, 0.01, "0 of every 1,000", id="none"),
        pytest.param(1.0, 0.95, 1.0, "1,000 of every 1,000", id="all"),
    ],
)
def test_a_rate_is_a_fraction_only_where_its_interval_holds_it(
    value: float, low: float, high: float, said: str
) -> None:
    assert spoken.spoken_rate(measured(value, low, high, PROPORTION)) == said


def test_a_change_is_so_many_of_every_thousand() -> None:
    change = measured(0.0152, 0.0141, 0.0164, DIFFERENCE)
    assert spoken.aloud(wording.change(change)) == "15 more of every 1,000"
    assert spoken.aloud(wording.change_interval(change)) == "between 14 and 17 more of every 1,000"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (9_204, 23_651, "between 9 and 24 thousand euros"),
        (8_960, 30_300, "between 8,900 and 31,000 euros"),
        (182_430, 1_238_000, "between 180 thousand and 1.3 million euros"),
        (1_100_000, 4_700_000, "between 1 and 5 million euros"),
        (-21_400, 238_000, "between 22 thousand euros saved and 240 thousand euros lost"),
        (-92_000, -21_400, "between 20 and 100 thousand euros saved"),
        (310, 590, "between 300 and 600 euros"),
        (2.4, 5.25, "between €2.40 and €5.30"),
        (5, 5, "about 5 euros"),
        (1, 1, "about 1 euro"),
        (-1, 3, "between 1 euro saved and 3 euros lost"),
    ],
)
def test_amounts_are_said_in_thousands_and_millions(low: float, high: float, said: str) -> None:
    cost = measured((low + high) / 2, low, high, Unit("EUR"))
    assert spoken.spoken_money_range(cost) == said
