"""The kernel of a build, started with the notebook and waited for until its process has ended."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, cast

from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

# How long a kernel may take to end: in the first half by itself, then it is told to.
SECONDS: Final = 20.0
SECONDS_INTERRUPTED: Final = 5.0


class Client(NotebookClient):
    """Runs a notebook, and leaves no process behind.

    nbclient's own setup ends the kernel on Ctrl-C, which then looks like a kernel that died,
    and interrupts each kernel at its end, with the children that it has at work.  Here Ctrl-C
    cancels a task, as asyncio has it, and only then is a kernel interrupted.

    Parameters
    ----------
    nb
        The notebook.
    km
        An `AsyncKernelManager` that has started nothing yet.
    """

    @asynccontextmanager
    async def async_setup_kernel(self, **options: Any) -> AsyncIterator[None]:
        """Start a kernel and connect to it; wait for its end."""
        manager = cast("AsyncKernelManager", self.km)
        seconds, task = SECONDS, asyncio.current_task()
        try:
            await self.async_start_new_kernel(**options)
            await self.async_start_new_kernel_client()
            yield
        except (asyncio.CancelledError, DeadKernelError):
            if not (task and task.cancelling()):
                raise
            seconds = SECONDS_INTERRUPTED
            if manager.has_kernel:
                await manager.interrupt_kernel()
            raise asyncio.CancelledError from None  # which nbclient takes for a dead kernel
        finally:
            if self.kc:
                self.kc.stop_channels()
            if manager.has_kernel:
                await manager.request_shutdown()
                await manager.finish_shutdown(waittime=seconds)
            await manager.cleanup_resources()
