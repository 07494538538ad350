"""A file is written whole or not at all, and so are several that belong together."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bugcase.files import write_atomically, write_together


def no_space_left(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_reader_finds_the_old_file_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.toml"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", no_space_left)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_keeps_its_permissions_when_it_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text("old")
    path.chmod(0o640)
    write_atomically(path, "new")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o640)


def test_a_new_file_can_be_read_by_whom_the_umask_allows(tmp_path: Path) -> None:
    path = tmp_path / "out.html"
    before = os.umask(0o027)
    try:
        write_atomically(path, b"new")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o640


def test_the_umask_is_not_changed_for_a_moment_in_which_other_threads_make_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def umask(mask: int) -> int:
        asked.append(mask)
        return 0o022

    monkeypatch.setattr(os, "umask", umask)
    write_atomically(tmp_path / "out.html", b"new")
    assert asked == []


def test_what_only_its_owner_may_read_is_never_readable_by_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.toml"
    path.write_text("old")
    path.chmod(0o600)
    written: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda file: written.append(os.fstat(file).st_mode & 0o777))
    write_atomically(path, "new")
    assert written[0] == 0o600


# ---------------------------------------------------------------- several files in one step


NEW = {"report.md": b"new", "messages/week.md": b"new"}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder of documents, and of what somebody put beside them."""
    folder = tmp_path / "out"
    (folder / "messages").mkdir(parents=True)
    (folder / "mine").mkdir()
    for name in (*NEW, "slides.pdf"):
        (folder / name).write_text("old")
    for name in ("mine/notes.txt", "messages/mine.md"):
        (folder / name).write_text("mine")
    (folder / "latest").symlink_to("report.md")
    return folder


def held(folder: Path) -> dict[str, str]:
    """Every file in a folder, with what it holds."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


OLD = {
    "latest": "old",
    "messages/mine.md": "mine",
    "messages/week.md": "old",
    "mine/notes.txt": "mine",
    "report.md": "old",
    "slides.pdf": "old",
}
WRITTEN = OLD | {"latest": "new", "messages/week.md": "new", "report.md": "new"}


def test_files_are_written_together_and_everything_else_stays(out: Path) -> None:
    write_together(out, NEW)
    assert held(out) == WRITTEN
    assert (out / "latest").is_symlink()
    assert list(out.parent.iterdir()) == [out]


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    write_together(tmp_path / "out", NEW)
    assert held(tmp_path / "out") == {"messages/week.md": "new", "report.md": "new"}


def test_a_file_that_is_not_to_stay_goes_in_the_same_step(out: Path) -> None:
    write_together(out, NEW, without=["slides.pdf"])
    assert held(out) == {name: words for name, words in WRITTEN.items() if name != "slides.pdf"}


def test_a_folder_that_is_a_link_stays_one(out: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "out"
    link.parent.mkdir()
    link.symlink_to(out)
    write_together(link, NEW)
    assert link.is_symlink()
    assert held(out) == WRITTEN


def test_a_written_file_keeps_its_permissions(out: Path) -> None:
    (out / "report.md").chmod(0o600)
    write_together(out, NEW)
    assert (out / "report.md").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("call", ["fsync", "open"])
def test_the_old_files_stay_when_the_disk_is_full(
    call: str, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(os, call, no_space_left)
        with pytest.raises(OSError, match="No space left"):
            write_together(out, NEW)
    assert held(out) == OLD
    assert list(out.parent.iterdir()) == [out]


# Writers that kill themselves before the 1st, the 2nd, … thing they ask of the system; each tells
# what a reader then finds, and puts the old files back.
KILLED = """
import json, os, signal, sys
from itertools import count
from pathlib import Path
import bugcase.files

def held(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    } if folder.exists() else None

folder = Path(sys.argv[1])
new = {"report.md": b"new", "messages/week.md": b"new"}
old = {name: b"old" for name in new}
found = []
for last in count(1):
    writer = os.fork()
    if not writer:
        steps = count(1)
        def step(event, _):
            if event.split(".")[0] in ("os", "open", "shutil", "ctypes", "fcntl"):
                if next(steps) == last:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(step)
        bugcase.files.write_together(folder, new)
        os._exit(0)
    if os.WIFEXITED(os.waitpid(writer, 0)[1]):
        break
    found.append(held(folder))
    bugcase.files.write_together(folder, old)
    assert held(folder)["report.md"] == "old"
    assert not [path for path in folder.rglob("*") if path.name.endswith(".tmp")]
print(json.dumps(found))
"""


def test_a_writer_killed_at_any_step_leaves_each_file_old_or_new_and_never_torn(out: Path) -> None:
    run = subprocess.run([sys.executable, "-c", KILLED, str(out)], check=True, capture_output=True)
    found: list[dict[str, str]] = json.loads(run.stdout)
    assert len(found) > 15
    for one in found:
        assert {name: words for name, words in one.items() if not name.endswith(".tmp")}.keys() == (
            OLD.keys()
        )
        assert all(one[name] in (OLD[name], WRITTEN[name]) for name in OLD)
    assert OLD in found
    assert WRITTEN in found


def test_two_writers_do_not_undo_each_other(out: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from bugcase.files import write_together\n"
        "for _ in range(20): write_together(Path(sys.argv[1]), {sys.argv[2]: b'new'})"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(out), name])
        for name in ("one.md", "other.md")
    ]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert held(out) == OLD | {"one.md": "new", "other.md": "new"}
