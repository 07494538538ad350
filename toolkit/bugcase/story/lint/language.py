"""What the lint knows of a language: one file a language, in `languages/`."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from pydantic import BaseModel, ConfigDict

from bugcase.wording.verbs import Verbs, verbs_of


class Strength(BaseModel):
    """Words that claim something, and the conditions of which any one bears them out.

    `words` is a regular expression that is held against a sentence with its slots in braces.
    A sentence that is hedged ("if", "until") is left alone, unless `hedged` says otherwise.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    words: str
    unless: tuple[str, ...] = ()
    hedged: bool = False
    remedy: str


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    starts_a_label: str
    number_words: str
    one_number: tuple[str, ...]
    odds: str
    before_a_known_number: str
    joins: tuple[str, ...]
    short_answers: tuple[str, ...]
    placeholders: tuple[str, ...]
    promises: tuple[str, ...]
    strengths: tuple[Strength, ...]


@dataclass(frozen=True)
class Language:
    """The words of a language that the rules look for, and the questions that rest on them."""

    table: _Table
    verbs: Verbs

    @cached_property
    def label_start(self) -> re.Pattern[str]:
        """The first word of a clause that only names what follows: what, how, if."""
        return re.compile(rf"\W*(?:{_either(self.table.starts_a_label.split())})\b", re.IGNORECASE)

    @cached_property
    def number_word(self) -> re.Pattern[str]:
        """A number in words, two and up, that is news: not "the two models"."""
        known = "".join(rf"(?<!\b{word} )" for word in self.table.before_a_known_number.split())
        one = rf"(?:{_either(self.table.number_words.split())})"
        number = rf"{one}(?:[- ]{one})*"
        return re.compile(rf"{known}\b{number}(?:{self.table.odds}{number})?\b(?!-)", re.IGNORECASE)

    @cached_property
    def one_number(self) -> tuple[re.Pattern[str], ...]:
        """What is heard as one number, with each number in it written as #."""
        return tuple(re.compile(one, re.IGNORECASE) for one in self.table.one_number)

    @cached_property
    def clause_end(self) -> re.Pattern[str]:
        """Where a clause ends: at a mark, or before a word that joins the next one."""
        return re.compile(rf"[,;:–—](?=[\s”’\"]|$)|\s(?=(?:{_either(self.table.joins)})\b)")

    @cached_property
    def short_answer(self) -> re.Pattern[str]:
        """What ends in an answer without a verb: "No", "Over all rows, no"."""
        answers = _either(self.table.short_answers)
        return re.compile(rf"(?:(?:[\w’]+\s){{1,4}}?[\w’]+,\s)?(?:{answers})\W*", re.IGNORECASE)

    @cached_property
    def placeholder(self) -> re.Pattern[str]:
        """What stands where words are still to come."""
        return re.compile(rf"(?<!\w)(?:{_either(self.table.placeholders)})(?!\w)", re.IGNORECASE)

    @cached_property
    def promise(self) -> re.Pattern[str]:
        """Words by which a sentence speaks of a time to come."""
        return re.compile(rf"(?<!\w)(?:{_either(self.table.promises)})(?!\w)", re.IGNORECASE)


def language_of(locale: str) -> Language | None:
    """Give what is known of the language of a locale; None where nothing is.

    >>> language_of("de_DE") is None
    True
    """
    verbs = verbs_of(locale)
    if verbs is None:
        return None
    return _read(locale.replace("-", "_").partition("_")[0].lower(), verbs)


@cache
def _read(name: str, verbs: Verbs) -> Language | None:
    file = resources.files("bugcase.story.lint") / "languages" / f"{name}.toml"
    if not file.is_file():
        return None
    table = _Table.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    return Language(table, verbs)


def _either(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in longest_first)
