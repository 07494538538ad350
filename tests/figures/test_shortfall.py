"""Expected against actual: the gap is the loss, and only a loss that can be told is shown."""

import re
from dataclasses import replace

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon

from bugcase.figures import expected_and_actual
from bugcase.figures.canvas import CaseFigure
from bugcase.incident.shortfall import Shortfall
from bugcase.style.tokens import COLOURS
from fixtures import incidents
from fixtures.drawn import blocks, bold, in_the_accent, words
from fixtures.incidents import LOST, NO_LOSS, idle, shortfall


def areas(figure: CaseFigure, colour: str) -> list[float]:
    """How large each filled area of a colour is, in pixels of the sheet."""
    found = []
    for patch in figure.axes[0].patches:
        if isinstance(patch, Polygon) and to_hex(patch.get_facecolor()) == COLOURS[colour]:
            x, y = patch.get_xy().T
            found.append(abs(float(x[:-1] @ y[1:] - x[1:] @ y[:-1])) / 2)
    return found


def test_the_number_line_says_lost_recovered_and_net_each_with_its_interval() -> None:
    assert {"lost", "320 orders", "95% interval 230 to 410"} <= set(
        words(expected_and_actual(LOST))
    )
    assert {"came back by 15:00", "190 orders", "95% interval 90 to 290"} <= set(
        words(expected_and_actual(LOST))
    )
    assert {"net", "130 orders", "95% interval 9 to 250"} <= set(words(expected_and_actual(LOST)))


def test_the_filled_areas_are_to_one_another_as_the_sums_are() -> None:
    figure = expected_and_actual(LOST)
    ((missing,), (back,)) = areas(figure, "harm"), areas(figure, "context")
    assert LOST.recovered is not None
    assert missing / back == pytest.approx(LOST.lost.value / LOST.recovered.value)


@pytest.mark.parametrize(
    ("case", "missing", "back"),
    [
        pytest.param(LOST, 1, 1, id="a loss, and part of it came back"),
        pytest.param(NO_LOSS, 0, 0, id="nothing can be told"),
        pytest.param(incidents.GAINED, 0, 1, id="more than expected"),
        pytest.param(incidents.NO_REBOUND, 1, 0, id="no data after it"),
        pytest.param(incidents.LOST_WITH_GAPS, 2, 1, id="a bin in the middle does not count"),
        pytest.param(shortfall(back=0.01), 1, 0, id="whether anything came back cannot be told"),
    ],
)
def test_only_what_can_be_told_is_filled(case: Shortfall, missing: int, back: int) -> None:
    figure = expected_and_actual(case)
    assert (len(areas(figure, "harm")), len(areas(figure, "context"))) == (missing, back)


def test_a_loss_that_may_be_zero_is_told_as_none_and_nothing_is_in_the_accent() -> None:
    figure = expected_and_actual(NO_LOSS)
    assert "No loss can be told" in bold(figure)
    assert in_the_accent(figure) == []
    assert "95% interval −70 to 110" in words(figure)
    assert "No loss can be told" in figure.alt


def test_the_window_is_marked_with_its_times_on_the_clock_of_its_zone() -> None:
    figure = expected_and_actual(LOST)
    assert {"Wed 4 Mar, 09:00", "12:00"} <= set(bold(figure))
    assert {"orders an hour", "times in Europe/Lisbon"} <= set(words(figure))


@pytest.mark.parametrize(
    ("case", "clock"),
    [
        (incidents.FIVE_MINUTES, {"orders in each 5 min", "times in UTC"}),
        (incidents.ONE_BIN, {"orders an hour", "times as in the data, which names no zone"}),
    ],
    ids=["UTC", "no zone"],
)
def test_a_clock_without_a_place_is_named_for_what_it_is(case: Shortfall, clock: set[str]) -> None:
    assert clock <= set(words(expected_and_actual(case)))


def test_bins_that_do_not_count_are_gaps_in_lines_band_and_fill() -> None:
    figure = expected_and_actual(incidents.LOST_WITH_GAPS)
    columns = [gap for gap in blocks(figure, "gap-tint") if gap.get_y() > 0]
    assert len(columns) == 3
    assert len(areas(figure, "rule")) == 3  # the band, on either side of two of them
    for column in columns:
        inside = column.get_x() + column.get_width() / 2
        assert not any(
            area.get_path().contains_point((inside, y))
            for area in figure.axes[0].patches
            if isinstance(area, Polygon)
            for y in range(100, 340, 10)
        )
    assert "3 of 15 bins do not count, such as those on public holidays" in words(figure)
    assert "3 of 15 bins do not count" in figure.alt


@pytest.mark.parametrize(
    ("case", "said"),
    [
        pytest.param(idle(LOST, 1), "nothing came, 10:00 to 11:00", id="an hour"),
        pytest.param(idle(LOST, 1, 2), "nothing came, 10:00 to 12:00", id="hours in a row"),
        pytest.param(idle(LOST, 0, 2), "nothing came for 2 h in all", id="hours apart"),
        pytest.param(
            idle(incidents.DAYS, 0),
            "nothing came, Tue 30 Dec, 00:00 to Wed 31 Dec, 00:00",
            id="a day",
        ),
        pytest.param(LOST, None, id="something came in each"),
    ],
)
def test_hours_in_which_nothing_came_are_named(case: Shortfall, said: str | None) -> None:
    shown = [word for word in words(expected_and_actual(case)) if word.startswith("nothing")]
    assert shown == ([said] if said else [])


def test_without_data_after_the_window_nothing_is_said_of_recovery() -> None:
    figure = expected_and_actual(incidents.NO_REBOUND)
    assert "came back: not known, there is no data after the window" in words(figure)
    assert "net" not in words(figure)
    assert "Net: not known." in figure.alt


def test_what_is_missing_after_the_window_too_is_said_so() -> None:
    said = words(expected_and_actual(incidents.GAINED))
    assert {"more than expected", "still missing by 15:00", "240 orders"} <= set(said)


def test_figure_and_sentence_say_the_same_number() -> None:
    for case in (LOST, incidents.LOST_MONEY, incidents.DAYS):
        shown = " ".join(words(expected_and_actual(case)))
        (said,) = re.findall(r"Lost: ([\d,.]+)", case.sentence)
        assert said in shown


def test_money_is_written_with_its_sign_and_the_axis_in_one_unit() -> None:
    shown = words(expected_and_actual(incidents.LOST_MONEY))
    assert {"€220,000", "€10k", "€20k", "€30k", "euros an hour"} <= set(shown)


def test_a_level_that_was_asked_for_is_the_level_that_is_told() -> None:
    sums = {name: replace(getattr(LOST, name), level=0.9) for name in ("lost", "recovered", "net")}
    shown = words(expected_and_actual(replace(LOST, **sums)))
    assert sum(word.startswith("90% interval") for word in shown) == 3


def test_the_source_line_names_baseline_bootstrap_and_data() -> None:
    assert expected_and_actual(LOST).source_line == (
        "baseline of 12 weeks, bootstrap of 70 earlier stretches, 95% · orders.parquet, "
        "SHA-256 3f9a1c07"
    )
