"""Known truths of real people: a model of who is employed, 2015 to 2018.

American Community Survey, Massachusetts, with the predictions that come with nannyml
0.13.1.  Nothing is wrong with the model, and a tool that says otherwise is.  The files
lie outside the repository: set BUGCASE_DATA to the folder that holds `employment/`.
"""

import os
from pathlib import Path
from typing import Any

import duckdb
import pytest

import bugcase as bc
from bugcase.compare.groups import GroupSegment
from bugcase.stats.proportions import newcombe, score_p

BESIDE = Path(__file__).parents[3] / "shared" / "data"
DATA = Path(os.environ.get("BUGCASE_DATA", BESIDE)) / "employment"
FILES = {
    name: DATA / f"employment_MA_{name}.pq" for name in ("reference", "analysis", "analysis_target")
}

pytestmark = pytest.mark.skipif(
    not all(file.is_file() for file in FILES.values()),
    reason="no employment data beside the repository; BUGCASE_DATA names its folder",
)

ASKED: dict[str, Any] = {
    "label": "employed",
    "prediction": "prediction",
    "group": "year",
    "reference": 2015,
}
COLUMNS = ["age", "DIS", "SEX", "MAR", "CIT", "RAC1P"]


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everybody of the four years with label, prediction and age group."""
    file = tmp_path_factory.mktemp("employment") / "people.parquet"
    reference, analysis, target = (duckdb.read_parquet(str(FILES[name])) for name in FILES)
    everybody = reference.union(
        analysis.join(target, "id").select(", ".join(reference.columns))
    ).select("""
        *, case when AGEP < 16 then 'under 16' when AGEP < 65 then '16 to 64'
        else '65 and over' end as age
    """)
    everybody.write_parquet(str(file))
    return file


@pytest.fixture(scope="module")
def found(people: Path) -> bc.GroupComparison:
    return bc.compare_groups(people, **ASKED, by=COLUMNS, limit=0.005)


def segment(found: bc.GroupComparison, group: str, **conditions: str) -> GroupSegment:
    (one,) = (s for s in found.segments if s.group == group and s.conditions == conditions)
    return one


def per_1000(*rates: float) -> tuple[float, ...]:
    return tuple(round(1000 * rate, 1) for rate in rates)


def test_the_error_rates_of_the_four_years_are_those_that_are_known(
    found: bc.GroupComparison,
) -> None:
    rates = {group.group: per_1000(group.rate.value)[0] for group in found.groups}
    assert round(found.reference_rate.value, 3) == 0.173
    assert {year: round(rate / 10, 1) for year, rate in rates.items()} == {
        "2016": 17.5,
        "2017": 17.1,
        "2018": 17.2,
    }


def test_2018_is_1_1_per_1000_better_than_2015_give_or_take_and_nothing_is_halted(
    found: bc.GroupComparison,
) -> None:
    by_year = {group.group: group for group in found.groups}
    change = by_year["2018"].change
    assert per_1000(change.value, change.low, change.high) == (-1.1, -5.0, 2.9)
    assert by_year["2018"].verdict == "go"
    assert "halt" not in {group.verdict for group in found.groups}


def test_people_of_65_and_over_are_shown_and_do_not_survive_the_number_of_groups(
    found: bc.GroupComparison,
) -> None:
    old = segment(found, "2018", age="65 and over")
    assert old.change == newcombe(2804, 13822, 2394, 12620)
    assert per_1000(old.change.value, old.change.low, old.change.high) == (13.2, 3.6, 22.7)
    assert score_p(2804, 13822, 2394, 12620) < 0.01
    assert old.q is not None
    assert 0.1 < old.q < 0.25
    assert all(one.q > 0.05 for one in found.segments if one.q is not None)


def test_disabled_people_who_work_are_missed_now_as_they_were_before(people: Path) -> None:
    missed = bc.compare_groups(
        people, **ASKED, metric="false negative rate", positive=1, by=["DIS"], limit=0.05
    )
    disabled = segment(missed, "2018", DIS="1")
    assert disabled.gap_in_reference == newcombe(1137, 1667, 3349, 32439)
    assert disabled.gap_in_reference.low > 0.55
    assert disabled.gap is not None
    assert disabled.gap.low > 0.54
    assert disabled.change is not None
    assert disabled.change.low < 0 < disabled.change.high
    assert disabled.q is not None
    assert disabled.q > 0.9


def test_people_under_16_are_never_wrong_and_dilute_everybody_elses_error(
    people: Path, found: bc.GroupComparison
) -> None:
    children = [segment(found, year, age="under 16") for year in ("2016", "2017", "2018")]
    assert [child.rate.value for child in children] == [0, 0, 0]
    assert all(child.rate.high > 0 for child in children)
    adults = duckdb.read_parquet(str(people)).filter("AGEP >= 16")
    among = bc.compare_groups(adults, **ASKED, by=[])
    rates = [among.reference_rate.value, *(group.rate.value for group in among.groups)]
    assert [round(rate, 3) for rate in sorted(rates)] == [0.203, 0.204, 0.206, 0.208]


@pytest.mark.parametrize("min_rows", [30, 40])
def test_codes_of_a_few_rows_are_too_few_to_say(people: Path, min_rows: int) -> None:
    found = bc.compare_groups(people, **ASKED, by=["RAC1P"], min_rows=min_rows)
    few = {(s.conditions["RAC1P"], s.group, s.n) for s in found.segments if s.too_few}
    under_30 = {("4", "2016", 4), ("4", "2018", 1), ("7", "2017", 15), ("7", "2018", 27)}
    under_30 |= {("7", "2016", 32)}  # of which there were 22 in 2015
    assert few == under_30 | ({("5", "2018", 39)} if min_rows == 40 else set())
    assert all(s.rate.n == s.n for s in found.segments)
