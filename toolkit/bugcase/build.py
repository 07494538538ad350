"""Builds the documents of a case folder, and begins new case folders.

A build runs the notebook of the case afresh, from the first cell to the last,
and so proves that what it shows can be made again from what lies in the folder.
The deck is made of the cells of that run, the other documents of the same facts;
all of them are made before the first is put in its place.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from bugcase.case.file import CaseFile
from bugcase.case.measure import measure_afresh, measure_case
from bugcase.case.model import (
    SECTIONS,
    Answer,
    Assumed,
    Case,
    Meeting,
    OptionNumbers,
    Person,
    TaskTime,
)
from bugcase.case.values import EXAMPLES, UNKNOWN, held_type
from bugcase.check import check
from bugcase.documents import invite
from bugcase.documents.document import OUT, Document
from bugcase.documents.registry import documents
from bugcase.errors import BuildError, CaseError, DataError
from bugcase.files import write_atomically, write_together
from bugcase.folder import CaseFolder
from bugcase.notebook import notebook as notebook_of
from bugcase.playbook.field import AnswerField
from bugcase.playbook.load import is_own
from bugcase.playbooks import load_playbook
from bugcase.running import run_notebook
from bugcase.story.review import Finding
from bugcase.story.review.answers import NOT_TAKEN
from bugcase.story.review.gaps import NOT_MEASURED
from bugcase.story.review.numbers import STALE

PLAYBOOK = "playbook.toml"  # somebody's own, kept in the case folder


def new_case(playbook: str, folder: Path) -> Path:
    """Make a case folder with its notebook; return the notebook's path.

    Somebody's own playbook is copied into the folder, which so is all there is.

    Raises
    ------
    PlaybookError
        Where there is no such playbook.
    CaseError
        Where the folder holds a case already, or another playbook.
    """
    start_case(playbook, folder)
    return write_notebook(folder)


def start_case(playbook: str, folder: Path) -> None:
    """Write the case.toml of a new case, every field that is asked for unknown, with its help.

    Raises
    ------
    PlaybookError, CaseError
        As `new_case`.
    """
    plan = load_playbook(playbook)
    own = Path(playbook).read_bytes() if is_own(playbook) else None
    if own and (folder / PLAYBOOK).is_file() and (folder / PLAYBOOK).read_bytes() != own:
        raise CaseError(
            f"folder {folder}",
            allowed="a folder without another playbook",
            found=f"a {PLAYBOOK}",
            remedy="name another folder, or that playbook",
        )
    asked = {section for step in plan.steps for section in step.asks}
    case = Case(
        playbook=PLAYBOOK if own else playbook,
        people=tuple(Person(role=role.id) for role in plan.in_the_room),
        meeting=Meeting(uid=invite.new_uid()) if "meeting" in asked else Meeting(),
        assumptions={quantity.id: Assumed() for quantity in plan.quantities},
        options={option.id: OptionNumbers() for option in plan.options},
        tasks={task.id: TaskTime() for task in plan.tasks},
        answers={field.id: _unanswered(field) for field in plan.fields},
    )
    help_by_field = {f"answers.{field.id}": _help(field) for field in plan.fields}
    help_by_field |= {
        f"assumptions.{one.id}": f"{one.help}; {one.asked_in}" for one in plan.quantities
    }
    help_by_field |= {f"options.{one.id}": one.help for one in plan.options}
    if plan.options:
        help_by_field["options"] = _help_of_options()
    help_by_field |= {f"tasks.{one.id}": f"{one.help}; in working days" for one in plan.tasks}
    help_by_field |= {
        f"{name}.{key}": _help_of_setting(field)
        for name, section in SECTIONS.items()
        if name in asked
        for key, field in section.model_fields.items()
        if field.description
    }
    file = CaseFile(folder)
    file.check_absent()
    if own:  # first, since a case without its playbook can't be read
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / PLAYBOOK, own)
    file.create(case, help_by_field)


def _unanswered(field: AnswerField) -> Answer:
    """Give the answer that nobody knows yet; of rows, one in which every cell is unknown."""
    return ({column.id: UNKNOWN for column in field.columns},) if field.columns else UNKNOWN


def _help(field: AnswerField) -> str:
    """Say what an answer is: the sentence that it ends, its choices, or a row by its columns."""
    said = f"“{field.stem} …”: {field.help}" if field.stem else field.help
    if field.choices:
        said += f"; one of: {_quoted(field.choices)}"
    elif field.kind in EXAMPLES:
        said += f"; such as {EXAMPLES[field.kind]}"
    if not field.columns:
        return said
    row = [f"  [[answers.{field.id}]]"]
    for column in field.columns:
        of_words = _quoted(column.choices[:1] or ("…",))
        others = f"; one of: {_quoted(column.choices)}" if column.choices else ""
        example = EXAMPLES.get(column.kind, of_words)
        row.append(f"  {column.id} = {example}  # {column.help}{others}")
    return "\n".join((f"{said}; a table for each row:", *row))


def _help_of_setting(info: FieldInfo) -> str:
    """Say what a setting is, with an example of what TOML is particular about."""
    held = held_type(info.annotation)
    said = info.description or ""
    if held in (date, datetime):
        return f"{said}; such as {EXAMPLES[held.__name__]}"
    if held is bool:
        return f"{said}; true or false"
    if get_origin(held) is Literal and not all(f"{choice}:" in said for choice in get_args(held)):
        return f"{said}; one of: {_quoted(get_args(held))}"
    return said


def _help_of_options() -> str:
    """Name what may be filled in for an option; each in its table would drown the rest."""
    numbers, words = [], []
    for name, info in OptionNumbers.model_fields.items():
        held = held_type(info.annotation)
        line = f"  {name}: {info.description}"
        if get_origin(held) is tuple:
            numbers.append(line)
        elif held is str:
            words.append(line)
    return "\n".join(
        (
            "What may be filled in for each option below, as one number, cost = 2000, or as three,",
            "the lowest, the likely and the highest, cost = [1500, 2000, 4000]:",
            *numbers,
            "and in words, in quotation marks:",
            *words,
            "An option with considered = false is left out.",
        )
    )


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f'"{one}"' for one in words)


def write_notebook(folder: Path) -> Path:
    """Write the notebook of a case where there is none yet."""
    there = CaseFolder(folder)
    path = folder / f"{there.playbook.id}.ipynb"
    if not path.exists():
        write_atomically(path, notebook_of(there.playbook, there.case.playbook))
    return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build wrote, what it could not make here, each with the reason, and what blocks.

    `blockers` counts what stands in the way of the meeting (`bugcase.check`), for the
    documents are made all the same; `not_taken` are the answers that are said nowhere, as of
    an older playbook.  `refused` says why the data that the case names were not measured.
    """

    written: tuple[Path, ...]
    left_out: tuple[BuildError, ...]
    blockers: int = 0
    not_taken: tuple[Finding, ...] = ()
    refused: DataError | None = None


def build(
    folder: Path,
    *,
    notebook: Path | None = None,
    only: Collection[str] | None = None,
    share: bool = False,
    progress: Callable[[int, int], None] | None = None,
    today: date | None = None,
) -> Built:
    """Make the documents of a case, and put them into ``out/`` once all are made.

    The slides come from a fresh run of the notebook; without slides among the
    documents it is not run, and the data are measured alone.  A document that can't be
    made here (there is no browser to print, nobody knows when the meeting is) is left
    out, also the one of an earlier build, which would tell other numbers.  Whatever
    else lies in ``out/`` stays.

    Parameters
    ----------
    folder
        The case folder.
    notebook
        The notebook to run; by default the one that is named after the playbook, else
        the only one in the folder.
    only
        The documents to make, by name (``report.md``; ``messages`` for all of these);
        the others stay as they are.
    share
        Make what may be sent on, into ``out/share/``: the slides without the script and
        the report, with other words for what the playbook calls sensitive.
    progress
        Called before each cell runs, with its place from 1 and how many there are.
    today
        The day to check for; by default the day on which it is.

    Raises
    ------
    BugcaseError
        Where the case can't be read, a cell fails, or a document of `only` can't be made.
    OSError
        Where ``out/`` can't be written.  What was there before is then still there; for a
        build that is killed, see `bugcase.files.write_together`.
    """
    there = CaseFolder(folder)
    offered = documents(there.playbook, share=share)
    chosen = offered if only is None else _chosen(only, offered)
    if invite.DOCUMENT in chosen and invite.keep_uid(there):
        there = CaseFolder(folder)
    deck = None
    if any(one.of_slides for one in chosen):
        from bugcase.deck.exporter import read_deck

        _ = there.theme  # a fault in it is told before a notebook takes its time
        ran = run_notebook(notebook or _notebook(there), progress)
        deck = read_deck(ran, there, share=share)
    else:
        measure_case(folder, there.case)
    facts = there.facts  # of the evidence as the run, or the measurement, has left it
    files: dict[str, bytes] = {}
    left_out: list[BuildError] = []
    for one in chosen:
        try:
            files[one.path(share=share)] = one.made(facts, folder, deck=deck, share=share)
        except BuildError as error:
            if only is not None:
                raise
            left_out.append(error)
    paths = [one.path(share=share) for one in chosen]
    write_together(folder / OUT, files, without=[path for path in paths if path not in files])
    found = check(there, today=today)
    return Built(
        written=tuple(folder / OUT / path for path in files),
        left_out=tuple(left_out),
        blockers=sum(one.severity == "blocker" for one in found),
        not_taken=tuple(one for one in found if one.rule == NOT_TAKEN),
        refused=_refusal(there) if {NOT_MEASURED, STALE} & {one.rule for one in found} else None,
    )


def _refusal(folder: CaseFolder) -> DataError | None:
    """Say why nothing was measured, which the notebook has shown and the terminal has not."""
    try:
        measure_afresh(folder.path, folder.case)
    except DataError as error:
        return error
    return None


def _chosen(only: Collection[str], offered: Sequence[Document]) -> list[Document]:
    """Give the documents that are named, in the order of the list; a folder names all in it."""
    for name in only:
        if not any(name in (one.name, one.name.partition("/")[0]) for one in offered):
            raise BuildError(
                f"document {name!r}",
                allowed=f"one of {', '.join(one.name for one in offered)}",
                found="no such document",
                remedy="name one of these",
            )
    return [one for one in offered if one.name in only or one.name.partition("/")[0] in only]


def _notebook(folder: CaseFolder) -> Path:
    """Find the notebook of a case, or say which one it should be."""
    if folder.notebook:
        return folder.notebook
    there = sorted(folder.path.glob("*.ipynb"))
    named = folder.case.playbook
    if is_own(named):
        named = str(folder.path / named)
    raise BuildError(
        f"folder {folder.path}",
        allowed=f"a notebook {folder.playbook.id}.ipynb, or one notebook alone",
        found=", ".join(one.name for one in there) or "none",
        remedy=f"rename yours, or make a new case with: bugcase new {named} DIR, "
        "and copy its notebook",
    )
