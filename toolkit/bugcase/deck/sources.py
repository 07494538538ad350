"""Makes the last slides: where the numbers come from, and who gave those that were assumed.

Every fact on a slide carries its source, and every figure the source of the facts that it
shows.  Turned around, that is a list of sources, each with what rests on it: the data and
their hash, how and when they were measured, and what somebody typed.  What a figure
rests on that nobody measured is listed after that, each number with its range and whoever
says so: the foot of its slide only counts them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bugcase.deck.body import Table
from bugcase.deck.slide import Slide
from bugcase.figures.picture import Assumed, Picture
from bugcase.text import Span, Text
from bugcase.wording import in_use, say

MOST_ROWS: Final = 7
MOST_LETTERS: Final = 90  # of what rests on a source, so that its row has two lines
LONGEST_FACT: Final = 36
LONGEST_NAME: Final = 40
LONGEST_HOW: Final = 180
LONGEST_NOTICED: Final = 120  # of LONGEST_HOW
LONGEST_SOURCE: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A source by its name, how and when it was made, and what rests on it in a few words.

    `noticed` is what was wrong with its data and did not stop the measurement.
    """

    name: str
    how: str
    noticed: str = ""
    rests_on_it: tuple[str, ...]


def origins(slides: Iterable[tuple[str, Slide]]) -> tuple[Origin, ...]:
    """List the sources of slides, each slide with the number in its corner, in the deck's order.

    What was typed comes last, since nothing is to be measured again there.
    A figure is listed with the facts that it shows; where none of them is known, under
    its own line.
    """
    facts: dict[str, dict[str, None]] = {}
    figures: dict[str, list[str]] = {}
    for number, slide in slides:
        for span in (span for text in slide.texts for span in text.spans):
            if span.origin and not span.gap:
                facts.setdefault(span.origin, {})[_fact(span)] = None
        if slide.source_line:
            origin = slide.origin or f"{say('sources.figure')} · {slide.source_line}"
            facts.setdefault(origin, {})
            figures.setdefault(origin, []).append(number.partition(" / ")[0])
    by_hand = say("source.typed")
    typed = facts.pop(by_hand, None)
    if typed is not None:
        facts[by_hand] = typed
    return tuple(
        Origin(
            name=name,
            how=how,
            noticed=noticed,
            rests_on_it=(*_figures(figures.get(origin, ())), *told),
        )
        for origin, told in facts.items()
        for made, _, noticed in (origin.partition(say("source.noticed")),)
        for name, _, how in (made.partition(" · "),)
    )


def sources_slide(slides: Iterable[tuple[str, Slide]]) -> Slide | None:
    """Make the slide of the sources; None where no slide says where anything comes from."""
    listed = origins(slides)
    if not listed:
        return None
    shown = listed if len(listed) <= MOST_ROWS else listed[: MOST_ROWS - 1]
    rows = [
        (
            _shortened(one.name, LONGEST_NAME),
            _how(one),
            _as_many_as_fit(one.rests_on_it, MOST_LETTERS),
        )
        for one in shown
    ]
    if len(shown) < len(listed):
        more = say("list.only_more", n=len(listed) - len(shown))
        rows.append((more, "", say("sources.in_the_report")))
    return Slide(
        id="sources",
        appendix=True,
        title=Text.plain(say("sources.title")),
        body=Table(
            columns=tuple(map(Text.plain, in_use().words("sources.heads"))),
            rows=tuple(tuple(map(Text.plain, row)) for row in rows),
        ),
    )


def assumed_slides(slides: Iterable[Slide]) -> tuple[Slide, ...]:
    """List what the figures of slides assume and who says so, as many slides as it takes."""
    pictures = (slide.body for slide in slides if isinstance(slide.body, Picture))
    listed = tuple(dict.fromkeys(one for picture in pictures for one in picture.assumed))
    parts = [listed[start : start + MOST_ROWS] for start in range(0, len(listed), MOST_ROWS)]
    heads = tuple(map(Text.plain, in_use().words("sources.assumed_heads")))
    return tuple(
        Slide(
            id="assumptions",
            appendix=True,
            title=Text.plain(
                say("sources.assumed")
                if len(parts) == 1
                else say("sources.assumed_part", part=number, of=len(parts))
            ),
            body=Table(columns=heads, rows=tuple(map(_assumed_row, part))),
        )
        for number, part in enumerate(parts, 1)
    )


def _assumed_row(one: Assumed) -> tuple[Text, ...]:
    source = one.source or say("sources.nobody")
    cells = (
        _shortened(one.name, LONGEST_NAME),
        _shortened(one.given, LONGEST_SOURCE),
        _shortened(source, LONGEST_SOURCE),
    )
    return tuple(map(Text.plain, cells))


def _how(origin: Origin) -> str:
    """Say how and when; what was noticed before all of the method."""
    if not origin.noticed:
        return _shortened(origin.how, LONGEST_HOW)
    what = _as_many_as_fit(origin.noticed.split("; "), LONGEST_NOTICED)
    noticed = say("sources.noticed", what=what)
    return f"{_shortened(origin.how, LONGEST_HOW - len(noticed))}{noticed}"


def _shortened(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _fact(span: Span) -> str:
    """Name a fact, with its value where that is short."""
    name = str(span.slot).replace("_", " ")
    return f"{name}: {span.words}" if len(span.words) <= LONGEST_FACT - len(name) else name


def _figures(numbers: Sequence[str]) -> list[str]:
    if not numbers:
        return []
    return [say("sources.figures", n=len(numbers), slides=in_use().joined(numbers))]


def _as_many_as_fit(told: Sequence[str], letters: int) -> str:
    fitting = [n for n in range(1, len(told) + 1) if len("; ".join(told[:n])) <= letters]
    many = max(fitting, default=1)
    shown, left_out = _shortened("; ".join(told[:many]), letters), len(told) - many
    return say("list.more_after", what=shown, n=left_out) if left_out else shown
