"""Numbers are read as people write them, and what only looks like one is left alone."""

import pytest

from bugcase.story.review.numerals import numerals


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("15.2 more per 1,000", [(15.2, "rate")], id="per 1,000"),
        pytest.param("222.6 of every 1,000", [(222.6, "rate")], id="of every 1,000"),
        pytest.param("222.6 people in 1000 go wrong", [(222.6, "rate")], id="people in 1000"),
        pytest.param("5 per thousand", [(5, "rate")], id="per thousand"),
        pytest.param("15,2 more per 1000", [(15.2, "rate")], id="a decimal comma"),
        pytest.param(
            "between 14.1 and 16.4 more per 1,000", [(14.1, "rate"), (16.4, "rate")], id="a range"
        ),
        pytest.param(
            "between 5.0 fewer and 2.9 more per 1,000",
            [(5, "rate"), (2.9, "rate")],
            id="a range across zero",
        ),
        pytest.param("42–61 of 1,000", [(42, "rate"), (61, "rate")], id="a dash"),
        pytest.param("1,240 orders", [(1240, "plain")], id="thousands apart"),
        pytest.param("1240 orders", [(1240, "plain")], id="thousands together"),
        pytest.param("1\u202f240 orders", [(1240, "plain")], id="a narrow space"),
        pytest.param("€9k", [(9000, "money")], id="k"),
        pytest.param("$1.2 million", [(1_200_000, "money")], id="million"),
        pytest.param("9,000 EUR", [(9000, "money")], id="a code behind"),
        pytest.param("USD 9,000", [(9000, "money")], id="a code in front"),
        pytest.param("95 %", [(95, "share")], id="per cent"),
        pytest.param("1.5 points", [(1.5, "share")], id="points"),
        pytest.param("3 in 10", [(30, "share")], id="three in ten"),
        pytest.param("1 in 8", [(12.5, "share")], id="one in eight"),
        pytest.param(
            "340 of 2,549 combinations", [(340, "plain"), (2549, "plain")], id="a count of a count"
        ),
        pytest.param("1.45×", [(1.45, "ratio")], id="times as many"),
        pytest.param("Of 1,000 people, 222.6", [(222.6, "plain")], id="of 1,000"),
        pytest.param("１２ people", [(12, "plain")], id="wide digits"),
        pytest.param("+19 or -19 rows", [(19, "plain"), (19, "plain")], id="signs"),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, read: list[tuple[float, str]]) -> None:
    found = [(one.values[0], one.kind) for one in numerals(text)]
    assert [kind for _, kind in found] == [kind for _, kind in read]
    assert [value for value, _ in found] == pytest.approx([value for value, _ in read])


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24T16:00:00+01:00",
        "by 16:00 (UTC+01:00), or 4 pm",
        "24 November, 24th of November 2026, 24\u00a0Nov, November 24, 2026, May 3",
        "24/11/2026 or 24.11.2026",
        "24 to 26 November",
        "in 2026, since 1999, by Q3 2026",
        "the 2nd of the 23rd",
        "release 214, build 3f9c2a1, version 1.2.3, v2.0, commit 9, ticket #4711, pull request 12",
        "GPT-4, SEV-1, p99, 3f9c2a1",
        "slide 4, page 12, step 3, phase 2",
        "24/7",
        "p < 0.001",
        "of every 1,000",
        "https://example.org/1234/5678",
    ],
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert [one.words for one in numerals(text)] == []


@pytest.mark.parametrize(
    ("written", "number", "near"),
    [
        ("15.2", 15.23, True),
        ("15.2", 15.26, False),
        ("about 15", 15.23, True),
        ("about 15", 16.4, False),
        ("350", 346.7, True),
        ("350", 356.0, False),
        ("1,200", 1249.0, True),
        ("100", 104.0, True),
        ("100", 149.0, False),
        ("1.240", 1240.0, True),
        ("1 240", 1240.0, True),
        ("€9k", 9320.0, True),
        ("€9k", 9620.0, False),
        ("3 in 10", 32.0, True),
        ("1 in 8", 12.0, True),
        ("1 in 8", 20.0, False),
    ],
)
def test_a_number_may_be_rounded_as_far_as_it_is_written(
    written: str, number: float, *, near: bool
) -> None:
    (one,) = numerals(written)
    assert one.is_near(number) is near


@pytest.mark.parametrize(
    ("text", "unitless"),
    [
        ("It is 15.2.", True),
        ("It is 15.2 more wrong.", True),
        ("15.2 and rising", True),
        ("15.2 more per 1,000", False),
        ("350 more wrong decisions", False),
        ("175,670 people", False),
        ("45 %", False),
        ("18 days", False),
    ],
)
def test_a_number_without_the_name_of_what_it_counts_is_noticed(
    text: str, *, unitless: bool
) -> None:
    (one,) = numerals(text)
    assert one.unitless is unitless
