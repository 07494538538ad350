"""Groups: which rows a few conditions hold, as a person would name them.

A case has a phrase for a column ("who moved {level}"), or for each of its levels; a group
is then "married people who moved in the last year".  Where it has none, one is made from
the column's name and the level: "people with marital status “married”".

Phrases and levels are somebody's text: `{level}` is replaced by the level as it is, and
nothing else in them means anything.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from bugcase.wording.entries import in_use, say

MISSING: Final = "(missing)"  # the level of rows that have no value

Phrases: TypeAlias = Mapping[str, str | Mapping[str, str]]  # by column, and by level

_YES_OR_NO: Final = {"true": "groups.true", "false": "groups.false"}
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupNames:
    """How the groups of a case are named.

    Parameters
    ----------
    noun
        What a row is one of, in the plural; None for "rows".
    phrases
        For each column a phrase, or a table of its levels with a phrase for each.

    Examples
    --------
    >>> name = GroupNames(noun="people", phrases={
    ...     "moved": {"within the year": "who moved in the last year"},
    ...     "marital_status": "{level}",
    ... })
    >>> name({"moved": "within the year", "marital_status": "married"})
    'married people who moved in the last year'
    >>> name({"marital_status": "never married", "c_charge_degree": "F"})
    'never married people with charge degree “F”'
    >>> name.short({"moved": "within the year", "marital_status": "married"})
    'married, who moved in the last year'
    """

    noun: str | None = None
    phrases: Phrases = field(default_factory=dict)

    def __call__(self, conditions: Mapping[str, str]) -> str:
        """Name the rows that meet the conditions."""
        before, after = self._placed(conditions)
        return " ".join([*before, self.noun or say("groups.rows"), *after])

    def short(self, conditions: Mapping[str, str]) -> str:
        """Name what sets the rows apart, where there is no room for a sentence."""
        before, after = self._placed(conditions)
        return ", ".join([*before, *after])

    def _placed(self, conditions: Mapping[str, str]) -> tuple[list[str], list[str]]:
        """Give what goes before the noun, and what goes after it: relative clauses last."""
        every = [self._phrase(column, level) for column, level in conditions.items()]
        before = [one for one in every if not _goes_after(one)]
        relative = [one for one in every if _first(one) in in_use().words("groups.relative")]
        others = [one for one in every if one not in before and one not in relative]
        return before, [joined for some in (others, relative) for joined in _joined(some)]

    def _phrase(self, column: str, level: str) -> str:
        given = self.phrases.get(column)
        if isinstance(given, Mapping):
            given = given.get(level)
        elif level == MISSING:
            given = None  # a phrase for every level is no phrase for none
        if given is None:
            return _default(column, level)
        return " ".join(given.replace("{level}", level).split())


def column_name(column: str) -> str:
    """Write the name of a column in words, without a letter that only marks its kind.

    >>> [column_name(one) for one in ("marital_status", "c_charge_degree", "maritalStatus", "C")]
    ['marital status', 'charge degree', 'marital status', 'C']
    """
    words = _HUMP.sub(" ", column).replace("_", " ").split()
    if len(words) > 1 and len(words[0]) == 1:
        words = words[1:]
    return " ".join(word if word.isupper() else word.lower() for word in words) or column


def step(column: str, level: str) -> str:
    """Name a build, a version or a time by its column.

    >>> step("build_id", "214")
    'build id 214'
    """
    return say("groups.step", column=column_name(column), level=level)


def written(conditions: Mapping[str, str]) -> str:
    """Write the conditions as the data have them.

    >>> written({"moved": "within the year", "marital_status": "married"})
    'moved = within the year, marital_status = married'
    """
    return ", ".join(f"{column} = {level}" for column, level in conditions.items())


def _default(column: str, level: str) -> str:
    name = column_name(column)
    if level == MISSING:
        return say("groups.missing", column=name)
    level = say(_YES_OR_NO[level]) if level in _YES_OR_NO else level
    return say("groups.with_level", column=name, level=level)


def _first(phrase: str) -> str:
    return phrase.partition(" ")[0].lower()


def _goes_after(phrase: str) -> bool:
    words = in_use()
    marks = {*words.words("groups.relative"), *words.words("groups.after_noun")}
    return not marks.isdisjoint(phrase.lower().split())


def _joined(phrases: list[str]) -> Iterator[str]:
    """Join what goes after a noun; a first word that all have is said once."""
    if not phrases:
        return
    first, *others = phrases
    lead = say("groups.lead_said_once")
    if all(one.startswith(lead) for one in phrases):
        others = [one.removeprefix(lead) for one in others]
    for other in others:
        first = say("groups.joined", first=first, second=other)
    yield first
