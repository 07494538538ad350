"""The command line: new, demo, build, check, verify, playbooks, compare, slices.

Each command does what a few lines with the public names would do.  Whatever a
user can cause ends in one line on stderr and exit 2.
"""

import os
import sys
from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from bugcase.characters import printable
from bugcase.errors import BugcaseError

if TYPE_CHECKING:
    from bugcase.build import Built

INTERRUPTED = 130  # as a shell says it: 128 and the number of the signal of Ctrl-C

# typer carries its own copy of click, so this class has no public name that holds across versions
UsageError: Any = typer.BadParameter.__base__

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Build the case about a critical bug: evidence, cost, decision, words, slides.",
)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The case folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print the same numbers for machines.")]


@app.command()
def new(
    playbook: Annotated[str, typer.Argument(help="The situation, such as release-halt.")],
    folder: Folder,
) -> None:
    """Make a case folder with its notebook."""
    from bugcase.build import new_case

    notebook = new_case(playbook, folder)
    print(f"{notebook}\nOpen it with: jupyter lab {notebook}")


@app.command()
def demo(
    playbook: Annotated[str, typer.Argument(help="The example to build.")] = "release-halt",
    *,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where to put it.")],
) -> None:
    """Write a filled example whose meeting is on the next working day, and build it."""
    from bugcase.build import build
    from bugcase.demo import new_demo

    new_demo(playbook, out)
    built = build(out)
    _print_left_out(built)
    first, *others = (os.path.relpath(path) for path in built.written)
    print(
        f"{first}\nand {len(others)} more files beside it: the report, the script, the messages …"
    )


@app.command()
def build(
    folder: Folder,
    *,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A document to make, such as report.md."),
    ] = None,
    share: Annotated[
        bool, typer.Option("--share", help="Make what may be sent on, into out/share/.")
    ] = False,
) -> None:
    """Run the notebook afresh and write out/."""
    from bugcase.build import build as build_case

    built = build_case(folder, only=only or None, share=share)
    _print_left_out(built)
    for path in built.written:
        print(os.path.relpath(path))
    if built.blockers:
        blockers = _counted(built.blockers, "blocker")
        print(f"bugcase: {blockers}; to see what: bugcase check {folder}", file=sys.stderr)


@app.command()
def check(folder: Folder, *, json: Json = False) -> None:
    """Say what is missing or overstated; exit 1 while anything stands in the way."""
    from bugcase.check import check as check_case
    from bugcase.folder import CaseFolder

    found = check_case(CaseFolder(folder))
    blockers = sum(one.severity == "blocker" for one in found)
    warnings = len(found) - blockers
    if json:
        counts = {"blockers": blockers, "warnings": warnings}
        findings = [asdict(one) for one in found]
        print(dumps(counts | {"findings": findings}, indent=1, ensure_ascii=False))
    else:
        for one in found:
            print(f"{one.severity} {printable(one)}")
        counted = f"{_counted(blockers, 'blocker')}, {_counted(warnings, 'warning')}."
        print(counted if found else "Nothing stands in the way.")
    raise typer.Exit(1 if blockers else 0)


@app.command()
def verify(folder: Folder, *, json: Json = False) -> None:
    """Measure afresh, and say which numbers and documents in out/ still hold; exit 1 unless all."""
    from bugcase.folder import CaseFolder
    from bugcase.verify import stale_documents
    from bugcase.verify import verify as verify_case

    case = CaseFolder(folder)
    found, stale = verify_case(case), stale_documents(case)
    if json:
        printed = [*map(asdict, found), *({"file": name, "state": "stale"} for name in stale)]
        print(dumps(printed, indent=1, ensure_ascii=False))
    else:
        from bugcase.terminal import print_verified

        print_verified(found, stale)
    raise typer.Exit(0 if all(one.state == "holds" for one in found) and not stale else 1)


@app.command()
def playbooks(
    *,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the format as JSON Schema, for editors.")
    ] = False,
    check: Annotated[
        str | None,
        typer.Option(
            "--check",
            metavar="FILE",
            help="Say what of a playbook, by path or name, is hard to say.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """List the situations that a case can be made for, or check the sentences of one."""
    if check is not None:
        _check_playbook(check, json=json)
    if schema:
        from bugcase.playbooks import schema as playbook_schema

        print(dumps(playbook_schema(), indent=1, ensure_ascii=False))
        return
    from bugcase.playbook.load import playbook_names
    from bugcase.playbooks import load_playbook

    for name in playbook_names():
        print(f"{name}: {load_playbook(name).summary}")


def _check_playbook(name_or_path: str, *, json: bool) -> NoReturn:
    """Print what the lint finds and the readability of each section; exit 1 where it finds any."""
    from bugcase.playbook.load import playbook_text
    from bugcase.playbooks import load_playbook
    from bugcase.story.lint import lint, measure

    playbook = load_playbook(name_or_path)
    found = lint(playbook, playbook_text(name_or_path))
    measured = measure(playbook)
    if json:
        printed = {"findings": [*map(asdict, found)], "readability": [*map(asdict, measured)]}
        print(dumps(printed, indent=1, ensure_ascii=False))
    else:
        for one in (*found, *measured):
            print(printable(one))
        print(f"{_counted(len(found), 'finding')}.")
    raise typer.Exit(1 if found else 0)


@app.command()
def compare(
    file: Annotated[str, typer.Argument(help="Parquet, CSV, TSV, JSON lines or Arrow.")],
    *,
    label: Annotated[str, typer.Option(help="The column of the truth.")],
    baseline: Annotated[str, typer.Option(help="The column of today's predictions.")],
    candidate: Annotated[str, typer.Option(help="The column of the next model's.")],
    by: Annotated[str | None, typer.Option(help="Group columns: a,b; else all.")] = None,
    unit: Annotated[str | None, typer.Option(help="The column of users, orders, sessions.")] = None,
    weight: Annotated[str | None, typer.Option(help="The column of weights.")] = None,
    metric: Annotated[str, typer.Option(help="What to measure.")] = "error rate",
    positive: Annotated[str | None, typer.Option(help="The class that a metric is about.")] = None,
    limit: Annotated[
        float | None, typer.Option(help="The tolerable worsening: 0.005 is 5 per 1,000.")
    ] = None,
    cross: Annotated[
        str | None, typer.Option(help="A column of two values, old data and new.")
    ] = None,
    onset: Annotated[str | None, typer.Option(help="A column of times or builds.")] = None,
    json: Json = False,
) -> None:
    """Measure how much worse one model is than another on the same rows, and where."""
    from bugcase.compare.models import compare_models

    found = compare_models(
        file,
        label=label,
        baseline=baseline,
        candidate=candidate,
        by=_names(by),
        unit=unit,
        weight=weight,
        metric=metric,  # type: ignore[arg-type]  # compare_models says which there are
        positive=positive,
        limit=limit,
        cross=cross,
        onset=onset,
    )
    if json:
        from bugcase.case.evidence import to_json

        print(to_json(found))
    else:
        from bugcase.terminal import print_comparison

        print_comparison(found)


@app.command()
def slices(
    file: Annotated[str, typer.Argument(help="Parquet, CSV, TSV, JSON lines or Arrow.")],
    *,
    label: Annotated[str, typer.Option(help="The column of the truth.")],
    baseline: Annotated[str, typer.Option(help="The column of today's predictions.")],
    candidate: Annotated[str | None, typer.Option(help="The column of the next model's.")] = None,
    by: Annotated[str | None, typer.Option(help="Columns to slice by: a,b; else all.")] = None,
    depth: Annotated[int, typer.Option(help="The most conditions of a slice.", min=1)] = 3,
    unit: Annotated[str | None, typer.Option(help="The column of users, orders, sessions.")] = None,
    json: Json = False,
) -> None:
    """Find the combinations of conditions where it hurts most, confirmed on held-out rows."""
    from bugcase.slices import find_slices

    found = find_slices(
        file,
        label=label,
        baseline=baseline,
        candidate=candidate,
        by=_names(by),
        depth=depth,
        unit=unit,
    )
    if json:
        from bugcase.case.evidence import to_json

        print(to_json(found))
    else:
        from bugcase.terminal import print_slices

        print_slices(found)


def _names(listed: str | None) -> list[str] | None:
    if listed is None:
        return None
    return [name.strip() for name in listed.split(",") if name.strip()]


def _counted(many: int, what: str) -> str:
    return f"{many} {what}{'s' * (many != 1)}"


def _print_left_out(built: "Built") -> None:
    for why in built.left_out:
        print(f"bugcase: left out: {why}", file=sys.stderr)
    if built.refused:
        print(f"bugcase: not measured: {built.refused}", file=sys.stderr)
    for one in built.not_taken:
        print(f"bugcase: {printable(one)}", file=sys.stderr)


def main() -> None:
    """Run the command line; end a failure in one line and exit 2, Ctrl-C in one and exit 130."""
    try:
        code = app(standalone_mode=False)
        if code == INTERRUPTED:
            print("bugcase: interrupted", file=sys.stderr)
    except (BugcaseError, OSError) as error:
        sys.exit(_failed(str(error)))
    except UsageError as error:
        words = " ".join(error.format_message().split())
        if not words:  # no command at all: the help has been printed
            sys.exit(2)
        path = error.ctx.command_path if error.ctx else "bugcase"
        sys.exit(_failed(f"{words.rstrip('.')}. Fix: see {path} --help."))
    sys.exit(code or 0)


def _failed(message: str) -> int:
    print(f"bugcase: {message}", file=sys.stderr)
    return 2
