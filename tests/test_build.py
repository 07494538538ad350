"""A case folder in, its documents out: made afresh, whole, and by every way the same."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from bugcase.build import build, new_case, new_demo
from bugcase.case.file import CaseFile
from bugcase.errors import BugcaseError, BuildError, CaseError

MISSED_SLA = Path(__file__).parent / "story" / "missed-sla.toml"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    new_demo("release-halt", folder)
    build(folder)
    return folder


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
    assert "# the last moment at which the release can still be held\ndecide_by = " in text
    assert '[[people]]\nname = "unknown"\nrole = "director"' in text


def test_the_notebook_template_is_kept_without_outputs() -> None:
    folder = Path(__file__).parents[1] / "notebooks"
    for path in folder.glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        ran = [cell.id for cell in cells if cell.get("outputs") or cell.get("execution_count")]
        assert ran == []


def test_an_untouched_case_builds_a_deck_that_shows_its_gaps(tmp_path: Path) -> None:
    new_case("release-halt", tmp_path / "case")
    build(tmp_path / "case")
    assert "[? who decides]" in words(tmp_path / "case")
    assert not (tmp_path / "case" / "evidence.json").exists()


def test_a_case_of_somebodys_own_playbook_is_whole_in_its_folder(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_bytes(MISSED_SLA.read_bytes())
    folder = tmp_path / "case"
    assert new_case(str(own), folder) == folder / "missed-sla.ipynb"
    own.unlink()
    moved = folder.rename(tmp_path / "moved")
    build(moved)
    assert "[? how many minutes were missed]" in words(moved)
    assert CaseFile(moved).read().playbook == "playbook.toml"


def test_another_playbook_in_the_folder_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "playbook.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(CaseError, match="expected a folder without another playbook"):
        new_case(str(MISSED_SLA), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["playbook.toml"]
    assert (tmp_path / "playbook.toml").read_text(encoding="utf-8") == "mine"


def test_the_demo_tells_what_was_measured_and_what_was_typed(demo: Path) -> None:
    told = words(demo)
    assert "between 14.1 and 16.4 more per 1,000, above our limit of 5" in told
    assert "moved: within the year, marital status: married" in told
    assert "Ingrid Dahl" in told
    assert "[?" not in told
    evidence = json.loads((demo / "evidence.json").read_text(encoding="utf-8"))
    assert evidence["evidence"]["comparison"]["verdict"] == "halt"


def test_building_again_gives_the_same_bytes(demo: Path) -> None:
    before = deck(demo)
    build(demo)
    assert deck(demo) == before


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


def test_share_leaves_no_word_of_the_script(demo: Path) -> None:
    script_only = "Thank you for making time at once"
    assert script_only in deck(demo)
    build(demo, share=True)
    assert script_only not in deck(demo)
    build(demo)


def test_a_demo_leaves_files_alone_that_are_there(demo: Path) -> None:
    CaseFile(demo).change("answers.steps_begun", "typed after the demo")
    new_demo("release-halt", demo)
    assert CaseFile(demo).value("answers.steps_begun") == "typed after the demo"


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
    build(tmp_path)
    html = deck(tmp_path)
    assert "plan: &lt;img src=x onerror=alert(1)&gt;" in html
    assert "<img src=x" not in html


def test_a_cell_that_fails_is_told_in_one_line_and_the_old_deck_stays(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    new_demo("release-halt", folder)
    (folder / "out").mkdir()
    (folder / "out" / "slides.html").write_text("the old deck")
    notebook = nbformat.read(folder / "release-halt.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(notebook, folder / "release-halt.ipynb")
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


def test_a_build_leaves_nothing_else_in_the_folder(demo: Path) -> None:
    names = {path.name for path in demo.iterdir()}
    example = Path(__file__).parents[1] / "examples" / "release-halt"
    copied = {path.name for path in example.iterdir() if path.is_file()}
    assert names == copied | {"release-halt.ipynb", "evidence.json", "out"}
    assert [path.name for path in (demo / "out").iterdir()] == ["slides.html"]
