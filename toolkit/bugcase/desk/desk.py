"""Desk: one case in a notebook, its forms and the slides that follow them.

A form writes to case.toml and nowhere else, so a restarted kernel and a run
without a browser find every word again.  A slide is drawn from the case and the
evidence each time one of them changes, in the output of its own cell, where the
exporter finds it.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from IPython.display import DisplayHandle, display

from bugcase import wording
from bugcase.build import build, start_case
from bugcase.case.file import CaseFile
from bugcase.case.measuring import current_evidence, measure_case, missing_settings
from bugcase.case.measuring_incident import SECTIONS
from bugcase.case.model import UNKNOWN, Assumed, Case, OwnWords, Person, Unknown
from bugcase.desk.fields import FieldGroup, FormField, fields_of
from bugcase.desk.reading import reading
from bugcase.desk.saving import Saver
from bugcase.errors import BugcaseError
from bugcase.evidence.incident.findings import Incident
from bugcase.evidence.record import Evidence
from bugcase.show.storyline import slide
from bugcase.story.load import load_playbook
from bugcase.story.playbook import Reading, StoryTurn
from bugcase.story.script import first_that_holds, rests_on, script

__all__ = ["Desk"]

MEASURED_FROM = ("data.", "limit.per_1000", *(f"{section}." for section in SECTIONS))


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
        self.folder = Path(folder).resolve()
        self._file = CaseFile(self.folder)
        if not self._file.path.exists():
            start_case(playbook, self.folder)
        self.case = self._file.read()
        self.playbook = load_playbook(self.case.playbook, self.folder)
        self.evidence = current_evidence(self.folder, self.case)
        self._trouble = ""  # why the last measurement gave nothing
        self._saver = Saver(file=self._file, saved=self._follow)
        self._slides: dict[str, tuple[DisplayHandle, dict[str, Any]]] = {}
        self._followers: list[Callable[[], None]] = []

    def form(self, step: str) -> widgets.VBox:
        """Show the form of a step, by its id in the playbook."""
        asked = self.playbook.step(step)
        rows = [self._people()] if "people" in asked.asks else []
        for field in fields_of(asked, self.playbook):
            rows += [self._group(field) if isinstance(field, FieldGroup) else self._row(field)]
        return widgets.VBox(rows)

    def measure(self) -> widgets.VBox:
        """Measure what the case names, now, and offer to measure again."""
        told = widgets.HTML()
        button = widgets.Button(
            description="Measure again", tooltip="measure the data once more", icon="refresh"
        )

        def run(_: object = None) -> None:
            self._measure()
            self._refresh()

        button.on_click(run)
        self._followers.append(lambda: setattr(told, "value", self._finding()))
        run()
        return widgets.VBox([told, button])

    def slide(self, slide_id: str) -> None:
        """Show a slide, and keep it up with the case."""
        drawn = slide(slide_id, self.playbook, self.case, self.evidence)
        handle = display(drawn, display_id=True)
        self._slides[slide_id] = (handle, drawn.to_json())

    def script(self) -> widgets.VBox:
        """Show the script turn by turn, each to be put in one's own words."""
        return widgets.VBox([self._turn(turn) for turn in self.playbook.turns])

    def read(self, name: Reading) -> widgets.HTML:
        """Show what is read and not shown: one of `bugcase.desk.reading.READINGS`."""
        told = widgets.HTML()

        def draw() -> None:
            try:
                told.value = reading(name, self.playbook, self.case, self.evidence, self.folder)
            except (BugcaseError, OSError) as error:
                told.value = _error(str(error))

        draw()
        self._followers.append(draw)
        return told

    def export(self) -> widgets.VBox:
        """Offer to run the saved notebook afresh and make the deck of it."""
        button = widgets.Button(
            description="Export slides",
            tooltip="run the saved notebook afresh and write out/slides.html",
            icon="file",
        )
        told = widgets.HTML(value="Save the notebook first: the export runs the saved one.")

        async def run() -> None:
            button.disabled = True
            told.value = "Running the saved notebook afresh …"
            try:
                paths = await asyncio.to_thread(build, self.folder)
                told.value = "".join(
                    f"<p>Written: <code>{escape(str(path))}</code></p>" for path in paths
                )
            except (BugcaseError, OSError) as error:
                told.value = _error(str(error))
            finally:
                button.disabled = False

        def start(_: object) -> None:
            self._saver.flush()
            self._task = asyncio.ensure_future(run())

        button.on_click(start)
        return widgets.VBox([button, told])

    def _row(
        self, field: FormField, made: Callable[[Any], Any] = lambda value: value
    ) -> widgets.VBox:
        value = self._file.value(field.place)
        self._saver.watch(field.place, value)
        widget = field.widget(value)
        quiet = field.narrow or field.label == "Source"  # what stands above them says enough
        told = widgets.HTML(value="" if quiet else _hint(field.help))

        def tell(error: str) -> None:
            told.value = _error(error) if error else _saved()

        def changed(change: dict[str, Any]) -> None:
            try:
                self._saver.put(field.place, made(field.read(change["new"])), tell)
            except ValueError as error:
                tell(str(error))

        widget.observe(changed, names="value")
        return widgets.VBox([widget, told])

    def _group(self, group: FieldGroup) -> widgets.VBox:
        """Show the fields of a range, an option or a task together, under their name."""
        told = widgets.HTML()

        def follow() -> None:
            fault = self._fault(group.fields[0].place)
            told.value = _error(fault) if fault else _hint(group.help)

        follow()
        self._followers.append(follow)
        narrow = [self._row(field) for field in group.fields if field.narrow]
        wide = [self._row(field) for field in group.fields if not field.narrow]
        side_by_side = widgets.HBox(narrow, layout={"flex_flow": "row wrap"})
        head = widgets.HTML(value=f"<b>{escape(group.label)}</b>")
        return widgets.VBox([head, told, side_by_side, *wide])

    def _fault(self, place: str) -> str | None:
        """Say why what stands at a place is not used, though it is kept."""
        section, key = place.split(".")[:2]
        if section == "assumptions":
            asked = next(one for one in self.playbook.quantities if one.id == key)
            return asked.fault(self.case.assumptions.get(key, Assumed()))
        return self.case.tasks[key].fault if key in self.case.tasks else None

    def _people(self) -> widgets.VBox:
        self._saver.watch("people", self.case.people)
        told = widgets.HTML(value=_hint("who will be in the room, by name"))
        rows: dict[str, widgets.Text] = {}

        def tell(error: str) -> None:
            told.value = _error(error) if error else _saved()

        def changed(_: object) -> None:
            kept = [person for person in self.case.people if person.role not in rows]
            named = [
                Person(name=row.value.strip() or UNKNOWN, role=role) for role, row in rows.items()
            ]
            self._saver.put("people", (*named, *kept), tell)

        for role in self.playbook.in_the_room:
            field = FormField(
                place=role.id, label=role.label.capitalize(), kind="line", help=role.cares_about
            )
            rows[role.id] = field.widget(self.case.person(role.id))
            rows[role.id].observe(changed, names="value")
        return widgets.VBox([*rows.values(), told])

    def _turn(self, plan: StoryTurn) -> widgets.VBox:
        drafted = widgets.HTML()

        def draft() -> None:
            turns = script(self.playbook, self.case, self.evidence)
            turn = next(turn for turn in turns if turn.id == plan.id)
            who = f"<b>{escape(turn.speaker)}</b>, {turn.seconds:.0f} s"
            drafted.value = f"{who}: {escape(str(turn.text))}"
            if turn.moved:
                moved = ", ".join(slot.replace("_", " ") for slot in turn.moved)
                drafted.value += _error(f"changed since you wrote this: {moved}; read it again")

        def resting_on_what_stands_above(own: Any) -> Any:
            """Remember the numbers that these words were written over."""
            if isinstance(own, Unknown):
                return own
            text = first_that_holds(plan.say, self.playbook.facts(self.case, self.evidence))
            return OwnWords(text=own, rests_on=rests_on(text))

        draft()
        self._followers.append(draft)
        own = FormField(
            place=f"script.{plan.id}",
            label=f"Own words, {plan.id.replace('_', ' ')}",
            kind="own words",
            help=f"{plan.move}; leave empty to say what stands above",
        )
        return widgets.VBox([drafted, self._row(own, resting_on_what_stands_above)])

    def _follow(self, case: Case, changed: frozenset[str]) -> None:
        """Bring evidence and slides up to a case that was just saved."""
        self.case = case
        if any(place.startswith(MEASURED_FROM) for place in changed):
            self._measure()
        self._refresh()

    def _measure(self) -> None:
        self._trouble = ""
        try:
            self.evidence = measure_case(self.folder, self.case)
        except (BugcaseError, OSError) as error:
            self.evidence, self._trouble = Evidence(), str(error)

    def _finding(self) -> str:
        if self._trouble:
            return _error(self._trouble)
        found, incident = self.evidence.comparison, self.evidence.incident
        if found is None and incident is not None:
            return _incident_finding(incident)
        if found is None:
            missing = ", ".join(missing_settings(self.case))
            needs_data = any("data" in step.asks for step in self.playbook.steps)
            wanting = missing if needs_data else "the window, and at least one table"
            return _hint(f"still missing: {wanting}" if wanting else "not measured")
        verdict = found.verdict or "no verdict, because no limit was agreed"
        source = found.source
        return (
            f"<p><b>{escape(verdict.capitalize())}.</b> The candidate gets "
            f"{escape(wording.change(found.worsening.value))} wrong "
            f"({escape(wording.change_interval(found.worsening))}, "
            f"{found.worsening.level:.0%}).</p>"
            + _hint(
                f"{wording.count(source.rows)} rows of {source.data}, {source.left_out} left out, "
                f"{source.method}, data {source.sha256[:8]}"
            )
        )

    def _refresh(self) -> None:
        for slide_id, (handle, shown) in self._slides.items():
            drawn = slide(slide_id, self.playbook, self.case, self.evidence)
            if (now := drawn.to_json()) != shown:
                handle.update(drawn)
                self._slides[slide_id] = (handle, now)
        for follow in self._followers:
            follow()


_UNDER_FIELD = "margin-left: calc(12rem + 8px); line-height: 1.3; max-width: 36rem"


def _incident_finding(found: Incident) -> str:
    """Say which parts were measured, and why the data refused the others."""
    parts = ("affected", "reconciliation", "gap", "timeline", "shortfall", "service_level")
    measured = [part.replace("_", " ") for part in parts if getattr(found, part) is not None]
    told = _hint(f"measured: {', '.join(measured) or 'nothing yet'}")
    return told + "".join(_error(f"{one.part}: {one.why}") for one in found.refused)


def _hint(words: str) -> str:
    colour = "color: var(--jp-ui-font-color2, #555)"
    return f'<div style="{_UNDER_FIELD}; {colour}">{escape(words)}</div>'


def _error(words: str) -> str:
    return f'<div role="alert" style="{_UNDER_FIELD}"><b>Not done:</b> {escape(words)}</div>'


def _saved() -> str:
    return _hint(f"saved at {datetime.now().astimezone():%H:%M:%S}")
