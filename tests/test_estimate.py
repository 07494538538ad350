"""An Estimate holds a number, its interval, its count and its method, or does not exist."""

import math

import pytest

from bugcase import Estimate

SOUND = {
    "value": 0.1,
    "low": 0.06,
    "high": 0.16,
    "level": 0.95,
    "n": 148,
    "method": "Wilson score",
    "unit": "proportion",
}


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        pytest.param({"value": 0.2}, "inside its own interval", id="value outside"),
        pytest.param({"low": 0.2, "high": 0.1}, "inside its own interval", id="ends swapped"),
        pytest.param({"value": math.nan}, "not NaN", id="NaN"),
        pytest.param({"level": 95}, "between 0 and 1", id="level in percent"),
        pytest.param({"n": -1}, "not negative", id="negative count"),
    ],
)
def test_a_number_that_contradicts_its_interval_is_refused(
    wrong: dict[str, float], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        Estimate(**(SOUND | wrong))  # type: ignore[arg-type]  # a table of wrong values


def test_an_end_that_the_data_cannot_bound_is_infinite() -> None:
    assert Estimate(**(SOUND | {"high": math.inf})).high == math.inf  # type: ignore[arg-type]
