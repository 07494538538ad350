"""A case folder in, what stands in the way of its meeting out."""

from datetime import date, datetime
from pathlib import Path

from bugcase.case.file import CaseFile
from bugcase.case.measuring import current_evidence
from bugcase.story.load import load_playbook
from bugcase.story.review import Finding, review

__all__ = ["check"]


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
    from bugcase.show.own_slides import own_slides  # noqa: PLC0415  (heavy: nbformat, nbconvert)

    case = CaseFile(folder).read()
    playbook = load_playbook(case.playbook, folder)
    return review(
        playbook,
        case,
        current_evidence(folder, case),
        today=today or datetime.now().astimezone().date(),
        folder=folder,
        own_slides=own_slides(folder / f"{playbook.id}.ipynb"),
    )
