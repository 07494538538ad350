"""The actions for a spreadsheet: a row each, ISO 8601 times, and nothing that it would compute."""

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.model import Answer, Case, Person
from bugcase.documents.actions import actions_csv
from bugcase.facts.facts import Facts
from bugcase.story.follow_up import actions
from fixtures.shown_words import facts_of


def rows(told: Facts) -> list[list[str]]:
    content = actions_csv(told).decode("utf-8-sig")
    return list(csv.reader(StringIO(content)))


def told(name: str = "Ada", **answers: Answer) -> Facts:
    people = (Person(name=name, role="product_manager"),)
    return facts_of(Case(playbook="release-halt", people=people, answers=answers), Evidence())


def test_there_is_a_row_for_each_action(example: Facts) -> None:
    head, *body = rows(example)
    assert head == ["Action", "Owner", "Due", "Counted"]
    assert [row[1] for row in body] == [one.owner for one in actions(example)]


def test_excel_is_told_that_it_is_utf_8_and_lines_end_as_rfc_4180_says() -> None:
    content = actions_csv(told())
    assert content.startswith("\ufeff".encode())
    assert content.endswith(b"\r\n")


def test_a_due_time_is_written_as_iso_8601_and_left_open_before_its_event() -> None:
    decided = datetime(2026, 11, 24, 16, tzinfo=UTC)
    assert rows(told(decided_at=decided))[1][2:] == [
        "2026-11-24T17:00:00+00:00",
        "1 hour after the decision",
    ]
    assert rows(told())[1][2] == ""


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=1+1", "'=1+1 (product manager)"),
        ("\t=1+1", "'=1+1 (product manager)"),
        ("+1", "'+1 (product manager)"),
        ("-1", "'-1 (product manager)"),
        ("@SUM(1)", "'@SUM(1) (product manager)"),
        ("＝1", "'＝1 (product manager)"),
        ('Ada, "Countess"\r\nof L', 'Ada, "Countess" of L (product manager)'),
    ],
    ids=ascii,
)
def test_a_name_that_looks_like_a_formula_stays_a_name(name: str, cell: str) -> None:
    assert rows(told(name))[1][1] == cell
