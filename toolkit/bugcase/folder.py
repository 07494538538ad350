"""A case folder, each part of it read when it is first asked for, and once.

A command opens its folder, and hands it on to whatever it calls; nothing below goes back
to the files for what was read already.  What is typed or measured after that belongs to a
folder that is opened later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bugcase.case.evidence import Evidence, read_evidence
from bugcase.case.file import CaseFile
from bugcase.case.measure import current_evidence
from bugcase.case.model import Case
from bugcase.deck.notebooks import find_notebook
from bugcase.facts.facts import Facts
from bugcase.playbook.carried import carried_answers
from bugcase.playbook.format import Playbook
from bugcase.playbooks import load_playbook
from bugcase.style.theme import Theme, load_theme


def case_file(folder: Path) -> CaseFile:
    """Give the case.toml of a folder; answers of an older schema are taken as its playbook asks."""

    def carry_over(playbook: str, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        return carried_answers(load_playbook(playbook, folder), answers)

    return CaseFile(folder, carry_over)


@dataclass(frozen=True)
class CaseFolder:
    """What lies in a case folder.

    Each part raises what its reader does: `CaseError` where a file is not valid,
    `PlaybookError` where the playbook cannot be read or has faults.

    Parameters
    ----------
    path
        Where the folder is.
    """

    path: Path

    @cached_property
    def case(self) -> Case:
        """What people typed: case.toml."""
        return case_file(self.path).read()

    @cached_property
    def playbook(self) -> Playbook:
        """The situation that the case names."""
        return load_playbook(self.case.playbook, self.path)

    @cached_property
    def kept(self) -> Evidence:
        """What evidence.json holds, with whichever settings that was measured."""
        return read_evidence(self.path)

    @cached_property
    def evidence(self) -> Evidence:
        """What of it was measured with the settings that the case has."""
        return current_evidence(self.kept, self.case)

    @cached_property
    def facts(self) -> Facts:
        """What every sentence of the case may rest on."""
        return Facts.of(self.playbook, self.case, self.evidence)

    @cached_property
    def theme(self) -> Theme:
        """How its slides look; a folder needs no case for that."""
        return load_theme(self.path)

    @cached_property
    def notebook(self) -> Path | None:
        """The notebook of the case; None where nobody can say which one that is."""
        return find_notebook(self.path, self.playbook)

    @property
    def has_case(self) -> bool:
        """Whether a case lies there; slides can be exported where none does."""
        return CaseFile(self.path).path.is_file()

    @property
    def language(self) -> str:
        """The language of its slides as HTML names it, "de-DE"; where no case lies there, "en"."""
        if not self.has_case:
            return "en"
        return self.playbook.locale.replace("_", "-")
