"""Contractions: what people say in place of words that a playbook writes out.

A playbook writes "I will" and "do not"; whoever speaks says "I’ll" and "don’t".  Only the
playbook's own words are contracted, never what somebody typed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from bugcase.text import Span, Text

_SLOT = "\ue000"  # stands for the words of a slot; private use, so no text has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Contractions:
    """The contractions of a language.

    Attributes
    ----------
    kept
        A pattern of what is said in full, though a pattern of `short` is in it.
    short
        Patterns, of which the first group stays, and what is said in place of the rest; in
        the order in which they are applied.
    """

    kept: str
    short: tuple[tuple[str, str], ...]


# stressed at the end of a clause, so only before a word of the same one
_BEFORE_WORD = rf"(?= [\w“{_SLOT}])(?! (?:of|about|than|now|then|today|here|there)\b)"
CONTRACTIONS: Mapping[str, Contractions] = {
    "en": Contractions(
        # "than it is in May": the verb is stressed; "much of that is": it has another subject
        kept=(
            r"\b(?i:than|as|of|what|who|where|how(?: \w+)?) "
            r"(?:I am|(?:we|you|they) are|(?:it|that) is)\b"
            r"|\b(?:about|against|for|from|in|of|on|to|with) (?:it|that) is\b"
        ),
        short=(
            (r"\b((?i:can))(?:not| not)\b", "’t"),
            (r"\b((?i:w))ill not\b", "on’t"),
            (
                r"\b((?i:do|does|did|is|are|was|were|would|could|should|has|have|had)) not\b",
                "n’t",
            ),
            (rf"\b(I|(?i:we|you|they|it|that)) will{_BEFORE_WORD}", "’ll"),
            (rf"\b(I) am{_BEFORE_WORD}", "’m"),
            (rf"\b((?i:we|you|they)) are{_BEFORE_WORD}", "’re"),
            (rf"\b((?i:it|that|there)) is{_BEFORE_WORD}", "’s"),
            (
                r"\b(I|(?i:we|you|they)) have"
                r"(?= (?:been|seen|measured|found|compared|had|begun|checked|put)\b)",
                "’ve",
            ),
            (rf"\b(I|(?i:we|you|they)) would{_BEFORE_WORD}", "’d"),
            (r"\b((?i:let)) us(?= (?:agree|look|say)\b)", "’s"),
        ),
    ),
}


def contracted(text: Text, language: str) -> Text:
    """Contract the words of a text, and leave those of its slots as they are.

    Parameters
    ----------
    language
        The code of its language; of one without a table, the text is given back.

    Examples
    --------
    >>> str(contracted(Text.plain("It is late. I do not know whether it is."), "en"))
    'It’s late. I don’t know whether it is.'
    """
    table = CONTRACTIONS.get(language)
    if table is None:
        return text
    words = "".join(_SLOT if _is_fact(span) else span.words for span in text.spans)
    for pattern, short in table.short:
        words = re.sub(f"({table.kept})|{pattern}", partial(_shortened, short), words)
    first, *others = words.split(_SLOT)
    spans = [Span(words=first)]
    for fact, after in zip(filter(_is_fact, text.spans), others, strict=True):
        spans += fact, Span(words=after)
    return Text(tuple(span for span in spans if span.words))


def _is_fact(span: Span) -> bool:
    return span.slot is not None or span.gap


def _shortened(short: str, found: re.Match[str]) -> str:
    return found[0] if found[1] else f"{found[2]}{short}"
