"""Which days are worked, country by country, and on which of them work is done."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugcase.decision.calendar import LONGEST, WorkingCalendar
from bugcase.errors import BugcaseError, CaseError

NOWHERE = WorkingCalendar()
GERMANY = WorkingCalendar(country="DE")
BAVARIA = WorkingCalendar(country="DE", subdivision="BY")

CALENDARS = st.sampled_from(
    [NOWHERE, GERMANY, BAVARIA, *(WorkingCalendar(country=c) for c in ("US", "EG", "AE", "CN"))]
)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
WORK = st.floats(0, 60)


def done(calendar: WorkingCalendar, first: date, working_days: float) -> date:
    return date.fromisoformat(str(calendar.finish(first, np.array(working_days))))


@pytest.mark.parametrize(
    ("country", "subdivision", "day", "worked"),
    [
        pytest.param("US", None, date(2026, 11, 26), False, id="Thanksgiving in the US"),
        pytest.param("DE", None, date(2026, 11, 26), True, id="the same Thursday in Germany"),
        pytest.param("GB", "ENG", date(2026, 12, 28), False, id="substitute for Boxing Day"),
        pytest.param("FR", None, date(2026, 12, 28), True, id="no second Christmas day in France"),
        pytest.param("DE", "BE", date(2027, 3, 8), False, id="Women's Day in Berlin"),
        pytest.param("DE", None, date(2027, 3, 8), True, id="and not in all of Germany"),
        pytest.param("EG", None, date(2026, 11, 20), False, id="Friday in Egypt"),
        pytest.param("EG", None, date(2026, 11, 22), True, id="Sunday in Egypt"),
        pytest.param("AE", None, date(2021, 11, 26), False, id="Friday in the Emirates, 2021"),
        pytest.param("AE", None, date(2026, 11, 27), True, id="Friday in the Emirates since 2022"),
        pytest.param("CN", None, date(2024, 2, 4), True, id="a Sunday worked for New Year, China"),
        pytest.param(None, None, date(2026, 12, 25), True, id="Christmas without a country"),
        pytest.param(None, None, date(2026, 12, 26), False, id="a Saturday without a country"),
    ],
)
def test_each_country_has_its_own_days_off(
    *, country: str | None, subdivision: str | None, day: date, worked: bool
) -> None:
    calendar = WorkingCalendar(country=country, subdivision=subdivision)
    assert calendar.is_working_day(day) is worked


@pytest.mark.parametrize(
    ("calendar", "first", "working_days", "last"),
    [
        pytest.param(NOWHERE, date(2026, 11, 24), 1, date(2026, 11, 24), id="one day is today"),
        pytest.param(NOWHERE, date(2026, 11, 24), 0.2, date(2026, 11, 24), id="part of a day"),
        pytest.param(NOWHERE, date(2026, 11, 24), 1.2, date(2026, 11, 25), id="a day and a part"),
        pytest.param(NOWHERE, date(2026, 11, 27), 2, date(2026, 11, 30), id="over a weekend"),
        pytest.param(NOWHERE, date(2026, 11, 28), 1, date(2026, 11, 30), id="begun on a Saturday"),
        pytest.param(
            NOWHERE, date(2026, 11, 28), 0, date(2026, 11, 30), id="nothing on a Saturday"
        ),
        pytest.param(NOWHERE, date(2026, 11, 24), 0, date(2026, 11, 24), id="nothing to do"),
        pytest.param(
            NOWHERE, date(2026, 11, 24), sum([0.1] * 10), date(2026, 11, 24), id="ten tenths"
        ),
        pytest.param(GERMANY, date(2026, 12, 24), 2, date(2026, 12, 28), id="over Christmas"),
        pytest.param(GERMANY, date(2026, 12, 31), 2, date(2027, 1, 4), id="over New Year"),
        pytest.param(BAVARIA, date(2027, 1, 5), 2, date(2027, 1, 7), id="over Epiphany in Bavaria"),
        pytest.param(GERMANY, date(2027, 1, 5), 2, date(2027, 1, 6), id="no Epiphany elsewhere"),
    ],
)
def test_work_is_done_by_the_end_of_a_working_day(
    calendar: WorkingCalendar, first: date, working_days: float, last: date
) -> None:
    assert done(calendar, first, working_days) == last


def test_finishes_have_the_shape_of_the_work() -> None:
    work = np.array([[0.5, 1.5], [2.5, 3.5]])
    assert GERMANY.finish(date(2026, 11, 24), work).astype(str).tolist() == [
        ["2026-11-24", "2026-11-25"],
        ["2026-11-26", "2026-11-27"],
    ]


def test_work_of_more_than_ten_years_ends_with_them() -> None:
    start = date(2026, 11, 24)
    assert done(GERMANY, start, 1e9) == done(GERMANY, start, LONGEST)


@given(CALENDARS, DAYS, WORK)
def test_work_never_ends_on_a_day_off(calendar: WorkingCalendar, first: date, work: float) -> None:
    last = done(calendar, first, work)
    assert last >= first
    assert calendar.is_working_day(last)


@given(CALENDARS, DAYS, st.integers(0, 30), WORK)
def test_a_later_start_is_never_done_earlier(
    calendar: WorkingCalendar, first: date, later: int, work: float
) -> None:
    assert done(calendar, first + timedelta(days=later), work) >= done(calendar, first, work)


@given(CALENDARS, DAYS, WORK, WORK)
def test_more_work_is_never_done_earlier(
    calendar: WorkingCalendar, first: date, work: float, more: float
) -> None:
    assert done(calendar, first, work + more) >= done(calendar, first, work)


@given(DAYS, WORK)
def test_more_holidays_are_never_done_earlier(first: date, work: float) -> None:
    assert done(NOWHERE, first, work) <= done(GERMANY, first, work) <= done(BAVARIA, first, work)


@given(DAYS, st.integers(1, 60))
def test_without_a_country_it_is_as_numpy_counts_weekdays(first: date, work: int) -> None:
    expected = np.busday_offset(np.datetime64(first, "D"), work - 1, roll="forward")
    assert done(NOWHERE, first, work) == expected.item()


@given(DAYS, st.integers(1, 60))
def test_with_holidays_it_is_as_numpy_counts_where_a_mask_and_a_list_will_do(
    first: date, work: int
) -> None:
    days = (first + timedelta(days=n) for n in range(150))
    off = [day for day in days if day.weekday() < 5 and not GERMANY.is_working_day(day)]
    expected = np.busday_offset(np.datetime64(first, "D"), work - 1, "forward", holidays=off)
    assert done(GERMANY, first, work) == expected.item()


@pytest.mark.parametrize(
    ("country", "subdivision", "message"),
    [
        pytest.param(
            "Germany",
            None,
            "country 'Germany': expected a code of two letters as in ISO 3166, such as DE, GB or "
            "US; found no country of that code whose holidays are known. Fix: did you mean "
            "DE (Germany)?",
            id="a name",
        ),
        pytest.param(
            "se",
            None,
            "country 'se': expected a code of two letters as in ISO 3166, such as DE, GB or US; "
            "found no country of that code whose holidays are known. Fix: did you mean "
            "SE (Sweden)?",
            id="a code in lower case",
        ),
        pytest.param(
            "Atlantis",
            None,
            "country 'Atlantis': expected a code of two letters as in ISO 3166, such as DE, GB or "
            "US; found no country of that code whose holidays are known. Fix: write the "
            "country's code, or unknown for Monday to Friday without holidays.",
            id="no country",
        ),
        pytest.param(
            "GB",
            "BY",
            "subdivision 'BY' of GB: expected one of ENG, NIR, SCT, WLS; found no such part of the "
            "country. Fix: write its code, or leave it unknown.",
            id="a part of another country",
        ),
        pytest.param(
            "MC",
            "BY",
            "subdivision 'BY' of MC: expected no subdivision; found no such part of the country. "
            "Fix: leave it unknown.",
            id="a part of a country without parts",
        ),
        pytest.param(
            None,
            "BY",
            "subdivision 'BY': expected a part of a country that is named as well; found no "
            "country. Fix: name the country, or leave both unknown.",
            id="a part of no country",
        ),
    ],
)
def test_an_unknown_country_is_refused_in_one_line_that_says_how_to_write_it(
    country: str | None, subdivision: str | None, message: str
) -> None:
    with pytest.raises(CaseError) as caught:
        WorkingCalendar(country=country, subdivision=subdivision)
    assert isinstance(caught.value, BugcaseError)
    assert str(caught.value) == message


def test_without_a_country_the_calendar_says_that_no_holidays_are_counted() -> None:
    assert not NOWHERE.counts_holidays
    assert NOWHERE.description == "Monday to Friday; no public holidays counted"


def test_with_a_country_the_calendar_names_it() -> None:
    assert BAVARIA.counts_holidays
    assert BAVARIA.description == "working days of Germany (BY), without its public holidays"
