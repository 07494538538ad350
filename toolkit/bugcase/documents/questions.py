"""Writes the hard questions with their answers, those to prepare first at the top."""

from collections.abc import Iterable, Iterator

from bugcase.documents.document import Document
from bugcase.documents.markdown import block, heading, labelled
from bugcase.facts.facts import Facts
from bugcase.story.questions import Asked, grouped, questions
from bugcase.wording import say


def questions_md(facts: Facts) -> str:
    """Write every question: who asks, the answer, what is missing, what to have at hand."""
    parts = [heading(1, say("questions.title", case=facts.playbook.title))]
    for title, asked in grouped(questions(facts)):
        parts += [heading(2, f"{title} ({len(asked)})"), *_written(asked, facts)]
    return "\n\n".join(parts) + "\n"


def _written(asked: Iterable[Asked], facts: Facts) -> Iterator[str]:
    for one in asked:
        yield heading(3, one.words)
        yield labelled(say("questions.asked_by"), one.who)
        yield block(one.answer) if one.answer else block(say("questions.no_answer"))
        if open_facts := one.missing + one.open:
            yield labelled(say("questions.missing"), "; ".join(map(str, open_facts)))
        yield labelled(say("questions.at_hand"), one.evidence)
        if one.why:
            yield labelled(say("questions.why"), "; ".join(one.why))
        if one.id in facts.case.notes:
            yield labelled(say("questions.notes"), facts.case.notes[one.id])


DOCUMENT = Document(name="questions.md", make=lambda of: questions_md(of.facts))
