"""The documents that are made from the facts alone, by the names of their files.

Each is a function from a playbook and the facts of a case to what its file holds.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, TypeAlias

from bugcase.documents.actions import actions_csv
from bugcase.documents.decision import decision_md
from bugcase.documents.glossary import glossary_md
from bugcase.documents.invite import invite_ics
from bugcase.documents.messages import letter_md
from bugcase.documents.report import report_md
from bugcase.documents.report_page import report_html
from bugcase.documents.script import script_md
from bugcase.facts.facts import Facts
from bugcase.playbook.format import Playbook
from bugcase.story.follow_up import messages

__all__ = ["SHARED_PAPERS", "Paper", "papers"]

Paper: TypeAlias = Callable[[Facts], str | bytes]

SHARED_PAPERS: Final[Mapping[str, Paper]] = {
    "report.html": partial(report_html, share=True),
    "report.md": partial(report_md, share=True),
}


def papers(playbook: Playbook) -> Mapping[str, Paper]:
    """Name the documents of a situation; it has a file for each of its messages."""
    return {
        "report.html": report_html,
        "report.md": report_md,
        "script.md": script_md,
        "glossary.md": glossary_md,
        "invite.ics": invite_ics,
        "decision.md": decision_md,
        "actions.csv": actions_csv,
        **{f"messages/{one.id}.md": partial(_message, one.id) for one in playbook.messages},
    }


def _message(message: str, facts: Facts) -> str:
    letter = next(one for one in messages(facts) if one.id == message)
    return letter_md(letter, facts)
