"""A slot is declared once, and everything that asks for one asks the same mapping."""

from dataclasses import replace

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case, Person
from bugcase.facts.facts import Facts
from bugcase.facts.slots import SLOTS
from bugcase.facts.slots.incident import INCIDENT
from bugcase.facts.slots.measured import MEASURED
from bugcase.facts.slots.weighed import WEIGHED
from bugcase.playbook.load import playbook_names
from bugcase.playbook.template import FORMS
from bugcase.playbooks import load_playbook


def test_no_slot_is_declared_in_two_files() -> None:
    assert len(SLOTS) == len(MEASURED) + len(WEIGHED) + len(INCIDENT)


@pytest.mark.parametrize("name", playbook_names())
def test_a_case_has_the_slots_of_every_playbook_and_those_of_its_own(name: str) -> None:
    playbook = load_playbook(name)
    facts = Facts.of(playbook, Case(playbook=name), Evidence())
    assert facts.slots.keys() == SLOTS.keys() | playbook.own_slots.keys()
    assert {slot for slot in facts.slots if facts.known(slot) is facts(slot).gap} == set()


def test_a_copy_with_another_playbook_has_the_slots_of_that_one() -> None:
    first, other = (load_playbook(name) for name in ("release-halt", "ceo-report"))
    facts = Facts.of(first, Case(playbook="release-halt"), Evidence())
    assert facts.has("release")
    assert not replace(facts, playbook=other).has("release")
    fewer = first.model_copy(update={"fields": ()})
    assert not replace(facts, playbook=fewer).has("release")


def test_a_form_of_a_slot_has_words_of_its_own_or_the_written_ones_and_one_source() -> None:
    facts = Facts.of(load_playbook("release-halt"), Case(playbook="release-halt"), Evidence())
    slot = replace(facts.slots["noun"], spoken=lambda _: "people", short=lambda _: None)
    unknown = replace(slot, words=lambda _: None)
    object.__setattr__(facts, "slots", {"noun": slot, "unknown": unknown})
    assert [facts("noun", form).words for form in FORMS] == ["people", "cases", "cases"]
    assert {facts("noun", form).source for form in FORMS} == {facts("noun").source}
    assert [facts("unknown", form).gap for form in FORMS] == [True] * 3


def test_of_two_people_of_one_name_neither_is_addressed_as_the_other() -> None:
    playbook = load_playbook("release-halt")
    lead = Person(name="Ada Berg", role="engineering_lead", called="Ada")
    director = Person(name="Ada Berg", role="director")
    alone, both = (
        Facts.of(playbook, Case(playbook=playbook.id, people=people), Evidence())
        for people in ((lead,), (lead, director))
    )
    assert str(alone("engineering_lead", "spoken")) == "Ada"
    assert [str(both(role, "spoken")) for role in ("engineering_lead", "director")] == [
        "Ada Berg",
        "Ada Berg",
    ]
