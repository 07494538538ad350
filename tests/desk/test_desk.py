"""The desk without a browser: forms save what is typed, slides follow, and nothing is lost."""

from datetime import date
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd
import pytest

from bugcase.case.file import CaseFile
from bugcase.case.model import UNKNOWN
from bugcase.desk import Desk
from bugcase.desk import desk as desk_module
from bugcase.show.slides import Slide


class Handle:
    """Stands in for the output of a cell: keeps every slide that was shown in it."""

    def __init__(self, slide: Slide) -> None:
        self.shown = [slide]

    def update(self, slide: Slide) -> None:
        self.shown.append(slide)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    handles: list[Handle] = []

    def display(slide: Slide, **_: Any) -> Handle:
        handles.append(Handle(slide))
        return handles[-1]

    def no_loop() -> None:  # as in plain Python; a browser test leaves a loop behind
        raise RuntimeError("no running event loop")

    monkeypatch.setattr(desk_module, "display", display)
    monkeypatch.setattr("bugcase.desk.saving.asyncio.get_running_loop", no_loop)
    made = Desk("release-halt", tmp_path)
    made.handles = handles  # type: ignore[attr-defined]  # for the tests to look at
    return made


def shown(desk: Desk) -> list[str]:
    handles: list[Handle] = desk.handles  # type: ignore[attr-defined]  # set by the fixture
    return [str(handle.shown[-1].title) for handle in handles]


def field(form: widgets.Widget, label: str) -> Any:
    for child in getattr(form, "children", ()):
        if getattr(child, "description", None) == label:
            return child
        if (found := field(child, label)) is not None:
            return found
    return None


def told(form: widgets.Widget) -> str:
    children = getattr(form, "children", ())
    return " ".join(
        child.value if isinstance(child, widgets.HTML) else told(child) for child in children
    )


def test_what_is_typed_is_in_the_file_and_on_the_slide(desk: Desk) -> None:
    desk.slide("decision")
    form = desk.form("situation")
    field(form, "Release").value = "release 214"
    assert CaseFile(desk.folder).value("answers.release") == "release 214"
    assert shown(desk) == ["Whether to hold release 214 needs the measurement first."]


def test_a_second_desk_finds_every_value_again(desk: Desk) -> None:
    form = desk.form("situation")
    field(form, "Release").value = "release 214"
    field(form, "Release date").value = date(2026, 11, 26)
    field(form, "Director").value = "Ingrid Dahl"
    again = Desk("release-halt", desk.folder).form("situation")
    assert field(again, "Release").value == "release 214"
    assert field(again, "Release date").value == date(2026, 11, 26)
    assert field(again, "Director").value == "Ingrid Dahl"


def test_an_emptied_field_is_unknown_again(desk: Desk) -> None:
    form = desk.form("situation")
    field(form, "Release").value = "release 214"
    field(form, "Release").value = ""
    assert CaseFile(desk.folder).value("answers.release") is UNKNOWN


def test_a_value_that_makes_no_sense_is_told_at_its_field_and_the_file_stays(desk: Desk) -> None:
    form = desk.form("limit")
    field(form, "Limit").value = "5000"
    assert "Input should be less than or equal to 1000" in told(form)
    assert CaseFile(desk.folder).value("limit.per_1000") is UNKNOWN


def test_a_change_from_elsewhere_is_shown_and_typing_again_replaces_it(desk: Desk) -> None:
    form = desk.form("situation")
    CaseFile(desk.folder).change("answers.release", "release 300")
    field(form, "Release").value = "release 214"
    assert "release 300" in told(form)
    assert CaseFile(desk.folder).value("answers.release") == "release 300"
    field(form, "Release").value = "release 215"
    assert CaseFile(desk.folder).value("answers.release") == "release 215"


def test_markup_in_a_field_is_never_markup_in_the_form(desk: Desk) -> None:
    form = desk.form("data")
    field(form, "File").value = "<img src=x onerror=alert(1)>.parquet"
    field(form, "Label").value = "y"
    field(form, "Baseline").value = "live"
    field(form, "Candidate").value = "next"
    assert "<img" not in told(desk.measure())
    assert "&lt;img src=x" in told(desk.measure())


def test_slides_follow_the_measurement_and_the_limit(desk: Desk) -> None:
    truth = [1, 0] * 200
    frame = pd.DataFrame({"y": truth, "live": truth, "next": [1, 1] * 200})
    frame.to_csv(desk.folder / "rows.csv", index=False)
    desk.slide("sure")
    assert shown(desk) == ["How sure the worsening is, is not measured yet."]
    data = desk.form("data")
    for label, column in {
        "File": "rows.csv",
        "Label": "y",
        "Baseline": "live",
        "Candidate": "next",
    }.items():
        field(data, label).value = column
    assert shown(desk)[0].endswith("there is no limit to hold it against.")
    field(desk.form("limit"), "Limit").value = "5"
    assert shown(desk)[0].endswith("above our limit of 5.")


def test_a_turn_in_ones_own_words_is_what_the_notes_say(desk: Desk) -> None:
    desk.slide("decision")
    field(desk.script(), "Own words, purpose").value = "One thing today."
    handle: Handle = desk.handles[0]  # type: ignore[attr-defined]  # set by the fixture
    assert str(handle.shown[-1].notes[0].words) == "One thing today."


def test_every_field_has_a_name_for_screen_readers_of_its_own(desk: Desk) -> None:
    forms = [desk.form(step) for step in ("situation", "data", "limit", "meaning", "ask")]
    forms.append(desk.script())

    def names(form: widgets.Widget) -> list[str]:
        inner = [name for child in getattr(form, "children", ()) for name in names(child)]
        own = getattr(form, "description", "") if not isinstance(form, widgets.HTML) else ""
        return [own, *inner] if own else inner

    every = [name for form in forms for name in names(form)]
    assert len(every) == len(set(every))
    assert len(every) > 40


def group(form: widgets.VBox, label: str) -> widgets.VBox:
    """Find the fields that stand together under a label."""
    heads = ((child, child.children[0]) for child in form.children)
    return next(
        child
        for child, head in heads
        if isinstance(head, widgets.HTML) and f"<b>{label}</b>" in head.value
    )


def test_a_range_is_kept_with_its_source(desk: Desk) -> None:
    asked = group(desk.form("cost"), "Days until stopped")
    for label, typed in (("Lowest", "10"), ("Likely", "18"), ("Highest", "35")):
        field(asked, label).value = typed
    field(asked, "Source").value = "the last fault"
    kept = desk.case.assumptions["days_until_stopped"]
    assert (kept.spread, kept.source) == ((10, 18, 35), "the last fault")


def test_a_range_out_of_order_is_kept_told_and_used_once_it_is_mended(desk: Desk) -> None:
    asked = group(desk.form("cost"), "Days until stopped")
    for label, typed in (("Lowest", "40"), ("Likely", "18"), ("Highest", "35")):
        field(asked, label).value = typed
    assert desk.case.assumptions["days_until_stopped"].low == 40
    assert "from the smallest to the largest" in told(asked)
    field(asked, "Lowest").value = "10"
    assert "from the smallest to the largest" not in told(asked)
    assert desk.case.assumptions["days_until_stopped"].spread == (10, 18, 35)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("2500", (2500, 2500, 2500), id="one number"),
        pytest.param("1500, 2500, 4000", (1500, 2500, 4000), id="three"),
    ],
)
def test_a_number_of_an_option_is_one_or_three(
    desk: Desk, typed: str, kept: tuple[float, ...]
) -> None:
    field(group(desk.form("options"), "Hold until it is fixed"), "Cost of doing it").value = typed
    assert desk.case.options["hold"].cost == kept


def test_an_option_asks_only_for_what_the_situation_leaves_open(desk: Desk) -> None:
    hold = group(desk.form("options"), "Hold until it is fixed")
    assert field(hold, "Days of delay") is None
    assert field(hold, "Cost of doing it") is not None


def test_two_numbers_are_no_range_and_say_so(desk: Desk) -> None:
    hold = group(desk.form("options"), "Hold until it is fixed")
    field(hold, "Cost of doing it").value = "1, 2"
    assert "one number, or three with commas between them" in told(hold)
    assert desk.case.options["hold"].cost is UNKNOWN


def test_an_option_is_taken_out_by_its_tick(desk: Desk) -> None:
    field(group(desk.form("options"), "Run it in shadow"), "Considered").value = False
    assert not desk.case.options["shadow"].considered


def test_own_words_remember_the_numbers_they_were_written_over(desk: Desk) -> None:
    field(desk.form("situation"), "Release").value = "release 214"
    field(desk.script(), "Own words, purpose").value = "One thing today."
    kept = desk.case.script["purpose"]
    assert kept.text == "One thing today."
    assert kept.rests_on["release"] == "release 214"
