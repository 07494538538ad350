"""What is no notebook is told in one line, whatever else it is."""

from pathlib import Path
from threading import Timer

import nbformat
import pytest
from nbformat.v4 import new_notebook

from bugcase.deck.notebooks import read_notebook
from bugcase.deck.own_slides import own_slides
from bugcase.errors import BuildError
from bugcase.running import run_notebook


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param(b"", "Notebook does not appear to be JSON: ''", id="empty"),
        pytest.param(b"{", "Notebook does not appear to be JSON: '{'", id="no JSON"),
        pytest.param(b"[]", "JSON that is not a notebook", id="a list"),
        pytest.param(b"null", "JSON that is not a notebook", id="null"),
        pytest.param(b"{}", "missing a key: cells", id="an empty object"),
        pytest.param(b"\xff\xfe{}", "can't decode byte 0xff in position 0", id="no UTF-8"),
        pytest.param(
            b'{"nbformat": 5, "nbformat_minor": 0, "metadata": {}, "cells": []}',
            "Unsupported nbformat version 5",
            id="a newer format",
        ),
        pytest.param(
            b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [3]}',
            "JSON that is not a notebook",
            id="a cell that is a number",
        ),
        pytest.param(
            b'{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": ['
            b'{"cell_type": "markdown", "metadata": {}, "source": 3}]}',
            "3 is not valid under any of the given schemas",
            id="a source that is a number",
        ),
    ],
)
def test_what_is_no_notebook_is_told_in_one_line_and_has_no_slides(
    content: bytes, found: str, tmp_path: Path
) -> None:
    path = tmp_path / "case.ipynb"
    path.write_bytes(content)
    with pytest.raises(BuildError) as error:
        run_notebook(path)
    said = str(error.value)
    assert said.startswith("notebook case.ipynb: expected a notebook of format 4; found ")
    assert found in said
    assert "\n" not in said
    assert own_slides(path) == ()


def test_a_notebook_that_is_being_saved_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "case.ipynb"
    path.touch()  # JupyterLab empties a file before it writes it
    saved = Timer(0.3, nbformat.write, [new_notebook(), path])
    saved.start()
    assert read_notebook(path).cells == []
    saved.join()
