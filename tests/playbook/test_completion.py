"""What is typed ends the sentence that its field begins, or is told why it does not."""

import pytest

from bugcase.facts.facts import Facts
from bugcase.folder import CaseFolder
from bugcase.installed import folder as installed_folder
from bugcase.playbook.completion import completed, misfit, misfit_of_cells
from bugcase.playbook.field import AnswerField, Form
from bugcase.playbook.load import playbook_names

STEMS: dict[Form, str | None] = {
    "clause": "We think that",
    "noun phrase": "It takes",
    "infinitive": "We will",
    "sentence": None,
    "one of": "The state is",
}
NAMES = ("Ada Lovelace", "Bo")
VERB, CAPITAL = "no verb found in it", "its capital reads as a name"
SUBJECT, NO_INFINITIVE = "no subject found before its verb", "it does not begin with a verb"
STOP, ALONE = "the full stop is set for you", "begin with the verb alone"


def field(form: Form) -> AnswerField:
    return AnswerField.model_validate(
        {"id": "x", "step": "s", "label": "X", "kind": "line", "form": form, "stem": STEMS[form]}
        | {"choices": ["mitigated", "resolved"] if form == "one of" else []}
        | {"help": "words", "gap": "words"}
    )


@pytest.mark.parametrize(
    ("form", "typed", "sentence"),
    [
        ("clause", "two  writers\nmet", "We think that two writers met."),
        ("clause", "it is open; is it?", "We think that it is open; is it?"),
        ("noun phrase", "two days, etc.", "It takes two days, etc."),
        ("noun phrase", "a “stop.”", "It takes a “stop.”"),
        ("infinitive", "test it", "We will test it."),
        ("sentence", "It is held.", "It is held."),
        ("one of", "mitigated", "The state is mitigated."),
        ("clause", "  ", ""),
    ],
)
def test_a_sentence_is_the_stem_what_was_typed_and_a_full_stop(
    form: Form, typed: str, sentence: str
) -> None:
    assert completed(field(form), typed) == sentence


@pytest.mark.parametrize(
    ("form", "typed", "why"),
    [
        ("clause", "a race in the sync job", VERB),
        ("clause", "lost updates", VERB),
        ("clause", "the couples' form", VERB),
        ("clause", "Dave’s commit", CAPITAL),
        ("clause", "a data race between two services", VERB),
        ("clause", "error rate at most 5 more per 1,000 overall", VERB),
        ("clause", "could break the other two products", SUBJECT),
        ("clause", "breaks the other two products", SUBJECT),
        ("clause", "is not tested", SUBJECT),
        ("clause", "The ages are in months", CAPITAL),
        ("clause", "A check is missing", CAPITAL),
        ("clause", "it is open.", STOP),
        ("noun phrase", "Two days", CAPITAL),
        ("noun phrase", "two days.", STOP),
        ("infinitive", "to test it", ALONE),
        ("infinitive", "will test it", ALONE),
        ("infinitive", "we will test it", ALONE),
        ("infinitive", "Test it", CAPITAL),
        ("infinitive", "fair and fast loan decisions", NO_INFINITIVE),
        ("infinitive", "a fair decision", NO_INFINITIVE),
        ("infinitive", "we test it", NO_INFINITIVE),
        ("sentence", "we hold it", "no full stop at its end"),
        ("one of", "under control", "none of mitigated, resolved"),
        # what fits
        ("clause", "two writers overlap", None),
        ("clause", "two writers race each other", None),
        ("clause", "the sync job skips orders", None),
        ("clause", "it’s the unit", None),
        ("clause", "nobody checked the unit", None),
        ("clause", "Ada’s tests do not see it", None),
        ("clause", "Bo sees it", None),
        ("clause", "builds fail since then", None),
        ("clause", "given the load, the job skips orders", None),
        ("clause", "had we looked, it would have been seen", None),
        ("clause", "I saw it at 3 p.m.", None),
        ("clause", "Tuesday was busy", None),
        ("clause", "SQLite locks nothing", None),
        ("clause", "San Jose is closed", None),
        ("clause", "API calls time out", None),
        ("noun phrase", "INC-412", None),
        ("infinitive", "tow it", None),
        ("infinitive", "find and fix the unit", None),
        ("infinitive", "debug and profile the job", None),
        ("infinitive", "retrain models on new rows", None),
        ("infinitive", "willingly wait", None),
        ("sentence", "We hold it. Do you agree?", None),
        ("one of", " Mitigated", None),
    ],
)
def test_what_does_not_fit_is_told_with_the_sentence_that_it_makes(
    form: Form, typed: str, why: str | None
) -> None:
    asked = field(form)
    told = misfit(asked, typed, names=NAMES)
    if why is None:
        assert told is None
    else:
        assert told is not None
        assert told.startswith(why)
        assert told.endswith(f"It will read: “{completed(asked, typed)}”")


def test_of_another_language_only_the_full_stop_is_told() -> None:
    clause = field("clause")
    assert misfit(clause, "Einheiten im neuen Code", locale="de_DE") is None
    assert str(misfit(clause, "das ist so.", locale="de_DE")).startswith(STOP)


@pytest.mark.parametrize("name", playbook_names())
def test_no_answer_of_an_example_is_told_that_it_does_not_fit(name: str) -> None:
    facts: Facts = CaseFolder(installed_folder("examples") / name).facts
    names = [str(one.name) for one in facts.case.people]
    told: list[str] = []
    for one in facts.playbook.fields:
        answer = facts.case.answer(one.id)
        told += misfit_of_cells(one, one.rows(answer) if one.columns else ())
        if isinstance(answer, str):
            told += [why for why in [misfit(one, answer, names=names)] if why]
    assert told == []
