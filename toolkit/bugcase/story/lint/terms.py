"""A rule of words: a term that a listener needs explained has its plain phrase beside it.

A turn is said to everybody in the room but its speaker, an answer to whoever asked.  The
plain phrase may be bent to fit its sentence, and stand anywhere in what is said at a time.
What others ask is in their own words, so it is left alone.
"""

from collections.abc import Collection, Iterator

from bugcase.playbook.format import Branch, StoryTurn
from bugcase.playbook.preparation import Question
from bugcase.story.lint.excerpts import SLOT, Excerpt
from bugcase.story.lint.rule import Linted, Rule, Spot
from bugcase.story.review.words import explained, whole


def _unexplained(linted: Linted) -> Iterator[Spot]:
    if linted.language is None:
        return
    terms = [
        (term, whole(sorted((term.term, *term.aliases), key=len, reverse=True)))
        for term in linted.playbook.vocabulary
        if term.explain_for
    ]
    for excerpt in linted.spoken:
        listeners = _listeners(excerpt)
        for term, pattern in terms:
            needing = [role for role in term.explain_for if role in listeners]
            # what a slot brings, nobody can change here
            used = next(
                (
                    (sentence, found[0])
                    for sentence in excerpt.sentences
                    if (found := pattern.search(SLOT.sub("…", sentence)))
                ),
                None,
            )
            if used and needing and not explained(term, excerpt.said(excerpt.written)):
                labels = ", ".join(linted.playbook.role_labels[role] for role in needing)
                yield Spot(
                    excerpt=excerpt,
                    words=used[0],
                    found=f"“{used[1]}” needs explaining for the {labels}",
                    remedy=f"say in its place, or beside it: {term.plain}",
                )


def _listeners(excerpt: Excerpt) -> Collection[str]:
    room = {role.id for role in excerpt.playbook.in_the_room}
    match excerpt.entry:
        case _ if excerpt.part == "ask":
            return ()
        case StoryTurn(speaker=speaker):
            return room - {speaker}
        case Question(asker=asker):
            return (asker,)
        case Branch(asker=str(asker)):
            return (asker,)
        case _:
            return room


RULES = (
    Rule(
        id="term_unexplained",
        says="A term that a listener needs explained has its plain phrase beside it.",
        remedy="say the plain words beside it, or in its place",
        find=_unexplained,
    ),
)
