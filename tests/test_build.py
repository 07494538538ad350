"""A case folder in, its documents out: made afresh, whole, and by every way the same."""

import builtins
import errno
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import UTC, date, datetime
from html import unescape
from importlib import resources
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import nbformat
import pytest
from bs4 import BeautifulSoup
from icalendar import Calendar
from pypdf import PdfReader

from bugcase.build import Built, build, new_case, start_case
from bugcase.case.file import CaseFile
from bugcase.case.model import SECTIONS, OptionNumbers
from bugcase.case.values import UNKNOWN, held_type
from bugcase.check import check
from bugcase.cli import main
from bugcase.demo import new_demo
from bugcase.documents.registry import documents
from bugcase.errors import BugcaseError, BuildError, CaseError
from bugcase.folder import CaseFolder
from bugcase.playbook.load import playbook_names
from bugcase.playbooks import load_playbook
from bugcase.verify import verify
from fixtures.decks import book, export, markdown

pytestmark = pytest.mark.kernel

MISSED_SLA = Path(__file__).parent / "fixtures" / "missed-sla.toml"
HOSTILE = "<img src=x onerror=alert(1)>"


EXAMPLES = ("release-halt", "ceo-report")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first example, built whole."""
    folder = tmp_path_factory.mktemp("demo")
    new_demo("release-halt", folder)
    build(folder)
    return folder


@pytest.fixture(params=EXAMPLES)
def example(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An example that is not built yet."""
    folder = tmp_path / "case"
    new_demo(request.param, folder)
    return folder


def offered(playbook: str, *, slides: bool = True, share: bool = False) -> list[str]:
    """Name the documents of a situation."""
    every = documents(load_playbook(playbook), share=share)
    return [one.path(share=share) for one in every if slides or not one.of_slides]


def names(built: Built) -> list[str]:
    return [path.as_posix().rpartition("/out/")[2] for path in built.written if path.stat().st_size]


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, with what it holds."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def deck(folder: Path) -> str:
    return (folder / "out" / "slides.html").read_text(encoding="utf-8")


def words(folder: Path) -> str:
    """Read the text of all slides, with their notes."""
    slides = BeautifulSoup(deck(folder), "html.parser").find(class_="slides")
    return " ".join(slides.get_text().split()) if slides else ""


def test_a_new_case_has_its_notebook_and_every_field_with_its_help(tmp_path: Path) -> None:
    notebook = new_case("release-halt", tmp_path / "case")
    assert notebook == tmp_path / "case" / "release-halt.ipynb"
    text = (tmp_path / "case" / "case.toml").read_text(encoding="utf-8")
    assert "the last moment at which the release can still be held; such as" in text
    assert '[[people]]\nname = "unknown"\ncalled = "unknown"\nrole = "director"' in text


def test_the_comment_of_each_answer_says_the_sentence_that_it_ends(tmp_path: Path) -> None:
    sample = tmp_path / "sample.toml"
    told = MISSED_SLA.read_text(encoding="utf-8")
    sample.write_text(told, encoding="utf-8")
    for playbook in (*playbook_names(), str(sample)):
        folder = tmp_path / f"case-{Path(playbook).stem}"
        start_case(playbook, folder)
        text = (folder / "case.toml").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if line]
        for field in load_playbook(playbook).fields:
            place = f"[[answers.{field.id}]]" if field.columns else f"{field.id} = "
            at = next(at for at, line in enumerate(lines) if line.startswith(place))
            above = takewhile(lambda line: line.startswith("#"), reversed(lines[:at]))
            said = [line.removeprefix("# ") for line in reversed([*above])]
            assert field.help in said[0]
            assert not field.stem or said[0].startswith(f"“{field.stem} …”: ")
            assert all(f'"{choice}"' in said[0] for choice in field.choices)
            if field.columns:
                (row,) = tomllib.loads("\n".join(said[1:]))["answers"][field.id]
                assert [*row] == [column.id for column in field.columns]


def test_a_new_case_holds_only_what_its_situation_asks_for(tmp_path: Path) -> None:
    for playbook, foreign in (("release-halt", "[orders]"), ("ceo-report", "[rollout]")):
        new_case(playbook, tmp_path / playbook)
        text = (tmp_path / playbook / "case.toml").read_text(encoding="utf-8")
        assert text.startswith("# What people decided and typed.\n")
        assert "[meeting]" in text
        assert foreign not in text
        assert "actions = " not in text


def test_a_new_case_names_once_what_may_be_filled_in_for_an_option(tmp_path: Path) -> None:
    start_case("release-halt", tmp_path)
    text = (tmp_path / "case.toml").read_text(encoding="utf-8")
    above, _, _ = text.partition("[options.")
    for name in set(OptionNumbers.model_fields) - {"considered"}:
        assert above.count(f"\n#   {name}: ") == text.count(f"\n#   {name}: ") == 1
    for example in re.findall(r"cost = [\d\[\], ]+\d\]?", above):
        assert OptionNumbers(**tomllib.loads(example)).cost != UNKNOWN


def test_a_new_case_shows_how_a_day_and_a_moment_are_written(tmp_path: Path) -> None:
    for playbook in playbook_names():
        start_case(playbook, tmp_path / playbook)
        text = (tmp_path / playbook / "case.toml").read_text(encoding="utf-8")
        for section, model in SECTIONS.items():
            for name, info in model.model_fields.items():
                held = held_type(info.annotation)
                _, there, rest = text.partition(f"\n[{section}]\n")
                if there and held in (date, datetime):
                    (said,) = re.findall(rf"# .*; such as (.+)\n{name} = ", rest.split("\n[")[0])
                    assert type(tomllib.loads(f"at = {said}")["at"]) is held


def test_a_new_case_says_that_odds_are_in_per_cent(tmp_path: Path) -> None:
    new_case("ceo-report", tmp_path)
    text = (tmp_path / "case.toml").read_text(encoding="utf-8")
    assert "# how likely it is under today’s guard; per cent, over the time below\n" in text


def test_the_notebook_template_is_kept_without_outputs() -> None:
    folder = Path(__file__).parents[1] / "notebooks"
    for path in folder.glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        ran = [cell.id for cell in cells if cell.get("outputs") or cell.get("execution_count")]
        assert ran == []


def test_a_case_of_somebodys_own_playbook_is_whole_in_its_folder_and_says_its_language(
    tmp_path: Path,
) -> None:
    own = tmp_path / "own.toml"
    said = MISSED_SLA.read_text(encoding="utf-8")
    own.write_text(said.replace('locale = "en_GB"', 'locale = "de_DE"'), encoding="utf-8")
    folder = tmp_path / "case"
    assert new_case(str(own), folder) == folder / "missed-sla.ipynb"
    own.unlink()
    moved = folder.rename(tmp_path / "moved")
    build(moved, only=["slides.html", "slides.pptx", "report.html"])
    assert "[? how many minutes were missed]" in words(moved)
    assert CaseFile(moved).read().playbook == "playbook.toml"
    assert '<html lang="de-DE"' in deck(moved)
    assert '<html lang="de-DE"' in (moved / "out" / "report.html").read_text(encoding="utf-8")
    with ZipFile(moved / "out" / "slides.pptx") as pptx:
        assert ' lang="de-DE"' in pptx.read("ppt/slides/slide1.xml").decode()
    one_slide = book(markdown("# One", slide_type="slide"))
    assert '<html lang="de-DE"' in export(one_slide, moved)  # as nbconvert takes it out


def test_another_playbook_in_the_folder_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "playbook.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(CaseError, match="expected a folder without another playbook"):
        new_case(str(MISSED_SLA), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["playbook.toml"]
    assert (tmp_path / "playbook.toml").read_text(encoding="utf-8") == "mine"


def test_a_case_whose_playbook_cannot_be_written_is_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("bugcase.build.write_atomically", full)
        with pytest.raises(OSError, match="No space left"):
            new_case(str(MISSED_SLA), tmp_path)
    assert new_case(str(MISSED_SLA), tmp_path).name == "missed-sla.ipynb"


def test_a_case_that_is_there_keeps_its_playbook(tmp_path: Path) -> None:
    new_case("release-halt", tmp_path)
    with pytest.raises(CaseError, match=r"found a case\.toml"):
        new_case(str(MISSED_SLA), tmp_path)
    assert not (tmp_path / "playbook.toml").exists()


def test_the_demo_tells_what_was_measured_and_what_was_typed(demo: Path) -> None:
    told = words(demo)
    assert "between 14 and 17 more per 1,000, above our limit of 5" in told
    assert "people who moved in the last year" in told
    assert "Ingrid Dahl" in told
    assert "[?" not in told
    evidence = json.loads((demo / "evidence.json").read_text(encoding="utf-8"))
    assert evidence["evidence"]["comparison"]["verdict"] == "halt"


def test_a_build_writes_every_document_of_the_situation(demo: Path) -> None:
    assert sorted(files(demo / "out")) == sorted(offered("release-halt"))


def test_building_again_gives_the_same_bytes_but_for_the_pdf(demo: Path) -> None:
    before = files(demo / "out")
    anew = [name for name in offered("release-halt") if not name.endswith(".pdf")]
    assert sorted(names(build(demo, only=anew))) == sorted(anew)
    assert files(demo / "out") == before


def test_a_second_build_reads_its_evidence_and_draws_the_clocks_of_the_first(
    tmp_path: Path,
) -> None:
    new_demo("ceo-report", tmp_path)
    build(tmp_path, only=["slides.html"])
    first = deck(tmp_path)
    assert "times in Europe/Lisbon" in first
    build(tmp_path, only=["slides.html"])
    assert deck(tmp_path) == first


def test_the_documents_of_each_example_are_the_same_bytes_again(example: Path) -> None:
    playbook = CaseFile(example).read().playbook
    wanted = offered(playbook, slides=False)
    assert names(build(example, only=wanted)) == wanted
    before = files(example / "out")
    build(example, only=wanted)
    assert files(example / "out") == before


def test_nbconvert_gives_the_same_deck_as_build(demo: Path, tmp_path: Path) -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "jupyter", "nbconvert", "--to", "bugcase", "--execute"),
            *("--output-dir", str(tmp_path), str(demo / "release-halt.ipynb")),
        ],
        check=True,
        capture_output=True,
    )
    (written,) = tmp_path.iterdir()
    assert written.read_text(encoding="utf-8") == deck(demo)


def runs_of_words(said: str, size: int = 7) -> set[str]:
    found = re.findall(r"[^\W\d]+", said.lower())  # a number is said on the slide as well
    return {" ".join(found[i : i + size]) for i in range(len(found) - size + 1)}


def text_of(name: str, content: bytes) -> str:
    """Read all words of a document as its own program would, hidden ones with them."""
    if name.endswith(".pdf"):
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    if name.endswith(".pptx"):
        with ZipFile(BytesIO(content)) as parts:
            names = [name for name in parts.namelist() if name.endswith(".xml")]
            xml = " ".join(parts.read(name).decode() for name in names)
        return unescape(f"{re.sub('<[^>]+>', ' ', xml)} {xml}")  # and what stands in attributes
    soup = BeautifulSoup(content, "html.parser")
    told = [" ".join(map(str, element.attrs.values())) for element in soup.find_all(True)]
    return f"{soup.get_text(' ')} {' '.join(told)}"


def test_share_writes_slides_and_report_beside_the_presenters_own(demo: Path) -> None:
    own = files(demo / "out")
    built = build(demo, share=True)
    after, wrote = files(demo / "out"), names(built)
    shutil.rmtree(demo / "out" / "share")
    assert wrote == offered("release-halt", share=True)
    assert {name: after[name] for name in own} == own

    soup = BeautifulSoup(own["slides.html"], "html.parser")
    script = runs_of_words(" ".join(aside.extract().get_text(" ") for aside in soup("aside")))
    seen = runs_of_words(" ".join([text_of("", str(soup).encode()), own["report.md"].decode()]))
    assert len(script - seen) > 200
    case, playbook = CaseFile(demo).read(), load_playbook("release-halt")
    kept_in = [case.answer(one.slot) for one in playbook.sensitive]
    typed = [words for words in kept_in if isinstance(words, str)]
    assert typed
    for path in built.written:
        name = path.relative_to(demo / "out").as_posix()
        shared = text_of(name, after[name])
        assert runs_of_words(shared) & (script - seen) == set(), name
        assert [words for words in typed if words in shared] == [], name


def test_of_a_dataframe_slides_and_report_say_the_same_and_verify_what_it_cannot_do(
    tmp_path: Path,
) -> None:
    path = new_case("release-halt", tmp_path)
    for place, value in {"label": "y", "baseline": "live", "candidate": "next"}.items():
        CaseFile(tmp_path).change(f"data.{place}", value)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(
        nbformat.v4.new_code_cell(
            "import pandas as pd\n"
            "y = [1, 0] * 200\n"
            'desk.use(pd.DataFrame({"y": y, "live": y, "next": [1, 1] * 200}))'
        )
    )
    nbformat.write(notebook, path)
    build(tmp_path, only=["slides.html", "report.html"])
    said, report = words(tmp_path), tmp_path / "out" / "report.html"
    worse = "500 more"
    assert worse in said
    assert "not measured yet" not in said
    assert "pandas frame" in said
    assert "SHA-256 of its counts" in said
    assert worse in report.read_text(encoding="utf-8")
    assert [one for one in check(CaseFolder(tmp_path)) if one.rule == "evidence_stale"] == []
    build(tmp_path, only=["report.html"])
    assert worse in report.read_text(encoding="utf-8")
    forms = [one for one in verify(CaseFolder(tmp_path)) if one.slot == "worsening"]
    assert {one.before for one in forms} == {"500 more", "500 more per 1,000"}
    assert {(one.state, one.now) for one in forms} == {
        (
            "cannot be measured now",
            "the dataframe that the notebook measures: bugcase build runs it",
        )
    }


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count by its name how often this process opens a file to read it."""
    times: Counter[str] = Counter()

    def counting(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if "r" in mode and not isinstance(file, int):
            times[Path(file).name] += 1
        return open_(file, mode, *arguments, **options)

    open_ = io.open
    for module in (io, builtins):
        monkeypatch.setattr(module, "open", counting)
    return times


PARTS = ("case.toml", "playbook.toml", "theme.toml", "evidence.json")


@pytest.fixture
def own_measured(tmp_path: Path) -> Path:
    """A case of somebody's own playbook and theme, with data that nobody has measured yet."""
    own = resources.files("bugcase.playbook") / "release-halt.toml"
    (tmp_path / "own.toml").write_bytes(own.read_bytes())
    folder = new_case(str(tmp_path / "own.toml"), tmp_path / "case").parent
    (folder / "theme.toml").write_text('font = "Inter"\n', encoding="utf-8")
    rows = ["y,live,next", *["1,1,1"] * 200, *["0,0,1"] * 200]
    (folder / "rows.csv").write_text("\n".join(rows), encoding="utf-8")
    data = {"path": "rows.csv", "label": "y", "baseline": "live", "candidate": "next"}
    for name, value in data.items():
        CaseFile(folder).change(f"data.{name}", value)
    return folder


def test_a_build_a_check_and_a_verification_read_each_part_of_the_case_once(
    own_measured: Path, opened: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not (own_measured / "evidence.json").exists()  # the run makes it
    build(own_measured, only=["slides.html", "slides.pptx", "report.md"])
    assert {name: opened[name] for name in PARTS} == dict.fromkeys(PARTS, 1)
    assert "500 more" in (own_measured / "out" / "report.md").read_text(encoding="utf-8")
    for command in ("check", "verify"):
        opened.clear()
        monkeypatch.setattr("sys.argv", ["bugcase", command, str(own_measured)])
        with pytest.raises(SystemExit):
            main()
        needed = {name: opened[name] for name in PARTS if name != "theme.toml"}
        assert needed == dict.fromkeys(needed, 1), command


def test_the_evidence_of_an_earlier_build_gives_way_to_that_of_the_run(own_measured: Path) -> None:
    build(own_measured, only=["report.md"])
    rows = own_measured / "rows.csv"
    rows.write_text(rows.read_text(encoding="utf-8").replace("0,0,1", "0,0,0", 100))
    build(own_measured, only=["slides.html", "report.md"])
    assert "250 more" in words(own_measured)
    assert "250 more" in (own_measured / "out" / "report.md").read_text(encoding="utf-8")


def test_a_group_named_like_a_tag_is_shown_and_not_run(tmp_path: Path) -> None:
    new_case("release-halt", tmp_path)
    rows = ["y,live,next,plan", *[f"1,1,0,{HOSTILE}"] * 60, *["1,1,1,old"] * 60]
    (tmp_path / "rows.csv").write_text("\n".join(rows), encoding="utf-8")
    file = CaseFile(tmp_path)
    for field, value in {
        "data.path": "rows.csv",
        "data.label": "y",
        "data.baseline": "live",
        "data.candidate": "next",
        "answers.release": HOSTILE,
    }.items():
        file.change(field, value)
    build(tmp_path, only=["slides.html"])
    html = deck(tmp_path)
    assert "with plan “&lt;img src=x onerror=alert(1)&gt;”" in html
    assert "<img src=x" not in html


def test_a_cell_that_fails_is_told_in_one_line_and_the_old_deck_stays(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    path = new_case("release-halt", folder)
    (folder / "out").mkdir()
    (folder / "out" / "slides.html").write_text("the old deck")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(1, nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(notebook, path)
    with pytest.raises(BuildError, match="ZeroDivisionError: division by zero") as error:
        build(folder)
    assert "\n" not in str(error.value)
    assert deck(folder) == "the old deck"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        pytest.param(lambda path: path.unlink(), r"a notebook release-halt\.ipynb", id="missing"),
        pytest.param(lambda path: path.write_text("{"), "a notebook of format 4", id="no notebook"),
    ],
)
def test_a_case_without_its_notebook_says_what_to_do(
    damage: object, message: str, tmp_path: Path
) -> None:
    notebook = new_case("release-halt", tmp_path)
    damage(notebook)  # type: ignore[operator]  # a table of functions
    with pytest.raises(BugcaseError, match=message):
        build(tmp_path)


def test_a_build_leaves_nothing_else_in_the_folder(demo: Path, tmp_path: Path) -> None:
    there = {path.name for path in demo.iterdir()}
    new_demo("release-halt", tmp_path)
    assert there == {path.name for path in tmp_path.iterdir()} | {"evidence.json", "out"}


# ---------------------------------------------------------------- some of the documents


@pytest.fixture
def untouched(tmp_path: Path) -> Path:
    """A new case, in which nobody has filled in anything."""
    new_case("release-halt", tmp_path / "case")
    return tmp_path / "case"


def test_a_document_without_slides_needs_no_run_of_the_notebook(untouched: Path) -> None:
    (untouched / "release-halt.ipynb").unlink()
    assert names(build(untouched, only=["report.md"])) == ["report.md"]


def test_what_is_not_named_stays_as_it_is(untouched: Path) -> None:
    (untouched / "out").mkdir()
    (untouched / "out" / "slides.pdf").write_text("mine")
    build(untouched, only=["messages", "report.md"])
    found = files(untouched / "out")
    assert found.pop("slides.pdf") == b"mine"
    letters = [name for name in offered("release-halt") if name.startswith("messages/")]
    assert sorted(found) == [*sorted(letters), "report.md"]


def test_an_untouched_case_shows_its_gaps_and_leaves_out_what_cannot_be_made_the_old_one_too(
    untouched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROME", "no-such-browser")
    (untouched / "out").mkdir()
    (untouched / "out" / "slides.pdf").write_text("the old numbers")
    (untouched / "out" / "notes.txt").write_text("mine")
    built = build(untouched)
    assert [why.thing for why in built.left_out] == ["slides.pdf", "invite.ics", "speaker.pdf"]
    found = files(untouched / "out")
    assert {"slides.html", "slides.pptx", "notes.txt"} <= found.keys()
    assert not {"slides.pdf", "invite.ics"} & found.keys()
    assert "[? who decides]" in words(untouched)
    assert not (untouched / "evidence.json").exists()


@pytest.mark.parametrize(
    ("only", "share", "message"),
    [
        pytest.param(
            "invite.ics", False, "invite.ics: expected the time of the meeting", id="invite"
        ),
        pytest.param(
            "report", False, "document 'report': expected one of slides.html, ", id="unknown"
        ),
        pytest.param(
            "script.md", True, "document 'script.md': expected one of sl", id="not shared"
        ),
    ],
)
def test_what_is_named_and_cannot_be_made_is_an_error(
    only: str, share: bool, message: str, untouched: Path
) -> None:
    with pytest.raises(BuildError) as error:
        build(untouched, only=[only], share=share)
    assert str(error.value).startswith(message)
    assert not (untouched / "out").exists()


# ------------------------------------------------------------------------ the invitation


def meeting_of(folder: Path) -> tuple[str, int]:
    """Say which meeting the invitation of a case is for, and its version."""
    read: Any = Calendar.from_ical((folder / "out" / "invite.ics").read_bytes())
    (event,) = read.events
    return str(event["uid"]), int(event["sequence"])


AT = datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_corrected_answers_and_another_time_send_an_update_of_the_meeting(untouched: Path) -> None:
    versions, file = [], CaseFile(untouched)
    for field, value in [
        ("meeting.at", AT),
        ("answers.release", "release 215"),
        ("meeting.place", "room Saga"),
        ("meeting.place", "room Saga"),
    ]:
        file.change(field, value)
        build(untouched, only=["invite.ics"])
        versions.append(meeting_of(untouched))
    uid = file.read().meeting.uid
    assert versions == [(uid, 0), (uid, 1), (uid, 2), (uid, 2)]


def test_each_new_case_is_of_another_meeting(tmp_path: Path) -> None:
    for name in ("one", "two"):
        new_case("release-halt", tmp_path / name)
        CaseFile(tmp_path / name).change("meeting.at", AT)
        build(tmp_path / name, only=["invite.ics"])
    assert meeting_of(tmp_path / "one") != meeting_of(tmp_path / "two")


def test_a_case_that_was_begun_without_an_identity_gets_one_that_lasts(untouched: Path) -> None:
    file = CaseFile(untouched)
    file.change("meeting.uid", UNKNOWN)
    build(untouched, only=["report.md"])
    assert file.value("meeting.uid") is UNKNOWN  # nobody is invited yet
    file.change("meeting.at", AT)
    build(untouched, only=["invite.ics"])
    uid, _ = meeting_of(untouched)
    assert file.value("meeting.uid") == uid
    shutil.rmtree(untouched / "out")
    build(untouched, only=["invite.ics"])
    assert meeting_of(untouched) == (uid, 0)


def test_an_invitation_that_was_sent_before_the_case_had_an_identity_is_updated(
    untouched: Path,
) -> None:
    file = CaseFile(untouched)
    file.change("meeting.at", AT)
    build(untouched, only=["invite.ics"])
    path = untouched / "out" / "invite.ics"
    path.write_bytes(
        re.sub(rb"UID:[^\r]*\r\nSEQUENCE:0\r\n|SEQUENCE:0\r\n", b"", path.read_bytes()).replace(
            b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\nUID:sent@bugcase\r\n"
        )
    )
    file.change("meeting.uid", UNKNOWN)
    file.change("meeting.place", "room Saga")
    build(untouched, only=["invite.ics"])
    assert meeting_of(untouched) == ("sent@bugcase", 1)
    assert file.value("meeting.uid") == "sent@bugcase"


# A build that is killed while it makes a document, and one while it puts them in place.
KILLED = """
import os, signal, sys
from pathlib import Path
import bugcase.build, bugcase.files

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

where = {"making": (bugcase.build, "documents"), "placing": (Path, "replace")}
setattr(*where[sys.argv[2]], die)
bugcase.build.build(Path(sys.argv[1]), only=["report.md"])
"""


@pytest.mark.parametrize("when", ["making", "placing"])
def test_a_build_that_is_killed_leaves_the_old_files_and_the_next_one_no_trace(
    when: str, untouched: Path
) -> None:
    build(untouched, only=["report.md", "glossary.md"])
    before = files(untouched / "out")
    CaseFile(untouched).change("answers.release", "release 215")
    run = subprocess.run([sys.executable, "-c", KILLED, str(untouched), when], check=False)
    assert run.returncode == -signal.SIGKILL
    found = files(untouched / "out")
    assert {name: found[name] for name in before} == before
    build(untouched, only=["report.md"])
    assert b"release 215" in files(untouched / "out")["report.md"]
    assert files(untouched / "out").keys() == before.keys()
