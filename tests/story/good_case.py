"""The filled example, measured: a good case, and what an edit does to it."""

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from bugcase.case.file import CaseFile
from bugcase.case.measuring import measure_case
from bugcase.case.model import Case
from bugcase.evidence.record import Evidence
from bugcase.installed import folder as installed_folder
from bugcase.story.load import load_playbook
from bugcase.story.playbook import Playbook
from bugcase.story.review import Example, Finding, OwnSlide, review

EXAMPLE = installed_folder("examples") / "release-halt"
TURN = "doubt"  # stands for any turn, where an example puts one in somebody's own words


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodCase:
    """A case folder with its evidence, two days before the decision."""

    folder: Path
    case: Case
    evidence: Evidence
    playbook: Playbook
    own_slides: tuple[OwnSlide, ...] = ()
    today: date = date(2026, 11, 22)

    def review(self) -> tuple[Finding, ...]:
        return review(
            self.playbook,
            self.case,
            self.evidence,
            today=self.today,
            folder=self.folder,
            own_slides=self.own_slides,
        )

    def rules(self) -> list[str]:
        return [finding.rule for finding in self.review()]

    def edited(self, *edits: tuple[str, Any]) -> "GoodCase":
        return replace(self, case=edited(self.case, *edits))

    def with_example(self, example: Example, somewhere: Path) -> "GoodCase":
        """Put an example into the case; it is measured again where a form would measure again."""
        edits = [(place + TURN * place.endswith("."), value) for place, value in example.edits]
        changed = replace(self.edited(*edits), own_slides=example.slides)
        if example.data_changed:
            changed = replace(changed, folder=Path(shutil.copytree(self.folder, somewhere / "case")))
            with (changed.folder / str(self.case.data.path)).open("ab") as file:
                file.write(b"\n")
        elif any(place.startswith(("data.", "limit.per_1000")) for place, _ in example.edits):
            changed = replace(changed, folder=Path(shutil.copytree(self.folder, somewhere / "case")))
            changed = replace(changed, evidence=measure_case(changed.folder, changed.case))
        return changed


def measured_example(folder: Path) -> GoodCase:
    """Copy the filled example, and measure it there."""
    for name in ("case.toml", "predictions.parquet"):
        shutil.copyfile(EXAMPLE / name, folder / name)
    case = CaseFile(folder).read()
    return GoodCase(
        folder=folder,
        case=case,
        evidence=measure_case(folder, case),
        playbook=load_playbook(case.playbook),
    )


def edited(case: Case, *edits: tuple[str, Any]) -> Case:
    """Put values into fields of a case, by their place in case.toml."""
    document = case.model_dump(by_alias=True)
    for place, value in edits:
        *path, last = place.split(".")
        table = document
        for key in path:
            table = table[key]
        table[last] = value
    return Case.model_validate(document)
