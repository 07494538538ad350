"""What documents are made of: the filled examples, measured once, or a case of one's own."""

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bugcase.case.file import CaseFile
from bugcase.case.measuring import measure_case
from bugcase.case.model import Case
from bugcase.evidence.record import Evidence
from bugcase.installed import folder as installed_folder
from bugcase.story.facts import Facts
from bugcase.story.load import load_playbook
from bugcase.story.playbook import Playbook

EXAMPLES = ("release-halt", "ceo-report")

playbook_of = cache(load_playbook)  # half a second each


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A playbook, and the facts of a case of it."""

    playbook: Playbook
    facts: Facts

    @classmethod
    def of(cls, case: Case, evidence: Evidence) -> "Told":
        playbook = playbook_of(case.playbook)
        return cls(playbook=playbook, facts=playbook.facts(case, evidence))


@cache
def measured(name: str) -> Told:
    """Measure a filled example."""
    with TemporaryDirectory() as there:
        folder = Path(there)
        for path in (installed_folder("examples") / name).iterdir():
            if path.is_file():
                shutil.copyfile(path, folder / path.name)
        case = CaseFile(folder).read()
        return Told.of(case, measure_case(folder, case))
