"""Plans a rehearsal: the script, interrupted by the hardest questions of the case.

Reading a script aloud trains the voice; a meeting goes wrong elsewhere, where
somebody interrupts.  So the plan puts the hardest questions of this case
between the turns of its script, each after a turn that speaks of what it asks
about, and with them what the room may do instead (anger, silence).  A seed
chooses among them: the same seed gives the same rehearsal again, the next one
another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final, Literal, TypeAlias

from bugcase.case.values import Unknown
from bugcase.facts.facts import Facts
from bugcase.facts.sentences import spoken, title
from bugcase.playbook.format import Branch, Playbook, StoryTurn
from bugcase.story.brief import brief, brief_seconds
from bugcase.story.questions import Asked, questions
from bugcase.story.script import branches, presenter, script, spoken_seconds
from bugcase.text import NOTHING, Span, Text

SceneKind: TypeAlias = Literal["brief", "turn", "question", "branch"]
INTERRUPTIONS: Final[tuple[SceneKind, ...]] = ("question", "branch")
QUESTIONS = 4  # out of the hardest twice as many, so that the next rehearsal brings others
BRANCHES = 2
ADMITTING = 15.0  # seconds in which to say that one does not know, and by when one will


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A turn of the script, an interruption that has to be answered, or the case in a minute.

    Attributes
    ----------
    who
        Whoever speaks first: in a turn the speaker, else who interrupts.
    words
        What is said in a turn, or asked in an interruption.
    seconds
        What it may take, the answer included.
    slide
        The title of what is on the screen meanwhile.
    mine
        Whether it is a turn of the presenter.
    answer
        What the case can say to an interruption; None where something is missing.
    missing, evidence
        What that is, and what to have at hand.
    """

    id: str
    kind: SceneKind
    who: str
    words: Text
    seconds: float
    slide: Text = NOTHING
    mine: bool = False
    answer: Text | None = None
    missing: tuple[str, ...] = ()
    evidence: str = ""

    @property
    def interrupts(self) -> bool:
        """Whether it has to be answered."""
        return self.kind in INTERRUPTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalPlan:
    """What will be rehearsed: the scenes in order, and the minutes there are.

    `talk_minutes` are those of the presenter's own turns, where the playbook says so.
    """

    seed: int
    scenes: tuple[Scene, ...]
    minutes: float
    talk_minutes: float | None = None


def plan_rehearsal(facts: Facts, *, seed: int = 1) -> RehearsalPlan:
    """Plan a rehearsal of a case as it stands: the case in a minute, then the meeting.

    Parameters
    ----------
    seed
        Which questions come, and after which turns: the same again for the same seed.

    Examples
    --------
    >>> from bugcase.case.evidence import Evidence
    >>> from bugcase.case.model import Case
    >>> from bugcase.playbooks import load_playbook
    >>> case = Case(playbook="release-halt")
    >>> plan = plan_rehearsal(Facts.of(load_playbook("release-halt"), case, Evidence()))
    >>> [scene.kind for scene in plan.scenes].count("question"), plan.minutes
    (4, 15)
    """
    playbook, minutes = facts.playbook, facts.case.meeting.minutes
    return RehearsalPlan(
        seed=seed,
        scenes=tuple(_scenes(facts, Random(seed))),  # noqa: S311  (chooses questions, guards nothing)
        minutes=playbook.minutes if isinstance(minutes, Unknown) else minutes,
        talk_minutes=playbook.talk_minutes,
    )


@dataclass(frozen=True, slots=True)
class _Interruption:
    """A scene that has no place yet, and how well it suits the turns it has to do with."""

    scene: Scene
    suits: Mapping[str, int]


def _scenes(facts: Facts, chance: Random) -> Iterator[Scene]:
    turns = script(facts)
    if not turns:
        return
    own = presenter(turns)
    if said := brief(facts):
        words = (span for one in said for span in (*one.text.spans, Span(words=" ")))
        yield Scene(
            id="brief",
            kind="brief",
            who=own,
            mine=True,
            words=Text(tuple(words)),
            seconds=brief_seconds(said),
        )
    # whoever has just asked waits for the answer and not for another question
    places = [turn.id for turn in turns if turn.speaker == own]
    interrupting = _placed(_chosen(facts, chance), places, chance)
    titles = {slide.id: title(slide.title, facts) for slide in facts.playbook.slides}
    allowed = {turn.id: turn.seconds for turn in facts.playbook.turns}
    for turn in turns:
        yield Scene(
            id=turn.id,
            kind="turn",
            who=turn.speaker,
            mine=turn.speaker == own,
            slide=titles[turn.slide],
            words=turn.text,
            seconds=allowed[turn.id] or turn.seconds,
        )
        for scene in interrupting.get(turn.id, ()):
            yield replace(scene, slide=titles[turn.slide])


def _chosen(facts: Facts, chance: Random) -> list[_Interruption]:
    """Choose who interrupts, the harder questions first: they have the first choice of place."""
    hardest = questions(facts)[: 2 * QUESTIONS]
    ranks = sorted(chance.sample(range(len(hardest)), min(QUESTIONS, len(hardest))))
    may_come = branches(facts)
    happening = chance.sample(may_come, min(BRANCHES, len(may_come)))
    asked = [_asked(hardest[rank], facts.playbook) for rank in ranks]
    return asked + [_happens(*one, facts) for one in happening]


def _placed(
    interruptions: list[_Interruption], places: list[str], chance: Random
) -> dict[str, list[Scene]]:
    """Put each after a turn that suits it, the best of those that nothing comes after yet."""
    placed: dict[str, list[Scene]] = {place: [] for place in places}
    for one in interruptions:
        lots = {place: chance.random() for place in places}  # where several suit as well

        def fit(at: str, one: _Interruption = one, lots: dict[str, float] = lots) -> Any:
            suits = one.suits.get(at, 0)
            return suits > 0, -len(placed[at]), suits, lots[at]

        best = max(places, key=fit)
        placed[best].append(one.scene)
    return placed


def _asked(question: Asked, playbook: Playbook) -> _Interruption:
    needed = next(set(one.slots) for one in playbook.questions if one.id == question.id)
    answering = spoken_seconds(question.answer) if question.answer else ADMITTING
    scene = Scene(
        id=question.id,
        kind="question",
        who=question.who,
        words=question.words,
        seconds=spoken_seconds(question.words) + answering,
        answer=question.answer,
        missing=tuple(map(str, question.missing)),
        evidence=question.evidence,
    )
    # what a turn speaks of in any state of the case, so that the place stays as facts come in
    return _Interruption(scene, {turn.id: len(needed & _subjects(turn)) for turn in playbook.turns})


def _happens(branch: Branch, answer: Text, facts: Facts) -> _Interruption:
    words = spoken(branch.ask, facts) if branch.ask else Text.plain(f"({branch.trigger})")
    scene = Scene(
        id=branch.id,
        kind="branch",
        who=_who(branch.asker, facts) if branch.asker else "silence",
        words=words,
        seconds=spoken_seconds(words) + branch.pause + spoken_seconds(answer),
        answer=answer,
    )
    return _Interruption(scene, dict.fromkeys(branch.turns, 1))


def _subjects(turn: StoryTurn) -> set[str]:
    return {slot for variant in turn.say for slot in variant.text.slots}


def _who(role: str, facts: Facts) -> str:
    name = facts.case.person(role)
    return (
        facts.playbook.role_labels[role]
        if isinstance(name, Unknown)
        else f"{name}, {facts.playbook.role_labels[role]}"
    )
