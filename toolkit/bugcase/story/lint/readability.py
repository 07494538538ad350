"""Measures how easily the sentences of a section are followed, and how long they take to say.

The reading ease is Flesch's [1]_, the grade Kincaid's [2]_; both rest on words a sentence and
syllables a word, and hold for English.  Syllables are counted as groups of vowels, without a
silent e at the end, one at least: near enough over a section, though not in each word.

References
----------
.. [1] R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32 (1948),
   221–233.
.. [2] J. P. Kincaid et al., "Derivation of new readability formulas for Navy enlisted
   personnel", Research Branch Report 8-75 (1975).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from bugcase.story.lint.excerpts import Excerpt
from bugcase.story.lint.rule import Linted
from bugcase.story.script import WORDS_PER_MINUTE

_WORD = re.compile(r"[^\W_]+(?:[’',.][^\W_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"(?:(?<![aeiouyl])|(?<=[aeiou]l))e$|(?<![aeiouydt])ed$|(?<![aeiouyscgxzh])es$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readability:
    """The figures of a section.

    Attributes
    ----------
    words_per_sentence, longest
        The mean, and the most.
    ease, grade
        Flesch's reading ease, from 0 (hard) to 100, and Kincaid's years of school; None for
        other languages than English.
    minutes
        What it takes to say, with the longest variant of each entry and its pauses; None for
        what is read.
    """

    section: str
    sentences: int
    words_per_sentence: float
    longest: int
    ease: float | None
    grade: float | None
    minutes: float | None

    def __str__(self) -> str:
        ease = (
            "" if self.ease is None else f", reading ease {self.ease:.0f}, grade {self.grade:.1f}"
        )
        minutes = "" if self.minutes is None else f", {self.minutes:.1f} minutes spoken"
        return (
            f"{self.section}: {self.sentences} sentence{'s' * (self.sentences != 1)}, "
            f"{self.words_per_sentence:.1f} words each, longest {self.longest}{ease}{minutes}"
        )


def readability(linted: Linted) -> Iterator[Readability]:
    """Give the figures of each section that has sentences, in the order of the file's format."""
    for section, found in groupby(linted.excerpts, key=lambda one: one.section):
        yield _of_section(section, list(found), english=linted.playbook.locale.startswith("en"))


def _of_section(section: str, found: list[Excerpt], *, english: bool) -> Readability:
    said = [_words(one.said(sentence)) for one in found for sentence in one.sentences]
    words = [word for sentence in said for word in sentence]
    length = len(words) / len(said)
    syllables = sum(map(syllable_count, words)) / max(1, len(words))
    spoken = [one for one in found if one.spoken]
    return Readability(
        section=section,
        sentences=len(said),
        words_per_sentence=length,
        longest=max(map(len, said)),
        ease=206.835 - 1.015 * length - 84.6 * syllables if english else None,
        grade=0.39 * length + 11.8 * syllables - 15.59 if english else None,
        minutes=_minutes(spoken) if spoken else None,
    )


def _minutes(spoken: Iterable[Excerpt]) -> float:
    minutes = 0.0
    for _, parts in groupby(spoken, key=lambda one: (one.id, one.part)):
        variants = list(parts)
        most = max(len(one.said(one.written).split()) for one in variants)
        pause = getattr(variants[0].entry, "pause", 0) if variants[0].part == "say" else 0
        minutes += most / WORDS_PER_MINUTE + pause / 60
    return minutes


def _words(sentence: str) -> list[str]:
    return _WORD.findall(sentence)


def syllable_count(word: str) -> int:
    """Count the syllables of an English word, near enough for a text; of a numeral, its digits.

    >>> [syllable_count(word) for word in ("we", "release", "measured", "counted", "table")]
    [1, 2, 2, 2, 2]
    """
    if any(letter.isdigit() for letter in word):
        return sum(letter.isdigit() for letter in word)
    return max(1, len(_VOWELS.findall(_SILENT.sub("", word.lower()))))
