"""The option that moves the date least, among those that keep within the limit."""

from dataclasses import replace

import pytest

from bugcase.decision.disruption import keeps_within, least_disruptive
from bugcase.decision.options import Option
from fixtures.weighed_options import assume, between, exactly, measured, option

WORSE = measured(0.015, 0.010, 0.020)
LIMIT = 0.005
HOLD = option("hold", delay_days=8, cost=2_000)
DROP = option("drop", delay_days=60)
SHIP = option("ship", exposed_share=1, exposed_days=6)
# at least three quarters prevented: a quarter of 20 in 1,000 is just the limit
APART = option("apart", exposed_share=1, exposed_days=6, delay_days=between(2, 4, 8),
               prevented_share=between(0.75, 0.85, 0.95), cost=6_000)  # fmt: skip
PILOT = option("pilot", exposed_share=0.05, exposed_days=24)
UNKNOWN_DELAY = replace(option("sometime"), delay_days=None)


@pytest.mark.parametrize(
    ("one", "limit", "within"),
    [
        pytest.param(HOLD, LIMIT, True, id="nobody meets it"),
        pytest.param(HOLD, None, True, id="nobody meets it, whatever the limit is"),
        pytest.param(replace(HOLD, prevented_share=None), LIMIT, True, id="nor what is prevented"),
        pytest.param(SHIP, LIMIT, False, id="everybody meets it"),
        pytest.param(SHIP, 0.02, True, id="everybody meets what is tolerable"),
        pytest.param(PILOT, LIMIT, False, id="few meet it, and in full"),
        pytest.param(APART, LIMIT, True, id="what is left is just the limit"),
        pytest.param(APART, 0.0049, False, id="what is left is above the limit"),
        pytest.param(APART, None, False, id="nobody agreed on what is tolerable"),
        pytest.param(replace(APART, prevented_share=None), LIMIT, False, id="nobody knows"),
    ],
)
def test_an_option_keeps_within_the_limit_if_those_who_meet_the_bug_meet_no_more(
    one: Option, limit: float | None, *, within: bool
) -> None:
    assert keeps_within(one, WORSE, limit) is within


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        pytest.param([HOLD, DROP, SHIP], "hold", id="the shortest delay within the limit"),
        pytest.param([HOLD, APART], "apart", id="a shorter delay, though it costs more"),
        pytest.param([HOLD, UNKNOWN_DELAY], "hold", id="an unknown delay does not win"),
        pytest.param([HOLD, option("wait", delay_days=between(7, 8, 40))], "hold", id="by P90"),
        pytest.param([HOLD, option("a", delay_days=8.3, cost=3_000)], "hold",
                     id="the same whole days: the cheaper to do"),
        pytest.param([HOLD, replace(option("a", delay_days=8), cost=None)], "hold",
                     id="the same days: the unknown price last"),
        pytest.param([option("b", delay_days=8), option("a", delay_days=8)], "a", id="by id"),
        pytest.param([replace(HOLD, delay_days=assume("plan", exactly(3))), APART], "hold",
                     id="a delay that options share"),
        pytest.param([SHIP, UNKNOWN_DELAY], None, id="none"),
    ],
)  # fmt: skip
def test_the_date_is_moved_least(options: list[Option], chosen: str | None) -> None:
    for ordered in (options, options[::-1]):
        found = least_disruptive(ordered, WORSE, LIMIT)
        assert (found.option.id if found else None) == chosen


def test_where_all_is_tolerable_releasing_at_once_moves_it_least() -> None:
    found = least_disruptive([HOLD, SHIP], WORSE, 0.02)
    assert found is not None
    assert (found.option.id, found.p50, found.p90, found.cost) == ("ship", 0, 0, 0)
