"""A case folder in, its documents out.

A build runs the notebook of the case afresh, from the first cell to the last,
and so proves that what it shows can be made again from what lies in the folder.
The deck is made of the cells of that run.
"""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bugcase.case.file import CaseFile
from bugcase.case.model import (
    SECTIONS,
    UNKNOWN,
    Assumed,
    Case,
    OptionNumbers,
    Person,
    TaskTime,
)
from bugcase.errors import BuildError, CaseError
from bugcase.files import write_atomically
from bugcase.installed import folder as installed_folder
from bugcase.notebook import notebook
from bugcase.story.load import is_own, load_playbook

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["build", "new_case", "new_demo", "start_case"]

OUT = "out"
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
    return _write_notebook(folder)


def start_case(playbook: str, folder: Path) -> None:
    """Write the case.toml of a new case, every field of it unknown, with its help.

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
    case = Case(
        playbook=PLAYBOOK if own else playbook,
        people=tuple(Person(role=role.id) for role in plan.in_the_room),
        assumptions={quantity.id: Assumed() for quantity in plan.quantities},
        options={option.id: OptionNumbers() for option in plan.options},
        tasks={task.id: TaskTime() for task in plan.tasks},
        answers={field.id: UNKNOWN for field in plan.fields},
    )
    help_by_field = {f"answers.{field.id}": field.help for field in plan.fields}
    help_by_field |= {f"assumptions.{one.id}": f"{one.help}; {one.unit}" for one in plan.quantities}
    help_by_field |= {f"options.{one.id}": one.help for one in plan.options}
    help_by_field |= {f"tasks.{one.id}": f"{one.help}; in working days" for one in plan.tasks}
    help_by_field |= {
        f"{name}.{key}": field.description
        for name, section in SECTIONS.items()
        for key, field in section.model_fields.items()
        if field.description
    }
    CaseFile(folder).create(case, help_by_field)
    if own:
        write_atomically(folder / PLAYBOOK, own)


def _write_notebook(folder: Path) -> Path:
    """Write the notebook of a case where there is none yet."""
    case = CaseFile(folder).read()
    playbook = load_playbook(case.playbook, folder)
    path = folder / f"{playbook.id}.ipynb"
    if not path.exists():
        write_atomically(path, notebook(playbook, case.playbook))
    return path


def new_demo(name: str, folder: Path) -> None:
    """Copy a filled example; files that are there already are left as they are.

    Raises
    ------
    BuildError
        Where there is no such example.
    CaseError, PlaybookError
        Where the folder holds a case already that cannot be read.
    """
    example = installed_folder("examples") / name
    if not (example / "case.toml").is_file():
        there = sorted(path.parent.name for path in example.parent.glob("*/case.toml"))
        raise BuildError(
            f"example {name!r}",
            allowed=f"one of {', '.join(there)}",
            found="no such example",
            remedy="name one of these",
        )
    folder.mkdir(parents=True, exist_ok=True)
    for source in (path for path in example.iterdir() if path.is_file()):
        if not (folder / source.name).exists():
            shutil.copyfile(source, folder / source.name)
    _write_notebook(folder)


def build(folder: Path, *, share: bool = False) -> list[Path]:
    """Run a case's notebook afresh and write its documents to ``out/``.

    Parameters
    ----------
    folder
        The case folder.
    share
        Leave the speaker notes out.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    BugcaseError
        Where the case can't be read, a cell fails, or ``out/`` can't be written;
        what was there before is then still there.
    """
    case = CaseFile(folder).read()
    notebook = _notebook(folder, case)
    html = _deck(_run(notebook), share=share)
    out = folder / OUT
    out.mkdir(exist_ok=True)
    slides = out / "slides.html"
    write_atomically(slides, html)
    return [slides]


def _notebook(folder: Path, case: Case) -> Path:
    path = folder / f"{load_playbook(case.playbook, folder).id}.ipynb"
    if not path.is_file():
        named = folder / case.playbook if is_own(case.playbook) else case.playbook
        raise BuildError(
            f"folder {folder}",
            allowed=f"a notebook {path.name}",
            found="none",
            remedy=f"make a new case with: bugcase new {named} DIR, and copy its notebook",
        )
    return path


def _run(path: Path) -> "NotebookNode":
    """Run a saved notebook in a kernel of its own, in its own folder."""
    import nbformat  # noqa: PLC0415  (heavy: only a build needs it)
    from jupyter_client.kernelspec import NoSuchKernel  # noqa: PLC0415  (as above)
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415  (as above)
    from nbclient import NotebookClient  # noqa: PLC0415  (as above)
    from nbclient.exceptions import CellExecutionError, DeadKernelError  # noqa: PLC0415  (as above)

    try:
        notebook = nbformat.read(path, as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise BuildError(
            f"notebook {path.name}",
            allowed="a notebook of format 4",
            found=str(error).partition("\n")[0],
            remedy="open it in JupyterLab and save it again",
        ) from error
    with TemporaryDirectory(prefix="bugcase-") as sockets:
        manager = AsyncKernelManager(kernel_name="python3")
        if os.name == "posix":  # sockets in a folder of ours: nobody else can talk to this kernel
            manager.transport, manager.ip = "ipc", str(Path(sockets) / "kernel")
        client = NotebookClient(
            notebook,
            km=manager,
            timeout=None,
            resources={"metadata": {"path": str(path.parent)}},
        )
        try:
            return client.execute(cleanup_kc=True)  # the manager is ours, so nobody else ends it
        except CellExecutionError as error:
            found, remedy = f"{error.ename}: {error.evalue}", "mend the cell that fails"
        except (DeadKernelError, NoSuchKernel, RuntimeError) as error:
            found, remedy = str(error), "check that ipykernel runs in this environment"
    raise BuildError(
        f"notebook {path.name}",
        allowed="cells that all run to their end",
        found=found,
        remedy=f"{remedy}, and try it in JupyterLab with Run All",
    )


def _deck(notebook: "NotebookNode", *, share: bool) -> str:
    from bugcase.show.exporter import DeckExporter  # noqa: PLC0415  (heavy: only a build needs it)

    exporter = DeckExporter(share=share)  # type: ignore[no-untyped-call]  # nbconvert has no types
    html, _ = exporter.from_notebook_node(notebook)
    return html
