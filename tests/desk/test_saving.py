"""Saving while somebody types: soon, never put off for ever, and nothing lost to a fault."""

import asyncio
import errno
import os
import signal
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bugcase.case import file as file_module
from bugcase.case.file import CaseFile
from bugcase.case.model import Case, Person
from bugcase.case.values import UNKNOWN
from bugcase.desk import saving
from bugcase.desk.kernel_loop import on_kernel_loop
from bugcase.desk.saving import AT_MOST, LOOK, PAUSE, Saver


class Loop:
    """An event loop whose time the test moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.calls: list[tuple[float, Callable[..., None], tuple[Any, ...]]] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, call: Callable[..., None], *given: Any) -> "Timer":
        timer = (when, call, given)
        self.calls.append(timer)
        return Timer(lambda: self.calls.remove(timer) if timer in self.calls else None)

    def call_later(self, delay: float, call: Callable[..., None], *given: Any) -> "Timer":
        return self.call_at(self.now + delay, call, *given)

    def run_until(self, end: float) -> None:
        while due := sorted((one for one in self.calls if one[0] <= end), key=lambda one: one[0]):
            self.calls.remove(due[0])
            self.now = due[0][0]
            due[0][1](*due[0][2])
        self.now = end


@dataclass
class Timer:
    cancel: Callable[[], None]


@dataclass
class Words:
    """A field on a form that holds what was typed, and keeps what it was told."""

    place: str
    name: str = "Words"
    typed: str = ""
    told: list[str] = field(default_factory=list)

    def read(self) -> str:
        return self.typed

    def show(self, value: Any) -> None:
        self.typed = str(value)

    def saved(self) -> None:
        self.told.append("saved")

    def refused(self, error: Exception) -> None:
        self.told.append(f"refused: {getattr(error, 'strerror', error)}")

    def clashed(self, theirs: Any) -> None:
        self.told.append(f"theirs: {theirs}")


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    made = Loop()
    monkeypatch.setattr(saving, "running_loop", lambda: made)
    monkeypatch.setattr("bugcase.desk.saving.asyncio.get_running_loop", lambda: made)
    return made


@pytest.fixture
def saver(tmp_path: Path, loop: Loop) -> Saver:
    assert loop.now == 0
    file = CaseFile(tmp_path)
    file.create(Case(playbook="release-halt"), {})
    return Saver(file=file, case=file.read(), saved=lambda _: None)


def bound(saver: Saver, place: str = "answers.release") -> Words:
    words = Words(place)
    saver.bind(words)
    return words


def type_into(saver: Saver, words: Words, typed: str) -> None:
    words.typed = typed
    saver.touched(words)


def test_a_change_is_written_after_a_pause(saver: Saver, loop: Loop) -> None:
    words = bound(saver)
    type_into(saver, words, "release 214")
    loop.run_until(PAUSE / 2)
    assert words.told == []
    loop.run_until(PAUSE)
    assert words.told == ["saved"]
    assert saver.file.value("answers.release") == "release 214"


def test_who_types_without_a_pause_is_saved_every_second(saver: Saver, loop: Loop) -> None:
    words, keys, pace = bound(saver), 100, PAUSE / 4
    for key in range(keys):
        type_into(saver, words, "x" * (key + 1))
        loop.run_until((key + 1) * pace)
        kept = saver.file.read().answers.get("release", "")
        assert len(str(kept)) >= key - 1 / pace  # what was typed a second ago
    assert len(words.told) >= keys * pace / 1.0 - 1
    assert AT_MOST < 1


def test_two_fields_wait_together_and_both_are_written(saver: Saver, loop: Loop) -> None:
    first, second = bound(saver), bound(saver, "answers.decider")
    type_into(saver, first, "release 214")
    type_into(saver, second, "Ingrid Dahl")
    loop.run_until(AT_MOST)
    case = saver.file.read()
    assert (case.answer("release"), case.answer("decider")) == ("release 214", "Ingrid Dahl")


def test_what_waits_behind_a_field_that_fails_is_written_and_the_failure_is_told(
    saver: Saver, loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = bound(saver), bound(saver, "answers.decider")

    def fail() -> str:
        raise AttributeError("no such thing")

    monkeypatch.setattr(first, "read", fail)
    type_into(saver, first, "release 214")
    type_into(saver, second, "Ingrid Dahl")
    loop.run_until(AT_MOST)
    assert saver.file.value("answers.decider") == "Ingrid Dahl"
    assert (first.told, second.told) == (["refused: no such thing"], ["saved"])


@pytest.mark.parametrize("fault", ["write", "fsync"])
def test_a_full_disk_is_told_at_the_field_the_file_stays_and_it_is_tried_again(
    saver: Saver, loop: Loop, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    before = saver.file.path.read_bytes()
    words = bound(saver)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        if fault == "fsync":
            patched.setattr("bugcase.files.os.fsync", full)
        else:
            patched.setattr(file_module, "write_atomically", full)
        type_into(saver, words, "release 214")
        loop.run_until(PAUSE)
        assert words.told == ["refused: No space left on device"]
        assert saver.file.path.read_bytes() == before
        assert [path.name for path in saver.file.folder.iterdir()] == ["case.toml"]
    loop.run_until(loop.now + saving.RETRY)
    assert words.told[-1] == "saved"
    assert saver.file.value("answers.release") == "release 214"


def test_the_file_is_looked_at_every_second_and_followed(saver: Saver, loop: Loop) -> None:
    words = bound(saver)
    CaseFile(saver.file.folder).change("answers.release", "release 300")
    loop.run_until(saving.LOOK)
    assert words.typed == "release 300"


def test_two_desks_on_one_case_lose_nothing_and_show_the_clash(saver: Saver, loop: Loop) -> None:
    other = Saver(file=saver.file, case=saver.case, saved=lambda _: None)
    mine, theirs = bound(saver), bound(other)
    decider = bound(other, "answers.decider")
    type_into(saver, mine, "release 214")
    type_into(other, theirs, "release 300")
    type_into(other, decider, "Ingrid Dahl")
    loop.run_until(AT_MOST)
    assert (mine.told, theirs.told) == (["saved"], ["theirs: release 214"])
    assert (mine.typed, theirs.typed) == ("release 214", "release 300")
    assert saver.file.value("answers.decider") == "Ingrid Dahl"
    type_into(other, theirs, "release 301")  # typing on settles nothing
    loop.run_until(loop.now + AT_MOST)
    assert saver.file.value("answers.release") == "release 214"
    other.use_mine(theirs)
    loop.run_until(loop.now + saving.LOOK)
    assert mine.typed == "release 301"


def test_a_file_that_somebody_broke_is_told_and_followed_once_it_is_mended(
    saver: Saver, loop: Loop
) -> None:
    words = bound(saver)
    whole = saver.file.path.read_text()
    saver.file.path.write_text(whole + "\nbroken")
    loop.run_until(saving.LOOK)
    assert "correct that line by hand" in saver.trouble
    mended = whole.replace("[answers]", '[answers]\nrelease = "release 300"')
    saver.file.path.write_text(mended)
    loop.run_until(2 * saving.LOOK)
    assert (saver.trouble, words.typed) == ("", "release 300")


def test_what_is_typed_while_the_file_is_broken_is_saved_once_it_is_mended(
    saver: Saver, loop: Loop
) -> None:
    words = bound(saver)
    whole = saver.file.path.read_text()
    saver.file.path.write_text(whole + "\nbroken")
    type_into(saver, words, "release 214")
    loop.run_until(PAUSE)
    assert "correct that line by hand" in words.told[-1]
    saver.file.path.write_text(whole)
    loop.run_until(PAUSE + saving.RETRY)
    assert words.told[-1] == "saved"
    assert saver.file.value("answers.release") == "release 214"


def test_a_file_that_somebody_deleted_is_written_again_with_all_that_was_typed(
    saver: Saver, loop: Loop
) -> None:
    release, decider = bound(saver), bound(saver, "answers.decider")
    type_into(saver, release, "release 214")
    loop.run_until(PAUSE)
    saver.change("data.by", "Groups", ("moved", "sex"))
    saver.change("people", "People", (Person(name="Mara", role="presenter").model_dump(),))
    before = saver.file.read()
    loop.run_until(PAUSE + LOOK)
    saver.file.path.unlink()
    loop.run_until(2 * LOOK + PAUSE)
    assert "case.toml is gone from this folder" in saver.trouble
    type_into(saver, decider, "Ingrid Dahl")
    loop.run_until(4 * LOOK)
    assert decider.told == ["saved"]
    typed = before.answers | {"decider": "Ingrid Dahl"}
    assert saver.file.read() == before.model_copy(update={"answers": typed})
    assert saver.trouble == ""


def test_what_is_undone_is_one_field_however_many_keys_it_took(saver: Saver, loop: Loop) -> None:
    saver.clock = loop.time
    first, second = bound(saver), bound(saver, "answers.decider")
    for typed in ("release 2", "release 21", "release 214"):
        type_into(saver, first, typed)
        loop.run_until(loop.now + 1)
    type_into(saver, second, "Ingrid Dahl")
    loop.run_until(loop.now + 1)
    saver.undo()
    assert saver.last is not None
    assert saver.last.place == "answers.release"
    saver.undo()
    assert saver.last is None
    places = ("answers.release", "answers.decider")
    assert [saver.file.value(place) for place in places] == [UNKNOWN, UNKNOWN]


TYPES_FOR_EVER = """
import asyncio, sys
from pathlib import Path
from bugcase.desk import Desk

async def type_on():
    desk = Desk("release-halt", Path(sys.argv[1]))
    boxes = [box for box in desk.form("situation").children if hasattr(box, "children")]
    fields = [box.children[0] for box in boxes]
    field = next(one for one in fields if getattr(one, "description", "").startswith("Release<"))
    while True:
        field.value += "x"
        print(len(field.value), len(str(desk.case.answer("release"))), flush=True)
        await asyncio.sleep(0.02)

asyncio.run(type_on())
"""


def test_a_kernel_that_is_killed_while_somebody_types_leaves_a_valid_file_with_what_was_saved(
    tmp_path: Path,
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", TYPES_FOR_EVER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as kernel:
        assert kernel.stdout is not None  # a pipe, as asked for
        unknown = len("Unknown.UNKNOWN")
        for line in kernel.stdout:
            typed, saved = map(int, line.split())
            if saved > unknown:
                os.kill(kernel.pid, signal.SIGKILL)
                break
    kept = tomllib.loads((tmp_path / "case.toml").read_text())["answers"]["release"]
    assert CaseFile(tmp_path).read().answer("release") == kept
    assert saved <= len(kept) <= typed + 1


def test_of_two_desks_that_save_at_the_same_moment_neither_undoes_the_other(
    tmp_path: Path,
) -> None:
    CaseFile(tmp_path).create(Case(playbook="release-halt"), {})

    def typed(desk: str) -> None:
        for key in range(20):
            CaseFile(tmp_path).change(f"answers.{desk}_{key}", "x")

    with ThreadPoolExecutor() as desks:
        list(desks.map(typed, ("one", "two")))
    assert len(CaseFile(tmp_path).read().answers) == 40


def test_what_a_widget_hears_in_another_thread_is_done_in_the_kernels_own() -> None:
    done_in: list[int] = []

    async def kernel() -> None:
        pressed = on_kernel_loop(lambda: done_in.append(threading.get_ident()))
        await asyncio.to_thread(pressed)

    asyncio.run(kernel())
    assert done_in == [threading.get_ident()]
