"""Writes the notebook of a playbook: its steps, as cells.

A playbook says what each step asks, shows and tells; the notebook says it again in
the order in which somebody works.  It holds no word of its own that a playbook
could have, so another situation needs no other notebook to be written.  The same
playbook gives the same bytes.
"""

import json
from html import escape
from typing import TYPE_CHECKING

from bugcase.playbook.format import Playbook, Step

if TYPE_CHECKING:
    from nbformat import NotebookNode

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
    import nbformat

    intro = f"{playbook.intro} " if playbook.intro else ""
    cells = [
        _words("walk", f"# {_escaped(playbook.title)}\n\n{_escaped(intro)}{HOW_IT_WORKS}"),
        _code("desk", f"import bugcase as bc\n\ndesk = bc.Desk(playbook={_quoted(named)})"),
    ]
    for number, step in enumerate(playbook.steps, start=1):
        cells += _step(number, step, form=playbook.has_form(step))
    made = nbformat.v4.new_notebook(cells=cells, metadata=KERNEL, nbformat_minor=5)
    return f"{nbformat.writes(made)}\n"


def _step(number: int, step: Step, *, form: bool) -> list["NotebookNode"]:
    heading = f"## {number} · {step.title}" + (f"\n\n{step.intro}" if step.intro else "")
    cells = [_words(f"{step.id}-text", _escaped(heading))]
    if form:
        cells.append(_code(f"{step.id}-form", f'desk.form("{step.id}")'))
    for part in step.shows:
        call = f"desk.{CALLS[part]}()" if part in CALLS else f'desk.read("{part}")'
        cells.append(_code(f"{step.id}-{part}", call))
    cells += [_code(f"{one}-slide", f'desk.slide("{one}")', slide=True) for one in step.slides]
    return cells


def _words(cell_id: str, source: str) -> "NotebookNode":
    from nbformat.v4 import new_markdown_cell

    cell: NotebookNode = new_markdown_cell(source, id=cell_id, metadata=_slide_type("skip"))
    return cell


def _code(cell_id: str, source: str, *, slide: bool = False) -> "NotebookNode":
    from nbformat.v4 import new_code_cell

    metadata = _slide_type("slide" if slide else "skip")
    cell: NotebookNode = new_code_cell(source, id=cell_id, metadata=metadata)
    return cell


def _slide_type(name: str) -> dict[str, dict[str, str]]:
    return {"slideshow": {"slide_type": name}}


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _escaped(words: str) -> str:
    """Keep a playbook's words from being tags; markdown takes them otherwise."""
    return escape(words, quote=False)
