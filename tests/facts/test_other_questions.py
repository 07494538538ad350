"""What a case asks beside the error rate is said as what it is, and never per 1,000 rows."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bugcase import wording
from bugcase.case.evidence import Evidence
from bugcase.case.measure import measure_case
from bugcase.case.model import Assumed, Case, Data, Limit
from bugcase.deck.storyline import figure, slide
from bugcase.desk.live import LiveCase
from bugcase.desk.measurement_view import finding
from bugcase.facts.conditions import holds
from bugcase.facts.facts import Facts
from bugcase.playbook.condition import Condition
from bugcase.playbooks import NAMES, load_playbook
from bugcase.story.questions import questions
from bugcase.story.review import review

PLAYBOOK = load_playbook("release-halt")
MODELS: dict[str, Any] = {"path": "rows.csv", "label": "y", "baseline": "live", "candidate": "next"}
GROUPS: dict[str, Any] = {"path": "rows.csv", "label": "y", "prediction": "next", "group": "year"}
PER_1000 = (
    *("baseline_rate", "candidate_rate", "worsening", "worsening_interval"),
    *("worst_baseline_rate", "worst_candidate_rate", "worst_worsening", "worst_interval"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Rows of two years, of which the next model is worse from build 6 on, whatever the year."""
    at = np.arange(8000)
    rows = pd.DataFrame({"y": at % 2, "live": (at % 2) ^ (at % 50 == 0), "build": 1 + at // 800})
    rows["next"] = rows["live"] ^ ((rows["build"] >= 6) & (at % 7 == 0))
    rows["year"] = np.where(at % 3 == 0, 2015, 2016)
    rows["worse"] = rows["live"] ^ ((rows["year"] == 2016) & (at % 11 == 0))
    rows["worse_too"], rows["live_too"] = rows["worse"], rows["live"]
    rows = rows.astype(int)
    rows["plan"] = np.where(at % 10 < 4, "paid", "free")
    rows.to_csv(tmp_path / "rows.csv", index=False)
    return tmp_path


def facts(folder: Path, limit: float | None = None, **data: Any) -> Facts:
    agreed = Limit() if limit is None else Limit(per_1000=limit)
    ranges = {one.id: Assumed(low=1, likely=2, high=4) for one in PLAYBOOK.quantities}
    case = Case(
        playbook="release-halt", data=Data(**data), limit=agreed, assumptions=ranges,
        answers={"cause_support": "a test by hand", "detection": "no check by build"},
    )  # fmt: skip
    return Facts.of(PLAYBOOK, case, measure_case(folder, case))


def holds_of(condition: str, told: Facts) -> bool:
    return holds(Condition.parse(condition, NAMES), told)


@pytest.mark.parametrize("metric", ["recall", "false positive rate", "absolute error"])
def test_no_other_metric_is_told_in_errors_of_a_thousand(metric: str, folder: Path) -> None:
    told = facts(folder, **MODELS, metric=metric, by=("build",))
    assert told.worst is not None
    assert told("metric").words == metric
    gap = f"told per 1,000 for the error rate only; what was measured is the {metric}"
    assert {slot: told(slot).words for slot in PER_1000} == dict.fromkeys(PER_1000, gap)
    assert all(told(slot).gap for slot in PER_1000)
    assert (told("wrong_per_week").words, told("best_option").words) == (gap, gap)


def test_the_error_rate_is_told_as_ever(folder: Path) -> None:
    told = facts(folder, **MODELS, metric="error rate", by=("build",))
    assert not [slot for slot in (*PER_1000, "wrong_per_week") if told(slot).gap]


@pytest.mark.parametrize("metric", ["recall", "share of false negatives", "squared error"])
def test_every_slide_can_be_made_of_every_metric(metric: str, folder: Path) -> None:
    told = facts(folder, **MODELS, metric=metric)
    made = {one.id: slide(one.id, told) for one in PLAYBOOK.slides}
    assert "of every 1,000" not in str(made["what"])
    assert metric in str(figure("sure", told) and made["sure"].body)
    review(told, today=pd.Timestamp("2026-11-22").date(), folder=folder, own_slides=())


def test_nobody_is_asked_for_a_limit_that_would_be_refused(folder: Path) -> None:
    def asked(told: Facts) -> bool:
        found = review(told, today=pd.Timestamp("2026-11-22").date(), folder=folder, own_slides=())
        return "no_limit" in [one.rule for one in found]

    assert asked(facts(folder, **MODELS))
    assert not asked(facts(folder, **MODELS, metric="recall"))


def answer(told: Facts, question: str) -> str:
    (found,) = [one for one in questions(told) if one.id == question]
    return str(found.answer)


def test_a_case_tells_code_from_data(folder: Path) -> None:
    told = facts(folder, **MODELS, cross="year")
    assert told.evidence.comparison is not None
    cross = told.evidence.comparison.cross
    assert cross is not None
    assert cross.reading == "defect"
    assert told("code_or_data").words == "a defect of the code"
    assert told("defect_interval").words == wording.change_interval(cross.worsening_on_new_data)
    assert told("drift_interval").words == wording.change_interval(cross.drift_of_old_code)
    assert "by year: 2015 as the old data, 2016 as the new" in str(told("code_or_data").source)
    assert not holds_of("code_or_data_untold()", told)
    defect, drift = (told(name, "spoken") for name in ("defect_interval", "drift_interval"))
    said = answer(told, "eng_code_or_data")
    assert [one in said for one in ("a defect of the code", defect.words, drift.words)] == [
        True
    ] * 3


def test_drift_is_told_as_drift(folder: Path) -> None:
    models = {**MODELS, "baseline": "worse", "candidate": "worse_too"}
    told = facts(folder, **models, cross="year")
    assert told("code_or_data").words == "a drift of the data"


def test_a_case_tells_since_when(folder: Path) -> None:
    told = facts(folder, **MODELS, onset="build")
    assert told("onset").words == "build 6"
    assert told("onset_interval").words == "build 6"
    assert "one step by build, 95% set of starts, p = 0.0005" in str(told("onset").source)
    assert "began with build 6" in answer(told, "dir_why_now")
    assert not holds_of("onset_untold()", told)


def test_the_onset_of_a_case_is_drawn_on_a_slide_of_ones_own(folder: Path) -> None:
    plan = PLAYBOOK.slide("sure").model_copy(update={"figure": "onset"})
    own = PLAYBOOK.model_copy(update={"slides": (plan,)})

    def told(**data: Any) -> Facts:
        case = Case(playbook="own", data=Data(**MODELS, **data))
        return Facts.of(own, case, measure_case(folder, case))

    drawn = figure("sure", told(onset="build"))
    assert drawn is not None
    assert "build" in drawn.picture.alt
    assert "most likely" in f"{drawn.picture.alt}".lower()
    assert slide("sure", told(onset="build")).origin is not None
    waiting = slide("sure", told())
    assert "since when: name a column of times or builds" in str(waiting.body)


def test_what_was_not_asked_is_a_gap_that_says_what_to_name(folder: Path) -> None:
    told = facts(folder, **MODELS)
    assert told("code_or_data").words == (
        "whether it is the code or the data: name a column of old and new data"
    )
    assert told("onset").words == "since when: name a column of times or builds"
    assert holds_of("code_or_data_untold()", told)
    assert holds_of("onset_untold()", told)


def test_a_step_that_cannot_be_told_is_a_gap(folder: Path) -> None:
    told = facts(folder, **{**MODELS, "candidate": "live_too"}, onset="build")
    assert told("onset").words == "since when: no step can be told"
    assert holds_of("onset_untold()", told)


def test_groups_are_told_as_groups_and_not_as_two_models(folder: Path) -> None:
    told = facts(folder, 5, **{**GROUPS, "prediction": "worse"}, reference=2015)
    found = told.evidence.groups
    assert found is not None
    assert told("reference_group").words == "cases with year “2015”"
    assert told("changed_group").words == "cases with year “2016”"
    assert told("changed_interval").words == wording.change_interval(found.groups[0].change)
    assert told("rows").words == (
        "told of two models on the same rows; this case measures one on different"
    )
    assert [slide(one.id, told).id for one in PLAYBOOK.slides]


def test_a_group_that_chance_explains_is_not_named(folder: Path) -> None:
    told = facts(folder, **{**GROUPS, "prediction": "live"}, reference=2015)
    assert told("changed_group").words == "no group of rows stands out"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param({**MODELS, "metric": "recall"}, "The candidate’s recall: ", id="recall"),
        pytest.param({**GROUPS, "reference": 2015}, "year 2016 against 2015: error rate", id="two"),
    ],
)
def test_the_desk_says_what_was_measured(data: dict[str, Any], said: str, folder: Path) -> None:
    live = LiveCase("release-halt", folder)
    live.saver.case = Case(playbook="release-halt", data=Data(**data))
    live.measure()
    assert said in finding(live)
    assert "candidate gets" not in finding(live)


def test_the_gap_of_a_case_that_is_not_measured_says_so() -> None:
    told = Facts.of(PLAYBOOK, Case(playbook="release-halt"), Evidence())
    assert {told(slot).words for slot in ("worsening", "onset", "code_or_data")} == {
        "measure first"
    }
