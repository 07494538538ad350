"""The rehearsal in a notebook: one scene at a time, and a clock.

What is said and who interrupts is planned in `bugcase.story.rehearsal_plan`; here are
only its buttons.  The clock runs in the kernel; the display follows each second
and stops with it.  Nothing starts by itself, so a run without anybody shows the
first screen.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import ipywidgets as widgets
from markupsafe import Markup

from bugcase.deck.slide import templates
from bugcase.desk.fields import FormField
from bugcase.desk.kernel_loop import on_kernel_loop, running_loop
from bugcase.story.rehearsal_plan import RehearsalPlan, Scene
from bugcase.story.rehearsal_run import RehearsalRecord, RehearsalRun, last_rehearsal

TICK = 1.0  # seconds


class RehearsalView:
    """The screens of a rehearsal: the start, a scene at a time, what came of it.

    Parameters
    ----------
    plan
        Plans a rehearsal of the case as it stands, by its number.
    folder
        The case folder, which keeps the last rehearsal.
    note
        Makes the field in which notes on an answer are written and kept.
    clock
        Seconds that never go back.
    """

    def __init__(
        self,
        *,
        plan: Callable[[int], RehearsalPlan],
        folder: Path,
        note: Callable[[FormField], widgets.Widget],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._plan, self._folder, self._note, self._clock = plan, folder, note, clock
        self._run: RehearsalRun | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._notes: dict[str, widgets.Widget] = {}
        last = last_rehearsal(folder)
        self._message = widgets.HTML()
        self._number = widgets.BoundedIntText(
            value=last.seed + 1 if last else 1,
            min=1,
            max=9999,
            description="Rehearsal",
            tooltip="the same number brings the same interruptions again",
            layout={"width": "12rem"},
        )
        self._start = _button("Start the rehearsal", "the clock starts at once", self._begin)
        self._timer, self._scene, self._answer = (widgets.HTML() for _ in range(3))
        self._reveal = _button(
            "Show the answer", "what the case can say to that", self._show_answer
        )
        # two buttons: JupyterLab takes the arrow keys that choose among radio buttons
        self._answered = _button(
            "It was answered", "your answer was one", lambda: self._mark(answered=True)
        )
        self._unanswered = _button(
            "It was not", "you had no answer to that", lambda: self._mark(answered=False)
        )
        self._outcome = widgets.HTML()
        self._own_note = widgets.VBox()
        self._interruption = widgets.VBox(
            [
                self._reveal,
                self._answer,
                widgets.HBox([self._answered, self._unanswered, self._outcome]),
                self._own_note,
            ]
        )
        self._back = _button(
            "Back", "say the one before again", lambda: self._go(RehearsalRun.back)
        )
        self._next = _button("Next", "go on to the next turn", lambda: self._go(RehearsalRun.next))
        self._stop = _button("Stop", "stop the clock, and see what came of it", self._finish)
        self._next.button_style = "primary"
        buttons = widgets.HBox([self._next, self._back, self._stop])
        self._rest = widgets.VBox([self._message, widgets.HBox([self._number, self._start])])
        self._stage = widgets.VBox([self._timer, buttons, self._scene, self._interruption])
        self.box = widgets.VBox([self._rest, self._stage])
        self._show_rest(_draw("start", last))

    def _begin(self) -> None:
        plan = self._plan(self._number.value)
        if not plan.scenes:
            self._show_rest(Markup("<p>This playbook has no script to rehearse.</p>"))
            return
        self._run = RehearsalRun(plan, self._clock)
        self._rest.layout.display, self._stage.layout.display = "none", None
        self._show_scene(self._run)
        self._next.focus()  # the button that had it is gone
        if loop := running_loop():
            self._ticking = loop.create_task(self._tick(self._run))

    async def _tick(self, run: RehearsalRun) -> None:
        while run.running:
            self._show_time(run)
            await asyncio.sleep(TICK)

    def _go(self, step: Callable[[RehearsalRun], None]) -> None:
        if self._run is None:
            return
        step(self._run)
        if self._run.running:
            self._keep(self._run.so_far())
            self._show_scene(self._run)
        else:
            self._finish()

    def _finish(self) -> None:
        if self._run is None:
            return
        done, self._run = self._run.stop(), None
        self._number.value = done.seed + 1
        self._show_rest(_draw("summary", done))
        self._start.focus()
        self._keep(done)

    def _mark(self, *, answered: bool) -> None:
        if self._run is not None:
            self._run.mark(answered)
            self._outcome.value = _draw("outcome", answered)
            self._keep(self._run.so_far())

    def _keep(self, done: RehearsalRecord) -> None:
        try:
            done.save(self._folder)
        except OSError as error:
            self._message.value += Markup('<p role="alert"><b>Not kept:</b> {}</p>').format(error)

    def _show_scene(self, run: RehearsalRun) -> None:
        self._scene.value = _draw("scene", run.scene)
        self._outcome.value, self._answer.value = _draw("outcome", run.answered), ""
        self._interruption.layout.display = None if run.scene.interrupts else "none"
        self._own_note.children = [self._note_on(run.scene)] if run.scene.interrupts else []
        self._show_time(run)

    def _show_time(self, run: RehearsalRun) -> None:
        self._timer.value = _draw("timer", run)

    def _show_answer(self) -> None:
        if self._run is not None:
            self._answer.value = _draw("answer", self._run.scene)

    def _show_rest(self, words: Markup) -> None:
        self._message.value = words
        self._rest.layout.display, self._stage.layout.display = None, "none"

    def _note_on(self, scene: Scene) -> widgets.Widget:
        if scene.id not in self._notes:
            field = FormField(
                place=f"notes.{scene.id}",
                label="Your notes",
                kind="paragraph",
                help="on your answer; kept in case.toml",
            )
            self._notes[scene.id] = self._note(field)
        return self._notes[scene.id]


def _button(label: str, tooltip: str, pressed: Callable[[], None]) -> widgets.Button:
    button = widgets.Button(description=label, tooltip=tooltip, layout={"width": "max-content"})
    button.on_click(on_kernel_loop(lambda _: pressed()))
    return button


def _draw(macro: str, *arguments: object) -> Markup:
    module = templates().get_template("rehearsal.html.j2").module
    drawn: Markup = getattr(module, macro)(*arguments)
    return drawn
