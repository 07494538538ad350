"""From a playbook's storyline to slides: title, figure or lines, and the script as notes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bugcase.case.model import Answer
from bugcase.compare.models import Comparison
from bugcase.data.provenance import Source
from bugcase.decision.options import Decision
from bugcase.decision.plan import Plan, PlannedDates
from bugcase.deck.slide import Note, Slide, Table
from bugcase.facts.conditions import first_that_holds
from bugcase.facts.facts import Facts
from bugcase.facts.slots import SLOTS
from bugcase.figures import (
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
from bugcase.figures.picture import Picture
from bugcase.playbook.format import Figure, StorySlide
from bugcase.story.script import script
from bugcase.style.theme import Theme
from bugcase.style.tokens import COLOURS, painted, palette
from bugcase.text import Span, Text

__all__ = ["figure", "slide"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    """What a figure rests on, the first of which it cannot do without, and how it is drawn.

    `slot` names a fact that rests on the same.
    """

    rests_on: Callable[[Facts], tuple[Any, ...]]
    draw: Callable[..., CaseFigure]
    slot: str


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
        rests_on=lambda facts: (facts.errors, facts("noun").words),
        draw=lambda found, noun: icon_arrays(found, noun=noun),
        slot="worsening",
    ),
    "interval_against_limit": _Figure(
        rests_on=_comparison, draw=interval_against_limit, slot="rows"
    ),
    "forest": _Figure(rests_on=_comparison, draw=forest, slot="rows"),
    "worst_slices": _Figure(
        rests_on=lambda facts: (facts.evidence.slices,), draw=worst_slices, slot="slices_examined"
    ),
    "onset": _Figure(rests_on=_with_onset, draw=onset, slot="onset_interval"),
    "exposure": _Figure(
        rests_on=lambda facts: (facts.weighed.impact, _source(facts)),
        draw=lambda found, source: exposure(found, source=source),
        slot="wrong_until_stopped",
    ),
    "tornado": _Figure(
        rests_on=lambda facts: (facts.weighed.impact, _source(facts)),
        draw=lambda found, source: tornado(found, source=source),
        slot="top_influence",
    ),
    "cost_ranges": _Figure(
        rests_on=lambda facts: (facts.weighed.decision, _source(facts)),
        draw=lambda found, source: cost_ranges(found, source=source),
        slot="options_compared",
    ),
    "break_even": _Figure(
        rests_on=_ranked,
        draw=lambda found, source: break_even(found, source=source),
        slot="break_even",
    ),
    "plan_bars": _Figure(rests_on=_plan, draw=_draw_plan, slot="plan_odds"),
    "affected_counts": _Figure(
        rests_on=_part("affected"), draw=affected_counts, slot="orders_confirmed"
    ),
    "expected_and_actual": _Figure(
        rests_on=_part("shortfall"), draw=expected_and_actual, slot="loss"
    ),
    "timeline": _Figure(rests_on=_part("timeline"), draw=timeline, slot="detected_at"),
    "budget_burn": _Figure(rests_on=_part("service_level"), draw=budget_burn, slot="budget_burnt"),
    "reconciliation_bars": _Figure(
        rests_on=_part("reconciliation"), draw=reconciliation_bars, slot="reconciled"
    ),
}
_latest: dict[tuple[Figure, str], tuple[tuple[Any, ...], str | None, Picture, str]] = {}


def _drawn(name: Figure, facts: Facts) -> tuple[Picture, str] | None:
    """Draw a figure; None where nothing of what it shows is known.

    While all that it rests on is the same it is given again: a key typed into a
    form moves one number, and of ten figures two or three.  The settings of an incident
    are held beside it: 01:40 and 01:40 an hour later are equal to Python.
    """
    rests_on = _FIGURES[name].rests_on(facts)
    settings = facts.evidence.incident.settings if facts.evidence.incident else None
    if rests_on[0] is None:
        return None
    place = (name, repr(sorted(palette().items())))
    if place not in _latest or _latest[place][:2] != (rests_on, settings):
        figure = _FIGURES[name].draw(*rests_on)
        _latest[place] = (rests_on, settings, figure.picture, figure.source_line)
    return _latest[place][2:]


def slide(slide_id: str, facts: Facts, *, theme: Theme | None = None) -> Slide:
    """Make one slide of a case, its figure in the colours of the theme."""
    colours = theme.colours if theme else COLOURS
    plan = facts.playbook.slide(slide_id)
    turns = script(facts, over=slide_id)
    with painted(colours):
        drawn = _drawn(plan.figure, facts) if plan.figure else None
    picture, source_line = drawn or (None, None)
    return Slide(
        id=slide_id,
        title=first_that_holds(plan.title, facts),
        body=_withheld(picture, facts) if picture else _words(plan, facts),
        notes=tuple(Note(words=turn.text, speaker=turn.speaker) for turn in turns),
        source_line=source_line,
        origin=facts(_FIGURES[plan.figure].slot).origin if plan.figure else None,
        kind=plan.kind,
        colours=None if colours == COLOURS else dict(colours),
    )


def _withheld(picture: Picture, facts: Facts) -> Picture:
    """Keep a picture out of shared documents where it tells what not everybody may read."""
    spans = map(facts, facts.playbook.shown_as)
    told = next(
        (one for one in spans if not one.gap and one.words in f"{picture.alt}\n{picture.svg}"), None
    )
    return replace(picture, shared=told.shared) if told else picture


def figure(slide_id: str, facts: Facts) -> CaseFigure | None:
    """Draw the figure of a slide; None where the storyline has none, or nothing of it is known."""
    name = next((plan.figure for plan in facts.playbook.slides if plan.id == slide_id), None)
    if name is None:
        return None
    rests_on = _FIGURES[name].rests_on(facts)
    return None if rests_on[0] is None else _FIGURES[name].draw(*rests_on)


def _words(plan: StorySlide, facts: Facts) -> Table | tuple[Text, ...]:
    """Say the lines of a slide; in place of a figure that can't be drawn yet, what it waits for."""
    said = tuple(first_that_holds(line.say, facts) for line in plan.lines)
    if plan.figure and not said:
        slot = _FIGURES[plan.figure].slot
        waits, part, found = facts(slot), SLOTS[slot].part, facts.evidence.incident
        refusal = found.refusal(part) if found and part else None
        needed = waits.words.removeprefix("needs ") if waits.gap else "what it shows"
        if refusal:
            needed = refusal.short
        return (Text((Span(words=f"the figure waits for: {needed}", gap=True),)),)
    if plan.columns is None:
        return said
    return Table(
        columns=tuple(Text.plain(column) for column in plan.columns),
        rows=tuple(
            (Text.plain(line.label or ""), text)
            for line, text in zip(plan.lines, said, strict=True)
        ),
    )
