"""The kernel of a build: it ends in order, says nothing to the terminal and leaves nothing."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest

from bugcase.build import new_case
from bugcase.errors import BuildError
from bugcase.running import run_notebook

pytestmark = pytest.mark.kernel

# Hold the kernel's control thread where it is about to report its last state, until the main
# thread has either closed the socket of these reports or waits for the control thread to end.
HELD_UP = """
def hold_up():
    import threading
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance()
    control, reports, kernel = app.control_thread, app.iopub_thread.thread, app.kernel
    go_on = threading.Event()

    def then_go_on(function):
        def called(*arguments):
            go_on.set()
            return function(*arguments)
        return called

    def held_up(is_alive, current=threading.current_thread):
        def asked():
            answer = is_alive()
            if current() is control:
                go_on.wait()
            return answer
        return asked

    def at_last(publish):
        def called(status, channel, *arguments):
            if channel == "control":
                reports.is_alive = held_up(reports.is_alive)
            publish(status, channel, *arguments)
        return called

    app.reset_io = then_go_on(app.reset_io)  # what follows the closing
    control.join = then_go_on(control.join)
    kernel._publish_status_and_flush = at_last(kernel._publish_status_and_flush)

hold_up()
"""
WHOSE = "import os; open('pid', 'w').write(str(os.getpid()))"
FOR_EVER = f"{WHOSE}\nopen('begun', 'w').close()\nwhile True: __import__('time').sleep(600)"


def saved(folder: Path, *cells: str) -> Path:
    """Save a notebook of these cells."""
    path = folder / "walk.ipynb"
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]), path
    )
    return path


def test_a_kernel_whose_threads_are_held_up_ends_without_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "said").open("w+b") as said:
        monkeypatch.setattr("bugcase.running.TemporaryFile", lambda: said)
        run_notebook(saved(tmp_path, HELD_UP))
    assert (tmp_path / "said").read_text(encoding="utf-8") == ""


def test_what_a_cell_starts_writes_into_the_notebook_and_not_to_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # under pytest ipykernel would not look for it
    ran = run_notebook(saved(tmp_path, "import os; os.system('echo said; echo cried >&2');"))
    told = {one.name: one.text for one in ran.cells[0].outputs}
    assert told == {"stdout": "said\n", "stderr": "cried\n"}
    assert capfd.readouterr() == ("", "")


def test_a_kernel_that_dies_is_told_with_the_last_line_that_it_wrote(tmp_path: Path) -> None:
    dies = "os.write(2, b'first\\nno memory is left\\n'); os.kill(os.getpid(), 9)"
    with pytest.raises(BuildError, match="found Kernel died: no memory is left"):
        run_notebook(saved(tmp_path, "import os", dies))


def test_a_kernel_runs_where_the_folder_of_temporary_files_is_too_deep_for_a_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("deep" * 25)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    ran = run_notebook(saved(tmp_path, "40 + 2"))
    assert ran.cells[0].outputs[0].data["text/plain"] == "42"
    assert list(deep.iterdir()) == []


def test_a_notebook_is_run_where_a_loop_is_running_as_in_a_notebook(tmp_path: Path) -> None:
    async def cell() -> str:
        return str(run_notebook(saved(tmp_path, "40 + 2")).cells[0].outputs[0].data["text/plain"])

    assert asyncio.run(cell()) == "42"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that only asks")
@pytest.mark.parametrize(
    ("last", "fails"),
    [
        pytest.param("pass", False, id="it runs"),
        pytest.param("exit()", False, id="it ends its kernel"),
        pytest.param("1 / 0", True, id="it fails"),
        pytest.param("os.kill(os.getpid(), 9)", True, id="it kills its kernel"),
    ],
)
def test_whatever_a_notebook_does_no_kernel_and_no_folder_is_left(
    last: str, fails: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    try:
        run_notebook(saved(tmp_path, WHOSE, last))
    except BuildError:
        assert fails
    assert left(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no Ctrl-C to one process alone")
def test_ctrl_c_ends_a_build_in_one_line_and_leaves_no_kernel_and_no_folder(tmp_path: Path) -> None:
    new_case("release-halt", tmp_path).unlink()
    saved(tmp_path, FOR_EVER)
    os.mkfifo(tmp_path / "begun")
    (tmp_path / "temporary").mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "bugcase", "build", str(tmp_path)],
        env=os.environ | {"TMPDIR": str(tmp_path / "temporary")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as building:
        (tmp_path / "begun").read_bytes()  # as soon as the cell opens it
        building.send_signal(signal.SIGINT)
        told = building.communicate()
    assert (building.returncode, *told) == (130, "", "bugcase: interrupted\n")
    assert left(tmp_path) == []


def left(folder: Path) -> list[str]:
    """List what is left of a run: its kernel, and what lies in its folder of temporary files."""
    kernel = (folder / "pid").read_text(encoding="utf-8")
    try:
        os.kill(int(kernel), 0)
    except ProcessLookupError:
        kernel = ""
    return [*filter(None, [kernel]), *(path.name for path in (folder / "temporary").iterdir())]
