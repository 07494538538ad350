"""The fields of a playbook: what only a person can say, and in which form.

What is typed is the end of a sentence: the form begins it with the field's stem, and the
playbook's sentences may say it as a part of theirs, since it is a clause, a noun phrase or
an infinitive as the field declares.  What has parts is asked for as rows, whose columns
one short sentence puts together.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from bugcase.playbook.meaning import ColumnMeaning, ColumnMeans, FieldMeans, fault_of_kind
from bugcase.playbook.passage import Passage
from bugcase.playbook.sentence import Entry, Id, Refers, Words
from bugcase.text import Span

Form: TypeAlias = Literal["clause", "noun phrase", "infinitive", "sentence", "one of"]
Kind: TypeAlias = Literal["line", "paragraph", "date", "datetime", "number", "rows"]
OF_WORDS = ("line", "paragraph")  # kinds whose words have a form
_LEFT_OVER = " ,;:–"  # at the end of a row whose last columns are empty
ENDS: Final = re.compile(r"[.!?…][”’\"')\]]*$")  # how a sentence ends
_ABBREVIATIONS: Final = frozenset(["approx", "co", "etc", "inc", "ltd", "no", "vs"])


def ends_in_abbreviation(words: str) -> bool:
    """Whether a full stop at the end belongs to the last word: “etc.”, “p.m.”, “…”."""
    last = words.split()[-1].rstrip(".").lstrip("(“‘\"'") if words.strip() else ""
    return words.endswith("..") or "." in last or last.lower() in _ABBREVIATIONS


@dataclass(frozen=True, slots=True)
class RowSentence:
    r"""What is said of one row: a line for each part, which is left out where a cell is empty.

    Examples
    --------
    >>> row = RowSentence.parse("{action},\nwhich {owner} owns,\ndue on {date}")
    >>> row.said({"action": "test two writers", "date": "Friday"}.get)
    'test two writers, due on Friday'
    >>> row.said({"action": "test two writers"}.get)
    'test two writers'

    Its first line is the row in short:

    >>> row.said({"action": "test two writers", "date": "Friday"}.get, short=True)
    'test two writers'
    """

    passage: Passage

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read its lines, with the columns as their slots.

        Raises
        ------
        TemplateError
            As `Passage.parse`.
        """
        return cls(Passage.parse(text))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it says, in order."""
        return self.passage.slots

    def said(self, cell: Callable[[str], str | None], *, short: bool = False) -> str:
        """Say a row as far as it is filled in; in short, by its first line."""

        def fact(column: str, _: object) -> Span:
            words = cell(column)
            return Span(words=words or column, slot=column, gap=words is None)

        passage = Passage(self.passage.lines[:1]) if short else self.passage
        return str(passage.fill(fact, "spoken")).rstrip(_LEFT_OVER)


def _row_sentence(value: object) -> RowSentence:
    if isinstance(value, RowSentence):  # of an entry that is read already
        return value
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a sentence in quotation marks is needed here")
    return RowSentence.parse(value)


class Column(Entry):
    """A column of a field of rows; `means` says what a figure draws of it.

    `was` is the field that asked for the same in an older version of the playbook: what a
    case says there goes into the first row.
    """

    id: Id
    label: Words
    means: ColumnMeans | None = None
    kind: Literal["line", "date", "datetime", "number"] = "line"
    choices: tuple[Words, ...] = ()
    was: Id | None = None
    help: Words

    @model_validator(mode="after")
    def _chooses_among_words(self) -> Self:
        if self.choices and self.kind != "line":
            raise ValueError(f"choices are words, and this is a {self.kind}")
        if fault := fault_of_kind(self.means, self.kind):
            raise ValueError(fault)
        return self


class AnswerField(Entry):
    """Something that only a person can say; its id is also the name of its slot.

    `means` says what the code has to understand of it; what only is said has none.
    `stem` is how the form begins the sentence that is typed, and `form` how it goes on.
    Rows have `columns`, and in `say` the sentence for one of them, a line for each part.
    """

    id: Id
    means: FieldMeans | None = None
    step: Annotated[Id, Refers("steps")]
    label: Words
    kind: Kind
    form: Form | None = None
    stem: Words | None = None
    choices: tuple[Words, ...] = ()
    columns: tuple[Column, ...] = Field((), max_length=6)  # more do not fit beside one another
    say: (
        Annotated[
            RowSentence,
            BeforeValidator(_row_sentence),
            PlainSerializer(str),
            WithJsonSchema(
                {
                    "type": "string",
                    "minLength": 1,
                    "description": "For one row: words with {columns}, a line for each part; "
                    "a line is left out where a column of it is empty",
                }
            ),
        ]
        | None
    ) = None
    help: Words
    gap: Words

    @model_validator(mode="after")
    def _is_of_a_kind_for_it(self) -> Self:
        if fault := fault_of_kind(self.means, self.kind):
            raise ValueError(fault)
        if fault := self._fault_of_form() or self._fault_of_rows():
            raise ValueError(fault)
        return self

    def _fault_of_form(self) -> str | None:
        if self.form and self.kind not in OF_WORDS:
            return f"form is of words, and this is a {self.kind}"
        if (self.form == "one of") != bool(self.choices):
            return 'choices and form = "one of" go together'
        if self.stem and self.form == "sentence":
            return "a sentence is typed from its first word on, so it has no stem"
        if self.stem and self.stem.endswith((".", ":", "!", "?")):
            return "a stem is the beginning of a sentence, so it does not end like one"
        return None

    def _fault_of_rows(self) -> str | None:
        is_rows = self.kind == "rows"
        if bool(self.columns) != is_rows or (self.say is not None) != is_rows:
            return 'kind = "rows", columns and say go together'
        if self.say is None:
            return None
        if self.means == "cause steps" and not self._has_steps():
            return (
                "what means 'cause steps' has four columns, the third with three choices: "
                "ordinary, a write, the harm"
            )
        ids = [column.id for column in self.columns]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            return f"column {', '.join(twice)} stands twice"
        meant = [column.means for column in self.columns if column.means]
        if again := sorted({one for one in meant if meant.count(one) > 1}):
            return f"two columns mean {', '.join(again)}"
        if unknown := [one for one in self.say.columns if one not in ids]:
            return f"say has no column {', '.join(unknown)}; the columns are {', '.join(ids)}"
        if not self.say.passage.lines[0].template.slots:
            return "say begins with a line that has no column, so it would stand alone"
        return None

    def _has_steps(self) -> bool:
        return len(self.columns) == 4 and len(self.columns[2].choices) == 3

    def punctuated(self, words: str) -> str:
        """Set the full stop of typed words as the sentence around them needs it.

        What ends a sentence of the playbook loses its own, a sentence has one.

        Examples
        --------
        >>> field = AnswerField(id="cause", step="s", label="Cause", kind="line", form="clause",
        ...                     stem="We think that", help="what", gap="the cause")
        >>> field.punctuated("two writers met."), field.punctuated("it ran until 5 p.m.")
        ('two writers met', 'it ran until 5 p.m.')
        """
        if self.form is None:
            return words
        if self.form == "sentence":
            return words if ENDS.search(words) else f"{words}."
        return words if ends_in_abbreviation(words) else words.removesuffix(".")

    def column_for(self, meaning: ColumnMeaning) -> str | None:
        """Name the column of a meaning; None where no column has it."""
        return next((column.id for column in self.columns if column.means == meaning), None)

    def rows(self, answer: Any) -> tuple[Mapping[str, Any], ...]:
        """Give the rows of an answer; a text in place of rows is the first cell of one.

        Examples
        --------
        >>> columns = [{"id": "what", "label": "What", "help": "a fact"}]
        >>> field = AnswerField(id="open", step="s", label="Open", kind="rows", say="{what}",
        ...                     columns=columns, help="facts", gap="facts")
        >>> field.rows("who was hit"), field.rows(({"what": "who was hit"},))
        (({'what': 'who was hit'},), ({'what': 'who was hit'},))
        """
        if isinstance(answer, tuple):
            return answer
        return ({self.columns[0].id: answer},) if isinstance(answer, str) else ()
