"""Writes the hard questions with their answers, those to prepare first at the top."""

from collections.abc import Iterable, Iterator

from bugcase.documents.document import Document
from bugcase.documents.markdown import block, heading, labelled
from bugcase.facts.facts import Facts
from bugcase.story.questions import Asked, grouped, questions


def questions_md(facts: Facts) -> str:
    """Write every question: who asks, the answer, what is missing, what to have at hand."""
    parts = [heading(1, f"{facts.playbook.title}: what they will ask")]
    for title, asked in grouped(questions(facts)):
        parts += [heading(2, f"{title} ({len(asked)})"), *_written(asked, facts)]
    return "\n\n".join(parts) + "\n"


def _written(asked: Iterable[Asked], facts: Facts) -> Iterator[str]:
    for one in asked:
        yield heading(3, one.words)
        yield labelled("Asked by", one.who)
        yield block(one.answer) if one.answer else block("No answer yet.")
        if open_facts := one.missing + one.open:
            yield labelled("Missing", "; ".join(map(str, open_facts)))
        yield labelled("At hand", one.evidence)
        if one.why:
            yield labelled("Why it will come", "; ".join(one.why))
        if one.id in facts.case.notes:
            yield labelled("Your notes", facts.case.notes[one.id])


DOCUMENT = Document(name="questions.md", make=lambda of: questions_md(of.facts))
