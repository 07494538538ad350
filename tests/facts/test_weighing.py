"""A case's ranges and options come to costs that anybody in the room can question."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.file import CaseFile
from bugcase.case.measure import measure_case
from bugcase.case.model import Assumed, Case, OptionNumbers, Stakes, TaskTime
from bugcase.case.values import UNKNOWN
from bugcase.facts.facts import Facts
from bugcase.facts.sentences import written
from bugcase.facts.weighing import Weighing, weighing
from bugcase.installed import folder as installed_folder
from bugcase.playbooks import load_playbook

PLAYBOOK = load_playbook("release-halt")
EXAMPLE = installed_folder("examples") / "release-halt"


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    folder = tmp_path_factory.mktemp("example")
    (folder / "predictions.parquet").symlink_to(EXAMPLE / "predictions.parquet")
    return measure_case(folder, CaseFile(EXAMPLE).read())


@pytest.fixture
def case() -> Case:
    return CaseFile(EXAMPLE).read()


def changed(case: Case, section: str, key: str, **parts: Any) -> Case:
    """The case with some numbers of one range, option or task changed."""
    kept = getattr(case, section)
    return case.model_copy(update={section: kept | {key: kept[key].model_copy(update=parts)}})


def weigh(case: Case, evidence: Evidence) -> Weighing:
    return weighing(PLAYBOOK, case, evidence)


def best(case: Case, evidence: Evidence) -> str:
    decision = weigh(case, evidence).decision
    assert decision is not None
    assert decision.best is not None
    return decision.best.option.id


def words(case: Case, evidence: Evidence, slot: str) -> str:
    return str(Facts.of(PLAYBOOK, case, evidence)(slot))


def test_in_the_example_holding_costs_least(case: Case, evidence: Evidence) -> None:
    assert best(case, evidence) == "hold"


def test_moving_the_named_assumption_across_its_flip_point_changes_the_winner(
    case: Case, evidence: Evidence
) -> None:
    decision = weigh(case, evidence).decision
    assert decision is not None
    flip = next(flip for flip in decision.flips if flip.assumption.id == "harm_per_miss")

    def at(harm: float) -> Case:
        return changed(case, "assumptions", "harm_per_miss", low=harm, likely=harm, high=harm)

    assert flip.at < flip.now
    assert best(at(flip.at * 1.02), evidence) == "hold"
    assert best(at(flip.at * 0.98), evidence) == flip.to == "patch"


def test_every_assumption_under_a_figure_says_where_it_comes_from(
    case: Case, evidence: Evidence
) -> None:
    found = weigh(case, evidence).impact
    assert found is not None
    named = {one.assumption.label: one.assumption.source for one in found.influences}
    assert named["Days until stopped"] == case.assumptions["days_until_stopped"].source
    assert named["the measured worsening in misses"] == "cluster-robust Tango score"
    assert None not in named.values()


@pytest.mark.parametrize(
    ("unknown", "slot", "gap"),
    [
        pytest.param(
            "days_until_stopped",
            "wrong_until_stopped",
            "[? needs days until stopped]",
            id="how long until it is stopped",
        ),
        pytest.param(
            "harm_per_miss",
            "money_until_stopped",
            "[? needs harm of a miss]",
            id="what a miss costs",
        ),
    ],
)
def test_what_nobody_knows_is_a_gap_that_names_it(
    case: Case, evidence: Evidence, unknown: str, slot: str, gap: str
) -> None:
    assert words(changed(case, "assumptions", unknown, likely=UNKNOWN), evidence, slot) == gap


def test_an_unknown_harm_leaves_the_people_known(case: Case, evidence: Evidence) -> None:
    unknown = changed(case, "assumptions", "harm_per_miss", low=UNKNOWN)
    assert words(unknown, evidence, "wrong_until_stopped") == words(
        case, evidence, "wrong_until_stopped"
    )


def test_a_cost_without_spread_depends_most_on_nothing(case: Case, evidence: Evidence) -> None:
    none = changed(case, "assumptions", "decisions_per_day", low=0, likely=0, high=0)
    assert words(none, evidence, "top_influence") == "[? nothing to tell]"


def test_a_range_out_of_order_is_kept_and_not_used(case: Case, evidence: Evidence) -> None:
    mixed_up = changed(case, "assumptions", "days_until_stopped", low=40)
    assert mixed_up.assumptions["days_until_stopped"].fault is not None
    assert words(mixed_up, evidence, "wrong_until_stopped") == "[? needs days until stopped]"


@pytest.mark.parametrize(
    ("quantity", "parts"),
    [
        pytest.param("share_recovered", {"high": 120.0}, id="more than all"),
        pytest.param("carries_over", {"low": -5.0}, id="less than never"),
        pytest.param("harm_per_miss", {"low": -5.0}, id="a harm that pays"),
    ],
)
def test_a_number_that_cannot_be_is_kept_and_not_used(
    case: Case, evidence: Evidence, quantity: str, parts: dict[str, float]
) -> None:
    impossible = changed(case, "assumptions", quantity, **parts)
    asked = next(one for one in PLAYBOOK.quantities if one.id == quantity)
    assert "not used" in str(asked.fault(impossible.assumptions[quantity]))
    decision = weigh(impossible, evidence).decision
    assert decision is not None
    assert asked.label in decision.missing


def test_an_option_that_is_not_considered_is_not_weighed(case: Case, evidence: Evidence) -> None:
    without = changed(case, "options", "hold", considered=False)
    decision = weigh(without, evidence).decision
    assert decision is not None
    assert "hold" not in {one.option.id for one in decision.weighed}


OWN = OptionNumbers(
    label="Buy a second opinion",
    delay_days=(1, 1, 2),
    exposed_percent=(0, 0, 0),
    prevented_percent=(0, 0, 0),
    cost=(100, 100, 100),
    source="the vendor’s offer",
)


def with_own(case: Case, own: OptionNumbers) -> Case:
    return case.model_copy(update={"options": case.options | {"second_opinion": own}})


def test_an_option_of_ones_own_is_weighed_as_any_other_and_called_by_its_name(
    case: Case, evidence: Evidence
) -> None:
    before = weigh(case, evidence).decision
    decision = weigh(with_own(case, OWN), evidence).decision
    assert before is not None
    assert decision is not None
    assert decision.best is not None
    assert decision.best.option.label == "Buy a second opinion"
    assert len(decision.weighed) == len(before.weighed) + 1
    assert words(with_own(case, OWN), evidence, "best_option") == "Buy a second opinion"


@pytest.mark.parametrize(
    "parts", [{"label": UNKNOWN}, {"considered": False}], ids=["no name", "not considered"]
)
def test_an_option_of_ones_own_that_has_no_name_or_is_not_considered_changes_nothing(
    case: Case, evidence: Evidence, parts: dict[str, Any]
) -> None:
    own = OWN.model_copy(update=parts)
    assert weigh(with_own(case, own), evidence).decision == weigh(case, evidence).decision


def test_an_option_that_lacks_a_number_is_shown_and_not_ranked(
    case: Case, evidence: Evidence
) -> None:
    lacking = changed(case, "options", "human_review", cost=UNKNOWN)
    decision = weigh(lacking, evidence).decision
    assert decision is not None
    last = decision.weighed[-1]
    assert (last.option.id, last.expected) == ("human_review", None)
    assert len(last.missing) == 1


def test_money_is_said_in_the_currency_of_the_case(case: Case, evidence: Evidence) -> None:
    dollars = case.model_copy(update={"stakes": Stakes(currency="USD")})
    in_euros = words(case, evidence, "money_until_stopped")
    assert words(dollars, evidence, "money_until_stopped") == in_euros.replace("€", "US$")


def test_a_ruinous_harm_is_weighed_by_its_worst_case(case: Case, evidence: Evidence) -> None:
    ruinous = case.model_copy(update={"stakes": Stakes(ruinous=True)})
    decision = weigh(ruinous, evidence).decision
    assert decision is not None
    assert decision.criterion == "worst case"
    title = written(PLAYBOOK.slide("options").title, Facts.of(PLAYBOOK, ruinous, evidence))
    assert str(title) == "“Hold until it is fixed” has the mildest worst case of 7 options."


def test_the_chance_of_the_proposed_date_comes_from_the_plan(
    case: Case, evidence: Evidence
) -> None:
    assert words(case, evidence, "proposed_odds") == "very likely (80–95%)"
    sooner = case.model_copy(
        update={"answers": case.answers | {"proposed_date": date(2026, 11, 26)}}
    )
    assert words(sooner, evidence, "proposed_odds") == "almost no chance (1–5%)"


@pytest.mark.parametrize(
    ("slot", "said"),
    [
        ("rollout_sees", "the least it could show is 83 more per 1,000, and ours is 15"),
        ("least_disruptive", "Ship without the affected group"),
        ("least_disruptive_delay", "4 days at even odds, 6 at nine in ten"),
        ("hold_option", "Hold until it is fixed"),
        ("hold_costs", "€6,000 on average, between €2,900 and €11,000 nine times in ten"),
        ("ship_option", "Ship and patch"),
        ("ship_costs", "€20,000 on average, between €2,900 and €33,000 nine times in ten"),
        ("delay_length", "8 working days, about 2 weeks"),
        (
            "money_if_it_carries",
            "between €9,000 and €31,000, nine times in ten, if production behaves as measured",
        ),
        (
            "money_expected",
            "€15,000 on average, the chance counted in that production does not behave as measured",
        ),
    ],
)
def test_a_choice_of_the_example_is_told(
    slot: str, said: str, case: Case, evidence: Evidence
) -> None:
    assert words(case, evidence, slot) == said


@pytest.mark.parametrize(
    ("slot", "said"),
    [
        ("best_option", "hold until it is fixed"),
        ("wait_option", "measure on in shadow"),
        ("hold_expected", "6 thousand euros"),
        ("ship_expected", "20 thousand euros"),
        ("wrong_until_stopped", "about 350 more wrong decisions"),
        ("top_influence", "the harm of a miss"),
        ("proposed_odds", "80 to 95 per cent"),
        ("least_disruptive_delay", "4 to 6 days of delay"),
        (
            "flip",
            "to ship and patch would cost least once the harm of a miss came to less than €11",
        ),
        ("carries_over", "70 to 95 per cent, most likely 85 per cent"),
    ],
)
def test_what_is_weighed_is_said_aloud_as_a_part_of_a_sentence(
    slot: str, said: str, case: Case, evidence: Evidence
) -> None:
    assert Facts.of(PLAYBOOK, case, evidence)(slot, "spoken").words == said


def test_a_count_that_may_be_more_or_fewer_is_never_said_as_more(
    case: Case, evidence: Evidence
) -> None:
    facts = Facts.of(PLAYBOOK, case, evidence)
    impact = facts.weighed.impact
    assert impact is not None
    assert impact.wrong_until_stopped is not None
    either = replace(impact.wrong_until_stopped, value=100, low=-50, high=360)
    weighed = replace(facts.weighed, impact=replace(impact, wrong_until_stopped=either))
    said = replace(facts, weighed=weighed)("wrong_until_stopped", "spoken").words
    assert said == "between 50 fewer and 360 more wrong decisions"


@pytest.mark.parametrize(
    ("proposed", "said"),
    [
        (date(2026, 11, 27), "1 working day"),
        (date(2026, 12, 3), "5 working days, 1 week"),
        (date(2026, 12, 10), "10 working days, 2 weeks"),
        (date(2026, 12, 6), "6 working days, about 1 week"),  # a Sunday
        (date(2026, 12, 28), "21 working days, about 5 weeks"),  # Christmas, a Friday, is off
        (date(2026, 11, 26), "[? how much later the proposed date is]"),
        (date(2026, 11, 20), "[? how much later the proposed date is]"),
    ],
)
def test_the_delay_is_told_in_working_days_and_weeks(
    proposed: date, said: str, case: Case, evidence: Evidence
) -> None:
    answers = case.answers | {"proposed_date": proposed}
    assert words(case.model_copy(update={"answers": answers}), evidence, "delay_length") == said


def test_options_are_found_by_what_they_do_and_whatever_their_id_is(
    case: Case, evidence: Evidence
) -> None:
    called = {"hold": "h2", "patch": "p2"}
    ways = [way.model_copy(update={"id": called.get(way.id, way.id)}) for way in PLAYBOOK.options]
    playbook = PLAYBOOK.model_copy(update={"options": tuple(ways)})
    options = {called.get(name, name): one for name, one in case.options.items()}
    facts = Facts.of(playbook, case.model_copy(update={"options": options}), evidence)
    assert [facts(slot).words for slot in ("hold_option", "ship_option")] == [
        "Hold until it is fixed",
        "Ship and patch",
    ]
    without = changed(case, "options", "patch", considered=False)
    assert words(without, evidence, "ship_costs") == "[? what it costs to release it as it is]"


def test_where_todays_model_is_always_wrong_no_rollout_is_planned(
    case: Case, evidence: Evidence
) -> None:
    found = evidence.comparison
    assert found is not None
    always = replace(found, baseline=replace(found.baseline, value=1.0, high=1.0))
    assert weigh(case, replace(evidence, comparison=always)).rollout is None


def test_a_plan_with_an_unknown_task_has_no_date_and_says_which(
    case: Case, evidence: Evidence
) -> None:
    unknown = case.model_copy(update={"tasks": case.tasks | {"fix": TaskTime()}})
    assert words(unknown, evidence, "plan_odds") == "[? needs fix]"
    without = case.model_copy(update={"answers": case.answers | {"proposed_date": UNKNOWN}})
    assert words(without, evidence, "proposed_odds") == "[? the date that you propose]"


def test_without_a_measurement_nothing_is_weighed(case: Case) -> None:
    found = weigh(case, Evidence())
    assert (found.impact, found.decision) == (None, None)
    assert words(case, Evidence(), "best_option") == "[? measure first]"


def test_a_new_case_says_everything_it_lacks(evidence: Evidence) -> None:
    empty = Case(
        playbook="release-halt",
        assumptions={quantity.id: Assumed() for quantity in PLAYBOOK.quantities},
        options={option.id: OptionNumbers() for option in PLAYBOOK.options},
    )
    found = weigh(empty, evidence)
    assert found.impact is not None
    assert found.impact.missing[:2] == ("Decisions a day", "Days until stopped")
    assert found.decision is not None
    assert found.decision.best is None


def test_evidence_without_kinds_asks_for_the_harm_of_an_error(
    case: Case, evidence: Evidence
) -> None:
    found = weigh(case, replace(evidence, kinds=None)).impact
    assert found is not None
    assert found.missing == ("Harm of an error",)
