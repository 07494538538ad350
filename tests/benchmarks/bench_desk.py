"""From a value typed to every slide up to date, with a table of a million rows measured.

A form reacts when the value is in the file, the field says so, and every slide of words
shows it: that is to take a tenth of a second at the median.  Figures follow one by one,
and a key is taken before each.  The yardstick is the bare change of case.toml, which any
form that keeps its words has to pay.  Each key changes the case, so nothing comes from a
cache that a person at a keyboard would not have had.
"""

import asyncio
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import duckdb
import ipywidgets as widgets

from bugcase.case.file import CaseFile
from bugcase.case.model import Case
from bugcase.desk import Desk, live

EXAMPLES = Path(__file__).parents[2] / "examples"
ROWS = 1_000_000
KEYS = 15
TYPED = {  # a playbook: step, what a field is called, its place, what is typed
    "release-halt": (
        ("situation", "Release", "answers.release", "release {}"),
        ("ask", "Who decides", "answers.decider", "Ingrid {}"),
        ("cost", "Harm of a miss, Likely", "assumptions.harm_per_miss.likely", "{}"),
        ("options", "Hold until it is fixed, Cost of doing it", "options.hold.cost", "{}"),
        ("plan", "Fix, 9 in 10", "tasks.fix.p90", "{}"),
    ),
    "ceo-report": (
        ("situation", "Incident", "answers.incident", "INC-{}"),
        ("state", "State", "answers.status", "mitigated {}"),
        ("risk", "Another such error, until the patch, Highest",
         "assumptions.residual_odds.high", "{}"),
    ),
}  # fmt: skip


class _Output:
    """Stands in for the output of a cell: makes of a slide what would be sent."""

    def update(self, slide: object) -> None:
        slide._repr_mimebundle_()  # type: ignore[attr-defined]


def _fields(form: widgets.Widget) -> Iterator[widgets.Widget]:
    yield form
    for child in getattr(form, "children", ()):
        yield from _fields(child)


def _seconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def _a_million_rows(folder: Path, case: Case) -> None:
    """Repeat the rows of the example's table until there are a million."""
    path = folder / str(case.data.path)
    again = path.with_suffix(".again.parquet")
    rows = duckdb.read_parquet(str(path))
    times = -(-ROWS // rows.shape[0])
    repeated = duckdb.sql(f"select rows.* from rows, range({times})")
    assert repeated is not None
    repeated.write_parquet(str(again))
    again.replace(path)


async def _race(playbook: str, folder: Path) -> None:
    shutil.copytree(EXAMPLES / playbook, folder)
    file = CaseFile(folder)
    if playbook == "release-halt":
        _a_million_rows(folder, file.read())
    live.display = lambda *_, **__: _Output()  # type: ignore[attr-defined]  # stands in for the notebook's
    live.IDLE = 0.0
    desk = Desk(playbook, folder)
    desk.measure()
    for slide in desk.playbook.slides:
        desk.slide(slide.id)
    for step, name, place, typed in TYPED[playbook]:
        form = desk.form(step)
        await _caught_up(desk)
        field = next(one for one in _fields(form) if _name(one) == name)
        reacted, followed, changed = [], [], []
        for key in range(KEYS):
            start = time.perf_counter()
            field.value = typed.format(60 + key)
            desk._live.saver.flush()
            reacted.append(time.perf_counter() - start)
            await _caught_up(desk)
            followed.append(time.perf_counter() - start)
            value = file.value(place)
            changed.append(_seconds(partial(file.change, place, value)))
        yardstick = statistics.median(changed)
        print(
            f"{playbook:13}{name:46}{1000 * statistics.median(reacted):6.0f} ms "
            f"{statistics.median(reacted) / yardstick:5.1f} × a bare change; "
            f"every slide {1000 * statistics.median(followed):6.0f} ms",
            flush=True,
        )


async def _caught_up(desk: Desk) -> None:
    """Wait until the last figure is drawn."""
    desk._live._when_idle.clear()
    if desk._live._catching_up:
        await desk._live._catching_up


def _name(widget: widgets.Widget) -> str:
    return re.sub(r"<br>.*|<[^>]*>", "", getattr(widget, "description", ""))


def main() -> None:
    """Type into both examples."""
    for playbook in sys.argv[1:] or TYPED:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(_race(playbook, Path(folder) / "case"))


if __name__ == "__main__":
    main()
