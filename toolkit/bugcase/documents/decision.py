"""The decision record: what was decided, by whom, who disagreed, and what follows.

Its fields are those of the step in which a playbook asks for the outcome, so a
situation that asks for more has more in its record.  What was decided and who disagreed
is asked for in any case: a record without dissent looks the same as one that left it out.
"""

from collections.abc import Iterator

from bugcase.documents.document import Document
from bugcase.documents.markdown import block, bullets, heading, labelled
from bugcase.facts.facts import Facts
from bugcase.story.follow_up import actions
from bugcase.story.meeting import ask, attendees, when
from bugcase.text import Span, Text
from bugcase.wording import say


def decision_md(facts: Facts) -> str:
    """Write the decision record; what nobody has written down yet shows as a gap."""
    who = attendees(facts)
    lines = [
        labelled(say("decision.asked"), ask(facts)),
        *(labelled(say("decision.by"), one.text) for one in who if one.decides),
        *_outcome(facts),
    ]
    todo = [labelled(f"{one.owner}, {one.due.say(facts)}", one.what) for one in actions(facts)]
    parts = [
        heading(1, say("decision.title")),
        bullets(lines),
        heading(2, say("decision.room")),
        block(Text((when(facts),))),
        bullets(block(one.text) for one in who),
        heading(2, say("decision.actions")),
        bullets(todo) if todo else say("decision.none"),
    ]
    return "\n\n".join(parts) + "\n"


def _outcome(facts: Facts) -> Iterator[str]:
    """Say what is asked after the meeting, in the step that shows what follows from it."""
    playbook = facts.playbook
    steps = {step.id for step in playbook.steps if "actions" in step.shows}
    if not playbook.field_for("outcome"):
        yield labelled(say("decision.decision"), _gap(say("decision.unknown")))
    for field in playbook.fields:
        if field.step in steps or field.means in ("outcome", "objections"):
            yield labelled(field.label, Text((facts(field.id),)))
    if not playbook.field_for("objections"):
        yield labelled(say("decision.objections"), _gap(say("decision.objections_unknown")))
    update = playbook.field_for("next update")
    if update and update.step not in steps:
        yield labelled(update.label, Text((facts(update.id),)))


def _gap(words: str) -> Text:
    return Text((Span(words=words, gap=True),))


DOCUMENT = Document(name="decision.md", make=lambda of: decision_md(of.facts))
