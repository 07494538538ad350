"""Turns what an analyst's own cells show into HTML that can stand in a deck.

Markdown and outputs are shown; code, widgets and what went to stderr are not.
The policy of the deck already keeps scripts from running.  Here `nh3` keeps what is
on a list of good elements, so that nothing reaches outside the file, meets the names
of the deck, or swallows the slides that follow; and pictures lose what a camera or a
program wrote beside their pixels, which is nobody's business in the room.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup
from nbconvert.filters.ansi import strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from bugcase.figures.picture import Picture
from bugcase.text import Span
from bugcase.wording import say

WIDGET: Final = "application/vnd.jupyter.widget-view+json"

_OF_THE_PIXELS: Final = {
    *("dpi", "gamma", "srgb", "aspect", "interlace", "transparency", "icc_profile"),
    *("jfif", "jfif_version", "jfif_unit", "jfif_density", "adobe", "adobe_transform"),
    *("progressive", "progression"),
}
# what may stand on a slide: words, lists, tables and pictures
_TAGS: Final = frozenset(
    {
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "span", "section", "article", "header"),
        *("footer", "main", "blockquote", "q", "cite", "pre", "code", "kbd", "samp", "var", "hr"),
        *("br", "wbr", "b", "strong", "i", "em", "u", "s", "del", "ins", "mark", "small", "sub"),
        *("sup", "abbr", "dfn", "time", "data", "bdi", "bdo", "ruby", "rb", "rt", "rp"),
        *("ul", "ol", "li", "dl", "dt", "dd", "details", "summary", "figure", "figcaption"),
        *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
        *("a", "img", "center", "font"),
    }
)
# whose content goes with them: what acts, and the notes of a speaker, which a cell of its own has
_WITH_CONTENT: Final = frozenset(
    {
        *("script", "style", "noscript", "template", "title", "iframe", "frame", "object"),
        *("embed", "audio", "video", "canvas", "form", "button", "select", "textarea", "aside"),
    }
)
# no id and no class: what a cell shows can't meet the names of the deck or of another cell
_ATTRIBUTES: Final = {
    "*": {"style", "title", "lang", "dir", "align", "valign", "width", "height"},
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "time": {"datetime"},
    "data": {"value"},
    "font": {"color"},
}
_STYLES: Final = frozenset(
    {
        *("color", "background-color", "text-align", "vertical-align", "white-space", "width"),
        *("font-weight", "font-style", "font-size", "font-variant-numeric", "text-decoration"),
        *(
            "border",
            "border-top",
            "border-right",
            "border-bottom",
            "border-left",
            "border-collapse",
        ),
        *("padding", "padding-top", "padding-right", "padding-bottom", "padding-left"),
        *("margin", "margin-top", "margin-right", "margin-bottom", "margin-left", "max-width"),
        *("height", "line-height", "letter-spacing", "list-style-type"),
    }
)
_SVG_BEGINS: Final = re.compile(r"<svg\b", re.IGNORECASE)
_SVG_EDGE: Final = re.compile(r"<(/?)svg\b[^>]*?(/?)>", re.IGNORECASE)
# what headings get, a sign for a mouse; a browser would leave it open
_ANCHOR: Final = re.compile(r'<a class="anchor-link"[^>]*/>')
_SVG_NAMESPACE: Final = 'xmlns="http://www.w3.org/2000/svg"'


def cell_html(cell: NotebookNode, *, folder: str) -> Markup:
    """Give what a cell shows, empty where that is nothing.

    Parameters
    ----------
    folder
        Where the notebook lies: pictures beside it are taken into the deck.
    """
    alt = str(cell.metadata.get("alt", ""))
    if cell.cell_type == "markdown":
        attachments = cell.get("attachments", {})
        return clean(_markdown(cell.source, folder=folder, attachments=attachments), alt=alt)
    outputs = cell.get("outputs", [])
    return Markup("\n").join(
        shown for output in outputs if (shown := _output_html(output, alt=alt))
    )


def clean(html: str, *, alt: str = "") -> Markup:
    """Keep of some HTML what may stand on a slide, and close every tag.

    What a list of good elements, attributes and styles does not name is left out;
    a drawing within the HTML becomes a picture, in which nothing runs.

    >>> clean("<b onclick='x()'>10<sup>6</sup><script>x()</script>")
    Markup('<b>10<sup>6</sup></b>')
    """
    import nh3

    kept = nh3.clean(
        _with_drawings_as_pictures(html, alt),
        tags=set(_TAGS),
        clean_content_tags=set(_WITH_CONTENT),
        attributes={name: set(allowed) for name, allowed in _ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
        filter_style_properties=set(_STYLES),
    )
    soup = BeautifulSoup(kept, "html.parser")
    for element in soup.find_all("section"):
        element.name = "div"  # reveal.js takes a section for a slide
    for image in soup.find_all("img"):
        _keep_in_file(image, alt)
    for link in soup.select("a[href]:not([href^='#'])"):
        if str(link["href"]).lower().startswith("data:"):
            del link["href"]
        else:
            link.attrs |= {"target": "_blank", "rel": "noreferrer"}
    return Markup(str(soup).strip())


def _with_drawings_as_pictures(html: str, alt: str) -> str:
    """Put a picture in the place of each ``<svg>``, whose names are not those of HTML."""
    found = _SVG_BEGINS.search(html)
    if not found:
        return html
    depth, end = 0, len(html)
    for edge in _SVG_EDGE.finditer(html, found.start()):
        depth += -1 if edge[1] else not edge[2]
        if depth <= 0:
            end = edge.end()
            break
    drawing = html[found.start() : end]
    if "xmlns=" not in drawing.partition(">")[0]:
        drawing = f"{drawing[:4]} {_SVG_NAMESPACE}{drawing[4:]}"
    picture = Picture(svg=drawing, alt=alt or say("figure.no_description")).html
    rest = _with_drawings_as_pictures(html[end:], alt)
    return f"{html[: found.start()]}{picture}{rest}"


def _keep_in_file(image: Tag, alt: str) -> None:
    image["alt"] = image.get("alt") or alt or say("figure.no_description")
    source = str(image.get("src", ""))
    head, coded, data = source.partition(";base64,")
    if coded:
        image["src"] = f"{head}{coded}{_pixels_alone(data)}"
    if not source.startswith("data:image/"):
        gap = Tag(name="mark", attrs={"class": "gap"})
        gap.string = str(Span(words=say("figure.not_in_folder", picture=str(source)), gap=True))
        image.replace_with(gap)


def take_title(html: Markup) -> tuple[Markup, Markup]:
    """Part a leading heading from the rest; the first is empty where there is none.

    >>> take_title(Markup("<h1>Why <em>now</em></h1><p>Because.</p>"))
    (Markup('Why <em>now</em>'), Markup('<p>Because.</p>'))
    """
    soup = BeautifulSoup(html, "html.parser")
    first = soup.find(True)
    if not isinstance(first, Tag) or first.name not in ("h1", "h2", "h3"):
        return Markup(), html
    first.extract()
    return Markup(first.decode_contents()), Markup(str(soup).strip())


def _markdown(source: str, *, folder: str, attachments: dict[str, Any]) -> str:
    renderer = IPythonRenderer(
        escape=False,
        attachments=attachments,
        embed_images=True,
        path=folder,
        anchor_link_text="",
    )
    html = str(MarkdownWithMath(renderer=renderer).render(source))
    return _ANCHOR.sub("", html)


def _output_html(output: NotebookNode, *, alt: str) -> Markup:
    match output.output_type:
        case "stream" if output.name == "stdout":
            return _preformatted(output.text)
        case "display_data" | "execute_result" if WIDGET not in output.data:
            return next((shown for shown in _ways_to_show(output, alt=alt) if shown), Markup())
    return Markup()


def _ways_to_show(output: NotebookNode, *, alt: str) -> Iterator[Markup]:
    """Give the output in each form it has, richest first; one that needs a script gives nothing."""
    data, metadata = output.data, output.get("metadata", {})
    if "text/html" in data:
        html = clean(data["text/html"], alt=alt)
        pictures = BeautifulSoup(html, "html.parser").find_all("img")
        words = html.striptags()
        if pictures or words:
            alone = len(pictures) == 1 and not words
            yield Markup('<div class="{}">{}</div>').format("picture" if alone else "html", html)
    for mimetype in ("image/svg+xml", "image/png", "image/jpeg"):
        if mimetype in data:
            yield _image(mimetype, data[mimetype], metadata.get(mimetype, {}).get("alt") or alt)
    if "text/markdown" in data:
        yield clean(_markdown(data["text/markdown"], folder="", attachments={}), alt=alt)
    if "text/plain" in data:
        yield _preformatted(data["text/plain"])


def _image(mimetype: str, data: str, alt: str) -> Markup:
    alt = alt or say("figure.no_description")
    if mimetype == "image/svg+xml":
        image = Picture(svg=data, alt=alt).html
    else:
        data = _pixels_alone(data)
        image = Markup('<img alt="{}" src="data:{};base64,{}">').format(alt, mimetype, data)
    return Markup('<div class="picture">{}</div>').format(image)


def _preformatted(text: str) -> Markup:
    text = str(strip_ansi(text)).strip("\n")
    return Markup("<pre>{}</pre>").format(text) if text.strip() else Markup()


def _pixels_alone(data: str) -> str:
    """Take out of a JPEG or PNG, in base 64, where, when, by whom and with what it was made."""
    from PIL import Image, ImageOps

    data = "".join(data.split())
    try:
        picture = Image.open(BytesIO(b64decode(data)))
        metadata = picture.getexif() or picture.info.keys() - _OF_THE_PIXELS
        if picture.format not in ("JPEG", "PNG") or not metadata:
            return data
        upright = ImageOps.exif_transpose(picture)
        upright.info = {key: upright.info[key] for key in upright.info.keys() & _OF_THE_PIXELS}
        file = BytesIO()
        profile = upright.info.get("icc_profile")
        upright.save(file, picture.format, quality=95, icc_profile=profile)
    except (OSError, binascii.Error, Image.DecompressionBombError):
        return data  # no picture that could be read, here or in a browser
    return b64encode(file.getvalue()).decode("ascii")
