"""Drafts the word-for-word script: who says what over which slide, and for how long."""

from dataclasses import dataclass

from bugcase.facts.conditions import that_hold
from bugcase.facts.facts import Facts
from bugcase.facts.sentences import chosen, spoken
from bugcase.playbook.format import Branch, StoryTurn
from bugcase.story.order import slide_under
from bugcase.text import Text

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


def script(facts: Facts, *, over: str | None = None) -> tuple[Turn, ...]:
    """Draft the script of a case: the playbook's turns, filled, or in the analyst's own words.

    A turn of which nothing can be said yet is left out: see `left_out`.  With `over`, only
    what is said over that slide.
    """
    plans = (turn for turn in turns(facts) if over in (None, slide_under(turn, facts)))
    said = (_turn(plan, facts) for plan in plans)
    return tuple(turn for turn in said if turn.text.spans)


def turns(facts: Facts) -> tuple[StoryTurn, ...]:
    """List the turns that this case has: those that hold, over slides that do."""
    slides = {slide.id for slide in that_hold(facts.playbook.slides, facts)}
    here = that_hold(facts.playbook.turns, facts)
    return tuple(turn for turn in here if slide_under(turn, facts) in slides)


def left_out(facts: Facts) -> tuple[StoryTurn, ...]:
    """List the turns of which nothing can be said yet: each line waits for a fact."""
    there = {turn.id for turn in script(facts)}
    return tuple(turn for turn in turns(facts) if turn.id not in there)


def branches(facts: Facts) -> tuple[tuple[Branch, Text], ...]:
    """List what this case may turn to, with what is said then.

    A branch of certain turns goes with the last of them; one of which nothing can be said
    is left out.
    """
    there = {turn.id for turn in script(facts)}
    answers = (
        (branch, spoken(branch.say, facts))
        for branch in that_hold(facts.playbook.branches, facts)
        if not branch.turns or not there.isdisjoint(branch.turns)
    )
    return tuple((branch, answer) for branch, answer in answers if answer.spans)


def spoken_seconds(text: Text) -> float:
    """Say how long it takes to say a text at a calm pace."""
    return len(str(text).split()) / WORDS_PER_MINUTE * 60


def presenter(turns: tuple[Turn, ...]) -> str:
    """Name whoever has most of the turns; raises ValueError where there are none."""
    speakers = [turn.speaker for turn in turns]
    return max(speakers, key=speakers.count)


def _turn(plan: StoryTurn, facts: Facts) -> Turn:
    own = facts.case.script.get(plan.id)
    text = Text.plain(own.text) if own else spoken(plan.say, facts)
    rested_on = own.rests_on.items() if own else ()
    return Turn(
        id=plan.id,
        speaker=facts.playbook.role_labels[plan.speaker],
        slide=slide_under(plan, facts),
        text=text,
        seconds=spoken_seconds(text) + plan.pause,
        own=own is not None,
        moved=tuple(slot for slot, then in rested_on if _now(facts, slot) != then),
    )


def rests_on(plan: StoryTurn, facts: Facts) -> dict[str, str]:
    """Write down the facts that a drafted turn rests on, to notice later that one has moved."""
    return {slot: str(facts(slot)) for slot in chosen(plan.say, facts).slots}


def _now(facts: Facts, slot: str) -> str | None:
    return str(facts(slot)) if facts.has(slot) else None
