"""Texts made of spans: words, values that were filled in, and gaps.

A sentence on a slide, in the script and in a message is made of spans: words
of the playbook, values that were filled in (with the fact they came from), and
gaps, where nobody knows the value yet.  A gap stays visible wherever the text
goes; nothing is ever made up to fill it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

_NUMBER = re.compile(r"\d")
_LONGEST_NUMBER = 40  # letters; more of them are a sentence
_SENTENCE_END = re.compile(r"(?:(?<=[.?!…。？！])|(?<=[.?!…][”’\"')]))\s+")


def split_sentences(words: str) -> list[str]:
    """Part words into sentences, closing quotation marks and brackets with them.

    >>> split_sentences("It rose by 15.2. Why? “Nobody knows.” We will see.")
    ['It rose by 15.2.', 'Why?', '“Nobody knows.”', 'We will see.']
    """
    return _SENTENCE_END.split(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of words with one origin.

    `slot` names the fact that the words stand for, None for the playbook's own
    words.  In a gap, `words` says what is missing.

    Parameters
    ----------
    shared
        What a document for everybody shows instead; None where it shows the same.
    source
        Where a fact comes from, in a line: n, interval, method, file and hash, or who
        typed it.
    origin
        What of the source it has in common with other facts: they are listed under it.
    """

    words: str
    slot: str | None = None
    gap: bool = False
    shared: str | None = None
    source: str | None = None
    origin: str | None = None

    @property
    def is_number(self) -> bool:
        """Whether it is a fact that is a number, and not what somebody wrote.

        >>> Span(words="15 more per 1,000", slot="worsening").is_number
        True
        """
        return bool(_NUMBER.search(self.words)) and len(self.words) <= _LONGEST_NUMBER

    def __str__(self) -> str:
        return f"[? {self.words}]" if self.gap else self.words


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence or a paragraph, as spans.

    Examples
    --------
    >>> line = Text((Span(words="Hold "), Span(words="release", slot="release", gap=True)))
    >>> str(line)
    'Hold [? release]'
    >>> line.gaps
    ('release',)
    """

    spans: tuple[Span, ...]

    @classmethod
    def plain(cls, words: str) -> Self:
        """Words without any slot in them."""
        return cls((Span(words=words),))

    @classmethod
    def joined(cls, texts: Iterable["Text"]) -> Self:
        """Put texts one after another with a space between; empty ones are left out.

        >>> str(Text.joined([Text.plain("It rose."), Text(()), Text.plain("Why?")]))
        'It rose. Why?'
        """
        spans: list[Span] = []
        for text in texts:
            if spans and text.spans:
                spans.append(Span(words=" "))
            spans += text.spans
        return cls(tuple(_merged(spans)))

    @property
    def gaps(self) -> tuple[str, ...]:
        """The slots whose values are missing, in order of appearance."""
        return tuple(span.slot for span in self.spans if span.gap and span.slot)

    @property
    def slots(self) -> tuple[str, ...]:
        """The facts this text rests on, in order of appearance."""
        return tuple(span.slot for span in self.spans if span.slot)

    @property
    def shared(self) -> Self:
        """The text as a document for everybody shows it.

        >>> str(Text((Span(words="four people of ML", slot="effort", shared="the team"),)).shared)
        'the team'
        """
        return type(self)(
            tuple(
                Span(words=span.shared, slot=span.slot) if span.shared is not None else span
                for span in self.spans
            )
        )

    @property
    def sentences(self) -> "tuple[Text, ...]":
        """The text sentence by sentence, each with the facts it rests on.

        >>> text = Text((Span(words="It rose. Now "), Span(words="61.3", slot="rate"),
        ...              Span(words=" of 1,000 fail.")))
        >>> [(str(one), one.slots) for one in text.sentences]
        [('It rose.', ()), ('Now 61.3 of 1,000 fail.', ('rate',))]
        """
        found: list[list[Span]] = [[]]
        for span in self.spans:
            parts = [span.words] if span.slot else split_sentences(span.words)
            for place, words in enumerate(parts):
                if place:
                    found.append([])
                if words:
                    found[-1].append(replace(span, words=words))
        return tuple(Text(tuple(spans)) for spans in found if spans)

    def __str__(self) -> str:
        return "".join(map(str, self.spans))


def parted(text: Text, end: int) -> tuple[Text, Text]:
    """Part a text after so many characters; not within a fact, for half a number is another."""
    shown: list[Span] = []
    rest: list[Span] = []
    for span in text.spans:
        room = end - len(str(Text(tuple(shown))))
        if not rest and room >= len(str(span)):
            shown.append(span)
        elif rest or room <= 0 or (span.slot and shown):
            rest.append(span)
        else:
            shown.append(replace(span, words=span.words[:room]))
            rest.append(replace(span, words=span.words[room:]))
    return Text(tuple(shown)), Text(tuple(rest))


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Make one span of words that follow each other, so that `sentences` finds their ends."""
    merged: list[Span] = []
    for span in spans:
        if merged and not (span.slot or span.gap or merged[-1].slot or merged[-1].gap):
            merged[-1] = replace(span, words=merged[-1].words + span.words)
        else:
            merged.append(span)
    return merged


NOTHING = Text(())
