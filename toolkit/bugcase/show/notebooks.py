"""The notebook of a case: which file it is."""

from pathlib import Path

from bugcase.story.playbook import Playbook

__all__ = ["find_notebook"]


def find_notebook(folder: Path, playbook: Playbook) -> Path | None:
    """Find the notebook that is named after the playbook, else the only one there is."""
    named = folder / f"{playbook.id}.ipynb"
    there = tuple(folder.glob("*.ipynb"))
    if named in there:
        return named
    return there[0] if len(there) == 1 else None
