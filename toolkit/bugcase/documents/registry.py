"""All documents of a case, in the order in which they are made and named."""

from typing import Final

from bugcase.documents import (
    actions,
    decision,
    glossary,
    invite,
    messages,
    pdf,
    powerpoint,
    report,
    report_page,
    script,
    slides,
)
from bugcase.documents.document import Document
from bugcase.playbook.format import Playbook

_OF_EVERY_SITUATION: Final = (
    slides.DOCUMENT,
    pdf.DOCUMENT,
    powerpoint.DOCUMENT,
    report_page.DOCUMENT,
    report.DOCUMENT,
    script.DOCUMENT,
    glossary.DOCUMENT,
    invite.DOCUMENT,
    decision.DOCUMENT,
    actions.DOCUMENT,
)


def documents(playbook: Playbook, *, share: bool = False) -> tuple[Document, ...]:
    """List the documents of a situation; with `share`, those that everybody may read.

    A situation has one for each of its messages.
    """
    every = (*_OF_EVERY_SITUATION, *messages.documents(playbook))
    return tuple(one for one in every if one.shared) if share else every
