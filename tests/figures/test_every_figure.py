"""What holds of every figure, whatever it is given: it can be read, by everybody."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from bugcase.figures import (
    NAMES,
    account_bar,
    affected_counts,
    break_even,
    budget_bar,
    budget_burn,
    cost_ranges,
    dumbbell,
    expected_and_actual,
    exposure,
    forest,
    icon_arrays,
    interleaving,
    interval_against_limit,
    odds_of_a_hundred,
    onset,
    plan_bars,
    reconciliation_bars,
    repair_plan,
    timeline,
    tornado,
)
from bugcase.figures.canvas import CaseFigure, drawing
from bugcase.figures.picture import Picture
from bugcase.style.tokens import COLOURS, COLUMNS, TYPE, column, column_end, contrast
from bugcase.wording.groups import GroupNames
from fixtures import comparisons as cases
from fixtures import decisions, incidents

TODAY = date(2026, 11, 24)
PROPOSED = decisions.TWO_WEEKS.judge(date(2026, 12, 8), today=TODAY)
PAST = decisions.TWO_WEEKS.judge(date(2026, 11, 20), today=TODAY)

DECISIONS = ("THREE_OPTIONS", "ONE_OPTION", "NOTHING_KNOWN", "GAINS", "NO_WIDTH", "TEN_OPTIONS")
IMPACTS = ("COSTS", "NO_MONEY", "HOSTILE_COSTS", "NOTHING_VARIES")
COURSES = ("COSTS", "FEWER_ERRORS", "NOT_STOPPED", "STOPPED_AT_ONCE", "NOBODY_COUNTED", "CANARY",
           "LABELS_AT_ONCE", "NO_MONEY", "HOSTILE_COSTS", "HUGE_COSTS")  # fmt: skip
SLICES = ("NO_SLICES", "TWO_SLICES", "EIGHT_SLICES", "LONG_SLICES")
DUMBBELLS = ("HALT", "RECALL", "MEAN", "BETTER", "UNCHANGED", "NEARLY_ALL_WRONG", "NO_SEGMENTS")
FORESTS = ("HALT", "MEAN", "CROWDED", "NO_SEGMENTS")
AGAINST_LIMIT = ("HALT", "NOT_YET_KNOWN", "UNCHANGED", "NEARLY_ALL_WRONG", "HOSTILE_MODELS")
GRIDS = ("HALT", "BETTER", "UNCHANGED", "RARE", "NEARLY_ALL_WRONG", "HOSTILE_MODELS")
HOSTILE = GroupNames(noun=cases.HOSTILE_NAMES[-1])
SHORTFALLS = ("LOST", "NO_LOSS", "GAINED", "NO_REBOUND", "LOST_WITH_GAPS", "LOST_MONEY",
              "HUGE_LOSS", "SMALL_LOSS", "HOSTILE_UNIT", "LONG_UNIT", "CJK_UNIT", "ONE_BIN",
              "FIVE_MINUTES", "DAYS", "SHORT_REBOUND", "NO_BIN_COUNTS", "IDLE_HOUR",
              "IDLE_AFTER", "IDLE_FROM_THE_EDGE")  # fmt: skip
TIMELINES = ("WHAT_HAPPENED", "RESOLVED_NEXT_DAY", "ONGOING", "ONLY_DETECTED", "BACKWARDS",
             "TWO_ZONES", "LISBON_ONLY", "AT_ONCE", "IN_LANES", "MINUTES_APART",
             "NOBODY_KNOWS")  # fmt: skip
LEVELS = ("BURNT", "LITTLE_BURNT", "FOUR_MONTHS", "HUGE_BURN", "NOT_COVERED", "NO_ALERTS",
          "SAMPLED", "ONE_BIN_BURNT")  # fmt: skip
RECONCILIATIONS = ("TEN_WRONG", "TWO_CURRENCIES", "ALL_MATCH", "NONE_MATCH", "HUGE_SUMS",
                   "HOSTILE_CURRENCIES", "NO_KEYS")  # fmt: skip
REACHES = ("HIT", "ONE_OF_MILLIONS", "EVERYBODY", "NOBODY", "NO_CUSTOMERS", "CHECKED_AT_RANDOM",
           "HUGE_REACH")  # fmt: skip
INTERLEAVED = ("LOST_UPDATE", "NOT_TRIED", "ONLY_TRIED", "TRIED_ONCE", "MANY_SYSTEMS",
               "HOSTILE_SYSTEMS", "ONE_SYSTEM", "NOBODY_TRACED_IT")  # fmt: skip
RECURRENCES = ("UNLIKELY", "FIXED", "NOT_YET_FIXED", "CERTAIN", "HARDLY_EVER", "HOSTILE_ODDS")
ACCOUNTS = ("FIVE_PARTS", "ONE_PART", "NOTHING_WRONG", "MILLIONS")
ONSETS = ("BEGAN", "ENDED", "NO_STEP", "TWO_BUILDS", "MANY_DAYS", "HOSTILE_BUILDS")

DRAWN: dict[str, Callable[[], CaseFigure]] = {
    **{f"cost_ranges {name}": lambda name=name: cost_ranges(getattr(decisions, name))  # type: ignore[misc]
       for name in DECISIONS},
    **{f"break_even {name}": lambda name=name: break_even(getattr(decisions, name))  # type: ignore[misc]
       for name in DECISIONS},
    **{f"tornado {name}": lambda name=name: tornado(getattr(decisions, name))  # type: ignore[misc]
       for name in IMPACTS},
    **{f"exposure {name}": lambda name=name: exposure(getattr(decisions, name))  # type: ignore[misc]
       for name in COURSES},
    **{f"onset {name}": lambda name=name: onset(getattr(cases, name))  # type: ignore[misc]
       for name in ONSETS},
    **{f"expected_and_actual {name}":
       lambda name=name: expected_and_actual(getattr(incidents, name))  # type: ignore[misc]
       for name in SHORTFALLS},
    **{f"timeline {name}": lambda name=name: timeline(getattr(incidents, name))  # type: ignore[misc]
       for name in TIMELINES},
    **{f"budget_bar {name}": lambda name=name: budget_bar(getattr(incidents, name))  # type: ignore[misc]
       for name in LEVELS},
    **{f"budget_burn {name}": lambda name=name: budget_burn(getattr(incidents, name))  # type: ignore[misc]
       for name in LEVELS},
    **{f"reconciliation_bars {name}":
       lambda name=name: reconciliation_bars(getattr(incidents, name))  # type: ignore[misc]
       for name in RECONCILIATIONS},
    **{f"affected_counts {name}": lambda name=name: affected_counts(getattr(incidents, name))  # type: ignore[misc]
       for name in REACHES},
    "exposure of a rollout": lambda: exposure(decisions.CANARY, comparison=cases.HALT),
    "exposure by kind of error": lambda: exposure(decisions.BY_KIND, comparison=cases.HALT),
    **{f"interleaving {name}": lambda name=name: interleaving(**getattr(incidents, name))  # type: ignore[misc]
       for name in INTERLEAVED},
    **{f"odds_of_a_hundred {name}":
       lambda name=name: odds_of_a_hundred(**getattr(incidents, name))  # type: ignore[misc]
       for name in RECURRENCES},
    **{f"account_bar {name}": lambda name=name: account_bar(getattr(incidents, name))  # type: ignore[misc]
       for name in ACCOUNTS},
    "account_bar of all that was measured": lambda: account_bar(
        incidents.MILLIONS, affected=incidents.HIT, gap=incidents.HOSTILE_MONEY,
        reconciliation=incidents.TWO_CURRENCIES,
    ),
    "plan_bars": lambda: plan_bars(
        decisions.TWO_WEEKS, proposal=PROPOSED, release=date(2026, 11, 26)
    ),
    "plan_bars, both promised for one day": lambda: plan_bars(
        decisions.TWO_WEEKS, proposal=PROPOSED, release=PROPOSED.day
    ),
    "plan_bars, promised for yesterday": lambda: plan_bars(
        decisions.TWO_WEEKS, proposal=PAST, release=datetime(2026, 12, 10, tzinfo=UTC)
    ),
    "plan_bars of a day": lambda: plan_bars(decisions.ONE_DAY),
    "plan_bars of a year": lambda: plan_bars(
        decisions.TWELVE_TASKS, release=date(2027, 1, 4)
    ),
    **{f"repair_plan {name}": lambda name=name: repair_plan(getattr(decisions, name))  # type: ignore[misc]
       for name in ("REPAIR", "HOSTILE_REPAIR", "NO_DAYS")},
    "plan_bars unknown": lambda: plan_bars(decisions.UNPLANNED),
    **{f"dumbbell {name}":
       lambda name=name: dumbbell(cases.CROWDED, getattr(cases, name), names=HOSTILE)  # type: ignore[misc]
       for name in SLICES},
    **{f"dumbbell {name}": lambda name=name: dumbbell(getattr(cases, name))  # type: ignore[misc]
       for name in DUMBBELLS},
    **{f"forest {name}": lambda name=name: forest(getattr(cases, name))  # type: ignore[misc]
       for name in FORESTS},
    **{f"interval_against_limit {name}":
       lambda name=name: interval_against_limit(getattr(cases, name))  # type: ignore[misc]
       for name in AGAINST_LIMIT},
    **{f"icon_arrays {name}": lambda name=name: icon_arrays(getattr(cases, name))  # type: ignore[misc]
       for name in GRIDS},
}  # fmt: skip
GROUNDS = {COLOURS[name] for name in ("paper", "tint", "harm-tint", "gap-tint", "rule")}


@pytest.fixture(params=DRAWN, scope="module")
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def figure(name: str) -> CaseFigure:
    return DRAWN[name]()


@pytest.fixture(scope="module")
def picture(figure: CaseFigure) -> Picture:
    """The figure as it stands on a slide, drawn once for all that is asked of it."""
    return figure.picture


@pytest.fixture(scope="module")
def boxes(figure: CaseFigure) -> dict[Text, Bbox]:
    with drawing():
        return {text: text.get_window_extent() for text in texts(figure)}


def test_every_figure_there_is_is_drawn() -> None:
    assert {re.split(r"\W", name)[0] for name in DRAWN} == set(NAMES)


def texts(figure: CaseFigure) -> list[Text]:
    return list(figure.axes[0].texts)


def lies_within(box: Bbox, paper: Bbox) -> bool:
    return bool(np.array_equal(Bbox.union([box, paper]).get_points(), paper.get_points()))


def filled_behind(figure: CaseFigure, text: Text) -> str | None:
    """Give the colour of the bar or box that words in the paper's colour stand in."""
    if to_hex(text.get_color()) != COLOURS["paper"]:
        return None
    with drawing():
        box = text.get_window_extent()
    middle = (box.y0 + box.y1) / 2
    behind = (patch.get_window_extent().padded(2) for patch in figure.axes[0].patches)
    marks = {COLOURS["baseline"], COLOURS["harm"]}
    grounds = (
        to_hex(patch.get_facecolor())
        for patch, area in zip(figure.axes[0].patches, behind, strict=True)
        if area.contains(box.x0, middle) and area.contains(box.x1, middle)
    )
    return next((ground for ground in grounds if ground in marks), None)


def test_no_label_runs_over_the_edge_of_the_sheet(
    figure: CaseFigure, boxes: dict[Text, Bbox]
) -> None:
    paper = Bbox.from_extents(-1, -5, figure.bbox.width + 1, figure.bbox.height + 1)
    over = [t.get_text() for t, box in boxes.items() if not lies_within(box, paper)]
    assert over == []


def test_no_label_lies_on_another(boxes: dict[Text, Bbox]) -> None:
    def lie_on_another(one: Bbox, other: Bbox) -> bool:
        shared = Bbox.intersection(one, other)
        # A box has room for a "g" where there is none.
        return shared is not None and bool(shared.width > 2 and shared.height > 4)

    clashes = [
        (one.get_text(), other.get_text())
        for (one, box), (other, other_box) in combinations(boxes.items(), 2)
        if lie_on_another(box, other_box)
    ]
    assert clashes == []


def test_no_mark_leaves_the_sheet(figure: CaseFigure) -> None:
    paper = figure.bbox.padded(1)
    axes = figure.axes[0]
    marks = [patch.get_window_extent() for patch in axes.patches]
    marks += [line.get_path().get_extents() for line in axes.lines]
    assert [mark for mark in marks if not lies_within(mark, paper)] == []


def test_no_word_is_smaller_than_is_read_from_the_back_of_a_room(figure: CaseFigure) -> None:
    assert [t.get_text() for t in texts(figure) if float(t.get_fontsize()) < TYPE["note"]] == []


def test_every_colour_stands_out_from_paper_and_from_what_is_set_apart(figure: CaseFigure) -> None:
    grounds = [COLOURS["paper"], COLOURS["tint"]]
    within = {text: ground for text in texts(figure) if (ground := filled_behind(figure, text))}
    for text, ground in within.items():
        assert contrast(to_hex(text.get_color()), ground) >= 4.5, text.get_text()
    words = {to_hex(text.get_color()) for text in texts(figure) if text not in within}
    assert min(contrast(word, ground) for word in words for ground in grounds) >= 4.5
    axes = figure.axes[0]
    marks = {to_hex(patch.get_facecolor()) for patch in axes.patches}
    marks |= {to_hex(line.get_color()) for line in axes.lines}
    marks |= {to_hex(line.get_markeredgecolor()) for line in axes.lines}
    assert marks <= set(COLOURS.values())
    assert all(contrast(mark, ground) >= 3 for mark in marks - GROUNDS for ground in grounds)


def test_the_words_for_those_who_cannot_see_are_one_line_of_sentences(figure: CaseFigure) -> None:
    assert figure.alt.isprintable()
    assert re.search(r"[a-z].*\.$", figure.alt)


def test_hostile_names_stay_outlines(picture: Picture) -> None:
    drawn = ET.fromstring(picture.svg)
    elements = {element.tag.rpartition("}")[2] for element in drawn.iter()}
    assert elements <= {"svg", "defs", "style", "g", "path", "use", "clipPath", "rect"}
    assert not any(name.startswith("on") for element in drawn.iter() for name in element.attrib)
    assert "<script" not in picture.html
    assert "<img src=x" not in picture.html


def test_the_same_numbers_give_the_same_bytes_and_leave_nothing_open(
    name: str, picture: Picture
) -> None:
    assert DRAWN[name]().picture.svg == picture.svg
    assert plt.get_fignums() == []


# Drawn before there was a grid: each leaves this list when it is drawn anew.
OFF_THE_GRID = {
    *("break_even", "budget_burn", "cost_ranges"),
    *("exposure", "plan_bars", "timeline", "tornado"),
}


@pytest.mark.parametrize(
    "name", [name for name in DRAWN if re.split(r"\W", name)[0] not in OFF_THE_GRID], indirect=True,
    scope="module",
)  # fmt: skip
def test_words_that_stand_at_no_mark_begin_or_end_with_a_column(figure: CaseFigure) -> None:
    edges: dict[str, list[float]] = {
        "left": [column(k) for k in range(COLUMNS)],
        "right": [column_end(k) for k in range(COLUMNS)],
        "center": [],
    }
    assert [one for one in figure.placed if one[0] not in edges[one[1]]] == []
