"""A field of rows in sentences, lines and tables: each row as far as it is filled in."""

import re
from datetime import date
from typing import Any

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case
from bugcase.case.values import UNKNOWN
from bugcase.deck.body import Table
from bugcase.deck.storyline import slide
from bugcase.documents.report import report_md
from bugcase.facts.facts import Facts
from bugcase.facts.lines import labelled_lines, slide_texts
from bugcase.playbook.follow_up import Sensitive
from bugcase.playbook.sentence import Line
from bugcase.playbooks import load_playbook

CEO = load_playbook("ceo-report")
WHOLE = {"choice": "pay back", "cost": "€900", "time": "one day"}
PAY = "pay back, at a cost of €900, in one day"
HOSTILE = '<img src=x onerror="alert(1)"> {{ 7 * 7 }}'


def facts(choices: Any, **prevention: Any) -> Facts:
    """Answer two fields of rows; the decision's slide shows one of them as a table."""
    answers = {"choices": choices, "prevention": (prevention,) if prevention else UNKNOWN}
    decision = CEO.slide("decision").model_copy(update={"lines": (), "table": "choices"})
    slides = tuple(decision if one.id == decision.id else one for one in CEO.slides)
    case = Case.model_validate({"playbook": "ceo-report", "answers": answers})
    return Facts.of(CEO.model_copy(update={"slides": slides}), case, Evidence())


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        pytest.param((WHOLE,), PAY, id="as far as it is filled in"),
        pytest.param(({"choice": "wait", "time": "unknown"},), "wait", id="an unknown cell"),
        pytest.param((WHOLE, {"choice": "wait"}), f"{PAY}; wait", id="several, as a list"),
        pytest.param((WHOLE, {"cost": ""}), PAY, id="an empty row among them"),
        pytest.param("pay back or wait", "pay back or wait", id="a text in their place"),
        pytest.param(({"choice": "wait", "colour": "red"},), "wait", id="a column of nobody"),
        pytest.param(({"cost": "€900"},), "at a cost of €900", id="without its first cell"),
    ],
)
def test_rows_are_said_one_after_the_other_and_no_gap_in_them(choices: Any, said: str) -> None:
    assert facts(choices)("choices").words == said


def test_rows_have_forms_to_be_said_and_in_short() -> None:
    there = facts((WHOLE, {"choice": "wait"}, {"choice": "call", "risk": "delay"}))
    assert there("choices", "spoken").words == f"{PAY}; wait; and call, at the risk of delay"
    assert there("choices", "short").words == "pay back; wait; and call"
    assert facts((WHOLE,))("choices", "short").words == "pay back"


@pytest.mark.parametrize("choices", [UNKNOWN, (), ({},), ({"choice": "unknown"},)])
def test_where_no_row_says_anything_there_is_a_gap(choices: Any) -> None:
    span = facts(choices)("choices")
    assert (span.gap, span.words) == (True, CEO.field("choices").gap)
    of_lines = CEO.slide("decision").model_copy(
        update={"lines": (Line(rows="prevention"),), "cards": None}
    )
    assert [text.gaps for text in slide_texts(of_lines, facts(choices))] == [("prevention",)]
    (shown,) = slide_texts(facts(choices).playbook.slide("decision"), facts(choices))
    assert shown.gaps == ("choices",)


def test_a_slide_shows_rows_as_a_table_of_its_columns() -> None:
    body = slide("decision", facts((WHOLE, {"choice": "wait"}))).body
    assert isinstance(body, Table)
    heads = ["Choice", "Cost", "Time", "Risk", "What cannot be undone"]
    assert [str(one) for one in body.columns] == heads
    assert [[str(cell) for cell in row] for row in body.rows] == [
        ["pay back", "€900", "one day", "", ""],
        ["wait", "", "", "", ""],
    ]
    assert {one.source for row in body.rows for cell in row for one in cell.spans} == {
        "typed in case.toml"
    }


def test_a_line_of_rows_is_a_line_for_each_under_one_label_and_begins_with_a_capital() -> None:
    there = facts(UNKNOWN, action="test it", due=date(2026, 10, 23))
    case = there.case.model_copy(
        update={"answers": {"prevention": ({"action": "test it"}, {"action": "watch it"})}}
    )
    there = Facts.of(CEO, case, Evidence())
    lines = labelled_lines((Line(label="Prevention", rows="prevention"),), there)
    assert [(label, str(text)) for label, text in lines] == [
        ("Prevention", "Test it"),
        (None, "Watch it"),
    ]


def test_a_day_in_a_row_is_said_as_days_are() -> None:
    words = facts(UNKNOWN, action="test it", due=date(2026, 10, 23))("prevention").words
    assert words == "test it, due on Friday 23\N{NO-BREAK SPACE}October"


def test_rows_that_not_everybody_may_read_are_one_line_in_other_words() -> None:
    hidden = Sensitive(slot="choices", shown_as="three choices")
    there = facts((WHOLE, WHOLE))
    secret = there.playbook.model_copy(update={"sensitive": (hidden,)})
    there = Facts.of(secret, there.case, Evidence())
    assert [str(one) for one in slide("decision", there).shared.texts][1:] == ["three choices"]


def test_hostile_words_in_a_row_stay_words() -> None:
    there = facts(({"choice": HOSTILE, "cost": HOSTILE},), action=HOSTILE, owner=HOSTILE)
    html = str(slide("decision", there).body_html)
    assert "<img" not in html
    assert "&lt;img" in html
    assert "{{ 7 * 7 }}" in html
    assert re.findall(r"(?<!\\)<img", report_md(there)) == []
