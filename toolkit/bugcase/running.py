"""A saved notebook, run from its first cell to its last in a kernel of its own."""

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bugcase.deck.notebooks import read_notebook
from bugcase.errors import BuildError

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["run_notebook"]


def run_notebook(path: Path, progress: Callable[[int, int], None] | None = None) -> "NotebookNode":
    """Run a saved notebook in its own folder, and give it with its outputs.

    Parameters
    ----------
    path
        The notebook's file, which stays as it is.
    progress
        Called before each cell runs, with its place from 1 and how many there are.

    Raises
    ------
    BuildError
        Where it is no notebook, no kernel starts, or a cell fails.
    """
    from jupyter_client.kernelspec import NoSuchKernel  # noqa: PLC0415  (heavy: only a build needs it)
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415  (as above)
    from nbclient import NotebookClient  # noqa: PLC0415  (as above)
    from nbclient.exceptions import CellExecutionError, DeadKernelError  # noqa: PLC0415  (as above)

    from bugcase.deck.exporter import cell_name  # noqa: PLC0415  (as above)

    notebook = read_notebook(path)
    running = 0

    def begins(cell: "NotebookNode", cell_index: int) -> None:  # noqa: ARG001  (nbclient's names)
        nonlocal running
        running = cell_index
        if progress:
            progress(cell_index + 1, len(notebook.cells))

    with TemporaryDirectory(prefix="bugcase-") as sockets:
        manager = AsyncKernelManager(kernel_name="python3")
        if os.name == "posix":  # sockets in a folder of ours: nobody else can talk to this kernel
            manager.transport, manager.ip = "ipc", str(Path(sockets) / "kernel")
        client = NotebookClient(
            notebook,
            km=manager,
            timeout=None,
            # a kernel that is asked to end may log that it was interrupted, which is no error
            extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
            on_cell_start=begins,
            resources={"metadata": {"path": str(path.parent)}},
        )
        try:
            return client.execute(cleanup_kc=True)  # the manager is ours, so nobody else ends it
        except CellExecutionError as error:
            where = cell_name(running + 1, notebook.cells[running])
            found = f"{where}: {error.ename}: {error.evalue}"
            remedy = "mend the cell that fails"
        except (DeadKernelError, NoSuchKernel, RuntimeError) as error:
            found, remedy = str(error), "check that ipykernel runs in this environment"
    raise BuildError(
        f"notebook {path.name}",
        allowed="cells that all run to their end",
        found=found,
        remedy=f"{remedy}, and try it in JupyterLab with Run All",
    )
