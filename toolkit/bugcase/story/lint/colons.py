"""A rule of speech: a label and a colon are read with the eye, and no ear hears them."""

import re
from collections.abc import Iterator

from bugcase.story.lint.excerpts import Excerpt
from bugcase.story.lint.rule import Linted, Rule, Spot

_COLON = re.compile(r"[:：](?=[\s”’\"]|$)")
_BREAK = re.compile(r"[;–—]\s")
_ONLY_SLOT = re.compile(r"[“‘\"']?\{[^}]*\}[”’\"']?(?:[.,;!?]|$)")
_QUOTED = 6  # words of what follows the colon


def _label_colon(linted: Linted) -> Iterator[Spot]:
    for excerpt in linted.excerpts:
        if excerpt.manner == "written":
            continue
        for sentence in excerpt.sentences:
            for colon in _COLON.finditer(sentence):
                head = _BREAK.split(sentence[: colon.start()])[-1].strip()
                tail = sentence[colon.end() :].strip()
                if why := _why(head, tail, excerpt, linted):
                    words = f"{head}: {' '.join(tail.split()[:_QUOTED])}"
                    yield Spot(excerpt=excerpt, words=words, found=why)


def _why(head: str, tail: str, excerpt: Excerpt, linted: Linted) -> str | None:
    if excerpt.spoken and _ONLY_SLOT.match(tail):
        return "a colon before a slot"
    language = linted.language
    if language is None or language.short_answer.fullmatch(head):
        return None
    if language.label_start.match(head) or not language.verbs.has_verb(
        excerpt.said(head), in_doubt=False
    ):
        return "a label and a colon"
    return None


RULES = (
    Rule(
        id="label_colon",
        says="What is said, and the title of a slide, is a sentence and no label with a colon; "
        "what is said has no colon before a slot that stands alone either.",
        remedy="let the words before the colon begin the sentence that the slot ends",
        find=_label_colon,
    ),
)
