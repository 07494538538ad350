"""How a failure came about: lanes in the order of time, one harm, and the trials."""

import pytest

from bugcase.figures import interleaving
from bugcase.figures.canvas import CaseFigure
from bugcase.incident.cause import Reproduction, Step
from fixtures import incidents
from fixtures.drawn import blocks, bold, curves, in_the_accent, words


def test_each_step_stands_in_the_lane_of_its_system_and_after_the_step_before() -> None:
    figure = interleaving(**incidents.LOST_UPDATE)
    at = {t.get_text(): t.get_position() for t in figure.axes[0].texts}
    xs = [at[step.does][0] for step in incidents.LOSES_A_PAYMENT]
    assert xs == sorted(xs)
    for step in incidents.LOSES_A_PAYMENT:
        assert at[step.does][1] == pytest.approx(at[step.system.capitalize()][1])


def test_only_the_step_that_does_harm_what_it_takes_and_the_runs_that_failed_are_in_the_accent(
) -> None:  # fmt: skip
    figure = interleaving(**incidents.LOST_UPDATE)
    assert in_the_accent(figure) == ["the payment is gone", "82"]
    assert len(blocks(figure, "harm")) == 1


def test_what_was_written_stands_until_the_harm_cuts_it_off() -> None:
    figure = interleaving(**incidents.LOST_UPDATE)
    (stood,) = curves(figure, 4)
    (write,), (harm,) = blocks(figure, "baseline"), blocks(figure, "harm")
    assert stood[0, 0] == pytest.approx(write.get_x())
    assert stood[1, 0] == pytest.approx(harm.get_x() + harm.get_width() / 2)


def test_the_trials_are_counted_and_each_fact_can_be_asked_for_its_source() -> None:
    figure = interleaving(**incidents.LOST_UPDATE)
    shown = words(figure)
    assert {"of 200 runs failed without the fix", "of 200 runs failed with the fix"} <= set(shown)
    assert {(one.slot, one.words) for one in figure.hotspots} == {
        ("repro_rate", "82"), ("tried", "0"),
    }  # fmt: skip
    assert len(figure.steps) == 2  # the trials come into sight after the lanes


def test_without_the_steps_the_trials_stand_alone_and_larger() -> None:
    def size(figure: CaseFigure) -> float:
        (number,) = (text for text in figure.axes[0].texts if text.get_text() == "82")
        return float(number.get_fontsize())

    both, alone = (interleaving(**one) for one in (incidents.LOST_UPDATE, incidents.ONLY_TRIED))
    assert size(alone) == 2 * size(both)
    assert len(alone.steps) == 1


def test_a_failure_with_the_fix_is_in_the_accent_too() -> None:
    after = Reproduction(failures=3, runs=200, under="with the check")
    assert "3" in in_the_accent(interleaving(after=after))


def test_of_more_steps_than_fit_those_that_write_or_do_harm_stay() -> None:
    steps = [Step(system="api", does=f"waits {i}") for i in range(9)]
    harm = Step(system="job", does="overwrites", role="does harm")
    figure = interleaving([*steps, harm])
    assert "overwrites" in bold(figure)
    assert "and 4 more steps" in words(figure)


def test_where_nothing_is_known_of_it_there_is_a_gap() -> None:
    assert len(blocks(interleaving(), "gap-tint")) == 1
