"""Known truths of New York's taxis: quiet weeks, a marathon, three holidays and a snow storm.

Passengers per half hour, July 2014 to January 2015, from the Numenta Anomaly Benchmark
(MIT licence; counts of the NYC Taxi and Limousine Commission).  The files lie outside the
repository: set BUGCASE_DATA to the folder that holds `telemetry/`.
"""

import json
import math
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bugcase.errors import DataError
from bugcase.incident.forecast.bins import Bins
from bugcase.incident.shortfall import Shortfall, measure_shortfall
from fixtures import placebo

BESIDE = Path(__file__).parents[3] / "shared" / "data"
DATA = Path(os.environ.get("BUGCASE_DATA", BESIDE)) / "telemetry"
TAXIS, LABELS = DATA / "nyc_taxi.csv", DATA / "windows.json"

pytestmark = pytest.mark.skipif(
    not (TAXIS.is_file() and LABELS.is_file()),
    reason="no telemetry data beside the repository; BUGCASE_DATA names its folder",
)

HOLIDAYS = ("2014-07-04", "2014-09-01", "2014-10-13", "2014-11-11", "2015-01-19")  # not labelled


def taxis(start: str, end: str, **asked: Any) -> Shortfall:
    return measure_shortfall(
        TAXIS,
        time="timestamp",
        value="value",
        rows="readings",
        unit="passengers",
        window=(start, end),
        **asked,
    )


def test_the_snow_storm_is_a_loss() -> None:
    found = taxis("2015-01-26T12:00", "2015-01-27T18:00")
    assert found.lost.low > 300_000  # of some 840,000 expected
    assert found.sentence.startswith("Lost: 600,000 passengers")


def test_the_passengers_of_the_storm_did_not_come_back_the_next_day() -> None:
    found = taxis("2015-01-26T12:00", "2015-01-27T18:00")
    assert found.recovered is not None
    assert found.net is not None
    assert found.recovered.value < 0
    assert found.net.low > 300_000


@pytest.mark.parametrize("day", ["2014-11-27", "2014-12-25"], ids=["Thanksgiving", "Christmas"])
def test_a_holiday_shows_as_a_departure_where_nobody_says_that_it_is_one(day: str) -> None:
    assert taxis(day, f"{datetime.fromisoformat(day) + timedelta(days=1)}").lost.low > 90_000


def test_a_holiday_that_is_named_is_no_loss_and_cannot_be_asked_for() -> None:
    with pytest.raises(DataError, match="24 bins on public holidays, left out"):
        taxis("2014-11-27", "2014-11-28", country="US")


def test_more_people_ride_on_new_years_eve() -> None:
    assert taxis("2014-12-31T22:00", "2015-01-01T04:00").lost.high < -100_000


def test_the_night_of_two_ones_is_told_where_the_zone_is_named() -> None:
    asked = {"start": "2014-11-02T00:00", "end": "2014-11-02T06:00"}
    kinds = {(one.kind, one.where) for one in taxis(**asked, zone="America/New_York").notices}
    assert ("bins in which the clock changes, left out", "the window") in kinds
    assert taxis(**asked).notices == ()


@pytest.fixture(scope="module")
def ordinary() -> Bins:
    """Passengers by the hour without the labelled windows and public holidays."""
    lines = TAXIS.read_text().splitlines()[1:]
    counts = np.array([float(line.partition(",")[2]) for line in lines])
    begins = np.datetime64(lines[0].partition(",")[0])
    at = begins + np.arange(len(counts) // 2) * np.timedelta64(1, "h")
    values = counts.reshape(-1, 2).sum(axis=1)
    for start, end in json.loads(LABELS.read_text())["nyc_taxi.csv"]:
        values[(at >= np.datetime64(start)) & (at <= np.datetime64(end))] = np.nan
    values[np.isin(at.astype("datetime64[D]"), np.array(HOLIDAYS, dtype="datetime64"))] = np.nan
    return placebo.hourly(values)


def quiet(bins: Bins, length: int, every: int) -> list[int]:
    """Windows, with their rebound, that are a week away from all that is labelled.

    The days before Christmas and after New Year are no quiet ones; nor is the week of a
    storm: with them, 89 to 94 % are covered.  Public holidays are left out as days.
    """
    firsts = range(4 * 168 + 24, len(bins.values) - 2 * length, every)
    known = np.isfinite(bins.values)
    long_gaps = [known[i : i + 49].any() for i in range(len(known) - 48)]
    labelled = np.flatnonzero(~np.array(long_gaps))
    return [
        first
        for first in firsts
        if known[first - 24 : first + 2 * length].all()
        and not ((labelled > first - 168 - 48) & (labelled < first + 2 * length + 168)).any()
    ]


def within_sampling_error(share: float, windows: list[int]) -> bool:
    """Whether a share is 95 % give or take: windows of one day go together, so days count."""
    days = len({first // 24 for first in windows})
    return abs(share - 0.95) <= 2.58 * math.sqrt(0.95 * 0.05 / days)


@pytest.mark.simulation
@pytest.mark.parametrize("weeks", [7, 12])
@pytest.mark.parametrize("length", [1, 3, 6, 12, 24])
def test_placebo_windows_are_covered_at_the_nominal_rate(
    ordinary: Bins, length: int, weeks: int
) -> None:
    windows = quiet(ordinary, length, every=13)
    held = placebo.hold(ordinary, windows, length, weeks=weeks)
    lost, recovered, net = held.shares
    print(
        f"taxis, {length} h, up to {weeks} weeks, {len(windows)} windows: "
        f"lost {100 * lost:.1f} %  recovered {100 * recovered:.1f} %  net {100 * net:.1f} %"
    )
    assert [within_sampling_error(share, windows) for share in held.shares] == [True] * 3


@pytest.mark.simulation
@pytest.mark.parametrize("length", [1, 4, 12])
@pytest.mark.parametrize("loss", [0.02, 0.05, 0.2])
def test_losses_that_were_put_in_are_found_within_the_interval(
    ordinary: Bins, length: int, loss: float
) -> None:
    windows = quiet(ordinary, length, every=17)
    held = placebo.hold(ordinary, windows, length, loss=loss)
    print(
        f"taxis, {100 * loss:.0f} % over {length} h, {len(windows)} windows: "
        f"lost {100 * held.shares[0]:.1f} %, told in {100 * held.told.mean():.0f} %"
    )
    assert within_sampling_error(held.shares[0], windows)
