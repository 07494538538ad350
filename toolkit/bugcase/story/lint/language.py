"""What the lint knows of a language: one file a language, in `languages/`."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from pydantic import BaseModel, ConfigDict


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

    verbs: str
    also_nouns: str
    pasts: str
    past_ends: str
    contracted_ends: str
    contracted: str
    before_a_verb: str
    after_a_verb: str
    after_a_verb_ends: str
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

    @cached_property
    def _verbs(self) -> frozenset[str]:
        return frozenset({*_forms(self.table.verbs.split()), *self.table.pasts.split()})

    @cached_property
    def _perhaps_verbs(self) -> frozenset[str]:
        return frozenset(_forms(self.table.also_nouns.split()))

    def has_verb(self, words: str, *, in_doubt: bool = True) -> bool:
        """Whether there is a verb among words.

        A word that is a noun as well (cost, guard) counts beside words that show it to be a verb,
        as in "they cost more".  With `in_doubt` it counts as the first one too,
        as in "Report today", and so does what looks like a verb.
        """
        said = re.findall(r"[^\W\d_]+(?:’[^\W\d_]+)?", words.lower().replace("'", "’"))
        ends, contracted = tuple(self.table.contracted_ends.split()), self.table.contracted.split()
        before = frozenset(self.table.before_a_verb.split())
        after = frozenset(self.table.after_a_verb.split())
        for at, word in enumerate(said):
            if word in self._verbs or word.endswith(ends) or word in contracted:
                return True
            if word in self._perhaps_verbs:
                last, following = said[at - 1] if at else "", (*said[at + 1 :], "")[0]
                if last in before or following in after or (in_doubt and not at and following):
                    return True
                if following.endswith(self.table.after_a_verb_ends):
                    return True
                # "a rollback sets", "orders match", and also "next steps", which does no harm
                if in_doubt and (last.endswith("s") or (word.endswith("s") and last not in after)):
                    return True
            if in_doubt and word.endswith(self.table.past_ends):
                return True
        return False

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
    return _read(locale.replace("-", "_").partition("_")[0].lower())


@cache
def _read(name: str) -> Language | None:
    file = resources.files("bugcase.story.lint") / "languages" / f"{name}.toml"
    if not file.is_file():
        return None
    return Language(_Table.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))))


def _either(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in longest_first)


def _forms(verbs: Iterable[str]) -> Iterable[str]:
    """Give the forms of regular verbs; a form that is none does no harm."""
    for verb in verbs:
        yield from (verb, f"{verb}s", f"{verb}es", f"{verb}ed", f"{verb}d", f"{verb}{verb[-1]}ed")
        if verb.endswith("y"):
            yield from (f"{verb[:-1]}ies", f"{verb[:-1]}ied")
