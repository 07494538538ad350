"""From a playbook's storyline to slides: title, figure or lines, and the script as notes."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from bugcase.case.model import Case
from bugcase.decision.options import Decision
from bugcase.decision.plan import PlannedDates
from bugcase.evidence.models import Comparison
from bugcase.evidence.provenance import Source
from bugcase.evidence.record import Evidence
from bugcase.show.figures import (
    CaseFigure,
    break_even,
    cost_ranges,
    exposure,
    forest,
    icon_arrays,
    interval_against_limit,
    onset,
    plan_bars,
    tornado,
    worst_slices,
)
from bugcase.show.slides import Note, Slide, Table
from bugcase.story.facts import Facts
from bugcase.story.playbook import Figure, Playbook, StorySlide
from bugcase.story.script import first_that_holds, script
from bugcase.story.text import Span, Text

__all__ = ["slide"]

T = TypeVar("T")


def _of(
    what: Callable[[Facts], T | None], draw: Callable[[T, Facts], CaseFigure]
) -> Callable[[Facts], CaseFigure | None]:
    """Draw a figure of something; None where there is nothing of it."""

    def figure(facts: Facts) -> CaseFigure | None:
        found = what(facts)
        return None if found is None else draw(found, facts)

    return figure


def _comparison(facts: Facts) -> Comparison | None:
    return facts.evidence.comparison


def _with_onset(facts: Facts) -> Comparison | None:
    found = facts.evidence.comparison
    return found if found and found.onset else None


def _ranked(facts: Facts) -> Decision | None:
    """Give the decision where at least two options could be ranked."""
    found = facts.weighed.decision
    return found if found and found.best else None


def _source(facts: Facts) -> Source | None:
    found = facts.evidence.comparison
    return found.source if found else None


def _plan(facts: Facts) -> CaseFigure | None:
    """Draw the dates of the plan; of a plan whose dates nobody can say, what it lacks."""
    plan = facts.weighed.planned or facts.weighed.plan
    if plan is None:
        return None
    due, proposed = (
        day if isinstance(day := facts.case.answer(slot), date) else None
        for slot in ("release_date", "proposed_date")
    )
    held = None
    if proposed and isinstance(plan, PlannedDates):
        held = plan.judge(proposed, today=plan.plan.first_day)
    return plan_bars(plan, proposal=held, release=due)


_FIGURES: Mapping[Figure, Callable[[Facts], CaseFigure | None]] = {
    "icon_arrays": _of(
        _comparison, lambda found, facts: icon_arrays(found, noun=facts("noun").words)
    ),
    "interval_against_limit": _of(_comparison, lambda found, _: interval_against_limit(found)),
    "forest": _of(_comparison, lambda found, _: forest(found)),
    "worst_slices": _of(lambda facts: facts.evidence.slices, lambda found, _: worst_slices(found)),
    "onset": _of(_with_onset, lambda found, _: onset(found)),
    "exposure": _of(
        lambda facts: facts.weighed.impact,
        lambda found, facts: exposure(found, source=_source(facts)),
    ),
    "tornado": _of(
        lambda facts: facts.weighed.impact,
        lambda found, facts: tornado(found, source=_source(facts)),
    ),
    "cost_ranges": _of(
        lambda facts: facts.weighed.decision,
        lambda found, facts: cost_ranges(found, source=_source(facts)),
    ),
    "break_even": _of(_ranked, lambda found, facts: break_even(found, source=_source(facts))),
    "plan_bars": _plan,
}


def slide(slide_id: str, playbook: Playbook, case: Case, evidence: Evidence) -> Slide:
    """Make one slide of a case."""
    plan = playbook.slide(slide_id)
    facts = playbook.facts(case, evidence)
    turns = [turn for turn in script(playbook, case, evidence) if turn.slide == slide_id]
    figure = _FIGURES[plan.figure](facts) if plan.figure else None
    return Slide(
        id=slide_id,
        title=first_that_holds(plan.title, facts),
        body=figure.picture if figure else _lines(plan, facts),
        notes=tuple(Note(words=turn.text, speaker=turn.speaker) for turn in turns),
        source_line=figure.source_line if figure else None,
        kind=plan.kind,
    )


def _lines(plan: StorySlide, facts: Facts) -> Table | tuple[Text, ...]:
    said = tuple(first_that_holds(line.say, facts) for line in plan.lines)
    if plan.columns is None:
        gap = Text((Span(words="the figure appears here once it is measured", gap=True),))
        return said or (gap,)
    return Table(
        columns=tuple(Text.plain(column) for column in plan.columns),
        rows=tuple(
            (Text.plain(line.label or ""), text)
            for line, text in zip(plan.lines, said, strict=True)
        ),
    )
