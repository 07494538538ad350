"""Keeps everything that a notebook shows of a case up to date.

A key that is typed moves the case: what is words follows at once, then one figure after
another, then, as soon as nobody types, what is only read (the check, the questions).  A
measurement runs beside the kernel's loop, so that a million rows hold up no key;
until it is there, the numbers of other settings are gone from every slide.
"""

import asyncio
import os
from collections.abc import Callable, Hashable
from functools import cached_property
from pathlib import Path
from typing import Any

from IPython.display import DisplayHandle, display

from bugcase.build import start_case
from bugcase.case.evidence import Evidence, read_evidence
from bugcase.case.measure import (
    check_no_file,
    current_evidence,
    measure_case,
    measured_settings,
)
from bugcase.case.model import Case
from bugcase.deck.slide import NoSlide, Slide
from bugcase.deck.storyline import shown
from bugcase.desk.kernel_loop import running_loop
from bugcase.desk.saving import Saver
from bugcase.errors import BugcaseError
from bugcase.facts.facts import Facts
from bugcase.folder import CaseFolder, case_file
from bugcase.story.unknowns import Missing, unknowns

_open: dict[Path, "LiveCase"] = {}  # the last one of each folder in this kernel
IDLE = 0.3  # seconds without a change before what is only read is drawn again


class LiveCase:
    """One case in one kernel: what stands in its folder, and who follows it.

    A later one of the same folder, of a desk cell that is run again, takes over: this
    one then saves what is typed into its forms, and follows the file no more.

    Parameters
    ----------
    playbook
        The situation, used where the folder holds no case yet.
    folder
        The case folder.
    """

    def __init__(self, playbook: str, folder: Path) -> None:
        self.folder = folder
        before = _open.get(folder)
        if before:
            before.saver.flush()
        file = case_file(folder)
        self.begun = not file.path.exists()  # a case that was not here before
        if self.begun:
            start_case(playbook, folder)
        opened = CaseFolder(folder)
        self.saver: Saver = Saver(file=file, case=opened.case, saved=self._moved)
        self.playbook, self.theme = opened.playbook, opened.theme
        self.evidence = opened.evidence
        self.frame: Any = None  # somebody's own, in place of the file
        self.trouble = ""  # why the last measurement gave nothing
        self.measuring = False
        self._measured = measured_settings(self.case)
        self._unknowns: tuple[Case, Evidence, tuple[Missing, ...] | None]
        self._unknowns = (self.case, self.evidence, None)
        self._slides: dict[str, tuple[DisplayHandle, Slide | NoSlide]] = {}
        self._at_once: dict[Hashable, Callable[[], None]] = {}
        self._when_idle: dict[Hashable, Callable[[], None]] = {}
        self._catching_up: asyncio.Task[None] | None = None
        self._beside: asyncio.Task[None] | None = None
        if before:
            before.saver.stop()
        _open[folder] = self

    @cached_property
    def writable(self) -> bool:
        """Whether the folder takes what is typed."""
        return os.access(self.folder, os.W_OK)

    @property
    def case(self) -> Case:
        """The case as it stands in the file."""
        return self.saver.case

    @property
    def facts(self) -> Facts:
        """What every sentence may rest on now."""
        return Facts.of(self.playbook, self.case, self.evidence)

    @property
    def unknowns(self) -> tuple[Missing, ...]:
        """What is not known now; the forms of all steps ask for the same list."""
        case, evidence, found = self._unknowns
        if found is None or case is not self.case or evidence is not self.evidence:
            found = unknowns(self.facts)
            self._unknowns = (self.case, self.evidence, found)
        return found

    def follow(self, name: Hashable, draw: Callable[[], None], *, idle: bool = False) -> None:
        """Draw now and whenever the case has moved; in place of an older follower of that name.

        `idle` is for what is read and not typed at: it is drawn once nobody types.
        """
        (self._when_idle if idle else self._at_once)[name] = draw
        draw()

    def show(self, slide_id: str) -> None:
        """Show a slide in the output of this cell, and keep it up with the case."""
        drawn = self._draw(slide_id)
        self._slides[slide_id] = (display(drawn, display_id=True), drawn)

    def use(self, frame: Any) -> None:
        """Measure a dataframe in place of a file.

        Raises
        ------
        DataError
            Where the case names a file.
        """
        check_no_file(self.case)
        self.frame = frame
        self.measure(at_once=True)  # of a notebook's last cell nobody hears what it draws later

    def measure(self, *, at_once: bool = False) -> None:
        """Measure what the case names, now, and show what came out."""
        self._measured = measured_settings(self.case)
        try:
            self._take(measure_case(self.folder, self.case, self.frame), "")
        except (BugcaseError, OSError) as error:
            self._take(Evidence(), str(error))
        self.refresh(at_once=at_once)

    def refresh(self, *, at_once: bool = False) -> None:
        """Draw everything again that shows the case: words at once, then figures one by one.

        `at_once` draws the figures too before it returns.
        """
        figured = [one for one in self._slides if self.playbook.slide(one).figure]
        for slide_id in self._slides.keys() - figured:
            self._redraw(slide_id)
        for draw in list(self._at_once.values()):
            draw()
        if self._catching_up:
            self._catching_up.cancel()
        if running_loop() and not at_once:
            self._catching_up = asyncio.ensure_future(self._catch_up(figured))
            return
        for slide_id in figured:
            self._redraw(slide_id)
        for draw in list(self._when_idle.values()):
            draw()

    async def _catch_up(self, figured: list[str]) -> None:
        """Draw what takes longer, and let the kernel take a key before each."""
        for slide_id in figured:
            await asyncio.sleep(0)
            self._redraw(slide_id)
        await asyncio.sleep(IDLE)
        for draw in list(self._when_idle.values()):
            draw()
            await asyncio.sleep(0)

    def _redraw(self, slide_id: str) -> None:
        handle, before = self._slides[slide_id]
        drawn = self._draw(slide_id)
        if drawn != before:
            handle.update(drawn)
            self._slides[slide_id] = (handle, drawn)

    def _draw(self, slide_id: str) -> Slide | NoSlide:
        return shown(slide_id, self.facts, theme=self.theme)

    def _moved(self, case: Case) -> None:
        """Bring evidence and slides up to a case that was just saved."""
        if measured_settings(case) == self._measured:
            self.refresh()
        elif running_loop() is None:
            self.measure()
        else:
            self.evidence, self.measuring = current_evidence(read_evidence(self.folder), case), True
            self.refresh()
            if self._beside is None or self._beside.done():
                self._beside = asyncio.ensure_future(self._measure_beside())

    async def _measure_beside(self) -> None:
        """Measure in a thread, again where a setting was changed meanwhile."""
        while (asked := measured_settings(self.case)) != self._measured:
            found, trouble = Evidence(), ""
            try:
                found = await asyncio.to_thread(measure_case, self.folder, self.case, self.frame)
            except (BugcaseError, OSError) as error:
                trouble = str(error)
            except Exception as error:  # noqa: BLE001  (of a task nobody else would hear)
                trouble = f"{type(error).__name__}: {error}"
            self._measured = asked
            if asked == measured_settings(self.case):
                self._take(found, trouble)
        self.refresh()

    def _take(self, found: Evidence, trouble: str) -> None:
        self.evidence, self.trouble, self.measuring = found, trouble, False
