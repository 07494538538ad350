"""The lines of a slide, a report or a message: a sentence each, or one for each row of a field."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bugcase.facts.conditions import that_hold
from bugcase.facts.facts import Facts
from bugcase.facts.sentences import open_slots, written
from bugcase.facts.slots.own import said_rows
from bugcase.playbook.field import AnswerField
from bugcase.playbook.format import StorySlide
from bugcase.playbook.sentence import Line
from bugcase.text import Span, Text


def labelled_lines(lines: Iterable[Line], facts: Facts) -> Iterator[tuple[str | None, Text]]:
    """Say lines, each with its label; of rows, the first has it."""
    for line in that_hold(lines, facts):
        said = _rows(line.rows, facts) if line.rows else (written(line.say, facts),)
        for number, text in enumerate(said):
            yield line.label if number == 0 else None, text


def slide_texts(slide: StorySlide, facts: Facts) -> tuple[Text, ...]:
    """Say what stands under the title of a slide, its figure apart."""
    if slide.table is not None:
        rows = table_rows(slide.table, facts)
        return tuple(cell for row in rows for cell in row) or (Text((facts(slide.table),)),)
    return tuple(text for _, text in labelled_lines(slide.lines, facts))


def open_in_lines(slide: StorySlide, facts: Facts) -> tuple[str, ...]:
    """Name the open slots of what stands under the title of a slide."""
    fields = [line.rows for line in that_hold(slide.lines, facts) if line.rows]
    if slide.table is not None:
        fields.append(slide.table)
    says = (line.say for line in that_hold(slide.lines, facts) if not line.rows)
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
