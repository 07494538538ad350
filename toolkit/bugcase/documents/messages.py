"""The messages as files: what stands on the envelope, then the words."""

from functools import partial

from bugcase.documents.document import Document, Material
from bugcase.documents.markdown import bullets, heading, labelled
from bugcase.errors import BuildError
from bugcase.facts.conditions import in_words
from bugcase.facts.facts import Facts
from bugcase.playbook.format import Playbook
from bugcase.story.follow_up import Letter, messages
from bugcase.wording import say


def letter_md(letter: Letter, facts: Facts) -> str:
    """Write a message, ready to be copied; gaps show in it until they are filled."""
    envelope = [
        labelled(say("letter.from"), letter.sender),
        labelled(say("letter.to"), "; ".join(letter.to)),
        *([labelled(say("letter.approver"), letter.approver)] if letter.approver else []),
        labelled(say("letter.due"), letter.due.say(facts)),
        labelled(say("letter.subject"), letter.subject),
    ]
    body = [labelled(line.label, line.text) for line in letter.lines]
    kept_out = (
        ["---", labelled(say("letter.forbidden"), ", ".join(letter.forbidden))]
        if letter.forbidden
        else []
    )
    parts = [heading(1, letter.label), bullets(envelope), "---", *body, *kept_out]
    return "\n\n".join(parts) + "\n"


def documents(playbook: Playbook) -> tuple[Document, ...]:
    """Give a document for each message of a situation."""
    return tuple(
        Document(name=f"messages/{one.id}.md", make=partial(_message, one.id))
        for one in playbook.messages
    )


def _message(message: str, of: Material) -> str:
    letter = next((one for one in messages(of.facts) if one.id == message), None)
    if letter is None:
        planned = next(one for one in of.facts.playbook.messages if one.id == message)
        raise BuildError(
            f"messages/{message}.md",
            allowed="; and ".join(in_words(one, of.facts) for one in planned.when),
            found="a case of which that does not hold",
            remedy="do not send it; an older file of it is out of date",
        )
    return letter_md(letter, of.facts)
