"""How many are hit until it is stopped, or until a rollout can tell."""

import pytest
from matplotlib.colors import to_hex

from bugcase.decision.impact import Impact
from bugcase.figures import exposure
from bugcase.style.tokens import COLOURS
from fixtures import comparisons as cases
from fixtures import decisions
from fixtures.comparisons import SOURCE
from fixtures.decisions import CANARY, COSTS
from fixtures.drawn import blocks, bold, words


def test_it_says_how_many_until_it_is_stopped() -> None:
    figure = exposure(COSTS)
    assert bold(figure)[0] == (
        "Until it is stopped: about 2,000 more wrong decisions (between 700 and 5,000)"
    )
    assert "stopped after 3 to 21 days, most likely 9: my guess" in words(figure)


def test_each_day_adds_the_same() -> None:
    assert {"7,000", "5,000", "3,000"} <= set(words(exposure(COSTS)))  # 21 days of 325, 232, 151


def test_fewer_wrong_decisions_have_no_harm_in_them() -> None:
    figure = exposure(decisions.FEWER_ERRORS)
    assert "about 2,000 fewer wrong decisions" in bold(figure)[0]
    assert all(to_hex(line.get_color()) != COLOURS["harm"] for line in figure.axes[0].lines)


@pytest.mark.parametrize(
    ("case", "gap"),
    [
        (decisions.NOT_STOPPED, "not known: days until noticed and stopped"),
        (decisions.NOBODY_COUNTED, "not known: decisions a day"),
    ],
    ids=["when it is stopped", "how many there are"],
)
def test_what_nobody_knows_is_a_gap(case: Impact, gap: str) -> None:
    figure = exposure(case)
    assert gap in words(figure)
    assert len(blocks(figure, "gap-tint")) == 1


def test_a_rollout_says_whom_it_exposes_and_when_it_can_tell() -> None:
    figure = exposure(CANARY)
    assert {
        "By day 17 about 6,800 decisions are exposed",
        "1,200 decisions collected in 3 days",
        "labels arrive until day 17, then it can be told",
        "decisions exposed (5% of all), by day",
    } <= set(words(figure))
    assert figure.source_line == "5% of 8,000 decisions a day"


def test_with_a_worsening_a_rollout_counts_the_wrong_decisions_among_its_share() -> None:
    figure = exposure(CANARY, worsening=cases.HALT.worsening, source=SOURCE)
    assert bold(figure)[0] == (
        "Until it can be told: about 130 more wrong decisions (between 90 and 170)"
    )
    assert figure.source_line == (
        "5% of 8,000 decisions a day · n = 68,785 · Tango score, 95% · "
        "eval-2026-05.parquet, SHA-256 3f9a1c07"
    )
