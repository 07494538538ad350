"""Tables in PowerPoint: heads marked as heads, figures flush right, hairlines between rows.

How wide its columns are is found as a browser finds it: each as wide as its words ask
for, and where that is too much, each gives way in proportion.
"""

import math
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.oxml.xmlchemy import BaseOxmlElement
from pptx.slide import Slide as Sheet
from pptx.table import _Cell as Cell  # the library has no public name for it

from bugcase.deck.body import Table
from bugcase.documents.powerpoint.blocks import describe
from bugcase.documents.powerpoint.master import MUTED, Box, pixels, solid
from bugcase.documents.powerpoint.runs import say
from bugcase.documents.powerpoint.typesetting import column_widths, cut, line_count
from bugcase.style.tokens import TYPE, palette
from bugcase.text import Text

Row: TypeAlias = tuple[Text, ...]

_SIZE: Final = 0.78 * TYPE["body"]
_HEAD: Final = 0.8  # of that
_LEADING: Final = 1.25
_AIR: Final = 0.52  # above and below the words of a cell, in sizes
_GAP: Final = 32.0  # between columns
_BAR: Final = 6.0  # before the row that stands out
_MOST_ROWS: Final = 40  # more than fit at any size
_MOST_LINES: Final = 4  # of one cell, where room is short
_PLAIN: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # "No Style, No Grid"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `whole` says where all of its rows are."""

    table: Table
    whole: str

    @property
    def least(self) -> float:
        """Heads, a row, and the count of the others."""
        return 4 * _SIZE

    def height(self, *, scale: float, room: float) -> float:
        """How high all the rows are."""
        if len(self.table.rows) > _MOST_ROWS:
            return math.inf
        return sum(self._laid(scale, room).heights)

    def draw(self, sheet: Sheet, box: Box, *, scale: float) -> None:
        """Put it on a slide, with as many rows as there is room for."""
        laid = self._laid(scale, box.width)
        more = len(self.table.rows) - len(laid.rows)
        if more or sum(laid.heights) > box.height + 1:
            laid = laid.within(box.height)
            more = len(self.table.rows) - len(laid.rows)
        heights = [*laid.heights, *([_height(1, _SIZE * scale)] if more else [])]
        filled = Box(box.left, box.top, box.width, sum(heights))
        frame = sheet.shapes.add_table(len(heights), len(laid.widths), *filled.place)
        describe(frame, name="Table", alt=", ".join(map(str, self.table.columns)))
        made = frame.table
        made.first_row, made.first_col, made.horz_banding = True, True, False
        (style,) = frame.element.iter(qn("a:tableStyleId"))
        style.text = _PLAIN
        for column, wide in enumerate(laid.widths):
            made.columns[column].width = pixels(wide)
        for row, high in enumerate(heights):
            made.rows[row].height = pixels(high)
        for place, texts in enumerate((laid.heads, *laid.rows)):
            for column, text in enumerate(texts):
                laid.write(made.cell(place, column), text, row=place - 1, column=column)
        if more:
            last = made.cell(len(heights) - 1, 0)
            last.merge(made.cell(len(heights) - 1, len(laid.widths) - 1))
            counted = Text.plain(f"and {more:,} more; {self.whole}")
            laid.write(last, counted, row=len(laid.rows), column=0, remark=True)

    def _laid(self, scale: float, room: float) -> "_Laid":
        rows, lead = self.table.rows[:_MOST_ROWS], self.table.lead
        if lead is not None and lead >= _MOST_ROWS:
            rows, lead = (*rows[:-1], self.table.rows[lead]), _MOST_ROWS - 1
        heads, size = self.table.columns, _SIZE * scale
        return _Laid(
            heads=heads,
            rows=rows,
            lead=lead,
            numeric=self.table.numeric,
            widths=_widths(Table(columns=heads, rows=rows), size, room),
            size=size,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laid:
    """Rows with the widths of their columns, which hold the gap to the next."""

    heads: Row
    rows: tuple[Row, ...]
    lead: int | None
    numeric: tuple[bool, ...]
    widths: tuple[float, ...]
    size: float

    @property
    def heights(self) -> list[float]:
        """The heights of the heads and of each row."""
        return [
            _height(
                max(self._count(text, column, row) for column, text in enumerate(texts)),
                self._size(row),
            )
            for row, texts in enumerate((self.heads, *self.rows), start=-1)
        ]

    def within(self, height: float) -> "_Laid":
        """Leave out rows until the others and their count fit; the one that leads stays."""
        short = replace(
            self,
            heads=self._cut(self.heads, -1),
            rows=tuple(self._cut(texts, row) for row, texts in enumerate(self.rows)),
        )
        head, *heights = short.heights
        whole = Table(columns=short.heads, rows=short.rows, lead=self.lead)
        kept = whole.within(heights, height - head - _height(1, self.size))
        return replace(short, rows=kept.rows, lead=kept.lead)

    def write(self, cell: Cell, text: Text, *, row: int, column: int, remark: bool = False) -> None:
        """Write a cell, with the line below it."""
        head, leads, last = row < 0, row == self.lead, column == len(self.widths) - 1
        air = pixels(_AIR * self.size)
        cell.margin_left = pixels(3 * _BAR if leads and not column else 0)
        cell.margin_right = pixels(0 if last else self._gap)
        cell.margin_top, cell.margin_bottom = pixels(0) if head else air, air
        cell.vertical_anchor = MSO_ANCHOR.BOTTOM if head else MSO_ANCHOR.TOP
        (paragraph,) = cell.text_frame.paragraphs
        paragraph.alignment = PP_ALIGN.RIGHT if self.numeric[column] else PP_ALIGN.LEFT
        say(
            paragraph,
            text,
            size=self._size(row),
            leading=_LEADING,
            bold=self._bold(row, column) and not remark,
            colour=MUTED if head or remark else None,
        )
        borders = [("lnL", _BAR, "ink")] if leads and not column else []
        if not remark:
            borders.append(("lnB", 2, "ink") if head else ("lnB", 1, "rule"))
        properties = cell._tc.get_or_add_tcPr()
        for place, border in enumerate(borders):
            properties.insert(place, _border(*border))

    def _cut(self, texts: Row, row: int) -> Row:
        return tuple(
            text
            if self._count(text, column, row) <= _MOST_LINES
            else Text.plain(
                cut(
                    str(text), size=self._size(row), room=self._room(column),
                    most=_MOST_LINES, bold=self._bold(row, column),
                )
            )
            for column, text in enumerate(texts)
        )  # fmt: skip

    def _count(self, text: Text, column: int, row: int) -> int:
        return line_count(
            str(text), size=self._size(row), room=self._room(column),
            bold=self._bold(row, column),
        )  # fmt: skip

    def _size(self, row: int) -> float:
        return self.size * (_HEAD if row < 0 else 1)

    def _bold(self, row: int, column: int) -> bool:
        return row >= 0 and (column == 0 or row == self.lead)

    @property
    def _gap(self) -> float:
        return _gap(len(self.widths), sum(self.widths))

    def _room(self, column: int) -> float:
        last, leads = column == len(self.widths) - 1, column == 0 and self.lead is not None
        return self.widths[column] - (0 if last else self._gap) - (3 * _BAR if leads else 0)


def _gap(columns: int, room: float) -> float:
    return min(_GAP, room / columns / 4)


def _height(lines: int, size: float) -> float:
    return lines * size * _LEADING + 2 * _AIR * size


def _widths(table: Table, size: float, room: float) -> tuple[float, ...]:
    """Find how wide the columns are; the last one's gap is for the row that leads."""
    gaps = [_gap(len(table.columns), room)] * (len(table.columns) - 1) + [3 * _BAR]
    return column_widths(table.cells_by_column, size=size, room=room, gaps=gaps)


def _border(side: str, wide: float, colour: str) -> BaseOxmlElement:
    border: BaseOxmlElement = parse_xml(
        f'<a:{side} {nsdecls("a")} w="{pixels(wide)}"><a:solidFill>{solid(palette()[colour])}'
        f"</a:solidFill></a:{side}>"
    )
    return border
