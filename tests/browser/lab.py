"""A JupyterLab of this machine alone, and somebody at its keyboard."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import ipywidgets as widgets
import pytest
from playwright.sync_api import Browser, Page, expect

from bugcase.desk import Desk

__all__ = ["Field", "Keyboard", "Lab", "a_page", "fields", "jupyterlab", "plain"]

SECONDS = 1_000  # milliseconds
IDLE = "Python 3 (ipykernel) | Idle"
FOCUSED = """() => {
    const at = document.activeElement;
    const said = [at.labels?.[0]?.textContent, at.getAttribute("aria-label"), at.textContent, at.title];
    const plain = said.map((words) => (words ?? "").replace(/[\\u200b\\s]+/g, " ").trim());
    return [at.tagName, at.type ?? "", plain.find((words) => words) ?? ""];
}"""  # noqa: E501  (a script)
HELD = """() => [...document.querySelectorAll(".bugcase-form :is(input, textarea)")].map((one) => [
    [...one.labels].map((label) => label.textContent).join(" ").replace(/[\\u200b\\s]+/g, " ").trim(),
    one.type === "checkbox" ? one.checked : one.value,
])"""  # noqa: E501  (a script)
# axe-core takes whatever lies in the notebook's scrolling panel for off screen, and reads no
# colour there; so what the notebook shows is laid out once more on a page of its own.
PLAIN = """() => {
    for (const one of document.querySelectorAll(".jp-Notebook input")) one.setAttribute("value", one.value);
    for (const one of document.querySelectorAll(".jp-Notebook textarea")) one.defaultValue = one.value;
    const outputs = [...document.querySelectorAll(".jp-Notebook .jp-OutputArea-output")];
    const links = [...document.querySelectorAll("link[rel=stylesheet]")];
    return `<!doctype html><html lang="en"><head><title>Forms</title>
        ${[...document.querySelectorAll("style")].map((one) => one.outerHTML).join("")}
        ${links.map((one) => `<link rel="stylesheet" href="${one.href}">`).join("")}
        <style>html, body { overflow: visible !important; position: static !important; height: auto !important }
        main { background: var(--jp-layout-color0) }</style></head>
        ${document.body.cloneNode(false).outerHTML.replace("</body>", "")}
        <main><h1>Forms</h1>${outputs.map((one) => `<section>${one.outerHTML}</section>`).join("")}</main>
        </body></html>`;
}"""  # noqa: E501  (a script)


@dataclass(frozen=True, slots=True)
class Lab:
    """A running JupyterLab and the folder that it shows."""

    address: str
    server: subprocess.Popen[bytes]

    def open(self, page: Page, notebook: str) -> None:
        """Open a notebook in a workspace of its own, and wait for its kernel."""
        workspace = notebook.removesuffix(".ipynb")
        page.goto(f"{self.address}/lab/workspaces/{workspace}/tree/{notebook}?token=walk")
        expect(page.get_by_text(IDLE)).to_be_visible(timeout=90 * SECONDS)

    def kernels(self) -> list[int]:
        """List the kernels' process ids."""
        found = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.server.pid)],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        return [
            int(line.split()[0])
            for line in found.stdout.splitlines()
            if "ipykernel_launcher" in line
        ]


@contextmanager
def jupyterlab(folder: Path, home: Path) -> Iterator[Lab]:
    """Start JupyterLab on a folder, on a free port of this machine alone."""
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": 0,
        "ServerApp.root_dir": folder,
        "IdentityProvider.token": "walk",
        "LabApp.news_url": "",
    }
    runtime = home / "runtime"
    ours = {"HOME": home, "JUPYTER_CONFIG_DIR": home, "JUPYTER_RUNTIME_DIR": runtime}
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root"),
            *(f"--{name}={value}" for name, value in options.items()),
        ],
        env=os.environ | {name: str(value) for name, value in ours.items()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Lab(_address(server, runtime), server)
    finally:
        _end(server)


def _address(server: subprocess.Popen[bytes], runtime: Path) -> str:
    """Wait until a server answers at the address that it writes into its runtime folder."""
    while server.poll() is None:
        for said in runtime.glob("jpserver-*.json"):
            with suppress(json.JSONDecodeError, OSError):  # half written; not yet listening
                address = str(json.loads(said.read_text(encoding="utf-8"))["url"])
                urlopen(f"{address}api", timeout=10).close()  # noqa: S310  (of this machine)
                return address.removesuffix("/")
        time.sleep(0.05)  # how often it is looked at
    pytest.fail("JupyterLab did not start")


def _end(server: subprocess.Popen[bytes]) -> None:
    """End a server; while it starts a killed kernel again, it fails to end by itself."""
    server.terminate()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextmanager
def a_page(chromium: Browser) -> Iterator[Page]:
    """Open a page on which no dialog may open and no script may fail."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    trouble: list[str] = []
    page.on("dialog", lambda dialog: trouble.append(dialog.message))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert trouble == []


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a form: what a screen reader calls it, and what it shows."""

    name: str
    shown: Any

    @property
    def held(self) -> str | bool:
        """What its element in the browser holds."""
        if isinstance(self.shown, datetime):
            return f"{self.shown:%Y-%m-%dT%H:%M}"
        return self.shown if isinstance(self.shown, bool) else str(self.shown or "")


class Keyboard:
    """Somebody who walks through a notebook with nothing but keys."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, page.keyboard

    def command(self, words: str) -> None:
        """Give a command by JupyterLab's palette."""
        asked = self.page.locator(".lm-CommandPalette-input")
        for _ in range(20):  # a notebook that is still being laid out takes the focus away again
            self.keys.press("Control+Shift+c")
            self.keys.insert_text(words)
            if asked.is_visible() and asked.input_value() == words:
                break
            self.keys.press("Escape")
        expect(self.page.locator(".lm-CommandPalette-item.lm-mod-active")).to_contain_text(words)
        self.keys.press("Enter")

    def run_all(self) -> None:
        """Run every cell, and wait until the last has run."""
        self.command("Run All Cells")
        self.wait_until_run()

    def restart_and_run_all(self) -> None:
        """Restart the kernel, which forgets everything, and run every cell."""
        self.command("Restart Kernel and Run All Cells")
        expect(self.page.get_by_role("button", name="Confirm Kernel Restart")).to_be_focused()
        self.keys.press("Enter")
        expect(self.page.get_by_role("button", name="Export slides")).not_to_be_attached()
        self.wait_until_run()

    def wait_until_run(self) -> None:
        """Wait until the last form is there and the kernel has nothing to do."""
        last = self.page.get_by_role("button", name="Export slides")
        expect(last).to_be_attached(timeout=90 * SECONDS)
        expect(self.page.get_by_text(IDLE)).to_be_visible(timeout=90 * SECONDS)

    def focused(self) -> tuple[str, str, str]:
        """Give what has the focus: its tag, its type, and what a screen reader calls it."""
        tag, kind, words = self.page.evaluate(FOCUSED)
        return tag, kind, words

    def tab_to(self, name: str, key: str = "Tab") -> None:
        """Press Tab until what has a name has the focus."""
        passed = []
        for _ in range(600):
            self.keys.press(key)
            passed.append(self.focused()[2])
            if passed[-1] == name:
                return
        pytest.fail(f"no Tab reaches {name!r}; it reaches {passed}")

    def press(self, name: str, key: str = "Tab") -> None:
        """Press a button: Tab to it, then Enter."""
        self.tab_to(name, key)
        self.keys.press("Enter")

    def wait_for_focus(self, name: str) -> None:
        """Wait until the notebook has put the focus somewhere."""
        self.page.wait_for_function(f"name => ({FOCUSED})()[2] === name", arg=name)

    def held(self) -> list[tuple[str, str | bool]]:
        """List every field of the forms, in their order, with what it holds."""
        return [tuple(one) for one in self.page.evaluate(HELD)]

    def fill(self, field: Field) -> None:
        """Tab to a field and type what it is to hold."""
        self.tab_to(field.name)
        value = field.shown
        if isinstance(value, bool):
            self.keys.press("Space")
        elif isinstance(value, date):
            self.keys.type(f"{value:%m%d%Y}")
            if isinstance(value, datetime):
                self.keys.press("ArrowRight")  # a year may have six digits
                self.keys.type(f"{value:%I%M%p}")
        else:
            self.keys.press("Control+a")
            self.keys.type(value)


@contextmanager
def plain(page: Page) -> Iterator[Page]:
    """Lay out what a notebook shows on a page without JupyterLab around it."""
    html, origin = page.evaluate(PLAIN), page.evaluate("location.origin")
    with page.context.new_page() as other:
        other.route(
            f"{origin}/plain",  # of the server's origin, so that its styles may be loaded
            lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"),
        )
        other.goto(f"{origin}/plain")
        yield other


def fields(playbook: str, folder: Path) -> list[Field]:
    """List the fields of a case in the order of the notebook, as a desk shows them."""
    desk = Desk(playbook, folder)
    forms: list[widgets.Widget] = []
    for step in desk.playbook.steps:
        if desk.playbook.has_form(step):
            forms.append(desk.form(step.id))
        if "script" in step.shows:
            forms.append(desk.script())
    return [
        Field(name=unescape(re.sub(r"<[^>]*>", "", one.description)), shown=one.value)
        for form in forms
        for one in _inputs(form)
    ]


def _inputs(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    kinds = (
        *(widgets.Text, widgets.Textarea, widgets.Combobox, widgets.Checkbox),
        *(widgets.DatePicker, widgets.NaiveDatetimePicker),
    )
    if isinstance(widget, kinds):
        yield widget
    for child in getattr(widget, "children", ()):
        yield from _inputs(child)
