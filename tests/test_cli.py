"""The command line: the same numbers for people and machines, and failures in one line."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Protocol, TypeAlias

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from bugcase.case.file import CaseFile
from bugcase.case.measure import measure_case
from bugcase.cli import main
from bugcase.playbook.load import playbook_names
from fixtures.lint_examples import Example

EXAMPLE = Path(__file__).parents[1] / "examples" / "release-halt"
MODELS = ["--label", "employed", "--baseline", "live", "--candidate", "next", "--limit", "0.005"]


Run: TypeAlias = subprocess.CompletedProcess[str]


class Command(Protocol):
    """The command line."""

    def __call__(self, *arguments: str | Path, cwd: Path | None = None) -> Run:
        """Give a command, in some folder."""


@pytest.fixture
def bugcase(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run it in this process, which has everything imported."""

    def run(*arguments: str | Path, cwd: Path | None = None) -> Run:
        told = [*map(str, arguments)]
        with monkeypatch.context() as here:
            here.chdir(cwd or Path.cwd())
            here.setattr("sys.argv", ["bugcase", *told])
            here.setenv("COLUMNS", "100")
            here.setenv("NO_COLOR", "1")
            with pytest.raises(SystemExit) as ended:
                main()
        return Run(told, int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.mark.parametrize("told", [["playbooks"], ["check", "nowhere"]], ids=" ".join)
def test_the_module_run_by_python_is_the_command(told: list[str], bugcase: Command) -> None:
    module = [sys.executable, "-m", "bugcase", *told]
    ran, here = subprocess.run(module, capture_output=True, text=True, check=False), bugcase(*told)
    assert (ran.returncode, ran.stdout, ran.stderr) == (here.returncode, here.stdout, here.stderr)


def test_compare_says_halt_with_its_interval_and_finds_the_planted_bugs_group_first(
    bugcase: Command,
) -> None:
    run = bugcase("compare", EXAMPLE / "predictions.parquet", *MODELS)
    lines = run.stdout.splitlines()
    assert (run.returncode, run.stderr) == (0, "")
    assert lines[0] == "halt (limit: 5 per 1,000)"
    assert lines[2] == "worsening: 15 more per 1,000, between 14 and 17 more per 1,000"
    groups = lines[next(i for i, line in enumerate(lines) if line.startswith("group ")) + 1 :]
    assert groups[0].startswith("moved: within the year")


def test_compare_does_not_say_halt_where_there_is_no_bug(bugcase: Command) -> None:
    run = bugcase("compare", EXAMPLE / "no-bug.parquet", *MODELS)
    assert run.stdout.startswith("go (limit: 5 per 1,000)")


def test_json_has_the_same_numbers_for_machines(bugcase: Command) -> None:
    printed = bugcase("compare", EXAMPLE / "predictions.parquet", *MODELS, "--by", "moved").stdout
    found = json.loads(
        bugcase(
            "compare", EXAMPLE / "predictions.parquet", *MODELS, "--by", "moved", "--json"
        ).stdout
    )
    assert found["verdict"] == "halt"
    assert f"{found['worsening']['value'] * 1000:.0f} more per 1,000" in printed
    worst = found["segments"][0]
    assert worst["conditions"] == {"moved": "within the year"}
    assert f"{worst['worsening']['value'] * 1000:+.0f}" in printed
    assert found["source"]["sha256"][:8] in printed


def test_compare_allows_for_rows_of_one_household(bugcase: Command) -> None:
    run = bugcase(
        "compare", EXAMPLE / "predictions.parquet", *MODELS, "--by", "sex", "--unit", "household"
    )
    assert "between 14 and 17 more per 1,000" in run.stdout


def test_compare_tells_a_defect_of_the_code_from_a_drift_of_the_data(
    tmp_path: Path, bugcase: Command
) -> None:
    rows = pd.DataFrame({"y": [1] * 4000, "data": ["2024"] * 2000 + ["2025"] * 2000})
    place = rows.index % 1000
    rows["live"] = (place >= 100).astype(int)  # as many go wrong in both years
    rows["next"] = (place >= 200).astype(int)  # and twice as many in both with the new code
    rows["build"] = 1 + rows.index % 4
    rows.to_csv(tmp_path / "rows.csv", index=False)
    run = bugcase(
        *("compare", tmp_path / "rows.csv", "--label", "y", "--baseline", "live"),
        *("--candidate", "next", "--by", "data", "--cross", "data", "--onset", "build"),
    )
    assert "code or data: defect\n" in run.stdout
    assert "onset by build: no step can be told" in run.stdout


def test_compare_says_since_when_where_a_step_can_be_told(tmp_path: Path, bugcase: Command) -> None:
    rows = pd.DataFrame({"y": [1] * 4000, "live": 1})
    rows["build"] = 1 + rows.index // 500
    rows["next"] = ((rows["build"] < 6) | (rows.index % 10 > 0)).astype(int)
    rows.to_csv(tmp_path / "rows.csv", index=False)
    run = bugcase(
        *("compare", tmp_path / "rows.csv", "--label", "y", "--baseline", "live"),
        *("--candidate", "next", "--by", "y", "--onset", "build"),
    )
    assert "onset by build: most likely 6; with 95% confidence one of 6\n" in run.stdout


def test_slices_finds_the_planted_bug_by_its_own_conditions_and_confirms_it(
    bugcase: Command,
) -> None:
    arguments = MODELS[: MODELS.index("--limit")]
    path = EXAMPLE / "predictions.parquet"
    run = bugcase("slices", path, *arguments, "--unit", "household")
    lines = run.stdout.splitlines()
    assert lines[0].endswith("slices of up to 3 conditions examined: 1 found, 1 confirmed.")
    assert lines[1].startswith("1. moved: within the year, marital status: married (6,963 rows)")
    assert "On the rows that were not searched, between" in lines[1]
    found = json.loads(bugcase("slices", path, *arguments, "--unit", "household", "--json").stdout)
    home = {"moved": "within the year", "marital_status": "married"}
    assert [one["conditions"] for one in found["slices"]] == [home]


def test_slices_confirms_nothing_where_there_is_no_bug(bugcase: Command) -> None:
    arguments = MODELS[: MODELS.index("--limit")]
    run = bugcase("slices", EXAMPLE / "no-bug.parquet", *arguments, "--unit", "household")
    assert " 0 confirmed." in run.stdout.splitlines()[0]


def test_playbooks_lists_the_situations(bugcase: Command) -> None:
    run = bugcase("playbooks")
    assert [line.split(":")[0] for line in run.stdout.splitlines()] == playbook_names()


def test_playbooks_prints_the_format_as_json_schema(bugcase: Command) -> None:
    schema = json.loads(bugcase("playbooks", "--schema").stdout)
    assert schema["title"] == "Playbook"
    assert {"roles", "steps", "slides"} <= set(schema["required"])


def test_playbooks_checks_the_sentences_of_one(tmp_path: Path, bugcase: Command) -> None:
    (tmp_path / "own.toml").write_text(Example(turn="The cause: {cause}.").text, encoding="utf-8")
    run = bugcase("playbooks", "--check", "own.toml", cwd=tmp_path)
    found, *measured, last = run.stdout.splitlines()
    assert (run.returncode, run.stderr, last) == (1, "", "1 finding.")
    assert "a colon before a slot: “The cause: {cause}.”; let the words before" in found
    assert [line.split(":")[0] for line in measured] == [
        "slides",
        "turns",
        "vocabulary",
        "messages",
    ]

    (tmp_path / "own.toml").write_text(Example().text, encoding="utf-8")
    run = bugcase("playbooks", "--check", "own.toml", "--json", cwd=tmp_path)
    assert run.returncode == 0
    printed = json.loads(run.stdout)
    assert printed["findings"] == []
    assert {"section", "longest", "minutes"} <= printed["readability"][0].keys()


def test_a_playbook_with_faults_is_named_with_them_and_not_checked(
    tmp_path: Path, bugcase: Command
) -> None:
    (tmp_path / "own.toml").write_text(Example(turn="{relaese}").text, encoding="utf-8")
    run = bugcase("playbooks", "--check", "own.toml", cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert "no slot 'relaese'" in run.stderr


@pytest.mark.kernel
def test_a_playbook_of_ones_own_is_a_case_and_a_deck_by_two_commands(
    tmp_path: Path, bugcase: Command
) -> None:
    own = Path(__file__).parent / "fixtures" / "missed-sla.toml"
    assert bugcase("new", own, "case", cwd=tmp_path).stdout.startswith("case/missed-sla.ipynb\n")
    run = bugcase("build", "case", "--only", "slides.html", "--only", "report.md", cwd=tmp_path)
    assert run.stdout == "case/out/slides.html\ncase/out/report.md\n"
    told = r"bugcase: [1-9]\d* blockers; to see what: bugcase check case\n"
    assert re.fullmatch(told, run.stderr)
    deck = (tmp_path / "case" / "out" / "slides.html").read_text(encoding="utf-8")
    assert "how many minutes were missed" in deck
    assert "how many minutes were missed" in bugcase("check", "case", cwd=tmp_path).stdout


OWED = """
schema = 1
playbook = "missed-sla.toml"
people = [{ name = "Noor Haddad", role = "cfo" }]

[stakes]
currency = "EUR"

[assumptions.goodwill]
low = 1000
likely = 2000
high = 4000
source = "finance, the two last credits"

[answers]
service = "The order service"
promised = "43 minutes a month"
missed = "96 minutes"
began = 2026-11-03T09:00:00+01:00
cause = "a certificate ran out, and nothing warned of it"
change = "a check of every certificate, each night, tested on 1 December"
credit = "tier 2, which is €4,000"
agreed_by = 2126-11-27T12:00:00+01:00
"""


@pytest.fixture
def owed(tmp_path: Path) -> Path:
    """A complete case of a situation in which nothing is measured, and no day runs out."""
    (tmp_path / "case").mkdir()
    shutil.copy(Path(__file__).parent / "fixtures" / "missed-sla.toml", tmp_path / "case")
    (tmp_path / "case" / "case.toml").write_text(OWED, encoding="utf-8")
    return tmp_path


def test_check_says_so_when_nothing_stands_in_the_way(owed: Path, bugcase: Command) -> None:
    run = bugcase("check", "case", cwd=owed)
    assert (run.returncode, run.stdout, run.stderr) == (0, "Nothing stands in the way.\n", "")


def test_check_says_where_what_and_what_to_do_and_fails_while_anything_blocks(
    owed: Path, bugcase: Command
) -> None:
    toml = owed / "case" / "case.toml"
    gap_and_guess = OWED.replace('"96 minutes"', '"unknown"').replace(
        "finance, the", "a guess from"
    )
    toml.write_text(gap_and_guess, encoding="utf-8")
    run = bugcase("check", "case", cwd=owed)
    assert (run.returncode, run.stderr) == (1, "")
    assert run.stdout.splitlines() == [
        (
            "blocker slides.missed: missing: how many minutes were missed; "
            "fill it in, or take the slide out"
        ),
        (
            "warning assumptions.goodwill: it is a guess; "
            "ask whoever knows, or be ready to say what it does to the answer"
        ),
        "1 blocker, 1 warning.",
    ]


def test_check_passes_with_warnings_and_tells_machines_the_same(
    owed: Path, bugcase: Command
) -> None:
    toml = owed / "case" / "case.toml"
    toml.write_text(OWED.replace("finance, the", "a guess from"), encoding="utf-8")
    run = bugcase("check", "case", "--json", cwd=owed)
    assert run.returncode == 0
    assert json.loads(run.stdout) == {
        "blockers": 0,
        "warnings": 1,
        "findings": [
            {
                "rule": "assumption_guessed",
                "severity": "warning",
                "place": "assumptions.goodwill",
                "found": "it is a guess",
                "remedy": "ask whoever knows, or be ready to say what it does to the answer",
            }
        ],
    }


def test_check_reads_the_slides_that_somebody_added_to_the_notebook(
    owed: Path, bugcase: Command
) -> None:
    own = new_markdown_cell("# Background", metadata={"slideshow": {"slide_type": "slide"}})
    nbformat.write(new_notebook(cells=[own]), owed / "case" / "missed-sla.ipynb")
    said = "warning slides.cell-1.title: “Background” is no sentence; "
    assert bugcase("check", "case", cwd=owed).stdout.startswith(said)
    (owed / "case" / "missed-sla.ipynb").rename(owed / "case" / "walk.ipynb")
    assert bugcase("check", "case", cwd=owed).stdout.startswith(said)


FAILURES = [
    pytest.param(["compare", "rows.csv", "--label", "y"], "option '--baseline'", id="no option"),
    pytest.param(["compare", "none.csv", *MODELS], "found no such file", id="missing file"),
    pytest.param(["compare", "empty.csv", *MODELS], "found an empty file", id="empty file"),
    pytest.param(["compare", "rows.csv", *MODELS], "found no such column", id="missing column"),
    pytest.param(
        ["compare", "null.csv", *MODELS], "found only missing values in 2 rows", id="null label"
    ),
    pytest.param(
        ["compare", "many.csv", *MODELS, "--metric", "recall"],
        "expected two classes, 0 and 1, or one of its classes named (a, b, c)",
        id="three classes where two are needed",
    ),
    pytest.param(["new", "no-such-playbook", "case"], "found no such playbook", id="playbook"),
    pytest.param(["new", "release-halt", "taken"], "found a case.toml", id="folder is taken"),
    pytest.param(["build", "nowhere"], "found no case.toml", id="no case"),
    pytest.param(
        ["build", "whole", "--only", "report.doc"], "found no such document", id="no such document"
    ),
    pytest.param(
        ["build", "whole", "--only", "invite.ics"],
        "fill in meeting.at in case.toml",
        id="no time to invite for",
    ),
    pytest.param(["check", "nowhere"], "found no case.toml", id="no case to check"),
    pytest.param(["demo", "ceo", "--out", "case"], "found no such example", id="no such example"),
    pytest.param(["compere"], "No such command 'compere'", id="no such command"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pd.DataFrame({"y": [1], "live": [1]}).to_csv(tmp_path / "rows.csv")
    pd.DataFrame({"employed": [None] * 2, "live": 1, "next": 1}).to_csv(tmp_path / "null.csv")
    classes = ["a", "b", "c"]
    pd.DataFrame({"employed": classes, "live": classes, "next": classes}).to_csv(
        tmp_path / "many.csv"
    )
    (tmp_path / "empty.csv").touch()
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "case.toml").write_text("schema = 1\n")
    (tmp_path / "whole").mkdir()
    (tmp_path / "whole" / "case.toml").write_text('schema = 1\nplaybook = "release-halt"\n')
    return tmp_path


@pytest.mark.parametrize(("arguments", "message"), FAILURES)
def test_a_failure_is_one_line_and_exit_2_and_writes_nothing(
    arguments: list[str], message: str, folder: Path, bugcase: Command
) -> None:
    before = sorted(folder.rglob("*"))
    run = bugcase(*arguments, cwd=folder)
    assert run.returncode == 2
    assert run.stdout == ""
    assert message in run.stderr
    assert run.stderr.count("\n") == 1
    assert sorted(folder.rglob("*")) == before


@pytest.mark.kernel
def test_what_a_build_leaves_out_is_said_on_stderr_and_is_no_failure(
    owed: Path, bugcase: Command
) -> None:
    bugcase("new", "missed-sla.toml", ".", cwd=owed / "case")
    nbformat.write(
        new_notebook(
            cells=[new_markdown_cell("# A", metadata={"slideshow": {"slide_type": "slide"}})]
        ),
        owed / "case" / "missed-sla.ipynb",
    )
    run = bugcase("build", "case", cwd=owed)
    assert run.returncode == 0
    assert "case/out/report.html" in run.stdout.splitlines()
    told = [line.partition("; ")[0] for line in run.stderr.splitlines()]
    assert told == ["bugcase: left out: invite.ics: expected the time of the meeting"]


@pytest.mark.kernel
@pytest.mark.parametrize("measured_before", [False, True])
def test_a_build_says_why_the_data_were_not_measured(
    measured_before: bool, tmp_path: Path, bugcase: Command
) -> None:
    bugcase("new", "release-halt", "case", cwd=tmp_path)
    folder = tmp_path / "case"
    pd.DataFrame({"truth": [0, 1], "live": [0, 1], "next": [0, 0]}).to_csv(
        folder / "rows.csv", index=False
    )
    settings = {"path": "rows.csv", "label": "truth", "baseline": "live", "candidate": "next"}
    for name, value in settings.items():
        CaseFile(folder).change(f"data.{name}", value)
    if measured_before:
        measure_case(folder, CaseFile(folder).read())
    CaseFile(folder).change("data.label", "trueth")
    run = bugcase("build", "case", "--only", "slides.html", cwd=tmp_path)
    (told,) = [line for line in run.stderr.splitlines() if "not measured" in line]
    assert "'trueth'" in told
    assert "did you mean 'truth'?" in told


def test_names_from_the_data_send_nothing_to_the_terminal(tmp_path: Path, bugcase: Command) -> None:
    rows = {"y": [1] * 40, "live": [1] * 40, "next": [0] * 40, "who": ["\x1b[31mred[bold]"] * 40}
    pd.DataFrame(rows).to_csv(tmp_path / "rows.csv", index=False)
    arguments = ["--label", "y", "--baseline", "live", "--candidate", "next", "--by", "who"]
    run = bugcase("compare", tmp_path / "rows.csv", *arguments)
    assert "who: \\x1b[31mred[bold]" in run.stdout
    assert "\x1b" not in run.stdout
