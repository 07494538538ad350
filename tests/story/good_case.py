"""The filled example, measured: a good case, and what an edit does to it."""

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from bugcase.case.file import CaseFile
from bugcase.case.incident import INCIDENT_SECTIONS
from bugcase.case.measuring import measure_case
from bugcase.case.measuring_incident import measure_incident
from bugcase.case.model import Case
from bugcase.evidence.incident.findings import Incident
from bugcase.evidence.record import Evidence
from bugcase.installed import folder as installed_folder
from bugcase.story.load import load_playbook
from bugcase.story.playbook import Playbook
from bugcase.story.review import Example, Finding, OwnSlide, review
from show.incidents import HIT

EXAMPLES = installed_folder("examples")
EXAMPLE = EXAMPLES / "release-halt"
PLAYBOOK = load_playbook("release-halt")
TURN = "doubt"  # stands for any turn, where an example puts one in somebody's own words


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodCase:
    """A case folder with its evidence, two days before the decision."""

    folder: Path | None
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

    def measured_with(self, folder: Path, *edits: tuple[str, Any]) -> "GoodCase":
        """Change settings and measure again, in a folder of its own."""
        self._copied_to(folder)
        shutil.copyfile(EXAMPLE / "no-bug.parquet", folder / "no-bug.parquet")
        changed = self.edited(*edits)
        return replace(changed, folder=folder, evidence=measure_case(folder, changed.case))

    def with_example(self, example: Example, folder: Path) -> "GoodCase":
        """Put an example into the case; it is measured again where a form would measure again."""
        edits = [(place + TURN * place.endswith("."), value) for place, value in example.edits]
        changed = replace(self.edited(*edits), own_slides=example.slides)
        if example.noticed or example.refused:
            affected = replace(HIT, notices=example.noticed)
            found = Incident(affected=affected, refused=example.refused, settings="")
            return replace(changed, evidence=replace(self.evidence, incident=found))
        if example.unmeasured:
            return replace(changed, folder=None, evidence=Evidence())
        if example.data_changed:
            self._copied_to(folder)
            with (folder / str(self.case.data.path)).open("ab") as file:
                file.write(b"\n")
            return replace(changed, folder=folder)
        if any(place.startswith(("data.", "limit.per_1000")) for place, _ in edits):
            return changed.measured_with(folder)
        if any(place.partition(".")[0] in INCIDENT_SECTIONS for place, _ in edits):
            there = EXAMPLES / self.playbook.id
            if example.files:
                there = Path(shutil.copytree(there, folder, dirs_exist_ok=True))
            for name, text in example.files:
                (there / name).write_text(text, encoding="utf-8")
            incident = measure_incident(there, changed.case)
            return replace(changed, evidence=Evidence(incident=incident))
        return changed

    def _copied_to(self, folder: Path) -> None:
        assert self.folder is not None
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)

    @classmethod
    def unmeasured(cls, case: Case, *own_slides: OwnSlide) -> "GoodCase":
        return cls(
            folder=None,
            case=case,
            evidence=Evidence(),
            playbook=PLAYBOOK,
            own_slides=own_slides,
        )


def measured_example(folder: Path) -> GoodCase:
    """Copy the filled example, and measure it there."""
    for name in ("case.toml", "predictions.parquet"):
        shutil.copyfile(EXAMPLE / name, folder / name)
    case = CaseFile(folder).read()
    return GoodCase(
        folder=folder,
        case=case,
        evidence=measure_case(folder, case),
        playbook=PLAYBOOK,
    )


def measured_incident() -> GoodCase:
    """Read and measure the filled example of an incident, on the day of its meeting."""
    folder = EXAMPLES / "ceo-report"
    case = CaseFile(folder).read()
    return GoodCase(
        folder=folder,
        case=case,
        evidence=Evidence(incident=measure_incident(folder, case)),
        playbook=load_playbook("ceo-report"),
        today=date(2026, 10, 14),
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
