"""What a limited rollout can tell: as published, as simulated, and as it must be."""

import math
from dataclasses import replace
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bugcase.decision.rollout import Rollout, baseline_only_rate, design_effect
from bugcase.estimate import Estimate, Unit
from bugcase.stats.clusters import (
    clustered_paired_difference,
    clustered_rate,
    clustered_rate_difference,
)
from bugcase.stats.moments import Moments
from bugcase.stats.paired import PairedCounts
from bugcase.stats.proportions import newcombe, tango, wilson
from bugcase.stats.unpaired import UnpairedCounts

CANARY = Rollout(
    share=0.05, days=3, decisions_per_day=8000, label_delay_days=14, baseline_rate=0.042
)
SHADOWED = replace(CANARY, baseline_only_rate=0.008)

UNPAIRED = st.builds(
    Rollout,
    share=st.floats(0.01, 0.9),
    days=st.integers(1, 30),
    decisions_per_day=st.integers(2_000, 100_000),
    label_delay_days=st.integers(0, 60),
    baseline_rate=st.floats(0.005, 0.4),
    design_effect=st.floats(1, 3),
)
PAIRED = st.builds(
    lambda rollout, part: replace(rollout, baseline_only_rate=part * rollout.baseline_rate),
    UNPAIRED,
    st.floats(0.05, 0.5),
)
ROLLOUTS = st.one_of(UNPAIRED, PAIRED)


# ---------------------------------------------------------------- as published


def rows_to_tell(
    candidate: float,
    baseline: float,
    *,
    power: float,
    confidence: float,
    beyond: float = 0.0,
    others_per_row: float = 1.0,
    baseline_only: float | None = None,
) -> float:
    """Give the exposed rows before they are rounded, to a thousandth.

    With one exposed row in a thousand days, days are thousandths of a row.
    """
    share = 1 / (1 + others_per_row) if baseline_only is None else 1.0
    rollout = Rollout(
        share=share,
        days=1,
        decisions_per_day=0.001 / share,
        label_delay_days=0,
        baseline_rate=baseline,
        baseline_only_rate=baseline_only,
        confidence=confidence,
    )
    days = rollout.days_needed(candidate - baseline, power=power, beyond=beyond)
    assert days is not None
    return days / 1000


FARRINGTON_MANNING = [  # p1, p2, s0; then N1 and N2 for N2/N1 = 2/3, 1 and 3/2
    (0.10, 0.10, -0.20, (63, 42), (46, 46), (34, 52)),
    (0.20, 0.10, -0.10, (75, 50), (57, 57), (45, 68)),
    (0.50, 0.10, 0.20, (94, 62), (78, 78), (67, 101)),
    (0.05, 0.05, -0.20, (45, 30), (32, 32), (23, 35)),
    (0.10, 0.05, -0.05, (168, 112), (128, 128), (101, 151)),
    (0.25, 0.05, 0.10, (235, 156), (197, 197), (173, 260)),
    (0.01, 0.01, -0.20, (26, 18), (18, 18), (13, 19)),
    (0.02, 0.01, -0.01, (914, 609), (695, 695), (544, 816)),
    (0.05, 0.01, 0.02, (1357, 905), (1151, 1151), (1018, 1527)),
]


@pytest.mark.parametrize(("p1", "p2", "line", "fewer", "equal", "more"), FARRINGTON_MANNING)
def test_sizes_against_a_line_are_those_of_farrington_and_manning_1990_table_1(
    *,
    p1: float,
    p2: float,
    line: float,
    fewer: tuple[int, int],
    equal: tuple[int, int],
    more: tuple[int, int],
) -> None:
    found = []
    for ratio in (2 / 3, 1, 3 / 2):
        rows = rows_to_tell(p1, p2, power=0.9, confidence=0.95, beyond=line, others_per_row=ratio)
        found.append((round(rows), round(rows * ratio)))
    assert found == [fewer, equal, more]


@pytest.mark.parametrize(
    ("p1", "p2", "power", "confidence", "rows"),
    [
        pytest.param(0.75, 0.50, 0.90, 0.975, 76.7, id="R, power.prop.test, its example"),
        pytest.param(0.42, 0.27, 0.80, 0.975, 156.5, id="Kieser 2020, example 21.1: 157"),
    ],
)
def test_sizes_against_zero_are_as_published(
    p1: float, p2: float, power: float, confidence: float, rows: float
) -> None:
    assert rows_to_tell(p1, p2, power=power, confidence=confidence) == pytest.approx(rows, abs=0.05)


def test_with_its_continuity_correction_the_size_is_that_of_fleiss_levin_paik_table_a4() -> None:
    rows = rows_to_tell(0.7, 0.6, power=0.95, confidence=0.995)
    corrected = rows / 4 * (1 + math.sqrt(1 + 4 / (rows * 0.1))) ** 2
    assert math.ceil(corrected) == 827


@pytest.mark.parametrize(
    ("only_candidate", "only_baseline", "power", "confidence", "rows"),
    [
        pytest.param(0.45, 0.05, 0.80, 0.975, 23, id="Connor 1987, two-sided"),
        pytest.param(0.45, 0.05, 0.90, 0.950, 23, id="Connor 1987, one-sided"),
        pytest.param(0.50, 0.20, 0.80, 0.975, 59, id="Chow, Shao, Wang 2003, example 6.4.3"),
    ],
)
def test_sizes_for_pairs_are_as_published(
    only_candidate: float, only_baseline: float, power: float, confidence: float, rows: int
) -> None:
    found = rows_to_tell(
        0.25 + only_candidate - only_baseline,
        0.25,
        power=power,
        confidence=confidence,
        baseline_only=only_baseline,
    )
    assert math.ceil(found) == rows


# ---------------------------------------------------------------- who is exposed, and when


def test_a_rollout_exposes_its_share_of_the_decisions_and_tells_when_labels_are_there() -> None:
    assert CANARY.exposed == 1200
    assert CANARY.told_after_days == 17


def test_the_share_stays_exposed_until_the_labels_tell() -> None:
    measured = tango(300, 160, 80, 9460)
    extra = CANARY.extra_wrong(measured)
    exposed = 0.05 * 8000 * 17
    assert (extra.low, extra.value, extra.high) == pytest.approx(
        (measured.low * exposed, 0.008 * exposed, measured.high * exposed)
    )
    assert (extra.level, extra.n, extra.method, extra.unit) == (
        measured.level, measured.n, measured.method, Unit("wrong decisions"),
    )  # fmt: skip


# ---------------------------------------------------------------- what it can tell


def test_of_equal_groups_against_zero_the_power_is_the_textbooks() -> None:
    rollout = Rollout(
        share=0.5, days=1, decisions_per_day=2000, label_delay_days=0, baseline_rate=0.1
    )
    normal, p, q = NormalDist(), 0.13, 0.1
    middle = (p + q) / 2
    on_line = math.sqrt(2 * middle * (1 - middle) / 1000)
    in_truth = math.sqrt((p * (1 - p) + q * (1 - q)) / 1000)
    expected = normal.cdf((p - q - normal.inv_cdf(0.95) * on_line) / in_truth)
    assert rollout.power(0.03) == pytest.approx(expected)


def test_five_per_cent_for_three_days_cannot_protect_a_limit_of_5_in_1000() -> None:
    assert CANARY.detectable() == pytest.approx(0.0156, abs=0.0001)
    assert not CANARY.protects(0.005)
    assert CANARY.power(0.005) == pytest.approx(0.22, abs=0.01)
    assert CANARY.rows_needed(0.005) == 10_890
    assert CANARY.days_needed(0.005) == 28  # 400 a day
    assert replace(CANARY, days=28).protects(0.005)


def test_a_rollback_needs_a_larger_worsening_than_the_limit() -> None:
    detectable, rolled_back = CANARY.detectable(), CANARY.detectable(beyond=0.005)
    assert detectable is not None
    assert rolled_back is not None
    assert rolled_back > detectable + 0.005


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(CANARY.detectable(beyond=0.958), id="worse by all there is"),
        pytest.param(replace(CANARY, days=0.001).detectable(), id="nobody exposed"),
        pytest.param(CANARY.rows_needed(0.005, beyond=0.005), id="on the line"),
        pytest.param(CANARY.days_needed(0.0), id="no worsening"),
        pytest.param(CANARY.rows_needed(-0.01), id="better"),
        pytest.param(CANARY.rows_needed(0.99), id="more than all rows wrong"),
    ],
)
def test_what_nobody_can_tell_is_none(told: float | None) -> None:
    assert told is None


@given(ROLLOUTS, st.sampled_from([0.8, 0.9]), st.sampled_from([0.0, 0.005, 0.02]))
def test_the_detectable_worsening_is_told_with_the_power_asked_for(
    rollout: Rollout, power: float, beyond: float
) -> None:
    found = rollout.detectable(power=power, beyond=beyond)
    assume(found is not None)
    assert found is not None
    assert found > beyond
    assert rollout.power(found, beyond=beyond) == pytest.approx(power)


@given(ROLLOUTS, st.floats(0.001, 0.2), st.floats(0.001, 0.2))
def test_a_larger_worsening_is_told_more_surely(
    rollout: Rollout, worsening: float, more: float
) -> None:
    assert rollout.power(worsening) <= rollout.power(worsening + more) + 1e-12


@given(ROLLOUTS, st.floats(0.001, 0.2), st.integers(1, 30))
def test_more_days_tell_more_surely(rollout: Rollout, worsening: float, more: int) -> None:
    longer = replace(rollout, days=rollout.days + more)
    assert longer.power(worsening) >= rollout.power(worsening)
    assert longer.told_after_days == rollout.told_after_days + more


@given(ROLLOUTS, st.floats(0.001, 0.2))
def test_rows_that_belong_together_tell_less(rollout: Rollout, worsening: float) -> None:
    alike = replace(rollout, design_effect=2 * rollout.design_effect)
    assert alike.power(worsening) <= rollout.power(worsening)
    one, two = rollout.rows_needed(worsening), alike.rows_needed(worsening)
    assert one is not None
    assert two is not None
    assert two == pytest.approx(2 * one, abs=2)


@given(ROLLOUTS, st.floats(0.001, 0.2))
def test_more_confidence_tells_less(rollout: Rollout, worsening: float) -> None:
    assert replace(rollout, confidence=0.975).power(worsening) <= rollout.power(worsening)


@given(ROLLOUTS, st.floats(0.002, 0.2), st.sampled_from([0.8, 0.9]))
def test_the_days_needed_are_the_first_that_suffice(
    rollout: Rollout, worsening: float, power: float
) -> None:
    days = rollout.days_needed(worsening, power=power)
    assert days is not None
    assert replace(rollout, days=days).power(worsening) >= power - 1e-9
    assert days == 1 or replace(rollout, days=days - 1).power(worsening) < power


@given(ROLLOUTS, st.floats(0.002, 0.2))
def test_a_worsening_on_the_line_is_called_beyond_it_as_rarely_as_the_confidence_says(
    rollout: Rollout, limit: float
) -> None:
    assert rollout.power(limit, beyond=limit) == pytest.approx(0.05, abs=0.01)


@given(PAIRED)
def test_of_equal_shares_the_same_rows_scored_twice_tell_more(rollout: Rollout) -> None:
    twice = replace(rollout, share=0.5)
    assert twice.power(0.01) >= replace(twice, baseline_only_rate=None).power(0.01)


def test_of_a_small_share_the_many_other_rows_tell_more_where_the_models_often_differ() -> None:
    twice = replace(CANARY, baseline_rate=0.25, baseline_only_rate=0.15)
    assert twice.power(0.03) < replace(twice, baseline_only_rate=None).power(0.03)


# ---------------------------------------------------------------- when it is rolled back


def test_the_trigger_is_the_smallest_count_that_compare_groups_would_call_beyond_the_limit() -> (
    None
):
    half = replace(CANARY, share=0.5, baseline_rate=0.05)  # 600 of 12,000 expected in the others
    trigger = half.trigger(0.005)
    assert trigger is not None

    def low(errors: int) -> float:
        rows = UnpairedCounts(reference_events=600, reference_n=12_000, events=errors, n=12_000)
        return rows.worsening(0.9).low

    assert low(trigger - 1) <= 0.005 < low(trigger)


def test_the_trigger_is_the_smallest_count_that_compare_models_would_call_beyond_the_limit() -> (
    None
):
    half = replace(CANARY, share=0.5, baseline_rate=0.05, baseline_only_rate=0.01)
    trigger = half.trigger(0.005)
    assert trigger is not None

    def low(errors: int) -> float:  # 600 errors of the baseline, of which 120 are mended
        rows = PairedCounts(
            both=480, candidate_only=errors - 480, baseline_only=120, neither=11_400 + 480 - errors
        )
        return rows.worsening(0.9).low

    assert low(trigger - 1) <= 0.005 < low(trigger)


@pytest.mark.parametrize("days", [pytest.param(0.001, id="no row"), pytest.param(0.01, id="four")])
def test_a_rollout_that_is_too_small_has_no_trigger(days: float) -> None:
    assert replace(CANARY, days=days).trigger(0.9) is None


@given(ROLLOUTS, st.floats(0, 0.05), st.floats(0, 0.05))
def test_a_wider_limit_never_triggers_earlier(rollout: Rollout, limit: float, more: float) -> None:
    first, second = rollout.trigger(limit), rollout.trigger(limit + more)
    assert first is not None
    assert second is None or first <= second
    assert first > rollout.exposed * (rollout.baseline_rate + limit) - 1


# ---------------------------------------------------------------- read from a comparison


@pytest.mark.parametrize(
    "table",
    [(300, 160, 80, 9460), (0, 1, 0, 99), (5, 0, 3, 92), (20_000, 5_200, 2_600, 147_000)],
    ids=str,
)
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_the_rows_that_only_the_baseline_gets_wrong_are_read_from_the_interval(
    table: tuple[int, int, int, int], level: float
) -> None:
    assert baseline_only_rate(tango(*table, level)) == pytest.approx(
        table[2] / sum(table), abs=1e-9
    )


def test_a_design_effect_of_one_is_read_from_independent_rows() -> None:
    assert design_effect(wilson(42, 1000)) == pytest.approx(1)


def test_a_design_effect_is_read_from_rows_that_belong_together() -> None:
    twice = Moments.of([1, 1, 0, 0] * 500, unit=np.repeat(np.arange(1000), 2))  # pairs, alike
    assert design_effect(clustered_rate(twice)) == pytest.approx(2, rel=0.01)


def test_the_effective_rate_of_a_comparison_with_a_unit_holds_its_design_effect() -> None:
    """Each row twice: as sure as half as many rows, though the models differ as often."""
    difference = np.repeat([1] * 160 + [-1] * 80 + [0] * 9760, 2)
    unit = np.repeat(np.arange(10_000), 2)
    doubled = clustered_paired_difference(320, 160, Moments.of(difference, unit=unit))
    once = baseline_only_rate(tango(300, 160, 80, 9460))
    plain = replace(CANARY, baseline_only_rate=once, design_effect=2)
    effective = replace(CANARY, baseline_only_rate=baseline_only_rate(doubled))
    assert effective.power(0.008) == pytest.approx(plain.power(0.008), abs=0.01)


@pytest.mark.parametrize("read", [baseline_only_rate, design_effect])
def test_nothing_is_read_from_another_kind_of_number(read: Any) -> None:
    euros = Estimate(value=1, low=0, high=2, level=0.9, n=9, method="mean", unit=Unit("EUR"))
    with pytest.raises(ValueError, match="only"):
        read(euros)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"share": 0}, "a share lies above 0", id="nobody"),
        pytest.param({"share": 5}, "a share lies above 0", id="a share in per cent"),
        pytest.param({"share": 1}, "leaves rows to compare with", id="everybody, unpaired"),
        pytest.param({"days": 0}, "numbers above 0", id="no days"),
        pytest.param({"decisions_per_day": math.inf}, "numbers above 0", id="endless decisions"),
        pytest.param({"label_delay_days": -1}, "labels arrive", id="labels before decisions"),
        pytest.param({"baseline_rate": 4.2}, "between 0 and 1", id="a rate in per cent"),
        pytest.param({"baseline_only_rate": 0.05}, "its part within it", id="part above the whole"),
        pytest.param({"design_effect": 0.5}, "1 or more", id="design effect"),
        pytest.param({"confidence": 95}, "between 0.5 and 1", id="confidence in per cent"),
    ],
)
def test_numbers_that_are_not_possible_are_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        replace(CANARY, **changes)


def test_both_models_may_score_every_row() -> None:
    assert replace(SHADOWED, share=1).exposed == 24_000


# ---------------------------------------------------------------- as simulated


def share_told(rollout: Rollout, worsening: float, beyond: float, draws: int) -> float:
    """Carry the rollout out, and hold the interval that the evidence floor uses to the line."""
    random = np.random.default_rng(round(1e6 * worsening))
    n, level = rollout.exposed, 2 * rollout.confidence - 1
    if rollout.baseline_only_rate is not None:
        mended = rollout.baseline_only_rate
        cells = [rollout.baseline_rate - mended, mended + worsening, mended]
        tables = random.multinomial(n, [*cells, 1 - sum(cells)], size=draws)
        lows = [tango(0, b, c, n - b - c, level).low for _, b, c, _ in tables.tolist()]
    else:
        others = round(rollout.days * rollout.decisions_per_day) - n
        events = random.binomial(n, rollout.baseline_rate + worsening, draws).tolist()
        reference = random.binomial(others, rollout.baseline_rate, draws).tolist()
        lows = [
            newcombe(k, n, k0, others, level).low for k, k0 in zip(events, reference, strict=True)
        ]
    return float(np.mean(np.array(lows) > beyond))


SETTINGS = [
    Rollout(share=share, days=3, decisions_per_day=a_day, label_delay_days=0, baseline_rate=rate)
    for rate in (0.005, 0.042, 0.2)
    for share, a_day in ((0.05, 8000), (0.2, 4000), (0.5, 1000), (0.05, 1000))
]
SCORED_TWICE = [
    replace(SETTINGS[i], baseline_rate=rate, baseline_only_rate=mended)
    for i in (0, 1)
    for rate, mended in ((0.01, 0.005), (0.042, 0.008), (0.042, 0.03), (0.2, 0.05))
]


def named(value: object) -> str:
    if isinstance(value, Rollout):
        twice = f", {value.baseline_only_rate} mended" if value.paired else ""
        return f"{value.exposed} rows at {value.baseline_rate}{twice}"
    return str(value)


@pytest.mark.simulation
@pytest.mark.parametrize("power", [0.8, 0.9])
@pytest.mark.parametrize("beyond", [0.0, 0.005])
@pytest.mark.parametrize("rollout", SETTINGS, ids=named)
def test_an_unpaired_rollout_tells_as_often_as_it_says(
    rollout: Rollout, beyond: float, power: float
) -> None:
    worsening = rollout.detectable(power=power, beyond=beyond)
    assert worsening is not None
    told = share_told(rollout, worsening, beyond, draws=10_000)
    print(f"told {told:.3f}")
    assert told == pytest.approx(power, abs=0.03)


@pytest.mark.simulation
@pytest.mark.parametrize("beyond", [0.0, 0.005])
@pytest.mark.parametrize("rollout", SCORED_TWICE, ids=named)
def test_a_paired_rollout_tells_as_often_as_it_says(rollout: Rollout, beyond: float) -> None:
    worsening = rollout.detectable(beyond=beyond)
    assert worsening is not None
    told = share_told(rollout, worsening, beyond, draws=2_000)
    print(f"told {told:.3f}")
    assert told == pytest.approx(0.8, abs=0.03)


@pytest.mark.simulation
@pytest.mark.parametrize(
    "rollout",
    [*(one for one in SETTINGS if one.exposed * one.baseline_rate >= 4), *SCORED_TWICE[:4]],
    ids=named,
)
def test_a_release_on_the_limit_is_rolled_back_about_one_time_in_twenty(rollout: Rollout) -> None:
    rolled_back = share_told(rollout, 0.005, 0.005, draws=4_000)
    print(f"rolled back {rolled_back:.3f}")
    assert 0.02 < rolled_back < 0.07


@pytest.mark.simulation
def test_users_with_several_decisions_tell_as_often_as_the_design_effect_says() -> None:
    """Eight decisions a user, whose own error rate is beta-distributed (correlation 0.2)."""
    random = np.random.default_rng(1992)
    size, alike, baseline = 8, 0.2, 0.1
    rollout = Rollout(
        share=0.25, days=4, decisions_per_day=6400, label_delay_days=0, baseline_rate=baseline,
        design_effect=1 + (size - 1) * alike,
    )  # fmt: skip
    worsening = rollout.detectable()
    assert worsening is not None

    def rows(users: int, rate: float) -> Moments:
        scale = 1 / alike - 1
        own = random.beta(rate * scale, (1 - rate) * scale, users)
        events = random.binomial(size, own)
        return Moments.from_unit_sums(
            n=size * users, units=users, weight=size * users, total=events.sum(),
            squares=(events**2).sum(), cross=size * events.sum(), weight_squares=size**2 * users,
            origin=0.0,
        )  # fmt: skip

    told = np.mean(
        [
            clustered_rate_difference(
                rows(800, baseline + worsening), rows(2400, baseline), level=0.9
            ).low
            > 0
            for _ in range(2_000)
        ]
    )
    print(f"told {told:.3f}")
    assert told == pytest.approx(0.8, abs=0.03)
    blind = replace(rollout, design_effect=1)
    assert blind.power(worsening) > 0.95  # what one would have promised without it
