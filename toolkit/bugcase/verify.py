"""Measures again, and says which numbers and documents in out/ still hold.

A deck that went out last week says what was measured last week.  Each fact in it carries
the name of its slot; here they are read off the files, measured afresh from the data as
they lie there now, and held against each other.  Nothing is written: evidence.json stays
as it is, and so do the files.

What was typed is compared as well, with what case.toml says now.  What is drawn in a
figure, and what an analyst's own slide says, carries no slot and is not compared.
What was measured from a dataframe only its notebook can measure again, and so is told.

The documents that are made from the facts alone (report, invitation, decision, actions,
messages) are made again and compared whole; nothing is written of them either.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from bs4 import BeautifulSoup

from bugcase.case.measure import measure_afresh
from bugcase.characters import visible
from bugcase.documents.document import OUT, Document
from bugcase.documents.registry import documents
from bugcase.errors import BuildError
from bugcase.facts.facts import Facts
from bugcase.facts.lines import words_of_rows
from bugcase.folder import CaseFolder
from bugcase.playbook.template import FORMS

State: TypeAlias = Literal["holds", "moved", "cannot be measured now"]

FILES: Final = (f"{OUT}/slides.html", f"{OUT}/report.html", f"{OUT}/share/*.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """One fact as it was said, and as it would be said now.

    Attributes
    ----------
    slot
        The name of the fact.
    files
        The files that say it so, from the case folder.
    state
        "holds", "moved", or "cannot be measured now".
    before
        What the files say.
    now
        What they would say; where it cannot be measured, what is missing.
    """

    slot: str
    files: tuple[str, ...]
    state: State
    before: str
    now: str


def verify(folder: CaseFolder) -> tuple[Verified, ...]:
    """Say of each fact in the documents of a case whether it still holds.

    Parameters
    ----------
    folder
        The case folder, with its data and its ``out/``.

    Returns
    -------
    tuple of Verified
        In the order in which they are first said; a fact that two files say in two
        ways comes twice.

    Raises
    ------
    BuildError
        Where no document is there, or none says a fact.
    BugcaseError
        Where the case cannot be read or its data cannot answer.
    """
    said = _said(folder.path)
    if not said:
        raise BuildError(
            f"documents of {folder.path}",
            allowed=f"one of {', '.join(FILES)} with a number in it",
            found="none",
            remedy="make them with: bugcase build DIR",
        )
    facts = Facts.of(folder.playbook, folder.case, measure_afresh(folder.path, folder.case))
    kept = folder.evidence.comparison
    in_notebook = folder.facts if kept and kept.source.of_frame else None
    return tuple(
        _held(facts, in_notebook, slot, before, tuple(files))
        for (slot, before), files in said.items()
    )


def stale_documents(folder: CaseFolder) -> tuple[str, ...]:
    """Name the documents that would be written otherwise now: the case has changed since.

    The slides are no such document: `verify` holds their facts.  Nor is what a browser
    prints, whose words stand in documents that are.

    Raises
    ------
    CaseError, PlaybookError
        Where the case, its evidence or its playbook can't be read.
    """
    return tuple(
        f"{OUT}/{document.path(share=share)}"
        for share in (False, True)
        for document in documents(folder.playbook, share=share)
        if not document.of_slides
        and document.same_bytes
        and _is_stale(document, folder, share=share)
    )


def _is_stale(document: Document, folder: CaseFolder, *, share: bool) -> bool:
    before = document.before(folder.path, share=share)
    if before is None:
        return False
    try:
        return document.made(folder.facts, folder.path, share=share) != before
    except BuildError:  # it can't be made any more
        return True


def _said(folder: Path) -> dict[tuple[str, str], dict[str, None]]:
    """Read what the files say: for each slot and its words, the files."""
    said: dict[tuple[str, str], dict[str, None]] = {}
    for path in _documents(folder):
        soup = BeautifulSoup(path.read_bytes(), "html.parser")
        for element in soup.select("[data-slot]"):
            place = str(element["data-slot"]), _read(element.get_text())
            said.setdefault(place, {})[path.relative_to(folder).as_posix()] = None
    return said


def _documents(folder: Path) -> Iterator[Path]:
    for pattern in FILES:
        yield from sorted(folder.glob(pattern))


def _held(
    facts: Facts, in_notebook: Facts | None, slot: str, before: str, files: tuple[str, ...]
) -> Verified:
    """Hold a fact against what is measured now; `in_notebook` also rest on a dataframe."""
    state: State = "cannot be measured now"
    now = "a fact of that name in this playbook"
    if facts.has(slot):
        span = facts(slot)
        forms = (facts(slot, form).words for form in FORMS)  # a strip of numbers has the short one
        rows = words_of_rows(slot, facts) if slot in _in_rows(facts) else ()
        shown = [
            _read(words) for words in (span.words, span.shared, *forms, *rows) if words is not None
        ]
        now = shown[0]
        if not span.gap:
            state = "holds" if before in shown else "moved"
        elif in_notebook and not in_notebook(slot).gap:
            now = "the dataframe that the notebook measures: bugcase build runs it"
    return Verified(slot=slot, files=files, state=state, before=before, now=now)


def _in_rows(facts: Facts) -> frozenset[str]:
    return frozenset(field.id for field in facts.playbook.fields if field.kind == "rows")


def _read(words: str) -> str:
    """Give words as a reader has them: how a line breaks is no part of what it says."""
    return " ".join(visible(words).split())
