"""Writing files so that nothing half-written is ever seen.

One file is written beside its place and renamed into it.  A folder whose files
belong together needs more: written one by one, they are for a moment some old and
some new.  So the whole folder is made anew beside its place, and the two are
exchanged in one step of the file system.
"""

import ctypes
import os
import secrets
import shutil
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

__all__ = ["alone_in", "write_atomically", "write_together"]


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all: a temporary file beside it, fsync, rename.

    Whoever reads `path` meanwhile finds the old content or the new one.

    Raises
    ------
    OSError
        Where the folder can't be written; the old file is then as it was.
    """
    data = content.encode() if isinstance(content, str) else content
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
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
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def write_together(
    folder: Path, files: Mapping[str, bytes], *, without: Collection[str] = ()
) -> None:
    """Write several files of a folder in one step: all of them or none.

    Whoever looks into `folder` meanwhile finds the old files or the new ones, also
    where the writer is killed; what such a writer left behind is taken away by the
    next.  Everything else in the folder stays as it is: it is hard-linked into the
    new folder, or copied where the file system has no links.

    Where a system can't exchange two folders, the old one is renamed away first: for
    that moment there is none, and the next writer puts it back if need be.

    Parameters
    ----------
    folder
        Where the files go; it is made if there is none.
    files
        Contents by path from `folder`, with "/" between the parts.
    without
        Files of before that are not to stay.

    Raises
    ------
    OSError
        Where the folder can't be written; the old files are then as they were.
    """
    folder = folder.resolve()  # where it is a link, the link stays one
    staged, before = (folder.with_name(f".{folder.name}.{which}") for which in ("next", "before"))
    with alone_in(folder.parent):
        if before.exists() and not folder.exists():
            before.rename(folder)
        _remove(staged)
        _remove(before)
        try:
            staged.mkdir()
            if folder.exists():
                shutil.copytree(
                    folder,
                    staged,
                    symlinks=True,
                    ignore=lambda at, names: _named(names, Path(at), folder, {*files, *without}),
                    copy_function=_link_or_copy,
                    dirs_exist_ok=True,
                )
            for name, content in files.items():
                (staged / name).parent.mkdir(parents=True, exist_ok=True)
                with (staged / name).open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                if (folder / name).is_file():
                    shutil.copymode(folder / name, staged / name)
            for made in {(staged / name).parent for name in files} | {staged}:
                _sync(made)
            _put_in_place(staged, folder, before)
        finally:
            _remove(staged)  # where all went well, it holds the old files by now
        _remove(before)
        _sync(folder.parent)


def _named(names: Collection[str], at: Path, folder: Path, paths: Collection[str]) -> set[str]:
    return {name for name in names if (at / name).relative_to(folder).as_posix() in paths}


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)


def _put_in_place(staged: Path, folder: Path, before: Path) -> None:
    if not folder.exists():
        staged.rename(folder)
    elif not _exchanged(staged, folder):
        folder.rename(before)
        try:
            staged.rename(folder)
        except BaseException:
            before.rename(folder)
            raise


_AT_FDCWD: Final = -100  # of Linux: paths count from the working folder
_RENAME_EXCHANGE: Final = 2  # of Linux; RENAME_SWAP of macOS is 2 as well


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where system or file system can't."""
    if sys.platform == "win32":
        return False
    system = ctypes.CDLL(None)
    names = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "darwin":
            failed = system.renamex_np(*names, ctypes.c_uint(_RENAME_EXCHANGE))
        else:
            at = ctypes.c_int(_AT_FDCWD)
            failed = system.renameat2(at, names[0], at, names[1], ctypes.c_uint(_RENAME_EXCHANGE))
    except AttributeError:  # a C library that does not know the call
        return False
    return not failed


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait for other writers in a folder; where folders can't be locked, trust that there are none.

    The lock ends with the process, however that ends.
    """
    try:
        import fcntl  # noqa: PLC0415  (there is none on Windows)
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


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _sync(folder: Path) -> None:
    """Have the names in a folder, and so the renames, reach the disk."""
    if sys.platform == "win32":  # which opens no folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
