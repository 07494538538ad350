"""Finds and reads the notebook of a case, as it was last saved."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from bugcase.errors import BuildError
from bugcase.playbook.format import Playbook

if TYPE_CHECKING:
    from nbformat import NotebookNode


def find_notebook(folder: Path, playbook: Playbook) -> Path | None:
    """Find the notebook that is named after the playbook, else the only one there is."""
    named = folder / f"{playbook.id}.ipynb"
    there = tuple(folder.glob("*.ipynb"))
    if named in there:
        return named
    return there[0] if len(there) == 1 else None


def read_notebook(path: Path) -> "NotebookNode":
    """Read a saved notebook, of whatever format it is, as one of format 4.

    Raises
    ------
    BuildError
        Where the file holds no notebook.
    OSError
        Where it can't be read.
    """
    import nbformat

    try:
        _wait_while_saved(path)
        notebook: NotebookNode = nbformat.read(path, as_version=4)
        nbformat.validate(notebook, relax_add_props=True)
    except OSError:
        raise
    except (ValueError, nbformat.ValidationError) as error:
        found = str(error).partition("\n")[0]
    except Exception:  # noqa: BLE001  (nbformat takes any JSON for a notebook, and meets what is none)
        found = "JSON that is not a notebook"
    else:
        return notebook
    raise BuildError(
        f"notebook {path.name}",
        allowed="a notebook of format 4",
        found=found,
        remedy="open it in JupyterLab and save it again",
    )


def _wait_while_saved(path: Path) -> None:
    """Wait a moment for a file that is empty: JupyterLab empties it before it writes it."""
    for _ in range(20):
        if path.stat().st_size:
            return
        time.sleep(0.1)
