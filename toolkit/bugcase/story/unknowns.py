"""Lists what nobody knows yet, and what rests on somebody's guess.

To say plainly what is not known is what makes the rest believable.  So the gaps
of a case are listed once each, with every place that would show or say them, and
beside them the numbers that nobody has measured or can vouch for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bugcase.case.values import Unknown
from bugcase.facts.facts import Facts
from bugcase.facts.lines import open_in_lines
from bugcase.facts.sentences import open_slots
from bugcase.story.order import slides_in_order
from bugcase.story.questions import questions
from bugcase.story.script import turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something that is not known, and the slides, turns and questions that wait for it."""

    words: str
    slides: tuple[str, ...]
    turns: tuple[str, ...]
    questions: tuple[str, ...]


def unknowns(facts: Facts) -> tuple[Missing, ...]:
    """List what is not known, in the order in which the meeting would meet it.

    Examples
    --------
    >>> from bugcase.case.model import Case
    >>> from bugcase.case.evidence import Evidence
    >>> from bugcase.playbooks import load_playbook
    >>> playbook = load_playbook("release-halt")
    >>> found = unknowns(Facts.of(playbook, Case(playbook="release-halt"), Evidence()))
    >>> who_decides = next(one for one in found if one.words == "who decides")
    >>> print(who_decides.slides, who_decides.questions)
    ('decision', 'next') ('What do you want from me, and by when?',)
    """
    waiting: dict[str, tuple[list[str], list[str], list[str]]] = {}
    for kind, place, words in _gaps(facts):
        places = waiting.setdefault(words, ([], [], []))[kind]
        if place not in places:
            places.append(place)
    return tuple(
        Missing(words=words, slides=tuple(on), turns=tuple(over), questions=tuple(asked))
        for words, (on, over, asked) in waiting.items()
    )


def guesses(facts: Facts) -> tuple[str, ...]:
    """Name the numbers that were given without a source, or as a guess."""
    given = ((asked, facts.case.assumptions.get(asked.id)) for asked in facts.playbook.quantities)
    return tuple(
        asked.label
        for asked, number in given
        if number is not None
        and not isinstance(number.spread, Unknown)
        and (isinstance(number.source, Unknown) or "guess" in number.source.lower())
    )


def _gaps(facts: Facts) -> Iterator[tuple[int, str, str]]:
    for slide in slides_in_order(facts):
        for slot in (*open_slots(slide.title, facts), *open_in_lines(slide, facts)):
            yield 0, slide.id, facts(slot).words
    for turn in turns(facts):
        if turn.id not in facts.case.script:  # which is said in somebody's own words
            for slot in open_slots(turn.say, facts):
                yield 1, turn.id, facts(slot).words
    for question in (one for one in questions(facts) if one.fired):
        yield from ((2, str(question.words), one.words) for one in question.missing)
