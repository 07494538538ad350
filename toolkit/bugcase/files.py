"""Writes files whole or not at all, alone or several together.

A file is written beside its place, synced, and renamed into it.  Files that belong
together are all written beside their places before the first is renamed.
"""

import os
import secrets
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

_TEMPORARY = ".tmp"  # behind the hidden names of files that are being written


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all: a temporary file beside it, fsync, rename.

    Whoever reads `path` meanwhile finds the old content or the new one.

    Raises
    ------
    OSError
        Where the folder can't be written; the old file is then as it was.
    """
    temporary = _written_beside(path, content.encode() if isinstance(content, str) else content)
    try:
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def write_together(
    folder: Path, files: Mapping[str, bytes], *, without: Collection[str] = ()
) -> None:
    """Write several files of a folder, each whole, and none before all of them are on the disk.

    What can fail for want of space or permission has been done before the first file is
    put in its place.  A writer that is killed while it renames leaves some files old and
    some new, each whole; what it left behind is taken away by the next one.

    Parameters
    ----------
    folder
        Where the files go; it is made if there is none.  What else lies in it stays.
    files
        Contents by path from `folder`, with "/" between the parts.
    without
        Files of before that are not to stay.

    Raises
    ------
    OSError
        Where the folder can't be written; the old files are then as they were.
    """
    made: dict[Path, Path] = {}
    folder.mkdir(parents=True, exist_ok=True)
    with alone_in(folder):
        for left in folder.rglob(f".*{_TEMPORARY}"):  # of a writer that was killed
            left.unlink()
        try:
            for name, content in files.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                made[folder / name] = _written_beside(folder / name, content)
            for path, temporary in made.items():
                temporary.replace(path)
        finally:
            for temporary in made.values():
                temporary.unlink(missing_ok=True)
        for name in without:
            (folder / name).unlink(missing_ok=True)
        for changed in {path.parent for path in made} | {folder}:
            _sync(changed)


def _written_beside(path: Path, data: bytes) -> Path:
    """Write a temporary file beside a path, with the permissions that a file there has."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}{_TEMPORARY}")
    before = path.stat().st_mode & 0o777 if path.exists() else None
    mode = 0o666 if before is None else before

    def made(name: str, flags: int) -> int:
        return os.open(name, flags, mode)  # from which the system takes away the umask

    try:
        with open(temporary, "xb", opener=made) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if before is not None:
            temporary.chmod(before)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait for other writers in a folder; where folders can't be locked, trust that there are none.

    The lock ends with the process, however that ends.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems lock nothing
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync(folder: Path) -> None:
    """Have the names in a folder, and so the renames, reach the disk."""
    if sys.platform == "win32":  # which opens no folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
