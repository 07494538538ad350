"""How many digits of an estimate are shown: by its interval, and so that they add up."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugcase.estimate import DIFFERENCE, PROPORTION, Estimate, Unit
from bugcase.wording.rounding import rounded, rounded_levels, rounding_unit, shown

UNITS = st.sampled_from([DIFFERENCE, Unit("EUR"), Unit("JPY"), Unit("difference of log loss")])


def measured(value: float, low: float, high: float, unit: Unit = DIFFERENCE) -> Estimate:
    return Estimate(
        value=value, low=low, high=high, level=0.95, n=9000, method="Tango score", unit=unit
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Two:
    baseline: Estimate
    candidate: Estimate | None
    worsening: Estimate


def levels(baseline: float, worsening: float, half: float, of_level: float) -> Two:
    def level(rate: float) -> Estimate:
        return measured(rate, max(0, rate - of_level), min(1, rate + of_level), PROPORTION)

    return Two(
        baseline=level(baseline),
        candidate=level(baseline + worsening),
        worsening=measured(worsening, worsening - half, worsening + half),
    )


@pytest.mark.parametrize(
    ("half", "value", "unit", "exponent"),
    [
        pytest.param(0.00115, 0.0152, DIFFERENCE, 0, id="within 1.15 of 1,000: whole ones"),
        pytest.param(0.021, 0.34, DIFFERENCE, 1, id="within 21 of 1,000: tens"),
        pytest.param(0.0002, 0.0152, DIFFERENCE, 0, id="no part of a person"),
        pytest.param(0.00006, 0.00042, PROPORTION, -2, id="but of a tiny rate"),
        pytest.param(7_400.0, 16_900.0, Unit("EUR"), 3, id="thousands of euros"),
        pytest.param(0.3, 4.5, Unit("EUR"), -1, id="cents of a small amount"),
        pytest.param(0.3, 4500.0, Unit("EUR"), 0, id="and not of a large one"),
        pytest.param(0.0123, 0.69, Unit("log loss"), -2, id="a mean"),
        pytest.param(0.0, 0.69142, Unit("log loss"), -4, id="what has no width"),
    ],
)
def test_the_unit_is_the_power_of_ten_of_the_half_width(
    half: float, value: float, unit: Unit, exponent: int
) -> None:
    assert rounding_unit(measured(value, value - half, value + half, unit)) == exponent


@pytest.mark.parametrize(
    ("estimate", "limit", "said"),
    [
        pytest.param((0.01524, 0.01409, 0.01640), 0.005, "15, 14 to 17", id="outward"),
        pytest.param((0.0100, 0.0053, 0.0147), 0.005, "10, 5.3 to 15", id="not onto the limit"),
        pytest.param((0.0030, 0.0012, 0.0047), 0.005, "3, 1 to 4.7", id="nor from below"),
        pytest.param((0.0010, 0.0004, 0.0016), None, "1, 0.4 to 2", id="nor onto 0"),
        pytest.param((-0.0011, -0.0050, 0.0029), None, "-1, -5 to 3", id="0 is inside"),
        pytest.param((0.0054, 0.0053, 0.0160), 0.005, "5.4, 5.3 to 16", id="the value stays in"),
        pytest.param((0.0, -0.004, 0.004), None, "0, -4 to 4", id="no change"),
        pytest.param((0.1, 0.1, float("inf")), None, "100, 100 to Infinity", id="no end"),
    ],
)
def test_ends_go_outward_and_stay_on_their_side_of_zero_and_the_limit(
    estimate: tuple[float, float, float], limit: float | None, said: str
) -> None:
    found = rounded(measured(*estimate), limit=limit)
    assert f"{found.value:f}, {found.low:f} to {found.high:f}" == said


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        ((16_898.0, 9_204.0, 23_651.0), "17,000, 9,000 to 24,000"),
        ((18_200.0, 8_960.0, 30_300.0), "20,000, 8,900 to 31,000"),
        ((5_230.0, 912.0, 31_400.0), "5,000, 900 to 32,000"),
        ((4.4, 3.1, 5.9), "4, 3 to 6"),
        ((500.0, 500.0, 500.0), "500, 500 to 500"),
    ],
)
def test_an_amount_is_not_moved_by_more_than_a_tenth(
    estimate: tuple[float, float, float], said: str
) -> None:
    found = rounded(measured(*estimate, Unit("EUR")))
    assert f"{found.value:,f}, {found.low:,f} to {found.high:,f}" == said


@pytest.mark.parametrize(
    ("baseline", "worsening", "half", "said"),
    [
        pytest.param(0.2074, 0.0152, 0.00115, (207, 15, 222), id="the candidate gives way"),
        pytest.param(0.2074, -0.0030, 0.0007, (207, -3, 204), id="better"),
        pytest.param(0.2074, 0.4511, 0.0264, (210, 450, 660), id="tens"),
        pytest.param(0.2076, 0.0148, 0.00115, (207, 15, 222), id="the baseline does"),
        pytest.param(0.00042, 0.00031, 0.00006, ("0.42", "0.31", "0.73"), id="tiny rates"),
        pytest.param(0.0004, 0.0212, 0.004, (1, 21, 22), id="no level becomes none"),
    ],
)
def test_levels_and_their_difference_add_up_as_shown(
    baseline: float, worsening: float, half: float, said: tuple[str | int, ...]
) -> None:
    found = rounded_levels(levels(baseline, worsening, half, 0.0021 * bool(baseline > 0.01)))
    assert found.candidate is not None
    three = (found.baseline.value, found.worsening.value, found.candidate.value)
    assert three == tuple(map(Decimal, said))


def test_where_more_is_better_a_worsening_leads_downward() -> None:
    def level(value: float) -> Estimate:
        return measured(value, value - 0.002, value + 0.002, PROPORTION)

    worsening = measured(0.0152, 0.01405, 0.01635)
    shown = rounded_levels(
        Two(baseline=level(0.7926), candidate=level(0.7774), worsening=worsening)
    )
    assert shown.candidate is not None
    assert shown.baseline.value - shown.worsening.value == shown.candidate.value


def test_what_does_not_add_up_is_rounded_each_by_itself() -> None:
    of = levels(0.2, 0.05, 0.001, 0.002)
    apart = Two(baseline=of.baseline, candidate=of.candidate, worsening=measured(0.3, 0.2, 0.4))
    alone = Two(baseline=of.baseline, candidate=None, worsening=of.worsening)
    assert rounded_levels(apart).worsening == rounded(apart.worsening)
    assert rounded_levels(alone).baseline == rounded(of.baseline)


ESTIMATES = st.builds(
    lambda value, below, above, unit: measured(value, value - below, value + above, unit),
    st.floats(-1, 1).map(lambda x: x * 10 ** round(3 * x)),
    st.floats(1e-6, 0.9),
    st.floats(1e-6, 0.9),
    UNITS,
)
LIMITS = st.none() | st.floats(-0.5, 0.5).map(lambda x: round(x, 4))


@given(ESTIMATES, LIMITS)
def test_a_shown_interval_holds_the_measured_one_and_the_shown_value(
    estimate: Estimate, limit: float | None
) -> None:
    found = rounded(estimate, limit=limit)
    assert found.low <= shown(estimate.low, estimate.unit)
    assert shown(estimate.high, estimate.unit) <= found.high
    assert found.low <= found.value <= found.high


@given(ESTIMATES, LIMITS)
def test_a_shown_end_lies_on_the_side_of_zero_and_of_the_limit_that_it_is_on(
    estimate: Estimate, limit: float | None
) -> None:
    found = rounded(estimate, limit=limit)
    for wall in (0.0, *([] if limit is None else [limit])):
        at = shown(wall, estimate.unit)
        for end, real in ((found.low, estimate.low), (found.high, estimate.high)):
            assert end.compare(at) == shown(real, estimate.unit).compare(at)
    sign = found.value.compare(Decimal(0))
    assert sign in (0, shown(estimate.value, estimate.unit).compare(Decimal(0)))


@given(st.floats(0.0001, 0.9), st.floats(-0.3, 0.3), st.floats(1e-5, 0.09), st.floats(1e-5, 0.09))
def test_what_is_shown_adds_up_within_a_unit_and_inside_each_interval(
    baseline: float, worsening: float, half: float, of_level: float
) -> None:
    worsening = min(max(worsening, 0.00005 - baseline), 0.9999 - baseline)
    real = levels(baseline, worsening, half, of_level)
    found = rounded_levels(real)
    assert real.candidate is not None
    assert found.candidate is not None
    assert found.baseline.value + found.worsening.value == found.candidate.value
    for one, of in (
        (found.baseline, real.baseline),
        (found.candidate, real.candidate),
        (found.worsening, real.worsening),
    ):
        assert one.low <= one.value <= one.high
        assert abs(one.value - shown(of.value, of.unit)) < Decimal(10) ** rounding_unit(
            real.worsening
        )
    assert min(found.baseline.value, found.candidate.value) > 0
