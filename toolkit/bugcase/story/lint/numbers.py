"""Rules of numbers: how many somebody can take in while they listen.

A number is a numeral, a number word from two up, or a slot whose words hold one.  These are
one number: the range of a slot, "from # to #" and "between # and #", and "# in #" in words.
None is: a date, a time, a version, "of every 1,000", and what is known already ("the two
models").  A clause ends at a mark, or before a joining word of the language ("and", "because").
"""

from collections.abc import Iterator

from bugcase.facts.slots.examples import example_of
from bugcase.story.lint.excerpts import SLOT, Excerpt
from bugcase.story.lint.language import Language
from bugcase.story.lint.rule import Linted, Rule, Spot
from bugcase.story.review.numerals import numerals

MOST_IN_CLAUSE = 1
MOST_AT_A_TIME = 3
_MARK = "#"


def _marked(words: str, excerpt: Excerpt, language: Language | None) -> str:
    """Write each number that somebody hears in some words of an excerpt as #."""
    marked = SLOT.sub(
        lambda slot: _MARK if _holds_number(slot[1], excerpt, language) else "it", words
    )
    for one in reversed(numerals(marked)):
        marked = marked[: one.start] + _MARK + marked[one.end :]
    if language:
        marked = language.number_word.sub(_MARK, marked)
        for form in language.one_number:
            marked = form.sub(_MARK, marked)
    return marked


def _holds_number(slot: str, excerpt: Excerpt, language: Language | None) -> bool:
    said = example_of(slot, excerpt.playbook)
    return bool(numerals(said)) or bool(language and language.number_word.search(said))


def _in_clause(linted: Linted) -> Iterator[Spot]:
    if linted.language is None:
        return
    for excerpt in linted.spoken:
        for sentence in excerpt.sentences:
            clauses = linted.language.clause_end.split(_marked(sentence, excerpt, linted.language))
            if (most := max(clause.count(_MARK) for clause in clauses)) > MOST_IN_CLAUSE:
                yield Spot(excerpt=excerpt, words=sentence, found=f"{most} numbers in a clause")


def _at_a_time(linted: Linted) -> Iterator[Spot]:
    for excerpt in linted.spoken:
        many = sum(
            max(_marked(side, excerpt, linted.language).count(_MARK) for side in line)
            for line in excerpt.lines
        )
        if many > MOST_AT_A_TIME:
            named = dict.fromkeys(
                slot
                for slot in SLOT.findall(excerpt.written)
                if _holds_number(slot, excerpt, linted.language)
            )
            listed = f" ({', '.join(named)})" if named else ""
            found = f"{many} numbers{listed}, where {MOST_AT_A_TIME} are remembered"
            yield Spot(excerpt=excerpt, words=excerpt.sentences[0], found=found)


RULES = (
    Rule(
        id="numbers_in_clause",
        says=f"A clause that is said holds at most {MOST_IN_CLAUSE} number.",
        remedy="give each number a clause of its own, or leave it to the slide",
        find=_in_clause,
    ),
    Rule(
        id="numbers_in_turn",
        says=f"What somebody says at a time holds at most {MOST_AT_A_TIME} numbers.",
        remedy="keep those that the decision turns on, and leave the others to the slide",
        find=_at_a_time,
    ),
)
