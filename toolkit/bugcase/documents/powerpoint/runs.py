"""Writes a text into a paragraph of PowerPoint, its gaps highlighted."""

from itertools import groupby
from unicodedata import bidirectional

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_UNDERLINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.text.text import _Paragraph as Paragraph  # the library has no public name for it

from bugcase.documents.powerpoint.master import points, solid
from bugcase.style.tokens import palette
from bugcase.text import Span, Text

_FIRST_STRONG_ISOLATE, _POP = "\u2068", "\u2069"


def say(
    paragraph: Paragraph,
    text: Text,
    *,
    size: float,
    leading: float,
    below: float = 0.0,
    bold: bool = False,
    colour: MSO_THEME_COLOR | None = None,
    font: str | None = None,
) -> None:
    """Write a text; sizes and distances are pixels of the slide.

    Lines are a fixed distance apart, so that the text is as high in one font as in another.
    """
    paragraph.line_spacing = points(size * leading)
    paragraph.space_before, paragraph.space_after = points(0), points(below)
    for gap, spans in groupby(text.spans, key=lambda span: span.gap):
        run = paragraph.add_run()
        run.text = "".join(map(_words, spans))
        run.font.size = points(size)
        run.font.bold = bold or None  # None: as the layout says
        run.font.name = font
        if gap:
            run.font.color.theme_color = MSO_THEME_COLOR.ACCENT_5
            run.font.underline = MSO_UNDERLINE.DASH_LINE
            properties = run._r.get_or_add_rPr()
            properties.find(qn("a:solidFill")).addnext(parse_xml(_highlight()))
        elif colour is not None:
            run.font.color.theme_color = colour


def _highlight() -> str:
    return f"<a:highlight {nsdecls('a')}>{solid(palette()['gap-tint'])}</a:highlight>"


def _words(span: Span) -> str:
    """Give the words of a span; a right-to-left value cannot turn the sentence around it."""
    words = str(span)
    turns = span.slot and any(bidirectional(letter) in ("R", "AL") for letter in words)
    return f"{_FIRST_STRONG_ISOLATE}{words}{_POP}" if turns else words
