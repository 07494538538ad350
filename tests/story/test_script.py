"""The script says what was measured, no more strongly than it was, and leaves out the rest."""

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bugcase as bc
from bugcase.case.evidence import Evidence
from bugcase.case.model import (
    Assumed,
    Case,
    Data,
    Limit,
    OptionNumbers,
    OwnWords,
    Person,
    Planning,
    RolloutNumbers,
    TaskTime,
)
from bugcase.facts.facts import Facts
from bugcase.playbooks import load_playbook
from bugcase.story.script import Turn, left_out, rests_on, script

PLAYBOOK = load_playbook("release-halt")
MOVES = [
    *("purpose", "ask_what", "what", "ask_size", "size", "where", "home", "meaning", "doubt"),
    *("ask_patch", "patch", "ask_alternatives", "alternatives", "ask_pilot", "pilot", "flip"),
    *("ask_recommendation", "recommendation", "ask_timeline", "timeline", "close"),
]
STATES = {"halt": 90, "go": 5, "not yet known": 22}  # rows of 1,000 that only the candidate errs on


def evidence(worse: int, limit: float | None = 0.02) -> Evidence:
    truth = np.ones(1000, dtype=int)
    live = np.where(np.arange(1000) < 20, 0, 1)
    following = np.where((np.arange(1000) >= 20) & (np.arange(1000) < 20 + worse), 0, live)
    frame = pd.DataFrame({"y": truth, "live": live, "next": following})
    frame["plan"] = np.where(np.arange(1000) < 200, "new <b>", "old")
    columns: dict[str, Any] = {"label": "y", "baseline": "live", "candidate": "next"}
    return Evidence(
        comparison=bc.compare_models(frame, **columns, limit=limit),
        slices=bc.find_slices(frame, **columns, progress=False),
    )


def case(**parts: Any) -> Case:
    answers: dict[str, Any] = {field.id: f"({field.id})" for field in PLAYBOOK.fields}
    answers |= {
        "release_date": date(2026, 11, 26),
        "proposed_date": date(2026, 12, 8),
        "decide_by": datetime(2026, 11, 24, 16, tzinfo=UTC),
    }
    given: dict[str, Any] = {
        "playbook": "release-halt",
        "people": tuple(Person(name=role.id.title(), role=role.id) for role in PLAYBOOK.roles),
        "data": Data(noun="people"),
        "limit": Limit(per_1000=20, agreed_on=date(2026, 9, 14), agreed_by="the board"),
        "answers": answers,
        "assumptions": {
            quantity.id: Assumed(low=10, likely=20, high=40, source="a report")
            for quantity in PLAYBOOK.quantities
        },
        "options": {
            option.id: OptionNumbers(
                considered=option.id in ("hold", "patch", "limited_rollout"), cost=(10, 20, 40)
            )
            for option in PLAYBOOK.options
        },
        "rollout": RolloutNumbers(percent=5, days=300, label_delay_days=14),
        "plan": Planning(begins=date(2026, 11, 25), country="SE"),
        "tasks": {task.id: TaskTime(p50=1, p90=2) for task in PLAYBOOK.tasks},
    }
    return Case(**(given | parts))


def said(turns: tuple[Turn, ...], *ids: str) -> str:
    return " ".join(str(turn.text) for turn in turns if not ids or turn.id in ids)


def test_the_script_makes_every_move_of_the_situation_in_order() -> None:
    assert [turn.id for turn in script(Facts.of(PLAYBOOK, case(), evidence(90)))] == MOVES


@pytest.mark.parametrize("state", STATES)
def test_a_complete_case_leaves_no_gap_in_any_state(state: str) -> None:
    found = evidence(STATES[state])
    assert found.comparison is not None
    assert found.comparison.verdict == state
    assert [turn.id for turn in script(Facts.of(PLAYBOOK, case(), found)) if turn.text.gaps] == []


def test_a_case_of_which_nothing_is_known_says_what_it_can_and_invents_nothing() -> None:
    facts = Facts.of(PLAYBOOK, Case(playbook="release-halt"), Evidence())
    turns = script(facts)
    words = said(turns)
    assert "I don’t know yet" in words
    assert not any(character.isdigit() or character in "[]" for character in words)
    assert {turn.id for turn in turns}.isdisjoint(turn.id for turn in left_out(facts))
    assert len(turns) + len(left_out(facts)) == len(MOVES)


def test_a_turn_in_ones_own_words_is_never_left_out_nor_contracted() -> None:
    own = Case(playbook="release-halt", script={"purpose": "I do not know yet."})
    (turn,) = (one for one in script(Facts.of(PLAYBOOK, own, Evidence())) if one.own)
    assert str(turn.text) == "I do not know yet."


@pytest.mark.parametrize(
    ("state", "asks_to_hold"), [("halt", True), ("go", False), ("not yet known", False)]
)
def test_a_hold_is_recommended_only_where_the_verdict_is_halt(
    state: str, asks_to_hold: bool
) -> None:
    turns = script(Facts.of(PLAYBOOK, case(), evidence(STATES[state])))
    recommendation = said(turns, "recommendation")
    assert ("I recommend that we hold" in recommendation) == asks_to_hold


def test_without_a_limit_there_is_a_finding_and_no_verdict() -> None:
    turns = script(Facts.of(PLAYBOOK, case(limit=Limit()), evidence(90, limit=None)))
    assert "a finding and not a verdict" in said(turns, "size")
    assert "limit we agreed" not in said(turns)


def test_numbers_are_said_per_1000_with_their_interval_and_their_denominator() -> None:
    turns = script(Facts.of(PLAYBOOK, case(), evidence(90)))
    told = {(span.slot, span.words) for turn in turns for span in turn.text.spans}
    assert {("baseline_rate", "20"), ("candidate_rate", "110"), ("rows", "1,000")} <= told
    assert "of every 1,000" in said(turns, "size")


def test_a_group_picked_after_looking_is_said_to_be() -> None:
    assert "picked after looking" in said(script(Facts.of(PLAYBOOK, case(), evidence(90))), "where")


def test_no_group_is_named_where_none_is_worse_than_chance_allows() -> None:
    words = said(script(Facts.of(PLAYBOOK, case(), evidence(5))), "where")
    assert "None of them is clearly worse than today" in words


def test_an_edited_turn_is_said_as_it_was_typed() -> None:
    own = case(script={"purpose": "One thing today. {release} is not filled in here."})
    turn = script(Facts.of(PLAYBOOK, own, evidence(90)))[0]
    assert str(turn.text) == "One thing today. {release} is not filled in here."


def test_a_turn_takes_as_long_as_it_is_said_calmly_with_its_pause() -> None:
    own = case(script={"size": "word " * 140})
    turn = next(turn for turn in script(Facts.of(PLAYBOOK, own, evidence(90))) if turn.id == "size")
    assert turn.seconds == pytest.approx(60 + 4)


def test_dates_and_times_are_said_and_not_read_out() -> None:
    words = said(script(Facts.of(PLAYBOOK, case(), evidence(90))))
    assert "four on Tuesday the 24th of November" in words
    assert "16:00" not in words


def test_the_example_fits_its_meeting() -> None:
    turns = script(Facts.of(PLAYBOOK, case(), evidence(90)))
    assert sum(turn.seconds for turn in turns) < PLAYBOOK.minutes * 60


def test_own_words_over_a_number_that_has_moved_are_marked() -> None:
    found = evidence(90)
    plan = next(turn for turn in PLAYBOOK.turns if turn.id == "size")
    rested = rests_on(plan, Facts.of(PLAYBOOK, case(), found))
    own = case(script={"size": OwnWords(text="It is big.", rests_on=rested)})
    again = next(turn for turn in script(Facts.of(PLAYBOOK, own, found)) if turn.id == "size")
    assert (str(again.text), again.own, again.moved) == ("It is big.", True, ())
    other = next(
        turn for turn in script(Facts.of(PLAYBOOK, own, evidence(140))) if turn.id == "size"
    )
    assert other.moved == ("worsening", "worsening_interval")


def test_every_sentence_knows_the_facts_it_rests_on() -> None:
    size = next(
        turn for turn in script(Facts.of(PLAYBOOK, case(), evidence(90))) if turn.id == "size"
    )
    assert [set(sentence.slots) for sentence in size.text.sentences if sentence.slots] == [
        {"worsening"},
        {"worsening_interval"},
        {"limit", "limit_agreed_on", "limit_agreed_by"},
    ]
