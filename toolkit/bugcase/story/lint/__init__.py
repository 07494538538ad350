"""Lints a playbook: what would be hard to say aloud, or says more than it can know.

`faults` of the format are what a playbook can't be used with; these are sentences that a room
would stumble over.  Each rule stands with its remedy; the words that the rules look for stand
in a table of their language, and in another language rules that read words are silent.
"""

from bugcase.playbook.format import Playbook
from bugcase.story.lint import (
    colons,
    fragments,
    lengths,
    numbers,
    promises,
    strength,
    terms,
)
from bugcase.story.lint.excerpts import excerpts
from bugcase.story.lint.language import language_of
from bugcase.story.lint.readability import Readability, readability
from bugcase.story.lint.rule import Finding, Linted, Rule, Spot
from bugcase.story.lint.source_lines import SourceLines
from bugcase.story.review.texts import shortened

__all__ = ["RULES", "Finding", "Readability", "Rule", "lint", "measure"]

RULES: tuple[Rule, ...] = (
    *colons.RULES,
    *numbers.RULES,
    *lengths.RULES,
    *fragments.RULES,
    *terms.RULES,
    *strength.RULES,
    *promises.RULES,
)


def lint(playbook: Playbook, text: str) -> tuple[Finding, ...]:
    """List the sentences that would be hard to say, or say too much.

    Parameters
    ----------
    playbook
        A playbook without faults.
    text
        The file it was read from, to say on which line a sentence stands.

    Returns
    -------
    tuple of Finding
        By their lines.

    Notes
    -----
    It reads English; of another language it counts words and numbers only.  It does not know
    whether a sentence is good: it knows what people stumble over.
    """
    linted, lines = _linted(playbook), SourceLines.of(text)
    found = {_finding(rule, spot, lines): None for rule in RULES for spot in rule.find(linted)}
    return tuple(sorted(found, key=lambda one: (one.line, one.place, one.rule)))


def measure(playbook: Playbook) -> tuple[Readability, ...]:
    """Measure how easily each section of a playbook is followed."""
    return tuple(readability(_linted(playbook)))


def _linted(playbook: Playbook) -> Linted:
    return Linted(
        playbook=playbook,
        excerpts=tuple(excerpts(playbook)),
        language=language_of(playbook.locale),
    )


def _finding(rule: Rule, spot: Spot, lines: SourceLines) -> Finding:
    excerpt = spot.excerpt
    return Finding(
        rule=rule.id,
        place=excerpt.place,
        line=lines.line_of(excerpt.section, excerpt.id, spot.words),
        found=f"{spot.found}: {shortened(spot.words)}",
        remedy=spot.remedy or rule.remedy,
    )
