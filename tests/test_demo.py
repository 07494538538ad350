"""An example is dated by the day on which it is built, so that it never goes bad."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import holidays
import numpy as np
import pytest

from bugcase.build import build
from bugcase.case.file import CaseFile
from bugcase.case.measure import measure_case
from bugcase.case.measure_incident import measure_incident
from bugcase.check import check
from bugcase.deck.notebooks import read_notebook
from bugcase.demo import new_demo
from bugcase.folder import CaseFolder
from bugcase.incident.affected import Reach
from bugcase.incident.findings import Incident

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[1] / "examples"
COUNTRIES = {"release-halt": "SE", "ceo-report": "PT"}
ZONES = {"release-halt": ZoneInfo("Europe/Stockholm"), "ceo-report": ZoneInfo("Europe/Lisbon")}
COMMITTED = {"release-halt": date(2026, 11, 20), "ceo-report": date(2026, 10, 13)}
TRUTH: dict[str, Any] = json.loads((EXAMPLES / "ceo-report" / "truth.json").read_text("utf-8"))
BUILT = {  # the day on which it is built, and the next working day in Sweden and in Portugal
    "the last of February": (date(2028, 2, 29), date(2028, 3, 1), date(2028, 3, 1)),
    "the eve of summer time": (date(2027, 3, 27), date(2027, 3, 30), date(2027, 3, 29)),  # Easter
    "New Year's Eve": (date(2026, 12, 31), date(2027, 1, 4), date(2027, 1, 4)),
    "a Friday, after summer time": (date(2027, 11, 12), date(2027, 11, 15), date(2027, 11, 15)),
    "a holiday of Sweden": (date(2027, 5, 6), date(2027, 5, 7), date(2027, 5, 7)),
    "a holiday of Portugal": (date(2027, 6, 10), date(2027, 6, 11), date(2027, 6, 11)),
}
WEEK = timedelta(weeks=1)


@pytest.fixture(params=BUILT)
def built(request: pytest.FixtureRequest) -> tuple[date, dict[str, date]]:
    today, *meetings = BUILT[request.param]
    return today, dict(zip(COUNTRIES, meetings, strict=True))


Made = Callable[[str, date], Path]
Measured = Callable[[date], tuple[Path, Incident]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Make an example on a day, once for all tests of this file, which leave it as it is."""

    @cache
    def on_day(name: str, today: date) -> Path:
        folder = tmp_path_factory.mktemp(name)
        new_demo(name, folder, today=today)
        return folder

    return on_day


@pytest.fixture(scope="module")
def measured_on(made: Made) -> Measured:
    """Measure ceo-report as it is made on a day."""

    @cache
    def on_day(today: date) -> tuple[Path, Incident]:
        folder = made("ceo-report", today)
        found = measure_case(folder, CaseFile(folder).read()).incident
        assert found is not None
        return folder / "evidence.json", found

    return on_day


@pytest.fixture(scope="module")
def measured_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The evidence of release-halt, whose data keep their dates."""
    folder = tmp_path_factory.mktemp("measured")
    new_demo("release-halt", folder, today=COMMITTED["release-halt"])
    measure_case(folder, CaseFile(folder).read())
    return folder / "evidence.json"


def dates(table: dict[str, Any], place: str = "") -> Iterator[tuple[str, date]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from dates(value, f"{place}{key}.")
        elif isinstance(value, date):
            yield f"{place}{key}", value


def dates_in(folder: Path) -> dict[str, date]:
    return dict(dates(tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))))


def here(moment: date, zone: ZoneInfo) -> tuple[date, time | None]:
    """Give a day, and a time on the clock of the zone where there is one."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(zone)
        return moment.date(), moment.time()
    return moment, None


def working_days(country: str, start: date, end: date) -> int:
    """Count them apart from bugcase."""
    off = holidays.country_holidays(country, years=range(2025, 2031))
    days = [np.datetime64(day) for day in off]
    return int(np.busday_count(start, end, holidays=days))


def blockers(folder: Path, today: date) -> list[str]:
    return [str(one) for one in check(CaseFolder(folder), today=today) if one.severity == "blocker"]


# ------------------------------------------------------------------------------ the case


@pytest.mark.parametrize("name", COUNTRIES)
def test_the_meeting_is_on_the_next_working_day_and_what_it_arranges_keeps_its_distance(
    name: str, built: tuple[date, dict[str, date]], made: Made
) -> None:
    today, meetings = built
    before, now, zone = dates_in(EXAMPLES / name), dates_in(made(name, today)), ZONES[name]
    assert before.keys() == now.keys()
    old_meeting, clock = here(before["meeting.at"], zone)
    assert here(now["meeting.at"], zone) == (meetings[name], clock)
    by_weeks = set()
    for place, moment in before.items():
        (old, old_time), (new, new_time) = here(moment, zone), here(now[place], zone)
        assert old_time == new_time, place
        if name == "ceo-report" and old < old_meeting:
            by_weeks.add(new - old)
        else:
            distance = working_days(COUNTRIES[name], old_meeting, old)
            assert working_days(COUNTRIES[name], meetings[name], new) == distance, place
            assert working_days(COUNTRIES[name], new, new + timedelta(1)) == 1, place
    assert len(by_weeks) == (name == "ceo-report")
    assert {days % WEEK for days in by_weeks} <= {timedelta(0)}


@pytest.mark.parametrize("name", COUNTRIES)
def test_no_blocker_is_found_on_the_day_on_which_it_is_built(
    name: str,
    built: tuple[date, dict[str, date]],
    made: Made,
    measured_once: Path,
    measured_on: Measured,
    tmp_path: Path,
) -> None:
    today, _ = built
    case = shutil.copytree(made(name, today), tmp_path / "case")
    there = measured_once if name == "release-halt" else measured_on(today)[0]
    by_the_real_clock = there.read_text(encoding="utf-8")
    on_that_day = re.sub(r'(?<="measured_at": ")[\d-]+', f"{today}", by_the_real_clock)
    assert (on_that_day != by_the_real_clock) == ("measured_at" in by_the_real_clock)
    (case / "evidence.json").write_text(on_that_day, encoding="utf-8")
    assert blockers(case, today) == []


def test_a_build_counts_what_blocks_on_the_day_that_is_named(tmp_path: Path) -> None:
    day = date(2027, 6, 14)
    new_demo("ceo-report", tmp_path, today=day)
    assert build(tmp_path, only=["report.md"], today=day).blockers == 0
    later = build(tmp_path, only=["report.md"], today=day + timedelta(2))
    assert later.blockers > 0  # the meeting, among others, is past


@pytest.mark.parametrize("name", COUNTRIES)
def test_on_the_working_day_before_its_own_meeting_an_example_is_as_it_lies_here(
    name: str, tmp_path: Path
) -> None:
    new_demo(name, tmp_path, today=COMMITTED[name])
    for path in tmp_path.iterdir():
        if path.suffix != ".ipynb":
            assert path.read_bytes() == (EXAMPLES / name / path.name).read_bytes(), path.name


@pytest.mark.parametrize("name", COUNTRIES)
def test_only_dates_and_times_of_the_case_are_written_anew(name: str, tmp_path: Path) -> None:
    new_demo(name, tmp_path, today=date(2028, 2, 29))
    moment = re.compile(r"(?<== )\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|\+\d\d:\d\d))?$", re.MULTILINE)
    before, now = (
        (folder / "case.toml").read_text(encoding="utf-8") for folder in (EXAMPLES / name, tmp_path)
    )
    assert before != now
    assert moment.sub("", before) == moment.sub("", now)


@pytest.mark.parametrize("name", COUNTRIES)
def test_no_words_of_a_case_name_a_day_or_a_month(name: str) -> None:
    case = (EXAMPLES / name / "case.toml").read_text(encoding="utf-8")
    named = re.findall(
        r".{4}\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
        r"|\b(?:January|February|March|April|May|June|July|August|September|October|November"
        r"|December)\b",
        case,
    )
    assert set(named) <= {"one Tuesday"}  # as the incident's evening always is


# ---------------------------------------------------------------------------- its tables


@pytest.fixture(scope="module")
def measured_here() -> Incident:
    folder = EXAMPLES / "ceo-report"
    found = measure_incident(folder, CaseFile(folder).read())
    assert found is not None
    return found


def test_the_measured_numbers_are_those_of_the_story_whenever_it_is_built(
    built: tuple[date, dict[str, date]], measured_here: Incident, measured_on: Measured
) -> None:
    _, found = measured_on(built[0])
    assert found.refused == ()
    assert found.affected is not None
    assert found.affected.confirmed == Reach(**TRUTH["affected"]["confirmed"])
    assert found.affected.at_most == Reach(**TRUTH["affected"]["exposed"])
    assert found.affected.active == Reach(**TRUTH["affected"]["written_in_the_window"])
    assert found.check is not None
    assert found.check.rows == TRUTH["affected"]["lost_total"]["orders"]
    assert found.gap is not None
    assert found.gap.in_gap.orders == TRUTH["gap"]["orders"]
    assert found.gap.rebuilt.orders == TRUTH["gap"]["rebuilt"]
    assert {one.source: one.orders for one in found.gap.rebuilt_from} == (
        TRUTH["gap"]["rebuilt_from"]
    )
    money, before = found.shortfall, measured_here.shortfall
    assert money is not None
    assert before is not None
    for name, truth in (
        ("lost", TRUTH["money"]["lost"]),
        ("recovered", TRUTH["money"]["recovered_within"]["4_hours"]),
        ("net", TRUTH["money"]["net_after"]["4_hours"]),
    ):
        one, was = getattr(money, name), getattr(before, name)
        assert one.low <= float(truth) <= one.high
        assert one.value == pytest.approx(was.value)
        # where the clock changed in the weeks before, that hour and its placebos are left out
        assert (one.low, one.high) == pytest.approx((was.low, was.high), rel=0.01)
    assert found.service_level is not None
    assert measured_here.service_level is not None
    # a night of 25 hours has 60 minutes without a request, in some 30 days of them
    used, was_used = (
        found.service_level.by_requests.used,
        measured_here.service_level.by_requests.used,
    )
    assert used == pytest.approx(was_used, rel=0.002)
    assert used == pytest.approx(TRUTH["service_level"]["budget_used_by_the_incident"], rel=0.05)


@pytest.mark.parametrize("days", range(8))
def test_the_data_are_those_of_the_latest_tuesday_whose_next_morning_is_past(
    days: int, tmp_path: Path
) -> None:
    today = date(2027, 6, 14) + timedelta(days)
    new_demo("ceo-report", tmp_path, today=today)
    with duckdb.connect() as database:
        hours = f"FROM '{tmp_path}/hourly.csv' SELECT strftime(max(hour), '%Y-%m-%d')"
        ((last,),) = database.execute(hours).fetchall()
    collected = date.fromisoformat(last)
    assert collected.strftime("%A") == "Wednesday"
    assert timedelta(0) < today - collected <= WEEK


def test_every_time_of_every_table_keeps_its_weekday_and_its_hour_on_the_clock(
    tmp_path: Path,
) -> None:
    new_demo(
        "ceo-report", tmp_path, today=date(2026, 12, 31)
    )  # which is in winter, unlike the data
    weeks = set()
    for path in tmp_path.glob("*.parquet"):
        was, now = clocks_of_table(EXAMPLES / "ceo-report" / path.name), clocks_of_table(path)
        weeks |= {after - before for before, after in zip(was, now, strict=True)}
    for name in ("hourly.csv", "service.log.jsonl"):
        was, now = clocks_of_text(EXAMPLES / "ceo-report" / name), clocks_of_text(tmp_path / name)
        weeks |= {after - before for before, after in zip(was, now, strict=True)}
    assert weeks == {11 * WEEK}


def clocks_of_table(path: Path) -> list[datetime]:
    with duckdb.connect() as database:
        table = database.read_parquet(str(path))
        names = [
            name
            for name, kind in zip(table.columns, table.types, strict=True)
            if str(kind).startswith("TIMESTAMP")
        ]
        if not names:
            return []
        asked = ", ".join(f"timezone('Europe/Lisbon', {name})" for name in names)
        return [one for row in table.project(asked).fetchall() for one in row if one is not None]


def clocks_of_text(path: Path) -> list[datetime]:
    text = path.read_text(encoding="utf-8").replace("2026/10/13 17", "2026-10-13T17")
    found = re.findall(r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d", text)
    return [
        datetime.fromisoformat(one.replace("/", "-"))
        .replace(tzinfo=UTC)
        .astimezone(ZONES["ceo-report"])
        .replace(tzinfo=None)
        for one in found
    ]


def test_rows_columns_and_their_types_stay_when_times_move(tmp_path: Path) -> None:
    new_demo("ceo-report", tmp_path, today=date(2028, 2, 29))
    for path in tmp_path.glob("*.parquet"):
        with duckdb.connect() as database:
            was, now = (
                database.read_parquet(str(one))
                for one in (EXAMPLES / "ceo-report" / path.name, path)
            )
            assert (was.columns, was.types) == (now.columns, now.types)
            kept = [
                name
                for name, kind in zip(was.columns, was.types, strict=True)
                if not str(kind).startswith("TIMESTAMP")
            ]
            assert was.select(*kept).fetchall() == now.select(*kept).fetchall()


# ---------------------------------------------------------------------------- the folder


@pytest.mark.parametrize(
    ("name", "files"),
    [
        (
            "release-halt",
            {"SOURCE.md", "case.toml", "make_data.py", "no-bug.parquet", "predictions.parquet"},
        ),
        (
            "ceo-report",
            {
                *("SOURCE.md", "case.toml", "orders.parquet", "orders-restored.parquet"),
                *("lines.parquet", "payments.parquet", "requests.parquet", "hourly.csv"),
                *("service.log.jsonl", "reproduction.csv"),
            },
        ),
    ],
)
def test_a_demo_holds_what_its_case_tells_of_and_a_notebook_that_is_yet_to_run(
    name: str, files: set[str], tmp_path: Path
) -> None:
    new_demo(name, tmp_path, today=COMMITTED[name])
    assert {path.name for path in tmp_path.iterdir()} == {*files, f"{name}.ipynb"}
    cells = read_notebook(tmp_path / f"{name}.ipynb").cells
    assert not any(cell.get("outputs") for cell in cells)


def test_tables_that_are_missing_get_the_dates_of_the_case_that_is_there(tmp_path: Path) -> None:
    new_demo("ceo-report", tmp_path, today=date(2027, 6, 14))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / "hourly.csv").unlink()
    (tmp_path / "orders.parquet").unlink()
    new_demo("ceo-report", tmp_path, today=date(2028, 2, 29))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_demo_leaves_files_alone_that_are_there(tmp_path: Path) -> None:
    new_demo("release-halt", tmp_path, today=date(2027, 6, 14))
    CaseFile(tmp_path).change("answers.steps_begun", "typed after the demo")
    (tmp_path / "SOURCE.md").write_text("mine", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    new_demo("release-halt", tmp_path, today=date(2028, 2, 29))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.skipif(os.name == "nt", reason="Windows limits no file's size")
def test_a_demo_that_a_full_disk_stopped_leaves_no_half_of_a_file(tmp_path: Path) -> None:
    import resource

    most, above = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, above))
    try:
        with pytest.raises(OSError, match="File too large"):
            new_demo("ceo-report", tmp_path / "stopped", today=date(2027, 6, 14))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, above))
    # that it is another day by now is no matter
    new_demo("ceo-report", tmp_path / "stopped", today=date(2028, 2, 29))
    new_demo("ceo-report", tmp_path / "whole", today=date(2027, 6, 14))
    stopped, whole = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("stopped", "whole")
    )
    assert stopped == whole


def test_nothing_stands_in_the_way_of_a_demo_that_the_command_line_built_today(
    tmp_path: Path,
) -> None:  # the other one is built in an empty environment: see test_wheel.py
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bugcase", *words], capture_output=True, text=True, check=False
        )

    assert run("demo", "ceo-report", "--out", str(tmp_path)).returncode == 0
    checked = run("check", str(tmp_path))
    assert (checked.returncode, "0 blockers" in checked.stdout) == (0, True), checked.stdout
