"""By when it is repaired: days are drawn as they were typed, and words stand where words were."""

from datetime import date
from typing import Any

import pytest

from bugcase.case.values import UNKNOWN
from bugcase.deck.storyline import figure
from bugcase.facts.facts import Facts
from bugcase.figures import repair_plan
from bugcase.figures.on_slides import awaited
from bugcase.playbook.follow_up import Sensitive
from fixtures.decisions import RELEASED, REPAIR
from fixtures.drawn import blocks, markers, words
from fixtures.shown_words import facts_of, measured

WHAT = {"step": "release the check"}


def of_answers(**answers: Any) -> list[str]:
    """Read the slide's figure of a case with these rows."""
    facts = measured("ceo-report")
    case = facts.case.model_copy(update={"answers": facts.case.answers | answers})
    drawn = figure("repair", facts_of(case, facts.evidence))
    assert drawn is not None
    return words(drawn)


def test_a_step_s_bars_end_on_its_two_days_and_a_measure_stands_on_its_day() -> None:
    drawn = repair_plan(REPAIR)
    (_, even), (_, late) = blocks(drawn, "baseline"), blocks(drawn, "context")  # the first: heads
    (due, _) = markers(drawn, "D")[0]
    a_day = even.get_width()  # from Wednesday to its end, by which it is done at even odds
    assert late.get_width() == pytest.approx(a_day)
    assert due == pytest.approx(even.get_x() + 9 * a_day)
    assert {"Wed 14 Oct", "Thu 15 Oct", "Thu 22 Oct", "Jonas Lind"} <= set(words(drawn))
    assert RELEASED.takes not in words(drawn)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"even_odds": "1 day"}, "as likely as not within 1 day"),
        ({}, "–"),
        ({"late_by": date(2026, 10, 16)}, "Fri 16 Oct"),
    ],
    ids=["in words", "nobody knows", "the later day alone"],
)
def test_a_step_says_what_was_typed_of_its_time_and_no_more(
    step: dict[str, Any], said: str
) -> None:
    shown = of_answers(repair_steps=({**WHAT, **step},))
    assert shown[shown.index("Release the check") + 1] == said


def test_a_text_in_place_of_steps_has_no_dash_for_a_time() -> None:
    assert "–" not in of_answers(repair_steps="none is left")


def test_what_nobody_wrote_down_is_a_gap_in_its_lane() -> None:
    assert "not known: which steps are left, and how long they take" in of_answers(
        repair_steps=UNKNOWN
    )
    assert "not known: what would have caught it" in of_answers(prevention=UNKNOWN)


@pytest.mark.parametrize("secret", ["repair_steps", "prevention"])
def test_rows_that_not_everybody_may_read_are_not_in_the_figure(secret: str) -> None:
    facts = measured("ceo-report")
    hidden = Sensitive(slot=secret, shown_as="a plan that legal holds")
    playbook = facts.playbook.model_copy(update={"sensitive": (hidden,)})
    shown = figure("repair", Facts.of(playbook, facts.case, facts.evidence))
    assert shown is not None
    assert "A plan that legal holds" in words(shown)
    rows: Any = facts.case.answers[secret]
    assert all(str(cell) not in shown.alt for row in rows for cell in row.values())


def test_without_a_row_the_slide_says_what_it_waits_for() -> None:
    facts = measured("ceo-report")
    answers = facts.case.answers | {"repair_steps": UNKNOWN, "prevention": UNKNOWN}
    without = facts_of(facts.case.model_copy(update={"answers": answers}), facts.evidence)
    assert awaited("repair_plan", without) == "which steps are left"
    assert awaited("repair_plan", facts) is None
