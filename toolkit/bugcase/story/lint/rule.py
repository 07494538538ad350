"""A rule of the lint: what it finds in the sentences of a playbook, and what to do about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bugcase.playbook.format import Playbook
from bugcase.story.lint.excerpts import Excerpt
from bugcase.story.lint.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """A playbook under the lint: its excerpts, and what is known of its language.

    `language` is None for a language of which nothing is known: rules that read words are then
    silent.
    """

    playbook: Playbook
    excerpts: tuple[Excerpt, ...]
    language: Language | None

    @property
    def spoken(self) -> tuple[Excerpt, ...]:
        """What is said, and not read."""
        return tuple(one for one in self.excerpts if one.spoken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Words that break a rule, where they stand, and what to do where a rule says it anew."""

    excerpt: Excerpt
    words: str
    found: str
    remedy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the lint.

    Attributes
    ----------
    says
        The rule, as a sentence.
    remedy
        What to do, as an instruction.
    find
        Where a playbook breaks it.
    """

    id: str
    says: str
    remedy: str
    find: Callable[[Linted], Iterable[Spot]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A sentence that a rule found: where, what, and what to do about it.

    Attributes
    ----------
    place
        The section and the id of the entry: turns[open].
    line
        The line of the file.
    found
        What is wrong, with the words.
    """

    rule: str
    place: str
    line: int
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}, line {self.line}: {self.found}; {self.remedy}"
