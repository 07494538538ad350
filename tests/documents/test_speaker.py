"""The speaker's pages, as they come out of a printer."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from bugcase.documents.script import clock
from bugcase.documents.speaker import DOCUMENT
from bugcase.errors import BuildError
from bugcase.story.running_order import running_order
from fixtures.shown_words import measured


def squeezed(words: str) -> str:
    """Words without their spaces: where a line ends a PDF has none."""
    return re.sub(r"\W", "", words)


@pytest.mark.browser
def test_no_turn_is_parted_from_its_speaker_and_each_page_has_its_number() -> None:
    facts = measured("release-halt")
    printed = PdfReader(BytesIO(DOCUMENT.made(facts, Path("nowhere"))))
    pages = [page.extract_text() for page in printed.pages]
    numbers = [f"{number} / {len(pages)}" for number in range(1, len(pages) + 1)]
    assert [one for one, page in zip(numbers, pages, strict=True) if one not in page] == []
    whole = [squeezed(page) for page in pages]
    parted = [
        cue.text
        for cue in running_order(facts).cues
        if not any(
            squeezed(f"{clock(cue.second)}{clock(cue.until)}{cue.who}") in page
            and squeezed(str(cue.text)) in page
            for page in whole
        )
    ]
    assert parted == []
    assert {
        (round(page.mediabox.width), round(page.mediabox.height)) for page in printed.pages
    } == {(595, 842)}


def test_without_a_browser_the_files_with_the_same_words_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROME", str(tmp_path / "none"))
    with pytest.raises(BuildError, match=r"^speaker\.pdf: .* read script\.md and questions\.md"):
        DOCUMENT.made(measured("release-halt"), tmp_path)
