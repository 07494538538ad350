"""The lint names what is hard to say aloud, with its place, and leaves good English alone."""

import re
from pathlib import Path

import pytest

from bugcase.facts.conditions import CONDITIONS
from bugcase.facts.slots import SLOTS
from bugcase.facts.slots.examples import SLOT_EXAMPLES
from bugcase.playbook.condition import Condition
from bugcase.playbook.format import Playbook
from bugcase.playbook.load import playbook_names, playbook_text
from bugcase.playbooks import NAMES, load_playbook
from bugcase.story.lint import RULES, Finding, lint, measure
from bugcase.story.lint.language import Language, language_of
from bugcase.story.lint.readability import syllable_count
from fixtures.lint_examples import EXAMPLES, Example


def load(text: str, folder: Path) -> Playbook:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return load_playbook(str(path))


def linted(text: str, folder: Path) -> tuple[Finding, ...]:
    return lint(load(text, folder), text)


def shown(example: Example) -> str:
    return " / ".join(
        getattr(example, name)[:60]
        for name in ("turn", "title", "note", "when")
        if getattr(example, name) != getattr(Example(), name)
    )


GOOD = [(rule, one) for rule, examples in EXAMPLES.items() for one in examples.good]
BAD = [(rule, one) for rule, examples in EXAMPLES.items() for one in examples.bad]


def test_every_rule_has_examples_that_keep_it_and_that_break_it() -> None:
    assert [rule.id for rule in RULES] == list(EXAMPLES)
    assert [rule for rule, of in EXAMPLES.items() if not of.good or not of.bad] == []


@pytest.mark.parametrize(("rule", "example"), GOOD, ids=[f"{r}: {shown(e)}" for r, e in GOOD])
def test_what_keeps_a_rule_is_not_found(rule: str, example: Example, tmp_path: Path) -> None:
    assert [str(one) for one in linted(example.text, tmp_path) if one.rule == rule] == []


@pytest.mark.parametrize(("rule", "example"), BAD, ids=[f"{r}: {shown(e)}" for r, e in BAD])
def test_what_breaks_a_rule_is_found_once(rule: str, example: Example, tmp_path: Path) -> None:
    found = [one for one in linted(example.text, tmp_path) if one.rule == rule]
    assert len({one.place for one in found}) == 1, [
        str(one) for one in linted(example.text, tmp_path)
    ]


def test_a_sabotaged_playbook_is_named_with_the_place_of_each_fault(tmp_path: Path) -> None:
    text = Example(
        turn="It got worse.\nThe guard: {cause}.",
        note="You will hear from us again on {next_update}.",
        due='within = "1 week"',
    ).text
    lines = text.splitlines()

    def line(words: str) -> int:
        return 1 + next(at for at, one in enumerate(lines) if words in one)

    assert [str(one) for one in linted(text, tmp_path)] == [
        f"turns[open], line {line('It got worse')}: “got worse” says more than its conditions bear "
        "out: “It got worse.”; say it where change_is(worse) holds",
        f"turns[open], line {line('The guard')}: a colon before a slot: “The guard: {{cause}}.”; "
        "let the words before the colon begin the sentence that the slot ends",
        f"messages[note], line {line('hear from us')}: {{next_update}} comes within 1 day, and "
        "this is due within 1 week: “You will hear from us again on {next_update}.”; "
        "send it earlier, or say what holds by then",
    ]


@pytest.mark.parametrize("name", playbook_names())
def test_a_playbook_of_the_package_is_clean(name: str) -> None:
    found = lint(load_playbook(name), playbook_text(name))
    assert [str(one) for one in found] == []


@pytest.mark.parametrize("name", playbook_names())
def test_every_finding_stands_on_the_line_that_it_names(name: str) -> None:
    lines = playbook_text(name).splitlines()
    for one in lint(load_playbook(name), playbook_text(name)):
        # a quotation may itself hold one
        (quoted,) = re.findall(r"“([^”]{12,24})[^“]*”$", one.found)[:1] or [""]
        near = " ".join(lines[one.line - 1 : one.line + 2])
        assert quoted.strip() in near, str(one)


def test_in_another_language_only_what_can_be_counted_is_found(tmp_path: Path) -> None:
    text = Example(
        turn="Der Grund: wir wissen es nicht. Preliminary. It proves that. The baseline. "
        + "Das ist " * 13
        + "lang.\nWir sehen {worsening} in {rows} Zeilen.\nGrund: {cause}."
    ).text.replace("minutes = 5", 'minutes = 5\nlocale = "de_DE"')
    found = {one.rule for one in linted(text, tmp_path)}
    assert found == {"label_colon", "long_sentence"}
    assert {one.ease for one in measure(load(text, tmp_path))} == {None}


def test_every_slot_has_an_example_of_what_it_says() -> None:
    assert SLOT_EXAMPLES.keys() == SLOTS.keys()


@pytest.fixture(scope="module")
def english() -> Language:
    language = language_of("en_GB")
    assert language is not None
    return language


def test_the_table_of_claims_names_conditions_and_slots_that_there_are(english: Language) -> None:
    for strength in english.table.strengths:
        for condition in strength.unless:
            assert Condition.parse(condition, NAMES).name in CONDITIONS
            slot = Condition.parse(condition, NAMES).slot
            assert slot is None or slot in SLOTS
        assert set(re.findall(r"\b[a-z]+_[a-z_]+\b", strength.words)) - SLOTS.keys() == set()


def test_a_section_is_measured_as_it_is_heard(tmp_path: Path) -> None:
    playbook = load(
        Example(turn="We held it. The rows are few, and there are {rows}.").text, tmp_path
    )
    (turns,) = [one for one in measure(playbook) if one.section == "turns"]
    # Thank you for coming; we held it; eight words; thank you
    assert (turns.sentences, turns.longest) == (4, 8)
    assert turns.words_per_sentence == (4 + 3 + 8 + 2) / 4
    assert turns.minutes == pytest.approx(15 / 140)
    assert str(turns).startswith("turns: 4 sentences, 4.2 words each, longest 8, reading ease ")


def test_syllables_are_counted_near_enough() -> None:
    speech = (
        "Four score and seven years ago our fathers brought forth on this continent a new nation "
        "conceived in liberty and dedicated to the proposition that all men are created equal"
    )
    by_hand = 48
    assert sum(map(syllable_count, speech.split())) == pytest.approx(by_hand, rel=0.05)
