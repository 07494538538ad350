"""Rules of numbers: each has a source, a unit, and is still what was measured."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from bugcase.case.measure import current_evidence
from bugcase.case.tables import file_of
from bugcase.case.values import Unknown
from bugcase.data.provenance import file_sha256
from bugcase.story.review.numerals import numerals
from bugcase.story.review.odds import WITH_BAND
from bugcase.story.review.rule import Rule, Spot
from bugcase.story.review.supported import (
    SupportedNumber,
    given_numbers,
    is_supported,
    measured_numbers,
)
from bugcase.story.review.texts import ReviewedCase, shortened
from bugcase.text import split_sentences

STALE: Final = "evidence_stale"

_COUNTED_OUT = range(13)  # people count so many of what they talk of: "3 things", "2 teams"
_CONDITION = re.compile(
    r"\b(?:at most|at least|below|under|above|over|within|less than|up to|limit|if|when|until|once"
    r"|unless|would|should|could)\b",
    re.IGNORECASE,
)
_UNIT_BEFORE = re.compile(
    r"\bin (?:euros?|dollars?|pounds?|kronor|money|people|rows|days|hours|minutes|per ?cent)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(r"\s(?:more|fewer)\s")
_PER_1000 = re.compile(r"1[,.\u00a0\u202f\u2009 ]?000|thousand", re.IGNORECASE)


def _without_source(reviewed: ReviewedCase) -> Iterator[Spot]:
    """Find numbers that nothing carries; of an answer, only what it says of the measurement."""

    @cache  # gathered where there is a number to judge
    def carried(words: str, *, by_answers: bool) -> tuple[SupportedNumber, ...]:
        given = given_numbers(reviewed, by_answers=by_answers)
        return (*given, *measured_numbers(reviewed, words))

    for passage in reviewed.own_words:
        for one in numerals(WITH_BAND.sub(_judged, passage.words)):
            if one.kind == "plain" and one.values[0] in _COUNTED_OUT:
                continue
            if not is_supported(one, carried(passage.words, by_answers=True)):
                yield Spot(place=passage.place, found=f"no finding or answer carries “{one.words}”")
    for answer in reviewed.answers:
        for sentence in split_sentences(answer.words):
            if _CONDITION.search(sentence):
                continue  # "we go when it is at most 4 more per 1,000" says nothing of today
            for one in numerals(sentence):
                change = one.kind == "rate" and _CHANGE.match(sentence, one.end)
                if change and not is_supported(one, carried(answer.words, by_answers=False)):
                    yield Spot(place=answer.place, found=f"no finding carries “{one.words}”")


def _judged(band: re.Match[str]) -> str:
    """Leave a word of probability without its band: that is a judgement, and its own source."""
    return band["word"]


def _without_unit(reviewed: ReviewedCase) -> Iterator[Spot]:
    for passage in reviewed.own_words:
        if _PER_1000.search(passage.words):
            continue  # "… of every 1,000. The next one gets 222.6 wrong."
        for sentence in split_sentences(passage.words):
            for one in numerals(sentence):
                if _UNIT_BEFORE.search(sentence, 0, one.start):
                    break  # "In euros: 9,000 to 30,000."
                if not one.unitless and one.kind != "share":
                    break  # "10 to 35 days, most likely 18"
                if one.unitless and one.values[0] not in _COUNTED_OUT:
                    yield Spot(place=passage.place, found=f"“{one.words}” of what")


def _moved(reviewed: ReviewedCase) -> Iterator[Spot]:
    for turn in reviewed.turns:
        if turn.moved:
            slots = ", ".join(slot.replace("_", " ") for slot in turn.moved)
            yield Spot(place=f"script.{turn.id}", found=f"changed since these words: {slots}")


def _stale(reviewed: ReviewedCase) -> Iterator[Spot]:
    if reviewed.folder is None:
        return
    kept = reviewed.kept.of_data
    if kept is None:
        return
    if current_evidence(reviewed.kept, reviewed.facts.case).of_data is None:
        yield Spot(place="data", found="the settings are not those it was measured with")
    path = file_of(reviewed.folder, reviewed.facts.case, str(reviewed.facts.case.data.path))
    if isinstance(reviewed.facts.case.data.path, Unknown) or kept.source.data != path.name:
        return  # another file: that is a setting, and told
    if not path.is_file():
        yield Spot(place="data.path", found=f"{path.name} is not there: put it back")
    elif _sha256(path) != kept.source.sha256:
        yield Spot(place="data.path", found=f"{path.name} is not the file that was measured")


def _sha256(path: Path) -> str:
    """Hash a file; again only once it was written to, since a form asks at every save."""
    now = path.stat()
    return _hashed(path, now.st_mtime_ns, now.st_size)


@lru_cache(maxsize=4)
def _hashed(path: Path, _written_ns: int, _size: int) -> str:
    return file_sha256(path)


def _p_alone(reviewed: ReviewedCase) -> Iterator[Spot]:
    for passage in reviewed.own_words:
        found = _P_VALUE.search(passage.words)
        if found and not any(one.kind in ("rate", "share") for one in numerals(passage.words)):
            yield Spot(place=passage.place, found=f"{shortened(found[0])} without the size")


_P_VALUE = re.compile(r"\b[pP]\s?[<>=≤≥]{1,2}\s?[01]?\.\d+|\b[pP][- ]values?\b")

RULES = (
    Rule(
        id="number_without_source",
        severity="blocker",
        says="Every number in somebody’s own words is one that was measured, assumed or answered.",
        remedy="measure it, type it as an assumption or an answer with its source, or take it out",
        find=_without_source,
    ),
    Rule(
        id="number_without_unit",
        severity="warning",
        says="A number says of what it is one.",
        remedy="say the unit: so many more of every 1,000, days, euros, people",
        find=_without_unit,
    ),
    Rule(
        id="number_moved",
        severity="blocker",
        says="Own words over a number are written again when the number has changed.",
        remedy="read the words again, change what is wrong and save them",
        find=_moved,
    ),
    Rule(
        id=STALE,
        severity="blocker",
        says="The evidence was measured from the data and with the settings of the case.",
        remedy="measure again",
        find=_stale,
    ),
    Rule(
        id="p_value_alone",
        severity="warning",
        says="A p-value stands beside the size of the change; it says nothing of the size.",
        remedy="say how many more of every 1,000, with the interval",
        find=_p_alone,
    ),
)
