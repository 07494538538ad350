"""Rules of how chances and changes are told, so that nobody hears another number.

Likely and sure are two different things, and a listener who gets both in one
sentence keeps neither.  A percentage may be a ratio or a difference, so errors are
told as so many of every 1,000, and a relative change only beside the absolute one.
"""

import re
from collections.abc import Iterator

from bugcase.story.review.numerals import numerals
from bugcase.story.review.rule import Rule, Spot
from bugcase.story.review.texts import ReviewedCase, shortened
from bugcase.text import split_sentences
from bugcase.wording import odds, odds_of_range

_LIKELIHOOD = re.compile(
    r"\b(?:almost certain|(?:un)?likely|likelier|likelihood|probabl[ey]|probability|chances?"
    r"|odds)\b",
    re.IGNORECASE,
)
_CONFIDENCE = re.compile(r"\bconfiden(?:t|ce)\b", re.IGNORECASE)
_WORD = (
    "almost certain|almost no chance|very unlikely|unlikely|roughly even|very likely|highly likely"
    "|extremely likely|virtually certain|likely|very probable|probable|improbable"
)
_PROBABILITY_WORD = re.compile(rf"(?<!most )\b(?:{_WORD})\b", re.IGNORECASE)
WITH_BAND = re.compile(  # "likely (55–80 %)"
    rf"(?<!most )\b(?P<word>{_WORD})[\s,:(]{{1,3}}"
    r"(?P<low>\d{1,3})(?:\s?[–-]\s?(?P<high>\d{1,3}))?[ \u00a0]?%",
    re.IGNORECASE,
)
_NEAR = 30  # characters before it in which another word is of the same number

_PERCENT = re.compile(r"%|per\s?cent")
_ABOUT_ERRORS = re.compile(
    r"\b(?:errors?|error rates?|wrong|mistakes?|miss|misses|false alarms?|failures?|fails?|worse"
    r"|worsening|accuracy)\b",
    re.IGNORECASE,
)
_ABSOLUTE_TOO = re.compile(
    r"1[,.\u00a0\u202f\u2009 ]?000|thousand|\bpoints?\b|\bpp\b", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"\b(?:doubled|tripled|halved|(?:twice|half) (?:as|the))\b"
    r"|\d(?:[ \u00a0]?[×x]|[ \u00a0]times)(?!\w)"
    r"|\b(?:up|down|rose|fell|risen|fallen|increased|decreased|grew|dropped)\s(?:by\s)?"
    r"(?:about\s|around\s)?\d[\d.,]{0,9}[ \u00a0]?(?:%|per\s?cent)"
    r"|\d[ \u00a0]?(?:%|per\s?cent)\s"
    r"(?:more|fewer|less|higher|lower|worse|better|increase|rise|drop)",
    re.IGNORECASE,
)
_OTHER_SHARE = re.compile(  # behind a percentage that is none of what goes wrong
    r"\s?\)?\s?(?:confiden|chance|likel|sure|probab|odds|certain|level"
    r"|of (?!(?:(?:the|all|our|its|every) )?"
    r"(?:errors|wrong|cases|people|rows|decisions|predictions|them|these|those)\b))",
    re.IGNORECASE,
)


def _mixed(reviewed: ReviewedCase) -> Iterator[Spot]:
    for passage in reviewed.passages:
        for sentence in split_sentences(passage.words):
            likelihood, confidence = _LIKELIHOOD.search(sentence), _CONFIDENCE.search(sentence)
            if likelihood and confidence:
                found = f"{shortened(likelihood[0])} and {shortened(confidence[0])} in one sentence"
                yield Spot(place=passage.place, found=found)


def _two_words(reviewed: ReviewedCase) -> Iterator[Spot]:
    for passage in reviewed.passages:
        for band in WITH_BAND.finditer(passage.words):
            if passage.words[: band.end()].lower().endswith(_covering(band)):
                continue
            before = passage.words[max(0, band.start() - _NEAR) : band.start()]
            on_scale = _on_scale(band)
            used = {word.lower() for word in (*_PROBABILITY_WORD.findall(before), band["word"])}
            if used != {on_scale}:
                found = (
                    f"{shortened(before[-_NEAR:].lstrip() + band[0])}: the scale says “{on_scale}”"
                )
                yield Spot(place=passage.place, found=found)


def _covering(band: re.Match[str]) -> str:
    """Give the words whose bands cover a range, as the slots say them."""
    ends = sorted((float(band["low"]), float(band["high"] or band["low"])))
    said: str = odds_of_range(*(min(end / 100, 1) for end in ends)).lower()
    return said.removesuffix(")")  # which what was found ends without


def _on_scale(band: re.Match[str]) -> str:
    """Give the word that the scale has for a number or a band in per cent."""
    low = float(band["low"])
    high = float(band["high"] or low)
    return odds(min((low + high) / 200, 1)).partition(" (")[0]


def _percent_alone(reviewed: ReviewedCase) -> Iterator[Spot]:
    for passage in reviewed.passages:
        if _ABSOLUTE_TOO.search(passage.words):
            continue
        for sentence in split_sentences(passage.words):
            if not _ABOUT_ERRORS.search(sentence) or _RELATIVE.search(sentence):
                continue
            if _LIKELIHOOD.search(sentence):
                continue  # a chance that something goes wrong is no share of what does
            for one in numerals(sentence):
                if _PERCENT.search(one.words) and not _OTHER_SHARE.match(sentence, one.end):
                    yield Spot(place=passage.place, found=f"“{one.words}” alone")


def _relative_alone(reviewed: ReviewedCase) -> Iterator[Spot]:
    for passage in reviewed.passages:
        if _ABSOLUTE_TOO.search(passage.words):
            continue
        for sentence in split_sentences(passage.words):
            found = _RELATIVE.search(sentence)
            if found and _ABOUT_ERRORS.search(sentence):
                yield Spot(
                    place=passage.place, found=f"{shortened(sentence)} without the absolute change"
                )


RULES = (
    Rule(
        id="likelihood_with_confidence",
        severity="warning",
        says="How likely and how sure stand in sentences of their own.",
        remedy="make two sentences of it",
        find=_mixed,
    ),
    Rule(
        id="two_words_for_one_chance",
        severity="warning",
        says="One number has one word: that of the printed scale.",
        remedy="use the word of the scale, with its band",
        find=_two_words,
    ),
    Rule(
        id="percent_alone",
        severity="warning",
        says="A percentage of errors stands beside so many of every 1,000, or in points.",
        remedy="say how many of every 1,000, as the slides do",
        find=_percent_alone,
    ),
    Rule(
        id="relative_alone",
        severity="warning",
        says="A relative change stands only beside the absolute one.",
        remedy="say from how many to how many of every 1,000",
        find=_relative_alone,
    ),
)
