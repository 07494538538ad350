"""Shows how far the search is: first rows are read, then slices are counted.

Reading cannot tell how far it is, so that it goes on is all that the bar says; of
the counting it shows what is done and an honest time left.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bugcase.slices.count import Tick


@contextmanager
def bar(progress: bool | None) -> Iterator[Tick]:
    """Show how far it is, unless nobody looks; None shows it only once it takes long."""
    if progress is False or (progress is None and not _somebody_looks()):
        yield lambda _of, _done: None
        return
    from tqdm.auto import tqdm

    delay = 1 if progress is None else 0
    with tqdm(desc="reading rows", unit="", delay=delay, leave=False, total=None) as shown:

        def tick(of: int, done: int) -> None:
            if shown.total is None:  # the clock of the time left starts here
                shown.set_description("slices", refresh=False)
                shown.reset(total=of)
            shown.total = of
            shown.update(done)

        yield tick


def _somebody_looks() -> bool:
    """Whether this is a terminal or a notebook; that IPython was imported makes no notebook."""
    notebook = "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None
    return notebook or sys.stderr.isatty()
