"""Makes the master of a PowerPoint file: its size, colours and fonts, and where things stand.

This is the deck's grid as PowerPoint keeps it, in a theme, a master and two layouts, so
that a slide that somebody adds looks like the others.  python-pptx brings a file of
the old 4:3 shape along; of that is kept what a slide needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.oxml.xmlchemy import BaseOxmlElement
from pptx.presentation import Presentation as Deck
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.slide import SlideLayout
from pptx.text.text import TextFrame
from pptx.util import Emu, Length, Pt

from bugcase.style.tokens import LAYOUT, TYPE, palette

# What the deck's letters are made of; by its description a program finds Arial in its place.
_FONT: Final = {
    "typeface": "Source Sans 3",
    "panose": "020B0503030403020204",
    "pitchFamily": "34",
    "charset": "0",
}
MUTED: Final = MSO_THEME_COLOR.ACCENT_4
_THEME: Final = {
    "dk1": "ink", "lt1": "paper", "dk2": "baseline", "lt2": "tint", "accent1": "baseline",
    "accent2": "harm", "accent3": "context", "accent4": "muted", "accent5": "gap",
    "accent6": "gap-tint", "hlink": "baseline", "folHlink": "muted",
}  # fmt: skip


def pixels(number: float) -> Length:
    """Say a length of the deck in PowerPoint's unit: 1280 pixels are 13.333 inches."""
    return Emu(round(number * 9525))


def solid(colour: str) -> str:
    """Write a colour of the palette as PowerPoint's XML does.

    >>> solid("#c83803").partition(" ")[2].partition(" ")[2]
    'val="C83803"/>'
    """
    return f'<a:srgbClr {nsdecls("a")} val="{colour[1:].upper()}"/>'


def points(number: float) -> Length:
    """Say a font's size: four pixels are three points."""
    return Pt(number * 0.75)


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in its pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def place(self) -> tuple[Length, Length, Length, Length]:
        """Left, top, width and height in PowerPoint's unit."""
        return pixels(self.left), pixels(self.top), pixels(self.width), pixels(self.height)

    def hold(self, shape: BaseShape) -> None:
        """Put a shape here."""
        shape.left, shape.top, shape.width, shape.height = self.place


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the title and what is under it stand, and how large a title is."""

    name: str
    place: int  # among the layouts of python-pptx's file
    title: Box
    body: Box
    size: int
    leading: float
    anchor: MSO_ANCHOR
    flows: bool = False  # whether the body begins where the title ends


_LEFT: Final = LAYOUT["margin"]
_WIDE: Final = LAYOUT["slide-width"] - 2 * LAYOUT["margin"]
SOURCE: Final = Box(_LEFT, LAYOUT["slide-height"] - LAYOUT["foot"] - 28, 1040, 28)
LOGO: Final = Box(_LEFT + _WIDE - 200, 16, 200, 28)
NUMBER: Final = Box(_LEFT + _WIDE - 100, SOURCE.top, 100, 28)
EYEBROW: Final = Box(_LEFT, LAYOUT["head"], _WIDE, 28)
EVIDENCE: Final = Layout(
    name="Evidence",
    place=1,
    title=Box(_LEFT, LAYOUT["head"], _WIDE, 108),
    body=Box(_LEFT, LAYOUT["figure-top"], _WIDE, LAYOUT["figure-height"]),
    size=TYPE["title"],
    leading=1.14,
    anchor=MSO_ANCHOR.TOP,
)
DECISION: Final = Layout(
    name="Decision",
    place=0,
    title=Box(_LEFT, 84, _WIDE, 200),
    body=Box(_LEFT, 320, _WIDE, 328),
    size=TYPE["headline"],
    leading=1.1,
    anchor=MSO_ANCHOR.TOP,
    flows=True,
)


def empty_deck(font: str | None) -> tuple[Deck, dict[Layout, SlideLayout]]:
    """Make a deck without slides, and its two layouts."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = (
        pixels(LAYOUT["slide-width"]),
        pixels(LAYOUT["slide-height"]),
    )
    layouts = {layout: deck.slide_layouts[layout.place] for layout in (DECISION, EVIDENCE)}
    for unused in [one for one in deck.slide_layouts if one not in layouts.values()]:
        deck.slide_layouts.remove(unused)
    _drop_leftovers(deck)
    _paint(deck, {"typeface": font} if font else _FONT)
    master = deck.slide_master
    _style(master.element)
    for shape in list(master.placeholders):
        _arrange(shape, EVIDENCE)
    for layout, made in layouts.items():
        made.name = layout.name
        for shape in list(made.placeholders):
            _arrange(shape, layout)
    return deck, layouts


def _drop_leftovers(deck: Deck) -> None:
    """Drop what the file's own author left in it: a printer's settings, a thumbnail, counts."""
    package = deck.part.package
    for relation in list(deck.part.rels.values()):
        if relation.reltype == RT.PRINTER_SETTINGS:
            deck.part.drop_rel(relation.rId)
    for relation in list(package.iter_rels()):
        if relation.reltype in (RT.THUMBNAIL, RT.EXTENDED_PROPERTIES):
            package.drop_rel(relation.rId)


def _paint(deck: Deck, font: Mapping[str, str]) -> None:
    """Give the theme the deck's palette and font."""
    part = deck.slide_master.part.part_related_by(RT.THEME)
    theme = parse_xml(part.blob)
    theme.set("name", "bugcase")
    scheme = theme.find(f".//{qn('a:clrScheme')}")
    scheme.set("name", "bugcase")
    colours = palette()
    for colour in scheme:
        name = _THEME[colour.tag.rpartition("}")[2]]
        colour[:] = [parse_xml(solid(colours[name]))]
    for latin in theme.iterfind(f".//{qn('a:fontScheme')}//{qn('a:latin')}"):
        latin.attrib.clear()
        latin.attrib.update(font)
    part.blob = serialize_part_xml(theme)


def _style(master: BaseOxmlElement) -> None:
    """Write titles bold and flush left, and words without a bullet."""
    heading = master.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    heading.set("algn", "l")
    heading.find(qn("a:defRPr")).attrib.update({"sz": _hundredths(TYPE["title"]), "b": "1"})
    for level in master.find(f".//{qn('p:bodyStyle')}"):
        level.find(qn("a:defRPr")).set("sz", _hundredths(TYPE["body"]))
    words = master.find(f".//{qn('p:bodyStyle')}/{qn('a:lvl1pPr')}")
    words.attrib.update({"marL": "0", "indent": "0"})
    words.replace(words.find(qn("a:buChar")), parse_xml(f"<a:buNone {nsdecls('a')}/>"))


def _arrange(shape: Shape, layout: Layout) -> None:
    """Put a placeholder of the master or of a layout in its place; dates and footers go."""
    kind = shape.placeholder_format.type
    if kind in (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER):
        shape.element.getparent().remove(shape.element)
        return
    frame = shape.text_frame
    no_margins(frame)
    style = shape.element.find(f".//{qn('a:lstStyle')}")
    style.clear()
    if kind == PP_PLACEHOLDER.SLIDE_NUMBER:
        NUMBER.hold(shape)
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        style.append(_level("r", TYPE["source"], "accent4"))
    elif kind in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
        layout.title.hold(shape)
        frame.vertical_anchor = layout.anchor
        style.append(_level("l", layout.size, "tx1"))
    else:
        layout.body.hold(shape)
        frame.vertical_anchor = MSO_ANCHOR.TOP


def no_margins(frame: TextFrame) -> None:
    """Let words begin at the edge of their box, as what stands above and below them does."""
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)


def _level(align: str, size: float, colour: str) -> BaseOxmlElement:
    level: BaseOxmlElement = parse_xml(
        f"""<a:lvl1pPr {nsdecls("a")} algn="{align}"><a:defRPr sz="{_hundredths(size)}">
        <a:solidFill><a:schemeClr val="{colour}"/></a:solidFill></a:defRPr></a:lvl1pPr>"""
    )
    return level


def _hundredths(size: float) -> str:
    """Write a font's size as PowerPoint's XML does: in hundredths of a point."""
    return str(round(size * 75))
