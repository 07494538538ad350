"""Puts the script on the clock: which slide comes up when, who speaks, and what may come between.

A branch stands at the first turn at which it is likely; at later ones it refers back.
"""

from dataclasses import dataclass, replace

from bugcase.facts.facts import Facts
from bugcase.facts.sentences import spoken, title
from bugcase.playbook.format import Branch, StoryTurn
from bugcase.story.script import Turn, branches, presenter, script
from bugcase.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A branch of the script: what happens, what is asked, and what is said then.

    Attributes
    ----------
    asker, ask
        Who asks what; both None in a silence.
    earlier
        The second of the turn at which it stands already; None where it stands here.
    """

    trigger: str
    asker: str | None
    ask: Text | None
    speaker: str
    pause: float
    answer: Text
    earlier: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A turn on the clock.

    Attributes
    ----------
    slide
        The title of the slide that comes up with it; None while the one before stays.
    who, mine
        The name of the speaker, if there is one, and the role; whether it is the presenter.
    second, until
        When it begins and ends.
    pause
        The seconds of silence after it, which count.
    """

    slide: Text | None
    who: str
    mine: bool
    second: float
    until: float
    text: Text
    pause: float
    asides: tuple[Aside, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningOrder:
    """The script on the clock, and the branches that may come at any time."""

    cues: tuple[Cue, ...]
    at_any_time: tuple[Aside, ...]

    @property
    def seconds(self) -> float:
        """How long all of it takes at a calm pace, pauses included."""
        return self.cues[-1].until if self.cues else 0.0


def running_order(facts: Facts) -> RunningOrder:
    """Put the script of a case on the clock."""
    plans = {plan.id: plan for plan in facts.playbook.turns}
    cues: list[Cue] = []
    at: dict[str, float] = {}  # the second at which a branch stands
    second, slide = 0.0, ""
    here = branches(facts)
    turns = script(facts)
    own = presenter(turns) if turns else ""
    for turn in turns:
        asides = []
        for branch, answer in (one for one in here if turn.id in one[0].turns):
            asides.append(replace(_aside(branch, answer, facts), earlier=at.get(branch.id)))
            at.setdefault(branch.id, second)
        shown = title(facts.playbook.slide(turn.slide).title, facts)
        cues.append(
            Cue(
                slide=None if turn.slide == slide else shown,
                who=_who(turn, plans[turn.id], facts),
                mine=turn.speaker == own,
                second=second,
                until=second + turn.seconds,
                text=turn.text,
                pause=plans[turn.id].pause,
                asides=tuple(asides),
            )
        )
        second, slide = second + turn.seconds, turn.slide
    anywhere = (one for one in here if not one[0].turns)
    return RunningOrder(
        cues=tuple(cues), at_any_time=tuple(_aside(*one, facts) for one in anywhere)
    )


def _who(turn: Turn, plan: StoryTurn, facts: Facts) -> str:
    if facts.known(plan.speaker):
        return f"{facts(plan.speaker)}, {turn.speaker}"
    return turn.speaker


def _aside(branch: Branch, answer: Text, facts: Facts) -> Aside:
    labels = facts.playbook.role_labels
    return Aside(
        trigger=branch.trigger,
        asker=labels[branch.asker] if branch.asker else None,
        ask=spoken(branch.ask, facts) if branch.ask else None,
        speaker=labels[branch.speaker],
        pause=branch.pause,
        answer=answer,
    )
