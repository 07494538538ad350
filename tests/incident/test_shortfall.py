"""Expected against actual: what did not come, what came back, and what does not count."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import duckdb
import ibis
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bugcase.errors import DataError
from bugcase.estimate import Unit
from bugcase.incident.forecast.bins import Bins
from bugcase.incident.forecast.prediction import prediction_interval
from bugcase.incident.forecast.totals import BOTH, REBOUND, WINDOW, Totals
from bugcase.incident.forecast.windows import Windows
from bugcase.incident.shortfall import Control, Shortfall, measure_shortfall
from fixtures.placebo import hourly

Floats: TypeAlias = NDArray[np.float64]

HOUR = timedelta(hours=1)
START = datetime(2026, 1, 5)  # a Monday
WEEKS = 8
WINDOW_START = START + timedelta(weeks=7, days=2, hours=9)  # a Wednesday, nine in the morning
TWO_HOURS = (WINDOW_START, WINDOW_START + 2 * HOUR)
DAILY = np.array([20, 12, 8, 5, 5, 9, 22, 48, 80, 95, 100, 104, 110, 108, 99, 96, 98, 110, 125, 130,
                  118, 90, 60, 35.0])  # fmt: skip
WEEKLY = np.concatenate([DAILY * share for share in (1, 1.05, 1.1, 1.1, 1.3, 0.8, 0.6)])


def hours(start: datetime = START, weeks: int = WEEKS, zone: str | None = None) -> pd.DataFrame:
    """A shop whose weeks are all alike, by the clock on its wall."""
    at = pd.date_range(start, periods=168 * weeks, freq="h", tz=zone)
    hour_of_week = at.day_of_week * 24 + at.hour
    return pd.DataFrame({"at": at, "sold": WEEKLY[hour_of_week]})


def noisy(seed: int = 0, weeks: int = WEEKS) -> pd.DataFrame:
    frame = hours(weeks=weeks)
    random = np.random.default_rng(seed)
    return frame.assign(sold=random.poisson(frame["sold"]).astype(float))


def during(frame: pd.DataFrame, span: tuple[datetime, datetime]) -> NDArray[np.bool_]:
    return np.asarray((frame["at"] >= span[0]) & (frame["at"] < span[1]))


def shortfall(frame: Any, **asked: Any) -> Shortfall:
    question: dict[str, Any] = {
        "time": "at",
        "value": "sold",
        "rows": "readings",
        "unit": "orders",
        "window": TWO_HOURS,
    }
    return measure_shortfall(frame, **(question | asked))


def notices(found: Shortfall) -> list[tuple[str, str, int]]:
    return [(one.kind, one.where, one.count) for one in found.notices]


def test_weeks_that_are_all_alike_give_the_loss_exactly() -> None:
    frame = hours()
    frame.loc[during(frame, TWO_HOURS), "sold"] *= 0.25
    found = shortfall(frame)
    usual = 1.1 * (95 + 100)
    assert found.actual == pytest.approx(0.25 * usual)
    assert found.expected.value == pytest.approx(usual)
    assert found.lost.value == pytest.approx(0.75 * usual)
    assert found.recovered is not None
    assert found.recovered.value == pytest.approx(0)
    assert found.is_told


def test_what_comes_after_the_window_beyond_expectation_is_recovered() -> None:
    frame = hours()
    late = (TWO_HOURS[1], TWO_HOURS[1] + 2 * HOUR)
    frame.loc[during(frame, TWO_HOURS), "sold"] = 0
    frame.loc[during(frame, late), "sold"] += 60
    found = shortfall(frame)
    assert (found.start, found.end, found.rebound_end) == (*TWO_HOURS, late[1])
    assert found.recovered is not None
    assert found.net is not None
    assert found.recovered.value == pytest.approx(120)
    assert found.net.value == pytest.approx(found.lost.value - 120)


def test_hours_without_anything_are_told_with_what_was_expected_in_them() -> None:
    frame = hours()
    third = (TWO_HOURS[1], TWO_HOURS[1] + HOUR)
    frame.loc[during(frame, (WINDOW_START + HOUR, TWO_HOURS[1])), "sold"] = 0
    frame.loc[during(frame, third), "sold"] = 0
    found = shortfall(frame)
    assert [point.time for point in found.idle_bins] == [WINDOW_START + HOUR, third[0]]
    assert found.idle is not None
    assert found.idle.value == pytest.approx(1.1 * (100 + 104))  # 10 and 11 on a Wednesday
    assert found.lost.value == pytest.approx(1.1 * 100)
    assert shortfall(hours()).idle is None


def test_an_hour_in_which_nothing_is_expected_is_not_idle_and_takes_no_draws_from_others() -> None:
    frame = noisy()
    quiet = WINDOW_START + HOUR
    frame.loc[(frame["at"].dt.hour == quiet.hour), "sold"] = 0  # closed at this hour, every day
    assert shortfall(frame).idle_bins == ()
    empty = noisy()
    empty.loc[during(empty, TWO_HOURS), "sold"] = 0
    nearly = noisy()
    nearly.loc[during(nearly, TWO_HOURS), "sold"] = 1e-9
    assert shortfall(empty).lost.low == pytest.approx(shortfall(nearly).lost.low, abs=1e-6)


def test_without_data_after_the_window_nothing_is_said_of_recovery() -> None:
    frame = hours()
    found = shortfall(frame[frame["at"] < TWO_HOURS[1]])
    assert (found.rebound_end, found.recovered, found.net) == (None, None, None)
    assert notices(found) == [
        ("bins of the rebound that the data does not reach", "the rebound", 2)
    ]


def test_the_window_is_widened_to_whole_bins() -> None:
    found = shortfall(hours(), window=("2026-02-25T09:20", "2026-02-25T10:01"))
    assert (found.start, found.end) == TWO_HOURS


def test_a_trend_is_followed() -> None:
    frame = hours()
    day = np.arange(len(frame)) // 24
    found = shortfall(frame.assign(sold=frame["sold"] * 1.01**day))
    assert found.expected.value == pytest.approx(found.actual, rel=0.01)
    assert not found.is_told


def test_the_level_is_that_of_the_day_before_the_window() -> None:
    frame = hours()
    doubled = (TWO_HOURS[0] - 24 * HOUR, TWO_HOURS[0])
    frame.loc[during(frame, doubled), "sold"] *= 2
    assert shortfall(frame).expected.value == pytest.approx(2 * 1.1 * 195)


def test_a_longer_window_takes_its_level_from_as_many_days() -> None:
    found = shortfall(noisy(), window=(WINDOW_START, WINDOW_START + timedelta(days=2)))
    assert found.reference == timedelta(days=2)


def test_where_nothing_happened_the_sentence_says_that_no_loss_can_be_told() -> None:
    found = shortfall(noisy())
    assert found.lost.low <= 0 <= found.lost.high
    assert found.sentence == (
        "No loss can be told: 220 orders came, and 180 to 250 were expected (95% interval); "
        "the loss may be zero."
    )


def test_a_loss_is_told_with_its_interval() -> None:
    frame = noisy()
    frame.loc[during(frame, TWO_HOURS), "sold"] = 50
    assert shortfall(frame).sentence == (
        "Lost: 110 orders (95% interval 80 to 150); 100 orders came where 210 were expected."
    )


def test_more_than_expected_is_told_as_that() -> None:
    frame = noisy()
    frame.loc[during(frame, TWO_HOURS), "sold"] = 200
    assert shortfall(frame).sentence.startswith("More than expected: 190 orders (95% interval")


def test_the_method_names_the_weeks_and_the_length_of_the_blocks() -> None:
    found = shortfall(noisy())
    assert found.lost.method == (
        "hour-of-week baseline of 7 weeks; studentised bootstrap of 49 earlier stretches in "
        "blocks of 7 days"
    )
    assert (found.weeks, found.stretches, found.lost.n) == (7, 49, 49)


def test_the_same_seed_gives_the_same_interval_and_another_one_hardly_another() -> None:
    frame = noisy()
    first, again, other = (shortfall(frame, seed=seed).lost for seed in (0, 0, 1))
    assert first == again
    assert other.low != first.low
    assert other.low == pytest.approx(first.low, abs=0.1 * (first.high - first.low))


def test_points_hold_the_reference_the_window_and_the_rebound() -> None:
    found = shortfall(noisy())
    assert [one.time for one in found.points] == [
        WINDOW_START + (i - 24) * HOUR for i in range(24 + 2 + 2)
    ]
    inside = [one for one in found.points if found.start <= one.time < found.end]
    assert sum(one.actual or 0 for one in inside) == found.actual
    assert sum(one.expected or 0 for one in inside) == pytest.approx(found.expected.value)
    assert all(one.low <= one.expected <= one.high for one in inside)  # type: ignore[operator]


def test_what_was_never_negative_is_not_expected_to_be() -> None:
    random = np.random.default_rng(0)
    frame = hours().assign(sold=lambda f: random.poisson(f["sold"] / 60).astype(float))
    found = shortfall(frame)
    assert found.expected.low == 0
    refunds = shortfall(frame.assign(sold=frame["sold"] - (frame.index % 50 == 0) * 1e-9))
    assert refunds.expected.low < 0


# what a row is


def events(frame: pd.DataFrame) -> pd.DataFrame:
    """As many rows an hour as were sold, spread over it."""
    sold = frame["sold"].round().astype(int).to_numpy()
    begins = np.repeat(frame["at"].to_numpy(), sold)
    place = np.concatenate([np.arange(n) / n for n in sold])
    return pd.DataFrame({"at": begins + (place * 3.6e9).astype("timedelta64[us]"), "euros": 2.5})


def test_of_events_an_empty_bin_has_none_and_is_a_loss() -> None:
    orders = events(hours())
    orders = orders[~during(orders, TWO_HOURS)]
    found = shortfall(orders, rows="events", value=None)
    assert found.actual == 0
    assert found.lost.value == pytest.approx(1.1 * 195, rel=0.01)
    money = shortfall(orders, rows="events", value="euros", unit="EUR")
    assert money.lost.value == pytest.approx(2.5 * found.lost.value)


def test_of_readings_an_empty_bin_is_a_gap_and_no_loss() -> None:
    frame = hours()
    gap = (WINDOW_START, WINDOW_START + HOUR)
    found = shortfall(frame[~during(frame, gap)])
    assert found.lost.value == pytest.approx(0)
    assert found.expected.value == pytest.approx(1.1 * 100)
    assert notices(found) == [("bins with fewer readings than usual, left out", "the window", 1)]


def test_a_bin_with_half_of_its_readings_is_a_gap_as_well() -> None:
    frame = hours()
    later = frame.assign(at=frame["at"] + timedelta(minutes=30))
    halves = pd.concat([frame, later[~during(later, (WINDOW_START, WINDOW_START + HOUR))]])
    found = shortfall(halves)
    assert found.lost.value == pytest.approx(0)
    assert notices(found) == [("bins with fewer readings than usual, left out", "the window", 1)]


def test_a_reading_without_a_value_is_counted_and_makes_a_gap() -> None:
    frame = hours()
    frame.loc[during(frame, (WINDOW_START, WINDOW_START + HOUR)), "sold"] = np.nan
    found = shortfall(frame)
    assert found.lost.value == pytest.approx(0)
    assert [kind for kind, _, _ in notices(found)] == [
        "rows without a value, left out",
        "bins with fewer readings than usual, left out",
    ]


def test_days_without_any_event_are_a_hole_in_the_weeks_before() -> None:
    orders = events(hours())
    hole = (START + timedelta(weeks=3), START + timedelta(weeks=3, days=1))
    found = shortfall(orders[~during(orders, hole)], rows="events", value=None)
    assert found.lost.value == pytest.approx(0)
    assert notices(found) == [("bins on days without any row, left out", "the weeks before", 24)]


def test_a_shop_that_is_closed_on_sundays_has_no_hole_there() -> None:
    orders = events(hours())
    orders = orders[orders["at"].dt.day_of_week != 6]
    assert notices(shortfall(orders, rows="events", value=None)) == []


def test_the_data_is_whole_until_the_time_that_is_named() -> None:
    orders = events(hours())
    orders = orders[orders["at"] < WINDOW_START]
    found = shortfall(
        orders, rows="events", value=None, until=WINDOW_START + 3 * HOUR, rebound=HOUR
    )
    assert (found.actual, found.rebound_end) == (0, WINDOW_START + 3 * HOUR)


def test_amounts_written_as_text_are_read_and_counted() -> None:
    frame = hours()
    text = frame.assign(sold=[f"€ {x:,.2f}" for x in frame["sold"]])
    found = shortfall(text, unit="EUR")
    assert found.expected.value == pytest.approx(shortfall(frame).expected.value, abs=0.02)
    assert [kind for kind, _, _ in notices(found)] == ["amounts written as text"]


# what does not count


@pytest.mark.parametrize(
    ("monday", "change"),
    [
        pytest.param(datetime(2026, 2, 23), datetime(2026, 3, 29), id="an hour left out"),
        pytest.param(datetime(2025, 9, 22), datetime(2025, 10, 26), id="an hour twice"),
    ],
)
def test_hours_of_the_week_are_those_of_the_clock_on_the_wall(
    monday: datetime, change: datetime
) -> None:
    frame = hours(start=monday, weeks=6, zone="Europe/Lisbon")
    morning = change.replace(hour=6, tzinfo=ZoneInfo("Europe/Lisbon"))
    found = shortfall(frame, window=(morning, morning + 3 * HOUR), zone="Europe/Lisbon")
    assert found.lost.value == pytest.approx(0, abs=1e-9)
    assert notices(found) == [("bins in which the clock changes, left out", "the weeks before", 1)]
    by_utc = shortfall(frame, window=(morning, morning + 3 * HOUR))
    assert abs(by_utc.lost.value) > 30


def test_the_bin_in_which_the_clock_changes_is_no_loss() -> None:
    frame = hours(start=datetime(2025, 9, 22), weeks=6, zone="Europe/Lisbon")
    night = datetime(2025, 10, 26, tzinfo=ZoneInfo("Europe/Lisbon"))
    frame.loc[frame["at"].dt.strftime("%m-%d %H") == "10-26 01", "sold"] = 0
    found = shortfall(frame, window=(night, night + 6 * HOUR), zone="Europe/Lisbon")
    assert found.lost.value == pytest.approx(0)
    assert ("bins in which the clock changes, left out", "the window", 1) in notices(found)


def test_times_without_a_zone_are_those_of_the_named_one() -> None:
    frame = hours()
    plain = shortfall(frame)
    zoned = shortfall(frame, zone="Europe/Lisbon")
    assert zoned.lost.value == plain.lost.value
    assert zoned.start == WINDOW_START.replace(tzinfo=ZoneInfo("Europe/Lisbon"))


def test_public_holidays_are_no_ordinary_days_and_no_loss() -> None:
    frame = hours(start=datetime(2026, 3, 2), weeks=7)
    easter = (datetime(2026, 4, 3), datetime(2026, 4, 4))  # Good Friday
    frame.loc[during(frame, easter), "sold"] = 0
    window = (datetime(2026, 4, 2, 20), datetime(2026, 4, 3, 2))
    found = shortfall(frame, window=window, country="PT")
    assert found.lost.value == pytest.approx(0)
    assert ("bins on public holidays, left out", "the window", 2) in notices(found)
    a_week_later = (datetime(2026, 4, 10, 9), datetime(2026, 4, 10, 12))
    assert shortfall(frame, window=a_week_later, country="PT").lost.value == pytest.approx(0)
    assert shortfall(frame, window=a_week_later).lost.value < -50


def test_the_level_is_taken_from_before_a_holiday() -> None:
    frame = hours(start=datetime(2026, 3, 2), weeks=7)
    window = (datetime(2026, 4, 4, 9), datetime(2026, 4, 4, 12))  # behind Good Friday
    assert shortfall(frame, window=window, country="PT").reference == timedelta(days=2)


def test_spans_that_are_named_are_left_out_of_the_weeks_before() -> None:
    frame = hours()
    sale = (START + timedelta(weeks=2), START + timedelta(weeks=3))
    frame.loc[during(frame, sale), "sold"] *= np.linspace(1, 5, 168)
    found = shortfall(frame, leave_out=[sale])
    assert found.lost.value == pytest.approx(0)
    assert ("bins that were named to be left out", "the weeks before", 168) in notices(found)


# the control


def slump() -> pd.DataFrame:
    """All sell 40 % less from the window on, and this shop a further half."""
    frame = noisy(3)
    visits = np.random.default_rng(4).poisson(frame["sold"] * 50 + 500)
    frame["visits"] = visits.astype(float)
    after = frame["at"] >= WINDOW_START
    frame.loc[after, ["sold", "visits"]] *= 0.6
    frame.loc[during(frame, TWO_HOURS), "sold"] *= 0.5
    return frame


def test_a_control_takes_away_what_happened_to_all() -> None:
    frame = slump()
    truth = frame.loc[during(frame, TWO_HOURS), "sold"].sum()  # as much as was left
    alone, beside = shortfall(frame), shortfall(frame, control="visits")
    assert alone.lost.low > truth
    assert beside.lost.low <= truth <= beside.lost.high
    assert "scaled by a control" in beside.lost.method


def test_a_control_may_come_from_a_table_of_its_own() -> None:
    frame = slump()
    visits = frame[["at", "visits"]].rename(columns={"at": "when"})
    control = Control(frame_or_path=visits, time="when", value="visits", rows="readings")
    own = shortfall(frame[["at", "sold"]], control=control)
    assert own.lost == shortfall(frame, control="visits").lost


def test_where_the_control_has_a_gap_nothing_counts() -> None:
    frame = slump()
    frame.loc[during(frame, (WINDOW_START, WINDOW_START + HOUR)), "visits"] = np.nan
    found = shortfall(frame, control="visits")
    assert found.actual == frame.loc[frame["at"] == WINDOW_START + HOUR, "sold"].item()
    assert ("bins with fewer readings than usual, left out", "the control", 1) in notices(found)


# wherever the rows are


def in_a_file(frame: pd.DataFrame, folder: Path, suffix: str) -> str:
    path = str(folder / f"sold.{suffix}")
    relation = duckdb.from_df(frame)
    relation.write_parquet(path) if suffix == "parquet" else relation.write_csv(path)
    return path


@pytest.mark.parametrize(
    "held",
    [
        pytest.param(lambda f, _: f, id="pandas"),
        pytest.param(lambda f, _: pl.from_pandas(f), id="Polars"),
        pytest.param(lambda f, _: pl.from_pandas(f).lazy(), id="Polars, lazy"),
        pytest.param(lambda f, _: pa.Table.from_pandas(f), id="PyArrow"),
        pytest.param(lambda f, _: duckdb.from_df(f), id="DuckDB"),
        pytest.param(lambda f, _: ibis.memtable(pa.Table.from_pandas(f)), id="Ibis"),
        pytest.param(lambda f, folder: in_a_file(f, folder, "csv"), id="CSV"),
        pytest.param(lambda f, folder: in_a_file(f, folder, "parquet"), id="Parquet"),
        pytest.param(lambda f, _: f.sample(frac=1, random_state=0), id="in no order"),
        pytest.param(lambda f, _: f.assign(at=f["at"].map(datetime.isoformat)), id="as text"),
    ],
)
def test_the_same_rows_give_the_same_numbers(
    held: Callable[[pd.DataFrame, Path], Any], tmp_path: Path
) -> None:
    frame = noisy()
    found = shortfall(held(frame, tmp_path))
    assert found.lost == shortfall(frame).lost
    columns = list(found.to_frame().columns)
    assert columns == ["time", "actual", "expected", "low", "high"] or len(columns) == 5


def test_instants_give_the_same_numbers_as_the_times_they_are() -> None:
    frame = noisy()
    seconds = frame.assign(at=frame["at"].map(lambda t: t.replace(tzinfo=UTC).timestamp()))
    window = tuple(t.replace(tzinfo=UTC) for t in TWO_HOURS)
    assert shortfall(seconds, window=window).lost == shortfall(frame).lost


def test_bins_of_five_minutes_and_of_a_day_add_up_to_the_same() -> None:
    at = pd.date_range(START, periods=168 * 12 * 6, freq="5min")
    frame = pd.DataFrame({"at": at, "sold": WEEKLY[at.day_of_week * 24 + at.hour]})
    day = (START + timedelta(weeks=5, days=2), START + timedelta(weeks=5, days=3))
    widths = (timedelta(minutes=5), timedelta(minutes=30), timedelta(days=1))
    expected = [shortfall(frame, window=day, bin_width=width).expected.value for width in widths]
    assert expected == pytest.approx([12 * 1.1 * DAILY.sum()] * 3)


# refusals

NO_YEAR = {"window": (datetime(2027, 1, 1), datetime(2027, 1, 2))}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        pytest.param(
            {"window": (START + timedelta(weeks=3, days=6), START + timedelta(weeks=4))},
            "history before the window: expected at least 4 whole weeks; found 27 days, 0:00:00.",
            id="less than four weeks before",
        ),
        pytest.param(NO_YEAR, "window: expected a time within the data", id="outside the data"),
        pytest.param(
            {"window": TWO_HOURS[::-1]}, "window: expected an end after its start", id="swapped"
        ),
        pytest.param(
            {"window": (WINDOW_START, START + timedelta(weeks=9))},
            "window: expected an end by 2026-03-02 00:00:00, up to which the data is whole;",
            id="beyond the data",
        ),
        pytest.param(
            {"window": (WINDOW_START - timedelta(days=3), WINDOW_START), "weeks": 4,
             "rebound": timedelta(days=2)},
            "as long as it and its rebound (5 days): expected at least 50, one beginning each day;",
            id="too long for the weeks before",
        ),
        pytest.param(
            {"window": (WINDOW_START.replace(tzinfo=UTC), TWO_HOURS[1])},
            "window: expected no zone, as in the data;",
            id="a zone where the data has none",
        ),
        pytest.param({"zone": "Mars/Olympus"}, "zone: expected a name of the IANA", id="no zone"),
        pytest.param(
            {"country": "XX"}, "country 'XX': expected two letters of a country", id="no country"
        ),
        pytest.param(
            {"bin_width": timedelta(minutes=7)},
            "width of the bins: expected 5 minutes to a day",
            id="bins that make no day",
        ),
        pytest.param(
            {"bin_width": timedelta(minutes=15)},
            "column 'at' of pandas frame: expected a reading in most bins of 0:15:00;",
            id="readings further apart than bins",
        ),
        pytest.param({"value": "sodl"}, "did you mean 'sold'?", id="no such column"),
        pytest.param(
            {"window": (datetime(2026, 2, 16), datetime(2026, 2, 17)), "country": "US"},
            "found 0 of 24; 24 bins on public holidays, left out.",
            id="a window on a holiday",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_with_what_it_would_take(
    asked: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataError) as refused:
        shortfall(hours(), **asked)
    assert message in str(refused.value)


def test_an_infinite_value_is_refused() -> None:
    frame = hours()
    frame.loc[5, "sold"] = np.inf
    with pytest.raises(DataError, match="finite numbers; found an infinite one"):
        shortfall(frame)


def test_a_window_after_a_day_without_anything_is_refused() -> None:
    frame = hours()
    frame.loc[during(frame, (WINDOW_START - 24 * HOUR, WINDOW_START)), "sold"] = 0
    with pytest.raises(DataError, match="something to take the level from; found nothing came"):
        shortfall(frame)


def test_hours_in_which_nothing_is_ever_sold_have_no_expectation() -> None:
    frame = hours()
    frame.loc[frame["at"].dt.hour < 6, "sold"] = 0
    with pytest.raises(DataError, match="hours in which something is expected"):
        shortfall(frame, window=(datetime(2026, 2, 25, 2), datetime(2026, 2, 25, 4)))


def test_two_currencies_in_one_column_are_refused() -> None:
    frame = hours()
    text = [f"{'€' if i % 9 else '$'} {x:.2f}" for i, x in enumerate(frame["sold"])]
    with pytest.raises(DataError, match="amounts in one currency"):
        shortfall(frame.assign(sold=text))


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"weeks": 3}, id="three weeks"),
        pytest.param({"level": 95}, id="a level of 95"),
        pytest.param({"rows": "samples"}, id="rows that are neither"),
    ],
)
def test_a_question_that_is_none_is_a_programming_error(asked: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="found"):
        shortfall(hours(), **asked)


# the interval


def interval(z: Floats, size: Floats | float = 100.0, new: float = 100.0) -> tuple[float, float]:
    """Of one quantity, from errors of earlier stretches."""
    sizes = np.broadcast_to(np.asarray(size, dtype=float), z.shape)
    low, high = prediction_interval(np.array([new]), sizes[:, None], (sizes + z)[:, None])
    return float(low[0]), float(high[0])


@pytest.mark.parametrize(
    ("n", "quantile"),
    [
        pytest.param(20, 2.093 * np.sqrt(1 + 1 / 20), id="20 stretches: t of 19"),
        pytest.param(50, 2.010 * np.sqrt(1 + 1 / 50), id="50 stretches: t of 49"),
        pytest.param(2000, 1.960, id="2,000 stretches: normal"),
    ],
)
def test_normal_errors_get_the_interval_of_student(n: int, quantile: float) -> None:
    """Quantiles as printed in Student's table; nobody tells the bootstrap of the normal."""
    random = np.random.default_rng(n)
    widths = []
    for _ in range(60 if n < 1000 else 5):
        errors = random.standard_normal(n)
        low, high = interval(errors)
        widths.append((high - low) / 2 / errors.std(ddof=1))
    assert np.mean(widths) == pytest.approx(quantile, rel=0.07)


@pytest.mark.parametrize(
    ("power", "ratio"),
    [pytest.param(0.5, 10, id="counting noise"), pytest.param(1.0, 100, id="in proportion")],
)
def test_the_spread_grows_with_the_size_as_the_errors_show(power: float, ratio: float) -> None:
    random = np.random.default_rng(0)
    size = np.tile([2000.0] * 5 + [20.0] * 2, 60)
    errors = random.standard_normal(len(size)) * 0.1 * size**power
    small, large = (interval(errors, size, new) for new in (20.0, 2000.0))
    assert (large[1] - large[0]) / (small[1] - small[0]) == pytest.approx(ratio, rel=0.35)


def test_a_stretch_of_which_nothing_is_known_changes_nothing_but_the_draws() -> None:
    errors = np.random.default_rng(0).standard_normal(60)
    whole = interval(errors)
    gappy = interval(np.insert(errors, 30, np.nan))
    assert gappy == pytest.approx(whole, abs=0.25)


def test_errors_that_are_all_nothing_have_no_width() -> None:
    assert interval(np.zeros(30)) == (100.0, 100.0)


def placed(held: Bins, first: int, length: int) -> Windows:
    width = held.clock.width
    span = (first * width, (first + length) * width)
    return Windows.of(held.clock, span, rebound=None, weeks=12).fitted(held)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 1000),
    first=st.integers(168 * 4 + 24, 168 * 5),
    length=st.integers(1, 24),
    scale=st.sampled_from([0.01, 3.0, 1e6]),
    level=st.sampled_from([0.5, 0.8, 0.99]),
)
def test_intervals_hold_their_value_scale_with_the_data_and_widen_with_the_level(
    seed: int, first: int, length: int, scale: float, level: float
) -> None:
    random = np.random.default_rng(seed)
    values = random.poisson(np.tile(WEEKLY, 6)).astype(float)
    held = hourly(values)
    windows = placed(held, first, length)
    one = Totals.of(windows, held)
    other = Totals.of(windows, hourly(values * scale))
    missed_in = partial(one.missed, method="m", unit=Unit("u"))
    for part in (WINDOW, REBOUND, BOTH):
        missed, gained = missed_in(part), one.gained(part, method="m", unit=Unit("u"))
        assert (missed.low, missed.high) == pytest.approx((-gained.high, -gained.low))
        more = other.missed(part, method="m", unit=Unit("u"))
        assert more.value == pytest.approx(scale * missed.value, abs=1e-6)
        assert other.low[part] == pytest.approx(scale * one.low[part], rel=1e-6)
    same = Totals.of(windows, held, level=level)
    assert ((same.high - same.low <= one.high - one.low) == (level < 0.95)).all()
    lost, recovered, net = (missed_in(part).value for part in (WINDOW, REBOUND, BOTH))
    assert net == pytest.approx(lost + recovered)
