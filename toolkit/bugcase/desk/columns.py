"""Lists what a form can offer: the data files of a case folder, and the columns of one.

Names only, and no row is read, so that a form can ask at every key.  Nobody has to
pick: a file that comes tomorrow can be named today.
"""

import difflib
from functools import lru_cache
from pathlib import Path
from typing import Any

from bugcase.case.file import value_at
from bugcase.case.model import Case
from bugcase.case.tables import file_of
from bugcase.data.opening import SUFFIXES, column_names
from bugcase.errors import BugcaseError

SHOWN = 8  # of what there is, so many by name


def data_files(folder: Path, case: Case) -> tuple[str, ...]:
    """List the data files that lie in a case folder, after the sources that the case names."""
    files = (one.name for one in folder.iterdir() if one.suffix.lower() in SUFFIXES)
    return (*case.sources, *sorted(files))


def columns_of(folder: Path, case: Case, file: str, frame: Any = None) -> tuple[str, ...]:
    """Name the columns of the file that a field names, or of the frame used in its place.

    Nothing, where the field names no file that can be read; the measurement says why.
    """
    try:
        if frame is not None and file == "data.path":
            return column_names(frame)
        named = value_at(case, file)
        if not isinstance(named, str):
            return ()
        path = file_of(folder, case, named)
        found = path.stat()
        return _columns_of_file(path, found.st_mtime_ns, found.st_size)
    except (BugcaseError, OSError):
        return ()


@lru_cache(maxsize=16)
def _columns_of_file(path: Path, _modified: int, _size: int) -> tuple[str, ...]:
    return column_names(path)


def missing_file(named: object, folder: Path, case: Case) -> str:
    """Say that a case has no such file or source, and which it has; nothing where it has it."""
    if not isinstance(named, str) or named in case.sources or (folder / named).is_file():
        return ""
    there = ", ".join(f"“{one}”" for one in data_files(folder, case)[:SHOWN]) or "no data file"
    return f"no file “{named}” in this folder, which holds {there}"


def with_one_more(typed: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Give a list of columns as far as it is typed, with each of those that may come next.

    Examples
    --------
    >>> with_one_more("sex, a", ("age", "sex", "moved"))
    ('sex, age', 'sex, moved')
    """
    *before, last = (name.strip() for name in typed.split(","))
    chosen = [*before, last] if last in columns else before
    return tuple(", ".join((*chosen, one)) for one in columns if one not in chosen)


def missing_columns(named: object, columns: tuple[str, ...]) -> str:
    """Say which of the columns that a field names are not there; nothing where all are.

    Examples
    --------
    >>> missing_columns(("county", "plan"), ("country", "plan"))
    'no column “county”; did you mean “country”?'
    >>> missing_columns("y", ("a", "b"))
    'no column “y”; there are “a”, “b”'
    """
    asked = named if isinstance(named, tuple) else (named,)
    said = []
    for one in asked:
        if not columns or not isinstance(one, str) or one in columns:
            continue
        near = difflib.get_close_matches(one, columns, n=3)
        listed = ", ".join(f"“{column}”" for column in near or columns[:SHOWN])
        if not near and len(columns) > SHOWN:
            listed += f" and {len(columns) - SHOWN} more"
        said.append(
            f"no column “{one}”; " + (f"did you mean {listed}?" if near else f"there are {listed}")
        )
    return "; ".join(said)
