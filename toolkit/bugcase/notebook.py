"""Writes the notebook of a playbook: its steps, as cells.

A playbook says what each step asks, shows and tells; the notebook says it again in
the order in which somebody works.  It holds no word of its own that a playbook
could have, so another situation needs no other notebook to be written.  The same
playbook gives the same bytes.
"""

import json
from html import escape
from typing import Any

from bugcase.playbook.format import Playbook, Step

HOW_IT_WORKS = (
    "Fill in each form; the slide under it follows as you type. "
    "Everything you type is kept in `case.toml` beside this notebook. "
    "What nobody knows yet stays empty, and the slide shows the gap.\n\n"
    "Run all cells now (Run → Run All Cells)."
)
CALLS = {  # methods of the desk
    "measurement": "measure",
    "script": "script",
    "rehearsal": "rehearse",
    "export": "export",
}
KERNEL = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def notebook(playbook: Playbook, named: str) -> str:
    """Write the notebook in which the case of a playbook is filled in and shown.

    Parameters
    ----------
    named
        What the notebook calls the playbook: its name, or its path from the case folder.

    Returns
    -------
    str
        A notebook of format 4.5, without outputs.

    Examples
    --------
    >>> import json
    >>> from bugcase.playbooks import load_playbook
    >>> cells = json.loads(notebook(load_playbook("release-halt"), "release-halt"))["cells"]
    >>> cells[3]["id"], cells[3]["source"]
    ('situation-form', ['desk.form("situation")'])
    """
    intro = f"{playbook.intro} " if playbook.intro else ""
    cells = [
        _words("walk", f"# {_escaped(playbook.title)}\n\n{_escaped(intro)}{HOW_IT_WORKS}"),
        _code("desk", f"import bugcase as bc\n\ndesk = bc.Desk(playbook={_quoted(named)})"),
    ]
    for number, step in enumerate(playbook.steps, start=1):
        cells += _step(number, step, form=playbook.has_form(step))
    # written as nbformat writes it, whose import takes longer than all of this
    made = {"cells": cells, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}
    return f"{json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True)}\n"


def _step(number: int, step: Step, *, form: bool) -> list[dict[str, Any]]:
    heading = f"## {number} · {step.title}" + (f"\n\n{step.intro}" if step.intro else "")
    cells = [_words(f"{step.id}-text", _escaped(heading))]
    if form:
        cells.append(_code(f"{step.id}-form", f'desk.form("{step.id}")'))
    for part in step.shows:
        call = f"desk.{CALLS[part]}()" if part in CALLS else f'desk.read("{part}")'
        cells.append(_code(f"{step.id}-{part}", call))
    cells += [_code(f"{one}-slide", f'desk.slide("{one}")', slide=True) for one in step.slides]
    return cells


def _words(cell_id: str, source: str) -> dict[str, Any]:
    return _cell("markdown", cell_id, source)


def _code(cell_id: str, source: str, *, slide: bool = False) -> dict[str, Any]:
    cell = _cell("code", cell_id, source, slide=slide)
    return {**cell, "execution_count": None, "outputs": []}


def _cell(kind: str, cell_id: str, source: str, *, slide: bool = False) -> dict[str, Any]:
    return {
        "cell_type": kind,
        "id": cell_id,
        "metadata": {"slideshow": {"slide_type": "slide" if slide else "skip"}},
        "source": source.splitlines(keepends=True),
    }


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _escaped(words: str) -> str:
    """Keep a playbook's words from being tags; markdown takes them otherwise."""
    return escape(words, quote=False)
