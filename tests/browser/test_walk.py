"""The walk as a person takes it: JupyterLab in a real browser, forms, restart, export."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from bugcase.build import new_case
from bugcase.case.file import CaseFile

EXAMPLE = Path(__file__).parents[2] / "examples" / "release-halt"
HOSTILE = "<img src=x onerror=alert(1)>"
TYPED = {
    "Release": f"release 99 {HOSTILE}",
    "Person 4, Name": "Ingrid Dahl",
    "File": "predictions.parquet",
    "Label": "employed",
    "Baseline": "live",
    "Candidate": "next",
    "Unit": "household",
    "Limit": "5",
    "Who decides": "Ingrid Dahl",
}

pytestmark = pytest.mark.browser


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    new_case("release-halt", folder)
    (folder / "predictions.parquet").write_bytes((EXAMPLE / "predictions.parquet").read_bytes())
    return folder


@pytest.fixture
def lab(case: Path, tmp_path: Path) -> Iterator[str]:
    """Start JupyterLab on the case folder, on a free port of this machine alone."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": case,
        "IdentityProvider.token": "walk",
        "LabApp.news_url": "",
    }
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root"),
            *(f"--{name}={value}" for name, value in options.items()),
        ],
        env=os.environ | {"HOME": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(server, f"{address}/api")
        yield f"{address}/lab/tree/release-halt.ipynb?token=walk"
    finally:
        server.terminate()
        server.wait()


def _wait_until_up(server: subprocess.Popen[bytes], address: str) -> None:
    while server.poll() is None:
        try:
            urlopen(address).close()  # noqa: S310  (an address of this machine, made above)
        except URLError:
            continue
        return
    pytest.fail("JupyterLab did not start")


def run_all(page: Page) -> None:
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=90_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    expect(page.get_by_role("button", name="Export slides")).to_be_attached(timeout=90_000)
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=90_000)


def test_what_is_typed_survives_a_restart_and_is_in_the_exported_deck(
    chromium: Browser, lab: str, case: Path
) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.goto(lab)
    run_all(page)
    for label, words in TYPED.items():
        page.get_by_label(label, exact=True).fill(words)
    slide = page.get_by_role("heading", name="The worsening lies between 14.1 and 16.4 more per")
    expect(slide).to_be_attached(timeout=60_000)  # slides follow what is typed
    page.keyboard.press("Control+s")

    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_text("Restart Kernel and Clear Outputs of All Cells…", exact=True).click()
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    expect(page.get_by_role("button", name="Export slides")).not_to_be_attached()
    run_all(page)
    for label, words in TYPED.items():
        expect(page.get_by_label(label, exact=True)).to_have_value(words)

    page.keyboard.press("Control+s")
    page.get_by_role("button", name="Export slides").click()
    expect(page.get_by_text("Written:")).to_be_visible(timeout=90_000)
    page.close()

    deck = chromium.new_page()
    deck.goto((case / "out" / "slides.html").as_uri())
    expect(deck.locator("section").first).to_contain_text(f"release 99 {HOSTILE}")
    assert "Ingrid Dahl" in deck.content()
    deck.close()
    assert dialogs == []
    cells = nbformat.read(case / "release-halt.ipynb", as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    assert [output for output in outputs if output.output_type == "error"] == []


def test_a_value_that_makes_no_sense_is_told_at_its_field_and_not_saved(
    chromium: Browser, lab: str, case: Path
) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(lab)
    run_all(page)
    page.get_by_label("Limit", exact=True).fill("five")
    expect(page.get_by_text("expected a number such as 5; found 'five'")).to_be_visible()
    page.close()
    assert "five" not in CaseFile(case).path.read_text(encoding="utf-8")
