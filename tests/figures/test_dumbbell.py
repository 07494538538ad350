"""Where it happens: the worst groups beside everybody, and what the first row claims."""

from dataclasses import replace

import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text

from bugcase.compare.models import Comparison
from bugcase.errors import DataError
from bugcase.figures import dumbbell
from bugcase.figures.canvas import CaseFigure
from bugcase.slices import Slices
from bugcase.style.tokens import COLOURS
from bugcase.wording.groups import GroupNames
from fixtures.comparisons import (
    BETTER,
    HALT,
    MEAN,
    RECALL,
    TWO_SLICES,
    comparison,
    estimate,
    found_slice,
    found_slices,
    segment,
)

PEOPLE = GroupNames(noun="people", phrases={"moved": {"within the year": "who moved"}})
SURE = segment("within the year", 0.06, 0.01, q=0.001)


def texts(figure: CaseFigure) -> list[Text]:
    return list(figure.axes[0].texts)


def words(figure: CaseFigure) -> list[str]:
    return [text.get_text() for text in texts(figure)]


def in_the_accent(figure: CaseFigure) -> list[str]:
    return [one.get_text() for one in texts(figure) if to_hex(one.get_color()) == COLOURS["harm"]]


def test_the_worst_five_with_enough_rows_stand_over_everybody_by_their_phrases() -> None:
    many = tuple(segment(f"g{i}", 0.01, 0.02) for i in range(7))
    scarce = segment("few", 0.3, 0.4, n=12, q=None)
    figure = dumbbell(comparison(segments=(SURE, *many, scarce)), names=PEOPLE)
    names = [one for _, align, one in figure.placed if align == "left"]
    groups = ["who moved", *(f"with moved “g{i}”" for i in range(4))]
    assert sorted(names) == sorted(["people", *groups, "all people"])


def test_both_ends_are_named_once_and_numbered_in_every_row() -> None:
    shown = words(dumbbell(comparison(segments=(SURE,))))
    assert shown.count("wrong of 1,000 today") == shown.count("next release") == 1
    assert {"42", "61", "40", "100"} <= set(shown)


@pytest.mark.parametrize(
    ("case", "head"),
    [(RECALL, "recall per 1,000 today (higher is better)"), (MEAN, "absolute error today")],
    ids=["where more is better", "a mean"],
)
def test_another_metric_is_named_with_its_unit_and_its_direction(
    case: Comparison, head: str
) -> None:
    figure = dumbbell(case)
    assert head in words(figure)
    assert figure.hotspots == []  # of 1,000, so many go wrong: no slot says that of a recall


@pytest.mark.parametrize(
    ("case", "slices", "accent"),
    [
        pytest.param(comparison(segments=(SURE,)), None, ["next release", "100"], id="a group"),
        pytest.param(
            comparison(segments=(SURE, segment("g", 0.05, 0.01, q=0.001))), TWO_SLICES,
            ["next release", "100"], id="a combination, and none of the groups",
        ),
        pytest.param(
            comparison(segments=(segment("g", 0.02, 0.01, q=0.2),)), None, [],
            id="one of many looked at",
        ),
        pytest.param(
            comparison(segments=(segment("g", 0.01, 0.02, q=0.01),)), None, [],
            id="no worse than today, perhaps",
        ),
        pytest.param(
            comparison(segments=()), found_slices(found_slice("g", share=None)), [],
            id="a combination that was not confirmed",
        ),
        pytest.param(BETTER, None, [], id="all are better"),
    ],
)  # fmt: skip
def test_only_what_is_clearly_worse_is_in_the_accent_and_only_the_first_row(
    case: Comparison, slices: Slices | None, accent: list[str]
) -> None:
    assert in_the_accent(dumbbell(case, slices)) == accent


@pytest.mark.parametrize(
    ("low", "high", "remark"),
    [
        (1.0, 1.27, "8% of people, all of the extra errors"),
        (0.93, 1.27, "8% of people, at least 90% of the extra errors"),
        (0.42, 0.58, "8% of people, 42% to 58% of the extra errors"),
        (-0.1, 0.58, "8% of people"),
    ],
    ids=["all", "perhaps all", "a part", "perhaps none"],
)
def test_a_combination_says_no_larger_part_of_the_errors_than_its_interval_bears(
    low: float, high: float, remark: str
) -> None:
    share = replace(estimate((low + high) / 2, 0.1), low=low, high=high)
    found = replace(found_slice("a", "b"), share_of_excess=share, n=5_503)
    figure = dumbbell(comparison(segments=()), found_slices(found), names=PEOPLE)
    assert [one for one in words(figure) if "% of people" in one] == [remark]
    assert f"({remark})" in figure.alt


def test_a_group_that_is_the_combination_has_one_row() -> None:
    found = replace(found_slice("x"), conditions=SURE.conditions)
    named = words(dumbbell(comparison(segments=(SURE,)), found_slices(found), names=PEOPLE))
    assert named.count("who moved") == 1


def test_slices_of_another_metric_are_refused() -> None:
    with pytest.raises(DataError, match="expected those of two models by the recall"):
        dumbbell(RECALL, TWO_SLICES)


def test_it_says_in_words_what_it_shows() -> None:
    assert dumbbell(comparison(segments=(SURE,)), names=PEOPLE).alt == (
        "Wrong of 1,000 today and next release. Who moved: 40 and 100. All people: 42 and 61."
    )


def test_the_numbers_of_the_title_tell_their_sources() -> None:
    spots = [one.slot for one in dumbbell(HALT, TWO_SLICES).hotspots]
    combination, everybody = ["slice_baseline_rate", "slice_candidate_rate"], ["baseline_rate"]
    assert sorted(spots) == sorted([*combination, *everybody, "candidate_rate"])
