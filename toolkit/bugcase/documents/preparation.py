"""Writes what is prepared before the meeting: checklist, severity, duties, how to say it."""

from bugcase.documents.document import Document
from bugcase.documents.markdown import block, bullets, escaped, heading
from bugcase.facts.facts import Facts
from bugcase.story.follow_up import duties
from bugcase.story.preparation import advice, checklist
from bugcase.wording import say


def preparation_md(facts: Facts) -> str:
    """Write the checklist, the levels of severity, the duties that run, and the advice.

    The checklist is ticked where the case can tell.
    """
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
    if levels := facts.playbook.severities:
        rules = (block(say("preparation.level", level=one.label, rule=one.rule)) for one in levels)
        parts += [heading(2, say("preparation.severity")), bullets(rules)]
    if running := duties(facts):
        lines = (f"{one.owner}, {one.due.say(facts)}: {one.what} {one.note}" for one in running)
        parts += [heading(2, say("preparation.duties")), bullets(map(block, lines))]
    if said := advice(facts):
        parts += [heading(2, say("preparation.how")), bullets(map(block, said))]
    return "\n\n".join(parts) + "\n"


DOCUMENT = Document(name="preparation.md", make=lambda of: preparation_md(of.facts))
