"""A message as a file: what stands on the envelope, then its words."""

from bugcase.documents.markdown import bullets, heading, labelled
from bugcase.facts.facts import Facts
from bugcase.story.follow_up import Letter

__all__ = ["letter_md"]


def letter_md(letter: Letter, facts: Facts) -> str:
    """Write a message, ready to be copied; gaps show in it until they are filled."""
    envelope = [
        labelled("From", letter.sender),
        labelled("To", "; ".join(letter.to)),
        *([labelled("Approved first by", letter.approver)] if letter.approver else []),
        labelled("Due", letter.due.say(facts)),
        labelled("Subject", letter.subject),
    ]
    body = [labelled(line.label, line.text) for line in letter.lines]
    kept_out = (
        ["---", labelled("Words to keep out", ", ".join(letter.forbidden))]
        if letter.forbidden
        else []
    )
    parts = [heading(1, letter.label), bullets(envelope), "---", *body, *kept_out]
    return "\n\n".join(parts) + "\n"
