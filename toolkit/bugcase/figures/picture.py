"""A picture: a drawing as SVG, and the words that stand for it."""

from base64 import b64encode
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotspot:
    """Where a fact stands in a drawing, so that it can be asked where it comes from.

    Parameters
    ----------
    left, top, width, height
        Its place, in shares of the drawing.
    slot
        The fact's name.
    words
        The fact, as the drawing shows it.
    step
        Which step of the drawing shows it, from 0.
    source
        Where it comes from; None where nobody has said yet.
    """

    left: float
    top: float
    width: float
    height: float
    slot: str
    words: str
    step: int = 0
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """A number that a drawing rests on and nobody measured.

    Parameters
    ----------
    name
        What it is.
    given
        Its range in words; empty where it is not known.
    source
        Who says so; None where nobody is named.
    """

    name: str
    given: str = ""
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing and what it says to somebody who cannot see it.

    Parameters
    ----------
    svg
        The whole drawing.
    shared
        What a document for everybody shows instead, where the drawing tells what not
        everybody may read.
    layers
        The drawing in steps, the first of which is there from the beginning; together they
        are the whole.  None where it has no steps.
    hotspots
        The facts in it.
    assumed
        What it rests on that nobody measured, which the appendix of a deck lists.

    Raises
    ------
    ValueError
        Where the alternative text is empty.
    """

    svg: str
    alt: str
    shared: str | None = None
    layers: tuple[str, ...] = ()
    hotspots: tuple[Hotspot, ...] = ()
    assumed: tuple[Assumed, ...] = ()

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a picture on a slide has an alternative text")

    @property
    def html(self) -> Markup:
        """An ``<img>`` that holds the drawing itself."""
        return _image(self.svg, self.alt)

    @property
    def layers_html(self) -> list[Markup]:
        """The drawing as an image to each of its steps; the words for it stand with the first."""
        if not self.layers:
            return [self.html]
        first, *later = self.layers
        return [
            _image(first, self.alt),
            *(
                Markup('<div class="fragment" data-fragment-index="{}">{}</div>').format(
                    step, _image(one, "")
                )
                for step, one in enumerate(later, start=1)
            ),
        ]


def _image(svg: str, alt: str) -> Markup:
    data = b64encode(svg.encode()).decode("ascii")
    return Markup('<img alt="{}" src="data:image/svg+xml;base64,{}">').format(alt, data)
