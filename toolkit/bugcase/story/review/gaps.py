"""Rules of gaps: what nobody knows is asked for before the meeting, and not in it."""

from collections.abc import Iterable, Iterator
from typing import Final

from bugcase.case.evidence import Evidence
from bugcase.case.measure import missing_settings
from bugcase.case.measure_incident import incident_settings
from bugcase.case.values import UNKNOWN, Unknown
from bugcase.compare.metrics import ERROR_SHARES
from bugcase.facts.conditions import no_limit
from bugcase.facts.sentences import open_slots
from bugcase.figures.on_slides import awaited, slot_of
from bugcase.story.review.ranges import faulty
from bugcase.story.review.rule import Rule, Spot
from bugcase.story.review.texts import ReviewedCase
from bugcase.story.script import left_out
from bugcase.text import Span

NOT_MEASURED: Final = "not_measured"
NAMED: Final = 3  # of what is missing on a slide, so many in a line


def _unmeasured(reviewed: ReviewedCase) -> Iterator[Spot]:
    if _waits(reviewed):
        yield Spot(place="data", found="not measured yet as the case names it")


def _waits(reviewed: ReviewedCase) -> bool:
    """Whether the case names what to measure, and nothing of it was."""
    names = (
        not missing_settings(reviewed.facts.case)
        or incident_settings(reviewed.facts.case) is not None
    )
    stale = reviewed.kept.of_data is not None  # which is said by itself
    return names and not stale and reviewed.facts.evidence == Evidence()


def _missing(reviewed: ReviewedCase, span: Span) -> bool:
    """Whether a gap is one that somebody can fill in."""
    slot = reviewed.facts.slots.get(span.slot or "")
    is_measured = slot is not None and slot.part is not None
    return span.gap and not faulty(reviewed, span.slot) and not (is_measured and _waits(reviewed))


def _on_slides(reviewed: ReviewedCase) -> Iterator[Spot]:
    figures = {one.id: one.figure for one in reviewed.facts.playbook.slides}
    for slide in reviewed.slides:
        gaps = [
            span.words
            for text in (slide.title, *slide.lines)
            for span in text.spans
            if _missing(reviewed, span)
        ]
        figure = None if slide.typed else figures[slide.id]
        if figure and (waits := _awaited(reviewed, figure)):
            gaps.append(waits)
        if gaps:
            yield Spot(place=f"slides.{slide.id}", found=f"missing: {_first(gaps)}")


def _awaited(reviewed: ReviewedCase, figure: str) -> str | None:
    """Say what a figure waits for that somebody can fill in; what the data refuse has its rule."""
    waits = reviewed.facts(slot_of(figure))
    part, found = reviewed.facts.slots[slot_of(figure)].part, reviewed.facts.evidence.incident
    if not _missing(reviewed, waits) or (found and part and found.refusal(part)):
        return None  # and without importing what draws it
    needed = awaited(figure, reviewed.facts)
    return needed and f"its figure, which waits for: {needed}"


def _first(gaps: Iterable[str]) -> str:
    """Name the first of what is missing, and count the others."""
    named = list(dict.fromkeys(gaps))
    more = len(named) - NAMED
    return "; ".join([*named[:NAMED], *([f"and {more} more"] if more > 0 else [])])


def _left_out(reviewed: ReviewedCase) -> Iterator[Spot]:
    for turn in left_out(reviewed.facts):
        gaps = [reviewed.facts(slot) for slot in open_slots(turn.say, reviewed.facts)]
        missing = dict.fromkeys(gap.words for gap in gaps if _missing(reviewed, gap))
        if missing:
            found = f"left out of the script; missing: {', '.join(missing)}"
            yield Spot(place=f"script.{turn.id}", found=found)


def _no_limit(reviewed: ReviewedCase) -> Iterator[Spot]:
    found = reviewed.facts.evidence.of_data
    if found and found.metric in ERROR_SHARES and no_limit(reviewed.facts):
        yield Spot(place="limit.per_1000", found="no limit was agreed")


def _without_name(reviewed: ReviewedCase) -> Iterator[Spot]:
    listed = {option.id for option in reviewed.facts.playbook.options}
    for name, option in reviewed.facts.case.options.items():
        if name not in listed and option.considered and option.label == UNKNOWN:
            yield Spot(place=f"options.{name}.label", found="it has no name, and is not weighed")


def _without_source(reviewed: ReviewedCase) -> Iterator[Spot]:
    for name, assumed in reviewed.facts.case.assumptions.items():
        if not isinstance(assumed.spread, Unknown) and isinstance(assumed.source, Unknown):
            yield Spot(place=f"assumptions.{name}", found="nobody is named for it")


def _guessed(reviewed: ReviewedCase) -> Iterator[Spot]:
    for name, assumed in reviewed.facts.case.assumptions.items():
        if isinstance(assumed.source, str) and "guess" in assumed.source.lower():
            yield Spot(place=f"assumptions.{name}", found="it is a guess")


RULES = (
    Rule(
        id=NOT_MEASURED,
        severity="blocker",
        says="What the case names was measured.",
        remedy="measure it: run the notebook, or bugcase build DIR",
        find=_unmeasured,
    ),
    Rule(
        id="gap_on_slide",
        severity="blocker",
        says="No slide shows a gap, and every number is there that the meeting cannot do without.",
        remedy="fill it in, or take the slide out",
        find=_on_slides,
    ),
    Rule(
        id="turn_left_out",
        severity="warning",
        says="Each turn of the script has something to say.",
        remedy="fill it in, or say in your own words that you do not know, and by when you will",
        find=_left_out,
    ),
    Rule(
        id="no_limit",
        severity="warning",
        says="There is a limit to hold the change against.",
        remedy="have one agreed; until then there is a finding and no verdict",
        find=_no_limit,
    ),
    Rule(
        id="option_without_name",
        severity="warning",
        says="Each option of one's own has a name.",
        remedy="give it one, or take it out",
        find=_without_name,
    ),
    Rule(
        id="assumption_without_source",
        severity="warning",
        says="Each assumption says where it comes from.",
        remedy="name who says so, or write that it is your guess",
        find=_without_source,
    ),
    Rule(
        id="assumption_guessed",
        severity="warning",
        says="Nothing that the cost rests on is a guess.",
        remedy="ask whoever knows, or be ready to say what it does to the answer",
        find=_guessed,
    ),
)
