"""Says a case within a minute: situation, background, assessment, recommendation.

Whoever meets the one who decides in a corridor has no slides.  So the playbook says the
case once more in four parts, of which the first holds the answer.
"""

from dataclasses import dataclass

from bugcase.facts.facts import Facts
from bugcase.facts.sentences import spoken
from bugcase.story.script import spoken_seconds
from bugcase.text import Text
from bugcase.wording import say


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefText:
    """One of the four parts: what it is called, and what is said."""

    label: str
    text: Text


def brief(facts: Facts) -> tuple[BriefText, ...]:
    """Draft the case in a minute; a part of which nothing can be said yet is left out."""
    said = (
        BriefText(label=say(f"brief.{part.id}"), text=spoken(part.say, facts))
        for part in facts.playbook.brief
    )
    return tuple(one for one in said if one.text.spans)


def brief_seconds(said: tuple[BriefText, ...]) -> float:
    """Say how long the parts take at a calm pace."""
    return sum(spoken_seconds(one.text) for one in said)
