"""Times along an axis are round on the clock that is named."""

from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugcase.figures.canvas import Canvas, drawing
from bugcase.figures.clock import along, time_axis
from fixtures.drawn import curves, words

LISBON, ADELAIDE = ZoneInfo("Europe/Lisbon"), ZoneInfo("Australia/Adelaide")


def ticks(start: datetime, end: datetime, zone: tzinfo | None, most: int = 6) -> list[str]:
    with drawing():
        sheet = Canvas(alt="a", source_line="b")
        time_axis(sheet, along([start, end], start=100, end=900), zone, y=50, most=most)
    return words(sheet.figure)


@pytest.mark.parametrize(
    ("start", "lasts", "zone", "shown"),
    [
        pytest.param(
            datetime(2026, 5, 3, 8, 40, tzinfo=UTC), timedelta(hours=2), UTC,
            ["09:00", "09:30", "10:00", "10:30"], id="half hours",
        ),
        pytest.param(
            datetime(2026, 5, 3, 8, 40, tzinfo=UTC), timedelta(hours=2), ADELAIDE,
            ["18:30", "19:00", "19:30", "20:00"], id="round where the clock hangs",
        ),
        pytest.param(
            datetime(2026, 5, 3, 20, tzinfo=UTC), timedelta(hours=12), UTC,
            ["20:00", "22:00", "4 May", "02:00", "04:00", "06:00", "08:00"], id="over midnight",
        ),
        pytest.param(
            datetime(2026, 3, 29, tzinfo=LISBON), timedelta(hours=4), LISBON,
            ["29 Mar", "02:00 UTC+01:00", "03:00 UTC+01:00", "04:00 UTC+01:00",
             "05:00 UTC+01:00"], id="the hour that is skipped",
        ),
        pytest.param(
            datetime(2026, 3, 29, 0, 50, tzinfo=LISBON), timedelta(minutes=25), LISBON,
            ["00:50 UTC+00:00", "02:00 UTC+01:00", "02:10 UTC+01:00"],
            id="minutes over the hour that is skipped",
        ),
        pytest.param(
            datetime(2026, 10, 25, 1, 20, tzinfo=LISBON), timedelta(minutes=80), LISBON,
            ["01:30 UTC+01:00", "01:00 UTC+00:00", "01:30 UTC+00:00"],
            id="from the first of two hours into the second",
        ),
        pytest.param(
            datetime(2026, 10, 25, tzinfo=LISBON), timedelta(hours=4), LISBON,
            ["25 Oct", "01:00 UTC+01:00", "01:00 UTC+00:00", "02:00 UTC+00:00",
             "03:00 UTC+00:00"], id="the hour that comes twice",
        ),
        pytest.param(
            datetime(2026, 5, 3, tzinfo=UTC), timedelta(weeks=5), UTC,
            ["4 May", "11 May", "18 May", "25 May", "1 Jun"], id="Mondays",
        ),
        pytest.param(
            datetime(2026, 5, 3, 8, tzinfo=UTC), timedelta(seconds=40), UTC,
            ["08:00:00", "08:00:15", "08:00:30"], id="seconds",
        ),
    ],
)  # fmt: skip
def test_ticks_are_round_on_the_clock(
    start: datetime, lasts: timedelta, zone: tzinfo, shown: list[str]
) -> None:
    end = (start.astimezone(UTC) + lasts).astimezone(start.tzinfo)
    assert ticks(start, end, zone, most=6) == shown


@given(
    days=st.integers(0, 20_000),
    minutes=st.floats(0.1, 60 * 24 * 3_000),
)
def test_there_are_few_ticks_and_they_stay_in_order(days: int, minutes: float) -> None:
    moment = datetime(1990, 1, 1, 7, 13, tzinfo=UTC) + timedelta(days=days)
    scale = along([moment, moment + timedelta(minutes=minutes)], start=100, end=900)
    with drawing():
        sheet = Canvas(alt="a", source_line="b")
        time_axis(sheet, scale, UTC, y=50, most=6)
    _, *marks = curves(sheet.figure, 1.5)  # the first is the axis
    at = [mark[0, 0] for mark in marks]
    assert len(at) <= 7
    assert all(before < after for before, after in pairwise(at))
