"""An Estimate holds a number, its interval, its count and its method, or does not exist."""

import math

import pytest
from pydantic import TypeAdapter

from bugcase.estimate import DIFFERENCE, PROPORTION, RATIO, Estimate, Unit

SOUND = {
    "value": 0.1,
    "low": 0.06,
    "high": 0.16,
    "level": 0.95,
    "n": 148,
    "method": "Wilson score",
    "unit": PROPORTION,
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


def test_an_estimate_is_written_with_the_name_of_its_unit_and_read_again() -> None:
    kept, told = TypeAdapter(Estimate), Estimate(**SOUND)  # type: ignore[arg-type]  # as above
    written = kept.dump_json(told)
    assert b'"unit":"proportion"' in written
    assert kept.validate_json(written) == told


@pytest.mark.parametrize(
    ("unit", "is_proportion", "is_difference", "is_rate", "currency"),
    [
        (PROPORTION, True, False, True, None),
        (DIFFERENCE, False, True, True, None),
        (RATIO, False, False, False, None),
        (Unit("difference of log loss"), False, False, False, None),
        (Unit("EUR"), False, False, False, "EUR"),
        (Unit("SMS"), False, False, False, None),
        (Unit("orders"), False, False, False, None),
        (Unit(""), False, False, False, None),
    ],
    ids=str,
)
def test_a_unit_is_told_apart_by_its_name(
    unit: Unit, *, is_proportion: bool, is_difference: bool, is_rate: bool, currency: str | None
) -> None:
    told = (unit.is_proportion, unit.is_difference, unit.is_rate, unit.currency)
    assert told == (is_proportion, is_difference, is_rate, currency)
