"""Finds a verb among words, by the lists of a language in `verb_lists/`.

The lint of playbooks asks it of sentences that somebody writes with care, and wants to be
told what has none.  A form asks it of words that somebody types in a hurry, and says nothing
where it can't tell.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache, cached_property
from importlib import resources
from itertools import pairwise
from typing import Final

_FEWEST: Final = 2  # words, in which a plural is no verb: "lost updates"


@dataclass(frozen=True, kw_only=True)
class Verbs:
    """What is known of the verbs of a language: lists of words, each parted by spaces.

    Attributes
    ----------
    verbs
        Verbs wherever they stand, whose regular forms follow from them.
    also_nouns
        Nouns or adjectives as well: verbs only beside words that show it.
    pasts, participles
        Irregular forms; of a verb that is finite, and others.
    subjects, before_a_noun
        After which a word is a verb, and none.
    after_a_plural
        Nouns that are verbs after a plural.
    """

    auxiliaries: frozenset[str]
    verbs: frozenset[str]
    also_nouns: frozenset[str]
    pasts: frozenset[str]
    participles: frozenset[str]
    past_ends: frozenset[str]
    contracted_ends: frozenset[str]
    contracted: frozenset[str]
    before_a_verb: frozenset[str]
    after_a_verb: frozenset[str]
    after_a_verb_ends: frozenset[str]
    subjects: frozenset[str]
    before_a_noun: frozenset[str]
    after_a_plural: frozenset[str]
    plurals: frozenset[str]
    joins: frozenset[str]

    def has_verb(self, words: str, *, in_doubt: bool = True) -> bool:
        """Whether there is a verb among words.

        A word that is a noun as well (cost, guard) counts beside words that show it to be a verb,
        as in "they cost more".  With `in_doubt` it counts as the first one too,
        as in "Report today", and so does what looks like a verb.

        >>> english = verbs_of("en_GB")
        >>> english.has_verb("the guard at the door"), english.has_verb("they cost more")
        (False, True)
        """
        said = _words(words)
        for at, word in enumerate(said):
            if word in self._surely or self._is_contracted(word):
                return True
            if word in self._perhaps:
                last, following = said[at - 1] if at else "", (*said[at + 1 :], "")[0]
                if last in self.before_a_verb or following in self.after_a_verb:
                    return True
                if in_doubt and not at and following:
                    return True
                if following.endswith(tuple(self.after_a_verb_ends)):
                    return True
                # "a rollback sets", "orders match", and also "next steps", which does no harm
                if in_doubt and (
                    last.endswith("s") or (word.endswith("s") and last not in self.after_a_verb)
                ):
                    return True
            if in_doubt and word.endswith(tuple(self.past_ends)):
                return True
        return False

    def may_have_verb(self, clause: str) -> bool:
        """Whether something in a clause may be a finite verb; where it can't tell, there is one.

        A verb that no list knows is found by what it ends in and what it follows.

        >>> english = verbs_of("en_GB")
        >>> english.may_have_verb("lost updates"), english.may_have_verb("the job xyzzies orders")
        (False, True)
        """
        said = _words(clause)
        if any(word in self.auxiliaries or self._is_contracted(word) for word in said):
            return True
        return len(said) > _FEWEST and any(
            before in self.subjects
            or (before not in self.before_a_noun and self._looks_finite(word))
            or (word in self._plain and (before.endswith("s") or before in self.plurals))
            for before, word in pairwise(said)
            if word not in self.before_a_noun
        )

    def lacks_subject(self, clause: str) -> bool:
        """Whether a clause surely begins with its verb; where it can't tell, it does not.

        >>> english = verbs_of("en_GB")
        >>> english.lacks_subject("could break the app"), english.lacks_subject("builds break")
        (True, False)
        """
        first, second, *_ = (*_words(clause), "", "")
        if first in self.auxiliaries:
            return bool(second) and second not in self.subjects  # "had we known, it would be off"
        thirds = {f"{verb}{end}" for verb in self.verbs for end in ("", "s", "es")}
        return first in thirds | self.pasts and second in self.after_a_verb

    def may_begin_with_verb(self, infinitive: str) -> bool:
        """Whether an infinitive may begin with its verb, be it one that no list knows.

        >>> english = verbs_of("en_GB")
        >>> english.may_begin_with_verb("fair and fast loan decisions")
        False
        >>> english.may_begin_with_verb("tow it"), english.may_begin_with_verb("sync and ship it")
        (True, True)
        """
        first, join, second, following, *_ = (*_words(infinitive), "", "", "", "")
        if first in self.before_a_noun or first in self.subjects:
            return False
        plain = self._plain | self.auxiliaries
        if join not in self.joins or first in plain or second in plain:
            return True
        return not following or following in self.after_a_verb

    def _looks_finite(self, word: str) -> bool:
        """Whether a word is a past, or ends as one or as a third person does."""
        if word in self.pasts or word.endswith(tuple(self.past_ends)):
            return True
        return word.endswith("s") and not word.endswith(("ss", "us"))

    def _is_contracted(self, word: str) -> bool:
        """Whether a verb is drawn into a word: “isn’t”, “it’s”; not “Dave’s”."""
        return word in self.contracted or word.endswith(tuple(self.contracted_ends))

    @cached_property
    def _plain(self) -> frozenset[str]:
        return self.verbs | self.also_nouns | self.after_a_plural

    @cached_property
    def _surely(self) -> frozenset[str]:
        return frozenset({*_forms(self.verbs), *self.auxiliaries, *self.pasts, *self.participles})

    @cached_property
    def _perhaps(self) -> frozenset[str]:
        return frozenset(_forms(self.also_nouns))


def verbs_of(locale: str) -> Verbs | None:
    """Give what is known of the verbs of a locale's language; None where nothing is.

    >>> verbs_of("de_DE") is None
    True
    """
    return _read(locale.replace("-", "_").partition("_")[0].lower())


@cache
def _read(name: str) -> Verbs | None:
    file = resources.files("bugcase.wording") / "verb_lists" / f"{name}.toml"
    if not name.isalpha() or not file.is_file():
        return None
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return Verbs(**{one.name: frozenset(table[one.name].split()) for one in fields(Verbs)})


def _words(said: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:’[^\W\d_]+)?", said.lower().replace("'", "’"))


def _forms(verbs: Iterable[str]) -> Iterable[str]:
    """Give the forms of regular verbs; a form that is none does no harm."""
    for verb in verbs:
        yield from (verb, f"{verb}s", f"{verb}es", f"{verb}ed", f"{verb}d", f"{verb}{verb[-1]}ed")
        if verb.endswith("y"):
            yield from (f"{verb[:-1]}ies", f"{verb[:-1]}ied")
