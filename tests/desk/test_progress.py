"""What waits for an answer is named by slots and figures that there are."""

from typing import Any, get_args

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.model import SECTIONS, Case
from bugcase.compare.metrics import MetricName
from bugcase.desk.fields import FormField, fields_of
from bugcase.desk.progress import items
from bugcase.facts.facts import Facts
from bugcase.facts.playbooks import load_playbook
from bugcase.playbook.format import Figure
from bugcase.playbook.load import playbook_names


@pytest.mark.parametrize("name", playbook_names())
def test_every_slot_and_figure_that_waits_for_something_is_one(name: str) -> None:
    playbook, case = load_playbook(name), Case(playbook=name)
    facts = Facts.of(playbook, case, Evidence())
    asked = [item for step in playbook.steps for item in items(step, playbook, case)]
    assert [slot for item in asked for slot in item.slots if not facts.has(slot)] == []
    assert {figure for item in asked for figure in item.figures} <= set(get_args(Figure))


@pytest.mark.parametrize("name", playbook_names())
def test_in_a_new_case_everything_that_is_measured_has_something_that_waits_for_it(
    name: str,
) -> None:
    playbook, case = load_playbook(name), Case(playbook=name)
    for step in playbook.steps:
        measured = set(step.asks) & SECTIONS.keys() - {"meeting", "stakes", "rollout"}
        waits = [one for one in items(step, playbook, case) if one.slots or one.figures]
        assert not measured or waits


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
        return {one.label for step in playbook.steps for one in items(step, playbook, case)}

    plain = Case(playbook="release-halt")
    asking = Case.model_validate({"playbook": "release-halt", **said})
    assert labels(plain) - labels(asking) == dispensable


def test_a_mark_that_is_the_first_of_a_table_needs_no_time() -> None:
    playbook = load_playbook("ceo-report")
    timeline = {"started": {"first_of": "log"}}
    case = Case.model_validate({"playbook": "ceo-report", "timeline": timeline})
    (step,) = [one for one in playbook.steps if "timeline" in one.asks]
    marks = {"Started", "Detected", "Mitigated", "Resolved"}
    assert marks - {one.label for one in items(step, playbook, case)} == {"Started"}


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
