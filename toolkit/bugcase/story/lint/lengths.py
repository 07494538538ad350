"""Rules of length: a sentence that is said in one breath, a title that is read at a glance."""

from collections.abc import Iterator

from bugcase.story.lint.rule import Linted, Rule, Spot
from bugcase.story.review.form import LONGEST_TITLE

LONGEST_SENTENCE = 25  # words, with each slot as long as its example


def _long_sentence(linted: Linted) -> Iterator[Spot]:
    for excerpt in linted.spoken:
        for sentence in excerpt.sentences:
            if (many := len(excerpt.said(sentence).split())) > LONGEST_SENTENCE:
                found = f"{many} words, where {LONGEST_SENTENCE} can be followed"
                yield Spot(excerpt=excerpt, words=sentence, found=found)


def _long_title(linted: Linted) -> Iterator[Spot]:
    for excerpt in linted.excerpts:
        if excerpt.manner != "title":
            continue
        if (many := len(excerpt.said(excerpt.written))) > LONGEST_TITLE:
            found = f"{many} characters, where {LONGEST_TITLE} fit two lines"
            yield Spot(excerpt=excerpt, words=excerpt.written, found=found)


RULES = (
    Rule(
        id="long_sentence",
        says=f"A sentence that is said has at most {LONGEST_SENTENCE} words.",
        remedy="make two sentences of it",
        find=_long_sentence,
    ),
    Rule(
        id="long_title",
        says="The title of a slide fits two lines.",
        remedy="say the one thing that the slide shows",
        find=_long_title,
    ),
)
