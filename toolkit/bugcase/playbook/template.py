"""Templates: plain sentences with slots in braces, and no other syntax.

A playbook's sentence is plain text in which ``{release}`` stands for a fact.
There is no other syntax: no loop, no format, no attribute, no arithmetic, so a
playbook from anybody can be read and drafted from without running anything.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from bugcase.text import Span, Text

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class TemplateError(ValueError):
    """A text that is no template; says which part and why."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text with slots: words at even places, the names of slots at odd ones.

    Examples
    --------
    >>> Template.parse("Hold {release} until {date}.").slots
    ('release', 'date')
    >>> Template.parse("{{7*7}}")
    Traceback (most recent call last):
    bugcase.playbook.template.TemplateError: braces only stand around a slot's name: '{{7*7}}'
    """

    parts: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a template.

        Raises
        ------
        TemplateError
            Where a brace is anything but the border of a slot.
        """
        parts = tuple(_SLOT.split(text))
        if any("{" in words or "}" in words for words in parts[::2]):
            raise TemplateError(f"braces only stand around a slot's name: {text!r}")
        return cls(parts)

    @property
    def slots(self) -> tuple[str, ...]:
        """The names of the slots, in order."""
        return self.parts[1::2]

    def fill(self, fact: Callable[[str], Span]) -> Text:
        """Put each slot's fact, or its gap, into the text."""
        spans = (
            fact(part) if place % 2 else Span(words=part) for place, part in enumerate(self.parts)
        )
        return Text(tuple(span for span in spans if span.words))
