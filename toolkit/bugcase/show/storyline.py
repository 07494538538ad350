"""From a playbook's storyline to slides: title, figure or lines, and the script as notes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bugcase.case.model import Answer, Case
from bugcase.decision.options import Decision
from bugcase.decision.plan import Plan, PlannedDates
from bugcase.evidence.models import Comparison
from bugcase.evidence.provenance import Source
from bugcase.evidence.record import Evidence
from bugcase.show.figures import (
    CaseFigure,
    affected_counts,
    break_even,
    budget_burn,
    cost_ranges,
    expected_and_actual,
    exposure,
    forest,
    icon_arrays,
    interval_against_limit,
    onset,
    plan_bars,
    reconciliation_bars,
    timeline,
    tornado,
    worst_slices,
)
from bugcase.show.slides import Note, Picture, Slide, Table
from bugcase.story.facts import Facts
from bugcase.story.playbook import Figure, Playbook, StorySlide
from bugcase.story.script import first_that_holds, script
from bugcase.story.text import Span, Text

__all__ = ["slide"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    """What a figure rests on, the first of which it cannot do without, and how it is drawn."""

    rests_on: Callable[[Facts], tuple[Any, ...]]
    draw: Callable[..., CaseFigure]


def _comparison(facts: Facts) -> tuple[Comparison | None]:
    return (facts.evidence.comparison,)


def _with_onset(facts: Facts) -> tuple[Comparison | None]:
    found = facts.evidence.comparison
    return (found if found and found.onset else None,)


def _ranked(facts: Facts) -> tuple[Decision | None, Source | None]:
    """Give the decision where at least two options could be ranked."""
    found = facts.weighed.decision
    return (found if found and found.best else None, _source(facts))


def _source(facts: Facts) -> Source | None:
    found = facts.evidence.comparison
    return found.source if found else None


def _plan(facts: Facts) -> tuple[PlannedDates | Plan | None, Answer, Answer]:
    """Give the dates of the plan, or the plan whose dates nobody can say, and those to meet."""
    plan = facts.weighed.planned or facts.weighed.plan
    return plan, facts.case.answer("release_date"), facts.case.answer("proposed_date")


def _draw_plan(plan: PlannedDates | Plan, due: Answer, proposed: Answer) -> CaseFigure:
    held = None
    if isinstance(proposed, date) and isinstance(plan, PlannedDates):
        held = plan.judge(proposed, today=plan.plan.first_day)
    return plan_bars(plan, proposal=held, release=due if isinstance(due, date) else None)


def _part(name: str) -> Callable[[Facts], tuple[Any]]:
    """Give a part of the incident's findings."""

    def part(facts: Facts) -> tuple[Any]:
        found = facts.evidence.incident
        return (getattr(found, name) if found else None,)

    return part


_FIGURES: Mapping[Figure, _Figure] = {
    "icon_arrays": _Figure(
        rests_on=lambda facts: (facts.evidence.comparison, facts("noun").words),
        draw=lambda found, noun: icon_arrays(found, noun=noun),
    ),
    "interval_against_limit": _Figure(rests_on=_comparison, draw=interval_against_limit),
    "forest": _Figure(rests_on=_comparison, draw=forest),
    "worst_slices": _Figure(rests_on=lambda facts: (facts.evidence.slices,), draw=worst_slices),
    "onset": _Figure(rests_on=_with_onset, draw=onset),
    "exposure": _Figure(
        rests_on=lambda facts: (facts.weighed.impact, _source(facts)),
        draw=lambda found, source: exposure(found, source=source),
    ),
    "tornado": _Figure(
        rests_on=lambda facts: (facts.weighed.impact, _source(facts)),
        draw=lambda found, source: tornado(found, source=source),
    ),
    "cost_ranges": _Figure(
        rests_on=lambda facts: (facts.weighed.decision, _source(facts)),
        draw=lambda found, source: cost_ranges(found, source=source),
    ),
    "break_even": _Figure(
        rests_on=_ranked, draw=lambda found, source: break_even(found, source=source)
    ),
    "plan_bars": _Figure(rests_on=_plan, draw=_draw_plan),
    "affected_counts": _Figure(rests_on=_part("affected"), draw=affected_counts),
    "expected_and_actual": _Figure(rests_on=_part("shortfall"), draw=expected_and_actual),
    "timeline": _Figure(rests_on=_part("timeline"), draw=timeline),
    "budget_burn": _Figure(rests_on=_part("service_level"), draw=budget_burn),
    "reconciliation_bars": _Figure(rests_on=_part("reconciliation"), draw=reconciliation_bars),
}
_latest: dict[Figure, tuple[tuple[Any, ...], Picture, str]] = {}


def _drawn(name: Figure, facts: Facts) -> tuple[Picture, str] | None:
    """Draw a figure; None where nothing of what it shows is known.

    While all that it rests on is the same it is given again: a key typed into a
    form moves one number, and of ten figures two or three.
    """
    rests_on = _FIGURES[name].rests_on(facts)
    if rests_on[0] is None:
        return None
    if name not in _latest or _latest[name][0] != rests_on:
        figure = _FIGURES[name].draw(*rests_on)
        _latest[name] = (rests_on, figure.picture, figure.source_line)
    return _latest[name][1:]


def slide(slide_id: str, playbook: Playbook, case: Case, evidence: Evidence) -> Slide:
    """Make one slide of a case."""
    plan = playbook.slide(slide_id)
    facts = playbook.facts(case, evidence)
    turns = [turn for turn in script(playbook, case, evidence) if turn.slide == slide_id]
    drawn = _drawn(plan.figure, facts) if plan.figure else None
    picture, source_line = drawn or (None, None)
    return Slide(
        id=slide_id,
        title=first_that_holds(plan.title, facts),
        body=picture or _lines(plan, facts),
        notes=tuple(Note(words=turn.text, speaker=turn.speaker) for turn in turns),
        source_line=source_line,
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
