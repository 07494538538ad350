"""The sheet is drawn on by one thread at a time."""

from threading import Event, Thread
from warnings import filters

import matplotlib as mpl

from bugcase.figures.canvas import drawing

LONG, SHORT = 10.0, 0.2  # seconds


def test_two_threads_that_draw_leave_style_and_warnings_as_they_were() -> None:
    before = dict(mpl.rcParams), list(filters)
    begun, go_on = Event(), Event()

    def draw() -> None:
        with drawing():
            begun.set()
            go_on.wait(LONG)

    other = Thread(target=draw)
    with drawing():
        with drawing():  # a figure shows itself while it is drawn
            other.start()
        assert not begun.wait(SHORT)
    assert begun.wait(LONG)
    go_on.set()
    other.join(LONG)
    assert (dict(mpl.rcParams), list(filters)) == before
