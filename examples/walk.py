"""Makes the walked notebooks of the examples, as they look on a page that runs nothing.

    python examples/walk.py

A site that shows notebooks draws no widget and drops style sheets and drawings.
So of each cell that was run, what is kept is what such a page can show: a slide
as a picture (of the deck itself, in Chromium), a form as its words.  The code of
the cells is the template's, so that running them brings everything back.
"""

import os
import shutil
import sys
import tomllib
from base64 import b64encode
from collections.abc import Iterator
from html import escape
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from bs4 import BeautifulSoup

from bugcase.deck.exporter import DeckExporter
from bugcase.deck.outputs import WIDGET
from bugcase.deck.slide import SLIDE_MIMETYPE, Slide
from bugcase.notebook import notebook
from bugcase.playbooks import load_playbook
from bugcase.running import run_notebook

EXAMPLES = Path(__file__).parent
WIDGETS = "application/vnd.jupyter.widget-state+json"
SIZE = {"width": 1280, "height": 720}
COLOURS = 96  # a slide has a dozen; the rest are the edges of its letters
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HELPS = ".bugcase-said, .bugcase-heard, .bugcase-head, details"  # to fill a form in


# Run before all else: the check holds dates against the day, here that of the meeting.
ON_THE_DAY = """from datetime import date
import bugcase.check
bugcase.check.local_day = lambda: date.fromisoformat("{day}")"""


def walked(name: str) -> nbformat.NotebookNode:
    """Run the walk of an example in a copy of its folder, as on the day of its meeting."""
    with TemporaryDirectory(prefix="bugcase-") as temporary:
        folder = Path(temporary, name)
        shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns("*.ipynb"))
        path = folder / f"{name}.ipynb"
        walk = nbformat.reads(notebook(load_playbook(name), name), as_version=4)
        day = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))["meeting"]["at"]
        first = next(i for i, cell in enumerate(walk.cells) if cell.cell_type == "code")
        source = walk.cells[first].source
        walk.cells[first].source = f"{ON_THE_DAY.format(day=day.date())}\n{source}"
        nbformat.write(walk, path)
        ran: nbformat.NotebookNode = run_notebook(path)
    ran.cells[first].source = source
    return ran


def readable(ran: nbformat.NotebookNode, pictures: dict[str, bytes]) -> nbformat.NotebookNode:
    """Keep of each output what a page without scripts and styles can show.

    `pictures` are PNG by the id of the slide; a slide without one keeps its title alone.
    """
    shown: nbformat.NotebookNode = nbformat.from_dict(
        {**ran, "cells": [], "metadata": {**ran.metadata}}
    )
    widgets = shown.metadata.pop("widgets", {}).get(WIDGETS, {}).get("state", {})
    for cell in ran.cells:
        kept = nbformat.from_dict(dict(cell))
        kept.metadata.pop("execution", None)
        for output in kept.get("outputs", []):
            output.data = _readable(output.data, widgets, pictures, filled_in=_is_form(cell))
            output.metadata = {}
        shown.cells.append(kept)
    return shown


def _is_form(cell: nbformat.NotebookNode) -> bool:
    return bool(cell.source.startswith(("desk.form", "desk.script")))


def _readable(
    data: dict[str, Any], widgets: dict[str, Any], pictures: dict[str, bytes], *, filled_in: bool
) -> dict[str, Any]:
    if SLIDE_MIMETYPE in data:
        slide = Slide.from_json(data[SLIDE_MIMETYPE])
        # its name alone: who would export this notebook as it is hears that the cell must run
        shown = {"text/plain": str(slide.title), SLIDE_MIMETYPE: {"id": slide.id}}
        png = pictures.get(slide.id)
        return {"image/png": b64encode(png).decode("ascii"), **shown} if png else shown
    if WIDGET in data:
        html = "\n".join(_words(data[WIDGET]["model_id"], widgets, HELPS if filled_in else ""))
        return {"text/html": html, "text/plain": BeautifulSoup(html, "html.parser").get_text()}
    return data


def _words(model_id: str, widgets: dict[str, Any], left_out: str) -> Iterator[str]:
    """Say what a widget holds, and what those in it hold; `left_out` is a CSS selector."""
    model = widgets[model_id]
    kind, state = model["model_name"].removesuffix("Model"), model["state"]
    layout = widgets.get(state.get("layout", "").removeprefix("IPY_MODEL_"), {})
    if layout.get("state", {}).get("display") == "none":
        return
    for child in state.get("children", ()):
        yield from _words(child.removeprefix("IPY_MODEL_"), widgets, left_out)
    if kind == "HTML":
        yield from _told(state["value"], left_out)
    elif kind == "Button" and state["description"] and not state["disabled"]:
        yield f"<div>[ {escape(state['description'])} ]</div>"
    elif "description" in state and (held := _held(kind, state)):
        label = BeautifulSoup(state["description"], "html.parser").get_text(". ", strip=True)
        yield f"<div><b>{escape(label)}:</b> {escape(held)}</div>"


def _told(html: str, left_out: str) -> Iterator[str]:
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.select(", ".join(filter(None, ("style", left_out)))):
        element.decompose()
    for element in soup.find_all(True):
        for attribute in ("class", "style"):
            del element[attribute]
    if soup.get_text().strip():
        yield str(soup).strip()


def _held(kind: str, state: dict[str, Any]) -> str:
    """Write a value as words; empty where a field is."""
    value = state.get("value")
    match kind, value:
        case "Dropdown", _:
            place = state["index"]
            return "" if place is None else str(state["_options_labels"][place])
        case "Checkbox", _:
            return "yes" if value else "no"
        case _, {"year": year, "month": month, "date": day, "hours": hour, "minutes": minute}:
            return f"{year}-{month + 1:02}-{day:02} {hour:02}:{minute:02}"
        case _, {"year": year, "month": month, "date": day}:
            return f"{year}-{month + 1:02}-{day:02}"
        case _, str() | int():
            return str(value)
    return ""


def photographed(ran: nbformat.NotebookNode) -> dict[str, bytes]:
    """Take a picture of each slide of the deck, by its id."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    html, _ = DeckExporter().from_notebook_node(ran)  # type: ignore[no-untyped-call]  # nbconvert has no types
    browser = os.environ.get("CHROME") or shutil.which("chromium")
    pictures = {}
    with TemporaryDirectory(prefix="bugcase-") as temporary, sync_playwright() as playwright:
        deck = Path(temporary, "slides.html")
        deck.write_text(html, encoding="utf-8")
        page = playwright.chromium.launch(executable_path=browser, args=FLAGS).new_page(
            viewport=SIZE  # type: ignore[arg-type]  # a TypedDict of the same keys
        )
        for slide in _slides(ran):
            page.goto("about:blank")
            page.goto(f"{deck.as_uri()}#/{slide.id}")
            page.locator("section.present").wait_for()
            page.evaluate("document.fonts.ready")
            image = Image.open(BytesIO(page.screenshot())).convert("RGB")
            file = BytesIO()
            image.quantize(COLOURS).save(file, "PNG", optimize=True)
            pictures[slide.id] = file.getvalue()
    return pictures


def _slides(ran: nbformat.NotebookNode) -> Iterator[Slide]:
    for cell in ran.cells:
        for output in cell.get("outputs", []):
            if SLIDE_MIMETYPE in output.get("data", {}):
                yield Slide.from_json(output.data[SLIDE_MIMETYPE])


def main() -> None:
    """Write the walked notebook of every example beside its case.toml."""
    for name in sys.argv[1:] or sorted(path.parent.name for path in EXAMPLES.glob("*/case.toml")):
        ran = walked(name)
        path = EXAMPLES / name / f"{name}.ipynb"
        path.write_text(f"{nbformat.writes(readable(ran, photographed(ran)))}\n", encoding="utf-8")
        print(f"{path.relative_to(EXAMPLES.parent)}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
