"""Runs what widgets set off on the kernel's event loop, so that one thread serves a case.

JupyterLab hears widgets in a subshell, a thread of the kernel beside the one that
runs cells.  A form that were read there, while the other thread looks at the file
or draws a figure, would lose words.  So whatever a widget sets off runs where the
form was made, on the kernel's loop, one thing after another; while a cell runs,
it waits, and nothing that was typed is lost.
"""

import asyncio
from collections.abc import Callable
from typing import Any


def running_loop() -> asyncio.AbstractEventLoop | None:
    """Give the event loop of this thread; None in a plain Python session."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def on_kernel_loop(call: Callable[..., object]) -> Callable[..., None]:
    """Wrap a call so that it runs on the current event loop; at once, if made from its thread."""
    loop = running_loop()

    def called(*given: Any) -> None:
        if loop is None or running_loop() is loop:
            call(*given)
        else:
            loop.call_soon_threadsafe(call, *given)

    return called
