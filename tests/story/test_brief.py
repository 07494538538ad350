"""The case in a minute: short, whole and true in every state of a case, and no gap in it."""

import re
from functools import cache

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case, Limit
from bugcase.documents.script import script_md
from bugcase.documents.speaker import speaker_html
from bugcase.facts.facts import Facts
from bugcase.story.brief import BriefText, brief, brief_seconds
from bugcase.story.rehearsal_plan import plan_rehearsal
from bugcase.text import Span
from fixtures.comparisons import GO, NO_LIMIT, NOT_YET_KNOWN
from fixtures.shown_words import EXAMPLES, facts_of, measured

LONGEST = 70  # seconds, at the pace of the script
MOST_WORDS = 150
MOST_IN_A_SENTENCE = 25


STATES = (
    *("halt", "go", "not yet known", "no limit", "not measured"),
    *("stopped", "nothing counted", "going on"),
    *(f"{example}, nothing typed" for example in EXAMPLES),
)


@cache
def in_state(state: str) -> Facts:
    """Give an example in one of the states in which a case of its may be."""
    halt, ceo = measured("release-halt"), measured("ceo-report")
    match state:
        case "halt":
            return halt
        case "go" | "not yet known":
            found = {"go": GO, "not yet known": NOT_YET_KNOWN}[state]
            return facts_of(halt.case, Evidence(comparison=found))
        case "no limit":
            without = halt.case.model_copy(update={"limit": Limit()})
            return facts_of(without, Evidence(comparison=NO_LIMIT))
        case "not measured":
            return facts_of(halt.case, Evidence())
        case "stopped":
            return ceo
        case "nothing counted":
            return facts_of(ceo.case, Evidence())
        case "going on":
            running = {key: at for key, at in ceo.case.timeline.items() if key != "mitigated"}
            answers = ceo.case.answers | {"status": "not stopped"}
            changed = {"timeline": running, "answers": answers}
            return facts_of(ceo.case.model_copy(update=changed), ceo.evidence)
    return facts_of(Case(playbook=state.partition(",")[0]), Evidence())


@pytest.fixture(params=STATES)
def said(request: pytest.FixtureRequest) -> tuple[BriefText, ...]:
    return brief(in_state(request.param))


def test_it_is_said_in_a_minute_in_sentences_that_one_breath_carries(
    said: tuple[BriefText, ...],
) -> None:
    words = " ".join(str(one.text) for one in said)
    assert brief_seconds(said) <= LONGEST
    assert len(words.split()) <= MOST_WORDS
    sentences = [one for part in said for one in part.text.sentences]
    assert [str(one) for one in sentences if len(str(one).split()) > MOST_IN_A_SENTENCE] == []


def test_no_gap_is_voiced_no_label_read_out_and_a_clause_has_one_number(
    said: tuple[BriefText, ...],
) -> None:
    assert [part.label for part in said if part.text.gaps or "|" in str(part.text)] == []
    own = [span.words for part in said for span in part.text.spans if not span.slot]
    assert [words for words in own if ":" in words] == []
    assert [
        str(sentence)
        for part in said
        for sentence in part.text.sentences
        if any(figures > 1 for figures in numbers_in_clauses(sentence.spans))
    ] == []


def numbers_in_clauses(spans: tuple[Span, ...]) -> list[int]:
    """Count the facts with a figure in each clause of a sentence; a range is one fact."""
    marked = "".join(
        "#" if one.slot and re.search(r"\d", one.words) else one.words for one in spans
    )
    return [clause.count("#") for clause in re.split(r"[,;.]| and | but | so ", marked)]


@pytest.mark.parametrize("state", STATES)
def test_the_first_sentences_hold_the_answer_and_what_is_asked_by_when(state: str) -> None:
    situation = brief(in_state(state))[0]
    assert situation.label == "Situation"
    answer = r"I’m (not )?asking (you|for)|I ask you|I need one decision"
    assert re.search(answer, said_in(situation))
    asked = r"I need (that decision|your answer|one decision)|Please (decide|tell)"
    assert re.search(asked, said_in(situation))


def said_in(part: BriefText) -> str:
    return str(part.text)


@pytest.mark.parametrize("state", STATES)
def test_a_hold_is_asked_for_only_where_the_numbers_speak_for_one(state: str) -> None:
    words = " ".join(map(said_in, brief(in_state(state))))
    assert ("I’m asking you to hold" in words) == (state == "halt")
    assert ("has stopped" in words.partition(".")[0]) == (state in ("stopped", "nothing counted"))


@pytest.mark.parametrize("example", EXAMPLES)
def test_it_stands_first_in_the_script_and_on_the_speaker_s_pages_and_is_rehearsed_first(
    example: str,
) -> None:
    facts = measured(example)
    script = script_md(facts)
    assert script.index("The case in a minute") < script.index("## The script")
    page = speaker_html(facts)
    assert page.index("The case in a minute") < page.index("The script</h2>")
    assert plan_rehearsal(facts).scenes[0].kind == "brief"
