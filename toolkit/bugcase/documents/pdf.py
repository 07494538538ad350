"""Prints a page of HTML as PDF with a browser that is installed: the deck, a slide a page.

What is printed has its own style for paper, and only a browser draws it as it looks on
the screen.  Chrome or Chromium prints it unseen, with a profile of its own that
is thrown away, and without any network.  What the browser writes into the file
about the machine and its clock is then taken out again.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from bugcase.characters import visible
from bugcase.documents.document import Document
from bugcase.errors import BuildError

if TYPE_CHECKING:
    from pypdf import PageObject

    from bugcase.deck.deck import Deck

# As tests/find_chrome.sh looks for it, then where it is installed without being on the PATH.
_BROWSERS: Final = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
)
_OPEN_SLIDES: Final = "open slides.html in a browser of yours and print it to PDF"
_FLAGS: Final = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # the deck asks for nothing, and gets nothing
    "--no-pdf-header-footer",
)


def find_browser(
    name: str = "slides.pdf",
    instead: str = _OPEN_SLIDES,
) -> str:
    """Find a Chrome or Chromium: the one that ``$CHROME`` names, or an installed one.

    Parameters
    ----------
    name, instead
        What is to be printed, and what to do without it, as an error says them.

    Raises
    ------
    BuildError
        Where there is none.
    """
    named = os.environ.get("CHROME")
    candidates = [named] if named else map(os.path.expandvars, _BROWSERS)
    found = next(filter(None, map(shutil.which, candidates)), None)
    if found is None:
        raise BuildError(
            name,
            allowed="Chrome or Chromium, named by $CHROME or installed",
            found=f"no program {named!r} ($CHROME)" if named else "neither",
            remedy=f"install one, or {instead}",
        )
    return found


def print_pdf(
    html: Path,
    *,
    titles: Sequence[str] | None = None,
    name: str = "slides.pdf",
    instead: str = _OPEN_SLIDES,
    seconds: float = 60,
) -> bytes:
    """Print a page of HTML; a deck, a slide a page.

    The text can be selected, and the file keeps its title, its language and its tags for
    screen readers; it names no program, author or time.  Speaker notes are not printed.

    Parameters
    ----------
    html
        The page.
    titles
        Of a deck, the slides' titles, which become the outline; None for other pages.
    name, instead
        What is printed, and what to do without it, as an error says them.
    seconds
        How long the browser may take.

    Returns
    -------
    bytes
        A PDF; of a deck with 960 by 540 points a page, its 1280 by 720 pixels.

    Raises
    ------
    BuildError
        Where there is no browser, or it fails, takes too long or prints other
        than a page for each slide.
    FileNotFoundError
        Where there is no such page; a browser would print a page that says so.
    """
    from pypdf.errors import PyPdfError

    address = html.resolve(strict=True).as_uri()
    browser = find_browser(name, instead)

    def failure(found: str) -> BuildError:
        return BuildError(
            f"{name}, printed by {Path(browser).name}",
            allowed="a PDF" if titles is None else "a PDF with a page for each slide",
            found=found,
            remedy=f"name another browser in $CHROME, or {instead}",
        )

    with TemporaryDirectory(prefix="bugcase-", ignore_cleanup_errors=True) as profile:
        printed = Path(profile) / "printed.pdf"
        command = [
            browser,
            *_FLAGS,
            *(["--no-sandbox"] if _is_root() else []),  # as root it does not start with one
            f"--user-data-dir={profile}",
            f"--print-to-pdf={printed}",
            address,
        ]
        try:
            status = _run(command, os.environ | {"TMPDIR": profile}, seconds)
        except subprocess.TimeoutExpired:
            raise failure(f"nothing after {seconds:g} seconds") from None
        except OSError as error:
            raise failure(error.strerror or str(error)) from error
        if status:
            raise failure(f"exit status {status}")
        if not printed.is_file():
            raise failure("no file")
        try:
            return _cleaned(printed.read_bytes(), titles)
        except (PyPdfError, ValueError) as error:
            raise failure(str(error)) from error


def _run(command: Sequence[str], environment: Mapping[str, str], seconds: float) -> int:
    """Run a browser; where it takes too long, or on Ctrl-C, end it with all its processes."""
    with subprocess.Popen(  # noqa: S603  (the user's own browser, and no shell)
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # it complains of much that does no harm
        start_new_session=True,  # a group of its own, to be killed as one
    ) as browser:
        try:
            return browser.wait(seconds)
        except BaseException:
            if os.name == "posix":
                os.killpg(browser.pid, signal.SIGKILL)
            else:
                browser.kill()
            browser.wait()  # which leaving a Popen does not do on Ctrl-C
            raise


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _cleaned(printed: bytes, titles: Sequence[str] | None) -> bytes:
    """Leave nothing in a PDF about the machine that made it, and give a deck an outline."""
    from pypdf import PdfReader, PdfWriter

    reader = PdfReader(BytesIO(printed))
    if titles is not None and len(reader.pages) != len(titles):
        raise ValueError(f"{len(reader.pages)} pages for {len(titles)} slides")
    title = reader.metadata.title if reader.metadata else None
    reader.root_object.pop("/Metadata", None)  # the same once more, as XML
    for page in reader.pages:
        _remove_paths(page)
    writer = PdfWriter(clone_from=reader)  # takes only what can still be reached
    writer.pdf_header = reader.pdf_header
    writer.metadata = {"/Title": title} if title else None
    for number, words in enumerate(titles or ()):
        writer.add_outline_item(title=visible(words), page_number=number)
    cleaned = BytesIO()
    writer.write(cleaned)
    return cleaned.getvalue()


def _remove_paths(page: "PageObject") -> None:
    """Take the target from links to files: a link to ``data.csv`` names the deck's folder."""
    for reference in page.get("/Annots", []):
        link = reference.get_object()
        target = link.get("/A", {}).get_object().get("/URI", "") if "/A" in link else ""
        if str(target).lower().startswith("file:"):
            del link["/A"]


def _print(deck: "Deck") -> bytes:
    with TemporaryDirectory(prefix="bugcase-") as folder:
        html = Path(folder) / "slides.html"
        html.write_text(deck.html, encoding="utf-8")
        return print_pdf(html, titles=[page.title.striptags() for page in deck.pages])


DOCUMENT = Document(
    name="slides.pdf", make=lambda of: _print(of.slides), of_slides=True, shared=True
)
