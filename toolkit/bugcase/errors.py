"""The errors that a user can cause, each with a message of one line.

A message says four things, always in this order: the thing that is wrong, what
was allowed, what was found, and the remedy.  The command line prints it as it
stands; a notebook shows it beside the field it is about.
"""

from bugcase.characters import printable


class BugcaseError(Exception):
    """Base of every error a user can cause.

    Parameters
    ----------
    thing
        What is wrong, by its name: a column, a file, a field.
    allowed
        What would have been accepted.
    found
        What was there instead.
    remedy
        What to do about it, as an instruction.

    Examples
    --------
    >>> print(DataError("column 'labl'", allowed="one of y, live", found="no such column",
    ...                 remedy="name the label column"))
    column 'labl': expected one of y, live; found no such column. Fix: name the label column.
    """

    def __init__(self, thing: str, *, allowed: str, found: str, remedy: str) -> None:
        self.thing = printable(thing)
        self.allowed = printable(allowed)
        self.found = printable(found)
        self.remedy = printable(remedy)
        super().__init__(
            f"{self.thing}: expected {self.allowed}; found {self.found}. Fix: {self.remedy}"
            + ("" if self.remedy.endswith("?") else ".")
        )


class DataError(BugcaseError):
    """The data cannot answer the question that was asked of it."""


class CaseError(BugcaseError):
    """A case folder or its case.toml cannot be used as it is."""


class PlaybookError(BugcaseError):
    """A playbook cannot be read or has faults: `faults` lists each with its place."""

    faults: tuple[str, ...] = ()


class BuildError(BugcaseError):
    """Documents could not be made from a case."""
