"""From a playbook's storyline to slides: every figure from the case as it stands."""

from datetime import datetime
from pathlib import Path

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.file import CaseFile
from bugcase.case.incident import IncidentWindow, Mark
from bugcase.case.measure import measure_case
from bugcase.case.measure_incident import measure_incident
from bugcase.case.model import Case
from bugcase.case.values import UNKNOWN
from bugcase.deck.slide import Slide
from bugcase.deck.storyline import figure, slide
from bugcase.errors import PlaybookError
from bugcase.facts.facts import Facts
from bugcase.figures.picture import Picture
from bugcase.installed import folder as installed_folder
from bugcase.playbook.follow_up import Sensitive
from bugcase.playbooks import load_playbook
from bugcase.story.follow_up import messages, report
from bugcase.story.script import script
from bugcase.style.theme import Theme
from bugcase.style.tokens import DARK
from bugcase.text import Text

PLAYBOOK = load_playbook("release-halt")
EXAMPLE = installed_folder("examples") / "release-halt"
WITH_FIGURE = [plan.id for plan in PLAYBOOK.slides if plan.figure]


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    folder = tmp_path_factory.mktemp("example")
    (folder / "predictions.parquet").symlink_to(EXAMPLE / "predictions.parquet")
    return measure_case(folder, CaseFile(EXAMPLE).read())


@pytest.fixture
def case() -> Case:
    return CaseFile(EXAMPLE).read()


def with_harm(case: Case, likely: object) -> Case:
    harm = case.assumptions["harm_per_miss"].model_copy(update={"likely": likely})
    return case.model_copy(update={"assumptions": case.assumptions | {"harm_per_miss": harm}})


def drawn(slide_id: str, case: Case, evidence: Evidence) -> Slide:
    return slide(slide_id, Facts.of(PLAYBOOK, case, evidence))


@pytest.mark.parametrize("slide_id", WITH_FIGURE)
def test_a_slide_of_the_example_has_its_figure_with_its_words_and_its_source(
    slide_id: str, case: Case, evidence: Evidence
) -> None:
    shown = drawn(slide_id, case, evidence)
    assert isinstance(shown.body, Picture)
    assert shown.title.gaps == ()
    assert len(shown.body.alt) > 40
    assert shown.source_line


@pytest.mark.parametrize("slide_id", WITH_FIGURE)
def test_a_figure_that_is_drawn_again_is_the_one_of_its_slide(
    slide_id: str, case: Case, evidence: Evidence
) -> None:
    again = figure(slide_id, Facts.of(PLAYBOOK, case, evidence))
    assert again is not None
    assert again.picture.svg == getattr(drawn(slide_id, case, evidence).body, "svg", None)


@pytest.mark.parametrize("slide_id", ["decision", "no-such-slide"])
def test_a_slide_without_a_figure_has_none_to_draw(slide_id: str) -> None:
    assert figure(slide_id, Facts.of(PLAYBOOK, Case(playbook="release-halt"), Evidence())) is None


@pytest.mark.parametrize("slide_id", WITH_FIGURE)
def test_a_slide_of_an_untouched_case_shows_a_gap(slide_id: str) -> None:
    shown = drawn(slide_id, Case(playbook="release-halt"), Evidence())
    assert not isinstance(shown.body, Picture)


def test_a_case_of_which_nothing_is_known_does_not_say_that_it_goes_on() -> None:
    playbook = load_playbook("ceo-report")
    facts = Facts.of(playbook, Case(playbook=playbook.id), Evidence())
    said = [str(text) for name in ("bottom_line", "now") for text in slide(name, facts).texts]
    assert not any("still being written" in one for one in said)
    assert "Whether wrong orders are still written is not known yet." in said


def test_a_number_that_moves_draws_anew_what_rests_on_it_and_nothing_else(
    case: Case, evidence: Evidence
) -> None:
    dearer = with_harm(case, 60.0)
    before = {one: drawn(one, case, evidence).body for one in WITH_FIGURE}
    after = {one: drawn(one, dearer, evidence).body for one in WITH_FIGURE}
    moved = {one for one in WITH_FIGURE if before[one] != after[one]}
    assert moved == {"cost", "doubt", "options", "flip"}


def test_an_unknown_harm_is_left_out_of_what_is_said(case: Case, evidence: Evidence) -> None:
    unknown = with_harm(case, UNKNOWN)
    shown = drawn("doubt", unknown, evidence)
    assert isinstance(shown.body, Picture)
    assert "arm of a miss" in shown.body.alt
    said = " ".join(str(note.words) for note in drawn("cost", unknown, evidence).notes)
    assert "In money" not in said
    assert "[?" not in said


def test_a_slide_that_is_there_no_more_is_told_with_those_that_are(
    case: Case, evidence: Evidence
) -> None:
    with pytest.raises(PlaybookError, match=r"slide 'home': .*one of .*decision, .*no such slide"):
        drawn("home", case, evidence)


def test_the_script_of_a_slide_is_in_its_notes(case: Case, evidence: Evidence) -> None:
    notes = drawn("options", case, evidence).notes
    labels = PLAYBOOK.role_labels
    over = [labels[turn.speaker] for turn in PLAYBOOK.turns if turn.slide == "options"]
    assert [note.speaker for note in notes] == over


def test_the_folder_of_the_example_is_not_written_to(evidence: Evidence) -> None:
    assert evidence.comparison is not None
    assert not (Path(EXAMPLE) / "evidence.json").exists()


def told(case: Case, evidence: Evidence) -> dict[str, dict[str, set[str]]]:
    """What each document says of each fact, by the name of the fact's slot."""
    facts = Facts.of(PLAYBOOK, case, evidence)
    texts: dict[str, list[Text]] = {
        "slides": [drawn(plan.id, case, evidence).title for plan in PLAYBOOK.slides],
        "script": [turn.text for turn in script(Facts.of(PLAYBOOK, case, evidence))],
        "report": [line.text for section in report(facts) for line in section.lines],
        "messages": [line.text for letter in messages(facts) for line in letter.lines],
    }
    said: dict[str, dict[str, set[str]]] = {}
    for document, written in texts.items():
        for span in (span for text in written for span in text.spans if span.slot):
            said.setdefault(str(span.slot), {}).setdefault(document, set()).add(str(span))
    return said


def test_measuring_other_data_changes_every_document_together(
    case: Case, evidence: Evidence, tmp_path: Path
) -> None:
    (tmp_path / "no-bug.parquet").symlink_to(EXAMPLE / "no-bug.parquet")
    data = case.data.model_copy(update={"path": "no-bug.parquet"})
    other = case.model_copy(update={"data": data})
    before, after = told(case, evidence), told(other, measure_case(tmp_path, other))
    for said in (before, after):  # one fact, one wording, wherever it is said
        assert [slot for slot, by in said.items() if len(by.get("script", ())) > 1] == []
    assert set(before["worsening_interval"]) >= {"slides", "script", "report"}
    assert set(before["plan_p50"]) >= {"slides", "script", "report", "messages"}
    assert before["worsening_interval"] != after["worsening_interval"]
    for document in set(before["worsening_interval"]) & set(after["worsening_interval"]):
        assert before["worsening_interval"][document] != after["worsening_interval"][document]


def test_a_figure_is_drawn_anew_in_the_colours_of_a_theme_and_stays_as_it_was_without(
    case: Case, evidence: Evidence
) -> None:
    dark = slide("what", Facts.of(PLAYBOOK, case, evidence), theme=Theme(colours=DARK))
    light = drawn("what", case, evidence)
    again = slide("what", Facts.of(PLAYBOOK, case, evidence), theme=Theme(colours=DARK))
    assert (dark.colours, light.colours) == (DARK, None)
    assert dark == again
    assert isinstance(dark.body, Picture)
    assert isinstance(light.body, Picture)
    assert [DARK["harm"] in body.svg for body in (dark.body, light.body)] == [True, False]


def test_a_figure_that_tells_what_not_everybody_may_read_is_not_in_a_shared_deck(
    case: Case, evidence: Evidence
) -> None:
    rate = Sensitive(slot="candidate_rate", shown_as="told in the room")
    careful = PLAYBOOK.model_copy(update={"sensitive": (rate,)})
    told = slide("what", Facts.of(careful, case, evidence)).shared
    assert "222.6" not in str(told.to_json())
    assert told.body == (Text.plain("told in the room"),)
    assert isinstance(drawn("what", case, evidence).shared.body, Picture)


def test_a_figure_is_listed_under_the_source_of_the_facts_that_it_shows(
    case: Case, evidence: Evidence
) -> None:
    facts = Facts.of(PLAYBOOK, case, evidence)
    assert drawn("what", case, evidence).origin == facts("worsening").origin
    assert drawn("where", case, evidence).origin == facts("rows").origin
    assert drawn("plan", case, evidence).origin == facts("plan_odds").origin


def test_a_moment_that_moves_by_an_hour_and_keeps_its_hands_is_drawn_again() -> None:
    def happened(mitigated: str) -> Slide:
        case = Case(
            playbook="ceo-report",
            incident=IncidentWindow(zone="America/New_York"),
            timeline={
                "started": Mark(at=datetime.fromisoformat("2026-11-01T01:20-04:00")),
                "mitigated": Mark(at=datetime.fromisoformat(mitigated)),
            },
        )
        evidence = Evidence(incident=measure_incident(Path(), case))
        return slide("timeline", Facts.of(load_playbook("ceo-report"), case, evidence))

    first, second = (happened(f"2026-11-01T01:40{offset}") for offset in ("-04:00", "-05:00"))
    assert isinstance(first.body, Picture)
    assert isinstance(second.body, Picture)
    assert "harm for 20 min" in first.body.alt
    assert "harm for 1 h 20 min" in second.body.alt
