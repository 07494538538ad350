"""A wrong provenance is worse than none: each fact names the file, the method or the hand."""

import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.measure import measure_case
from bugcase.case.model import Case, Data
from bugcase.facts.facts import Facts
from bugcase.facts.slots import SLOTS
from bugcase.installed import folder as installed_folder
from bugcase.playbooks import load_playbook
from bugcase.wording import say
from fixtures.shown_words import measured

TYPED = say("source.typed")

EXAMPLES = installed_folder("examples")
NAMES = ("release-halt", "ceo-report")


@pytest.fixture(scope="module")
def examples() -> dict[str, Facts]:
    return {name: measured(name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_every_hash_that_a_fact_names_is_that_of_the_file_beside_it(
    name: str, examples: dict[str, Facts]
) -> None:
    hashes = {
        path.name: sha256(path.read_bytes()).hexdigest()[:8]
        for path in (EXAMPLES / name).iterdir()
        if path.is_file()
    }
    named = [
        (slot, file, found)
        for slot in SLOTS
        for file, found in re.findall(
            r"([\w.-]+), SHA-256 ([0-9a-f]{8})", examples[name](slot).source or ""
        )
    ]
    assert len(named) >= 10
    assert [one for one in named if hashes[one[1]] != one[2]] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_known_fact_has_a_source_and_every_gap_has_none(
    name: str, examples: dict[str, Facts]
) -> None:
    spans = [examples[name](slot) for slot in examples[name].slots]
    chosen_here = {"noun"} if name == "ceo-report" else set()  # the tool's own word, see below
    assert {span.slot for span in spans if (span.source is None) != span.gap} == chosen_here


def asking(path: Path, **data: Any) -> Facts:
    """Measure a small table of two years, in which the code is worse from build 6 on."""
    at = np.arange(8000)
    rows = pd.DataFrame({"y": at % 2, "live": (at % 2) ^ (at % 50 == 0), "build": 1 + at // 800})
    rows["next"] = rows["live"] ^ ((rows["build"] >= 6) & (at % 7 == 0))
    rows["year"] = np.where(at % 3 == 0, 2015, 2016)
    rows["worse"] = rows["live"] ^ ((rows["year"] == 2016) & (at % 11 == 0))
    rows.astype(int).to_csv(path / "rows.csv", index=False)
    case = Case(playbook="release-halt", data=Data(path="rows.csv", label="y", **data))
    return Facts.of(load_playbook("release-halt"), case, measure_case(path, case))


def test_every_slot_of_every_playbook_is_known_in_an_example_or_where_a_case_asks_for_it(
    examples: dict[str, Facts], tmp_path: Path
) -> None:
    models = {"baseline": "live", "candidate": "next", "cross": "year", "onset": "build"}
    asked = (
        asking(tmp_path, **models),
        asking(tmp_path, prediction="worse", group="year", reference="2015"),
    )
    every = (*examples.values(), *asked)
    assert {slot for slot in SLOTS if not any(one.known(slot) for one in every)} == {"rows_needed"}
    spans = [facts(slot) for facts in asked for slot in SLOTS]
    assert {span.slot for span in spans if not span.gap and not span.source} <= {"noun"}


def test_the_rows_that_would_settle_it_are_told_with_the_limit_and_the_estimate(
    examples: dict[str, Facts],
) -> None:
    facts = examples["release-halt"]
    found = facts.evidence.comparison
    assert found
    unsettled = replace(facts.evidence, comparison=replace(found, rows_needed=120_000))
    said = replace(facts, evidence=unsettled)("rows_needed")
    assert said.words == "about 120,000"
    assert str(said.source).startswith(f"if the estimate holds, for the limit {TYPED} · n = ")


def n_of(facts: Facts, slot: str) -> int:
    found = re.search(r"n = ([\d,]+)", facts(slot).source or "")
    assert found, slot
    return int(found[1].replace(",", ""))


def test_the_n_of_a_rate_is_that_of_its_own_rows(examples: dict[str, Facts]) -> None:
    facts = examples["release-halt"]
    comparison, worst, found = facts.evidence.comparison, facts.worst, facts.confirmed_slice
    assert comparison is not None
    assert worst is not None
    assert found is not None
    assert found.confirmed is not None
    assert {slot: n_of(facts, slot) for slot in ("worsening", "worst_worsening", "slice_rows")} == {
        "worsening": comparison.worsening.n,
        "worst_worsening": worst.n,
        "slice_rows": found.n,
    }
    assert n_of(facts, "slice_confirmed") == found.confirmed.n < found.n


@pytest.mark.parametrize(
    ("slot", "says"),
    [
        ("limit", TYPED),
        ("release", TYPED),
        ("presenter", TYPED),
        ("harm_per_miss", f"{TYPED} · source: benefits office, cost of a wrong letter and"),
        ("plan_odds", "Monte Carlo, lognormal tasks, correlation 0.3, 100,000 draws: "),
        ("worsening", "cluster-robust Tango score · predictions.parquet, SHA-256 f73c01d4"),
        ("baseline_rate", "cluster-robust Wilson score · predictions.parquet"),
        ("slice_confirmed", "on the half of the rows that was not searched"),
        ("money_until_stopped", "from the worsening measured in predictions.parquet, SHA-256"),
        ("best_option", "the ranges and the options’ numbers typed in case.toml"),
    ],
)
def test_a_fact_of_a_release_names_what_it_rests_on(
    slot: str, says: str, examples: dict[str, Facts]
) -> None:
    assert says in str(examples["release-halt"](slot).source)


@pytest.mark.parametrize(
    ("slot", "says"),
    [
        ("orders_confirmed", "held against lines.parquet and payments.parquet"),
        ("customers_all", "complete count · orders.parquet"),
        ("reconciled", "orders-restored.parquet"),
        ("loss", "95% interval"),
        ("time_to_detect", "ticket log"),
        ("restore_point", TYPED),
        ("budget_burnt", f"complete count, objective {TYPED} · requests.parquet"),
        ("tried", f"counts {TYPED} · under: two writers on one order, no version check; "),
        ("repro_rate", f"counts {TYPED} · under: two writers on one order, no version check"),
        ("recurrence_bound", "n = 200 runs · exact one-sided upper bound, 95%"),
    ],
)
def test_a_fact_of_an_incident_names_what_it_rests_on(
    slot: str, says: str, examples: dict[str, Facts]
) -> None:
    assert says in str(examples["ceo-report"](slot).source)


def test_rows_that_were_left_out_stand_beside_the_rows_that_count(
    examples: dict[str, Facts],
) -> None:
    facts = examples["release-halt"]
    found = facts.evidence.comparison
    assert found
    some = replace(found, source=replace(found.source, left_out=5_082))
    told = replace(facts, evidence=replace(facts.evidence, comparison=some))
    assert "5,082 rows left out" in str(told("worsening").source)
    assert "left out" not in str(facts("worsening").source)


def test_an_assumption_without_a_source_says_so(examples: dict[str, Facts]) -> None:
    facts = examples["release-halt"]
    harm = facts.case.assumptions["harm_per_miss"].model_copy(update={"source": "unknown"})
    case = facts.case.model_copy(
        update={"assumptions": facts.case.assumptions | {"harm_per_miss": harm}}
    )
    emptied = Case.model_validate(case.model_dump(by_alias=True, warnings=False))
    assert replace(facts, case=emptied)("harm_per_miss").source == f"{TYPED} · source: none named"


def test_a_word_that_the_tool_chose_itself_has_no_source() -> None:
    case = Case(playbook="release-halt")
    noun = Facts.of(load_playbook("release-halt"), case, Evidence())("noun")
    assert (noun.words, noun.source, noun.origin) == ("cases", None, None)


def test_a_fact_that_not_everybody_may_read_carries_what_is_shown_instead(
    examples: dict[str, Facts],
) -> None:
    facts = examples["release-halt"]
    assert facts("effort").shared == "people of the team"
    assert facts("release").shared is None
