"""Error budgets, burn rates, and when alerts would have called."""

import csv
import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import ibis
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugcase.errors import DataError
from bugcase.incident.alerts import WORKBOOK, AlertRule, Firing, first_firing
from bugcase.incident.service_level import Objective, ServiceLevel, measure_service_level
from bugcase.stats.clusters import clustered_rate
from bugcase.stats.moments import Moments
from bugcase.stats.proportions import wilson, zero_event_bound

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONTH = 30 * DAY
START = datetime(2026, 3, 2)
PAGE, SLOW, TICKET = WORKBOOK


# published rows: The Site Reliability Workbook (2018), chapter 5, tables 5-6 and 5-8


@pytest.mark.parametrize(
    ("rule", "burn", "long", "short", "used"),
    [
        pytest.param(PAGE, 14.4, HOUR, 5 * MINUTE, 0.02, id="page, 2 % in an hour"),
        pytest.param(SLOW, 6, 6 * HOUR, 30 * MINUTE, 0.05, id="page, 5 % in six hours"),
        pytest.param(TICKET, 1, 3 * DAY, 6 * HOUR, 0.10, id="ticket, 10 % in three days"),
    ],
)
def test_the_rules_are_those_of_the_workbook(
    rule: AlertRule, burn: float, long: timedelta, short: timedelta, used: float
) -> None:
    assert (rule.burn, rule.long, rule.short) == (burn, long, short)
    assert rule.budget_used(MONTH) == used
    assert Objective(target=0.999).used(burn, long) == used


@pytest.mark.parametrize(
    ("target", "downtime"),
    [
        pytest.param(0.99, timedelta(hours=7, minutes=12), id="two nines"),
        pytest.param(0.995, timedelta(hours=3, minutes=36), id="two and a half"),
        pytest.param(0.999, timedelta(minutes=43, seconds=12), id="three"),
        pytest.param(0.9995, timedelta(minutes=21, seconds=36), id="three and a half"),
        pytest.param(0.9999, timedelta(minutes=4, seconds=19.2), id="four"),
        pytest.param(0.99999, timedelta(seconds=25.92), id="five"),
    ],
)
def test_nines_allow_so_much_in_thirty_days(target: float, downtime: timedelta) -> None:
    """As printed in appendix A of Site Reliability Engineering (2016), before its rounding."""
    assert Objective(target=target).downtime == downtime


@pytest.mark.parametrize(
    ("rule", "error_rate", "after"),
    [
        pytest.param(PAGE, 1.0, timedelta(seconds=51.84), id="the first, in a full outage"),
        pytest.param(SLOW, 1.0, timedelta(minutes=2, seconds=9.6), id="the second"),
        pytest.param(TICKET, 1.0, timedelta(minutes=4, seconds=19.2), id="the third"),
        pytest.param(PAGE, 0.1, timedelta(minutes=8, seconds=38.4), id="one in ten fails"),
        pytest.param(PAGE, 0.0144, None, id="just at the burn of the rule"),
        pytest.param(TICKET, 0.0005, None, id="within the objective"),
    ],
)
def test_steady_errors_are_detected_after_so_long(
    rule: AlertRule, error_rate: float, after: timedelta | None
) -> None:
    assert rule.detection(allowed=0.001, error_rate=error_rate) == after


def test_a_burn_of_one_uses_the_budget_up_in_the_period() -> None:
    objective = Objective(target=0.999)
    assert objective.burn(0.001) == 1
    assert objective.used(1, MONTH) == 1
    assert objective.burn(1.0) == 1000


# an incident


def minutes(days: float = 4, asked: int = 60, failing: float = 1.0) -> pd.DataFrame:
    """Requests of each minute; on the last day from noon to half past, a share of them fails."""
    n = round(days * 1440)
    begins = n - 720
    i = np.arange(n)
    return pd.DataFrame(
        {
            "at": pd.date_range(START, periods=n, freq="min"),
            "asked": asked,
            "failed": np.where((i >= begins) & (i < begins + 30), round(asked * failing), 0),
        }
    )


NOON = START + timedelta(days=3, hours=12)
INCIDENT = (NOON, NOON + 30 * MINUTE)


def service_level(frame: Any, **asked: Any) -> ServiceLevel:
    question: dict[str, Any] = {
        "time": "at",
        "errors": "failed",
        "requests": "asked",
        "target": 0.999,
        "window": INCIDENT,
    }
    return measure_service_level(frame, **(question | asked))


def test_a_full_outage_of_half_an_hour_in_both_budgets() -> None:
    found = service_level(minutes())
    assert (found.errors, found.requests, found.error_rate) == (1800, 1800, 1)
    assert found.burn == 1000
    assert found.by_minutes.unit == "minutes"
    assert [found.by_minutes.spent, found.by_minutes.allowed] == pytest.approx([30, 43.2])
    assert found.by_requests.unit == "requests"
    assert found.by_requests.allowed == pytest.approx(0.001 * 60 * 1440 * 30)
    usual = found.objective.used(found.burn, 30 * MINUTE)
    assert found.by_requests.used == pytest.approx(usual)
    assert found.by_minutes.used == pytest.approx(usual)


def test_at_night_an_outage_takes_fewer_requests_and_as_many_minutes() -> None:
    frame = minutes()
    quiet = (frame["at"] >= INCIDENT[0]) & (frame["at"] < INCIDENT[1])
    frame.loc[quiet, ["asked", "failed"]] = 6
    found = service_level(frame)
    assert found.by_minutes.used == pytest.approx(30 / 43.2)
    assert found.by_requests.used == pytest.approx(0.1 * 30 / 43.2, rel=0.01)


def test_the_requests_of_the_period_are_projected_unless_they_are_named() -> None:
    found = service_level(minutes())
    named = service_level(minutes(), period_requests=5_184_000)
    assert (found.by_requests.is_projected, named.by_requests.is_projected) == (True, False)
    assert named.by_requests.used == pytest.approx(1800 / 5184)


def test_the_budget_that_is_gone_is_told_after_each_bin() -> None:
    found = service_level(minutes())
    assert len(found.used) == 30
    assert found.used[-1] == pytest.approx(found.by_requests.used)
    assert np.diff(found.used) == pytest.approx([found.used[0]] * 29)


def test_each_rule_says_when_it_would_have_called() -> None:
    found = service_level(minutes())
    assert [alert.after for alert in found.alerts] == [MINUTE, 3 * MINUTE, 5 * MINUTE]
    assert [alert.fired for alert in found.alerts] == [NOON + i * MINUTE for i in (1, 3, 5)]
    # the short window of five minutes is below 14.4 a while after the last error
    assert found.alerts[0].cleared == NOON + 35 * MINUTE
    assert found.alerts[1].cleared == NOON + 60 * MINUTE
    assert [alert.is_covered for alert in found.alerts] == [True, True, True]


def test_errors_within_the_objective_call_nobody() -> None:
    found = service_level(minutes(asked=10_000, failing=0.0005))
    assert [(alert.fired, alert.after) for alert in found.alerts] == [(None, None)] * 3


def test_a_rule_is_not_asked_before_the_data_fills_its_window() -> None:
    found = service_level(minutes(days=0.625), window=None)  # three hours before noon
    assert [alert.is_covered for alert in found.alerts] == [False, False, False]
    later = service_level(minutes(days=0.625), window=(START + 3 * HOUR, START + 4 * HOUR))
    assert [alert.is_covered for alert in later.alerts] == [True, False, False]
    assert (later.alerts[2].fired, later.alerts[2].peak) == (None, None)


def naive(rule: AlertRule, errors: list[int], requests: list[int], start: int, end: int) -> Firing:
    """Ask the rule after each minute, window by window."""
    long, short = rule.long // MINUTE, rule.short // MINUTE
    calls: dict[int, bool] = {}
    peak: float | None = None
    for i in range(long - 1, len(errors)):
        burns = []
        for window in (long, short):
            failed = sum(errors[i - window + 1 : i + 1])
            asked = sum(requests[i - window + 1 : i + 1])
            burns.append(failed / asked / 0.1 if asked else 0.0)
        calls[i] = min(burns) > rule.burn * (1 + 1e-9)
        if start <= i < end:
            peak = max(peak or 0.0, burns[0])
    fired = next((i for i, call in calls.items() if call and start <= i < end), None)
    if fired is None:
        return Firing(fired=None, cleared=None, peak=peak)
    cleared = next((i for i, call in calls.items() if not call and i > fired), None)
    while calls.get(fired - 1):
        fired -= 1
    return Firing(fired=fired, cleared=cleared, peak=peak)


@given(
    rows=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=40),
    long=st.integers(2, 12),
    short=st.integers(1, 4),
    burn=st.sampled_from([1.0, 3.0, 6.0]),
    ends=st.tuples(st.integers(0, 40), st.integers(0, 40)),
)
def test_a_rule_calls_when_asking_it_minute_by_minute_says_so(
    rows: list[tuple[int, int]], long: int, short: int, burn: float, ends: tuple[int, int]
) -> None:
    rule = AlertRule(burn=burn, long=long * MINUTE, short=min(short, long) * MINUTE, action="page")
    errors, requests = [min(pair) for pair in rows], [max(pair) for pair in rows]
    start, end = sorted(min(one, len(rows)) for one in ends)
    found = first_firing(
        rule, np.array(errors, float), np.array(requests, float),
        allowed=0.1, bin_width=MINUTE, start=start, end=end,
    )  # fmt: skip
    expected = naive(rule, errors, requests, start, end)
    assert (found.fired, found.cleared) == (expected.fired, expected.cleared)
    assert found.peak == pytest.approx(expected.peak)


# where the rate is an estimate


def test_where_every_request_was_counted_there_is_no_interval() -> None:
    found = service_level(minutes())
    assert (found.rate, found.burn_interval, found.source.method) == (None, None, "complete count")


def test_sampled_requests_have_the_interval_of_wilson() -> None:
    found = service_level(minutes(failing=0.1), sampled="requests")
    assert found.rate == wilson(180, 1800)
    assert found.burn_interval is not None
    assert found.burn_interval.low == pytest.approx(1000 * wilson(180, 1800).low)


def test_in_sampled_minutes_requests_fail_together() -> None:
    frame = minutes()
    odd = frame.index % 2 == 1
    frame.loc[odd, "failed"] = 0
    found = service_level(frame, sampled="bins")
    each = np.repeat(np.arange(30), 60)
    assert found.rate == clustered_rate(Moments.of((each + 1) % 2, unit=each))
    assert found.rate is not None
    assert found.rate.high - found.rate.low > 5 * (wilson(900, 1800).high - wilson(900, 1800).low)


@pytest.mark.parametrize(
    ("sampled", "trials"), [("requests", 1800), ("bins", 30)], ids=["requests", "bins"]
)
def test_without_a_single_error_there_is_an_upper_bound(sampled: Any, trials: int) -> None:
    found = service_level(minutes(failing=0), sampled=sampled)
    assert found.rate == zero_event_bound(trials)
    assert found.rate.value == 0


# whatever the rows are


def written(frame: pd.DataFrame, path: Path) -> Path:
    duckdb.from_df(frame).write_csv(str(path))
    return path


def one_by_one(frame: pd.DataFrame) -> pd.DataFrame:
    rows = frame.loc[frame.index.repeat(frame["asked"])]
    return pd.DataFrame({"at": rows["at"], "failed": rows["failed"] > 0})


def test_rows_may_be_requests() -> None:
    frame = minutes(asked=4)
    found = service_level(one_by_one(frame), requests=None)
    counted = service_level(frame)
    assert (found.by_requests, found.alerts) == (counted.by_requests, counted.alerts)


@pytest.mark.parametrize(
    "held",
    [
        pytest.param(lambda f, _: pl.from_pandas(f), id="Polars"),
        pytest.param(lambda f, _: pl.from_pandas(f).to_arrow(), id="PyArrow"),
        pytest.param(lambda f, _: duckdb.from_df(f), id="DuckDB"),
        pytest.param(lambda f, _: ibis.memtable(pl.from_pandas(f).to_arrow()), id="Ibis"),
        pytest.param(written, id="CSV"),
        pytest.param(lambda f, _: f.sample(frac=1, random_state=0), id="in no order"),
        pytest.param(lambda f, _: f[f["asked"] > 0], id="without empty minutes"),
    ],
)
def test_the_same_rows_give_the_same_numbers(
    held: Callable[[pd.DataFrame, Path], Any], tmp_path: Path
) -> None:
    frame = minutes()
    frame.loc[100:110, ["asked", "failed"]] = 0
    found, usual = service_level(held(frame, tmp_path / "counts.csv")), service_level(frame)
    assert (found.by_requests, found.by_minutes, found.alerts) == (
        usual.by_requests, usual.by_minutes, usual.alerts,
    )  # fmt: skip


def test_minutes_without_a_request_are_neither_good_nor_bad_and_told() -> None:
    frame = minutes()
    silent = (frame["at"] >= NOON) & (frame["at"] < NOON + 10 * MINUTE)
    found = service_level(frame[~silent])
    assert found.by_minutes.spent == 20
    assert [(one.kind, one.where, one.count) for one in found.notices] == [
        ("bins without a request, neither good nor bad", "the window", 10)
    ]


def test_rows_without_a_count_are_left_out_and_told() -> None:
    frame = minutes().astype({"failed": float})
    frame.loc[5, "failed"] = np.nan
    found = service_level(frame)
    assert found.source.left_out == 1
    assert [(one.kind, one.count) for one in found.notices] == [
        ("rows without a value, left out", 1)
    ]


@pytest.mark.parametrize(
    ("change", "asked", "message"),
    [
        pytest.param({}, {"target": 99.9}, "write 99.9 % as 0.999", id="a target in percent"),
        pytest.param({"failed": 61}, {}, "at most as many errors as requests in each row; found 1 "
                     "more", id="more errors than requests"),
        pytest.param({"failed": -1}, {}, "counts of 0 or more; found a negative", id="negative"),
        pytest.param({"failed": "no"}, {}, "counts, or true and false; found varchar", id="text"),
        pytest.param({}, {"errors": "fialed"}, "did you mean 'failed'?", id="no such column"),
        pytest.param({"asked": 0, "failed": 0}, {}, "requests in it; found none", id="no requests"),
        pytest.param({}, {"bin_width": 7 * MINUTE}, "a whole number of times into the rule's",
                     id="bins that fill no window"),
        pytest.param({}, {"window": (START - DAY, START - HOUR)}, "a time within the data",
                     id="outside the data"),
        pytest.param({}, {"bin_width": timedelta(milliseconds=10)}, "at most 5,000,000 bins",
                     id="too many bins"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused(
    change: dict[str, Any], asked: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataError) as refused:
        service_level(minutes().assign(**change), **asked)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda: Objective(target=0.9, period=timedelta(0)), id="no period"),
        pytest.param(
            lambda: AlertRule(burn=1, long=MINUTE, short=HOUR, action="page"), id="long and short"
        ),
        pytest.param(lambda: service_level(minutes(), sampled="users"), id="sampled otherwise"),
        pytest.param(lambda: service_level(minutes(), bin_width=timedelta(0)), id="no bins"),
    ],
)
def test_a_question_that_is_none_is_a_programming_error(wrong: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match=r"found|short window"):
        wrong()


# a real failure: request latency per five minutes (Numenta Anomaly Benchmark, MIT licence)

BESIDE = Path(__file__).parents[3] / "shared" / "data"
DATA = Path(os.environ.get("BUGCASE_DATA", BESIDE)) / "telemetry"
LATENCY, LABELS = DATA / "ec2_request_latency_system_failure.csv", DATA / "windows.json"


@pytest.mark.skipif(
    not (LATENCY.is_file() and LABELS.is_file()),
    reason="no telemetry data beside the repository; BUGCASE_DATA names its folder",
)
def test_the_detection_gap_of_a_real_failure_is_that_from_its_label() -> None:
    with LATENCY.open() as file:
        readings = [(row["timestamp"], float(row["value"])) for row in csv.DictReader(file)]
    frame = pd.DataFrame(readings, columns=["at", "ms"]).assign(slow=lambda f: f["ms"] > 50)
    pages = [
        measure_service_level(
            frame, time="at", errors="slow", target=0.99, window=(start, end), bin_width=5 * MINUTE
        ).alerts[0]
        for start, end in json.loads(LABELS.read_text())[LATENCY.name]
    ]
    # the labels are widened to either side of what happened; the first is no latency
    assert [page.after for page in pages] == [
        None,
        timedelta(hours=5, minutes=35),
        timedelta(hours=5, minutes=55),
    ]
    assert [page.fired for page in pages] == [
        None,
        datetime(2014, 3, 18, 22, 40),
        datetime(2014, 3, 21, 3, 20),
    ]
