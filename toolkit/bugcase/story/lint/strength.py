"""A rule of strength: a sentence claims no more than its conditions bear out.

Which words claim something, and which conditions bear them out, is a table of the language.
A sentence with "not", "if", "whether" or "may" in it is left alone, but where the table says so.
"""

import re
from collections.abc import Iterator

from bugcase.story.lint.rule import Linted, Rule, Spot
from bugcase.story.review.strength import HEDGED, absolute_words


def _too_strong(linted: Linted) -> Iterator[Spot]:
    if linted.language is None:
        return
    table = [(re.compile(one.words, re.IGNORECASE), one) for one in linted.language.table.strengths]
    for excerpt in linted.excerpts:
        held = {str(one) for one in excerpt.conditions}
        for sentence in excerpt.sentences:
            for word in absolute_words(sentence):
                yield Spot(
                    excerpt=excerpt,
                    words=sentence,
                    found=f"“{word}”, which no interval allows",
                    remedy="say how likely, or which test would show it",
                )
            for pattern, one in table:
                if held & set(one.unless) or (not one.hedged and HEDGED.search(sentence)):
                    continue
                if claim := pattern.search(sentence):
                    yield Spot(
                        excerpt=excerpt,
                        words=sentence,
                        found=f"“{claim[0]}” says more than its conditions bear out",
                        remedy=one.remedy,
                    )


RULES = (
    Rule(
        id="too_strong",
        says="A sentence claims no more than its conditions bear out.",
        remedy="say what the conditions bear out",
        find=_too_strong,
    ),
)
