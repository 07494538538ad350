"""From a playbook's storyline to slides: title, figure or lines, and the script as notes."""

from collections.abc import Callable, Mapping

from bugcase.case.model import Case
from bugcase.evidence.models import Comparison
from bugcase.evidence.record import Evidence
from bugcase.show.figures import CaseFigure, forest, icon_arrays, interval_against_limit
from bugcase.show.slides import Note, Slide, Table
from bugcase.story.facts import Facts
from bugcase.story.playbook import Figure, Playbook, StorySlide
from bugcase.story.script import first_that_holds, script
from bugcase.story.text import Span, Text

__all__ = ["slide", "storyline"]

_FIGURES: Mapping[Figure, Callable[[Comparison, Facts], CaseFigure]] = {
    "icon_arrays": lambda found, facts: icon_arrays(found, noun=facts("noun").words),
    "interval_against_limit": lambda found, _: interval_against_limit(found),
    "forest": lambda found, _: forest(found),
}


def storyline(playbook: Playbook, case: Case, evidence: Evidence) -> tuple[Slide, ...]:
    """Make every slide of a case, in the playbook's order."""
    return tuple(slide(one.id, playbook, case, evidence) for one in playbook.slides)


def slide(slide_id: str, playbook: Playbook, case: Case, evidence: Evidence) -> Slide:
    """Make one slide of a case."""
    plan = playbook.slide(slide_id)
    facts = playbook.facts(case, evidence)
    turns = [turn for turn in script(playbook, case, evidence) if turn.slide == slide_id]
    figure = None
    if plan.figure and evidence.comparison:
        figure = _FIGURES[plan.figure](evidence.comparison, facts)
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
