"""Script, glossary, messages and decision record, read as whoever uses them reads them."""

from datetime import UTC, datetime

from bugcase.case.evidence import Evidence
from bugcase.case.model import Answer, Case, Person
from bugcase.documents.decision import decision_md
from bugcase.documents.glossary import glossary_md
from bugcase.documents.messages import letter_md
from bugcase.documents.script import script_md
from bugcase.facts.facts import Facts
from bugcase.story.follow_up import actions, messages
from bugcase.story.script import script
from fixtures.shown_words import facts_of


def told(**answers: Answer) -> Facts:
    people = (
        Person(name="Ada Nu", role="director"),
        Person(name="Bo Xi", role="product_manager"),
    )
    return facts_of(Case(playbook="release-halt", people=people, answers=answers), Evidence())


def test_the_script_says_every_turn_in_order_at_its_time(example: Facts) -> None:
    said = script_md(example)
    turns = script(example)
    clocks = [
        line
        for line in said.splitlines()
        if " to " in line and line.endswith((" second)", " seconds)"))
    ]
    assert len(clocks) == len(turns)
    assert clocks[0].startswith("**0:00 to ")
    starts = [line.split()[0].strip("*") for line in clocks]
    ends = [line.split()[2] for line in clocks]
    assert starts[1:] == ends[:-1]


def test_the_script_holds_its_time_against_the_meetings() -> None:
    case = told()
    seconds = sum(turn.seconds for turn in script(case))
    minutes = f"{round(seconds) // 60}:{round(seconds) % 60:02}"
    said = script_md(case)
    assert f"Said in {minutes} of 15:00 minutes at a calm pace, pauses included: " in said


def test_a_pause_is_marked_and_a_branch_told_once(example: Facts) -> None:
    said = script_md(example)
    pauses = [turn.pause for turn in example.playbook.turns if turn.pause]
    assert said.count("*(Pause: ") == len(pauses)
    for branch in example.playbook.branches:
        heads = [line for line in said.splitlines() if line.startswith(f"> **If {branch.trigger}")]
        answers = [line for line in heads if ":** as at " not in line]
        assert len(heads) == max(1, len(branch.turns))
        assert len(answers) == 1


def test_the_glossary_says_each_term_in_the_words_of_this_case(example: Facts) -> None:
    said = glossary_md(example)
    assert said.count("\n## ") == len(example.playbook.vocabulary)
    assert said.count("**Say:**") == len(example.playbook.vocabulary)


def test_a_message_has_its_envelope_its_words_and_those_to_keep_out() -> None:
    case = told(
        decided_at=datetime(2026, 11, 24, 16, tzinfo=UTC), release="release 214", outcome="We hold."
    )
    letter = messages(case)[0]
    lines = letter_md(letter, case).splitlines()
    assert lines[:8] == [
        "# Decision note",
        "",
        "- **From:** Bo Xi (product manager)",
        (
            "- **To:** engineering lead; Bo Xi (product manager); Ada Nu (director); "
            "chief executive; finance lead; legal counsel; customer support lead"
        ),
        "- **Due:** Tuesday 24 November, 17:00 UTC (1 hour after the decision)",
        "- **Subject:** release 214: what was decided",
        "",
        "---",
    ]
    assert "**Decision:** We hold." in lines
    assert lines[-1] == "**Words to keep out:** fault, blame, guarantee, fixed"


def test_a_message_that_somebody_agrees_to_first_says_who() -> None:
    case = told()
    support = next(one for one in messages(case) if one.id == "support_line")
    assert "- **Approved first by:** Ada Nu (director)" in letter_md(support, case)


def test_the_record_has_decision_decider_dissent_conditions_and_the_next_update() -> None:
    case = told(
        outcome="We hold.",
        objections="product, because of the intake",
        stopped="the release; the old model goes on",
        decided_at=datetime(2026, 11, 24, 16, tzinfo=UTC),
    )
    said = decision_md(case).splitlines()
    assert said[3:9] == [
        "- **Decided by:** Ada Nu (director)",
        "- **Decision:** We hold.",
        "- **Decided at:** Tuesday 24 November, 16:00 UTC",
        "- **Objections:** product, because of the intake",
        "- **What is stopped, what goes on:** the release; the old model goes on",
        r"- **Next update:** \[? the time of the next update\]",
    ]


def test_the_record_asks_for_dissent_in_every_situation_and_lists_all_actions(
    untouched: Facts,
) -> None:
    said = decision_md(untouched)
    assert r"- **Objections:** \[? " in said
    todo = said.partition("## Actions")[2]
    assert todo.count("\n- **") == len(actions(untouched))
