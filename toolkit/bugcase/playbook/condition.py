"""A condition of a playbook, and the names that a playbook may use.

The format knows how slots and conditions are written, and not which there are:
who reads a playbook hands in their names (`Names`), so that a fault in one is
told with its place while the file is read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from bugcase.playbook.meaning import Need

_FORM = re.compile(r"(not )?([a-z_]+)\(([a-z0-9][a-z0-9_ ]*)?\)")


class ConditionError(ValueError):
    """A text that is no condition; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionForm:
    """What a condition says of a case, and the arguments it takes; None: the name of a slot.

    `needs` are the meanings that a playbook has to have where it uses the condition.  With
    `one_at_a_time` it holds for one of its arguments at most; `opposite` is the condition
    that holds of the same argument exactly where this one does not.
    """

    means: str
    arguments: tuple[str, ...] | None = ("",)
    needs: tuple[Need, ...] = ()
    one_at_a_time: bool = False
    opposite: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The slots, conditions and figures that every playbook may use, beside its own fields.

    Each figure comes with the slot that rests on the same, and needs what that slot needs:
    `slot_needs` are the meanings that a playbook has to have where it uses one.
    """

    slots: frozenset[str]
    conditions: Mapping[str, ConditionForm]
    figures: Mapping[str, str] = field(default_factory=dict)
    slot_needs: Mapping[str, tuple[Need, ...]] = field(default_factory=dict)

    def schema(self) -> dict[str, Any]:
        """Describe the conditions as JSON Schema, so that an editor completes them."""
        named: list[dict[str, Any]] = []
        for name, form in self.conditions.items():
            written: dict[str, Any]
            if form.arguments is None:
                written = {"pattern": rf"^(not )?{name}\([a-z][a-z0-9_]*\)$"}
            else:
                said = [f"{name}({argument})" for argument in form.arguments]
                written = {"enum": [*said, *(f"not {one}" for one in said)]}
            named.append({"type": "string", **written, "description": form.means})
        return {"anyOf": named}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition, by its name and argument; `negated` where "not" stands before it.

    `slot` is its argument where it asks about a slot.
    """

    name: str
    argument: str
    negated: bool = False
    slot: str | None = None

    @classmethod
    def parse(cls, text: str, names: Names) -> Self:
        """Read a condition.

        Raises
        ------
        ConditionError
            Where the text is not in the closed list.

        Examples
        --------
        >>> known = ConditionForm(means="there are words for the slot", arguments=None)
        >>> names = Names(slots=frozenset(), conditions={"known": known})
        >>> Condition.parse("not known(cause)", names)
        Condition(name='known', argument='cause', negated=True, slot='cause')
        """
        match = _FORM.fullmatch(text)
        if not match or match[2] not in names.conditions:
            listed = ", ".join(names.conditions)
            raise ConditionError(f"{text!r} is none of {listed}, with (…) behind it")
        name, argument = match[2], match[3] or ""
        allowed = names.conditions[name].arguments
        if allowed is None and not argument:
            raise ConditionError(f"{name} takes the name of a slot; found none")
        if allowed is not None and argument not in allowed:
            one_of = ", ".join(one or "nothing" for one in allowed)
            raise ConditionError(f"{name} takes one of {one_of}; found {argument!r}")
        slot = argument if allowed is None else None
        return cls(name, argument, negated=match[1] is not None, slot=slot)

    def rules_out(self, other: "Condition", names: Names) -> bool:
        """Whether no case meets both.

        >>> known = ConditionForm(means="there are words for the slot", arguments=None)
        >>> names = Names(slots=frozenset(), conditions={"known": known})
        >>> found = Condition("known", "cause")
        >>> [found.rules_out(Condition("known", "cause", negated=n), names) for n in (False, True)]
        [False, True]
        """
        form = names.conditions[self.name]
        if self.argument != other.argument:
            both_hold = not (self.negated or other.negated)
            return form.one_at_a_time and self.name == other.name and both_hold
        if self.name == other.name:
            return self.negated != other.negated
        return form.opposite == other.name and self.negated == other.negated

    def __str__(self) -> str:
        return f"{'not ' if self.negated else ''}{self.name}({self.argument})"
