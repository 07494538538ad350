"""The table that asks how groups are called."""

from pathlib import Path

import pytest

from bugcase.case.file import CaseFile
from bugcase.case.model import Case
from bugcase.desk.live import LiveCase
from bugcase.desk.people_and_actions import PhraseRows
from bugcase.desk.tables import RowsTable

PHRASES = {"moved": "who moved {level}", "c_charge_degree": {"F": "charged with a felony"}}


def table(folder: Path) -> tuple[LiveCase, RowsTable]:
    CaseFile(folder).create(Case(playbook="release-halt"), {})
    CaseFile(folder).change("data.phrases", PHRASES)
    live = LiveCase("release-halt", folder)
    return live, RowsTable(live, PhraseRows(live))


def test_the_table_shows_the_phrases_of_the_file_and_writes_them_as_they_were(
    tmp_path: Path,
) -> None:
    live, shown = table(tmp_path)
    assert shown.read() == PHRASES
    assert live.case.data.phrases == PHRASES


def test_a_row_without_a_phrase_is_not_written() -> None:
    rows = [{"column": "moved", "level": "", "phrase": ""}]
    assert PhraseRows.kept(object(), rows) == {}  # type: ignore[arg-type]


def test_a_column_has_one_phrase_or_one_for_each_level() -> None:
    rows = [
        {"column": "moved", "level": level, "phrase": "who moved"} for level in ("", "last year")
    ]
    with pytest.raises(ValueError, match="one phrase for all levels, or one for each; found both"):
        PhraseRows.kept(object(), rows)  # type: ignore[arg-type]


def test_both_versions_of_the_phrases_can_be_said_in_words(tmp_path: Path) -> None:
    _, shown = table(tmp_path)
    shown.clashed({"moved": "who moved house"})
    assert len(shown.box.children) == 6
