"""Rules of whole sentences: speech has verbs, and no abbreviations that stand for words to come.

A sentence with a colon is left to the rule of labels, and what others ask to themselves.
"""

import re
from collections.abc import Iterator

from bugcase.story.lint.rule import Linted, Rule, Spot

_COLON = re.compile(r"[:：](?:\s|$)")


def _no_verb(linted: Linted) -> Iterator[Spot]:
    if (language := linted.language) is None:
        return
    for excerpt in linted.spoken:
        for sentence in excerpt.sentences:
            if (
                excerpt.part == "say"
                and "?" not in sentence
                and not _COLON.search(sentence)
                and not language.short_answer.fullmatch(sentence)
                and not language.verbs.has_verb(excerpt.said(sentence))
            ):
                yield Spot(excerpt=excerpt, words=sentence, found="a sentence without a verb")


def _placeholder(linted: Linted) -> Iterator[Spot]:
    if (language := linted.language) is None:
        return
    for excerpt in linted.excerpts:
        for sentence in excerpt.sentences:
            if found := language.placeholder.search(sentence):
                yield Spot(excerpt=excerpt, words=sentence, found=f"“{found[0]}” in place of words")


RULES = (
    Rule(
        id="no_verb",
        says="What is said has a verb.",
        remedy="say who does what",
        find=_no_verb,
    ),
    Rule(
        id="placeholder",
        says="Nothing stands in place of words that are still to come.",
        remedy="write the words",
        find=_placeholder,
    ),
)
