"""What stands under the title of a slide, where it is no picture: texts, tables and panels.

A panel sets a few facts side by side, large enough for the back of a room: numbers in a
strip, choices as cards, a state as lights.  All of them are values that hold texts; how
they look is written in the deck's templates, and measured in `bugcase.deck.fitting`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal, TypeAlias

from bugcase.figures.picture import Picture
from bugcase.text import Text

Sign: TypeAlias = Literal["good", "open", "bad"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under named columns; the first column names the row.

    Parameters
    ----------
    columns, rows
        The heads, and as many cells in each row.
    lead
        The place of the row to stand out (the option that is recommended), from 0.

    Raises
    ------
    ValueError
        Where a row has more or fewer cells than there are columns, or `lead` is no row.
    """

    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    lead: int | None = None

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"each row of a table has {len(self.columns)} cells")
        if self.lead is not None and not 0 <= self.lead < len(self.rows):
            raise ValueError(f"lead is the place of one of {len(self.rows)} rows: {self.lead}")

    @property
    def numeric(self) -> tuple[bool, ...]:
        """For each column, whether its cells are figures, and so stand flush right."""
        return tuple(
            bool(self.rows)
            and all(str(row[i])[:1] in set("0123456789+-\N{MINUS SIGN}€$£¥<") for row in self.rows)
            for i in range(len(self.columns))
        )

    @property
    def texts(self) -> tuple[Text, ...]:
        """Every text in it, in order."""
        return tuple(cell for row in (self.columns, *self.rows) for cell in row)

    @property
    def cells_by_column(self) -> list[list[str]]:
        """The words of each column, its head first."""
        return [
            [str(row[number]) for row in (self.columns, *self.rows)]
            for number in range(len(self.columns))
        ]

    def within(self, heights: Sequence[float], room: float) -> "Table":
        """Keep the first rows that fit into a height, and the one that leads."""
        kept: list[int] = []
        for row in sorted(range(len(heights)), key=lambda row: row != self.lead):
            room -= heights[row]
            if room < 0:
                break
            kept.append(row)
        kept.sort()
        lead = kept.index(self.lead) if self.lead in kept else None
        return replace(self, rows=tuple(self.rows[row] for row in kept), lead=lead)

    def mapped(self, change: Callable[[Text], Text]) -> "Table":
        """Change the text of every cell."""
        return replace(self, rows=tuple(tuple(map(change, row)) for row in self.rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number of a strip: what it counts above it, what it is held against below.

    Parameters
    ----------
    harm
        Whether it is what gets worse: in the accent, which one number of a slide has at most.
    """

    label: Text
    value: Text
    note: Text | None = None
    harm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """A strip of one to four numbers side by side."""

    numbers: tuple[Number, ...]

    @property
    def texts(self) -> tuple[Text, ...]:
        """Every text in it, in order."""
        return tuple(
            text
            for one in self.numbers
            for text in (one.label, one.value, one.note)
            if text is not None
        )

    def mapped(self, change: Callable[[Text], Text]) -> "Numbers":
        """Change every text."""
        numbers = (
            replace(
                one,
                label=change(one.label),
                value=change(one.value),
                note=change(one.note) if one.note else None,
            )
            for one in self.numbers
        )
        return Numbers(numbers=tuple(numbers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A choice: its name, and what speaks for or against it, a label and a text each."""

    name: Text
    lines: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """Choices side by side.

    Parameters
    ----------
    lead
        The place of the one that is recommended, from 0.
    recommended, other
        The words above it, and above each of the others.
    """

    cards: tuple[Card, ...]
    recommended: Text
    other: Text
    lead: int | None = None

    @property
    def texts(self) -> tuple[Text, ...]:
        """Every text in it, in order."""
        return tuple(
            text
            for place, one in enumerate(self.cards)
            for text in (self.above(place), one.name, *chain.from_iterable(one.lines))
        )

    def above(self, place: int) -> Text:
        """Give the words above a card."""
        return self.recommended if place == self.lead else self.other

    def mapped(self, change: Callable[[Text], Text]) -> "Cards":
        """Change every text of the choices."""
        cards = (
            Card(
                name=change(one.name),
                lines=tuple((label, change(text)) for label, text in one.lines),
            )
            for one in self.cards
        )
        return replace(self, cards=tuple(cards))


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """How one thing stands: good, open or bad, in words, with the evidence for it."""

    sign: Sign
    words: Text
    evidence: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lights:
    """A state as lights, one below the other; their shapes differ as well as their colours."""

    lights: tuple[Light, ...]

    @property
    def texts(self) -> tuple[Text, ...]:
        """Every text in it, in order."""
        return tuple(
            text for one in self.lights for text in (one.words, one.evidence) if text is not None
        )

    def mapped(self, change: Callable[[Text], Text]) -> "Lights":
        """Change every text."""
        lights = (
            replace(
                one,
                words=change(one.words),
                evidence=change(one.evidence) if one.evidence else None,
            )
            for one in self.lights
        )
        return Lights(lights=tuple(lights))


Panel: TypeAlias = Numbers | Cards | Lights
Block: TypeAlias = Text | Panel
Written: TypeAlias = Table | tuple[Block, ...]  # what can be set larger and smaller
Body: TypeAlias = Picture | Written
