"""What waits for an answer is named by slots, which say what they rest on."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.model import SECTIONS, Case
from bugcase.compare.metrics import MetricName
from bugcase.desk.fields import FormField, fields_of
from bugcase.desk.progress import items, progress
from bugcase.facts.facts import Facts
from bugcase.facts.slots import SLOTS
from bugcase.playbook.format import Playbook
from bugcase.playbook.load import playbook_names
from bugcase.playbooks import load_playbook
from bugcase.story.unknowns import unknowns

PLAYBOOKS = [load_playbook(name) for name in playbook_names()]


def new(playbook: Playbook) -> Facts:
    return Facts.of(playbook, Case(playbook=playbook.id), Evidence())


def places(playbook: Playbook) -> Iterator[str]:
    """Name the places that the forms of a playbook ask for, and their sections."""
    yield from (f"people.{role.id}" for role in playbook.roles)
    for step in playbook.steps:
        for asked in fields_of(step, playbook):
            for field in (asked,) if isinstance(asked, FormField) else asked.fields:
                section, key, *_ = field.place.split(".")
                yield from (section, f"{section}.{key}")


def test_every_slot_rests_on_places_that_a_form_asks_for() -> None:
    asked = {place for playbook in PLAYBOOKS for place in places(playbook)}
    assert {name for name, slot in SLOTS.items() if not asked.issuperset(slot.rests_on)} == set()


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=playbook_names())
def test_a_slot_of_ones_own_rests_on_the_one_place_where_it_is_asked_for(
    playbook: Playbook,
) -> None:
    own = {name: new(playbook).slots[name].rests_on for name in playbook.own_slots}
    asked = set(places(playbook))
    assert {name for name, on in own.items() if len(on) != 1 or not asked.issuperset(on)} == set()


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=playbook_names())
def test_in_a_new_case_everything_that_is_measured_has_something_that_waits_for_it(
    playbook: Playbook,
) -> None:
    for step in playbook.steps:
        measured = set(step.asks) & SECTIONS.keys() - {"meeting", "stakes", "rollout"}
        waits = [one for one in items(step, new(playbook)) if one.slots]
        assert not measured or waits


@pytest.mark.parametrize(
    ("name", "step_id", "says"),
    [
        ("release-halt", "data", "“Where it happens is not measured yet.”"),
        ("release-halt", "options", "cost least cannot be said yet.”"),
        ("ceo-report", "times", "<b>Resolved</b>: nothing waits for it yet"),
    ],
)
def test_a_slide_waits_for_what_its_figure_cannot_be_drawn_without_and_for_nothing_else(
    name: str, step_id: str, says: str
) -> None:
    facts = new(load_playbook(name))
    assert says in progress(facts.playbook.step(step_id), facts, unknowns(facts))


@pytest.mark.parametrize(
    ("said", "dispensable"),
    [
        pytest.param({"data": {"group": "year"}}, {"Baseline", "Candidate"}, id="groups"),
        pytest.param(
            {"data": {"metric": "recall"}}, {"Limit", "Agreed on", "Agreed by"}, id="no error rate"
        ),
    ],
)
def test_nobody_is_asked_for_what_the_question_does_without(
    said: dict[str, Any], dispensable: set[str]
) -> None:
    playbook = load_playbook("release-halt")

    def labels(case: Case) -> set[str]:
        return {
            one.label
            for step in playbook.steps
            for one in items(step, Facts.of(playbook, case, Evidence()))
        }

    plain = Case(playbook="release-halt")
    asking = Case.model_validate({"playbook": "release-halt", **said})
    assert labels(plain) - labels(asking) == dispensable


def test_a_mark_that_is_the_first_of_a_table_needs_no_time() -> None:
    playbook = load_playbook("ceo-report")
    timeline = {"started": {"first_of": "log"}}
    case = Case.model_validate({"playbook": "ceo-report", "timeline": timeline})
    (step,) = [one for one in playbook.steps if "timeline" in one.asks]
    marks = {"Started", "Detected", "Mitigated", "Resolved"}
    assert marks - {one.label for one in items(step, Facts.of(playbook, case, Evidence()))} == {
        "Started"
    }


def test_the_form_of_the_data_asks_for_all_that_the_functions_take() -> None:
    playbook = load_playbook("release-halt")
    asked = {one.place: one for one in fields_of(playbook.step("data"), playbook)
             if isinstance(one, FormField)}  # fmt: skip
    assert asked["data.metric"].choices == get_args(MetricName)
    assert "one of: error rate, false positive rate, " in asked["data.metric"].help
    columns = ("weight", "cross", "onset", "prediction", "group")
    assert {(asked[f"data.{name}"].kind, asked[f"data.{name}"].column_of) for name in columns} == {
        ("column", "data.path")
    }
    values = ("positive", "cross_old", "cross_new", "reference")
    assert {asked[f"data.{name}"].kind for name in values} == {"line"}
    more = [*columns, *values, "metric"]
    assert all(asked[f"data.{name}"].if_any and asked[f"data.{name}"].help for name in more)
