"""The word-for-word script: who says what over which slide, and for how long."""

from collections.abc import Iterator
from dataclasses import dataclass

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case
from bugcase.facts.facts import Facts
from bugcase.playbook.format import Playbook, StoryTurn
from bugcase.playbook.sentence import Variant
from bugcase.text import Text

__all__ = ["Turn", "first_that_holds", "presenter", "rests_on", "script", "spoken_seconds"]

WORDS_PER_MINUTE = 140  # a calm spoken pace; 130 to 150 is usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn of the script.

    Attributes
    ----------
    text
        What is said; its sentences know which facts they rest on.
    seconds
        The time it takes to say at a calm pace, with its pause.
    own
        Whether it is in somebody's own words.
    moved
        The facts under one's own words that have changed since they were written.
    """

    id: str
    speaker: str
    slide: str
    text: Text
    seconds: float
    own: bool = False
    moved: tuple[str, ...] = ()


def script(
    playbook: Playbook, case: Case, evidence: Evidence, *, over: str | None = None
) -> tuple[Turn, ...]:
    """Draft the script of a case: the playbook's turns, filled, or in the analyst's own words.

    With `over`, only what is said over that slide.
    """
    plans = [turn for turn in playbook.turns if over in (None, turn.slide)]
    return tuple(_turns(playbook, plans, case, playbook.facts(case, evidence)))


def first_that_holds(variants: tuple[Variant, ...], facts: Facts) -> Text:
    """Say the first variant whose predicates all hold; a playbook's last one always does."""
    return next(variant for variant in variants if variant.holds(facts)).fill(facts)


def spoken_seconds(text: Text) -> float:
    """Say how long it takes to say a text at a calm pace."""
    return len(str(text).split()) / WORDS_PER_MINUTE * 60


def presenter(turns: tuple[Turn, ...]) -> str:
    """Name whoever has most of the turns; raises ValueError where there are none."""
    speakers = [turn.speaker for turn in turns]
    return max(speakers, key=speakers.count)


def _turns(playbook: Playbook, plans: list[StoryTurn], case: Case, facts: Facts) -> Iterator[Turn]:
    labels = {role.id: role.label for role in playbook.roles}
    for turn in plans:
        own = case.script.get(turn.id)
        text = Text.plain(own.text) if own else first_that_holds(turn.say, facts)
        rested_on = own.rests_on.items() if own else ()
        yield Turn(
            id=turn.id,
            speaker=labels[turn.speaker],
            slide=turn.slide,
            text=text,
            seconds=spoken_seconds(text) + turn.pause,
            own=own is not None,
            moved=tuple(slot for slot, then in rested_on if _now(facts, slot) != then),
        )


def rests_on(text: Text) -> dict[str, str]:
    """Write down the facts that a text rests on, to notice later that one has moved."""
    return {span.slot: str(span) for span in text.spans if span.slot}


def _now(facts: Facts, slot: str) -> str | None:
    return str(facts(slot)) if facts.has(slot) else None
