"""Rules of strength: no word is stronger than the interval behind it.

The playbook's own variants are chosen by the verdict; what people type is not,
and it is in their own words that "may have risen" becomes "rose".  A claim is a
sentence that says it outright: one with "not", "if", "whether" or "probably" in it
is left alone, and one that names a group is held against that group's interval.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from bugcase.compare.verdict import verdict
from bugcase.estimate import Estimate
from bugcase.facts.conditions import limit_after_result
from bugcase.story.review.rule import Rule, Spot
from bugcase.story.review.supported import names_group
from bugcase.story.review.texts import ReviewedCase, shortened
from bugcase.text import split_sentences

Bears: TypeAlias = Callable[[Estimate, float | None], bool]

_SUBJECT = re.compile(
    r"\b(?:model|version|candidate|release|errors?|mistakes|error rates?)\b", re.IGNORECASE
)
_ERRORS = r"\b(?:errors?|error rates?|mistakes|failures)\b[^.;:?!]{0,40}"
_LIMIT = r"\s(?:(?:the|our|that|this|its)\s)?(?:agreed\s|acceptance\s)?(?:limit|line|threshold)\b"
_CLAIMS: Mapping[str, Bears] = {  # words, and the interval and limit that bear them out
    rf"{_ERRORS}\b(?:rose|risen|increased|grew|grown|went up|gone up|climbed|jumped)\b"
    r"|\b(?:got|gets|is|was|does|performs) worse\b"
    r"|\b(?:makes|made) more (?:errors|mistakes)\b": lambda change, _: change.low > 0,
    rf"{_ERRORS}\b(?:fell|fallen|dropped|decreased|declined|improved|went down|gone down)\b"
    r"|\b(?:got|gets|is|was|does|performs) (?:better|(?:just )?as good)\b"
    r"|\b(?:makes|made) fewer (?:errors|mistakes)\b": lambda change, _: change.high < 0,
    rf"\b(?:above|over|exceed(?:s|ed)?|beyond|breaks|broke){_LIMIT}": (
        lambda change, limit: verdict(change, limit) == "halt"
    ),
    rf"\b(?:within|below|under|meets|met|keeps){_LIMIT}": (
        lambda change, limit: verdict(change, limit) == "go"
    ),
    r"\bsignificant(?:ly)?\b": lambda change, _: change.low > 0 or change.high < 0,
}
_CLAIMED = tuple((re.compile(words, re.IGNORECASE), bears) for words, bears in _CLAIMS.items())
HEDGED = re.compile(
    r"\b(?:not|no|never|nor|neither|nobody|nothing|none|cannot|without|whether|if|when|until|once"
    r"|unless|may|might|could|would|should|must|perhaps|possibly|probably|likely|unlikely|seems?"
    r"|appears?|looks?|suggests?|suspect|believe|think|unclear|unknown|question|doubt|goal)\b"
    r"|n['’]t\b|\?|\b(?:miss(?:es)?|false (?:alarms?|positives?|negatives?))\b",  # of one kind only
    re.IGNORECASE,
)

_ABSOLUTE = re.compile(
    r"\b(?:proves|proved|proven|proof(?! of concept)|certainly|certainty|guarantee[sd]?|definitely"
    r"|undoubtedly|no doubt|without (?:any )?doubt|beyond (?:any )?doubt|(?:no|zero) risk(?![-\w])"
    r"|risk[- ]free|never again|(?:will|can|would) never|foolproof|bulletproof"
    r"|(?:completely|fully|perfectly|totally) (?:safe|fixed|solved)"
    r"|(?:am|are|is|be) (?:absolutely |quite |completely |totally )?certain"
    r"|100 ?% (?:sure|certain|safe))\b",
    re.IGNORECASE,
)
_SOFTENED = re.compile(  # in front of such a word, within its clause
    r"(?:\b(?:not|no|never|nobody|nothing|none|nor|neither|cannot|without|less|far|almost|nearly"
    r"|whether|if|how|until|once|when|before|unless|soon|could|might|may|would|must|to|should)\b"
    r"|n['’]t\b)[^.;:?!]{0,60}$",
    re.IGNORECASE,
)
_LIMITED = re.compile(r"[^.;:?!]{0,60}\b(?:no more|nothing|only)\b", re.IGNORECASE)  # behind it
_NEAR = 70  # characters

_PROMISE = re.compile(
    r"(?:\bwill|['’]ll|\b(?:is|are) going to)\s(?:[\w’']{1,20}\s){0,2}?"
    r"(?:be (?:\w{1,20} )?(?:fixed|done|ready|solved|resolved|finished|completed?|safe|live|gone"
    r"|over|released)|fix|solve|resolve|prevent|eliminate|ensure|crash|fail|break)\b",
    re.IGNORECASE,
)
_WITH_ODDS = re.compile(
    r"\b(?:odds|nine in ten|chance|likely|unlikely|probably|expect(?:ed)?|plan|aim|if|unless|when"
    r"|once|tell)\b|\d ?%",
    re.IGNORECASE,
)


def _too_strong(reviewed: ReviewedCase) -> Iterator[Spot]:
    for passage in reviewed.outgoing:
        for sentence in split_sentences(passage.words):
            if HEDGED.search(sentence) or not _SUBJECT.search(sentence):
                continue
            for words, bears in _CLAIMED:
                claim = words.search(sentence)
                if claim and not _bears_out(reviewed, sentence, bears):
                    found = f"{shortened(claim[0])} is not what was measured"
                    yield Spot(place=passage.place, found=found)


def _bears_out(reviewed: ReviewedCase, sentence: str, bears: Bears) -> bool:
    """Whether what a sentence speaks of allows its claim: a group that it names, or all rows."""
    found, slices = reviewed.facts.evidence.comparison, reviewed.facts.evidence.slices
    if found is None:
        return False
    names = reviewed.facts.groups
    groups = [one.worsening for one in found.segments if names_group(sentence, one, names)]
    groups += [
        one.confirmed
        for one in (slices.slices if slices else ())
        if one.confirmed and names_group(sentence, one, names)
    ]
    return any(bears(change, found.limit) for change in groups or [found.worsening])


def _absolute(reviewed: ReviewedCase) -> Iterator[Spot]:
    for passage in reviewed.typed:
        for word in absolute_words(passage.words):
            yield Spot(place=passage.place, found=f"{shortened(word)}, which no interval allows")


def absolute_words(words: str) -> Iterator[str]:
    """Give the words that claim certainty, but for those that the words around them soften."""
    for word in _ABSOLUTE.finditer(words):
        before = words[max(0, word.start() - _NEAR) : word.start()]
        if not _SOFTENED.search(before) and not _LIMITED.match(words, word.end()):
            yield word[0]


def _promised(reviewed: ReviewedCase) -> Iterator[Spot]:
    for passage in reviewed.typed:
        for sentence in split_sentences(passage.words):
            if not _WITH_ODDS.search(sentence) and (word := _PROMISE.search(sentence)):
                yield Spot(place=passage.place, found=f"{shortened(word[0])} without its odds")


def _limit_after(reviewed: ReviewedCase) -> Iterator[Spot]:
    if limit_after_result(reviewed.facts):
        day = reviewed.facts("limit_agreed_on").words
        yield Spot(place="limit.agreed_on", found=f"{day} is not before the measurement")


RULES = (
    Rule(
        id="too_strong",
        severity="blocker",
        says="Nothing says “rose”, “fell”, “above the limit” unless the whole interval does.",
        remedy="say what the interval says: worse, better, or not yet known",
        find=_too_strong,
    ),
    Rule(
        id="absolute",
        severity="blocker",
        says="Nobody says proved, certain, never again, no risk: no interval allows it.",
        remedy="say how likely, or which test would show it",
        find=_absolute,
    ),
    Rule(
        id="promise",
        severity="warning",
        says="What will be done is said with its odds: a plan has a range, and so has a fix.",
        remedy="say the day of even odds and that of nine in ten, or what you will test",
        find=_promised,
    ),
    Rule(
        id="limit_after_result",
        severity="blocker",
        says="The limit was agreed before anybody saw the result.",
        remedy="take the limit out and tell the finding without a verdict, or correct the day",
        find=_limit_after,
    ),
)
