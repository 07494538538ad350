"""Makes the slides of a playbook: title, figure or lines, and the script as notes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from bugcase.deck.body import (
    Block,
    Card,
    Cards,
    Light,
    Lights,
    Number,
    Numbers,
    Table,
    Written,
)
from bugcase.deck.slide import NoSlide, Note, Slide
from bugcase.facts.conditions import all_hold, in_words, that_hold
from bugcase.facts.facts import Facts
from bugcase.facts.lines import eyebrow, labelled_lines, shown_numbers, table_rows
from bugcase.facts.sentences import title, written
from bugcase.figures.canvas import CaseFigure
from bugcase.figures.on_slides import awaited, on_slides
from bugcase.figures.picture import Picture
from bugcase.playbook.format import StorySlide
from bugcase.story.script import script
from bugcase.style.fonts import lettered, own_family
from bugcase.style.theme import Theme
from bugcase.style.tokens import COLOURS, painted, palette
from bugcase.text import Span, Text
from bugcase.wording import say, using

MOST_CARDS: Final = 4
MOST_NUMBERS: Final = 4

_latest: dict[tuple[str, str], tuple[tuple[Any, ...], str | None, Picture, str]] = {}


def _drawn(name: str, facts: Facts) -> tuple[Picture, str] | None:
    """Draw a figure; None where nothing of what it shows is known.

    While all that it rests on is the same it is given again: a key typed into a
    form moves one number, and of ten figures two or three.  The settings of an incident
    are held beside it: 01:40 and 01:40 an hour later are equal to Python.
    """
    declared = on_slides(name)
    rests_on = declared.needs(facts)
    settings = facts.evidence.incident.settings if facts.evidence.incident else None
    if rests_on[0] is None:
        return None
    place = (name, repr((sorted(palette().items()), own_family(), facts.locale)))
    if place not in _latest or _latest[place][:2] != (rests_on, settings):
        with using(facts.locale):
            figure = declared.draw(*rests_on)
        _latest[place] = (rests_on, settings, figure.picture, figure.source_line)
    return _latest[place][2:]


def shown(slide_id: str, facts: Facts, *, theme: Theme | None = None) -> Slide | NoSlide:
    """Make a slide of a case, or say where it would be shown if this case is told without."""
    when = facts.playbook.slide(slide_id).when
    if all_hold(when, facts):
        return slide(slide_id, facts, theme=theme)
    return NoSlide(id=slide_id, shown_where=tuple(in_words(one, facts) for one in when))


def slide(slide_id: str, facts: Facts, *, theme: Theme | None = None) -> Slide:
    """Make one slide of a case, its figure in the colours and the font of the theme."""
    colours = theme.colours if theme else COLOURS
    plan = facts.playbook.slide(slide_id)
    turns = script(facts, over=slide_id)
    font = theme.font if theme else None
    with painted(colours), lettered(font):
        drawn = _drawn(plan.figure, facts) if plan.figure else None
    picture, source_line = drawn or (None, None)
    return Slide(
        id=slide_id,
        eyebrow=eyebrow(plan, facts),
        title=title(plan.title, facts),
        body=_sourced(_withheld(picture, facts), facts) if picture else _words(plan, facts),
        notes=tuple(Note(words=turn.text, speaker=turn.speaker) for turn in turns),
        source_line=source_line,
        origin=facts(on_slides(plan.figure).slot).origin if plan.figure else None,
        kind=plan.kind,
        appendix=plan.appendix,
        colours=None if colours == COLOURS else dict(colours),
        font=font,
    )


def _withheld(picture: Picture, facts: Facts) -> Picture:
    """Redact a figure that shows restricted facts, for shared documents."""
    spans = map(facts, facts.playbook.shown_as)
    said = "\n".join((picture.alt, picture.svg, *map(str, picture.assumed)))
    restricted = next((one for one in spans if not one.gap and one.words in said), None)
    return replace(picture, shared=restricted.shared) if restricted else picture


def _sourced(picture: Picture, facts: Facts) -> Picture:
    """Say of each fact in a figure where it comes from."""
    hotspots = (
        replace(one, source=facts(one.slot).source)
        for one in picture.hotspots
        if not facts(one.slot).gap
    )
    return replace(picture, hotspots=tuple(hotspots))


def figure(slide_id: str, facts: Facts) -> CaseFigure | None:
    """Draw the figure of a slide; None where the storyline has none, or nothing of it is known."""
    name = next((plan.figure for plan in facts.playbook.slides if plan.id == slide_id), None)
    if name is None:
        return None
    declared = on_slides(name)
    rests_on = declared.needs(facts)
    if rests_on[0] is None:
        return None
    with using(facts.locale):
        return declared.draw(*rests_on)


def _words(plan: StorySlide, facts: Facts) -> Written:
    """Say the lines of a slide; in place of a figure that can't be drawn yet, what it waits for."""
    if plan.figure:
        needed = awaited(plan.figure, facts)
        return (Text((Span(words=say("figure.waits", what=str(needed)), gap=True),)),)
    if plan.table is not None and (rows := table_rows(plan.table, facts)):
        heads = (Text.plain(column.label) for column in facts.playbook.field(plan.table).columns)
        return Table(columns=tuple(heads), rows=rows)
    if plan.columns is not None:
        return Table(
            columns=tuple(Text.plain(column) for column in plan.columns),
            rows=tuple(
                (Text.plain(label or ""), text) for label, text in labelled_lines(plan.lines, facts)
            ),
        )
    if plan.table is not None:
        return (Text((facts(plan.table),)),)
    lines = tuple(text for _, text in labelled_lines(plan.lines, facts))
    return (*_first(plan, facts), *lines, *_strip(plan, facts))


def _first(plan: StorySlide, facts: Facts) -> Iterator[Block]:
    """Make what stands above the lines: cards, or lights."""
    if plan.cards is not None:
        heads = facts.playbook.field(plan.cards).columns
        cards = tuple(
            Card(
                name=_capital(row[0]),
                lines=tuple(
                    (Text.plain(head.label), cell)
                    for head, cell in zip(heads[1:], row[1:], strict=True)
                    if str(cell)
                ),
            )
            for row in table_rows(plan.cards, facts)
        )
        if cards:
            yield Cards(
                cards=cards[:MOST_CARDS], lead=0,
                recommended=Text.plain(say("cards.recommended")), other=Text.plain(say("cards.or")),
            )  # fmt: skip
        else:
            yield Text((facts(plan.cards),))
    lights = tuple(
        Light(
            sign=one.sign,
            words=written(one.say, facts),
            evidence=written(one.evidence, facts) if one.evidence else None,
        )
        for one in that_hold(plan.lights, facts)
    )
    if lights:
        yield Lights(lights=lights)


def _strip(plan: StorySlide, facts: Facts) -> Iterator[Numbers]:
    numbers = tuple(
        Number(label=label, value=value, note=note, harm=one.harm)
        for one, label, value, note in shown_numbers(plan, facts)
    )
    if numbers:
        yield Numbers(numbers=numbers[:MOST_NUMBERS])


def _capital(text: Text) -> Text:
    """Begin a name with a capital letter."""
    if not text.spans:
        return text
    first = text.spans[0]
    return Text((replace(first, words=first.words[:1].upper() + first.words[1:]), *text.spans[1:]))
