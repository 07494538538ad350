"""Checks a case folder and lists what blocks the meeting."""

from datetime import date

from bugcase.decision.calendar import local_day
from bugcase.deck.notebooks import find_notebook
from bugcase.facts.facts import Facts
from bugcase.folder import CaseFolder
from bugcase.story.review import Finding, review


def check(folder: CaseFolder, *, today: date | None = None) -> tuple[Finding, ...]:
    """Review a case as it lies in its folder, its notebook's own slides included.

    Parameters
    ----------
    folder
        The case folder.
    today
        The day to check for; by default the day on which it is.

    Raises
    ------
    CaseError, PlaybookError
        Where the case or its playbook can't be read.
    """
    return check_facts(folder.facts, folder, today=today)


def check_facts(
    facts: Facts, folder: CaseFolder, *, today: date | None = None
) -> tuple[Finding, ...]:
    """Review facts that may be newer than what lies in the folder, as `check` does."""
    from bugcase.deck.own_slides import own_slides

    notebook = find_notebook(folder.path, facts.playbook)
    return review(
        facts,
        today=today or local_day(),
        folder=folder.path,
        kept=folder.kept,
        own_slides=own_slides(notebook) if notebook else (),
    )
