"""The lines of a slide, a report or a message: a sentence each, or one for each row of a field."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bugcase.facts.conditions import that_hold
from bugcase.facts.facts import Facts
from bugcase.facts.sentences import open_slots, written
from bugcase.facts.slots.own import said_rows
from bugcase.playbook.field import AnswerField
from bugcase.playbook.format import SlideNumber, StorySlide
from bugcase.playbook.sentence import Line, Say
from bugcase.text import Span, Text


def labelled_lines(lines: Iterable[Line], facts: Facts) -> Iterator[tuple[str | None, Text]]:
    """Say lines, each with its label; of rows, the first has it."""
    for line in that_hold(lines, facts):
        said = _rows(line.rows, facts) if line.rows else (written(line.say, facts),)
        for number, text in enumerate(said):
            yield line.label if number == 0 else None, text


def slide_texts(slide: StorySlide, facts: Facts) -> tuple[Text, ...]:
    """Say what stands under the title of a slide, its figure apart."""
    field = slide.table or slide.cards
    cells: tuple[Text, ...] = ()
    if field is not None:
        rows = table_rows(field, facts)
        cells = tuple(cell for row in rows for cell in row) or (Text((facts(field),)),)
    lights = (
        written(says, facts)
        for light in that_hold(slide.lights, facts)
        for says in (light.say, light.evidence)
        if says
    )
    numbers = (
        text for _, *texts in shown_numbers(slide, facts) for text in texts if text is not None
    )
    lines = (text for _, text in labelled_lines(slide.lines, facts))
    above = eyebrow(slide, facts)
    return (*((above,) if above else ()), *cells, *lights, *lines, *numbers)


def eyebrow(slide: StorySlide, facts: Facts) -> Text | None:
    """Say what stands above the title of a slide, which shows no gap, as the title doesn't."""
    text = written(slide.eyebrow, facts) if slide.eyebrow else None
    return None if text is None or text.gaps else text


def shown_numbers(
    slide: StorySlide, facts: Facts
) -> Iterator[tuple[SlideNumber, Text, Text, Text | None]]:
    """Say the numbers of a strip that are known: each with its label, number and note.

    A note in which something is not known is left out.
    """
    for one in that_hold(slide.numbers, facts):
        label, value = written(one.label, facts), written(one.value, facts)
        if not label.gaps and not value.gaps:
            yield one, label, value, _known_note(one.note, facts)


def _known_note(note: Say, facts: Facts) -> Text | None:
    text = written(note, facts) if note else None
    return None if text is None or text.gaps else text


def open_in_lines(slide: StorySlide, facts: Facts) -> tuple[str, ...]:
    """Name the open slots of what stands under the title of a slide."""
    fields = [line.rows for line in that_hold(slide.lines, facts) if line.rows]
    fields += [field for field in (slide.table, slide.cards) if field is not None]
    numbers, lights = that_hold(slide.numbers, facts), that_hold(slide.lights, facts)
    says = (
        *((slide.eyebrow,) if slide.eyebrow else ()),
        *(says for light in lights for says in (light.say, light.evidence) if says),
        *(line.say for line in that_hold(slide.lines, facts) if not line.rows),
        *(says for one in numbers for says in (one.label, one.value, one.note) if says),
    )
    return (
        *(field for field in fields if not facts.known(field)),
        *(slot for say in says for slot in open_slots(say, facts)),
    )


def table_rows(field_id: str, facts: Facts) -> tuple[tuple[Text, ...], ...]:
    """Give the rows of a field cell by cell; none where not everybody may read them."""
    field, whole = facts.playbook.field(field_id), facts(field_id)
    if whole.gap or whole.shared is not None:
        return ()
    return tuple(
        tuple(
            Text((replace(whole, words=_cell(row.get(column.id), facts)),))
            for column in field.columns
        )
        for row in _said(field, facts)
    )


def words_of_rows(field_id: str, facts: Facts) -> frozenset[str]:
    """Give the words in which the rows of a field stand on slides and in documents.

    Row by row as lines, and cell by cell in tables and on cards, which begin a name with a
    capital.
    """
    cells = [str(cell) for row in table_rows(field_id, facts) for cell in row]
    named = (f"{cell[:1].upper()}{cell[1:]}" for cell in cells)
    return frozenset((*map(str, _rows(field_id, facts)), *cells, *named))


def _cell(value: object, facts: Facts) -> str:
    said = facts.say(value)
    return said if isinstance(said, str) else ""


def _said(field: AnswerField, facts: Facts) -> list[dict[str, object]]:
    """Give the rows in which something is said."""
    rows = (dict(row) for row in field.rows(facts.case.answer(field.id)))
    return [row for row in rows if any(_cell(one, facts) for one in row.values())]


def _rows(field_id: str, facts: Facts) -> tuple[Text, ...]:
    """Say each row; where there is none the gap, and in one where not everybody may read them."""
    whole: Span = facts(field_id)
    if whole.gap or whole.shared is not None:
        return (Text((whole,)),)
    said = said_rows(facts.playbook.field(field_id), facts.case.answer(field_id), facts)
    lines = (f"{words[0].upper()}{words[1:]}" for words in said)  # each begins a line
    return tuple(Text((replace(whole, words=words),)) for words in lines)
