"""An entry is found by what it means, whatever its id is; a meaning that is missing is told."""

import ast
import copy
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
import tomlkit

import bugcase
from bugcase.case.evidence import Evidence
from bugcase.case.model import Case
from bugcase.decision.assumptions import FIXED_IDS
from bugcase.documents.decision import decision_md
from bugcase.documents.invite import invite_ics
from bugcase.documents.report import report_md
from bugcase.documents.script import script_md
from bugcase.errors import PlaybookError
from bugcase.facts.facts import Facts
from bugcase.facts.slots import SLOTS
from bugcase.figures import NAMES as FIGURES
from bugcase.figures.on_slides import on_slides
from bugcase.playbook.format import Playbook
from bugcase.playbook.load import playbook_names
from bugcase.playbook.meaning import (
    COLUMN_MEANINGS,
    FIELD_MEANINGS,
    OF_RECURRENCE,
    QUANTITY_MEANINGS,
    ColumnMeaning,
    FieldMeaning,
    QuantityMeaning,
)
from bugcase.playbooks import NAMES, load_playbook, schema
from fixtures.good_case import GoodCase, edited, measured_example

PACKAGE = Path(bugcase.__file__).parent
MISSED_SLA = Path(__file__).parents[1] / "fixtures" / "missed-sla.toml"
RAW: dict[str, dict[str, Any]] = {
    name: tomllib.loads((PACKAGE / "playbook" / f"{name}.toml").read_text(encoding="utf-8"))
    for name in playbook_names()
}


def load(raw: dict[str, Any], folder: Path) -> Playbook:
    path = folder / "own.toml"
    path.write_text(tomlkit.dumps(raw), encoding="utf-8")
    return load_playbook(str(path))


def faults(raw: dict[str, Any], folder: Path) -> list[str]:
    with pytest.raises(PlaybookError) as error:
        load(raw, folder)
    return list(error.value.faults)


def entry(raw: dict[str, Any], section: str, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in raw[section] if one["id"] == id_)
    return found


def without(*meanings: str) -> Callable[[dict[str, Any]], None]:
    """Take meanings out of a playbook, and give what had them ids that are none."""

    def change(raw: dict[str, Any]) -> None:
        for one in [*raw["fields"], *raw["quantities"]]:
            if one.get("means") in meanings:
                del one["means"]
                rename(raw, one["id"], f"{one['id']}_here")

    return change


def rename(raw: dict[str, Any], old: str, new: str) -> None:
    """Give a field or a quantity another id, wherever it is named."""
    named = re.compile(rf"(?<=[{{(]){old}(?=(?:_in_numbers)?(?::\w+)?[}})])|^{old}$")

    def renamed(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: renamed(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [renamed(part, key) for part in value]
        is_name = key in ("id", "slot", "slots", "when", "fires", "ticked_by") or (
            isinstance(value, str) and "{" in value
        )
        return named.sub(new, value) if is_name and isinstance(value, str) else value

    raw.update({name: renamed(part) for name, part in raw.items() if isinstance(part, list)})


def invitation(facts: Facts) -> list[str]:
    """Write the invitation but for its identity, which comes from what was typed where."""
    lines = invite_ics(facts).decode().split("\r\n")
    return [line for line in lines if not line.startswith("UID:")]


def test_every_meaning_is_described_to_whoever_writes_a_playbook() -> None:
    assert FIELD_MEANINGS.keys() == set(get_args(FieldMeaning))
    assert QUANTITY_MEANINGS.keys() == set(get_args(QuantityMeaning))
    assert COLUMN_MEANINGS.keys() == set(get_args(ColumnMeaning))
    written = json.dumps(schema())
    for meanings in (FIELD_MEANINGS, QUANTITY_MEANINGS, COLUMN_MEANINGS):
        for name, meaning in meanings.items():
            assert json.dumps({"const": name, "description": meaning.says}) in written


def test_the_quantities_with_a_meaning_are_what_the_decision_floor_assumes() -> None:
    of_decision = QUANTITY_MEANINGS.keys() - set(OF_RECURRENCE)
    assert {meaning.replace(" ", "_") for meaning in of_decision} == FIXED_IDS


def test_every_meaning_of_a_field_and_of_a_column_is_asked_for_by_code() -> None:
    asked = {
        node.value
        for path in PACKAGE.rglob("*.py")
        if path.parent.name != "playbook"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    }
    assert {*FIELD_MEANINGS, *COLUMN_MEANINGS} - asked == set()


def test_the_slot_that_is_read_in_the_file_of_a_figure_is_the_one_that_it_declares() -> None:
    assert NAMES.figures == {name: on_slides(name).slot for name in FIGURES}


def test_every_figure_rests_on_a_slot_of_every_playbook() -> None:
    assert set(NAMES.figures.values()) - SLOTS.keys() == set()


def twice(raw: dict[str, Any]) -> None:
    entry(raw, "fields", "next_update")["means"] = "deadline"


def of_another_kind(raw: dict[str, Any]) -> None:
    entry(raw, "fields", "next_update")["kind"] = "line"


def without_meaning(raw: dict[str, Any]) -> None:
    del entry(raw, "fields", "next_update")["means"]


def without_words(raw: dict[str, Any]) -> None:
    del entry(raw, "report", "provenance")["means"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param(
            twice,
            "fields.next_update.means: 'deadline' is what 'decide_by' means already; keep it "
            "where it belongs",
            id="two entries of one meaning",
        ),
        pytest.param(
            of_another_kind,
            "fields.next_update: what means 'next update' is of the kind date or datetime, and "
            "this is a line; see bugcase playbooks --schema for what may stand here",
            id="a kind that cannot mean it",
        ),
        pytest.param(
            without_meaning,
            "fields.next_update: is called like a meaning and does not have it; write means = "
            '"next update", or give it another id',
            id="a field that is called like a meaning",
        ),
        pytest.param(
            without_words,
            "report.provenance: is called like a meaning and does not have it; write means = "
            '"provenance", or give it another id',
            id="a section of the report that is called like a meaning",
        ),
        pytest.param(
            without("deadline"),
            'fields: none means "ask" or "deadline", needed by roles.director; write means = '
            '"deadline" at the one that asks for it, or add one',
            id="somebody decides, and nothing says what or by when",
        ),
        pytest.param(
            without("release date"),
            'fields: none means "release date", needed by options.hold, '
            'turns.timeline.say.1.text; write means = "release date" at the one that asks for it, '
            "or add one",
            id="an option that waits for the plan, and no date that it moves",
        ),
        pytest.param(
            without("delay cost per day"),
            'quantities: none means "delay cost per day", needed by options.hold, '
            "options.limited_rollout, options.keep and 4 more; write means = "
            '"delay cost per day" at the one that asks for it, or add one',
            id="options that delay, and nothing says what that costs",
        ),
        pytest.param(
            without("harm per miss"),
            'quantities: none means "harm per miss", needed by quantities.harm_per_false_alarm; '
            'write means = "harm per miss" at the one that asks for it, or add one',
            id="one kind of error without the other",
        ),
    ],
)
def test_what_is_wrong_with_a_meaning_is_told_with_its_remedy(
    change: Callable[[dict[str, Any]], None], found: str, tmp_path: Path
) -> None:
    raw = copy.deepcopy(RAW["release-halt"])
    change(raw)
    (fault,) = faults(raw, tmp_path)
    assert fault == found


@pytest.mark.parametrize(
    ("meaning", "place"),
    [
        pytest.param("decisions per day", "slides.cost.figure", id="a figure of people"),
        pytest.param("share recovered", "slides.doubt.figure", id="a figure of money"),
        pytest.param("carries over", "slides.options.figure", id="a figure of options"),
        pytest.param("days until stopped", "options.patch", id="an option until it is stopped"),
        pytest.param("proposed date", "slides.next.lines.1.say.0.text", id="a slot"),
    ],
)
def test_a_meaning_that_is_missing_is_told_once_with_what_needs_it(
    meaning: str, place: str, tmp_path: Path
) -> None:
    raw = copy.deepcopy(RAW["release-halt"])
    without(meaning)(raw)
    (fault,) = faults(raw, tmp_path)
    assert f'none means "{meaning}", needed by ' in fault
    assert fault.endswith(f'write means = "{meaning}" at the one that asks for it, or add one')
    assert place in fault


def test_a_condition_on_the_severity_needs_a_field_that_means_it(tmp_path: Path) -> None:
    raw = copy.deepcopy(RAW["ceo-report"])
    without("severity")(raw)
    (fault,) = faults(raw, tmp_path)
    assert fault.startswith(
        'fields: none means "severity", needed by actions.sev1_actions.when.0, '
        "actions.sev2_actions.when.0; "
    )


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> GoodCase:
    return measured_example(tmp_path_factory.mktemp("good"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edits", "rules"),
    [
        pytest.param((), set(), id="the good case"),
        pytest.param(
            (
                ("answers.release_date", date(2020, 12, 1)),
                ("answers.proposed_date", date(2026, 11, 26)),
                ("answers.decider", "Ingrid Dahl and Tomás Ferreira"),
                ("meeting.at", datetime(2126, 11, 23, 9, tzinfo=UTC)),
            ),
            {"date_past", "decided_too_late", "date_hardly_met", "meeting_too_late", "one_decider"},
            id="a case with wrong dates and two who decide",
        ),
    ],
)
def test_a_case_weighs_and_reviews_the_same_whatever_the_ids_are(
    edits: tuple[tuple[str, Any], ...], rules: set[str], good: GoodCase, tmp_path: Path
) -> None:
    raw, case = copy.deepcopy(RAW["release-halt"]), edited(good.case, *edits)
    typed = case.model_dump(by_alias=True)
    meant = [one["id"] for one in [*raw["fields"], *raw["quantities"]] if "means" in one]
    assert len(meant) > 10
    for old in meant:
        rename(raw, old, f"its_{old}")
        for section in ("answers", "assumptions"):
            if old in typed[section]:
                typed[section][f"its_{old}"] = typed[section].pop(old)
    known = replace(good, case=case)
    renamed = replace(good, case=Case.model_validate(typed), playbook=load(raw, tmp_path))
    assert renamed.facts.weighed == known.facts.weighed
    assert rules <= set(known.rules())
    found = [str(one).replace("answers.its_", "answers.") for one in renamed.review()]
    assert [one.replace("assumptions.its_", "assumptions.") for one in found] == [
        *map(str, known.review())
    ]
    for document in (decision_md, report_md, script_md, invitation):
        assert document(renamed.facts) == document(known.facts)


def test_a_decision_record_asks_what_was_decided_and_who_disagreed_in_any_case() -> None:
    facts = Facts.of(load_playbook(str(MISSED_SLA)), Case(playbook="own.toml"), Evidence())
    lines = decision_md(facts).splitlines()
    assert "- **Decision:** \\[? what was decided\\]" in lines
    assert "- **Objections:** \\[? who disagreed or set a condition, and why\\]" in lines


def test_a_deadline_that_is_a_day_is_held_against_the_meeting_too(
    good: GoodCase, tmp_path: Path
) -> None:
    raw = copy.deepcopy(RAW["release-halt"])
    entry(raw, "fields", "decide_by")["kind"] = "date"
    own = replace(good, playbook=load(raw, tmp_path))
    by_day = ("answers.decide_by", date(2026, 11, 24))
    for day, rules in ((23, []), (24, []), (25, ["meeting_too_late"])):
        at = ("meeting.at", datetime(2026, 11, day, 9, tzinfo=UTC))
        late = [rule for rule in own.edited(by_day, at).rules() if rule == "meeting_too_late"]
        assert late == rules
