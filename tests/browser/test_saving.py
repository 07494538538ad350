"""What is typed in a browser is in the file, whatever becomes of the kernel or the file."""

import os
import re
import signal
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bugcase.build import new_case
from bugcase.case.file import CaseFile
from fixtures.lab import SECONDS, Keyboard, Lab, a_page

MINE, THEIRS = "mine.ipynb", "theirs.ipynb"

pytestmark = pytest.mark.browser


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabs:
    """A new case with two notebooks, each in a tab, so that two kernels write one file."""

    case: Path
    mine: Page
    theirs: Page


@pytest.fixture(scope="module")
def tabs(jupyter: Lab, chromium: Browser) -> Iterator[Tabs]:
    case = jupyter.folder / "two-tabs"
    notebook = new_case("release-halt", case)
    with a_page(chromium) as mine, a_page(chromium) as theirs:
        for page, name in ((mine, MINE), (theirs, THEIRS)):
            (case / name).write_bytes(notebook.read_bytes())
            jupyter.open(page, case / name)
            Keyboard(page).run_all()
        yield Tabs(case=case, mine=mine, theirs=theirs)
    jupyter.end_kernels()


def answers(case: Path) -> dict[str, object]:
    """Read the answers as anybody would, without this package."""
    text = CaseFile(case).path.read_text(encoding="utf-8")
    found: dict[str, object] = tomllib.loads(text)["answers"]
    return found


def field(page: Page, label: str) -> Locator:
    """Find a field by its label, whose second line is the beginning of a sentence."""
    return page.get_by_label(re.compile(rf"^{label}(?! )"))


def saved(page: Page, label: str) -> None:
    """Wait until the form says that a field is in the file."""
    row = page.locator(".widget-vbox", has=field(page, label)).last
    expect(row.get_by_text("saved at")).to_be_visible(timeout=30 * SECONDS)


def test_two_tabs_on_one_case_lose_nothing_and_let_one_choose(tabs: Tabs, jupyter: Lab) -> None:
    mine, theirs = tabs.mine, tabs.theirs
    field(mine, "Release").fill("release 214")
    field(theirs, "Who decides").fill("Ingrid Dahl")
    saved(mine, "Release")
    saved(theirs, "Who decides")
    expect(field(theirs, "Release")).to_have_value("release 214")
    expect(field(mine, "Who decides")).to_have_value("Ingrid Dahl")
    assert answers(tabs.case)["release"] == "release 214"
    assert answers(tabs.case)["decider"] == "Ingrid Dahl"

    with at_a_standstill(jupyter.kernels()):  # so that neither hears of the other's change
        field(mine, "Model").fill("the model of Lisbon")
        field(theirs, "Model").fill("the model of Porto")
    first, second = who_came_second(mine, theirs)
    told = second.get_by_text("Changed by somebody else meanwhile")
    expect(told.locator("..")).to_contain_text(str(answers(tabs.case)["model"]))
    assert field(second, "Model").input_value() != answers(tabs.case)["model"]
    second.get_by_role("button", name="Use mine").click()
    chosen = field(second, "Model").input_value()
    expect(field(first, "Model")).to_have_value(chosen)
    expect(told).not_to_be_attached()
    assert answers(tabs.case)["model"] == chosen


@contextmanager
def at_a_standstill(processes: Iterable[int]) -> Iterator[None]:
    """Stop processes for a while; what is sent to them waits for them."""
    stopped = tuple(processes)
    for one in stopped:
        os.kill(one, signal.SIGSTOP)
    try:
        yield
    finally:
        for one in stopped:
            os.kill(one, signal.SIGCONT)


def who_came_second(*pages: Page) -> tuple[Page, Page]:
    """Give the page whose change was written, and the one that is asked what to keep."""
    told = "() => document.body.innerText.includes('Changed by somebody else meanwhile')"
    for _ in range(30 * 10):
        for page, other in (pages, pages[::-1]):
            if page.evaluate(told):
                return other, page
            page.wait_for_timeout(50)  # how often it is looked at
    pytest.fail("nobody was told that both had changed one field")


def test_of_a_kernel_that_is_killed_while_somebody_types_only_the_last_keys_are_missing(
    tabs: Tabs, jupyter: Lab
) -> None:
    page, words = tabs.mine, "the employment model that half of the offices use since spring " * 2
    field(page, "Release").fill("release 215")
    saved(page, "Release")
    field(page, "Model").fill("")
    page.keyboard.type(words, delay=20)
    for kernel in jupyter.kernels():
        os.kill(kernel, signal.SIGKILL)
    kept = str(answers(tabs.case)["model"])
    assert answers(tabs.case)["release"] == "release 215"
    assert len(kept) > len(words) / 4
    assert words.startswith(kept)
