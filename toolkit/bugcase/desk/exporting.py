"""The export button: runs the saved notebook afresh and makes the documents.

A fresh run proves that what is shown can be made again, and it can only run what
is on the disk.  Nobody but the browser knows what in a notebook is not saved
yet, so the button says when it was saved, and whether the forms were touched
after that: what they hold is in the export all the same.
"""

import asyncio
import os
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import quote

import ipywidgets as widgets
from IPython import get_ipython
from IPython.display import HTML
from markupsafe import Markup

from bugcase.build import Built, build
from bugcase.case.file import FILE
from bugcase.desk.kernel_loop import on_kernel_loop
from bugcase.errors import BugcaseError

TRUST = Markup(
    "<p>JupyterLab shows the deck once you press Trust HTML above it; "
    "from the disk, any browser opens it at once.</p>"
)


def this_notebook() -> Path | None:
    """Find the notebook that this kernel runs; None where nobody says.

    JupyterLab tells its kernels in the environment, VS Code in the namespace.
    """
    shell = get_ipython()
    named = (shell.user_ns.get("__vsc_ipynb_file__") if shell else None) or os.environ.get(
        "JPY_SESSION_NAME"
    )
    path = Path(named) if named else None
    return path if path and path.suffix == ".ipynb" and path.is_file() else None


class ExportView:
    """A button that makes the documents, how far it is, and the links to them.

    Parameters
    ----------
    folder
        The case folder.
    flush
        Called first, to save what was typed a moment ago.
    """

    def __init__(self, folder: Path, flush: Callable[[], None]) -> None:
        self._folder, self._flush = folder, flush
        self._task: asyncio.Task[None] | None = None
        self._button = widgets.Button(
            description="Export slides",
            tooltip="run the saved notebook afresh and write out/",
            icon="file",
        )
        self._button.on_click(on_kernel_loop(self._start))
        self._bar = widgets.IntProgress(min=0, layout={"width": "16rem", "display": "none"})
        self._message = widgets.HTML(
            "Save the notebook first (Ctrl+S): the export runs the saved one."
        )
        # an output and not a widget, because JupyterLab opens links of an output by themselves
        self._links = widgets.Output()
        self.box = widgets.VBox(
            [widgets.HBox([self._button, self._bar]), self._message, self._links]
        )

    def _start(self, _: object) -> None:
        self._flush()
        self._task = asyncio.ensure_future(self._export())

    async def _export(self) -> None:
        loop = asyncio.get_running_loop()

        def progress(cell: int, cells: int) -> None:
            loop.call_soon_threadsafe(self._show_progress, cell, cells)

        notebook = this_notebook()
        self._button.disabled, self._links.outputs = True, ()
        try:
            self._message.value = _saved_when(notebook, self._folder)
            fresh = partial(build, self._folder, notebook=notebook, progress=progress)
            built = await loop.run_in_executor(None, fresh)
            self._message.value = _saved_when(notebook, self._folder, done=True)
            self._links.append_display_data(HTML(_links(built, notebook, self._folder)))
        except (BugcaseError, OSError) as error:
            self._message.value = _refused(str(error))
        except Exception as error:  # noqa: BLE001  (of a task nobody else would hear)
            self._message.value = _refused(f"{type(error).__name__}: {error}")
        finally:
            self._button.disabled, self._bar.layout.display = False, "none"

    def _show_progress(self, cell: int, cells: int) -> None:
        self._bar.max, self._bar.value = cells, cell
        self._bar.description = f"{cell} of {cells}"
        self._bar.tooltip = f"cell {cell} of {cells} is running"
        self._bar.layout.display = None


def _saved_when(notebook: Path | None, folder: Path, *, done: bool = False) -> Markup:
    """Say which notebook is run, when it was saved, and what was typed after that."""
    said = "Made from" if done else "Running"
    if notebook is None:
        return Markup("<p>{} the notebook as it was last saved.</p>").format(said)
    saved, typed = _changed(notebook), _changed(folder / FILE)
    when = f", as saved on {saved:%Y-%m-%d at %H:%M:%S}" if saved else ""
    html = Markup("<p>{} {}{}.").format(said, notebook.name, when)
    if saved and typed and typed > saved:
        html += Markup(
            " The forms were filled in further after that, at {:%H:%M:%S}; this is included. "
            "Cells that you have changed since are not: save the notebook and export again."
        ).format(typed)
    return html + Markup("</p>")


def _changed(path: Path) -> datetime | None:
    """Say when a file was written; None where it is gone, which the build then tells."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except OSError:
        return None


def _links(built: Built, notebook: Path | None, folder: Path) -> Markup:
    """Link each file from the notebook's folder, from which JupyterLab opens it."""
    start = notebook.parent if notebook else folder
    paths = [Path(os.path.relpath(path, start)).as_posix() for path in built.written]
    link = Markup('<li><a href="{}" target="_blank">{}</a></li>')
    links = Markup("").join(link.format(quote(path), path) for path in paths)
    reasons = Markup("").join(Markup("<li>{}</li>").format(str(one)) for one in built.left_out)
    html = Markup("<p>Written:</p><ul>{}</ul>{}").format(links, TRUST)
    if reasons:
        html += Markup("<p>Left out:</p><ul>{}</ul>").format(reasons)
    if built.blockers:
        one = built.blockers == 1
        html += Markup(
            "<p><b>Before you show it:</b> {} in the step “The check” {} the meeting.</p>"
        ).format(*(("1 line", "blocks") if one else (f"{built.blockers} lines", "block")))
    return html


def _refused(words: str) -> Markup:
    return Markup('<p role="alert"><b>Not exported.</b> {}</p>').format(words)
