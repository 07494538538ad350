"""Numbers into words: what a slide, a script and a report say alike."""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugcase import wording
from bugcase.errors import CaseError
from bugcase.estimate import Estimate, Unit
from bugcase.wording import ODDS, OddsBand

GB = "en_GB"
BERLIN, NEW_YORK, CALIFORNIA = map(
    ZoneInfo, ("Europe/Berlin", "America/New_York", "America/Los_Angeles")
)
PROBABILITIES = st.floats(0, 1)
AMOUNTS = st.floats(-1e9, 1e9)


def simulated(value: float, low: float, high: float, unit: str = "EUR") -> Estimate:
    return Estimate(
        value=value,
        low=low,
        high=high,
        level=0.9,
        n=100_000,
        method="Monte Carlo",
        unit=Unit(unit),
    )


# ---------------------------------------------------------------- odds


def test_the_odds_scale_is_that_of_icd_203() -> None:
    assert [(band.words, band.percent) for band in ODDS] == [
        ("almost no chance", "1–5%"),
        ("very unlikely", "5–20%"),
        ("unlikely", "20–45%"),
        ("roughly even", "45–55%"),
        ("likely", "55–80%"),
        ("very likely", "80–95%"),
        ("almost certain", "95–99%"),
    ]


def test_the_bands_of_the_odds_scale_have_no_gap_and_no_overlap() -> None:
    assert all(one.high == other.low for one, other in pairwise(ODDS))


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        pytest.param(0.0, "less than 1 in 100", id="never seen"),
        pytest.param(0.00999, "less than 1 in 100", id="below the scale"),
        pytest.param(0.01, "almost no chance (1–5%)", id="its first boundary"),
        pytest.param(0.05, "very unlikely (5–20%)", id="a boundary is the upper band's"),
        pytest.param(0.1999, "very unlikely (5–20%)", id="just below a boundary"),
        pytest.param(0.20, "unlikely (20–45%)", id="20%"),
        pytest.param(0.45, "roughly even (45–55%)", id="45%"),
        pytest.param(0.55, "likely (55–80%)", id="55%"),
        pytest.param(0.80, "very likely (80–95%)", id="80%"),
        pytest.param(0.95, "almost certain (95–99%)", id="95%"),
        pytest.param(0.99, "almost certain (95–99%)", id="its last boundary"),
        pytest.param(0.99001, "more than 99 in 100", id="above the scale"),
        pytest.param(1.0, "more than 99 in 100", id="always seen"),
    ],
)
def test_each_probability_has_one_word_with_its_band_beside_it(
    probability: float, words: str
) -> None:
    assert wording.odds(probability) == words


@given(st.floats(0.01, 0.99))
def test_the_band_beside_the_word_holds_the_probability(probability: float) -> None:
    said = wording.odds(probability)
    (band,) = [one for one in ODDS if said == f"{one.words} ({one.percent})"]
    assert band.low <= probability <= band.high


def test_a_band_of_another_scale_is_written_alike() -> None:
    assert OddsBand(entry="odds.likely", low=0.66, high=1).percent == "66–100%"


@pytest.mark.parametrize("say", [wording.odds, wording.one_in])
@pytest.mark.parametrize("wrong", [-0.1, 1.1, 55, float("nan")])
def test_what_is_no_probability_is_refused(say: Callable[[float], str], wrong: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        say(wrong)


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.125, "about 1 in 8"),
        (0.118, "about 12 in 100"),
        (0.5, "about 1 in 2"),
        (0.3, "about 3 in 10"),
        (0.9, "about 9 in 10"),
        (0.97, "about 97 in 100"),
        (0.01, "about 1 in 100"),
        (1 / 105, "about 1 in 100"),
        (0.00081, "about 1 in 1,200"),
        (0.0, "0 in 10"),
        (1.0, "10 in 10"),
    ],
)
def test_a_probability_is_so_many_in_so_many(probability: float, words: str) -> None:
    assert wording.one_in(probability) == words


@given(st.floats(1e-6, 1 - 1e-6))
def test_so_many_in_so_many_is_near_the_probability_and_near_its_complement(
    probability: float,
) -> None:
    words = re.fullmatch(r"about ([\d,]+) in ([\d,]+)", wording.one_in(probability))
    assert words is not None
    many, of = (int(number.replace(",", "")) for number in words.groups())
    near = 0.06 * min(probability, 1 - probability)
    assert many / of == pytest.approx(probability, abs=near)


# ---------------------------------------------------------------- counts


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "none"),
        (0.3, "less than 1"),
        (0.7, "about 1"),
        (7.4, "about 7"),
        (99.7, "about 100"),
        (1234, "about 1,200"),
        (987_654, "about 990,000"),
    ],
)
def test_a_simulated_count_has_two_digits(number: float, words: str) -> None:
    assert wording.about(number) == words


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="see more_or_fewer"):
        wording.about(-1)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        pytest.param(912, 31_400, "between 900 and 32,000", id="more"),
        pytest.param(0, 31_400, "between 0 and 32,000", id="from none"),
        pytest.param(-912, 31_400, "between 1,000 fewer and 32,000 more", id="either"),
        pytest.param(-31_400, -912, "between 900 and 32,000 fewer", id="fewer"),
        pytest.param(-31_400, 0, "between 0 and 32,000 fewer", id="to none"),
        pytest.param(1204, 1209, "between 1,204 and 1,209", id="all but one number"),
        pytest.param(-1204, -1204, "about 1,204 fewer", id="one number"),
    ],
)
def test_a_range_of_counts_names_the_side_only_below_zero(
    low: float, high: float, words: str
) -> None:
    shown = wording.rounded(simulated((low + high) / 2, low, high, "orders"), whole=True)
    assert wording.range_of(shown, below="side.fewer", above="side.more") == words


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        pytest.param(
            (5230, 912, 31_400),
            "about 5,000 more wrong decisions (between 900 and 32,000)",
            id="more",
        ),
        pytest.param(
            (-40, -95, -12), "about 40 fewer wrong decisions (between 12 and 100)", id="fewer"
        ),
        pytest.param(
            (40, -12, 95),
            "about 40 more wrong decisions (between 12 fewer and 100 more)",
            id="more or fewer",
        ),
        pytest.param(
            (0.2, -12, 95),
            "no more and no fewer wrong decisions (between 12 fewer and 100 more)",
            id="as many",
        ),
        pytest.param((40, 40, 40), "about 40 more wrong decisions", id="certain"),
    ],
)
def test_an_estimate_of_more_or_fewer_is_a_phrase(
    estimate: tuple[float, float, float], words: str
) -> None:
    assert wording.more_or_fewer(simulated(*estimate, unit="wrong decisions")) == words


# ---------------------------------------------------------------- money


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "words"),
    [
        pytest.param(182_430, "EUR", GB, "€180,000", id="two digits"),
        pytest.param(1_238_000, "EUR", GB, "€1,200,000", id="in full"),
        pytest.param(-1234, "GBP", GB, "£1,200 saved", id="less than nothing"),
        pytest.param(0, "EUR", GB, "€0", id="nothing"),
        pytest.param(4.5, "EUR", GB, "€4.50", id="with cents"),
        pytest.param(0.0042, "EUR", GB, "€0.0042", id="less than a cent"),
        pytest.param(9.97, "EUR", GB, "€10", id="ten has none"),
        pytest.param(182_430, "JPY", GB, "JP¥180,000", id="yen"),
        pytest.param(182_430, "EUR", "de_DE", "180.000\xa0€", id="as Germans write"),
        pytest.param(1_238_000, "INR", "hi_IN", "₹12,00,000", id="as Indians write"),
    ],
)
def test_money_is_said_in_two_digits_as_its_readers_write_it(
    amount: float, currency: str, locale: str, words: str
) -> None:
    with wording.using(locale):
        assert wording.money(amount, currency) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        pytest.param(182_430, 238_000, "between €180,000 and €240,000", id="lost"),
        pytest.param(182_430, 1_238_000, "between €180,000 and €1,300,000", id="in one scale"),
        pytest.param(-21_400, 238_000, "between €22,000 saved and €240,000 lost", id="either"),
        pytest.param(-92_000, -21_400, "between €20,000 and €100,000 saved", id="saved"),
        pytest.param(0, 238_000, "between €0 and €240,000", id="from nothing"),
        pytest.param(2.4, 5.25, "between €2.40 and €5.30", id="with cents"),
        pytest.param(2.4, 238, "between €2 and €240", id="cents on neither end"),
        pytest.param(182_430, 182_430, "about €182,400", id="certain"),
        pytest.param(-182_430, -182_430, "about €182,400 saved", id="certainly saved"),
    ],
)
def test_a_range_of_money_writes_both_ends_alike(low: float, high: float, words: str) -> None:
    assert wording.money_range(simulated((low + high) / 2, low, high)) == words


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        pytest.param("EUR", "between €1,000 gained and €13,000 lost", id="money"),
        pytest.param("orders", "between 1,000 gained and 13,000 lost orders", id="a count"),
        pytest.param("SMS", "between 1,000 gained and 13,000 lost SMS", id="three capitals"),
    ],
)
def test_a_total_is_said_in_money_only_where_its_unit_is_a_currency(unit: str, words: str) -> None:
    lost = simulated(1, -951, 12_345, unit)
    assert wording.total_range(lost, below="side.gained", above="side.lost") == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        pytest.param(1.5, math.inf, "1,000 EUR, 90% interval 2 to unbounded", id="above"),
        pytest.param(
            -math.inf, 12_345.6, "+1,000 EUR, 90% interval unbounded to +12,346", id="below"
        ),
        pytest.param(999.96, 12_345.6, "1,000 EUR, 90% interval 1,000 to 12,346", id="neither"),
    ],
)
def test_an_end_that_the_data_cannot_bound_is_said_to_be_unbounded(
    low: float, high: float, words: str
) -> None:
    assert wording.interval(simulated(min(high, 1000), low, high)) == words


@pytest.mark.parametrize(
    "say",
    [
        pytest.param(lambda code: wording.money(1, code), id="money"),
        pytest.param(lambda code: wording.money_range(simulated(1, 0, 2, code)), id="money_range"),
    ],
)
def test_an_unknown_currency_is_refused_in_one_line(say: Callable[[str], str]) -> None:
    with pytest.raises(CaseError) as caught:
        say("EURO")
    assert str(caught.value) == (
        "currency 'EURO': expected a code of three letters as in ISO 4217, such as EUR, GBP or "
        "USD; found no such currency. Fix: write the currency's code."
    )


@given(AMOUNTS)
def test_no_amount_has_a_minus_sign(amount: float) -> None:
    said = wording.money(amount, "EUR")
    assert "-" not in said
    assert said.endswith("saved") == (amount < 0)


@given(AMOUNTS, AMOUNTS)
def test_a_range_is_said_from_the_nearer_end_or_across_zero(one: float, other: float) -> None:
    low, high = sorted((one, other))
    shown = wording.rounded(simulated((low + high) / 2, low, high, "orders"), whole=True)
    said = wording.range_of(shown, below="side.fewer", above="side.more")
    numbers = [float(n.replace(",", "")) for n in re.findall(r"[\d,.]+", said)]
    assert numbers == sorted(numbers) or (low < 0 < high and "more" in said)


# ---------------------------------------------------------------- time


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (0, "less than a second"),
        (1, "1 second"),
        (59.4, "59 seconds"),
        (59.6, "1 minute"),
        (720, "12 minutes"),
        (3599.7, "1 hour"),
        (5400, "1 hour 30 minutes"),
        (timedelta(hours=23, minutes=59, seconds=40), "1 day"),
        (timedelta(days=3, hours=4, minutes=10), "3 days 4 hours"),
        (timedelta(days=1200), "1,200 days"),
    ],
)
def test_a_time_is_said_in_its_two_largest_units(time: timedelta | float, words: str) -> None:
    assert wording.duration(time) == words


def test_a_negative_time_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        wording.duration(-1)


@pytest.mark.parametrize(
    ("p50", "p90", "words"),
    [
        pytest.param(
            date(2026, 11, 26), date(2026, 11, 30),
            "Thursday 26_November is even odds; Monday 30_November is nine in ten",
            id="two days",
        ),
        pytest.param(
            date(2026, 11, 26), date(2026, 11, 26),
            "Thursday 26_November is even odds and nine in ten alike",
            id="the same day",
        ),
        pytest.param(
            date(2026, 12, 30), date(2027, 1, 4),
            "Wednesday 30_December_2026 is even odds; Monday 4_January_2027 is nine in ten",
            id="two years",
        ),
    ],
)  # fmt: skip
def test_a_plan_is_said_as_a_day_of_even_odds_and_one_of_nine_in_ten(
    p50: date, p90: date, words: str
) -> None:
    assert wording.plan_odds(p50, p90) == words.replace("_", "\xa0")


@pytest.mark.parametrize(
    ("instant", "zone", "options", "words"),
    [
        pytest.param(
            datetime(2026, 11, 26, tzinfo=UTC), UTC, {},
            "Thursday 26_November, 00:00 UTC", id="UTC",
        ),
        pytest.param(
            datetime(2026, 11, 26, tzinfo=UTC), ZoneInfo("Etc/UTC"), {},
            "Thursday 26_November, 00:00 UTC", id="UTC by its other name",
        ),
        pytest.param(
            datetime(2026, 11, 26, tzinfo=UTC), CALIFORNIA, {},
            "Wednesday 25_November, 16:00 in Los Angeles", id="the day before",
        ),
        pytest.param(
            datetime(2026, 6, 26, tzinfo=UTC), CALIFORNIA, {},
            "Thursday 25_June, 17:00 in Los Angeles", id="in summer time",
        ),
        pytest.param(
            datetime(2026, 11, 26, 9, tzinfo=BERLIN), ZoneInfo("Asia/Kolkata"), {},
            "Thursday 26_November, 13:30 in Kolkata", id="half an hour off",
        ),
        pytest.param(
            datetime(2026, 3, 29, 0, 59, tzinfo=UTC), BERLIN, {},
            "Sunday 29_March, 01:59 in Berlin", id="before the clock jumps",
        ),
        pytest.param(
            datetime(2026, 3, 29, 1, tzinfo=UTC), BERLIN, {},
            "Sunday 29_March, 03:00 in Berlin", id="after the clock has jumped",
        ),
        pytest.param(
            datetime(2026, 11, 1, 5, 30, tzinfo=UTC), NEW_YORK, {},
            "Sunday 1_November, 01:30 in New York (UTC-04:00)", id="the first 01:30",
        ),
        pytest.param(
            datetime(2026, 11, 1, 6, 30, tzinfo=UTC), NEW_YORK, {},
            "Sunday 1_November, 01:30 in New York (UTC-05:00)", id="the second 01:30",
        ),
        pytest.param(
            datetime(2026, 11, 26, tzinfo=UTC), ZoneInfo("Etc/GMT+3"), {},
            "Wednesday 25_November, 21:00 (UTC-03:00)", id="a name with the sign turned round",
        ),
        pytest.param(
            datetime(2026, 11, 26, tzinfo=UTC), timezone(timedelta(hours=9)), {},
            "Thursday 26_November, 09:00 (UTC+09:00)", id="a distance without a place",
        ),
        pytest.param(
            datetime(2026, 11, 26, tzinfo=UTC), timezone(timedelta(hours=9)), {"place": "Osaka"},
            "Thursday 26_November, 09:00 in Osaka", id="a distance with a place",
        ),
        pytest.param(
            datetime(2026, 11, 26, tzinfo=UTC), BERLIN, {"locale": "de_DE"},
            "Donnerstag, 26._November, 01:00 in Berlin", id="in German",
        ),
    ],
)  # fmt: skip
def test_a_moment_is_said_as_the_readers_clock_shows_it(
    instant: datetime, zone: tzinfo, options: dict[str, Any], words: str
) -> None:
    with wording.using(options.pop("locale", GB)):
        assert wording.moment(instant, zone, **options) == words.replace("_", "\xa0")


@pytest.mark.parametrize(
    ("start", "end", "zone", "words"),
    [
        pytest.param(
            "2026-05-03T08:40Z", "2026-05-03T11:00Z", BERLIN,
            "Sunday 3_May, 10:40 to 13:00 in Berlin", id="of a day",
        ),
        pytest.param(
            "2026-05-03T21:40Z", "2026-05-03T23:00Z", BERLIN,
            "3_May, 23:40 to 4_May, 01:00 in Berlin", id="over midnight",
        ),
        pytest.param(
            "2026-11-01T05:20:17Z", "2026-11-01T06:40:42Z", NEW_YORK,
            "Sunday 1_November, 01:20 (UTC-04:00) to 01:40 in New York (UTC-05:00)",
            id="from the first of two hours into the second",
        ),
        pytest.param(
            "2026-11-01T04:30Z", "2026-11-01T05:30Z", NEW_YORK,
            "Sunday 1_November, 00:30 (UTC-04:00) to 01:30 in New York (UTC-04:00)",
            id="into the first of two hours",
        ),
        pytest.param(
            "2026-11-01T02:00Z", "2026-11-01T14:00Z", NEW_YORK,
            "31_October, 22:00 (UTC-04:00) to 1_November, 09:00 in New York (UTC-05:00)",
            id="over the night",
        ),
        pytest.param(
            "2026-11-01T05:20Z", "2026-11-01T06:40Z", UTC,
            "Sunday 1_November, 05:20 to 06:40 UTC", id="on a clock that never changes",
        ),
        pytest.param(
            "2026-11-01T05:20Z", "2026-11-01T06:40Z", timezone(timedelta(hours=-4)),
            "Sunday 1_November, 01:20 to 02:40 (UTC-04:00)", id="a distance without a place",
        ),
    ],
)  # fmt: skip
def test_both_ends_of_a_period_have_their_offset_where_the_clock_changes(
    start: str, end: str, zone: tzinfo, words: str
) -> None:
    first, last = map(datetime.fromisoformat, (start, end))
    assert wording.period(first, last, zone) == words.replace("_", "\xa0")


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has a time zone"):
        wording.moment(datetime(2026, 11, 26), UTC)
