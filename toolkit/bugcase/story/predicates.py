"""When a sentence holds: named predicates from a closed list.

A sentence is as strong as its evidence.  A playbook offers variants, each with
the predicates under which it is true, ``verdict_is(halt)`` or ``known(cause)``,
and the first whose predicates all hold is said.  There is nothing else to write
there, so a playbook cannot compute.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from bugcase.story.facts import Facts

__all__ = ["PREDICATES", "Predicate", "PredicateError"]

_FORM = re.compile(r"([a-z_]+)\(([a-z_ ]*)\)")
_VERDICTS = ("halt", "go", "not yet known", "none")


class PredicateError(ValueError):
    """A text that is no predicate; says why."""


def _verdict_is(facts: Facts, verdict: str) -> bool:
    comparison = facts.evidence.comparison
    return comparison is not None and (comparison.verdict or "none") == verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class _Test:
    """How a predicate is decided, and what its argument may be."""

    holds: Callable[[Facts, str], bool]
    arguments: tuple[str, ...] | None  # None: the name of a slot


PREDICATES: Mapping[str, _Test] = {
    "verdict_is": _Test(holds=_verdict_is, arguments=_VERDICTS),
    "measured": _Test(
        holds=lambda facts, _: facts.evidence.comparison is not None, arguments=("",)
    ),
    "known": _Test(holds=lambda facts, slot: facts.known(slot), arguments=None),
    "unknown": _Test(holds=lambda facts, slot: not facts.known(slot), arguments=None),
}


@dataclass(frozen=True, slots=True)
class Predicate:
    """One condition, by its name and argument."""

    name: str
    argument: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a predicate.

        Raises
        ------
        PredicateError
            Where the text is none of the closed list.

        Examples
        --------
        >>> Predicate.parse("verdict_is(halt)")
        Predicate(name='verdict_is', argument='halt')
        """
        match = _FORM.fullmatch(text)
        if not match or match[1] not in PREDICATES:
            raise PredicateError(f"{text!r} is none of {', '.join(PREDICATES)}, with (…) behind it")
        name, argument = match.groups()
        allowed = PREDICATES[name].arguments
        if allowed is not None and argument not in allowed:
            raise PredicateError(f"{name} takes one of {', '.join(allowed)}; found {argument!r}")
        return cls(name, argument)

    @property
    def slot(self) -> str | None:
        """The slot that the predicate asks about, if it asks about one."""
        return self.argument if PREDICATES[self.name].arguments is None else None

    def holds(self, facts: Facts) -> bool:
        """Whether the predicate is true of a case."""
        return PREDICATES[self.name].holds(facts, self.argument)
