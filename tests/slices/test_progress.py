"""A progress bar where somebody looks, and nothing left behind by whoever leaves."""

import sys
import threading
from typing import Any

import pytest

from bugcase.data.table import Table
from bugcase.slices import find_slices
from bugcase.slices.rows import Rows
from fixtures.planted import MODELS, planted


@pytest.mark.parametrize(("progress", "shown"), [(True, True), (False, False), (None, False)])
def test_the_progress_bar_shows_where_somebody_looks(
    progress: bool | None,
    *,
    shown: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "IPython", raising=False)  # no notebook looks
    find_slices(planted(), progress=progress, **MODELS)
    told = capsys.readouterr().err
    assert ("reading rows" in told) is shown
    assert ("slices" in told) is shown


@pytest.mark.parametrize(
    "where", [(Table, "category_codes"), (Rows, "tally")], ids=["reading", "counting"]
)
def test_an_interrupt_leaves_no_thread_and_no_bar_behind(
    where: tuple[type, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(*where, interrupted)
    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        find_slices(planted(), progress=True, **MODELS)
    # tqdm's own watch, which is one for all bars, may stay
    left = [one for one in threading.enumerate() if type(one).__name__ != "TMonitor"]
    assert len(left) <= before
    assert capsys.readouterr().err.endswith("\r")
