"""A real Chromium, taken from the machine; nothing is downloaded."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from fixtures.lab import Lab, jupyterlab

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--no-sandbox",  # containers run tests as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SLIDE = {"width": 1280, "height": 720}


@pytest.fixture(scope="module")  # its loop runs until it is closed, and others begin their own
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROME") or next(filter(None, map(shutil.which, NAMES)), None)
    if not path:
        pytest.fail(f"no browser: set CHROME or install one of {', '.join(NAMES)}", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One JupyterLab for all tests, each of which has a folder of its own there."""
    folder = tmp_path_factory.mktemp("lab")
    with jupyterlab(folder, tmp_path_factory.mktemp("home")) as lab:
        yield lab


@pytest.fixture
def lab(jupyter: Lab) -> Iterator[Lab]:
    yield jupyter
    jupyter.end_kernels()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=SLIDE, offline=True)  # type: ignore[arg-type]  # a TypedDict of the same keys
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
