"""Writes what is prepared before the meeting: the checklist, and how to say it to these people."""

from bugcase.documents.document import Document
from bugcase.documents.markdown import block, bullets, escaped, heading
from bugcase.facts.facts import Facts
from bugcase.story.preparation import advice, checklist
from bugcase.wording import say


def preparation_md(facts: Facts) -> str:
    """Write the checklist, ticked where the case can tell, and the advice that applies."""
    points = checklist(facts)
    done = sum(one.done for one in points)
    parts = [heading(1, say("preparation.title", case=facts.playbook.title))]
    if points:
        parts.append(heading(2, say("preparation.done", n=done, of=len(points))))
        parts.append(
            bullets(
                f"[{'x' if one.done else ' '}] {escaped(f'{one.words} ({one.owner})')}"
                for one in points
            )
        )
    if said := advice(facts):
        parts += [heading(2, say("preparation.how")), bullets(map(block, said))]
    return "\n\n".join(parts) + "\n"


DOCUMENT = Document(name="preparation.md", make=lambda of: preparation_md(of.facts))
