"""Rules of words: a term is explained where the room first meets it, and some are not used."""

import re
from collections.abc import Iterator

from bugcase.facts.conditions import that_hold
from bugcase.playbook.preparation import Term
from bugcase.story.review.rule import Rule, Spot
from bugcase.story.review.texts import ReviewedCase, shortened

_SMALL = 3  # letters: shorter words of a plain phrase are in every sentence
_ENOUGH = 2 / 3  # of the plain phrase's words: it may be bent to fit its sentence


def _unexplained(reviewed: ReviewedCase) -> Iterator[Spot]:
    room = {role.id: role.label for role in reviewed.room}
    for term in that_hold(reviewed.facts.playbook.vocabulary, reviewed.facts):
        listeners = [room[role] for role in term.explain_for if role in room]
        if listeners and (spot := _first_unexplained(term, listeners, reviewed)):
            yield spot


def _first_unexplained(term: Term, listeners: list[str], reviewed: ReviewedCase) -> Spot | None:
    """Look at the slide and its turns where a term comes first, and no further."""
    pattern = whole(sorted((term.term, *term.aliases), key=len, reverse=True))
    for slide in reviewed.slides:
        passages = list(slide.passages)
        for passage in passages:
            if found := pattern.search(passage.words):
                if explained(term, " ".join(one.words for one in passages)):
                    return None
                to = ", ".join(listeners)
                said_plainly = f"“{found[0]}” for the {to}; in plain words: {term.plain}"
                return Spot(place=passage.place, found=said_plainly)
    return None


def explained(term: Term, words: str) -> bool:
    """Whether a plain phrase of a term stands among words, bent to fit them or not."""
    said_here = set(_long_words(words))
    return any(
        len(said_here & wanted) >= _ENOUGH * len(wanted)
        for part in term.plain.split(";")
        if (wanted := set(_long_words(part)))
    )


def _long_words(words: str) -> list[str]:
    return [word for word in re.findall(r"\w+", words.lower()) if len(word) > _SMALL]


def _avoided(reviewed: ReviewedCase) -> Iterator[Spot]:
    terms = [(term, whole([_straight(term.avoid)])) for term in reviewed.facts.playbook.vocabulary]
    for passage in reviewed.typed:
        words = _straight(passage.words)
        for term, pattern in terms:
            if found := pattern.search(words):
                spoken = f"{shortened(found[0])} of {term.term}; in plain words: {term.plain}"
                yield Spot(place=passage.place, found=spoken)


def _forbidden(reviewed: ReviewedCase) -> Iterator[Spot]:
    for letter in reviewed.letters:
        if not letter.forbidden:
            continue
        pattern = whole([_straight(word) for word in letter.forbidden])
        filled = " … ".join(
            span.words
            for text in (letter.subject, *(line.text for line in letter.lines))
            for span in text.spans
            if not span.gap
        )
        for word in dict.fromkeys(found.lower() for found in pattern.findall(_straight(filled))):
            yield Spot(place=f"messages.{letter.id}", found=f"“{word}” must not stand in it")


def whole(phrases: list[str]) -> re.Pattern[str]:
    """Look for any of some phrases as whole words."""
    either = "|".join(map(re.escape, phrases))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def _straight(words: str) -> str:
    return " ".join(words.replace("’", "'").split())


RULES = (
    Rule(
        id="term_unexplained",
        severity="warning",
        says="A term that somebody in the room does not know is explained where it first comes.",
        remedy="say the plain words beside it, or in its place",
        find=_unexplained,
    ),
    Rule(
        id="phrase_avoided",
        severity="warning",
        says="Nobody uses the phrases that the vocabulary warns of.",
        remedy="say what the vocabulary offers in its place",
        find=_avoided,
    ),
    Rule(
        id="word_forbidden",
        severity="blocker",
        says="A message holds none of the words that it must not use.",
        remedy="change the answer that brings it in",
        find=_forbidden,
    ),
)
