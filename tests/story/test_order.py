"""The order of the slides is a setting: the answer first, or the evidence first."""

from collections import Counter
from pathlib import Path

import pytest

from bugcase.case.model import Order
from bugcase.deck.exporter import read_pages
from bugcase.facts.conditions import that_hold
from bugcase.facts.facts import Facts
from bugcase.playbook.format import Playbook
from bugcase.playbooks import NAMES
from bugcase.story.meeting import agenda
from bugcase.story.order import slides_in_order
from bugcase.story.running_order import running_order
from bugcase.story.script import script
from fixtures.decks import SLIDES, markdown, slide_cell
from fixtures.shown_words import EXAMPLES, facts_of, measured

ORDERS: tuple[Order, ...] = ("decide", "explain")
MINUTE = 60


def told(example: str, order: Order) -> Facts:
    facts = measured(example)
    meeting = facts.case.meeting.model_copy(update={"order": order})
    return facts_of(facts.case.model_copy(update={"meeting": meeting}), facts.evidence)


def places(facts: Facts) -> dict[str, int]:
    return {slide.id: place for place, slide in enumerate(slides_in_order(facts))}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_each_slide_comes_once_and_the_turns_follow_them(example: str, order: Order) -> None:
    facts = told(example, order)
    here = places(facts)
    slides = [slide.id for slide in that_hold(facts.playbook.slides, facts)]
    assert Counter(list(here)) == Counter(dict.fromkeys(slides, 1))
    over = [here[turn.slide] for turn in script(facts)]
    assert over == sorted(over)
    assert len(agenda(facts)) == len(set(over))


@pytest.mark.parametrize("example", EXAMPLES)
def test_to_decide_the_answer_is_the_first_slide_and_is_said_within_the_first_minute(
    example: str,
) -> None:
    facts = told(example, "decide")
    answer = slides_in_order(facts)[0]
    first = running_order(facts).cues[0]
    assert answer.kind == "decision"
    assert first.until <= MINUTE
    assert {"decider", "decide_by", "ask"} & set(first.text.slots)
    assert slides_in_order(measured(example)) == slides_in_order(facts)  # where nobody chose


@pytest.mark.parametrize("example", EXAMPLES)
def test_to_explain_no_decision_is_shown_before_the_evidence_or_asked_for_before_the_end(
    example: str,
) -> None:
    facts = told(example, "explain")
    kinds = [slide.kind for slide in slides_in_order(facts) if not slide.appendix]
    assert kinds == sorted(kinds, key=lambda kind: kind == "decision")
    first, *_, last = script(facts)
    assert "at the end" in str(first.text)
    assert facts.playbook.slide(last.slide).kind == "decision"


def test_in_the_deck_a_slide_of_ones_own_stays_behind_the_one_it_follows() -> None:
    one, two, three, *_ = SLIDES
    own = markdown("# My own\n\nwords", slide_type="slide")
    cells = [slide_cell(one), slide_cell(two), own, slide_cell(three)]
    pages = read_pages(cells, folder=Path(), share=False, behind={one.id: three.id})
    assert [page.id for page in pages][:4] == [two.id, "cell-3", three.id, one.id]


def test_a_slide_cannot_come_behind_one_that_moves_itself() -> None:
    playbook = measured("release-halt").playbook
    raw = {
        "schema": 1, "id": "small", "title": "Small", "summary": "Small.", "minutes": 5,
        "roles": [role.model_dump() for role in playbook.roles[:1]],
        "steps": [{"id": "one", "title": "One", "slides": ["a", "b"]}],
        "slides": [
            {"id": "a", "title": "A.", "lines": [{"say": "A."}], "explain_after": "b"},
            {"id": "b", "title": "B.", "lines": [{"say": "B."}], "explain_after": "a"},
        ],
    }  # fmt: skip
    with pytest.raises(ValueError, match=r"slides\.a comes behind b, which has an explain_after"):
        Playbook.model_validate(raw, context=NAMES)
