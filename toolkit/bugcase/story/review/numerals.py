"""Reads the numbers in a sentence: what they may mean, in which unit, how exactly.

The same rate is written 15.2, "about 15", 1.52 points, or 15,2 by somebody from
another country.  A numeral is therefore read with its unit, with every value that
its digits can mean, and with the step it was rounded to.  What only looks like a
number (a date, a time, a version, the 2nd, slide 4) is none here.

Every repetition in these patterns is bounded, so that a long text takes no longer
than its length.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["rate", "share", "money", "ratio", "plain"]

_MONTHS = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_NTH = "(?:st|nd|rd|th)?"
_DATED = rf"{_MONTHS}(?:,?\s\d{{4}}\b)?"
_BEFORE_YEAR = "in|since|of|by|until|from|to|year|before|after|late|early|during|for|Q[1-4]|H[12]"
_NUMBERED = (
    "release|build|version|v|commit|ticket|issue|slide|page|step|section|table|figure|appendix"
    "|chapter|room|floor|sprint|phase|option|case|line|row|day|week|question|note|hash|id"
    "|pull request|pr|sev|tier|group|file"
)
_NO_NUMBERS = re.compile(
    "|".join(
        (
            r"https?://\S{1,2000}",
            r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?(?:Z|[+-]\d\d:?\d\d)?",
            r"\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\b\.?)?",
            r"\b\d{1,2}\s?(?:[ap]m\b|[ap]\.m\.|o['’]clock)",
            r"\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b",
            rf"\b(?:\d{{1,2}}{_NTH}\s?(?:to|and|or|–|-)\s?)?\d{{1,2}}{_NTH}\s(?:of\s)?{_DATED}",
            rf"\b{_MONTHS}\s\d{{1,2}}\b{_NTH}(?:(?:,\s?|\s)\d{{4}}\b)?(?![.,]\d)",
            rf"\b{_MONTHS}\s\d{{4}}\b",
            r"\b\d{1,9}(?:st|nd|rd|th)\b",
            rf"(?i:\b(?:{_BEFORE_YEAR})\s)(?:19|20)\d\d\b(?![,.]\d)",
            rf"(?i:\b(?:{_NUMBERED})\s?#?\.?)\d[\w.-]{{0,40}}",
            r"#\d+",
            r"24/7",
            r"\b[pq]\s?[<>=≤≥]{1,2}\s?0?\.\d+",  # a p-value has a rule of its own
        )
    )
)
_SPACE = r"[ \u00a0\u202f\u2009]"
_DIGITS = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}(?:{_SPACE}\d{{3}})+)(?:\.\d{{1,9}})?(?![\d,]\d)"
    r"|\d{1,15}(?:[.,]\d{1,9})?|\.\d{1,9}"
)
_CURRENCY = r"€|\$|£|¥|₹"
_CODES = r"(?:EUR|USD|GBP|JPY|CHF|SEK|NOK|DKK|PLN|CAD|AUD|INR|CNY|euros?|dollars?|pounds?|kronor)\b"
_NUMERAL = re.compile(
    rf"(?<![\w.,/])(?<![A-Za-z]-)(?P<symbol>(?:{_CURRENCY}|{_CODES})[ \u00a0]?)?"
    rf"(?P<digits>{_DIGITS})"
    r"(?P<times>[ \u00a0]?(?:[kK]|thousand|million|[Mm]n|M|bn|billion)\b)?"
    rf"(?P<unit>[ \u00a0]?(?:%|per\s?cent\b|percentage\spoints?\b|points?\b|pp\b|{_CURRENCY}"
    rf"|{_CODES}|×|x\b|times\b))?"
    r"(?!\w)"
)
_TIMES = {"k": 1e3, "thousand": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "bn": 1e9, "billion": 1e9}
_THOUSAND = r"1[, .\u00a0\u202f\u2009]?000\b|thousand\b"
_PER_1000 = re.compile(
    rf"(?:\s[^\W\d]{{1,30}}){{0,5}}?\s(?:per|of|in|out of|for)\s(?:every\s|each\s)?(?:{_THOUSAND})"
)
_OF = re.compile(r"\b(?:per|of|in|every|each|for)\s$", re.IGNORECASE)
_ODDS = re.compile(
    r"(?<![\w.,/])(\d{1,4})\s(?:in|of|out of)\s(?:every\s|each\s)?"
    r"(\d{1,3}(?:,\d{3}){1,3}|\d{1,7})(?!\w)"
)
_BETWEEN = re.compile(r"\s?(?:(?:more|fewer|less|saved|lost)\s)?(?:to|and|or|–|-|—)\s?")
_ROUND = {10.0, 100.0, 1000.0, 10_000.0, 100_000.0, 1_000_000.0}
_NOTHING_COUNTED = re.compile(  # what may follow a number and says nothing of what is counted
    r"(?:\s+(?:more|fewer|less|higher|lower|wrong|worse|better)\b){0,3}\s*(?:$|[.,;:!?\]”\"]"
    r"|(?:and|or|but|today|now|than|is|was|are|were|compared|versus|vs|by|in|at|on|with|instead"
    r"|again|before|after|so|which|while|because|as|for|from|to|the|our|we|it)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """A number in a text.

    Attributes
    ----------
    words
        As it is written, with its unit.
    start, end
        Where.
    values
        What its digits may mean: "1.240" is 1.24, or 1240 elsewhere.
    step
        Half the last place it was written to: what it may be off by.
    kind
        "rate" of 1,000, "share" in per cent or points, "money", "ratio", or "plain".
    unitless
        Whether neither a unit nor the name of what is counted follows.
    """

    words: str
    start: int
    end: int
    values: tuple[float, ...]
    step: float
    kind: Kind
    unitless: bool = False

    def is_near(self, number: float) -> bool:
        """Whether it may be this number, rounded."""
        return any(abs(value - abs(number)) <= self.step * (1 + 1e-9) for value in self.values)


def numerals(text: str) -> list[Numeral]:
    """Read the numbers of a text; the 1,000 of a rate is none of them.

    >>> [(one.words, one.values, one.kind) for one in numerals(
    ...     "On 3 May 15.2 more per 1,000 fail, 1,240 orders, €9k, 5 %, in 2 of 10 cases.")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('15.2', (15.2,), 'rate'), ('1,240', (1240.0,), 'plain'), ('€9k', (9000.0,), 'money'),
     ('5 %', (5.0,), 'share'), ('2 of 10', (20.0,), 'share')]
    """
    masked = _NO_NUMBERS.sub(lambda match: "_" * len(match[0]), text)
    odds = [one for match in _ODDS.finditer(masked) if (one := _odds(match))]
    for one in odds:
        masked = masked[: one.start] + "_" * (one.end - one.start) + masked[one.end :]
    found = [one for match in _NUMERAL.finditer(masked) if (one := _numeral(match, masked))]
    return sorted([*_units_from_the_right(found, masked), *odds], key=lambda one: one.start)


def _numeral(match: re.Match[str], text: str) -> Numeral | None:
    readings = _readings(match["digits"])
    times = _TIMES[match["times"].strip().lower()] if match["times"] else 1.0
    kind = _kind(match, text)
    before = max(0, match.start() - 12)
    if kind == "plain" and float(readings[0]) in _ROUND and _OF.search(text, before, match.start()):
        return None  # the 1,000 that others are counted of
    return Numeral(
        words=match[0].strip(),
        start=match.start(),
        end=match.end(),
        values=tuple(float(reading) * times for reading in readings),
        step=_step(readings[0]) * times,
        kind=kind,
        unitless=kind == "plain" and bool(_NOTHING_COUNTED.match(text, match.end())),
    )


def _kind(match: re.Match[str], text: str) -> Kind:
    unit = (match["unit"] or "").strip().lower()
    if match["symbol"] or re.fullmatch(rf"{_CURRENCY}|{_CODES}", unit, re.IGNORECASE):
        return "money"
    if unit in ("×", "x", "times"):
        return "ratio"
    if unit:
        return "share"
    return "rate" if _PER_1000.match(text, match.end()) else "plain"


def _readings(digits: str) -> list[str]:
    """Write digits with a decimal point, in every way they may be meant, the commonest first."""
    flat = re.sub(_SPACE, "", digits)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", flat):
        return [flat.replace(",", "")]
    if " " in digits:  # "in phase 12 350 people" are two numbers, and the last one counts people
        return [flat, digits.rpartition(" ")[2]]
    if re.fullmatch(r"\d{1,3}\.\d{3}", flat):
        return [flat, flat.replace(".", "")]
    return [flat.replace(",", ".")]


def _step(number: str) -> float:
    """Say by how much a number may be off as it is written: 350 by 5, 15 by 0.5, 15.2 by 0.05."""
    whole, point, decimals = number.partition(".")
    if point:
        return 0.5 / 10.0 ** len(decimals)
    zeros = len(whole) - len(whole.rstrip("0"))
    return float(max(0.5, min(0.5 * 10**zeros, 0.05 * float(whole))))


def _odds(match: re.Match[str]) -> Numeral | None:
    """Read "2 in 10" as a share; "340 of 2,549" are two counts."""
    part, of = float(match[1]), float(match[2].replace(",", "") or 0)
    if not of or of == 1000 or part > of or not (of in _ROUND or part == 1):
        return None
    share = 100 * part / of
    return Numeral(
        words=match[0],
        start=match.start(),
        end=match.end(),
        values=(share,),
        step=50 / of if of in _ROUND else share / of,
        kind="share",
    )


def _units_from_the_right(found: list[Numeral], text: str) -> list[Numeral]:
    """Give the low end of "between 14.1 and 16.4 more per 1,000" the unit of the high one."""
    for place in reversed(range(len(found) - 1)):
        low, high = found[place], found[place + 1]
        if low.kind == "plain" and _BETWEEN.fullmatch(text, low.end, high.start):
            found[place] = replace(low, kind=high.kind, unitless=high.unitless)
    return found
