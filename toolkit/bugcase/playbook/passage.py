"""Passages: the lines of a playbook's text, each with what is said while a fact is missing.

Each line of a text is a sentence, or a few that belong together.  A line may have a twin,
which takes its place while one of its slots is open:

    We think that {cause}. | We do not know the cause yet.

A gap is never voiced: where a text is spoken, an open line without a twin is left out.
Where it is written, the gap stays visible.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from bugcase.playbook.template import Form, Register, Template, TemplateError
from bugcase.text import NOTHING, Span, Text


@dataclass(frozen=True, slots=True)
class PassageLine:
    """A line, and its twin: what takes its place while one of its slots is open."""

    template: Template
    twin: Template | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a line, or a line and its twin with ``|`` between them.

        Raises
        ------
        TemplateError
            Where one of the two is no template, or the twin would never be said.
        """
        sides = [side.strip() for side in text.split("|")]
        if len(sides) > 2 or not all(sides):
            raise TemplateError(f"one | stands between a line and its twin: {text!r}")
        line, *twins = map(Template.parse, sides)
        if twins and not line.slots:
            raise TemplateError(f"a line without a slot is never open, so no twin: {text!r}")
        return cls(line, *twins)

    @property
    def templates(self) -> tuple[Template, ...]:
        """The line, and its twin, if there is one."""
        return (self.template,) if self.twin is None else (self.template, self.twin)

    @property
    def always_known(self) -> bool:
        """Whether it, or its twin, has no slot that could be open."""
        return not self.templates[-1].slots

    def fill(self, fact: Callable[[str, Form], Span], register: Register) -> Text:
        """Fill the line; while it is open, give its twin, and without one nothing or the gap."""
        for template in self.templates:
            text = template.fill(fact, register)
            if not text.gaps:
                return text
        return NOTHING if register == "spoken" else self.template.fill(fact, register)


@dataclass(frozen=True, slots=True)
class Passage:
    r"""The lines of a text.

    Examples
    --------
    >>> passage = Passage.parse("We think that {cause}. | We do not know why.\nCall {who}.")
    >>> def unknown(slot: str, form: str) -> Span:
    ...     return Span(words=slot, slot=slot, gap=True)
    >>> str(passage.fill(unknown, "spoken"))
    'We do not know why.'
    >>> str(passage.fill(unknown, "written"))
    'We do not know why. Call [? who].'
    """

    lines: tuple[PassageLine, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a text line by line; empty lines are none.

        Raises
        ------
        TemplateError
            Where a line is no template, or a twin would never be said.
        """
        lines = (" ".join(line.split()) for line in text.splitlines())
        return cls(tuple(PassageLine.parse(line) for line in lines if line))

    @property
    def templates(self) -> tuple[Template, ...]:
        """The lines and their twins, in order."""
        return tuple(template for line in self.lines for template in line.templates)

    @property
    def slots(self) -> tuple[str, ...]:
        """The names of the slots of its lines and twins, in order."""
        return tuple(slot for template in self.templates for slot in template.slots)

    def fill(self, fact: Callable[[str, Form], Span], register: Register) -> Text:
        """Fill each line, and join what is left of them."""
        return Text.joined(line.fill(fact, register) for line in self.lines)
