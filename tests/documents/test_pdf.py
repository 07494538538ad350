"""What somebody gets who opens slides.pdf, and what the machine that made it tells of itself."""

import os
import re
import signal
import subprocess
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from pypdf import PdfReader

from bugcase.documents.pdf import print_pdf
from bugcase.errors import BuildError
from fixtures.decks import SLIDES, book, export, markdown, slide_cell

LINKED = "# Links\n\nto [a file](rows.csv), to [a page](https://example.invalid/page)"
TITLES = [*(str(slide.title) for slide in SLIDES), "Links", "Where the numbers come from"]


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("the folder of the machine") / "slides.html"
    cells = [*map(slide_cell, SLIDES), markdown(LINKED, slide_type="slide")]
    path.write_text(export(book(*cells, title="Release 214 <held>")), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def printed(deck: Path) -> bytes:
    return print_pdf(deck, titles=TITLES)


@pytest.fixture(scope="module")
def pdf(printed: bytes) -> PdfReader:
    return PdfReader(BytesIO(printed))


def squeezed(words: str) -> str:
    """Words without their spaces: where a line ends a PDF has none."""
    return re.sub(r"\W", "", words)


@pytest.fixture(scope="module")
def texts(pdf: PdfReader) -> list[str]:
    return [squeezed(page.extract_text()) for page in pdf.pages]


@pytest.mark.browser
def test_each_slide_is_a_page_of_its_shape_whose_title_can_be_selected(
    pdf: PdfReader, texts: list[str]
) -> None:
    assert {(float(page.mediabox.width), float(page.mediabox.height)) for page in pdf.pages} == {
        (960, 540)
    }
    starts = [squeezed(title)[:60] for title in TITLES]
    missing = [
        start
        for start, text in zip(starts, texts, strict=True)
        if start.isascii() and start not in text
    ]
    assert missing == []


@pytest.mark.browser
def test_no_word_of_the_script_is_printed(texts: list[str]) -> None:
    script = [str(note.words) for slide in SLIDES for note in slide.notes]
    assert [said for said in script if squeezed(said) in "".join(texts)] == []


@pytest.mark.browser
def test_title_language_tags_and_an_outline_are_kept(pdf: PdfReader) -> None:
    assert pdf.metadata == {"/Title": "Release 214 <held>"}
    assert str(pdf.root_object["/Lang"]) == "en"
    assert "/StructTreeRoot" in pdf.root_object
    outline: Any = pdf.outline
    assert outline[0].title == TITLES[0]
    places = [pdf.get_destination_page_number(item) for item in outline]
    assert places == list(range(len(TITLES)))


@pytest.mark.browser
def test_nothing_tells_of_the_machine_its_programs_its_folders_or_its_clock(
    printed: bytes, pdf: PdfReader, deck: Path
) -> None:
    told = [
        rb"Chrome",
        rb"Skia",
        rb"CreationDate",
        rb"ModDate",
        rb"Producer",
        rb"file:",
        rb"xpacket",
    ]
    everything = printed + b"".join(page.get_contents().get_data() for page in pdf.pages)  # type: ignore[union-attr]  # each page has some
    assert [word for word in [*told, deck.parent.name.encode()] if word in everything] == []


@pytest.mark.browser
def test_a_link_to_a_page_stays_and_one_to_a_file_leads_nowhere(pdf: PdfReader) -> None:
    links = [note.get_object() for page in pdf.pages for note in page.get("/Annots", [])]
    targets = [link["/A"]["/URI"] for link in links if "/A" in link]
    assert targets == ["https://example.invalid/page"]


@pytest.mark.browser
def test_it_can_be_sent_by_mail(printed: bytes) -> None:
    assert len(printed) < 2_000_000


PRINTS_NOTHING = """
for flag; do case "$flag" in --print-to-pdf=*) : > "${flag#*=}";; esac; done
"""


@pytest.mark.parametrize(
    ("script", "seconds", "found"),
    [
        pytest.param("exit 3", 60, "exit status 3", id="it crashes"),
        pytest.param("exec sleep 600", 0.2, "nothing after 0.2 seconds", id="it hangs"),
        pytest.param("exit 0", 60, "no file", id="it prints nothing"),
        pytest.param(PRINTS_NOTHING, 60, "Cannot read an empty file", id="it prints an empty file"),
    ],
)
def test_a_browser_that_fails_is_told_in_one_line(
    script: str, seconds: float, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html, browser = tmp_path / "slides.html", tmp_path / "browser"
    html.touch()
    browser.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    browser.chmod(0o755)
    monkeypatch.setenv("CHROME", str(browser))
    with pytest.raises(BuildError) as caught:
        print_pdf(html, titles=["One"], seconds=seconds)
    assert str(caught.value) == (
        "slides.pdf, printed by browser: expected a PDF with a page for each slide; "
        f"found {found}. Fix: name another browser in $CHROME, or open slides.html "
        "in a browser of yours and print it to PDF."
    )


HAS_A_CHILD = """#!/bin/sh
exec > "{pipe}"
mktemp
sleep 600 &
exec sleep 600
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither such pipes nor such groups")
def test_a_browser_that_is_interrupted_leaves_no_process_and_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html, browser, pipe = (tmp_path / name for name in ("slides.html", "browser", "pipe"))
    html.touch()
    browser.write_text(HAS_A_CHILD.format(pipe=pipe), encoding="utf-8")
    browser.chmod(0o755)
    os.mkfifo(pipe)
    monkeypatch.setenv("CHROME", str(browser))
    made: list[Path] = []
    waits, wait = Event(), subprocess.Popen.wait

    def told_when_it_waits(process: subprocess.Popen[bytes], timeout: float | None = None) -> int:
        waits.set()
        return wait(process, timeout)

    monkeypatch.setattr(subprocess.Popen, "wait", told_when_it_waits)

    def interrupt_when_it_has_begun() -> None:
        with pipe.open(encoding="utf-8") as told:
            made.append(Path(told.readline().strip()))
            waits.wait()
            os.kill(os.getpid(), signal.SIGINT)
            told.read()  # until all that could write are gone

    watching = Thread(target=interrupt_when_it_has_begun)
    watching.start()
    with pytest.raises(KeyboardInterrupt):
        print_pdf(html, titles=["One"])
    watching.join(30)
    assert not watching.is_alive()
    assert not made[0].exists()


@pytest.mark.browser
def test_another_number_of_pages_than_slides_is_refused(deck: Path) -> None:
    with pytest.raises(BuildError, match=f"found {len(TITLES)} pages for 1 slides"):
        print_pdf(deck, titles=TITLES[:1])


@pytest.mark.parametrize(
    ("named", "found"),
    [
        pytest.param(None, "neither", id="none is installed"),
        pytest.param(
            "no-such", r"no program 'no-such' \(\$CHROME\)", id="one is named that is not"
        ),
    ],
)
def test_without_a_browser_the_way_out_is_told(
    named: str | None, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = tmp_path / "slides.html"
    html.touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROME", raising=False)
    if named:
        monkeypatch.setenv("CHROME", named)
    with pytest.raises(BuildError, match=f"found {found}. Fix: install one, or open"):
        print_pdf(html, titles=["One"])


def test_a_deck_that_is_not_there_is_no_page_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        print_pdf(tmp_path / "slides.html", titles=["One"])
