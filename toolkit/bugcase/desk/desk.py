"""Desk: one case in a notebook, its forms and the slides that follow them.

A form writes to case.toml and nowhere else, so a restarted kernel and a run
without a browser find every word again.  A slide is drawn from the case and the
evidence each time one of them changes, in the output of its own cell, where the
exporter finds it.
"""

from pathlib import Path
from typing import Any

import ipywidgets as widgets

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case
from bugcase.desk.exporting import ExportView
from bugcase.desk.field_row import FieldRow
from bugcase.desk.fields import FormField
from bugcase.desk.forms import form, undo_button
from bugcase.desk.live import LiveCase
from bugcase.desk.measurement_view import finding, measurement_view
from bugcase.desk.messages import STYLE, alert
from bugcase.desk.reading import reading
from bugcase.desk.rehearsal_view import RehearsalView
from bugcase.desk.script_form import script_form
from bugcase.errors import BugcaseError
from bugcase.playbook.format import Playbook, Reading
from bugcase.story.rehearsal_plan import plan_rehearsal


class Desk:
    """The case of the folder that a notebook lies in.

    Parameters
    ----------
    playbook
        The situation, by name or path; used where the folder holds no case yet.
    folder
        The case folder; by default the notebook's own.

    Raises
    ------
    BugcaseError
        Where the case or its playbook can't be read.
    """

    def __init__(self, playbook: str, folder: str | Path = ".") -> None:
        self._live = LiveCase(playbook, Path(folder).resolve())
        self._undo = undo_button(self._live)
        self._rehearsal: RehearsalView | None = None

    @property
    def folder(self) -> Path:
        """The case folder."""
        return self._live.folder

    @property
    def playbook(self) -> Playbook:
        """The situation."""
        return self._live.playbook

    @property
    def case(self) -> Case:
        """The case as it stands in the file."""
        return self._live.case

    @property
    def evidence(self) -> Evidence:
        """What was measured with the settings that the case has now."""
        return self._live.evidence

    def form(self, step: str) -> widgets.VBox:
        """Show the form of a step, by its id in the playbook."""
        return form(self._live, step, self._undo)

    def use(self, frame: Any) -> widgets.HTML:
        """Measure a dataframe of your own in place of a file.

        Any kind of dataframe will do; it stays where it is, and evidence.json says what
        was measured.  An export runs the notebook afresh, so the cells that make the
        frame have to stay in it.  Where the rows lie in a file, name the file instead:
        the case can then be measured again without a notebook, by ``bugcase verify`` too.

        Raises
        ------
        DataError
            Where the case names a file: its documents tell of one of the two.
        """
        self._live.use(frame)
        return widgets.HTML(STYLE + finding(self._live))

    def measure(self) -> widgets.VBox:
        """Measure what the case names, now, and offer to measure again."""
        return measurement_view(self._live)

    def slide(self, slide_id: str) -> None:
        """Show a slide, or say that this case is told without it; keep it up with the case."""
        self._live.show(slide_id)

    def script(self) -> widgets.VBox:
        """Show the script turn by turn, each to be put in one's own words."""
        return script_form(self._live)

    def read(self, name: Reading) -> widgets.HTML:
        """Show what is read and not shown: one of `bugcase.desk.reading.READINGS`."""
        shown, live = widgets.HTML(_dom_classes=("bugcase-read",)), self._live

        def draw() -> None:
            try:
                said = reading(name, live.facts, live.folder)
                shown.value = f"{STYLE}{said}"
            except (BugcaseError, OSError) as error:
                shown.value = STYLE + alert(str(error), what="Not shown")

        live.follow(("reading", name), draw, idle=True)
        return shown

    def rehearse(self) -> widgets.VBox:
        """Rehearse the meeting against its clock, with interruptions; again, go on with it."""
        if self._rehearsal is None:
            self._rehearsal = RehearsalView(
                plan=lambda seed: plan_rehearsal(self._live.facts, seed=seed),
                folder=self.folder,
                note=self._note,
            )
        return self._rehearsal.box

    def export(self) -> widgets.VBox:
        """Offer to run the saved notebook afresh and make the documents of it."""
        return ExportView(self.folder, self._live.saver.flush).box

    def _note(self, field: FormField) -> widgets.VBox:
        return FieldRow(self._live, field).box
