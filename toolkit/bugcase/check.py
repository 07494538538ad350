"""A case folder in, what stands in the way of its meeting out."""

from datetime import date
from pathlib import Path

from bugcase.case.file import CaseFile
from bugcase.case.measure import current_evidence
from bugcase.decision.calendar import local_day
from bugcase.deck.notebooks import find_notebook
from bugcase.facts.facts import Facts
from bugcase.playbooks import load_playbook
from bugcase.story.review import Finding, review

__all__ = ["check", "check_facts"]


def check(folder: Path, *, today: date | None = None) -> tuple[Finding, ...]:
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
    case = CaseFile(folder).read()
    playbook = load_playbook(case.playbook, folder)
    return check_facts(
        Facts.of(playbook, case, current_evidence(folder, case)), folder, today=today
    )


def check_facts(facts: Facts, folder: Path, *, today: date | None = None) -> tuple[Finding, ...]:
    """Review a case that is read already, as `check` does."""
    from bugcase.deck.own_slides import own_slides  # noqa: PLC0415  (heavy: nbformat, nbconvert)

    notebook = find_notebook(folder, facts.playbook)
    return review(
        facts,
        today=today or local_day(),
        folder=folder,
        own_slides=own_slides(notebook) if notebook else (),
    )
