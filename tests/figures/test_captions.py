"""The foot of a slide that rests on guesses: the method, the data, and how many gave them."""

from dataclasses import replace

import pytest

from bugcase.figures import break_even, cost_ranges, exposure, tornado
from bugcase.figures.canvas import CaseFigure
from bugcase.figures.captions import LINE_WIDTH, simulation_line
from bugcase.figures.picture import Assumed
from bugcase.style.lettering import text_width
from bugcase.style.tokens import TYPE
from bugcase.wording import using
from fixtures.comparisons import HALT, SOURCE
from fixtures.decisions import COSTS, THREE_OPTIONS


def test_it_names_the_simulation_and_the_data_and_counts_who_assumed() -> None:
    figure = break_even(THREE_OPTIONS, source=SOURCE)
    assert figure.source_line == (
        "Monte Carlo, PERT ranges, 100,000 draws · eval-2026-05.parquet, SHA-256 3f9a1c07 · "
        "assumed by 4 people or sources, named in the appendix"
    )


@pytest.mark.parametrize(
    ("figure", "many"),
    [
        pytest.param(break_even(THREE_OPTIONS), 4, id="break_even"),
        pytest.param(cost_ranges(THREE_OPTIONS), 4, id="cost_ranges"),
        pytest.param(tornado(COSTS), 4, id="tornado"),
        pytest.param(exposure(COSTS), 4, id="exposure"),
    ],
)
def test_whoever_is_counted_is_named_with_the_picture(figure: CaseFigure, many: int) -> None:
    assert f"assumed by {many} people or sources" in figure.source_line
    assert len({one.source for one in figure.picture.assumed}) == many


def test_what_is_assumed_says_its_range_and_what_was_measured_is_not_among_it() -> None:
    said = tornado(COSTS).picture.assumed
    assert said[0] == Assumed(
        name="days until noticed and stopped", given="likely 9 days; 3 to 21", source="my guess"
    )
    assert "the measured worsening" not in {one.name for one in said}


def test_beside_a_long_note_it_says_in_fewer_words_who_is_counted() -> None:
    guessed = [Assumed(name="days", source="ops"), Assumed(name="harm", source="finance")]
    note = "working days of Sweden, without its public holidays, and of Portugal"
    line = simulation_line(COSTS.money_until_stopped, guessed, note=note)
    assert line.endswith(f"{note} · 2 sources, in the appendix")
    assert text_width(line, TYPE["source"]) <= LINE_WIDTH


@pytest.mark.parametrize("locale", ["en_GB", "de_DE"])
@pytest.mark.parametrize("data", [SOURCE.data, "a name that goes on " * 20])
def test_it_is_one_line_whatever_the_data_are_called(locale: str, data: str) -> None:
    with using(locale):
        line = exposure(
            COSTS, comparison=replace(HALT, source=replace(SOURCE, data=data))
        ).source_line
    assert text_width(line, TYPE["source"]) <= LINE_WIDTH
    assert ("…" in line) is (data != SOURCE.data)
    assert "3f9a1c07 · " in line
