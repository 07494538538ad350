"""Templates: plain sentences with slots in braces, and no other syntax.

A playbook's sentence is plain text in which ``{release}`` stands for a fact, and
``{release:short}`` for one form of its words.  There is no other syntax: no loop, no
format, no attribute, no arithmetic, so a playbook from anybody can be read and drafted
from without running anything.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Self, TypeAlias

from bugcase.text import Span, Text

Register: TypeAlias = Literal["spoken", "written"]
Form: TypeAlias = Literal[Register, "short"]
FORMS: tuple[Form, ...] = ("spoken", "written", "short")

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)(?::([a-z_]+))?\}")


class TemplateError(ValueError):
    """A text that is no template; says which part and why."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text with slots.

    Attributes
    ----------
    words
        What stands before, between and after the slots: one more than there are slots.
    named
        Each slot's name and the form that is asked for; None for the form of the place.

    Examples
    --------
    >>> Template.parse("Hold {release:short} until {date}.").named
    (('release', 'short'), ('date', None))
    >>> Template.parse("{{7*7}}")
    Traceback (most recent call last):
    bugcase.playbook.template.TemplateError: braces only stand around a slot's name: '{{7*7}}'
    """

    words: tuple[str, ...]
    named: tuple[tuple[str, Form | None], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a template.

        Raises
        ------
        TemplateError
            Where a brace is anything but the border of a slot, or a slot has no such form.
        """
        parts = _SLOT.split(text)
        words, names, forms = parts[::3], parts[1::3], parts[2::3]
        if any("{" in one or "}" in one for one in words):
            raise TemplateError(f"braces only stand around a slot's name: {text!r}")
        return cls(tuple(words), tuple(zip(names, map(_form, forms), strict=True)))

    @property
    def slots(self) -> tuple[str, ...]:
        """The names of the slots, in order."""
        return tuple(name for name, _ in self.named)

    def fill(self, fact: Callable[[str, Form], Span], register: Register) -> Text:
        """Put each slot's fact, or its gap, into the text; a bare slot in the form of the place."""
        spans = [Span(words=self.words[0])]
        for (name, form), words in zip(self.named, self.words[1:], strict=True):
            spans += fact(name, form or register), Span(words=words)
        return Text(tuple(span for span in spans if span.words))

    def __str__(self) -> str:
        named = (f"{{{name}:{form}}}" if form else f"{{{name}}}" for name, form in self.named)
        return "".join(part for pair in zip(self.words, (*named, ""), strict=True) for part in pair)


def _form(written: str | None) -> Form | None:
    if written is None:
        return None
    for form in FORMS:
        if form == written:
            return form
    raise TemplateError(f"a slot has the forms {', '.join(FORMS)}; found {written!r}")
