"""From a playbook's storyline to slides: title, figure or lines, and the script as notes."""

from bugcase.case.model import Case
from bugcase.evidence.record import Evidence
from bugcase.show.figures import (
    CaseFigure,
    forest,
    icon_arrays,
    interval_against_limit,
    worst_slices,
)
from bugcase.show.slides import Note, Slide, Table
from bugcase.story.facts import Facts
from bugcase.story.playbook import Figure, Playbook, StorySlide
from bugcase.story.script import first_that_holds, script
from bugcase.story.text import Span, Text

__all__ = ["slide"]


def _figure(name: Figure, facts: Facts) -> CaseFigure | None:
    """Draw a figure of a playbook; None where its measurement is missing."""
    found, slices = facts.evidence.comparison, facts.evidence.slices
    if name == "worst_slices":
        return worst_slices(slices) if slices else None
    if found is None:
        return None
    match name:
        case "icon_arrays":
            return icon_arrays(found, noun=facts("noun").words)
        case "interval_against_limit":
            return interval_against_limit(found)
        case "forest":
            return forest(found)


def slide(slide_id: str, playbook: Playbook, case: Case, evidence: Evidence) -> Slide:
    """Make one slide of a case."""
    plan = playbook.slide(slide_id)
    facts = playbook.facts(case, evidence)
    turns = [turn for turn in script(playbook, case, evidence) if turn.slide == slide_id]
    figure = _figure(plan.figure, facts) if plan.figure else None
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
