"""Contractions: what people say in place of words that a playbook writes out.

A playbook writes "I will" and "do not"; whoever speaks says "I’ll" and "don’t".  Only the
playbook's own words are contracted, never what somebody typed.
"""

import re
from dataclasses import replace
from functools import partial

from bugcase.text import Span, Text
from bugcase.wording.entries import Language

_SLOT = "\ue000"  # stands for the words of a slot; private use, so no text has it


def contracted(text: Text, language: Language) -> Text:
    """Contract the words of a text, and leave those of its slots as they are.

    The patterns stand in the language's file; where it has none, the text is given back.

    Examples
    --------
    >>> from bugcase.wording.entries import language
    >>> str(contracted(Text.plain("It is late. I do not know whether it is."), language("en_GB")))
    'It’s late. I don’t know whether it is.'
    """
    if not language.has_own_words:
        return text
    kept = language.say("contractions.kept")
    before_word = language.say("contractions.before_word", fact=_SLOT)
    words = "".join(_SLOT if _is_fact(span) else span.words for span in text.spans)
    for pattern, short in language.pairs("contractions.short"):
        found = pattern.replace("{before_word}", before_word)
        words = re.sub(f"({kept})|{found}", partial(_shortened, short), words)
    first, *others = words.split(_SLOT)
    spans = [Span(words=first)]
    for fact, after in zip(filter(_is_fact, text.spans), others, strict=True):
        spans[-1:] = _before_a_day(spans[-1].words, fact, language)
        spans.append(Span(words=after))
    return Text(tuple(span for span in spans if span.words))


def _before_a_day(words: str, fact: Span, language: Language) -> tuple[Span, Span]:
    """Leave out the "on" before a fact that begins with yesterday, today or tomorrow."""
    near = [language.say(f"day.{name}") for name in ("yesterday", "today", "tomorrow")]
    prepositions = "|".join(language.words("day.not_before_near_days"))
    found = re.search(rf"(?<!\w)(?:{prepositions}) $", words, re.IGNORECASE)
    if fact.gap or found is None or fact.words.split(" ")[0] not in near:
        return Span(words=words), fact
    if found[0][0].isupper():
        fact = replace(fact, words=f"{fact.words[0].upper()}{fact.words[1:]}")
    return Span(words=words[: found.start()]), fact


def _is_fact(span: Span) -> bool:
    return span.slot is not None or span.gap


def _shortened(short: str, found: re.Match[str]) -> str:
    return found[0] if found[1] else f"{found[2]}{short}"
