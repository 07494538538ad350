"""All documents of a case, in the order in which they are made and named."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from bugcase import documents as package
from bugcase.documents import messages
from bugcase.documents.document import Document
from bugcase.playbook.format import Playbook


def documents(playbook: Playbook, *, share: bool = False) -> tuple[Document, ...]:
    """List the documents of a situation; with `share`, those that everybody may read.

    Those of the slides come first, then what may be shared, then the rest, each by name;
    last the messages, of which a situation has its own.
    """
    every = (*_of_every_situation(), *messages.documents(playbook))
    return tuple(one for one in every if one.shared) if share else every


@cache
def _of_every_situation() -> tuple[Document, ...]:
    """Find what the modules beside this one declare as `DOCUMENT`."""
    modules = [
        import_module(f"{package.__name__}.{one.name}") for one in iter_modules(package.__path__)
    ]
    declared: list[Document] = [one.DOCUMENT for one in modules if hasattr(one, "DOCUMENT")]
    return tuple(sorted(declared, key=lambda one: (not one.of_slides, not one.shared, one.name)))
