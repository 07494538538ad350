"""Runs a saved notebook from its first cell to its last, in a kernel of its own."""

import asyncio
import atexit
import os
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final

from bugcase.deck.notebooks import read_notebook
from bugcase.errors import BuildError

if TYPE_CHECKING:
    from ipykernel.zmqshell import ZMQInteractiveShell
    from nbformat import NotebookNode


# a system takes 104 bytes (macOS) or 108 for the name of a socket, of which "-5" is the end;
# in a deeper folder of temporary files a kernel listens on loopback
LONGEST_ADDRESS: Final = 100


def load_ipython_extension(shell: "ZMQInteractiveShell") -> None:
    """Let a kernel end in order; `run_notebook` loads this in each.

    ipykernel's control thread is asked to end the kernel, stops the main thread and then
    reports that it is done.  At its exit the main thread closes the socket of such reports
    without waiting for the control thread, which on a busy machine fails then.
    """
    control = shell.kernel.control_thread

    def end_control_thread() -> None:
        control.stop()  # for where it was a cell that ended the kernel
        control.join()

    atexit.register(end_control_thread)  # the last that is registered is the first to run


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
    from jupyter_client.kernelspec import NoSuchKernel
    from jupyter_client.manager import AsyncKernelManager
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    from bugcase.deck.exporter import cell_name
    from bugcase.kernel import Client

    notebook = read_notebook(path)
    running = 0

    def begins(cell: "NotebookNode", cell_index: int) -> None:  # noqa: ARG001  (nbclient's names)
        nonlocal running
        running = cell_index
        if progress:
            progress(cell_index + 1, len(notebook.cells))

    with TemporaryDirectory(prefix="bugcase-") as sockets, TemporaryFile() as said:
        manager = AsyncKernelManager(kernel_name="python3")
        address = str(Path(sockets) / "kernel")
        # sockets in a folder of ours: nobody else can talk to this kernel
        if os.name == "posix" and len(os.fsencode(address)) <= LONGEST_ADDRESS:
            manager.transport, manager.ip = "ipc", address
        client = Client(
            notebook,
            km=manager,
            timeout=None,
            extra_arguments=[f"--IPKernelApp.extra_extensions={__name__}"],
            on_cell_start=begins,
            resources={"metadata": {"path": str(path.parent)}},
        )
        try:
            # what a cell's child writes is in the notebook, and would be in the terminal too
            return _run(client.async_execute(stdout=said, stderr=said))
        except CellExecutionError as error:
            where = cell_name(running + 1, notebook.cells[running])
            found = f"{where}: {error.ename}: {error.evalue}"
            remedy = "correct the cell that fails"
        except (DeadKernelError, NoSuchKernel, RuntimeError) as error:
            last = _last_line(said)
            found = f"{error}: {last}" if last else str(error)
            remedy = "check that ipykernel runs in this environment"
    raise BuildError(
        f"notebook {path.name}",
        allowed="cells that all run to their end",
        found=found,
        remedy=f"{remedy}, and try it in JupyterLab with Run All",
    )


def _run(coroutine: Coroutine[Any, Any, "NotebookNode"]) -> "NotebookNode":
    """Run a coroutine, also where a loop is running already, as in a notebook."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def _last_line(said: IO[bytes]) -> str:
    """Read the last line that a kernel wrote; of a traceback it is the error."""
    said.seek(0)
    lines = said.read().decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
