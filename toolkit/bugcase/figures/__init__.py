"""The figures: one function each, which draws a result.

A figure answers one question of somebody who has not seen the data: how many
more go wrong, how sure that is, where and since when; who was hit and what did not
come, what happened and how much of it is reconciled; what it costs, what the options
are, and when it is done.  It carries its words beside its marks, never
in a legend; it says the same in words for those who cannot see it, and names
what it rests on.

Each is a file in `gallery` that has the figure's name; what else lies here is what they
are drawn with.  Nothing here keeps state: a figure is made without pyplot, so no
notebook backend shows it twice and a thousand of them leave nothing open.
"""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Final

from bugcase.figures import gallery

if TYPE_CHECKING:
    from bugcase.figures.canvas import CaseFigure

__all__ = ["NAMES"]

NAMES: Final = tuple(sorted(module.name for module in iter_modules(gallery.__path__)))


def __getattr__(name: str) -> "Callable[..., CaseFigure]":
    """Give the function that draws a figure; its file is read when it is first used."""
    if name not in NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    function: Callable[..., CaseFigure] = getattr(import_module(f"{gallery.__name__}.{name}"), name)
    return function


def __dir__() -> list[str]:
    return [*NAMES]
